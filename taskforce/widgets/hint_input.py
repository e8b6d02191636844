"""A line whose hint ends in a sign where there is no room for all of it."""

from __future__ import annotations

from textual.widgets import Input

from taskforce.model.text import cell_width, shorten


class HintInput(Input):
    """An input; what it says while it is empty is cut with a sign, not somewhere."""

    _hint = ""

    def on_mount(self) -> None:
        """Keep the whole hint."""
        self._hint = self.placeholder

    def on_resize(self) -> None:
        """As much of the hint as there is room for."""
        width = self.scrollable_content_region.width
        if cell_width(self._hint) <= width:
            self.placeholder = self._hint
        else:
            self.placeholder = shorten(self._hint.removesuffix(")"), width, "…)")
