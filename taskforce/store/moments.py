"""Moments and due dates that the history tells of an item, up to any moment."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, NamedTuple

from taskforce.model.records import CREATION
from taskforce.store.batch import Change
from taskforce.store.fold import due_history
from taskforce.store.reader import Reader

_CHANGE_COLUMNS = ", ".join(f"c.{name}" for name in Change._fields)


def due_histories(
    reader: Reader, item_ids: Collection[str], until: str = "9999"
) -> Iterator[tuple[str, str | None, int]]:
    """For each item: the first due date it had, and how often it was moved, until a moment (exclusive)."""
    undone = undone_batches(reader, until)
    sql = (
        f"SELECT {_CHANGE_COLUMNS} FROM change c WHERE c.record_id IN (:values) "
        "AND c.field IN ('*', 'due') AND c.at < :until"
    )
    histories: dict[str, list[Change]] = {item_id: [] for item_id in item_ids}
    for row in reader.rows_in(sql, item_ids, until=until):
        change = Change(*row)
        histories[change.record_id].append(change)
    for item_id, history in histories.items():
        yield item_id, *due_history(history, undone)


def undone_batches(reader: Reader, until: str = "9999") -> dict[str, str]:
    """Every undo batch before a moment, and the batch it takes back."""
    sql = "SELECT id, undoes FROM batch WHERE undoes IS NOT NULL AND at < :until"
    return dict(reader.rows(sql, until=until))


def item_moments(reader: Reader, item_ids: Collection[str], until: str = "9999") -> dict[str, dict[str, Any]]:
    """When each item was created and last changed (notes, evidence and links included), until a moment."""
    created: dict[str, str] = {}
    sql = (
        f"SELECT record_id, at FROM change WHERE record_id IN (:values) AND field = '{CREATION}' "
        "AND at < :until ORDER BY clock DESC"
    )
    for item_id, at in reader.rows_in(sql, item_ids, until=until):
        created[item_id] = at
    sql = (
        "SELECT subject_id, max(at) FROM change WHERE subject_id IN (:values) AND at < :until GROUP BY subject_id"
    )
    updated = dict(reader.rows_in(sql, item_ids, until=until))
    return {item: {"created": at, "updated": updated[item]} for item, at in created.items()}


class Revision(NamedTuple):
    """How often a record was changed since its creation, and when last (a stored moment).

    Notes, evidence and links count as changes of their item.  Both only grow, also by a merge.
    """

    number: int
    changed_at: str


def revisions(reader: Reader, ids: Collection[str]) -> dict[str, Revision]:
    """The revision of each record."""
    sql = "SELECT subject_id, count(*) - 1, max(at) FROM change WHERE subject_id IN (:values) GROUP BY subject_id"
    return {row[0]: Revision(row[1], row[2]) for row in reader.rows_in(sql, ids)}
