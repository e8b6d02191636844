"""The area of agencies: who carries how much, and who is silent."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from taskforce.screens.area import Area


class AgenciesScreen(Area):
    """Not there yet."""

    AREA = "agencies"

    def compose_body(self) -> ComposeResult:
        yield Vertical()
