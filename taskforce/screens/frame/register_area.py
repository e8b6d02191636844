"""What the areas of registers (members, deadlines) share: a table of all records, and a form for one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Generic, TypeVar

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from taskforce.language import N_, _
from taskforce.model.records import record_spec
from taskforce.model.width import cell_width, printable
from taskforce.remembered import recall, remember
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField
from taskforce.screens.forms.record_form import edit_record_form, new_record_form, register_fields
from taskforce.screens.frame.area import Area, on_line, with_list
from taskforce.screens.frame.areas import AREA_OF
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.session import Session
from taskforce.services.registers import delete_record, deletion_text
from taskforce.store.changes.load import load
from taskforce.store.read.list_view import turned
from taskforce.widgets.commands import Command, written_type
from taskforce.widgets.split import DetailsText, Divider, Split
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import HeaderClicked, VirtualTable
from taskforce.wording.registers import RegisterColumn, RegisterSpec

Row = TypeVar("Row")

HISTORY_COMMAND = Command("show_history", N_("Its history"), "h", N_("The record"), when=on_line,
                          help=N_("who changed what of it, and when"))  # fmt: skip
"""What every register offers for the record under the cursor."""

EDIT_COMMAND = Command("edit_record", N_("Edit"), "e", N_("The record"), footer=2, when=on_line, writes=True)

SORT_COMMAND = Command("sort", N_("Sort"), "s", N_("The list"), when=with_list,
                       help=N_("choosing the same order again reverses it"))  # fmt: skip
"""What a register offers that is no tree."""

RECORD_COMMANDS: tuple[Command, ...] = (
    EDIT_COMMAND,
    Command("new_record", N_("New"), "n,a", N_("The record"), footer=1, when=with_list, writes=True),
    Command("delete_record", N_("Delete"), "delete", N_("The record"), footer=3, when=on_line,
            help=N_("asks first"), writes=True),
    HISTORY_COMMAND,
    SORT_COMMAND,
    Command("back", N_("Back"), "escape", N_("The record"), footer=5, in_palette=False),
)  # fmt: skip
"""What a small register offers, on a screen of its own."""


class RegisterSource:
    """All records of a register, read at once: there are some dozens of them, at most hundreds."""

    def __init__(self, keys: Sequence[str], rows: Sequence[TableRow]) -> None:
        self._keys = list(keys)
        self._rows = list(rows)
        self._places = {key: place for place, key in enumerate(self._keys)}

    def count(self) -> int:
        """Return how many records there are."""
        return len(self._keys)

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """Return the lines of the table."""
        return self._rows[start:stop]

    def key_at(self, index: int) -> object:
        """Return the id of a record."""
        return self._keys[index]

    def index_of(self, key: object) -> int | None:
        """Return where a record stands."""
        return self._places.get(str(key))


class RegisterScreen(Area, Generic[Row]):
    """A table, and where it is wide the record under the cursor beside it.

    Most show a register as it is described (:attr:`register`); others say themselves what their table consists of.
    """

    register: RegisterSpec[Row]

    @property
    def written_type(self) -> str:  # type: ignore[override]
        """Return the type of the register's records."""
        return self.register.record_type

    def __init__(self) -> None:
        super().__init__()
        self.rows: Mapping[str, Row] = {}
        """What is shown, by the records' ids, in the order of the table."""
        self.order = ""
        """The key of the column it is sorted by, with ``-`` before it from the most; empty: the usual order."""
        self._remembered_from = ""

    def compose_body(self) -> ComposeResult:
        with Split():
            yield VirtualTable(self.columns(), empty_text=_("The list is being opened …"), id="register")
            yield Divider()
            yield DetailsText()

    def on_mount(self) -> None:
        super().on_mount()
        self.table.focus()

    @property
    def table(self) -> VirtualTable:
        """Return the register's table."""
        return self.query_one("#register", VirtualTable)

    # What a register says of itself

    def columns(self) -> Sequence[Column]:
        """Return the columns of the table."""
        return [
            Column(
                one.key, one.heading, max(one.width, cell_width(one.heading)), one.min_width, one.flexible,
                "right" if one.right else "left", one.priority,
            )
            for one in self.register.columns if one.width
        ]  # fmt: skip

    def empty_text(self) -> str:
        """Return what an empty register says."""
        return _(self.register.empty)

    def read_rows(self, session: Session) -> Mapping[str, Row]:
        """Return what is shown, by the records' ids."""
        return self.register.read(session.reader, session.day)

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """Return the ids of all records, and their lines."""
        self.rows = self._sorted(self.read_rows(session), session.day)
        return list(self.rows), [self.line(session, row) for row in self.rows.values()]

    def line(self, session: Session, row: Row) -> TableRow:
        """Return the line of a record in the table."""
        shown = (Cell(*one.shown(row, session.day)) for one in self.register.columns if one.width)
        return TableRow(tuple(shown), self.register.row_style(row))

    def beside(self, record_id: str) -> Content:
        """Return what stands beside the table about a record: its name, where there is nothing more."""
        return Content.styled(printable(self.name_of(record_id)), "bold")

    def name_of(self, record_id: str) -> str:
        """Return what a record is called."""
        return self.register.name(self.rows[record_id])

    def before_deleting(self, session: Session, record_id: str) -> str:
        """Return what a person should know before a record goes; empty when no open work names it."""
        return deletion_text(session.store, self.register.record_type, record_id)

    def status_text(self, record_id: str | None) -> str:
        """Return what the line above the footer says: how many records there are."""
        return self.register.count_text(self.rows.values())

    async def load(self) -> None:
        """Read the register."""
        session = self.session
        if session is None:
            return
        keys, rows = self.read(session)
        table = self.table
        table.set_empty_text(self.empty_text())
        table.refresh_source(RegisterSource(keys, rows))
        self.place_cursor(table)
        self._show_beside()
        self.refresh_bindings()

    # Order

    def recall_layout(self) -> None:
        """Place details and columns as the person had them last, and sort as they did last."""
        super().recall_layout()
        place = "" if self.session is None else str(self.session.store.location)
        if place and place != self._remembered_from:
            self._remembered_from = place
            kept = recall(place).get("orders")
            self.order = str(kept.get(type(self).__name__) or "") if isinstance(kept, dict) else ""

    @property
    def _orders(self) -> dict[str, RegisterColumn[Row]]:
        """Return the columns that people can sort by, by their keys; none where the register is no plain list."""
        if SORT_COMMAND not in self.OWN_COMMANDS:
            return {}
        return {one.key: one for one in self.register.columns if one.width}

    def _sorted(self, rows: Mapping[str, Row], today: date) -> Mapping[str, Row]:
        """Return records in the chosen order; what has nothing to be sorted by stands last, ties as usual."""
        column = self._orders.get(self.order.removeprefix("-"))
        self.table.set_sort(column.key if column is not None else None, self.order.startswith("-"))
        if column is None:
            return rows
        ranks = {key: column.rank(row, today) for key, row in rows.items()}
        filled = [key for key in rows if ranks[key] is not None]
        filled.sort(key=ranks.__getitem__, reverse=self.order.startswith("-"))
        return {key: rows[key] for key in [*filled, *(key for key in rows if ranks[key] is None)]}

    def action_sort(self) -> None:
        """Choose what the register is sorted by; choosing the present order turns it round."""
        choices = [Choice("-", _("The usual order"))]
        choices += [Choice(key, column.heading) for key, column in self._orders.items()]

        def chosen(key: str | None) -> None:
            if key is not None:
                self.sort_by("" if key == "-" else key)

        self.app.push_screen(Pick(_("Sort by"), choices, current=self.order.removeprefix("-") or "-"), chosen)

    def sort_by(self, key: str) -> None:
        """Sort by a column, and remember it; by the present one the other way round, by none as usual."""
        column, session = self._orders.get(key), self.session
        if session is None:
            return
        first = "" if column is None else f"-{key}" if column.most_first else key
        self.order = turned(first) if self.order == first else first
        place, name = str(session.store.location), type(self).__name__
        kept = recall(place).get("orders")
        orders = {**(kept if isinstance(kept, dict) else {}), name: self.order}
        self.start(lambda: asyncio.to_thread(remember, place, orders=orders))
        self.clear_message()
        self.start(self.load)

    @on(VirtualTable.HeaderClicked)
    def _header_clicked(self, event: HeaderClicked) -> None:
        if event.column_key in self._orders:
            self.sort_by(event.column_key)

    def _show_beside(self) -> None:
        key = self.table.cursor_key
        self.show_status(self.status_text(str(key) if key is not None else None))
        if self.session is not None:
            text = self.beside(str(key)) if key is not None else Content("")
            self.query_one(DetailsText).show(text)

    @on(VirtualTable.RowHighlighted)
    async def _moved(self) -> None:
        async def show() -> None:
            self._show_beside()

        await self.attempt(show)
        self.refresh_bindings()

    @on(VirtualTable.RowActivated)
    async def _activated(self) -> None:
        """Run the command that Enter leads to: to edit the record, where none says so."""
        enter = next((one for one in self.OWN_COMMANDS if one.through == "activate"), EDIT_COMMAND)
        if not (enter.writes and self.refuses(written_type(self, enter))):
            await self.run_action(enter.run)

    def has_target(self) -> bool:
        """Return whether a record is under the cursor."""
        return bool(self.query(VirtualTable)) and self.table.cursor_index is not None

    def target_name(self) -> str:
        """Return what the record under the cursor is called: what stands beside the table begins with that."""
        return self.beside(self.current_id).plain.partition("\n")[0] if self.current_id is not None else ""

    @property
    def current_id(self) -> str | None:
        """Return the record under the cursor."""
        key = self.table.cursor_key
        return None if key is None else str(key)

    @property
    def current(self) -> Row | None:
        """Return the row of the record under the cursor."""
        return self.rows.get(self.current_id or "")

    async def written(self, ids: Sequence[str], sentence: str) -> None:
        """Show a record that was written; that it cannot be read back at the moment takes nothing from that."""
        await self.attempt(lambda: self._show_written(ids))
        self.show_message(sentence)

    async def _show_written(self, ids: Sequence[str]) -> None:
        await self.host.list_changed()
        if ids:
            self.table.move_cursor_to_key(ids[0])

    def action_show_history(self) -> None:
        """Show who changed what of the record under the cursor, and when."""
        from taskforce.screens.forms.dialogs import Reading
        from taskforce.widgets.record_text import history_text

        session, record_id = self.session, self.current_id
        if session is not None and record_id is not None:
            text = history_text(session.reader, session.store.clock, record_id)
            self.app.push_screen(Reading(f"{_('History')}: {self.name_of(record_id)}", text))

    def action_new_record(self) -> None:
        """Add a record."""
        self.open_new_form()

    def open_new_form(self) -> None:
        """Show a form for a new record."""
        session = self.session
        if session is None or self.refuses(self.written_type):
            return
        fields = record_spec(self.register.record_type).fields
        values = {spec.name: spec.default for spec in fields} | self.first_values()
        self.app.push_screen(
            new_record_form(session, self.register, self.form_fields(session, values), self.written)
        )

    def action_edit_record(self) -> None:
        """Edit the record under the cursor."""
        if self.current_id is not None:
            self.open_edit_form(self.current_id)

    def open_edit_form(self, record_id: str) -> None:
        """Show a form for a record."""
        session = self.session
        if session is None or self.refuses(self.written_type):
            return
        values = load(session.reader, self.register.record_type, [record_id]).get(record_id, {})
        fields = self.form_fields(session, values, record_id)
        self.app.push_screen(edit_record_form(session, self.register, record_id, values, fields, self.written))

    def form_fields(
        self, session: Session, values: Mapping[str, Any], record_id: str | None = None
    ) -> list[FormField]:
        """Return the fields of the form of a record, or of a new one."""
        return register_fields(session, self.register, values)

    def first_values(self) -> dict[str, Any]:
        """Return what a new record has unless something else is typed, beside the usual defaults."""
        return {}

    def action_delete_record(self) -> None:
        """Delete the record under the cursor, after asking."""
        from taskforce.screens.forms.dialogs import Confirm

        session, record_id, record_type = self.session, self.current_id, self.register.record_type
        if session is None or record_id is None:
            return
        name = self.name_of(record_id)

        async def delete_it() -> None:
            await session.write(lambda store: delete_record(store, record_type, record_id))
            await self.written([], _("{name}: deleted (u brings it back)", name=name))

        def answered(yes: bool | None) -> None:
            if yes:
                self.start(delete_it)

        question = " ".join(
            filter(None, (_("Delete {items}?", items=name), self.before_deleting(session, record_id)))
        )
        self.app.push_screen(Confirm(question, _("Delete"), _("Keep"), careful=True), answered)


async def reopen_draft(host: Host, _draft: UnsavedDraft, about: str) -> bool:
    """Open the form of a record of a register again: ``member:ID``, without an id that of a new one."""
    record_type, _sign, record_id = about.partition(":")
    await host.action_area(AREA_OF[record_type])
    return await reopen_record(host, record_id)


async def reopen_record(host: Host, record_id: str) -> bool:
    """Open the form of a record, or of a new one, on the register that is shown."""
    screen = host.screen
    if not isinstance(screen, RegisterScreen):
        return False
    await screen.load()  # what a new record has at first depends on those there are
    if record_id:
        screen.open_edit_form(record_id)
    else:
        screen.open_new_form()
    return isinstance(host.screen, Form)
