"""``masterplan``: dimensions and their parts with progress, targets, money and missing evidence."""

from __future__ import annotations

import argparse

from taskforce.commands.context import Context
from taskforce.commands.table import print_table
from taskforce.language import _, plural
from taskforce.model.errors import DONE
from taskforce.model.numbers import format_rupiah
from taskforce.store.read.masterplan import PART, Node, read_masterplan, sorted_budget


def masterplan(context: Context, options: argparse.Namespace) -> int:
    """The plan as it stands today."""
    year = options.year or str(context.store.clock.today().year)
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
    cells = [_cells(one, year) for one in nodes]
    print_table(titles, cells, flexible=0, right=(1, 2, 3, 4, 5, 6))
    whole = plan.whole
    context.print()
    context.print(f"{plural('{count} action item', '{count} action items', whole.total)}, {whole.progress:.0f}%")
    for source, amount in sorted_budget(whole.budget):
        context.print(f"{format_rupiah(amount):>20}  {source or _('source not said')}")
    return DONE


def _cells(node: Node, year: str) -> tuple[str, ...]:
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
