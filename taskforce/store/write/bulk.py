"""The bulk statements that write: the history, and the tables that it makes.

Only :mod:`taskforce.store.write.apply` and :mod:`taskforce.store.write.apply_remote` call these, within a batch's
transaction.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Table, bindparam, insert, update
from sqlmodel import Session, SQLModel

from taskforce.model import tables
from taskforce.model.records import DELETED, RECORDS
from taskforce.store.changes.batch import Change
from taskforce.store.changes.load import columns_of


def table_of(model: type[SQLModel]) -> Table:
    """The table behind a model."""
    table = model.__table__  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return table


def record(session: Session, changes: Sequence[tuple[Change, str]], received_with: str | None = None) -> None:
    """Write changes (each with its subject) to the history, and mark those that they replace."""
    session.connection().execute(
        insert(table_of(tables.Change)),
        [
            {**change._asdict(), "subject_id": subject, "replaced": False, "received_with": received_with}
            for change, subject in changes
        ],
    )
    mark_replaced(session, [change for change, _subject in changes])


def mark_replaced(session: Session, changes: Iterable[Change]) -> None:
    """Mark the earlier changes of a field that these replace; a creation is never replaced as a whole."""
    table = table_of(tables.Change)
    statement = (
        update(table)
        .where(table.c.id == bindparam("head"))
        .where(table.c.record_id == bindparam("record"))
        .where(table.c.field == bindparam("name"))
        .values(replaced=True)
    )
    rows = [
        {"head": head, "record": change.record_id, "name": change.field}
        for change in changes
        if change.after
        for head in change.after.split()
    ]
    if rows:
        session.connection().execute(statement, rows)


def insert_records(session: Session, record_type: str, rows: Iterable[dict[str, Any]]) -> None:
    """Write new records; each row is the id, plain values and, for an item, its derived columns."""
    table = table_of(tables.TABLES[record_type])
    fields = RECORDS[record_type].by_name
    empty = dict.fromkeys(fields) | {DELETED: False}
    ready: list[dict[str, Any]] = []
    for row in rows:
        own = {name: value for name, value in row.items() if name not in fields}
        if own.get("original_due"):
            own["original_due"] = columns_of(record_type, {"due": own["original_due"]})["due"]
        if record_type == "action_item":
            own.setdefault("times_rescheduled", 0)
        known = {name: value for name, value in row.items() if name in fields}
        ready.append({**columns_of(record_type, {**empty, **known}), **own})
    session.connection().execute(insert(table), ready)


def update_records(session: Session, edits: dict[tuple[str, str], dict[str, Any]]) -> None:
    """Set fields of existing records, those with the same fields in one statement."""
    groups: dict[tuple[str, tuple[str, ...]], list[dict[str, Any]]] = {}
    for (record_type, record_id), values in edits.items():
        row = {"record": record_id, **{f"new_{k}": v for k, v in columns_of(record_type, values).items()}}
        groups.setdefault((record_type, tuple(sorted(values))), []).append(row)
    for (record_type, names), rows in groups.items():
        table = table_of(tables.TABLES[record_type])
        statement = (
            update(table)
            .where(table.c.id == bindparam("record"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        session.connection().execute(statement, rows)
