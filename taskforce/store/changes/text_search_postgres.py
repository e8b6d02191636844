"""The index of words on PostgreSQL: the same words as SQLite's FTS5 makes, kept as a ``tsvector`` an item.

The words are made here, not by PostgreSQL's own parser: that one takes ``buku-2`` for a word and a negative
number, and addresses and versions for one word each.
"""

from __future__ import annotations

from collections.abc import Iterable

_MOST_BYTES = 900_000  # a tsvector holds a megabyte
_LAST_POSITION = 16_383

SOURCE = """
SELECT i.seq, i.title, coalesce(i.description, ''),
       coalesce((SELECT string_agg(n.text, ' ') FROM note n WHERE n.item_id = i.id AND NOT n.deleted), '')
FROM action_item i
"""


def vector(texts: Iterable[list[str]]) -> str:
    """Return the words of an item's texts as a ``tsvector`` literal; no phrase reaches from text to text."""
    places: dict[str, list[int]] = {}
    position = size = 0
    for words in texts:
        for word in words:
            position = min(position + 1, _LAST_POSITION)
            size += len(word.encode()) + 8
            if size > _MOST_BYTES:
                break
            places.setdefault(word, []).append(position)
        position += 1
    return " ".join(f"'{word}':{','.join(map(str, positions[:255]))}" for word, positions in places.items())


def phrase(words: Iterable[str]) -> str:
    """Return the ``tsquery`` literal of words that follow each other, the last of which may go on."""
    *before, last = [f"'{word}'" for word in words]
    return " <-> ".join([*before, f"{last}:*"])


def items_with(words: list[str], name: str, index: str, *, within: str | None) -> tuple[str, dict[str, str]]:
    """Return the SELECT of items in which the words follow each other, and its parameters.

    With ``within`` also those in which a word of the index's vocabulary is like it.
    """
    parameters = {name: phrase(words)}
    matching = f"SELECT x.seq FROM {index} x WHERE x.words @@ CAST(:{name} AS tsquery)"
    if within is None:
        return matching, parameters
    any_of = "CAST(string_agg(quote_literal(v.word), ' | ') AS tsquery)"
    longer = f"SELECT {any_of} FROM {index}_vocabulary v WHERE v.word LIKE :{name}_within"
    more = f"SELECT x.seq FROM {index} x WHERE x.words @@ ({longer})"
    return f"{matching} UNION ALL {more}", parameters | {f"{name}_within": within}
