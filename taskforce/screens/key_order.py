"""Keys one after the other, however fast they come: each meets the screen that the one before has led to.

Textual hands a key to whatever has the focus when it comes.  While one is on its way up to the command that opens
a dialogue, and while that is being made, the next ones would be taken for commands of the area behind: typed
fast, the title after ``a`` would undo, delete and quit.  So would what is typed while the list is being opened,
before the question comes that it leads to.
"""

from __future__ import annotations

import asyncio
from collections import deque
from time import monotonic
from typing import TYPE_CHECKING

from textual import events

if TYPE_CHECKING:
    from textual.app import App

    Base = App[int]
else:
    Base = object

QUIET = 4
"""So many rounds of the event loop in a row nothing may be left to be heard: a message may make another one."""

PATIENCE_SECONDS = 5.0
"""Longer than this no key is kept waiting, whatever goes on; a long form takes a second on a slow computer."""


class OrderedKeys(Base):
    """What the app does about keys and pasted texts; a mixin of the app."""

    _typed_ahead: deque[events.Key | events.Paste] | None = None
    """What came while another key was being dealt with; ``None`` when none is."""
    _typing: asyncio.Task[None] | None = None

    def can_take(self, event: events.Key | events.Paste) -> bool:
        """Return whether a key can be meant for what is shown."""
        return True

    def must_wait(self, event: events.Event) -> bool:
        """Return whether a key is for what is not there yet: an open list, or the question that leads to."""
        return False

    async def on_event(self, event: events.Event) -> None:
        """Deal with a key now, or after those that came before."""
        if not isinstance(event, events.Key | events.Paste) or event.is_forwarded:
            await super().on_event(event)
        elif not self.can_take(event):
            event.stop()
        elif self._typed_ahead is not None:
            self._typed_ahead.append(event)
        else:
            self._typed_ahead = deque()
            if self.must_wait(event):
                self._typed_ahead.append(event)
            else:
                await super().on_event(event)
            self._typing = asyncio.create_task(self._deal_with_keys(self._typed_ahead))

    async def _deal_with_keys(self, waiting: deque[events.Key | events.Paste]) -> None:
        try:
            await self._settled(waiting)
            while waiting and self.is_running:
                event = waiting.popleft()
                heard = asyncio.Event()

                async def deal(event: events.Key | events.Paste = event, heard: asyncio.Event = heard) -> None:
                    try:
                        if self.can_take(event):
                            await super(OrderedKeys, self).on_event(event)
                    finally:
                        heard.set()

                if not self.call_later(deal):
                    return
                await heard.wait()
                await self._settled(waiting)
        finally:
            self._typed_ahead = None
            for event in waiting:
                self.post_message(event)

    async def _settled(self, waiting: deque[events.Key | events.Paste]) -> None:
        """Wait until the last key has been heard by all, and the screen that it led to can be typed into."""
        until, quiet = monotonic() + PATIENCE_SECONDS, 0
        while quiet < QUIET and monotonic() < until:
            await asyncio.sleep(0)
            if not self.is_running or not self.screen_stack:
                return
            screen, focused = self.screen, self.focused
            if waiting and self.must_wait(waiting[0]):
                await asyncio.sleep(0.01)
                quiet = 0
                continue
            # It is being made, or about to close.
            if not screen.is_mounted or getattr(screen, "is_saving", False):
                await asyncio.sleep(0.001)
                quiet = 0
                continue
            hearing = focused.ancestors_with_self if focused is not None else (screen, self)
            quiet = 0 if any(pump.message_queue_size for pump in hearing) else quiet + 1
