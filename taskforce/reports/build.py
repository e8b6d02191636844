"""Making a report: which period, which day, which items."""

from __future__ import annotations

from datetime import date

from taskforce.language import _
from taskforce.model.dates import format_date, iso_week, week_bounds
from taskforce.model.errors import UsageError
from taskforce.reports.status import Period, StatusReport, status_report
from taskforce.store.report_data import report_data
from taskforce.store.store import Store


def period_of(today: date, week: str | None = None, start: date | None = None, end: date | None = None) -> Period:
    """The period that was asked for: an ISO week, the days from ``start`` to ``end``, or this week.

    Raises :class:`UsageError` for a period that cannot be.
    """
    if week is not None and (start or end):
        raise UsageError(_("Say either a week or the days from and to, not both."))
    if week is not None:
        return Period(*iso_week(week))
    if start is None and end is None:
        return Period(*week_bounds(today))
    if start is None:
        raise UsageError(_("The period has no first day: say --from DATE."))
    end = max(today, start) if end is None else end
    if end < start:
        raise UsageError(_("The period ends before it begins: change one of the two days."))
    return Period(start, end)


def build_report(
    store: Store, period: Period, as_of: date | None = None, scope: str | None = None
) -> StatusReport:
    """The report of a period: the state at the end of ``as_of``, whatever was changed since.

    By default that is the period's last day, or today if that is earlier.  Raises :class:`UsageError` for a
    day that has not come, or that lies before the period.
    """
    today = store.clock.today()
    day = as_of or min(period.end, today)
    if as_of is not None and as_of > today:
        shown = format_date(as_of, None, "full")
        raise UsageError(
            _("{day} has not come yet: a report tells what was; choose a day up to today.", day=shown)
        )
    if day < period.start:
        raise UsageError(
            _(
                "The period begins on {day}, after the day it is reported of.",
                day=format_date(period.start, None, "full"),
            )
        )
    return status_report(report_data(store, period.start, period.end, day, scope), scope or None)
