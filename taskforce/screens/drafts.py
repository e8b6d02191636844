"""Drafts in the app: kept while people type, offered when the app comes back after it ended without asking."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.app import App

from taskforce.clock import write_moment
from taskforce.screens.frame.host import Host, host_of
from taskforce.screens.frame.session import Session
from taskforce.store.database.sealed import key_if_sealed

if TYPE_CHECKING:
    from taskforce.screens.forms.draft_file import DraftKeeper, UnsavedDraft

FLUSH_SECONDS = 1.0
"""What was typed is in the drafts file at most so much later."""


class Drafts:
    """The drafts of the list that is open: what screens keep, and what earlier sessions left behind."""

    def __init__(self, app: App[int]) -> None:
        self._app = app
        self._keeper: DraftKeeper | None = None
        self.left_behind: Sequence[UnsavedDraft] = ()
        """The drafts of earlier sessions that wait for a decision."""

    @property
    def _host(self) -> Host:
        return host_of(self._app)

    def open(self, session: Session) -> None:
        """Keep drafts for this list from now on, and offer those left behind."""
        from taskforce.screens.forms.draft_file import DraftKeeper

        self.close()
        path = session.store.location.path
        self._keeper = DraftKeeper(str(session.store.location), key_if_sealed(path) if path is not None else None)
        self.left_behind = self._keeper.left_behind()
        self.offer()

    def close(self) -> None:
        """Let go of the file; what is still in it is offered the next time."""
        if self._keeper is not None:
            self._keeper.close()

    def keep(
        self, draft_id: str, kind: str, title: str, texts: Mapping[str, str], before: Mapping[str, str]
    ) -> None:
        """Keep what was typed; it is in the file within :data:`FLUSH_SECONDS`."""
        session = self._host.session
        if self._keeper is not None and session is not None:
            from taskforce.screens.forms.draft_file import UnsavedDraft

            at = write_moment(session.store.clock.now())
            self._keeper.keep(UnsavedDraft(draft_id, kind, title, at, dict(texts), dict(before)))

    def kept(self, kind: str) -> UnsavedDraft | None:
        """Return what was typed last into a form of this session and neither saved nor thrown away."""
        left_behind = {draft.id for draft in self.left_behind}  # these are offered by themselves
        own = self._keeper.of_kind(kind) if self._keeper is not None else []
        return next((draft for draft in reversed(own) if draft.id not in left_behind), None)

    def drop(self, draft_id: str) -> None:
        """Forget a draft: it was saved, or thrown away."""
        if self._keeper is not None:
            self._keeper.drop(draft_id)
            self.flush_aside()

    def flush(self) -> None:
        """Write the file, unless nothing changed."""
        if self._keeper is not None:
            self._keeper.flush()

    def flush_aside(self) -> None:
        """Write the file beside the keys."""
        if self._keeper is not None:
            self._app.run_worker(asyncio.to_thread(self._keeper.flush), exit_on_error=False)

    def forget(self) -> None:
        """Forget what was typed in this session, as the person threw it away; what was left before stays."""
        if self._keeper is not None:
            self._keeper.drop_all(but={draft.id for draft in self.left_behind})

    # Offering

    def offer(self) -> None:
        """Show what was typed and not saved when the app ended."""
        session = self._host.session
        if session is None or not self.left_behind:
            return
        from taskforce.screens.draft_offer import DraftOffer

        self._app.push_screen(DraftOffer(self.left_behind, session.store.clock), self._answered)

    def _answered(self, answer: str | None) -> None:
        what, _sign, draft_id = (answer or "").rpartition(":")
        draft = next((one for one in self.left_behind if one.id == draft_id), None)
        if draft is None:
            return
        self.left_behind = [one for one in self.left_behind if one.id != draft_id]
        if what == "away":
            self.drop(draft.id)
            self.offer()
        else:
            self._app.run_worker(self._take_up(draft), exit_on_error=False)

    async def _take_up(self, draft: UnsavedDraft) -> None:
        """Open the form again with what was typed; where that is impossible, show the text."""
        from taskforce.screens.draft_offer import draft_text, reopen

        try:
            taken = await reopen(self._host, draft)
        except Exception as error:  # the record may be gone: what was typed must not be
            self._app.log.error(repr(error))
            taken = False
        if taken:
            self.drop(draft.id)  # the form keeps it now
            return
        self.left_behind = [*self.left_behind, draft]
        await self._app.push_screen(draft_text(draft))
