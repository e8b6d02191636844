"""The generator of benchmark data: equal for equal seeds, of the size asked for, and sound."""

from __future__ import annotations

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from benchmarks.generate import generate

from taskforce.store.health.doctor import examine
from taskforce.store.store import open_store

TODAY = date(2026, 11, 25)


def changes(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        sql = "SELECT at, actor_id, record_type, record_id, field, new FROM change ORDER BY clock"
        return connection.execute(sql).fetchall()


def test_equal_seeds_give_equal_lists_and_others_do_not(tmp_path: Path) -> None:
    for name, seed in (("one", 7), ("two", 7), ("three", 8)):
        generate(tmp_path / name, items=60, members=5, weeks=3, seed=seed, today=TODAY)
    assert changes(tmp_path / "one") == changes(tmp_path / "two")
    assert changes(tmp_path / "one") != changes(tmp_path / "three")


@pytest.mark.parametrize(
    ("items", "members", "weeks"), [(0, 0, 1), (1, 1, 1), (7, 0, 2), (120, 90, 5), (50, 3, 12)]
)
def test_any_size(tmp_path: Path, items: int, members: int, weeks: int) -> None:
    path = tmp_path / "list.db"
    generate(path, items=items, members=members, weeks=weeks, today=TODAY)
    created = Counter(row[2] for row in changes(path) if row[4] == "*")
    assert (created["action_item"], created["member"]) == (items, members)
    assert all(row[0][:10] <= TODAY.isoformat() for row in changes(path))
    store = open_store(path, today=TODAY)
    assert [finding.sentence for finding in examine(store.reader) if not finding.sound] == []
    store.close()


def test_work_of_every_kind(tmp_path: Path) -> None:
    path = tmp_path / "list.db"
    generate(path, items=300, members=10, weeks=8, today=TODAY)
    rows = changes(path)
    assert {row[2] for row in rows} >= {"note", "evidence", "tag", "supporting", "dependency"}
    assert {row[4] for row in rows if row[2] == "action_item"} >= {"*", "status", "progress", "due", "done_on"}
    with closing(sqlite3.connect(path)) as connection:
        statuses = {row[0] for row in connection.execute("SELECT DISTINCT status FROM action_item")}
        reasons = connection.execute(
            "SELECT count(*) FROM batch b JOIN change c ON c.batch_id = b.id "
            "WHERE c.field = 'due' AND b.reason IS NULL"
        ).fetchone()[0]
    assert statuses == {"not_started", "in_progress", "blocked", "deferred", "done", "cancelled"}
    assert reasons == 0
