"""Words in title, description and notes: how they are found, by SQLite's FTS5 or PostgreSQL's text search.

A word finds the texts in which a word begins with it, whatever the case and accents; a term with signs in it
is a phrase of its words; one in quotation marks is found as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from taskforce.store.changes import text_search_postgres
from taskforce.store.database.reader import Connection, Reader

_WORD = re.compile(r"[^\W_]+")

SOURCE = """
SELECT i.seq, i.title, coalesce(i.description, ''),
       coalesce((SELECT group_concat(n.text, ' ') FROM note n WHERE n.item_id = i.id AND NOT n.deleted), '')
FROM action_item i
"""


def tokens(term: str) -> list[str]:
    """Return the words of a search term."""
    return _WORD.findall(unicodedata.normalize("NFC", term))


def condition(reader: Reader, term: str, name: str, *, phrase: bool = False) -> tuple[str, dict[str, str]]:
    """Return SQL that holds for the items ``i`` in which ``term`` is found, and its parameters.

    ``name`` must differ between the terms of one query.  A ``phrase`` is found as it is written, with its signs;
    so is a number with dots, which may stand right behind letters (``Rp1.500.000``).
    """
    words = tokens(term)
    if not words:  # only signs, such as "[/]": look for them as they are
        return _literally(term, name)
    number = len(words) > 1 and re.fullmatch(r"[0-9]+(?:[.,][0-9]+)+", term) is not None
    if (not phrase or " ".join(words) == " ".join(term.split())) and not number:
        return _indexed(reader, words, name)
    literal, parameters = _literally(term, f"{name}_literal")
    # The first word may be the end of a longer one in the text, so the index is asked for those behind it.
    indexed, more = _indexed(reader, words[1:] or words, name)
    return f"({indexed} AND {literal})", parameters | more


def _literally(term: str, name: str) -> tuple[str, dict[str, str]]:
    """Return SQL that holds for the items in whose texts ``term`` stands sign by sign, whatever the case."""
    text = "%" + re.sub(r"([%_!])", r"!\1", unicodedata.normalize("NFC", " ".join(term.split()))) + "%"
    like = f"LIKE lower(:{name}) ESCAPE '!'"
    sql = (
        f"(lower(i.title) {like} OR lower(coalesce(i.description, '')) {like} OR i.id IN "
        f"(SELECT n.item_id FROM note n WHERE NOT n.deleted AND lower(n.text) {like}))"
    )
    return sql, {name: text}


def _indexed(reader: Reader, words: list[str], name: str) -> tuple[str, dict[str, str]]:
    """Return SQL that holds for the items in which the words follow each other, the last of which may go on."""
    if reader.before_searching is not None:
        reader.before_searching()
        reader.before_searching = None
    if reader.dialect == "postgresql":
        return text_search_postgres.condition(reader, words, name)
    phrase = '"' + " ".join(words) + '"*'
    sql = f"i.seq IN (SELECT rowid FROM item_search WHERE item_search MATCH :{name})"
    if reader.rewound:
        sql = (
            f"CASE WHEN i.id IN (SELECT id FROM rewound_action_item) "
            f"THEN i.seq IN (SELECT rowid FROM rewound_search WHERE rewound_search MATCH :{name}) "
            f"ELSE {sql} END"
        )
    return sql, {name: phrase}


def titles_with(reader: Reader, groups: Sequence[Sequence[str]]) -> tuple[str, dict[str, str]]:
    """Return SQL that holds for the items ``i`` with all words of one of the groups in the title, as parameters.

    On PostgreSQL the words may also stand in the description or notes.
    """
    if reader.dialect == "postgresql":
        parts: list[str] = []
        parameters: dict[str, str] = {}
        for number, words in enumerate(groups):
            every = []
            for place, word in enumerate(words):
                sql, named = _indexed(reader, [word], f"title_{number}_{place}")
                every.append(sql)
                parameters |= named
            parts.append(f"({' AND '.join(every)})")
        return f"({' OR '.join(parts)})", parameters
    if reader.before_searching is not None:
        reader.before_searching()
        reader.before_searching = None
    either = " OR ".join("(" + " AND ".join(f'"{word}"' for word in words) + ")" for words in groups)
    sql = "i.seq IN (SELECT rowid FROM item_search WHERE item_search MATCH :titles)"
    return sql, {"titles": f"title : ({either})"}


def create_rewound(reader: Connection) -> None:
    """Make the index of words of the items that a rewound reader sees differently."""
    if reader.dialect == "postgresql":
        text_search_postgres.create_rewound(reader)
        return
    reader.execute(f"CREATE VIRTUAL TABLE temp.rewound_search USING {FTS_COLUMNS}")
    reader.execute(
        "INSERT INTO temp.rewound_search (rowid, title, description, notes) "
        f"{SOURCE} WHERE i.id IN (SELECT id FROM rewound_action_item)"
    )


FTS_COLUMNS = "fts5(title, description, notes, tokenize = 'unicode61 remove_diacritics 2')"
"""How the index of words is made in SQLite."""
