"""Records in words: the status with its mark and its lateness, priorities, people, how many are overdue."""

from __future__ import annotations

import json
from datetime import date

from taskforce.language import plural
from taskforce.model.shown import done_count
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Status, label
from taskforce.store.query.names import deleted_text
from taskforce.store.read.items import ItemLine, ItemRow
from taskforce.wording.days import late_text

PRIORITY_MARKS = {"urgent": "!!", "high": "!", "medium": "", "low": "↓"}


def status_text(status: str) -> str:
    """Return a status as mark and word."""
    value = Status(status)
    return f"{MARKS[value]} {label(value)}"


def progress_text(row: ItemRow) -> str:
    """Return how far an item is: the steps of its checklist that are done (``3/5``), else its percentage.

    One that has not begun, or is closed, says nothing.
    """
    if row.checklist and (steps := json.loads(row.checklist)):
        return done_count(steps)
    return f"{row.progress}%" if row.progress and row.is_open else ""


def status_style(status: str) -> str:
    """Return the name of the style that goes with a status."""
    return {"blocked": "blocked", "done": "done", "cancelled": "muted", "deferred": "muted"}.get(status, "")


def item_status_text(row: ItemRow | ItemLine, today: date) -> str:
    """Return an item's status as mark and word; an overdue one has that mark, and its days."""
    if row.due is None or not row.is_overdue(today.isoformat()):
        return status_text(row.status)
    return f"{OVERDUE_MARK} {label(Status(row.status))}, {late_text((today - date.fromisoformat(row.due)).days)}"


def mark_of(row: ItemRow, today: date) -> str:
    """Return the one mark that says how an item stands: overdue before its status."""
    return OVERDUE_MARK if row.is_overdue(today.isoformat()) else MARKS[Status(row.status)]


def mark_style(row: ItemRow, today: date) -> str:
    """Return the name of the style that goes with the mark."""
    return "late" if row.is_overdue(today.isoformat()) else status_style(row.status)


def overdue_text(count: int) -> str:
    """Return how many are overdue, with the mark."""
    return f"{OVERDUE_MARK} " + plural("{count} overdue", "{count} overdue", count)


def person(name: str, handle: str | None) -> str:
    """Return a member's name with the handle that people type, where there is one."""
    return f"{name} (@{handle})" if handle else name


def lead_text(row: ItemRow | ItemLine) -> str:
    """Return the handle of an item's lead, or that this member was deleted; empty for nobody."""
    return _unless_gone(row, "lead", row.lead)


def lead_name_text(row: ItemRow) -> str:
    """Return the name of an item's lead, told apart from namesakes, or that he or she was deleted."""
    return _unless_gone(row, "lead", row.lead_name)


def agency_text(row: ItemRow | ItemLine) -> str:
    """Return the short name of an item's agency, or that it was deleted; empty for none."""
    return _unless_gone(row, "agency", row.agency)


def deadline_text(row: ItemRow) -> str:
    """Return the key of an item's deadline, or that it was deleted; empty for none."""
    return _unless_gone(row, "deadline", row.deadline)


def _unless_gone(row: ItemRow | ItemLine, field: str, name: str | None) -> str:
    return deleted_text(name) if name and field in row.gone.split() else name or ""


def full_copy_text(members: int) -> str:
    """Return what to know of a file with the whole history where it holds contact data; else nothing."""
    if not members:
        return ""
    return plural(
        "It is a full copy, with phone, e-mail or NIP of {count} member: give it only to who works on this list.",
        "It is a full copy, with phone, e-mail or NIP of {count} members: give it only to who works on this list.",
        members,
    )
