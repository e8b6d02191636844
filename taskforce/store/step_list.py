"""The history as a list of any length: ids of steps, and the lines of some of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import NamedTuple

from taskforce.clock import Clock
from taskforce.store.history import Step, step, undone_ids
from taskforce.store.reader import Reader

LARGEST_STEP = 40
"""Of a step with more changes only their number is read for its line."""


class StepLine(NamedTuple):
    """A step in a line; ``step`` tells its changes, unless there are too many to be told one by one."""

    id: str
    at: str
    actor: str | None
    kind: str
    summary: str | None
    reason: str | None
    size: int
    undone: bool
    step: Step | None


def step_ids(reader: Reader, words: str = "", clock: Clock | None = None) -> list[str]:
    """The ids of all steps, the newest first; with ``words`` those that the filter of the history finds.

    Raises :class:`~taskforce.store.history_filter.FilterError`.
    """
    if not words.strip():
        return [row[0] for row in reader.rows("SELECT id FROM batch ORDER BY at DESC, id DESC")]
    from taskforce.store.history_filter import parse
    from taskforce.store.history_search import found_ids

    clock = clock or Clock()
    return found_ids(reader, parse(words, reader, clock.today()), clock)


def step_lines(reader: Reader, ids: Collection[str]) -> Sequence[StepLine]:
    """The lines of some steps, in the order of ``ids``."""
    undone = undone_ids(reader)
    rows = reader.rows_in(
        "SELECT b.id, b.at, m.handle, b.kind, b.summary, b.reason, "
        "(SELECT count(*) FROM change c WHERE c.batch_id = b.id) "
        "FROM batch b LEFT JOIN member m ON m.id = b.actor_id WHERE b.id IN (:values)",
        ids,
    )
    found = {
        row[0]: StepLine._make((*row, row[0] in undone, step(reader, row[0]) if row[6] <= LARGEST_STEP else None))
        for row in rows
    }
    return [found[one] for one in ids if one in found]


def changed_refs(reader: Reader, step_id: str, most: int = 500) -> list[str]:
    """The refs of the action items that a step changed and that are still there."""
    sql = (
        "SELECT DISTINCT i.ref FROM change c JOIN action_item i ON i.id = c.subject_id "
        f"WHERE c.batch_id = :batch AND NOT i.deleted LIMIT {int(most)}"
    )
    return [row[0] for row in reader.rows(sql, batch=step_id)]
