"""Folding changes into records: the history is the truth, and this is how it is read.

A field's value is that of its change with the greatest (clock, copy), where a creation is a change of every
field.  So a record is its changes, laid over each other in that order; a value that two creations of one record
give alike counts from the first of them.  ``apply`` after a merge, rewinding, the doctor and the tests all use
this one function.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from taskforce.model.records import CREATION, RECORDS, FieldSpec
from taskforce.store.changes.batch import Change

Records = dict[tuple[str, str], dict[str, Any]]
"""Records by type and id; each a mapping of the fields that have a value."""


def fold(changes: Iterable[Change]) -> Records:
    """Return the records that ``changes`` (in any order) make; a record without its creation is left out."""
    records: Records = {}
    creations: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for change in sorted(changes, key=lambda change: (change.clock, change.copy_id)):
        key = (change.record_type, change.record_id)
        value = json.loads(change.new) if change.new is not None else None
        if change.field == CREATION:
            if key in creations:
                _create_again(key[0], records[key], value or {}, creations[key])
            else:
                records[key] = dict(value or {})
            creations.setdefault(key, []).append(value or {})
        elif value is None:
            records.setdefault(key, {}).pop(change.field, None)
        else:
            records.setdefault(key, {})[change.field] = value
    return {key: record for key, record in records.items() if key in creations}


def _create_again(
    record_type: str, record: dict[str, Any], values: Mapping[str, Any], creations: Sequence[Mapping[str, Any]]
) -> None:
    """Lay a further creation over a record (the same sheet, imported on two copies).

    A value that an earlier creation gave says nothing new, so that what was changed since stays.
    """
    spec = RECORDS.get(record_type)
    fields = {} if spec is None else {name: absent(field) for name, field in spec.by_name.items()}
    for name in {*fields, *values, *(name for creation in creations for name in creation)}:
        value = values.get(name)
        plain = fields.get(name) if value is None else value
        if all(
            (fields.get(name) if creation.get(name) is None else creation[name]) != plain for creation in creations
        ):
            record.pop(name, None)
            if value is not None:
                record[name] = value


def absent(spec: FieldSpec) -> Any:
    """Return what a field holds of which the history says nothing: its default, where it must have a value.

    Copies of an older version do not write the fields that a newer one added.
    """
    return spec.default if spec.required else None


def filled(record_type: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a folded record with every field that this version knows, as a table has it."""
    return {name: values.get(name, absent(spec)) for name, spec in RECORDS[record_type].by_name.items()}


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
