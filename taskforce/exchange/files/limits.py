"""How much of a file is read: one budget for whatever holds a list, checked before a reader unpacks or keeps it.

The greatest lists of offices have some thousand rows; what is allowed is far beyond that, and still read in some
hundred megabytes of memory.
"""

from __future__ import annotations

from typing import Final

from taskforce.exchange.files.sheet import MOST_ROWS, ImportFailed
from taskforce.language import _

LARGEST_FILE: Final = 200_000_000
"""Bytes of a file that is read into memory."""

LARGEST_OWN: Final = 4_000_000_000
"""Bytes of the complete export of a list, read a record at a time; with 100,000 items it has 500 million."""

LARGEST_TEXT: Final = 60_000_000
"""Bytes of a file of text, which takes several times as much memory as on disk."""

MOST_UNPACKED: Final = 250_000_000
"""Bytes that a package unpacks to; a sheet of 200,000 rows and twenty columns has some 180 million."""

MOST_CELLS: Final = 3_000_000
"""Cells of the rectangles around the values of all sheets: a reader holds all of them in memory."""

MOST_COLUMNS: Final = 1_000
MOST_SHEETS: Final = 200

MOST_LETTERS: Final = 150_000_000
"""Letters of all cells together: what stands once in a package may be said in a million cells."""

MOST_VALUES: Final = 3_000_000
MOST_OWN_VALUES: Final = 15_000_000
"""Values of a JSON file: of any list, and of the complete export of a list with its history."""

MOST_MARKED: Final = 100_000
"""Merged ranges; cells without a usable value."""


def too_much(name: str) -> ImportFailed:
    """Return the refusal of a file that unpacks to more than any list."""
    return ImportFailed(
        _("{name} unpacks to more than a list can be: delete empty rows and columns, or split it.", name=name)
    )


def too_many_rows(name: str) -> ImportFailed:
    """Return the refusal of a file that is longer than any list."""
    return ImportFailed(
        _("{name} has more than {count} rows: split it, or delete the empty ones.", name=name, count=MOST_ROWS)
    )


def too_many_columns(name: str) -> ImportFailed:
    """Return the refusal of a sheet that is wider than any list."""
    return ImportFailed(
        _(
            "{name} has more than {count} columns: delete those that are no part of the list.",
            name=name,
            count=MOST_COLUMNS,
        )
    )


def too_many_cells(name: str) -> ImportFailed:
    """Return the refusal of sheets that are too large together."""
    return ImportFailed(
        _("{name} has more than {count} million cells: split it.", name=name, count=MOST_CELLS // 1_000_000)
    )


def too_many_sheets(name: str) -> ImportFailed:
    """Return the refusal of a workbook of more sheets than anybody keeps."""
    return ImportFailed(
        _("{name} has more than {count} sheets: keep those with the list.", name=name, count=MOST_SHEETS)
    )


def too_many_marks(name: str) -> ImportFailed:
    """Return the refusal of merged ranges and broken cells beyond number."""
    return ImportFailed(
        _(
            "{name} has more than {count} merged or broken cells: part them, or delete the formulas without "
            "a result.",
            name=name,
            count=MOST_MARKED,
        )
    )


def too_long_text(name: str) -> ImportFailed:
    """Return the refusal of a file of text that is longer than any list."""
    return ImportFailed(
        _(
            "{name} has more than {size} MB of text, which no list has: split it.",
            name=name,
            size=LARGEST_TEXT // 1_000_000,
        )
    )


def too_many_letters(name: str) -> ImportFailed:
    """Return the refusal of cells with more text than any list."""
    return ImportFailed(_("{name} has more text in its cells than a list can have: split it.", name=name))


class Sizes:
    """The sizes of the sheets of one file so far; raises as soon as they are more than a list can be."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sheets = self.rows = self.cells = 0

    def add(self, rows: int, columns: int) -> None:
        """Count a sheet of so many rows and columns, from the first to the last that hold anything."""
        self.sheets += 1
        self.rows += rows
        self.cells += rows * columns
        if self.sheets > MOST_SHEETS:
            raise too_many_sheets(self.name)
        if self.rows > MOST_ROWS:
            raise too_many_rows(self.name)
        if columns > MOST_COLUMNS:
            raise too_many_columns(self.name)
        if self.cells > MOST_CELLS:
            raise too_many_cells(self.name)
