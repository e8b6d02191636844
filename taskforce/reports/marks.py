"""An action item in few cells, for drawings: its mark, its day, what is left until then."""

from __future__ import annotations

from datetime import date

from taskforce.language import _, plural
from taskforce.model.dates import month_name
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Status, label
from taskforce.store.items import ItemRow

SOON_DAYS = 7
"""From so many days before it is due an item stands out."""

PRIORITY_MARKS = {"urgent": "!!", "high": "!", "medium": "", "low": "↓"}


def mark_of(row: ItemRow, today: date) -> str:
    """The one mark that says how an item stands: overdue before its status."""
    return OVERDUE_MARK if row.is_overdue(today.isoformat()) else MARKS[Status(row.status)]


def state_kind(row: ItemRow, today: date) -> str:
    """The style that goes with the mark."""
    if row.is_overdue(today.isoformat()):
        return "late"
    return {"blocked": "blocked", "done": "done", "cancelled": "muted", "deferred": "muted"}.get(row.status, "")


def state_text(row: ItemRow, today: date) -> str:
    """The status in a word, with "overdue" where it is."""
    word = label(Status(row.status))
    return f"{word}, {_('Overdue').lower()}" if row.is_overdue(today.isoformat()) else word


def near_day(day: str | None, today: date) -> str:
    """An ISO day in few cells: ``27 Nov``, or with its year when that is another than today's."""
    if day is None:
        return ""
    value = date.fromisoformat(day)
    written = f"{value.day} {month_name(value.month, short=True)}"
    return written if value.year == today.year else f"{written} {value.year % 100:02d}"


def due_texts(row: ItemRow, today: date) -> tuple[list[str], str]:
    """When an item is due and what is left, the fullest wording first, and the style for it."""
    if not row.is_open:
        return ([f"{MARKS[Status.DONE]} {near_day(row.done_on, today)}"] if row.done_on else [""]), "muted"
    if row.due is None:
        return [_("no due day"), "–"], "muted"
    left = (date.fromisoformat(row.due) - today).days
    day = near_day(row.due, today)
    if left < 0:
        late = plural("{count} day late", "{count} days late", -left, days=-left)
        few = plural("{count} day", "{count} days", -left)
        return [f"{day} {OVERDUE_MARK} {late}", f"{OVERDUE_MARK} {late}", f"{OVERDUE_MARK} {few}"], "late"
    if left <= 1:
        word = _("tomorrow") if left else _("today")
        return [f"{day} · {word}", word, day], "soon"
    few = plural("in {count} day", "in {count} days", left)
    return [f"{day} · {few}", few, day], "soon" if left <= SOON_DAYS else ""
