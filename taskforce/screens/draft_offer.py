"""Drafts that were left behind: which of them to take up, and how the form of each is opened again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import ClassVar

from textual.content import Content

from taskforce.clock import Clock
from taskforce.language import N_, _, plural
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import Choice, Confirm, Pick, Reading
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.forms.form import Form
from taskforce.screens.frame.host import Host
from taskforce.widgets.commands import Command, bindings
from taskforce.wording.days import near_moment

REOPENED_BY: Mapping[str, str] = {
    "item": "frame.item_drafts",
    "register:member": "frame.register_area",
    "register:agency": "frame.register_area",
    "register:deadline": "frame.register_area",
    "register:holiday": "registers.holidays_missions",
    "register:mission": "registers.holidays_missions",
    "register:dimension": "registers.dimensions",
    "register:sub_dimension": "registers.dimensions",
    "handover": "registers.members",
    "meeting": "registers.meeting_form",
    "minutes": "registers.minutes",
    "office": "settings.settings",
    "plan": "planning.masterplan",
    "report": "reports.area",
    "who": "settings.who",
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
    """The drafts that were left behind; ends with the id of the one to take up, or with ``away:ID``."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (
        Command("take", N_("Continue with it"), "enter", footer=1, in_palette=False, through="select,submit"),
        Command("throw_away", N_("Throw away"), "delete", footer=2, in_palette=False),
        Command("cancel", N_("Not now"), "escape", footer=3),
        *(command for command in Pick.OWN_COMMANDS if command.id.startswith("list_")),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self, drafts: Sequence[UnsavedDraft], clock: Clock) -> None:
        title = plural(
            "{count} draft was not saved when the app ended",
            "{count} drafts were not saved when the app ended",
            len(drafts),
        )
        super().__init__(title, [_choice(draft, clock) for draft in drafts])

    def action_throw_away(self) -> None:
        """Forget this draft, after asking: nothing brings it back."""
        draft_id = self.highlighted_value

        def answered(yes: bool | None) -> None:
            if yes:
                self.dismiss(f"away:{draft_id}")

        if draft_id is not None:
            question = _("Throw this draft away? It cannot be brought back.")
            self.app.push_screen(Confirm(question, _("Throw away"), _("Keep"), careful=True), answered)


def _choice(draft: UnsavedDraft, clock: Clock) -> Choice:
    """Return a draft to choose: what it is a draft of, when it was typed, and how it begins."""
    text = " ".join(" ".join(one.split()) for one in draft.texts.values())
    title = _("{title}, from {time}", title=draft.title, time=near_moment(clock, draft.at))
    return Choice(draft.id, title, text[:60])


def draft_text(draft: UnsavedDraft) -> Reading:
    """Return what was typed as a text to read, for where its form cannot be opened."""
    lines: list[Content] = []
    for name, text in draft.texts.items():
        lines.append(Content.styled(printable(name), "bold"))
        lines += [Content(printable(line)) for line in text.splitlines()]
    return Reading(printable(draft.title), Content("\n").join(lines))
