"""Taking in what another copy wrote: the same history, the same fold, whatever the order of arrival."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import insert, update
from sqlmodel import Session

from taskforce.clock import Clock, write_moment
from taskforce.model import tables
from taskforce.model.records import RECORDS, record_spec
from taskforce.store import derive, search
from taskforce.store.batch import Batch, Change, Foreign, Receipt
from taskforce.store.copies import OwnCopy
from taskforce.store.fold import Records, fold
from taskforce.store.ids import new_id
from taskforce.store.load import load
from taskforce.store.reader import SqlAlchemyReader
from taskforce.store.write import insert_records, record, table_of, update_records

CHANGE_COLUMNS = ", ".join(Change._fields)


def receive(session: Session, own: OwnCopy, clock: Clock, batch: Batch) -> Receipt:
    """Write the changes of ``batch.foreign`` that this copy has not seen, as one step of its history."""
    assert batch.foreign is not None
    reader = SqlAlchemyReader(session.connection())
    foreign = batch.foreign
    known = {
        row[0]
        for row in reader.rows_in(
            "SELECT id FROM change WHERE id IN (:values)", [change.id for change in foreign.changes]
        )
    }
    new = [change for change in foreign.changes if change.id not in known]
    if not new:
        return Receipt(None)
    at = write_moment(batch.at or clock.now())
    batch_id = new_id()
    _write_sources(session, reader, foreign)
    own.tick(at)
    own.last_clock = max(own.last_clock, *(change.clock for change in new))
    session.execute(
        insert(tables.Batch),
        [
            {
                "id": batch_id,
                "copy_id": own.id,
                "at": at,
                "actor_id": batch.actor_id,
                "kind": batch.kind,
                "summary": batch.summary,
                "reason": batch.reason,
                "undoes": None,
            }
        ],
    )
    history = _history(reader, {change.record_id for change in new}, new)
    records = fold(history)
    subjects = _subjects(reader, records, new)
    record(session, [(change, subjects[change.record_id]) for change in new], batch_id)
    _bring_up_to_date(session, reader, records)
    touched = {
        subject
        for subject in subjects.values()
        if ("action_item", subject) in records or load(reader, "action_item", [subject])
    }
    derive.recompute(session, touched)
    search.refresh(session, touched, new=False)
    own.save(session)
    return Receipt(batch_id, new)


def _write_sources(session: Session, reader: SqlAlchemyReader, foreign: Foreign) -> None:
    """The copies and batches that the changes name."""
    known = {row[0] for row in reader.rows("SELECT id FROM copy")}
    copies = [copy for copy in foreign.copies if copy.id not in known]
    if copies:
        values = [{**copy._asdict(), "own": False, "place": None} for copy in copies]
        session.execute(insert(tables.Copy), values)
    ids = [batch.id for batch in foreign.batches]
    seen = {row[0] for row in reader.rows_in("SELECT id FROM batch WHERE id IN (:values)", ids)}
    batches = [batch._asdict() for batch in foreign.batches if batch.id not in seen]
    if batches:
        session.execute(insert(tables.Batch), batches)
    table = table_of(tables.Copy)
    for copy in foreign.copies:
        numbers = [change.number for change in foreign.changes if change.copy_id == copy.id]
        if numbers:
            session.connection().execute(
                update(table)
                .where(table.c.id == copy.id)
                .where(table.c.last_number < max(numbers))
                .values(last_number=max(numbers))
            )


def _history(reader: SqlAlchemyReader, ids: Collection[str], new: Sequence[Change]) -> list[Change]:
    sql = f"SELECT {CHANGE_COLUMNS} FROM change WHERE record_id IN (:values)"
    return [*(Change(*row) for row in reader.rows_in(sql, ids)), *new]


def _subjects(reader: SqlAlchemyReader, records: Records, new: Sequence[Change]) -> dict[str, str]:
    subjects: dict[str, str] = {}
    for change in new:
        link = record_spec(change.record_type).subject
        values = records.get((change.record_type, change.record_id), {})
        subjects[change.record_id] = change.record_id if link is None else str(values[link])
    return subjects


def _bring_up_to_date(session: Session, reader: SqlAlchemyReader, records: Records) -> None:
    """Write records as the fold of their changes says."""
    edits: dict[tuple[str, str], dict[str, Any]] = {}
    for record_type, spec in RECORDS.items():
        ids = {record_id for kind, record_id in records if kind == record_type}
        if not ids:
            continue
        present = load(reader, record_type, ids)
        rows = []
        for record_id in sorted(ids):
            values = records[(record_type, record_id)]
            if record_id not in present:
                row = {"id": record_id, **values}
                if record_type == "action_item":
                    row |= {"created_at": "", "updated_at": "", "original_due": None}
                rows.append(row)
                continue
            differing = {
                name: values.get(name)
                for name in spec.by_name
                if present[record_id][name] != values.get(name, False if name == "deleted" else None)
            }
            if differing:
                edits[(record_type, record_id)] = differing
        if rows:
            insert_records(session, record_type, rows)
    update_records(session, edits)
