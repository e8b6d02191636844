"""The bodies that members sit in, with their roles, as people type them: one line for each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from taskforce.language import _, current_language
from taskforce.model.dates import format_date
from taskforce.model.errors import InvalidValue
from taskforce.model.records import record_spec
from taskforce.model.vocabulary import Body, Role, label
from taskforce.store.batch import Draft, create, delete, edit
from taskforce.store.inputs import read_field
from taskforce.store.reader import Reader
from taskforce.store.store import Store

BODIES = "bodies"
"""The name of the field in the form of a member."""


class Appointment(NamedTuple):
    """A member's role in a body; ``since`` and ``until`` are ISO dates."""

    body: str
    role: str
    since: str | None = None
    until: str | None = None
    decree: str | None = None

    @property
    def typed(self) -> str:
        """As it is typed: body; role; since; until; decree."""
        days = [
            "" if day is None else format_date(date.fromisoformat(day), None, "slash")
            for day in (self.since, self.until)
        ]
        parts = [label(Body(self.body)), label(Role(self.role)), *days, self.decree or ""]
        return "; ".join(parts).rstrip("; ")

    @property
    def shown(self) -> str:
        """As it is read."""
        words = [f"{label(Body(self.body))}: {label(Role(self.role))}"]
        if self.since is not None:
            words.append(_("since {day}", day=_short(self.since)))
        if self.until is not None:
            words.append(_("until {day}", day=_short(self.until)))
        return ", ".join([*words, *filter(None, (self.decree,))])


def _short(day: str) -> str:
    return format_date(date.fromisoformat(day), current_language(), "short")


def appointments(reader: Reader, member_id: str) -> dict[str, Appointment]:
    """A member's appointments by id, those without an end and the newest first."""
    rows = reader.rows(
        "SELECT id, body, role, since, until, decree FROM appointment WHERE member_id = :member AND NOT deleted "
        "ORDER BY CASE WHEN until IS NULL THEN 0 ELSE 1 END, since DESC, id",
        member=member_id,
    )
    return {row[0]: Appointment(*row[1:]) for row in rows}


def open_appointments(reader: Reader, member_id: str) -> dict[str, Appointment]:
    """Those of a member's appointments that have no end yet, by id."""
    return {record_id: one for record_id, one in appointments(reader, member_id).items() if one.until is None}


def ending_drafts(store: Store, member_id: str, last_day: str) -> list[Draft]:
    """Drafts that end a member's roles on the day that was typed; none where nothing was typed.

    A role that begins later stays as it is.
    """
    day = read_field(store, record_spec("appointment").by_name["until"], last_day)
    if day is None:
        return []
    present = open_appointments(store.reader, member_id)
    begun = [record_id for record_id, one in present.items() if (one.since or "") <= day]
    return [edit("appointment", record_id, "until", day) for record_id in begun]


def read_appointments(store: Store, text: str) -> list[Appointment]:
    """The appointments that are typed.  Raises :class:`InvalidValue` with one sentence."""
    return [_read(store, line) for line in text.splitlines() if line.strip(" ;-")]


def _read(store: Store, line: str) -> Appointment:
    parts = [part.strip() for part in line.split(";")]
    if len(parts) < 2 or len(parts) > len(Appointment._fields):
        raise InvalidValue(
            _("“{text}” is no role in a body: write body; role; since; until; decree.", text=line.strip())
        )
    fields = record_spec("appointment").by_name
    values = [
        read_field(store, fields[name], part) for name, part in zip(Appointment._fields, parts, strict=False)
    ]
    return Appointment(*values)


def appointment_drafts(reader: Reader, member_id: str, wanted: Sequence[Appointment]) -> list[Draft]:
    """Drafts after which the member has just these appointments; one whose dates changed stays the same one."""
    present = appointments(reader, member_id)
    left = list(wanted)
    gone: dict[str, Appointment] = {}
    for record_id, one in present.items():
        if one in left:
            left.remove(one)
        else:
            gone[record_id] = one
    drafts: list[Draft] = []
    for record_id, one in gone.items():
        same = next((new for new in left if (new.body, new.role) == (one.body, one.role)), None)
        if same is None:
            drafts.append(delete("appointment", record_id))
            continue
        left.remove(same)
        for name in ("since", "until", "decree"):
            if getattr(one, name) != getattr(same, name):
                drafts.append(edit("appointment", record_id, name, getattr(same, name), getattr(one, name)))
    return [*drafts, *(create("appointment", member_id=member_id, **one._asdict()) for one in left)]
