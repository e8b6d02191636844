"""The area of agencies: who carries how much in the next weeks, who is late, who is silent."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.content import Content

from taskforce.clock import write_moment
from taskforce.language import N_, _, plural
from taskforce.model.vocabulary import AgencyKind, label
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import Choice, Confirm, Pick
from taskforce.screens.forms.one_agency import join_agencies
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.register_area import HISTORY_COMMAND, RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.screens.registers.load_line import load_content, load_line
from taskforce.store.input.merge_agencies import alike
from taskforce.store.query.compile import SILENT_DAYS
from taskforce.store.query.lookup import Named
from taskforce.store.read.day_views import WEEKS, silent_agency_ids, weekly_load
from taskforce.store.read.items import Selection, item_rows
from taskforce.store.read.registers import AgencyRow, MemberRow, agency_rows, member_rows
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.days import days_left

if TYPE_CHECKING:
    from taskforce.store.query.lookup import Named


MOST_BESIDE = 20


class AgenciesScreen(RegisterScreen):
    """All agencies with the work they answer for."""

    AREA = "agencies"
    RECORD = "agency"
    FORM_FIELDS = ("name", "short", "code", "kind", "aliases")
    HELP_TEXT: ClassVar = N_(
        "The agencies with their open and overdue action items, and the load of the next eight weeks: one cell a "
        "week, the higher the more is due. Silent agencies have open work but changed nothing in 14 days. Enter "
        "shows an agency's items, m its members, J makes one agency of two that are the same, s shows the sheets "
        "that went out to them and who has not answered."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_agency", N_("Items"), "enter", N_("Agencies"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("new_agency", N_("New agency"), "n,a", N_("Agencies"), footer=2, when=with_list, writes=True),
        Command("edit_agency", N_("Edit"), "e", N_("Agencies"), footer=3, when=on_line, writes=True),
        Command("show_members", N_("Members"), "m", N_("Agencies"), footer=5, when=on_line,
                help=N_("those of this agency, in the area of members")),
        Command("show_sheets", N_("Sheets"), "s", N_("Agencies"), footer=4, when=with_list,
                help=N_("workbooks that go out and come back, and who has not answered")),
        Command("join_agency", N_("Make one of two"), "J", N_("Agencies"), footer=0, when=on_line,
                help=N_("this agency is the same as another one: its work goes there"), writes=True),
        HISTORY_COMMAND,
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._agencies: dict[str, AgencyRow] = {}
        self._members: list[MemberRow] = []
        self._loads: Mapping[str, list[int]] = {}
        self._silent: set[str] = set()

    def columns(self) -> Sequence[Column]:
        """Name, work, load, whether it is silent."""
        return (
            Column("short", _("Agency"), 16, min_width=12, flexible=2, priority=100),
            Column("open", _("Open"), 8, align="right", priority=90),
            Column("overdue", _("Overdue"), 9, align="right", priority=90),
            Column("load", _("{count} weeks", count=WEEKS), 10, priority=80),
            Column("silent", _("Silent"), 10, priority=70),
            Column("name", _("Full name"), 26, min_width=14, flexible=3, priority=50),
            Column("kind", _("Kind"), 12, priority=40),
        )

    def empty_text(self) -> str:
        """How to fill it."""
        return _("There is no agency yet.\nPress n to add one.")

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """The agencies: own ones first."""
        clock = session.store.clock
        rows = agency_rows(session.reader, session.today)
        self._agencies = {row.id: row for row in rows}
        self._members = member_rows(session.reader, session.today)
        self._loads = weekly_load(session.reader, "agency", session.day)
        since = write_moment(clock.start_of(session.day - timedelta(days=SILENT_DAYS)))
        self._silent = silent_agency_ids(session.reader, since)
        return [row.id for row in rows], [self._row(row) for row in rows]

    def _load(self, agency_id: str) -> Sequence[int]:
        return self._loads.get(agency_id, [0] * WEEKS)

    def _row(self, row: AgencyRow) -> TableRow:
        silent = Cell(f"○ {_('silent')}") if row.id in self._silent else Cell("–", "muted")
        overdue = Cell(f"▲ {row.overdue_items}", "late") if row.overdue_items else Cell("–", "muted")
        return TableRow(
            (
                Cell(row.short),
                Cell(str(row.open_items)),
                overdue,
                Cell(load_line(self._load(row.id))),
                silent,
                Cell(row.name if row.name != row.short else "–", "muted"),
                Cell(label(AgencyKind(row.kind)), "muted"),
            )
        )

    def status_text(self, record_id: str | None) -> str:
        """How many there are, and how many are silent."""
        text = plural("{count} agency", "{count} agencies", len(self._agencies))
        if self._silent:
            text += ", " + plural("{count} silent", "{count} silent", len(self._silent))
        return text

    def beside(self, record_id: str) -> Content:
        """The agency: its names, its people, its load, its open work."""
        row = self._agencies[record_id]
        lines = [Content.styled(printable(row.name), "bold")]
        aliases = ", ".join(json.loads(row.aliases)) if row.aliases else ""
        for name, value in ((_("Short name"), row.short), (_("Code"), row.code), (_("Aliases"), aliases)):
            if value:
                lines.append(Content.assemble((f"{name}  ", "$text-muted"), printable(value)))
        people = [member for member in self._members if member.agency == row.short]
        if people:
            lines += [Content(""), Content.styled(_("Members"), "bold")]
            lines += [Content(f"{printable(one.name)}  {one.open_items}") for one in people]
        assert self.session is not None
        lines += load_content(self._load(record_id), self.session.day)
        selection = Selection(
            "i.agency_id = :agency AND i.status NOT IN ('done', 'cancelled')", {"agency": record_id}
        )
        items = item_rows(self.session.reader, selection, self.session.today, limit=MOST_BESIDE)
        lines += [Content(""), Content.styled(f"{_('Open')}: {row.open_items}", "bold")]
        for item in items:
            left, style = days_left(item.due, self.session.day)
            look = "$text-error" if style == "late" else "$text-muted"
            lines.append(Content.assemble(f"{item.ref} {printable(item.title)}  ", (left, look)))
        return Content("\n").join(lines)

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_agency()

    def action_open_agency(self) -> None:
        """Show the agency's open items."""
        if self.current_id is not None:
            code = self._agencies[self.current_id].code
            self.start(lambda: self.host.show_items(f'agency:"{code}" is:open'))

    def action_new_agency(self) -> None:
        """Add an agency."""
        self.open_new_form(_("New agency"))

    def action_edit_agency(self) -> None:
        """Edit the agency under the cursor."""
        if self.current_id is not None:
            self.open_edit_form(f"{_('Edit')}: {self._agencies[self.current_id].short}")

    def action_show_members(self) -> None:
        """The members of the agency, in their area."""
        from taskforce.screens.registers.members import MembersScreen

        if self.current_id is None:
            return
        row = self._agencies[self.current_id]

        async def show() -> None:
            await self.host.action_area("members")
            if isinstance(self.app.screen, MembersScreen):
                self.app.screen.show_agency(Named(row.id, (row.short,), row.name))

        self.start(show)

    def action_show_sheets(self) -> None:
        """The sheets that went to agencies."""
        self.host.action_sheets()

    def action_join_agency(self) -> None:
        """Make one agency of two, after asking."""
        session, old_id = self.session, self.current_id
        if session is None or old_id is None:
            return
        old = self._agencies[old_id]
        choices = [Choice(row.id, row.short, row.name) for row in self._agencies.values() if row.id != old_id]

        def chosen(new_id: str | None) -> None:
            if new_id is not None:
                self._ask_join(old, self._agencies[new_id])

        likely = next((other.id for _one, other in alike(session.reader, [old_id])), None)
        self.app.push_screen(Pick(_("{name} is the same as", name=old.short), choices, current=likely), chosen)

    def _ask_join(self, old: AgencyRow, new: AgencyRow) -> None:
        async def join() -> None:
            await join_agencies(self, old.id, new.id)
            await self.written([new.id], _("{old} is now {new}", old=old.short, new=new.short))

        def answered(yes: bool | None) -> None:
            if yes:
                self.start(join)

        question = _(
            "Everything of {old} goes to {new}, and its names become aliases. u takes it back.",
            old=old.short,
            new=new.short,
        )
        self.app.push_screen(Confirm(question, _("Make one of two"), _("Cancel"), careful=True), answered)
