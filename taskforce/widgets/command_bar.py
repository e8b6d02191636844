"""The footer: at most five commands, never one that is cut."""

from __future__ import annotations

from typing import Any, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget

from taskforce.language import _
from taskforce.widgets.commands import Offer, key_name, run_offer, within_reach

MOST = 5
"""More keys than this nobody reads, and on 80 columns they would not fit."""


class Placed(NamedTuple):
    """An entry of a bar and the cells it covers."""

    start: int
    stop: int
    offer: Offer


class CommandBar(Widget):
    """Shows the commands that matter most where the person is now; a click runs one."""

    DEFAULT_CSS = """
    CommandBar { height: 1; width: 1fr; background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._placed: list[Placed] = []
        self._painted = False
        self._asked = False
        """Whether it is to be looked, once what changed is painted, for what is offered now."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._offers_changed)

    def _offers_changed(self, _screen: Screen[Any]) -> None:
        if self._painted and not self._asked:
            self._asked = True
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Paint anew where something else is offered than what is shown; mostly a key changes nothing here."""
        self._asked = False
        if self.is_attached and self._entries() != self._placed:
            self.refresh()

    def _entries(self) -> list[Placed]:
        """The entries that fit, the most important first; help stands last but is left out last."""
        offers = sorted(
            (offer for offer in within_reach(self.screen) if offer.command.footer),
            key=lambda offer: offer.command.footer,
        )
        return place(offers, self.content_size.width)

    def render(self) -> Content:
        """What is offered now."""
        self._painted = True
        self._placed = self._entries()
        parts: list[str | tuple[str, str]] = []
        at = 0
        for start, stop, offer in self._placed:
            key, title = _words(offer)
            parts += [" " * (start - at), (key, "bold $accent"), f" {title}"]
            at = stop
        return Content.assemble(*parts)

    async def on_click(self, event: events.Click) -> None:
        """Run the command that was clicked."""
        spot = event.get_content_offset(self)
        for start, stop, offer in self._placed:
            if spot is not None and start <= spot.x < stop:
                event.stop()  # what lies around the bar may have a click of its own
                await run_offer(self.app, offer)


def _words(offer: Offer) -> tuple[str, str]:
    return key_name(offer.key), _(offer.command.title)


def place(offers: list[Offer], width: int) -> list[Placed]:
    """Where the first offers stand that fit into ``width`` cells; at most :data:`MOST`."""
    chosen = offers[:MOST]
    if len(offers) > MOST:
        chosen[-1] = offers[-1]  # help ranks last, but is never left out
    while chosen:
        placed: list[Placed] = []
        at = 0
        for offer in chosen:
            key, title = _words(offer)
            stop = at + cell_len(key) + 1 + cell_len(title)
            placed.append(Placed(at, stop, offer))
            at = stop + 2
        if placed[-1].stop <= width:
            return placed
        # The last is help, which must stay: what stands before it goes.
        del chosen[-2 if len(chosen) > 1 else -1]
    return []
