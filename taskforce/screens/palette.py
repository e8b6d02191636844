"""The command palette: everything that can be done where the person is."""

from __future__ import annotations

from functools import partial

from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content

from taskforce.language import _
from taskforce.widgets.commands import Offer, declared, run_offer


def _help(offer: Offer) -> str:
    words = [offer.command.shown_keys, _(offer.command.help) if offer.command.help else ""]
    return " · ".join(word for word in words if word)


class CommandProvider(Provider):
    """Offers the declared commands that apply now, with their keys."""

    def _offers(self) -> list[Offer]:
        return [offer for offer in declared(self.screen) if offer.command.in_palette]

    async def discover(self) -> Hits:
        """All of them, while nothing is typed."""
        for offer in self._offers():
            title = _(offer.command.title)
            yield DiscoveryHit(Content(title), partial(run_offer, self.app, offer), title, _help(offer))

    async def search(self, query: str) -> Hits:
        """Those whose title, group or help has what is typed."""
        matcher = self.matcher(query)
        for offer in self._offers():
            title = _(offer.command.title)
            score = max(matcher.match(title), matcher.match(_help(offer)) * 0.6)
            if score > 0:
                shown = matcher.highlight(title)
                yield Hit(score, shown, partial(run_offer, self.app, offer), title, _help(offer))
