"""The area of the timeline: the action items as bars by week or month."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from taskforce.screens.area import Area


class TimelineScreen(Area):
    """Not there yet."""

    AREA = "timeline"

    def compose_body(self) -> ComposeResult:
        yield Vertical()
