"""What this computer remembers of a shared folder between two steps; forgetting it only costs time.

It is kept in the memory of the app as JSON, and is no data: what cannot be read is forgotten.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from taskforce.remembered import recall, remember
from taskforce.store.changes.version_vector import First, Reach, absent_changes
from taskforce.store.store import Store

_KEPT = "exchange"
_SAID = "loose_ends"
_FIRST = "first_change"


class Heard(NamedTuple):
    """A copy that takes part: its name, and when (UTC) the newest file of it that was read here was written."""

    copy: str
    at: str


class OtherCopy(NamedTuple):
    """The newest file of another copy that was read here: the copy's name, when (UTC) the file was written, the
    number of the copy's last change in it, and how far its writer had the changes of each replica."""

    name: str
    at: str
    number: int
    reach: Reach


OwnSpan = tuple[int, int, str | None]
"""The first and the last number of a replica's changes in a file, and the change that is the last."""


class FolderMemory:
    """A list's folder, as the last step left it.

    ``own`` is the file that lies there of this copy, and ``spans`` what it holds of each replica;
    ``others`` are the other copies, by their ids; ``read`` the keys of all files that were taken; ``at`` is when
    (UTC) the step was done; ``reaches`` how far the writer of each file that lies there was.
    """

    def __init__(self, own: str | None = None) -> None:
        self.own = own
        self.spans: dict[str, OwnSpan] = {}
        self.others: dict[str, OtherCopy] = {}
        self.read: set[str] = set()
        self.at: str | None = None
        self.reaches: dict[str, Reach] = {}

    @property
    def heard(self) -> list[Heard]:
        """Return who was heard of when, by name; of one name (a list that was set back) what came last."""
        return sorted(
            dict(sorted((other.name, Heard(other.name, other.at)) for other in self.others.values())).values()
        )

    def keep(self, store: Store, place: Path, first: First) -> None:
        """Remember it, and which the list's first change is."""
        data = {
            "own": self.own,
            "spans": self.spans,
            "others": {replica: other._asdict() for replica, other in self.others.items()},
            "read": sorted(self.read),
            "at": self.at,
            "reaches": self.reaches,
        }
        remember(str(store.location), **{_KEPT: {str(place.absolute()): data}, _FIRST: first})


def found_first(store: Store) -> First | None:
    """Return the first change of the list as it was found last."""
    try:
        first, newest, seq = recall(str(store.location))[_FIRST]
        return First(str(first), str(newest), int(seq))
    except (KeyError, TypeError, ValueError):
        return None


def recalled(store: Store, place: Path) -> FolderMemory:
    """Return what is remembered of a list's folder; of one that was set back since, only which file is its own."""
    kept = recall(str(store.location)).get(_KEPT)
    data = kept.get(str(place.absolute())) if isinstance(kept, dict) else None
    try:
        memory = _read(data) if isinstance(data, dict) else FolderMemory()
    except (AttributeError, KeyError, TypeError, ValueError):  # of another program, or damaged
        return FolderMemory()
    # By the changes themselves: who was set back and wrote again may have come to the same numbers.
    known = {change for _first, _last, change in memory.spans.values() if change is not None}
    return FolderMemory(memory.own) if absent_changes(store.reader, known) else memory


def unsaid(store: Store, sentences: Sequence[str]) -> list[str]:
    """Return those of the sentences about loose ends that were not said on this computer before."""
    said = recall(str(store.location)).get(_SAID)
    return [one for one in sentences if not isinstance(said, list) or _digest(one) not in said]


def note_said(store: Store, sentences: Sequence[str]) -> None:
    """Remember that all these were said; one that is put right and comes again is said again."""
    said = sorted(map(_digest, sentences))
    if recall(str(store.location)).get(_SAID, []) != said:
        remember(str(store.location), **{_SAID: said or None})


def _digest(sentence: str) -> str:
    """Return what a sentence is known by: people's names in it are not kept."""
    return sha256(sentence.encode()).hexdigest()[:16]


def _read(data: Mapping[str, Any]) -> FolderMemory:
    memory = FolderMemory(data["own"])
    memory.others = {
        str(replica): OtherCopy(
            str(one["name"]), str(one["at"]), int(one["number"]),
            _reach(one["reach"]),
        )
        for replica, one in data["others"].items()
    }  # fmt: skip
    memory.spans = {
        str(replica): (int(first), int(last), change) for replica, (first, last, change) in data["spans"].items()
    }
    memory.reaches = {str(key): _reach(reach) for key, reach in data["reaches"].items()}
    memory.read, memory.at = set(data["read"]), data.get("at")
    return memory


def _reach(data: Mapping[str, Any]) -> Reach:
    return {str(of): (int(last), change) for of, (last, change) in data.items()}
