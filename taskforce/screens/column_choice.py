"""Choosing the columns of the list and their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import OptionList, Static

from taskforce.language import N_, _
from taskforce.screens.dialogs import Choice
from taskforce.widgets.command_bar import CommandBar
from taskforce.widgets.commands import Command, Commanded, bindings
from taskforce.widgets.item_table import LIST_COLUMNS, USUAL_COLUMNS


class ColumnChoice(Commanded, ModalScreen[tuple[str, ...] | None]):
    """All columns, the shown ones first and in their order; ends with those that are to be shown."""

    HELP_TEXT: ClassVar = N_(
        "The marked columns are shown, in this order. Where the list is narrow, the last ones give way first; "
        "ref and title always stay."
    )
    OWN_COMMANDS: ClassVar = (
        Command("finish", N_("Apply"), "ctrl+s", footer=1, in_palette=False),
        Command("show_or_hide", N_("Show or hide"), "space,enter", footer=2, in_palette=False, through="select"),
        Command("earlier", N_("Further left"), "minus,left", footer=3, in_palette=False),
        Command("later", N_("Further right"), "plus,equals_sign,right", footer=4, in_palette=False),
        Command("usual", N_("The usual ones"), "0", in_palette=False),
        Command("cancel", N_("Cancel"), "escape", footer=5, in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self, shown: Sequence[str]) -> None:
        super().__init__()
        self._shown = list(shown)
        self._order = [*shown, *(key for key in LIST_COLUMNS if key not in shown)]

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            yield Static(Content.styled(_("Columns"), "bold"), classes="dialogue-title")
            yield OptionList(markup=False, compact=True, id="choices")
            yield CommandBar()

    def on_mount(self) -> None:
        self._fill(0)
        self.query_one(OptionList).focus()

    def _fill(self, highlighted: int) -> None:
        options = self.query_one(OptionList)
        options.clear_options()
        for key in self._order:
            choice = Choice(key, _(LIST_COLUMNS[key].title))
            choice.mark(key in self._shown)
            options.add_option(choice)
        options.highlighted = highlighted

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        assert isinstance(event.option, Choice)
        key = event.option.value
        if key in self._shown and len(self._shown) > 1:
            self._shown.remove(key)
        elif key not in self._shown:
            self._shown.append(key)
        self._fill(event.option_index)

    def action_show_or_hide(self) -> None:
        """Show the column, or no longer."""
        self.query_one(OptionList).action_select()

    def _move(self, step: int) -> None:
        place = self.query_one(OptionList).highlighted
        if place is None or not 0 <= place + step < len(self._order):
            return
        self._order[place], self._order[place + step] = self._order[place + step], self._order[place]
        self._fill(place + step)

    def action_earlier(self) -> None:
        """One place further left."""
        self._move(-1)

    def action_later(self) -> None:
        """One place further right."""
        self._move(1)

    def action_usual(self) -> None:
        """The columns as they were at first."""
        self._shown = list(USUAL_COLUMNS)
        self._order = [*USUAL_COLUMNS, *(key for key in LIST_COLUMNS if key not in USUAL_COLUMNS)]
        self._fill(0)

    def action_finish(self) -> None:
        """Show the marked columns."""
        self.dismiss(tuple(key for key in self._order if key in self._shown))

    def action_cancel(self) -> None:
        """Leave the columns as they are."""
        self.dismiss(None)
