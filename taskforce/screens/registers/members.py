"""The area of members: who carries how much, and handing work over when an official rotates."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from textual import on
from textual.content import Content

from taskforce.language import N_, _, plural
from taskforce.model.records import record_spec
from taskforce.model.width import printable
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.forms.record_fields import Written, field_check
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import HISTORY_COMMAND, RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.screens.registers.load_line import load_content, load_line
from taskforce.services.registers import hand_over, plan_handover
from taskforce.store.changes.batch import Draft
from taskforce.store.input.registers import (
    BODIES,
    appointments,
    open_appointments,
    read_appointments,
)
from taskforce.store.query.lookup import Named, named_records
from taskforce.store.read.day_views import WEEKS, weekly_load
from taskforce.store.read.items import Selection, item_rows, items_by_id
from taskforce.store.read.registers import MemberRow, member_rows, members_of
from taskforce.store.store import Store
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.days import days_left

MOST_LINES = 6
"""So many of the items that move are named; a form that asks little must not become a list."""


def handover_form(session: Session, old: MemberRow, new: MemberRow, written: Written) -> Form | None:
    """The form that hands a member's open work over to another; ``None`` where there is nothing to hand over."""
    plan = plan_handover(session.store, old.id, new.id)
    roles = [one.shown for one in open_appointments(session.reader, old.id).values()]
    if not plan.drafts and not roles:
        return None
    question = plural(
        "{count} open action item goes from {old} to {new}. What is done keeps the old name.",
        "{count} open action items go from {old} to {new}. What is done keeps the old name.",
        len(plan.refs),
        old=old.name,
        new=new.name,
    )
    lines = [
        Content(printable(question)),
        *(Content.styled(line, "$text-muted") for line in _moving(session, plan.drafts)),
    ]
    if roles:
        lines.append(Content(printable(_("Roles: {roles}", roles="; ".join(roles)))))
    heading = Content("\n").join(lines)
    fields = [FormField("reason", _("Reason"), hint=_("the decree of the rotation"), heading=heading)]
    if roles:
        check = field_check(session, record_spec("appointment").by_name["until"])
        fields.append(FormField("until", _("Roles end on"), check=check, hint=_("the last day; empty: they stay")))

    def write(store: Store, texts: Texts) -> int:
        reason = texts["reason"].strip() or None
        return len(hand_over(store, old.id, new.id, texts.get("until", ""), reason).refs)

    async def submit(texts: Texts) -> Problems:
        count = await session.write(lambda store: write(store, texts))
        sentence = plural(
            "{count} action item handed over to {name}",
            "{count} action items handed over to {name}",
            count,
            name=new.name,
        )
        await written([new.id], sentence)
        return {}

    title = _("Hand over the open work of {name}", name=old.name)
    return Form(title, fields, submit, save_label=_("Hand over"), draft=f"handover:{old.id}:{new.id}")


def _moving(session: Session, drafts: Sequence[Draft]) -> list[str]:
    """The first items that a handover moves, a line each: what is led, then what is supported."""
    led = [draft.record_id for draft in drafts if draft.record_type == "action_item"]
    linked = [draft.new["item_id"] for draft in drafts if draft.record_type == "supporting" and draft.field == "*"]
    rows = items_by_id(session.reader, [*led, *linked])
    lines: list[str] = []
    for item_id in [*led, *(one for one in linked if one not in led)]:
        row = rows[item_id]
        left, _style = days_left(row.due, session.day)
        role = "" if item_id in led else f" ({_('supporting')})"
        lines.append(" · ".join(filter(None, (f"{row.ref} {printable(row.title)}{role}", left))))
    more = len(lines) - MOST_LINES
    if more > 1:  # for one more there is room in place of the words
        lines[MOST_LINES:] = [plural("… and {count} more", "… and {count} more", more)]
    return lines


MOST_BESIDE = 30


class MembersScreen(RegisterScreen):
    """All members with the work they lead."""

    AREA = "members"
    RECORD = "member"
    FORM_FIELDS = ("name", "handle", "position", "agency_id", "phone", "email", "nip", "rank", "active")
    HELP_TEXT: ClassVar = N_(
        "The members with the open and overdue action items they lead. Enter shows a member's items. "
        "When an official rotates, H hands all open work over to the successor."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_member", N_("Items"), "enter", N_("Members"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("new_member", N_("New member"), "n,a", N_("Members"), footer=2, when=with_list, writes=True),
        Command("edit_member", N_("Edit"), "e", N_("Members"), footer=3, when=on_line, writes=True),
        Command("hand_over", N_("Hand over"), "H,o", N_("Members"), footer=4, when=on_line,
                help=N_("all open work of this member to another one"), writes=True),
        HISTORY_COMMAND,
        Command("all_members", N_("Show all"), "escape", N_("Members"), footer=5,
                when=lambda members: members.agency is not None, in_palette=False),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._members: dict[str, MemberRow] = {}
        self._shown: Sequence[MemberRow] = ()
        self._loads: Mapping[str, list[int]] = {}
        self._edited: str | None = None
        self.agency: Named | None = None

    def columns(self) -> Sequence[Column]:
        """Name, work, position, agency."""
        return (
            Column("name", _("Name"), 24, min_width=16, flexible=3, priority=100),
            Column("handle", _("Handle"), 12, min_width=8, flexible=1, priority=90),
            Column("open", _("Open"), 8, align="right", priority=80),
            Column("overdue", _("Overdue"), 9, align="right", priority=80),
            Column("load", _("{count} weeks", count=WEEKS), 10, priority=70),
            Column("position", _("Position"), 26, min_width=14, flexible=3, priority=50),
            Column("agency", _("Agency"), 14, min_width=8, flexible=1, priority=60),
        )

    def empty_text(self) -> str:
        """How to fill it."""
        if self.agency is not None:
            return _("Nobody of {agency} is a member yet.\nPress n to add one.", agency=self.agency.names[0])
        return _("There is no member yet.\nPress n to add one.")

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """The members, those no longer active last."""
        members = member_rows(session.reader, session.today, inactive=True)
        members.sort(key=lambda member: not member.active)
        self._members = {member.id: member for member in members}
        self._loads = weekly_load(session.reader, "lead", session.day)
        if self.agency is not None:  # it may be gone by now, or called otherwise
            named = named_records(session.reader, "agency")
            self.agency = next((one for one in named if one.id == self.agency.id), None)
        if self.agency is not None:
            own = members_of(session.reader, self.agency.id)
            members = [member for member in members if member.id in own]
        self._shown = members
        return [member.id for member in members], [_row(member, self._load(member.id)) for member in members]

    def show_agency(self, agency: Named) -> None:
        """Only the members of an agency, until Escape."""
        if self.session is not None:
            self.agency = agency
            self.start(self.load)

    def show_record(self, record_id: str) -> None:
        """Put the cursor on a member, of whatever agency."""
        self.agency = None
        super().show_record(record_id)

    def action_all_members(self) -> None:
        """All members again."""
        self.agency = None
        self.start(self.load)

    def first_values(self) -> dict[str, Any]:
        """A new member is of the agency that is looked at."""
        return {} if self.agency is None else {"agency_id": self.agency.id}

    def _load(self, member_id: str) -> Sequence[int]:
        return self._loads.get(member_id, [0] * WEEKS)

    def status_text(self, record_id: str | None) -> str:
        """How many there are."""
        active = [member for member in self._shown if member.active]
        text = plural("{count} active member", "{count} active members", len(active))
        if self.agency is not None:
            text = f"{self.agency.names[0]}: {text} · {_('Escape shows all')}"
        return text

    def beside(self, record_id: str) -> Content:
        """The member's particulars and open work."""
        member = self._members[record_id]
        lines = [Content.styled(printable(member.name), "bold"), Content("")]
        for name, value in (
            (_("Handle"), f"@{member.handle}"),
            (_("Position"), member.position),
            (_("Agency"), member.agency),
            (_("Phone"), member.phone),
            (_("E-mail"), member.email),
            (_("Rank"), member.rank),
        ):
            if value:
                lines.append(Content.assemble((f"{name}  ", "$text-muted"), printable(value)))
        assert self.session is not None
        sits_in = appointments(self.session.reader, record_id).values()
        lines += [Content(printable(one.shown)) for one in sits_in]
        lines += load_content(self._load(record_id), self.session.day)
        selection = Selection("i.lead_id = :lead AND i.status NOT IN ('done', 'cancelled')", {"lead": record_id})
        rows = item_rows(self.session.reader, selection, self.session.today, limit=MOST_BESIDE)
        lines += [Content(""), Content.styled(f"{_('Open')}: {member.open_items}", "bold")]
        for row in rows:
            left, style = days_left(row.due, self.session.day)
            look = "$text-error" if style == "late" else "$text-muted"
            lines.append(Content.assemble(f"{row.ref} {printable(row.title)}  ", (left, look)))
        return Content("\n").join(lines)

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_member()

    def action_open_member(self) -> None:
        """Show the member's items."""
        if self.current_id is not None:
            handle = self._members[self.current_id].handle
            self.start(lambda: self.host.show_items(f"lead:{handle} is:open"))

    def action_new_member(self) -> None:
        """Add a member."""
        self.open_new_form(_("New member"))

    def action_edit_member(self) -> None:
        """Edit the member under the cursor."""
        if self.current_id is not None:
            self.open_edit_form(f"{_('Edit')}: {self._members[self.current_id].name}")

    def open_edit_form(self, title: str, record_id: str | None = None) -> None:
        """A form for a member, with the bodies that he or she sits in."""
        self._edited = record_id or self.current_id
        super().open_edit_form(title, record_id)

    def open_new_form(self, title: str) -> None:
        """A form for a new member."""
        self._edited = None
        super().open_new_form(title)

    def form_fields(self, session: Session, values: Mapping[str, Any]) -> list[FormField]:
        """The member's fields, and the bodies."""
        present = appointments(session.reader, self._edited).values() if self._edited is not None else ()

        def check(text: str) -> str:
            return " · ".join(one.shown for one in read_appointments(session.store, text))

        bodies = FormField(
            BODIES,
            _("Bodies and roles"),
            "\n".join(one.typed for one in present),
            lines=3,
            check=check,
            heading=_("One line each: body; role; since; until; decree"),
        )
        return [*super().form_fields(session, values), bodies]

    def action_hand_over(self) -> None:
        """Give all open work of a member to another one, after asking."""
        session, old_id = self.session, self.current_id
        if session is None or old_id is None:
            return
        old = self._members[old_id]
        others = [member for member in self._members.values() if member.id != old_id and member.active]
        choices = [Choice(member.id, member.name, member.position or "") for member in others]

        def chosen(new_id: str | None) -> None:
            if new_id is not None:
                self.ask_hand_over(session, old, self._members[new_id])

        self.app.push_screen(Pick(_("Hand over the open work of {name} to", name=old.name), choices), chosen)

    def ask_hand_over(self, session: Session, old: MemberRow, new: MemberRow) -> None:
        """Show what moves from one to the other, and ask why."""
        form = handover_form(session, old, new, self.written)
        if form is None:
            self.show_message(_("{name} has no open work to hand over.", name=old.name), "warning")
        else:
            self.app.push_screen(form)


def _row(member: MemberRow, load: Sequence[int]) -> TableRow:
    overdue = Cell(f"▲ {member.overdue_items}", "late") if member.overdue_items else Cell("–", "muted")
    name = member.name if member.active else f"{member.name} ({_('no longer active')})"
    cells = (
        Cell(name),
        Cell(f"@{member.handle}"),
        Cell(str(member.open_items)),
        overdue,
        Cell(load_line(load)),
        Cell(member.position or "–"),
        Cell(member.agency or "–"),
    )
    return TableRow(cells, "" if member.active else "muted")


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
