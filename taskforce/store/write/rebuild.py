"""Making everything that the history says anew: the tables, what is computed, the index of words, the counters."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from taskforce.model.records import CREATION, RECORDS
from taskforce.store.changes.batch import Change
from taskforce.store.changes.fold import Records, fold
from taskforce.store.changes.lost import seen_upto
from taskforce.store.database.reader import Connection
from taskforce.store.write import derived_columns, open_conflicts, search_index
from taskforce.store.write.apply_remote import bring_up_to_date
from taskforce.store.write.bulk import insert_rows, mark_replaced
from taskforce.store.write.replica import ref_number


def write_history(
    connection: Connection,
    copies: Iterable[Mapping[str, Any]],
    batches: Iterable[Mapping[str, Any]],
    changes: Sequence[Mapping[str, Any]],
    knowledge: Iterable[Mapping[str, Any]],
) -> None:
    """Write the rows of a history to tables that are empty."""
    insert_rows(connection, "copy", list(copies))
    insert_rows(connection, "batch", list(batches))
    insert_rows(connection, "change", list(changes))
    insert_rows(connection, "knowledge", list(knowledge))


def rebuild(connection: Connection) -> None:
    """Bring everything beside the history to what the history says.

    Every change must be sound, and every link lead to a record.  Raises :class:`StoreError` where one does not.
    """
    columns = ", ".join(Change._fields)
    changes = [Change._make(row) for row in connection.rows(f"SELECT {columns} FROM change ORDER BY seq")]
    records = fold(change for change in changes if change.record_type in RECORDS)
    _remove_strangers(connection, records)
    bring_up_to_date(connection, records)
    _mark(connection, changes, subjects(changes, records))
    _derive(connection, changes, records)
    _count(connection, changes)


def subjects(changes: Iterable[Change], records: Records) -> dict[str, str]:
    """Return the record that people would say was changed, by the id of each; of one never created itself."""
    found: dict[str, str] = {}
    for change in changes:
        spec = RECORDS.get(change.record_type)
        values = records.get((change.record_type, change.record_id))
        link = spec.subject if spec is not None else None
        found[change.record_id] = change.record_id if link is None or values is None else str(values[link])
    return found


def _remove_strangers(connection: Connection, records: Records) -> None:
    """Remove records that the history does not know; those that link to others first."""
    for record_type in reversed(list(RECORDS)):
        rows = connection.rows(f"SELECT id FROM {record_type}")
        strange = [{"id": row[0]} for row in rows if (record_type, row[0]) not in records]
        connection.execute_many(f"DELETE FROM {record_type} WHERE id = :id", strange)


def _mark(connection: Connection, changes: Sequence[Change], of: Mapping[str, str]) -> None:
    """Write to each change the record that was changed, and whether another one replaces it."""
    connection.execute_many(
        "UPDATE change SET subject_id = :subject WHERE record_id = :record AND subject_id <> :subject",
        [{"record": record_id, "subject": subject} for record_id, subject in of.items()],
    )
    connection.execute("UPDATE change SET replaced = FALSE WHERE replaced")
    mark_replaced(connection, changes)


def _derive(connection: Connection, changes: Iterable[Change], records: Records) -> None:
    connection.execute("DELETE FROM open_conflict")
    ids = {change.record_id for change in changes if change.record_type in RECORDS}
    open_conflicts.refresh(connection, ids, ids)
    items = [record_id for record_type, record_id in records if record_type == "action_item"]
    derived_columns.recompute(connection, items)
    derived_columns.reorder(connection)
    search_index.make_anew(connection)


def _count(connection: Connection, changes: Sequence[Change]) -> None:
    """Set the counters of every copy to how far the history is."""
    for copy_id, own, series, clock, ref in connection.rows(
        "SELECT id, own, series, last_clock, last_ref FROM copy"
    ):
        counters = {"number": seen_upto(connection, copy_id), "clock": clock, "ref": ref, "id": copy_id}
        if own:
            counters["clock"] = max((change.clock for change in changes), default=0)
            counters["ref"] = max(ref, greatest_ref(changes, series))
        connection.execute(
            "UPDATE copy SET last_number = :number, last_clock = :clock, last_ref = :ref WHERE id = :id",
            **counters,
        )


def greatest_ref(changes: Iterable[Change], series: str) -> int:
    """Return the greatest number of a ref that a copy with this prefix gave out."""
    refs = (
        json.loads(change.new or "{}").get("ref")
        for change in changes
        if change.record_type == "action_item" and change.field == CREATION
    )
    return max((ref_number(ref, series) for ref in refs), default=0)
