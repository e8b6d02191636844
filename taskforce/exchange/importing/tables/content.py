"""What the cells of a column are, all together: people, offices, days, percentages, words of a status, long text.

A column is judged by the first thousand of its rows; each different cell is looked at once.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import lru_cache
from typing import Final

from taskforce.exchange.files.sheet import Broken, CellValue, Row
from taskforce.exchange.importing.cells.people import (
    is_nobody,
    is_office,
    looks_like_person,
    may_be_people,
    read_people,
)
from taskforce.exchange.importing.cells.values import is_empty
from taskforce.exchange.importing.cells.words import sheet_word
from taskforce.exchange.importing.questions import SHOWN_EXAMPLES
from taskforce.exchange.importing.tables.headers import numbers_row, shown
from taskforce.model.errors import InvalidValue
from taskforce.model.periods import Order, parse_period, serial_day
from taskforce.model.text import clean_line
from taskforce.model.vocabulary import Priority, Status
from taskforce.model.width import shorten

_NUMBERS_WITHIN: Final = 3
"""Rows below a header in which a row may number the columns."""

JUDGED_ROWS: Final = 1000
"""Rows by which a column is judged."""

_MAY_BE_DAY: Final = (
    r"(?i)[0-9]|jan|feb|peb|mar|apr|ma[iy]|jun|jul|a[gu]|sep|o[ck]t|no[vp]|de[sc]|tw|triwulan|semester"
)
_MONEY: Final = (
    r"(?i)\s*(?:rp\.?|idr)\s*[0-9][0-9.,]*(?:\s*(?:,-|juta|jt|miliar|milyar|m))?\s*|"
    r"\s*[0-9]{1,3}(?:[.,][0-9]{3}){2,}(?:,[0-9]+)?\s*"
    r"|\s*[0-9.,]+\s*(?:juta|jt|miliar|milyar)\s*"
)
_ORDERS: Final[tuple[Order, ...]] = ("dmy", "mdy")
_LEAST_MONEY: Final = 100_000
"""A bare number from which on it may be rupiah."""


@dataclass(frozen=True, slots=True)
class Profile:
    """The cells of a column: how many there are, how many differ, and how many can be each thing.

    ``share`` gives the share of filled cells that can be a thing; ``filled`` counts cells of ``rows`` rows.
    """

    rows: int
    filled: int
    distinct: int
    counts: Mapping[str, int]
    examples: tuple[str, ...]
    length: float

    def share(self, thing: str) -> float:
        """Return the share of the filled cells that can be this."""
        return self.counts.get(thing, 0) / self.filled if self.filled else 0.0

    @property
    def is_data(self) -> bool:
        """Return whether the column looks like data: people, days, percentages, money, titles."""
        return bool(self.filled) and (
            max(map(self.share, ("date", "percent", "money", "person"))) >= 0.5 or self.may_be_title
        )

    @property
    def may_be_title(self) -> bool:
        """Return whether the cells could say what is to be done: words, hardly ever the same, in most rows."""
        return (
            self.filled > 0
            and self.share("words") >= 0.8
            and self.share("phrase") >= 0.5
            and max(map(self.share, ("date", "money", "person", "office", "status", "priority", "link"))) < 0.5
            and self.filled >= 0.5 * self.rows
            and self.distinct >= 0.6 * self.filled
            and self.length >= 6
        )


def profiles(rows: Sequence[Row], columns: Iterable[int]) -> dict[int, Profile]:
    """Return what the cells of columns (by index) are, by the first rows that hold anything."""
    looked_at: list[Row] = []
    for place, row in enumerate(rows):
        if any(not is_empty(value) for value in row) and not (place < _NUMBERS_WITHIN and numbers_row(row)):
            looked_at.append(row)
            if len(looked_at) == JUDGED_ROWS:
                break
    return {index: profile([row[index] if index < len(row) else None for row in looked_at]) for index in columns}


def profile(cells: Sequence[CellValue]) -> Profile:
    """Return what the cells of one column are."""
    filled = [cell for cell in cells if not is_empty(cell)]
    often = Counter(cell if isinstance(cell, str) else (type(cell), cell) for cell in filled)
    different = {cell if isinstance(cell, str) else (type(cell), cell): cell for cell in filled}
    counts: Counter[str] = Counter()
    for key, cell in different.items():
        for thing in _things(cell):
            counts[thing] += often[key]
    texts = [cell for cell in different.values() if isinstance(cell, str)]
    length = sum(map(len, texts)) / len(texts) if texts else 0.0
    examples = tuple(shorten(shown(cell), 60) for cell in list(different.values())[:SHOWN_EXAMPLES])
    return Profile(len(cells), len(filled), len(different), counts, examples, length)


def _things(cell: CellValue) -> tuple[str, ...]:
    if isinstance(cell, str):
        return _text_things(cell[:600])
    if isinstance(cell, bool):
        return ("flag", "mark")
    if isinstance(cell, date):
        return ("date",)
    if isinstance(cell, time | timedelta | Broken) or cell is None:
        return ()
    things = ["number"]
    if 0 <= cell <= 100:
        things.append("hundred")
    if 0 < cell < 1:
        things.append("portion")
    if cell >= _LEAST_MONEY:
        things.append("amount")
    if serial_day(cell) is not None:
        things.append("serial")
    if 1 <= cell <= 4:
        things.append("rank")
    if cell == 1:
        things.append("mark")
    return tuple(things)


@lru_cache(4096)
def _text_things(text: str) -> tuple[str, ...]:
    line = clean_line(text)
    things = [thing for thing, test in _TESTS.items() if test(line)]
    if re.fullmatch(r"[0-9]{1,3}(?:[.,][0-9]+)?", line):
        things += ["number", "hundred"]
    elif re.fullmatch(r"[0-9]+", line):
        things.append("number")
        if int(line) >= _LEAST_MONEY:
            things.append("amount")
        if len(line) == 5 and serial_day(int(line)) is not None:
            things.append("serial")
    if re.search(r"[^\W\d_]{2}", line) and "date" not in things:
        things.append("words")
        if re.search(r"[^\W\d_]{2}\S* +\S*[^\W\d_]{2}", line):
            things.append("phrase")
    if len(line) > 60:
        things.append("long")
    return tuple(things)


def _is_day(line: str) -> bool:
    if (
        len(line) > 60
        or not re.search(_MAY_BE_DAY, line)
        or (re.fullmatch(r"[0-9.,]+", line) and line.count(".") < 2)
    ):
        return False
    for order in _ORDERS:
        try:
            parse_period(line, order=order, year=2024)
        except InvalidValue:
            continue
        return True
    return False


_TESTS: Final[Mapping[str, Callable[[str], object]]] = {
    "date": _is_day,
    "percent": lambda line: re.fullmatch(r"(?i)[0-9]{1,3}(?:[.,][0-9]+)?\s*(?:%|persen)", line),
    "money": lambda line: re.fullmatch(_MONEY, line),
    "person": lambda line: _all_people(line),
    "people": lambda line: len(line) <= 300 and may_be_people(line),
    "office": lambda line: len(line) <= 120 and is_office(line),
    "nobody": is_nobody,
    "status": lambda line: len(line) <= 60 and sheet_word(Status, line),
    "priority": lambda line: len(line) <= 60 and sheet_word(Priority, line),
    "link": lambda line: re.match(r"(?i)https?://|www\.", line),
    "mail": lambda line: re.fullmatch(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", line),
    "code": lambda line: len(line) <= 20 and re.fullmatch(r"[A-Za-z]{0,6}[-_. /#]?[0-9][\w./-]*", line),
    "flag": lambda line: re.fullmatch(r"(?i)true|false|yes|no|ya|tidak|y|n|x|v|[✓✔√☐☑]", line),
    "mark": lambda line: re.fullmatch(r"[xv✓✔√☑●•■█▓▒*+=>~–—-]{1,4}|1|ya|yes|y|true", line, re.IGNORECASE),
    "uuid": lambda line: re.fullmatch(r"[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}", line),
}


def _all_people(line: str) -> bool:
    if len(line) > 300 or line.endswith("."):
        return looks_like_person(line)
    people = read_people(line).people
    return bool(people) and all(map(looks_like_person, people))


def fit(field: str, about: Profile) -> float:
    """Return how well the cells of a column can be values of a field, 0 to 1; 1 for a column without any."""
    if not about.filled:
        return 1.0
    share = about.share
    text = share("words")
    if field in ("title", "follow_up?", "activity", "programme", "sub_activity?"):
        return text * min(1.0, about.distinct / about.filled + 0.3) * (1 - max(share("date"), share("money")))
    if field in ("lead", "supporting"):
        return share("people")
    if field in ("agency", "supporting_agencies"):
        return max(share("office"), text * (1 - share("long")) * (1 - share("date")))
    if field in ("start", "due", "done_on", "meeting_date", "met_on", "end?", "deadline?"):
        return max(share("date"), share("serial"))
    if field in ("status", "priority"):
        known = max(share(field), share("rank") if field == "priority" else 0.0)
        repeated = text if about.distinct <= about.filled / 3 and share("long") == 0 else 0.0
        return max(known, 0.8 if known >= 0.3 else 0.0, repeated)
    if field == "progress":
        return max(share("percent"), share("hundred"))
    if field == "deadline":
        return text * (1 - share("flag"))
    if field == "budget":
        return max(share("money"), share("number"))
    if field in ("weight", "baseline"):
        return max(share("number"), share("percent"))
    return 1.0
