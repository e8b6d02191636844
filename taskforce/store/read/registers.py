"""Reading the registers: members, agencies, deadlines, dimensions and the small ones, with the work that hangs on
them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from taskforce.model.records import RECORDS
from taskforce.store.changes.batch import LINKS
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN
from taskforce.store.query.names import shown_name_sql

_OPEN = f"{OPEN} AND NOT i.deleted"


def _work(field: str, record: str, among: str, some: str) -> tuple[str, str]:
    """Return SQL for two columns, how many of the items ``among`` all name a record in a field, and how many of
    ``some`` of them do; and the join that these need: for all records one pass through the items.

    By the field as it is they would be read by its index, each item at another place of the file.
    """
    counts = f"count(*) AS all_items, count(*) FILTER (WHERE {some}) AS some_items"
    items = f"action_item i WHERE NOT i.deleted AND {among} GROUP BY 1"
    join = f"LEFT JOIN (SELECT i.{field} || '' AS id, {counts} FROM {items}) work ON work.id = {record}"
    return "coalesce(work.all_items, 0), coalesce(work.some_items, 0)", join


class MemberRow(NamedTuple):
    """A member with the open and overdue items he or she leads.

    ``shown`` is the name where it stands alone, told apart from namesakes.  ``load`` is for the screen: what is
    due in each of the next weeks, where that was asked for.
    """

    id: str
    handle: str
    name: str
    position: str | None
    agency: str | None
    phone: str | None
    email: str | None
    nip: str | None
    rank: str | None
    active: bool
    open_items: int
    overdue_items: int
    shown: str
    load: Sequence[int] = ()

    def as_data(self) -> dict[str, Any]:
        """Return the member as data for other programs."""
        return _without(self._asdict(), "load", "shown") | {"active": bool(self.active)}


class AgencyRow(NamedTuple):
    """An agency with the open and overdue items it answers for.

    ``load`` (as a member's) and ``silent`` are for the screen.
    """

    id: str
    code: str
    short: str
    name: str
    aliases: str | None
    kind: str
    open_items: int
    overdue_items: int
    load: Sequence[int] = ()
    silent: bool = False

    def as_data(self) -> dict[str, Any]:
        """Return the agency as data for other programs."""
        return _without(self._asdict(), "load", "silent") | {"aliases": alias_list(self.aliases)}


class DeadlineRow(NamedTuple):
    """A deadline with its items; ``due`` and ``met_on`` are ISO dates."""

    id: str
    key: str
    name: str
    kind: str
    due: str
    met_on: str | None
    description: str | None
    items: int
    open_items: int

    def days_left(self, today: date) -> int:
        """Return how many days are left; below 0 it is overdue."""
        return (date.fromisoformat(self.due) - today).days

    def as_data(self, today: date) -> dict[str, Any]:
        """Return the deadline as data for other programs."""
        return self._asdict() | {"days_left": self.days_left(today)}


class DimensionRow(NamedTuple):
    """A dimension, or a sub-dimension (then ``dimension_id`` is set), with its items where they were counted."""

    id: str
    key: str
    name: str
    aliases: str | None
    position: int
    dimension_id: str | None
    items: int = 0


class HolidayRow(NamedTuple):
    """A day off of the office's own, or (``working``) a working day in spite of one; ``date`` is ISO."""

    id: str
    date: str
    name: str
    working: bool


class MissionRow(NamedTuple):
    """A mission of the head of region."""

    id: str
    number: int
    text: str


def _without(data: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in data.items() if name not in names}


def alias_list(aliases: str | None) -> list[str]:
    """Return other words for a record from what is stored."""
    return [str(one) for one in json.loads(aliases)] if aliases else []


def member_rows(reader: Reader, today: str, *, inactive: bool = False) -> list[MemberRow]:
    """Return the members by name; those no longer active only when asked for."""
    only = "" if inactive else " AND m.active"
    counts, work = _work("lead_id", "m.id", OPEN, "i.due < :today")
    rows = reader.rows(
        "SELECT m.id, m.handle, m.name, m.position, a.short, m.phone, m.email, m.nip, m.rank, m.active, "
        f"{counts}, {shown_name_sql('member', 'm')} "
        f"FROM member m LEFT JOIN agency a ON a.id = m.agency_id {work} WHERE NOT m.deleted{only} "
        "ORDER BY lower(m.name)",
        today=today,
    )
    return [MemberRow(*row) for row in rows]


def members_of(reader: Reader, agency_id: str) -> set[str]:
    """Return the ids of an agency's members, those no longer active among them."""
    rows = reader.rows("SELECT id FROM member WHERE agency_id = :agency AND NOT deleted", agency=agency_id)
    return {row[0] for row in rows}


def agency_rows(reader: Reader, today: str) -> list[AgencyRow]:
    """Return the agencies: own ones first, then ministries and partners, each by short name."""
    counts, work = _work("agency_id", "a.id", OPEN, "i.due < :today")
    rows = reader.rows(
        f"SELECT a.id, a.code, a.short, a.name, a.aliases, a.kind, {counts} FROM agency a {work} "
        "WHERE NOT a.deleted "
        "ORDER BY CASE a.kind WHEN 'own' THEN 0 WHEN 'ministry' THEN 1 ELSE 2 END, lower(a.short)",
        today=today,
    )
    return [AgencyRow(*row) for row in rows]


def deadline_rows(reader: Reader) -> list[DeadlineRow]:
    """Return the deadlines by date."""
    counts, work = _work("deadline_id", "d.id", "1 = 1", OPEN)
    rows = reader.rows(
        f"SELECT d.id, d.key, d.name, d.kind, d.due, d.met_on, d.description, {counts} FROM deadline d {work} "
        "WHERE NOT d.deleted ORDER BY d.due, d.key"
    )
    return [DeadlineRow(*row) for row in rows]


def dimension_rows(reader: Reader) -> list[DimensionRow]:
    """Return the dimensions in order."""
    rows = reader.rows(
        "SELECT id, key, name, aliases, position, NULL FROM dimension WHERE NOT deleted "
        "ORDER BY position, lower(name)"
    )
    return [DimensionRow(*row) for row in rows]


def sub_dimension_rows(reader: Reader) -> list[DimensionRow]:
    """Return the sub-dimensions in the order within their dimensions, which may be gone."""
    rows = reader.rows(
        "SELECT id, key, name, aliases, position, dimension_id FROM sub_dimension WHERE NOT deleted "
        "ORDER BY position, lower(name)"
    )
    return [DimensionRow(*row) for row in rows]


def dimension_tree(reader: Reader) -> list[DimensionRow]:
    """Return the dimensions in order, each followed by its sub-dimensions, with the number of their items.

    Sub-dimensions whose dimension is gone come last.
    """
    tops, parts = dimension_rows(reader), sub_dimension_rows(reader)
    tree = [row for top in tops for row in (top, *(part for part in parts if part.dimension_id == top.id))]
    placed = {row.id for row in tree}
    counts = _items_of_dimensions(reader)
    return [
        row._replace(items=counts.get(row.id, 0))
        for row in (*tree, *(part for part in parts if part.id not in placed))
    ]


def _items_of_dimensions(reader: Reader) -> dict[str, int]:
    """Return how many action items belong to each dimension and sub-dimension, by their ids."""
    counts: dict[str, int] = {}
    for top, part, count in reader.rows(
        "SELECT dimension_id, sub_dimension_id, count(*) FROM action_item WHERE NOT deleted "
        "GROUP BY dimension_id, sub_dimension_id"
    ):
        for record_id in {top, part} - {None}:
            counts[record_id] = counts.get(record_id, 0) + count
    return counts


def holiday_rows(reader: Reader) -> list[HolidayRow]:
    """Return the office's own days off and working days, the latest last."""
    rows = reader.rows("SELECT id, date, name, working FROM holiday WHERE NOT deleted ORDER BY date, id")
    return [HolidayRow(*row) for row in rows]


def mission_rows(reader: Reader) -> list[MissionRow]:
    """Return the missions by number."""
    rows = reader.rows("SELECT id, number, text FROM mission WHERE NOT deleted ORDER BY number, id")
    return [MissionRow(*row) for row in rows]


def open_items_naming(reader: Reader, record_type: str, record_id: str) -> int:
    """Return how many open action items name a record: as their lead, a supporting agency, the meeting."""
    named = [f"i.{field.name} = :id" for field in RECORDS["action_item"].fields if field.to == record_type]
    named += [
        f"i.id IN (SELECT item_id FROM {link} WHERE {field.name} = :id AND NOT deleted)"
        for link in LINKS
        for field in RECORDS[link].fields
        if field.to == record_type != "action_item"
    ]
    if not named:
        return 0
    return int(
        reader.value(f"SELECT count(*) FROM action_item i WHERE {_OPEN} AND ({' OR '.join(named)})", id=record_id)
    )
