"""What is due: overdue, today, and in the next days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from taskforce.store.items import ItemRow, Selection, item_rows
from taskforce.store.reader import Reader


@dataclass(frozen=True, slots=True)
class Agenda:
    """Open items by when they are due, each group by due date and priority."""

    overdue: list[ItemRow]
    today: list[ItemRow]
    next: list[ItemRow]


def agenda(reader: Reader, today: date, days: int, member_id: str | None = None) -> Agenda:
    """The agenda of ``today`` and the ``days`` after it; of what a member leads or supports when one is named."""
    where = "i.status NOT IN ('done', 'cancelled') AND i.due <= :last"
    parameters: dict[str, object] = {"last": (today + timedelta(days=days)).isoformat()}
    if member_id is not None:
        where += (
            " AND (i.lead_id = :member OR i.id IN "
            "(SELECT s.item_id FROM supporting s WHERE s.member_id = :member AND NOT s.deleted))"
        )
        parameters["member"] = member_id
    now = today.isoformat()
    rows = item_rows(reader, Selection(where, parameters, "due,-priority,ref"), now)
    return Agenda(
        [row for row in rows if row.due is not None and row.due < now],
        [row for row in rows if row.due == now],
        [row for row in rows if row.due is not None and row.due > now],
    )
