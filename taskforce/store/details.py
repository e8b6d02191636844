"""Small reads around single action items, for the app: ids behind row numbers and refs, and back."""

from __future__ import annotations

from collections.abc import Iterable

from taskforce.store.reader import Reader


def ids_of(reader: Reader, numbers: Iterable[object]) -> list[str]:
    """The ids of items by row number, those that are not deleted, in the order of the refs."""
    rows = reader.rows_in("SELECT id, ref FROM action_item WHERE NOT deleted AND seq IN (:values)", numbers)
    return [row[0] for row in sorted(rows, key=lambda row: (len(str(row[1])), str(row[1])))]


def id_of_ref(reader: Reader, ref: str) -> str | None:
    """The id of the item called ``ref``; ``None`` when there is none, or it is deleted."""
    value = reader.value("SELECT id FROM action_item WHERE NOT deleted AND ref = :ref", ref=ref) if ref else None
    return None if value is None else str(value)


def number_of(reader: Reader, item_id: str) -> int | None:
    """The row number of an item; ``None`` when there is none, or it is deleted."""
    value = reader.value("SELECT seq FROM action_item WHERE id = :id AND NOT deleted", id=item_id)
    return None if value is None else int(value)


def last_writer(reader: Reader, record_id: str, field: str) -> tuple[str, str]:
    """Who wrote a field last (a handle, or nothing) and when (a stored moment, or nothing)."""
    row = reader.row(
        "SELECT m.handle, c.at FROM change c LEFT JOIN member m ON m.id = c.actor_id "
        "WHERE c.record_id = :record AND c.field IN (:field, '*') ORDER BY c.clock DESC, c.copy_id DESC LIMIT 1",
        record=record_id,
        field=field,
    )
    return ("", "") if row is None else (str(row[0] or ""), str(row[1]))


def widest_ref(reader: Reader) -> int:
    """The characters of the longest ref in the list, at least 3."""
    return int(reader.value("SELECT max(length(ref)) FROM action_item WHERE NOT deleted") or 3)
