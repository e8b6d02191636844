"""How often an item comes again: an iCalendar RRULE in one form, and the day of the next one.

The day is counted from the due day of the one that is finished.  A rule that says a weekday or a day of the
month keeps to it; one that says neither ("monthly") keeps the day of the month that the item had, or the last day
of a month that has no such day: 31 January, 28 February, 31 March.  :mod:`dateutil` is imported when it is used.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, Final

from taskforce.language import _
from taskforce.model.dates import LAST_YEAR, month_bounds
from taskforce.model.errors import InvalidValue
from taskforce.model.text import excerpt

DAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

_ORDER: Final = (
    *("FREQ", "INTERVAL", "BYMONTH", "BYMONTHDAY", "BYDAY", "BYSETPOS", "WKST", "COUNT", "UNTIL"),
)  # fmt: skip
_FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
_DAY: Final = r"(?:[+-]?(?:[1-9]|[1-4][0-9]|5[0-3]))?(?:MO|TU|WE|TH|FR|SA|SU)"
_FORMS: Final[Mapping[str, str]] = {
    "FREQ": "|".join(_FREQUENCIES),
    "INTERVAL": r"[1-9][0-9]{0,2}",
    "BYMONTH": r"(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*",
    "BYMONTHDAY": r"[+-]?(?:[1-9]|[12][0-9]|3[01])(?:,[+-]?(?:[1-9]|[12][0-9]|3[01]))*",
    "BYDAY": f"{_DAY}(?:,{_DAY})*",
    "BYSETPOS": r"[+-]?[1-9][0-9]{0,2}(?:,[+-]?[1-9][0-9]{0,2})*",
    "WKST": "|".join(DAYS),
    "COUNT": r"[1-9][0-9]{0,3}",
    "UNTIL": r"[0-9]{8}(?:T[0-9]{6}Z?)?",
}
"""What each part may be; parts of hours and of numbered weeks are none of a due day."""


def parts_of(rule: str) -> dict[str, str]:
    """Return the parts of an RRULE by name, in capitals; unknown or repeated ones raise :class:`ValueError`."""
    parts: dict[str, str] = {}
    for piece in rule.strip().upper().removeprefix("RRULE:").strip(";").split(";"):
        name, _sign, value = (word.strip() for word in piece.partition("="))
        if name in parts or name not in _FORMS or not re.fullmatch(_FORMS[name], value):
            raise ValueError(piece)
        parts[name] = value
    if "FREQ" not in parts:
        raise ValueError(rule)
    return parts


def normal_rule(rule: str) -> str:
    """Return an RRULE in the one form that is stored: known parts in one order, nothing that goes without saying.

    Raises :class:`InvalidValue` for what is no such rule, and for one that no day ever fits.
    """
    try:
        parts = parts_of(rule)
        if parts.get("INTERVAL") == "1":
            del parts["INTERVAL"]
        if "UNTIL" in parts:
            parts["UNTIL"] = parts["UNTIL"][:8]
            datetime.strptime(parts["UNTIL"], "%Y%m%d")
        _check(parts)
        _dates(parts, date(2024, 1, 1))
    except (ValueError, TypeError, OverflowError):
        raise InvalidValue(
            _(
                "“{text}” is not how often something repeats: write it as “monthly”, “every friday”, “every 2 "
                "weeks”, “end of month”, or as an RRULE (FREQ=MONTHLY;BYMONTHDAY=-1).",
                text=excerpt(rule),
            )
        ) from None
    return ";".join(f"{name}={parts[name]}" for name in _ORDER if name in parts)


def _check(parts: Mapping[str, str]) -> None:
    """Raise :class:`ValueError` where parts do not go together, or no month has any of the days."""
    if "COUNT" in parts and "UNTIL" in parts:
        raise ValueError("COUNT")
    if "BYSETPOS" in parts and (
        parts["FREQ"] in ("DAILY", "WEEKLY") or not parts.keys() & {"BYDAY", "BYMONTHDAY"}
    ):
        raise ValueError("BYSETPOS")
    if any(character.isdigit() for character in parts.get("BYDAY", "")) and parts["FREQ"] not in (
        "MONTHLY",
        "YEARLY",
    ):
        raise ValueError("BYDAY")
    if parts["FREQ"] == "WEEKLY" and "BYMONTHDAY" in parts:
        raise ValueError("BYMONTHDAY")
    months = _numbers(parts, "BYMONTH") or list(range(1, 13))
    longest = max(month_bounds(date(2024, month, 1))[1].day for month in months)
    days = _numbers(parts, "BYMONTHDAY")
    if days and all(abs(day) > longest for day in days):
        raise ValueError("BYMONTHDAY")


def _numbers(parts: Mapping[str, str], name: str) -> list[int]:
    return [int(number) for number in parts[name].split(",")] if name in parts else []


def _dates(parts: Mapping[str, str], start: date) -> Any:
    """Return the dates of a rule from a day on, without its end, as :mod:`dateutil` gives them."""
    from dateutil.rrule import rrulestr

    text = ";".join(f"{name}={value}" for name, value in parts.items() if name not in ("COUNT", "UNTIL"))
    return rrulestr(text, dtstart=datetime.combine(start, time()))


Series = Mapping[str, Any]
"""Which of its series an item is: its ``number`` from 1, the ``day`` of the month that is kept, the ``rule``."""


def place_in_series(rule: str, due: date, series: Series | None) -> dict[str, Any]:
    """Return which of its series an item with this due day is; under another rule than before it is the first.

    Where the due day is not the one that the series gave, somebody moved it, and its own day is kept from there.
    """
    if not series or series.get("rule") != rule:
        return {"number": 1, "day": due.day, "rule": rule}
    number, day = series.get("number"), series.get("day")
    if not isinstance(day, int) or due.day != min(day, month_bounds(due)[1].day):
        day = due.day
    return {"number": number if isinstance(number, int) else 1, "day": day, "rule": rule}


def next_day(rule: str, due: date, series: Series | None = None) -> date | None:
    """Return the day that follows a due day by a rule in normal form; ``None`` when the rule has ended."""
    parts = parts_of(rule)
    place = place_in_series(rule, due, series)
    if place["number"] >= int(parts.get("COUNT", 10**6)):
        return None
    try:
        day = _after(parts, due, int(place["day"]))
    except (ValueError, OverflowError):  # a year that no calendar has
        return None
    if day is None or day.year > LAST_YEAR:
        return None
    until = parts.get("UNTIL")
    return None if until is not None and day > datetime.strptime(until, "%Y%m%d").date() else day


def _after(parts: Mapping[str, str], due: date, kept: int) -> date | None:
    plain = parts["FREQ"] in ("MONTHLY", "YEARLY") and not parts.keys() & {"BYMONTHDAY", "BYDAY"}
    if not plain:
        return _first_after(parts, due)
    months = [""] if parts["FREQ"] == "MONTHLY" else parts.get("BYMONTH", str(due.month)).split(",")
    found = (
        _first_after({**parts, **kept_day(kept), **({"BYMONTH": month} if month else {})}, due) for month in months
    )
    return min((day for day in found if day is not None), default=None)


def _first_after(parts: Mapping[str, str], due: date) -> date | None:
    found = _dates(parts, due).after(datetime.combine(due, time()))
    return None if found is None else found.date()


def kept_day(day: int) -> dict[str, str]:
    """Return the parts of a rule for a day of each month, or the last one where a month does not have it."""
    if day <= 28:
        return {"BYMONTHDAY": str(day)}
    if day == 31:
        return {"BYMONTHDAY": "-1"}
    return {"BYMONTHDAY": ",".join(map(str, range(28, day + 1))), "BYSETPOS": "-1"}


def moved_start(start: str | None, due: date, following: date) -> str | None:
    """Return a start (ISO) moved as far as the due day was."""
    if start is None:
        return None
    try:
        return (date.fromisoformat(start) + (following - due)).isoformat()
    except OverflowError:
        return None
