"""The command palette: everything that can be done, found by half a word of it."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial

from rich.align import Align
from rich.text import Text
from textual.command import CommandList, CommandPalette, DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.widgets.option_list import Option

from taskforce.language import _
from taskforce.model.width import cell_width
from taskforce.screens.frame.commands.everything import Entry, elsewhere, not_now, possible, run
from taskforce.screens.frame.commands.matching import Findable, findable, match

KEY_CELLS = 10

NOT_NOW, ELSEWHERE = 0.93, 0.85
"""What an entry is worth beside one that can be done now and here."""


def _shown(entry: Entry) -> Content:
    """Return a command in one line: its key, its title, and what more there is to say."""
    keys = entry.command.shown_keys
    gap = " " * max(1, KEY_CELLS - cell_width(keys))
    more = f"  {entry.more}" if entry.more else ""
    if entry.reason:
        return Content.assemble(
            (keys, "$text-muted"), gap, (_(entry.command.title), "$text-muted"), (more, "italic")
        )
    return Content.assemble((keys, "bold $accent"), gap, _(entry.command.title), (more, "$text-muted"))


class Palette(CommandPalette):
    """Textual's palette in the language in force; its page keys do nothing before there are pages to turn."""

    def __init__(self) -> None:
        super().__init__(placeholder=_("type what you want to do"), id="--command-palette")

    @property
    def is_saving(self) -> bool:
        """Return whether what was typed is still being looked for: Enter waits, else it would run what stood there
        before."""
        group = self._GATHER_COMMANDS_GROUP  # Textual says of nothing else when its list is complete
        return any(one.node is self and one.group == group and not one.is_finished for one in self.workers)

    def _start_no_matches_countdown(self, search_value: str) -> None:
        """Say after a while that nothing was found: Textual's own words are English."""
        self._stop_no_matches_countdown()

        def say() -> None:
            if search_value:
                words = Align.center(Text(_("Nothing found: try another word for it."), style="not bold"))
                self.query_one(CommandList).add_option(Option(words, disabled=True, id=self._NO_MATCHES))
            self._list_visible = bool(search_value)

        self._no_matches_timer = self.set_timer(self._NO_MATCHES_COUNTDOWN, say)

    def _action_command_list(self, action: str) -> None:
        with suppress(LookupError):
            super()._action_command_list(action)


class CommandProvider(Provider):
    """Offers every command with its key: those that make sense now first, the others with the reason."""

    async def startup(self) -> None:
        """Get ready what is looked through, beside the keys: screens that were not open yet are imported."""
        self._near = [*possible(self.screen), *not_now(self.screen)]
        self._far: list[Entry] | None = None
        self._words: dict[str, Findable] = {}

    async def discover(self) -> Hits:
        """Offer all of this screen, while nothing is typed."""
        for entry in self._near:
            yield DiscoveryHit(_shown(entry), partial(run, self.app, entry), _(entry.command.title))

    async def search(self, query: str) -> Hits:
        """Offer those that go with what is typed, in either language and by other words for it."""
        if self._far is None:
            self._far = await asyncio.to_thread(elsewhere, self.screen)
        for entry in (*self._near, *self._far):
            score = ranked(entry, match(self._findable(entry), query))
            if score > 0:
                yield Hit(score, _shown(entry), partial(run, self.app, entry), _(entry.command.title))

    def _findable(self, entry: Entry) -> Findable:
        words = self._words.get(entry.command.id)
        if words is None:
            words = self._words[entry.command.id] = findable(entry.command)
        return words


def ranked(entry: Entry, score: float) -> float:
    """Return how far up an entry stands that goes so well with what is typed."""
    if entry.area is not None:
        return score * ELSEWHERE
    return score * NOT_NOW if entry.reason else score
