"""``import`` and ``export``; ``sheets``: the workbooks that went to agencies, and which of them came back."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.lists import selected
from taskforce.commands.parser import Declarations, Parser, whole_number
from taskforce.commands.printing import print_progress, print_table
from taskforce.exchange.files.paths import spreadsheets
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NEEDS_A_PERSON, REFUSED, TaskforceError, UsageError
from taskforce.store.read.sent_sheets import SheetState, sheet_states
from taskforce.wording.days import short_day

if TYPE_CHECKING:
    from taskforce.exchange.importing.plan import Plan
    from taskforce.exchange.importing.questions import Answers


class ImportOptions(NamedTuple):
    """Files, or folders of spreadsheets; what their rows, columns and words are, where that is said."""

    files: Sequence[str]
    kind: str | None
    column: Sequence[str] | None
    value: Sequence[str] | None
    dates: str | None
    header: int | None
    sheet: str | None
    strict: bool
    as_new: bool
    forget: bool
    dry_run: bool
    format: str


def _declare_import(parser: Parser) -> None:
    parser.add_argument("files", metavar="FILE", nargs="+", help=_("files, or folders of spreadsheets"))
    parser.add_argument("--kind", choices=("actions", "members", "deadlines"))
    parser.add_argument(
        "--column",
        metavar="HEADER=FIELD",
        action="append",
        help=_("what a column is, by its header or letter: Summary=title, E=ignore"),
    )
    parser.add_argument(
        "--value",
        metavar="FIELD:WORD=VALUE",
        action="append",
        help=_("what a word of the sheet means: status:Terlaksana=done"),
    )
    parser.add_argument(
        "--dates", choices=("dmy", "mdy"), help=_("whether the day or the month stands first in dates of numbers")
    )
    parser.add_argument("--header", metavar="ROW", type=whole_number, help=_("the row of the column names"))
    parser.add_argument("--sheet", metavar="NAME", help=_("the only sheet that is read"))
    parser.add_argument(
        "--strict", action="store_true", help=_("refuse a row whole when one of its cells cannot be read")
    )
    parser.add_argument(
        "--as-new",
        action="store_true",
        help=_("rows are new although an action item of the same title and day is there"),
    )
    parser.add_argument(
        "--forget",
        action="store_true",
        help=_("drop what was answered for sheets of this shape, and read nothing"),
    )
    parser.add_dry_run()
    parser.add_yes()
    parser.add_format("table", "json")
    parser.calls(import_files, ImportOptions)


def import_files(context: Context, options: ImportOptions) -> int:
    """Take in files: show what each means, then write it as one step.

    Exit 3 when a person is needed (rows were rejected, fields are in conflict), 1 when nothing could be read.
    """
    paths = spreadsheets(map(Path, options.files))
    if options.forget:
        return _forget(context, paths, dry_run=options.dry_run)
    if len(paths) == 1 and not Path(options.files[0]).is_dir():
        plan = _take(context, options, paths[0])
        if options.format == "json":
            context.print_json(plan.as_data())
        return _after(context, [plan])
    plans: list[Plan] = []
    data: list[dict[str, Any]] = []
    failed = 0
    for path in paths:
        try:
            plan = _take(context, options, path)
        except UsageError:
            raise
        except TaskforceError as error:
            failed += 1
            context.say(f"taskforce: {error}")
            data.append({"file": path.name, "error": str(error)})
        else:
            plans.append(plan)
            data.append(plan.as_data())
        if options.format != "json":
            context.print()
    if options.format == "json":
        context.print_json({"files": data, "waiting": _waiting_data(context)})
    elif any(plan.returned for plan in plans):
        context.print(_waiting(context, sheet_states(context.store.reader)) or _("Every agency has answered."))
    status = _after(context, plans)
    if failed:
        context.say(plural("{count} file was not taken.", "{count} files were not taken.", failed))
        return NEEDS_A_PERSON if plans else REFUSED
    return status


def _take(context: Context, options: ImportOptions, path: Path) -> Plan:
    """Plan one file, show it, and write it unless that is not wanted."""
    from taskforce.exchange.importer import conclusion, describe, plan_import, run_import

    shown = options.format != "json"
    answers = _answers(options)
    plan = plan_import(context.store, path, answers=answers)
    if plan.questions and shown and not options.dry_run and sys.stdin.isatty() and sys.stdout.isatty():
        from taskforce.commands.import_questions import ask_all

        plan = ask_all(context, plan, answers, lambda more: plan_import(context.store, path, answers=more))
    if shown:
        for line in describe(plan):
            context.print(line)
    if options.dry_run:
        if shown:
            context.print(_("Nothing was written: this was a dry run."))
        return plan
    asks = shown and plan.returned is not None and (plan.changed or plan.new)
    if asks and sys.stdin.isatty() and sys.stdout.isatty():
        context.confirm(_("Take this in?"))
    sys.stdout.flush()
    run_import(context.store, plan, print_progress)
    if shown and (text := conclusion(plan)):
        context.print()
        context.print(text)
    return plan


def _answers(options: ImportOptions) -> Answers:
    """Return what the options say of the sheet.  Raise :class:`UsageError`."""
    from taskforce.exchange.importing.questions import Answers, parse_columns, parse_values

    if options.header is not None and options.header < 1:
        raise UsageError(_("--header is the number of a row: 1 or more."))
    return Answers(
        columns=parse_columns(options.column or ()),
        values=parse_values(options.value or ()),
        dates=options.dates,  # type: ignore[arg-type]  # argparse lets through no other
        header=options.header,
        sheet=options.sheet,
        kind=options.kind,  # type: ignore[arg-type]
        strict=options.strict,
        as_new=options.as_new,
    )


def _forget(context: Context, paths: Sequence[Path], *, dry_run: bool) -> int:
    """Drop what was answered for sheets of the shape of these."""
    from taskforce.exchange.importer import forget_answers

    for path in paths:
        count = forget_answers(context.store, path, dry_run=dry_run)
        context.print(
            plural(
                "{path}: the answers for {count} shape of sheet are dropped.",
                "{path}: the answers for {count} shapes of sheets are dropped.",
                count,
                path=path.name,
            )
            if count
            else _("{path}: nothing was answered for sheets of this shape.", path=path.name)
        )
    return DONE


def _after(context: Context, plans: list[Plan]) -> int:
    """Say what a person has to do after an import, and return the exit status that says so."""
    rejected = sum(len(plan.rejected) for plan in plans)
    conflicts = sum(plan.conflicts for plan in plans)
    if rejected:
        context.say(
            plural(
                "{count} row was not taken: mend it in the sheet and import the sheet again.",
                "{count} rows were not taken: mend them in the sheet and import the sheet again.",
                rejected,
            )
        )
    if conflicts:
        context.say(
            plural(
                "{count} field was changed here, too, since the sheet was sent: see “taskforce conflicts”.",
                "{count} fields were changed here, too, since the sheet was sent: see “taskforce conflicts”.",
                conflicts,
            )
        )
    questions = [question for plan in plans for question in plan.questions]
    if questions:
        context.say(
            plural(
                "{count} question is open; this answers it:",
                "{count} questions are open; these options answer them (change what is not so):",
                len(questions),
            )
        )
        for question in questions:
            context.say(f"  {question.option}")
    return NEEDS_A_PERSON if any(plan.needs_a_person for plan in plans) else DONE


def _waiting_data(context: Context) -> list[dict[str, Any]]:
    local = context.store.clock.local
    return [
        {"agency": one.agency, "file": one.file, "sent_at": local(one.sent_at)}
        for one in sheet_states(context.store.reader)
        if one.answered_at is None
    ]


class ExportOptions(NamedTuple):
    """A file (or folder), what is written to it, and how."""

    file: str
    query: Sequence[str]
    per_agency: bool
    dialect: str
    events: str | None
    alarm: str | None
    todo: bool


def _declare_export(parser: Parser) -> None:
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("query", nargs="*", metavar="QUERY")
    parser.add_argument(
        "--per-agency", action="store_true", help=_("FILE is a folder: a workbook for each agency to fill in")
    )
    parser.add_argument("--dialect", choices=("excel", "excel-id"), default="excel")
    parser.add_argument(
        "--events",
        choices=("deadlines", "items", "all"),
        help=_("a calendar of these, whatever the file is called"),
    )
    parser.add_argument("--alarm", metavar="DAYS", help=_("reminders in a calendar, days before: 7,1, or none"))
    parser.add_argument("--todo", action="store_true", help=_("action items as tasks of the calendar"))
    parser.add_yes()
    parser.calls(export_file, ExportOptions)


def export_file(context: Context, options: ExportOptions) -> int:
    """Write the list, or what a query finds, to a file; or a workbook for each agency to a folder."""
    path = Path(options.file)
    query = " ".join(options.query).strip()
    selection = selected(context, query) if query else None
    calendar = path.suffix.lower() == ".ics"
    if not calendar and (options.events or options.alarm or options.todo):
        raise UsageError(_("--events, --alarm and --todo are for calendars: name a file that ends in .ics."))
    if options.per_agency:
        return _export_per_agency(context, path, query)
    from taskforce.exchange.exporter import SUFFIXES
    from taskforce.services.exporting import export_list

    how = None
    if calendar:
        from taskforce.exchange.files.calendar import CalendarOptions, parse_alarms

        how = CalendarOptions(options.events, parse_alarms(options.alarm), options.todo)
    if path.suffix.lower() in SUFFIXES:
        context.may_replace([path])
    done = export_list(context.store, path, selection, query=query, dialect=options.dialect, calendar=how)
    context.print(done.sentence)
    if done.remark:
        context.say(done.remark)
    return DONE


def _export_per_agency(context: Context, folder: Path, query: str) -> int:
    from taskforce.exchange.matrix.export import export_per_agency

    if folder.suffix or folder.is_file():
        raise UsageError(
            _("--per-agency writes a workbook for each agency: name a folder, not {path}.", path=folder)
        )
    sent = export_per_agency(context.store, folder, selected(context, query) if query else None, query)
    for one in sent.sheets:
        context.print(
            f"{one.agency}: "
            + plural("{path}: {count} action item", "{path}: {count} action items", one.items, path=one.path)
        )
    if sent.homeless:
        refs = ", ".join(sent.homeless[:20]) + (" …" if len(sent.homeless) > 20 else "")
        context.say(
            plural(
                "{count} action item has no agency and went to nobody: {refs}.",
                "{count} action items have no agency and went to nobody: {refs}.",
                len(sent.homeless),
                refs=refs,
            )
        )
    return DONE


class SheetsOptions(NamedTuple):
    """Every workbook that was sent, or the newest of each agency."""

    all: bool
    format: str


def _declare_sheets(parser: Parser) -> None:
    parser.add_argument("--all", action="store_true", help=_("every one, not only the newest of each agency"))
    parser.add_format("table", "json")
    parser.calls(sheets, SheetsOptions)


def sheets(context: Context, options: SheetsOptions) -> int:
    """Print which agency was sent a workbook when, and when it answered; those that have not come first."""
    states = sheet_states(context.store.reader, every=options.all)
    local = context.store.clock.local
    if options.format == "json":
        context.print_json(
            [
                {
                    **state._asdict(),
                    "sent_at": local(state.sent_at),
                    "answered_at": local(state.answered_at) if state.answered_at else None,
                }
                for state in states
            ]
        )
        return DONE
    if not states:
        context.print(_("No workbook was sent to an agency yet: “taskforce export FOLDER --per-agency” does it."))
        return DONE
    titles = [_("Agency"), _("Sent at"), _("Action items"), _("Answered at"), _("File")]
    rows = [
        [one.agency, _day(context, one.sent_at), str(one.items), _day(context, one.answered_at), one.file]
        for one in states
    ]
    print_table(titles, rows, flexible=4, right=(2,))
    sentence = _waiting(context, states)
    if sentence:
        context.print(sentence)
    return DONE


def _waiting(context: Context, states: Sequence[SheetState]) -> str:
    """Return who has not answered as a sentence; empty when everybody has."""
    names = [f"{one.agency} ({_day(context, one.sent_at)})" for one in states if one.answered_at is None]
    return _("No answer yet: {names}.", names=", ".join(names)) if names else ""


def _day(context: Context, moment: str | None) -> str:
    return "–" if moment is None else short_day(context.store.clock.day_of(moment))


COMMANDS: Declarations = {"import": _declare_import, "export": _declare_export, "sheets": _declare_sheets}
