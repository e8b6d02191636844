"""The history as a list of any length: ids of steps, and the lines of some of them."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import NamedTuple

from taskforce.clock import Clock, write_moment
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
    """The ids of all steps, the newest first; with ``words`` those that concern them.

    A step is found by its member's handle, its summary or reason, or by a record it changed whose values
    contain the words; an ISO day finds the steps of that day of the organisation, where ``clock`` is given.
    """
    if not words.strip():
        return [row[0] for row in reader.rows("SELECT id FROM batch ORDER BY at DESC, id DESC")]
    if clock is not None and (day := _day(words)) is not None:
        return [
            row[0]
            for row in reader.rows(
                "SELECT id FROM batch WHERE at >= :start AND at < :end ORDER BY at DESC, id DESC",
                start=write_moment(clock.start_of(day)),
                end=write_moment(clock.end_of(day)),
            )
        ]
    pattern = "%" + words.strip().lower().replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%"
    found = reader.rows(
        "SELECT b.id FROM batch b LEFT JOIN member m ON m.id = b.actor_id "
        "WHERE lower(coalesce(m.handle, '')) LIKE :pattern ESCAPE '!' "
        "OR lower(coalesce(m.name, '')) LIKE :pattern ESCAPE '!' "
        "OR lower(coalesce(b.summary, '')) LIKE :pattern ESCAPE '!' "
        "OR lower(coalesce(b.reason, '')) LIKE :pattern ESCAPE '!' "
        "OR b.at LIKE :pattern ESCAPE '!' "
        "OR EXISTS (SELECT 1 FROM change c WHERE c.batch_id = b.id "
        "AND (lower(coalesce(c.new, '')) LIKE :pattern ESCAPE '!' "
        "OR lower(coalesce(c.old, '')) LIKE :pattern ESCAPE '!')) "
        "OR EXISTS (SELECT 1 FROM change c JOIN action_item i ON i.id = c.subject_id WHERE c.batch_id = b.id "
        "AND (lower(i.ref) = :ref OR lower(i.title) LIKE :pattern ESCAPE '!')) "
        "ORDER BY b.at DESC, b.id DESC",
        pattern=pattern,
        ref=words.strip().lstrip("#").lower(),
    )
    return [row[0] for row in found]


def _day(words: str) -> date | None:
    try:
        return date.fromisoformat(words.strip())
    except ValueError:
        return None


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
