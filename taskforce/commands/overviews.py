"""What the whole adds up to: ``masterplan`` (dimensions and their parts), ``workload`` (members and agencies)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser
from taskforce.commands.printing import print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE, UsageError
from taskforce.model.numbers import format_rupiah
from taskforce.store.read.day_views import WEEKS, week_starts, weekly_load
from taskforce.store.read.masterplan import PART, Node, read_masterplan, sorted_budget
from taskforce.store.read.registers import AgencyRow, MemberRow, agency_rows, member_rows
from taskforce.wording.days import week_mark


class MasterplanOptions(NamedTuple):
    """The year whose targets are counted."""

    year: str | None
    format: str


def _declare_masterplan(parser: Parser) -> None:
    parser.add_argument("--year", metavar="YEAR", help=_("whose targets are counted"))
    parser.add_format("table", "json")
    parser.calls(masterplan, MasterplanOptions)


def masterplan(context: Context, options: MasterplanOptions) -> int:
    """Print the plan as it stands today: progress, targets, money and missing evidence."""
    year = options.year or str(context.store.clock.today().year)
    if not re.fullmatch("[0-9]{4}", year):
        raise UsageError(_("“{text}” is no year: write it as 2026.", text=year))
    plan = read_masterplan(context.store.reader, context.today_iso)
    if options.format == "json":
        data = [
            node.as_data() | {"sub_dimensions": [part.as_data() for part in parts]}
            for node, parts in plan.dimensions
        ]
        context.print_json({"dimensions": data, "whole": plan.whole.as_data()})
        return DONE
    titles = [
        _("Masterplan"), _("Done"), _("Late"), _("Progress"), f"{_('Target')} {year}", _("Budget"),
        _("No evidence"),
    ]  # fmt: skip
    nodes = [one for node, parts in plan.dimensions for one in (node, *parts)]
    cells = [_plan_cells(one, year) for one in nodes]
    print_table(titles, cells, flexible=0, right=(1, 2, 3, 4, 5, 6))
    whole = plan.whole
    context.print()
    context.print(f"{plural('{count} action item', '{count} action items', whole.total)}, {whole.progress:.0f}%")
    for source, amount in sorted_budget(whole.budget):
        context.print(f"{format_rupiah(amount):>20}  {source or _('source not said')}")
    return DONE


def _plan_cells(node: Node, year: str) -> tuple[str, ...]:
    figures = node.years.get(year)
    return (
        ("  " if node.kind == PART else "")
        + (node.name or (_("of no part") if node.kind == PART else _("of no dimension"))),
        f"{node.done}/{node.total}",
        str(node.overdue or "-"),
        f"{node.progress:.0f}%",
        f"{figures.met}/{figures.targets}" if figures and figures.targets else "-",
        format_rupiah(node.money) if node.budget else "-",
        str(node.evidenceless or "-"),
    )


class WorkloadOptions(NamedTuple):
    """Of ``members`` or of ``agencies``."""

    of: str
    format: str


def _declare_workload(parser: Parser) -> None:
    parser.add_argument("of", nargs="?", choices=("members", "agencies"), default="members")
    parser.add_format("table", "json")
    parser.calls(workload, WorkloadOptions)


def workload(context: Context, options: WorkloadOptions) -> int:
    """Print what is open, late, and falls due in each of the next weeks; what is late counts to this one, too."""
    reader, today, iso = context.store.reader, context.store.clock.today(), context.today_iso
    bearers: Sequence[AgencyRow | MemberRow]
    bearers = agency_rows(reader, iso) if options.of == "agencies" else member_rows(reader, iso)
    rows = [(*_names(one), one.open_items, one.overdue_items) for one in bearers]
    loads = weekly_load(reader, "agency" if options.of == "agencies" else "lead", today)
    starts = week_starts(today)
    if options.format == "json":
        data = [
            {"key": key, "name": name, "open": count, "overdue": late, "weeks": loads.get(one, [0] * WEEKS)}
            for one, key, name, count, late in rows
        ]
        context.print_json({"weeks": [start.isoformat() for start in starts], "rows": data})
        return DONE
    titles = [_("Name"), _("Open"), _("Late"), *(week_mark(start.isocalendar().week) for start in starts)]
    cells = [
        (name, str(count), str(late or "-"), *(str(week or "-") for week in loads.get(one, [0] * WEEKS)))
        for one, _key, name, count, late in rows
    ]
    print_table(titles, cells, flexible=0, right=range(1, len(titles)))
    return DONE


def _names(row: AgencyRow | MemberRow) -> tuple[str, str, str]:
    """Return the id, key and name of a row."""
    return (row.id, row.code, row.short) if isinstance(row, AgencyRow) else (row.id, row.handle, row.name)


COMMANDS: Declarations = {"masterplan": _declare_masterplan, "workload": _declare_workload}
