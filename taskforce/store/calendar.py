"""Reading the calendar: what is due, which deadlines and meetings there are, day by day."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from taskforce.store.items import SORTS, Selection, bound
from taskforce.store.reader import Reader

DEADLINE, MEETING, ITEM = "deadline", "meeting", "item"


class Entry(NamedTuple):
    """What stands on a day: an item that is due, a deadline, a meeting.

    ``kind`` is :data:`ITEM`, :data:`DEADLINE` or :data:`MEETING`; ``ref`` is an item's ref or a deadline's key;
    ``status`` an item's, or ``done`` for a deadline that was met.
    """

    kind: str
    id: str
    ref: str
    title: str
    status: str = ""
    lead: str | None = None


Days = dict[date, list[Entry]]
"""The entries by day; days without any are absent."""


def calendar_days(reader: Reader, selection: Selection, first: date, last: date, today: str) -> Days:
    """The entries of the days from ``first`` to ``last``: deadlines, meetings, then items, open ones first.

    The selection limits the items; deadlines and meetings are always there.
    """
    days: Days = {}
    span = {"calendar_first": first.isoformat(), "calendar_last": last.isoformat()}
    within = "BETWEEN :calendar_first AND :calendar_last"

    def add(day: str, entry: Entry) -> None:
        days.setdefault(date.fromisoformat(day), []).append(entry)

    for day, key, name, met, record in reader.rows(
        f"SELECT due, key, name, met_on, id FROM deadline WHERE NOT deleted AND due {within} ORDER BY due, key",
        **span,
    ):
        add(day, Entry(DEADLINE, record, key, name, "done" if met else ""))
    for day, number, title, record in reader.rows(
        f"SELECT date, number, title, id FROM meeting WHERE NOT deleted AND date {within} ORDER BY date, title",
        **span,
    ):
        add(day, Entry(MEETING, record, number or "", title))
    sql = (
        "SELECT i.due, i.id, i.ref, i.title, i.status, m.handle FROM action_item i "
        f"LEFT JOIN member m ON m.id = i.lead_id WHERE NOT i.deleted AND i.due {within} AND ({selection.where}) "
        "ORDER BY i.due, CASE WHEN i.status IN ('done', 'cancelled') THEN 1 ELSE 0 END, "
        f"{SORTS['priority']} DESC, i.seq"
    )
    for day, *rest in reader.rows(sql, **bound(sql, selection, today), **span):
        add(day, Entry(ITEM, *rest))
    return days
