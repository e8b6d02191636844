"""The fields of an item as a text in which each can be gone to, or clicked, and changed where it stands."""

from __future__ import annotations

from typing import ClassVar

from textual import events
from textual.geometry import Region
from textual.message import Message
from textual.widgets import Static

from taskforce.language import N_
from taskforce.screens.frame.area import Area
from taskforce.screens.frame.item_actions import ItemActions
from taskforce.widgets.commands import Command, Commanded, bindings, may_write
from taskforce.widgets.record_text import ItemDetailView, Place


def _has_next(view: ItemFields) -> bool:
    return view.number + 1 < len(view.places)


def _has_marked(view: ItemFields) -> bool:
    return view.number >= 0


def _can_change(view: ItemFields) -> bool:
    return view.number >= 0 and may_write(view)


class ItemFields(Commanded, ItemDetailView):
    """The item, whose fields can be gone through and clicked to change them at their place."""

    OWN_COMMANDS: ClassVar = (
        Command("next_field", N_("Next field"), "down,tab", when=_has_next, in_palette=False),
        Command("field_before", N_("Field before"), "up,shift+tab", when=_has_marked, in_palette=False),
        Command("change_field", N_("Change the field"), "enter", footer=2, when=_can_change, in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    class Wanted(Message):
        """A field is to be changed."""

        def __init__(self, item_id: str, place: Region, field: str) -> None:
            super().__init__()
            self.item_id, self.place, self.field = item_id, place, field

    @property
    def number(self) -> int:
        """Return which of the places is marked; -1 for none."""
        return next((number for number, place in enumerate(self.places) if place.field == self.marked), -1)

    def action_next_field(self) -> None:
        """Mark the next field."""
        self.mark(self.places[self.number + 1].field)
        self.refresh_bindings()

    def action_field_before(self) -> None:
        """Mark the field before; before the first none is."""
        number = self.number
        self.mark(self.places[number - 1].field if number else "")
        self.refresh_bindings()

    def action_change_field(self) -> None:
        """Change the marked field."""
        self._want(self.places[self.number])

    def _want(self, place: Place) -> None:
        region = self.query_one(Static).region
        where = Region(region.x, region.y + place.line, region.width, place.lines)
        if self.item_id is not None:
            self.post_message(self.Wanted(self.item_id, where, place.field))

    def on_click(self, event: events.Click) -> None:
        """Change the field that is clicked."""
        region = self.query_one(Static).region
        if not region.contains(event.screen_x, event.screen_y):
            return  # the scroll bar
        line = event.screen_y - region.y
        place = next((one for one in self.places if one.line <= line < one.line + one.lines), None)
        if place is not None and event.button == 1 and may_write(self):
            self.mark(place.field)
            self._want(place)


def change_field(area: Area, items: ItemActions, event: ItemFields.Wanted) -> None:
    """Let a field be changed at its place, which is saved as one step; the checklist has a dialogue of its own."""
    from taskforce.screens.forms.item_form import edit_field_form

    if event.field == "checklist":
        items.open_checklist()
        return
    if area.session is not None:
        form = edit_field_form(area.session, event.item_id, event.field, items.written, event.place)
        area.app.push_screen(form)
