"""What reads and writes ask of a database: one SQL text for two engines.

Every statement is SQL text with ``:name`` parameters.  ``sqlite3`` takes it as it is, so that no command imports
SQLAlchemy or pydantic for a list in a file; on PostgreSQL it goes through SQLAlchemy's ``text()``.  Both take
and answer alike: dates as ISO text, flags as true and false (answered as 1 and 0), lists and maps as JSON text,
sums as numbers.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar

from taskforce.model.errors import TaskforceError

SCHEMA = 7
"""The number of the newest migration; a database carries its own (``user_version`` in SQLite)."""

HISTORY_SCHEMA = 6
"""The number of the newest migration that let a history hold more: what is handed over carries it."""

CHANNEL = "taskforce"
"""Where a server announces each batch; others in the same database listen to it."""

_Answer = TypeVar("_Answer")

Rows = Sequence[Mapping[str, Any]] | Sequence[tuple[Any, ...]]
"""The parameters of a statement that is run several times."""

CHUNK = 500
"""Values that are asked for at once."""

_OF_HISTORY = {
    "change": ("id", "seq", "batch_id", "at", "clock", "copy_id", "number", "actor_id", "record_type", "record_id",
               "field", "old", "new", "after", "subject_id", "replaced", "received_with"),
    "batch": ("id", "copy_id", "at", "actor_id", "kind", "summary", "reason", "undoes"),
    "copy": ("id", "series", "own", "place", "created_at", "last_number", "last_clock", "last_ref", "heard_at"),
    "open_conflict": ("record_id", "field", "record_type", "subject_id"),
}  # fmt: skip
"""The columns that are read of the tables beside the records."""
_VALUES = tuple(f"value_{number}" for number in range(CHUNK))
_MARKS = tuple(f":{name}" for name in _VALUES)


def role_refusal(location: object, record_type: str) -> str:
    """Return the sentence for records of a type that this user's role on a server may not write."""
    from taskforce.language import _
    from taskforce.model.records import record_spec
    from taskforce.model.shown import mid_sentence

    return _(
        "Your role on {place} does not allow this ({record}): ask a secretary of the task force.",
        place=location,
        record=mid_sentence(_(record_spec(record_type).label)),
    )


class StoreError(TaskforceError):
    """The database cannot be used as it is; the text says why and what to do."""


class NoList(StoreError):
    """There is nothing yet where a list is named."""


class Unreadable(StoreError):
    """A list refused a question for what is in its file: it is damaged."""


class PerhapsSaved(StoreError):
    """Whether it was saved could not be found out: the commit itself failed.

    ``not_saved`` is the error to raise when it turns out that nothing was saved.
    """

    def __init__(self, text: str, not_saved: StoreError | None = None) -> None:
        super().__init__(text)
        self.not_saved = not_saved


class ConnectionLost(PerhapsSaved):
    """The connection to the server broke off while something was written."""


class SchemaBehind(StoreError):
    """The database was written by an older version and must be migrated before it is read."""


class Reader(ABC):
    """Answers SQL with rows (tuples).  ``dialect`` is ``"sqlite"`` or ``"postgresql"``."""

    dialect: str
    schema = "main"
    """The schema that the tables are in, ready to stand in SQL."""
    writable = True
    """Whether the database lets this user write: a server decides that by roles, a file by its rights."""
    refused_types: frozenset[str] = frozenset()
    """The types of records that this user may not write, on a server where others may be written."""
    newer: int | None = None
    """The number of the schema, where a newer version wrote the list: then it can be looked at, not changed."""
    streams = False
    """Whether :meth:`each` has only some of the rows in memory."""
    rewound = False
    """Whether the tables are seen as they were on an earlier day; see :mod:`taskforce.store.changes.rewind`."""
    moved = False
    """Whether the list is no longer in its place: it was moved, or another one lies there."""
    before_searching: Callable[[], None] | None = None
    """Makes the index of words of a rewound list; the first question that searches words runs it."""
    out_of_reach = False
    """Set while the server is known to be out of reach: questions are refused at once, not waited for."""
    failed = False
    """Whether the server did not answer the last question."""

    @abstractmethod
    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""

    def numbers(self, sql: str, **parameters: Any) -> array[int]:
        """Return the whole numbers that are the first column of a query."""
        return array("q", (row[0] for row in self.rows(sql, **parameters)))

    def each(self, sql: str, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """Yield the rows of a query one by one: a file never has all of them in memory."""
        yield from self.rows(sql, **parameters)

    def row(self, sql: str, **parameters: Any) -> tuple[Any, ...] | None:
        """Return the first row of a query, or ``None``."""
        rows = self.rows(sql, **parameters)
        return rows[0] if rows else None

    def value(self, sql: str, **parameters: Any) -> Any:
        """Return the first value of the first row, or ``None``."""
        row = self.row(sql, **parameters)
        return None if row is None else row[0]

    def rows_in(self, sql: str, values: Iterable[Any], **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """Return the rows of a query whose ``(:values)`` stands for any number of values, asked in portions."""
        every = list(values)
        for start in range(0, len(every), CHUNK):
            named = dict(zip(_VALUES, every[start : start + CHUNK], strict=False))
            marks = ", ".join(_MARKS[: len(named)])
            yield from self.rows(sql.replace("(:values)", f"({marks})"), **named, **parameters)

    def columns(self, columns: Sequence[str], rest: str, **parameters: Any) -> list[Sequence[Any]]:
        """Return whole columns, of numbers and texts, of the query that ends in ``rest``."""
        rows = self.rows(f"SELECT {', '.join(columns)} {rest}", **parameters)
        return [[row[place] for row in rows] for place in range(len(columns))]

    def numbered(
        self, columns: str, tables: str, number: str, numbers: Sequence[int], **parameters: Any
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows whose ``number`` is one of ``numbers``, in their order: it and some columns.

        There must be one for each.  Only some of them are in memory at once.
        """
        sql = f"SELECT {number}, {columns} FROM {tables} WHERE {number} IN (:values)"
        for start in range(0, len(numbers), CHUNK):
            some = numbers[start : start + CHUNK]
            rows = {row[0]: row for row in self.rows_in(sql, some, **parameters)}
            yield from map(rows.__getitem__, some)

    def stop_when(self, given_up: Callable[[], bool]) -> None:
        """Let a query stop in the middle and raise, once ``given_up`` says so; a server answers to the end."""

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads within it see one state, whatever other processes write."""
        yield

    def beside(self, read: Callable[[Reader], _Answer]) -> Callable[[], _Answer]:
        """Let another connection answer ``read`` while this one goes on; return what waits for the answer.

        It sees the list as this one does, but for rewound tables.  A server divides its work by itself: it is
        asked when the answer is wanted.
        """
        return lambda: read(self)

    def close(self) -> None:
        """Let go of the connection."""

    def knows_enough(self) -> bool:
        """Return whether every table and column is there that this version reads, whatever else is there, too."""
        from taskforce.model.records import RECORDS

        asked = {name: ("id", *spec.by_name) for name, spec in RECORDS.items()}
        try:
            for table, columns in (asked | _OF_HISTORY).items():
                self.rows(f"SELECT {', '.join(columns)} FROM {table} WHERE 1 = 0")
        except Exception:  # each engine says in its own way that something is not there
            return False
        return True


class Connection(Reader):
    """Also runs statements: those that write, and those that make the temporary tables of a rewound list."""

    @abstractmethod
    def execute(self, sql: str, **parameters: Any) -> None:
        """Run a statement that gives no rows."""

    @abstractmethod
    def execute_many(self, sql: str, rows: Rows) -> None:
        """Run a statement that gives no rows once for each of ``rows``, its parameters by name.

        A file also takes tuples in the order of ``?``: seventeen values by name take a third longer.
        """

    def execute_each(self, sql: str, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
        """Run a statement that gives no rows once for each of ``rows``: the values of the parameters ``names``."""
        self.execute_many(sql, [dict(zip(names, row, strict=True)) for row in rows])
