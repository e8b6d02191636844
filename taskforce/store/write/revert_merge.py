"""Taking back a merge nothing builds on yet: what it brought is set aside here, and nowhere else.

The opposite changes would travel, and take back the others' own work on their own copies.  So, as long as nothing
that came later builds on what a merge brought, its changes leave this list as if they had not arrived.  A backup
is made before; whoever wrote them still has them; and merging again brings them back.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import bindparam, delete, insert, update
from sqlmodel import Session

from taskforce.clock import Clock, write_moment
from taskforce.language import _
from taskforce.model import tables
from taskforce.model.records import RECORDS
from taskforce.store.changes.batch import Batch, Change, Receipt
from taskforce.store.changes.conflict_detection import histories_of
from taskforce.store.changes.fold import fold
from taskforce.store.changes.ids import new_id
from taskforce.store.changes.merged import brought_by, stands_alone
from taskforce.store.database.reader import SqlAlchemyReader, StoreError
from taskforce.store.write import search_index
from taskforce.store.write.apply_remote import bring_up_to_date, finish, subjects_of
from taskforce.store.write.bulk import mark_replaced, table_of
from taskforce.store.write.replica import Replica


def set_aside(session: Session, own: Replica, clock: Clock, batch: Batch) -> Receipt:
    """Remove what the merge ``batch.undoes`` brought, as a step of the history that says so."""
    assert batch.undoes is not None
    reader = SqlAlchemyReader(session.connection())
    brought = brought_by(reader, batch.undoes)
    if not brought or not stands_alone(reader, batch.undoes, brought):
        raise StoreError(_("Something was written meanwhile: nothing was taken back; look and try again."))
    _remove_changes(session, reader, batch.undoes, brought)
    touched = {change.record_id for change in brought}
    history = [change for changes in histories_of(reader, touched).values() for change in changes]
    records = fold(history)
    subjects = {**_stored_subjects(reader, brought), **subjects_of(records, history)}
    _remove_records(
        session, [change for change in brought if (change.record_type, change.record_id) not in records]
    )
    _mark_again(session, history)
    bring_up_to_date(session, reader, records)
    finish(session, reader, touched, set(subjects.values()))
    batch_id = new_id()
    session.connection().execute(
        insert(table_of(tables.Batch)),
        {
            "id": batch_id,
            "copy_id": own.id,
            "at": write_moment(batch.at or clock.now()),
            "actor_id": batch.actor_id,
            "kind": batch.kind,
            "summary": batch.summary,
            "reason": batch.reason,
            "undoes": batch.undoes,
        },
    )
    own.notices.append(
        _(
            "What the merge brought is set aside here; the other copies keep it, and merging it again "
            "brings it back."
        )
    )
    own.save(session)
    return Receipt(batch_id)


def _remove_changes(session: Session, reader: SqlAlchemyReader, merge_id: str, brought: Sequence[Change]) -> None:
    """The changes, the steps of which nothing is left, and how far this list has each copy."""
    connection = session.connection()
    changes, batches, copies = table_of(tables.Change), table_of(tables.Batch), table_of(tables.Copy)
    connection.execute(delete(changes).where(changes.c.received_with == merge_id))
    named = {change.batch_id for change in brought}
    left = {row[0] for row in reader.rows_in("SELECT batch_id FROM change WHERE batch_id IN (:values)", named)}
    gone = [{"batch": batch_id} for batch_id in sorted(named - left)]
    if gone:
        connection.execute(delete(batches).where(batches.c.id == bindparam("batch")), gone)
    for copy_id in sorted({change.copy_id for change in brought}):
        last = reader.value("SELECT max(number) FROM change WHERE copy_id = :copy", copy=copy_id) or 0
        connection.execute(update(copies).where(copies.c.id == copy_id).values(last_number=last))


def _stored_subjects(reader: SqlAlchemyReader, brought: Iterable[Change]) -> dict[str, str]:
    """The subjects of links whose record is about to go, as the tables still say."""
    found: dict[str, str] = {}
    for record_type, spec in RECORDS.items():
        ids = {change.record_id for change in brought if change.record_type == record_type}
        if spec.subject is not None and ids:
            sql = f"SELECT id, {spec.subject} FROM {record_type} WHERE id IN (:values)"
            found.update(dict(reader.rows_in(sql, ids)))
    return found


def _remove_records(session: Session, creations: Sequence[Change]) -> None:
    """Take records away that only the merge knew; those that link to others first."""
    for record_type in reversed(list(RECORDS)):
        ids = sorted({change.record_id for change in creations if change.record_type == record_type})
        if not ids:
            continue
        if record_type == "action_item":
            search_index.forget(session, ids)
        table = table_of(tables.TABLES[record_type])
        statement = delete(table).where(table.c.id == bindparam("record"))
        session.connection().execute(statement, [{"record": record_id} for record_id in ids])


def _mark_again(session: Session, history: Sequence[Change]) -> None:
    """Changes that only what was set aside replaced are the newest of their field again."""
    if not history:
        return
    table = table_of(tables.Change)
    statement = update(table).where(table.c.id == bindparam("change")).values(replaced=False)
    session.connection().execute(statement, [{"change": change.id} for change in history])
    mark_replaced(session, history)
