"""Records as plain mappings, and the values of their columns."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from taskforce.model.records import FieldSpec, Kind, record_spec
from taskforce.store.changes.batch import to_json
from taskforce.store.database.reader import Reader

_JSON = (Kind.LIST, Kind.MAP)


def to_column(spec: FieldSpec, value: Any) -> Any:
    """Return a plain value as it is written in its column; raise :class:`ValueError` for a date that is none."""
    if value is None:
        return None
    if spec.kind is Kind.DATE:
        return date.fromisoformat(value).isoformat()
    if spec.kind in _JSON:
        return to_json(value)
    return value


def from_column(spec: FieldSpec, value: Any) -> Any:
    """Return what was read from a column, as a plain value."""
    if value is None:
        return None
    if spec.kind in _JSON:
        return json.loads(value)
    if spec.kind is Kind.FLAG:
        return bool(value)
    if spec.kind is Kind.DATE and isinstance(value, date):
        return value.isoformat()
    return value


def load(reader: Reader, record_type: str, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the records with these ids (those that exist), each with all its fields."""
    spec = record_spec(record_type)
    columns = ", ".join(spec.by_name)
    sql = f"SELECT id, {columns} FROM {record_type} WHERE id IN (:values)"
    return {row[0]: _record(spec.fields, row[1:]) for row in reader.rows_in(sql, ids)}


def load_all(reader: Reader, record_type: str, *, deleted: bool = False) -> dict[str, dict[str, Any]]:
    """Return every record of a type by id; deleted ones too when asked for."""
    spec = record_spec(record_type)
    where = "" if deleted else " WHERE NOT deleted"
    rows = reader.rows(f"SELECT id, {', '.join(spec.by_name)} FROM {record_type}{where}")
    return {row[0]: _record(spec.fields, row[1:]) for row in rows}


def _record(fields: Iterable[FieldSpec], values: Iterable[Any]) -> dict[str, Any]:
    return {spec.name: from_column(spec, value) for spec, value in zip(fields, values, strict=True)}


def columns_of(record_type: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values as columns of the record type's table."""
    fields = record_spec(record_type).by_name
    return {name: to_column(fields[name], value) for name, value in values.items()}
