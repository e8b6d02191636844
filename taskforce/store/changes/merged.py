"""What a merge brought, and whether anything builds on it yet; if not, it can be set aside."""

from __future__ import annotations

from collections.abc import Sequence

from taskforce.model.records import CREATION
from taskforce.store.changes.batch import Change
from taskforce.store.changes.forgetting import orders_among
from taskforce.store.database.reader import Reader

_COLUMNS = ", ".join(Change._fields)


def can_be_set_aside(reader: Reader, batch_id: str) -> bool:
    """Return whether a step brought other copies' changes, and nothing builds on them yet.

    An order to forget somebody stays: what it took away is gone.
    """
    if reader.value("SELECT 1 FROM change WHERE received_with = :id LIMIT 1", id=batch_id) is None:
        return False
    brought = brought_by(reader, batch_id)
    return not orders_among(reader, brought) and stands_alone(reader, batch_id, brought)


def brought_by(reader: Reader, batch_id: str) -> list[Change]:
    """Return the changes that a merge brought."""
    sql = f"SELECT {_COLUMNS} FROM change WHERE received_with = :batch"
    return [Change(*row) for row in reader.rows(sql, batch=batch_id)]


def stands_alone(reader: Reader, batch_id: str, brought: Sequence[Change]) -> bool:
    """Return whether nothing that arrived or was written later builds on what a merge brought."""
    last = reader.value("SELECT max(seq) FROM change WHERE received_with = :batch", batch=batch_id)
    ids = {change.id for change in brought}
    copies = {change.copy_id for change in brought}
    created = {change.record_id for change in brought if change.field == CREATION}
    later = reader.rows(
        "SELECT copy_id, record_id, subject_id, new, after FROM change WHERE seq > :last", last=last
    )
    for copy_id, record_id, subject_id, new, after in later:
        if copy_id in copies or record_id in created or subject_id in created:
            return False
        if after and not ids.isdisjoint(after.split()):
            return False
        if new and any(record in new for record in created):
            return False
    return True
