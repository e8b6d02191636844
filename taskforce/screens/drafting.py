"""Drafts in the app: kept while people type, offered when the app comes back after it ended without asking."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from taskforce.clock import write_moment
from taskforce.language import plural
from taskforce.widgets.table_layout import printable

if TYPE_CHECKING:
    from taskforce.app import TaskforceApp
    from taskforce.drafts import DraftKeeper, UnsavedDraft
    from taskforce.screens.desk import Desk

FLUSH_SECONDS = 1.0
"""What was typed is in the drafts file at most so much later."""


class Drafting:
    """What the app does about drafts; a mixin of the app."""

    drafts: DraftKeeper | None = None
    _left_behind: Sequence[UnsavedDraft] = ()

    @property
    def _app(self) -> TaskforceApp:
        return cast("TaskforceApp", self)

    def open_drafts(self, desk: Desk) -> None:
        """Keep drafts for this list from now on, and offer those left behind."""
        from taskforce.drafts import DraftKeeper

        if self.drafts is not None:
            self.drafts.close()
        self.drafts = DraftKeeper(str(desk.store.location))
        self._left_behind = self.drafts.left_behind()
        if self._left_behind:
            self.offer_drafts()

    def keep_draft(
        self, draft_id: str, kind: str, title: str, texts: Mapping[str, str], before: Mapping[str, str]
    ) -> None:
        """Keep what was typed; it is in the file within :data:`FLUSH_SECONDS`."""
        from taskforce.drafts import UnsavedDraft

        desk = self._app.desk
        if self.drafts is not None and desk is not None:
            at = write_moment(desk.store.clock.now())
            self.drafts.keep(UnsavedDraft(draft_id, kind, title, at, dict(texts), dict(before)))

    def kept_draft(self, kind: str) -> UnsavedDraft | None:
        """What was typed last into a form of this session and neither saved nor thrown away."""
        left_behind = {draft.id for draft in self._left_behind}  # these are offered by themselves
        own = self.drafts.of_kind(kind) if self.drafts is not None else []
        return next((draft for draft in reversed(own) if draft.id not in left_behind), None)

    def drop_draft(self, draft_id: str) -> None:
        """It was saved, or thrown away."""
        if self.drafts is not None:
            self.drafts.drop(draft_id)
            self.flush_drafts()

    def flush_drafts(self) -> None:
        """Write the drafts file, beside the keys."""
        if self.drafts is not None:
            self._app.run_worker(asyncio.to_thread(self.drafts.flush), exit_on_error=False)

    def forget_drafts(self) -> None:
        """The person threw away what was typed here; what was left behind before stays."""
        if self.drafts is not None:
            self.drafts.drop_all(but={draft.id for draft in self._left_behind})

    # Offering

    @property
    def drafts_left(self) -> Sequence[UnsavedDraft]:
        """The drafts of earlier sessions that wait for a decision."""
        return self._left_behind

    def action_offer_drafts(self) -> None:
        """Show them again."""
        self.offer_drafts()

    def offer_drafts(self) -> None:
        """Show what was typed and not saved when the app ended."""
        desk = self._app.desk
        if desk is None or not self._left_behind:
            return
        from taskforce.screens.draft_offer import DraftOffer, offered

        choices = [offered(draft, desk.store.clock) for draft in self._left_behind]
        title = plural(
            "{count} draft was not saved when the app ended",
            "{count} drafts were not saved when the app ended",
            len(choices),
        )
        self._app.push_screen(DraftOffer(title, choices), self._answered)

    def _answered(self, answer: str | None) -> None:
        what, _sign, draft_id = (answer or "").partition(":")
        if answer is not None and not _sign:
            what, draft_id = "take", answer
        draft = next((one for one in self._left_behind if one.id == draft_id), None)
        if draft is None:
            return
        self._left_behind = [one for one in self._left_behind if one.id != draft_id]
        if what == "away":
            self.drop_draft(draft.id)
            self.offer_drafts()
        else:
            self._app.run_worker(self._take_up(draft), exit_on_error=False)

    async def _take_up(self, draft: UnsavedDraft) -> None:
        """Open the form again with what was typed; where that is impossible, show the text."""
        from taskforce.screens.dialogs import Reading
        from taskforce.screens.drafts_reopened import reopen

        try:
            taken = await reopen(self._app, draft)
        except Exception as error:  # the record may be gone: what was typed must not be
            self._app.log.error(repr(error))
            taken = False
        if taken:
            self.drop_draft(draft.id)  # the form keeps it now
            return
        from textual.content import Content

        lines: list[Any] = []
        for name, text in draft.texts.items():
            lines += [
                Content.styled(printable(name), "bold"),
                *(Content(printable(line)) for line in text.splitlines()),
            ]
        self._left_behind = [*self._left_behind, draft]
        await self._app.push_screen(Reading(printable(draft.title), Content("\n").join(lines)))
