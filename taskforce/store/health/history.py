"""The history of a list as it is found: by SQL where that works, else from the pages of its file."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from taskforce.model.records import RECORDS
from taskforce.store.changes.batch import Change, StoredBatch
from taskforce.store.changes.load import read_column
from taskforce.store.database.reader import Reader, StoreError
from taskforce.store.health.pages import Pages, Value, rows_of

OF_AN_INDEX = ("row ", "wrong # of entries in index", "non-unique entry in index")
"""How lines of SQLite's own check begin that tell of an index, which is made of its table anew."""


class CopyRow(NamedTuple):
    """A row of the table of copies; the columns are in this order."""

    id: str
    series: str
    own: bool
    place: str | None
    created_at: str
    last_number: int
    last_clock: int
    last_ref: int
    heard_at: str | None


class ChangeRow(NamedTuple):
    """A change, and what this database alone knows of it."""

    change: Change
    seq: int
    subject_id: Any
    replaced: bool
    received_with: str | None


Records = dict[tuple[str, str], dict[str, Any]]
"""Records by type and id, as the tables have them."""


@dataclass(slots=True)
class History:
    """All that a list is made from, as it was found: nothing in it is sure to be sound."""

    copies: list[CopyRow] = field(default_factory=list)
    batches: list[StoredBatch] = field(default_factory=list)
    changes: list[ChangeRow] = field(default_factory=list)
    knowledge: list[tuple[Any, ...]] = field(default_factory=list)
    records: Records = field(default_factory=dict)
    unreadable: int = 0
    """Pages that hold rows which could not be read."""
    by_pages: bool = False


_LOCAL = ("seq", "subject_id", "replaced", "received_with")

CHANGE_COLUMNS = ("id", "seq", *Change._fields[1:], *_LOCAL[1:])
"""The columns of the table of changes in the order in which a row of its file has them."""


def read_history(reader: Reader) -> History:
    """Return the history by SQL; raises :class:`sqlite3.Error` or :class:`StoreError` where that cannot be."""
    history = History()
    history.copies = [CopyRow._make(row) for row in reader.rows(f"SELECT {', '.join(CopyRow._fields)} FROM copy")]
    columns = ", ".join(StoredBatch._fields)
    history.batches = [StoredBatch._make(row) for row in reader.rows(f"SELECT {columns} FROM batch ORDER BY id")]
    history.changes = _read_changes(reader)
    history.knowledge = reader.rows("SELECT copy_id, of_copy_id, number FROM knowledge")
    for record_type in RECORDS:
        try:
            history.records |= present_records(reader, record_type)
        except (sqlite3.Error, StoreError):
            continue  # a table is what the history says; the history comes without it
    return history


STORED = ", ".join((*Change._fields, *_LOCAL))
"""The columns of a :class:`ChangeRow`, for SQL; :func:`change_row` reads them."""

_PORTION = 5_000


def change_row(row: Sequence[Any]) -> ChangeRow:
    """Return a row of the table of changes that was asked for by :data:`STORED`."""
    size = len(Change._fields)
    return ChangeRow(Change._make(row[:size]), *row[size:])


def _read_changes(reader: Reader) -> list[ChangeRow]:
    """Return every change, read in portions.

    A word that many rows hold (who, which record, which field) is kept once: of a list of 100,000 items that is
    a fifth of the memory.
    """
    sql = f"SELECT {STORED} FROM change WHERE seq > :after ORDER BY seq LIMIT {_PORTION}"
    size = len(Change._fields)
    words: dict[str, str] = {}
    found: list[ChangeRow] = []
    after = -(2**63)
    while True:
        rows = reader.rows(sql, after=after)
        for row in rows:
            change = Change._make(
                words.setdefault(value, value) if name in _REPEATED and isinstance(value, str) else value
                for name, value in zip(Change._fields, row, strict=False)
            )
            seq, subject, *rest = row[size:]
            found.append(ChangeRow(change, seq, words.get(subject, subject), *rest))
        if len(rows) < _PORTION:
            return found
        after = rows[-1][size]


_REPEATED = frozenset(Change._fields) - {"id", "clock", "number", "old", "new", "after"}


def read_in_parts(reader: Reader) -> History:
    """Return what SQL gives of the history of a list whose pages nobody else can read: it is sealed.

    Where a page does not open, what stands on it is left out.
    """
    history = History(by_pages=True)
    rows = _rows_that_open(reader, "copy", CopyRow._fields)
    history.copies = [CopyRow._make(row) for row in rows]
    history.batches = [StoredBatch._make(row) for row in _rows_that_open(reader, "batch", StoredBatch._fields)]
    history.changes = list(map(change_row, _rows_that_open(reader, "change", (*Change._fields, *_LOCAL))))
    history.knowledge = _rows_that_open(reader, "knowledge", ("copy_id", "of_copy_id", "number"))
    for record_type in RECORDS:
        with contextlib.suppress(sqlite3.Error, StoreError):
            history.records |= present_records(reader, record_type)
    return history


_FARTHEST = 4_000
"""So many rows are passed over, one after the other, before a table is given up: more than one page that leads to
others holds."""


def _rows_that_open(reader: Reader, table: str, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """Return the rows of a table in the order of their numbers, without those on pages that do not open."""
    sql = f"SELECT rowid, {', '.join(columns)} FROM {table} WHERE rowid > :after ORDER BY rowid LIMIT 50"
    rows: list[tuple[Any, ...]] = []
    after = passed = 0
    while passed < _FARTHEST:
        try:
            portion = reader.rows(sql, after=after)
        except sqlite3.Error:
            try:
                portion = reader.rows(sql.replace("LIMIT 50", "LIMIT 1"), after=after)
            except sqlite3.Error:
                after, passed = after + 1, passed + 1
                continue
        if not portion:
            break
        rows += portion
        after, passed = portion[-1][0], 0
    return [row[1:] for row in rows]


def present_records(reader: Reader, record_type: str, where: str = "1 = 1", **parameters: Any) -> Records:
    """Return the records of a table, or those of a condition; what is no JSON where JSON belongs stays the text
    that is there."""
    fields = RECORDS[record_type].by_name
    records: Records = {}
    sql = f"SELECT id, {', '.join(fields)} FROM {record_type} WHERE {where}"
    for record_id, *values in reader.rows(sql, **parameters):
        records[record_type, record_id] = {
            name: read_column(spec, value) for (name, spec), value in zip(fields.items(), values, strict=True)
        }
    return records


_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def history_on(pages: Pages) -> History:
    """Return what the pages of a file hold of the history, each row once.

    Tables that a newer version made wider are read by their first columns.
    """
    history = History(by_pages=True)
    copies: dict[str, CopyRow] = {}
    batches: dict[str, StoredBatch] = {}
    changes: dict[str, ChangeRow] = {}
    knowledge: dict[tuple[Value, Value], tuple[Any, ...]] = {}
    rows = list(rows_of(pages))
    if not any(map(_is_change, (values for _number, values in rows))):
        rows += rows_of(pages, free=True)  # the whole table was dropped
    for number, values in rows:
        if _is_change(values):
            named = dict(zip(CHANGE_COLUMNS, values, strict=False))
            change = Change._make(named[name] for name in Change._fields)
            local = (named["subject_id"], bool(named["replaced"]), named["received_with"])
            changes.setdefault(change.id, ChangeRow(change, number, *local))  # type: ignore[arg-type]
        elif _is_copy(values):
            copies.setdefault(str(values[0]), CopyRow._make(values[: len(CopyRow._fields)]))
        elif _is_batch(values):
            batches.setdefault(str(values[0]), StoredBatch._make(values[: len(StoredBatch._fields)]))
        elif len(values) >= 3 and _are_ids(values[:2]) and isinstance(values[2], int):
            knowledge.setdefault((values[0], values[1]), tuple(values[:3]))
    history.copies = list(copies.values())
    history.batches = [batches[one] for one in sorted(batches)]
    history.changes = sorted(changes.values(), key=lambda row: row.seq)
    history.knowledge = list(knowledge.values())
    history.unreadable = len(pages.unreadable)
    return history


def is_id(value: object) -> bool:
    """Return whether a value can be the id of a record."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _are_ids(values: Iterable[Value]) -> bool:
    return all(map(is_id, values))


def _is_change(values: Sequence[Value]) -> bool:
    """Return whether a row is one of the table of changes: its second column, the row's number, stands outside."""
    if len(values) < len(CHANGE_COLUMNS) or values[1] is not None or not _are_ids((values[0],)):
        return False
    numbers = isinstance(values[4], int) and isinstance(values[6], int)
    return numbers and _are_ids((values[2], values[5], values[9]))


def _is_copy(values: Sequence[Value]) -> bool:
    return (
        len(values) >= len(CopyRow._fields)
        and _are_ids((values[0],))
        and values[2] in (0, 1)
        and isinstance(values[1], str)
        and all(isinstance(value, int) for value in values[5:8])
    )


def _is_batch(values: Sequence[Value]) -> bool:
    return len(values) >= len(StoredBatch._fields) and _are_ids(values[:2]) and isinstance(values[4], str)


def batches_by_id(history: History) -> Mapping[str, StoredBatch]:
    """Return the steps by their ids."""
    return {one.id: one for one in history.batches}
