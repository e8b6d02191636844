"""Lists as every schema so far left them, made by the code of its day: brought up to date, they say the same.

``lists/schema-N.db.gz`` was made by the last version whose newest migration was N, from the command line: members,
an agency, a deadline, three action items of two weeks, notes, evidence, a dependency, an undo, and, where that
version could, a merge with a conflict and an issued report.  They are never made anew; ``make_list.py`` adds one.
"""

from __future__ import annotations

import gzip
import sqlite3
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from taskforce.clock import Clock
from taskforce.model.errors import TaskforceError
from taskforce.model.records import RECORDS
from taskforce.store.database.reader import SCHEMA
from taskforce.store.health.doctor import examine
from taskforce.store.health.salvage import salvage
from taskforce.store.read.items import Selection, item_rows
from taskforce.store.store import Store, open_store
from taskforce.store.sync.conflicts import open_conflicts

LISTS = Path(__file__).parent / "lists"
KEPT = {int(path.name.partition("-")[2].partition(".")[0]) for path in LISTS.glob("schema-*.db.gz")}
TODAY = date(2026, 11, 24)


def list_of(schema: int, folder: Path) -> Path:
    """Unpack the list of a schema."""
    path = folder / f"schema-{schema}.db"
    path.write_bytes(gzip.decompress((LISTS / f"schema-{schema}.db.gz").read_bytes()))
    path.chmod(0o600)
    return path


def said(store: Store) -> tuple[dict[str, Any], list[Any], dict[str, Any]]:
    """Return what a list says: its records, its action items as data, and its open conflicts."""
    records = {
        name: sorted(store.reader.rows(f"SELECT id, {', '.join(spec.by_name)} FROM {name}"), key=repr)
        for name, spec in RECORDS.items()
    }
    items = [one._replace(seq=0)._asdict() for one in item_rows(store.reader, Selection(), TODAY.isoformat())]
    conflicts = {one.field: [side.value for side in one.sides] for one in open_conflicts(store.reader)}
    return records, items, conflicts


def test_every_schema_so_far_has_its_list() -> None:
    """That of the present one is made before the next migration: ``python tests/store/make_list.py``."""
    assert set(range(1, SCHEMA)) <= KEPT


@pytest.mark.parametrize("schema", sorted(KEPT))
def test_a_list_of_an_older_schema_says_the_same_when_it_is_brought_up_to_date(
    schema: int, tmp_path: Path
) -> None:
    path, anew = list_of(schema, tmp_path), tmp_path / "anew.db"
    salvage(path, anew, Clock(today=TODAY))  # what this version makes of the history alone

    with closing(open_store(path, today=TODAY)) as store, closing(open_store(anew, today=TODAY)) as other:
        assert said(store) == said(other)
        assert [one.sentence for one in examine(store.reader, store.clock) if not one.sound] == []
        _records, items, conflicts = said(store)
        assert {one["title"] for one in items} >= {"Susun draf Buku 2", "Pasang sensor banjir"}
        moved = next(one for one in items if one["title"] == "Susun draf Buku 2")
        assert (moved["original_due"], moved["due"], moved["times_rescheduled"]) == ("2026-11-20", "2026-11-27", 1)
        if schema > 1:
            assert conflicts == {"title": ["Kirim surat ke semua OPD", "Kirim surat dan undangan"]}
        store.write("add", [])
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("PRAGMA user_version").fetchone() == (SCHEMA,)


def newer(folder: Path, *statements: str) -> Path:
    """Return a list that a version two schemas from now may have written."""
    path = list_of(max(KEPT), folder)
    open_store(path).close()
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute(f"UPDATE alembic_version SET version_num = '{SCHEMA + 2:04d}'")
        connection.execute(f"PRAGMA user_version = {SCHEMA + 2}")
        connection.commit()
    for kept in folder.glob("*.before-schema-*"):
        kept.unlink()
    return path


def test_a_list_of_a_newer_schema_can_be_looked_at_and_is_not_changed(tmp_path: Path) -> None:
    path = newer(
        tmp_path,
        "CREATE TABLE moon (id TEXT PRIMARY KEY)",
        "ALTER TABLE action_item ADD COLUMN moon_id TEXT",
        "ALTER TABLE change ADD COLUMN colour TEXT",
    )
    before = path.read_bytes()

    with closing(open_store(path, today=TODAY)) as store:
        assert len(said(store)[1]) >= 3
        assert store.read_only
        with pytest.raises(TaskforceError, match="newer"):
            store.write("add", [])

    assert path.read_bytes() == before


def test_a_list_of_a_newer_schema_without_a_column_that_is_known_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = newer(tmp_path, "ALTER TABLE action_item RENAME COLUMN fund_source TO money_from")

    with pytest.raises(TaskforceError, match="newer") as refused:
        open_store(path)

    assert "\n" not in str(refused.value)
