"""``apply(batch)``: the only way anything is written.

An edit, an import, an undo and a merge all arrive here.  One batch is one transaction: its changes are
recorded, and the tables brought to what the changes say, with bulk statements.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

from taskforce.clock import Clock, write_moment
from taskforce.model.records import CREATION, RECORDS
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import Batch, Change, Fact, Receipt, to_json
from taskforce.store.changes.forgetting import FORGET, forgotten, orders_among
from taskforce.store.changes.ids import new_id
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Connection, Reader
from taskforce.store.write import consequences, derived_columns, open_conflicts, search_index
from taskforce.store.write.bulk import insert_records, record, record_batch, rewrite, update_records
from taskforce.store.write.prepare import RESTORING, prepare
from taskforce.store.write.replica import Replica, own_replica
from taskforce.store.write.rules import check_rules
from taskforce.store.write.transaction import written


def apply(location: Location, clock: Clock, batch: Batch) -> Receipt:
    """Write one batch, whole or not at all.

    Raises :class:`~taskforce.model.errors.InvalidRecord` for values that cannot be,
    :class:`~taskforce.store.changes.batch.StaleWrite` when someone else was faster, and
    :class:`~taskforce.store.database.reader.StoreError` when the database cannot be written.
    """
    return apply_all(location, clock, [batch])[0]


def apply_all(
    location: Location, clock: Clock, batches: Iterable[Batch], first: Callable[[], object] | None = None
) -> list[Receipt]:
    """Write batches in their order, each a step of its own, but all of them or none; see :func:`apply`.

    ``first`` is called in the transaction, when nothing is written yet and nobody else can write.
    """

    def work(connection: Connection) -> list[Receipt]:
        if first is not None:
            first()
        own = own_replica(connection, location)
        receipts = _apply_each(connection, own, clock, list(batches))
        if own.notices and receipts:
            receipts[-1] = receipts[-1]._replace(notices=tuple(own.notices))
        return receipts

    return written(location, work)


def _apply_each(connection: Connection, own: Replica, clock: Clock, batches: Sequence[Batch]) -> list[Receipt]:
    """Write batches; what only a merge needs is imported for one alone, as everyday commands are short."""
    if batches and all(batch.foreign is not None for batch in batches):
        from taskforce.store.write.apply_remote import receive_all

        return receive_all(connection, own, clock, batches)
    return [_apply_one(connection, own, clock, batch) for batch in batches]


def _apply_one(connection: Connection, own: Replica, clock: Clock, batch: Batch) -> Receipt:
    if batch.sets_aside:
        from taskforce.store.write.revert_merge import set_aside

        return set_aside(connection, own, clock, batch)
    if batch.parts is not None:
        from taskforce.store.write.apply_remote import receive_in_parts

        return receive_in_parts(connection, own, clock, batch)
    assert batch.foreign is None, "what arrives is written by itself"
    return _apply_local(connection, own, clock, batch)


def _apply_local(connection: Connection, own: Replica, clock: Clock, batch: Batch) -> Receipt:
    moment = batch.at or clock.now()
    facts = prepare(connection, batch, moment.astimezone(clock.zone).date().isoformat())
    if not facts:
        return Receipt(None)
    facts = [_with_ref(fact, own) for fact in facts]
    check_rules(connection, facts)
    at = write_moment(moment)
    batch_id = record_batch(connection, own.id, batch, at)
    changes = _stamped(connection, own, batch, batch_id, at, facts)
    record(connection, [(change, fact.subject_id) for change, fact in zip(changes, facts, strict=True)])
    _write_tables(connection, at, facts)
    open_conflicts.settle(connection, facts)
    _derive(connection, facts)
    if batch.kind not in RESTORING:
        own.notices += consequences.said_of_series(connection, facts)
    own.save(connection)
    lost = _forget(connection, {fact.record_id for fact in facts}) if batch.kind == FORGET else 0
    return Receipt(batch_id, changes, forgotten=lost)


def _forget(connection: Connection, member_ids: Collection[str]) -> int:
    """Take what is ordered away out of the changes of some members; return how many lost a value."""
    sql = f"SELECT {', '.join(Change._fields)} FROM change WHERE record_id IN (:values)"
    history = [Change(*row) for row in connection.rows_in(sql, member_ids)]
    return rewrite(connection, history, forgotten(history, orders_among(connection, history)))


def _with_ref(fact: Fact, own: Replica) -> Fact:
    """Give a new action item its ref: the next number of this copy."""
    if fact.record_type != "action_item" or fact.field != CREATION or fact.new.get("ref"):
        return fact
    return fact._replace(new={**fact.new, "ref": own.next_ref()})


def _stamped(
    reader: Reader, own: Replica, batch: Batch, batch_id: str, at: str, facts: Sequence[Fact]
) -> list[Change]:
    after = conflict_detection.known_to(reader, facts)
    changes: list[Change] = []
    for fact in facts:
        creation = fact.field == CREATION
        heads = after.get((fact.record_id, fact.field), ()) if fact.after is None else fact.after
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
                after=None if creation else " ".join(heads) or None,
            )
        )
    return changes


def _write_tables(connection: Connection, at: str, facts: Sequence[Fact]) -> None:
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
            insert_records(connection, record_type, creations[record_type])
    touched = {fact.subject_id for fact in facts} - _created_items(facts)
    update_records(connection, edits, dict.fromkeys(touched, at))


def _created_items(facts: Sequence[Fact]) -> set[str]:
    return {f.record_id for f in facts if f.record_type == "action_item" and f.field == CREATION}


def _derive(connection: Connection, facts: Sequence[Fact]) -> None:
    """Bring what is computed from the history up to date for the items touched, and the index of words."""
    rescheduled = {f.record_id for f in facts if f.record_type == "action_item" and f.field == "due"}
    derived_columns.reschedulings(connection, rescheduled)
    reworded = {fact.subject_id for fact in facts if search_index.has_words(fact.record_type, fact.field)}
    search_index.refresh(connection, _created_items(facts) | reworded)
