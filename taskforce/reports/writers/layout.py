"""Columns of words in a given number of terminal cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from taskforce.model.width import cell_width
from taskforce.reports.document import Cell, Column

GAP = 2
NARROWEST = 14
"""Cells that a flexible column keeps at least."""

LONGEST_WORD = 24
"""Cells of a word that a column keeps whole at most: longer ones (an address on the web) are broken."""

_STIFF = 18
"""Cells that other columns take at most, where room is short."""


def column_widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """Return the widths of a table's columns so that a row takes at most ``width`` cells, as far as that can be.

    Flexible columns give way first, the widest before the others; then the widest of the rest; days and numbers,
    which nobody can read in two lines, last.  Words are broken only where there is no other way.
    """
    table = _texts(columns, rows)
    widths = [max(map(cell_width, texts)) for texts in table]
    words = _least_widths(columns, table)
    flexible = [index for index, column in enumerate(columns) if column.flexible]
    firm = [index for index, column in enumerate(columns) if column.whole or column.right]
    stiff = [index for index in range(len(widths)) if index not in flexible and index not in firm]
    excess = sum(widths) + GAP * (len(widths) - 1) - width
    for indexes, least in (
        (flexible, NARROWEST * 2),
        (stiff, _STIFF),
        (firm, 6),
        (flexible, NARROWEST),
        (stiff, 6),
    ):
        excess = _shrink(widths, indexes, [max(least, word) for word in words], excess)
    for indexes in (flexible, stiff, firm):
        excess = _shrink(widths, indexes, [6] * len(widths), excess)
    return widths


def fits(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> bool:
    """Return whether a row takes at most ``width`` cells without a broken word."""
    return sum(_least_widths(columns, _texts(columns, rows))) + GAP * (len(columns) - 1) <= width


def _texts(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Return the different texts of each column, its title first."""
    return [
        [column.title, *dict.fromkeys(row[index].text for row in rows)] for index, column in enumerate(columns)
    ]


def _least_widths(columns: Sequence[Column], table: Sequence[Sequence[str]]) -> list[int]:
    """Return the cells that the columns need so that no word is broken, and no day or number."""
    return [
        max(
            min(LONGEST_WORD, _longest(column.title.split())),
            max(map(cell_width, texts[1:]), default=0)
            if column.whole or column.right
            else min(LONGEST_WORD, _longest(word for text in texts[1:] for word in text.split())),
        )
        for column, texts in zip(columns, table, strict=True)
    ]


def _longest(words: Iterable[str]) -> int:
    return max(map(cell_width, words), default=0)


def _shrink(widths: list[int], indexes: Sequence[int], least: Sequence[int], excess: int) -> int:
    """Take ``excess`` cells from the widest of some columns, down to the ``least`` of each; what is left of it."""
    while excess > 0:
        indexes = [index for index in indexes if widths[index] > least[index]]
        if not indexes:
            break
        widest = max(indexes, key=lambda index: widths[index])
        others = [widths[index] for index in indexes if index != widest]
        down_to = max(least[widest], min(max(others, default=0), widths[widest] - 1))
        step = min(excess, widths[widest] - down_to)
        widths[widest] -= step
        excess -= step
    return max(0, excess)
