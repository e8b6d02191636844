"""What happens around a list while it is open: folders are moved, clocks are set, files take its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from taskforce.store.backup import KEPT, backups
from taskforce.store.changes.batch import create, edit
from taskforce.store.database import sqlite
from taskforce.store.database.reader import StoreError
from taskforce.store.history.undo import step_to_undo
from taskforce.store.store import Store, create_store, open_store

pytestmark = pytest.mark.on_a_file
TODAY = date(2026, 11, 24)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder of the list."""
    (tmp_path / "Smart City").mkdir()
    return tmp_path / "Smart City"


@pytest.fixture
def opened(folder: Path) -> Iterator[Store]:
    """A list with one item, open."""
    store = create_store(folder / "list.db", today=TODAY)
    store.write("add", [create("action_item", title="Satu")])
    yield store
    store.close()


def titles(path: Path) -> list[str]:
    store = open_store(path)
    try:
        return [title for (title,) in store.reader.rows("SELECT title FROM action_item ORDER BY seq")]
    finally:
        store.close()


posix = pytest.mark.skipif(os.name != "posix", reason="Windows moves no folder in which a file is open")


@posix
@pytest.mark.parametrize("another", [False, True])
def test_nothing_is_saved_to_what_took_the_place_of_the_list_that_is_open(
    folder: Path, opened: Store, another: bool
) -> None:
    moved = folder.rename(folder.with_name("Smart City lama"))
    if another:
        folder.mkdir()
        create_store(folder / "list.db", today=TODAY).close()
    with pytest.raises(StoreError, match="no longer the list that was opened"):
        opened.write("add", [create("action_item", title="Dua")])
    assert titles(moved / "list.db") == ["Satu"]
    assert not another or titles(folder / "list.db") == []


@posix
def test_a_file_with_another_number_that_says_the_same_is_the_same_list(folder: Path, opened: Store) -> None:
    for ending in ("", "-wal"):
        shutil.copy(folder / f"list.db{ending}", folder / f"same.db{ending}")
        (folder / f"same.db{ending}").replace(folder / f"list.db{ending}")
    assert not opened.reader.moved


def left_half_done(path: Path) -> None:
    """Leave a list as a program does that is killed while it writes, in a folder of another machine."""
    journal = Path(f"{path}-journal")
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute("PRAGMA cache_size = 1")
        connection.execute("BEGIN")
        connection.execute("UPDATE action_item SET title = 'setengah jadi'")
        connection.execute("CREATE TABLE room (text)")  # SQLite writes to the file before the transaction ends
        connection.executemany("INSERT INTO room VALUES (?)", [("x" * 4_000,)] * 100)
        copies = {one: one.read_bytes() for one in (path, journal)}
        connection.execute("ROLLBACK")
    for one, content in copies.items():
        one.write_bytes(content)


def test_what_a_program_that_was_killed_left_half_done_is_not_shown(folder: Path, opened: Store) -> None:
    opened.close()
    left_half_done(folder / "list.db")
    assert (folder / "list.db-journal").stat().st_size > 0
    assert titles(folder / "list.db") == ["Satu"]


def test_what_was_left_half_done_where_nothing_may_be_written_is_taken_back_in_a_copy(
    folder: Path, opened: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.close()
    left_half_done(folder / "list.db")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    monkeypatch.setattr(sqlite, "may_write", lambda _path: False)
    assert titles(folder / "list.db") == ["Satu"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_a_list_that_is_brought_to_a_folder_of_another_machine_has_no_log_any_more(
    folder: Path, opened: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened.close()
    for module in ("taskforce.store.store", "taskforce.store.database.sqlite"):
        monkeypatch.setattr(f"{module}.shared_folder", lambda _path: "network")
    store = open_store(folder / "list.db")
    store.write("add", [create("action_item", title="Dua")])
    store.close()
    with closing(sqlite3.connect(folder / "list.db")) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert titles(folder / "list.db") == ["Satu", "Dua"]


def test_a_clock_that_is_set_back_loses_no_edit_and_undo_takes_the_last_step(folder: Path, opened: Store) -> None:
    item = opened.reader.value("SELECT id FROM action_item")
    for day, title in ((date(2027, 6, 1), "Dari masa depan"), (TODAY, "Kembali ke kini")):
        store = open_store(folder / "list.db", today=day)
        last = store.write("edit", [edit("action_item", item, "title", title)])
        store.close()
    assert titles(folder / "list.db") == ["Kembali ke kini"]
    assert step_to_undo(opened.reader) == last.batch_id


def test_a_list_that_was_made_when_the_clock_was_wrong_is_backed_up_daily_and_the_new_backup_stays(
    folder: Path,
) -> None:
    future = date(2099, 1, 1)
    create_store(folder / "list.db", today=future).close()

    def work(day: date) -> None:
        store = open_store(folder / "list.db", today=day)
        store.write("add", [create("action_item", title=day.isoformat())])
        store.close()

    for number in range(1, KEPT + 1):
        work(future + timedelta(days=number))
    work(TODAY)
    made = [one.made for one in backups(folder / "list.db")]
    assert TODAY.isoformat() in made and len(made) == KEPT + 1
