"""Columns of words in a given number of terminal cells."""

from __future__ import annotations

from collections.abc import Sequence

from taskforce.model.width import cell_width
from taskforce.reports.document import Cell, Column

GAP = 2
NARROWEST = 14
"""Cells that a flexible column keeps at least."""

_STIFF = 18
"""Cells that other columns take at most, where room is short."""


def column_widths(columns: Sequence[Column], rows: Sequence[Sequence[Cell]], width: int) -> list[int]:
    """Return the widths of a table's columns so that a row takes at most ``width`` cells, as far as that can be.

    Flexible columns give way first, the widest before the others; then the widest of the rest; days and numbers,
    which nobody can read in two lines, last.
    """
    table = [[column.title for column in columns], *([cell.text for cell in row] for row in rows)]
    widths = [max(cell_width(row[index]) for row in table) for index in range(len(columns))]
    flexible = [index for index, column in enumerate(columns) if column.flexible]
    excess = sum(widths) + GAP * (len(widths) - 1) - width
    excess = _shrink(widths, flexible, NARROWEST * 2, excess)
    firm = [index for index, column in enumerate(columns) if column.whole or column.right]
    stiff = [index for index in range(len(widths)) if index not in flexible and index not in firm]
    excess = _shrink(widths, stiff, _STIFF, excess)
    for index in sorted(
        firm, key=lambda index: -widths[index]
    ):  # their heads may take two lines, whole words each
        words = map(cell_width, columns[index].title.split())
        step = min(excess, widths[index] - max(6, *words, *(cell_width(row[index].text) for row in rows)))
        if step > 0:
            widths[index] -= step
            excess -= step
    excess = _shrink(widths, flexible, NARROWEST, excess)
    excess = _shrink(widths, stiff, 10, excess)
    excess = _shrink(widths, stiff, 6, excess)
    _shrink(widths, firm, 6, excess)
    return widths


def _shrink(widths: list[int], indexes: Sequence[int], least: int, excess: int) -> int:
    """Take ``excess`` cells from the widest of some columns, down to ``least`` each; what is left of it."""
    while excess > 0 and indexes:
        widest = max(indexes, key=lambda index: widths[index])
        if widths[widest] <= least:
            break
        others = [widths[index] for index in indexes if index != widest]
        step = min(excess, widths[widest] - max(least, min(max(others, default=least), widths[widest] - 1)))
        widths[widest] -= step
        excess -= step
    return max(0, excess)
