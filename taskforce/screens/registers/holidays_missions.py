"""Small registers that settings lead to: own holidays, missions; the frame of dimensions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on

from taskforce.language import N_, _, plural
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import RECORD_COMMANDS, RegisterScreen, reopen_record
from taskforce.screens.frame.session import Session
from taskforce.store.changes.load import load_all
from taskforce.widgets.commands import bindings
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.days import full_day, near_day


class HolidaysScreen(RegisterScreen):
    """The office's own days off, and working days of its own."""

    AREA = "settings"
    OWN_COMMANDS: ClassVar = RECORD_COMMANDS
    BINDINGS: ClassVar = bindings(RECORD_COMMANDS)
    RECORD = "holiday"
    NEW = N_("New holiday")
    FORM_FIELDS = ("date", "name", "working")
    HELP_TEXT: ClassVar = N_(
        "The office's own holidays. Working days (+5wd) leave them out, beside weekends, national holidays and "
        "cuti bersama, which are known already. A day marked as working counts although it is a "
        "weekend or a holiday."
    )

    def __init__(self) -> None:
        super().__init__()
        self._records: dict[str, dict[str, Any]] = {}

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_edit_record()

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
        holidays = load_all(session.reader, "holiday")
        self._records = dict(sorted(holidays.items(), key=lambda item: (item[1]["date"], item[0])))
        rows = [
            TableRow(
                (
                    Cell(near_day(values["date"], session.day)),
                    Cell(full_day(values["date"]), "muted"),
                    Cell(values["name"]),
                    Cell(_("Working day") if values["working"] else _("Holiday")),
                )
            )
            for values in self._records.values()
        ]
        return list(self._records), rows

    def status_text(self, record_id: str | None) -> str:
        """How many there are."""
        return plural("{count} day of our own", "{count} days of our own", len(self._records))


class MissionsScreen(RegisterScreen):
    """The missions of the head of region, which items may serve."""

    AREA = "settings"
    OWN_COMMANDS: ClassVar = RECORD_COMMANDS
    BINDINGS: ClassVar = bindings(RECORD_COMMANDS)
    RECORD = "mission"
    NEW = N_("New mission")
    FORM_FIELDS = ("number", "text")
    HELP_TEXT: ClassVar = N_("The missions of the head of region. Action items name the one that they serve.")

    def __init__(self) -> None:
        super().__init__()
        self._records: dict[str, dict[str, Any]] = {}

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_edit_record()

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
        missions = load_all(session.reader, "mission")
        self._records = dict(sorted(missions.items(), key=lambda item: (item[1]["number"], item[0])))
        rows = [TableRow((Cell(str(one["number"])), Cell(one["text"]))) for one in self._records.values()]
        return list(self._records), rows

    def status_text(self, record_id: str | None) -> str:
        """How many there are."""
        return plural("{count} mission", "{count} missions", len(self._records))

    def first_values(self) -> dict[str, Any]:
        """A new one gets the next number."""
        return {"number": max((one["number"] for one in self._records.values()), default=0) + 1}


async def reopen_draft(host: Host, draft: UnsavedDraft, about: str) -> bool:
    """Open the form of a holiday or a mission again: ``holiday:ID``, without an id that of a new one."""
    record_type, _sign, record_id = about.partition(":")
    await host.action_area("settings")
    await host.push_screen(HolidaysScreen() if record_type == "holiday" else MissionsScreen())
    return await reopen_record(host, draft, record_id)
