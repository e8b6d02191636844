"""Drafts in the app: kept while people type, offered when the app comes back after it ended without asking."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import ClassVar

from textual.app import App
from textual.content import Content

from taskforce.clock import Clock, read_moment, write_moment
from taskforce.language import N_, _, plural
from taskforce.screens.forms.dialogs import Choice, Pick, Reading
from taskforce.screens.forms.draft_file import DraftKeeper, UnsavedDraft
from taskforce.screens.forms.form import Form
from taskforce.screens.frame.host import Host, host_of
from taskforce.screens.frame.session import Session
from taskforce.widgets.commands import Command, bindings
from taskforce.wording.records import short_day
from taskforce.wording.width import printable

REOPENED_BY: Mapping[str, str] = {
    "item": "frame.item_actions",
    "register:member": "frame.register_area",
    "register:agency": "frame.register_area",
    "register:deadline": "frame.register_area",
    "register:holiday": "registers.holidays_missions",
    "register:mission": "registers.holidays_missions",
    "handover": "registers.members",
    "meeting": "registers.meeting_form",
    "minutes": "registers.minutes",
    "office": "settings.settings",
    "plan": "planning.masterplan",
    "report": "reports.area",
}
"""Which module opens the form of a draft again, by the first word, or the first two, of the draft's kind.

Its ``reopen_draft(host, draft, about)`` is given the rest of the kind as ``about``, and returns whether it did.
"""


async def reopen(host: Host, draft: UnsavedDraft) -> bool:
    """Open the form with what was typed; return whether that could be done."""
    form, _sign, about = draft.kind.partition(":")
    module = REOPENED_BY.get(f"{form}:{about.partition(':')[0]}") or REOPENED_BY.get(form)
    if module is None:
        return False
    if not await import_module(f"taskforce.screens.{module}").reopen_draft(host, draft, about):
        return False
    if isinstance(host.screen, Form):
        await host.screen.when_ready()
        host.screen.fill(draft.texts, draft.before)
    return True


class DraftOffer(Pick):
    """The drafts that were left behind; ends with ``take:ID`` or ``away:ID``."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("take", N_("Take it up"), "enter", footer=1, in_palette=False, through="select,submit"),
        Command("throw_away", N_("Throw away"), "ctrl+r", footer=2, in_palette=False),
        Command("cancel", N_("Not now"), "escape", footer=3),
        *(command for command in Pick.OWN_COMMANDS if command.id.startswith("list_")),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def action_throw_away(self) -> None:
        """Forget this draft."""
        if self.highlighted_value is not None:
            self.dismiss(f"away:{self.highlighted_value}")


def offered(draft: UnsavedDraft, clock: Clock) -> Choice:
    """Return a draft to choose: what it is a draft of, when it was typed, and how it begins."""
    local = read_moment(draft.at).astimezone(clock.zone)
    day = "" if local.date() == clock.today() else f"{short_day(local.date().isoformat(), clock.today())} "
    text = " ".join(" ".join(one.split()) for one in draft.texts.values())
    title = _("{title}, from {time}", title=draft.title, time=f"{day}{local:%H.%M}")
    return Choice(draft.id, title, text[:60])


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
        self.close()
        self._keeper = DraftKeeper(str(session.store.location))
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
        choices = [offered(draft, session.store.clock) for draft in self.left_behind]
        title = plural(
            "{count} draft was not saved when the app ended",
            "{count} drafts were not saved when the app ended",
            len(choices),
        )
        self._app.push_screen(DraftOffer(title, choices), self._answered)

    def _answered(self, answer: str | None) -> None:
        what, sign, draft_id = (answer or "").partition(":")
        if answer is not None and not sign:
            what, draft_id = "take", answer
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
        try:
            taken = await reopen(self._host, draft)
        except Exception as error:  # the record may be gone: what was typed must not be
            self._app.log.error(repr(error))
            taken = False
        if taken:
            self.drop(draft.id)  # the form keeps it now
            return
        lines: list[Content] = []
        for name, text in draft.texts.items():
            lines += [
                Content.styled(printable(name), "bold"),
                *(Content(printable(line)) for line in text.splitlines()),
            ]
        self.left_behind = [*self.left_behind, draft]
        await self._app.push_screen(Reading(printable(draft.title), Content("\n").join(lines)))
