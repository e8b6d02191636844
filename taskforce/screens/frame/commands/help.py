"""The help: what the focused thing is for, and every command there with its key."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any

from textual.binding import Binding
from textual.content import Content
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from taskforce.language import _
from taskforce.screens.forms.dialogs import Reading
from taskforce.widgets.commands import declared, key_name
from taskforce.widgets.span_view import SpanView
from taskforce.widgets.table.virtual_table import VirtualTable

KEY_CELLS = 16

Entry = Content | tuple[Content, Content]
"""A line across the whole width, or what stands in the two columns."""

INDENT = 2
LEAST_CELLS = 20
"""Below so many cells the second column begins further left."""


class Hanging(Widget):
    """Shows entries; what is too long for its column goes on below, in the same column."""

    DEFAULT_CSS = "Hanging { width: 1fr; height: auto; }"

    def __init__(self, entries: Sequence[Entry], first_cells: int) -> None:
        """``first_cells`` is the width of the first column."""
        super().__init__()
        self._entries, self._first_cells = entries, first_cells

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Return how many lines the entries take at this width."""
        return sum(1 for _line in self._lines(width))

    def render(self) -> Content:
        """Return the lines for the width that there is."""
        return Content("\n").join(list(self._lines(self.content_size.width)))

    def _lines(self, width: int) -> Iterator[Content]:
        first = max(4, min(self._first_cells, width - INDENT - LEAST_CELLS))
        indent = Content(" " * INDENT)
        for entry in self._entries:
            if isinstance(entry, Content):
                yield from _wrapped(entry, width)
                continue
            columns = _wrapped(entry[0], first - 1), _wrapped(entry[1], width - INDENT - first)
            for left, right in zip_longest(*columns, fillvalue=Content("")):
                yield indent + left + " " * (first - left.cell_length) + right


def _wrapped(text: Content, width: int) -> list[Content]:
    return [line.rstrip() for line in text.wrap(max(1, width))] or [Content("")]


class Help(Reading):
    """The help; it needs none of its own."""


def help_view(screen: Screen[Any]) -> Hanging:
    """Return the help of a screen as it is now."""
    return Hanging(list(_lines(screen)), KEY_CELLS)


def _lines(screen: Screen[Any]) -> Iterator[Entry]:
    focused = screen.focused
    said = ""
    for node in [] if focused is None else focused.ancestors_with_self:
        text = getattr(node, "help_text", "") or getattr(node, "HELP_TEXT", "")
        if text and text != said:
            said = text
            yield Content(_(text))
            yield Content("")
        if node is screen:
            break
    offers = declared(screen)
    for group in dict.fromkeys(offer.command.group for offer in offers):
        yield Content.styled(_(group), "bold")
        for offer in offers:
            if offer.command.group == group and offer.command.keys:
                text = _(offer.command.title)
                if offer.command.help:
                    text += ": " + _(offer.command.help)
                yield _entry(offer.command.shown_keys, text)
        yield Content("")
    if isinstance(focused, VirtualTable | SpanView):
        yield Content.styled(_("Moving in the list"), "bold")
        for binding in focused.BINDINGS:
            if isinstance(binding, Binding):
                yield _entry(" ".join(map(key_name, binding.key.split(","))), _(binding.description))


def _entry(keys: str, text: str) -> Entry:
    return Content.styled(keys, "bold $accent"), Content(text)
