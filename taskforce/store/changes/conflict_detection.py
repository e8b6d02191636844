"""The newest changes of a field that do not know of each other, and whether they disagree.

A *head* of a field is a change of it that no other change was made in the knowledge of.  One head is the usual
case; several with different values are a conflict.  A creation counts as a change of every field.  A deletion
knows all changes of the record, and of what belongs to it, that were there; another copy's entry that it did not
know is a conflict as well, because nobody may take away what they have not seen.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from taskforce.model.records import CREATION, DELETED, RECORDS
from taskforce.store.changes.batch import LINKS, Change, Fact, to_json
from taskforce.store.changes.fold import absent
from taskforce.store.changes.lost import is_begun_anew
from taskforce.store.database.reader import Reader

_COLUMNS = ", ".join(Change._fields)

SETTLED = frozenset({"note", "evidence", *LINKS})
"""Record types that never conflict: they are only ever added, or are there or not."""

_GIVEN = frozenset({"ref", "series"})
"""Fields that the program gives and people cannot change."""


class Clash(NamedTuple):
    """A field in conflict."""

    record_type: str
    record_id: str
    field: str


def value_in(change: Change, field: str) -> Any:
    """Return the plain value that a change (a creation too) gives to a field of a known record type."""
    value = json.loads(change.new) if change.new is not None else None
    if change.field == CREATION:
        value = (value or {}).get(field)
    return absent(RECORDS[change.record_type].by_name[field]) if value is None else value


def heads_of(history: Iterable[Change], field: str) -> list[Change]:
    """Return the heads of one field among all changes of its record, the one that shows last."""
    creations: list[Change] = []
    edits: list[Change] = []
    for change in _as_created(history):
        if change.field == CREATION:
            creations.append(change)
        elif change.field == field:
            edits.append(change)
    replaced = {head for edit in edits if edit.after for head in edit.after.split()}
    heads = [edit for edit in edits if edit.id not in replaced]
    if not edits or len(creations) > 1:
        # With one creation every edit knows it; with several, an edit knows those that it names, and their equals.
        known = {to_json(value_in(creation, field)) for creation in creations if creation.id in replaced}
        heads += [creation for creation in creations if to_json(value_in(creation, field)) not in known]
    return sorted(heads, key=lambda change: (change.clock, change.copy_id))


def _as_created(history: Iterable[Change]) -> Iterable[Change]:
    """Return the changes of a record without what stood for its lost creation until that came back."""
    history = list(history)
    anew = [change for change in history if is_begun_anew(change)]
    if not anew or len(anew) == sum(change.field == CREATION for change in history):
        return history
    return [change for change in history if change not in anew]


def fields_in_conflict(history: Sequence[Change]) -> set[str]:
    """Return the fields of one record whose heads disagree."""
    record_type = history[0].record_type if history else ""
    if record_type not in RECORDS or record_type in SETTLED:
        return set()
    fields = RECORDS[record_type].by_name
    several = sum(change.field == CREATION for change in history) > 1
    asked = fields.keys() if several else _with_several_heads(history)
    disputed: set[str] = set()
    for name in asked & fields.keys() - _GIVEN:
        heads = heads_of(history, name)
        if len(heads) > 1 and len({to_json(value_in(head, name)) for head in heads}) > 1:
            disputed.add(name)
    return disputed


def _with_several_heads(history: Iterable[Change]) -> set[str]:
    """Return the fields of a record with one creation to which edits gave values without knowing of each other."""
    edits: dict[str, list[Change]] = {}
    for change in history:
        edits.setdefault(change.field, []).append(change)
    several: set[str] = set()
    for name, changes in edits.items():
        if len(changes) > 1:
            replaced = {head for change in changes if change.after for head in change.after.split()}
            if sum(change.id not in replaced for change in changes) > 1:
                several.add(name)
    return several


def unseen_by_deletion(record_id: str, subject: Sequence[Change]) -> list[Change]:
    """Return what other copies wrote to a deleted record, or to what belongs to it, not knowing of its end.

    ``subject`` are all changes of the record and of the records whose subject it is.
    """
    own = [change for change in subject if change.record_id == record_id]
    deletions = [head for head in heads_of(own, DELETED) if head.field == DELETED]
    if not deletions or json.loads(deletions[-1].new or "null") is not True:
        return []
    deleting_copies = {change.copy_id for change in deletions}
    replaced = {head for change in subject if change.after for head in change.after.split()}
    return [
        change
        for change in subject
        if change.id not in replaced
        and change.copy_id not in deleting_copies
        and not (change.record_id == record_id and change.field in (CREATION, DELETED))
    ]


def clashes(histories: Mapping[str, Sequence[Change]], subjects: Mapping[str, Sequence[Change]]) -> set[Clash]:
    """Return the conflicts of records: ``histories`` by record id, ``subjects`` (see above) of deleted ones."""
    disputed: set[Clash] = set()
    for record_id, history in histories.items():
        disputed |= {Clash(history[0].record_type, record_id, name) for name in fields_in_conflict(history)}
    for record_id, subject in subjects.items():
        if unseen_by_deletion(record_id, subject):
            record_type = next(change.record_type for change in subject if change.record_id == record_id)
            if record_type in RECORDS and record_type not in SETTLED:
                disputed.add(Clash(record_type, record_id, DELETED))
    return disputed


def histories_of(reader: Reader, record_ids: Collection[str]) -> dict[str, list[Change]]:
    """Return all changes of some records, by record id."""
    return _grouped(reader, "record_id", record_ids)


def subjects_of(reader: Reader, record_ids: Collection[str]) -> dict[str, list[Change]]:
    """Return all changes of some records and of what belongs to them, by the record's id."""
    return _grouped(reader, "subject_id", record_ids)


def _grouped(reader: Reader, column: str, ids: Collection[str]) -> dict[str, list[Change]]:
    histories: dict[str, list[Change]] = {}
    sql = f"SELECT {column}, {_COLUMNS} FROM change WHERE {column} IN (:values)"
    for key, *values in reader.rows_in(sql, ids):
        histories.setdefault(key, []).append(Change(*values))
    return histories


def deleted_among(reader: Reader, record_ids: Collection[str]) -> set[str]:
    """Return the records among these that a change of their own says were deleted (perhaps for a time)."""
    sql = "SELECT DISTINCT record_id FROM change WHERE field = 'deleted' AND record_id IN (:values)"
    return {row[0] for row in reader.rows_in(sql, record_ids)}


def known_to(reader: Reader, facts: Sequence[Fact]) -> dict[tuple[str, str], list[str]]:
    """Return the changes that each edited field has now, in the knowledge of which a new one of it is made."""
    edited = {(fact.record_id, fact.field) for fact in facts if fact.field != CREATION}
    ids = {record_id for record_id, _field in edited}
    creations: dict[str, list[str]] = {}
    heads: dict[tuple[str, str], list[str]] = {}
    fields = {f"field_{number}": name for number, name in enumerate({CREATION, *(field for _id, field in edited)})}
    marks = ", ".join(f":{name}" for name in fields)
    sql = (
        "SELECT record_id, field, id FROM change "
        f"WHERE NOT replaced AND record_id IN (:values) AND field IN ({marks})"
    )
    for record_id, field, change_id in reader.rows_in(sql, ids, **fields):
        if field == CREATION:
            creations.setdefault(record_id, []).append(change_id)
        elif (record_id, field) in edited:
            heads.setdefault((record_id, field), []).append(change_id)
    twice = {record_id for record_id, changes in creations.items() if len(changes) > 1}
    named: dict[tuple[str, str], set[str]] = {}
    sql = "SELECT record_id, field, after FROM change WHERE after IS NOT NULL AND record_id IN (:values)"
    for record_id, field, after in reader.rows_in(sql, twice):
        named.setdefault((record_id, field), set()).update(after.split())
    seen: dict[tuple[str, str], list[str]] = {}
    for key in edited:
        seen[key] = list(heads.get(key, ()))
        if not seen[key] or key[0] in twice:
            seen[key] += [one for one in creations.get(key[0], ()) if one not in named.get(key, ())]
    _add_what_deletions_know(reader, facts, seen)
    return seen


def _add_what_deletions_know(
    reader: Reader, facts: Sequence[Fact], seen: dict[tuple[str, str], list[str]]
) -> None:
    deleted = {fact.record_id for fact in facts if fact.field == DELETED and fact.new is True}
    sql = "SELECT subject_id, id FROM change WHERE NOT replaced AND subject_id IN (:values)"
    for record_id, change_id in reader.rows_in(sql, deleted):
        if change_id not in seen[(record_id, DELETED)]:
            seen[(record_id, DELETED)].append(change_id)
