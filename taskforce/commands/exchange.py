"""``import`` and ``export``."""

from __future__ import annotations

import argparse
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.commands.lists import selected
from taskforce.language import _, plural
from taskforce.model.errors import DONE, NEEDS_A_PERSON, UsageError


def import_file(context: Context, options: argparse.Namespace) -> int:
    """Take in a file: show what it means, then write it as one step; exit 3 when rows were rejected."""
    from taskforce.exchange.importer import describe, plan_import, run_import

    plan = plan_import(context.store, Path(options.file), options.kind)
    if not options.dry_run:
        run_import(context.store, plan)
    if options.format == "json":
        context.print_json(plan.as_data())
    else:
        for line in describe(plan):
            context.print(line)
        if options.dry_run:
            context.print(_("Nothing was written: this was a dry run."))
    if plan.rejected:
        context.say(
            plural(
                "{count} row was not taken: mend it in the sheet and import the sheet again.",
                "{count} rows were not taken: mend them in the sheet and import the sheet again.",
                len(plan.rejected),
            )
        )
        return NEEDS_A_PERSON
    return DONE


def export_file(context: Context, options: argparse.Namespace) -> int:
    """Write the list, or what a query finds, to a file."""
    from taskforce.exchange.exporter import export

    path = Path(options.file)
    query = " ".join(options.query)
    selection = selected(context, query) if query.strip() else None
    if path.suffix.lower() == ".ics":
        from taskforce.exchange.calendar import CalendarOptions, parse_alarms

        calendar = CalendarOptions(options.events, parse_alarms(options.alarm), options.todo)
        count = export(context.store, path, selection, calendar=calendar)
        context.print(
            plural("{path}: {count} calendar entry", "{path}: {count} calendar entries", count, path=path)
        )
        return DONE
    if options.events or options.alarm or options.todo:
        raise UsageError(_("--events, --alarm and --todo are for calendars: name a file that ends in .ics."))
    count = export(context.store, path, selection, options.dialect)
    context.print(plural("{path}: {count} action item", "{path}: {count} action items", count, path=path))
    return DONE
