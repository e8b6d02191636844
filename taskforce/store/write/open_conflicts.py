"""The list of open conflicts, kept beside the history from which it is computed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence

from sqlalchemy import bindparam, delete, insert
from sqlmodel import Session

from taskforce.model import tables
from taskforce.model.records import CREATION
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import Fact
from taskforce.store.database.reader import SqlAlchemyReader
from taskforce.store.write.bulk import table_of


def refresh(session: Session, record_ids: Collection[str], subject_ids: Collection[str]) -> None:
    """Bring the list of open conflicts up to date after changes of these records and subjects arrived or left."""
    reader = SqlAlchemyReader(session.connection())
    ids = {*record_ids, *subject_ids}
    deleted = conflict_detection.deleted_among(reader, ids)
    found = conflict_detection.clashes(
        conflict_detection.histories_of(reader, ids), conflict_detection.subjects_of(reader, deleted)
    )
    table = table_of(tables.OpenConflict)
    if reader.value("SELECT 1 FROM open_conflict LIMIT 1") is not None:
        gone = delete(table).where(table.c.record_id == bindparam("record"))
        session.connection().execute(gone, [{"record": record_id} for record_id in sorted(ids)])
    if found:
        sql = "SELECT record_id, subject_id FROM change WHERE record_id IN (:values)"
        subject_of = dict(reader.rows_in(sql, {clash.record_id for clash in found}))
        rows = [{**clash._asdict(), "subject_id": subject_of[clash.record_id]} for clash in sorted(found)]
        session.connection().execute(insert(table), rows)


def settle(session: Session, facts: Sequence[Fact]) -> None:
    """Bring conflicts up to date after a step of this copy: who edits a field has seen what is there.

    A step can open a conflict only by writing to what was deleted, by saying that it did not see all, or by
    giving one field several values.
    """
    reader = SqlAlchemyReader(session.connection())
    edited = {fact.record_id for fact in facts if fact.field != CREATION}
    partly = {fact.record_id for fact in facts if fact.after is not None}
    times = Counter((fact.record_id, fact.field) for fact in facts)
    partly |= {record_id for (record_id, _field), count in times.items() if count > 1}
    sql = "SELECT DISTINCT record_id FROM open_conflict WHERE record_id IN (:values)"
    open_ones = {row[0] for row in reader.rows_in(sql, edited)}
    deleted = conflict_detection.deleted_among(reader, {fact.subject_id for fact in facts} | edited)
    if open_ones or deleted or partly:
        refresh(session, open_ones | partly, deleted)
