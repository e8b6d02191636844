"""Looking at action items: ``list``, ``show``, ``agenda``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser, whole_number
from taskforce.commands.printing import print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE, UsageError
from taskforce.model.vocabulary import CONFLICT_MARK, Priority, label
from taskforce.store.read.day_views import agenda as agenda_of
from taskforce.store.read.item_data import KEYS, item_data, local_times
from taskforce.store.read.items import ItemRow, Selection, item_by_ref, item_links, item_rows
from taskforce.wording.days import full_day, short_day
from taskforce.wording.records import item_status_text


class ListOptions(NamedTuple):
    """What is listed, in which order, how much of it, and how."""

    query: Sequence[str]
    sort: str | None
    limit: int | None
    format: str


def _declare_list(parser: Parser) -> None:
    parser.add_argument("query", nargs="*", metavar="QUERY")
    parser.add_argument("--sort", metavar="FIELDS", help=_("such as due,-priority"))
    parser.add_argument("--limit", type=whole_number, metavar="N")
    parser.add_format("table", "json", "csv")
    parser.calls(list_items, ListOptions)


def list_items(context: Context, options: ListOptions) -> int:
    """Print the items that a query finds, as a table, JSON or CSV."""
    if options.limit is not None and options.limit < 0:
        raise UsageError(_("--limit takes a number from 0 on."))
    selection = selected(context, " ".join(options.query), options.sort)
    reader, today = context.store.reader, context.today_iso
    with reader.snapshot():
        rows = item_rows(reader, selection, today, options.limit)
        if options.format == "table":
            print_items(rows, context.store.clock.today())
            return DONE
        few = options.limit is not None or selection.where != "1 = 1"
        links = item_links(reader, [row.id for row in rows] if few else None)
    local = local_times(context.store.clock)
    if options.format == "json":
        from taskforce.exchange.bundles.json_stream import write_items

        write_items(rows, links, today, local, sys.stdout)
    else:
        from taskforce.exchange.files.csv_writer import csv_text

        data = (item_data(row, links, today, local) for row in rows)
        sys.stdout.write(csv_text(KEYS, data, "excel"))
    return DONE


def selected(context: Context, query: str, sort: str | None = None) -> Selection:
    """Return the selection that a query of the command line means."""
    from taskforce.store.read.list_view import selection_of

    return selection_of(context.store, query, sort)


def print_items(rows: list[ItemRow], today: date) -> None:
    """Print a table of items; the last line counts them."""
    titles = [_("Ref"), _("Status"), _("Title"), _("Lead"), _("Agency"), _("Due"), _("Priority"), "%"]
    cells = [
        (
            row.ref,
            item_status_text(row, today),
            f"{CONFLICT_MARK} {row.title}" if row.conflicts else row.title,
            row.lead or "-",
            row.agency or "-",
            short_day(row.due) or "-",
            label(Priority(row.priority)),
            str(row.progress),
        )
        for row in rows
    ]
    print_table(titles, cells, flexible=2, right=(0, 7))
    late = sum(row.is_overdue(today.isoformat()) for row in rows)
    summary = plural("{count} action item", "{count} action items", len(rows))
    if late:
        summary += ", " + plural("{count} overdue", "{count} overdue", late)
    clashing = sum(bool(row.conflicts) for row in rows)
    if clashing:
        summary += f", {CONFLICT_MARK} " + plural(
            "{count} with an open conflict", "{count} with open conflicts", clashing
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
    format: str


def _declare_agenda(parser: Parser) -> None:
    parser.add_argument("--member", dest="of_member", metavar="MEMBER")
    parser.add_argument("--days", type=whole_number, default=7, metavar="N")
    parser.add_format("table", "json")
    parser.calls(agenda, AgendaOptions)


def agenda(context: Context, options: AgendaOptions) -> int:
    """Print what is overdue, due today, and in the next days; of one member when asked for."""
    if options.days < 0:
        raise UsageError(_("--days takes a number from 0 on."))
    store = context.store
    today = store.clock.today()
    member_id = None
    if options.of_member:
        from taskforce.store.query.lookup import member_by

        member_id = member_by(store.reader, options.of_member).id
    due = agenda_of(store.reader, today, options.days, member_id)
    groups = {"overdue": due.overdue, "today": due.today, "next": due.next}
    rows = [row for group in groups.values() for row in group]
    if options.format == "json":
        links = item_links(store.reader, [row.id for row in rows])
        local = local_times(store.clock)
        data = {
            name: [item_data(row, links, today.isoformat(), local) for row in group]
            for name, group in groups.items()
        }
        context.print_json({"today": today.isoformat(), "days": options.days, **data})
        return DONE
    _print_agenda(context, groups, today, options.days)
    return DONE


def _print_agenda(context: Context, groups: dict[str, list[ItemRow]], today: date, days: int) -> None:
    titles = {
        "overdue": _("Overdue"),
        "today": _("Today"),
        "next": plural("In the next {count} day", "In the next {count} days", days),
    }
    context.print(full_day(today))
    for name, group in groups.items():
        context.print()
        context.print(f"{titles[name]} ({len(group)})")
        for row in group:
            lead = row.lead or "-"
            context.print(f"  {row.ref:>4}  {short_day(row.due) or '-'}  {row.title}  [{lead}]")
            if name == "overdue":
                context.print(f"        {item_status_text(row, today)}")
        if not group:
            context.print(f"  {_('nothing')}")


COMMANDS: Declarations = {"list": _declare_list, "show": _declare_show, "agenda": _declare_agenda}
