"""Whether the work is on track, by a rule that is printed, and where it leads at this pace.

The rule is measured on first dates and on the plan as it was first set, so that nobody turns it green by moving a
date.  It reads percentages with one decimal, those that are printed, so that a reader can check it.
"""

from __future__ import annotations

from datetime import date, timedelta
from math import ceil
from typing import NamedTuple

from taskforce.model.dates import week_of
from taskforce.reports.figures.curve import percent, sunday_of
from taskforce.reports.figures.past import DayFigures

AT_RISK_BEHIND, OFF_TRACK_BEHIND = 5, 10
"""Percentage points behind the first plan from which work is at risk, and off track."""

AT_RISK_LATE, OFF_TRACK_LATE = 10, 25
"""Percent of the work that is open after its first due date, likewise."""

JUDGED_WEEKS = 4
"""So many weeks before the report's own are judged, too."""

ON_TRACK, AT_RISK, OFF_TRACK = "on_track", "at_risk", "off_track"


class Judged(NamedTuple):
    """A judgement and what it is made of; ``None`` throughout where no item has had a due date.

    ``planned`` and ``actual`` are percent of the first plan, ``behind`` is their difference in points (negative
    where work is ahead), ``late`` the percentage of work that is open after its first due date.
    """

    key: str | None
    planned: float | None = None
    actual: float | None = None
    behind: float | None = None
    late: float | None = None


class Judgement(NamedTuple):
    """The judgement of the report's day, and those of the weeks before by ISO week, the oldest first.

    ``past_due`` counts the items whose first due date is over, ``open_late`` those of them that are not done.
    """

    now: Judged
    previous: tuple[tuple[str, Judged], ...]
    past_due: int = 0
    open_late: int = 0


class PlanActual(NamedTuple):
    """Planned and actual progress in percent, and the difference in points; ``None`` where nothing counts."""

    planned: float | None
    actual: float | None
    deviation: float | None


class Progress(NamedTuple):
    """Progress up to the period, in it, and in all."""

    before: PlanActual
    within: PlanActual
    total: PlanActual


class Outlook(NamedTuple):
    """Where the work leads at the pace of the last ``weeks`` whole weeks: points gained a week, and the week (ISO)
    in which all is done then; ``None`` where that cannot be said.  ``planned_end`` is the last first due date;
    ``last_pace`` and ``last_end`` say the same of the last of these weeks alone."""

    pace: float | None
    weeks: int
    end: str | None
    planned_end: str | None
    last_pace: float | None = None
    last_end: str | None = None


def meets_plan(outlook: Outlook) -> bool | None:
    """Return whether all is done, at this pace, by the week of the last first due date; ``None`` where the pace or
    that date is not known."""
    if outlook.pace is None or outlook.planned_end is None:
        return None
    return outlook.end is not None and outlook.end <= week_of(date.fromisoformat(outlook.planned_end))


def judged(day: DayFigures) -> Judged:
    """Return the judgement of a day."""
    planned, actual, late = percent(day.first_planned), percent(day.first_actual), percent(day.late)
    if planned is None or actual is None or late is None:
        return Judged(None)
    behind = round(planned - actual, 1)
    key = ON_TRACK
    if behind >= AT_RISK_BEHIND or late >= AT_RISK_LATE:
        key = AT_RISK
    if behind >= OFF_TRACK_BEHIND or late >= OFF_TRACK_LATE:
        key = OFF_TRACK
    return Judged(key, planned, actual, behind, late)


def judged_days(as_of: date) -> list[date]:
    """Return the ends of the weeks before that of ``as_of``, the oldest first."""
    own = sunday_of(as_of)
    return [own - timedelta(weeks=number) for number in range(JUDGED_WEEKS, 0, -1)]


def judgement(figures: dict[date, DayFigures], as_of: date, past_due: int, open_late: int) -> Judgement:
    """Return the judgement of ``as_of`` and those of the weeks before; ``figures`` has all their days."""
    previous = tuple((week_of(day), judged(figures[day])) for day in judged_days(as_of))
    return Judgement(judged(figures[as_of]), previous, past_due, open_late)


def plan_actual(day: DayFigures) -> PlanActual:
    """Return planned and actual progress at the end of a day."""
    return _plan_actual(percent(day.planned), percent(day.actual))


def _plan_actual(planned: float | None, actual: float | None) -> PlanActual:
    return PlanActual(planned, actual, _difference(actual, planned))


def _difference(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 1)


def progress(before: DayFigures, as_of: DayFigures) -> Progress:
    """Return progress up to the period, in it (the difference of what is printed), and in all.

    Where nothing was known before the period, all of it is of the period.
    """
    total = plan_actual(as_of)
    start = 0.0 if as_of.items else None
    earlier = plan_actual(before) if before.items else _plan_actual(start, start)
    within = _plan_actual(_difference(total.planned, earlier.planned), _difference(total.actual, earlier.actual))
    return Progress(earlier, within, total)


def paced_days(as_of: date) -> list[date]:
    """Return the Sundays between which the pace is measured, the oldest first.

    A week that still runs is left out, which would make it look slow.
    """
    own = sunday_of(as_of)
    last = own if own == as_of else own - timedelta(weeks=1)
    return [last - timedelta(weeks=number) for number in range(JUDGED_WEEKS, -1, -1)]


def outlook(figures: dict[date, DayFigures], as_of: date, planned_end: str | None) -> Outlook:
    """Return where the work leads; ``planned_end`` is the last first due date of all that counts."""
    reached = [percent(figures[day].actual) for day in paced_days(as_of)]
    known = [one for one in reached if one is not None]
    now = percent(figures[as_of].actual)
    if now is None or len(known) < 2 or reached[-1] is None:
        return Outlook(None, 0, None, planned_end)

    def end(pace: float) -> str | None:
        if now >= 100 or pace <= 0:
            return None
        return week_of(as_of + timedelta(weeks=ceil(round((100 - now) / pace, 6))))

    first = next(number for number, one in enumerate(reached) if one is not None)
    weeks = JUDGED_WEEKS - first
    pace = round((known[-1] - known[0]) / weeks, 1)
    last_pace = None if reached[-2] is None else round(reached[-1] - reached[-2], 1)
    last_end = None if last_pace is None else end(last_pace)
    return Outlook(pace, weeks, end(pace), planned_end, last_pace, last_end)
