"""What is handed to another copy: the changes that it has not seen, with the batches and copies they name."""

from __future__ import annotations

from collections.abc import Mapping

from taskforce.clock import Clock, write_moment
from taskforce.store.batch import Change, Foreign, Source, Span, StoredBatch, StoredCopy
from taskforce.store.reader import Reader


def outgoing(reader: Reader, clock: Clock, seen: Mapping[str, int]) -> Foreign:
    """The changes beyond ``seen`` (up to which number of each copy; one that is not named: none), on one state."""
    with reader.snapshot():
        copies = [StoredCopy(*row) for row in reader.rows("SELECT id, series, created_at FROM copy ORDER BY id")]
        own = str(reader.value("SELECT id FROM copy WHERE own"))
        changes: list[Change] = []
        spans: dict[str, Span] = {}
        for copy in copies:
            spans[copy.id], found = _of_copy(reader, copy.id, seen.get(copy.id, 0))
            changes += found
        sql = f"SELECT {', '.join(StoredBatch._fields)} FROM batch WHERE id IN (:values)"
        wanted = dict.fromkeys(change.batch_id for change in changes)
        batches = sorted((StoredBatch(*row) for row in reader.rows_in(sql, wanted)), key=lambda one: one.id)
    return Foreign(copies, batches, changes, Source(own, write_moment(clock.now()), spans))


def _of_copy(reader: Reader, copy_id: str, seen: int) -> tuple[Span, list[Change]]:
    columns = ", ".join(Change._fields)
    rows = reader.rows(
        f"SELECT {columns} FROM change WHERE copy_id = :copy AND number > :seen ORDER BY number",
        copy=copy_id,
        seen=seen,
    )
    before = None
    if seen:
        before = reader.value(
            "SELECT id FROM change WHERE copy_id = :copy AND number = :seen", copy=copy_id, seen=seen
        )
    changes = [Change(*row) for row in rows]
    return Span(seen + 1, changes[-1].number if changes else seen, before), changes


def actor_handle(reader: Reader, actor_id: str | None) -> str | None:
    """The handle of a member."""
    value = reader.value("SELECT handle FROM member WHERE id = :id", id=actor_id) if actor_id else None
    return None if value is None else str(value)
