"""A sound list is proved so part by part; whatever is not sound is found as by reading the list whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from benchmarks.generate import generate
from quick_lists import fill_like_the_first

from taskforce.clock import DEFAULT_ZONE, Clock
from taskforce.store.changes.batch import Batch, delete
from taskforce.store.database.connect import open_reader
from taskforce.store.database.location import Location
from taskforce.store.health import contents, doctor, soundness
from taskforce.store.health.finding import Finding
from taskforce.store.store import open_store

TODAY = date(2026, 11, 24)
CLOCK = Clock(DEFAULT_ZONE, TODAY)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "list.db"
    make = partial(generate, place, items=60, members=6, weeks=4, today=TODAY)
    fill_like_the_first("sixty items", place, make)
    return place


@pytest.fixture(autouse=True)
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(soundness, "ITEMS", 7)
    monkeypatch.setattr(soundness, "_PORTION", 50)


def examined(path: Path) -> list[Finding]:
    with closing(open_reader(Location(path=path))) as reader:
        return doctor.examine(reader, CLOCK)


def test_a_sound_list_is_never_read_whole(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as whole:
        whole.setattr(doctor, "look", lambda _reader, _clock: None)
        told = examined(path)
    monkeypatch.setattr(contents, "read_history", None)
    assert examined(path) == told
    assert all(one.sound for one in told)


def test_links_to_what_was_deleted_are_noted_without_reading_the_list_whole(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(path, today=TODAY)
    leads = store.reader.rows("SELECT DISTINCT lead_id FROM action_item WHERE lead_id IS NOT NULL ORDER BY 1")
    store.apply(Batch("delete", [delete("member", leads[0][0]), delete("member", leads[1][0])]))
    store.close()
    with monkeypatch.context() as whole:
        whole.setattr(doctor, "look", lambda _reader, _clock: None)
        told = examined(path)
    monkeypatch.setattr(contents, "read_history", None)
    assert examined(path) == told
    assert next(one for one in told if one.check == "links").examples


DAMAGES = {
    "a value": "UPDATE action_item SET title = 'lain' WHERE ref = '31'",
    "a table": "DELETE FROM tag",
    "what is computed": "UPDATE action_item SET times_rescheduled = 9 WHERE ref = '40'",
    "a mark": "UPDATE change SET replaced = NOT replaced WHERE seq = 200",
    "a subject": "UPDATE change SET subject_id = (SELECT id FROM action_item WHERE ref = '3') WHERE seq = 200",
    "no subject": "UPDATE change SET subject_id = 'zz' WHERE seq = 200",
    "a conflict": "INSERT INTO open_conflict (record_type, record_id, field, subject_id) "
    "SELECT 'action_item', id, 'title', id FROM action_item WHERE ref = '5'",
    "a number": "UPDATE change SET number = number + 90000 WHERE seq = 200",
    "a gap": "DELETE FROM change WHERE seq = 200",
    "a clock": "UPDATE change SET clock = clock - 900000000000 WHERE seq = 200",
    "a moment": "UPDATE change SET at = 'kemarin' WHERE seq = 200",
    "a day to come": "UPDATE change SET at = '2031-01-01T00:00:00.000Z' WHERE seq = 200",
    "a kind": "UPDATE change SET new = x'00ff' WHERE seq = 200",
    "a type": "UPDATE change SET record_type = 'benda' WHERE seq = 200",
    "a beginning": "UPDATE change SET field = 'title', new = '\"x\"' "
    "WHERE seq = (SELECT max(seq) FROM change WHERE field = '*' AND record_type = 'action_item')",
    "a step": "DELETE FROM batch WHERE id = (SELECT batch_id FROM change WHERE seq = 200)",
    "a step's kind": "UPDATE batch SET kind = 'Kind?' WHERE id = (SELECT batch_id FROM change WHERE seq = 200)",
    "a counter": "UPDATE copy SET last_number = last_number + 1",
    "a counter of refs": "UPDATE copy SET last_ref = 3",
    "a counter of clocks": "UPDATE copy SET last_clock = 3",
    "this copy": "UPDATE copy SET own = 0, place = NULL",
    "another copy": "UPDATE change SET copy_id = '00000000-0000-4000-8000-000000000000' WHERE seq = 200",
    "a link": "DELETE FROM member WHERE handle = (SELECT min(handle) FROM member)",
    "a missing table": "DROP TABLE evidence",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_what_is_not_sound_is_found_as_by_reading_the_list_whole(
    path: Path, damage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(DAMAGES[damage])
        connection.commit()
    told = examined(path)
    with monkeypatch.context() as whole:
        whole.setattr(doctor, "look", lambda _reader, _clock: None)
        assert told == examined(path)
    assert any(
        one.check not in ("file", "versions", "tables", "search", "rights") and one.weight != "ok" for one in told
    )
