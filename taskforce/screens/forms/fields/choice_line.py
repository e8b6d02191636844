"""A field that holds one of a few values: arrows turn, Space opens the list, a letter jumps."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from taskforce.language import N_, _
from taskforce.model.text import fold
from taskforce.model.width import cut, printable
from taskforce.widgets.commands import Command, Commanded, bindings


class ChoiceLine(Commanded, Widget, can_focus=True):
    """One line with the chosen value; one widget, so that a form of thirty fields opens at once."""

    HELP_TEXT: ClassVar = N_("Left and Right choose, Space opens the list, a letter jumps to what begins with it.")
    OWN_COMMANDS: ClassVar = (
        Command("turn_back", N_("Previous"), "left", in_palette=False),
        Command("turn", N_("Next"), "right", in_palette=False),
        Command("open_list", N_("List"), "space,enter", footer=4, in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    DEFAULT_CSS = """
    ChoiceLine { height: 1; width: 1fr; background: $panel; }
    ChoiceLine:focus { text-style: bold; color: $accent; }
    """

    class Changed(Message):
        """Another value was chosen."""

        def __init__(self, line: ChoiceLine) -> None:
            super().__init__()
            self.line = line

        @property
        def control(self) -> ChoiceLine:
            """Return the line."""
            return self.line

    def __init__(
        self, choices: Sequence[tuple[str, str]], value: str, *, title: str, optional: bool, classes: str = ""
    ) -> None:
        super().__init__(classes=classes)
        self._choices = [*([("", _("none"))] if optional else []), *choices]
        self._title = title
        values = [choice for choice, _label in self._choices]
        self._place = values.index(value) if value in values else 0

    @property
    def value(self) -> str:
        """Return the chosen value; empty for none."""
        return self._choices[self._place][0]

    def render(self) -> Content:
        """Return the label between arrows; reversed while it has the focus."""
        text = printable(self._choices[self._place][1])
        room = max(1, self.content_size.width - 4)
        return Content.styled(f"‹ {cut(text, room)} ›", "reverse" if self.has_focus else "")

    def choose(self, value: str) -> None:
        """Choose a value."""
        for place, (choice, _label) in enumerate(self._choices):
            if choice == value and place != self._place:
                self._place = place
                self.refresh()
                self.post_message(self.Changed(self))

    def action_turn(self) -> None:
        """Choose the next value."""
        self.choose(self._choices[(self._place + 1) % len(self._choices)][0])

    def action_turn_back(self) -> None:
        """Choose the value before."""
        self.choose(self._choices[self._place - 1][0])

    def action_open_list(self) -> None:
        """Choose from the list of all."""
        from taskforce.screens.forms.dialogs import Choice, Pick

        def chosen(value: str | None) -> None:
            if value is not None:
                self.choose(self._choices[int(value)][0])

        choices = [Choice(str(place), label) for place, (_value, label) in enumerate(self._choices)]
        self.app.push_screen(Pick(self._title, choices, current=str(self._place)), chosen)

    def on_click(self) -> None:
        """Open the list."""
        self.focus()
        self.action_open_list()

    def on_key(self, event: events.Key) -> None:
        """Jump by a letter to the next value that begins with it."""
        if event.character is None or not event.character.isalnum():
            return
        letter = fold(event.character)
        count = len(self._choices)
        for step in range(1, count + 1):
            value, label = self._choices[(self._place + step) % count]
            if fold(label).startswith(letter):
                self.choose(value)
                event.stop()
                return
