"""Writing what is sealed: a whole list, in the place of the one until now, and small files beside it."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from taskforce.files import SIDE_FILES, appearing
from taskforce.language import _
from taskforce.paths import sync_folder
from taskforce.store.database.location import file_uri
from taskforce.store.database.reader import StoreError
from taskforce.store.database.sealed import Key, being_exchanged, connect, connect_by, key_if_sealed, key_of


def begin_sealed(path: Path, key: Key) -> None:
    """Make an empty file a database that is sealed by ``key``.  Raises :class:`sqlite3.Error`."""
    with closing(connect_by(key, path)) as connection:
        connection.execute("CREATE TABLE begun (a)")
        connection.execute("DROP TABLE begun")
        connection.commit()


def rewrite(path: Path, target: Path, key: Key | None) -> None:
    """Write the list in ``path`` to ``target``, an empty file, sealed by ``key``, or open where it is ``None``.

    Nothing is lost, or it raises: the copy is checked whole.  Raises :class:`sqlite3.Error`, :class:`OSError`, or
    a :class:`StoreError` when the key of a sealed list is not known.
    """
    with closing(connect_by(key_if_sealed(path), path, "mode=ro")) as source:
        source.execute("PRAGMA busy_timeout = 5000")
        export(source, target, key)


def export(source: sqlite3.Connection, target: Path, key: Key | None) -> None:
    """Write what a connection of SQLCipher reads to ``target``; see :func:`rewrite`."""
    seal = "" if key is None else key.pragma.strip('"')
    source.isolation_level = None
    source.execute("ATTACH ? AS other KEY ?", (file_uri(target, "mode=rw"), seal))
    try:
        source.execute("PRAGMA other.synchronous = OFF")  # written through below, once
        source.execute("SELECT sqlcipher_export('other')").fetchall()
        for name in ("user_version", "application_id"):
            value = source.execute(f"PRAGMA main.{name}").fetchone()[0]
            source.execute(f"PRAGMA other.{name} = {int(value)}")
    finally:
        source.execute("DETACH other")
    with closing(connect_by(key, target)) as copy:
        answer = str(copy.execute("PRAGMA integrity_check(1)").fetchone()[0])
        if answer != "ok" or _sizes(copy) != _sizes(source):
            raise sqlite3.DatabaseError(answer)
    with target.open("r+b") as stream:
        os.fsync(stream.fileno())


def _sizes(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows of each table."""
    tables = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall()
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for (name,) in tables}


@contextmanager
def alone(path: Path) -> Iterator[sqlite3.Connection]:
    """Give a connection of SQLCipher to a list that nobody else has open; all of it is in the file.

    Raises :class:`sqlite3.Error`, and :class:`StoreError` when somebody has it open.
    """
    with closing(connect_by(key_if_sealed(path), path, timeout=1.0)) as connection:
        connection.isolation_level = None
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")  # the lock outlasts the transaction
        try:
            connection.execute("PRAGMA journal_mode = DELETE")
            connection.execute("BEGIN EXCLUSIVE")
            connection.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if getattr(error, "sqlite_errorcode", 0) & 0xFF not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
                raise
            raise StoreError(
                _(
                    "{path} is open in another window or program: nothing was changed; close it there, and "
                    "try again.",
                    path=path,
                )
            ) from error
        yield connection


def stage_of(path: Path) -> Path:
    """Return where the list in ``path`` lies complete, sealed or opened, before it takes the list's place."""
    place = Path(os.path.realpath(path))
    return place.with_name(f"{place.name}.sealing")


def remove_stage(path: Path) -> None:
    """Remove the stage of a list, with what SQLite put beside it."""
    for one in _stages(path):
        one.unlink(missing_ok=True)


def _stages(path: Path) -> list[Path]:
    stage = stage_of(path)
    return [stage.with_name(f"{stage.name}{ending}") for ending in ("", *SIDE_FILES)]


def exchange(connection: sqlite3.Connection, path: Path) -> None:
    """Put the stage of a list, which is complete, in the place of the list that is held locked.

    First the list is marked, by a negative number of its schema, as one that nobody writes to any more: whoever
    waits for the lock finds the mark, and whoever opens the list after a kill completes the exchange.
    """
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    connection.execute(f"PRAGMA user_version = {-abs(version)}")
    with suppress(PermissionError):  # Windows lets go of a file that is closed
        _take_place(path)


def _take_place(path: Path) -> None:
    place = Path(os.path.realpath(path))
    stage_of(path).replace(place)
    sync_folder(place.parent)


def complete_exchange(path: Path) -> None:
    """Put the stage of a list that is marked in its place, or take the mark back when there is none.

    Raises :class:`StoreError` when the system refuses; nothing is lost then.
    """
    for attempt in range(20):
        try:
            _take_place(path)
        except FileNotFoundError:  # another process was faster, or somebody removed the stage
            break
        except PermissionError as error:  # on Windows: somebody looks at the list at this moment
            if attempt == 19:
                raise being_exchanged(path) from error
            time.sleep(0.1)
        else:
            return
    with closing(connect(path)) as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        connection.execute(f"PRAGMA user_version = {abs(version)}")


def remove_left_behind_of(connection: sqlite3.Connection, path: Path) -> None:
    """Remove what a run that was killed while it opened a sealed list left behind: nothing of it lies open."""
    if not any(one.exists() for one in _stages(path)):
        return
    connection.execute("BEGIN")
    try:
        connection.execute(
            "SELECT count(*) FROM sqlite_master"
        ).fetchall()  # while this holds nobody makes a stage
        remove_stage(path)
    finally:
        connection.execute("ROLLBACK")


# What the program keeps beside a list


def write_sealed(path: Path, content: bytes, key: Key) -> None:
    """Write bytes to a file of its own, sealed by the key of a list; it appears whole or not at all.

    Raises :class:`OSError` or :class:`sqlite3.Error`.
    """
    with appearing(path, private=True) as temporary, closing(connect_by(key, temporary)) as connection:
        connection.execute("PRAGMA journal_mode = OFF")
        connection.execute("CREATE TABLE content (bytes BLOB)")
        connection.execute("INSERT INTO content VALUES (?)", (content,))
        connection.commit()


def read_sealed(path: Path) -> bytes:
    """Return what :func:`write_sealed` wrote.  Raises :class:`OSError`, :class:`sqlite3.Error`, or a
    :class:`StoreError` when its key is not known."""
    with closing(connect_by(key_of(path), path, "mode=ro")) as connection:
        return bytes(connection.execute("SELECT bytes FROM content").fetchone()[0])
