"""Taking in what another copy wrote: the same history, the same fold, whatever the order of arrival.

A change is known by its id, and has a place: the copy that wrote it and its running number there.  What arrives
must follow without a gap on what is here, so that whoever has a change also has all that it builds on.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from taskforce.clock import Clock, write_moment
from taskforce.language import _
from taskforce.model.records import CREATION, RECORDS
from taskforce.model.shown import mid_sentence
from taskforce.store.changes.batch import Batch, Change, Receipt
from taskforce.store.changes.fold import Records, absent, fold
from taskforce.store.changes.forgetting import forgotten, ordered_members, orders_among
from taskforce.store.changes.load import load
from taskforce.store.changes.lost import LOST_ID, at_known_places, lost_places, seen_upto
from taskforce.store.changes.version_vector import check_beginning
from taskforce.store.database.reader import Connection, Reader, StoreError
from taskforce.store.write import derived_columns, known_replicas, open_conflicts, search_index
from taskforce.store.write.bulk import (
    insert_records,
    insert_rows,
    mark_replaced,
    record,
    record_batch,
    rewrite,
    update_records,
)
from taskforce.store.write.placement import place
from taskforce.store.write.replica import Replica

CHANGE_COLUMNS = ", ".join(Change._fields)


def receive(connection: Connection, own: Replica, clock: Clock, batch: Batch) -> Receipt:
    """Write the changes of ``batch.foreign`` that this copy has not seen, as one step of its history.

    Raises :class:`StoreError` when changes are missing in between, or what arrives is not whole.
    """
    foreign = batch.foreign
    assert foreign is not None
    foreign = at_known_places(connection, foreign)
    check_beginning(connection, foreign)
    known_replicas.write_replicas(connection, own, foreign)
    came_back = _give_way(connection, foreign.changes)
    placed = place(connection, own, foreign)
    new = placed.new
    touched = placed.moved | {change.record_id for change in new}
    known_replicas.learn(connection, own, foreign)
    if not touched:
        own.save(connection)
        return Receipt(None)
    batch_id = _write_batches(connection, own, clock, batch, new) if new else None
    _advance(own, new)
    touched |= ordered_members(connection)
    stored = _changes_of(connection, touched)
    history = forgotten([*stored, *new], orders_among(connection, [*stored, *new]))
    lost = rewrite(connection, stored, history[: len(stored)])
    new = history[len(stored) :]
    records = fold(history)
    subjects = subjects_of(records, history)
    if new:
        record(connection, [(change, subjects[change.record_id]) for change in new], batch_id)
        _advance_numbers(connection, new)
        if came_back:  # what they were replaced by is here already
            mark_replaced(connection, history)
    bring_up_to_date(connection, records)
    finish(connection, touched, {subjects[record_id] for record_id in touched}, history)
    if lost:
        own.notices.append(
            _(
                "Personal data that a member asked to be forgotten is taken out here, too; backups made before "
                "still hold it: remove them when nobody needs them."
            )
        )
    own.save(connection)
    return Receipt(batch_id, new, forgotten=lost)


def _give_way(connection: Connection, changes: Sequence[Change]) -> bool:
    """Remove what stands for changes that were lost here, and arrive now; return whether there are some."""
    lost = lost_places(connection)
    back = {(one.copy_id, one.number) for one in changes if one.record_id != LOST_ID} & lost
    rows = [{"copy": copy_id, "number": number, "lost": LOST_ID} for copy_id, number in sorted(back)]
    connection.execute_many(
        "DELETE FROM change WHERE copy_id = :copy AND number = :number AND record_id = :lost", rows
    )
    return bool(rows)


def _write_batches(connection: Connection, own: Replica, clock: Clock, batch: Batch, new: Sequence[Change]) -> str:
    """Write the step that this is, and the steps of the others that it brings; give its id."""
    assert batch.foreign is not None
    at = write_moment(batch.at or clock.now())
    ids = [one.id for one in batch.foreign.batches]
    seen = {row[0] for row in connection.rows_in("SELECT id FROM batch WHERE id IN (:values)", ids)}
    places = {change.batch_id: change.copy_id for change in new}
    steps = [
        one._replace(copy_id=places[one.id]) for one in batch.foreign.batches if one.id in places.keys() - seen
    ]
    insert_rows(connection, "batch", [one._asdict() for one in steps])
    own.tick(at)
    return record_batch(connection, own.id, batch, at)


def _advance(own: Replica, new: Sequence[Change]) -> None:
    """Bring the clock and the refs past what arrived."""
    for change in new:
        own.last_clock = max(own.last_clock, change.clock)
        if change.record_type == "action_item" and change.field == CREATION:
            own.met_ref(json.loads(change.new or "{}").get("ref"))


def _advance_numbers(connection: Connection, new: Sequence[Change]) -> None:
    """Write down up to which number the changes of each copy are here now."""
    rows = [{"number": seen_upto(connection, one), "id": one} for one in sorted({one.copy_id for one in new})]
    connection.execute_many("UPDATE copy SET last_number = :number WHERE id = :id", rows)


def _changes_of(reader: Reader, ids: Collection[str]) -> list[Change]:
    sql = f"SELECT {CHANGE_COLUMNS} FROM change WHERE record_id IN (:values)"
    return [Change(*row) for row in reader.rows_in(sql, ids)]


def subjects_of(records: Records, history: Iterable[Change]) -> dict[str, str]:
    """Return the record that people would say was changed, by the id of each; raise for one never created."""
    subjects: dict[str, str] = {}
    for change in history:
        spec = RECORDS.get(change.record_type)
        if spec is None:  # of a newer version: kept, and handed on
            subjects[change.record_id] = change.record_id
            continue
        values = records.get((change.record_type, change.record_id))
        if values is None:
            raise _not_whole(change.record_type, change.record_id)
        subjects[change.record_id] = change.record_id if spec.subject is None else str(values[spec.subject])
    return subjects


def _not_whole(record_type: str, record_id: str) -> StoreError:
    return StoreError(
        _(
            "What arrived is not whole ({record} {id} is missing): nothing was taken; ask for the whole list "
            "(“taskforce bundle write FILE --all”).",
            record=mid_sentence(_(RECORDS[record_type].label)),
            id=record_id,
        )
    )


def bring_up_to_date(connection: Connection, records: Records) -> None:
    """Write records as the fold of their changes says; fields of a newer version stay in the history only."""
    edits: dict[tuple[str, str], dict[str, Any]] = {}
    creations: dict[str, list[dict[str, Any]]] = {}
    for record_type, spec in RECORDS.items():
        folded = {key[1]: values for key, values in records.items() if key[0] == record_type}
        if not folded:
            continue
        present = load(connection, record_type, folded)
        for record_id in sorted(folded):
            values = {name: folded[record_id].get(name, absent(field)) for name, field in spec.by_name.items()}
            if record_id not in present:
                row = {"id": record_id, **values}
                if record_type == "action_item":
                    row |= {"created_at": "", "updated_at": "", "original_due": None}
                creations.setdefault(record_type, []).append(row)
                continue
            differing = {name: value for name, value in values.items() if present[record_id][name] != value}
            if differing:
                edits[(record_type, record_id)] = differing
    _check_links(connection, creations, edits)
    for record_type, rows in creations.items():
        insert_records(connection, record_type, rows)
    update_records(connection, edits)


def _check_links(
    reader: Reader,
    creations: Mapping[str, Sequence[Mapping[str, Any]]],
    edits: Mapping[tuple[str, str], Mapping[str, Any]],
) -> None:
    """Raise :class:`StoreError` unless every link points to a record that is here, or arrives."""
    targets: dict[str, set[str]] = {}
    written = [(kind, row) for kind, rows in creations.items() for row in rows]
    for record_type, values in [*written, *((key[0], values) for key, values in edits.items())]:
        for field in RECORDS[record_type].fields:
            if field.to is not None and values.get(field.name) is not None:
                targets.setdefault(field.to, set()).add(values[field.name])
    for record_type, ids in targets.items():
        ids -= {row["id"] for row in creations.get(record_type, ())}
        sql = f"SELECT id FROM {record_type} WHERE id IN (:values)"
        for record_id in sorted(ids - {row[0] for row in reader.rows_in(sql, ids)}):
            raise _not_whole(record_type, record_id)


def finish(
    connection: Connection, touched: Collection[str], subjects: Collection[str], history: Iterable[Change] = ()
) -> None:
    """Bring what is computed up to date: conflicts, times and due dates of items, the search index.

    ``history`` are all changes of the touched records, where these were read already.
    """
    open_conflicts.refresh(connection, touched, subjects, history)
    sql = "SELECT id FROM action_item WHERE id IN (:values)"
    items = {row[0] for row in connection.rows_in(sql, set(subjects))}
    derived_columns.recompute(connection, items)
    search_index.refresh(connection, items, new=False)
