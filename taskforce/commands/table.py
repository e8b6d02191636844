"""Tables on the command line: plain aligned text, cut to the terminal's width where there is one."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from taskforce.console import is_terminal, terminal_width
from taskforce.model.text import cell_width, shorten

_GAP = "  "


def print_table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], flexible: int, right: Sequence[int] = ()
) -> None:
    """Print rows under titles.

    In a terminal the column ``flexible`` gives way so that lines fit; elsewhere nothing is cut.  Columns in
    ``right`` are set flush right.
    """
    widths = [max([cell_width(title), *(cell_width(row[i]) for row in rows)]) for i, title in enumerate(titles)]
    if is_terminal(sys.stdout):
        excess = sum(widths) + len(_GAP) * (len(widths) - 1) - terminal_width()
        if excess > 0:
            widths[flexible] = max(12, widths[flexible] - excess)
    for row in (titles, *rows):
        cells = [_fit(cell, widths[i], i in right) for i, cell in enumerate(row)]
        print(_GAP.join(cells).rstrip())


def _fit(text: str, width: int, right: bool) -> str:
    text = shorten(text, width)
    padding = " " * (width - cell_width(text))
    return padding + text if right else text + padding
