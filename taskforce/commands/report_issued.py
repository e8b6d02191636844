"""``report --list``, ``--reprint ID`` and ``--compare ID ID``: the reports that were issued."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.commands.report_output import deliver
from taskforce.commands.table import print_table
from taskforce.language import _, current_language
from taskforce.model.dates import format_date
from taskforce.model.errors import DONE, UsageError
from taskforce.reports.content.comparison import comparison_lines
from taskforce.reports.content.frozen import Issued, thaw
from taskforce.reports.figures.period import Period
from taskforce.reports.issue import compared, issued_data
from taskforce.reports.writers.registry import check_format, document_name, outputs
from taskforce.store.read.issued_reports import IssuedRow, find_issued, frozen, issued_rows


def run(context: Context, options: argparse.Namespace) -> int:
    """Whichever of the three was asked for."""
    if sum(map(bool, (options.list, options.reprint, options.compare, options.issue))) > 1:
        raise UsageError(_("--issue, --list, --reprint and --compare are four commands: give one of them."))
    if options.list:
        return _list(context, options)
    return _compare(context, options) if options.compare else _reprint(context, options)


def as_issued(context: Context, row: IssuedRow) -> Issued:
    """An issued report as it was frozen."""
    kept = frozen(context.store.reader, row.id)
    return thaw(kept.figures, kept.texts)


def _period(row: IssuedRow) -> Period:
    return Period(date.fromisoformat(row.start), date.fromisoformat(row.end))


def _list(context: Context, options: argparse.Namespace) -> int:
    rows = issued_rows(context.store.reader)
    local = context.store.clock.local
    if options.format == "json":
        context.print_json([issued_data(row, local) for row in rows])
        return DONE
    if options.format not in (None, "text", "table"):
        raise UsageError(_("The list of issued reports has the formats table and json."))
    numbers = {row.id: row.number for row in rows}

    def issued_on(row: IssuedRow) -> str:
        moment = local(row.issued_at)
        day = format_date(date.fromisoformat(moment[:10]), current_language(), "short")
        return f"{day} {moment[11:16]}"

    titles = [_("ID"), _("Number"), _("Period"), _("Issued at"), _("Issued by"), _("Replaces")]
    cells = [
        (
            row.short_id,
            row.number,
            _period(row).label,
            issued_on(row),
            row.issued_by or "-",
            numbers.get(row.replaces or "", row.replaces or "-"),
        )
        for row in rows
    ]
    print_table(titles, cells, flexible=1)
    return DONE


def _reprint(context: Context, options: argparse.Namespace) -> int:
    row = find_issued(context.store.reader, options.reprint)
    made = as_issued(context, row)
    form = None if options.format is None else check_format(Path(), options.format)
    name = document_name(_period(row).label, made.document.kind, row.scope)
    return deliver(context, options, made, outputs(options.output, form, name), form or "text")


def _compare(context: Context, options: argparse.Namespace) -> int:
    reader = context.store.reader
    rows = [find_issued(reader, name) for name in options.compare]
    found = compared(*(frozen(reader, row.id) for row in rows))
    if options.format == "json":
        context.print_json({"before": rows[0].id, "after": rows[1].id, **found})
        return DONE
    context.print(_("From {before} to {after}:", before=rows[0].number, after=rows[1].number))
    lines = comparison_lines(found)
    for line in lines or [_("nothing but the number differs")]:
        context.print(f"  {line}")
    return DONE
