"""``report``: the status report of a period, printed, written to files, or issued; and the issued ones."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser
from taskforce.commands.printing import print_table
from taskforce.commands.report_output import deliver, draw_plots
from taskforce.commands.report_request import (
    ReportOptions,
    asked_report,
    declare_options,
    refuse_ignored,
    report_wishes,
)
from taskforce.console import is_terminal
from taskforce.files import write_output
from taskforce.language import _
from taskforce.model.errors import DONE, UsageError
from taskforce.paths import typed_path
from taskforce.reports.figures.build import BRIEF, COMPLETE, PAGE_ONE
from taskforce.reports.figures.period import Period
from taskforce.reports.writers.registry import (
    Draft,
    Output,
    Printable,
    check_format,
    document_name,
    extent_for,
    outputs,
)
from taskforce.store.read.issued_reports import IssuedRow, find_issued, frozen, issued_rows
from taskforce.wording.days import moment_text


def _declare_report(parser: Parser) -> None:
    declare_options(parser)
    parser.calls(report, ReportOptions)


def report(context: Context, options: ReportOptions) -> int:
    """Print, write or issue the report of a period; or list, print again and compare issued ones."""
    refuse_ignored(options)
    if options.list or options.reprint or options.compare:
        return _issued(context, options)
    request = asked_report(context, options)
    if options.plot:
        return draw_plots(context, options, request)
    wishes = report_wishes(context, options, request)
    form = None if options.format is None else check_format(Path(), options.format)
    name = document_name(request.period.label, request.kind, request.scope or None)
    files = outputs(options.output, form, name)
    context.may_replace([one.path for one in files])
    on_terminal = not (files or form or options.issue or options.copy) and is_terminal(sys.stdout)
    if on_terminal and not _is_special(options):
        from taskforce.reports.writers.terminal import print_brief

        print_brief(request.figures(context.store, BRIEF if options.all else PAGE_ONE), whole=options.all)
        return DONE
    extent = extent_for([one.format for one in files] or [form or "text"], wishes.sections, request.kind)
    if options.issue:
        extent = COMPLETE._replace(plan=extent.plan)
    draft = Draft(request.figures(context.store, extent), wishes)
    if options.issue:
        return _issue(context, options, draft, files, form)
    return deliver(context, options, draft, files, None if on_terminal else form or "text")


def _is_special(options: ReportOptions) -> bool:
    """Return whether more was asked for than the quick report that a terminal shows."""
    asked = (options.kind, options.sections, options.without, options.words, options.ask, options.photos)
    return any(one is not None and one != [] for one in asked)


def _issue(
    context: Context, options: ReportOptions, draft: Draft, files: Sequence[Output], form: str | None
) -> int:
    """Freeze a report under a number, and deliver it where that was asked for."""
    from taskforce.services.issuing import issue, issued_before, issued_data, issuing_questions

    store, report = context.store, draft.report
    number = (options.number or "").strip() or None
    again = issued_before(store, report.period, draft.options.kind or report.period.kind, report.scope or "")
    replaces = again if options.replaces is None else find_issued(store.reader, options.replaces)
    asked = again if options.replaces is None else None  # who names it knows of it
    for question in issuing_questions(store, report.period, asked, replaces):
        context.confirm(question, "issued_report")
    row = issue(store, report, draft.options, number, None if replaces is None else replaces.id)
    context.say(_("Report {number} is issued.", number=row.number))
    if replaces is not None:
        context.say(_("It replaces report No. {number}.", number=replaces.number))
    if form == "json" and not files:
        context.print_json(issued_data(row, context.store.clock.local))
        return DONE
    if files or form is not None:
        return deliver(context, options, _thawed(context, row), files, None if files else form)
    context.print(row.number)
    return DONE


def _issued(context: Context, options: ReportOptions) -> int:
    """List the issued reports, compare two, or print one again."""
    if options.list:
        return _list(context, options.format)
    if options.reprint:
        return _reprint(context, options, options.reprint)
    return _compare(context, options, options.compare or ())


def _thawed(context: Context, row: IssuedRow) -> Printable:
    """Return an issued report as it was frozen."""
    from taskforce.reports.content.frozen import thaw

    kept = frozen(context.store.reader, row.id)
    return thaw(kept.figures, kept.texts)


def _period(row: IssuedRow) -> Period:
    return Period(date.fromisoformat(row.start), date.fromisoformat(row.end))


def _list(context: Context, form: str | None) -> int:
    from taskforce.services.issuing import issued_data

    rows = issued_rows(context.store.reader)
    local = context.store.clock.local
    if form == "json":
        context.print_json([issued_data(row, local) for row in rows])
        return DONE
    if form not in (None, "text", "table"):
        raise UsageError(_("The list of issued reports has the formats table and json."))
    numbers = {row.id: row.number for row in rows}

    titles = [_("ID"), _("Number"), _("Period"), _("Issued at"), _("Issued by"), _("Replaces")]
    cells = [
        (
            row.short_id,
            row.number,
            _period(row).label,
            moment_text(context.store.clock, row.issued_at),
            row.issued_by or "-",
            numbers.get(row.replaces or "", row.replaces or "-"),
        )
        for row in rows
    ]
    print_table(titles, cells, flexible=1)
    return DONE


def _reprint(context: Context, options: ReportOptions, named: str) -> int:
    row = find_issued(context.store.reader, named)
    made = _thawed(context, row)
    form = None if options.format is None else check_format(Path(), options.format)
    name = document_name(_period(row).label, made.document.kind, row.scope)
    files = outputs(options.output, form, name)
    context.may_replace([one.path for one in files])
    return deliver(context, options, made, files, form or "text")


def _compare(context: Context, options: ReportOptions, named: Sequence[str]) -> int:
    """Print what differs between two issued reports, or write it to files: as text, or as data."""
    from taskforce.reports.content.comparison import compared, comparison_lines

    reader, form = context.store.reader, options.format
    files = [_comparison_file(name, form) for name in options.output]
    if form not in (None, "text", "json"):
        raise UsageError(_("What differs between two reports has the formats text and json."))
    context.may_replace(files)
    rows = [find_issued(reader, name) for name in named]
    differences = compared(*(frozen(reader, row.id) for row in rows))
    data = {"before": rows[0].id, "after": rows[1].id, **differences}
    head = _("From {before} to {after}:", before=rows[0].number, after=rows[1].number)
    lines = comparison_lines(differences) or [_("nothing but the number differs")]
    text = "\n".join([head, *(f"  {line}" for line in lines)])
    for path in files:
        as_data = "json" in (form, path.suffix.lower().lstrip("."))
        content = json.dumps(data, ensure_ascii=False, indent=2) if as_data else text
        write_output(path, f"{content}\n".encode())
        context.print(_("Comparison written: {path}", path=path))
    if not files and form == "json":
        context.print_json(data)
    elif not files:
        context.print(text)
    return DONE


def _comparison_file(name: str, form: str | None) -> Path:
    path = typed_path(name)
    if form is None and path.suffix.lower() not in (".txt", ".json"):
        raise UsageError(_("“{path}” has no ending for a comparison: use .txt or .json.", path=path.name))
    return path


COMMANDS: Declarations = {"report": _declare_report}
