"""What commands print: tables cut to the terminal's width, records as data, drawn lines; and the clipboard."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

from taskforce.commands.context import Context
from taskforce.console import is_terminal, terminal_height, terminal_width
from taskforce.language import _
from taskforce.model.errors import DONE, UsageError
from taskforce.model.width import cell_width, pad, printable, shorten

_GAP = "  "

MOST_WIDTH = 160

FEWEST_ROWS = 20
"""So many rows a page has on the smallest terminal."""


def print_table(
    titles: Sequence[str], rows: Sequence[Sequence[str]], flexible: int, right: Sequence[int] = ()
) -> None:
    """Print rows under titles.

    In a terminal the column ``flexible`` gives way so that lines fit; elsewhere nothing is cut.  Columns in
    ``right`` are set flush right.
    """
    rows = [[*map(printable, row)] for row in rows]
    columns = [{cell: cell_width(cell) for cell in column} for column in zip(titles, *rows, strict=True)]
    widths = [max(column.values()) for column in columns]
    if is_terminal(sys.stdout):
        excess = sum(widths) + len(_GAP) * (len(widths) - 1) - terminal_width()
        if excess > 0:
            widths[flexible] = max(12, widths[flexible] - excess)
    fitted = [
        {
            cell: pad(
                cell if own <= width else shorten(cell, width), width, "right" if number in right else "left"
            )
            for cell, own in column.items()
        }
        for number, (column, width) in enumerate(zip(columns, widths, strict=True))
    ]
    for row in (titles, *rows):
        print(_GAP.join([cells[cell] for cells, cell in zip(fitted, row, strict=True)]).rstrip())


def page_rows() -> int | None:
    """Return the rows of a list that a person at a terminal takes in; ``None`` (all of them) for a program."""
    return max(FEWEST_ROWS, terminal_height() - 4) if is_terminal(sys.stdout) else None


def print_rest(context: Context, shown: int, total: int, how: str) -> None:
    """Print one line that says how many more there are, and ``how`` they are seen."""
    if total > shown:
        context.print(f"{_('{count} more', count=total - shown)}: {how}")


def print_data(context: Context, form: str, data: Sequence[dict[str, Any]]) -> int:
    """Print records as ``json`` or ``csv``, and return the exit status."""
    if form == "json":
        context.print_json(list(data))
        return DONE
    from taskforce.exchange.files.csv_writer import csv_text

    sys.stdout.write(csv_text(list(data[0]) if data else [], data, "excel"))
    return DONE


def print_width() -> int:
    """Return the cells of a drawn line: the terminal's, within reason."""
    return max(40, min(terminal_width() - 1, MOST_WIDTH))


def print_lines(lines: Sequence[Sequence[tuple[str, str]]], context: Context) -> None:
    """Print drawn lines; blanks at their ends go."""
    for line in lines:
        context.print("".join(text for text, _kind in line).rstrip())


def copy_text(text: str | bytes) -> None:
    """Send a text to the clipboard of the person's terminal, by the one sequence that terminals know (OSC 52).

    Raises :class:`UsageError` where no terminal could take it.
    """
    if isinstance(text, bytes):
        raise UsageError(_("Only a text can be copied: leave --copy out, or name a format that is a text."))
    if not is_terminal(sys.stderr):
        raise UsageError(_("There is no terminal whose clipboard could take the text: write it with -o FILE."))
    import base64

    code = base64.b64encode(text.encode("utf-8")).decode("ascii")
    sys.stderr.write(f"\x1b]52;c;{code}\x07")
    sys.stderr.flush()
