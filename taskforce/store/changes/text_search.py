"""Words in title, description and notes: how they are found, by SQLite's FTS5 or PostgreSQL's text search.

A word finds the texts in which a word begins with it, whatever the case, accents and apostrophes; one of three
letters or more also those in which it is the middle or the end of one (``laksana`` in ``Pelaksanaan``): such words
are looked up in the index's vocabulary, which is small beside the texts and only grows by words that are new.
A term with signs in it is a phrase of its words; one in quotation marks is found as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from taskforce.model.text import search_words
from taskforce.store.changes import text_search_postgres
from taskforce.store.database.reader import Connection, Reader

_SHORTEST_PART = 3
_PORTION = 5_000
"""Items that are put into an index at once."""

TEXTS = ("title", "description")
"""The fields of an item that have words."""

SOURCE = """
SELECT i.seq, i.title, coalesce(i.description, ''),
       coalesce((SELECT group_concat(n.text, ' ') FROM note n WHERE n.item_id = i.id AND NOT n.deleted), '')
FROM action_item i
"""


def tokens(term: str) -> list[str]:
    """Return the words of a search term as they are written."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFC", term))


def condition(
    reader: Reader, term: str, name: str, *, phrase: bool = False, others: str = ""
) -> tuple[str, dict[str, str]]:
    """Return SQL that holds for the items ``i`` in which ``term`` is found, and its parameters.

    ``name`` must differ between the terms of one query.  A ``phrase`` is found as it is written, with its signs;
    so is a number with dots, which may stand right behind letters (``Rp1.500.000``).  ``others`` selects the
    numbers of items for which it holds, too.
    """
    found = _in_texts(reader, term, name, phrase=phrase)
    if not others:
        return found.holds, found.parameters
    if found.numbers:  # one look at the items instead of one for each alternative
        return f"i.seq IN ({found.numbers} UNION ALL {others})", found.parameters
    return f"({found.holds} OR i.seq IN ({others}))", found.parameters


class _Found(NamedTuple):
    """The items in which a term is found: SQL that holds for them, or that selects their numbers alone."""

    condition: str
    numbers: str
    parameters: dict[str, str]

    @property
    def holds(self) -> str:
        return self.condition or f"i.seq IN ({self.numbers})"


def _in_texts(reader: Reader, term: str, name: str, *, phrase: bool) -> _Found:
    written, words = tokens(term), search_words(term)
    if not words:  # only signs, such as "[/]": look for them as they are
        return _literally(term, name)
    number = len(written) > 1 and re.fullmatch(r"[0-9]+(?:[.,][0-9]+)+", term) is not None
    if (not phrase or " ".join(written) == " ".join(term.split())) and not number:
        return _indexed(reader, words, name)
    literal = _literally(term, f"{name}_literal")
    # The first word may be the end of a longer one in the text, so the index is asked for those behind it.
    indexed = _indexed(reader, words[1:] or words, name)
    return _Found(f"({indexed.holds} AND {literal.holds})", "", literal.parameters | indexed.parameters)


def found_in(term: str, names: Iterable[str]) -> bool:
    """Return whether a term is found in one of the names, as :func:`condition` finds it in texts."""
    words = search_words(term)
    if not words:
        return False
    wanted = (" " if _part(words) is None else "") + " ".join(words)
    return any(wanted in f" {' '.join(search_words(name))}" for name in names)


def _literally(term: str, name: str) -> _Found:
    """Return how to find the items in whose texts ``term`` stands sign by sign, whatever the case."""
    text = "%" + re.sub(r"([%_!])", r"!\1", unicodedata.normalize("NFC", " ".join(term.split()))) + "%"
    like = f"LIKE lower(:{name}) ESCAPE '!'"
    sql = (
        f"(lower(i.title) {like} OR lower(coalesce(i.description, '')) {like} OR i.id IN "
        f"(SELECT n.item_id FROM note n WHERE NOT n.deleted AND lower(n.text) {like}))"
    )
    return _Found(sql, "", {name: text})


def _part(words: Sequence[str]) -> str | None:
    """Return the pattern of longer words that a single word is also found in; a number or a syllable has none."""
    if len(words) > 1 or len(words[0]) < _SHORTEST_PART or words[0].isdigit():
        return None
    return f"_%{words[0]}%"


def _indexed(reader: Reader, words: list[str], name: str) -> _Found:
    """Return how to find the items in which the words follow each other, the last of which may go on."""
    if reader.before_searching is not None:
        reader.before_searching()
        reader.before_searching = None
    items_with = text_search_postgres.items_with if reader.dialect == "postgresql" else _items_with
    select, parameters = items_with(words, name, "item_search", within=_part(words))
    if not reader.rewound:
        return _Found("", select, parameters)
    then, _ = items_with(words, name, "rewound_search", within=_part(words))
    changed = "i.id IN (SELECT id FROM rewound_action_item)"
    return _Found(f"CASE WHEN {changed} THEN i.seq IN ({then}) ELSE i.seq IN ({select}) END", "", parameters)


def _items_with(words: list[str], name: str, index: str, *, within: str | None) -> tuple[str, dict[str, str]]:
    """Return the SELECT of items in which the words follow each other, and its parameters.

    With ``within`` also those in which a word of the index's vocabulary is like it.
    """
    parameters = {name: '"' + " ".join(words) + '"*'}
    matching = f"SELECT rowid FROM {index} WHERE {index} MATCH :{name}"
    if within is None:
        return matching, parameters
    longer = f"SELECT v.word FROM {index}_vocabulary v WHERE v.word LIKE :{name}_within"
    more = f"SELECT p.doc FROM {index}_places p WHERE p.term IN ({longer})"
    return f"{matching} UNION ALL {more}", parameters | {f"{name}_within": within}


def create(connection: Connection, index: str, schema: str = "") -> None:
    """Make the tables of an index of words, in the ``schema`` ``temp`` for as long as the connection lasts.

    ``…_vocabulary`` has every word of it, and in SQLite ``…_places`` says in which items a word is.
    """
    temporary = "TEMPORARY " if schema else ""
    connection.execute(f"CREATE {temporary}TABLE {index}_vocabulary (word VARCHAR NOT NULL PRIMARY KEY)")
    if connection.dialect == "postgresql":
        connection.execute(f"CREATE {temporary}TABLE {index} (seq BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)")
        connection.execute(f"CREATE INDEX ix_{index}_words ON {index} USING gin (words)")
        return
    place = f"{schema}.{index}" if schema else index
    connection.execute(f"CREATE VIRTUAL TABLE {place} USING fts5(title, description, notes)")
    connection.execute(f"CREATE VIRTUAL TABLE {place}_places USING fts5vocab({index}, instance)")


def fill(connection: Connection, index: str, rows: Iterable[Sequence[Any]]) -> None:
    """Put items, each its number and its texts as :func:`source` has them, into an index, or in place of what it
    has of them."""
    on_server, every = connection.dialect == "postgresql", iter(rows)
    sql = f"REPLACE INTO {index} (rowid, title, description, notes) VALUES (:seq, :title, :description, :notes)"
    if on_server:
        sql = (
            f"INSERT INTO {index} (seq, words) VALUES (:seq, CAST(:words AS tsvector)) "
            "ON CONFLICT (seq) DO UPDATE SET words = EXCLUDED.words"
        )
    while portion := sorted(islice(every, _PORTION), key=lambda row: int(row[0])):  # as they lie on the disk
        vocabulary: set[str] = set()
        entries: list[dict[str, Any]] = []
        for seq, *texts in portion:
            words = [search_words(text) for text in texts]
            vocabulary.update(*words)
            if on_server:
                entries.append({"seq": seq, "words": text_search_postgres.vector(words)})
            else:
                title, description, notes = map(" ".join, words)
                entries.append({"seq": seq, "title": title, "description": description, "notes": notes})
        connection.execute_many(sql, entries)
        _know(connection, index, vocabulary)


def replace_texts(connection: Connection, index: str, edits: Mapping[str, Mapping[str, Any]]) -> None:
    """Put the words of some fields of items, by their ids, into SQLite's index in place of what it has of them."""
    words = _Words()
    entries: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    columns: dict[tuple[str, ...], tuple[str, ...]] = {}
    numbers = connection.rows_in("SELECT seq, id FROM action_item WHERE id IN (:values)", edits)
    for number, item in sorted(numbers):  # out of this order FTS5 writes what it has so far with each of them
        values = edits[item]
        fields = tuple(values)
        if fields not in columns:
            columns[fields] = tuple(name for name in TEXTS if name in fields)
        names = columns[fields]
        entries.setdefault(names, []).append((*[words[values[name]] for name in names], number))
    for names, rows in entries.items():
        sets = ", ".join(f"{name} = :{name}" for name in names)
        if names:
            connection.execute_each(f"UPDATE {index} SET {sets} WHERE rowid = :number", (*names, "number"), rows)
    _know(connection, index, {word for text in words.values() for word in text.split()})


class _Words(dict[str | None, str]):
    """The words of texts as the index has them, of each text made once."""

    def __missing__(self, text: str | None) -> str:
        self[text] = " ".join(search_words(text or ""))
        return self[text]


def _know(connection: Connection, index: str, words: Iterable[str]) -> None:
    """Put words into the vocabulary of an index."""
    sql = f"INSERT INTO {index}_vocabulary (word) VALUES (:word) ON CONFLICT DO NOTHING"
    connection.execute_many(sql, [{"word": word} for word in sorted(words)])


def source(connection: Reader) -> str:
    """Return the SELECT of items with their texts."""
    return text_search_postgres.SOURCE if connection.dialect == "postgresql" else SOURCE


def titles_with(reader: Reader, groups: Sequence[Sequence[str]]) -> tuple[str, dict[str, str]]:
    """Return SQL that holds for the items ``i`` with all words of one of the groups in the title, as parameters.

    On PostgreSQL the words may also stand in the description or notes, and within longer words.
    """
    if reader.dialect == "postgresql":
        parts: list[str] = []
        parameters: dict[str, str] = {}
        for number, words in enumerate(groups):
            every = []
            for place, word in enumerate(words):
                found = _indexed(reader, [word], f"title_{number}_{place}")
                every.append(found.holds)
                parameters |= found.parameters
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
    create(reader, "rewound_search", "temp")
    fill(
        reader,
        "rewound_search",
        reader.rows(f"{source(reader)} WHERE i.id IN (SELECT id FROM rewound_action_item)"),
    )
