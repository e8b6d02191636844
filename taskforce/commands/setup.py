"""``init``, ``demo``, ``paths``, and opening the application."""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser
from taskforce.console import is_terminal
from taskforce.language import _
from taskforce.model.errors import DONE, TaskforceError
from taskforce.paths import backup_folder, config_file, state_folder
from taskforce.store.database.location import Location, location_of
from taskforce.store.store import create_store, new_store


class InitOptions(NamedTuple):
    """What a new list begins with, and the office's name."""

    template: str
    organisation: str | None


def _declare_init(parser: Parser) -> None:
    parser.add_argument("--template", choices=("smart-city", "blank"), default="smart-city")
    parser.add_argument("--organisation", metavar="NAME", help=_("the office's name"))
    parser.calls(init, InitOptions)


def init(context: Context, options: InitOptions) -> int:
    """Make a new list from a template."""
    from taskforce.services.template import init_store

    location = context.location
    with new_store(location, today=context.today) as store:
        init_store(store, options.template, options.organisation)
    context.say(_("The list {place} is ready: “taskforce” opens it.", place=location))
    say_folder(context, location)
    return DONE


def say_folder(context: Context, location: Location) -> None:
    """Say so when the folder is one in which a list is not safe."""
    from taskforce.store.database.unsafe_folders import folder_warning

    warning = folder_warning(location.path)
    if warning is not None:
        context.say(_("Note: {warning}", warning=warning))


class DemoOptions(NamedTuple):
    """The file in which the sample is kept, if it is."""

    write: str | None


def _declare_demo(parser: Parser) -> None:
    parser.add_argument("--write", metavar="FILE", help=_("keep the sample as a list in FILE instead"))
    parser.calls(demo, DemoOptions)


def demo(context: Context, options: DemoOptions) -> int:
    """Open the sample list, thrown away after a look, or keep it in a file."""
    from taskforce.services.sample import write_sample

    if options.write:
        location = location_of(options.write)
        with new_store(location, today=context.today) as store:
            write_sample(store)
        context.say(_("The sample is in {place}: “taskforce --db {place}” opens it.", place=location))
        return DONE
    _require_terminal(_("“taskforce demo --write FILE” makes the sample without one."))
    with tempfile.TemporaryDirectory(prefix="taskforce-demo-") as folder:
        location = location_of(Path(folder) / "demo.db")
        with closing(create_store(location, today=context.today)) as store:
            write_sample(store)
        return _run_app(context, location)


def open_app(context: Context) -> int:
    """Run the application on the list, and return its exit status."""
    _require_terminal(_("“taskforce --help” lists the commands that work without one."))
    return _run_app(context, context.location, asks_who=context.actor is None)


def _require_terminal(instead: str) -> None:
    if not (is_terminal(sys.stdout) and sys.stdin.isatty()):
        raise TaskforceError(_("The application needs a terminal, and this is none. {instead}", instead=instead))


def _run_app(context: Context, location: Location, *, asks_who: bool = False) -> int:
    from taskforce.start import start_app

    return start_app(
        location,
        actor=context.named_actor,
        usual_actor=context.config.member,
        today=context.today,
        read_only=bool(context.options.read_only),
        theme=context.config.theme,
        keys=context.config.keys,
        asks_who=asks_who,
    )


class PathsOptions(NamedTuple):
    """How the places are listed."""

    format: str


def _declare_paths(parser: Parser) -> None:
    parser.add_format("table", "json")
    parser.calls(paths, PathsOptions)


def paths(context: Context, options: PathsOptions) -> int:
    """Print where the list, the preferences and the backups are."""
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


COMMANDS: Declarations = {"demo": _declare_demo, "init": _declare_init, "paths": _declare_paths}
