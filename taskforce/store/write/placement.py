"""Giving what arrives its place: the replica that wrote it and its running number, without gaps or doubles.

Where two databases have written under one replica id, what each wrote becomes a branch of its own (see
:mod:`taskforce.store.changes.branches`); this list's own changes may be among those that get another place.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from operator import itemgetter

from taskforce.language import _
from taskforce.store.changes.batch import Change, Foreign, Span
from taskforce.store.changes.branches import Place, branch_id, change_id_at, is_closed
from taskforce.store.changes.version_vector import standing
from taskforce.store.database.reader import Connection
from taskforce.store.write.replica import (
    Replica,
    become_new,
    know_branch,
    move_changes,
    next_ref_prefix,
    user_name,
)

_ID_OF = itemgetter(Change._fields.index("id"))
_COPY_OF = itemgetter(Change._fields.index("copy_id"))
_NUMBER_OF = itemgetter(Change._fields.index("number"))


class Placed:
    """What became of an arrival: what is new here, with its places, and the records whose changes moved."""

    def __init__(self) -> None:
        self.new: list[Change] = []
        self.moved: set[str] = set()


def place(connection: Connection, own: Replica, foreign: Foreign, came_back: Collection[str] = ()) -> Placed:
    """Give the changes of ``foreign`` their places; those that are here keep theirs, or move to a later one.

    What arrives begins after a change that is here (see
    :func:`taskforce.store.changes.version_vector.check_beginning`).  Of the replicas that ``came_back``, changes
    that were lost here are among what arrives.
    """
    chains: dict[str, list[Change]] = {}
    for replica, written in groupby(foreign.changes, _COPY_OF):  # nearly always in turn
        chains.setdefault(replica, []).extend(written)
    work = _Placing(connection, own)
    spans = foreign.source.spans if foreign.source is not None else {}
    here = standing(connection, spans) - set(came_back)
    id_before = own.id
    for replica in sorted({*chains, *spans}):
        if replica not in here or work.placed.moved:
            chain = sorted(chains.get(replica, ()), key=_NUMBER_OF)
            span = spans[replica] if replica in spans else Span(chain[0].number, chain[-1].number, None)
            work.chain(replica, chain, span)
    if any(change.copy_id == own.id for change in work.placed.new):  # a twin, or this list before it was set back
        become_new(connection, own, None, own.ref_prefix)
    if own.id != id_before:
        own.take_ref_prefix(next_ref_prefix(connection, own.ref_prefix or user_name()))
        own.notices.append(
            _(
                "Another database has written as this copy (a file copied by hand, or set back to an earlier "
                "state): this one is a copy of its own now, and numbers its new action items {series}-1, "
                "{series}-2 …",
                series=own.ref_prefix,
            )
        )
    return work.placed


class _Placing:
    """Places chain after chain (the changes of one replica in their order), and splits what is here on the way."""

    def __init__(self, connection: Connection, own: Replica) -> None:
        self.connection, self.own, self.placed = connection, own, Placed()
        self.taken: set[Place] = set()
        """The places that were given now, of those in a row the last; nothing that is stored follows on them."""

    def chain(self, replica: str, changes: Sequence[Change], span: Span) -> None:
        ids = [change.id for change in changes]
        if span.first > 1 and span.before is not None:
            ids.append(span.before)
        sql = "SELECT id, copy_id, number FROM change WHERE id IN (:values)"
        here = {row[0]: Place(row[1], row[2]) for row in self.connection.rows_in(sql, ids)}
        last = Place(replica, span.first - 1)
        if span.before is not None and span.before in here:
            last = self.later(here, span.before, last)
        numbers = list(map(_NUMBER_OF, changes))
        in_turn = numbers == list(range(span.first, span.first + len(numbers)))
        all_new = in_turn and here.keys().isdisjoint(map(_ID_OF, changes))
        for change in changes:
            stands = here.get(change.id)
            if stands is None:
                last = self.free(last, change.id)
                self.taken.add(last)
                here_too = (change.copy_id, change.number) == last
                if all_new and here_too and change is changes[0]:  # so have all that follow on it
                    self.taken.add(Place(replica, numbers[-1]))
                    self.placed.new += changes
                    return
                self.placed.new.append(
                    change if here_too else change._replace(copy_id=last.replica, number=last.number)
                )
            else:
                last = self.later(here, change.id, Place(replica, change.number))

    def later(self, here: dict[str, Place], change: str, given: Place) -> Place:
        """Return the later of a change's places, ``here`` and as it was ``given``.

        Where that is the given one, all that the replica has here moves, from its beginning there.
        """
        stands = here[change]
        if stands.replica >= given.replica:
            return stands
        further = given.number - stands.number
        start = Place(stands.replica, max(1, 1 - further))
        self.move(start, Place(given.replica, start.number + further))
        for one, place in here.items():
            if place.replica == stands.replica and place.number >= start.number:
                here[one] = Place(given.replica, place.number + further)
        return given

    def free(self, last: Place, change: str) -> Place:
        """Return the place of a change that follows on the one at ``last``."""
        target = Place(last.replica, last.number + 1)
        if last in self.taken:
            return target
        other = change_id_at(self.connection, target)
        if other is not None:
            self.split(target, other)
        elif not is_closed(self.connection, last):
            return target
        branch = branch_id(self.connection, last, change)
        know_branch(self.connection, branch, last.replica)
        return Place(branch, 1)

    def split(self, at: Place, change: str) -> None:
        """Make what stands from a place on, beginning with ``change``, a branch."""
        before = Place(at.replica, at.number - 1)
        self.move(at, Place(branch_id(self.connection, before, change), 1))

    def move(self, at: Place, target: Place) -> None:
        """Move what stands at a place and after it to another."""
        self.placed.moved |= move_changes(self.connection, self.own, at, target)
