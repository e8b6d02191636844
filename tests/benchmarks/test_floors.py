"""A floor does what it is compared with: of an exchange by raw SQL the doctor finds nothing wrong."""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from benchmarks import floors

from taskforce.store.changes.batch import create, edit
from taskforce.store.health.doctor import examine
from taskforce.store.store import create_store, open_store


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
