"""An action item as data: the object of ``list --format json``, which other programs rely on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from taskforce.clock import Clock
from taskforce.store.read.items import ItemLinks, ItemRow

KEYS = (
    "ref",
    "id",
    "title",
    "description",
    "status",
    "priority",
    "progress",
    "start",
    "due",
    "original_due",
    "times_rescheduled",
    "done_on",
    "overdue",
    "lead",
    "supporting",
    "agency",
    "dimension",
    "sub_dimension",
    "deadline",
    "horizon",
    "tags",
    "depends_on",
    "origin",
    "budget",
    "fund_source",
    "evidence",
    "notes",
    "created_at",
    "updated_at",
    "conflicts",
)
"""The keys of an item, in order; see docs/data-formats.md."""


def item_data(row: ItemRow, links: ItemLinks, today: str, local: Callable[[str], str]) -> dict[str, Any]:
    """One item; ``today`` decides ``overdue``, ``local`` turns a stored moment into the office's time."""
    return {
        "ref": row.ref,
        "id": row.id,
        "title": row.title,
        "description": row.description,
        "status": row.status,
        "priority": row.priority,
        "progress": row.progress,
        "start": row.start,
        "due": row.due,
        "original_due": row.original_due,
        "times_rescheduled": row.times_rescheduled,
        "done_on": row.done_on,
        "overdue": row.is_overdue(today),
        "lead": row.lead,
        "supporting": links.supporting.get(row.id, []),
        "agency": row.agency,
        "dimension": row.dimension,
        "sub_dimension": row.sub_dimension,
        "deadline": row.deadline,
        "horizon": row.horizon,
        "tags": links.tags.get(row.id, []),
        "depends_on": links.depends_on.get(row.id, []),
        "origin": row.origin,
        "budget": row.budget,
        "fund_source": row.fund_source,
        "evidence": row.evidence,
        "notes": row.notes,
        "created_at": local(row.created_at),
        "updated_at": local(row.updated_at),
        "conflicts": links.conflicts.get(row.id, []),
    }


def local_times(clock: Clock) -> Callable[[str], str]:
    """Turns stored moments into ISO text in the office's zone, quickly for many of them.

    Within an hour of UTC the offset is the same, so each hour is worked out once.
    """
    hours: dict[str, tuple[str, str, bool]] = {}

    def local(moment: str) -> str:
        hour = moment[:13]
        known = hours.get(hour)
        if known is None:
            text = clock.local(f"{hour}:00:00.000Z")
            known = hours[hour] = (text[:13], text[19:], text[14:19] == "00:00")
        day_and_hour, offset, whole = known
        if not whole:  # a zone that is not whole hours away from UTC
            return clock.local(moment)
        return f"{day_and_hour}{moment[13:19]}{offset}"

    return local
