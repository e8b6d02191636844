"""The index of words is kept in line with the items and notes; how it is asked: ``changes/text_search``."""

from __future__ import annotations

from collections.abc import Collection

from taskforce.store.changes import text_search, text_search_postgres
from taskforce.store.database.reader import Connection

_UPSERT = (
    "INSERT INTO item_search (seq, words) VALUES (:seq, CAST(:words AS tsvector)) "
    "ON CONFLICT (seq) DO UPDATE SET words = EXCLUDED.words"
)


def refresh(connection: Connection, item_ids: Collection[str], *, new: bool) -> None:
    """Bring the index in line with the items and notes just written; ``new``: none of the items is in it yet."""
    if connection.dialect == "postgresql":
        rows = connection.rows_in(f"{text_search_postgres.SOURCE} WHERE i.id IN (:values)", item_ids)
        words = [{"seq": row[0], "words": text_search_postgres.vector(*row[1:])} for row in rows]
        connection.execute_many(_UPSERT, words)
        return
    if not new:
        forget(connection, item_ids)
    connection.execute_many(
        f"INSERT INTO item_search (rowid, title, description, notes){text_search.SOURCE} WHERE i.id = :id",
        [{"id": item_id} for item_id in item_ids],
    )


def forget(connection: Connection, item_ids: Collection[str]) -> None:
    """Take items out of the index."""
    column = "seq" if connection.dialect == "postgresql" else "rowid"
    sql = "SELECT seq FROM action_item WHERE id IN (:values)"
    rows = [{"row": row[0]} for row in connection.rows_in(sql, item_ids)]
    connection.execute_many(f"DELETE FROM item_search WHERE {column} = :row", rows)
