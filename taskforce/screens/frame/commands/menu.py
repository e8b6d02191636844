"""What can be done with the thing under the cursor, as a menu: each entry with the key that does it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content

from taskforce.language import N_, _, plural
from taskforce.model.width import cell_width
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.frame.area import Area, on_line
from taskforce.screens.frame.areas import AREAS
from taskforce.screens.frame.item_actions import ItemActions
from taskforce.widgets.commands import Command, Offer, bindings, declared, key_name, run_offer

KEY_CELLS = 8

EXPLAINED = "select_several"
"""Says only by which keys something is done: for who looks for it by a word in the palette, not in a menu."""

OWN_KEYS = frozenset({"enter", "escape", "up", "down", "pageup", "pagedown", "home", "end"})
"""What these do in a menu is its own."""


class KeyedChoice(Choice):
    """An entry with the key that chooses it, in a column of its own before the text."""

    def __init__(self, value: str, text: str, keys: Sequence[str], detail: str = "") -> None:
        super().__init__(value, text, detail)
        self.keys = tuple(key for key in keys if key not in OWN_KEYS)
        shown = key_name(keys[0]) if keys else ""
        assert isinstance(self.prompt, Content)
        gap = " " * max(1, KEY_CELLS - cell_width(shown))
        self._set_prompt(Content.assemble((shown, "bold $accent"), gap, self.prompt))


class Menu(Pick):
    """Chooses one of the entries, by the cursor or by the key that stands before it."""

    NARROWS = False
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        *(command._replace(footer=3) if command.id == "cancel" else command for command in Pick.OWN_COMMANDS),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Enter does what is under the cursor; the key before an entry does it at once, here as outside."
    )

    def on_key(self, event: events.Key) -> None:
        """Choose the entry whose key is pressed."""
        for choice in self._choices:
            if isinstance(choice, KeyedChoice) and event.key in choice.keys:
                event.stop()
                event.prevent_default()
                self.dismiss(choice.value)
                return

    def on_click(self, event: events.Click) -> None:
        """Close the menu by a click beside it."""
        if not self.query_one(".dialogue").region.contains(event.screen_x, event.screen_y):
            self.dismiss(None)


def open_menu(area: Area) -> None:
    """Show what can be done with the thing under the cursor, or with all that are selected; do what is chosen."""
    offers = {one.command.id: one for one in declared(area) if one.owner is not area.app}
    offers.pop(EXPLAINED, None)
    if not area.has_target():
        offers = {name: one for name, one in offers.items() if one.command.when is not on_line}
    if not offers:
        area.show_message(_("There is nothing to choose from here."), "warning")
        return

    def rank(one: Offer) -> tuple[bool, bool, int]:
        """Return where an entry stands: what Enter does is under the cursor when the menu opens."""
        return "enter" not in one.command.own_keys, one.command.when is not on_line, one.command.footer or 99

    first = sorted(offers.values(), key=rank)

    async def chosen(command_id: str | None) -> None:
        if command_id is not None:
            await run_offer(area.app, offers[command_id])

    choices = [KeyedChoice(one.command.id, _(one.command.title), one.command.own_keys) for one in first]
    area.app.push_screen(Menu(menu_title(area), choices), chosen)


def menu_title(area: Area) -> str:
    """Return what the menu is about: how many are selected, or the line under the cursor by its name."""
    count = area.selected_count
    if count > 1:
        return plural("{count} selected", "{count} selected", count)
    items = getattr(area, "items", None)
    named = items if isinstance(items, ItemActions) and area.has_target() else area
    return named.target_name() or _("What can be done here")


def area_menu(current: str) -> Menu:
    """Return the menu of all areas; it ends with the name of one, or with nothing for all commands."""
    choices = [KeyedChoice("", _("All commands"), ["ctrl+p"])]  # first: the last would have to be scrolled to
    choices += [KeyedChoice(area.name, _(area.title), [area.key]) for area in AREAS]
    return Menu(_("Go to"), choices, current=current)
