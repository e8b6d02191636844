"""The widths of a table's columns, in terminal cells."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from taskforce.model.width import Align, cut, fit

GAP = 1
"""Blank cells between two columns."""

GUTTER = 3
"""Cells before the first column: the cursor's mark, the selection's mark, a blank."""


class Column(NamedTuple):
    """A column of a table.

    A column with ``flexible`` 0 is ``width`` cells wide.  Others start from ``width`` and share what is
    left, or what is lacking, by the weight ``flexible``, but never fall below ``min_width``.  Where the
    columns do not fit side by side, the one with the lowest ``priority`` is left out first (of equals
    the last one).
    """

    key: str
    title: str
    width: int
    min_width: int = 1
    flexible: int = 0
    align: Align = "left"
    priority: int = 0

    @property
    def least_width(self) -> int:
        """Return the narrowest that this column can be shown, in cells."""
        return min(self.min_width, self.width) if self.flexible else self.width


class ColumnSpan(NamedTuple):
    """A visible column: its place among all columns, and the cells it takes."""

    column: Column
    position: int
    left: int
    width: int


def column_spans(columns: Sequence[Column], available: int) -> tuple[ColumnSpan, ...]:
    """Return the columns that fit into ``available`` cells (gutter included), and where they stand.

    No column is ever cut at the edge.  The one column that is left in the end is made as narrow as it
    must be.
    """
    room = available - GUTTER
    if room <= 0 or not columns:
        return ()
    shown = list(enumerate(columns))
    while len(shown) > 1 and _least_sum(shown) > room:
        shown.remove(min(shown, key=lambda item: (item[1].priority, -item[0])))
    if _least_sum(shown) > room:
        widths = [room]
    else:
        widths = _shared_widths([column for _, column in shown], room - GAP * (len(shown) - 1))
    spans = []
    left = GUTTER
    for (position, column), width in zip(shown, widths, strict=True):
        spans.append(ColumnSpan(column, position, left, width))
        left += width + GAP
    return tuple(spans)


def _least_sum(shown: Sequence[tuple[int, Column]]) -> int:
    return sum(column.least_width for _, column in shown) + GAP * (len(shown) - 1)


def _shared_widths(columns: Sequence[Column], room: int) -> list[int]:
    """Return each column's width, in cells; together at most ``room``, exactly that if a column is flexible."""
    widths = [column.width for column in columns]
    sharing = [place for place, column in enumerate(columns) if column.flexible]
    while sharing:
        rest = room - sum(widths[place] for place in range(len(columns)) if place not in sharing)
        spare = rest - sum(columns[place].width for place in sharing)
        weights = sum(columns[place].flexible for place in sharing)
        for place in sharing:
            widths[place] = columns[place].width + spare * columns[place].flexible // weights
        too_narrow = [place for place in sharing if widths[place] < columns[place].least_width]
        if not too_narrow:
            for place in sharing[: rest - sum(widths[place] for place in sharing)]:
                widths[place] += 1  # what the division left over
            break
        for place in too_narrow:
            widths[place] = columns[place].least_width
            sharing.remove(place)
    return widths


def fit_title(column: Column, width: int, sort_mark: str) -> str:
    """Return a column's title in exactly ``width`` cells, followed by the mark of the sort order if any."""
    if not sort_mark:
        return fit(column.title, width, column.align)
    title = cut(column.title, width - 2)
    return fit(f"{title} {sort_mark}" if title else sort_mark, width, column.align)
