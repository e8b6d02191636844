"""Searching words in title, description and notes: SQLite's FTS5, PostgreSQL's own text search.

A word finds the texts in which a word begins with it, whatever the case and accents; a term with signs in it
is a phrase of its words.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection
from typing import TYPE_CHECKING

from taskforce.store.database.reader import Reader, SqlAlchemyReader
from taskforce.store.write import search_index_postgres

if TYPE_CHECKING:
    from sqlmodel import Session

_WORD = re.compile(r"[^\W_]+")

_SOURCE = """
SELECT i.seq, i.title, coalesce(i.description, ''),
       coalesce((SELECT group_concat(n.text, ' ') FROM note n WHERE n.item_id = i.id AND NOT n.deleted), '')
FROM action_item i
"""


def tokens(term: str) -> list[str]:
    """The words of a search term."""
    return _WORD.findall(unicodedata.normalize("NFC", term))


def condition(reader: Reader, term: str, name: str) -> tuple[str, dict[str, str]]:
    """SQL that holds for the items ``i`` in which ``term`` is found, and its parameters.

    ``name`` must differ between the terms of one query.
    """
    words = tokens(term)
    if not words:  # only signs, such as "[/]": look for them as they are
        literal = "%" + re.sub(r"([%_!])", r"!\1", term) + "%"
        sql = f"(i.title LIKE :{name} ESCAPE '!' OR coalesce(i.description, '') LIKE :{name} ESCAPE '!')"
        return sql, {name: literal}
    if reader.dialect == "postgresql":
        return search_index_postgres.condition(reader, words, name)
    phrase = '"' + " ".join(words) + '"*'
    found = f"i.seq IN (SELECT rowid FROM item_search WHERE item_search MATCH :{name})"
    if reader.rewound:
        found = (
            f"CASE WHEN i.id IN (SELECT id FROM rewound_action_item) "
            f"THEN i.seq IN (SELECT rowid FROM rewound_search WHERE rewound_search MATCH :{name}) "
            f"ELSE {found} END"
        )
    return found, {name: phrase}


def refresh(session: Session, item_ids: Collection[str], *, new: bool) -> None:
    """Bring the search index in line with the items and notes just written.

    ``new`` says that none of the items was indexed before.
    """
    from sqlalchemy import text

    connection = session.connection()
    ids = list(item_ids)
    if connection.dialect.name == "postgresql":
        reader = SqlAlchemyReader(connection)
        rows = reader.rows_in(f"{search_index_postgres.SOURCE} WHERE i.id IN (:values)", ids)
        values = [{"seq": row[0], "words": search_index_postgres.vector(*row[1:])} for row in rows]
        if values:
            connection.execute(text(search_index_postgres.UPSERT), values)
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
            text(f"INSERT INTO item_search (rowid, title, description, notes){_SOURCE} WHERE i.id IN ({marks})"),
            names,
        )


def forget(session: Session, item_ids: Collection[str]) -> None:
    """Take items out of the search index before they leave the list."""
    from taskforce.store.database.reader import SqlAlchemyReader

    connection = session.connection()
    sql = "SELECT seq FROM action_item WHERE id IN (:values)"
    rows = [{"row": row[0]} for row in SqlAlchemyReader(connection).rows_in(sql, item_ids)]
    column = "seq" if connection.dialect.name == "postgresql" else "rowid"
    if rows:
        SqlAlchemyReader(connection).run(f"DELETE FROM item_search WHERE {column} = :row", rows)


def create_rewound(reader: Reader) -> None:
    """The search index of the items that a rewound reader sees differently."""
    if reader.dialect == "postgresql":
        search_index_postgres.create_rewound(reader)
        return
    reader.run(f"CREATE VIRTUAL TABLE temp.rewound_search USING {FTS_COLUMNS}")
    reader.run(
        "INSERT INTO temp.rewound_search (rowid, title, description, notes) "
        f"{_SOURCE} WHERE i.id IN (SELECT id FROM rewound_action_item)"
    )


FTS_COLUMNS = "fts5(title, description, notes, tokenize = 'unicode61 remove_diacritics 2')"
"""How the index of words is made in SQLite."""
