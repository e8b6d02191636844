"""Planned against actual progress (the S-curve), and how many items were known, due and done (the burn-up).

Sums are whole numbers and fractions: rounding happens once, at the end, half up.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import accumulate
from math import lcm
from typing import NamedTuple

from taskforce.model.dates import week_of
from taskforce.model.numbers import round_half_up
from taskforce.store.read.report_items import GroupSums, ReportItems, Span

MOST_WEEKS = 52
"""So many weeks before and after the report's own week the curve shows at most: two years in all."""


class CurvePoint(NamedTuple):
    """Planned and actual progress in percent at the end of an ISO week, as a report of then said.

    There is no ``actual`` for weeks to come, nor for those before the first of the ``items`` was known.
    """

    week: str
    planned: float | None
    actual: float | None
    items: int


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

    def __init__(self, weights: Iterable[float | None]) -> None:
        given = set(weights) - {None}
        shares = {weight: Fraction(str(weight)) for weight in given}
        self.scale = lcm(1, *(share.denominator for share in shares.values()))
        self.whole: dict[float | None, int] = {None: self.scale}
        self.whole |= {weight: int(share * self.scale) for weight, share in shares.items()}


def total_weight(groups: Iterable[GroupSums]) -> float:
    """Return what items weigh together: a whole number where it is one."""
    total = sum(Fraction(str(1 if one.weight is None else one.weight)) * one.total for one in groups)
    return int(total) if total == int(total) else float(total)


def mean_progress(groups: Sequence[GroupSums]) -> Fraction | None:
    """Return the weighted mean progress of items as a share of 1; ``None`` when nothing counts."""
    weights = Weights(one.weight for one in groups)
    total = sum(weights.whole[one.weight] * one.total for one in groups)
    earned = sum(weights.whole[one.weight] * one.earned for one in groups)
    return Fraction(earned, 100 * total) if total else None


def curve_weeks(span: Span, first_day: date, as_of: date) -> list[date]:
    """Return the Sundays of the curve's weeks, over items whose first and last days are ``span``.

    They go from the week of ``first_day`` to that of the last due date or ``as_of``.

    At most :data:`MOST_WEEKS` before and after the week of ``as_of``.
    """
    own = sunday_of(as_of)
    days = (date.fromisoformat(day) for day in (span.first_start, span.first_due) if day is not None)
    first = min([first_day, *days])
    last = as_of if span.last_due is None else max(as_of, date.fromisoformat(span.last_due))
    far = timedelta(weeks=MOST_WEEKS)
    begin, end = max(sunday_of(first), own - far), min(sunday_of(last), own + far)
    return [begin + timedelta(weeks=number) for number in range((end - begin).days // 7 + 1)]


def sunday_of(day: date) -> date:
    """Return the last day of an ISO week."""
    return day + timedelta(days=6 - day.weekday())


def burn_up(items: ReportItems, weeks: Sequence[date], ends: Sequence[str], as_of: date) -> tuple[BurnPoint, ...]:
    """Return how many ``items`` were known, due and done at the ends of ``weeks`` (Sundays).

    In the week of ``as_of`` that day counts, not the week's end.

    ``ends`` are the stored moments at which the days end, one for each week up to that of ``as_of``.  Done counts
    by the day that people said; an item noted only after that day was known from it on.  So the point of ``as_of``
    has the totals of the report.
    """
    own = sunday_of(as_of)
    days = [(as_of if week == own else week).isoformat() for week in weeks]
    last = len(ends) - 1
    known, done, due = Counter[int](), Counter[int](), Counter[int]()
    for begun, is_done, done_on, count in items.known_and_done(ends):
        first = min(begun, last)
        if is_done:
            reached = last if done_on is None else min(bisect_left(days, done_on), last)
            done[reached] += count
            first = min(first, reached)
        known[first] += count
    for day, count in items.first_dues():
        due[bisect_left(days, day)] += count
    sums = [accumulate(map(counts.__getitem__, range(len(days)))) for counts in (due, known, done)]
    return tuple(
        BurnPoint(week_of(week), should, there if index <= last else None, ready if index <= last else None)
        for index, (week, should, there, ready) in enumerate(zip(weeks, *sums, strict=True))
    )
