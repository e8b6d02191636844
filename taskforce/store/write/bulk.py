"""The bulk statements that write: the history, and the tables that it makes.

Only the other files of this room call these, within a batch's transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from taskforce.model.records import DELETED, RECORDS
from taskforce.model.text import sort_key
from taskforce.store.changes.batch import Batch, Change, StoredBatch, to_json
from taskforce.store.changes.ids import new_id
from taskforce.store.changes.load import columns_of, to_column
from taskforce.store.database.reader import Connection

_PORTION = 5_000
"""Rows that a server is sent at once."""


def insert_rows(connection: Connection, table: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows, each a mapping of the same columns."""
    if rows:
        names = tuple(rows[0])
        insert_values(connection, table, names, [tuple([row[name] for name in names]) for row in rows])


def insert_values(
    connection: Connection, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows, each the values of the columns ``names``.

    A server takes them as one JSON text: 3,000 new items took 1.3 s with a statement for each, and take 0.8 s.
    """
    columns = ", ".join(names)
    if connection.dialect == "postgresql":
        source = f"json_populate_recordset(CAST(NULL AS {table}), CAST(:rows AS json))"
        for start in range(0, len(rows), _PORTION):
            portion = to_json([dict(zip(names, row, strict=True)) for row in rows[start : start + _PORTION]])
            connection.execute(f"INSERT INTO {table} ({columns}) SELECT {columns} FROM {source}", rows=portion)
        return
    marks = ", ".join("?" * len(names))
    connection.execute_many(f"INSERT INTO {table} ({columns}) VALUES ({marks})", rows)


def is_guarded(connection: Connection) -> bool:
    """Return whether somebody writes to a server's list who does not own it: no history may be deleted then.

    What takes something away goes through the functions of ``scripts/postgres_roles.sql``, which look at it.
    """
    sql = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('change')"
    return connection.dialect == "postgresql" and not connection.value(sql)


def record_batch(connection: Connection, copy_id: str, batch: Batch, at: str) -> str:
    """Write the step that a batch is, dated ``at`` (a stored moment); gives its new id."""
    batch_id = new_id()
    step = StoredBatch(
        batch_id, copy_id, at, batch.actor_id, batch.kind, batch.summary, batch.reason, batch.undoes
    )
    insert_rows(connection, "batch", [step._asdict()])
    return batch_id


def record(
    connection: Connection, changes: Sequence[tuple[Change, str]], received_with: str | None = None
) -> None:
    """Write changes (each with its subject) to the history, and mark those that they replace."""
    names = (*Change._fields, "subject_id", "replaced", "received_with")
    rows = [(*change, subject, False, received_with) for change, subject in changes]
    insert_values(connection, "change", names, rows)
    mark_replaced(connection, [change for change, _subject in changes])


def mark_replaced(connection: Connection, changes: Iterable[Change]) -> None:
    """Mark the earlier changes of a field that these replace; a creation is never replaced as a whole."""
    connection.execute_each(
        "UPDATE change SET replaced = TRUE WHERE id = :head AND record_id = :record AND field = :field",
        ("head", "record", "field"),
        [
            (head, change.record_id, change.field)
            for change in changes
            if change.after
            for head in change.after.split()
        ],
    )


def rewrite(connection: Connection, before: Sequence[Change], now: Sequence[Change]) -> int:
    """Write over the values of stored changes that lost some; ``before`` and ``now`` are in one order."""
    rows = [
        {"id": change.id, "old": change.old, "new": change.new}
        for change, old in zip(now, before, strict=True)
        if change != old
    ]
    if rows and connection.dialect == "sqlite":
        connection.execute("PRAGMA secure_delete = ON")  # what is written over is zeros in the file
    sql = "UPDATE change SET old = :old, new = :new WHERE id = :id"
    if rows and is_guarded(connection):
        sql = "SELECT taskforce_forget(:id, :old, :new)"
    connection.execute_many(sql, rows)
    return len(rows)


def insert_records(connection: Connection, record_type: str, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write new records; each row is the id, plain values and, for an item, its derived columns."""
    fields = RECORDS[record_type].by_name
    empty = dict.fromkeys(fields) | {DELETED: False}
    ready: list[dict[str, Any]] = []
    for row in rows:
        own = {name: value for name, value in row.items() if name not in fields}
        if own.get("original_due"):
            own["original_due"] = columns_of(record_type, {"due": own["original_due"]})["due"]
        if record_type == "action_item":
            own.setdefault("times_rescheduled", 0)
            own["title_order"] = sort_key(row.get("title") or "")
        values = {name: value for name, value in row.items() if name in fields}
        ready.append({**columns_of(record_type, {**empty, **values}), **own})
    insert_rows(connection, record_type, ready)


def update_records(
    connection: Connection, edits: Mapping[tuple[str, str], Mapping[str, Any]], at: Mapping[str, str]
) -> None:
    """Set fields of existing records, those with the same fields in one statement; also what is only touched.

    ``at`` says by id when an item was changed last; its moment never goes back.
    """
    groups: dict[tuple[str, tuple[str, ...], bool], list[tuple[str, Mapping[str, Any]]]] = {}
    for (record_type, record_id), values in edits.items():
        moves = record_type == "action_item" and record_id in at
        groups.setdefault((record_type, tuple(values), moves), []).append((record_id, values))
    touched = groups.setdefault(("action_item", (), True), [])
    touched += [(one, {}) for one in at if ("action_item", one) not in edits]
    for (record_type, names, moves), records in groups.items():
        fields = RECORDS[record_type].by_name
        columns = {name: [to_column(fields[name], values[name]) for _id, values in records] for name in names}
        if record_type == "action_item" and "title" in names:
            columns["title_order"] = [sort_key(values["title"] or "") for _id, values in records]
        if moves:
            columns[_MOMENT] = [at[record_id] for record_id, _values in records]
        sets = ", ".join(_LATER if name == _MOMENT else f"{name} = :{name}" for name in columns)
        columns["id"] = [record_id for record_id, _values in records]
        sql = f"UPDATE {record_type} SET {sets} WHERE id = :id"
        if sets and records:
            connection.execute_each(sql, tuple(columns), zip(*columns.values(), strict=True))


_MOMENT = "updated_at"
_LATER = f"{_MOMENT} = CASE WHEN {_MOMENT} < :{_MOMENT} THEN :{_MOMENT} ELSE {_MOMENT} END"
