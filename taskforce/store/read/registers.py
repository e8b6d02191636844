"""Reading the registers: members, agencies, deadlines, dimensions, with the work that hangs on them."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

from taskforce.store.database.reader import Reader

_OPEN = "i.status NOT IN ('done', 'cancelled') AND NOT i.deleted"


class MemberRow(NamedTuple):
    """A member with the open and overdue items he or she leads."""

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

    def as_data(self) -> dict[str, Any]:
        """The member for ``member list --format json``."""
        return self._asdict() | {"active": bool(self.active)}


class AgencyRow(NamedTuple):
    """An agency with the open and overdue items it answers for."""

    id: str
    code: str
    short: str
    name: str
    aliases: str | None
    kind: str
    open_items: int
    overdue_items: int

    def as_data(self) -> dict[str, Any]:
        """The agency for ``agency list --format json``."""
        return self._asdict() | {"aliases": json.loads(self.aliases) if self.aliases else []}


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

    def as_data(self, today: str) -> dict[str, Any]:
        """The deadline for ``deadline list --format json``; ``days_left`` from ``today`` (ISO)."""
        from datetime import date

        left = (date.fromisoformat(self.due) - date.fromisoformat(today)).days
        return self._asdict() | {"days_left": left}


class DimensionRow(NamedTuple):
    """A dimension, or a sub-dimension (then ``parent`` is the dimension's key)."""

    id: str
    key: str
    name: str
    aliases: str | None
    position: int
    parent: str | None


def member_rows(reader: Reader, today: str, *, inactive: bool = False) -> list[MemberRow]:
    """The members by name; those no longer active only when asked for."""
    only = "" if inactive else " AND m.active"
    rows = reader.rows(
        "SELECT m.id, m.handle, m.name, m.position, a.short, m.phone, m.email, m.nip, m.rank, m.active, "
        f"(SELECT count(*) FROM action_item i WHERE i.lead_id = m.id AND {_OPEN}), "
        f"(SELECT count(*) FROM action_item i WHERE i.lead_id = m.id AND {_OPEN} AND i.due < :today) "
        f"FROM member m LEFT JOIN agency a ON a.id = m.agency_id WHERE NOT m.deleted{only} "
        "ORDER BY lower(m.name)",
        today=today,
    )
    return [MemberRow(*row) for row in rows]


def members_of(reader: Reader, agency_id: str) -> set[str]:
    """The ids of an agency's members, those no longer active among them."""
    rows = reader.rows("SELECT id FROM member WHERE agency_id = :agency AND NOT deleted", agency=agency_id)
    return {row[0] for row in rows}


def agency_rows(reader: Reader, today: str) -> list[AgencyRow]:
    """The agencies: own ones first, then ministries and partners, each by short name."""
    rows = reader.rows(
        "SELECT a.id, a.code, a.short, a.name, a.aliases, a.kind, "
        f"(SELECT count(*) FROM action_item i WHERE i.agency_id = a.id AND {_OPEN}), "
        f"(SELECT count(*) FROM action_item i WHERE i.agency_id = a.id AND {_OPEN} AND i.due < :today) "
        "FROM agency a WHERE NOT a.deleted "
        "ORDER BY CASE a.kind WHEN 'own' THEN 0 WHEN 'ministry' THEN 1 ELSE 2 END, lower(a.short)",
        today=today,
    )
    return [AgencyRow(*row) for row in rows]


def deadline_rows(reader: Reader) -> list[DeadlineRow]:
    """The deadlines by date."""
    rows = reader.rows(
        "SELECT d.id, d.key, d.name, d.kind, d.due, d.met_on, d.description, "
        "(SELECT count(*) FROM action_item i WHERE i.deadline_id = d.id AND NOT i.deleted), "
        f"(SELECT count(*) FROM action_item i WHERE i.deadline_id = d.id AND {_OPEN}) "
        "FROM deadline d WHERE NOT d.deleted ORDER BY d.due, d.key"
    )
    return [DeadlineRow(*row) for row in rows]


def dimension_rows(reader: Reader) -> list[DimensionRow]:
    """The dimensions in order."""
    rows = reader.rows(
        "SELECT id, key, name, aliases, position, NULL FROM dimension WHERE NOT deleted "
        "ORDER BY position, lower(name)"
    )
    return [DimensionRow(*row) for row in rows]


def sub_dimension_rows(reader: Reader) -> list[DimensionRow]:
    """The sub-dimensions in the order of their dimensions."""
    rows = reader.rows(
        "SELECT s.id, s.key, s.name, s.aliases, s.position, d.key FROM sub_dimension s "
        "JOIN dimension d ON d.id = s.dimension_id WHERE NOT s.deleted AND NOT d.deleted "
        "ORDER BY d.position, s.position, lower(s.name)"
    )
    return [DimensionRow(*row) for row in rows]


def organisation_name(reader: Reader) -> str:
    """The name of the organisation that the list belongs to; empty when it has none yet."""
    return str(reader.value("SELECT name FROM organisation WHERE NOT deleted") or "")
