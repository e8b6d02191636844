"""The sheets that went out to agencies: who has answered, who has not; sending more, reading what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.content import Content

from taskforce.language import N_, _, current_language, plural
from taskforce.model.dates import format_date
from taskforce.remembered import recall
from taskforce.screens.desk import Desk
from taskforce.screens.registers import RegisterScreen
from taskforce.store.sent_sheets import SheetState, sheet_states
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.table_layout import Column, printable
from taskforce.widgets.table_source import Cell, TableRow
from taskforce.widgets.virtual_table import VirtualTable

SHEETS = N_("Sheets to agencies")
SHEET_FOLDER = "sheet_folder"
"""Under this name the app remembers where sheets go out and come back."""


def sheet_folder(desk: Desk) -> Path:
    """The folder of the sheets: the one used last, else the home folder."""
    known = str(recall(str(desk.store.location)).get(SHEET_FOLDER) or "")
    return Path(known) if known and Path(known).is_dir() else Path.home()


class SheetsScreen(RegisterScreen):
    """The newest sheet of each agency, those without an answer first; Escape goes back."""

    AREA = "copies"
    HELP_TEXT: ClassVar = N_(
        "Agencies without the program get their part of the list as a workbook, fill in the coloured columns and "
        "send it back. w writes a workbook for each agency; m reads those that came back, one or a whole folder, "
        "and shows who changed what before anything is taken. Those who have not answered stand first; Enter "
        "shows an agency's open items, a all sheets that ever went out."
    )
    OWN_COMMANDS: ClassVar = (
        Command("send_sheets", N_("Send out"), "w", SHEETS, footer=1, when="open",
                help=N_("a workbook for each agency")),
        Command("read_answers", N_("Read answers"), "m", SHEETS, footer=2, when="open",
                help=N_("workbooks that came back, after a look at what was changed in them"), writes=True),
        Command("open_agency", N_("Items"), "enter", SHEETS, footer=4, when="one", in_palette=False,
                through="activate"),
        Command("show_every", N_("All or newest"), "a", SHEETS, when="open"),
        Command("open_folder", N_("Open the folder"), "o", SHEETS, footer=5, when="open"),
        Command("back", N_("Back"), "escape", SHEETS, footer=3, in_palette=False),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._states: dict[str, SheetState] = {}
        self._every = False

    def columns(self) -> Sequence[Column]:
        """Agency, when it was sent and answered, how many items, and the file."""
        return (
            Column("agency", _("Agency"), 20, min_width=14, flexible=2, priority=100),
            Column("answered", _("Answer"), 16, priority=95),
            Column("sent", _("Sent at"), 13, priority=90),
            Column("items", _("Action items"), 14, align="right", priority=70),
            Column("file", _("File"), 30, min_width=16, flexible=3, priority=60),
        )

    def empty_text(self) -> str:
        """How to begin."""
        return _("No workbook was sent to an agency yet.\nPress w to write one for each agency.")

    def read(self, desk: Desk) -> tuple[Sequence[str], Sequence[TableRow]]:
        """Those without an answer first, the longest out first."""
        states = sheet_states(desk.reader, every=self._every)
        self._states = {state.id: state for state in states}
        return list(self._states), [self._row(desk, state) for state in states]

    def _row(self, desk: Desk, state: SheetState) -> TableRow:
        if state.answered_at is None:
            days = (desk.day - desk.store.clock.day_of(state.sent_at)).days
            waits = plural("none, {count} day", "none, {count} days", days) if days > 0 else _("none yet")
            answer = Cell(f"○ {waits}", "soon")
        else:
            answer = Cell(f"● {self._day(desk, state.answered_at)}")
        return TableRow(
            (
                Cell(state.agency, "" if state.answered_at else "strong"),
                answer,
                Cell(self._day(desk, state.sent_at)),
                Cell(str(state.items)),
                Cell(state.file, "muted"),
            )
        )

    def _day(self, desk: Desk, moment: str) -> str:
        day: date = desk.store.clock.day_of(moment)
        return format_date(day, current_language(), "short")

    def standing(self, record_id: str | None) -> str:
        """Who has not answered."""
        silent = [state.agency for state in self._states.values() if state.answered_at is None]
        if silent:
            return _("No answer yet: {names}.", names=", ".join(dict.fromkeys(silent)))
        return _("Every agency has answered.") if self._states else ""

    def beside(self, record_id: str) -> Content:
        """The sheet under the cursor."""
        assert self.desk is not None
        state = self._states[record_id]
        answered = self._day(self.desk, state.answered_at) if state.answered_at else _("none")
        lines = [Content.styled(printable(state.agency), "bold"), Content("")]
        for name, value in (
            (_("Sent at"), self._day(self.desk, state.sent_at)),
            (_("Answer"), answered),
            (_("Action items"), str(state.items)),
            (_("Query"), state.query or "–"),
            (_("File"), state.file),
        ):
            lines.append(Content.assemble((f"{name}  ", "$text-muted"), printable(value)))
        return Content("\n").join(lines)

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_agency()

    def action_open_agency(self) -> None:
        """Show the agency's open items."""
        state = self._states.get(self.current_id or "")
        if state is not None:
            self.start(lambda: self.own_app.show_items(f'agency:"{state.agency}" is:open'))

    def action_show_every(self) -> None:
        """Every sheet that went out, or the newest of each agency."""
        self._every = not self._every
        self.start(self.load)

    def action_send_sheets(self) -> None:
        """Write a workbook for each agency."""
        from taskforce.screens.send_sheets import SendSheets

        if self.desk is not None:
            self.app.push_screen(SendSheets(self.desk), self._sent)

    def _sent(self, sentence: str | None) -> None:
        async def show() -> None:
            await self.own_app.list_changed()
            self.tell(str(sentence))

        if sentence:
            self.start(show)

    def action_read_answers(self) -> None:
        """Read workbooks that came back."""
        from taskforce.screens.importing import ImportScreen

        if self.desk is not None:
            self.app.push_screen(ImportScreen(self.desk, sheet_folder(self.desk), title=_("Read answers")))

    def action_open_folder(self) -> None:
        """Open the folder of the sheets."""
        from taskforce.screens.opening import open_folder

        if self.desk is None:
            return
        folder = sheet_folder(self.desk)
        command = open_folder(folder)
        if command is None:
            self.tell(_("The folder opens: {folder}", folder=folder))
        else:
            self.tell(_("Nothing can open a folder here. Elsewhere: {command}", command=command))

    def action_back(self) -> None:
        """Back to where one came from."""
        if self.is_current:
            self.dismiss()
