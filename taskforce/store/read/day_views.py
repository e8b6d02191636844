"""Reading the board: the action items of a selection by status, each status in the order in which it presses."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple

from taskforce.model.vocabulary import CLOSED, Status
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN
from taskforce.store.read.items import SORTS, Selection, bound

WEEKS = 8
"""Weeks that are counted, from the present one."""


def week_starts(today: date) -> list[date]:
    """Return the Mondays of the weeks that are counted."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(weeks=step) for step in range(WEEKS)]


def weekly_load(reader: Reader, of: Literal["lead", "agency"], today: date) -> Mapping[str, list[int]]:
    """Return open items due in each of the next :data:`WEEKS` ISO weeks, by the id of the member or agency.

    What is overdue counts to the present week: it has to be done now.
    """
    monday = today - timedelta(days=today.weekday())
    until = monday + timedelta(weeks=WEEKS)
    rows = reader.rows(
        f"SELECT i.{of}_id, i.due, count(*) FROM action_item i WHERE NOT i.deleted "
        f"AND {OPEN} AND i.due < :until AND i.{of}_id IS NOT NULL "
        f"GROUP BY i.{of}_id, i.due",
        until=until.isoformat(),
    )
    loads: dict[str, list[int]] = {}
    for record_id, due, count in rows:
        week = max(0, (date.fromisoformat(due) - monday).days // 7)
        loads.setdefault(record_id, [0] * WEEKS)[week] += count
    return loads


def silent_agency_ids(reader: Reader, since: str) -> set[str]:
    """Return the agencies answerable for an open item, none of whose items was changed since a stored moment."""
    rows = reader.rows(
        "SELECT DISTINCT i.agency_id FROM action_item i WHERE NOT i.deleted AND i.agency_id IS NOT NULL "
        f"AND {OPEN}"
    )
    heard = reader.rows(
        "SELECT DISTINCT i.agency_id FROM change c JOIN action_item i ON i.id = c.subject_id "
        "WHERE c.at >= :since AND i.agency_id IS NOT NULL",
        since=since,
    )
    return {row[0] for row in rows} - {row[0] for row in heard}


def agenda(today: date, days: int, member_id: str | None = None) -> dict[str, Selection]:
    """Return what is ``overdue``, due ``today``, and ``next``, in the ``days`` after it, of what is open.

    Each is by due date and priority; of what a member leads or supports when one is named.
    """
    now = today.isoformat()
    spans: dict[str, tuple[str, dict[str, object]]] = {
        "overdue": ("i.due < :now", {"now": now}),
        "today": ("i.due = :now", {"now": now}),
        "next": ("i.due > :now AND i.due <= :last", {"now": now, "last": (today + timedelta(days)).isoformat()}),
    }
    where, member = OPEN, {}
    if member_id is not None:
        where += (
            " AND (i.lead_id = :member OR i.id IN "
            "(SELECT s.item_id FROM supporting s WHERE s.member_id = :member AND NOT s.deleted))"
        )
        member = {"member": member_id}
    return {
        name: Selection(f"{span} AND {where}", parameters | member, "due,-priority,ref")
        for name, (span, parameters) in spans.items()
    }


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
    """Return the entries of the days from ``first`` to ``last``: deadlines, meetings, then items, open ones first.

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
        f"ORDER BY i.due, CASE WHEN {OPEN} THEN 0 ELSE 1 END, "
        f"{SORTS['priority']} DESC, i.seq"
    )
    for day, *rest in reader.rows(sql, **bound(sql, selection, today), **span):
        add(day, Entry(ITEM, *rest))
    return days


class StatusColumn(NamedTuple):
    """The items of one status: how many of them are overdue, and all their row numbers in order."""

    status: str
    overdue: int
    numbers: Sequence[int]

    @property
    def total(self) -> int:
        """Return how many there are."""
        return len(self.numbers)


_ORDER = (
    f"CASE WHEN {OPEN} AND i.due IS NOT NULL THEN 0 ELSE 1 END, "
    f"CASE WHEN {OPEN} THEN i.due END, "
    f"CASE WHEN {OPEN} THEN NULL ELSE coalesce(i.done_on, '0001-01-01') END DESC, "
    f"{SORTS['priority']} DESC, i.seq"
)
"""Open items by due day and priority, closed ones the newest first: one order, so that one pass is enough."""


def status_columns(reader: Reader, selection: Selection, today: str) -> list[StatusColumn]:
    """Return one column for each status, in the order of the statuses."""
    sql = (
        "SELECT i.status, i.seq, CASE WHEN i.due < :today THEN 1 ELSE 0 END "
        f"FROM action_item i WHERE NOT i.deleted AND ({selection.where}) ORDER BY {_ORDER}"
    )
    numbers = {str(status): array("q") for status in Status}
    late = dict.fromkeys(numbers, 0)
    for status, number, overdue in reader.rows(sql, **bound(sql, selection, today)):
        numbers[status].append(number)
        late[status] += overdue
    return [StatusColumn(name, 0 if name in CLOSED else late[name], seqs) for name, seqs in numbers.items()]
