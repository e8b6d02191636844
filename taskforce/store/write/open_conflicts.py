"""The list of open conflicts, kept beside the history from which it is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence

from taskforce.model.records import CREATION
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import Change, Fact
from taskforce.store.database.reader import Connection
from taskforce.store.write.bulk import insert_rows


def refresh(
    connection: Connection,
    record_ids: Collection[str],
    subject_ids: Collection[str],
    read: Iterable[Change] = (),
) -> None:
    """Bring the list of open conflicts up to date after changes of these records and subjects arrived or left.

    ``read`` are all changes of some of the records, where these were read already.
    """
    ids = {*record_ids, *subject_ids}
    deleted = conflict_detection.deleted_among(connection, ids)
    histories: dict[str, list[Change]] = {}
    for change in read:
        histories.setdefault(change.record_id, []).append(change)
    histories |= conflict_detection.histories_of(connection, ids - histories.keys())
    clashes = conflict_detection.clashes(histories, conflict_detection.subjects_of(connection, deleted))
    if connection.value("SELECT 1 FROM open_conflict LIMIT 1") is not None:
        rows = [{"id": record_id} for record_id in sorted(ids)]
        connection.execute_many("DELETE FROM open_conflict WHERE record_id = :id", rows)
    if clashes:
        sql = "SELECT record_id, subject_id FROM change WHERE record_id IN (:values)"
        subject_of = dict(connection.rows_in(sql, {clash.record_id for clash in clashes}))
        rows = [{**clash._asdict(), "subject_id": subject_of[clash.record_id]} for clash in sorted(clashes)]
        insert_rows(connection, "open_conflict", rows)


def settle(connection: Connection, facts: Sequence[Fact]) -> None:
    """Bring conflicts up to date after a step of this copy: who edits a field has seen what is there.

    A step can open a conflict only by writing to what was deleted, by saying that it did not see all, or by
    giving one field several values.
    """
    edited = {fact.record_id for fact in facts if fact.field != CREATION}
    partly = {fact.record_id for fact in facts if fact.after is not None}
    times = Counter((fact.record_id, fact.field) for fact in facts)
    partly |= {record_id for (record_id, _field), count in times.items() if count > 1}
    sql = "SELECT DISTINCT record_id FROM open_conflict WHERE record_id IN (:values)"
    open_ones = {row[0] for row in connection.rows_in(sql, edited)}
    deleted = conflict_detection.deleted_among(connection, {fact.subject_id for fact in facts} | edited)
    if open_ones or deleted or partly:
        refresh(connection, open_ones | partly, deleted)
