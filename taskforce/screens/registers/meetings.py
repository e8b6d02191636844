"""The area of meetings: minutes, and the action items that come from them."""

from __future__ import annotations

from typing import ClassVar

from textual.content import Content

from taskforce.language import N_
from taskforce.model.width import printable
from taskforce.screens.frame.area import on_line, with_list
from taskforce.screens.frame.register_area import HISTORY_COMMAND, SORT_COMMAND, RegisterScreen
from taskforce.screens.registers.beside import item_lines
from taskforce.screens.registers.meeting_form import edit_meeting_form, new_meeting_form
from taskforce.screens.registers.minutes import MeetingView, meeting_lines
from taskforce.store.query.lookup import query_word
from taskforce.store.read.meetings import MeetingRow
from taskforce.widgets.commands import Command, bindings
from taskforce.wording.days import full_day
from taskforce.wording.registers import MEETINGS


class MeetingsScreen(RegisterScreen[MeetingRow]):
    """All meetings, the newest first."""

    AREA = "meetings"
    register = MEETINGS
    HELP_TEXT: ClassVar = N_(
        "The meetings with their minutes and the action items that came of them. n writes a meeting down: its "
        "day, number, attendees. o takes the minutes: one action item a line, Enter after each. Enter opens a "
        "meeting."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_meeting", N_("Show"), "enter", N_("Meetings"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("take_down", N_("Take minutes"), "o", N_("Meetings"), footer=2, when=on_line,
                help=N_("action items, one line each, as the meeting goes"), writes=True),
        Command("new_meeting", N_("New meeting"), "n,a", N_("Meetings"), footer=3, when=with_list, writes=True,
                action="new_record"),
        Command("edit_meeting", N_("Edit"), "e", N_("Meetings"), footer=4, when=on_line, writes=True,
                action="edit_record"),
        Command("list_items", N_("In the list of action items"), "A", N_("Meetings"), when=on_line),
        Command("delete_meeting", N_("Delete"), "delete", N_("Meetings"), when=on_line,
                help=N_("asks first; its action items stay"), writes=True, action="delete_record"),
        HISTORY_COMMAND,
        SORT_COMMAND,
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def status_text(self, record_id: str | None) -> str:
        """Return how many there are, and the title of the present one."""
        row = self.rows.get(record_id or "")
        return " · ".join([super().status_text(record_id), *([row.title] if row is not None else [])])

    def beside(self, record_id: str) -> Content:
        """Return the meeting: who was there, what was written, what came of it."""
        row = self.rows[record_id]
        assert self.session is not None
        count = f"{row.open_items}/{row.items}"
        return Content("\n").join(
            [
                Content.styled(printable(row.title), "bold"),
                Content(full_day(row.date)),
                *meeting_lines(row),
                *item_lines(self.session, "meeting_id", record_id, count, closed=True, sort="ref"),
            ]
        )

    def action_open_meeting(self) -> None:
        """Show the meeting on a screen of its own."""
        self._open(typing=False)

    def action_take_down(self) -> None:
        """Type action items, one line each."""
        self._open(typing=True)

    def _open(self, *, typing: bool) -> None:
        if self.current_id is not None:
            self.app.push_screen(MeetingView(self.current_id, typing=typing))

    def open_new_form(self) -> None:
        """Show the form of a new meeting."""
        if self.session is not None and not self.refuses():
            self.app.push_screen(new_meeting_form(self.session, self.written))

    def open_edit_form(self, record_id: str) -> None:
        """Show the form of a meeting."""
        if self.session is not None and not self.refuses():
            self.app.push_screen(edit_meeting_form(self.session, record_id, self.written))

    def action_list_items(self) -> None:
        """Show the meeting's items among the action items."""
        if self.session is not None and self.current_id is not None:
            query = f"meeting:{query_word(self.session.reader, 'meeting', self.current_id)}"
            self.start(lambda: self.host.show_items(query))
