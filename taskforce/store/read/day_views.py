"""Reading the board: the action items of a selection by status, each status in the order in which it presses."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import partial
from typing import Literal, NamedTuple

from taskforce.model.vocabulary import Status
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN
from taskforce.store.query.names import deleted_text, shown_name_sql
from taskforce.store.read.items import SORTS, Selection, bound

WEEKS = 8
"""Weeks that are counted, from the present one."""


def week_starts(today: date) -> list[date]:
    """Return the Mondays of the weeks that are counted."""
    monday = today - timedelta(days=today.weekday())
    return [monday + timedelta(weeks=step) for step in range(WEEKS)]


def weekly_load(reader: Reader, of: Literal["lead", "agency"], today: date) -> Mapping[str, list[int]]:
    """Return open items due in each of the next :data:`WEEKS` ISO weeks, by the id of the member or agency.

    What is overdue counts to the present week: it has to be done now.  Nothing is asked in a way that an index
    answers, which would look up nearly every item at another place of the file.
    """
    monday = today - timedelta(days=today.weekday())
    until = monday + timedelta(weeks=WEEKS)
    rows = reader.rows(
        f"SELECT i.{of}_id || '' AS id, i.due, count(*) FROM action_item i WHERE NOT i.deleted "
        f"AND {OPEN} AND NOT i.due >= :until AND i.{of}_id || '' IS NOT NULL GROUP BY 1, 2",
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
        "SELECT DISTINCT i.agency_id || '' FROM action_item i WHERE NOT i.deleted "
        f"AND i.agency_id || '' IS NOT NULL AND {OPEN}"
    )
    heard = reader.rows(
        "SELECT DISTINCT i.agency_id FROM action_item i WHERE i.agency_id IS NOT NULL "
        "AND i.id IN (SELECT c.subject_id FROM change c WHERE c.at >= :since)",
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
        "SELECT i.due, i.id, i.ref, i.title, i.status, m.handle, m.deleted FROM action_item i "
        f"LEFT JOIN member m ON m.id = i.lead_id WHERE NOT i.deleted AND i.due {within} AND ({selection.where}) "
        f"ORDER BY i.due, CASE WHEN {OPEN} THEN 0 ELSE 1 END, "
        f"{SORTS['priority']} DESC, i.seq"
    )
    for day, *rest, lead, gone in reader.rows(sql, **bound(sql, selection, today), **span):
        add(day, Entry._make((ITEM, *rest, deleted_text(lead) if gone else lead)))
    return days


class BoardColumn(NamedTuple):
    """The items of one column of the board: what it stands for, and all their row numbers in order.

    ``key`` is a status, or the id of the record that the items name (``None``: they name none); ``name`` is what
    such a record is called, ``word`` its handle, key or short name.
    """

    key: str | None
    overdue: int
    numbers: Sequence[int]
    done: int = 0
    name: str = ""
    word: str | None = None

    @property
    def total(self) -> int:
        """Return how many there are."""
        return len(self.numbers)


BY_STATUS = "status"
_BOARD = "SELECT x.id, x.{}, {}, x.deleted FROM {} x ORDER BY {}"
_shown = partial(shown_name_sql, row="x")
BOARDS: Mapping[str, tuple[str, str, bool]] = {
    "lead": ("lead_id", _BOARD.format("handle", "x.handle", "member", "x.handle"), False),
    "agency": ("agency_id", _BOARD.format("short", _shown("agency"), "agency", "lower(x.short)"), False),
    "dimension": ("dimension_id", _BOARD.format("key", _shown("dimension"), "dimension", "x.position"), True),
    "deadline": (
        "deadline_id",
        _BOARD.format("key", _shown("deadline"), "deadline", "x.due, lower(x.name)"),
        False,
    ),
}
"""What a board's columns are beside the statuses: the item's field, the records (id, word, name, deleted) in
order, and whether each has a column also while no item names it."""


_ORDER = (
    f"CASE WHEN {OPEN} THEN 0 ELSE 1 END, "
    f"CASE WHEN {OPEN} AND i.due IS NOT NULL THEN 0 ELSE 1 END, "
    f"CASE WHEN {OPEN} THEN i.due END, "
    f"CASE WHEN {OPEN} THEN NULL ELSE coalesce(i.done_on, '0001-01-01') END DESC, "
    f"{SORTS['priority']} DESC, i.seq"
)
"""Open items by due day and priority, closed ones the newest first: one order, so that one pass is enough."""


def board_columns(reader: Reader, selection: Selection, today: str, by: str = BY_STATUS) -> list[BoardColumn]:
    """Return one column for each status, in their order, or for each record that the field ``by`` names.

    The last of these has the items that name none, where there are such.
    """
    field, records, all_of_them = BOARDS.get(by, (BY_STATUS, "", True))
    named = [(str(one), None, "") for one in Status]
    if records:
        named = [
            (key, word, deleted_text(name) if gone else name)
            for key, word, name, gone in reader.rows(records)
            if not (gone and all_of_them)
        ]
    known = {key for key, _word, _name in named}
    sql = (
        f"SELECT i.{field}, i.seq, CASE WHEN i.due < :today AND {OPEN} THEN 1 ELSE 0 END, i.status "
        f"FROM action_item i WHERE NOT i.deleted AND ({selection.where}) ORDER BY {_ORDER}"
    )
    numbers: dict[str | None, array[int]] = {}
    late: Counter[str | None] = Counter()
    done: Counter[str | None] = Counter()
    for value, number, overdue, status in reader.rows(sql, **bound(sql, selection, today)):
        key = value if value in known else None
        numbers.setdefault(key, array("q")).append(number)
        late[key] += overdue
        done[key] += status == Status.DONE
    shown = [one for one in named if all_of_them or one[0] in numbers]
    return [
        BoardColumn(key, late[key], numbers.get(key, array("q")), done[key], name, word)
        for key, word, name in (*shown, *([(None, None, "")] if None in numbers else []))
    ]
