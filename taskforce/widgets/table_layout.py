"""How wide a table's columns are, and how a text is made exactly as wide as its column.

Widths are terminal cells, not characters: ``cell_len`` decides, never ``len``.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from rich.cells import cell_len, set_cell_size

Align = Literal["left", "right", "center"]

GAP = 1
"""Blank cells between two columns."""

GUTTER = 3
"""Cells before the first column: the cursor's mark, the selection's mark, a blank."""

ELLIPSIS = "…"

_BLANKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Control characters (they would steer the terminal), direction marks (they would move the columns that
# follow), and joiners and variation selectors, on whose width terminals disagree: without them every
# terminal agrees with cell_len, at the price of a joined emoji being shown as its parts.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")  # cannot be written as UTF-8


@dataclass(frozen=True, slots=True)
class Column:
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
        """The narrowest that this column can be shown, in cells."""
        return min(self.min_width, self.width) if self.flexible else self.width


class ColumnSpan(NamedTuple):
    """A visible column: its place among all columns, and the cells it takes."""

    column: Column
    position: int
    left: int
    width: int


def column_spans(columns: Sequence[Column], available: int) -> tuple[ColumnSpan, ...]:
    """The columns that fit into ``available`` cells (gutter included), and where they stand.

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
    """Each column's width, in cells; together at most ``room``, exactly that if a column is flexible."""
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


def printable(text: str) -> str:
    """``text`` as one line without anything that could steer the terminal or shift what follows it."""
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATES.sub("\ufffd", _UNSEEN.sub("", _BLANKS.sub(" ", text)))
    # A mark with nothing before it would sit on the neighbouring column's last cell.
    return " " + text if text and not cell_len(text[0]) else text


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, ending in ``…`` if something had to go."""
    # A pasted document is a possible title: measure only what could be visible, marks included.
    kept = printable(text[: 8 * width + 64])
    whole = len(text) <= 8 * width + 64
    if width <= 0:
        return ""
    if whole and cell_len(kept) <= width:
        return kept
    return set_cell_size(kept, width - 1).rstrip() + ELLIPSIS


def fit(text: str, width: int, align: Align = "left") -> str:
    """``text`` in exactly ``width`` cells: cut with ``…`` or filled with blanks."""
    text = cut(text, width)
    spare = width - cell_len(text)
    if align == "right":
        return " " * spare + text
    if align == "center":
        return " " * (spare // 2) + text + " " * (spare - spare // 2)
    return text + " " * spare


def fit_title(column: Column, width: int, sort_mark: str) -> str:
    """A column's title in exactly ``width`` cells, followed by the mark of the sort order if any."""
    if not sort_mark:
        return fit(column.title, width, column.align)
    title = cut(column.title, width - 2)
    return fit(f"{title} {sort_mark}" if title else sort_mark, width, column.align)
