"""What commands print: tables cut to the terminal's width, records as data, drawn lines; and the clipboard."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from taskforce.commands.context import Context
from taskforce.console import is_terminal, terminal_height, terminal_width
from taskforce.language import _
from taskforce.model.errors import DONE, UsageError
from taskforce.model.width import cell_width, pad, printable, shorten, wrap

_GAP = "  "

READABLE = 24
"""So many cells of the column that gives way are kept, as long as other columns can go."""

MOST_WIDTH = 160

FEWEST_ROWS = 10
"""So many rows a page has on the smallest terminal."""


def print_table(
    titles: Sequence[str],
    rows: Sequence[Sequence[str]],
    flexible: int,
    right: Sequence[int] = (),
    goes: Sequence[int] | None = None,
) -> None:
    """Print rows under titles; columns in ``right`` are set flush right.

    No line is longer than a terminal is wide: the columns in ``goes`` are left out one after the other (without it
    from the last one on, never the first), which is said below; then the column ``flexible`` is cut.  Elsewhere
    everything is printed.
    """
    titles, rows = [*map(printable, titles)], [[*map(printable, row)] for row in rows]
    columns = [{cell: cell_width(cell) for cell in column} for column in zip(titles, *rows, strict=True)]
    widths = dict(enumerate(max(column.values()) for column in columns))
    if is_terminal(sys.stdout):
        going = range(len(titles) - 1, 0, -1) if goes is None else goes
        widths = _fitted(widths, terminal_width(), flexible, [place for place in going if place != flexible])
    fitted = [
        {
            cell: pad(cell if own <= width else shorten(cell, width), width, "right" if place in right else "left")
            for cell, own in columns[place].items()
        }
        for place, width in widths.items()
    ]
    for row in (titles, *rows):
        shown = [row[place] for place in widths]
        print(_GAP.join([cells[cell] for cells, cell in zip(fitted, shown, strict=True)]).rstrip())
    if left_out := ", ".join(title for place, title in enumerate(titles) if place not in widths):
        print_sentence(_("No room at this width for: {columns}.", columns=left_out))


def _fitted(widths: Mapping[int, int], room: int, flexible: int, goes: Sequence[int]) -> dict[int, int]:
    """Return the widths of the columns that are shown in so much room, by their places."""
    shown = dict(widths)

    def excess() -> int:
        return sum(shown.values()) + len(_GAP) * (len(shown) - 1) - room

    spare = max(0, widths[flexible] - READABLE)
    for place in goes:
        if excess() > spare:
            del shown[place]
    shown[flexible] -= min(spare, max(0, excess()))
    while excess() > 0 and (widest := max(shown.values())) > 1:
        shown[next(place for place, width in shown.items() if width == widest)] -= 1
    return shown


def print_sentence(text: str) -> None:
    """Print a sentence, in a terminal between words in as many lines as it takes."""
    print("\n".join(wrap(text, terminal_width())) if is_terminal(sys.stdout) else text)


def print_fitted(before: str, text: str, after: str = "") -> None:
    """Print a line; in a terminal that is too narrow for it the ``text`` in the middle is cut."""
    text, after = printable(text), printable(after)
    if is_terminal(sys.stdout):
        text = shorten(text, max(1, terminal_width() - cell_width(before) - cell_width(after)))
    print(f"{before}{text}{after}")


def page_rows(how: str) -> int | None:
    """Return the rows of a list that a person at a terminal takes in, above the sentence of :func:`print_rest`;
    ``None`` (all of them) for a program."""
    if not is_terminal(sys.stdout):
        return None
    below = len(wrap(_rest(_MANY, how), terminal_width()))
    # The names of the columns, those that have no room, the counts, and the prompt.
    return max(FEWEST_ROWS, terminal_height() - 4 - below)


_MANY = 99_999


def print_rest(shown: int, total: int, how: str) -> None:
    """Print how many more there are, and ``how`` they are seen."""
    if total > shown:
        print_sentence(_rest(total - shown, how))


def _rest(count: int, how: str) -> str:
    return f"{_('{count} more', count=count)}: {how}"


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


def print_progress(done: int, total: int) -> None:
    """Say on a terminal how far something long is."""
    if is_terminal(sys.stderr):
        end = "\r" if done < total else "\n"
        sys.stderr.write(f"\r{100 * done // max(1, total)} %{end}")
        sys.stderr.flush()
