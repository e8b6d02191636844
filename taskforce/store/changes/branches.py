"""Branches: what two databases wrote under one replica id, and the ids that keep it apart on every replica alike.

A file that was copied by hand, or set back to an earlier state, goes on numbering where its twin does too.  Where
their changes part, each continuation is a *branch* with an id that follows from the change before the fork and
from its own first change.  Every replica that has heard of both therefore gives the same places to the same
changes, whatever it heard first, and nobody has to be asked.
"""

from __future__ import annotations

from hashlib import sha256
from typing import NamedTuple

from taskforce.store.database.reader import Reader

_HASH_BITS = 21
_DEPTH_BITS = 32
_VERSION = "8"
"""UUIDs of version 8 are for values of one's own (RFC 9562); it sorts after version 7 of the same moment."""


class Place(NamedTuple):
    """Where a change stands: the replica that wrote it, and its running number there; 0 is before its first."""

    replica: str
    number: int


class _Fork(NamedTuple):
    """What a branch's id says: its root's moment, the depth of its first change, a hash of the one before."""

    moment: str
    depth: int
    before: int


def branch_id(reader: Reader, before: Place, first: str) -> str:
    """Return the id of the branch that begins after ``before`` with the change ``first``."""
    value = int(before.replica.replace("-", "")[:12], 16) << 80 | int(_VERSION, 16) << 76 | 0b10 << 62
    value |= _spread(_depth(before) + 1, _hash(_change_at(reader, before)), _hash(first))
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def is_closed(reader: Reader, place: Place) -> bool:
    """Return whether branches begin after ``place``, which is the last of its replica here."""
    fork = _Fork(_moment(place.replica), _depth(place) + 1, _hash(_change_at(reader, place)))
    return any(_fork_of(replica) == fork for replica in _of_moment(reader, fork.moment))


def change_id_at(reader: Reader, place: Place) -> str | None:
    """Return the change that stands at a place; ``None`` where none does."""
    sql = "SELECT id FROM change WHERE copy_id = :replica AND number = :number"
    value = reader.value(sql, replica=place.replica, number=place.number)
    return None if value is None else str(value)


def _of_moment(reader: Reader, moment: str) -> list[str]:
    """Return the replicas whose ids begin with a moment: a root and its branches."""
    sql = "SELECT id FROM copy WHERE id LIKE :begins ORDER BY id"
    return [str(row[0]) for row in reader.rows(sql, begins=f"{moment}%")]


def _change_at(reader: Reader, place: Place) -> str:
    """Return the change at a place, or what stands for the beginning of a root."""
    return place.replica if place.number == 0 else change_id_at(reader, place) or ""


def _moment(replica: str) -> str:
    return replica[:13]


def _depth(place: Place) -> int:
    """Return how many changes stand before and at a place, counted from the beginning of the root."""
    fork = _fork_of(place.replica)
    return place.number if fork is None else fork.depth - 1 + place.number


def _fork_of(replica: str) -> _Fork | None:
    if replica[14:15] != _VERSION:
        return None
    value = int(replica.replace("-", ""), 16)
    kept = (value >> 64 & (1 << 12) - 1) << 62 | value & (1 << 62) - 1
    before = kept >> _HASH_BITS & (1 << _HASH_BITS) - 1
    return _Fork(_moment(replica), kept >> 2 * _HASH_BITS & (1 << _DEPTH_BITS) - 1, before)


def _spread(depth: int, before: int, first: int) -> int:
    """Return 74 bits in the places that a UUID leaves for values of one's own."""
    kept = (depth & (1 << _DEPTH_BITS) - 1) << 2 * _HASH_BITS | before << _HASH_BITS | first
    return kept >> 62 << 64 | kept & (1 << 62) - 1


def _hash(change: str) -> int:
    return int.from_bytes(sha256(change.encode()).digest()[:4], "big") >> 32 - _HASH_BITS
