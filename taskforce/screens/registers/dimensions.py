"""The dimensions and their sub-dimensions, as the period's masterplan names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on

from taskforce.language import N_, _, plural
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.frame.area import on_line
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import RECORD_COMMANDS, RegisterScreen, reopen_record
from taskforce.screens.frame.session import Session
from taskforce.store.changes.load import load_all
from taskforce.store.input.organisation import items_of_dimensions
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable


class DimensionsScreen(RegisterScreen):
    """Both registers in one tree; the record type follows the cursor."""

    AREA = "settings"
    HELP_TEXT: ClassVar = N_(
        "The dimensions of the masterplan and their sub-dimensions. n adds a dimension, s a sub-dimension to the "
        "one under the cursor. Aliases are other words that spreadsheets use for it, parted by semicolons."
    )
    OWN_COMMANDS: ClassVar = (
        Command("new_sub", N_("New sub-dimension"), "s", N_("The record"), footer=4, when=on_line, writes=True),
        *RECORD_COMMANDS,
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    NEW = N_("New dimension")
    FIELDS: ClassVar = {
        "dimension": ("name", "key", "aliases", "position"),
        "sub_dimension": ("name", "dimension_id", "key", "aliases", "position"),
    }

    def __init__(self) -> None:
        super().__init__()
        self._records: dict[str, dict[str, Any]] = {}
        self._types: dict[str, str] = {}
        self._counts: dict[str, int] = {}
        self._new_parent: str | None = None

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_edit_record()

    def columns(self) -> Sequence[Column]:
        """Name, key, aliases, items."""
        return (
            Column("name", _("Name"), 34, min_width=24, flexible=3, priority=100),
            Column("key", _("Key"), 16, min_width=10, flexible=1, priority=80),
            Column("aliases", _("Aliases"), 20, min_width=10, flexible=2, priority=40),
            Column("items", _("Items"), 8, align="right", priority=60),
        )

    def empty_text(self) -> str:
        """How to fill it."""
        return _("There is no dimension yet.\nPress n to add one.")

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """The dimensions in order, below each its sub-dimensions."""
        tops, subs = load_all(session.reader, "dimension"), load_all(session.reader, "sub_dimension")
        self._counts = items_of_dimensions(session.reader)
        self._records = {**tops, **subs}
        self._types = {**dict.fromkeys(tops, "dimension"), **dict.fromkeys(subs, "sub_dimension")}

        def in_order(some: dict[str, dict[str, Any]]) -> list[str]:
            return sorted(some, key=lambda one: (some[one]["position"], str(some[one]["name"]).lower()))

        keys: list[str] = []
        for top in in_order(tops):
            keys += [top, *in_order({key: one for key, one in subs.items() if one["dimension_id"] == top})]
        keys += [key for key in in_order(subs) if key not in keys]
        return keys, [self._row(key) for key in keys]

    def _row(self, record_id: str) -> TableRow:
        values = self._records[record_id]
        below = self._types[record_id] == "sub_dimension"
        cells = (
            Cell(f"  └ {values['name']}" if below else values["name"]),
            Cell(values["key"], "muted"),
            Cell("; ".join(map(str, values["aliases"] or ())), "muted"),
            Cell(str(self._counts.get(record_id, 0))),
        )
        return TableRow(cells, "" if below else "strong")

    def status_text(self, record_id: str | None) -> str:
        """How many there are."""
        tops = sum(kind == "dimension" for kind in self._types.values())
        return " · ".join(
            (
                plural("{count} dimension", "{count} dimensions", tops),
                plural("{count} sub-dimension", "{count} sub-dimensions", len(self._types) - tops),
            )
        )

    def be_about(self, record_type: str) -> None:
        """Let forms and commands be about dimensions, or about sub-dimensions."""
        self.RECORD = record_type  # type: ignore[misc]
        self.FORM_FIELDS = self.FIELDS[record_type]  # type: ignore[misc]

    def _follow_cursor(self) -> None:
        self.be_about(self._types.get(self.current_id or "", "dimension"))

    def name_of(self, record_id: str) -> str:
        """Return the name of a dimension or sub-dimension."""
        return str(self._records[record_id]["name"])

    def first_values(self) -> dict[str, Any]:
        """A new one stands last."""
        same = [one for key, one in self._records.items() if self._types[key] == self.RECORD]
        if self._new_parent is not None:
            same = [one for one in same if one.get("dimension_id") == self._new_parent]
        values: dict[str, Any] = {"position": max((one["position"] for one in same), default=0) + 1}
        return values if self._new_parent is None else {**values, "dimension_id": self._new_parent}

    def action_new_record(self) -> None:
        """Add a dimension."""
        self._new_parent = None
        self.be_about("dimension")
        self.open_new_form(_(self.NEW))

    def action_new_sub(self) -> None:
        """Add a sub-dimension to the dimension under the cursor."""
        if self.current_id is None:
            return
        values = self._records[self.current_id]
        self._new_parent = str(values.get("dimension_id") or self.current_id)
        self.be_about("sub_dimension")
        self.open_new_form(_("New sub-dimension"))

    def action_edit_record(self) -> None:
        """Edit the record under the cursor."""
        self._follow_cursor()
        super().action_edit_record()

    def action_delete_record(self) -> None:
        """Delete the record under the cursor, after asking."""
        self._follow_cursor()
        super().action_delete_record()

    def action_show_history(self) -> None:
        """Show the history of the record under the cursor."""
        self._follow_cursor()
        super().action_show_history()

    def consequences(self, record_id: str) -> str:
        """The items that belong to it keep it."""
        count = self._counts.get(record_id, 0)
        return plural("{count} action item keeps it.", "{count} action items keep it.", count) if count else ""


async def reopen_draft(host: Host, draft: UnsavedDraft, about: str) -> bool:
    """Open the form of a dimension or a sub-dimension again: ``dimension:ID``, without an id that of a new one."""
    record_type, _sign, record_id = about.partition(":")
    await host.action_area("settings")
    screen = DimensionsScreen()
    await host.push_screen(screen)
    screen.be_about(record_type)
    return await reopen_record(host, draft, record_id)
