"""A whole list, history included, from one place to another: between files and servers, in either direction.

The list in the new place goes on as a copy with an id of its own.  So whatever someone writes in the old place
all the same can still be merged, and no two changes ever share a number.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Boolean, Table
from sqlmodel import SQLModel

from taskforce.language import _
from taskforce.model import tables
from taskforce.model.errors import UsageError
from taskforce.store.database.connect import open_reader, transaction
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Connection, Reader, StoreError
from taskforce.store.database.sealed import Key, key_if_sealed
from taskforce.store.write import search_index
from taskforce.store.write.bulk import insert_rows
from taskforce.store.write.migrate import make_list
from taskforce.store.write.replica import (
    Replica,
    become_new,
    move_away,
    next_ref_prefix,
    stored_replica,
    user_name,
)

_PORTION = 2_000

assert tables.TABLES  # importing them tells SQLModel of every table

Progress = Callable[[int, int], None]
"""Is told how many rows of how many are written."""


@dataclass(frozen=True, slots=True)
class Transferred:
    """The outcome of a transfer: rows by table, and the prefix of the new place's refs (empty: plain numbers)."""

    ref_prefix: str
    rows: dict[str, int] = field(default_factory=dict)


def transfer(
    source: Location,
    target: Location,
    *,
    keep: bool = False,
    ref_prefix: str | None = None,
    progress: Progress = lambda _done, _all: None,
) -> Transferred:
    """Make ``target`` the list that ``source`` is.

    The list moves: it goes on numbering its items in the new place, and the old one says where it went and is
    not written any more.  With ``keep`` both go on, and the refs of the new place begin with ``ref_prefix`` (by
    default after the computer's user).  The file made of a sealed one is sealed by the same passphrase.

    Raises :class:`StoreError` when one cannot be read or the other is not empty; then both are as they were.  When
    the old place cannot be told that the list moved, the sentence says so.
    """
    if source == target:
        raise UsageError(_("Both places are {place}: name two.", place=source))
    moved: list[Transferred] = []
    try:
        with _reading(source, keep) as (reader, writer):
            key = None if source.path is None else key_if_sealed(source.path)
            moved.append(_transferred(reader, target, ref_prefix, key, keep=keep, progress=progress))
            if writer is not None:
                move_away(writer, target)
    except StoreError as error:
        if not moved:
            raise
        raise StoreError(
            _(
                "The list is in {target} now, but {source} could not be told so ({reason}): do not write there "
                "any more.",
                target=target,
                source=source,
                reason=error,
            )
        ) from error
    return moved[0]


def _transferred(
    reader: Reader, target: Location, ref_prefix: str | None, key: Key | None, *, keep: bool, progress: Progress
) -> Transferred:
    """Make the list at ``target`` of what a reader sees; see :func:`transfer`."""
    total = sum(count for _table, count in counts(reader))
    done: dict[str, int] = {}
    own: Replica | None = None

    def fill(into: Connection) -> None:
        nonlocal own
        done.update(_copied(reader, into, lambda count: progress(count, total)))
        own = stored_replica(into, target)
        prefix = own.ref_prefix if not keep else next_ref_prefix(into, ref_prefix or user_name())
        become_new(into, own, target, prefix)

    make_list(target, fill, key=key)
    assert own is not None
    return Transferred(own.ref_prefix, done)


@contextmanager
def _reading(source: Location, keep: bool) -> Iterator[tuple[Reader, Connection | None]]:
    """Give a reader of one state of the list; when the list moves away, nobody else writes to it meanwhile.

    When it moves, the connection that may write to the old place comes with it.
    """
    reader = open_reader(source)
    try:
        if keep:
            with reader.snapshot():
                yield reader, None
            return
        if not reader.writable:
            raise StoreError(
                _("{place} may not be written, so the list cannot move away: use --keep to copy it.", place=source)
            )
        with transaction(source) as connection:
            stored_replica(connection, source)  # the writers' queue
            yield connection, connection
    finally:
        reader.close()


def counts(reader: Reader) -> list[tuple[str, int]]:
    """Return each table with the number of its rows."""
    names = [table.name for table in SQLModel.metadata.sorted_tables]
    return [(name, int(reader.value(f"SELECT count(*) FROM {name}"))) for name in names]


def _copied(reader: Reader, into: Connection, written: Callable[[int], None]) -> dict[str, int]:
    """Write every row of every table, the local row numbers too; the search index is made anew.

    Returns the number of rows by table.  Raises :class:`StoreError` when the list changed meanwhile.
    """
    done: dict[str, int] = {}
    for table in SQLModel.metadata.sorted_tables:
        done[table.name] = 0
        for rows in _portions(reader, table):
            insert_rows(into, table.name, rows)
            done[table.name] += len(rows)
            written(sum(done.values()))
        if "seq" in table.columns and into.dialect == "postgresql":
            sequence = f"pg_get_serial_sequence('{table.name}', 'seq')"
            top = f"SELECT coalesce(max(seq), 0) + 1 FROM {table.name}"
            into.execute(f"SELECT setval({sequence}, ({top}), FALSE)")
    search_index.make_anew(into)  # when the notes are there, too
    if done != dict(counts(reader)):
        raise StoreError(_("The list was changed while it was copied: nothing was kept; try again."))
    return done


def _portions(reader: Reader, table: Table) -> Iterator[list[dict[str, Any]]]:
    """Return the rows of a table, at most :data:`_PORTION` at a time where its key is one column."""
    names = [column.name for column in table.columns]
    key = ", ".join(column.name for column in table.primary_key)
    sql = f"SELECT {', '.join(names)} FROM {table.name}"
    after = ""
    parameters: dict[str, Any] = {}
    while True:
        bound = f" LIMIT {_PORTION}" if "," not in key else ""
        rows = reader.rows(f"{sql}{after} ORDER BY {key}{bound}", **parameters)
        if rows:
            yield [_values(table, row) for row in rows]
        if len(rows) < _PORTION or not bound:
            return
        after, parameters = f" WHERE {key} > :last", {"last": rows[-1][names.index(key)]}


def _values(table: Table, row: tuple[Any, ...]) -> dict[str, Any]:
    return {
        column.name: bool(value) if value is not None and isinstance(column.type, Boolean) else value
        for column, value in zip(table.columns, row, strict=True)
    }
