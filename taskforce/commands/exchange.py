"""``import`` and ``export``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from taskforce.commands.context import Context
from taskforce.commands.lists import selected
from taskforce.exchange.files.paths import spreadsheets
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NEEDS_A_PERSON, REFUSED, TaskforceError, UsageError

if TYPE_CHECKING:
    from taskforce.exchange.importing.plan import Plan


def import_file(context: Context, options: argparse.Namespace) -> int:
    """Take in files: show what each means, then write it as one step.

    Exit 3 when a person is needed (rows were rejected, fields are in conflict), 1 when nothing could be read.
    """
    paths = spreadsheets(map(Path, options.files))
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
        from taskforce.commands.sheets import waiting

        context.print(waiting(context) or _("Every agency has answered."))
    status = _after(context, plans)
    if failed:
        context.say(plural("{count} file was not taken.", "{count} files were not taken.", failed))
        return NEEDS_A_PERSON if plans else REFUSED
    return status


def _take(context: Context, options: argparse.Namespace, path: Path) -> Plan:
    """Plan one file, show it, and write it unless that is not wanted."""
    from taskforce.exchange.importer import describe, plan_import, run_import

    plan = plan_import(context.store, path, options.kind)
    shown = options.format != "json"
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
    run_import(context.store, plan)
    return plan


def _after(context: Context, plans: list[Plan]) -> int:
    """What a person has to do after an import, and the exit status that says so."""
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
    return NEEDS_A_PERSON if rejected or conflicts else DONE


def _waiting_data(context: Context) -> list[dict[str, Any]]:
    from taskforce.store.read.sent_sheets import sheet_states

    local = context.store.clock.local
    return [
        {"agency": one.agency, "file": one.file, "sent_at": local(one.sent_at)}
        for one in sheet_states(context.store.reader)
        if one.answered_at is None
    ]


def export_file(context: Context, options: argparse.Namespace) -> int:
    """Write the list, or what a query finds, to a file; or a workbook for each agency to a folder."""
    path = Path(options.file)
    query = " ".join(options.query).strip()
    selection = selected(context, query) if query else None
    calendar = path.suffix.lower() == ".ics"
    if not calendar and (options.events or options.alarm or options.todo):
        raise UsageError(_("--events, --alarm and --todo are for calendars: name a file that ends in .ics."))
    if options.per_agency:
        return _export_per_agency(context, path, query)
    from taskforce.exchange.exporter import export

    if calendar:
        from taskforce.exchange.calendar import CalendarOptions, parse_alarms

        how = CalendarOptions(options.events, parse_alarms(options.alarm), options.todo)
        count = export(context.store, path, selection, calendar=how)
        context.print(
            plural("{path}: {count} calendar entry", "{path}: {count} calendar entries", count, path=path)
        )
        return DONE
    count = export(context.store, path, selection, options.dialect, query=query)
    context.print(plural("{path}: {count} action item", "{path}: {count} action items", count, path=path))
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
