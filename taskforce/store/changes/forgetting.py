"""What a member asked to be forgotten: which values of the history a step of the kind :data:`FORGET` orders away.

The step empties the member's contact data like any edit, so it travels, and disagrees with nobody who has the same
history.  Beside that it is an order: of the changes of those fields only what was written in the knowledge of it
(a change whose ``after`` leads back to it) keeps its values.  That is a property of the set of changes, so every
copy that holds the same changes keeps the same values, whatever arrived first.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence

from taskforce.model.records import CONTACTS, CREATION
from taskforce.store.changes.batch import Change, StoredBatch, to_json
from taskforce.store.database.reader import Reader

FORGET = "forget"
"""The kind of the step; it is never taken back."""

MEMBER = "member"


def orders_among(reader: Reader, history: Iterable[Change], arriving: Iterable[StoredBatch] = ()) -> set[str]:
    """Return the ids of the changes that order; their steps are stored, or ``arriving``."""
    emptying = [change for change in history if _is_contact(change) and change.new is None]
    steps = {change.batch_id for change in emptying}
    sql = f"SELECT id FROM batch WHERE kind = '{FORGET}' AND id IN (:values)"
    kept = {row[0] for row in reader.rows_in(sql, steps)}
    kept |= {one.id for one in arriving if one.kind == FORGET}
    return {change.id for change in emptying if change.batch_id in kept}


def _is_contact(change: Change) -> bool:
    return change.record_type == MEMBER and change.field in CONTACTS


def forgotten(history: Sequence[Change], orders: Collection[str]) -> list[Change]:
    """Return changes (all of their members) in their order, without the values that ``orders`` took away."""
    if not orders:
        return list(history)
    fields: dict[tuple[str, str], list[Change]] = {}
    for change in history:
        if _is_contact(change):
            fields.setdefault((change.record_id, change.field), []).append(change)
    taken: set[str] = set()
    emptied: dict[str, set[str]] = {}
    for (member, name), changes in fields.items():
        ordering = {change.id for change in changes} & set(orders)
        if ordering:
            emptied.setdefault(member, set()).add(name)
            taken |= _not_knowing(changes, ordering)
    return [_without(change, taken, emptied) for change in history]


def _not_knowing(changes: Sequence[Change], ordering: Collection[str]) -> set[str]:
    """Return the changes of one field that were not written in the knowledge of every order, and these."""
    after = {change.id: (change.after or "").split() for change in changes}

    def known_to(change: str) -> set[str]:
        seen: set[str] = set()
        open_ends = [change]
        while open_ends:
            for one in after.get(open_ends.pop(), ()):
                if one not in seen:
                    seen.add(one)
                    open_ends.append(one)
        return seen

    return {one for one in after if one in ordering or not known_to(one) >= set(ordering)}


def _without(change: Change, taken: Collection[str], emptied: Mapping[str, Collection[str]]) -> Change:
    if change.id in taken:
        return change._replace(old=None, new=None)
    if change.record_type != MEMBER or change.field != CREATION or change.record_id not in emptied:
        return change
    values = json.loads(change.new or "{}")
    kept = {name: None if name in emptied[change.record_id] else value for name, value in values.items()}
    return change if kept == values else change._replace(new=to_json(kept))
