"""A report on the screen: rendered once for a width, then only the visible lines are painted."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Mapping
from typing import ClassVar

from rich.console import Console
from rich.style import Style
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from taskforce.console import draws_finely
from taskforce.language import N_, speaking
from taskforce.reports.document import Document
from taskforce.reports.plots.cells import Signs
from taskforce.widgets.table.paint import part_style

MOST_WIDTH = 120


class ReportPage(ScrollView, can_focus=True):
    """A page of a report that scrolls."""

    HELP_TEXT: ClassVar = N_("The arrow keys, PgUp, PgDn, Home and End scroll.")
    DEFAULT_CSS = """
    ReportPage { width: 1fr; height: 1fr; background: $surface; overflow-x: hidden; overflow-y: scroll;
        scrollbar-size-vertical: 1;
        & > .report--late { color: $text-error; text-style: bold; }
        & > .report--overdue { color: $text-error; text-style: bold; }
        & > .report--good { color: $text-success; }
        & > .report--done { color: $text-success; }
        & > .report--in_progress { color: $primary; }
        & > .report--blocked { color: $text-warning; }
        & > .report--deferred { color: $text-muted; }
        & > .report--muted { color: $text-muted; }
        & > .report--strong { text-style: bold; }
        & > .report--head { color: $primary; text-style: bold; }
        & > .report--frame { color: $primary; }
        & > .report--bar { color: $primary; }
        & > .report--track { color: $text-muted; }
        & > .report--actual { color: $primary; }
        & > .report--plan { color: $secondary; text-style: bold; }
        & > .report--total { color: $accent; }
        & > .report--open { color: $primary; }
        & > .report--axis { color: $text-muted; }
        & > .report--today { color: $text-accent; }
        &:nocolor > .report--muted { text-style: dim; }
        &:nocolor > .report--track { text-style: dim; }
        &:nocolor > .report--axis { text-style: dim; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._document: Document | None = None
        self._lines: list[Strip] = []
        self._width = 0
        self._from_start = True
        self._renderings = 0
        self._looks: dict[str, Style] = {}

    def show(self, document: Document, *, from_start: bool = True) -> None:
        """Show a document at the width there is; it is rendered in a thread, as a long page takes time."""
        self._document = document
        self._from_start = self._from_start or from_start
        self._render_aside()

    def _render_aside(self) -> None:
        self._width = self.scrollable_content_region.width
        if self._document is not None and self._width > 0:
            self._renderings += 1
            self.run_worker(self._render_lines(self._document, self._width, self._renderings), exit_on_error=False)

    async def _render_lines(self, document: Document, width: int, number: int) -> None:
        self._looks = self._looks or _looks(self)
        lines = await asyncio.to_thread(_rendered, document, width, self._looks)
        if number != self._renderings:
            return
        self._lines = lines
        self.virtual_size = Size(width, len(lines))
        if self._from_start:
            self._from_start = False
            self.scroll_home(animate=False)
        self.refresh()

    def notify_style_update(self) -> None:
        """Take the colours of another theme."""
        super().notify_style_update()
        looks = _looks(self) if self._looks else {}
        if looks != self._looks:
            self._looks = looks
            self._render_aside()

    def on_resize(self) -> None:
        if self.scrollable_content_region.width != self._width:
            self._render_aside()

    @property
    def text(self) -> str:
        """Return all that is shown, as plain text."""
        return "\n".join(line.text.rstrip() for line in self._lines)

    def render_line(self, y: int) -> Strip:
        """Return one line of what is visible."""
        number = y + self.scroll_offset.y
        width = self.scrollable_content_region.width
        if number >= len(self._lines):
            return Strip.blank(width, self.rich_style)
        return self._lines[number].adjust_cell_length(width).apply_style(self.rich_style)


def _looks(page: ReportPage) -> dict[str, Style]:
    """Return the theme's style of each role of a report."""
    from taskforce.reports.writers.cells import STYLES

    return {role: part_style(page, f"report--{role}") for role in STYLES}


def _rendered(document: Document, width: int, looks: Mapping[str, Style]) -> list[Strip]:
    from taskforce.reports.writers.rich import document_renderable

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
    signs = Signs.BRAILLE if draws_finely() else Signs.BLOCKS
    with speaking(document.language):
        page = document_renderable(document, min(width, MOST_WIDTH), signs, looks)
    lines = console.render_lines(page, pad=False)
    return [Strip([segment for segment in line if not segment.control]) for line in lines]
