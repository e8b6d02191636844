"""What a spreadsheet is to the importer: named sheets of rows of plain Python values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Final, NamedTuple

from taskforce.model.errors import TaskforceError

FORMAT: Final = "taskforce-sheet"


HIDDEN_SHEET: Final = "taskforce"


LISTS_SHEET: Final = "taskforce-lists"
"""The choices of the drop-down lists: the words, and for members the ids beside them."""


OWN_SHEETS: Final = (HIDDEN_SHEET, LISTS_SHEET)


def begins_as_ours(sheet: Sheet) -> bool:
    """Return whether a sheet that somebody has unhidden is the hidden one of a workbook of ours."""
    return bool(sheet.rows and sheet.rows[0]) and sheet.rows[0][0] == FORMAT


MOST_ROWS = 200_000
"""Rows of one file that are read; more is no list that people keep by hand."""


class ImportFailed(TaskforceError):
    """A file that cannot be imported at all; the text says why and what to do."""


class Broken(NamedTuple):
    """A cell without a usable value: ``text`` is what a spreadsheet shows for it (``#REF!``), or its formula."""

    text: str


CellValue = str | int | float | bool | date | datetime | time | timedelta | Broken | None
"""What a cell holds: ``None`` when it is empty.  Dates are real date cells; text is as it was typed."""

Row = list[CellValue]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: row 1 of the file is ``rows[0]``, column A is index 0 of a row; rows may differ in length.

    A cell merged over several rows has its value in each of them; ``continued`` holds the positions (row index,
    column index) that got their value that way.  ``name`` is empty for files that have no sheets (csv).
    """

    name: str
    rows: list[Row]
    continued: frozenset[tuple[int, int]] = frozenset()


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a file, and remarks on how it was read (its encoding, sheets left out).

    ``own`` are the sheets, by name, that this program put into a workbook for itself.
    """

    sheets: list[Sheet]
    remarks: list[str] = field(default_factory=list)
    own: dict[str, Sheet] = field(default_factory=dict)


def column_letter(index: int) -> str:
    """Return the name of a column as spreadsheets show it: 0 is A, 26 is AA."""
    letters = ""
    number = index + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """Return the opposite of :func:`column_letter`."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def without_empty_end(rows: list[Row]) -> list[Row]:
    """Return rows without the empty ones at the end."""
    last = len(rows)
    while last and all(value is None for value in rows[last - 1]):
        last -= 1
    return rows[:last]
