"""The S-curve (Kurva S): planned against actual cumulative progress, week by week.

All points are over the same items, those of the report that have a due date: the planned curve is their plan,
the actual one the progress they had at each week's end (nothing before they existed).  So the point of
``as_of`` has the report's own ``planned_percent`` and ``actual_percent``.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from taskforce.clock import Clock
from taskforce.model.dates import week_of
from taskforce.model.numbers import round_half_up
from taskforce.model.vocabulary import Status
from taskforce.store.items import ItemRow
from taskforce.store.report_data import ReportData, Step

MOST_WEEKS = 104
"""The curve shows at most this many weeks: the last ones up to ``as_of`` and what follows."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """One week: percentages to one decimal at its end, or at ``as_of`` in that week; no actual after it."""

    week: str
    day: date
    planned: Decimal
    actual: Decimal | None
    is_as_of: bool


def percent(part: float, whole: float) -> Decimal | None:
    """``part / whole`` to one decimal, half up; ``None`` of nothing.

    Sums of fractions are freed of the noise of binary numbers first, so that a half is a half.
    """
    return None if not whole else round_half_up(Decimal(repr(round(part / whole, 9))))


def s_curve(data: ReportData, items: Sequence[ItemRow]) -> list[CurvePoint]:
    """The points of the weeks from the first start (or creation) to the last due date and ``as_of``."""
    planned = [item for item in items if item.due is not None]
    if not planned:
        return []
    whole = sum(_weight(item) for item in planned)
    if not whole:
        return []
    days = _days(data, planned)
    plan = _planned_sums(planned, days)
    actual = _actual_sums(data, planned, days)
    points: list[CurvePoint] = []
    for day in days:
        done = percent(actual[day], whole) if day <= data.as_of else None
        points.append(
            CurvePoint(week_of(day), day, percent(plan[day], whole) or Decimal("0.0"), done, day == data.as_of)
        )
    return points


def _weight(item: ItemRow) -> float:
    return 1.0 if item.weight is None else item.weight


def _plan_of(item: ItemRow) -> tuple[date | None, date]:
    """When an item's plan begins and is fulfilled: from its start to the due date it had first."""
    assert item.due is not None
    end = date.fromisoformat(item.original_due or item.due)
    start = date.fromisoformat(item.start) if item.start else None
    return (start if start is not None and start < end else None), end


def _days(data: ReportData, items: Sequence[ItemRow]) -> list[date]:
    """The day of each point: the Sundays of the weeks, and ``as_of`` instead in its week."""
    bounds = [day for item in items for day in _plan_of(item) if day is not None]
    created = min(item.created_at for item in items)
    first = min(*bounds, data.clock.day_of(created), data.as_of)
    last = max(*bounds, data.as_of)
    own_sunday = _sunday(data.as_of)
    first = max(first, own_sunday - timedelta(weeks=MOST_WEEKS // 2 - 1))
    last = min(last, own_sunday + timedelta(weeks=MOST_WEEKS // 2))
    found: list[date] = []
    day = _sunday(first)
    while day <= _sunday(last):
        found.append(data.as_of if day == own_sunday else day)
        day += timedelta(weeks=1)
    return found


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def planned_share(item: ItemRow, day: date) -> float:
    """How much of an item (0 to 1) its plan wants done at the end of ``day``.

    0 before its start, then linear by calendar days, 1 from its first due date on; a step without a start.
    """
    start, end = _plan_of(item)
    if day >= end:
        return 1.0
    if start is None or day <= start:
        return 0.0
    return (day - start).days / (end - start).days


def _planned_sums(items: Sequence[ItemRow], days: Sequence[date]) -> dict[date, float]:
    """Weighted planned percent of all items on each day, in time that grows with items plus days.

    Each item adds a slope from its start and takes it away at its end; two running sums give the rest.
    """
    slopes: dict[int, float] = {}
    steps: dict[int, float] = {}
    for item in items:
        start, end = _plan_of(item)
        whole = 100.0 * _weight(item)
        if start is None:
            steps[end.toordinal()] = steps.get(end.toordinal(), 0.0) + whole
            continue
        first, last = start.toordinal(), end.toordinal()
        slope = whole / (last - first)
        slopes[first + 1] = slopes.get(first + 1, 0.0) + slope
        slopes[last + 1] = slopes.get(last + 1, 0.0) - slope
    wanted = {day.toordinal(): day for day in days}
    found: dict[date, float] = {}
    total = slope = 0.0
    for day in range(min((*slopes, *steps, *wanted)), max(wanted) + 1):
        slope += slopes.get(day, 0.0)
        total += slope + steps.get(day, 0.0)
        if day in wanted:
            found[wanted[day]] = total
    return found


def _actual_sums(data: ReportData, items: Sequence[ItemRow], days: Sequence[date]) -> dict[date, float]:
    """Weighted progress of all items at the end of each day up to ``as_of``."""
    known = {item.id: item for item in items}
    steps: dict[str, list[Step]] = {}
    for step in data.steps:
        if step.item_id in known:
            steps.setdefault(step.item_id, []).append(step)
    ends = _DayOf(data.clock)
    gains: dict[date, float] = {}
    for item in items:
        weight = _weight(item)
        created = ends(item.created_at)
        history = steps.get(item.id)
        if history is None:
            value = 100 if item.status == Status.DONE else item.progress
            gains[created] = gains.get(created, 0.0) + weight * value
            continue
        for day, gain in _gains(created, item, history, ends):
            gains[day] = gains.get(day, 0.0) + weight * gain
    found: dict[date, float] = {}
    total = 0.0
    moves = iter(sorted(gains.items()))
    move = next(moves, None)
    for day in days:
        while move is not None and move[0] <= day:
            total += move[1]
            move = next(moves, None)
        found[day] = total
    return found


class _DayOf:
    """The organisation's day of a stored moment, worked out once an hour of UTC."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._known: dict[str, date] = {}

    def __call__(self, moment: str) -> date:
        quarter = moment[:15]  # ten minutes: no zone changes its day within them
        if quarter not in self._known:
            self._known[quarter] = self._clock.day_of(moment)
        return self._known[quarter]


def _gains(created: date, item: ItemRow, history: Iterable[Step], day_of: _DayOf) -> Iterable[tuple[date, float]]:
    """By how much an item's progress grew on which days; each value is that of its greatest (clock, copy)."""
    ordered = sorted(history, key=lambda step: (step.clock, step.copy_id))
    values: dict[str, object] = {"progress": item.progress, "status": item.status}
    for step in reversed(ordered):  # what the first change of a field replaced is what it was created with
        values[step.field] = None if step.old is None else json.loads(step.old)
    latest: dict[str, tuple[int, str]] = {}
    before = _value(values)
    yield created, before
    for step in sorted(ordered, key=lambda step: step.at):
        stamp = (step.clock, step.copy_id)
        if latest.get(step.field, (0, "")) > stamp:
            continue
        latest[step.field] = stamp
        values[step.field] = None if step.new is None else json.loads(step.new)
        after = _value(values)
        if after != before:
            yield day_of(step.at), after - before
            before = after


def _value(values: Mapping[str, object]) -> float:
    progress = values["progress"]
    assert isinstance(progress, int | float)
    return 100.0 if values["status"] == Status.DONE else float(progress)
