"""A floor does what it is compared with: its items are ours, and the doctor finds its exchange sound."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import date
from pathlib import Path

from benchmarks import floors
from benchmarks.generate import generate

from taskforce.store.changes.batch import create, edit
from taskforce.store.health.doctor import examine
from taskforce.store.read.item_data import item_texts
from taskforce.store.read.items import Selection
from taskforce.store.store import create_store, open_store


def test_sqlite_alone_writes_the_same_items_in_the_same_order(tmp_path: Path) -> None:
    path, today = tmp_path / "list.db", "2026-11-24"
    generate(path, items=120, members=5, weeks=3, today=date.fromisoformat(today))
    text = subprocess.run(floors.raw_json(str(path), today), check=True, capture_output=True, text=True).stdout
    raw = [json.loads(line) for line in text.splitlines()]
    with closing(open_store(path)) as store:
        ours = [json.loads(one) for one in item_texts(store.reader, Selection(), today, str)]
    assert set(ours[0]) - set(raw[0]) == {"overdue", "conflicts"}
    assert raw == [{name: item[name] for name in raw[0]} for item in ours]
    linked = ("supporting", "tags", "evidence", "notes")
    assert all(any(item[name] for item in raw) for name in linked)


def test_an_exchange_by_raw_sql_leaves_a_sound_list_and_hands_over_what_is_lacking(tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.db" for number in range(3)]
    items = [create("action_item", title=f"Langkah {number}", description="Awal") for number in range(3)]
    with closing(create_store(paths[0])) as store:
        store.write("add", items)
    for path in paths[1:]:
        shutil.copyfile(paths[0], path)
    for path, item in zip(paths, items, strict=True):
        with closing(open_store(path)) as store:
            store.write("edit", [edit("action_item", item.record_id, "description", f"Menunggu {path.stem}")])
    with closing(sqlite3.connect(paths[0], isolation_level=None)) as connection:
        for path in paths[1:]:  # each knows the others by what it had of them
            connection.execute("ATTACH ? AS other", (str(path),))
            new = "SELECT * FROM other.copy WHERE own"
            connection.execute(
                f"INSERT INTO copy SELECT id, series, 0, NULL, created_at, 0, 0, 0, NULL FROM ({new})"
            )
            connection.execute("DETACH other")
    command = floors.raw_exchange(str(paths[0]), str(tmp_path / "handed.db"), [str(path) for path in paths[1:]])
    subprocess.run(command, check=True)
    with closing(open_store(paths[0])) as store:
        assert [(one.sentence, *one.examples) for one in examine(store.reader) if not one.sound] == []
        said = store.reader.rows("SELECT description FROM action_item ORDER BY title")
    assert said == [("Menunggu 0",), ("Menunggu 1",), ("Menunggu 2",)]
