"""The drawn areas of the app on the command line: the same cells, printed."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

from taskforce.commands.context import Context
from taskforce.commands.lists import selected
from taskforce.console import terminal_width
from taskforce.language import _
from taskforce.model.errors import DONE, UsageError
from taskforce.store.board import StatusColumn, status_columns
from taskforce.store.item_data import item_data, local_times
from taskforce.store.items import ItemLinks, ItemRow, item_links, items_by_seq

MOST_WIDTH = 160


def board(context: Context, options: argparse.Namespace) -> int:
    """The board: as many columns side by side as fit, the others below."""
    from taskforce.reports.board import CARD_STEP, FOOT_LINES, HEAD_LINES, BoardFrame, BoardLook, draw_board

    if options.limit < 0:
        raise UsageError(_("--limit takes a number from 0 on."))
    reader, today = context.store.reader, context.store.clock.today()
    with reader.snapshot():
        selection = selected(context, " ".join(options.query))
        columns = status_columns(reader, selection, today.isoformat())
        rows = items_by_seq(reader, [number for column in columns for number in column.numbers[: options.limit]])
        links = item_links(reader, [row.id for row in rows.values()]) if options.format == "json" else None
    if links is not None:
        context.print_json([column_data(context, column, rows, links, options.limit) for column in columns])
        return DONE
    shown = BoardFrame(print_width(), 0, len(columns)).shown
    for first in range(0, len(columns), shown):
        part = columns[first : first + shown]
        tallest = min(options.limit, max(column.total for column in part))
        frame = BoardFrame(print_width(), HEAD_LINES + max(1, tallest * CARD_STEP - 1) + FOOT_LINES, len(part))
        print_lines(draw_board(frame, part, rows, BoardLook(), today), context)
    return DONE


def column_data(
    context: Context, column: StatusColumn, rows: Mapping[int, ItemRow], links: ItemLinks, most: int
) -> dict[str, Any]:
    """A column of the board as data."""
    today, local = context.today_iso, local_times(context.store.clock)
    items = [item_data(rows[number], links, today, local) for number in column.numbers[:most]]
    return {"status": column.status, "count": column.total, "overdue": column.overdue, "items": items}


def print_width() -> int:
    """The cells of a printed line: the terminal's, within reason."""
    return max(40, min(terminal_width() - 1, MOST_WIDTH))


def print_lines(lines: Sequence[Sequence[tuple[str, str]]], context: Context) -> None:
    """Print drawn lines; blanks at their ends go."""
    for line in lines:
        context.print("".join(text for text, _kind in line).rstrip())
