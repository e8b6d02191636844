"""Meetings as people read them: when, what number the minutes have, who was there, what came of it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any, NamedTuple

from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN


class Attendee(NamedTuple):
    """Someone who was at a meeting: a member, or a guest (then without id and handle)."""

    id: str
    member_id: str | None
    handle: str | None
    name: str


class MeetingRow(NamedTuple):
    """A meeting, the action items that come from it, and who was there; ``date`` is ISO."""

    id: str
    number: str | None
    title: str
    date: str
    place: str | None
    minutes: str | None
    items: int
    open_items: int
    people: Sequence[Attendee] = ()

    def as_data(self) -> dict[str, Any]:
        """Return the meeting as data for other programs."""
        data = self._asdict()
        people = data.pop("people")
        return data | {"attendees": [{"handle": one.handle, "name": one.name} for one in people]}


_FIELDS = "g.id, g.number, g.title, g.date, g.place, g.minutes"


def meeting_rows(reader: Reader) -> list[MeetingRow]:
    """Return the meetings, the newest first."""
    rows = reader.rows(
        f"SELECT {_FIELDS}, coalesce(c.items, 0), coalesce(c.open, 0) "
        "FROM meeting g LEFT JOIN (SELECT i.meeting_id, count(*) AS items, "
        f"sum(CASE WHEN {OPEN} THEN 1 ELSE 0 END) AS open "
        "FROM action_item i WHERE NOT i.deleted AND i.meeting_id IS NOT NULL GROUP BY i.meeting_id) c "
        "ON c.meeting_id = g.id WHERE NOT g.deleted ORDER BY g.date DESC, g.id DESC"
    )
    people = attendees(reader, [row[0] for row in rows])
    return [MeetingRow._make((*row, people.get(row[0], ()))) for row in rows]


def meeting_row(reader: Reader, meeting_id: str) -> MeetingRow | None:
    """Return one meeting; ``None`` when there is none, or it is deleted."""
    row = reader.row(
        f"SELECT {_FIELDS}, "
        "(SELECT count(*) FROM action_item i WHERE i.meeting_id = g.id AND NOT i.deleted), "
        "(SELECT count(*) FROM action_item i WHERE i.meeting_id = g.id AND NOT i.deleted "
        f"AND {OPEN}) FROM meeting g WHERE g.id = :id AND NOT g.deleted",
        id=meeting_id,
    )
    people = attendees(reader, [meeting_id])
    return None if row is None else MeetingRow._make((*row, people.get(meeting_id, ())))


def attendees(reader: Reader, meeting_ids: Collection[str]) -> dict[str, list[Attendee]]:
    """Return who was at these meetings, in the order in which they were written down; nobody twice."""
    rows = reader.rows_in(
        "SELECT t.meeting_id, t.id, t.member_id, m.handle, coalesce(m.name, t.name, '') FROM attendance t "
        "LEFT JOIN member m ON m.id = t.member_id JOIN change c ON c.record_id = t.id AND c.field = '*' "
        "WHERE NOT t.deleted AND t.meeting_id IN (:values) ORDER BY c.clock, t.id",
        meeting_ids,
    )
    people: dict[str, dict[str, Attendee]] = {}
    for meeting_id, *rest in rows:
        one = Attendee(*rest)
        people.setdefault(meeting_id, {}).setdefault(one.member_id or one.name.casefold(), one)
    return {meeting_id: list(present.values()) for meeting_id, present in people.items()}
