"""The help: what the focused thing is for, and every command there with its key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from textual.binding import Binding
from textual.content import Content
from textual.screen import Screen

from taskforce.language import _
from taskforce.widgets.commands import declared, key_name
from taskforce.widgets.hanging_text import Entry, Hanging
from taskforce.widgets.span_view import SpanView
from taskforce.widgets.table.virtual_table import VirtualTable

KEY_CELLS = 16


def help_view(screen: Screen[Any]) -> Hanging:
    """The help of a screen as it is now."""
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
