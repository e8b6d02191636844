"""The area of history: what was done to the list, by whom, and taking it back."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from taskforce.screens.area import Area


class HistoryScreen(Area):
    """Not there yet."""

    AREA = "history"

    def compose_body(self) -> ComposeResult:
        yield Vertical()
