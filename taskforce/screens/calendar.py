"""The area of the calendar: due dates, deadlines, meetings and holidays by month or week."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from taskforce.screens.area import Area


class CalendarScreen(Area):
    """Not there yet."""

    AREA = "calendar"

    def compose_body(self) -> ComposeResult:
        yield Vertical()
