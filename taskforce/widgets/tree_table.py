"""A table whose lines open and close: Space, or a click on the marks before a line, says which."""

from __future__ import annotations

from textual.message import Message

from taskforce.widgets.virtual_table import VirtualTable


class Opened(Message):
    """The line under the cursor is to be opened, or closed."""


class TreeTable(VirtualTable):
    """A table of a tree; its lines are opened instead of selected."""

    def action_toggle_selected(self) -> None:
        """Open or close the line under the cursor."""
        if self.cursor_key is not None:
            self.post_message(Opened())

    def action_select_all(self) -> None:
        """Nothing is selected in a tree."""

    def action_extend(self, where: str) -> None:
        """Nothing is selected in a tree: the cursor moves."""
        self.action_move(where)
