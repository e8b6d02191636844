"""The index of words on PostgreSQL: the same words as SQLite's FTS5 makes, kept as a ``tsvector`` an item.

The words are made here, not by PostgreSQL's own parser: that one takes ``buku-2`` for a word and a negative
number, and addresses and versions for one word each.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from taskforce.store.database.reader import Connection, Reader

_WORD = re.compile(r"[^\W_]+")
_MOST_BYTES = 900_000  # a tsvector holds a megabyte
_LAST_POSITION = 16_383
_LONGEST_WORD = 500

SOURCE = """
SELECT i.seq, i.title, coalesce(i.description, ''),
       coalesce((SELECT string_agg(n.text, ' ') FROM note n WHERE n.item_id = i.id AND NOT n.deleted), '')
FROM action_item i
"""


def words_of(text: str) -> list[str]:
    """Return the words of a text as the index knows them: small letters without accents, and digits."""
    if not text.isascii():
        decomposed = unicodedata.normalize("NFD", text)
        plain = "".join(sign for sign in decomposed if unicodedata.category(sign) != "Mn")
        text = unicodedata.normalize("NFC", plain)
    return [word[:_LONGEST_WORD] for word in _WORD.findall(text.lower())]


def vector(*texts: str) -> str:
    """Return the words of an item's texts as a ``tsvector`` literal; no phrase reaches from text to text."""
    places: dict[str, list[int]] = {}
    position = size = 0
    for text in texts:
        for word in words_of(text):
            position = min(position + 1, _LAST_POSITION)
            size += len(word.encode()) + 8
            if size > _MOST_BYTES:
                break
            places.setdefault(word, []).append(position)
        position += 1
    return " ".join(f"'{word}':{','.join(map(str, positions[:255]))}" for word, positions in places.items())


def phrase(words: Iterable[str]) -> str:
    """Return the ``tsquery`` literal of words that follow each other, the last of which may go on."""
    *before, last = [f"'{folded}'" for word in words for folded in words_of(word)]
    return " <-> ".join([*before, f"{last}:*"])


def condition(reader: Reader, words: list[str], name: str) -> tuple[str, dict[str, str]]:
    """Return SQL that holds for the items ``i`` in which the words follow each other, and its parameters."""
    matching = f"i.seq IN (SELECT x.seq FROM {{table}} x WHERE x.words @@ CAST(:{name} AS tsquery))"
    sql = matching.format(table="item_search")
    if reader.rewound:
        then = matching.format(table="rewound_search")
        sql = f"CASE WHEN i.id IN (SELECT id FROM rewound_action_item) THEN {then} ELSE {sql} END"
    return sql, {name: phrase(words)}


def create_rewound(reader: Connection) -> None:
    """Make the index of the items that a rewound reader sees differently."""
    rows = reader.rows(f"{SOURCE} WHERE i.id IN (SELECT id FROM rewound_action_item)")
    reader.execute("CREATE TEMPORARY TABLE rewound_search (seq BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
    if rows:
        reader.execute_many(
            "INSERT INTO rewound_search (seq, words) VALUES (:seq, CAST(:words AS tsvector))",
            [{"seq": row[0], "words": vector(*row[1:])} for row in rows],
        )
