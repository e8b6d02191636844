"""Shows a Rich renderable of any length: rendered once for a width, then only the visible lines are painted."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from typing import ClassVar

from rich.console import Console, RenderableType
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from taskforce.language import N_

Maker = Callable[[int], RenderableType]
"""Makes what is shown for a width in cells."""


class RichView(ScrollView, can_focus=True):
    """A page of a report that scrolls."""

    HELP_TEXT: ClassVar = N_("The arrow keys, PgUp, PgDn, Home and End scroll.")
    DEFAULT_CSS = """
    RichView { width: 1fr; height: 1fr; background: $surface; overflow-x: hidden; overflow-y: scroll;
        scrollbar-size-vertical: 1; }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._maker: Maker | None = None
        self._lines: list[Strip] = []
        self._width = 0
        self._from_start = True
        self._wanted = 0

    def show(self, maker: Maker, *, from_start: bool = True) -> None:
        """Show what ``maker`` makes for the width there is; it is asked in a thread, as a long page takes time."""
        self._maker = maker
        self._from_start = self._from_start or from_start
        self._render_aside()

    def _render_aside(self) -> None:
        self._width = self.scrollable_content_region.width
        if self._maker is not None and self._width > 0:
            self._wanted += 1
            self.run_worker(self._render_lines(self._maker, self._width, self._wanted), exit_on_error=False)

    async def _render_lines(self, maker: Maker, width: int, wanted: int) -> None:
        lines = await asyncio.to_thread(_rendered, maker, width)
        if wanted != self._wanted:
            return
        self._lines = lines
        self.virtual_size = Size(width, len(lines))
        if self._from_start:
            self._from_start = False
            self.scroll_home(animate=False)
        self.refresh()

    def on_resize(self) -> None:
        if self._maker is not None and self.scrollable_content_region.width != self._width:
            self._render_aside()

    @property
    def text(self) -> str:
        """All that is shown, as plain text."""
        return "\n".join(line.text.rstrip() for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """One line of what is visible."""
        number = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if number >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        return self._lines[number].adjust_cell_length(width).apply_style(self.rich_style)


def _rendered(maker: Maker, width: int) -> list[Strip]:
    console = Console(
        width=width,
        file=io.StringIO(),
        force_terminal=True,
        color_system="truecolor",
        legacy_windows=False,
        markup=False,
        emoji=False,
        highlight=False,
    )
    lines = console.render_lines(maker(width), pad=False)
    return [Strip([segment for segment in line if not segment.control]) for line in lines]
