"""``init``, ``demo``, ``paths``, ``doctor``, and opening the application."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from taskforce.commands.context import Context
from taskforce.console import is_terminal
from taskforce.language import _, plural
from taskforce.model.errors import DONE, REFUSED, TaskforceError
from taskforce.paths import backup_folder, config_file, make_private, state_folder
from taskforce.store.database.location import Location, location_of
from taskforce.store.store import create_store, opened


def init(context: Context, options: argparse.Namespace) -> int:
    """A new list from a template."""
    from taskforce.services.template import init_store

    location = context.location
    if location.path is not None and not location.path.parent.exists():
        make_private(location.path.parent)
    with opened(create_store(location, today=context.today)) as store:
        init_store(store, options.template, options.organisation)
    context.say(_("The list {place} is ready: “taskforce” opens it.", place=location))
    _say_folder(context, location)
    return DONE


def _say_folder(context: Context, location: Location) -> None:
    """A word about a folder in which a list is not safe."""
    from taskforce.store.database.unsafe_folders import folder_warning

    warning = folder_warning(location.path)
    if warning is not None:
        context.say(_("Look: {warning}", warning=warning))


def demo(context: Context, options: argparse.Namespace) -> int:
    """The sample list: thrown away after a look, or kept in a file."""
    from taskforce.services.sample import write_sample

    if options.write:
        location = location_of(options.write)
        with opened(create_store(location, today=context.today)) as store:
            write_sample(store)
        context.say(_("The sample is in {place}: “taskforce --db {place}” opens it.", place=location))
        return DONE
    _require_terminal(_("“taskforce demo --write FILE” makes the sample without one."))
    with tempfile.TemporaryDirectory(prefix="taskforce-demo-") as folder:
        location = location_of(Path(folder) / "demo.db")
        with opened(create_store(location, today=context.today)) as store:
            write_sample(store)
        return _run_app(context, location)


def open_app(context: Context) -> int:
    """The application."""
    _require_terminal(_("“taskforce --help” lists the commands that work without one."))
    return _run_app(context, context.location)


def _require_terminal(instead: str) -> None:
    if not (is_terminal(sys.stdout) and sys.stdin.isatty()):
        raise TaskforceError(_("The application needs a terminal, and this is none. {instead}", instead=instead))


def _run_app(context: Context, location: Location) -> int:
    from taskforce.start import start_app

    return start_app(
        location,
        actor=context.named_actor,
        usual_actor=context.config.member,
        today=context.today,
        read_only=bool(context.options.read_only),
        theme=context.config.theme,
        keys=context.config.keys,
    )


def paths(context: Context, options: argparse.Namespace) -> int:
    """Where the list, the preferences and the backups are."""
    places = {
        "database": str(context.location),
        "config": str(config_file()),
        "backups": str(backup_folder()),
        "state": str(state_folder()),
    }
    if options.format == "json":
        context.print_json(places)
        return DONE
    labels = {
        "database": _("List"),
        "config": _("Preferences"),
        "backups": _("Backups"),
        "state": _("Drafts and state"),
    }
    for key, place in places.items():
        missing = "" if "://" in place or os.path.exists(place) else f"  ({_('not there yet')})"  # noqa: PTH110
        context.print(f"{labels[key]}: {place}{missing}")
    return DONE


def doctor(context: Context, options: argparse.Namespace) -> int:
    """Check the list; exit 1 when something is wrong."""
    from taskforce.store.history.doctor import examine

    findings = examine(context.store.reader)
    wrong = [finding for finding in findings if not finding.sound]
    _say_folder(context, context.location)
    if options.format == "json":
        context.print_json([finding.as_data() for finding in findings])
    else:
        for finding in findings:
            mark = _("ok") if finding.sound else _("WRONG")
            context.print(f"{mark:>5}  {finding.sentence}")
    if wrong:
        context.say(
            plural(
                "{count} check failed: keep a copy of the file and restore a backup.",
                "{count} checks failed: keep a copy of the file and restore a backup.",
                len(wrong),
            )
        )
        return REFUSED
    return DONE
