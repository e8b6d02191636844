"""``workload``: what lies on each member or agency, week by week."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from taskforce.commands.context import Context
from taskforce.commands.table import print_table
from taskforce.language import _
from taskforce.model.errors import DONE
from taskforce.store.read.day_views import WEEKS, week_starts, weekly_load
from taskforce.store.read.registers import AgencyRow, MemberRow, agency_rows, member_rows


def workload(context: Context, options: argparse.Namespace) -> int:
    """Open, late, and how many fall due in each of the next weeks; what is late counts to the present one, too."""
    reader, today, iso = context.store.reader, context.store.clock.today(), context.today_iso
    found: Sequence[AgencyRow | MemberRow]
    found = agency_rows(reader, iso) if options.of == "agencies" else member_rows(reader, iso)
    rows = [(*_names(one), one.open_items, one.overdue_items) for one in found]
    loads = weekly_load(reader, "agency" if options.of == "agencies" else "lead", today)
    starts = week_starts(today)
    if options.format == "json":
        data = [
            {"key": key, "name": name, "open": count, "overdue": late, "weeks": loads.get(one, [0] * WEEKS)}
            for one, key, name, count, late in rows
        ]
        context.print_json({"weeks": [start.isoformat() for start in starts], "rows": data})
        return DONE
    titles = [_("Name"), _("Open"), _("Late"), *(f"W{start.isocalendar().week}" for start in starts)]
    cells = [
        (name, str(count), str(late or "-"), *(str(week or "-") for week in loads.get(one, [0] * WEEKS)))
        for one, _key, name, count, late in rows
    ]
    print_table(titles, cells, flexible=0, right=range(1, len(titles)))
    return DONE


def _names(row: AgencyRow | MemberRow) -> tuple[str, str, str]:
    """Id, key and name of a row."""
    return (row.id, row.code, row.short) if isinstance(row, AgencyRow) else (row.id, row.handle, row.name)
