"""The open list as the app works on it: short reads at once, long reads and every write in a thread.

Each thread's work gets a connection of its own, so nothing is shared between threads; writes wait for each
other, so that they happen in the order of the keys.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Iterable
from datetime import date
from threading import Event
from typing import TYPE_CHECKING, TypeVar

from taskforce.language import _
from taskforce.model.errors import NotFound
from taskforce.store.database.connect import open_reader, watch
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Reader
from taskforce.store.database.watch import last_change
from taskforce.store.read.overview import Needs, read_needs
from taskforce.store.store import Store, open_store

if TYPE_CHECKING:
    from taskforce.store.changes.stale_writes import SeenVersion

Answer = TypeVar("Answer")


class GivenUp(Exception):
    """Nobody waits for the answer any more."""


class Session:
    """One open list; made by :func:`open_session`."""

    def __init__(self, store: Store) -> None:
        if store.location.path is None:
            from taskforce.store.database.timeout_reader import TimeoutReader

            store.reader = TimeoutReader(store.location, store.reader)
        self.store = store
        self._writing = asyncio.Lock()
        self._watcher = watch(store.location)
        self.needs_ahead: Needs | None = None
        """What needed attention when the app was starting, until it is shown."""
        self._day = store.clock.today()
        self._notices: list[str] = []
        self.own_steps: set[str] = set()
        """The batches that were written in this sitting."""

    @property
    def reader(self) -> Reader:
        """Return what reads at once, for small reads in the handlers of the app; never to be used in a thread."""
        return self.store.reader

    @property
    def today(self) -> str:
        """Return the organisation's day, ISO."""
        return self.store.clock.today().isoformat()

    @property
    def day(self) -> date:
        """Return the organisation's day."""
        return self.store.clock.today()

    @property
    def holds_anything(self) -> bool:
        """Return whether anything was ever written to the list."""
        return last_change(self.reader) > 0

    def look_ahead(self) -> None:
        """Read what the first screen shows, before there is a screen."""
        self.needs_ahead = read_needs_today(self.store)

    async def read(self, question: Callable[[Reader], Answer]) -> Answer:
        """Ask something that may take long; ``question`` runs in a thread."""
        return await asyncio.to_thread(self._aside, lambda store: question(store.reader))

    async def work(self, action: Callable[[Store], Answer], given_up: Event | None = None) -> Answer:
        """Do something that reads with a store of its own, in a thread.

        Raises :class:`GivenUp`, soon, once ``given_up`` is set: what nobody looks at takes neither time nor room.
        """
        return await asyncio.to_thread(self._aside, action, None, given_up)

    async def write(self, action: Callable[[Store], Answer], seen_version: SeenVersion | None = None) -> Answer:
        """Do something that writes, in a thread, after the writes that were asked for before.

        With ``seen_version`` nothing is replaced that came after it: raises
        :class:`~taskforce.store.changes.batch.StaleWrite` then.
        """
        async with self._writing:
            self.store.wrote = True
            return await asyncio.to_thread(self._aside, action, seen_version)

    def _aside(
        self,
        action: Callable[[Store], Answer],
        seen_version: SeenVersion | None = None,
        given_up: Event | None = None,
    ) -> Answer:
        store = self.store
        if given_up is not None and given_up.is_set():
            raise GivenUp
        reader = open_reader(store.location)
        if given_up is not None:
            reader.stop_when(given_up.is_set)
        aside = Store(store.location, store.clock, reader, store.actor_id, store.read_only)
        aside.seen_version = seen_version
        aside.warn = self._notices.append
        try:
            return action(aside)
        except Exception as error:
            if given_up is not None and given_up.is_set():
                raise GivenUp from error
            raise
        finally:
            self.own_steps.update(aside.written)
            reader.close()
            if given_up is not None:  # it may have read a whole list: what that took is free by now
                trim_memory()

    def notice(self, sentences: Iterable[str]) -> None:
        """Let a person read sentences that something done behind the scenes came to."""
        self._notices += sentences

    def notices(self) -> list[str]:
        """Return what a person should read although all went well, each sentence once."""
        notices, self._notices[:] = list(dict.fromkeys(self._notices)), []
        return notices

    def look(self) -> int:
        """Return the number of the newest change: what is read now shows everything up to it."""
        return last_change(self.reader)

    def seen_version(self, upto: int) -> SeenVersion:
        """Return what a person saw who looks at the list as of that change; what this app wrote, they know."""
        from taskforce.store.changes.stale_writes import SeenVersion

        return SeenVersion(upto, self.own_steps)

    def changed(self) -> bool:
        """Return whether anyone has written to the list, or a new day has begun, since this was last asked."""
        reader = self.store.reader
        if reader.failed and not self._watcher.lost:
            reader.failed = False
            self._watcher.suspect()
        changed = self._watcher.changed()
        reader.out_of_reach = self.lost
        before, self._day = self._day, self.day
        return changed or self._day != before

    @property
    def lost(self) -> bool:
        """Return whether the list is on a server that is out of reach; it is tried again behind the scenes."""
        return self._watcher.lost and self.store.location.path is None

    @property
    def as_of(self) -> str:
        """Return the office's time of day at which a server that is out of reach last answered; else nothing."""
        at = self._watcher.reached_at
        if at is None or not self.lost:
            return ""
        from taskforce.wording.days import hour_text  # what it needs would be read before the first rows

        return hour_text(at.astimezone(self.store.clock.zone))

    def with_hour(self, sentence: str) -> str:
        """Return a sentence about a failure; of a list out of reach behind the one that says since when."""
        if not self.lost:
            return sentence
        seen = _("The connection to the list is lost: what you see is as of {time}.", time=self.as_of)
        return f"{seen} {sentence}"

    def close(self) -> None:
        """Let go of the list."""
        self._watcher.close()
        self.store.close()


def open_session(
    location: Location,
    *,
    actor: str | None,
    today: date | None,
    read_only: bool,
    usual_actor: str | None = None,
) -> Session:
    """Open an existing list for ``actor`` (a handle or an unambiguous part of a name).

    Raises a :class:`~taskforce.model.errors.TaskforceError` when there is none or the member is unknown;
    ``usual_actor`` may be unknown: the person has other lists.
    """
    store = open_store(location, today=today, read_only=read_only)
    if actor:
        from taskforce.store.query.lookup import member_by

        try:
            store.actor_id = member_by(store.reader, actor).id
        except Exception:
            store.close()
            raise
    elif usual_actor and store.actor_id is None:
        from taskforce.store.query.lookup import member_by

        with contextlib.suppress(NotFound):
            store.actor_id = member_by(store.reader, usual_actor).id
    return Session(store)


def trim_memory() -> None:
    """Hand memory that is free back to the system, where its library keeps it else (Linux)."""
    if sys.platform == "linux":
        import ctypes

        with contextlib.suppress(OSError, AttributeError):  # another library of C than GNU's
            ctypes.CDLL(None).malloc_trim(0)


def read_needs_today(store: Store) -> Needs:
    """Return what needs attention today."""
    return read_needs(store.reader, store.clock.today(), store.actor_id)
