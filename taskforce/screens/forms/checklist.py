"""The checklist of an action item: its steps are ticked, added and taken away, each saved at once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from taskforce.language import N_, _
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import ChoiceList
from taskforce.screens.frame.host import host_of
from taskforce.screens.frame.session import Session
from taskforce.services.items import Outcome, add_step, delete_step, set_step_done
from taskforce.store.read.item_detail import checklist
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar
from taskforce.widgets.inputs import HintInput


def _on_step(dialogue: Checklist) -> bool:
    return dialogue.is_in_list and bool(dialogue.steps)


def _in_list(dialogue: Checklist) -> bool:
    return dialogue.is_in_list


def _in_line(dialogue: Checklist) -> bool:
    return not dialogue.is_in_list


class Checklist(Commanded, ModalScreen[None]):
    """The steps of an item, below a line in which one more is typed."""

    HELP_TEXT: ClassVar = N_(
        "The steps of an action item. Space, Enter or a click ticks a step, and opens it again; a leads to the "
        "line in which one more is typed, Del takes a step away. Each is saved at once, and undo takes it back."
    )
    OWN_COMMANDS: ClassVar = (
        Command(
            "tick_step", N_("Tick"), "space,enter", footer=1, when=_on_step, in_palette=False, through="select"
        ),
        Command("add_step", N_("Add a step"), "a", footer=2, when=_in_list, in_palette=False),
        Command("delete_step", N_("Delete"), "delete", footer=3, when=_on_step, in_palette=False),
        Command("list_down", N_("Next"), "down", when=_in_line, in_palette=False),
        Command("close", N_("Close"), "escape", footer=4),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self, session: Session, item_id: str, name: str) -> None:
        """``name`` is what the item is called."""
        super().__init__()
        self._session, self._item_id, self._title = session, item_id, name
        self.steps: list[dict[str, Any]] = []
        """The steps that are shown."""

    @property
    def is_in_list(self) -> bool:
        """Return whether keys go to the steps, not into the line."""
        return not isinstance(self.focused, Input)

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static("", classes="dialogue-title", markup=False)
            yield HintInput(placeholder=_("(a new step, then Enter)"), compact=True, id="new-step")
            yield ChoiceList(markup=False, compact=True, id="choices")
            yield Static("", id="step-word", markup=False)
            yield CommandBar()

    def on_mount(self) -> None:
        self._fill()
        self.query_one("#choices" if self.steps else "#new-step").focus()

    async def list_changed(self) -> None:
        """Show what others wrote."""
        self._fill()

    def _fill(self) -> None:
        self.steps = checklist(self._session.reader, self._item_id)
        done = sum(step["done"] for step in self.steps)
        count = f" {done}/{len(self.steps)}" if self.steps else ""
        title = f"{_('Checklist')}{count}: {printable(self._title)}"
        self.query_one(".dialogue-title", Static).update(Content.styled(title, "bold"))
        options = self.query_one(OptionList)
        place = options.highlighted
        options.clear_options()
        options.add_options(Option(Content(step_line(step))) for step in self.steps)
        if self.steps:
            options.highlighted = min(place or 0, len(self.steps) - 1)
        self.refresh_bindings()

    def _change(self, edit: Callable[[Store], Outcome], then: Callable[[], None] | None = None) -> None:
        self.run_worker(self._write(edit, self.steps, then), exit_on_error=False)

    async def _write(
        self, edit: Callable[[Store], Outcome], shown: list[dict[str, Any]], then: Callable[[], None] | None
    ) -> None:
        def write(store: Store) -> bool:
            if checklist(store.reader, self._item_id) != shown:
                return False
            edit(store)
            return True

        word = ""
        try:
            if await self._session.write(write):
                if then is not None:
                    then()
            else:
                word = _("The checklist was changed meanwhile: look at it again.")
        except Exception as error:  # refused or failed: the steps stay as they are, what was typed stays
            word = str(error) or repr(error)
        await host_of(self).list_changed()
        self.query_one("#step-word", Static).update(Content.styled(printable(word), "$text-error"))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        number, item_id = event.option_index + 1, self._item_id
        done = not self.steps[event.option_index]["done"]
        self._change(lambda store: set_step_done(store, item_id, number, done))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        text, item_id = event.value, self._item_id
        if text.strip():
            self._change(lambda store: add_step(store, item_id, text), self._added)

    def _added(self) -> None:
        line = self.query_one(HintInput)
        line.value = ""
        line.forget_typing()

    def action_tick_step(self) -> None:
        """Tick the step, or open it again."""
        self.query_one(OptionList).action_select()

    def action_add_step(self) -> None:
        """Go to the line."""
        self.query_one(HintInput).focus()

    def action_delete_step(self) -> None:
        """Take the step away; undo brings it back."""
        place, item_id = self.query_one(OptionList).highlighted, self._item_id
        if place is not None:
            self._change(lambda store: delete_step(store, item_id, place + 1))

    def action_list_down(self) -> None:
        """Go to the steps."""
        self.query_one(OptionList).focus()

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


def step_line(step: dict[str, Any]) -> str:
    """Return a step with the sign of whether it is done."""
    return f"{'✔' if step['done'] else '○'} {printable(step['text'])}"
