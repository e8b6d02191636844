"""The period of a report, and the day whose end it describes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from taskforce.language import _, current_language
from taskforce.model.dates import format_date, iso_week, month_name, parse_date, week_bounds, week_of
from taskforce.model.errors import UsageError


@dataclass(frozen=True, slots=True)
class Period:
    """From one day to another, both included; usually an ISO week."""

    start: date
    end: date

    @property
    def week(self) -> str | None:
        """The ISO week that the period is, such as ``2026-W47``; ``None`` when it is not exactly one."""
        return week_of(self.start) if (self.start, self.end) == week_bounds(self.start) else None

    @property
    def label(self) -> str:
        """``2026-W47``, or ``2026-11-01/2026-11-30``: the same in every language."""
        return self.week or f"{self.start.isoformat()}/{self.end.isoformat()}"

    def moved(self, steps: int) -> Period:
        """The period that lies ``steps`` of its own length later (or earlier)."""
        length = (self.end - self.start).days + 1
        shift = timedelta(days=steps * length)
        return Period(self.start + shift, self.end + shift)


def period_of(
    today: date, week: str | None = None, start: str | date | None = None, end: str | date | None = None
) -> Period:
    """The period that a person asks for: a week (``2026-W47``), or from one day to another; else this week.

    Without ``end`` the period ends ``today``.  Raises :class:`UsageError` for what does not go together, and
    :class:`~taskforce.model.errors.InvalidValue` for what is no week or day.
    """
    if week is not None:
        if start is not None or end is not None:
            raise UsageError(_("A report is for a week or from one day to another, not both: leave one out."))
        return Period(*iso_week(week))
    if start is None:
        if end is not None:
            raise UsageError(_("The period has an end but no beginning: say --from as well."))
        return Period(*week_bounds(today))
    first = parse_date(start, today) if isinstance(start, str) else start
    last = parse_date(end, today) if isinstance(end, str) else end or max(first, today)
    if last < first:
        raise UsageError(
            _(
                "The period would end on {end}, before it begins on {start}: swap the two days.",
                start=format_date(first),
                end=format_date(last),
            )
        )
    return Period(first, last)


def as_of_day(period: Period, as_of: date | None, today: date) -> date:
    """The day whose end a report describes: the period's last day, or today if that is earlier.

    Raises :class:`UsageError` for a day to come, because nobody knows how it ends, and for a day before the
    period, because nothing has happened in the period then.
    """
    day = min(period.end, today) if as_of is None else as_of
    if day > today:
        raise UsageError(
            _("The state on {date} is not known yet: choose a day up to today.", date=format_date(day))
        )
    if day < period.start:
        raise UsageError(
            _(
                "The period begins on {start}, after {day}, the day the report is of: choose an earlier period.",
                start=format_date(period.start),
                day=format_date(day),
            )
        )
    return day


def period_text(period: Period, language: str | None = None) -> str:
    """The days of a period as people write them: ``16–22 November 2026``."""
    first, last = period.start, period.end
    language = language or current_language()
    if first == last:
        return format_date(first, language)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{format_date(last, language)}"
    if first.year == last.year:
        return f"{first.day} {month_name(first.month, language)} – {format_date(last, language)}"
    return f"{format_date(first, language)} – {format_date(last, language)}"


def period_title(period: Period) -> str:
    """The period with its number, as a report's heading has it: ``Week 47, 16–22 November 2026``."""
    week = period.week
    if week is None:
        return _("Period {days}", days=period_text(period))
    return _("Week {number}, {days}", number=int(week[-2:]), days=period_text(period))
