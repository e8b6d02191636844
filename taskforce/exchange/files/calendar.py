"""Due dates as a calendar (RFC 5545): all-day events or tasks that a second import updates and never doubles.

What a calendar program goes by is the same whenever and by whomever the file is written: ids made of record ids,
and times and sequence numbers read from the history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from taskforce import __version__
from taskforce.clock import read_moment
from taskforce.files import write_output
from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.model.text import clean_line, clean_text, slug
from taskforce.model.vocabulary import CLOSED, DeadlineKind, Priority, Status, label
from taskforce.store.changes.rewind import Revision, revisions
from taskforce.store.read.items import ItemRow, Selection, item_rows
from taskforce.store.read.overview import organisation_name
from taskforce.store.read.registers import DeadlineRow, deadline_rows
from taskforce.store.store import Store
from taskforce.wording.records import agency_text, lead_name_text

if TYPE_CHECKING:
    from icalendar import Component

DEADLINES, ITEMS, ALL = "deadlines", "items", "all"
CONTENTS = (DEADLINES, ITEMS, ALL)

_NAMES = {
    "deadlines": DEADLINES,
    "tonggak": DEADLINES,
    "batas-waktu": DEADLINES,
    "items": ITEMS,
    "tindak-lanjut": ITEMS,
}
"""File names that say by themselves what is meant, in both languages."""

ITEM_ALARMS, DEADLINE_ALARMS = (1,), (7, 1)
_ALARM_HOUR = 8
_MOST_ALARM_DAYS = 365


@dataclass(frozen=True, slots=True)
class CalendarOptions:
    """What goes into a calendar file.

    ``contents`` is one of :data:`CONTENTS`, or ``None`` for what the file's name says.  ``alarms`` are days before
    the day, ``None`` for the usual ones, empty for none.  ``todo`` writes action items as tasks, those without a
    due date too; deadlines stay events, because they are days, not work.
    """

    contents: str | None = None
    alarms: Sequence[int] | None = None
    todo: bool = False


def parse_alarms(text: str | None) -> tuple[int, ...] | None:
    """Return the days before that a person lists (``7,1``, ``none``).  Raise :class:`UsageError` otherwise."""
    if text is None:
        return None
    words = text.replace(",", " ").split()
    if [word.casefold() for word in words] in (["none"], ["tanpa"]):
        return ()
    if not words or not all(word.isdecimal() and int(word) <= _MOST_ALARM_DAYS for word in words):
        raise UsageError(
            _(
                "“{text}” are no days for a reminder: list numbers from 0 to {most}, such as 7,1, or say none.",
                text=text,
                most=_MOST_ALARM_DAYS,
            )
        )
    return tuple(sorted({int(word) for word in words}, reverse=True))


def contents_of(path: Path, asked: str | None = None) -> str:
    """Return what a calendar file holds: what was asked for, else what its name says, else everything."""
    return asked or _NAMES.get(slug(path.stem), ALL)


def write_calendar(store: Store, path: Path, selection: Selection | None, options: CalendarOptions) -> int:
    """Write the calendar of a selection (``None``: the whole list) and give the number of entries.

    With a selection, deadlines are those of the items that it finds, and only in a file for deadlines.
    """
    contents = contents_of(path, options.contents)
    with store.reader.snapshot():
        rows = item_rows(store.reader, selection or Selection(), store.clock.today().isoformat())
        deadlines: list[DeadlineRow] = []
        if contents == DEADLINES or (contents == ALL and selection is None):
            keys = None if selection is None else {row.deadline for row in rows}
            deadlines = [row for row in deadline_rows(store.reader) if keys is None or row.key in keys]
        if contents == DEADLINES:
            rows = []
        elif not options.todo:
            rows = [row for row in rows if row.due is not None]
        revision = revisions(store.reader, [*(row.id for row in rows), *(row.id for row in deadlines)])
        name = organisation_name(store.reader)
    components = [_item(row, revision[row.id], options) for row in rows]
    components += [_deadline(row, revision[row.id], options) for row in deadlines]
    write_output(path, _calendar(_title(name, contents), components))
    return len(components)


def _title(organisation: str, contents: str) -> str:
    words = {
        DEADLINES: _("Programme deadlines"),
        ITEMS: _("Action items"),
        ALL: _("Deadlines and action items"),
    }[contents]
    return f"{words}, {clean_line(organisation)}" if organisation else words


def _calendar(title: str, components: Iterable[Component]) -> bytes:
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", f"-//taskforce//{__version__}//EN")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("name", title)
    calendar.add("x-wr-calname", title)
    for component in components:
        calendar.add_component(component)
    return bytes(calendar.to_ical())


def _item(row: ItemRow, revision: Revision, options: CalendarOptions) -> Component:
    words = [f"{_('Status')}: {label(Status(row.status))}, {row.progress}%"]
    facts = {
        _("Priority"): label(Priority(row.priority)),
        _("Lead"): lead_name_text(row),
        _("Agency"): agency_text(row),
    }
    words += [f"{name}: {clean_line(value)}" for name, value in facts.items() if value]
    if row.description:
        words += ["", row.description]
    closed = row.status in CLOSED
    title = f"[{clean_line(row.ref)}] {clean_line(row.title)}"
    values: dict[str, Any] = {
        "summary": title if options.todo or row.status != Status.DONE else f"✔ {title}",
        "description": clean_text("\n".join(words)),
        "created": read_moment(row.created_at),
    }
    if row.dimension_name:
        values["categories"] = [clean_line(row.dimension_name)]
    if options.todo:
        component = _task(row, values, revision)
    else:
        assert row.due is not None
        values["status"] = "CANCELLED" if row.status == Status.CANCELLED else "CONFIRMED"
        component = _event(f"item-{row.id}@taskforce", date.fromisoformat(row.due), values, revision)
    if not closed and row.due is not None:
        _remind(component, values["summary"], ITEM_ALARMS if options.alarms is None else options.alarms)
    return component


def _deadline(row: DeadlineRow, revision: Revision, options: CalendarOptions) -> Component:
    name = clean_line(row.name)
    kind = label(DeadlineKind(row.kind))
    values: dict[str, Any] = {
        "summary": f"✔ {name}" if row.met_on else name,
        "description": clean_text("\n\n".join(filter(None, [kind, row.description]))),
        "status": "CONFIRMED",
        "categories": [kind],
    }
    event = _event(f"deadline-{row.id}@taskforce", date.fromisoformat(row.due), values, revision)
    if row.met_on is None:
        _remind(event, name, DEADLINE_ALARMS if options.alarms is None else options.alarms)
    return event


def _event(uid: str, day: date, values: Mapping[str, Any], revision: Revision) -> Component:
    import icalendar

    days = {"dtstart": day, "dtend": day + timedelta(days=1), "transp": "TRANSPARENT"}
    return _filled(icalendar.Event(), uid, days | dict(values), revision)


_TASK_STATUS = {
    Status.NOT_STARTED: "NEEDS-ACTION",
    Status.IN_PROGRESS: "IN-PROCESS",
    Status.BLOCKED: "IN-PROCESS",
    Status.DEFERRED: "NEEDS-ACTION",
    Status.DONE: "COMPLETED",
    Status.CANCELLED: "CANCELLED",
}
_TASK_PRIORITY = {Priority.URGENT: 1, Priority.HIGH: 3, Priority.MEDIUM: 5, Priority.LOW: 9}


def _task(row: ItemRow, values: Mapping[str, Any], revision: Revision) -> Component:
    """Return a VTODO; its id is not that of the event, because a calendar takes one kind of entry for an id."""
    import icalendar

    status = Status(row.status)
    facts: dict[str, Any] = {
        "status": _TASK_STATUS[status],
        "percent-complete": row.progress,
        "priority": _TASK_PRIORITY[Priority(row.priority)],
    }
    if row.due is not None:
        facts["due"] = date.fromisoformat(row.due)
    if row.start is not None and (row.due is None or row.start < row.due):  # DUE must be later than DTSTART
        facts["dtstart"] = date.fromisoformat(row.start)
    if status is Status.DONE and row.done_on is not None:
        # COMPLETED is a moment; this one is about noon in every zone of Indonesia.
        facts["completed"] = datetime.fromisoformat(f"{row.done_on}T04:00:00+00:00")
    return _filled(icalendar.Todo(), f"todo-{row.id}@taskforce", facts | dict(values), revision)


def _filled(component: Component, uid: str, values: Mapping[str, Any], revision: Revision) -> Component:
    changed = read_moment(revision.changed_at)
    # Without a METHOD, DTSTAMP is the time of the last change (RFC 5545, 3.8.7.2), not that of printing.
    fixed = {"uid": uid, "dtstamp": changed, "last-modified": changed, "sequence": revision.number}
    for name, value in {**fixed, **values}.items():
        if value not in ("", None):
            component.add(name, value)
    return component


def _remind(component: Component, text: str, days: Sequence[int]) -> None:
    """Add alarms in the morning, so many days before; a day begins at its midnight."""
    import icalendar

    # A task need not have a DTSTART: its trigger counts from its DUE, the midnight with which that day begins.
    related = {"RELATED": "END"} if component.name == "VTODO" else {}
    for before in days:
        alarm = icalendar.Alarm()
        alarm.add("uid", f"alarm-{before}-{component['uid']}")
        alarm.add("action", "DISPLAY")
        alarm.add("description", text)
        alarm.add("trigger", timedelta(hours=_ALARM_HOUR, days=-before), parameters=related)
        component.add_component(alarm)
