"""What writers for paper share: sizes, margins, and the widths of a table's columns."""

from __future__ import annotations

from collections.abc import Mapping

from taskforce.model.vocabulary import Paper
from taskforce.reports.document import Table
from taskforce.reports.layout import column_widths

PAPERS: Mapping[str, tuple[int, int]] = {Paper.F4: (215, 330), Paper.A4: (210, 297)}
"""The sizes that offices print on, in millimetres, upright."""

_BAR = 13
"""Signs that a bar takes beside its percentage."""

_WHOLE = 1.15
"""What is kept in one line has little to break at: its letters may be wider than the mean."""


def column_shares(table: Table, width: int) -> list[float]:
    """The columns' shares of a line that takes ``width`` signs, as numbers in proportion."""
    rows = [*table.rows, *([table.sums] if table.sums else [])]
    bars = sum(column.bar for column in table.columns)
    widths = column_widths(table.columns, rows, width - _BAR * bars)
    shares = []
    for column, least in zip(table.columns, widths, strict=True):
        share = least * (_WHOLE if column.whole else 1) + 2
        shares.append(column.share or share + _BAR * column.bar)
    return shares
