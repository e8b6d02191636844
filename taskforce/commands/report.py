"""``report``: the status report of a period, printed, written to files, or issued."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.commands.report_output import deliver
from taskforce.console import is_terminal, terminal_width
from taskforce.language import _
from taskforce.model.dates import parse_date
from taskforce.model.errors import DONE, UsageError
from taskforce.reports.content.options import Options, chosen_sections
from taskforce.reports.figures.build import BRIEF, COMPLETE, build_report
from taskforce.reports.figures.period import (
    Period,
    month_period,
    period_of,
    quarter_period,
    usual_period,
    year_period,
)
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.writers.registry import (
    Draft,
    Output,
    check_format,
    document_name,
    extent_for,
    outputs,
)
from taskforce.store.read.issued_reports import ReportKey, kept_with


def report(context: Context, options: argparse.Namespace) -> int:
    """Print, write or issue the report of a period; or list, print again and compare issued ones."""
    if options.list or options.reprint or options.compare:
        from taskforce.commands import report_issued

        return report_issued.run(context, options)
    store = context.store
    today = store.clock.today()
    period = asked_period(options, today)
    scope = asked_scope(context, options)
    if options.plot:
        from taskforce.commands.plots import plots

        options.scope = scope
        return plots(context, options, period, None if options.as_of is None else parse_date(options.as_of, today))
    kind = options.kind or period.kind
    wished = _wishes(context, options, ReportKey(kind, period.label, scope or ""))
    form = None if options.format is None else check_format(Path(), options.format)
    wanted = outputs(options.output, form, document_name(period.label, kind, scope))
    on_terminal = not (wanted or form or options.issue or options.copy) and is_terminal(sys.stdout)
    as_of = None if options.as_of is None else parse_date(options.as_of, today)
    if on_terminal and not _is_special(options):
        made = build_report(store, period, as_of, scope, extent=BRIEF)
        from taskforce.reports.writers.terminal import print_report

        print_report(made, terminal_width())
        return DONE
    formats = [one.format for one in wanted] or [form or "text"]
    extent = extent_for(formats, wished.sections, kind)
    if options.issue:
        extent = COMPLETE_WITH_PLAN if extent.plan else COMPLETE
    made = build_report(store, period, as_of, scope, extent=extent)
    if options.issue:
        return _issue(context, options, made, wished, wanted, form)
    return deliver(context, options, Draft(made, wished), wanted, None if on_terminal else form or "text")


COMPLETE_WITH_PLAN = COMPLETE.__class__(None, links=True, matrix=True, plan=True)


def _is_special(options: argparse.Namespace) -> bool:
    """Whether more was asked for than the quick report that a terminal shows."""
    asked = (options.kind, options.sections, options.without, options.words, options.photos)
    return any(one is not None and one != [] for one in asked)


def asked_period(options: argparse.Namespace, today: date) -> Period:
    """The period that the options say; this week (month, year …) when they say none."""
    spans = [options.week, options.month, options.quarter, options.year, options.start or options.end]
    if sum(one is not None for one in spans) > 1:
        raise UsageError(
            _("A report is of one period: give one of --week, --month, --quarter, --year, or --from with --to.")
        )
    if options.month is not None:
        return month_period(options.month)
    if options.quarter is not None:
        return quarter_period(options.quarter)
    if options.year is not None:
        return year_period(options.year)
    if options.kind is not None and not any(spans):
        return usual_period(options.kind, today)

    def day(text: str | None) -> date | None:
        return None if text is None else parse_date(text, today)

    return period_of(today, options.week, day(options.start), day(options.end))


def asked_scope(context: Context, options: argparse.Namespace) -> str | None:
    """The query that the report is limited to: ``--scope``, and one dimension, agency or member."""
    from taskforce.store.query.lookup import resolve

    scope = (options.scope or "").strip()
    parts = []
    for field, kind, word in (
        ("dim", "dimension", options.dimension),
        ("agency", "agency", options.agency),
        ("member", "member", options.of_member),
    ):
        if word is not None:
            name = resolve(context.store.reader, kind, word).names[0]
            plain = all(letter.isalnum() or letter in "-_." for letter in name)
            parts.append(f"{field}:{name}" if plain else f'{field}:"{name}"')
    if scope and parts:
        scope = f"({scope})"
    return " ".join(filter(None, [*parts, scope])) or None


def _wishes(context: Context, options: argparse.Namespace, key: ReportKey) -> Options:
    """What was asked for now or before, kept with the report of the period."""
    if options.sections is not None or options.without or options.words or options.photos is not None:
        from taskforce.commands.report_wishes import keep

        kept = keep(context, options, key)
    else:
        kept = kept_with(context.store.reader, key)
    sections = kept.sections
    if sections is None and context.config.report_sections and key.kind != "evaluation":
        from taskforce.reports.content.options import check_sections

        sections = check_sections(context.config.report_sections.split(","))
    photos: Sequence[object] = ()
    if kept.photos and (options.output or options.issue) and "photos" in chosen_sections(key.kind, sections):
        from taskforce.reports.content.photos import photos_of
        from taskforce.store.read.report_data import pieces_of_evidence

        photos, problems = photos_of(pieces_of_evidence(context.store.reader, kept.photos))
        for problem in problems:
            context.say(_("Look: {warning}", warning=problem))
    return Options(key.kind, sections, kept.words, photos, options.paper)  # type: ignore[arg-type]


def _issue(
    context: Context,
    options: argparse.Namespace,
    made: StatusReport,
    wished: Options,
    wanted: Sequence[Output],
    form: str | None,
) -> int:
    from taskforce.commands.report_issued import as_issued
    from taskforce.reports.issue import issue, issued_data

    number = (options.number or "").strip() or None
    row = issue(context.store, made, wished, number, options.replaces)
    context.say(_("Report {number} is issued.", number=row.number))
    if wanted:
        deliver(context, options, as_issued(context, row), wanted, None)
    elif form == "json":
        context.print_json(issued_data(row, context.store.clock.local))
    elif form is not None:
        deliver(context, options, as_issued(context, row), (), form)
    else:
        context.print(row.number)
    return DONE
