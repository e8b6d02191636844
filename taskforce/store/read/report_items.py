"""The action items of a report, and what its figures ask of them: counts, sums of groups, the tops of lists.

They are copied first, with the columns that figures need: an earlier day's list is a view, and one walk through it
takes as long as all the questions here.  Nothing is made for each item, but for those that were changed lately.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Any, NamedTuple

from taskforce.model.vocabulary import Status
from taskforce.store.database.reader import Connection
from taskforce.store.query.conditions import OPEN, PRIORITY
from taskforce.store.read.items import LATE, order_by

_COLUMNS = (
    *("status", "due", "original_due", "priority", "progress", "weight", "start", "done_on", "deleted"),
    *("created_at", "agency_id", "deadline_id", "dimension_id", "lead_id", "seq", "id", "ref"),
)
_TAKEN = ", ".join(f"i.{name}" for name in _COLUMNS)

_PORTION = 500
"""So many changes are looked at before it is asked again whether that is enough."""

COUNTED, _OPEN, _LATE = "i.counted = 1", "i.is_open = 1", "i.is_late = 1"
"""What nearly every question asks of each item is worked out once, when items are copied."""

_JUDGED = ", ".join(
    f"CASE WHEN NOT i.deleted AND {one} THEN 1 ELSE 0 END" for one in ("i.status <> 'cancelled'", OPEN, LATE)
)
_DONE = "i.status = 'done'"
_BLOCKED = "i.status = 'blocked'"
_FIRST_DUE = "coalesce(i.original_due, i.due)"
_EARNED = f"CASE WHEN {_DONE} THEN 100 ELSE i.progress END"

LISTS: Mapping[str, str] = {
    "completed": f"{_DONE} AND i.done_on >= :first AND i.done_on <= :last",
    "progressed": "i.id IN (SELECT id FROM report_moved WHERE list = 'progressed')",
    "added": "i.created_at >= :start AND i.created_at < :until",
    "overdue": _LATE,
    "blocked": _BLOCKED,
    "due_in_period": f"{_OPEN} AND i.due >= :today AND i.due <= :last",
    "due_next": f"{_OPEN} AND i.due > :last AND i.due <= :next_last",
    "rescheduled": "i.id IN (SELECT id FROM report_moved WHERE list = 'rescheduled')",
    "without_evidence": f"{_DONE} AND i.id NOT IN (SELECT item_id FROM evidence WHERE NOT deleted)",
}
"""The lists of a report: which of the items that count are in each."""


class Bounds(NamedTuple):
    """What the lists go by: the report's day, the period's first and last day, the last of the days after it, and
    the stored moments at which the period begins and ends (or the report's day, if that is earlier)."""

    today: str
    first: str
    last: str
    next_last: str
    start: str
    until: str


class ReportItem(NamedTuple):
    """As much of an action item as is followed back; days are ISO texts, ``weight`` ``None`` counts as 1."""

    id: str
    status: str
    progress: int
    weight: float | None
    start: str | None
    due: str | None
    original_due: str | None
    created_at: str


class Still(NamedTuple):
    """Items of which nothing that counts was changed since the first of some days, ``number`` that are alike.

    They were known from the day of number ``begin`` on; ``done`` of them are, and ``earned`` is the sum of their
    percentages.
    """

    begin: int
    weight: float | None
    start: str | None
    due: str
    number: int
    done: int
    earned: int


class Stuck(NamedTuple):
    """An item that is blocked or overdue, with the ids of who answers for it."""

    seq: int
    id: str
    lead_id: str | None
    agency_id: str | None


class Counts(NamedTuple):
    """How many items there are, by status and by list; of those that count the last first due date, how many are
    past theirs, and how many of these are not done."""

    statuses: dict[str, int]
    lists: dict[str, int]
    last_original_due: str | None
    past_due: int
    open_late: int


class GroupSums(NamedTuple):
    """The items of one weight in a group; ``earned`` is the sum of their percentages."""

    key: str | None
    weight: float | None
    total: int
    done: int
    overdue: int
    earned: int


class Span(NamedTuple):
    """The first and last of items' moments and days; ``None`` where there is none."""

    first_created: str | None
    first_start: str | None
    first_due: str | None
    last_due: str | None
    last_original_due: str | None


class ReportItems:
    """The items of a condition over ``action_item i``, cancelled and deleted ones too, as ``reader`` sees them."""

    def __init__(self, reader: Connection, where: str, parameters: Mapping[str, Any], bounds: Bounds) -> None:
        self._reader, self._bounds = reader, bounds._asdict()
        self._where, self._parameters = where, parameters
        judged = "0 AS counted, 0 AS is_open, 0 AS is_late"
        reader.execute(
            f"CREATE TEMPORARY TABLE report_item AS SELECT {judged}, {_TAKEN} FROM action_item i WHERE 1 = 0"
        )
        sql = f"INSERT INTO report_item SELECT {_JUDGED}, {_TAKEN} FROM action_item i WHERE {where}"
        reader.execute(sql, **{**parameters, "today": bounds.today})
        reader.execute("CREATE TEMPORARY TABLE report_moved AS SELECT '' AS list, id FROM report_item WHERE 1 = 0")

    def _rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        asked = {name: value for name, value in self._bounds.items() if f":{name}" in sql}
        return self._reader.rows(sql, **asked, **parameters)

    def put(self, name: str, ids: Iterable[str]) -> None:
        """Say which items are in a list that only the history tells."""
        rows = [{"list": name, "id": one} for one in ids]
        self._reader.execute_many("INSERT INTO report_moved (list, id) VALUES (:list, :id)", rows)

    def counts(self, names: Sequence[str]) -> Counts:
        """Return how many items there are of each status, and, of those that count, in each of some
        :data:`LISTS`; in one walk through them."""
        statuses = [f"i.status = '{status}'" for status in Status]
        lists = [f"{COUNTED} AND {LISTS[name]}" for name in names]
        past = f"{COUNTED} AND {_FIRST_DUE} < :today"
        dues = (past, f"{past} AND NOT ({_DONE})")
        sums = ", ".join(f"count(*) FILTER (WHERE {one})" for one in (*statuses, *lists, *dues))
        last_due = f"max(CASE WHEN {COUNTED} THEN i.original_due END)"
        *counts, last = self._rows(f"SELECT {sums}, {last_due} FROM report_item i WHERE NOT i.deleted")[0]
        *counted, past_due, open_late = counts
        by_status = dict(zip(map(str, Status), counted[: len(statuses)], strict=True))
        return Counts(
            by_status, dict(zip(names, counted[len(statuses) :], strict=True)), last, past_due, open_late
        )

    def listed(self, name: str, most: int | None) -> array[int]:
        """Return the row numbers of the first items of a list, or of all, in the order of every list."""
        limit = "" if most is None else f" LIMIT {most}"
        sql = f"SELECT i.seq FROM report_item i WHERE {COUNTED} AND {LISTS[name]} ORDER BY {order_by(None)}{limit}"
        return array("q", (row[0] for row in self._rows(sql)))

    def groups(self, column: str) -> list[GroupSums]:
        """Return the sums of the items that have the same value in a column, by weight."""
        counts = ", ".join(f"sum(CASE WHEN {one} THEN 1 ELSE 0 END)" for one in (_DONE, _LATE))
        sql = (
            f"SELECT i.{column}, i.weight, count(*), {counts}, sum({_EARNED}) FROM report_item i WHERE {COUNTED} "
            f"GROUP BY i.{column}, i.weight"
        )
        return list(map(GroupSums._make, self._rows(sql)))

    def open_by_deadline(self) -> dict[str, int]:
        """Return how many open items there are of each deadline (id) that has any."""
        sql = (
            f"SELECT i.deadline_id, count(*) FROM report_item i WHERE {_OPEN} AND i.deadline_id IS NOT NULL "
            "GROUP BY i.deadline_id"
        )
        return dict(self._rows(sql))

    def silent(self, agencies: Collection[str], start: str, until: str) -> set[str]:
        """Return those of ``agencies`` (ids) that have open items and none that was changed between two moments:
        notes, evidence and links are changes, too."""
        # Without DISTINCT, which would make SQLite read all of the history in the order of another index.
        changed = self._reader.each(
            "SELECT subject_id FROM change WHERE at >= :start AND at < :until", start=start, until=until
        )
        sql = (
            f"SELECT DISTINCT i.agency_id FROM action_item i WHERE NOT i.deleted AND ({self._where}) "
            "AND i.id IN (:values)"
        )
        silent = set(agencies)

        def heard() -> bool:
            """Leave out whose items are in the next portion; say whether more is to be looked at."""
            subjects = {row[0] for row in islice(changed, _PORTION)}
            silent.difference_update(row[0] for row in self._reader.rows_in(sql, subjects, **self._parameters))
            return bool(subjects and silent)

        more = heard()  # one portion will do, mostly, but for agencies that have nothing to do
        opened = f"SELECT DISTINCT i.agency_id FROM report_item i WHERE {_OPEN} AND i.agency_id IN (:values)"
        silent.intersection_update([row[0] for row in self._reader.rows_in(opened, silent)])
        while more and silent:
            more = heard()
        return silent

    def last_changes(self, agencies: Collection[str]) -> dict[str, str]:
        """Return the stored moment at which any item of each of ``agencies`` (ids) was changed last."""
        sql = (
            f"SELECT i.agency_id, max(i.updated_at) FROM action_item i WHERE NOT i.deleted AND ({self._where}) "
            "AND i.agency_id IN (:values) GROUP BY i.agency_id"
        )
        return dict(self._reader.rows_in(sql, agencies, **self._parameters))

    def in_conflict(self) -> int:
        """Return how many items have a field that two people changed without knowing of each other."""
        sql = (
            "SELECT count(*) FROM report_item i WHERE EXISTS (SELECT 1 FROM open_conflict) "
            "AND NOT i.deleted AND i.id IN (SELECT record_id FROM open_conflict WHERE record_type = 'action_item')"
        )
        return int(self._rows(sql)[0][0])

    def stuck_with_notes(self, most: int) -> list[Stuck]:
        """Return blocked and overdue items with an obstacle or a follow-up noted: those with the most weight
        first, then those that are late by the most days, then by priority and first due date."""
        sql = (
            f"SELECT i.seq, i.id, i.lead_id, i.agency_id FROM report_item i "
            f"WHERE {COUNTED} AND ({_BLOCKED} OR {_LATE}) AND i.id IN "
            "(SELECT item_id FROM note WHERE NOT deleted AND kind IN ('obstacle', 'follow_up')) "
            f"ORDER BY coalesce(i.weight, 1) DESC, CASE WHEN {_LATE} THEN i.due ELSE '9999-12-31' END, "
            f"{PRIORITY} DESC, coalesce(i.original_due, i.due, '9999-12-31'), length(i.ref), i.ref, i.seq "
            f"LIMIT {most}"
        )
        return list(map(Stuck._make, self._rows(sql)))

    def span(self, *, dated: bool = False) -> Span:
        """Return the first and last days of the items that count, or of those of them with a due date."""
        where = f"{COUNTED} AND i.due IS NOT NULL" if dated else COUNTED
        sql = (
            "SELECT min(i.created_at), min(i.start), min(i.due), min(i.original_due), max(i.due), "
            f"max(i.original_due) FROM report_item i WHERE {where}"
        )
        created, start, *dues = self._rows(sql)[0]
        firsts, lasts = ([day for day in pair if day is not None] for pair in (dues[:2], dues[2:]))
        return Span(created, start, min(firsts, default=None), max(lasts, default=None), dues[-1])

    def followed(self, ids: Iterable[str]) -> tuple[list[ReportItem], set[str]]:
        """Return the items with these ids, and which of them are deleted.

        What :meth:`still` returns are the others.
        """
        self._reader.execute("CREATE TEMPORARY TABLE report_stepped (id TEXT PRIMARY KEY)")
        given = "json_each(:ids)"
        if self._reader.dialect == "postgresql":
            given = "json_array_elements_text(CAST(:ids AS json)) AS given(value)"
        stepped = json.dumps(sorted(ids))
        self._reader.execute(f"INSERT INTO report_stepped (id) SELECT value FROM {given}", ids=stepped)
        columns = ", ".join(f"i.{name}" for name in ReportItem._fields)
        sql = f"SELECT {columns}, i.deleted FROM report_item i WHERE i.id IN (SELECT id FROM report_stepped)"
        items: list[ReportItem] = []
        gone: set[str] = set()
        words: dict[Any, Any] = {}
        word = words.setdefault
        for one, status, progress, weight, start, due, first, created, deleted in self._reader.each(sql):
            days = word(start, start), word(due, due), word(first, first), word(created, created)
            items.append(ReportItem(one, word(status, status), progress, weight, *days))
            if deleted:
                gone.add(one)
        return items, gone

    def still(self, days: Sequence[date], moments: Sequence[str]) -> list[Still]:
        """Return the items that count, have a due date and were not :meth:`followed`, those that are alike at the
        ends of all ``days`` (ascending) together.  ``moments`` are the stored moments at which those up to the
        report's day end."""
        begin, parameters = _index_of("i.created_at", moments)
        # What was due before the first day, or begins and is due after the last one, is so whenever exactly.
        far = f"{_FIRST_DUE} > :end_day AND (i.start IS NULL OR i.start >= :end_day)"
        sql = (
            f"SELECT {begin}, i.weight, "
            f"CASE WHEN {_FIRST_DUE} < :begin_day OR i.start >= :end_day THEN NULL ELSE i.start END, "
            f"CASE WHEN {_FIRST_DUE} < :begin_day THEN :before WHEN {far} THEN :after ELSE {_FIRST_DUE} END, "
            f"count(*), sum(CASE WHEN {_DONE} THEN 1 ELSE 0 END), sum({_EARNED}) FROM report_item i "
            f"WHERE {COUNTED} AND i.due IS NOT NULL AND i.id NOT IN (SELECT id FROM report_stepped) "
            "GROUP BY 4, 3, 2, 1"
        )
        parameters |= {
            "begin_day": days[0].isoformat(),
            "end_day": days[-1].isoformat(),
            "before": (days[0] - timedelta(days=1)).isoformat(),
            "after": (days[-1] + timedelta(days=1)).isoformat(),
        }
        return list(map(Still._make, self._rows(sql, **parameters)))

    def known_and_done(self, moments: Sequence[str]) -> list[tuple[int, bool, str | None, int]]:
        """Return counts of items by the number of the first of ``moments`` before which they were known, whether
        they are done, and on which day."""
        begin, parameters = _index_of("i.created_at", moments)
        sql = (
            f"SELECT {begin}, CASE WHEN {_DONE} THEN 1 ELSE 0 END, CASE WHEN {_DONE} THEN i.done_on END, count(*) "
            f"FROM report_item i WHERE {COUNTED} GROUP BY 1, 2, 3"
        )
        return self._rows(sql, **parameters)

    def first_dues(self) -> list[tuple[str, int]]:
        """Return how many items were first due on each day."""
        sql = (
            f"SELECT {_FIRST_DUE}, count(*) FROM report_item i WHERE {COUNTED} AND {_FIRST_DUE} IS NOT NULL "
            "GROUP BY 1"
        )
        return self._rows(sql)


def _index_of(column: str, moments: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Return SQL for how many of ``moments`` (ascending) are not after a column's, and its parameters."""
    if not moments:
        return "0", {}
    names = [f"moment_{number}" for number in range(len(moments))]
    whens = " ".join(f"WHEN {column} < :{name} THEN {number}" for number, name in enumerate(names))
    return f"CASE {whens} ELSE {len(moments)} END", dict(zip(names, moments, strict=True))
