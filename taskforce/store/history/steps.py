"""Reading the history: who changed what, when, from what to what, and why."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.model.errors import NotFound
from taskforce.model.nip import masked
from taskforce.model.records import CONTACTS, CREATION, DELETED, RECORDS, Kind, record_spec
from taskforce.store.changes.batch import Change, StoredBatch, StoredCopy
from taskforce.store.database.reader import Reader

LARGEST_STEP = 40
"""Of a step with more changes only their number is read for its line."""


class StepLine(NamedTuple):
    """A step in a line; ``step`` tells its changes, unless there are too many to be told one by one: then
    ``shared`` says what several records got."""

    id: str
    at: str
    actor: str | None
    kind: str
    summary: str | None
    reason: str | None
    size: int
    undone: bool
    step: Step | None
    shared: Sequence[SharedChange] = ()


def step_ids(reader: Reader, words: str = "", clock: Clock | None = None) -> list[str]:
    """Return the ids of all steps, the newest first; with ``words`` those that the filter of the history finds.

    Raises :class:`~taskforce.store.query.syntax.QueryError`.
    """
    if not words.strip():
        return [row[0] for row in reader.rows("SELECT id FROM batch ORDER BY at DESC, id DESC")]
    from taskforce.store.history.filter import matching_ids

    return matching_ids(reader, words, clock or Clock())


def step_lines(reader: Reader, ids: Collection[str]) -> Sequence[StepLine]:
    """Return the lines of some steps, in the order of ``ids``."""
    undone = undone_ids(reader)
    rows = reader.rows_in(
        "SELECT b.id, b.at, m.handle, b.kind, b.summary, b.reason, "
        "(SELECT count(*) FROM change c WHERE c.batch_id = b.id) "
        "FROM batch b LEFT JOIN member m ON m.id = b.actor_id WHERE b.id IN (:values)",
        ids,
    )
    lines = {}
    for row in rows:
        if row[6] <= LARGEST_STEP:
            lines[row[0]] = StepLine._make((*row, row[0] in undone, step(reader, row[0]), ()))
        else:
            shared = shared_changes(reader, row[0]) if row[3] in TOLD_BY_CHANGES else ()
            lines[row[0]] = StepLine._make((*row, row[0] in undone, None, shared))
    return [lines[one] for one in ids if one in lines]


def changed_refs(reader: Reader, step_id: str, most: int = 500) -> list[str]:
    """Return the refs of the action items that a step changed and that are still there, ``most`` at most."""
    sql = (
        "SELECT DISTINCT i.ref FROM change c JOIN action_item i ON i.id = c.subject_id "
        f"WHERE c.batch_id = :batch AND NOT i.deleted LIMIT {int(most)}"
    )
    return [row[0] for row in reader.rows(sql, batch=step_id)]


SHORT_ID = 8
"""Characters of a batch's id that people are shown and may type: its last ones (the first are the time)."""


class ChangeRow(NamedTuple):
    """One change as people read it: ``old`` and ``new`` are plain values, links are replaced by names.

    ``record`` is what the record is called (an item's ref, a member's handle …), ``item`` the ref of the action
    item that it belongs to, where that is known.
    """

    record_type: str
    record_id: str
    record: str
    field: str
    old: Any
    new: Any
    item: str = ""

    @property
    def masked(self) -> ChangeRow:
        """Return the change as it may be shown and passed on: a member's contact data and NIP are hidden."""
        if self.record_type != "member" or self.field not in (CREATION, *CONTACTS):
            return self
        return self._replace(old=_masked(self.field, self.old), new=_masked(self.field, self.new))

    @property
    def item_ref(self) -> str:
        """Return the ref of the action item that the change is about, as far as the change says so; else empty."""
        if self.record_type == "action_item":
            return self.record
        if self.field == CREATION and isinstance(self.new, dict):
            return str(self.new.get("item_id") or "")
        return self.item


class Step(NamedTuple):
    """One batch of the history with its changes; ``actor`` is a handle, ``undone`` says it was taken back."""

    id: str
    at: str
    actor: str | None
    kind: str
    summary: str | None
    reason: str | None
    undoes: str | None
    undone: bool
    changes: tuple[ChangeRow, ...] = ()

    @property
    def item_refs(self) -> list[str]:
        """Return the refs of the action items that it is about, each once."""
        return list(dict.fromkeys(change.item_ref for change in self.changes if change.item_ref))

    @property
    def short_id(self) -> str:
        """Return what people type to name this step."""
        return self.id[-SHORT_ID:]

    def as_data(self, *, with_contacts: bool = False) -> dict[str, Any]:
        """Return the step for ``history --format json``."""
        changes = self.changes if with_contacts else [change.masked for change in self.changes]
        return {
            "batch": self.id,
            "at": self.at,
            "actor": self.actor,
            "kind": self.kind,
            "summary": self.summary,
            "reason": self.reason,
            "undoes": self.undoes,
            "undone": self.undone,
            "changes": [
                {
                    "type": change.record_type,
                    "record": change.record,
                    "id": change.record_id,
                    "field": change.field,
                    "old": change.old,
                    "new": change.new,
                }
                for change in changes
            ],
        }


def _masked(field: str, value: Any) -> Any:
    if field == CREATION:
        parts = value if isinstance(value, dict) else {}
        return {name: _masked(name, part) if name in CONTACTS else part for name, part in parts.items()} or value
    return masked(value) if isinstance(value, str) else value


class SharedChange(NamedTuple):
    """What ``records`` of one type got in one field: ``change`` is one of them, and says what all were before and
    are now where those are the same."""

    change: ChangeRow
    records: int
    same_old: bool = True
    same_new: bool = True


TOLD_BY_CHANGES = ("add", "delete", "done", "edit", "undo")
"""Kinds of steps that say no more of what they did than their changes do."""


def shared_changes(reader: Reader, step_id: str) -> list[SharedChange]:
    """Return what a step changed, a line for each field of each type of records, whatever their number."""
    rows = reader.rows(
        "SELECT record_type, field, min(old), min(new), count(DISTINCT record_id), "
        "count(DISTINCT old) + max(CASE WHEN old IS NULL THEN 1 ELSE 0 END), "
        "count(DISTINCT new) + max(CASE WHEN new IS NULL THEN 1 ELSE 0 END) "
        "FROM change WHERE batch_id = :batch GROUP BY record_type, field ORDER BY min(seq)",
        batch=step_id,
    )
    known = [row for row in rows if _is_known(row[0], row[1])]
    changes = named_changes(reader, [(row[0], "", row[1], _plain(row[2]), _plain(row[3])) for row in known])
    return [
        SharedChange(change, row[4], row[5] <= 1, row[6] <= 1) for change, row in zip(changes, known, strict=True)
    ]


def undone_ids(reader: Reader) -> set[str]:
    """Return the ids of the batches whose effect was taken back, by an undo that was not itself taken back."""
    undoes = dict(reader.rows("SELECT id, undoes FROM batch WHERE undoes IS NOT NULL"))
    undone: set[str] = set()
    for undo in sorted(undoes, reverse=True):  # the newest first: ids sort by time
        if undo not in undone:
            undone.add(undoes[undo])
    return undone


def taken_back(reader: Reader) -> dict[str, str]:
    """Return for each undo that holds the step that it took back, by ids."""
    undone = undone_ids(reader)
    rows = reader.rows("SELECT id, undoes FROM batch WHERE undoes IS NOT NULL")
    return {undo: step for undo, step in rows if undo not in undone}


def standing(history: Iterable[Change], pairs: Mapping[str, str], after: int) -> list[Change]:
    """Return the changes without those that were taken back and what took them back.

    ``pairs`` are those of :func:`taken_back`.  Only what was taken back later than ``after`` (the clock of a
    step) goes: what had been taken back when the step was made was known to who made it, and is part of what stood
    before.
    """
    history = list(history)
    by_batch: dict[tuple[str, str, str], list[Change]] = {}
    for change in history:
        name = DELETED if change.field == CREATION else change.field
        by_batch.setdefault((change.batch_id, change.record_id, name), []).append(change)
    cancelled: set[str] = set()
    for (batch_id, record_id, name), changes in by_batch.items():
        undone = by_batch.get((pairs.get(batch_id, ""), record_id, name))
        if undone and changes[0].clock > after:
            cancelled.update(change.id for change in (*changes, *undone))
    return [change for change in history if change.id not in cancelled]


_COLUMNS = "b.id, b.at, m.handle, b.kind, b.summary, b.reason, b.undoes"


def step(reader: Reader, batch_id: str) -> Step | None:
    """Return one step by its id, with all its changes; ``None`` where there is none."""
    return next(iter(steps(reader, batch_id=batch_id)), None)


def steps(
    reader: Reader,
    subject_id: str | None = None,
    limit: int | None = None,
    since: str | None = None,
    batch_id: str | None = None,
) -> list[Step]:
    """Return steps, the newest first: of the whole list, or of one record with its notes, evidence and links.

    ``since`` is a stored moment; ``batch_id`` asks for one step only.
    """
    conditions: list[str] = ["1 = 1"]
    parameters: dict[str, Any] = {}
    if subject_id is not None:
        conditions.append("b.id IN (SELECT c.batch_id FROM change c WHERE c.subject_id = :subject)")
        parameters["subject"] = subject_id
    if since is not None:
        conditions.append("b.at >= :since")
        parameters["since"] = since
    if batch_id is not None:
        conditions.append("b.id = :batch")
        parameters["batch"] = batch_id
    bound = "" if limit is None else f" LIMIT {int(limit)}"
    sql = (
        f"SELECT {_COLUMNS} FROM batch b LEFT JOIN member m ON m.id = b.actor_id "
        f"WHERE {' AND '.join(conditions)} ORDER BY b.at DESC, b.id DESC{bound}"
    )
    rows = reader.rows(sql, **parameters)
    undone = undone_ids(reader)
    changes = _changes(reader, [row[0] for row in rows], subject_id)
    return [
        Step(step_id, at, actor, kind, summary, reason, undoes, step_id in undone, tuple(changes.get(step_id, ())))
        for step_id, at, actor, kind, summary, reason, undoes in rows
    ]


def _changes(reader: Reader, batch_ids: Iterable[str], subject_id: str | None) -> dict[str, list[ChangeRow]]:
    """Return the changes of some batches by their ids, in the order in which they were written."""
    sql = (
        "SELECT batch_id, record_type, record_id, field, old, new, subject_id FROM change "
        "WHERE batch_id IN (:values) ORDER BY clock, seq"
    )
    raw = [
        row
        for row in reader.rows_in(sql, batch_ids)
        if _is_known(row[1], row[3]) and (subject_id is None or row[6] == subject_id)
    ]
    rows = named_changes(reader, [(*row[1:4], _plain(row[4]), _plain(row[5])) for row in raw])
    belonging = {row[6] for row in raw if row[6] != row[2]}
    items = dict(reader.rows_in("SELECT id, ref FROM action_item WHERE id IN (:values)", belonging))
    rows = [
        row._replace(item=items[of[6]]) if of[6] != of[2] and of[6] in items else row
        for of, row in zip(raw, rows, strict=True)
    ]
    changes: dict[str, list[ChangeRow]] = {}
    for (batch_id, *_rest), row in zip(raw, rows, strict=True):
        changes.setdefault(batch_id, []).append(row)
    return changes


def _is_known(record_type: str, name: str) -> bool:
    """Return whether this version knows the field; those of a newer one are kept in the history and not shown."""
    return record_type in RECORDS and (name == CREATION or name in record_spec(record_type).by_name)


def named_changes(
    reader: Reader, changes: Sequence[tuple[str, str, str, Any, Any]], arriving: Names | None = None
) -> list[ChangeRow]:
    """Return changes (type, id, field, old, new) as people read them.

    ``arriving`` names records that are not stored yet.
    """
    mentioned = _mentioned(changes)
    names = {**(arriving or {}), **names_of(reader, mentioned)}
    keyed = {one: mentioned[one] for one in _KEYED if one in mentioned}
    called = {**names, **{key: name for key, name in names_of(reader, keyed, whole=True).items() if name}}
    return [
        ChangeRow(
            record_type,
            record_id,
            names.get((record_type, record_id), ""),
            name,
            _named(record_type, name, old, called),
            _named(record_type, name, new, called),
        )
        for record_type, record_id, name, old, new in changes
    ]


def _plain(text: str | None) -> Any:
    return None if text is None else json.loads(text)


Names = Mapping[tuple[str, str], str]


def _mentioned(changes: Iterable[tuple[str, str, str, Any, Any]]) -> dict[str, set[str]]:
    """Return the ids of the records that changes are about or point to, by record type."""
    ids: dict[str, set[str]] = {}
    for record_type, record_id, name, old, new in changes:
        ids.setdefault(record_type, set()).add(record_id)
        fields = record_spec(record_type).by_name
        for value in (old, new):
            pairs = value.items() if name == CREATION and isinstance(value, dict) else [(name, value)]
            for part, target in pairs:
                spec = fields.get(part)
                if spec is not None and spec.kind is Kind.LINK and spec.to and isinstance(target, str):
                    ids.setdefault(spec.to, set()).add(target)
    return ids


SHORT_NAMES: Mapping[str, str] = {
    "action_item": "ref",
    "member": "handle",
    "agency": "short",
    "dimension": "key",
    "sub_dimension": "key",
    "deadline": "key",
}
"""The field by which people name a record; other types have their title."""


_KEYED = ("dimension", "sub_dimension", "deadline")
"""Types that people type by a key; where a field leads to one, its name is read."""


def names_of(
    reader: Reader, ids: Mapping[str, Iterable[str]], *, whole: bool = False
) -> dict[tuple[str, str], str]:
    """Return what records are called, by type and id; their ``whole`` names, not the short ones people type."""
    names: dict[tuple[str, str], str] = {}
    for record_type, record_ids in ids.items():
        column = record_spec(record_type).title
        if not whole:
            column = SHORT_NAMES.get(record_type, column)
        sql = f"SELECT id, {column} FROM {record_type} WHERE id IN (:values)"
        for record_id, name in reader.rows_in(sql, set(record_ids)):
            names[(record_type, record_id)] = str(name) if name is not None else ""
    for record_type, record_ids in ids.items():
        to = record_spec(record_type).by_name[record_spec(record_type).title].to
        if to and record_type not in SHORT_NAMES:  # a link is called as what it leads to
            keys = [key for one in record_ids if (key := (record_type, one)) in names]
            called = names_of(reader, {to: [names[key] for key in keys]})
            names |= {key: called.get((to, names[key]), names[key]) for key in keys}
    return names


def _named(record_type: str, name: str, value: Any, names: Names) -> Any:
    """Return a value with ids replaced by names."""
    fields = record_spec(record_type).by_name
    if name == CREATION and isinstance(value, dict):
        return {key: _named(record_type, key, part, names) for key, part in value.items() if key != "deleted"}
    spec = fields.get(name)
    if spec is not None and spec.kind is Kind.LINK and spec.to and isinstance(value, str):
        return names.get((spec.to, value), value)
    return value


def batch_named(reader: Reader, text: str) -> str:
    """Return the id of the batch that ``text`` names: the whole id, or the last characters of it.

    Raises :class:`NotFound` when none has that name, or several have.
    """
    ending = text.strip().lower()
    pattern = "%" + ending.replace("!", "!!").replace("%", "!%").replace("_", "!_")
    rows = reader.rows("SELECT id FROM batch WHERE id LIKE :pattern ESCAPE '!'", pattern=pattern)
    if ending and len(rows) == 1:
        return str(rows[0][0])
    if rows and ending:
        raise NotFound(_("Several steps end in “{text}”: give more of the id.", text=text))
    raise NotFound(_("There is no step “{text}”: “taskforce history” shows them.", text=text))


def stored_copies(reader: Reader) -> list[StoredCopy]:
    """Return every copy that wrote changes, in an order that never changes."""
    names = ", ".join(StoredCopy._fields)
    return list(map(StoredCopy._make, reader.rows(f"SELECT {names} FROM copy ORDER BY id")))


def stored_batches(reader: Reader) -> list[StoredBatch]:
    """Return every batch, in an order that never changes."""
    names = ", ".join(StoredBatch._fields)
    return list(map(StoredBatch._make, reader.rows(f"SELECT {names} FROM batch ORDER BY id")))


def stored_changes(reader: Reader) -> Iterator[Change]:
    """Return every change, in an order that never changes; a few at a time are in memory."""
    names = ", ".join(Change._fields)
    seqs = reader.numbers("SELECT seq FROM change ORDER BY clock, copy_id")
    for start in range(0, len(seqs), _BLOCK):
        block = seqs[start : start + _BLOCK]
        rows = reader.rows_in(f"SELECT seq, {names} FROM change WHERE seq IN (:values)", block)
        changes = {row[0]: Change._make(row[1:]) for row in rows}
        yield from [changes[seq] for seq in block]


_BLOCK = 500
