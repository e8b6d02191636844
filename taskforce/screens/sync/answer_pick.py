"""Choosing an answer about a sheet, with what the sheet holds above the choices."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from taskforce.exchange.importing.sheet_view import Offered
from taskforce.model.width import printable, shorten
from taskforce.screens.forms.dialogs import Choice, Pick

_DIGITS = 9
"""Choices that a digit takes."""
_DETAIL = 50
"""Cells of what stands beside a choice, so that it stays on one line."""


class AnswerPick(Pick):
    """A choice with cells of the sheet above it; a digit takes one of the first ones."""

    def __init__(
        self, title: str, choices: Sequence[Offered], *, examples: Sequence[str] = (), current: str | None = None
    ) -> None:
        entries = [Choice(one.value, one.text, shorten(one.detail, _DETAIL)) for one in choices]
        super().__init__(title, entries, current=current)
        self._examples = examples
        self._numbered = self._narrowable and not self.TYPED
        for number, choice in enumerate(entries[:_DIGITS] if self._numbered else (), 1):
            choice.number(number)

    def about(self) -> ComposeResult:
        """Show the cells."""
        if self._examples:
            text = " | ".join(map(printable, self._examples))
            yield Static(Content.styled(text, "$text-muted"), classes="pick-about")

    @on(Input.Changed, "#narrow")
    def _digit(self, event: Input.Changed) -> None:
        if self._numbered and event.value in tuple("123456789")[: len(self._choices)]:
            self.dismiss(self._choices[int(event.value) - 1].value)


class RowPick(AnswerPick):
    """A choice of a row by its number, which is typed."""

    TYPED = True
