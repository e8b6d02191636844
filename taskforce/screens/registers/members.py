"""The area of members: who carries how much, and handing work over when an official rotates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from textual.content import Content

from taskforce.language import N_, _
from taskforce.model.width import printable
from taskforce.screens.forms.conflicts.one_agency import join_two
from taskforce.screens.forms.dialogs import Choice, Confirm, Pick, Reading
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import HISTORY_COMMAND, SORT_COMMAND, RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.screens.registers.beside import item_lines, load_lines, particulars
from taskforce.screens.registers.handover import handover_form
from taskforce.store.input.registers import BODIES, appointments, read_appointments
from taskforce.store.query.lookup import Named, named_records, query_word
from taskforce.store.read.day_views import WEEKS, weekly_load
from taskforce.store.read.registers import MemberRow, member_rows, members_of
from taskforce.widgets.commands import Command, bindings
from taskforce.wording.registers import MEMBERS


class MembersScreen(RegisterScreen[MemberRow]):
    """All members with the work they lead."""

    AREA = "members"
    register = MEMBERS
    HELP_TEXT: ClassVar = N_(
        "The members with the open and overdue action items they lead. Enter shows a member's items. "
        "When an official rotates, H hands all open work over to the successor."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_member", N_("Items"), "enter", N_("Members"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("new_member", N_("New member"), "n,a", N_("Members"), footer=2, when=with_list, writes=True,
                action="new_record"),
        Command("edit_member", N_("Edit"), "e", N_("Members"), footer=3, when=on_line, writes=True,
                action="edit_record"),
        Command("hand_over", N_("Hand over"), "H", N_("Members"), footer=4, when=on_line,
                help=N_("all open work of this member to another one"), writes=True, record="action_item"),
        Command("join_member", N_("Mark as duplicate"), "J", N_("Members"), when=on_line,
                help=N_("a person who was entered twice"), writes=True),
        Command("forget_member", N_("Forget contact data"), "", N_("Members"), when=on_line,
                help=N_("phone, e-mail and NIP leave the list and its history for good"), writes=True),
        HISTORY_COMMAND,
        SORT_COMMAND,
        Command("all_members", N_("Show all"), "escape", N_("Members"), footer=5,
                when=lambda members: members.agency is not None, in_palette=False),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self.agency: Named | None = None
        """The agency whose members alone are shown."""

    def empty_text(self) -> str:
        """Return how to fill it."""
        if self.agency is not None:
            return _("Nobody of {agency} is a member yet.\nPress n to add one.", agency=self.agency.names[0])
        return super().empty_text()

    def read_rows(self, session: Session) -> Mapping[str, MemberRow]:
        """Return the members with their load, those no longer active last; of an agency where one is looked at."""
        rows = dict(sorted(super().read_rows(session).items(), key=lambda item: not item[1].active))
        if self.agency is not None:  # it may be gone by now, or called otherwise
            named = named_records(session.reader, "agency")
            self.agency = next((one for one in named if one.id == self.agency.id), None)
        if self.agency is not None:
            own = members_of(session.reader, self.agency.id)
            rows = {member_id: row for member_id, row in rows.items() if member_id in own}
        loads = weekly_load(session.reader, "lead", session.day)
        return {member_id: row._replace(load=loads.get(member_id, [0] * WEEKS)) for member_id, row in rows.items()}

    def show_agency(self, agency: Named) -> None:
        """Show only the members of an agency, until Escape."""
        if self.session is not None:
            self.agency = agency
            self.start(self.load)

    def show_record(self, record_id: str) -> None:
        """Put the cursor on a member, of whatever agency."""
        self.agency = None
        super().show_record(record_id)

    def action_all_members(self) -> None:
        """Show all members again."""
        self.agency = None
        self.start(self.load)

    def first_values(self) -> dict[str, Any]:
        """Return the agency that is looked at."""
        return {} if self.agency is None else {"agency_id": self.agency.id}

    def status_text(self, record_id: str | None) -> str:
        """Return how many active ones are shown, and of which agency."""
        text = super().status_text(record_id)
        return text if self.agency is None else f"{self.agency.names[0]}: {text} · {_('Escape shows all')}"

    def beside(self, record_id: str) -> Content:
        """Return the member's particulars and open work."""
        row = self.rows[record_id]
        lines = [Content.styled(printable(row.name), "bold"), Content("")]
        lines += particulars(
            (
                (_("Handle"), f"@{row.handle}"),
                (_("Position"), row.position),
                (_("Agency"), row.agency),
                (_("Phone"), row.phone),
                (_("E-mail"), row.email),
                (_("Rank"), row.rank),
            )
        )
        assert self.session is not None
        sits_in = appointments(self.session.reader, record_id).values()
        lines += [Content(printable(one.shown)) for one in sits_in]
        lines += load_lines(row.load, self.session.day)
        return Content("\n").join([*lines, *item_lines(self.session, "lead_id", record_id, str(row.open_items))])

    def action_open_member(self) -> None:
        """Show the member's items."""
        session, row = self.session, self.current
        if session is not None and row is not None:
            word = query_word(session.reader, "member", row.id)
            self.start(lambda: self.host.show_items(f"lead:{word} is:open"))

    def form_fields(
        self, session: Session, values: Mapping[str, Any], record_id: str | None = None
    ) -> list[FormField]:
        """Return the member's fields, and the bodies that he or she sits in."""
        present = appointments(session.reader, record_id).values() if record_id is not None else ()

        def check(text: str) -> str:
            return " · ".join(one.shown for one in read_appointments(session.store, text))

        bodies = FormField(
            BODIES,
            _("Bodies and roles"),
            "\n".join(one.typed for one in present),
            lines=3,
            line_each=True,
            check=check,
            heading=_("One line each: body; role; since; until; decree"),
        )
        return [*super().form_fields(session, values, record_id), bodies]

    def before_deleting(self, session: Session, record_id: str) -> str:
        """Return what a person should know before a member goes, and who else could have the work."""
        sentence = super().before_deleting(session, record_id)
        return sentence and f"{sentence} {_('H gives open work to somebody else first.')}"

    def action_hand_over(self) -> None:
        """Give all open work of a member to another one, of whatever agency, after asking."""
        session, old = self.session, self.current
        if session is None or old is None:
            return
        others = {one.id: one for one in member_rows(session.reader, session.today) if one.id != old.id}
        choices = [Choice(one.id, one.shown, one.position or "") for one in others.values()]

        def chosen(new_id: str | None) -> None:
            if new_id is not None:
                self.ask_hand_over(session, old, others[new_id])

        self.app.push_screen(Pick(_("Hand over the open work of {name} to", name=old.shown), choices), chosen)

    def action_join_member(self) -> None:
        """Make one member of two, after asking."""
        session, old = self.session, self.current
        if session is None or old is None:
            return
        others = {one.id: one for one in member_rows(session.reader, session.today) if one.id != old.id}
        choices = [Choice(one.id, one.name, f"@{one.handle}") for one in others.values()]
        twin = next((one.id for one in others.values() if one.handle.casefold() == old.handle.casefold()), None)

        def chosen(new_id: str | None) -> None:
            if new_id is not None:
                self._ask_join(old, others[new_id])

        self.app.push_screen(Pick(_("{name} is the same as", name=old.shown), choices, current=twin), chosen)

    def _ask_join(self, old: MemberRow, new: MemberRow) -> None:
        async def join() -> None:
            await join_two(self, "member", old.id, new.id)
            await self.written([new.id], _("{old} is now {new}", old=old.shown, new=new.shown))

        def answered(yes: bool | None) -> None:
            if yes:
                self.start(join)

        question = _(
            "Everything of {old} goes to {new}, who gets what is lacking; {old} is deleted. u takes it back.",
            old=old.shown,
            new=new.shown,
        )
        self.app.push_screen(Confirm(question, _("Merge them"), _("Cancel"), careful=True), answered)

    def action_forget_member(self) -> None:
        """Take a member's contact data and NIP out of the list for good, after asking, and show what remains."""
        from taskforce.services.forgetting import FORGET_QUESTION, forget_member, forgotten_lines

        session, row = self.session, self.current
        if session is None or row is None:
            return

        async def forget_it() -> None:
            done = await session.write(lambda store: forget_member(store, row.id))
            await self.written([], _("{name}: contact data forgotten", name=row.shown))
            text = Content("\n".join(map(printable, forgotten_lines(row.shown, done))))
            self.app.push_screen(Reading(_("Forget contact data"), text))

        def answered(yes: bool | None) -> None:
            if yes:
                self.start(forget_it)

        question = _(FORGET_QUESTION, name=row.shown)
        self.app.push_screen(Confirm(question, _("Forget"), _("Keep"), careful=True), answered)

    def ask_hand_over(self, session: Session, old: MemberRow, new: MemberRow) -> None:
        """Show what moves from one to the other, and ask why."""
        form = handover_form(session, old, new, self.written)
        if form is None:
            self.show_message(_("{name} has no open work to hand over.", name=old.shown), "warning")
        else:
            self.app.push_screen(form)


async def reopen_draft(host: Host, _draft: UnsavedDraft, about: str) -> bool:
    """Open the form of a handover again: ``ID:ID``, from whom to whom."""
    old_id, _sign, new_id = about.partition(":")
    await host.action_area("members")
    screen, session = host.screen, host.session
    if session is None or not isinstance(screen, MembersScreen):
        return False
    members = {member.id: member for member in member_rows(session.reader, session.today, inactive=True)}
    if old_id not in members or new_id not in members:
        return False
    screen.ask_hand_over(session, members[old_id], members[new_id])
    return isinstance(host.screen, Form)
