"""Open action items that a new title is much like: the same words, but for their order, spelling or one more."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from taskforce.model.text import search_words
from taskforce.store.changes.text_search import titles_with
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN
from taskforce.store.query.find import FoundItem, found_items

_SMALL = frozenset({"dan", "di", "ke", "dari", "untuk", "yang", "pada", "dengan", "the", "a", "of", "and", "to"})
_ASKED = 6
"""So many of the longest words are looked for: a title with all but one of them may be the same."""

_MOST = 60
_SAME_WORD = 0.8
"""From this likeness on two words of four letters or more are one, typed otherwise."""


def title_words(title: str) -> list[str]:
    """Return the words of a title that say something, folded, in alphabetical order."""
    return sorted(word for word in search_words(title) if word not in _SMALL)


def alike_items(reader: Reader, title: str, *, limit: int = 3) -> list[FoundItem]:
    """Return the open items whose titles are much like ``title``, at most ``limit``."""
    words = title_words(title)
    if len(words) < 2:
        return []
    asked = sorted(set(words), key=len, reverse=True)[:_ASKED]
    without_one = [[word for word in asked if word != left] for left in asked] if len(asked) > 2 else []
    for groups in ([asked], without_one):
        items = [one for one in _with_words(reader, groups) if much_alike(words, title_words(one.title))]
        if items:
            return items[:limit]
    return []


def _with_words(reader: Reader, groups: Sequence[Sequence[str]]) -> Iterable[FoundItem]:
    if not groups:
        return ()
    condition, parameters = titles_with(reader, groups)
    rows = reader.rows(
        "SELECT i.id, i.ref, i.title, i.status, m.handle, m.deleted FROM action_item i "
        f"LEFT JOIN member m ON m.id = i.lead_id WHERE {condition} AND NOT i.deleted AND {OPEN} LIMIT {_MOST}",
        **parameters,
    )
    return found_items(rows)


FEW = 100
"""So many titles are each looked up; more are compared with all open items in one pass."""


def alike_of_many(reader: Reader, titles: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return those of many titles that an open item has, each with its ref and title; of a few also near ones."""
    if len(titles) <= FEW:
        near = ((title, alike_items(reader, title, limit=1)) for title in titles)
        return [(title, items[0].ref, items[0].title) for title, items in near if items]
    rows = reader.rows(f"SELECT i.ref, i.title FROM action_item i WHERE NOT i.deleted AND {OPEN}")
    present = {tuple(title_words(title)): (ref, title) for ref, title in rows}
    same = ((title, present.get(tuple(title_words(title)))) for title in titles)
    return [(title, *one) for title, one in same if one is not None]


def much_alike(first: Sequence[str], second: Sequence[str]) -> bool:
    """Return whether two titles, as their words, are much alike: nothing differs but spelling, or one more word.

    Numbers and short words must be the same: “Laporan 1” is not “Laporan 2”.
    """
    mine, theirs = list(first), list(second)
    for word in first:
        if word in theirs:
            mine.remove(word)
            theirs.remove(word)
    for word in list(mine):
        other = next((one for one in theirs if _one_word(word, one)), None)
        if other is not None:
            mine.remove(word)
            theirs.remove(other)
    left = [*mine, *theirs]
    return not left or (len(left) == 1 and min(len(first), len(second)) >= 3 and not left[0].isdigit())


def _one_word(mine: str, other: str) -> bool:
    if min(len(mine), len(other)) < 4 or not (mine + other).isalpha():
        return False
    from difflib import SequenceMatcher  # few titles come so near

    return SequenceMatcher(None, mine, other).ratio() >= _SAME_WORD
