"""What another connection reads meanwhile: it counts only where it sees the same list."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from taskforce.store.changes.batch import create
from taskforce.store.database.reader import Reader, StoreError
from taskforce.store.database.sqlite import SqliteConnection
from taskforce.store.store import Store, create_store, open_store


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """Return a list with one item, whose history counts as long."""
    monkeypatch.setattr("taskforce.store.database.sqlite.LONG", 1)
    store = create_store(tmp_path / "daftar.db")
    store.write("add", [create("action_item", title="Susun naskah")])
    return store


def titles(reader: Reader) -> list[str]:
    """Return the titles of all items."""
    return [row[0] for row in reader.rows("SELECT title FROM action_item ORDER BY seq")]


def test_another_connection_answers_in_a_thread_of_its_own(store: Store) -> None:
    asked: list[tuple[Reader, int]] = []

    def read(reader: Reader) -> list[str]:
        asked.append((reader, threading.get_ident()))
        return titles(reader)

    assert store.reader.beside(read)() == ["Susun naskah"]
    ((reader, thread),) = asked
    assert reader is not store.reader
    assert thread != threading.get_ident()


def test_what_was_written_meanwhile_is_not_seen(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    other = open_store(store.location)
    start = threading.Thread.start

    def written_first(self: threading.Thread) -> None:
        other.write("add", [create("action_item", title="Ditulis sementara itu")])
        start(self)

    monkeypatch.setattr(threading.Thread, "start", written_first)
    asked: list[Reader] = []
    with store.reader.snapshot():
        assert titles(store.reader) == ["Susun naskah"]
        assert store.reader.beside(lambda reader: (asked.append(reader), titles(reader))[1])() == ["Susun naskah"]
    assert asked == [store.reader]
    assert titles(store.reader) == ["Susun naskah", "Ditulis sementara itu"]


def test_what_fails_there_is_asked_here(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> SqliteConnection:
        raise StoreError("No more files can be opened.")

    monkeypatch.setattr("taskforce.store.database.sqlite.open_file", refused)
    asked: list[Reader] = []
    assert store.reader.beside(lambda reader: (asked.append(reader), titles(reader))[1])() == ["Susun naskah"]
    assert asked == [store.reader]


def test_a_short_history_is_read_by_the_connection_itself(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taskforce.store.database.sqlite.LONG", 1_000)
    asked: list[Reader] = []
    assert store.reader.beside(lambda reader: (asked.append(reader), titles(reader))[1])() == ["Susun naskah"]
    assert asked == [store.reader]


def test_a_thread_of_the_app_asks_its_own_connection(store: Store) -> None:
    asked: list[Reader] = []
    thread = threading.Thread(target=lambda: store.reader.beside(asked.append)())
    thread.start()
    thread.join()
    assert asked == [store.reader]
