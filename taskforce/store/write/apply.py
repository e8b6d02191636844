"""``apply(batch)``: the only way anything is written.

An edit, an import, an undo and a merge all arrive here.  One batch is one transaction: its changes are
recorded, and the tables brought to what the changes say, with bulk statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import insert
from sqlmodel import Session

from taskforce.clock import Clock, write_moment
from taskforce.model import tables
from taskforce.model.records import CREATION, RECORDS
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import Batch, Change, Fact, Receipt, to_json
from taskforce.store.changes.ids import new_id
from taskforce.store.database.location import Location
from taskforce.store.database.reader import SqlAlchemyReader
from taskforce.store.write import derived_columns, open_conflicts, search_index
from taskforce.store.write.apply_remote import receive
from taskforce.store.write.bulk import insert_records, record, table_of, update_records
from taskforce.store.write.prepare import prepare
from taskforce.store.write.replica import Replica, own_replica
from taskforce.store.write.revert_merge import set_aside
from taskforce.store.write.rules import check_rules
from taskforce.store.write.transaction import written


def apply(location: Location, clock: Clock, batch: Batch) -> Receipt:
    """Write one batch, whole or not at all.

    Raises :class:`~taskforce.model.errors.InvalidRecord` for values that cannot be,
    :class:`~taskforce.store.changes.batch.StaleWrite` when someone else was faster, and
    :class:`~taskforce.store.database.reader.StoreError` when the database cannot be written.
    """
    return apply_all(location, clock, [batch])[0]


def apply_all(location: Location, clock: Clock, batches: Iterable[Batch]) -> list[Receipt]:
    """Write batches in their order, each a step of its own, but all of them or none; see :func:`apply`."""

    def work(session: Session) -> list[Receipt]:
        own = own_replica(session, location)
        receipts = [_apply_one(session, own, clock, batch) for batch in batches]
        if own.notices and receipts:
            receipts[-1] = replace(receipts[-1], notices=tuple(own.notices))
        return receipts

    return written(location, work)


def _apply_one(session: Session, own: Replica, clock: Clock, batch: Batch) -> Receipt:
    if batch.sets_aside:
        return set_aside(session, own, clock, batch)
    if batch.foreign is not None:
        return receive(session, own, clock, batch)
    return _apply_local(session, own, clock, batch)


def _apply_local(session: Session, own: Replica, clock: Clock, batch: Batch) -> Receipt:
    reader = SqlAlchemyReader(session.connection())
    moment = batch.at or clock.now()
    facts = prepare(reader, batch, moment.astimezone(clock.zone).date().isoformat())
    if not facts:
        return Receipt(None)
    facts = [_with_ref(fact, own) for fact in facts]
    check_rules(reader, facts)
    batch_id = new_id()
    changes = _stamped(reader, own, batch, batch_id, write_moment(moment), facts)
    session.connection().execute(
        insert(table_of(tables.Batch)),
        [
            {
                "id": batch_id,
                "copy_id": own.id,
                "at": write_moment(moment),
                "actor_id": batch.actor_id,
                "kind": batch.kind,
                "summary": batch.summary,
                "reason": batch.reason,
                "undoes": batch.undoes,
            }
        ],
    )
    record(session, [(change, fact.subject_id) for change, fact in zip(changes, facts, strict=True)])
    _write_tables(session, write_moment(moment), facts)
    open_conflicts.settle(session, facts)
    _derive(session, batch, write_moment(moment), facts)
    own.save(session)
    return Receipt(batch_id, changes)


def _with_ref(fact: Fact, own: Replica) -> Fact:
    """A new action item gets its ref: the next number of this copy."""
    if fact.record_type != "action_item" or fact.field != CREATION or fact.new.get("ref"):
        return fact
    return fact._replace(new={**fact.new, "ref": own.next_ref()})


def _stamped(
    reader: SqlAlchemyReader, own: Replica, batch: Batch, batch_id: str, at: str, facts: Sequence[Fact]
) -> list[Change]:
    after = conflict_detection.known_to(reader, facts)
    changes: list[Change] = []
    for fact in facts:
        creation = fact.field == CREATION
        known = after.get((fact.record_id, fact.field), ()) if fact.after is None else fact.after
        changes.append(
            Change(
                id=new_id(),
                batch_id=batch_id,
                at=at,
                clock=own.tick(at),
                copy_id=own.id,
                number=own.next_number(),
                actor_id=batch.actor_id,
                record_type=fact.record_type,
                record_id=fact.record_id,
                field=fact.field,
                old=None if creation or fact.old is None else to_json(fact.old),
                new=None if fact.new is None else to_json(fact.new),
                after=None if creation else " ".join(known) or None,
            )
        )
    return changes


def _write_tables(session: Session, at: str, facts: Sequence[Fact]) -> None:
    creations: dict[str, list[dict[str, Any]]] = {}
    edits: dict[tuple[str, str], dict[str, Any]] = {}
    for fact in facts:
        if fact.field == CREATION:
            row = {"id": fact.record_id, **fact.new}
            if fact.record_type == "action_item":
                row |= {"created_at": at, "updated_at": at, "original_due": row.get("due")}
            creations.setdefault(fact.record_type, []).append(row)
        else:
            edits.setdefault((fact.record_type, fact.record_id), {})[fact.field] = fact.new
    for record_type in RECORDS:
        if record_type in creations:
            insert_records(session, record_type, creations[record_type])
    update_records(session, edits)


def _derive(session: Session, batch: Batch, at: str, facts: Sequence[Fact]) -> None:
    """What is computed from the history for the items touched, and the search index."""
    created = {f.record_id for f in facts if f.record_type == "action_item" and f.field == CREATION}
    touched = {fact.subject_id for fact in facts} - created
    derived_columns.touch(session, touched, at)
    rescheduled = {f.record_id for f in facts if f.record_type == "action_item" and f.field == "due"}
    derived_columns.reschedulings(session, rescheduled)
    reworded = {
        fact.subject_id
        for fact in facts
        if fact.record_type == "note" or (fact.record_type == "action_item" and fact.field in _SEARCHED)
    }
    search_index.refresh(session, created, new=True)
    search_index.refresh(session, reworded - created, new=False)


_SEARCHED = ("title", "description")
