"""The form of a meeting: its particulars, who was there, and the text of the minutes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.model.records import record_spec
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.form_field import FormField, Problems, Texts
from taskforce.screens.forms.record_fields import Written, problems_of, spec_field
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.services.registers import add_record, edit_record
from taskforce.store.changes.batch import StaleWrite
from taskforce.store.changes.load import load
from taskforce.store.input.meetings import (
    ATTENDEES,
    attendees_text,
    people_echo,
    read_attendees,
)
from taskforce.store.query.lookup import named_records
from taskforce.store.read.meetings import attendees
from taskforce.store.store import Store

_FIELDS = ("title", "date", "number", "place", "minutes")


def _fields(session: Session, values: Mapping[str, Any], people: str) -> list[FormField]:
    record = record_spec("meeting")
    fields = {name: spec_field(session, record, name, values.get(name)) for name in _FIELDS}
    fields["title"] = replace(fields["title"], label=_("Title or agenda"))
    fields["minutes"] = replace(fields["minutes"], lines=8)
    handles = [member.names[0] for member in named_records(session.reader, "member")]
    present = FormField(
        ATTENDEES,
        _("Attendees"),
        people,
        check=lambda text: people_echo(read_attendees(session.reader, text)),
        suggestions=handles,
        several=True,
        hint=_("galuh, farid, Budi (guest)"),
    )
    return [fields["title"], fields["date"], fields["number"], fields["place"], present, fields["minutes"]]


def new_meeting_form(session: Session, written: Written) -> Form:
    """Return the form of a new meeting, of today unless another day is typed."""
    fields = _fields(session, {"date": session.today}, "")

    def write(store: Store, texts: Texts) -> tuple[str, Sequence[str]]:
        filled = {name: text for name, text in texts.items() if text.strip() and name != "title"}
        saved = add_record(store, "meeting", texts["title"], filled)
        return saved.record_id, saved.warnings

    async def submit(texts: Texts) -> Problems:
        try:
            made, warnings = await session.write(lambda store: write(store, texts))
        except TaskforceError as error:
            return problems_of(error)
        said = _("Saved {name}. t takes down what comes of it.", name=texts["title"].strip())
        await written([made], " ".join([said, *warnings]))
        return {}

    return Form(_("New meeting"), fields, submit, draft="meeting:")


def edit_meeting_form(session: Session, meeting_id: str, written: Written, *, first: str = "title") -> Form:
    """Return the form of an existing meeting, begun at a field; only what is changed in it is written."""
    seen = load(session.reader, "meeting", [meeting_id]).get(meeting_id, {})
    people = attendees_text(attendees(session.reader, [meeting_id]).get(meeting_id, []))
    fields = _fields(session, seen, people)
    before = {field.name: field.text for field in fields}

    async def submit(texts: Texts) -> Problems:
        changed = {name: text for name, text in texts.items() if text != before[name]}

        def write(store: Store) -> Sequence[str]:
            return edit_record(store, "meeting", meeting_id, changed, seen).warnings

        try:
            warnings = await session.write(write) if changed else []
        except StaleWrite as error:
            seen.update((one.field, one.theirs) for one in error.all)  # shown now: saving again means it
            raise
        except TaskforceError as error:
            return problems_of(error)
        await written([meeting_id], " ".join([_("Saved {name}", name=texts["title"].strip()), *warnings]))
        return {}

    return Form(
        f"{_('Edit')}: {seen.get('title', '')}", fields, submit, draft=f"meeting:{meeting_id}", focus=first
    )


async def reopen_draft(host: Host, _draft: UnsavedDraft, meeting_id: str) -> bool:
    """Open the form of a meeting again, without an id that of a new one."""
    await host.action_area("meetings")
    screen, session = host.screen, host.session
    if session is None or not isinstance(screen, RegisterScreen):
        return False
    await host.push_screen(
        edit_meeting_form(session, meeting_id, screen.written)
        if meeting_id
        else new_meeting_form(session, screen.written)
    )
    return True
