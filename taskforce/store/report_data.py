"""What a report reads: lean rows of every item, and what the history says of a period.

The reader is one of :meth:`Store.as_of`, so tables are as they were at the report's day; the history is not
rewound by itself, and every function here that reads it is told until when.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from taskforce.model.records import CREATION
from taskforce.store.load import load_all
from taskforce.store.reader import Reader


class ReportItem(NamedTuple):
    """As much of an action item as the figures need; days are ISO texts, ``weight`` ``None`` counts as 1."""

    seq: int
    id: str
    ref: str
    status: str
    priority: str
    progress: int
    weight: float | None
    start: str | None
    due: str | None
    original_due: str | None
    done_on: str | None
    dimension_id: str | None
    agency_id: str | None
    deadline_id: str | None
    created_at: str

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.status not in ("done", "cancelled")

    @property
    def earned(self) -> int:
        """The progress that counts, in percent: done is 100."""
        return 100 if self.status == "done" else self.progress


_ITEM_COLUMNS = ", ".join(f"i.{name}" for name in ReportItem._fields)


class AgencyName(NamedTuple):
    """An agency as reports name it."""

    short: str
    name: str


class DimensionName(NamedTuple):
    """A dimension as reports name it, in the list's order; ``listed`` is false for a deleted one."""

    id: str
    key: str
    name: str
    listed: bool


class FieldChange(NamedTuple):
    """One change of one field of an item; ``old`` and ``new`` are plain values."""

    item_id: str
    field: str
    at: str
    clock: int
    copy_id: str
    old: Any
    new: Any

    @property
    def rank(self) -> tuple[int, str]:
        """The change of a field with the greatest rank is the one that shows."""
        return self.clock, self.copy_id


class DueMove(NamedTuple):
    """A due date before and after a period, and the reason given for its last change in it.

    ``before`` is the first one that the item had in the period: giving it a date for the first time is no move.
    """

    before: str | None
    after: str | None
    reason: str | None


def report_items(reader: Reader, where: str, parameters: dict[str, Any]) -> list[ReportItem]:
    """The items of a condition over ``action_item i`` that are not deleted, in no particular order."""
    sql = f"SELECT {_ITEM_COLUMNS} FROM action_item i WHERE NOT i.deleted AND ({where})"
    return list(map(ReportItem._make, reader.rows(sql, **parameters)))


def agency_names(reader: Reader) -> dict[str, AgencyName]:
    """Every agency by id, deleted ones too: items may still name them."""
    return {row[0]: AgencyName(*row[1:]) for row in reader.rows("SELECT id, short, name FROM agency")}


def dimension_names(reader: Reader) -> list[DimensionName]:
    """Every dimension in order, deleted ones last."""
    rows = reader.rows(
        "SELECT id, key, name, NOT deleted FROM dimension "
        "ORDER BY CASE WHEN deleted THEN 1 ELSE 0 END, position, lower(name), key"
    )
    return [DimensionName(row[0], row[1], row[2], bool(row[3])) for row in rows]


def items_with_evidence(reader: Reader) -> set[str]:
    """The ids of items that have evidence."""
    return {row[0] for row in reader.rows("SELECT DISTINCT item_id FROM evidence WHERE NOT deleted")}


def changed_items(reader: Reader, start: str, until: str) -> set[str]:
    """The items of which anything (notes, evidence and links included) was changed from ``start`` to ``until``.

    Both are stored moments; ``until`` itself is not part of the period.
    """
    sql = "SELECT DISTINCT subject_id FROM change WHERE at >= :start AND at < :until"
    return {row[0] for row in reader.rows(sql, start=start, until=until)}


def progress_changes(reader: Reader, until: str) -> list[FieldChange]:
    """Every change of an item's progress or status before ``until``, in the order of their times.

    What an item was created with is not among them, unless it was created twice, on two copies.
    """
    sql = (
        "SELECT record_id, field, at, clock, copy_id, old, new FROM change "
        "WHERE field IN ('progress', 'status') AND record_type = 'action_item' AND at < :until"
    )
    rows = reader.rows(sql, until=until)
    changes = [
        FieldChange(item, field, at, clock, copy, _plain(old), _plain(new))
        for item, field, at, clock, copy, old, new in rows
    ]
    changes += _created_twice(reader, until)
    changes.sort(key=lambda change: (change.at, change.clock, change.copy_id))
    return changes


def _plain(text: str | None) -> Any:
    """A value of a change; most are short numbers and words, which need no parser."""
    if text is None:
        return None
    if text.isdecimal():
        return int(text)
    return json.loads(text) if "\\" in text or text[0] != '"' else text[1:-1]


def _created_twice(reader: Reader, until: str) -> list[FieldChange]:
    """The later creations of items that several copies created: each is a change of every field."""
    if reader.value("SELECT count(*) FROM copy") < 2:
        return []
    several = (
        f"SELECT record_id FROM change WHERE field = '{CREATION}' AND record_type = 'action_item' "
        "GROUP BY record_id HAVING count(*) > 1"
    )
    sql = (
        f"SELECT record_id, at, clock, copy_id, new FROM change WHERE field = '{CREATION}' "
        f"AND at < :until AND record_id IN ({several}) ORDER BY record_id, clock, copy_id"
    )
    changes: list[FieldChange] = []
    before: dict[str, dict[str, Any]] = {}
    for item, at, clock, copy, new in reader.rows(sql, until=until):
        values = json.loads(new)
        first = before.setdefault(item, values)
        changes += [
            FieldChange(item, field, at, clock, copy, first[field], values[field])
            for field in ("progress", "status")
        ]
    return changes


def due_moves(reader: Reader, start: str, until: str) -> dict[str, DueMove]:
    """The due dates changed from ``start`` to ``until``, by item: first value to last."""
    sql = (
        "SELECT DISTINCT record_id FROM change "
        "WHERE field = 'due' AND record_type = 'action_item' AND at >= :start AND at < :until"
    )
    touched = [row[0] for row in reader.rows(sql, start=start, until=until)]
    sql = (
        "SELECT c.record_id, c.field, c.at, c.clock, c.copy_id, c.old, c.new, b.reason "
        "FROM change c JOIN batch b ON b.id = c.batch_id "
        f"WHERE c.record_id IN (:values) AND c.field IN ('{CREATION}', 'due') AND c.at < :until"
    )
    histories: dict[str, list[tuple[FieldChange, str | None]]] = {}
    for *values, reason in reader.rows_in(sql, touched, until=until):
        change = FieldChange._make(values)
        histories.setdefault(change.item_id, []).append((change, reason))
    return {item_id: _due_move(history, start) for item_id, history in histories.items()}


def _due_move(history: Collection[tuple[FieldChange, str | None]], start: str) -> DueMove:
    ranked = sorted(history, key=lambda pair: pair[0].rank)
    earlier = [change for change, _reason in ranked if change.at < start]
    within = [(change, reason) for change, reason in ranked if change.at >= start]
    values = [_due(change) for change in (*earlier[-1:], *(change for change, _reason in within))]
    first = next((value for value in values if value is not None), None)
    reason = next(reason for change, reason in reversed(within) if change.field == "due")
    return DueMove(first, _due(ranked[-1][0]), reason)


def _due(change: FieldChange) -> str | None:
    value = None if change.new is None else json.loads(change.new)
    due = (value or {}).get("due") if change.field == CREATION else value
    return None if due is None else str(due)


def newest_notes(reader: Reader, kind: str, item_ids: Iterable[str]) -> dict[str, str]:
    """The newest note of a kind (``obstacle``, ``follow_up``) of each item that has one."""
    sql = (
        f"SELECT n.item_id, n.text FROM note n JOIN change c ON c.record_id = n.id AND c.field = '{CREATION}' "
        "WHERE NOT n.deleted AND n.kind = :kind AND n.item_id IN (:values) "
        "ORDER BY c.at, c.clock, c.copy_id"
    )
    return dict(reader.rows_in(sql, item_ids, kind=kind))


def meeting_days(reader: Reader) -> dict[str, str]:
    """The day of the meeting that each item comes from, by item id, as ISO text."""
    sql = "SELECT i.id, m.date FROM action_item i JOIN meeting m ON m.id = i.meeting_id WHERE NOT i.deleted"
    return dict(reader.rows(sql))


def organisation(reader: Reader) -> dict[str, Any]:
    """The organisation as a plain mapping of its fields; empty when the list has none."""
    return next(iter(load_all(reader, "organisation").values()), {})
