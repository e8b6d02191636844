"""A line in which action items are typed one after the other, with what is understood of it below."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from taskforce.language import N_
from taskforce.model.text import without_list_mark
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.inputs import HintInput, complete_line

Completions = Callable[[str, int], Sequence[str]]
Echo = Callable[[str], Content]


class LineInput(Commanded, HintInput):
    """The line itself; Enter hands it over, Tab completes, the arrows lead to the list below."""

    HELP_TEXT: ClassVar = N_(
        "Write what is to be done in one line. @name is the lead, +word a tag; due:friday, start:, priority:high, "
        "dim:governance, agency:, deadline:, horizon: and any other field fill the rest. Below the line stands "
        "what was understood."
    )
    OWN_COMMANDS: ClassVar = (
        Command("submit_line", N_("Add"), "enter", footer=1, in_palette=False, through="submit"),
        Command("complete", N_("Complete the word"), "tab", footer=4, in_palette=False),
        Command("leave_line", N_("To the list"), "down", footer=0, in_palette=False),
        Command("clear_line", N_("Leave the line"), "escape", footer=0, in_palette=False),
    )
    BINDINGS: ClassVar = [binding for binding in bindings(OWN_COMMANDS) if getattr(binding, "key", "") != "enter"]

    UNDOES_NOTHING_ELSE = False  # nothing typed: the line that was added last is what is meant

    def take_lines(self, lines: Sequence[str]) -> None:
        """Hand over several lines that were pasted, each as one of its own."""
        for line in filter(None, map(without_list_mark, lines)):
            self.post_message(AddLine.Entered(line))

    def action_submit_line(self) -> None:
        """Hand the line over."""
        self.post_message(AddLine.Entered(self.value))

    async def action_submit(self) -> None:
        """Hand the line over, by Enter."""
        self.action_submit_line()

    def action_complete(self) -> None:
        """Complete the word at the caret."""
        self.post_message(AddLine.CompletionAsked())

    def action_leave_line(self) -> None:
        """Go to the list below."""
        self.post_message(AddLine.Left())

    def action_clear_line(self) -> None:
        """Leave the line; who has it asks first when something is typed."""
        self.post_message(AddLine.Left(away=True))


class AddLine(Vertical):
    """The line with its label, and below it what was understood, or what is wrong."""

    DEFAULT_CSS = """
    AddLine { height: auto; background: $surface; }
    AddLine Horizontal { height: 1; }
    AddLine .add-label { width: auto; padding: 0 1; color: $text-muted; }
    AddLine:focus-within { background: $surface; }  /* else Textual does not look what is in it again */
    AddLine:focus-within .add-label { color: $accent; text-style: bold; }
    AddLine Input { width: 1fr; background: $panel; border: none; height: 1; padding: 0; }
    AddLine .add-echo { height: auto; max-height: 7; padding: 0 1; }
    """

    class Entered(Message):
        """A line is complete."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Typed(Message):
        """The line is another one now."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Left(Message):
        """The person wants to the list, or (``away``) to where they came from."""

        def __init__(self, *, away: bool = False) -> None:
            super().__init__()
            self.away = away

    class CompletionAsked(Message):
        """Tab was pressed."""

    def __init__(self, label: str, echo: Echo, text: str = "", *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._label, self._echo, self._first = label, echo, text
        self.completions: Completions | None = None

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(Content(self._label), classes="add-label")
            yield LineInput(self._first, select_on_focus=False, compact=True)
        yield Static("", classes="add-echo", markup=False)

    @property
    def line(self) -> LineInput:
        """Return the line that is typed in."""
        return self.query_one(LineInput)

    def set_text(self, text: str) -> None:
        """Put a text into the line."""
        self.line.value = text
        self.line.cursor_position = len(text)
        if not text:
            self.line.forget_typing()

    def say(self, words: Content) -> None:
        """Say something below the line."""
        self.query_one(".add-echo", Static).update(words)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        self.say(self._echo(event.value))
        self.post_message(self.Typed(event.value))

    @on(CompletionAsked)
    def _complete(self, event: CompletionAsked) -> None:
        event.stop()
        line = self.line
        caret = line.cursor_position
        offers = list(self.completions(line.value, caret)) if self.completions is not None else []
        if not offers:
            return
        goes_on = offers[0].endswith(":") or line.value[caret:].startswith(" ")
        complete_line(line, _part_start(line.value, caret), offers, close_with="" if goes_on else " ")
        if len(offers) > 1:
            self.call_after_refresh(self.say, Content.styled("  ".join(offers[:12]), "$text-muted"))


def _part_start(text: str, caret: int) -> int:
    """Return where the part that ends at the caret begins: after a blank or a field's colon."""
    start = caret
    while start > 0 and text[start - 1] not in ' :"':
        start -= 1
    return start
