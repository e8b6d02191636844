"""Who was given the whole list, so that the first bundle after that is what they lack, not all of it once more.

It is remembered on this computer until the copies are heard of; forgetting it only makes a bundle larger.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from taskforce.model.text import words_of_list
from taskforce.remembered import recall, remember
from taskforce.store.changes.version_vector import version_vector
from taskforce.store.database.reader import Reader
from taskforce.store.store import Store
from taskforce.store.sync.clone import chosen_name
from taskforce.store.write.known_replicas import known_replicas

_KEPT = "handed_out"

HandedOut = Mapping[str, Mapping[str, int]]
"""The short names of those who were given the whole list, each with how far it had the changes of each replica."""


def names_in(reader: Reader, text: str) -> list[str]:
    """Return the short names, separated by commas, of new copies; raise :class:`UsageError` if one cannot be."""
    taken = {copy.ref_prefix for copy in known_replicas(reader)}
    return [chosen_name(word, taken) for word in words_of_list(text)]


def hand_out(store: Store, names: Sequence[str]) -> None:
    """Remember that these were given the whole list, as it is now."""
    if names:
        kept = dict(handed_out(store))
        vector = version_vector(store.reader)
        remember(str(store.location), **{_KEPT: {**kept, **dict.fromkeys(names, vector)}})


def handed_out(store: Store) -> HandedOut:
    """Return who was given the whole list and was not heard of since."""
    kept = recall(str(store.location)).get(_KEPT)
    if not isinstance(kept, dict):
        return {}
    here = version_vector(store.reader)
    known = {copy.ref_prefix for copy in known_replicas(store.reader)}
    return {
        str(name): {str(copy): int(number) for copy, number in vector.items()}
        for name, vector in kept.items()
        if name not in known
        and isinstance(vector, dict)
        and all(isinstance(number, int) and number <= here.get(copy, 0) for copy, number in vector.items())
    }
