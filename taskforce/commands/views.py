"""The drawn areas of the app, the same cells printed: ``board``, ``timeline``, ``calendar``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.lists import selected
from taskforce.commands.parser import Declarations, Parser, whole_number
from taskforce.commands.printing import print_lines, print_width
from taskforce.language import _
from taskforce.model.dates import parse_date
from taskforce.model.errors import DONE, UsageError
from taskforce.store.read.day_views import BOARDS, BY_STATUS, BoardColumn, board_columns
from taskforce.store.read.item_data import item_data, local_times
from taskforce.store.read.items import ItemLinks, ItemRow, item_links, items_by_seq
from taskforce.wording.spans import Span

if TYPE_CHECKING:
    from taskforce.store.read.day_views import Entry
    from taskforce.store.read.timeline import Pair, TimelineRow
    from taskforce.store.workdays import DayOff


class BoardOptions(NamedTuple):
    """The items on the board, what its columns are, and how many cards a column has at most."""

    query: Sequence[str]
    by: str
    limit: int
    format: str


def _declare_board(parser: Parser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY")
    parser.add_argument(
        "--by",
        choices=(BY_STATUS, *BOARDS),
        default=BY_STATUS,
        help=_("what the columns are; usually the status"),
    )
    parser.add_argument(
        "--limit", type=whole_number, default=10, metavar="N", help=_("cards of each column at most")
    )
    parser.add_format("table", "json")
    parser.calls(board, BoardOptions)


def board(context: Context, options: BoardOptions) -> int:
    """Print the board: as many columns side by side as fit, the others below."""
    from taskforce.views.board import CARD_STEP, FOOT_LINES, HEAD_LINES, BoardFrame, BoardLook, draw_board

    if options.limit < 0:
        raise UsageError(_("--limit takes a number from 0 on."))
    reader, today = context.store.reader, context.store.clock.today()
    with reader.snapshot():
        selection = selected(context, " ".join(options.query))
        columns = board_columns(reader, selection, today.isoformat(), options.by)
        rows = items_by_seq(reader, [number for column in columns for number in column.numbers[: options.limit]])
        links = item_links(reader, [row.id for row in rows.values()]) if options.format == "json" else None
    if links is not None:
        context.print_json([column_data(context, column, rows, links, options) for column in columns])
        return DONE
    shown = BoardFrame(print_width(), 0, len(columns)).shown
    for first in range(0, len(columns), shown):
        part = columns[first : first + shown]
        tallest = min(options.limit, max(column.total for column in part))
        frame = BoardFrame(print_width(), HEAD_LINES + max(1, tallest * CARD_STEP) + FOOT_LINES, len(part))
        print_lines(draw_board(frame, part, rows, BoardLook(), today), context)
    return DONE


def column_data(
    context: Context, column: BoardColumn, rows: Mapping[int, ItemRow], links: ItemLinks, options: BoardOptions
) -> dict[str, Any]:
    """Return a column of the board as data."""
    today, local = context.today_iso, local_times(context.store.clock)
    items = [item_data(rows[number], links, today, local) for number in column.numbers[: options.limit]]
    place = {"status": column.key} if options.by == BY_STATUS else {options.by: column.word, "done": column.done}
    return {**place, "count": column.total, "overdue": column.overdue, "items": items}


class TimelineOptions(NamedTuple):
    """The items on the timeline, its scale and first day, its groups, and how many lines it has at most."""

    query: Sequence[str]
    zoom: str
    start: str | None
    group: str | None
    limit: int
    format: str


def _declare_timeline(parser: Parser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY")
    parser.add_argument("--zoom", choices=("day", "week", "month", "quarter", "year"), default="week")
    parser.add_argument("--from", dest="start", metavar="DATE", help=_("the first day that is shown"))
    parser.add_argument(
        "--group",
        choices=("dimension", "deadline", "agency", "lead", "status"),
        help=_("what the lines are grouped by"),
    )
    parser.add_argument("--limit", type=whole_number, default=100, metavar="N", help=_("so many lines at most"))
    parser.add_format("table", "json")
    parser.calls(timeline, TimelineOptions)


def timeline(context: Context, options: TimelineOptions) -> int:
    """Print the timeline: the scale, the deadlines, a line for each item, what the signs mean."""
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
    """Return a line of the timeline as data."""
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


class CalendarOptions(NamedTuple):
    """The items in the calendar, a day of its month or week, and how many entries a day has at most."""

    query: Sequence[str]
    on: str | None
    week: bool
    limit: int
    format: str


def _declare_calendar(parser: Parser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY")
    parser.add_argument("--on", metavar="DATE", help=_("a day of the month or week that is shown"))
    parser.add_argument("--week", action="store_true", help=_("a week, day by day, instead of a month"))
    parser.add_argument("--limit", type=whole_number, default=4, metavar="N", help=_("entries of a day at most"))
    parser.add_format("table", "json")
    parser.calls(calendar, CalendarOptions)


def calendar(context: Context, options: CalendarOptions) -> int:
    """Print a month as a grid, or a week day by day."""
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
    """Return a day of the calendar as data."""
    return {
        "date": day.isoformat(),
        "name": off.name if off is not None else None,
        "working": off.working if off is not None else day.weekday() < 5,
        "items": [entry.ref for entry in entries if entry.kind == "item"],
        "deadlines": [entry.ref for entry in entries if entry.kind == "deadline"],
        "meetings": [entry.title for entry in entries if entry.kind == "meeting"],
    }


COMMANDS: Declarations = {"board": _declare_board, "timeline": _declare_timeline, "calendar": _declare_calendar}
