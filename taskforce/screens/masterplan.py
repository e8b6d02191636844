"""The area of the masterplan: dimensions, their sub-dimensions and the items of each."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from taskforce.screens.area import Area


class MasterplanScreen(Area):
    """Not there yet."""

    AREA = "masterplan"

    def compose_body(self) -> ComposeResult:
        yield Vertical()
