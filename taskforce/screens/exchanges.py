"""What the app does about exchanging through a folder: it goes on by itself, a sign says how it stands."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING

from taskforce.language import _, plural
from taskforce.model.errors import TaskforceError
from taskforce.screens.frame.host import Host, host_of
from taskforce.screens.frame.session import Session

if TYPE_CHECKING:
    from textual.app import App

    from taskforce.screens.frame.exchanging.step import FolderExchange

    Base = App[int]
else:
    Base = object

LEAVE_SECONDS = 10.0
"""So long the app waits at its end for what was written last to be in the folder; a second q ends it at once."""

CONFLICTS_KEY = "F12"


class ExchangesByItself(Base):
    """A mixin of the app."""

    exchange: FolderExchange | None = None
    """How the open list is exchanged; ``None`` until it is open."""
    _leaving = False

    @property
    def _host(self) -> Host:
        return host_of(self)

    def begin_to_exchange(self, session: Session) -> None:
        """Take up the folder that was set for a list, if one was."""
        from taskforce.screens.frame.exchanging.step import FolderExchange

        exchange = FolderExchange(session)
        try:
            exchange.open()
        except TaskforceError as error:  # the preferences cannot be read
            self._host.show_area_message(str(error), "warning")
        self.exchange = exchange
        self._show_sign()

    def look_at_exchange(self) -> None:
        """Notice that the list was written to."""
        if self.exchange is not None and self.exchange.session is self._host.session:
            with suppress(Exception):  # a list out of reach is told elsewhere
                self.exchange.look_at_list()

    def exchange_if_due(self) -> None:
        """Begin a step when it is time; called every second."""
        if self.exchange is not None and self.exchange.is_due:
            self.run_worker(self._exchange_quietly(), exit_on_error=False)

    async def _exchange_quietly(self) -> None:
        assert self.exchange is not None
        before = self.exchange.state.conflicts
        with suppress(Exception):  # the sign says it
            await self.exchange.step()
        self._show_sign()
        new = self.exchange.state.conflicts - before
        if new > 0:
            sentence = plural(
                "Others changed {count} field that was changed here, too: {key} decides.",
                "Others changed {count} fields that were changed here, too: {key} decides.",
                new,
                key=CONFLICTS_KEY,
            )
            self._host.show_area_message(sentence, "warning")

    async def exchange_changed(self) -> None:
        """Exchange through the folder that was set just now, if one was, and show how it stands."""
        session = self._host.session
        if session is None:
            return
        typed = self.exchange.passphrase if self.exchange is not None else None
        self.begin_to_exchange(session)
        assert self.exchange is not None
        self.exchange.passphrase = typed
        if self.exchange.on:
            self.run_worker(self._exchange_aloud(), exit_on_error=False)

    async def _exchange_aloud(self, *, accept_clock: bool = False) -> None:
        assert self.exchange is not None
        try:
            done = await self.exchange.step(accept_clock=accept_clock)
        except TaskforceError as error:
            self._host.show_area_message(str(error), "warning")
        except Exception as error:
            self._host.show_area_message(_("Nothing was exchanged: {reason}", reason=str(error) or repr(error)))
        else:
            taken = sum(one.changes for one in done.taken)
            changes = plural("{count} change", "{count} changes", taken)
            sentence = _("Exchanged; taken from the others: {changes}.", changes=changes)
            await self._host.list_changed()
            self._host.show_area_message(sentence, "information")
        self._show_sign()

    def accept_clock(self) -> None:
        """Take what is dated in the future, after asking."""
        from taskforce.screens.forms.dialogs import Confirm
        from taskforce.screens.frame.exchanging.sign import clock_question

        def answered(yes: bool | None) -> None:
            if yes:
                self.run_worker(self._exchange_aloud(accept_clock=True), exit_on_error=False)

        if self.exchange is not None:
            question = clock_question(self.exchange)
            self.push_screen(Confirm(question, _("Take in all the same"), _("Cancel"), careful=True), answered)

    def action_exchange_now(self) -> None:
        """Exchange now, and say what came of it."""
        self.run_worker(self._exchange_aloud(), exit_on_error=False)

    # The sign

    @property
    def exchange_sign(self) -> Sequence[str]:
        """Return what stands in the frame of exchanging, in several lengths, the longest first."""
        if self.exchange is None or not self.exchange.on:
            return ()
        from taskforce.screens.frame.exchanging.sign import sign_texts

        return sign_texts(self.exchange, CONFLICTS_KEY)

    def _show_sign(self) -> None:
        from taskforce.screens.frame.area import Area

        for screen in self.screen_stack:
            if isinstance(screen, Area):
                screen.show_sign()

    async def open_sign(self) -> None:
        """Go where the sign leads: to the conflicts, or to the copies."""
        if self.exchange is not None and self.exchange.state.conflicts:
            self.action_show_conflicts()
        else:
            await self._host.action_area("copies")

    def action_show_conflicts(self) -> None:
        """Decide the one conflict there is; of several show a list."""
        from taskforce.screens.sync.open_conflicts import show_conflicts

        show_conflicts(self._host)

    def decided(self, sentence: str | None) -> None:
        """Say which conflicts were decided, and read anew what is shown."""
        if sentence:
            self.run_worker(self._say_decided(sentence), exit_on_error=False)

    async def _say_decided(self, sentence: str) -> None:
        await self._host.list_changed()
        self._host.show_area_message(sentence, "information")

    def set_up_exchange(self) -> None:
        """Ask through which folder the list is exchanged."""
        from taskforce.screens.sync.exchange_form import exchange_form

        session = self._host.session
        if session is not None and self.exchange is not None:
            self.push_screen(exchange_form(session, self.exchange, self._host))

    # The end

    def leave(self) -> None:
        """End the app; what was written last is brought to the folder before, unless that takes long."""
        if self._leaving or self.exchange is None or not self.exchange.unsent:
            self.exit(0)
            return
        self._leaving = True
        sentence = _("What you changed last is being brought to the others; q quits at once.")
        self._host.show_area_message(sentence, "information")
        self.run_worker(self._leave_soon(self.exchange), exit_on_error=False)

    async def _leave_soon(self, exchange: FolderExchange) -> None:
        with suppress(TimeoutError):
            await asyncio.wait_for(exchange.last_step(), LEAVE_SECONDS)
        self.exit(0)
