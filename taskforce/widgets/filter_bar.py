"""The line in which a list is filtered: a query, its mistakes under the caret, completion."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Input, Static

from taskforce.language import N_, _
from taskforce.model.width import printable
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.inputs import HintInput, complete_line, word_start
from taskforce.wording.topics import QUERY_TEXT

PAUSE_SECONDS = 0.15
"""The list follows the typing after this pause."""

Completions = Callable[[str, int], Sequence[str]]


class FilterInput(Commanded, HintInput):
    """The line itself; Enter and Escape go back to the list."""

    HELP_TEXT: ClassVar = QUERY_TEXT
    OWN_COMMANDS: ClassVar = (
        Command("back_to_list", N_("To the list"), "enter,down", footer=1, in_palette=False),
        Command("complete", N_("Complete the word"), "tab", footer=2, in_palette=False),
        Command("clear_filter", N_("Clear"), "escape", footer=3, in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    help_text = ""
    """A message id about what can be typed, where it is not the query language."""

    def action_back_to_list(self) -> None:
        """Go back to the list, with the filter kept."""
        self.post_message(FilterBar.Left())

    def action_complete(self) -> None:
        """Complete the word at the caret."""
        self.post_message(FilterBar.CompletionAsked())

    def action_clear_filter(self) -> None:
        """Show everything again, and go back to the list: the next key is no filter."""
        self.value = ""
        self.post_message(FilterBar.Left())


class FilterBar(Vertical):
    """The line with its label and, below it, one or two lines about what is wrong or what could follow."""

    DEFAULT_CSS = """
    FilterBar { height: auto; background: $surface; }
    FilterBar Horizontal { height: 1; }
    FilterBar .filter-label { width: auto; padding: 0 1; color: $text-muted; }
    FilterBar:focus-within { background: $surface; }  /* else Textual does not look what is in it again */
    FilterBar:focus-within .filter-label { color: $accent; text-style: bold; }
    FilterBar Input { width: 1fr; background: $surface; }
    FilterBar .filter-word { height: auto; max-height: 4; padding: 0 1; display: none; }
    """

    class Filtered(Message):
        """Another query is to be shown."""

        def __init__(self, query: str) -> None:
            super().__init__()
            self.query = query

    class Left(Message):
        """The person wants back to the list."""

    class CompletionAsked(Message):
        """Tab was pressed."""

    def __init__(
        self, query: str = "", *, placeholder: str = "", help_text: str = "", id: str | None = None
    ) -> None:
        """``placeholder`` and ``help_text`` (a message id) say what can be typed, where it is another language."""
        super().__init__(id=id)
        self._first, self._placeholder, self.help_text = query, placeholder, help_text
        self._timer: Timer | None = None
        self._mistake: tuple[str, int | None] | None = None
        """What is wrong with the query that stands there, as long as it does, and where."""
        self.completions: Completions | None = None

    def compose(self) -> ComposeResult:
        with Horizontal():
            yield Static(Content(_("Filter") + " /"), classes="filter-label")
            line = FilterInput(
                self._first,
                placeholder=self._placeholder or _("(all: press / to filter)"),
                select_on_focus=False,
                compact=True,
            )
            line.help_text = self.help_text
            yield line
        yield Static("", classes="filter-word", markup=False)

    @property
    def line(self) -> FilterInput:
        """Return the line that is typed in."""
        return self.query_one(FilterInput)

    @property
    def text(self) -> str:
        """Return the query as typed."""
        return self.line.value

    def set_text(self, query: str) -> None:
        """Put a query into the line; the list follows at once."""
        self.line.value = query
        self.line.cursor_position = len(query)

    def focus_line(self) -> None:
        """Go to the line."""
        self.line.focus()

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(PAUSE_SECONDS, self._tell)

    def _tell(self) -> None:
        self._timer = None
        self.post_message(self.Filtered(self.text))

    @on(Left)
    def _tell_now(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._tell()
        elif self._mistake is not None:
            self.refuse(*self._mistake)  # completions may stand in its place

    def refuse(self, words: str, position: int | None = None) -> None:
        """Say below the line that the query does not filter, and why: until another one does."""
        self._mistake = (words, position)
        self._say(_("Not filtered: {reason}", reason=words), position, wrong=True)

    def say(self, words: str = "") -> None:
        """Say something below the line, whose query filters."""
        self._mistake = None
        self._say(words)

    def _say(self, words: str, position: int | None = None, *, wrong: bool = False) -> None:
        word = self.query_one(".filter-word", Static)
        word.display = bool(words)
        if not words:
            word.update("")
            return
        text = Content(printable(words))
        if position is not None:
            before = self.query_one(".filter-label", Static).outer_size.width - 1 - self.line.scroll_offset.x
            blanks = min(max(0, before + position), max(0, self.size.width - 3))
            text = Content(" " * blanks + "▲\n") + text
        word.update(text.stylize("$text-error" if wrong else "$text-muted"))

    @on(CompletionAsked)
    def _complete(self, event: CompletionAsked) -> None:
        event.stop()
        if self.completions is None:
            return
        line = self.line
        offers = list(self.completions(line.value, line.cursor_position))
        if offers:
            complete_line(line, word_start(line.value, line.cursor_position), offers)
        if len(offers) > 1:
            self.call_after_refresh(self._say, "  ".join(offers[:12]))
