"""Days as queries name them: one day, an ISO week (``2026-W47``) or a month (``2026-11``)."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta

from taskforce.model.dates import iso_week, month_bounds, parse_date, week_bounds

Parse = Callable[[str, date, Callable[[date], bool]], date]
"""Reads a day, seen from today."""


_WEEKS = {
    **dict.fromkeys(("minggu ini", "pekan ini", "this week"), 0),
    **dict.fromkeys(("minggu depan", "pekan depan", "next week"), 1),
}
_MONTHS = {**dict.fromkeys(("bulan ini", "this month"), 0), **dict.fromkeys(("bulan depan", "next month"), 1)}
"""Whole weeks and months by their words, so many after the present one."""

PERIODS = frozenset({*_WEEKS, *_MONTHS})
"""The words of all of them."""


def day_span(
    text: str, today: date, is_working_day: Callable[[date], bool], parse: Parse = parse_date
) -> tuple[date, date]:
    """Return the first and the last day that ``text`` means; twice the same for a single day.

    ``minggu ini`` and ``bulan depan`` are the whole of it.  Raises :class:`InvalidValue`.
    """
    words = text.strip()
    if re.fullmatch(r"[0-9]{4}-?[wW][0-9]{1,2}", words):
        return iso_week(words)
    if re.fullmatch(r"[0-9]{4}-[0-9]{1,2}", words):
        first = parse_date(f"{words}-1", today)
        return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    spaced = re.sub("[-_ ]+", " ", words.casefold())
    if spaced in _WEEKS:
        return week_bounds(today + timedelta(days=7 * _WEEKS[spaced]))
    if spaced in _MONTHS:
        return month_bounds((today.replace(day=1) + timedelta(days=31 * _MONTHS[spaced])).replace(day=1))
    day = parse(words, today, is_working_day)
    return day, day
