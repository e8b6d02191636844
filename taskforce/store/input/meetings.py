"""What people type for a meeting: its particulars, who was there, and the action items that come from it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from taskforce.language import N_, _
from taskforce.model.errors import NotFound, UsageError
from taskforce.model.names import matches_name, split_people
from taskforce.model.text import clean_line, fold, nearest
from taskforce.store.changes.batch import Draft, create, delete, edit, id_for
from taskforce.store.database.reader import Reader
from taskforce.store.input.fields import Drafted, read_fields, two_names
from taskforce.store.query.lookup import Named, choose, named_records
from taskforce.store.read.meetings import Attendee, attendees
from taskforce.store.store import Store

ATTENDEES = "attendees"

_GUEST = re.compile(r"\s*\((?:guest|tamu|undangan)\)\s*$", re.IGNORECASE)
GUEST = N_("guest")


class Person(NamedTuple):
    """Someone who is named as having attended; a guest has no ``member_id``."""

    member_id: str | None
    handle: str | None
    name: str

    @property
    def shown(self) -> str:
        """Return how it is typed and shown: the handle of a member, the name of a guest."""
        return self.handle or f"{self.name} ({_(GUEST)})"


def read_attendees(reader: Reader, text: str) -> list[Person]:
    """Return the people that ``text`` names: members by handle or a part of the name, others as guests.

    Raises :class:`NotFound` where a part may mean several members, or is nearly one's handle.
    """
    parts = [part for part in text.split(";") if part.strip()] if ";" in text else split_people(text)
    members = named_records(reader, "member")
    people: dict[str, Person] = {}
    for part in map(clean_line, parts):
        if part.strip(" ,."):
            one = _person(members, part)
            people.setdefault(one.member_id or one.name.casefold(), one)
    return list(people.values())


def _person(members: Sequence[Named], text: str) -> Person:
    if _GUEST.search(text):
        return Person(None, None, _GUEST.sub("", text))
    try:
        one = choose(members, "member", text)
    except NotFound as error:
        name = fold(text.lstrip("@"))
        meant = any(matches_name(name, other.long_name) for other in members)
        if not meant and not text.startswith("@") and not nearest(name, [other.names[0] for other in members]):
            return Person(None, None, text)
        advice = _("Who is no member is written as “{name} (guest)”.", name=text.lstrip("@"))
        raise NotFound(f"{error} {advice}") from None
    return Person(one.id, one.names[0], one.long_name)


def attendees_text(people: Sequence[Attendee]) -> str:
    """Return the people of a meeting, as they are typed."""
    return "; ".join(Person(one.member_id, one.handle, one.name).shown for one in people)


def people_echo(people: Sequence[Person]) -> str:
    """Return who was understood, by name."""
    return ", ".join(one.name if one.member_id else one.shown for one in people)


def new_meeting(store: Store, title: str, texts: Mapping[str, str]) -> Drafted:
    """Return drafts of a new meeting and its attendees; without a date it is today's."""
    drafted = Drafted()
    values, people = _read(store, texts, drafted)
    given = clean_line(title)
    if given and values.setdefault("title", given) != given:
        raise two_names("meeting", given, str(values["title"]))
    if not values.get("title"):
        raise UsageError(_("The meeting has no title: say what it is about."))
    values.setdefault("date", store.clock.today().isoformat())
    meeting_id = id_for("meeting", values)
    drafted.drafts.append(create("meeting", meeting_id, **values))
    drafted.drafts.extend(_attending(meeting_id, one) for one in people or ())
    return drafted


def meeting_edits(store: Store, meeting_id: str, texts: Mapping[str, str]) -> Drafted:
    """Return drafts that set fields of a meeting to what was typed; ``attendees`` replaces who was there."""
    drafted = Drafted()
    values, people = _read(store, texts, drafted)
    drafted.drafts.extend(edit("meeting", meeting_id, name, value) for name, value in values.items())
    if people is not None:
        drafted.drafts.extend(_changed_attendees(store.reader, meeting_id, people))
    return drafted


def _read(store: Store, texts: Mapping[str, str], drafted: Drafted) -> tuple[dict[str, Any], list[Person] | None]:
    """Return the values of a meeting's fields, and who attends where that was typed."""
    fields = {name: text for name, text in texts.items() if name != ATTENDEES}
    values = read_fields(store, "meeting", fields, drafted, silent=("minutes",))
    if ATTENDEES not in texts:
        return values, None
    people = read_attendees(store.reader, texts[ATTENDEES])
    drafted.echo.append(f"{_('Attendees')}: {people_echo(people) or '-'}")
    return values, people


def _attending(meeting_id: str, one: Person) -> Draft:
    name = None if one.member_id else one.name
    return create("attendance", meeting_id=meeting_id, member_id=one.member_id, name=name)


def _changed_attendees(reader: Reader, meeting_id: str, people: Sequence[Person]) -> list[Draft]:
    coming = {one.member_id or one.name.casefold(): one for one in people}
    rows = reader.rows(
        "SELECT id, member_id, name FROM attendance WHERE meeting_id = :meeting AND NOT deleted",
        meeting=meeting_id,
    )
    drafts: list[Draft] = []
    for link_id, member_id, name in rows:
        if coming.pop(member_id or str(name).casefold(), None) is None:
            drafts.append(delete("attendance", link_id))
    return [*drafts, *(_attending(meeting_id, one) for one in coming.values())]


def handles_of(reader: Reader, meeting_id: str) -> list[str]:
    """Return the handles of the members who attend, in their order."""
    return [one.handle for one in attendees(reader, [meeting_id]).get(meeting_id, []) if one.handle]
