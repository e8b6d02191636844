"""The sheets that went out to agencies: who has answered, who has not; sending more, reading what comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static

from taskforce.language import N_, _, plural
from taskforce.model.width import printable
from taskforce.remembered import recall, remember
from taskforce.screens.forms.dialogs import Choice, ChoiceList
from taskforce.screens.forms.file_dialog import FileDialogue, file_commands
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.register_area import RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.store.read.sent_sheets import Receiver, SheetState, sheet_states
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.inputs import TypedLine, path_input, path_of
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.wording.days import short_day

MOST_REFS = 20


class SendSheets(FileDialogue[str]):
    """Ends with a sentence when the workbooks were written."""

    DO_TEXT = N_("Write")
    BROWSES = False
    FIRST = "#agencies"
    OWN_COMMANDS: ClassVar = (
        *file_commands(N_("Write")),
        Command("take_or_leave", N_("Take or leave out"), "space", in_palette=False, through="select"),
        Command("all_or_none", N_("All or none"), "asterisk", in_palette=False),
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    HELP_TEXT: ClassVar = N_(
        "Each marked agency gets a workbook with the items it answers for; what may be filled in is coloured. "
        "Space takes an agency or leaves it out, a all of them. Send the files as you send any other; what went "
        "to whom is kept, so that you see who has not answered."
    )

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._agencies: list[Receiver] = []
        self._left_out: set[str] = set()
        self._homeless: list[str] = []
        self._asked = 0
        self._problem = ""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue -tall", id="send-sheets"):
            yield Static(Content.styled(_("Send sheets to agencies"), "bold"), classes="dialogue-title")
            yield Static(Content.styled(_("Which action items (a query; none: all)"), "$text-muted"))
            yield TypedLine("is:open", compact=True, select_on_focus=False, id="query")
            yield Static(Content.styled(_("To the folder (→ completes)"), "$text-muted"))
            yield path_input(str(self._new_folder()))
            yield Static(Content.styled(_("Agencies (Space: take or leave out, a: all or none)"), "$text-muted"))
            yield ChoiceList(markup=False, compact=True, id="agencies")
            yield from self._text()
            yield from self._buttons()

    @property
    def changed(self) -> bool:
        """Return whether something was typed, or an agency left out."""
        return bool(self._left_out) or super().changed

    def more_buttons(self) -> ComposeResult:
        """Offer all agencies at once, for who has no keys."""
        yield Button(Content(_("All or none") + " (*)"), id="all", compact=True)

    @on(Button.Pressed, "#all")
    def _all_pressed(self) -> None:
        self.action_all_or_none()

    def _new_folder(self) -> Path:
        """Return a folder of this day, beside that of the last sending."""
        last = sheet_folder(self._session)
        beside = last if last == Path.home() else last.parent
        return beside / f"{_('sheets')}-{self._session.today}"

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
            from taskforce.store.read.sent_sheets import receivers

            return receivers(store.reader, store.selection(query))

        agencies: list[Receiver] = []
        homeless: list[str] = []
        problem = ""
        try:
            agencies, homeless = await self._session.work(find)
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
            from taskforce.exchange.matrix.export import export_per_agency

            store.warn = notices.append
            selection = store.selection(query) if query else None
            return len(export_per_agency(store, folder, selection, query, only=only, progress=progress).sheets)

        written = await self._session.write(write)
        remember(str(self._session.store.location), **{SHEET_FOLDER: str(folder.absolute())})
        said = plural("{count} sheet is in {folder}", "{count} sheets are in {folder}", written, folder=folder)
        self.finish(" ".join([f"{said}. {_('O opens the folder.')}", *notices]))


SHEETS = N_("Sheets to agencies")
SHEET_FOLDER = "sheet_folder"
"""Under this name the app remembers where sheets go out and come back."""


def sheet_folder(session: Session) -> Path:
    """Return the folder of the sheets: the one used last, else the home folder."""
    last = str(recall(str(session.store.location)).get(SHEET_FOLDER) or "")
    return Path(last) if last and Path(last).is_dir() else Path.home()


class SheetsScreen(RegisterScreen[SheetState]):
    """The newest sheet of each agency, those without an answer first; Escape goes back."""

    AREA = "copies"
    HELP_TEXT: ClassVar = N_(
        "Agencies without the program get their part of the list as a workbook, fill in the coloured columns and "
        "send it back. x writes a workbook for each agency; I reads those that came back, one or a whole folder, "
        "and shows who changed what before anything is taken. Those who have not answered stand first; Enter "
        "shows an agency's open items, * all sheets that ever went out."
    )
    OWN_COMMANDS: ClassVar = (
        Command("send_sheets", N_("Send out"), "x", SHEETS, footer=1, when=with_list,
                help=N_("a workbook for each agency")),
        Command("import_file", N_("Read answers"), "I", SHEETS, footer=2, when=with_list,
                help=N_("workbooks that came back, after a look at what was changed in them"), writes=True),
        Command("open_agency", N_("Items"), "enter", SHEETS, footer=4, when=on_line, in_palette=False,
                through="activate"),
        Command("show_every", N_("All or newest"), "asterisk", SHEETS, when=with_list),
        Command("open_folder", N_("Open the folder"), "O", SHEETS, footer=5, when=with_list),
        Command("back", N_("Back"), "escape", SHEETS, footer=3, in_palette=False),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._every = False

    def columns(self) -> Sequence[Column]:
        """Return agency, when it was sent and answered, how many items, and the file."""
        return (
            Column("agency", _("Agency"), 20, min_width=14, flexible=2, priority=100),
            Column("answered", _("Answer"), 16, priority=95),
            Column("sent", _("Sent at"), 13, priority=90),
            Column("items", _("Action items"), 14, align="right", priority=70),
            Column("file", _("File"), 30, min_width=16, flexible=3, priority=60),
        )

    def empty_text(self) -> str:
        """Return how to begin."""
        return _("No workbook was sent to an agency yet.\nPress x to write one for each agency.")

    def read_rows(self, session: Session) -> Mapping[str, SheetState]:
        """Return those without an answer first, the longest out first."""
        return {state.id: state for state in sheet_states(session.reader, every=self._every)}

    def line(self, session: Session, state: SheetState) -> TableRow:
        """Return the line of a sheet."""
        if state.answered_at is None:
            days = (session.day - session.store.clock.day_of(state.sent_at)).days
            waits = plural("none, {count} day", "none, {count} days", days) if days > 0 else _("none yet")
            answer = Cell(f"○ {waits}", "soon")
        else:
            answer = Cell(f"● {self._day(session, state.answered_at)}")
        return TableRow(
            (
                Cell(state.agency, "" if state.answered_at else "strong"),
                answer,
                Cell(self._day(session, state.sent_at)),
                Cell(str(state.items)),
                Cell(state.file, "muted"),
            )
        )

    def _day(self, session: Session, moment: str) -> str:
        return short_day(session.store.clock.day_of(moment))

    def status_text(self, record_id: str | None) -> str:
        """Return who has not answered."""
        silent = [state.agency for state in self.rows.values() if state.answered_at is None]
        if silent:
            return _("No answer yet: {names}.", names=", ".join(dict.fromkeys(silent)))
        return _("Every agency has answered.") if self.rows else ""

    def beside(self, record_id: str) -> Content:
        """Return the sheet under the cursor."""
        assert self.session is not None
        state = self.rows[record_id]
        answered = self._day(self.session, state.answered_at) if state.answered_at else _("none")
        lines = [Content.styled(printable(state.agency), "bold"), Content("")]
        for name, value in (
            (_("Sent at"), self._day(self.session, state.sent_at)),
            (_("Answer"), answered),
            (_("Action items"), str(state.items)),
            (_("Query"), state.query or "–"),
            (_("File"), state.file),
        ):
            lines.append(Content.assemble((f"{name}  ", "$text-muted"), printable(value)))
        return Content("\n").join(lines)

    def action_open_agency(self) -> None:
        """Show the agency's open items."""
        state = self.current
        if state is not None:
            self.start(lambda: self.host.show_items(f'agency:"{state.agency}" is:open'))

    def action_show_every(self) -> None:
        """Show every sheet that went out, or the newest of each agency."""
        self._every = not self._every
        self.start(self.load)

    def action_send_sheets(self) -> None:
        """Write a workbook for each agency."""
        if self.session is not None:
            self.app.push_screen(SendSheets(self.session), self._sent)

    def _sent(self, sentence: str | None) -> None:
        async def show() -> None:
            await self.host.list_changed()
            self.show_message(str(sentence))

        if sentence:
            self.start(show)

    def action_import_file(self) -> None:
        """Read workbooks that came back."""
        from taskforce.screens.sync.import_files import ImportScreen

        if self.session is not None:
            self.app.push_screen(ImportScreen(self.session, sheet_folder(self.session), title=_("Read answers")))

    def action_open_folder(self) -> None:
        """Open the folder of the sheets."""
        from taskforce.screens.frame.open_folder import show_folder

        if self.session is not None:
            show_folder(self, sheet_folder(self.session))
