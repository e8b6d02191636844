"""Cells as values of fields: read where there is one reading, refused with the reason where there is not."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any, Final, NamedTuple

from taskforce.exchange.files.sheet import Broken, CellValue
from taskforce.exchange.importing.cells.words import likely_value, sheet_word
from taskforce.exchange.importing.tables.headers import Column, shown
from taskforce.language import _
from taskforce.model.dates import parse_date
from taskforce.model.errors import InvalidValue
from taskforce.model.nip import nip_warnings, parse_nip
from taskforce.model.numbers import parse_money, parse_number, parse_percent, round_half_up
from taskforce.model.periods import Period, order_proof, parse_period, serial_day
from taskforce.model.records import FieldSpec, Kind
from taskforce.model.recurrence.words import parse_rule
from taskforce.model.text import clean_line, clean_text, excerpt, fold
from taskforce.model.validate import plain
from taskforce.model.vocabulary import Priority, Status, label, parse_choice

EMPTY_WORDS: Final = frozenset(
    ("", "-", "--", "---", "n/a", "n.a.", "na", "nihil", "null", "none", "nil", "tidak ada", "kosong", "[]", "{}")
)
_LONGEST_EMPTY: Final = 16
_OVERDUE_WORDS: Final = frozenset(("terlambat", "overdue", "lewat tenggat", "melewati tenggat", "late"))
_DASHES: Final = str.maketrans("–—−‐‑", "-----")


class Read(NamedTuple):
    """The value of a cell, and what a person should look at although it was taken.

    ``other`` is the other end of a span of days: the first where the value is the last, and so on.  ``rest`` is a
    part of the cell that could not be read.
    """

    value: Any
    warning: str | None = None
    other: str | None = None
    rest: str | None = None


class UnknownWord(InvalidValue):
    """A word of a status, a priority or the like that only a person can explain."""

    def __init__(self, field: str, word: str, reason: str, choices: tuple[str, ...]) -> None:
        super().__init__(reason)
        self.field, self.word, self.choices = field, word, choices


class Unlisted(InvalidValue):
    """A name that no record of the list has, of a kind that a sheet does not make: it is kept in a note."""


class StillOpen(InvalidValue):
    """A cell that waits for the answer to a question about its column."""


CellReader = Callable[[CellValue], Read]
"""Reads one filled cell; raises :class:`InvalidValue` with the reason."""


def is_empty(value: CellValue) -> bool:
    """Return whether a cell says nothing: it is empty, or holds a dash or a word for nothing."""
    if value is None:
        return True
    return isinstance(value, str) and len(value) <= _LONGEST_EMPTY and _is_empty_word(value)


@lru_cache(4096)
def _is_empty_word(text: str) -> bool:
    return fold(clean_line(text)).translate(_DASHES) in EMPTY_WORDS


def remembering(read: CellReader) -> CellReader:
    """Return the same reader, asked once for each different value: columns repeat themselves."""
    readings: dict[object, Read | InvalidValue] = {}

    def remembered(value: CellValue) -> Read:
        key = value if isinstance(value, str) else (type(value), value)  # True, 1 and 1.0 are equal keys
        reading = readings.get(key)
        if reading is None:
            try:
                reading = read(value)
            except InvalidValue as error:
                reading = error
            readings[key] = reading
        if isinstance(reading, InvalidValue):
            raise reading
        return reading

    return remembered


def reader_for(spec: FieldSpec, column: Column, today: date, shares: bool) -> CellReader:
    """Return what reads the cells of a column as values of a field.

    ``shares`` says that the column's percentages are shares of 1 (see :func:`holds_shares`).
    """
    if spec.name == "nip":
        return _nip
    if spec.name == "phone":
        return _phone
    if spec.name == "status":
        return _status
    if spec.name == "priority":
        return _priority
    if spec.kind is Kind.DATE:
        return lambda value: _date(value, column, today, spec.name)
    if spec.kind is Kind.MONEY:
        return lambda value: Read(plain(spec, _money(value, column.scale)))
    if spec.kind is Kind.INTEGER:
        return lambda value: Read(_percent(value, shares))
    if spec.kind is Kind.NUMBER:
        return lambda value: Read(plain(spec, float(number_of(value))))
    if spec.kind is Kind.CHOICE:
        return lambda value: Read(_choice(spec, value))
    if spec.kind is Kind.FLAG:
        return lambda value: Read(_flag(value))
    if spec.kind is Kind.RULE:
        return lambda value: Read(parse_rule(text_of(value), today))
    return lambda value: Read(plain(spec, text_of(value, lines=spec.kind is Kind.TEXT)))


def text_of(value: CellValue, *, lines: bool = False) -> str:
    """Return a cell's text, cleaned.  Raise :class:`InvalidValue` for a cell without a usable value."""
    if isinstance(value, str):
        return clean_text(value) if lines else clean_line(value)
    _refuse_broken(value)
    return shown(value)


def _refuse_broken(value: CellValue) -> None:
    if not isinstance(value, Broken):
        return
    if value.text.startswith("="):
        raise InvalidValue(
            _("The formula has no saved result: open the workbook in a spreadsheet program and save it.")
        )
    raise InvalidValue(_("The formula's result is {error}: mend the formula.", error=clean_line(value.text)))


_ENDS: Final = {"start": "first", "due": "last"}
"""Which end of a span of days a field takes; other days are days and no spans."""


def _date(value: CellValue, column: Column, today: date, name: str) -> Read:
    _refuse_broken(value)
    if isinstance(value, time | timedelta):
        raise InvalidValue(_("“{value}” is a time of day, not a date: write the date.", value=value))
    if isinstance(value, str):
        if column.open and order_proof(value) is not None:
            raise StillOpen(_("“{text}” waits: does the day or the month stand first?", text=excerpt(value)))
        period = _serial(value) or parse_period(value, order=column.order, year=column.default_year)
    elif isinstance(value, date):
        period = _one_day(value)
    else:
        found = None if isinstance(value, bool) or not isinstance(value, int | float) else _serial(value)
        if found is None:
            raise InvalidValue(
                _("“{value}” is a number, not a date: format the cell as a date.", value=shown(value))
            )
        period = found
    if name not in _ENDS:
        if period.first != period.last:
            raise InvalidValue(_("“{text}” is no one day: write the day.", text=excerpt(shown(value))))
        return Read(_known(period.last, today), period.warning)
    both = period.both or (column.spans and period.first != period.last)
    first, last = _known(period.first, today), _known(period.last, today)
    if name == "start":
        return Read(first, period.warning, last if both else None)
    return Read(last, period.warning, first if both else None)


def _one_day(value: date) -> Period:
    day = value.date() if isinstance(value, datetime) else value
    return Period(day, day)


def _known(day: date, today: date) -> str:
    return parse_date(day.isoformat(), today).isoformat()


def _serial(value: str | int | float) -> Period | None:
    """Return the day of a number that a spreadsheet shows as a day, in a column of days."""
    if isinstance(value, str):
        plain = value.strip()
        if not re.fullmatch("[0-9]{5}", plain):
            return None
        value = int(plain)
    day = serial_day(value)
    return None if day is None else _one_day(day)


def _money(value: CellValue, scale: int) -> int:
    _refuse_broken(value)
    if isinstance(value, bool | date | time | timedelta):
        raise InvalidValue(_("“{value}” is not an amount: write it as 1.385.437.875.", value=shown(value)))
    if isinstance(value, int | float):
        return _whole(Decimal(repr(value)) * scale, shown(value))
    text = text_of(value)
    if scale == 1 or not re.fullmatch(r"[0-9.,]+", text):
        return parse_money(text)
    return _whole(parse_number(text) * scale, text)


def _whole(amount: Decimal, text: str) -> int:
    whole = round_half_up(amount, 0)
    if abs(whole - amount) > Decimal("0.001"):
        raise InvalidValue(_("“{text}” has a part of a rupiah: write whole rupiah.", text=text))
    return int(whole)


def number_of(value: CellValue, unit: str | None = None) -> Decimal:
    """Return a number, also with the sign % or with the ``unit`` that another column gives (``12 dokumen``)."""
    _refuse_broken(value)
    if isinstance(value, bool | date | time | timedelta):
        raise InvalidValue(_("“{value}” is not a number: write it as 1.234,5.", value=shown(value)))
    if isinstance(value, int | float):
        return Decimal(repr(value))
    text = text_of(value)
    match = re.fullmatch(r"(-?[0-9][0-9.,]*) ?(\D*)", text)
    if match and (match[2] in ("%", "persen") or (unit and fold(match[2]) == fold(unit))):
        return parse_number(match[1])
    return parse_number(text)


def holds_shares(values: Iterable[CellValue]) -> bool:
    """Return whether a column of percentages holds shares of 1, as cells formatted as percent do.

    So it is when none of its numbers is greater than 1 and some are not 0; numbers with the sign % do not count.
    """
    numbers = [number for number in map(_bare_number, values) if number is not None]
    return bool(numbers) and max(numbers) <= 1 and min(numbers) >= 0 and any(numbers)


def _bare_number(value: CellValue) -> Decimal | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return Decimal(repr(value))
    if isinstance(value, str) and re.fullmatch(r"\s*[0-9]{1,3}(?:[.,][0-9]+)?\s*", value):
        return Decimal(value.strip().replace(",", "."))
    return None


def _percent(value: CellValue, shares: bool) -> int:
    _refuse_broken(value)
    number = _bare_number(value)
    if number is None:
        return parse_percent(text_of(value))
    if shares:
        return parse_percent(f"{number * 100:.6f}%")
    if 0 < number < 1:
        raise InvalidValue(
            _(
                "“{value}” may be a share of 1 or a percentage, as other cells of the column are greater than 1: "
                "write it with the sign %.",
                value=shown(value),
            )
        )
    return parse_percent(f"{number:.6f}%")


def _choice(spec: FieldSpec, value: CellValue) -> str:
    """Read a word of an enumeration, without brackets or numbers behind it (``Pendek (1-2 th)``)."""
    assert spec.choices is not None
    text = text_of(value)
    shorter = clean_line(re.sub(r"\([^()]*\)", " ", text))
    bare = clean_line(re.sub(r"[^\w\s-].*|[0-9].*", " ", shorter))
    for words in (text, shorter, bare):
        try:
            return str(parse_choice(spec.choices, words))
        except InvalidValue:
            continue
    return str(parse_choice(spec.choices, excerpt(text)))


_LONGEST_WORD = 200
"""Characters of a text that may be a status: longer ones would make these patterns slow."""


def _status(value: CellValue) -> Read:
    """Read a status word; a percentage behind it (``Dalam proses (50%)``) is read elsewhere."""
    text = text_of(value)
    percent_in_status(value)  # refuses an impossible one here, where the cell is known
    percent = r"[\s(:,-]*[0-9]{1,3}(?:[.,][0-9]+)?\s*%\)?$"
    words = clean_line(re.sub(percent, "", text)) if len(text) < _LONGEST_WORD else text
    if fold(words) in _OVERDUE_WORDS:
        raise InvalidValue(
            _(
                "“{text}” is not a status: it follows from the due date. Write what the work is, such as in "
                "progress, blocked or done.",
                text=excerpt(text),
            )
        )
    value = sheet_word(Status, words) if len(words) < 80 else None
    if value is None:
        raise unknown_word("status", Status, words)
    return Read(str(value))


def _priority(value: CellValue) -> Read:
    text = text_of(value)
    priority = sheet_word(Priority, text) if len(text) < 80 else None
    if priority is None:
        raise unknown_word("priority", Priority, text)
    return Read(str(priority))


def unknown_word(field: str, kind: type[Status] | type[Priority], text: str) -> UnknownWord:
    """Return the refusal of a word that is not known, with the values it may stand for, the likeliest first."""
    labels = ", ".join(map(label, kind))
    likely = likely_value(kind, text)
    choices = (str(likely), *(str(one) for one in kind if one is not likely))
    reason = _("“{text}” is not one of: {accepted}.", text=excerpt(text, 40), accepted=labels)
    return UnknownWord(field, text, reason, choices)


def percent_in_status(value: CellValue) -> int | None:
    """Return the percentage behind a status word, if there is one.  Raise :class:`InvalidValue` beyond 100%."""
    if not isinstance(value, str):
        return None
    match = re.search(r"[^\s(:,-][\s(:,-]+([0-9]{1,3}(?:[.,][0-9]+)?\s*%)\)?$", clean_line(value)[-_LONGEST_WORD:])
    return parse_percent(match[1]) if match else None


def _flag(value: CellValue) -> bool:
    _refuse_broken(value)
    if isinstance(value, bool):
        return value
    word = fold(shown(value))
    if word in ("ya", "yes", "y", "true", "1", "v", "✓", "✔", "√", "aktif", "active"):
        return True
    if word in ("tidak", "no", "n", "t", "false", "0", "bukan", "tidak aktif", "inactive", "nonaktif"):
        return False
    raise InvalidValue(_("“{text}” is neither yes nor no: write one of the two.", text=excerpt(word)))


def _nip(value: CellValue) -> Read:
    _refuse_broken(value)
    if isinstance(value, float) or (isinstance(value, int) and not isinstance(value, bool) and value >= 10**15):
        # A spreadsheet keeps 15 digits of a number: whatever it shows, the last three are lost.
        return Read(parse_nip(f"{float(value):.5E}"))
    nip = parse_nip(text_of(value))
    return Read(nip, " ".join(nip_warnings(nip)) or None)


def _phone(value: CellValue) -> Read:
    text = text_of(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        if not text.isdigit():
            raise InvalidValue(_("“{text}” is not a telephone number: format the cell as text.", text=text))
        return Read(text, _("“{text}” is a number in the sheet: a zero before it may be lost.", text=text))
    return Read(text)


def paragraphs(value: CellValue) -> list[str]:
    """Return the parts of a cell that lists several things: lines, or what semicolons part, without numbers."""
    parts = re.split(r"[\n;]", text_of(value, lines=True))
    cleaned = (clean_line(re.sub(r"^\s*(?:[-•*·]|[0-9]{1,2}[.)](?=\s))\s*", "", part)) for part in parts)
    return list(dict.fromkeys(part for part in cleaned if part))
