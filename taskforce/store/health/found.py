"""What there is of a list in a file that may be damaged: its history, read as well as can be, and mended."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

from taskforce.clock import Clock
from taskforce.files import SIDE_FILES, folder_of_run
from taskforce.language import _
from taskforce.reading import is_sealed
from taskforce.store.changes.fold import filled
from taskforce.store.database.reader import StoreError
from taskforce.store.database.sqlite import SqliteConnection, open_tolerant
from taskforce.store.health.completing import Complete, completed, folded
from taskforce.store.health.history import OF_AN_INDEX, History, history_on, read_history, read_in_parts
from taskforce.store.health.mending import Mending, mend
from taskforce.store.health.pages import pages_of


def found_in(path: Path) -> History:
    """Return what there is of the history in a file that may be damaged; the file itself is never written.

    Raises :class:`StoreError` when it cannot be read at all.
    """
    try:
        folder = folder_of_run("salvage")
        try:
            return _found_in_copy(_copy(path, folder))
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise StoreError(
            _(
                "{path} could not be read ({reason}): check that it is there, and that there is room for a copy.",
                path=path,
                reason=error.strerror or error,
            )
        ) from error


def _copy(path: Path, folder: Path) -> Path:
    copy = folder / "list.db"
    shutil.copyfile(path, copy)
    for ending in SIDE_FILES:
        if Path(f"{path}{ending}").is_file():
            shutil.copyfile(f"{path}{ending}", f"{copy}{ending}")
    Path(f"{copy}-shm").unlink(missing_ok=True)
    return copy


def _found_in_copy(copy: Path) -> History:
    """Return the history by SQL where every page of the file is whole, else from the pages themselves."""
    if is_sealed(copy):
        with closing(open_tolerant(copy, "mode=rw")) as reader:
            return read_in_parts(reader)
    content, log = copy.read_bytes(), Path(f"{copy}-wal")
    logged = log.read_bytes() if log.is_file() else b""
    by_sql: History | None = None
    with (
        contextlib.suppress(sqlite3.Error, ValueError, TypeError),
        closing(open_tolerant(copy, "mode=rw")) as reader,
    ):
        by_sql = read_history(reader)
        if _tables_are_whole(reader):
            return by_sql
        reader.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        content, logged = copy.read_bytes(), b""
    on_pages = history_on(pages_of(content, logged))
    if by_sql is None:
        return on_pages
    return joined(by_sql, on_pages)


def _tables_are_whole(reader: SqliteConnection) -> bool:
    """Return whether SQLite reads the history's tables whole, whatever becomes of an index."""
    tables = ("change", "batch", "copy", "knowledge")
    answers = [str(row[0]) for name in tables for row in reader.rows(f"PRAGMA integrity_check({name})")]
    return all(answer == "ok" or answer.startswith(OF_AN_INDEX) for answer in answers)


def joined(one: History, other: History) -> History:
    """Return what two ways of reading found together; where both have a row the first holds."""
    changes = {row.change.id: row for row in (*other.changes, *one.changes)}
    return History(
        list({row.id: row for row in (*other.copies, *one.copies)}.values()),
        list({row.id: row for row in (*other.batches, *one.batches)}.values()),
        sorted(changes.values(), key=lambda row: row.seq),
        list({row[:2]: row for row in (*other.knowledge, *one.knowledge)}.values()),
        one.records,
        other.unreadable,
        by_pages=True,
    )


def prepared(found: History, clock: Clock, name: str) -> tuple[Mending, Complete]:
    """Return how a history can be mended and made whole."""
    mending = mend(found)
    records = folded(mending.history)
    differs = (
        found.by_pages
        or not found.records.keys() <= records.keys()
        or any(found.records.get(key) != filled(key[0], values) for key, values in records.items())
    )
    return mending, completed(mending.history, clock, name, tail=differs)
