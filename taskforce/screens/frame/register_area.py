"""What the areas of registers (members, deadlines) share: a table of all records, and a form for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from taskforce.language import N_, _
from taskforce.model.errors import TaskforceError
from taskforce.model.records import record_spec
from taskforce.model.width import printable
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.forms.record_fields import Written, problems_of, spec_field
from taskforce.screens.frame.area import Area, on_line, with_list
from taskforce.screens.frame.areas import AREA_OF
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.session import Session
from taskforce.services.registers import add_record, delete_record, edit_record
from taskforce.store.changes.batch import StaleWrite
from taskforce.store.changes.load import load
from taskforce.store.input.registers import (
    title_field,
)
from taskforce.store.store import Store
from taskforce.widgets.commands import Command
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import TableRow
from taskforce.widgets.table.virtual_table import VirtualTable

HISTORY_COMMAND = Command("show_history", N_("History"), "h", N_("The record"), when=on_line,
                          help=N_("who changed what of it, and when"))  # fmt: skip
"""What every register offers for the record under the cursor."""

RECORD_COMMANDS: tuple[Command, ...] = (
    Command("edit_record", N_("Edit"), "e", N_("The record"), footer=2, when=on_line, writes=True),
    Command("new_record", N_("New"), "n,a", N_("The record"), footer=1, when=with_list, writes=True),
    Command("delete_record", N_("Delete"), "delete", N_("The record"), footer=3, when=on_line,
            help=N_("asks first"), writes=True),
    HISTORY_COMMAND,
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


class RegisterScreen(Area):
    """A register: the table, and where it is wide the record under the cursor beside it."""

    RECORD: ClassVar[str] = ""
    FORM_FIELDS: ClassVar[tuple[str, ...]] = ()
    NEW: ClassVar[str] = ""
    """The heading of the form of a new record, a message id, where :data:`RECORD_COMMANDS` are offered."""

    def compose_body(self) -> ComposeResult:
        with Horizontal(classes="beside"):
            yield VirtualTable(self.columns(), empty_text=_("The list is being opened …"), id="register")
            with VerticalScroll(classes="beside-text", can_focus=False):
                yield Static("", id="beside-text", markup=False)

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
        raise NotImplementedError

    def empty_text(self) -> str:
        """Return what an empty register says."""
        raise NotImplementedError

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """Return the ids of all records, and their lines."""
        raise NotImplementedError

    def beside(self, record_id: str) -> Content:
        """Return what stands beside the table about a record: its name, where there is nothing more."""
        return Content.styled(printable(self.name_of(record_id)), "bold")

    def name_of(self, record_id: str) -> str:
        """Return what a record is called."""
        assert self.session is not None
        values = load(self.session.reader, self.RECORD, [record_id]).get(record_id, {})
        return str(values.get(record_spec(self.RECORD).title) or "")

    def consequences(self, record_id: str) -> str:
        """Return what deleting a record brings with it, as a sentence."""
        return ""

    def status_text(self, record_id: str | None) -> str:
        """Return what the line above the footer says."""
        return ""

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

    def _show_beside(self) -> None:
        key = self.table.cursor_key
        self.show_status(self.status_text(str(key) if key is not None else None))
        if self.session is not None:
            text = self.beside(str(key)) if key is not None else Content("")
            self.query_one("#beside-text", Static).update(text)

    @on(VirtualTable.RowHighlighted)
    async def _moved(self) -> None:
        async def show() -> None:
            self._show_beside()

        await self.attempt(show)
        self.refresh_bindings()

    def has_target(self) -> bool:
        """Return whether a record is under the cursor."""
        return bool(self.query(VirtualTable)) and self.table.cursor_index is not None

    @property
    def current_id(self) -> str | None:
        """Return the record under the cursor."""
        key = self.table.cursor_key
        return None if key is None else str(key)

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
        self.open_new_form(_(self.NEW))

    def action_edit_record(self) -> None:
        """Edit the record under the cursor."""
        if self.current_id is not None:
            self.open_edit_form(f"{_('Edit')}: {self.name_of(self.current_id)}")

    def action_delete_record(self) -> None:
        """Delete the record under the cursor, after asking."""
        from taskforce.screens.forms.dialogs import Confirm

        session, record_id, record_type = self.session, self.current_id, self.RECORD
        if session is None or record_id is None:
            return
        name = self.name_of(record_id)

        def write(store: Store) -> None:
            delete_record(store, record_type, record_id)

        async def delete_it() -> None:
            await session.write(write)
            await self.written([], _("{name}: deleted (u brings it back)", name=name))

        def answered(yes: bool | None) -> None:
            if yes:
                self.start(delete_it)

        question = " ".join(filter(None, (_("Delete {items}?", items=name), self.consequences(record_id))))
        self.app.push_screen(Confirm(question, _("Delete"), _("Keep"), careful=True), answered)

    # Forms

    def form_fields(self, session: Session, values: Mapping[str, Any]) -> list[FormField]:
        """Return the fields of the form."""
        record = record_spec(self.RECORD)
        return [spec_field(session, record, name, values.get(name)) for name in self.FORM_FIELDS]

    def first_values(self) -> dict[str, Any]:
        """Return what a new record has unless something else is typed, beside the usual defaults."""
        return {}

    def open_new_form(self, title: str) -> None:
        """Show a form for a new record; a handle or key that is left empty is made from the name."""
        session = self.session
        assert session is not None
        if self.refuses():
            return
        defaults = {spec.name: spec.default for spec in record_spec(self.RECORD).fields} | self.first_values()
        fields = self.form_fields(session, defaults)
        self.app.push_screen(new_record_form(session, title, self.RECORD, fields, self.written))

    def open_edit_form(self, title: str, record_id: str | None = None) -> None:
        """Show a form for a record; for the one under the cursor when none is named."""
        session, record_id = self.session, record_id or self.current_id
        if session is None or record_id is None or self.refuses():
            return
        values = load(session.reader, self.RECORD, [record_id]).get(record_id, {})
        fields = self.form_fields(session, values)
        self.app.push_screen(
            register_form(session, title, self.RECORD, fields, self.written, record_id=record_id, seen=values)
        )


def new_record_form(
    session: Session, title: str, record_type: str, fields: Sequence[FormField], written: Written
) -> Form:
    """Return a form for a new record; a handle, key or code that is left empty is made from the name."""
    made = ("handle", "key", "code", "name") if record_type == "agency" else ("handle", "key", "code")
    shown = [
        replace(field, required=False, hint=_("made from the name when left empty"))
        if field.name in made
        else field
        for field in fields
    ]
    return register_form(session, title, record_type, shown, written)


def register_form(
    session: Session,
    heading: str,
    record_type: str,
    fields: Sequence[FormField],
    written: Written,
    *,
    record_id: str | None = None,
    seen: Mapping[str, Any] | None = None,
) -> Form:
    """Return a form for a new record of a register, or for an existing one."""
    first = {field.name: field.text for field in fields}
    before = dict(seen or {})
    title = title_field(record_type)

    def write(store: Store, texts: Texts) -> tuple[str, str]:
        if record_id is None:
            filled = {name: text for name, text in texts.items() if text.strip() and name != title}
            saved = add_record(store, record_type, texts[title], filled)
        else:
            changed = {name: text for name, text in texts.items() if text != first[name]}
            saved = edit_record(store, record_type, record_id, changed, before)
        return saved.record_id, " ".join([_("Saved {name}", name=texts[title].strip()), *saved.warnings])

    async def submit(texts: Texts) -> Problems:
        if record_id is not None and texts == first:
            return {}
        try:
            made, sentence = await session.write(lambda store: write(store, texts))
        except StaleWrite as error:
            before.update((one.field, one.theirs) for one in error.all)  # shown now: saving again means it
            raise
        except TaskforceError as error:
            return problems_of(error)
        await written([made], sentence)
        return {}

    return Form(heading, fields, submit, draft=f"register:{record_type}:{record_id or ''}")


def new_member_form(session: Session, written: Written) -> Form:
    """Return the few lines that a new member needs, for where a lead is chosen and is not there yet."""
    record = record_spec("member")
    fields = [spec_field(session, record, name, None) for name in ("name", "handle", "position", "agency_id")]
    return new_record_form(session, _("New member"), "member", fields, written)


async def reopen_draft(host: Host, draft: UnsavedDraft, about: str) -> bool:
    """Open the form of a record of a register again: ``member:ID``, without an id that of a new one."""
    record_type, _sign, record_id = about.partition(":")
    await host.action_area(AREA_OF[record_type])
    return await reopen_record(host, draft, record_id)


async def reopen_record(host: Host, draft: UnsavedDraft, record_id: str) -> bool:
    """Open the form of a record, or of a new one, on the register that is shown."""
    screen = host.screen
    if not isinstance(screen, RegisterScreen):
        return False
    await screen.load()  # what a new record has at first depends on those there are
    if record_id:
        screen.open_edit_form(draft.title, record_id)
    else:
        screen.open_new_form(draft.title)
    return isinstance(host.screen, Form)
