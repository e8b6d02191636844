"""Taking back a merge nothing builds on yet: what it brought is set aside here, and nowhere else.

The opposite changes would travel, and take back the others' own work on their own copies.  So, as long as nothing
that came later builds on what a merge brought, its changes leave this list as if they had not arrived.  A backup
is made before; whoever wrote them still has them; and merging again brings them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from taskforce.clock import Clock, write_moment
from taskforce.language import _
from taskforce.model.records import RECORDS
from taskforce.store.changes.batch import Batch, Change, Receipt
from taskforce.store.changes.conflict_detection import histories_of
from taskforce.store.changes.fold import fold
from taskforce.store.changes.lost import seen_upto
from taskforce.store.changes.merged import brought_by, stands_alone
from taskforce.store.database.reader import Connection, Reader, StoreError
from taskforce.store.write import search_index
from taskforce.store.write.apply_remote import bring_up_to_date, finish, subjects_of
from taskforce.store.write.bulk import is_guarded, mark_replaced, record_batch
from taskforce.store.write.replica import Replica


def set_aside(connection: Connection, own: Replica, clock: Clock, batch: Batch) -> Receipt:
    """Remove what the merge ``batch.undoes`` brought, as a step of the history that says so."""
    assert batch.undoes is not None
    brought = brought_by(connection, batch.undoes)
    if not brought or not stands_alone(connection, batch.undoes, brought):
        raise StoreError(_("Something was written meanwhile: nothing was taken back; look and try again."))
    batch_id = record_batch(connection, own.id, batch, write_moment(batch.at or clock.now()))
    _remove_changes(connection, batch.undoes, brought)
    touched = {change.record_id for change in brought}
    history = [change for changes in histories_of(connection, touched).values() for change in changes]
    records = fold(history)
    subjects = {**_stored_subjects(connection, brought), **subjects_of(records, history)}
    _remove_records(
        connection, [change for change in brought if (change.record_type, change.record_id) not in records]
    )
    _mark_again(connection, history)
    bring_up_to_date(connection, records)
    finish(connection, touched, set(subjects.values()))
    own.notices.append(
        _(
            "What the merge brought is set aside here; the other copies keep it, and merging it again "
            "brings it back."
        )
    )
    own.save(connection)
    return Receipt(batch_id)


def _remove_changes(connection: Connection, merge_id: str, brought: Sequence[Change]) -> None:
    """Delete the changes and the steps of which nothing is left, and set back how far this list has each copy."""
    if is_guarded(connection):
        connection.execute("SELECT taskforce_set_aside(:merge)", merge=merge_id)
        return
    connection.execute("DELETE FROM change WHERE received_with = :merge", merge=merge_id)
    named = {change.batch_id for change in brought}
    sql = "SELECT batch_id FROM change WHERE batch_id IN (:values)"
    left = {row[0] for row in connection.rows_in(sql, named)}
    connection.execute_many("DELETE FROM batch WHERE id = :id", [{"id": one} for one in sorted(named - left)])
    for copy_id in sorted({change.copy_id for change in brought}):
        last = seen_upto(connection, copy_id)
        connection.execute("UPDATE copy SET last_number = :last WHERE id = :copy", copy=copy_id, last=last)


def _stored_subjects(reader: Reader, brought: Iterable[Change]) -> dict[str, str]:
    """Return the subjects of links whose record is about to go, as the tables still say."""
    subjects: dict[str, str] = {}
    for record_type, spec in RECORDS.items():
        ids = {change.record_id for change in brought if change.record_type == record_type}
        if spec.subject is not None and ids:
            sql = f"SELECT id, {spec.subject} FROM {record_type} WHERE id IN (:values)"
            subjects.update(dict(reader.rows_in(sql, ids)))
    return subjects


def _remove_records(connection: Connection, creations: Sequence[Change]) -> None:
    """Take records away that only the merge knew; those that link to others first."""
    guarded = is_guarded(connection)
    for record_type in reversed(list(RECORDS)):
        ids = sorted({change.record_id for change in creations if change.record_type == record_type})
        if not ids:
            continue
        if record_type == "action_item":
            search_index.forget(connection, ids)
        rows = [{"id": record_id} for record_id in ids]
        if guarded:
            sql = f"SELECT taskforce_remove('{record_type}', :id)"
        else:
            sql = f"DELETE FROM {record_type} WHERE id = :id"
        connection.execute_many(sql, rows)


def _mark_again(connection: Connection, history: Sequence[Change]) -> None:
    """Mark anew which changes are replaced: those that only what was set aside replaced are so no more."""
    rows = [{"id": change.id} for change in history]
    connection.execute_many("UPDATE change SET replaced = FALSE WHERE id = :id", rows)
    mark_replaced(connection, history)
