"""Due dates as a calendar: all-day events with stable ids, so that importing again updates them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from taskforce import __version__
from taskforce.clock import read_moment
from taskforce.language import _
from taskforce.model.vocabulary import Status, label
from taskforce.store.items import ItemRow
from taskforce.store.registers import DeadlineRow, deadline_rows, organisation_name
from taskforce.store.store import Store

if TYPE_CHECKING:
    from icalendar import Event


def calendar_bytes(store: Store, rows: Sequence[ItemRow], *, deadlines: bool) -> bytes:
    """An iCalendar file (RFC 5545) of the items that have a due date, and of the deadlines when asked for."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("prodid", f"-//taskforce//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", organisation_name(store.reader) or "taskforce")
    for row in rows:
        if row.due is not None and row.status != Status.CANCELLED:
            calendar.add_component(_item_event(row))
    if deadlines:
        stamp = store.clock.now()
        for deadline in deadline_rows(store.reader):
            calendar.add_component(_deadline_event(deadline, stamp))
    return bytes(calendar.to_ical())


def _item_event(row: ItemRow) -> Event:
    assert row.due is not None
    words = [f"{_('Status')}: {label(Status(row.status))}, {row.progress}%"]
    if row.lead_name:
        words.append(f"{_('Lead')}: {row.lead_name}")
    if row.agency:
        words.append(f"{_('Agency')}: {row.agency}")
    if row.description:
        words += ["", row.description]
    done = "✔ " if row.status == Status.DONE else ""
    return _event(
        f"item-{row.id}@taskforce",
        row.due,
        f"{done}[{row.ref}] {row.title}",
        "\n".join(words),
        read_moment(row.updated_at),
    )


def _deadline_event(row: DeadlineRow, stamp: datetime) -> Event:
    done = "✔ " if row.met_on else ""
    return _event(f"deadline-{row.id}@taskforce", row.due, f"{done}{row.name}", row.description or "", stamp)


def _event(uid: str, day: str, summary: str, description: str, stamp: datetime) -> Event:
    import icalendar

    start = date.fromisoformat(day)
    event = icalendar.Event()
    event.add("uid", uid)
    event.add("dtstamp", stamp.astimezone(UTC))
    event.add("dtstart", start)
    event.add("dtend", start + timedelta(days=1))
    event.add("summary", summary)
    if description:
        event.add("description", description)
    event.add("transp", "TRANSPARENT")
    return event
