"""Small registers that settings lead to: own holidays, missions; the frame of dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.content import Content

from taskforce.language import N_, _, plural
from taskforce.model.records import record_spec
from taskforce.screens.forms.dialogs import Confirm
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import HISTORY_COMMAND, RegisterScreen, reopen_record
from taskforce.screens.frame.session import Session
from taskforce.store.changes.batch import delete
from taskforce.store.changes.load import load_all
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.records import full_day, short_day
from taskforce.wording.width import printable

PLAIN_COMMANDS: tuple[Command, ...] = (
    Command("edit_record", N_("Edit"), "e", N_("The record"), footer=2, when=on_line, writes=True),
    Command("new_record", N_("New"), "n,a", N_("The record"), footer=1, when=with_list, writes=True),
    Command(
        "delete_record",
        N_("Delete"),
        "delete",
        N_("The record"),
        footer=3,
        when=on_line,
        help=N_("asks first"),
        writes=True,
    ),
    HISTORY_COMMAND,
    Command("back", N_("Back"), "escape", N_("The record"), footer=5, in_palette=False),
)
"""What every small register offers."""


class PlainRegister(RegisterScreen):
    """A register on a screen of its own that settings lead to; Escape goes back."""

    AREA = "settings"
    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = PLAIN_COMMANDS
    BINDINGS: ClassVar = bindings(PLAIN_COMMANDS)
    NEW: ClassVar[str] = ""
    """The heading of the form of a new record, a message id."""

    def __init__(self) -> None:
        super().__init__()
        self.records: dict[str, dict[str, Any]] = {}

    def name_of(self, record_id: str) -> str:
        """What a record is called."""
        return str(self.records[record_id].get(record_spec(self.RECORD).title) or "")

    def beside(self, record_id: str) -> Content:
        """The record in words."""
        return Content.styled(printable(self.name_of(record_id)), "bold")

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_edit_record()

    def action_new_record(self) -> None:
        """Add a record."""
        self.open_new_form(_(self.NEW))

    def action_edit_record(self) -> None:
        """Edit the record under the cursor."""
        if self.current_id is not None:
            self.open_edit_form(f"{_('Edit')}: {self.name_of(self.current_id)}")

    def consequences(self, record_id: str) -> str:
        """What deleting brings with it, as a sentence; nothing by default."""
        return ""

    def action_delete_record(self) -> None:
        """Delete the record under the cursor, after asking."""
        session, record_id = self.session, self.current_id
        if session is None or record_id is None:
            return
        name, record_type = self.name_of(record_id), self.RECORD

        def write(store: Store) -> None:
            store.write("delete", [delete(record_type, record_id)])

        async def delete_it() -> None:
            await session.write(write)
            await self.written([], _("{name}: deleted (u brings it back)", name=name))

        def answered(yes: bool | None) -> None:
            if yes:
                self.start(delete_it)

        question = " ".join(filter(None, (_("Delete {items}?", items=name), self.consequences(record_id))))
        self.app.push_screen(Confirm(question, _("Delete"), _("Keep"), careful=True), answered)

    def action_back(self) -> None:
        """Back to the settings."""
        if self.is_current:
            self.dismiss()


class HolidaysScreen(PlainRegister):
    """The office's own days off, and working days of its own."""

    RECORD = "holiday"
    NEW = N_("New holiday")
    FORM_FIELDS = ("date", "name", "working")
    HELP_TEXT: ClassVar = N_(
        "The office's own holidays. Working days (+5wd) leave them out, beside weekends, national holidays and "
        "cuti bersama, which are known already. A day marked as working counts although it is a "
        "weekend or a holiday."
    )

    def columns(self) -> Sequence[Column]:
        """Day, name, what it is."""
        return (
            Column("date", _("Date"), 10, align="right", priority=90),
            Column("day", _("Weekday"), 30, min_width=16, flexible=1, priority=40),
            Column("name", _("Name"), 24, min_width=16, flexible=3, priority=100),
            Column("working", _("Kind"), 14, priority=60),
        )

    def empty_text(self) -> str:
        """How to fill it."""
        return _(
            "National holidays and cuti bersama are known already.\nPress n to add a day off of your own, "
            "or a working day in spite of one."
        )

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """The days, the latest last."""
        found = load_all(session.reader, "holiday")
        self.records = dict(sorted(found.items(), key=lambda item: (item[1]["date"], item[0])))
        rows = [
            TableRow(
                (
                    Cell(short_day(values["date"], session.day)),
                    Cell(full_day(values["date"]), "muted"),
                    Cell(values["name"]),
                    Cell(_("Working day") if values["working"] else _("Holiday")),
                )
            )
            for values in self.records.values()
        ]
        return list(self.records), rows

    def status_text(self, record_id: str | None) -> str:
        """How many there are."""
        return plural("{count} day of our own", "{count} days of our own", len(self.records))


class MissionsScreen(PlainRegister):
    """The missions of the head of region, which items may serve."""

    RECORD = "mission"
    NEW = N_("New mission")
    FORM_FIELDS = ("number", "text")
    HELP_TEXT: ClassVar = N_("The missions of the head of region. Action items name the one that they serve.")

    def columns(self) -> Sequence[Column]:
        """Number and text."""
        return (
            Column("number", _("Number"), 8, align="right", priority=90),
            Column("text", _("Text"), 40, min_width=20, flexible=1, priority=100),
        )

    def empty_text(self) -> str:
        """How to fill it."""
        return _("There is no mission yet.\nPress n to add one.")

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """The missions by number."""
        found = load_all(session.reader, "mission")
        self.records = dict(sorted(found.items(), key=lambda item: (item[1]["number"], item[0])))
        rows = [TableRow((Cell(str(one["number"])), Cell(one["text"]))) for one in self.records.values()]
        return list(self.records), rows

    def status_text(self, record_id: str | None) -> str:
        """How many there are."""
        return plural("{count} mission", "{count} missions", len(self.records))

    def first_values(self) -> dict[str, Any]:
        """A new one gets the next number."""
        return {"number": max((one["number"] for one in self.records.values()), default=0) + 1}


async def reopen_draft(host: Host, draft: UnsavedDraft, about: str) -> bool:
    """Open the form of a holiday or a mission again: ``holiday:ID``, without an id that of a new one."""
    record_type, _sign, record_id = about.partition(":")
    await host.action_area("settings")
    await host.push_screen(HolidaysScreen() if record_type == "holiday" else MissionsScreen())
    return reopen_record(host, draft, record_id)
