"""The area of copies: who has seen what, bundles, conflicts and backups."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical

from taskforce.screens.area import Area


class CopiesScreen(Area):
    """Not there yet."""

    AREA = "copies"

    def compose_body(self) -> ComposeResult:
        yield Vertical()
