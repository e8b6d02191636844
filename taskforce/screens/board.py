"""The area of the board: the action items as cards in columns by status."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from taskforce.screens.area import Area


class BoardScreen(Area):
    """Not there yet."""

    AREA = "board"

    def compose_body(self) -> ComposeResult:
        yield Vertical()
