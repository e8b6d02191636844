"""Choosing some of several things, and their order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Button, OptionList, Static

from taskforce.language import N_, _
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import Choice, ChoiceList
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.footer import CommandBar
from taskforce.widgets.table.item_table import LIST_COLUMNS, USUAL_COLUMNS


class OrderedChoice(Commanded, ModalScreen[tuple[str, ...] | None]):
    """All that can be chosen, the chosen first and in their order; ends with those that were chosen.

    ``names`` are what is shown of each, ``usual`` what Backspace chooses again.
    """

    HELP_TEXT: ClassVar = N_("The marked ones are taken, in this order.")
    OWN_COMMANDS: ClassVar = (
        Command("finish", N_("Apply"), "ctrl+s", footer=1, in_palette=False),
        Command("take_or_leave", N_("Take or leave out"), "space,enter", footer=2, in_palette=False,
                through="select"),
        Command("earlier", N_("Earlier"), "less_than_sign,left", in_palette=False),
        Command("later", N_("Later"), "greater_than_sign,right", in_palette=False),
        Command("usual", N_("The usual ones"), "backspace", in_palette=False),
        Command("cancel", N_("Cancel"), "escape", footer=3, in_palette=False),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    BUTTONS: ClassVar = (N_("Earlier"), N_("Later"))
    """The words on the buttons of the two commands that change something about the line under the cursor."""

    def __init__(
        self, title: str, names: Mapping[str, str], chosen: Sequence[str], usual: Sequence[str], least: int = 1
    ) -> None:
        super().__init__()
        self._title, self._names, self._usual, self._least = title, names, list(usual), least
        self._chosen: list[str] = []
        self._order: list[str] = []
        self._start_with(chosen)

    def _start_with(self, chosen: Sequence[str]) -> None:
        self._chosen = [key for key in chosen if key in self._names]
        self._order = [*self._chosen, *(key for key in self._names if key not in self._chosen)]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(printable(self._title), "bold"), classes="dialogue-title")
            yield ChoiceList(markup=False, compact=True, id="choices")
            with Horizontal(classes="buttons -close"):  # the bar has no room for them
                yield Button(Content(_with_key(_(self.BUTTONS[0]), "←")), id="earlier", compact=True)
                yield Button(Content(_with_key(_(self.BUTTONS[1]), "→")), id="later", compact=True)
                yield Button(Content(_with_key(_("The usual ones"), "Backspace")), id="usual", compact=True)
            yield CommandBar()

    def on_mount(self) -> None:
        self._fill(0)
        self.query_one(OptionList).focus()

    def _fill(self, highlighted: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for key in self._order:
            choice = Choice(key, self._names[key], self._said_of(key))
            choice.mark(key in self._chosen)
            options.add_option(choice)
        options.highlighted = highlighted

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        assert isinstance(event.option, Choice)
        key = event.option.value
        if key not in self._chosen:
            self._chosen.append(key)
        elif len(self._chosen) > self._least:
            self._chosen.remove(key)
        self._fill(event.option_index)

    @on(Button.Pressed)
    async def _button(self, event: Button.Pressed) -> None:
        await self.run_action(str(event.button.id))
        self.query_one(OptionList).focus()

    def action_take_or_leave(self) -> None:
        """Take what is under the cursor, or leave it out."""
        self.query_one(OptionList).action_select()

    def _said_of(self, key: str) -> str:
        """Return what stands beside a name."""
        return ""

    def _move(self, step: int) -> None:
        place = self.query_one(OptionList).highlighted
        if place is None or not 0 <= place + step < len(self._order):
            return
        self._order[place], self._order[place + step] = self._order[place + step], self._order[place]
        self._fill(place + step)

    def action_earlier(self) -> None:
        """Move it a place up."""
        self._move(-1)

    def action_later(self) -> None:
        """Move it a place down."""
        self._move(1)

    def action_usual(self) -> None:
        """Choose those that are taken when nothing was said."""
        self._start_with(self._usual)
        self._fill(0)

    def action_finish(self) -> None:
        """Take the marked ones."""
        self.dismiss(tuple(key for key in self._order if key in self._chosen))

    def action_cancel(self) -> None:
        """Leave everything as it was."""
        self.dismiss(None)


class ColumnChoice(OrderedChoice):
    """All columns, the shown ones first and in their order; ends with those that are to be shown."""

    HELP_TEXT: ClassVar = N_(
        "The marked columns are shown, in this order. Where the list is narrow, the last ones give way first; "
        "ref and title always stay."
    )

    def __init__(self, shown: Sequence[str]) -> None:
        names = {key: _(column.title) for key, column in LIST_COLUMNS.items()}
        super().__init__(_("Columns"), names, shown, USUAL_COLUMNS)


class ColumnWidths(OrderedChoice):
    """The columns of a table: which are shown, and how wide; ends with the shown ones, and has the ``widths``."""

    HELP_TEXT: ClassVar = N_(
        "The marked columns are shown, each as wide as what stands in it unless you choose another width: here, "
        "or by dragging the end of its title. Both are kept on this computer. Where there is no room for all, "
        "left and right turn to the others."
    )
    OWN_COMMANDS: ClassVar = (
        Command("finish", N_("Apply"), "ctrl+s", footer=1, in_palette=False),
        Command("take_or_leave", N_("Show or hide"), "space,enter", footer=2, in_palette=False, through="select"),
        Command("earlier", N_("Narrower"), "less_than_sign,left", in_palette=False),
        Command("later", N_("Wider"), "greater_than_sign,right", in_palette=False),
        Command("usual", N_("The usual ones"), "backspace", in_palette=False),
        Command("cancel", N_("Cancel"), "escape", footer=3, in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    BUTTONS: ClassVar = (N_("Narrower"), N_("Wider"))

    def __init__(
        self, names: Mapping[str, str], shown: Sequence[str], widths: Mapping[str, int], now: Mapping[str, int]
    ) -> None:
        super().__init__(_("Columns"), names, shown, list(names))
        self.widths = dict(widths)
        self._order = list(names)
        self._now = now

    def _said_of(self, key: str) -> str:
        return str(self.widths[key]) if key in self.widths else _("by its texts")

    def _move(self, step: int) -> None:
        """Make the column under the cursor wider or narrower."""
        place = self.query_one(OptionList).highlighted
        if place is not None:
            key = self._order[place]
            self.widths[key] = max(1, min(200, self.widths.get(key, self._now.get(key, 10)) + step))
            self._fill(place)

    def action_usual(self) -> None:
        """Show all, each as wide as what stands in it."""
        self.widths.clear()
        super().action_usual()


def _with_key(name: str, key: str) -> str:
    """Return what stands on a button, with the key that does the same."""
    return f"{name} ({key})"
