"""The area of agencies: who carries how much in the next weeks, who is late, who is silent."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import ClassVar

from textual.content import Content

from taskforce.clock import write_moment
from taskforce.language import N_, _
from taskforce.model.width import printable
from taskforce.screens.forms.conflicts.one_agency import join_two
from taskforce.screens.forms.dialogs import Choice, Confirm, Pick
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.register_area import HISTORY_COMMAND, SORT_COMMAND, RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.screens.registers.beside import item_lines, load_lines, particulars
from taskforce.screens.registers.members import MembersScreen
from taskforce.store.input.merge_records import alike
from taskforce.store.query.compile import SILENT_DAYS
from taskforce.store.query.lookup import Named
from taskforce.store.read.day_views import WEEKS, silent_agency_ids, weekly_load
from taskforce.store.read.registers import AgencyRow, MemberRow, alias_list, member_rows
from taskforce.widgets.commands import Command, bindings
from taskforce.wording.registers import AGENCIES


class AgenciesScreen(RegisterScreen[AgencyRow]):
    """All agencies with the work they answer for."""

    AREA = "agencies"
    register = AGENCIES
    HELP_TEXT: ClassVar = N_(
        "The agencies with their open and overdue action items, and the load of the next eight weeks: one cell a "
        "week, the higher the more is due. Silent agencies have open work but changed nothing in 14 days. Enter "
        "shows an agency's items, @ its members, J makes one agency of two that are the same, K shows the sheets "
        "that went out to them and who has not answered."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_agency", N_("Items"), "enter", N_("Agencies"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("new_agency", N_("New agency"), "n,a", N_("Agencies"), footer=2, when=with_list, writes=True,
                action="new_record"),
        Command("edit_agency", N_("Edit"), "e", N_("Agencies"), footer=3, when=on_line, writes=True,
                action="edit_record"),
        Command("show_members", N_("Members"), "at", N_("Agencies"), footer=5, when=on_line,
                help=N_("those of this agency, in the area of members")),
        Command("join_agency", N_("Mark as duplicate"), "J", N_("Agencies"), footer=0, when=on_line,
                help=N_("this agency is the same as another one: its work goes there"), writes=True),
        HISTORY_COMMAND,
        SORT_COMMAND,
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._members: list[MemberRow] = []

    def read_rows(self, session: Session) -> Mapping[str, AgencyRow]:
        """Return the agencies, own ones first, with their load and whether they are silent."""
        self._members = member_rows(session.reader, session.today)
        loads = weekly_load(session.reader, "agency", session.day)
        since = write_moment(session.store.clock.start_of(session.day - timedelta(days=SILENT_DAYS)))
        silent = silent_agency_ids(session.reader, since)
        return {
            agency_id: row._replace(load=loads.get(agency_id, [0] * WEEKS), silent=agency_id in silent)
            for agency_id, row in super().read_rows(session).items()
        }

    def beside(self, record_id: str) -> Content:
        """Return the agency: its names, its people, its load, its open work."""
        row = self.rows[record_id]
        aliases = ", ".join(alias_list(row.aliases))
        lines = [Content.styled(printable(row.name), "bold")]
        lines += particulars(((_("Short name"), row.short), (_("Code"), row.code), (_("Aliases"), aliases)))
        people = [member for member in self._members if member.agency == row.short]
        if people:
            lines += [Content(""), Content.styled(_("Members"), "bold")]
            lines += [Content(f"{printable(one.name)}  {one.open_items}") for one in people]
        assert self.session is not None
        lines += load_lines(row.load, self.session.day)
        return Content("\n").join([*lines, *item_lines(self.session, "agency_id", record_id, str(row.open_items))])

    def action_open_agency(self) -> None:
        """Show the agency's open items."""
        row = self.current
        if row is not None:
            self.start(lambda: self.host.show_items(f'agency:"{row.code}" is:open'))

    def action_show_members(self) -> None:
        """Show the members of the agency, in their area."""
        row = self.current
        if row is None:
            return

        async def show() -> None:
            await self.host.action_area("members")
            if isinstance(self.app.screen, MembersScreen):
                self.app.screen.show_agency(Named(row.id, (row.short,), row.name))

        self.start(show)

    def action_join_agency(self) -> None:
        """Make one agency of two, after asking."""
        session, old = self.session, self.current
        if session is None or old is None:
            return
        choices = [Choice(row.id, row.short, row.name) for row in self.rows.values() if row.id != old.id]

        def chosen(new_id: str | None) -> None:
            if new_id is not None:
                self._ask_join(old, self.rows[new_id])

        likely = next((other.id for _one, other in alike(session.reader, [old.id])), None)
        self.app.push_screen(Pick(_("{name} is the same as", name=old.short), choices, current=likely), chosen)

    def _ask_join(self, old: AgencyRow, new: AgencyRow) -> None:
        async def join() -> None:
            await join_two(self, "agency", old.id, new.id)
            await self.written([new.id], _("{old} is now {new}", old=old.short, new=new.short))

        def answered(yes: bool | None) -> None:
            if yes:
                self.start(join)

        question = _(
            "Everything of {old} goes to {new}, and its names become aliases. u takes it back.",
            old=old.short,
            new=new.short,
        )
        self.app.push_screen(Confirm(question, _("Merge them"), _("Cancel"), careful=True), answered)
