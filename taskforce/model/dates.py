"""Days as people write them: read day first, never guessed, and written in either language.

What is accepted is the DATE of the interface.  Choices made here, where usage leaves room:

- ``senin`` … ``minggu`` (alone): the coming such day, never today; ``minggu`` alone is Sunday;
- ``minggu depan``: Monday of the next ISO week; ``bulan depan``: the first of the next month;
- ``jumat minggu depan``: that day of the next ISO week; ``jumat depan`` may be two days, and is refused;
- ``akhir minggu``, ``akhir bulan`` (``… ini``, ``… depan``) and ``akhir tahun``: the last day of it;
- a day and month without a year (``5 des``, ``5/12``): this year, or next year if that day is more than six
  months past;
- a year of two digits belongs to this century: ``26`` is 2026;
- ``+1m`` and ``+1y`` keep the day of the month, or take the month's last day where it is missing;
- a hyphen stands for a space where it joins words: ``akhir-bulan``, ``end-of-month``, ``10-hari-lagi``.

Standard library only.  Patterns are compiled when first used.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Final, Literal

from taskforce.language import _, current_language, plural
from taskforce.model.errors import InvalidValue, NotADate
from taskforce.model.text import clean_line, excerpt

DateStyle = Literal["iso", "short", "long", "full", "slash"]

FIRST_YEAR, LAST_YEAR = 1900, 2200
"""Years outside these are typing errors."""

_ANY_DAY = date(2026, 1, 1)


def _names(line: str) -> tuple[str, ...]:
    return tuple(line.split())


_MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "id": _names("Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember"),
    "en": _names("January February March April May June July August September October November December"),
}
_SHORT_MONTHS: Final[dict[str, tuple[str, ...]]] = {
    "id": _names("Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des"),
    "en": _names("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec"),
}
_WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "id": _names("Senin Selasa Rabu Kamis Jumat Sabtu Minggu"),
    "en": _names("Monday Tuesday Wednesday Thursday Friday Saturday Sunday"),
}
_SHORT_WEEKDAYS: Final[dict[str, tuple[str, ...]]] = {
    "id": _names("Sen Sel Rab Kam Jum Sab Min"),
    "en": _names("Mon Tue Wed Thu Fri Sat Sun"),
}


def _numbered(tables: list[tuple[str, ...]], others: dict[str, int], first: int) -> dict[str, int]:
    """Return folded names and their numbers."""
    names = {name.casefold(): number for table in tables for number, name in enumerate(table, first)}
    return names | others


_MONTH_NUMBERS: Final = _numbered(
    [*_MONTHS.values(), *_SHORT_MONTHS.values()],
    {"pebruari": 2, "peb": 2, "agt": 8, "ags": 8, "agust": 8, "sept": 9, "nop": 11, "nopember": 11},
    1,
)
_WEEKDAY_NUMBERS: Final = _numbered(
    [*_WEEKDAYS.values(), *_SHORT_WEEKDAYS.values()],
    {"jum'at": 4, "jum at": 4, "ahad": 6, "tues": 1, "weds": 2, "thur": 3, "thurs": 3},
    0,
)

_HARMLESS: Final = str.maketrans("０１２３４５６７８９／－．，＋‐‑–−`´‘’ʼ", "0123456789/-.,+----'''''")
_UNITS: Final = {
    **dict.fromkeys(("", "d", "h", "hari", "day", "days"), "day"),
    **dict.fromkeys(("w", "minggu", "pekan", "week", "weeks"), "week"),
    **dict.fromkeys(("m", "bulan", "month", "months"), "month"),
    **dict.fromkeys(("y", "tahun", "year", "years"), "year"),
    **dict.fromkeys(
        ("wd", "hk", "hari kerja", "workday", "workdays", "working day", "working days"), "working day"
    ),
}
_JOINED: Final = r"(?<=[a-z'])[-_](?=[a-z0-9])|(?<=[0-9])[-_](?=[a-z])"
"""A hyphen that stands for a space.  Between digits or before a step it is part of what is written."""

_FAR: Final = 5
"""Digits of the greatest step; more would leave the years we know anyhow."""

_STEP = rf"(?P<sign>[+-]) ?(?P<count>[0-9]{{1,{_FAR}}}) ?(?P<unit>[a-z ]*)"
_AHEAD = (
    rf"(?P<count>[0-9]{{1,{_FAR}}}) (?P<unit>[a-z ]+?) lagi|in (?P<count2>[0-9]{{1,{_FAR}}}) (?P<unit2>[a-z ]+)"
)
_MIDNIGHT = r"[ t]0?0[:.]00(?:[:.]00(?:\.0+)?)?"
"""The time that spreadsheets and databases add to a day."""

_YEAR = "(?P<year>[0-9]{4}|[0-9]{2})"
_YEAR_FIRST = r"(?P<year>[0-9]{4}) ?([-/.]) ?(?P<month>[0-9]{1,2}) ?\2 ?(?P<day>[0-9]{1,2})"
_DAY_FIRST = rf"(?P<day>[0-9]{{1,2}}) ?([-/.]) ?(?P<month>[0-9]{{1,2}}) ?\2 ?{_YEAR}"
_DAY_AND_MONTH = r"(?P<day>[0-9]{1,2}) ?/ ?(?P<month>[0-9]{1,2})"
_NAMED = rf"(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?[ \-/.]*(?P<month>[a-z]+)\.?(?:,? ?[ \-/.]? ?{_YEAR})?"
_NAME_FIRST = r"(?P<month>[a-z]+)\.? (?P<day>[0-9]{1,2})(?:st|nd|rd|th)?,? (?P<year>[0-9]{4})"
_MONTH_ALONE = r"(?P<month>[a-z]+)\.?[ -](?P<year>[0-9]{4})"


def parse_date(text: str, today: date, is_working_day: Callable[[date], bool] | None = None) -> date:
    """Return the day that ``text`` names, seen from ``today``; the module's text lists what is accepted.

    ``is_working_day`` decides what ``+5wd`` counts; without it Monday to Friday are working days.  A weekday
    in front of a date is read over: ask :func:`weekday_contradiction` whether it is right.

    Raises :class:`InvalidValue`: a text that is not such a day, a day that does not exist, or a year outside
    1900 to 2200.
    """
    plain = _normal(text)
    weekday, rest = _split_weekday(plain)
    if weekday is not None and not rest:
        return _known_year(today + timedelta(days=(weekday - today.weekday() - 1) % 7 + 1), text)
    day = None if weekday is not None else _relative(plain, text, today, is_working_day)
    return day or _calendar_day(rest, text, today)


def reads_as_date(text: str) -> bool:
    """Return whether a text names a day, also one that does not exist or may be one of several."""
    try:
        parse_date(text, _ANY_DAY)
    except NotADate:
        return False
    except InvalidValue:
        return True
    return True


def parse_past_date(text: str, today: date, is_working_day: Callable[[date], bool] | None = None) -> date:
    """Return the day that ``text`` names, like :func:`parse_date`, for what has been.

    A weekday alone is the last such day, today included; a day and month without a year is the last such day.
    """
    weekday, rest = _split_weekday(_normal(text))
    if weekday is not None and not rest:
        return today - timedelta(days=(today.weekday() - weekday) % 7)
    day = parse_date(text, today, is_working_day)
    named = re.fullmatch(_NAMED, _without_front(rest))
    if day > today and named is not None and named["year"] is None:
        return _existing(day.year - 1, day.month, day.day, text)
    return day


def past_month(text: str, today: date) -> tuple[date, date] | None:
    """Return the first and last day of the month that ``text`` names (``November``, ``Nov 2026``), if any.

    Without a year it is the last such month, this one included.
    """
    match = re.fullmatch(r"(?P<month>[a-z]+)\.?(?:[ -](?P<year>[0-9]{4}))?", _normal(text))
    month = _MONTH_NUMBERS.get(match["month"]) if match else None
    if match is None or month is None:
        return None
    year = int(match["year"]) if match["year"] else today.year - (month > today.month)
    _check_year(year, text)
    return month_bounds(date(year, month, 1))


def weekday_contradiction(text: str, value: date) -> str | None:
    """Return a sentence when ``text`` names another weekday than that of ``value``, its date; else ``None``."""
    weekday, _rest = _split_weekday(_normal(text))
    if weekday is None or weekday == value.weekday():
        return None
    return _(
        "“{text}” says {typed}, but {date} is a {weekday}: check which of the two is meant.",
        text=excerpt(text),
        typed=_WEEKDAYS[current_language()][weekday],
        date=format_date(value, style="long"),
        weekday=weekday_name(value),
    )


def iso_week(text: str) -> tuple[date, date]:
    """Return Monday and Sunday of the ISO week that ``text`` names, such as ``2026-W47``.

    Raises :class:`InvalidValue` when it is no such text, or the year has no such week (most have 52).
    """
    match = re.fullmatch(r"([0-9]{4}) ?-? ?w([0-9]{1,2})", _normal(text))
    if not match:
        raise InvalidValue(_("“{text}” is not a week: write it as 2026-W47.", text=excerpt(text)))
    year, week = int(match[1]), int(match[2])
    _check_year(year, text)
    weeks = date(year, 12, 28).isocalendar().week
    if not 1 <= week <= weeks:
        raise InvalidValue(
            _("There is no week {week} in {year}: it has {weeks}.", week=week, year=year, weeks=weeks)
        )
    monday = date.fromisocalendar(year, week, 1)
    return monday, monday + timedelta(days=6)


def week_of(day: date) -> str:
    """Return the ISO week of ``day``, such as ``2026-W47``; around New Year its year may differ from the day's."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def week_bounds(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of the week of ``day``."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_bounds(day: date) -> tuple[date, date]:
    """Return the first and the last day of the month of ``day``."""
    return day.replace(day=1), _month_end(day)


def month_name(number: int, language: str | None = None, *, short: bool = False) -> str:
    """Return the name of month 1 to 12 in ``language``, by default the one in force."""
    return (_SHORT_MONTHS if short else _MONTHS)[language or current_language()][number - 1]


def month_number(name: str) -> int | None:
    """Return the number of a month by its name, long or short, in either language."""
    return _MONTH_NUMBERS.get(name.casefold())


def weekday_number(name: str) -> int | None:
    """Return the number of a weekday (Monday is 0) by its name, long or short, in either language."""
    return _WEEKDAY_NUMBERS.get(name.casefold())


def weekday_name(day: date, language: str | None = None, *, short: bool = False) -> str:
    """Return the weekday of ``day`` in ``language``, by default the one in force."""
    return (_SHORT_WEEKDAYS if short else _WEEKDAYS)[language or current_language()][day.weekday()]


def format_date(day: date | str, language: str | None = None, style: DateStyle = "long") -> str:
    """Return ``day`` (ISO text or a date) as text in ``language``, by default the one in force.

    Styles: ``iso`` 2019-10-02, ``short`` 2 Okt 2019, ``long`` 2 Oktober 2019, ``full`` Rabu, 2 Oktober 2019,
    ``slash`` 02/10/2019.  :func:`parse_date` reads every one of them back.
    """
    if isinstance(day, str):
        day = date.fromisoformat(day)
    if style == "iso":
        return day.isoformat()
    if style == "slash":
        return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"
    written = f"{day.day} {month_name(day.month, language, short=style == 'short')} {day.year:04d}"
    return f"{weekday_name(day, language)}, {written}" if style == "full" else written


def _normal(text: str) -> str:
    """Return a text in lower case, with single spaces between words, ASCII digits, signs and apostrophes."""
    return re.sub(_JOINED, " ", clean_line(text).translate(_HARMLESS).lower().strip(" ,;"))


def _split_weekday(plain: str) -> tuple[int | None, str]:
    """Return the weekday (Monday is 0) that a normal text begins with, and what follows it."""
    match = re.match(r"(?:hari )?(jum at|[a-z']+)(?:\.?,? ?(?:tanggal|tgl\.?|(?=[0-9]))|\.?, ?| |\.?$)", plain)
    number = _WEEKDAY_NUMBERS.get(match[1]) if match else None
    if match is None or number is None:
        return None, plain
    rest = plain[match.end() :].strip()
    if rest and not any(character.isdigit() for character in rest):
        return None, plain  # "minggu depan" is a week
    return number, rest


def _relative(plain: str, text: str, today: date, is_working_day: Callable[[date], bool] | None) -> date | None:
    """Return the day that words or a step say, if they do."""
    steps = {"hari ini": 0, "today": 0, "besok": 1, "tomorrow": 1, "lusa": 2, "kemarin": -1, "yesterday": -1}
    if plain in steps:
        return _moved(today, steps[plain], "day", text)
    if plain in ("minggu depan", "pekan depan", "next week"):
        return _moved(week_bounds(today)[0], 1, "week", text)
    if re.fullmatch("akhir (?:minggu|pekan)(?: ini)?|end of (?:this )?week", plain):
        return week_bounds(today)[1]
    if plain in ("akhir minggu depan", "akhir pekan depan", "end of next week"):
        return _moved(week_bounds(today)[1], 1, "week", text)
    match = re.fullmatch(r"(?P<day>[a-z' ]+?),? (?:(?:minggu|pekan) depan|(?:of )?next week)", plain)
    if match and match["day"] in _WEEKDAY_NUMBERS:
        monday = _moved(week_bounds(today)[0], 1, "week", text)
        return _moved(monday, _WEEKDAY_NUMBERS[match["day"]], "day", text)
    if plain in ("bulan depan", "next month"):
        return _moved(today.replace(day=1), 1, "month", text)
    if plain in ("akhir bulan", "akhir bulan ini", "end of month", "end of this month"):
        return _month_end(today)
    if plain in ("akhir bulan depan", "end of next month"):
        return _month_end(_moved(today.replace(day=1), 1, "month", text))
    if plain in ("akhir tahun", "akhir tahun ini", "end of year", "end of this year"):
        return date(today.year, 12, 31)
    match = re.fullmatch(_STEP, plain)
    if match and match["unit"] in _UNITS:
        return _step(today, int(match["sign"] + match["count"]), _UNITS[match["unit"]], text, is_working_day)
    match = re.fullmatch(_AHEAD, plain)
    if match and (unit := match["unit"] or match["unit2"]) in _UNITS:
        return _step(today, int(match["count"] or match["count2"]), _UNITS[unit], text, is_working_day)
    return None


def step_text(text: str) -> str | None:
    """Return a step such as ``+7`` or ``-2w`` in words; ``None`` when the text is none."""
    match = re.fullmatch(_STEP, _normal(text))
    if match is None or match["unit"] not in _UNITS:
        return None
    count = int(match["count"])
    words = {
        "day": plural("{count} day", "{count} days", count),
        "week": plural("{count} week", "{count} weeks", count),
        "month": plural("{count} month", "{count} months", count),
        "year": plural("{count} year", "{count} years", count),
        "working day": plural("{count} working day", "{count} working days", count),
    }
    return match["sign"] + words[_UNITS[match["unit"]]]


def _step(today: date, count: int, unit: str, text: str, is_working_day: Callable[[date], bool] | None) -> date:
    if unit != "working day":
        return _moved(today, count, unit, text)
    works = is_working_day or _monday_to_friday
    direction = 1 if count > 0 else -1
    day, left = today, abs(count)
    while left:
        day = _moved(day, direction, "day", text)
        left -= works(day)
    return day


def _monday_to_friday(day: date) -> bool:
    return day.weekday() < 5


def _moved(day: date, count: int, unit: str, text: str) -> date:
    """Return ``day`` moved by days, weeks, months or years, within the years we know."""
    if unit in ("month", "year"):
        months = day.year * 12 + day.month - 1 + count * (12 if unit == "year" else 1)
        year, month = divmod(months, 12)
        _check_year(year, text)
        return date(year, month + 1, min(day.day, _days_in(year, month + 1)))
    try:
        moved = day + timedelta(days=count * (7 if unit == "week" else 1))
    except OverflowError:
        raise _far_year(text) from None
    return _known_year(moved, text)


def _days_in(year: int, month: int) -> int:
    following = date(year + month // 12, month % 12 + 1, 1)
    return (following - timedelta(days=1)).day


def _month_end(day: date) -> date:
    return day.replace(day=_days_in(day.year, day.month))


def _without_front(plain: str) -> str:
    """Return a normal text without the word for "date" in front."""
    return re.sub(r"^(?:tanggal|tgl\.?) ?(?=[0-9])", "", plain)


def _calendar_day(plain: str, text: str, today: date) -> date:
    """Return the day that a date without its weekday names."""
    plain = _without_front(plain)
    numbers = re.sub(rf"(?<=[0-9]){_MIDNIGHT}$", "", plain)
    match = re.fullmatch(_YEAR_FIRST, numbers) or re.fullmatch(_DAY_FIRST, numbers)
    if match:
        return _existing(_full_year(match["year"]), int(match["month"]), int(match["day"]), text)
    match = re.fullmatch(_DAY_AND_MONTH, plain)
    if match:
        number = int(match["month"])
        year = _year_meant(today, number, int(match["day"])) if 1 <= number <= 12 else today.year
        return _existing(year, number, int(match["day"]), text)
    match = re.fullmatch(_NAMED, plain) or re.fullmatch(_NAME_FIRST, plain)
    if match and (month := _MONTH_NUMBERS.get(match["month"])):
        day = int(match["day"])
        year = _full_year(match["year"]) if match["year"] else _year_meant(today, month, day)
        return _existing(year, month, day, text)
    match = re.fullmatch(_MONTH_ALONE, plain)
    if match and match["month"] in _MONTH_NUMBERS:
        raise InvalidValue(
            _("“{text}” is a month: say which day of it, such as 31/12/2026 or “akhir bulan”.", text=excerpt(text))
        )
    match = re.fullmatch(r"(?:next )?(?P<day>[a-z' ]+?)(?: depan)?", plain)
    if match and match["day"] != plain and match["day"] in _WEEKDAY_NUMBERS:
        first = today + timedelta(days=(_WEEKDAY_NUMBERS[match["day"]] - today.weekday() - 1) % 7 + 1)
        second = first + timedelta(days=7)
        raise InvalidValue(
            _(
                "“{text}” can be {first} or {second}: write “{day}” or {date}.",
                text=excerpt(text),
                first=format_date(first, style="long"),
                second=format_date(second, style="long"),
                day=match["day"],
                date=f"{second.day}/{second.month}/{second.year}",
            )
        )
    if not plain:
        raise InvalidValue(_("The date is empty: write one such as 2026-12-05 or 5 Des 2026."))
    if plain in ("minggu ini", "pekan ini", "this week", "bulan ini", "this month"):
        raise InvalidValue(
            _(
                "“{text}” is not one day: say which day of it, such as “jumat”, “akhir minggu” or “akhir bulan”.",
                text=excerpt(text),
            )
        )
    raise NotADate(
        _(
            "“{text}” is not a date: write it as 5/12/2026 (day first), 5 Des 2026 or 2026-12-05.",
            text=excerpt(text),
        )
    )


def _full_year(digits: str) -> int:
    return int(digits) if len(digits) == 4 else 2000 + int(digits)


def _year_meant(today: date, month: int, day: int) -> int:
    earliest = _moved(today, -6, "month", today.isoformat())
    past = (today.year, month, day) < (earliest.year, earliest.month, earliest.day)
    return today.year + 1 if past else today.year


def _existing(year: int, month: int, day: int, text: str) -> date:
    _check_year(year, text)
    if not 1 <= month <= 12:
        why = _("there is no month {month} (write day/month/year or year-month-day)", month=month)
    elif day == 0:
        why = _("days are counted from 1")
    elif day > (days := _days_in(year, month)):
        why = plural(
            "{month} {year} has {count} day",
            "{month} {year} has {count} days",
            days,
            month=month_name(month),
            year=year,
        )
    else:
        return date(year, month, day)
    raise InvalidValue(_("“{text}” does not exist: {why}. Correct the date.", text=excerpt(text), why=why))


def _known_year(day: date, text: str) -> date:
    _check_year(day.year, text)
    return day


def is_known(day: date) -> bool:
    """Return whether a day lies within the years we know."""
    return FIRST_YEAR <= day.year < LAST_YEAR


def _check_year(year: int, text: str) -> None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise _far_year(text)


def _far_year(text: str) -> InvalidValue:
    return InvalidValue(
        _(
            "“{text}” lies outside the years {first} to {last}: correct the year.",
            text=excerpt(text),
            first=FIRST_YEAR,
            last=LAST_YEAR,
        )
    )
