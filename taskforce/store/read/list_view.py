"""Which list of action items is shown: query, order, groups, columns; and such views saved under a name."""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from taskforce.language import _
from taskforce.model.vocabulary import Priority, Status, label
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN
from taskforce.store.query.names import shown_names
from taskforce.store.read.items import SORTS, Selection, item_seqs, order_by


class _Grouping(NamedTuple):
    """How items are grouped, as SQL: the group's key, what it is called, and the order of the groups."""

    key: str
    name: str
    order: str
    join: str = ""
    record_type: str = ""


def _linked(table: str, column: str, name: str, order: str) -> _Grouping:
    return _Grouping(f"i.{column}", f"grp.{name}", order, f"LEFT JOIN {table} grp ON grp.id = i.{column}", table)


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
    """Return the row numbers of a selection, group after group, and the groups in that order.

    A ``grouping`` that is none of :data:`GROUPINGS` gives the selection in its own order, and no groups.
    """
    if grouping not in GROUPINGS:
        return item_seqs(reader, selection, today), []
    how = GROUPINGS[grouping]
    order = f"CASE WHEN {how.key} IS NULL THEN 1 ELSE 0 END, {how.order}, {how.key}"
    named = ", ".join(dict.fromkeys(term.removesuffix(" DESC") for term in (how.key, how.name)))
    if "grp." in how.order:
        named += "".join(f", grp.{name}" for name in ("position", "due") if f"grp.{name}" in how.order)
    origin = f"FROM action_item i {how.join} WHERE NOT i.deleted AND ({selection.where})"
    groups_sql = (
        f"SELECT {how.key}, {how.name}, count(*), "
        f"sum(CASE WHEN i.due < :today AND {OPEN} THEN 1 ELSE 0 END), "
        f"sum(CASE WHEN i.status = 'done' THEN 1 ELSE 0 END) {origin} GROUP BY {named} ORDER BY {order}"
    )
    seqs_sql = f"SELECT i.seq {origin} ORDER BY {order}, {order_by(selection.sort)}"
    parameters = dict(selection.parameters) | {"today": today}
    others = parameters if ":today" in seqs_sql else dict(selection.parameters)
    called = shown_names(reader, how.record_type) if how.record_type else {}
    with reader.snapshot():
        groups = [
            Group(key, called.get(key or "") or _named(grouping, name), int(items), int(overdue), int(done))
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


USUAL_SORT = "open,due,-priority,ref"
"""Open items by due day, so the overdue ones come first; what is closed stands last."""


def turned(sort: str) -> str:
    """Return an order the other way round: its first field decides."""
    return sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"


@dataclass(frozen=True, slots=True)
class ListView:
    """A list that is wished for.  No ``columns`` are the usual ones; ``grouping`` is empty for none."""

    query: str = ""
    sort: str = USUAL_SORT
    grouping: str = ""
    columns: tuple[str, ...] = ()

    def as_values(self) -> dict[str, Any]:
        """Return the fields of a saved view."""
        return {
            "query": self.query or None,
            "sort": self.sort,
            "grouping": self.grouping or None,
            "columns": list(self.columns) or None,
        }


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view that was saved."""

    id: str
    name: str
    view: ListView


def saved_views(reader: Reader) -> list[NamedView]:
    """Return the saved views by name."""
    rows = reader.rows(
        'SELECT id, name, query, sort, grouping, "columns" FROM saved_view WHERE NOT deleted '
        "ORDER BY lower(name), id"
    )
    return [
        NamedView(view_id, name, ListView(query or "", sort or USUAL_SORT, grouping or "", _columns(columns)))
        for view_id, name, query, sort, grouping, columns in rows
    ]


def _columns(text: str | None) -> tuple[str, ...]:
    return tuple(map(str, json.loads(text) or ())) if text else ()
