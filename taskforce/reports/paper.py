"""What writers for paper share: sizes, margins, and the widths of a table's columns."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from taskforce.model.vocabulary import Paper
from taskforce.reports.document import Table
from taskforce.reports.layout import column_widths

PAPERS: Mapping[str, tuple[int, int]] = {Paper.F4: (215, 330), Paper.A4: (210, 297)}
"""The sizes that offices print on, in millimetres, upright."""

TEMPLATES = Path(__file__).parent / "templates"
FONTS = Path(__file__).parent / "fonts"

_BAR = 13
"""Signs that a bar takes beside its percentage."""

_WHOLE = 1.15
"""What is kept in one line has little to break at: its letters may be wider than the mean."""


def column_shares(table: Table, width: int, *, bars: bool = True) -> list[float]:
    """The columns' shares of a line that takes ``width`` signs, as numbers in proportion.

    ``bars`` leaves room for those that columns ask for.
    """
    rows = [*table.rows, *([table.sums] if table.sums else [])]
    room = [_BAR * (bars and column.bar) for column in table.columns]
    widths = column_widths(table.columns, rows, width - sum(room))
    shares = []
    for column, least, more in zip(table.columns, widths, room, strict=True):
        shares.append(least * (_WHOLE if column.whole else 1) + 2 + more)
    return shares
