"""Deciding many conflicts at once: by person, by field, by day; as one step, which one undo takes back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from taskforce.language import _
from taskforce.model.errors import UsageError
from taskforce.store.changes.batch import Batch, Draft, Receipt
from taskforce.store.store import Store
from taskforce.store.sync.conflicts import Conflict, Side, open_conflicts

MINE, THEIRS, NEWEST = "mine", "theirs", "newest"
"""Whose value holds: one's own, the others', or the one that was given last."""


class Decision(NamedTuple):
    """A conflict, and the side of it that is to hold."""

    conflict: Conflict
    side: Side


@dataclass(slots=True)
class Decisions:
    """What would be decided at once; ``left`` are conflicts that were meant, but have no such side, or several."""

    made: list[Decision] = field(default_factory=list)
    left: list[Conflict] = field(default_factory=list)


def decisions(
    store: Store, take: str, *, by: str | None = None, field: str | None = None, since: str | None = None
) -> Decisions:
    """Return what ``take`` (:data:`MINE`, :data:`THEIRS`, :data:`NEWEST`) means for the conflicts that are meant.

    These are the ones in which somebody else gave a value: the member with the handle ``by``, to the field
    ``field``, from the moment (UTC) ``since`` on; each only where it is said.
    """
    if take not in (MINE, THEIRS, NEWEST):
        raise UsageError(_("Say whose value holds: --take mine, --take theirs or --take newest."))
    found = Decisions()
    for conflict in open_conflicts(store.reader, store.actor_id):
        if field is not None and field not in (conflict.field, conflict.field.removesuffix("_id")):
            continue
        others = [one for one in conflict.sides if (not one.mine if by is None else one.actor == by)]
        others = [one for one in others if since is None or one.at >= since]
        if not others:
            continue
        if take == NEWEST:
            found.made.append(Decision(conflict, max(conflict.sides, key=lambda one: one.at)))
            continue
        sides = others if take == THEIRS else [one for one in conflict.sides if one.mine]
        if len(sides) == 1:
            found.made.append(Decision(conflict, sides[0]))
        else:
            found.left.append(conflict)
    return found


def decide_all(store: Store, made: Sequence[Decision]) -> Receipt:
    """Decide conflicts as one step."""
    drafts = [
        Draft(one.conflict.record_type, one.conflict.record_id, one.conflict.field, one.side.plain, said=True)
        for one in made
    ]
    return store.apply(Batch("resolve", drafts))
