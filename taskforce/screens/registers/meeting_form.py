"""The form of a meeting: its particulars, who was there, and the text of the minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from taskforce.language import N_, _
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField
from taskforce.screens.forms.record_fields import Written
from taskforce.screens.forms.record_form import edit_record_form, new_record_form, register_fields
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import reopen_record
from taskforce.screens.frame.session import Session
from taskforce.store.changes.load import load
from taskforce.store.input.meetings import ATTENDEES, attendees_text, people_echo, read_attendees
from taskforce.store.query.lookup import named_records
from taskforce.store.read.meetings import Attendee, attendees
from taskforce.wording.registers import MEETINGS


def _fields(session: Session, values: Mapping[str, Any], people: Sequence[Attendee]) -> list[FormField]:
    *fields, minutes = register_fields(session, MEETINGS, values)
    fields[0] = replace(fields[0], label=_("Title or agenda"))
    present = FormField(
        ATTENDEES,
        _("Attendees"),
        attendees_text(people),
        check=lambda text: people_echo(read_attendees(session.reader, text)),
        suggestions=[member.names[0] for member in named_records(session.reader, "member")],
        several=True,
        hint=_("galuh, farid, Budi (guest)"),
    )
    return [*fields, present, replace(minutes, lines=8)]


def new_meeting_form(session: Session, written: Written) -> Form:
    """Return the form of a new meeting, of today unless another day is typed."""
    fields = _fields(session, {"date": session.today}, ())
    saved = N_("Saved {name}. o takes the minutes.")
    return new_record_form(session, MEETINGS, fields, written, saved=saved, draft="meeting:")


def edit_meeting_form(session: Session, meeting_id: str, written: Written, *, first: str = "title") -> Form:
    """Return the form of an existing meeting, begun at a field; only what is changed in it is written."""
    values = load(session.reader, "meeting", [meeting_id]).get(meeting_id, {})
    fields = _fields(session, values, attendees(session.reader, [meeting_id]).get(meeting_id, ()))
    return edit_record_form(
        session, MEETINGS, meeting_id, values, fields, written, draft=f"meeting:{meeting_id}", focus=first
    )


async def reopen_draft(host: Host, _draft: UnsavedDraft, meeting_id: str) -> bool:
    """Open the form of a meeting again, without an id that of a new one."""
    await host.action_area("meetings")
    return await reopen_record(host, meeting_id)
