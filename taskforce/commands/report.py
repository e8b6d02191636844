"""``report``: the weekly status report."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.console import is_terminal, terminal_width
from taskforce.language import _
from taskforce.model.dates import parse_date
from taskforce.model.errors import DONE
from taskforce.reports.build import build_report, period_of
from taskforce.reports.writers import check_format, rendered, write_report


def report(context: Context, options: argparse.Namespace) -> int:
    """Print or write the report of a period."""
    store = context.store
    today = store.clock.today()

    def day(text: str | None) -> date | None:
        return None if text is None else parse_date(text, today)

    for name in options.output:
        check_format(Path(name), options.format)
    period = period_of(today, options.week, day(options.start), day(options.end))
    made = build_report(store, period, day(options.as_of), options.scope)
    if options.output:
        for name in options.output:
            path = Path(name)
            write_report(made, path, options.format, options.paper)
            context.print(_("Report written: {path}", path=path))
        return DONE
    if options.format is None and is_terminal(sys.stdout):
        from taskforce.reports.terminal import print_report

        print_report(made, terminal_width())
        return DONE
    sys.stdout.write(rendered(made, options.format or "text", options.paper))
    return DONE
