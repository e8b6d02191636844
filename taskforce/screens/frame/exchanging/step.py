"""Exchanging through a folder by itself: at the start, every few minutes, after work, and before the app ends.

A step runs in a thread of its own with a connection of its own, and nothing waits for it: a share that does not
answer holds up neither keys nor the end of the app.  A step that is broken off leaves the list and the folder as
they were before it, or after it.
"""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple

from taskforce.clock import write_moment
from taskforce.config import ExchangeFolder
from taskforce.failure_details import keep_details
from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.screens.frame.session import Session
from taskforce.services.exchange_folder import exchange_folder, kept_passphrase
from taskforce.store.database.connect import open_reader
from taskforce.store.store import Store
from taskforce.store.sync.conflicts import count_conflicts
from taskforce.store.write.known_replicas import own_last_number

if TYPE_CHECKING:
    from taskforce.services.exchange_memory import Heard
    from taskforce.services.exchanging import Exchanged, NotTaken

FIRST_SECONDS = 2.0
"""So long after the list was opened the first step is done: the first frame comes before it."""

EVERY_SECONDS = 240.0
"""Seconds between two steps while nobody works."""

AFTER_WORK_SECONDS = 10.0
"""So long after the last change of this copy the others are told of it."""

AGAIN_SECONDS = 30.0
"""So soon after a step that failed another one is tried: a stick is put in again."""


class PassphraseMissing(TaskforceError):
    """The folder is sealed, and its passphrase is not known on this computer."""


@dataclass(slots=True)
class ExchangeState:
    """How exchanging stands: when (UTC) it was done last, who was heard of when, what could not be taken yet.

    ``problem`` says why the last attempt failed, in a sentence, and ``kind`` what kind of failure it was;
    ``conflicts`` is the number of fields that wait for a person; ``loose_ends`` say what else is to be put right,
    ``unread`` those of them that were not shown yet.
    """

    at: str | None = None
    heard: Sequence[Heard] = ()
    waiting: Sequence[NotTaken] = ()
    problem: str = ""
    kind: type[Exception] | None = None
    conflicts: int = 0
    loose_ends: Sequence[str] = ()
    unread: Sequence[str] = ()

    @property
    def ahead(self) -> list[str]:
        """Return what could not be taken because it is dated in the future: which copy's, how many, up to when."""
        return list(dict.fromkeys(one.ahead for one in self.waiting if one.ahead))


class Stepped(NamedTuple):
    """A step that was done, the number of this copy's last change before it, and what is to be read."""

    done: Exchanged
    number: int
    notices: Sequence[str]


@dataclass(slots=True)
class FolderExchange:
    """Exchanges one open list through the folder that was set for it, if one was."""

    session: Session
    setting: ExchangeFolder | None = None
    state: ExchangeState = field(default_factory=ExchangeState)
    passphrase: str | None = None
    """The folder's passphrase as it was typed, where no keyring keeps it."""
    _told: int = 0
    """Up to this number of this copy the others can read its changes in the folder."""
    _number: int = 0
    _due: float = 0.0
    _work_due: float | None = None
    _step: asyncio.Task[Exchanged] | None = None

    @property
    def on(self) -> bool:
        """Return whether the list is exchanged; one that may only be read is not."""
        return self.setting is not None and not self.session.store.read_only

    @property
    def unsent(self) -> bool:
        """Return whether this copy wrote something that does not lie in the folder yet."""
        return self.on and self._number > self._told

    def open(self) -> None:
        """Take up the folder that was set for the list, and what is remembered of it; raises where neither can be
        read."""
        self.setting = exchange_folder(self.session.store.location)
        if self.setting is None:
            return
        from taskforce.services.exchanging import exchanged_last

        store = self.session.store
        self.state.at, self.state.heard, self._told = exchanged_last(store, Path(self.setting.folder))
        self._due = monotonic() + FIRST_SECONDS
        self.look_at_list()
        self._work_due = None

    def look_at_list(self) -> None:
        """Notice that the list was written to: what this copy wrote is exchanged soon; small reads."""
        if not self.on:
            return
        self.state.conflicts = count_conflicts(self.session.reader)
        number = own_last_number(self.session.reader)
        if number != self._number:
            self._number = number
            self._work_due = monotonic() + AFTER_WORK_SECONDS

    @property
    def is_due(self) -> bool:
        """Return whether a step should be begun now."""
        if not self.on or self._step is not None:
            return False
        now = monotonic()
        return now >= self._due or (self._work_due is not None and self.unsent and now >= self._work_due)

    async def step(self, *, accept_clock: bool = False) -> Exchanged:
        """Do a step, or wait for the one that is being done; raises what hindered it.

        The state says it, too.  One that takes what is dated in the future (``accept_clock``) comes after that
        which is being done.
        """
        while accept_clock and self._step is not None:
            with suppress(Exception):  # whoever began it is told
                await asyncio.shield(self._step)
        if self._step is None:
            self._step = asyncio.create_task(self._do_step(accept_clock=accept_clock))
        return await asyncio.shield(self._step)

    async def _do_step(self, *, accept_clock: bool) -> Exchanged:
        assert self.setting is not None
        from taskforce.services.exchange_memory import unsaid

        self._work_due = None
        wait = AGAIN_SECONDS
        try:
            stepped = await _aside(self.session, self.setting, self.passphrase, accept_clock=accept_clock)
        except Exception as error:
            if not isinstance(error, TaskforceError):
                keep_details(error)
            self.state.problem = str(error) or repr(error)
            self.state.kind = type(error)
            raise
        else:
            wait = EVERY_SECONDS
            done = stepped.done
            self._told = max(self._told, stepped.number)
            self.state = ExchangeState(
                write_moment(self.session.store.clock.now()),
                done.heard,
                done.waiting,
                conflicts=done.conflicts,
                loose_ends=done.loose_ends,
                unread=unsaid(self.session.store, done.loose_ends),
            )
            self.session.notice(stepped.notices)
            return done
        finally:
            self._due = monotonic() + wait
            self._step = None

    def note_read(self) -> None:
        """Note that the loose ends were shown in full: the sign is silent of them until one is new or changes."""
        from taskforce.services.exchange_memory import note_said

        note_said(self.session.store, self.state.loose_ends)
        self.state.unread = ()

    async def last_step(self) -> None:
        """Bring what this copy wrote to the folder before the app ends; what hinders it stops nothing."""
        with suppress(Exception):
            if self._step is not None:
                await self.step()
            if self.unsent:
                await self.step()


async def _aside(session: Session, setting: ExchangeFolder, typed: str | None, *, accept_clock: bool) -> Stepped:
    """Do a step in a thread that nobody waits for when the app ends."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Stepped] = loop.create_future()

    def tell(stepped: Stepped | None, error: BaseException | None) -> None:
        if future.done():
            return
        if error is not None:
            future.set_exception(error)
        elif stepped is not None:
            future.set_result(stepped)

    def work() -> None:
        stepped, failed = None, None
        try:
            stepped = _exchanged(session, setting, typed, accept_clock=accept_clock)
        except BaseException as error:  # whatever it is, it is told where it was asked for
            failed = error
        with suppress(RuntimeError):  # the app has ended meanwhile
            loop.call_soon_threadsafe(tell, stepped, failed)

    threading.Thread(target=work, daemon=True, name="exchange").start()
    return await future


def _exchanged(session: Session, setting: ExchangeFolder, typed: str | None, *, accept_clock: bool) -> Stepped:
    from taskforce.services.exchanging import exchange

    passphrase = typed or (kept_passphrase(setting.folder) if setting.sealed else None)
    if setting.sealed and not passphrase:
        raise PassphraseMissing(
            _("The passphrase of {folder} is not known here: give it in Copies (F8), X.", folder=setting.folder)
        )
    notices: list[str] = []
    own = session.store
    reader = open_reader(own.location)
    try:
        store = Store(own.location, own.clock, reader, own.actor_id, own.read_only)
        store.warn = notices.append
        number = own_last_number(reader)
        kept = partial(kept_passphrase, setting.folder)
        done = exchange(
            store,
            Path(setting.folder),
            passphrase,
            kept=kept,
            sealed=setting.sealed,
            accept_clock=accept_clock,
        )
        return Stepped(done, number, notices)
    finally:
        reader.close()
