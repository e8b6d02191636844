"""The area of meetings: minutes, and the action items that come from them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.content import Content

from taskforce.language import N_, _, plural
from taskforce.model.width import printable
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.register_area import HISTORY_COMMAND, RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.screens.registers.minutes import meeting_lines
from taskforce.store.read.items import Selection, item_rows
from taskforce.store.read.meetings import Attendee, MeetingRow, attendees, meeting_rows
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable
from taskforce.wording.days import full_day, near_day
from taskforce.wording.records import status_text

MOST_BESIDE = 30


class MeetingsScreen(RegisterScreen):
    """All meetings, the newest first."""

    AREA = "meetings"
    RECORD = "meeting"
    HELP_TEXT: ClassVar = N_(
        "The meetings with their minutes and the action items that came of them. n writes a meeting down: its "
        "day, number, attendees. t takes it down: one action item a line, Enter after each. Enter opens a meeting."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_meeting", N_("Show"), "enter", N_("Meetings"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("take_down", N_("Take down"), "t", N_("Meetings"), footer=2, when=on_line,
                help=N_("action items, one line each, as the meeting goes"), writes=True),
        Command("new_meeting", N_("New meeting"), "n,a", N_("Meetings"), footer=3, when=with_list, writes=True),
        Command("edit_meeting", N_("Edit"), "e", N_("Meetings"), footer=4, when=on_line, writes=True),
        Command("list_items", N_("In the list of action items"), "i", N_("Meetings"), when=on_line),
        Command("delete_meeting", N_("Delete"), "delete", N_("Meetings"), when=on_line,
                help=N_("asks first; its action items stay"), writes=True),
        HISTORY_COMMAND,
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._meetings: dict[str, MeetingRow] = {}
        self._people: dict[str, list[Attendee]] = {}

    def columns(self) -> Sequence[Column]:
        """Return the columns: day, number, title, who was there, items."""
        return (
            Column("date", _("Date"), 9, align="right", priority=90),
            Column("number", _("Minutes no."), 14, min_width=10, flexible=1, priority=50),
            Column("title", _("Title"), 26, min_width=18, flexible=4, priority=100),
            Column("people", _("Attendees"), 18, min_width=9, flexible=2, priority=60),
            Column("items", _("Open"), 10, align="right", priority=80),
        )

    def empty_text(self) -> str:
        """Return how to fill it."""
        return _("There is no meeting yet.\nPress n to write one down, then t to take down what comes of it.")

    def read(self, session: Session) -> tuple[Sequence[str], Sequence[TableRow]]:
        """Return the meetings, the newest first."""
        rows = meeting_rows(session.reader)
        self._meetings = {row.id: row for row in rows}
        self._people = attendees(session.reader, list(self._meetings))
        return [row.id for row in rows], [self._row(session, row) for row in rows]

    def _row(self, session: Session, row: MeetingRow) -> TableRow:
        people = ", ".join(one.handle or one.name for one in self._people.get(row.id, ()))
        count = _("{open} of {all}", open=row.open_items, all=row.items) if row.items else "–"
        return TableRow(
            (
                Cell(near_day(row.date, session.day)),
                Cell(row.number or "–"),
                Cell(row.title),
                Cell(people or "–", "muted"),
                Cell(count, "" if row.open_items else "muted"),
            )
        )

    def status_text(self, record_id: str | None) -> str:
        """Return how many there are, and the present one."""
        text = plural("{count} meeting", "{count} meetings", len(self._meetings))
        row = self._meetings.get(record_id or "")
        return f"{text} · {row.title}" if row is not None else text

    def beside(self, record_id: str) -> Content:
        """Return the meeting: who was there, what was written, what came of it."""
        row = self._meetings[record_id]
        lines = [Content.styled(printable(row.title), "bold"), Content(full_day(row.date))]
        lines += meeting_lines(row, self._people.get(record_id, ()))
        assert self.session is not None
        selection = Selection("i.meeting_id = :meeting", {"meeting": record_id}, "ref")
        items = item_rows(self.session.reader, selection, self.session.today, limit=MOST_BESIDE)
        lines += [Content(""), Content.styled(f"{_('Open')}: {row.open_items}/{row.items}", "bold")]
        for item in items:
            status = (status_text(item.status), "$text-muted")
            lines.append(Content.assemble(f"{item.ref} {printable(item.title)}  ", status))
        return Content("\n").join(lines)

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_meeting()

    def action_open_meeting(self) -> None:
        """Show the meeting on a screen of its own."""
        self._open(typing=False)

    def action_take_down(self) -> None:
        """Type action items, one line each."""
        self._open(typing=True)

    def _open(self, *, typing: bool) -> None:
        from taskforce.screens.registers.minutes import MeetingView

        if self.current_id is not None:
            self.app.push_screen(MeetingView(self.current_id, typing=typing))

    def action_new_meeting(self) -> None:
        """Write a meeting down."""
        from taskforce.screens.registers.meeting_form import new_meeting_form

        assert self.session is not None
        self.app.push_screen(new_meeting_form(self.session, self.written))

    def action_edit_meeting(self) -> None:
        """Edit the meeting under the cursor."""
        from taskforce.screens.registers.meeting_form import edit_meeting_form

        if self.session is not None and self.current_id is not None:
            self.app.push_screen(edit_meeting_form(self.session, self.current_id, self.written))

    def action_list_items(self) -> None:
        """Show the meeting's items among the action items."""
        from taskforce.store.query.lookup import query_word

        if self.session is not None and self.current_id is not None:
            query = f"meeting:{query_word(self.session.reader, 'meeting', self.current_id)}"
            self.start(lambda: self.host.show_items(query))

    def action_delete_meeting(self) -> None:
        """Delete the meeting, after asking."""
        self.action_delete_record()
