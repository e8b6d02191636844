"""Plain edits: what arrives of a record of which nothing but the edited fields need be looked at.

Such a record is there by one creation, which was here, and was never deleted; and of each edited field one edit
knows all the others, so that there is no conflict.  These are nearly all that copies hand each other, so one
question finds those that are not, and the rest of the history of the others is not read.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from taskforce.model.records import CREATION, DELETED, RECORDS
from taskforce.store.changes.batch import Change
from taskforce.store.changes.fold import absent
from taskforce.store.database.reader import Reader

Edits = Mapping[str, Mapping[str, Change]]
"""The newest edit that arrived of each field, by record."""


def plain_edits(reader: Reader, new: Iterable[Change], others: Collection[str]) -> dict[str, dict[str, Any]]:
    """Return the records, without the ``others``, to which ``new`` changes are plain edits: by id, with the values
    that their fields show now.

    The new changes are in the history already.
    """
    left_out = set(others)
    edited: dict[str, dict[str, Change]] = {}
    for change in new:
        if change.field in (CREATION, DELETED) or change.record_type not in RECORDS:
            left_out.add(change.record_id)
        edited.setdefault(change.record_id, {})[change.field] = change
    for record_id in left_out & edited.keys():
        del edited[record_id]
    several = _with_more_to_look_at(reader, edited)
    plain: dict[str, dict[str, Any]] = {}
    texts: dict[str, Any] = {}
    for record_id, edits in edited.items():
        if record_id not in several:
            plain[record_id] = {
                name: _value(change, texts)
                for name, change in edits.items()
                if name in RECORDS[change.record_type].by_name
            }
    return plain | _looked_at(reader, {record_id: edited[record_id] for record_id in several}, new)


def _value(change: Change, texts: dict[str, Any]) -> Any:
    """Return the value that an edit gives its field; ``texts`` are those that were read before."""
    text = change.new
    if text is None:
        return absent(RECORDS[change.record_type].by_name[change.field])
    if not text.startswith('"'):
        return json.loads(text)
    if text not in texts:
        texts[text] = json.loads(text)
    return texts[text]


def _with_more_to_look_at(reader: Reader, edited: Edits) -> set[str]:
    """Return the records with another number of creations than one, with a deletion, with several edits of a field
    that was edited of any, or with a creation that is no older than all of the edits."""
    names = sorted({name for edits in edited.values() for name in edits})
    fields = {f"field_{number}": name for number, name in enumerate(names)}
    several = " ".join(f"OR sum(CASE WHEN field = :{name} THEN 1 ELSE 0 END) > 1" for name in fields)
    sql = (
        "SELECT record_id FROM change WHERE record_id IN (:values) "
        f"AND field IN (:creation, :deleted, {', '.join(f':{name}' for name in fields)}) GROUP BY record_id "
        "HAVING sum(CASE WHEN field = :creation THEN 1 ELSE 0 END) <> 1 "
        f"OR sum(CASE WHEN field = :deleted THEN 1 ELSE 0 END) > 0 {several} "
        "OR sum(CASE WHEN field = :creation AND clock >= :least THEN 1 ELSE 0 END) > 0"
    )
    least = min((change.clock for edits in edited.values() for change in edits.values()), default=0)
    rows = reader.rows_in(sql, edited, creation=CREATION, deleted=DELETED, least=least, **fields)
    return {row[0] for row in rows}


class _Move(NamedTuple):
    """What of a change decides whether its field shows it."""

    record_id: str
    field: str
    clock: int
    copy_id: str
    id: str
    after: str | None


def _looked_at(reader: Reader, edited: Edits, new: Iterable[Change]) -> dict[str, dict[str, Any]]:
    """Return those of some records to which the edits are plain all the same."""
    counts, creations, moves = _looked_up(reader, edited)
    arrived = {change.id: change for change in new if change.record_id in edited}
    plain: dict[str, dict[str, Any]] = {}
    for record_id, edits in edited.items():
        if counts.get((record_id, CREATION)) != 1 or (record_id, DELETED) in counts:
            continue
        values: dict[str, Any] = {}
        for name, change in edits.items():
            shown: Change | None = change
            if counts[record_id, name] > 1:
                greatest = _greatest(moves[record_id, name])
                if greatest is None:
                    break
                shown = arrived.get(greatest.id)
            if shown is None or name not in RECORDS[change.record_type].by_name:
                continue
            if record_id not in creations or creations[record_id] < (shown.clock, shown.copy_id):
                values[name] = _value(shown, {})
        else:
            plain[record_id] = values
    return plain


def _looked_up(
    reader: Reader, edited: Edits
) -> tuple[dict[tuple[str, str], int], dict[str, tuple[int, str]], dict[tuple[str, str], list[_Move]]]:
    """Return what is to be known of edited records.

    By record and field: the number of changes of the edited fields, of creations and of deletions; by record: the
    clock and copy of the creations that are no older than all of the edits; by record and field: the changes of
    the edited fields that have several.
    """
    names = {CREATION, DELETED}.union(*edited.values())
    fields = {f"field_{number}": name for number, name in enumerate(sorted(names))}
    marks = ", ".join(f":{name}" for name in fields)
    where = "FROM change WHERE record_id IN (:values) AND field"
    sql = f"SELECT record_id, field, count(*) {where} IN ({marks}) GROUP BY record_id, field"
    counts = {(row[0], row[1]): row[2] for row in reader.rows_in(sql, edited, **fields)}
    least = min((change.clock for edits in edited.values() for change in edits.values()), default=0)
    sql = f"SELECT record_id, clock, copy_id {where} = :creation AND clock >= :least"
    creations = {row[0]: row[1:] for row in reader.rows_in(sql, edited, creation=CREATION, least=least)}
    several = {key[0] for key, count in counts.items() if count > 1}
    moves: dict[tuple[str, str], list[_Move]] = {}
    sql = f"SELECT {', '.join(_Move._fields)} {where} IN ({marks})"
    for move in map(_Move._make, reader.rows_in(sql, sorted(several), **fields)):
        moves.setdefault((move.record_id, move.field), []).append(move)
    return counts, creations, moves


def _greatest(moves: Sequence[_Move]) -> _Move | None:
    """Return the change that a field shows, where all but one are replaced, and no two have one clock."""
    replaced = {head for move in moves if move.after for head in move.after.split()}
    *_rest, before, last = sorted(moves, key=lambda move: move[2:4])
    one_head = sum(move.id not in replaced for move in moves) <= 1
    return last if one_head and before[2:4] != last[2:4] else None
