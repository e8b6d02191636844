"""One declaration for each command: that keys, footer, palette and help can all be made from it."""

from __future__ import annotations

import importlib
import pkgutil
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from rich.cells import cell_len

from taskforce import screens
from taskforce.app import TaskforceApp
from taskforce.language import _, set_language
from taskforce.screens.draft_offer import DraftOffer
from taskforce.screens.forms.conflicts.decide_conflicts import DecideConflicts
from taskforce.screens.forms.conflicts.stale_value import StaleValue
from taskforce.screens.forms.dialogs import Confirm, Pick, Reading
from taskforce.screens.forms.fields.choice_line import ChoiceLine
from taskforce.screens.forms.finder import Finder
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.ordered_choice import ColumnChoice, ColumnWidths, OrderedChoice
from taskforce.screens.forms.quick_add import QuickAdd
from taskforce.screens.frame.area import Area
from taskforce.screens.frame.areas import AREAS, OTHER_SCREENS
from taskforce.screens.frame.commands.tour import Tour
from taskforce.screens.items.item_view import ItemView
from taskforce.screens.items.views import ViewPick
from taskforce.screens.planning.timeline_table import TimelineTable
from taskforce.screens.registers.dimensions import DimensionsScreen
from taskforce.screens.registers.minutes import MeetingView
from taskforce.screens.reports.files import Export, ExportChoice
from taskforce.screens.settings.keys import KeysScreen
from taskforce.screens.sync.backups import BackupsScreen
from taskforce.screens.sync.conflicts import ConflictsScreen
from taskforce.screens.sync.import_files import ImportScreen
from taskforce.screens.sync.merge_bundle import MergeBundle
from taskforce.screens.sync.sheet_import import SheetImport
from taskforce.screens.sync.sheets import SendSheets, SheetsScreen
from taskforce.screens.sync.write_bundle import WriteBundle
from taskforce.screens.welcome import WelcomeScreen
from taskforce.widgets.commands import Command, Offer, key_name
from taskforce.widgets.filter_bar import FilterInput
from taskforce.widgets.footer import place
from taskforce.widgets.split import Split

AREA_SCREENS = tuple(area.screen_class() for area in AREAS)
OWNERS: tuple[Any, ...] = (
    TaskforceApp, *AREA_SCREENS, ItemView, WelcomeScreen, QuickAdd, Form, ImportScreen, Confirm, Pick, Reading,
    ChoiceLine, FilterInput, Finder, ColumnChoice, ColumnWidths, ViewPick, StaleValue, DraftOffer, OrderedChoice,
    ExportChoice, Export, Split, BackupsScreen, MergeBundle, WriteBundle, DecideConflicts, Tour, SheetsScreen,
    SendSheets, TimelineTable, ConflictsScreen, SheetImport,
)  # fmt: skip


def part_of(owner: type, name: str) -> Any:
    """The class of a part that an owner of commands declares."""
    kind = next(kind for kind in owner.__mro__ if name in vars(kind).get("__annotations__", {}))
    return getattr(sys.modules[kind.__module__], kind.__annotations__[name])


@pytest.mark.parametrize("owner", OWNERS)
def test_every_command_can_be_run_and_has_a_title(owner: Any) -> None:
    for command in owner.OWN_COMMANDS:
        doer = part_of(owner, command.part) if command.part else owner
        method = command.id if command.part else f"action_{command.run.partition('(')[0]}"
        assert callable(getattr(doer, method, None)), command.id
        assert command.title


@pytest.mark.parametrize(
    "owner", [*AREA_SCREENS, ItemView, MeetingView, KeysScreen, DimensionsScreen, SheetsScreen, ConflictsScreen]
)
def test_no_key_of_an_area_means_two_things(owner: Any) -> None:
    # What an area has of its own under an id of the app stands in its place.
    commands = {command.id: command for command in (*TaskforceApp.OWN_COMMANDS, *owner.OWN_COMMANDS)}
    keys = Counter(key for command in commands.values() for key in command.own_keys)
    assert [key for key, count in keys.items() if count > 1] == []
    assert len({command.id for command in owner.OWN_COMMANDS}) == len(owner.OWN_COMMANDS)


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("width", [58, 78, 118, 198])
@pytest.mark.parametrize("owner", [*(screen for screen in AREA_SCREENS if screen.OWN_COMMANDS), ItemView])
def test_the_footer_uses_its_width_for_whole_commands_and_always_help(
    owner: Any, width: int, language: str
) -> None:
    set_language(language)
    commands = [command for command in (*owner.OWN_COMMANDS, *TaskforceApp.OWN_COMMANDS) if command.footer]
    offers = [Offer(command, owner, command.keys.split(",")[0]) for command in commands]
    offers.sort(key=lambda offer: offer.command.footer)
    placed = place(offers, width)
    assert len(placed) >= 3
    assert placed[-1].stop <= width
    assert placed[-1].offer.command.id == "show_help"
    brief = {"command_palette": f"{key_name('ctrl+p')} …"}  # only of this one the key alone may stand
    for start, stop, offer in placed:
        whole = f"{key_name(offer.key)} {_(offer.command.title)}"
        assert stop - start in (cell_len(whole), cell_len(brief.get(offer.command.id, whole)))
    room = width - placed[-1].stop
    shown = {one.offer.command.id for one in placed}
    assert {"undo", "command_palette"} <= shown
    for offer in offers:
        if offer.command.id not in shown:
            assert cell_len(f"{key_name(offer.key)} {_(offer.command.title)}") + 2 > room


@pytest.mark.parametrize("width", range(8, 60, 7))
def test_help_is_the_last_to_go(width: int) -> None:
    commands = [Command(str(number), "Perintah", "x", footer=number) for number in range(1, 8)]
    commands.append(Command("show_help", "Help", "f1", footer=9))
    offers = [Offer(command, None, command.keys) for command in commands]  # type: ignore[arg-type]
    placed = place(offers, width)
    assert placed[-1].offer.command.id == "show_help"
    assert all(one.stop < other.start for one, other in pairwise(placed))


def test_each_area_has_a_screen_and_a_key_of_its_own() -> None:
    assert [area.name for area in AREAS] == list(TaskforceApp.MODES)
    assert [screen.AREA for screen in AREA_SCREENS] == [area.name for area in AREAS]
    assert len({area.key for area in AREAS}) == len(AREAS)


def test_keys_of_every_screen_can_be_changed_whether_it_was_open_or_not() -> None:
    modules = [*(area.module for area in AREAS), *(module for module, _name in OTHER_SCREENS.values())]
    told = {f"taskforce.screens.{name}" for name in modules}
    for module in pkgutil.walk_packages(screens.__path__, "taskforce.screens."):
        importlib.import_module(module.name)
    assert {kind.__module__ for kind in kinds(Area) if kind.OWN_COMMANDS and kind.AREA} <= told


def kinds(screen: type[Area]) -> Iterator[type[Area]]:
    """All kinds of an area's screen."""
    for kind in screen.__subclasses__():
        yield kind
        yield from kinds(kind)


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("f1", "F1"),
        ("ctrl+s", "Ctrl+S"),
        ("U", "U"),
        ("a", "a"),
        ("question_mark", "?"),
        ("delete", "Del"),
        ("at", "@"),
        ("right_curly_bracket", "}"),
    ],
)
def test_keys_are_named_as_people_read_them(key: str, name: str) -> None:
    assert key_name(key) == name
