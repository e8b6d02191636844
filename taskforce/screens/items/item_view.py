"""One action item on a screen of its own, with every command of the list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from taskforce.language import N_
from taskforce.screens.frame.area import Area
from taskforce.screens.frame.item_actions import ITEM_COMMANDS, ItemActions
from taskforce.screens.items.item_fields import ItemFields, change_field
from taskforce.store.read.item_detail import item_detail
from taskforce.store.read.items import items_by_id, number_of
from taskforce.widgets.commands import Command, bindings


class ItemView(Area):
    """Everything about one item; Escape goes back."""

    AREA = "items"
    HELP_TEXT: ClassVar = N_(
        "Everything about one action item. Down goes to a field, Enter or a click changes it. Escape goes back."
    )
    OWN_COMMANDS: ClassVar = (
        Command("back", N_("Back"), "escape,enter", footer=1, in_palette=False),
        *(one._replace(footer=6) if one.id == "open_checklist" else one for one in ITEM_COMMANDS),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    items: ItemActions

    def __init__(self, item_id: str) -> None:
        super().__init__()
        self.items = ItemActions(self)
        self._item_id = item_id
        self._deleted = False

    def compose_body(self) -> ComposeResult:
        yield ItemFields(all_fields=True)

    def on_mount(self) -> None:
        super().on_mount()
        self.query_one(ItemFields).focus()

    @on(ItemFields.Wanted)
    def _change(self, event: ItemFields.Wanted) -> None:
        """Let a field be changed at its place."""
        change_field(self, self.items, event)

    async def load(self) -> None:
        """Show the item; go back when it is gone."""
        session = self.session
        if session is None:
            return
        gone = number_of(session.reader, self._item_id) is None
        row = None if gone else items_by_id(session.reader, [self._item_id]).get(self._item_id)
        if row is None:
            self.action_back()
            return
        self.query_one(ItemFields).show(item_detail(session.reader, row), session.store.clock)
        self.refresh_bindings()

    def has_target(self) -> bool:
        """Return true: there is always the one."""
        return True

    def target_ids(self) -> list[str]:
        """Return the one item."""
        return [self._item_id]

    def edited(self, ids: Sequence[str]) -> None:
        """Stay where we are."""
