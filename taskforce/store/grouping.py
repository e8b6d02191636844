"""Action items in groups: which groups there are, in order, and the items under each."""

from __future__ import annotations

from array import array
from collections.abc import Mapping
from typing import NamedTuple

from taskforce.language import _
from taskforce.model.vocabulary import Priority, Status, label
from taskforce.store.items import SORTS, Selection, order_by
from taskforce.store.reader import Reader


class _Grouping(NamedTuple):
    """How items are grouped, as SQL: the group's key, what it is called, and the order of the groups."""

    key: str
    name: str
    order: str
    join: str = ""


def _linked(table: str, column: str, name: str, order: str) -> _Grouping:
    return _Grouping(f"i.{column}", f"grp.{name}", order, f"LEFT JOIN {table} grp ON grp.id = i.{column}")


GROUPINGS: Mapping[str, _Grouping] = {
    "dimension": _linked("dimension", "dimension_id", "name", "grp.position, lower(grp.name)"),
    "agency": _linked("agency", "agency_id", "short", "lower(grp.short)"),
    "lead": _linked("member", "lead_id", "name", "lower(grp.name)"),
    "deadline": _linked("deadline", "deadline_id", "name", "grp.due, lower(grp.name)"),
    "status": _Grouping("i.status", "i.status", SORTS["status"]),
    "priority": _Grouping("i.priority", "i.priority", f"{SORTS['priority']} DESC"),
}
"""What a list can be grouped by."""


class Group(NamedTuple):
    """A group of a list: its key (an id or a value, ``None`` for "none"), what it is called, how many items."""

    key: str | None
    name: str
    items: int
    overdue: int
    done: int


def grouped_seqs(
    reader: Reader, selection: Selection, today: str, grouping: str
) -> tuple[array[int], list[Group]]:
    """The row numbers of a selection, group after group, and the groups in that order."""
    how = GROUPINGS[grouping]
    order = f"CASE WHEN {how.key} IS NULL THEN 1 ELSE 0 END, {how.order}, {how.key}"
    named = ", ".join(dict.fromkeys(term.removesuffix(" DESC") for term in (how.key, how.name)))
    if "grp." in how.order:
        named += "".join(f", grp.{name}" for name in ("position", "due") if f"grp.{name}" in how.order)
    origin = f"FROM action_item i {how.join} WHERE NOT i.deleted AND ({selection.where})"
    groups_sql = (
        f"SELECT {how.key}, {how.name}, count(*), "
        "sum(CASE WHEN i.due < :today AND i.status NOT IN ('done', 'cancelled') THEN 1 ELSE 0 END), "
        f"sum(CASE WHEN i.status = 'done' THEN 1 ELSE 0 END) {origin} GROUP BY {named} ORDER BY {order}"
    )
    seqs_sql = f"SELECT i.seq {origin} ORDER BY {order}, {order_by(selection.sort)}"
    parameters = dict(selection.parameters) | {"today": today}
    others = parameters if ":today" in seqs_sql else dict(selection.parameters)
    with reader.snapshot():
        groups = [
            Group(key, _named(grouping, name), int(items), int(overdue), int(done))
            for key, name, items, overdue, done in reader.rows(groups_sql, **parameters)
        ]
        numbers = reader.numbers(seqs_sql, **others)
    return numbers, groups


def _named(grouping: str, name: str | None) -> str:
    if name is None:
        return _("none")
    if grouping == "status":
        return label(Status(name))
    return label(Priority(name)) if grouping == "priority" else name
