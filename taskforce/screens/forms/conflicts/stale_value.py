"""Someone else changed a field while it was being edited: both values, who and when, and a choice."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, Static

from taskforce.language import N_, _, plural
from taskforce.model.records import RECORDS, FieldSpec, Kind
from taskforce.model.text import clean_text
from taskforce.screens.frame.session import Session
from taskforce.store.changes.batch import StaleWrite
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.wording.days import near_moment

MOST_SHOWN = 200
"""Of more differences than this the rest is counted."""


class Difference(NamedTuple):
    """One field of one record: what the person wants, what someone else wrote, who and when."""

    record: str
    label: str
    mine: str
    theirs: str
    author: str


def value_text(session: Session, spec: FieldSpec, value: Any) -> str:
    """Return a plain value as people read it: days with their weekday, names for links, texts in their lines."""
    from taskforce.store.input.fields import understood

    if value is None or spec.kind is Kind.TEXT:
        return value or ""
    return understood(session.store, spec, value).partition(": ")[2]


def differences(session: Session, error: StaleWrite) -> list[Difference]:
    """Return what was changed meanwhile, with who did it and when."""
    from taskforce.store.history.steps import names_of
    from taskforce.store.read.items import last_writer

    shown: list[Difference] = []
    names = names_of(session.reader, {error.record_type: {one.record_id for one in error.all}})
    for one in error.all[:MOST_SHOWN]:
        spec = RECORDS[one.record_type].by_name[one.field]
        who, at = last_writer(session.reader, one.record_id, one.field)
        author = f"@{who}" if who else _("someone else")
        if at:
            author += f" {near_moment(session.store.clock, at)}"
        mine, theirs = (value_text(session, spec, value) for value in (one.mine, one.theirs))
        shown.append(
            Difference(names.get((one.record_type, one.record_id), ""), _(spec.label), mine, theirs, author)
        )
    return shown


def stale_value(session: Session, error: StaleWrite, *, back: str = "") -> StaleValue:
    """Return the dialogue about all that was changed meanwhile; ``back`` is the word for deciding nothing."""
    several = len({one.record_id for one in error.all})
    title = plural(
        "{count} action item was changed meanwhile", "{count} action items were changed meanwhile", several
    )
    return StaleValue(
        differences(session, error), title if several > 1 else "", back=back, more=len(error.all) - MOST_SHOWN
    )


class StaleValue(Commanded, ModalScreen[str]):
    """Ends with ``mine``, ``theirs`` or ``edit``; Escape goes back to the form."""

    OWN_COMMANDS: ClassVar = (
        Command("keep_mine", N_("Keep mine"), "1", in_palette=False, action="answer('mine')"),
        Command("take_theirs", N_("Take theirs"), "2", in_palette=False, action="answer('theirs')"),
        Command("edit_both", N_("Back to the form"), "escape,e", in_palette=False, action="answer('edit')"),
        Command("focus_next_button", N_("Other answer"), "right,down", in_palette=False),
        Command("focus_previous_button", N_("Other answer"), "left,up", in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(
        self,
        differences: Sequence[Difference],
        title: str = "",
        *,
        back: str = "",
        more: int = 0,
    ) -> None:
        super().__init__()
        self._differences, self._title, self._more = differences, title, more
        self._back = back or _("Back to the form")

    def compose(self) -> ComposeResult:
        first = self._differences[0]
        named = " · ".join(filter(None, (first.record, first.label)))
        title = self._title or _("{field} was changed meanwhile", field=named)
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(title, "bold"), classes="dialogue-title")
            with VerticalScroll(classes="dialogue-text", can_focus=False):
                for one in self._differences:
                    if len(self._differences) > 1:
                        named = f"{one.record} · {one.label}" if self._title else one.label
                        yield Static(Content.styled(clean_text(named), "bold"))
                    yield Static(Content.styled(f"{_('You wrote')}:", "$text-muted"))
                    yield Static(Content(clean_text(one.mine) or _("(nothing)")), classes="value")
                    yield Static(Content.styled(f"{clean_text(one.author)}:", "$text-muted"))
                    yield Static(Content(clean_text(one.theirs) or _("(nothing)")), classes="value")
                if self._more > 0:
                    more = plural("… and {count} more change", "… and {count} more changes", self._more)
                    yield Static(Content(more))
            with Horizontal(classes="buttons"):
                yield Button(Content(_("Keep mine") + " (1)"), id="mine", compact=True)
                yield Button(Content(_("Take theirs") + " (2)"), id="theirs", compact=True)
                yield Button(Content(self._back + " (Esc)"), id="edit", compact=True)

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
