"""The figures of the status report: pure functions of records and a date.

What each figure means is the contract of docs/data-formats.md, so that two people count alike.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from taskforce.clock import write_moment
from taskforce.model.dates import week_of
from taskforce.model.vocabulary import Priority, Status
from taskforce.reports.curve import CurvePoint, percent, s_curve
from taskforce.store.item_data import item_data, local_times
from taskforce.store.items import ItemRow
from taskforce.store.registers import DeadlineRow
from taskforce.store.report_data import ReportData

NEXT_DAYS = 7
"""``due_next`` looks this many days past the period's end."""

NONE = "none"
"""The key of the group of items that have no dimension, or no agency."""


@dataclass(frozen=True, slots=True)
class Period:
    """The days a report covers, both included; the label is the same in every language."""

    start: date
    end: date

    @property
    def label(self) -> str:
        """``2026-W47`` for an ISO week, else ``2026-11-01/2026-11-30``."""
        if self.start.weekday() == 0 and self.end == self.start + timedelta(days=6):
            return week_of(self.start)
        return f"{self.start.isoformat()}/{self.end.isoformat()}"


@dataclass(frozen=True, slots=True)
class Summary:
    """The counts and percentages of a report; percentages to one decimal, ``None`` of nothing."""

    total: int
    done: int
    in_progress: int
    not_started: int
    blocked: int
    deferred: int
    cancelled: int
    overdue: int
    due_next: int
    percent_done: Decimal
    planned_percent: Decimal | None
    actual_percent: Decimal | None
    deviation: Decimal | None


@dataclass(frozen=True, slots=True)
class Group:
    """The items of one dimension, agency or priority, counted; ``progress`` is their weighted mean."""

    key: str
    name: str
    total: int
    done: int
    overdue: int
    progress: Decimal


@dataclass(frozen=True, slots=True)
class Move:
    """An item whose progress or due date went ``before`` → ``after``, and the reason that was given."""

    item: ItemRow
    before: Any
    after: Any
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class DeadlineFigure:
    """A deadline with the days left at ``as_of`` and its open items."""

    row: DeadlineRow
    days_left: int


@dataclass(frozen=True, slots=True)
class StatusReport:
    """A report: figures and the items behind them.  ``data`` is what it was counted from."""

    data: ReportData
    period: Period
    number: str | None
    scope: str | None
    summary: Summary
    by_dimension: list[Group]
    by_agency: list[Group]
    by_priority: list[Group]
    items: list[ItemRow]
    completed: list[ItemRow]
    progressed: list[Move]
    added: list[ItemRow]
    overdue: list[ItemRow]
    blocked: list[ItemRow]
    due_next: list[ItemRow]
    rescheduled: list[Move]
    deadlines: list[DeadlineFigure]
    silent_agencies: list[str]
    without_evidence: list[ItemRow]
    curve: list[CurvePoint] = field(default_factory=list)

    @property
    def as_of(self) -> date:
        """The day at whose end things stood as reported."""
        return self.data.as_of

    @property
    def organisation(self) -> str:
        """The name of the organisation; empty when the list has none."""
        return str(self.data.organisation.get("name") or "")


def status_report(data: ReportData, scope: str | None = None, number: str | None = None) -> StatusReport:
    """Count a report."""
    today = data.as_of.isoformat()
    start, end = data.period_start.isoformat(), data.period_end.isoformat()
    items = [item for item in data.items if item.status != Status.CANCELLED]
    overdue = [item for item in items if item.is_overdue(today)]
    last = (data.period_end + timedelta(days=NEXT_DAYS)).isoformat()
    due_next = [item for item in items if item.is_open and item.due is not None and end < item.due <= last]
    curve = s_curve(data, items)
    points = [point for point in curve if point.is_as_of]
    planned = points[0].planned if points else None
    actual = points[0].actual if points else None
    return StatusReport(
        data=data,
        period=Period(data.period_start, data.period_end),
        number=number,
        scope=scope,
        summary=_summary(data, items, len(overdue), len(due_next), planned, actual),
        by_dimension=_by_dimension(data, items, today),
        by_agency=_by_agency(items, today),
        by_priority=_by_priority(items, today),
        items=items,
        completed=[
            item
            for item in items
            if item.status == Status.DONE and item.done_on is not None and start <= item.done_on <= end
        ],
        progressed=_progressed(data, items),
        added=_added(data, items),
        overdue=overdue,
        blocked=[item for item in items if item.status == Status.BLOCKED],
        due_next=due_next,
        rescheduled=_rescheduled(data, items),
        deadlines=_deadlines(data),
        silent_agencies=_silent(data, items),
        without_evidence=[item for item in items if item.status == Status.DONE and not item.evidence],
        curve=curve,
    )


def effective(item: ItemRow) -> int:
    """An item's progress in percent; done counts as 100."""
    return 100 if item.status == Status.DONE else item.progress


def _summary(
    data: ReportData,
    items: Sequence[ItemRow],
    overdue: int,
    due_next: int,
    planned: Decimal | None,
    actual: Decimal | None,
) -> Summary:
    counts = dict.fromkeys(Status, 0)
    for item in items:
        counts[Status(item.status)] += 1
    total, done = len(items), counts[Status.DONE]
    return Summary(
        total=total,
        done=done,
        in_progress=counts[Status.IN_PROGRESS],
        not_started=counts[Status.NOT_STARTED],
        blocked=counts[Status.BLOCKED],
        deferred=counts[Status.DEFERRED],
        cancelled=len(data.items) - total,
        overdue=overdue,
        due_next=due_next,
        percent_done=percent(100 * done, total) or Decimal("0.0"),
        planned_percent=planned,
        actual_percent=actual,
        deviation=None if planned is None or actual is None else actual - planned,
    )


def _group(key: str, name: str, items: Sequence[ItemRow], today: str) -> Group:
    weights = [1.0 if item.weight is None else item.weight for item in items]
    weighted = sum(weight * effective(item) for weight, item in zip(weights, items, strict=True))
    return Group(
        key,
        name,
        len(items),
        sum(item.status == Status.DONE for item in items),
        sum(item.is_overdue(today) for item in items),
        percent(weighted, sum(weights)) or Decimal("0.0"),
    )


def _split(items: Iterable[ItemRow], key: Callable[[ItemRow], str | None]) -> dict[str, list[ItemRow]]:
    groups: dict[str, list[ItemRow]] = {}
    for item in items:
        groups.setdefault(key(item) or NONE, []).append(item)
    return groups


def _by_dimension(data: ReportData, items: Sequence[ItemRow], today: str) -> list[Group]:
    """Every dimension in its order, also those without items; then the items that have none."""
    groups = _split(items, lambda item: item.dimension)
    names = {row.key: row.name for row in data.dimensions}
    names |= {item.dimension: item.dimension_name or item.dimension for item in items if item.dimension}
    found = [_group(key, name, groups.get(key, []), today) for key, name in names.items()]
    return [*found, *([_group(NONE, NONE, groups[NONE], today)] if NONE in groups else [])]


def _by_agency(items: Sequence[ItemRow], today: str) -> list[Group]:
    groups = _split(items, lambda item: item.agency)
    order = sorted(groups, key=lambda key: (key == NONE, key.casefold()))
    return [_group(key, key, groups[key], today) for key in order]


def _by_priority(items: Sequence[ItemRow], today: str) -> list[Group]:
    groups = _split(items, lambda item: item.priority)
    return [_group(key, key, groups.get(key, []), today) for key in map(str, reversed(Priority))]


def _progressed(data: ReportData, items: Sequence[ItemRow]) -> list[Move]:
    before = data.progress_before
    return [
        Move(item, before[item.id], item.progress)
        for item in items
        if item.id in before and before[item.id] != item.progress
    ]


def _added(data: ReportData, items: Sequence[ItemRow]) -> list[ItemRow]:
    since = write_moment(data.clock.start_of(data.period_start))
    until = write_moment(data.clock.end_of(data.period_end))
    return [item for item in items if since <= item.created_at < until]


def _rescheduled(data: ReportData, items: Sequence[ItemRow]) -> list[Move]:
    """Items whose due date was moved; giving an item its first due date is no move."""
    before = data.due_before
    return [
        Move(item, before[item.id], item.due, data.reasons.get(item.id))
        for item in items
        if before.get(item.id) is not None and before[item.id] != item.due
    ]


def _deadlines(data: ReportData) -> list[DeadlineFigure]:
    """Deadlines not met yet, and those that fell or were met in the period."""
    start, end = data.period_start.isoformat(), data.period_end.isoformat()
    return [
        DeadlineFigure(row, (date.fromisoformat(row.due) - data.as_of).days)
        for row in data.deadlines
        if row.met_on is None or start <= row.due <= end or start <= row.met_on <= end
    ]


def _silent(data: ReportData, items: Sequence[ItemRow]) -> list[str]:
    """Agencies answerable for an open item, none of whose items changed in the period."""
    answerable = {item.agency for item in items if item.is_open and item.agency}
    heard = {item.agency for item in data.items if item.id in data.changed}
    return sorted((agency for agency in answerable - heard if agency), key=str.casefold)


def report_data_json(report: StatusReport) -> dict[str, Any]:
    """The report as data: the object of ``report --format json``."""
    local = local_times(report.data.clock)
    today = report.as_of.isoformat()

    def one(item: ItemRow) -> dict[str, Any]:
        return item_data(item, report.data.links, today, local)

    def number(value: Decimal | None) -> float | None:
        return None if value is None else float(value)

    def groups(found: list[Group]) -> list[dict[str, Any]]:
        return [
            {
                "key": group.key,
                "name": group.name,
                "total": group.total,
                "done": group.done,
                "overdue": group.overdue,
                "progress": number(group.progress),
            }
            for group in found
        ]

    summary = {
        name: number(value) if isinstance(value, Decimal) else value
        for name in Summary.__slots__
        for value in (getattr(report.summary, name),)
    }
    return {
        "organisation": report.organisation,
        "number": report.number,
        "period": {
            "label": report.period.label,
            "start": report.period.start.isoformat(),
            "end": report.period.end.isoformat(),
        },
        "as_of": today,
        "summary": summary,
        "by_dimension": groups(report.by_dimension),
        "by_agency": groups(report.by_agency),
        "by_priority": groups(report.by_priority),
        "completed": [one(item) for item in report.completed],
        "progressed": [
            {"item": one(move.item), "from": move.before, "to": move.after} for move in report.progressed
        ],
        "added": [one(item) for item in report.added],
        "overdue": [one(item) for item in report.overdue],
        "blocked": [one(item) for item in report.blocked],
        "due_next": [one(item) for item in report.due_next],
        "rescheduled": [
            {"item": one(move.item), "from": move.before, "to": move.after, "reason": move.reason}
            for move in report.rescheduled
        ],
        "deadlines": [
            {
                "key": figure.row.key,
                "name": figure.row.name,
                "due": figure.row.due,
                "days_left": figure.days_left,
                "open_items": figure.row.open_items,
            }
            for figure in report.deadlines
        ],
        "silent_agencies": report.silent_agencies,
        "without_evidence": [one(item) for item in report.without_evidence],
        "s_curve": [
            {"week": point.week, "planned": number(point.planned), "actual": number(point.actual)}
            for point in report.curve
        ],
    }


def as_json(report: StatusReport) -> str:
    """The report as JSON text."""
    return json.dumps(report_data_json(report), ensure_ascii=False, indent=1) + "\n"
