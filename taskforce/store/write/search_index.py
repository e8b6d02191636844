"""The index of words is kept in line with the items and notes; how it is asked: :mod:`…changes.text_search`."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import text
from sqlmodel import Session

from taskforce.store.changes import text_search, text_search_postgres
from taskforce.store.database.reader import SqlAlchemyReader


def refresh(session: Session, item_ids: Collection[str], *, new: bool) -> None:
    """Bring the search index in line with the items and notes just written.

    ``new`` says that none of the items was indexed before.
    """
    connection = session.connection()
    ids = list(item_ids)
    if connection.dialect.name == "postgresql":
        reader = SqlAlchemyReader(connection)
        rows = reader.rows_in(f"{text_search_postgres.SOURCE} WHERE i.id IN (:values)", ids)
        values = [{"seq": row[0], "words": text_search_postgres.vector(*row[1:])} for row in rows]
        if values:
            connection.execute(text(text_search_postgres.UPSERT), values)
        return
    for start in range(0, len(ids), 500):
        portion = ids[start : start + 500]
        names = {f"id_{index}": value for index, value in enumerate(portion)}
        marks = ", ".join(f":{name}" for name in names)
        if not new:
            connection.execute(
                text(
                    f"DELETE FROM item_search WHERE rowid IN (SELECT seq FROM action_item WHERE id IN ({marks}))"
                ),
                names,
            )
        connection.execute(
            text(
                f"INSERT INTO item_search (rowid, title, description, notes)"
                f"{text_search.SOURCE} WHERE i.id IN ({marks})"
            ),
            names,
        )


def forget(session: Session, item_ids: Collection[str]) -> None:
    """Take items out of the search index before they leave the list."""
    connection = session.connection()
    sql = "SELECT seq FROM action_item WHERE id IN (:values)"
    rows = [{"row": row[0]} for row in SqlAlchemyReader(connection).rows_in(sql, item_ids)]
    column = "seq" if connection.dialect.name == "postgresql" else "rowid"
    if rows:
        SqlAlchemyReader(connection).execute_many(f"DELETE FROM item_search WHERE {column} = :row", rows)
