"""The index of words is kept in line with the items and notes; how it is asked: ``changes/text_search``."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from taskforce.store.changes import text_search
from taskforce.store.database.reader import Connection


def has_words(record_type: str, field: str) -> bool:
    """Return whether an edit of a field of an item, or of what belongs to it, gives the item other words."""
    return record_type == "note" or (record_type == "action_item" and field in text_search.TEXTS)


def refresh(connection: Connection, item_ids: Collection[str]) -> None:
    """Bring the index in line with the items and notes just written."""
    source = f"{text_search.source(connection)} WHERE i.id IN (:values)"
    text_search.fill(connection, "item_search", connection.rows_in(source, item_ids))


def refresh_texts(connection: Connection, edits: Mapping[str, Mapping[str, Any]]) -> None:
    """Bring the index in line with edits of items, each the values of some fields; the other texts stay."""
    if connection.dialect == "postgresql":  # one value has the words of all texts
        refresh(connection, edits.keys())
    else:
        text_search.replace_texts(connection, "item_search", edits)


def make_anew(connection: Connection) -> None:
    """Make the index of all items anew, with no word that is nowhere any more."""
    for table in ("item_search", "item_search_vocabulary"):
        connection.execute(f"DELETE FROM {table}")
    text_search.fill(connection, "item_search", connection.rows(text_search.source(connection)))


def forget(connection: Connection, item_ids: Collection[str]) -> None:
    """Take items out of the index."""
    column = "seq" if connection.dialect == "postgresql" else "rowid"
    sql = "SELECT seq FROM action_item WHERE id IN (:values)"
    rows = [{"row": row[0]} for row in connection.rows_in(sql, item_ids)]
    connection.execute_many(f"DELETE FROM item_search WHERE {column} = :row", rows)
