"""Small reads around single records, for the app: what a form shows, ids behind row numbers."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from taskforce.model.records import Kind, record_spec
from taskforce.store.reader import Reader


def record_values(reader: Reader, record_type: str, record_id: str) -> dict[str, Any]:
    """The plain values of a record's fields: what a form shows, and later says to have seen."""
    fields = record_spec(record_type).fields
    names = ", ".join(field.name for field in fields)
    row = reader.row(f"SELECT {names} FROM {record_type} WHERE id = :id", id=record_id)
    if row is None:
        return {}
    values: dict[str, Any] = {}
    for field, value in zip(fields, row, strict=True):
        if value is not None and field.kind in (Kind.LIST, Kind.MAP) and isinstance(value, str):
            value = json.loads(value)
        values[field.name] = bool(value) if field.kind is Kind.FLAG else value
    return values


def ids_of(reader: Reader, numbers: Iterable[object]) -> list[str]:
    """The ids of items by row number, those that are not deleted, in the order of the refs."""
    rows = reader.rows_in("SELECT id, ref FROM action_item WHERE NOT deleted AND seq IN (:values)", numbers)
    return [row[0] for row in sorted(rows, key=lambda row: (len(str(row[1])), str(row[1])))]
