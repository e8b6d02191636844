"""Reading: one SQL text for two engines.

Every read is SQL text with ``:name`` parameters.  ``sqlite3`` takes it as it is, so that commands which only
read import neither SQLAlchemy nor pydantic; PostgreSQL, and reads inside a write, go through SQLAlchemy's
``text()``.  Both answer alike: dates as ISO text, flags as 0 and 1, sums as numbers.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from array import array
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from taskforce.model.errors import TaskforceError

if TYPE_CHECKING:
    from sqlalchemy import Connection as SqlAlchemyConnection

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


class Connection(Reader):
    """Also runs statements: those that write, and those that make the temporary tables of a rewound list."""

    @abstractmethod
    def execute(self, sql: str, **parameters: Any) -> None:
        """Run a statement that gives no rows."""

    @abstractmethod
    def execute_many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement that gives no rows once for each of ``rows``, its parameters by name."""


class SqlAlchemyReader(Connection):
    """Reads through a SQLAlchemy connection: PostgreSQL, or what a write has done so far."""

    def __init__(self, connection: SqlAlchemyConnection) -> None:
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

    def execute(self, sql: str, **parameters: Any) -> None:
        """Run a statement that gives no rows."""
        from sqlalchemy import text

        self.connection.execute(text(sql), parameters)

    def execute_many(self, sql: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Run a statement once for each of ``rows``."""
        from sqlalchemy import text

        if rows:
            self.connection.execute(text(sql), list(rows))

    def close(self) -> None:
        """Give the connection back."""
        self.connection.close()
