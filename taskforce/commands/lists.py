"""Looking at action items: ``list``, ``show``, ``agenda``."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import MOST_DAYS, Declarations, Parser, whole_number
from taskforce.commands.printing import page_rows, print_fitted, print_rest, print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE, UsageError
from taskforce.model.vocabulary import CONFLICT_MARK, Priority, label
from taskforce.store.read.item_data import KEYS, item_data, item_texts, local_times
from taskforce.store.read.items import (
    Counts,
    ItemLine,
    ItemRow,
    Selection,
    item_by_ref,
    item_counts,
    item_lines,
    item_links,
    item_rows,
)
from taskforce.wording.days import full_day, short_day
from taskforce.wording.records import agency_text, item_status_text, lead_text


class ListOptions(NamedTuple):
    """What is listed, in which order, how much of it, and how."""

    query: Sequence[str]
    sort: str | None
    limit: int | None
    all: bool
    format: str


def _declare_list(parser: Parser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY")
    parser.add_argument("--sort", metavar="FIELDS", help=_("such as due,-priority"))
    parser.add_argument("--limit", type=whole_number, metavar="N")
    parser.add_argument(
        "--all", action="store_true", help=_("all of them, also on a terminal, which shows a page")
    )
    parser.add_format("table", "json", "csv")
    parser.calls(list_items, ListOptions)


def list_items(context: Context, options: ListOptions) -> int:
    """Print the items that a query finds, as a table, JSON or CSV."""
    if options.limit is not None and options.limit < 0:
        raise UsageError(_("--limit takes a number from 0 on."))
    query = " ".join(options.query)
    selection = selected(context, query, options.sort)
    if query and (told := _advice(query)):
        context.say(told)
    reader, today = context.store.reader, context.today_iso
    with reader.snapshot():
        if options.format == "table":
            _print_list(context, selection, options)
            return DONE
        local = local_times(context.store.clock)
        items = item_texts(reader, selection, today, local, options.limit)
        if options.format == "json":
            from taskforce.exchange.bundles.json_stream import write_lines

            write_lines(items, sys.stdout)
        else:
            from taskforce.exchange.files.csv_writer import write_csv

            write_csv(KEYS, map(json.loads, items), "excel", sys.stdout)
    return DONE


def _advice(query: str) -> str:
    """Return the advice on a query; what reads queries is imported for one alone."""
    from taskforce.store.query.advice import advice

    return advice(query)


def _print_list(context: Context, selection: Selection, options: ListOptions) -> None:
    """Print a table of items: on a terminal the first page, when no number of them was asked for."""
    reader, today = context.store.reader, context.store.clock.today()
    how = _("--all shows them all, --limit N so many; or ask for less, such as “list is:overdue”")
    page = None if options.all or options.limit is not None else page_rows(how)
    lines = item_lines(reader, selection, today.isoformat(), options.limit if page is None else page)
    if page is None or len(lines) < page:
        print_items(lines, today)
        return
    counts = item_counts(reader, selection, today.isoformat())
    print_items(lines, today, counts)
    print_rest(len(lines), counts.total, how)


def selected(context: Context, query: str, sort: str | None = None) -> Selection:
    """Return the selection that a query of the command line means."""
    return context.store.selection(query, sort)


def print_items(rows: Sequence[ItemRow | ItemLine], today: date, counts: Counts | None = None) -> None:
    """Print a table of items; the last line counts them, or says the ``counts`` of a list that they begin."""
    titles = [_("Ref"), _("Status"), _("Title"), _("Lead"), _("Agency"), _("Due"), _("Priority"), "%"]
    status_texts: dict[tuple[str, str | None], str] = {}
    day_text = cache(short_day)
    priorities = {str(priority): label(priority) for priority in Priority}
    cells = []
    for row in rows:
        stand = (row.status, row.due)
        if stand not in status_texts:
            status_texts[stand] = item_status_text(row, today)
        cells.append(
            (
                row.ref,
                status_texts[stand],
                f"{CONFLICT_MARK} {row.title}" if row.conflicts else row.title,
                lead_text(row) or "-",
                agency_text(row) or "-",
                day_text(row.due) or "-",
                priorities[row.priority],
                str(row.progress),
            )
        )
    print_table(titles, cells, flexible=2, right=(0, 7), goes=(7, 6, 4, 3, 5))
    if counts is None:
        iso = today.isoformat()
        counts = Counts(
            len(rows), sum(row.is_overdue(iso) for row in rows), sum(bool(row.conflicts) for row in rows)
        )
    summary = plural("{count} action item", "{count} action items", counts.total)
    if counts.overdue:
        summary += ", " + plural("{count} overdue", "{count} overdue", counts.overdue)
    if counts.conflicted:
        summary += f", {CONFLICT_MARK} " + plural(
            "{count} with an open conflict", "{count} with open conflicts", counts.conflicted
        )
    print(summary)


class ShowOptions(NamedTuple):
    """One action item."""

    ref: str
    format: str


def _declare_show(parser: Parser) -> None:
    parser.add_argument("ref", metavar="REF")
    parser.add_format("table", "json")
    parser.calls(show, ShowOptions)


def show(context: Context, options: ShowOptions) -> int:
    """Print one item with its notes, evidence and links."""
    from taskforce.store.read.item_detail import item_detail
    from taskforce.wording.item_detail import item_lines

    reader, clock = context.store.reader, context.store.clock
    row = item_by_ref(reader, options.ref)
    detail = item_detail(reader, row)
    if options.format == "json":
        links = item_links(reader, [row.id])
        data = item_data(row, links, context.today_iso, local_times(clock))
        context.print_json(data | detail.as_data(clock.local))
        return DONE
    for line in item_lines(detail, clock):
        context.print(line)
    return DONE


class AgendaOptions(NamedTuple):
    """So many days, of all or of one member."""

    of_member: str | None
    days: int
    all: bool
    format: str


def _declare_agenda(parser: Parser) -> None:
    parser.add_argument("--member", dest="of_member", metavar="MEMBER")
    parser.add_argument("--days", type=whole_number, default=7, metavar="N")
    parser.add_argument(
        "--all", action="store_true", help=_("all of them, also on a terminal, which shows a page")
    )
    parser.add_format("table", "json")
    parser.calls(agenda, AgendaOptions)


def agenda(context: Context, options: AgendaOptions) -> int:
    """Print what is overdue, due today, and in the next days; of one member when asked for."""
    from taskforce.store.read.day_views import agenda as agenda_of

    if not 0 <= options.days <= MOST_DAYS:
        raise UsageError(_("--days takes a number from 0 to {most}.", most=MOST_DAYS))
    store = context.store
    today = store.clock.today()
    member_id = None
    if options.of_member:
        from taskforce.store.query.lookup import member_by

        member_id = member_by(store.reader, options.of_member).id
    groups = agenda_of(today, options.days, member_id)
    reader, iso = store.reader, today.isoformat()
    with reader.snapshot():
        if options.format == "table":
            page = None if options.all else page_rows(_agenda_more())
            # Headings and blank lines take five more lines than a list's; what is overdue takes two an item.
            most = None if page is None else (page - 5) // (len(groups) + 1)
            _print_agenda(context, groups, options.days, most)
            return DONE
        rows = {name: item_rows(reader, group, iso) for name, group in groups.items()}
        links = item_links(reader, [row.id for group in rows.values() for row in group])
    local = local_times(store.clock)
    data = {name: [item_data(row, links, iso, local) for row in group] for name, group in rows.items()}
    context.print_json({"today": iso, "days": options.days, **data})
    return DONE


def _print_agenda(context: Context, groups: Mapping[str, Selection], days: int, most: int | None) -> None:
    """Print the groups of an agenda, of each at most so many items."""
    reader, today = context.store.reader, context.store.clock.today()
    titles = {
        "overdue": _("Overdue"),
        "today": _("Today"),
        "next": plural("In the next {count} day", "In the next {count} days", days),
    }
    context.print(full_day(today))
    totals = shown = 0
    for name, group in groups.items():
        lines = item_lines(reader, group, today.isoformat(), most)
        total = len(lines) if most is None else item_counts(reader, group, today.isoformat()).total
        totals, shown = totals + total, shown + len(lines)
        context.print()
        context.print(f"{titles[name]} ({total})")
        for line in lines:
            lead = lead_text(line) or "-"
            print_fitted(f"  {line.ref:>4}  {short_day(line.due) or '-'}  ", line.title, f"  [{lead}]")
            if name == "overdue":
                print_fitted("        ", item_status_text(line, today))
        if not lines:
            context.print(f"  {_('nothing')}")
    if totals > shown:
        context.print()
        print_rest(shown, totals, _agenda_more())


def _agenda_more() -> str:
    return _("--all shows them all; --member and --days ask for less")


COMMANDS: Declarations = {"list": _declare_list, "show": _declare_show, "agenda": _declare_agenda}
