"""Days and spans of days as sheets write them: ``12-14 Maret 2026``, ``TW II 2026``, ``akhir Maret 2026``.

A sheet is read on any day, so nothing here depends on today: a text that does (``besok``, ``5 Desember`` without a
year that the sheet's title gives) is refused.  The day is that which is written, whatever hour or zone stands
behind it.  Choices made here, where usage leaves room:

- a month, a quarter, a semester or a year ends on its last day;
- week II of a month is its days 8 to 14, week V ends with the month;
- ``akhir Maret`` is the last day of March.

Standard library only.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from taskforce.language import _
from taskforce.model.dates import month_name, month_number, parse_date, weekday_contradiction, weekday_number
from taskforce.model.errors import InvalidValue
from taskforce.model.text import clean_line, excerpt

Order = Literal["dmy", "mdy"]
"""Whether the day or the month stands first in dates of numbers."""

_LONGEST: Final = 80
_SIGNS: Final = str.maketrans("０１２３４５６７８９／－．，‐‑–—−→`´‘’ʼ", "0123456789/-.,------'''''")
_EPOCH: Final = date(1899, 12, 30)
_FIRST_SERIAL, _LAST_SERIAL = 29221, 73050
"""Numbers that spreadsheets show as days of the years 1980 to 2099."""

_TIME: Final = (
    r"[ t,]+(?:(?:pukul|jam|at)\.? ?)?[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2}(?:[.,][0-9]+)?)?"
    r"(?: ?[ap]\.?m\.?)?(?: ?(?:z|utc|gmt|wib|wita|wit|[+-][0-9]{2}:?[0-9]{2}))*"
)
_BEFORE: Final = (
    r"(?:(?:paling (?:lambat|lama|telat)|selambat[ -]?lambatnya|due(?: date| by| on)?|by|until|no later than|"
    r"batas(?: waktu| akhir)?|tenggat|deadline|hingga|sampai(?: dengan)?|s\.?d\.?|s/d|target|pada|bulan|tanggal|"
    r"tgl)[ :.]+)+"
)
"""Words in front of a last day."""

_TO: Final = (
    r" ?(?:-+>?|~|\bs\.? ?d\.?(?= |$)|\bs/d\b|\bsd\b|\bsampai(?: dengan)?\b|\bhingga\b|\bto\b|\buntil\b) ?"
)
_ROMAN: Final = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5}
_COUNT: Final = "(?P<count>iv|v|i{1,3}|[1-5])"
_YEAR: Final = r"(?:[ ,/'-]*(?:tahun|thn?\.?|t\.?a\.?|of)? ?(?P<year>20[0-9]{2}|19[0-9]{2}))?"
_QUARTER: Final = rf"(?:tw|tri ?wulan|q|kuartal|quarter|kw)[ .-]*(?:ke ?-? ?)?{_COUNT}{_YEAR}"
_HALF: Final = rf"(?:semester|smt|sem|h)[ .-]*(?:ke ?-? ?)?{_COUNT}{_YEAR}"
_WEEK: Final = (
    rf"(?:minggu|mgg?|pekan|week|w)[ .-]*(?:ke ?-? ?)?{_COUNT},? ?(?:di |pada |of )?(?:bulan )?"
    rf"(?P<month>[a-z]+)\.?{_YEAR}"
)
_MONTH: Final = rf"(?P<end>akhir |end (?:of )?)?(?:bulan )?(?P<month>[a-z]+)\.?{_YEAR}"
_NUMBERED_MONTH: Final = (
    r"(?:(?P<month>0?[1-9]|1[0-2])[/.-](?P<year>20[0-9]{2})|(?P<year2>20[0-9]{2})[/.-](?P<month2>0[1-9]|1[0-2]))"
)
_WHOLE_YEAR: Final = (
    r"(?P<end>akhir |end of )?(?:tahun |thn?\.? |t\.?a\.? |year )?(?:anggaran )?(?P<year>20[0-9]{2})"
)
_NUMBERS: Final = (
    r"(?P<first>[0-9]{1,2}) ?(?P<sign>[-/.]) ?(?P<second>[0-9]{1,2}) ?(?P=sign) ?(?P<year>[0-9]{4}|[0-9]{2})"
)
_UNIT: Final = r"(?:tw|tri ?wulan|q|kuartal|kw|semester|smt|minggu(?: ke-?)?)\b"
_YEAR_IN_TITLE: Final = r"(?<![0-9/.-])(20[0-9]{2})(?![0-9/.-])"


class Period(NamedTuple):
    """A span of days; ``both`` says that the text names two days (or that its first one counts as much)."""

    first: date
    last: date
    both: bool = False
    warning: str | None = None


class Proof(NamedTuple):
    """What a text of numbers proves: that the day, or that the month, stands first; neither for ``3/4/2026``."""

    day_first: bool
    month_first: bool


@lru_cache(4096)
def order_proof(text: str) -> Proof | None:
    """Return what a text says of the order of day and month; ``None`` where it is no date of three numbers."""
    if len(text) > _LONGEST:
        return None
    weekday, numbers = _without_weekday(text)
    match = re.match(_NUMBERS, _plain(numbers)) if numbers[:1].isdigit() else None
    if match is None:
        return None
    first, second = int(match["first"]), int(match["second"])
    if weekday is not None and 1 <= first <= 12 and 1 <= second <= 12:
        return _proof_of_weekday(weekday, match)
    return Proof(first > 12 >= second, second > 12 >= first)


def _without_weekday(text: str) -> tuple[int | None, str]:
    """Return the weekday in front of a date of numbers (``Mon 3/9/26``), and the date."""
    word, _space, rest = text.strip().partition(" ")
    weekday = weekday_number(word.strip(",.")) if word[:1].isalpha() and rest.lstrip()[:1].isdigit() else None
    return (None, text) if weekday is None else (weekday, rest.lstrip())


def _proof_of_weekday(weekday: int, match: re.Match[str]) -> Proof:
    """Return what a weekday before a date proves: it is that of one of the two readings."""
    of = int(match["year"]) + (2000 if len(match["year"]) == 2 else 0)
    first, second = int(match["first"]), int(match["second"])
    day_first, month_first = (
        one.weekday() == weekday for one in (date(of, second, first), date(of, first, second))
    )
    return Proof(day_first and not month_first, month_first and not day_first)


def parse_period(text: str, *, order: Order = "dmy", year: int | None = None) -> Period:
    """Return the day or the span of days that a text names; a single day is first and last alike.

    ``year`` is that of texts without one, as a title above the table gives it.  Raise :class:`InvalidValue` for
    what names no day, a day that does not exist, or one that depends on the day of reading.
    """
    period, is_day = _parsed(text, order, year)
    return period._replace(warning=weekday_contradiction(text, period.last)) if is_day else period


@lru_cache(8192)
def _parsed(text: str, order: Order, year: int | None) -> tuple[Period, bool]:
    plain = _plain(text)
    if len(plain) > _LONGEST:
        raise InvalidValue(_("“{text}” is not a date.", text=excerpt(text, 40)))
    plain = re.sub(rf"^{_BEFORE}", "", plain)
    plain = re.sub(rf"{_TIME}$", "", plain)
    period = _span(plain, year) or _range(plain, order, year)
    if period is not None:
        return period, False
    return _one(_day(plain, order, year, text)), True


def serial_day(number: float) -> date | None:
    """Return the day that a spreadsheet means by a number whose format was lost; ``None`` for other numbers."""
    return _EPOCH + timedelta(days=int(number)) if _FIRST_SERIAL <= number <= _LAST_SERIAL else None


def year_of_title(text: str) -> int | None:
    """Return the year that a title is of (``RENCANA AKSI TAHUN 2026``); ``None`` for none, several, or a day's."""
    plain = _plain(text)
    years = {
        int(match[1])
        for match in re.finditer(_YEAR_IN_TITLE, plain)
        if month_number((re.findall(r"([a-z]+)\.? *$", plain[: match.start()]) or [""])[0]) is None
    }
    return years.pop() if len(years) == 1 else None


def _plain(text: str) -> str:
    return clean_line(text[:200]).translate(_SIGNS).casefold().strip(" ,;.")


def _day(plain: str, order: Order, year: int | None, text: str) -> date:
    match = re.fullmatch(_NUMBERS, _without_weekday(plain)[1])
    if match and order == "mdy":
        plain = f"{match['second']}/{match['first']}/{match['year']}"
    elif match := re.fullmatch(r"([a-z]{3,})[-/]([0-9]{1,2})[-/]([0-9]{4})", plain):
        plain = f"{match[2]} {match[1]} {match[3]}"
    elif year is not None and re.fullmatch(r"(?:[a-z']+, ?)?[0-9]{1,2}[ -]?[a-z]+", plain):
        plain = f"{plain} {year}"
    elif year is not None and re.fullmatch(r"[a-z]+ [0-9]{1,2}", plain):
        plain = f"{plain}, {year}"
    # The same words on another day: what moves with the day of reading was never a date of the sheet.
    days = []
    for today in (date(2001, 1, 1), date(2006, 8, 3)):
        try:
            days.append(parse_date(plain, today))
        except InvalidValue as error:
            if not days:
                raise InvalidValue(str(error).replace(excerpt(plain), excerpt(text))) from error
    if days[1:] != days[:1]:
        raise InvalidValue(
            _("“{text}” depends on the day it is read: write the date with its year.", text=excerpt(text))
        )
    return days[0]


def _span(plain: str, year: int | None) -> Period | None:
    """Return a month, a quarter, a semester, a week of a month or a year."""
    if match := re.fullmatch(_QUARTER, plain):
        return _months(match, year, 3)
    if match := re.fullmatch(_HALF, plain):
        return _months(match, year, 6)
    if match := re.fullmatch(_WEEK, plain):
        month, of = month_number(match["month"]), _of(match["year"], year)
        if month is not None and of is not None:
            return _week(match, of, month, plain)
    if match := re.fullmatch(_MONTH, plain):
        month, of = month_number(match["month"]), _of(match["year"], year)
        if month is not None and of is not None:
            end = _month_end(of, month)
            return Period(end if match["end"] else date(of, month, 1), end)
    if match := re.fullmatch(_NUMBERED_MONTH, plain):
        of, month = int(match["year"] or match["year2"]), int(match["month"] or match["month2"])
        return Period(date(of, month, 1), _month_end(of, month))
    if match := re.fullmatch(_WHOLE_YEAR, plain):
        end = date(int(match["year"]), 12, 31)
        return Period(end if match["end"] else end.replace(month=1, day=1), end)
    return None


def _week(match: re.Match[str], year: int, month: int, plain: str) -> Period | None:
    number, end = _count(match["count"]), _month_end(year, month)
    if match["count"].isdigit() and plain.startswith("minggu ") and "ke" not in plain[:10]:
        # "Minggu 2 Maret" is a Sunday, or the second week: a Sunday where it is one, else nobody knows.
        day = date(year, month, number)
        if day.weekday() != 6:
            raise InvalidValue(_("“{text}” may be a day or a week: write the date.", text=excerpt(plain)))
        return Period(day, day)
    first = 7 * number - 6
    return (
        Period(date(year, month, first), date(year, month, min(first + 6, end.day))) if first <= end.day else None
    )


def _months(match: re.Match[str], year: int | None, length: int) -> Period | None:
    number, of = _count(match["count"]), _of(match["year"], year)
    if of is None or number * length > 12:
        return None
    return Period(date(of, (number - 1) * length + 1, 1), _month_end(of, number * length))


def _range(plain: str, order: Order, year: int | None) -> Period | None:
    """Return two days, or spans, with a sign or word between them; the first may lack what the last one says."""
    if days := re.fullmatch(r"([0-9]{1,2}) ?- ?([0-9]{1,2})[/.]([0-9]{1,2})[/.]([0-9]{4})", plain):
        begin, finish, number, of = map(int, days.groups())
        try:
            return _between(_one(date(of, number, begin)), _one(date(of, number, finish)))
        except ValueError:
            return None
    for match in re.finditer(_TO, plain):
        left, right = plain[: match.start()].strip(" ,"), plain[match.end() :].strip(" ,")
        if not left or not right or (match[0] == "-" and not _parted(left, right)):
            continue
        left = re.sub(rf"{_TIME}$", "", left)
        if (unit := re.match(_UNIT, left)) and re.match(rf"{_COUNT}\b", right):
            right = f"{unit[0]} {right}"
        last = _end(right, order, year)
        first = None if last is None else _first(left, right, last, order, year)
        if first is not None and last is not None:
            return _between(first, last)
    return None


def _first(left: str, right: str, last: Period, order: Order, year: int | None) -> Period | None:
    """Return the first of two days; what it lacks (the year, the month) is that of the last one."""
    of = last.last.year
    if re.fullmatch(r"[0-9]{1,2}", left) or re.fullmatch(_COUNT, left):
        unit = re.match(_UNIT, right)
        if unit is None:
            whole = (
                f"{of}-{last.last.month:02}-{int(left):02}" if left.isdigit() and last.first == last.last else ""
            )
            return _end(whole, order, year)
        left = f"{unit[0]} {left}"
    more = (left, f"{left} {of}", f"{left} {month_name(last.last.month, 'en').lower()} {of}")
    return next((end for one in more if (end := _end(one, order, None)) is not None), None)


def _parted(left: str, right: str) -> bool:
    """Return whether a bare hyphen parts two days here, and is not inside of one (``12-03-2026``)."""
    if re.search(r"[a-z]", right) is not None:
        return re.fullmatch(r"[a-z]{3,9}\.?-?(?:20)?[0-9]{2}", right) is None
    return re.search(r"[0-9]/[0-9]", left) is not None and re.search(r"[0-9]/[0-9]", right) is not None


def _end(text: str, order: Order, year: int | None) -> Period | None:
    try:
        return _span(text, year) or _one(_day(text, order, year, text))
    except InvalidValue:
        return None


def _one(day: date) -> Period:
    return Period(day, day)


def _between(first: Period, last: Period) -> Period | None:
    return Period(first.first, last.last, both=True) if first.first <= last.last else None


def _count(text: str) -> int:
    return _ROMAN.get(text) or int(text)


def _of(text: str | None, year: int | None) -> int | None:
    return int(text) if text else year


def _month_end(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
