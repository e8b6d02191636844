"""The period of a report, and the day whose end it describes."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from taskforce.language import _, current_language
from taskforce.model.dates import format_date, iso_week, month_name, parse_date, week_bounds, week_of
from taskforce.model.errors import InvalidValue, UsageError
from taskforce.model.report_number import ROMAN
from taskforce.model.text import clean_line, excerpt


class Period(NamedTuple):
    """From one day to another, both included; usually an ISO week."""

    start: date
    end: date

    @property
    def week(self) -> str | None:
        """Return the ISO week that the period is, such as ``2026-W47``; ``None`` when it is not exactly one."""
        return week_of(self.start) if (self.start, self.end) == week_bounds(self.start) else None

    @property
    def kind(self) -> str:
        """``weekly``, ``monthly``, ``quarterly`` or ``yearly`` when it is exactly that; else ``period``."""
        if self.week is not None:
            return "weekly"
        first, last = self.start, self.end
        whole = first.day == 1 and (last + timedelta(days=1)).day == 1 and first.year == last.year
        if whole and first.month == last.month:
            return "monthly"
        if whole and first.month % 3 == 1 and last.month == first.month + 2:
            return "quarterly"
        if whole and (first.month, last.month) == (1, 12):
            return "yearly"
        return "period"

    @property
    def quarter(self) -> int:
        """Return the quarter of the year that it begins in, from 1 to 4."""
        return (self.start.month + 2) // 3

    @property
    def label(self) -> str:
        """``2026-W47``, ``2026-11``, ``2026-Q4``, ``2026``, or ``2026-11-01/2026-11-20``: the same in every
        language."""
        match self.kind:
            case "weekly":
                return str(self.week)
            case "monthly":
                return f"{self.start:%Y-%m}"
            case "quarterly":
                return f"{self.start.year}-Q{self.quarter}"
            case "yearly":
                return str(self.start.year)
        return f"{self.start.isoformat()}/{self.end.isoformat()}"

    def moved(self, steps: int) -> Period:
        """Return the period that lies ``steps`` of its own length later (or earlier)."""
        months = {"monthly": 1, "quarterly": 3, "yearly": 12}.get(self.kind)
        if months is not None:
            return months_from(self.start.year, self.start.month + steps * months, months)
        length = (self.end - self.start).days + 1
        shift = timedelta(days=steps * length)
        return Period(self.start + shift, self.end + shift)


def months_from(year: int, month: int, count: int) -> Period:
    """Return ``count`` months from a month on; months beyond 1 to 12 are those of other years."""
    number = year * 12 + month - 1
    first, after = (date(one // 12, one % 12 + 1, 1) for one in (number, number + count))
    return Period(first, after - timedelta(days=1))


def month_period(text: str) -> Period:
    """Return a month: ``2026-11``, ``11/2026``, ``November 2026``.  Raises :class:`InvalidValue`."""
    words = clean_line(text)
    if match := re.fullmatch(r"(\d{4})-(\d{1,2})", words):
        year, month = int(match[1]), int(match[2])
    elif match := re.fullmatch(r"(\d{1,2})/(\d{4})", words):
        year, month = int(match[2]), int(match[1])
    elif match := re.fullmatch(r"([^\W\d]+)\.? (\d{4})", words):
        day = parse_date(f"1 {words}", date(int(match[2]), 1, 1)) if 1900 <= int(match[2]) <= 2200 else None
        year, month = (day.year, day.month) if day else (0, 0)
    else:
        year, month = 0, 0
    if not (1900 <= year <= 2199 and 1 <= month <= 12):
        raise InvalidValue(_("“{text}” is not a month: write it as 2026-11.", text=excerpt(text)))
    return months_from(year, month, 1)


def quarter_period(text: str) -> Period:
    """Return a quarter of a year: ``2026-Q4``, ``Q4 2026``, ``TW IV 2026``.  Raises :class:`InvalidValue`."""
    words = clean_line(text).upper()
    quarter = "(?:Q|TW|TRIWULAN) ?(?P<number>[1-4]|I{1,3}|IV)"
    match = re.fullmatch(rf"(?P<year>\d{{4}})[- ]?{quarter}", words) or re.fullmatch(
        rf"{quarter} (?P<year>\d{{4}})", words
    )
    if match is None or not 1900 <= int(match["year"]) <= 2199:
        raise InvalidValue(_("“{text}” is not a quarter: write it as 2026-Q4.", text=excerpt(text)))
    number = {"I": 1, "II": 2, "III": 3, "IV": 4}.get(match["number"]) or int(match["number"])
    return months_from(int(match["year"]), number * 3 - 2, 3)


def year_period(text: str) -> Period:
    """Return a year: ``2026``.  Raises :class:`InvalidValue`."""
    words = clean_line(text)
    if not re.fullmatch(r"\d{4}", words) or not 1900 <= int(words) <= 2199:
        raise InvalidValue(_("“{text}” is not a year: write it as 2026.", text=excerpt(text)))
    return months_from(int(words), 1, 12)


def usual_period(kind: str, today: date) -> Period:
    """Return the period of a kind of report that ``today`` lies in; an evaluation is of the year."""
    match kind:
        case "monthly":
            return months_from(today.year, today.month, 1)
        case "quarterly":
            return months_from(today.year, (today.month + 2) // 3 * 3 - 2, 3)
        case "yearly" | "evaluation":
            return months_from(today.year, 1, 12)
    return Period(*week_bounds(today))


def period_of(
    today: date, week: str | None = None, start: str | date | None = None, end: str | date | None = None
) -> Period:
    """Return the period that a person asks for: a week (``2026-W47``), or from one day to another; else this week.

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
    """Return the day whose end a report describes: the period's last day, or today if that is earlier.

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
    """Return the days of a period as people write them: ``16–22 November 2026``."""
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
    """Return the period with its number, as a report's heading has it: ``Week 47, 16–22 November 2026``."""
    first = period.start
    match period.kind:
        case "weekly":
            return _("Week {number}, {days}", number=int(str(period.week)[-2:]), days=period_text(period))
        case "monthly":
            return _("Month {month}", month=f"{month_name(first.month, current_language())} {first.year}")
        case "quarterly":
            months = [month_name(one, current_language()) for one in (first.month, period.end.month)]
            return _(
                "Quarter {number} of {year} ({months})",
                number=ROMAN[period.quarter - 1],
                year=first.year,
                months="–".join(months),
            )
        case "yearly":
            return _("Year {year}", year=first.year)
    return _("Period {days}", days=period_text(period))
