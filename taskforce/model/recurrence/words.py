"""How often something comes again, in words of either language: read to an RRULE, and written from one.

What :func:`rule_text` writes, :func:`parse_rule` reads back.  "Tiap minggu" is every week, "tiap hari minggu"
every Sunday.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from taskforce.language import _, current_language, plural
from taskforce.model.dates import format_date, month_name, month_number, parse_date, weekday_name, weekday_number
from taskforce.model.recurrence.rules import DAYS, kept_day, normal_rule, parts_of
from taskforce.model.text import clean_line

_UNITS: Final[Mapping[str, tuple[str, int]]] = {
    **dict.fromkeys(("hari", "harian", "sehari", "day", "days", "daily"), ("DAILY", 1)),
    **dict.fromkeys(
        ("minggu", "mingguan", "seminggu", "pekan", "pekanan", "week", "weeks", "weekly"), ("WEEKLY", 1)
    ),
    **dict.fromkeys(("dwimingguan", "fortnight", "fortnights", "fortnightly"), ("WEEKLY", 2)),
    **dict.fromkeys(("bulan", "bulanan", "sebulan", "month", "months", "monthly"), ("MONTHLY", 1)),
    **dict.fromkeys(("triwulan", "triwulanan", "kuartal", "quarter", "quarters", "quarterly"), ("MONTHLY", 3)),
    **dict.fromkeys(("semester", "semesteran", "semesters", "half year", "half yearly"), ("MONTHLY", 6)),
    **dict.fromkeys(
        ("tahun", "tahunan", "setahun", "year", "years", "yearly", "annually", "annual"), ("YEARLY", 1)
    ),
}
_COUNTS: Final[Mapping[str, int]] = {
    **{word: number for number, word in enumerate(["satu", "dua", "tiga", "empat", "lima", "enam"], 1)},
    **{word: number for number, word in enumerate(["one", "two", "three", "four", "five", "six"], 1)},
    "other": 2,
    "second": 2,
}
_PLACES: Final[Mapping[str, int]] = {
    **{word: number for number, word in enumerate(["pertama", "kedua", "ketiga", "keempat"], 1)},
    **{word: number for number, word in enumerate(["first", "second", "third", "fourth"], 1)},
    "terakhir": -1,
    "last": -1,
}
_WORKDAYS: Final = "MO,TU,WE,TH,FR"
_WHOLE: Final[Mapping[str, str]] = {
    **dict.fromkeys(
        ("hari kerja", "workday", "workdays", "weekday", "weekdays", "working day", "working days"),
        f"FREQ=WEEKLY;BYDAY={_WORKDAYS}",
    ),
    **dict.fromkeys(
        ("akhir bulan", "end of month", "end of the month", "month end"), "FREQ=MONTHLY;BYMONTHDAY=-1"
    ),
    **dict.fromkeys(("hari terakhir bulan", "last day of the month"), "FREQ=MONTHLY;BYMONTHDAY=-1"),
    **dict.fromkeys(("awal bulan", "start of month", "start of the month"), "FREQ=MONTHLY;BYMONTHDAY=1"),
    **dict.fromkeys(
        ("akhir triwulan", "end of quarter", "end of the quarter"), "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"
    ),
    **dict.fromkeys(
        ("akhir semester", "end of semester", "end of the half year"), "FREQ=MONTHLY;BYMONTH=6,12;BYMONTHDAY=-1"
    ),
    **dict.fromkeys(("akhir tahun", "end of year", "end of the year"), "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1"),
}
"""Words that stand for one rule."""

_EVERY: Final = r"^(?:setiap|tiap tiap|tiap|saban|every|each|on) "
_ON: Final = r"(?:pada |on )?(?:hari |the )?"
_TIMES: Final = r",? (?P<count>[0-9]{1,4}) ?(?:kali|times|x)$"
_UNTIL: Final = r",? (?:sampai dengan|sampai|hingga|until|s\.?d\.?) (?P<until>.+)$"
_AND: Final = r" ?, ?(?:dan |and )?| dan | and |&"


def parse_rule(text: str, today: date) -> str:
    """Return the RRULE, in normal form, that words of either language mean, or that stands there.

    ``today`` is what the day after "until" is read with.  Raises :class:`~taskforce.model.errors.InvalidValue`.
    """
    if re.match(r"\s*(?:rrule:|freq=)", text, re.IGNORECASE):
        return normal_rule(text)
    plain = clean_line(text).lower().replace("_", " ").strip(" .")
    end = ""
    if match := re.search(_UNTIL, plain):
        end = f";UNTIL={parse_date(match['until'], today):%Y%m%d}"
        plain = plain[: match.start()]
    elif match := re.search(_TIMES, plain):
        end = f";COUNT={match['count']}"
        plain = plain[: match.start()]
    plain = re.sub(r"(?<=[a-z0-9])-(?=[a-z0-9])", " ", plain)
    plain = re.sub(r" sekali$", "", re.sub(_EVERY, "", plain)).strip()
    if plain in _WHOLE:
        return normal_rule(_WHOLE[plain] + end)
    for read in (_plain_unit, _weekdays, _weekday_of_month, _days_of_month, _day_of_year):
        if rule := read(plain):
            return normal_rule(rule + end)
    return normal_rule(text)  # raises, with what was typed


def _plain_unit(plain: str) -> str:
    """Read "2 weeks", "month", "2 weeks on friday", "month on the 5th"."""
    match = re.fullmatch(
        rf"(?:(?P<count>[0-9]{{1,3}}|{'|'.join(_COUNTS)}) )?(?P<unit>{'|'.join(_UNITS)})"
        rf"(?:,? {_ON}(?P<on>.+))?",
        plain,
    )
    if match is None:
        return ""
    frequency, times = _UNITS[match["unit"]]
    count = match["count"] or "1"
    interval = times * (_COUNTS[count] if count in _COUNTS else int(count))
    rule = f"FREQ={frequency}" + (f";INTERVAL={interval}" if interval != 1 else "")
    if match["on"] is None:
        return rule
    days = _day_names(match["on"])
    if frequency == "WEEKLY" and days:
        return f"{rule};BYDAY={days}"
    if frequency == "DAILY" and count == "1" and match["unit"] == "hari" and days:  # "tiap hari jumat"
        return f"FREQ=WEEKLY;BYDAY={days}"
    if frequency == "MONTHLY":
        more = _days_of_month(match["on"]) or _weekday_of_month(match["on"])
        return rule + more.removeprefix("FREQ=MONTHLY") if more else ""
    return ""


def _day_names(words: str) -> str:
    """Return weekdays as a rule has them, Monday first; empty when one of the words is none."""
    numbers = [weekday_number(re.sub(r"^hari ", "", name.strip()).rstrip(".")) for name in re.split(_AND, words)]
    plurals = [
        weekday_number(name.strip()[:-1]) if number is None and name.strip().endswith("s") else number
        for name, number in zip(re.split(_AND, words), numbers, strict=True)
    ]
    known = {number for number in plurals if number is not None}
    return ",".join(DAYS[number] for number in sorted(known)) if None not in plurals else ""


def _weekdays(plain: str) -> str:
    days = _day_names(plain)
    return f"FREQ=WEEKLY;BYDAY={days}" if days else ""


def _weekday_of_month(plain: str) -> str:
    """Read "jumat pertama", "last friday of the month"."""
    plain = re.sub(r"^the | (?:of (?:the|each|every) month|(?:setiap |tiap )?bulan)$", "", plain)
    first, _blank, second = plain.partition(" ")
    if first == "hari":
        first, _blank, second = second.partition(" ")
    place, day = (first, second) if first in _PLACES else (second, first)
    number = weekday_number(day)
    if place not in _PLACES or number is None:
        return ""
    return f"FREQ=MONTHLY;BYDAY={_PLACES[place]}{DAYS[number]}"


def _days_of_month(plain: str) -> str:
    """Read "tanggal 5", "the 1st and 15th", "tanggal 30" (or the last day, where a month has no 30th)."""
    match = re.fullmatch(r"(?:(?:the|day|days|tanggal|tgl\.?) )(.+)|([0-9]{1,2}(?:st|nd|rd|th).*)", plain)
    words = re.sub(
        r" (?:of (?:the|each|every) month|(?:setiap |tiap )?bulan)$", "", (match[1] or match[2]) if match else ""
    )
    numbers = [re.fullmatch(r"([0-9]{1,2})(?:st|nd|rd|th)?", word.strip()) for word in re.split(_AND, words)]
    days = sorted({int(number[1]) for number in numbers if number is not None})
    if None in numbers or not 1 <= days[0] <= days[-1] <= 31:
        return ""
    if len(days) == 1:
        return "FREQ=MONTHLY" + "".join(f";{name}={value}" for name, value in kept_day(days[0]).items())
    if days[-1] > 28:
        return ""  # two days of which one may be missing: nothing in a rule says that
    return f"FREQ=MONTHLY;BYMONTHDAY={','.join(map(str, days))}"


def _day_of_year(plain: str) -> str:
    """Read "17 agustus", "august 17"."""
    match = re.fullmatch(
        r"(?:tanggal )?(?P<day>[0-9]{1,2}) (?P<month>[a-z]+)|(?P<month2>[a-z]+) (?P<day2>[0-9]{1,2})", plain
    )
    month = month_number(match["month"] or match["month2"]) if match else None
    if match is None or month is None:
        return ""
    day = int(match["day"] or match["day2"])
    if month == 2 and day == 29:
        return "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=-1"
    return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={day}"


def rule_text(rule: str) -> str:
    """Return how often in words of the language in force; a rule that has no words here is shown as it is."""
    try:
        parts = parts_of(rule)
    except ValueError:
        return rule
    count, until = parts.pop("COUNT", None), parts.pop("UNTIL", None)
    words = _words_of(parts)
    if not words:
        return rule
    if count is not None:
        return plural("{rule}, {count} time", "{rule}, {count} times", int(count), rule=words)
    if until is not None:
        last = date(int(until[:4]), int(until[4:6]), int(until[6:]))
        return _("{rule}, until {day}", rule=words, day=format_date(last, style="short"))
    return words


def _words_of(parts: Mapping[str, str]) -> str:
    whole = _wholes().get(";".join(f"{name}={value}" for name, value in parts.items()))
    if whole:
        return whole
    interval = int(parts.get("INTERVAL", "1"))
    match parts["FREQ"], *sorted(parts.keys() - {"FREQ", "INTERVAL"}):
        case [frequency]:
            return _unit_text(frequency, interval)
        case ["WEEKLY", "BYDAY"]:
            names = _joined([_day_name(day) for day in parts["BYDAY"].split(",")])
            if interval == 1:
                return _("every {days}", days=names)
            return _("{rule} on {days}", rule=_unit_text("WEEKLY", interval), days=names)
        case ["MONTHLY", "BYDAY"] if interval == 1 and (
            match := re.fullmatch("(-1|[1-4])([A-Z]{2})", parts["BYDAY"])
        ):
            return _place_text(match[1], _day_name(match[2]))
        case ["MONTHLY", "BYMONTHDAY"] if "-" not in parts["BYMONTHDAY"] and max(_days(parts)) <= 28:
            return _on_days(interval, _days(parts))
        case ["MONTHLY", "BYMONTHDAY", "BYSETPOS"] if kept_day(max(_days(parts))).items() <= parts.items():
            return _on_days(interval, [max(_days(parts))])
        case ["YEARLY", "BYMONTH", "BYMONTHDAY"] if (
            re.fullmatch("[0-9]+;[0-9]+", _yearly(parts)) and interval == 1
        ):
            day, month = map(int, _yearly(parts).split(";"))
            return _("every {day} {month}", day=day, month=month_name(month))
        case _:
            return ""


def _yearly(parts: Mapping[str, str]) -> str:
    return f"{parts['BYMONTHDAY']};{parts['BYMONTH']}"


def _days(parts: Mapping[str, str]) -> list[int]:
    return [int(day) for day in parts["BYMONTHDAY"].split(",")]


def _on_days(interval: int, days: Sequence[int]) -> str:
    names = _joined([str(day) for day in days])
    return _("{rule} on day {days}", rule=_unit_text("MONTHLY", interval), days=names)


def _wholes() -> dict[str, str]:
    return {
        _WHOLE["hari kerja"]: _("every working day"),
        _WHOLE["akhir bulan"]: _("every end of month"),
        _WHOLE["akhir triwulan"]: _("every end of quarter"),
        _WHOLE["akhir semester"]: _("every end of semester"),
        _WHOLE["akhir tahun"]: _("every end of year"),
    }


def _unit_text(frequency: str, interval: int) -> str:
    if frequency == "DAILY":
        return _("every day") if interval == 1 else _("every {count} days", count=interval)
    if frequency == "WEEKLY":
        return _("every week") if interval == 1 else _("every {count} weeks", count=interval)
    if frequency == "MONTHLY":
        return _("every month") if interval == 1 else _("every {count} months", count=interval)
    return _("every year") if interval == 1 else _("every {count} years", count=interval)


def _place_text(place: str, day: str) -> str:
    texts: Mapping[str, Callable[[], str]] = {
        "1": lambda: _("every first {day} of the month", day=day),
        "2": lambda: _("every second {day} of the month", day=day),
        "3": lambda: _("every third {day} of the month", day=day),
        "4": lambda: _("every fourth {day} of the month", day=day),
        "-1": lambda: _("every last {day} of the month", day=day),
    }
    return texts[place]()


def _day_name(day: str) -> str:
    """Return a weekday's name in a rule: Sunday with "hari" in Indonesian, where "minggu" alone is a week."""
    name = weekday_name(date(2024, 1, 1) + timedelta(days=DAYS.index(day)))  # a Monday
    return f"hari {name}" if current_language() == "id" and day == "SU" else name


def _joined(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else _("{names} and {last}", names=", ".join(names[:-1]), last=names[-1])
