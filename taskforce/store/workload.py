"""How much work falls into which week, for each member or agency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Literal

from taskforce.store.reader import Reader

WEEKS = 8
"""Weeks that are counted, from the present one."""


def week_starts(today: date) -> list[date]:
    """The Mondays of the weeks that are counted."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(weeks=step) for step in range(WEEKS)]


def weekly_load(reader: Reader, of: Literal["lead", "agency"], today: date) -> Mapping[str, list[int]]:
    """Open items due in each of the next :data:`WEEKS` ISO weeks, by the id of the member or agency.

    What is overdue counts to the present week: it has to be done now.
    """
    monday = today - timedelta(days=today.weekday())
    until = monday + timedelta(weeks=WEEKS)
    rows = reader.rows(
        f"SELECT i.{of}_id, i.due, count(*) FROM action_item i WHERE NOT i.deleted "
        f"AND i.status NOT IN ('done', 'cancelled') AND i.due < :until AND i.{of}_id IS NOT NULL "
        f"GROUP BY i.{of}_id, i.due",
        until=until.isoformat(),
    )
    loads: dict[str, list[int]] = {}
    for record_id, due, count in rows:
        week = max(0, (date.fromisoformat(due) - monday).days // 7)
        loads.setdefault(record_id, [0] * WEEKS)[week] += count
    return loads


def silent_agency_ids(reader: Reader, since: str) -> set[str]:
    """The agencies answerable for an open item, none of whose items was changed since a stored moment."""
    rows = reader.rows(
        "SELECT DISTINCT i.agency_id FROM action_item i WHERE NOT i.deleted AND i.agency_id IS NOT NULL "
        "AND i.status NOT IN ('done', 'cancelled')"
    )
    heard = reader.rows(
        "SELECT DISTINCT i.agency_id FROM change c JOIN action_item i ON i.id = c.subject_id "
        "WHERE c.at >= :since AND i.agency_id IS NOT NULL",
        since=since,
    )
    return {row[0] for row in rows} - {row[0] for row in heard}
