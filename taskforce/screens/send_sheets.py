"""Sending agencies their workbooks: which items, which agencies, and the folder they are written to."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static

from taskforce.language import N_, _, plural
from taskforce.remembered import remember
from taskforce.screens.desk import Desk
from taskforce.screens.dialogs import Choice
from taskforce.screens.file_dialogue import FileDialogue, file_commands
from taskforce.screens.sheets import SHEET_FOLDER, sheet_folder
from taskforce.store.sent_sheets import Receiver
from taskforce.store.store import Store
from taskforce.widgets.choice_list import ChoiceList
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.path_input import path_input, path_of

MOST_REFS = 20


class SendSheets(FileDialogue[str]):
    """Ends with a sentence when the workbooks were written."""

    DO_TEXT = N_("Write")
    BROWSES = False
    FIRST = "#agencies"
    OWN_COMMANDS: ClassVar = (
        *file_commands(N_("Write")),
        Command("take_or_leave", N_("Take or leave out"), "space", in_palette=False, through="select"),
        Command("all_or_none", N_("All or none"), "a", in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Each marked agency gets a workbook with the items it answers for; what may be filled in is coloured. "
        "Space takes an agency or leaves it out, a all of them. Send the files as you send any other; what went "
        "to whom is kept, so that you see who has not answered."
    )

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._agencies: list[Receiver] = []
        self._left_out: set[str] = set()
        self._homeless: list[str] = []
        self._asked = 0
        self._problem = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue -tall", id="send-sheets"):
            yield Static(Content.styled(_("Send sheets to agencies"), "bold"), classes="dialogue-title")
            yield Static(Content.styled(_("Which action items (a query; none: all)"), "$text-muted"))
            yield Input("is:open", compact=True, select_on_focus=False, id="query")
            yield Static(Content.styled(_("To the folder (→ completes)"), "$text-muted"))
            yield path_input(str(self._new_folder()))
            yield Static(Content.styled(_("Agencies (Space: take or leave out, a: all or none)"), "$text-muted"))
            yield ChoiceList(markup=False, compact=True, id="agencies")
            yield from self._text()
            yield from self._buttons()

    @property
    def changed(self) -> bool:
        """An agency that was left out counts as well."""
        return bool(self._left_out) or super().changed

    def more_buttons(self) -> ComposeResult:
        """All agencies at once, for who has no keys."""
        yield Button(Content(_("All or none") + " (a)"), id="all", compact=True)

    @on(Button.Pressed, "#all")
    def _all_pressed(self) -> None:
        self.action_all_or_none()

    def _new_folder(self) -> Path:
        """A folder of this day, beside that of the last sending."""
        last = sheet_folder(self._desk)
        beside = last if last == Path.home() else last.parent
        return beside / f"{_('sheets')}-{self._desk.today}"

    def on_mount(self) -> None:
        super().on_mount()
        self._look()

    # Who would get something

    @on(Input.Changed, "#query")
    def _other_query(self) -> None:
        self._look()

    def _look(self) -> None:
        self._asked += 1
        query, asked = self.query_one("#query", Input).value, self._asked
        self.run_worker(self._find(query, asked), exit_on_error=False)

    async def _find(self, query: str, asked: int) -> None:
        def find(store: Store) -> tuple[list[Receiver], list[str]]:
            from taskforce.store.selecting import selection_of
            from taskforce.store.sent_sheets import receivers

            return receivers(store.reader, selection_of(store, query))

        agencies: list[Receiver] = []
        homeless: list[str] = []
        problem = ""
        try:
            agencies, homeless = await self._desk.work(find)
        except Exception as error:  # a query that is half typed, a list that cannot be read
            problem = str(error) or repr(error)
        if asked == self._asked and self.is_mounted:
            self._agencies, self._homeless, self._problem = agencies, homeless, problem
            self._fill()

    def _fill(self) -> None:
        options = self.query_one("#agencies", OptionList)
        place = options.highlighted or 0
        options.clear_options()
        for agency in self._agencies:
            detail = plural("{count} action item", "{count} action items", agency.items)
            name = "" if agency.name == agency.short else f"  {agency.name}"
            choice = Choice(agency.id, agency.short, f"{detail}{name}")
            choice.mark(agency.id not in self._left_out)
            options.add_option(choice)
        options.highlighted = min(place, len(self._agencies) - 1) if self._agencies else None
        self._tell_count()

    @property
    def _chosen(self) -> list[Receiver]:
        return [agency for agency in self._agencies if agency.id not in self._left_out]

    def _tell_count(self) -> None:
        chosen = self._chosen
        items = sum(agency.items for agency in chosen)
        lines = [
            plural("{count} agency", "{count} agencies", len(chosen))
            + ", "
            + plural("{count} action item", "{count} action items", items)
        ]
        if self._homeless:
            refs = ", ".join(self._homeless[:MOST_REFS]) + (" …" if len(self._homeless) > MOST_REFS else "")
            lines.append(
                plural(
                    "{count} action item has no agency and goes to nobody: {refs}.",
                    "{count} action items have no agency and go to nobody: {refs}.",
                    len(self._homeless),
                    refs=refs,
                )
            )
        self.say(*(() if self._problem else lines), errors=[self._problem] if self._problem else [])
        self.name_button(_("Write"), ready=bool(chosen))

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        assert isinstance(event.option, Choice)
        self._left_out ^= {event.option.value}
        self._fill()

    def action_take_or_leave(self) -> None:
        """Mark the agency under the cursor, or no longer."""
        self.query_one("#agencies", OptionList).action_select()

    def action_all_or_none(self) -> None:
        """Mark all agencies; none when all are marked."""
        shown = {agency.id for agency in self._agencies}
        self._left_out = shown if not self._left_out & shown else set()
        self._fill()

    # Writing

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    def action_do_it(self) -> None:
        """Write the workbooks."""
        folder = path_of(self.query_one("#path", Input))
        chosen = self._chosen
        if folder is None or folder.is_file():
            self.say(errors=[_("Name a folder.")])
            self.query_one("#path").focus()
        elif not chosen:
            self.say(errors=[self._problem or _("No agency is marked: mark one with Space.")])
        else:
            query = self.query_one("#query", Input).value.strip()
            only = {agency.id for agency in chosen}
            self.aside(lambda: self._write(folder, query, only), _("The sheets are being written …"), writing=True)

    async def _write(self, folder: Path, query: str, only: set[str]) -> None:
        notices: list[str] = []

        def progress(number: int, count: int, agency: str) -> None:
            self.now_doing(_("{number} of {count}: {name} …", number=number, count=count, name=agency))

        def write(store: Store) -> int:
            from taskforce.exchange.matrix_export import export_per_agency
            from taskforce.store.selecting import selection_of

            store.warn = notices.append
            selection = selection_of(store, query) if query else None
            return len(export_per_agency(store, folder, selection, query, only=only, progress=progress).sheets)

        written = await self._desk.write(write)
        remember(str(self._desk.store.location), **{SHEET_FOLDER: str(folder.absolute())})
        said = plural("{count} sheet is in {folder}", "{count} sheets are in {folder}", written, folder=folder)
        self.finish(" ".join([f"{said}. {_('o opens the folder.')}", *notices]))
