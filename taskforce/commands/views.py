"""The drawn areas of the app on the command line: the same cells, printed."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from taskforce.commands.context import Context
from taskforce.commands.lists import selected
from taskforce.console import terminal_width
from taskforce.language import _
from taskforce.model.dates import parse_date
from taskforce.model.errors import DONE, UsageError
from taskforce.store.read.day_views import StatusColumn, status_columns
from taskforce.store.read.item_data import item_data, local_times
from taskforce.store.read.items import ItemLinks, ItemRow, item_links, items_by_seq
from taskforce.wording.width import Span

if TYPE_CHECKING:
    from taskforce.store.read.day_views import Entry
    from taskforce.store.read.timeline import Pair, TimelineRow
    from taskforce.store.workdays import DayOff

MOST_WIDTH = 160


def board(context: Context, options: argparse.Namespace) -> int:
    """The board: as many columns side by side as fit, the others below."""
    from taskforce.views.board import CARD_STEP, FOOT_LINES, HEAD_LINES, BoardFrame, BoardLook, draw_board

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


def timeline(context: Context, options: argparse.Namespace) -> int:
    """The timeline: the scale, the deadlines, a line for each item, what the signs mean."""
    from taskforce.store.read.registers import deadline_rows
    from taskforce.store.read.timeline import pairs_of, timeline_lines, timeline_rows
    from taskforce.views.timeline import (
        dependency_text,
        heading_line,
        item_line,
        legend,
        milestone_line,
        name_width,
    )
    from taskforce.views.timescale import ZOOMS, TimeScale, lower_line, upper_line, with_today

    if options.limit < 0:
        raise UsageError(_("--limit takes a number from 0 on."))
    reader, today = context.store.reader, context.store.clock.today()
    with reader.snapshot():
        selection = selected(context, " ".join(options.query))
        lines = timeline_lines(reader, selection, today.isoformat(), options.group or "")
        numbers = lines.numbers[: options.limit]
        rows = timeline_rows(reader, [number for number in numbers if number > 0])
        deadlines = deadline_rows(reader)
        pairs = pairs_of(reader, [row.item.id for row in rows.values() if row.after or row.before])
    if options.format == "json":
        shown = [rows[number] for number in numbers if number in rows]
        context.print_json([bar_data(row, pairs, today) for row in shown])
        return DONE
    names = name_width(print_width())
    scale = TimeScale(today, ZOOMS.index(options.zoom), print_width() - names - 1)
    scale = scale.beginning(parse_date(options.start, today)) if options.start else scale.showing(today)
    blank = Span(" " * (names + 1))
    drawn = [
        [blank, Span(upper_line(scale))],
        [blank, *milestone_line(deadlines, scale, today)],
        [blank, *with_today(lower_line(scale), scale, today)],
    ]
    for number in numbers:
        if number in rows:
            drawn.append(item_line(rows[number], scale, today, names))
        elif number < 0:
            drawn.append(heading_line(lines.headings[-number - 1], scale, today, names))
    print_lines(drawn, context)
    if len(lines.numbers) > len(numbers):
        context.print(_("{count} more", count=len(lines.numbers) - len(numbers)))
    context.print(legend())
    if pairs:
        context.print(_("Dependencies"))
    for pair in pairs:
        context.print(f"  {dependency_text(pair, today)}")
    return DONE


def bar_data(row: TimelineRow, pairs: Sequence[Pair], today: date) -> dict[str, Any]:
    """A line of the timeline as data."""
    from taskforce.views.slack import slack_of

    item = row.item
    slacks = [slack_of(*pair, today).days for pair in pairs if pair.waiting.id == item.id]
    return {
        "ref": item.ref,
        "title": item.title,
        "status": item.status,
        "progress": item.progress,
        "start": item.start,
        "due": item.due,
        "original_due": item.original_due,
        "overdue": item.is_overdue(today.isoformat()),
        "deadline": item.deadline,
        "depends_on": list(row.after),
        "needed_by": list(row.before),
        "slack": min((days for days in slacks if days is not None), default=None),
    }


def calendar(context: Context, options: argparse.Namespace) -> int:
    """A month as a grid, or a week day by day."""
    from taskforce.store.read.day_views import calendar_days
    from taskforce.store.workdays import days_off
    from taskforce.views.calendar import CalendarLook, draw_month, draw_week, month_days, title_text

    if options.limit < 0:
        raise UsageError(_("--limit takes a number from 0 on."))
    reader, today = context.store.reader, context.store.clock.today()
    day = parse_date(options.on, today) if options.on else today
    first, last = month_days(day)
    if options.week:
        first = day - timedelta(days=day.weekday())
        last = first + timedelta(days=6)
    with reader.snapshot():
        selection = selected(context, " ".join(options.query))
        days = calendar_days(reader, selection, first, last, today.isoformat())
        off = days_off(reader, first, last)
    if options.format == "json":
        shown = (first + timedelta(days=number) for number in range((last - first).days + 1))
        context.print_json([calendar_data(one, days.get(one, []), off.get(one)) for one in shown])
        return DONE
    context.print(title_text(day, week=options.week))
    look = CalendarLook(days, off, today)
    most = max((min(options.limit, len(entries)) for entries in days.values()), default=0)
    weeks = ((last - first).days + 1) // 7
    if options.week:
        height = 7 + sum(min(options.limit, len(entries)) for entries in days.values())
        drawing = draw_week(first, look, print_width(), height)
    else:
        drawing = draw_month(day, look, print_width(), 1 + weeks * (1 + most))
    print_lines(drawing.lines, context)
    return DONE


def calendar_data(day: date, entries: Sequence[Entry], off: DayOff | None) -> dict[str, Any]:
    """A day of the calendar as data."""
    return {
        "date": day.isoformat(),
        "name": off.name if off is not None else None,
        "working": off.working if off is not None else day.weekday() < 5,
        "items": [entry.ref for entry in entries if entry.kind == "item"],
        "deadlines": [entry.ref for entry in entries if entry.kind == "deadline"],
        "meetings": [entry.title for entry in entries if entry.kind == "meeting"],
    }


def print_width() -> int:
    """The cells of a printed line: the terminal's, within reason."""
    return max(40, min(terminal_width() - 1, MOST_WIDTH))


def print_lines(lines: Sequence[Sequence[tuple[str, str]]], context: Context) -> None:
    """Print drawn lines; blanks at their ends go."""
    for line in lines:
        context.print("".join(text for text, _kind in line).rstrip())
