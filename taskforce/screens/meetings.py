"""The area of meetings: minutes, and the action items that come from them."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from taskforce.screens.area import Area


class MeetingsScreen(Area):
    """Not there yet."""

    AREA = "meetings"

    def compose_body(self) -> ComposeResult:
        yield Vertical()
