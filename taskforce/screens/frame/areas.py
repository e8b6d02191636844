"""The areas of the app, in order: the one list that keys, the bar, the menu and the modes are made from.

An area's module is imported when it is first shown, so that none delays the first screen.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from taskforce.language import N_
from taskforce.widgets.commands import Command, key_name

if TYPE_CHECKING:
    from textual.screen import Screen


def class_of(module: str, name: str) -> type[Screen[Any]]:
    """Return the class of a screen; its module, named from the screens on, is imported when it is asked for."""
    return cast("type[Screen[Any]]", getattr(import_module(f"taskforce.screens.{module}"), name))


def commands_of(module: str, name: str) -> tuple[Command, ...]:
    """Return what a screen offers; imports its module."""
    screen: Any = class_of(module, name)
    return tuple(screen.OWN_COMMANDS)


class AreaSpec(NamedTuple):
    """An area: its name in code, its key, its title (a message id), and where its screen is."""

    name: str
    key: str
    title: str
    module: str
    screen: str

    def screen_class(self) -> type[Screen[Any]]:
        """Return the area's class, imported when asked for."""
        return class_of(self.module, self.screen)

    def load(self) -> Screen[Any]:
        """Return a new screen of the area."""
        return self.screen_class()()

    @property
    def shown_key(self) -> str:
        """Return the key, as people read it."""
        return key_name(self.key)


AREAS: tuple[AreaSpec, ...] = (
    AreaSpec("overview", "1", N_("Overview"), "items.overview", "OverviewScreen"),
    AreaSpec("items", "2", N_("Action items"), "items.items", "ItemsScreen"),
    AreaSpec("board", "3", N_("Board"), "planning.board", "BoardScreen"),
    AreaSpec("timeline", "4", N_("Timeline"), "planning.timeline", "TimelineScreen"),
    AreaSpec("calendar", "5", N_("Calendar"), "planning.calendar", "CalendarScreen"),
    AreaSpec("deadlines", "6", N_("Deadlines"), "registers.deadlines", "DeadlinesScreen"),
    AreaSpec("members", "7", N_("Members"), "registers.members", "MembersScreen"),
    AreaSpec("agencies", "8", N_("Agencies"), "registers.agencies", "AgenciesScreen"),
    AreaSpec("meetings", "9", N_("Meetings"), "registers.meetings", "MeetingsScreen"),
    AreaSpec("masterplan", "0", N_("Masterplan"), "planning.masterplan", "MasterplanScreen"),
    AreaSpec("report", "f6", N_("Reports"), "reports.area", "ReportScreen"),
    AreaSpec("history", "f7", N_("History"), "history.history", "HistoryScreen"),
    AreaSpec("copies", "f8", N_("Copies"), "sync.copies", "CopiesScreen"),
    AreaSpec("settings", "f9", N_("Settings"), "settings.settings", "SettingsScreen"),
)

OTHER_SCREENS: Mapping[str, tuple[str, str]] = {
    "conflicts": ("sync.conflicts", "ConflictsScreen"),
    "dimensions": ("registers.dimensions", "DimensionsScreen"),
    "holidays": ("registers.holidays_missions", "HolidaysScreen"),
    "item": ("items.item_view", "ItemView"),
    "keys": ("settings.keys", "KeysScreen"),
    "meeting": ("registers.minutes", "MeetingView"),
    "missions": ("registers.holidays_missions", "MissionsScreen"),
    "sheets": ("sync.sheets", "SheetsScreen"),
}
"""The screens that areas lead to, with module and class; their commands have keys, too."""

AREA_OF: Mapping[str, str] = {
    "action_item": "items",
    "member": "members",
    "agency": "agencies",
    "deadline": "deadlines",
    "meeting": "meetings",
    "dimension": "masterplan",
    "issued_report": "report",
}
"""The area that shows the records of a type."""


def area_modes() -> dict[str, str | Callable[[], Screen[Any]]]:
    """Return the areas as Textual's modes."""
    return {area.name: area.load for area in AREAS}


def area_commands() -> tuple[Command, ...]:
    """Return a command for each area, and one that lists them all."""
    return (
        *(
            Command(f"area_{area.name}", area.title, area.key, N_("Areas"), action=f"area({area.name!r})")
            for area in AREAS
        ),
        Command(
            "go_to_area", N_("All areas"), "f2", N_("Areas"), help=N_("every area with its key, to choose from")
        ),
    )
