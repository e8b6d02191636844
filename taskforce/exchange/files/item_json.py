"""``list --format json``, and exports of a selection, as a sheet of the importer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from taskforce.exchange.files.sheet import Book, CellValue, Row, Sheet
from taskforce.model.shown import list_cell


def is_item_list(data: object) -> bool:
    """Return whether JSON data is an array of items as this program writes them."""
    return (
        isinstance(data, list) and bool(data) and all(isinstance(one, Mapping) and "title" in one for one in data)
    )


def item_book(data: Sequence[Mapping[str, Any]]) -> Book:
    """Return the items as rows under their keys; lists are joined as in our csv."""
    keys = list(dict.fromkeys(key for one in data for key in one))
    rows: list[Row] = [list(keys)]
    rows += [[_cell(one.get(key)) for key in keys] for one in data]
    return Book([Sheet("", rows)])


def _cell(value: Any) -> CellValue:
    if isinstance(value, list):
        return list_cell(value) or None
    if isinstance(value, Mapping):
        return str(dict(value))
    if isinstance(value, str):
        return value if value.strip() else None
    return value if isinstance(value, int | float) or value is None else str(value)
