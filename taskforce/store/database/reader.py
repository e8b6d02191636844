"""Reading: one SQL text for two engines.

Every read is SQL text with ``:name`` parameters.  ``sqlite3`` takes it as it is, so that commands which only
read import neither SQLAlchemy nor pydantic; PostgreSQL, and reads inside a write, go through SQLAlchemy's
``text()``.  Both answer alike: dates as ISO text, flags as 0 and 1, sums as numbers.
"""

from __future__ import annotations

import os
import sqlite3
from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.store.database.location import Location

if TYPE_CHECKING:
    from sqlalchemy import Connection

SCHEMA = 3
"""The number of the newest migration; a database carries its own (``user_version`` in SQLite)."""

_CHUNK = 500


class StoreError(TaskforceError):
    """The database cannot be used as it is; the text says why and what to do."""


class NoList(StoreError):
    """There is nothing yet where a list is named."""


class SchemaBehind(StoreError):
    """The database was written by an older version and must be migrated before it is read."""


class Reader(ABC):
    """Answers SQL with rows (tuples).  ``dialect`` is ``"sqlite"`` or ``"postgresql"``."""

    dialect: str
    schema = "main"
    """The schema that the tables are in, ready to stand in SQL."""
    writable = True
    """Whether the database lets this user write: a server decides that by roles, a file by its rights."""
    rewound = False
    """Whether the tables are seen as they were on an earlier day; see :mod:`taskforce.store.changes.rewind`."""
    out_of_reach = False
    """Set while the server is known to be out of reach: questions are refused at once, not waited for."""
    failed = False
    """Whether the server did not answer the last question."""

    @abstractmethod
    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""

    @abstractmethod
    def run(self, sql: str, many: Sequence[dict[str, Any]] | None = None, **parameters: Any) -> None:
        """Run a statement that gives no rows (temporary tables of a rewound view)."""

    def numbers(self, sql: str, **parameters: Any) -> array[int]:
        """The whole numbers that are the first column of a query."""
        return array("q", (row[0] for row in self.rows(sql, **parameters)))

    def row(self, sql: str, **parameters: Any) -> tuple[Any, ...] | None:
        """The first row of a query, or ``None``."""
        rows = self.rows(sql, **parameters)
        return rows[0] if rows else None

    def value(self, sql: str, **parameters: Any) -> Any:
        """The first value of the first row, or ``None``."""
        row = self.row(sql, **parameters)
        return None if row is None else row[0]

    def rows_in(self, sql: str, values: Iterable[Any], **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query whose ``(:values)`` stands for any number of values, asked in portions."""
        wanted = list(values)
        for start in range(0, len(wanted), _CHUNK):
            portion = wanted[start : start + _CHUNK]
            names = {f"value_{index}": value for index, value in enumerate(portion)}
            marks = ", ".join(f":{name}" for name in names)
            yield from self.rows(sql.replace("(:values)", f"({marks})"), **names, **parameters)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it all reads see one state, whatever other processes write."""
        yield

    def close(self) -> None:
        """Let go of the connection."""


class SqliteReader(Reader):
    """Reads a SQLite file through the standard library, without the right to write to it."""

    dialect = "sqlite"

    def __init__(self, connection: sqlite3.Connection, *, writable: bool = True) -> None:
        self.connection, self.writable = connection, writable

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        return self.connection.execute(sql, parameters).fetchall()

    def numbers(self, sql: str, **parameters: Any) -> array[int]:
        """The first column of a query, read one by one: a hundred thousand tuples are never there at once."""
        return array("q", (row[0] for row in self.connection.execute(sql, parameters)))

    def run(self, sql: str, many: Sequence[dict[str, Any]] | None = None, **parameters: Any) -> None:
        """Run a statement that gives no rows."""
        if many is None:
            self.connection.execute(sql, parameters)
        else:
            self.connection.executemany(sql, many)

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Within it all reads see one state."""
        if self.connection.in_transaction:
            yield
            return
        self.connection.execute("BEGIN")
        try:
            yield
        finally:
            self.connection.execute("ROLLBACK")

    def close(self) -> None:
        """Let go of the file."""
        self.connection.close()


class SqlAlchemyReader(Reader):
    """Reads through a SQLAlchemy connection: PostgreSQL, or what a write has done so far."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.dialect = "postgresql" if connection.dialect.name == "postgresql" else "sqlite"

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """All rows of a query."""
        if self.dialect == "sqlite":
            return self._rows_of_sqlite(sql, parameters)
        from sqlalchemy import text

        return [tuple(row) for row in self.connection.execute(text(sql), parameters)]

    def _rows_of_sqlite(self, sql: str, parameters: dict[str, Any]) -> list[tuple[Any, ...]]:
        """Straight to the driver, in the same transaction: SQLAlchemy takes longer over hundreds of values."""
        driver: Any = self.connection.connection.driver_connection
        try:
            rows: list[tuple[Any, ...]] = driver.execute(sql, parameters).fetchall()
        except sqlite3.Error as error:
            from sqlalchemy.exc import DatabaseError

            raise DatabaseError(sql, parameters, error) from error
        return rows

    def run(self, sql: str, many: Sequence[dict[str, Any]] | None = None, **parameters: Any) -> None:
        """Run a statement that gives no rows."""
        from sqlalchemy import text

        self.connection.execute(text(sql), parameters if many is None else list(many))

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()


def open_reader(location: Location) -> Reader:
    """A reader for an existing list.

    Raises :class:`StoreError` when there is none, or what is there cannot be read, and
    :class:`SchemaBehind` when it must be migrated first.
    """
    if location.path is None:
        from taskforce.store.database.postgres import server_reader

        return server_reader(location)
    return _open_file(location.path)


def _open_file(path: Path) -> Reader:
    if not path.exists():
        raise NoList(
            _(
                "There is no list at {path} yet: run “taskforce init”, or name another file with --db.",
                path=path,
            )
        )
    if path.is_dir():
        raise StoreError(_("{path} is a folder, not a list: name a file with --db.", path=path))
    try:
        connection, version = _connect(path, "mode=ro")
    except sqlite3.OperationalError:
        # A file in a folder where nothing can be written has no room for the log's index: it cannot change.
        try:
            connection, version = _connect(path, "mode=ro&immutable=1")
        except sqlite3.Error as error:
            raise _unreadable(path, error) from error
    except sqlite3.DatabaseError as error:
        raise _unreadable(path, error) from error
    if version != SCHEMA:
        connection.close()
        raise _wrong_schema(path, version)
    # SQLite writes its log beside the file.
    return SqliteReader(connection, writable=os.access(path, os.W_OK) and os.access(path.parent, os.W_OK))


def _connect(path: Path, options: str) -> tuple[sqlite3.Connection, int]:
    name = path.as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    uri = f"file:{name}?{options}"
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False)
    try:
        connection.execute("PRAGMA busy_timeout = 5000")
        connection.execute("PRAGMA temp_store = MEMORY")
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        known = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'change'").fetchone()[0]
    except sqlite3.Error:
        connection.close()
        raise
    return connection, version if known else -1


def _unreadable(path: Path, error: sqlite3.Error) -> StoreError:
    if "not a database" in str(error):
        return StoreError(
            _("{path} is not a taskforce list: name another file with --db.", path=path),
        )
    if "malformed" in str(error) or "corrupt" in str(error):
        return StoreError(
            _("{path} is damaged ({reason}): restore a backup of it.", path=path, reason=error),
        )
    return StoreError(
        _(
            "{path} cannot be opened ({reason}): check that it is there and that you may read it.",
            path=path,
            reason=error,
        )
    )


def _wrong_schema(path: Path, version: int) -> StoreError:
    if version < 0:
        return StoreError(
            _("{path} is a database of another program, not a taskforce list: use another file.", path=path)
        )
    if version > SCHEMA:
        return StoreError(
            _(
                "{path} was written by a newer taskforce (schema {theirs}, this one knows {ours}): "
                "update this program.",
                path=path,
                theirs=version,
                ours=SCHEMA,
            )
        )
    return SchemaBehind(_("{path} was written by an older taskforce and must be updated first.", path=path))
