"""``report``: the weekly status report."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.console import is_terminal, terminal_width, writes_utf8
from taskforce.language import _
from taskforce.model.dates import parse_date
from taskforce.model.errors import DONE
from taskforce.reports.build import build_report
from taskforce.reports.period import period_of
from taskforce.reports.writers import check_format, extent_for, rendered, write_report


def report(context: Context, options: argparse.Namespace) -> int:
    """Print or write the report of a period."""
    store = context.store
    today = store.clock.today()

    def day(text: str | None) -> date | None:
        return None if text is None else parse_date(text, today)

    if options.plot:
        from taskforce.commands.plots import plots

        period = period_of(today, options.week, day(options.start), day(options.end))
        return plots(context, options, period, day(options.as_of))
    formats = [check_format(Path(name), options.format) for name in options.output]
    on_terminal = not formats and options.format is None and is_terminal(sys.stdout)
    if not formats and not on_terminal:
        formats = [check_format(Path(), options.format or "text")]
    period = period_of(today, options.week, day(options.start), day(options.end))
    made = build_report(store, period, day(options.as_of), options.scope, extent=extent_for(formats))
    if options.output:
        for name in options.output:
            path = Path(name)
            write_report(made, path, options.format, options.paper)
            context.print(_("Report written: {path}", path=path))
    elif on_terminal:
        from taskforce.reports.terminal import print_report

        print_report(made, terminal_width())
    else:
        ascii_only = not writes_utf8(sys.stdout)
        sys.stdout.write(rendered(made, formats[0], options.paper, ascii_only=ascii_only))
    return DONE
