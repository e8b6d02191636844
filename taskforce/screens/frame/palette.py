"""The command palette: everything that can be done where the person is."""

from __future__ import annotations

from contextlib import suppress
from functools import partial

from textual.command import CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from taskforce.language import _
from taskforce.model.width import cell_width
from taskforce.widgets.commands import Offer, declared, run_offer

KEY_CELLS = 10


def _shown(offer: Offer, title: Content) -> Content:
    """Return a command in one line: its key, its title, and what more there is to say."""
    keys = offer.command.shown_keys
    gap = " " * max(1, KEY_CELLS - cell_width(keys))
    more = f"  {_(offer.command.help)}" if offer.command.help else ""
    return Content.assemble((keys, "bold $accent"), gap, title, (more, "$text-muted"))


def _words(offer: Offer) -> str:
    return " ".join((_(offer.command.title), _(offer.command.help) if offer.command.help else ""))


class Palette(CommandPalette):
    """Textual's palette, whose page keys do nothing before there are pages to turn."""

    def __init__(self) -> None:
        super().__init__(placeholder=_("type what you want to do"), id="--command-palette")

    def _action_command_list(self, action: str) -> None:
        with suppress(LookupError):
            super()._action_command_list(action)


class CommandProvider(Provider):
    """Offers the declared commands that apply now, with their keys."""

    def _offers(self) -> list[Offer]:
        return [offer for offer in declared(self.screen) if offer.command.in_palette]

    async def discover(self) -> Hits:
        """Offer all of them, while nothing is typed."""
        for offer in self._offers():
            title = _(offer.command.title)
            yield DiscoveryHit(_shown(offer, Content(title)), partial(run_offer, self.app, offer), title)

    async def search(self, query: str) -> Hits:
        """Offer those whose title, group or help has what is typed."""
        matcher = self.matcher(query)
        for offer in self._offers():
            title = _(offer.command.title)
            score = max(matcher.match(title), matcher.match(_words(offer)) * 0.6)
            if score > 0:
                shown = _shown(offer, matcher.highlight(title))
                yield Hit(score, shown, partial(run_offer, self.app, offer), title)
