"""Records as plain mappings, and the values of their columns."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Any

from taskforce.model.records import FieldSpec, Kind, RecordSpec, record_spec
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


_READ: dict[Kind, Callable[[Any], Any]] = {Kind.LIST: json.loads, Kind.MAP: json.loads, Kind.FLAG: bool}
"""What makes a plain value of what was read from a column, where that is another one."""


def read_column(spec: FieldSpec, value: Any) -> Any:
    """Return the plain value of what was read from a column; a text that is no JSON where it should be stays."""
    try:
        return _READ[spec.kind](value) if value is not None and spec.kind in _READ else value
    except ValueError:
        return value


def load(reader: Reader, record_type: str, ids: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the records with these ids (those that exist), each with all its fields."""
    spec = record_spec(record_type)
    sql = f"SELECT id, {', '.join(spec.by_name)} FROM {record_type} WHERE id IN (:values)"
    return _records(spec, reader.rows_in(sql, ids))


def load_all(reader: Reader, record_type: str, *, deleted: bool = False) -> dict[str, dict[str, Any]]:
    """Return every record of a type by id; deleted ones too when asked for."""
    spec = record_spec(record_type)
    where = "" if deleted else " WHERE NOT deleted"
    return _records(spec, reader.rows(f"SELECT id, {', '.join(spec.by_name)} FROM {record_type}{where}"))


def _records(spec: RecordSpec, rows: Iterable[tuple[Any, ...]]) -> dict[str, dict[str, Any]]:
    names = ("id", *spec.by_name)
    other = [(field.name, _READ[field.kind]) for field in spec.fields if field.kind in _READ]
    records: dict[str, dict[str, Any]] = {}
    for row in rows:
        record = dict(zip(names, row, strict=True))
        for name, plain in other:
            if record[name] is not None:
                record[name] = plain(record[name])
        records[record.pop("id")] = record
    return records


def columns_of(record_type: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return plain values as columns of the record type's table."""
    fields = record_spec(record_type).by_name
    return {name: to_column(fields[name], value) for name, value in values.items()}
