"""The dialogue that offers the drafts which were left behind when the app ended without asking."""

from __future__ import annotations

from typing import ClassVar

from taskforce.clock import Clock, read_moment
from taskforce.drafts import UnsavedDraft
from taskforce.language import N_, _
from taskforce.screens.dialogs import Choice, Pick
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.wording import short_day


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
    """A draft to choose: what it is a draft of, when it was typed, and how it begins."""
    local = read_moment(draft.at).astimezone(clock.zone)
    day = "" if local.date() == clock.today() else f"{short_day(local.date().isoformat(), clock.today())} "
    text = " ".join(" ".join(one.split()) for one in draft.texts.values())
    title = _("{title}, from {time}", title=draft.title, time=f"{day}{local:%H.%M}")
    return Choice(draft.id, title, text[:60])
