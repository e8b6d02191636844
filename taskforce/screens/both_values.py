"""Someone else changed a field while it was being edited: both values, and a choice."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from taskforce.language import N_, _
from taskforce.model.text import clean_text
from taskforce.widgets.commands import Command, Commanded, bindings


class BothValues(Commanded, ModalScreen[str]):
    """Ends with ``mine``, ``theirs`` or ``edit``; Escape goes back to the form."""

    OWN_COMMANDS: ClassVar = (
        Command("keep_mine", N_("Keep mine"), "m", in_palette=False, action="answer('mine')"),
        Command("take_theirs", N_("Take theirs"), "t", in_palette=False, action="answer('theirs')"),
        Command("edit_both", N_("Back to the form"), "escape,e", in_palette=False, action="answer('edit')"),
        Command("focus_next_button", N_("Other answer"), "right,down", in_palette=False),
        Command("focus_previous_button", N_("Other answer"), "left,up", in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self, label: str, mine: str, theirs: str, who: str, when: str) -> None:
        super().__init__()
        self._label, self._mine, self._theirs, self._who, self._when = label, mine, theirs, who, when

    def compose(self) -> ComposeResult:
        title = _("{field} was changed meanwhile", field=self._label)
        author = " ".join(
            part for part in (f"@{self._who}" if self._who else _("someone else"), self._when) if part
        )
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(title, "bold"), classes="dialogue-title")
            with VerticalScroll(classes="dialogue-text", can_focus=False):
                yield Static(Content.styled(f"{_('You wrote')}:", "$text-muted"))
                yield Static(Content(clean_text(self._mine) or _("(nothing)")), classes="value")
                yield Static(Content.styled(f"{author}:", "$text-muted"))
                yield Static(Content(clean_text(self._theirs) or _("(nothing)")), classes="value")
            with Horizontal(classes="buttons"):
                yield Button(Content(_("Keep mine") + " (m)"), id="mine", compact=True)
                yield Button(Content(_("Take theirs") + " (t)"), id="theirs", compact=True)
                yield Button(Content(_("Back to the form") + " (Esc)"), id="edit", compact=True)

    def on_mount(self) -> None:
        self.query_one("#edit").focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        event.stop()
        self.action_answer(str(event.button.id))

    def action_answer(self, answer: str) -> None:
        """End with an answer."""
        self.dismiss(answer)

    def action_focus_next_button(self) -> None:
        """Go to the next answer."""
        self.focus_next()

    def action_focus_previous_button(self) -> None:
        """Go to the answer before."""
        self.focus_previous()
