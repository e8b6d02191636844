"""Folding changes into records: the history is the truth, and this is how it is read.

A field's value is that of its change with the greatest (clock, copy), where a creation is a change of every
field.  So a record is its changes, laid over each other in that order.  ``apply`` after a merge, rewinding,
the doctor and the tests all use this one function.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from taskforce.model.records import CREATION, FieldSpec
from taskforce.store.changes.batch import Change

Records = dict[tuple[str, str], dict[str, Any]]
"""Records by type and id; each a mapping of the fields that have a value."""


def fold(changes: Iterable[Change]) -> Records:
    """Return the records that ``changes`` (in any order) make; a record without its creation is left out."""
    records: Records = {}
    created: set[tuple[str, str]] = set()
    for change in sorted(changes, key=lambda change: (change.clock, change.copy_id)):
        key = (change.record_type, change.record_id)
        value = json.loads(change.new) if change.new is not None else None
        if change.field == CREATION:
            records[key] = dict(value or {})
            created.add(key)
        elif value is None:
            records.setdefault(key, {}).pop(change.field, None)
        else:
            records.setdefault(key, {})[change.field] = value
    return {key: record for key, record in records.items() if key in created}


def absent(spec: FieldSpec) -> Any:
    """Return what a field holds of which the history says nothing: its default, where it must have a value.

    Copies of an older version do not write the fields that a newer one added.
    """
    return spec.default if spec.required else None


def due_history(changes: Iterable[Change], undone: Mapping[str, str]) -> tuple[str | None, int]:
    """Return what the history of one item says of its due date: the first one it had, and how often it was moved.

    ``undone`` maps each undo batch to the batch it takes back.  Steps that were taken back do not count; an
    undo that was itself taken back does not count either, so its step does again.
    """
    moves: dict[str, tuple[str | None, str | None]] = {}
    counts: dict[str, bool] = {}
    for change in sorted(changes, key=lambda change: (change.clock, change.copy_id)):
        if change.field not in (CREATION, "due"):
            continue
        if change.batch_id in undone:
            step = undone[change.batch_id]
            while step in undone:
                step = undone[step]
            counts[step] = not counts.get(step, True)
            continue
        new = json.loads(change.new) if change.new is not None else None
        old = json.loads(change.old) if change.old is not None else None
        if change.field == CREATION:
            old, new = None, (new or {}).get("due")
        before = moves.get(change.batch_id, (old, None))[0]
        moves[change.batch_id] = (before, new)
    first: str | None = None
    times = 0
    for batch_id, (old, new) in moves.items():
        if not counts.get(batch_id, True):
            continue
        first = first or new
        times += old is not None and old != new
    return first, times
