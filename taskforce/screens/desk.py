"""The open list as the app works on it: short reads at once, long reads and every write in a thread.

Each thread's work gets a connection of its own, so nothing is shared between threads; writes wait for each
other, so that they happen in the order of the keys.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import date
from typing import TypeVar

from taskforce.model.errors import NotFound
from taskforce.store.location import Location
from taskforce.store.notify import watch
from taskforce.store.reader import Reader, open_reader
from taskforce.store.store import Store, open_store

Answer = TypeVar("Answer")


class Desk:
    """One open list; made by :func:`open_desk`."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._writing = asyncio.Lock()
        self._watcher = watch(store.location)

    @property
    def reader(self) -> Reader:
        """For small reads in the handlers of the app; never to be used in a thread."""
        return self.store.reader

    @property
    def today(self) -> str:
        """The organisation's day, ISO."""
        return self.store.clock.today().isoformat()

    @property
    def day(self) -> date:
        """The organisation's day."""
        return self.store.clock.today()

    async def read(self, question: Callable[[Reader], Answer]) -> Answer:
        """Ask something that may take long; ``question`` runs in a thread."""
        return await asyncio.to_thread(self._aside, lambda store: question(store.reader))

    async def work(self, action: Callable[[Store], Answer]) -> Answer:
        """Do something that reads with a store of its own, in a thread."""
        return await asyncio.to_thread(self._aside, action)

    async def write(self, action: Callable[[Store], Answer]) -> Answer:
        """Do something that writes, in a thread, after the writes that were asked for before."""
        async with self._writing:
            self.store.wrote = True
            return await asyncio.to_thread(self._aside, action)

    def _aside(self, action: Callable[[Store], Answer]) -> Answer:
        store = self.store
        reader = open_reader(store.location)
        try:
            return action(Store(store.location, store.clock, reader, store.actor_id, store.read_only))
        finally:
            reader.close()

    def changed(self) -> bool:
        """Whether anyone has written to the list since this was last asked."""
        return self._watcher.changed()

    def close(self) -> None:
        """Let go of the list."""
        self._watcher.close()
        self.store.close()


def open_desk(
    location: Location,
    *,
    actor: str | None,
    today: date | None,
    read_only: bool,
    usual_actor: str | None = None,
) -> Desk:
    """Open an existing list for ``actor`` (a handle or an unambiguous part of a name).

    Raises a :class:`~taskforce.model.errors.TaskforceError` when there is none or the member is unknown;
    ``usual_actor`` may be unknown: the person has other lists.
    """
    store = open_store(location, today=today, read_only=read_only)
    if actor:
        from taskforce.store.resolve import member_by

        try:
            store.actor_id = member_by(store.reader, actor).id
        except Exception:
            store.close()
            raise
    elif usual_actor:
        from taskforce.store.resolve import member_by

        with contextlib.suppress(NotFound):
            store.actor_id = member_by(store.reader, usual_actor).id
    return Desk(store)


def load_writing() -> None:
    """Import what the first write needs, so that nobody waits for it; for a thread after the first screen."""
    import taskforce.store.apply  # noqa: F401
