"""Reading the board: the action items of a selection by status, each status in the order in which it presses."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import NamedTuple

from taskforce.model.vocabulary import CLOSED, Status
from taskforce.store.items import SORTS, Selection, bound
from taskforce.store.reader import Reader


class StatusColumn(NamedTuple):
    """The items of one status: how many of them are overdue, and all their row numbers in order."""

    status: str
    overdue: int
    numbers: Sequence[int]

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.numbers)


_OPEN = "i.status NOT IN ('done', 'cancelled')"
_ORDER = (
    f"CASE WHEN {_OPEN} AND i.due IS NOT NULL THEN 0 ELSE 1 END, "
    f"CASE WHEN {_OPEN} THEN i.due END, "
    f"CASE WHEN {_OPEN} THEN NULL ELSE coalesce(i.done_on, '0001-01-01') END DESC, "
    f"{SORTS['priority']} DESC, i.seq"
)
"""Open items by due day and priority, closed ones the newest first: one order, so that one pass is enough."""


def status_columns(reader: Reader, selection: Selection, today: str) -> list[StatusColumn]:
    """One column for each status, in the order of the statuses."""
    sql = (
        "SELECT i.status, i.seq, CASE WHEN i.due < :today THEN 1 ELSE 0 END "
        f"FROM action_item i WHERE NOT i.deleted AND ({selection.where}) ORDER BY {_ORDER}"
    )
    numbers = {str(status): array("q") for status in Status}
    late = dict.fromkeys(numbers, 0)
    for status, number, overdue in reader.rows(sql, **bound(sql, selection, today)):
        numbers[status].append(number)
        late[status] += overdue
    return [StatusColumn(name, 0 if name in CLOSED else late[name], found) for name, found in numbers.items()]
