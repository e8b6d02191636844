"""The area of settings: the organisation, the language, the looks, who I am, our own holidays."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from taskforce.screens.area import Area


class SettingsScreen(Area):
    """Not there yet."""

    AREA = "settings"

    def compose_body(self) -> ComposeResult:
        yield Vertical()
