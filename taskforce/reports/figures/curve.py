"""Planned against actual progress (the S-curve): exact arithmetic over items with a due date.

All points are over the same items, those of the report at its day, so that the curve ends where the summary's
figures are.  Sums are whole numbers and fractions: rounding happens once, at the end, half up.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from math import lcm
from typing import NamedTuple

from taskforce.model.dates import week_of
from taskforce.model.numbers import round_half_up
from taskforce.store.read.report_data import ReportItem, Step

DONE = '"done"'
"""The status done as a step has it: JSON text."""

MOST_WEEKS = 52
"""So many weeks before and after the report's own week the curve shows at most: two years in all."""


@dataclass(frozen=True, slots=True)
class CurvePoint:
    """Planned and actual progress in percent at the end of an ISO week; no ``actual`` for weeks to come."""

    week: str
    planned: float
    actual: float | None


class BurnPoint(NamedTuple):
    """At the end of an ISO week: items known, those done, and those that should be by their first due dates.

    ``known`` and ``done`` are ``None`` for weeks to come.
    """

    week: str
    due: int
    known: int | None
    done: int | None


def percent(share: Fraction | None) -> float | None:
    """Return a share of 1 in percent, with one decimal, half up."""
    return None if share is None else float(round_half_up(share * 100))


class Weights:
    """Items' weights as whole numbers in proportion: ``weight``, else 1 (a weight of 0 counts for nothing)."""

    def __init__(self, items: Iterable[ReportItem]) -> None:
        given = {item.weight for item in items} - {None}
        shares = {weight: Fraction(str(weight)) for weight in given}
        self.scale = lcm(1, *(share.denominator for share in shares.values()))
        self.whole: dict[float | None, int] = {None: self.scale}
        self.whole |= {weight: int(share * self.scale) for weight, share in shares.items()}

    def of(self, item: ReportItem) -> int:
        """Return the weight of an item, times :attr:`scale`."""
        return self.whole[item.weight]


def mean_progress(items: Sequence[ReportItem]) -> Fraction | None:
    """Return the weighted mean progress of items as a share of 1; ``None`` when nothing counts."""
    weights = Weights(items)
    total = earned = 0
    for (status, progress, weight), count in Counter(
        (item.status, item.progress, item.weight) for item in items
    ).items():
        whole = weights.whole[weight] * count
        total += whole
        earned += whole * (100 if status == "done" else progress)
    return Fraction(earned, 100 * total) if total else None


class Plan:
    """What should be done by any day, as a share of 1, over items that have a due date.

    Of each item 0 before its start, then linear by calendar days, 1 from its first due date on; a step at that
    date where there is no start, or the start is not before it.
    """

    def __init__(self, items: Sequence[ReportItem]) -> None:
        weights = Weights(items)
        alike = Counter((item.start, item.original_due or item.due, item.weight) for item in items)
        days = {day: date.fromisoformat(day).toordinal() for span in alike for day in span[:2] if day is not None}
        self._steps: Counter[int] = Counter()
        self._ramps: Counter[tuple[int, int]] = Counter()
        self.total = 0
        for (start, due, weight), count in alike.items():
            assert due is not None
            whole = weights.whole[weight] * count
            self.total += whole
            last = days[due]
            first = last if start is None else days[start]
            if first < last:
                self._ramps[first, last] += whole
            else:
                self._steps[last] += whole

    def share(self, day: date) -> Fraction | None:
        """Return the planned share at the end of one day; ``None`` when nothing counts."""
        return self.shares([day])[0]

    def shares(self, days: Sequence[date]) -> list[Fraction | None]:
        """Return the planned shares at the ends of several days, in ascending order.

        Ramps of one length are summed as differences at the days where they begin and end, so that the cost is
        that of the items plus that of the days, not their product.
        """
        if not self.total:
            return [None] * len(days)
        ordinals = [day.toordinal() for day in days]
        complete = [0] * (len(days) + 1)
        slopes: dict[int, tuple[list[int], list[int]]] = {}
        for last, weight in self._steps.items():
            complete[bisect_left(ordinals, last)] += weight
        for (first, last), weight in self._ramps.items():
            end = bisect_left(ordinals, last)
            begin = bisect_right(ordinals, first, 0, end)
            complete[end] += weight
            if begin < end:
                rise, offset = slopes.setdefault(last - first, ([0] * (len(days) + 1), [0] * (len(days) + 1)))
                rise[begin] += weight
                rise[end] -= weight
                offset[begin] += weight * first
                offset[end] -= weight * first
        return self._summed(ordinals, complete, slopes)

    def _summed(
        self, ordinals: Sequence[int], complete: Sequence[int], slopes: dict[int, tuple[list[int], list[int]]]
    ) -> list[Fraction | None]:
        unit = lcm(1, *slopes)
        running = dict.fromkeys(slopes, (0, 0))
        reached = 0
        shares: list[Fraction | None] = []
        for index, day in enumerate(ordinals):
            reached += complete[index]
            sum_of_parts = reached * unit
            for length, (rise, offset) in slopes.items():
                up, base = running[length]
                running[length] = up, base = up + rise[index], base + offset[index]
                if up:
                    sum_of_parts += (up * day - base) * (unit // length)
            shares.append(Fraction(sum_of_parts, unit * self.total))
        return shares


def curve_weeks(items: Sequence[ReportItem], first_day: date, as_of: date) -> list[date]:
    """Return the Sundays of the curve's weeks.

    They go from the week of ``first_day`` to that of the last due date or ``as_of``.

    At most :data:`MOST_WEEKS` before and after the week of ``as_of``.
    """
    dues = [due for item in items for due in (item.due, item.original_due) if due is not None]
    starts = [item.start for item in items if item.start is not None]
    own = _sunday(as_of)
    first = min([first_day, *map(date.fromisoformat, (min(days) for days in (starts, dues) if days))])
    last = max([as_of, *([date.fromisoformat(max(dues))] if dues else [])])
    far = timedelta(weeks=MOST_WEEKS)
    begin, end = max(_sunday(first), own - far), min(_sunday(last), own + far)
    return [begin + timedelta(weeks=number) for number in range((end - begin).days // 7 + 1)]


def _sunday(day: date) -> date:
    return day + timedelta(days=6 - day.weekday())


def earned_at(items: Sequence[ReportItem], steps: Iterable[Step], moments: Sequence[str]) -> list[Fraction | None]:
    """Return the weighted mean progress of ``items`` just before each moment (ascending), as a share of 1.

    ``steps`` lead back from what the items are now, the newest first; an item counts as 0 before it was created.
    """
    weights = Weights(items)
    weight_of = {item.id: weights.of(item) for item in items}
    total = sum(weight_of.values())
    if not total:
        return [None] * len(moments)
    gained = [0] * (len(moments) + 1)
    progress = {item.id: item.progress for item in items}
    done = {item.id for item in items if item.status == "done"}
    _gains(steps, weight_of, progress, done, gained, moments)
    for item in items:
        reached = 100 if item.id in done else progress[item.id]
        gained[bisect_right(moments, item.created_at)] += weight_of[item.id] * reached
    return [Fraction(reached, 100 * total) for reached in accumulate(gained[: len(moments)])]


def _gains(
    steps: Iterable[Step],
    weight_of: Mapping[str, int],
    progress: dict[str, int],
    done: set[str],
    gained: list[int],
    moments: Sequence[str],
) -> None:
    """Follow items back; add what each step gained to the first moment after it.

    ``progress`` and ``done`` are what items are now, and in the end what they were created with.
    """
    index = len(moments)
    begin = moments[-1] if moments else ""
    for item, at, old in steps:
        weight = weight_of.get(item)
        if weight is None:
            continue
        while at < begin:
            index -= 1
            begin = moments[index - 1] if index else ""
        if old[0] != '"':
            before = int(old)
            if item not in done:
                gained[index] += weight * (progress[item] - before)
            progress[item] = before
        elif (old == DONE) != (item in done):
            if old == DONE:
                gained[index] += weight * (progress[item] - 100)
                done.add(item)
            else:
                gained[index] += weight * (100 - progress[item])
                done.discard(item)


def s_curve(
    items: Sequence[ReportItem],
    plan: Plan,
    steps: Iterable[Step],
    weeks: Sequence[date],
    ends: Sequence[str],
    as_of: date,
) -> tuple[CurvePoint, ...]:
    """Return the curve at the ends of ``weeks`` (Sundays); in the week of ``as_of`` it is read at that day.

    ``ends`` are the stored moments at which the days end, one for each week up to that of ``as_of``; ``plan`` is
    that of ``items``.
    """
    own = _sunday(as_of)
    planned = plan.shares([as_of if week == own else week for week in weeks])
    actual = earned_at(items, steps, ends)
    points: list[CurvePoint] = []
    for index, week in enumerate(weeks):
        share = percent(planned[index])
        if share is None:
            return ()
        reached = percent(actual[index]) if index < len(ends) else None
        points.append(CurvePoint(week_of(week), share, reached))
    return tuple(points)


def burn_up(
    items: Sequence[ReportItem], weeks: Sequence[date], ends: Sequence[str], as_of: date
) -> tuple[BurnPoint, ...]:
    """Return how many ``items`` were known, due and done at the ends of ``weeks`` (Sundays).

    In the week of ``as_of`` that day counts, not the week's end.

    ``ends`` as in :func:`s_curve`.  Done counts by the day that people said; an item noted only after that day was
    known from it on.  So the point of ``as_of`` has the totals of the report.
    """
    own = _sunday(as_of)
    days = [(as_of if week == own else week).isoformat() for week in weeks]
    last = len(ends) - 1
    known, done, due = Counter[int](), Counter[int](), Counter[int]()
    for item in items:
        first = min(bisect_right(ends, item.created_at), last)
        if item.status == "done":
            reached = last if item.done_on is None else min(bisect_left(days, item.done_on), last)
            done[reached] += 1
            first = min(first, reached)
        known[first] += 1
        should = item.original_due or item.due
        if should is not None:
            due[bisect_left(days, should)] += 1
    sums = [accumulate(map(counts.__getitem__, range(len(days)))) for counts in (due, known, done)]
    return tuple(
        BurnPoint(week_of(week), should, there if index <= last else None, ready if index <= last else None)
        for index, (week, should, there, ready) in enumerate(zip(weeks, *sums, strict=True))
    )
