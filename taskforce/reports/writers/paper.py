"""What writers for paper share: its sizes, where templates lie, and the widths of a table's columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from taskforce.model.vocabulary import Paper
from taskforce.model.width import cell_width
from taskforce.reports.document import Table
from taskforce.reports.writers.layout import column_widths

PAPERS: Mapping[str, tuple[int, int]] = {Paper.F4: (215, 330), Paper.A4: (210, 297)}
"""The sizes that offices print on, in millimetres, upright; what is wide lies across."""

TEMPLATES = Path(__file__).parents[1] / "templates"
"""The folder of the templates that are shipped."""

LARGEST_TEMPLATE = 2_000_000
"""Bytes of a template of typst, and of each part of XML of one of Word at most."""

_BAR = 13
"""Signs that a bar takes beside its percentage."""

_LEAST, _PADDING = 4, 3
"""Signs that a column takes at least, and what its margins take: few capitals need the room of many letters."""

_WHOLE = 1.25
"""What is kept in one line has little to break at: its letters may be wider than the mean."""


def column_shares(table: Table, width: int, *, bars: bool = True) -> list[float]:
    """Return the columns' shares of a line that takes ``width`` signs, as numbers in proportion.

    ``bars`` leaves room for those that columns ask for.
    """
    rows = [*table.rows, *([table.sums] if table.sums else [])]
    room = [_BAR * (bars and column.bar) for column in table.columns]
    widths = column_widths(table.columns, rows, width - sum(room))
    shares: list[float] = []
    for index, (column, least, more) in enumerate(zip(table.columns, widths, room, strict=True)):
        longest = max(cell_width(row[index].text) for row in rows) * _WHOLE if column.whole else 0
        shares.append(max(least, longest, _LEAST) + _PADDING + more)
    return shares
