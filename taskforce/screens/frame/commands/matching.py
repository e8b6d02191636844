"""How well a command goes with what is typed of it: half a word, in either language, or another word for it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from taskforce.language import LANGUAGES, _, current_language, speaking
from taskforce.model.text import fold
from taskforce.screens.frame.commands.synonyms import SYNONYMS
from taskforce.widgets.commands import Command

TITLE, OTHER_TITLE, SYNONYM, HELP = 1.0, 0.92, 0.88, 0.5
"""What a word is worth by where it stands: in the title, in the title in the other language, among the synonyms,
in the help."""

WHOLE, BEGINS, WITHIN, SCATTERED, MISTYPED = 1.0, 0.9, 0.6, 0.35, 0.3
"""What it is worth by how it goes with what is typed."""


class Findable(NamedTuple):
    """The words by which a command is found, folded, with what each is worth."""

    words: tuple[tuple[str, float], ...]
    title: str
    """The whole title in the language in force, folded."""


def findable(command: Command) -> Findable:
    """Return the words of a command: its title in both languages, its synonyms, its help."""
    words: dict[str, float] = {}

    def put(text: str, worth: float) -> None:
        for place, word in enumerate(fold(text).replace("/", " ").split()):
            cleaned = word.strip(".,:;()“”…+")
            if cleaned:
                words[cleaned] = max(words.get(cleaned, 0.0), worth * (1 if place == 0 else 0.97))

    put(_(command.title), TITLE)
    for language in LANGUAGES:
        if language != current_language():
            with speaking(language):
                put(_(command.title), OTHER_TITLE)
    put(SYNONYMS.get(command.id, ""), SYNONYM)
    if command.help:
        put(_(command.help), HELP)
    return Findable(tuple(words.items()), fold(_(command.title)))


def match(found_by: Findable, typed: str) -> float:
    """Return how well a command goes with what is typed, from 0 (not at all) to 1."""
    parts = fold(typed).split()
    if not parts:
        return 0.0
    scores = [max((_worth(word, part) * worth for word, worth in found_by.words), default=0.0) for part in parts]
    if min(scores) == 0:
        return 0.0
    score = sum(scores) / len(scores)
    return min(1.0, score + 0.05) if found_by.title.startswith(" ".join(parts)) else score


def _worth(word: str, part: str) -> float:
    if word == part:
        return WHOLE
    if word.startswith(part):
        return BEGINS + 0.05 * len(part) / len(word)
    if len(part) >= 3 and part in word:
        return WITHIN
    if len(part) >= 4 and _is_mistyped(word[: len(part) + 1], part):
        return MISTYPED
    if len(part) >= 3 and _is_scattered(word, part):
        return SCATTERED * len(part) / len(word)
    return 0.0


def _is_scattered(word: str, part: str) -> bool:
    """Return whether all signs stand in the word in this order, beginning with its first."""
    signs = iter(word)
    return word[:1] == part[:1] and all(sign in signs for sign in part)


def _is_mistyped(word: str, part: str) -> bool:
    """Return whether a word begins so but for one sign (left out, too much, another), or two swapped ones."""
    for begin in (word[: len(part) - 1], word[: len(part)], word):
        if len(begin) == len(part):
            different = [place for place in range(len(part)) if begin[place] != part[place]]
            if len(different) == 1:
                return True
            if len(different) == 2 and different[1] == different[0] + 1:
                first, second = different
                return begin[first] == part[second] and begin[second] == part[first]
        longer, shorter = (begin, part) if len(begin) > len(part) else (part, begin)
        if len(longer) == len(shorter) + 1 and any(
            longer[:place] + longer[place + 1 :] == shorter for place in range(len(longer))
        ):
            return True
    return False


def best(found_by: Sequence[Findable], typed: str) -> list[tuple[float, int]]:
    """Return the scores and places of those that go with what is typed, the best first."""
    scored = [(match(one, typed), place) for place, one in enumerate(found_by)]
    return sorted(((score, place) for score, place in scored if score), key=lambda one: (-one[0], one[1]))
