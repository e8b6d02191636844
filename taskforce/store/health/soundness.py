"""The first look at what is in a list: one that is sound is proved so part by part, in little memory.

Its changes are read copy by copy: each must be one that this program can have written, and its number and clock
follow the one before.  Then its records are read with all their changes, so many items at a time, and each part
must pass the checks of the whole.  Where anything is otherwise, nothing is said here: the whole list is read then,
which tells what it is and what can be done about it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cached_property
from itertools import pairwise
from typing import Any

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.model.records import DELETED, RECORDS, FieldSpec
from taskforce.store.changes.batch import StoredBatch, StoredCopy
from taskforce.store.changes.history_data import fault_of
from taskforce.store.changes.lost import LOST_ID
from taskforce.store.database.reader import Reader
from taskforce.store.health.contents import (
    COMPUTED,
    Contents,
    clocks,
    computed,
    conflicts,
    links,
    marks,
    replay,
    shared_names,
)
from taskforce.store.health.finding import Finding, Weight, ok
from taskforce.store.health.history import STORED, CopyRow, History, change_row, present_records
from taskforce.store.health.mending import Mending, rows_and_odd
from taskforce.store.write.rebuild import greatest_ref

ITEMS = 500
"""So many items are looked at together, with their notes, links and changes."""

_PORTION = 5_000

_BEYOND = "g"
"""Comes after every id, whatever a server sorts by."""


def look(reader: Reader, clock: Clock) -> list[Finding] | None:
    """Return what the checks of the contents of a sound list find; ``None`` for one that may not be sound."""
    copies = [CopyRow._make(row) for row in reader.rows(f"SELECT {', '.join(CopyRow._fields)} FROM copy")]
    if not (_steps_hold(reader) and _changes_hold(reader, copies)):
        return None
    of_parts = _looked_at_in_parts(reader, clock, copies)
    if of_parts is None:
        return None
    stored = _Stored(reader, clock, History(copies))
    numbers = ok("numbers", _("No change is missing."))
    findings = [*of_parts[:-1], numbers, *links(stored), *shared_names(stored), of_parts[-1]]
    whole = all(one.sound for one in findings)
    return [ok("changes", _("Every change of the history can be read.")), *findings] if whole else None


def _steps_hold(reader: Reader) -> bool:
    """Return whether every step is sound, and that of every change is there and of the same copy."""
    sql = f"SELECT {', '.join(StoredBatch._fields)} FROM batch WHERE id > :after ORDER BY id LIMIT {_PORTION}"
    after, count = "", 0
    while rows := reader.rows(sql, after=after):
        if any(fault_of(StoredBatch._make(row)) for row in rows):
            return False
        after, count = rows[-1][0], count + len(rows)
    astray = (
        "SELECT count(*) FROM change c LEFT JOIN batch b ON b.id = c.batch_id "
        "WHERE b.id IS NULL OR b.copy_id <> c.copy_id"
    )
    return bool(count == reader.value("SELECT count(*) FROM batch") and reader.value(astray) == 0)


def _changes_hold(reader: Reader, copies: list[CopyRow]) -> bool:
    """Return whether every change is sound and of a known copy, without a gap, and all counters are right."""
    sql = f"SELECT {STORED} FROM change WHERE copy_id = :copy AND number > :after ORDER BY number LIMIT {_PORTION}"
    own = [one for one in copies if one.own]
    if len(own) > 1 or not (own or any(one.place for one in copies)):
        return False
    total = newest = greatest = 0
    for copy in copies:
        if fault_of(StoredCopy(copy.id, copy.series, copy.created_at)):
            return False
        number, clock, seq = 0, -1, -(2**63)
        while rows := list(map(change_row, reader.rows(sql, copy=copy.id, after=number))):
            if rows_and_odd(rows)[1]:
                return False
            for row in rows:
                change = row.change
                follows = change.number == number + 1 and change.clock > clock and row.seq > seq
                known = change.record_type in RECORDS and change.record_id != LOST_ID
                if not (follows and known) or fault_of(change):
                    return False
                number, clock, seq = change.number, change.clock, row.seq
            for one in own:
                greatest = max(greatest, greatest_ref((row.change for row in rows), one.series))
            total += len(rows)
        if copy.last_number != number:
            return False
        newest = max(newest, clock)
    if any(newest > one.last_clock or greatest > one.last_ref for one in own):
        return False
    return bool(total == reader.value("SELECT count(*) FROM change"))


class _Part(Contents):
    """The records whose subject has an id from ``begin`` to ``end`` (exclusive), with all their changes, which are
    known to be sound."""

    def __init__(self, reader: Reader, clock: Clock, history: History, begin: str, end: str) -> None:
        super().__init__(reader, clock, history)
        self._bounds = {"begin": begin, "end": end}
        within = "{column} >= :begin AND {column} < :end"
        sql = f"SELECT {STORED} FROM change WHERE {within.format(column='subject_id')} ORDER BY seq"
        history.changes = list(map(change_row, reader.rows(sql, **self._bounds)))
        for name, spec in RECORDS.items():
            where = within.format(column=spec.subject or "id")
            history.records |= present_records(reader, name, where, **self._bounds)

    @cached_property
    def mending(self) -> Mending:
        """Return the history as it is: there is nothing to mend."""
        return Mending(self.history)

    @property
    def begun(self) -> bool:
        """Return whether every record that has changes has a beginning."""
        return all((one.record_type, one.record_id) in self.records for one in self.changes)

    def computed_rows(self) -> list[tuple[Any, ...]]:
        """Return what is computed of the items of this part."""
        return self.reader.rows(
            f"SELECT {COMPUTED} FROM action_item WHERE id >= :begin AND id < :end", **self._bounds
        )

    def open_conflicts(self) -> set[tuple[Any, ...]]:
        """Return the conflicts of this part that are marked as open."""
        sql = "SELECT record_type, record_id, field FROM open_conflict"
        within = "WHERE subject_id >= :begin AND subject_id < :end"
        return set(self.reader.rows(f"{sql} {within}", **self._bounds))


def _looked_at_in_parts(reader: Reader, clock: Clock, copies: list[CopyRow]) -> list[Finding] | None:
    """Return what the checks find that ask nothing beyond a part; ``None`` where one of them finds something."""
    columns = ", ".join(StoredBatch._fields)
    undoing = [
        StoredBatch._make(row) for row in reader.rows(f"SELECT {columns} FROM batch WHERE undoes IS NOT NULL")
    ]
    total = int(reader.value("SELECT count(*) FROM change"))
    seen: Counter[str] = Counter()
    findings: list[Finding] = []
    for begin, end in _bounds(reader):
        part = _Part(reader, clock, History(copies, undoing), begin, end)
        seen["change"] += len(part.history.changes)
        seen.update(record_type for record_type, _record in part.history.records)
        seen["open_conflict"] += len(part.open_conflicts())
        part.length = total
        if not part.begun:
            return None
        findings = [one for check in _IN_PARTS for one in check(part)]
        if any(one.weight is not Weight.OK for one in findings):
            return None
    tables = ("change", "open_conflict", *RECORDS)
    all_seen = all(seen[name] == reader.value(f"SELECT count(*) FROM {name}") for name in tables)
    return findings if all_seen else None


_IN_PARTS = (replay, computed, marks, conflicts, clocks)


def _bounds(reader: Reader) -> Iterator[tuple[str, str]]:
    """Return the ids between which parts lie."""
    sql = f"SELECT id FROM action_item WHERE id > :after ORDER BY id LIMIT 1 OFFSET {ITEMS}"
    bounds = [""]
    while (following := reader.value(sql, after=bounds[-1])) is not None:
        bounds.append(following)
    return pairwise([*bounds, _BEYOND])


class _Records(Mapping[tuple[str, str], dict[str, Any]]):
    """The records of the tables, read when they are asked for."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def __getitem__(self, key: tuple[str, str]) -> dict[str, Any]:
        return present_records(self._reader, key[0], "id = :id", id=key[1])[key]

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for name in RECORDS:
            yield from ((name, row[0]) for row in self._reader.rows(f"SELECT id FROM {name}"))

    def __len__(self) -> int:
        return sum(int(self._reader.value(f"SELECT count(*) FROM {name}")) for name in RECORDS)


class _Stored(Contents):
    """The records of tables that were proved to be what the history says."""

    @cached_property
    def records(self) -> Mapping[tuple[str, str], dict[str, Any]]:  # type: ignore[override]
        """Return the records, as the tables have them."""
        return _Records(self.reader)

    def loose_links(self) -> Iterator[tuple[tuple[str, str], FieldSpec, str]]:
        """Yield the links to what is not there or was deleted."""
        for name, spec in RECORDS.items():
            for field in spec.fields:
                if field.to is None:
                    continue
                gone = " OR o.deleted" if DELETED in RECORDS[field.to].by_name else ""
                sql = (
                    f"SELECT t.id, t.{field.name} FROM {name} t LEFT JOIN {field.to} o ON o.id = t.{field.name} "
                    f"WHERE t.{field.name} IS NOT NULL AND (o.id IS NULL{gone})"
                )
                for record_id, target in self.reader.rows(sql):
                    yield (name, record_id), field, target

    def names(self, record_type: str, field: str) -> Iterator[str]:
        """Yield what a field of the records of a type says, but for deleted ones."""
        sql = f"SELECT {field} FROM {record_type} WHERE NOT deleted AND {field} IS NOT NULL"
        return (str(row[0]) for row in self.reader.rows(sql))
