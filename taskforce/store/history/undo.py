"""Undo and redo: a new step that says the opposite of one.

The value a field gets back is what the history says without the step.  Where people disagreed until the step
decided, all their values come back beside each other, so the conflict is open again on every copy.  Later steps
that were taken back count as if they had never been, together with what took them back.  A field that was changed
again since keeps its newer value: undoing one's own step never undoes another person's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from taskforce.language import _
from taskforce.model.errors import NotFound
from taskforce.model.records import CREATION, DELETED, RECORDS
from taskforce.model.validate import STATE, state_agrees
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import UNCHANGING, Change, Draft, to_json
from taskforce.store.changes.fold import absent, fold
from taskforce.store.changes.forgetting import FORGET
from taskforce.store.changes.load import load
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import ChangeRow, batch_named, named_changes, standing, taken_back, undone_ids

_COLUMNS = ", ".join(Change._fields)

COPIED = "copy"
"""The kind of the step with which a new copy took in the whole list."""

FOUNDATIONS = ("template", "sample", COPIED)
"""Kinds of batches that lay the ground; undo without a batch stops at them."""

ISSUE = "issue"
"""The kind of the batch that issues a report: it is never taken back."""


BY_THIS_COPY = (
    "JOIN copy c ON c.id = b.copy_id AND c.series = (SELECT series FROM copy WHERE own)"  # also before a restore
)
"""The steps ``b`` of this copy: a list that was set back or moved goes on under another id, and the same name."""


def step_to_undo(reader: Reader, batch: str | None = None, among: Collection[str] | None = None) -> str:
    """Return the id of the batch to take back: the one that ``batch`` (its id, or the end of it) names, else the
    last step not yet taken back, of all or of those ``among``.

    Raises :class:`NotFound` when there is nothing to take back.
    """
    batch_id = batch_named(reader, batch) if batch else last_step(reader, among)
    if batch_id is None and among is not None and last_step(reader) is not None:
        raise NotFound(
            _(
                "Nothing that you did since you opened the app is left to undo. The history (F7) takes back any "
                "step, and shows first what that changes."
            )
        )
    if batch_id is None:
        raise NotFound(_("There is nothing to undo."))
    if batch is not None and batch_id in undone_ids(reader):
        raise NotFound(_("This step was taken back already: “taskforce history” shows it."))
    kind = reader.value("SELECT kind FROM batch WHERE id = :id", id=batch_id)
    if kind == FORGET:
        raise NotFound(
            _("This step took personal data out for good, and nothing brings it back: name the step to take back.")
        )
    if kind == ISSUE:
        raise NotFound(
            _(
                "This step issued a report, and issued reports stay: issue a correction with --replaces, or name "
                "the step to take back."
            )
        )
    return batch_id


def step_to_redo(reader: Reader, among: Collection[str] | None = None) -> str:
    """Return the id of the last undo of this copy that still holds; of the steps ``among`` alone, where given.

    Raises :class:`NotFound` when there is none, or something else was done since.
    """
    undone = undone_ids(reader)
    sql = f"SELECT b.id, b.undoes FROM batch b {BY_THIS_COPY} ORDER BY b.id DESC LIMIT 200"
    for batch_id, undoes in reader.rows(sql):
        if among is not None and batch_id not in among:
            continue
        if undoes is None:
            break
        if batch_id not in undone and not _is_redo(reader, undoes):
            if reader.value("SELECT 1 FROM change WHERE batch_id = :id LIMIT 1", id=batch_id) is None:
                # An undo that set a merge aside has nothing of its own to take back.
                raise NotFound(_("A merge that was taken back comes back by merging the bundle again."))
            return str(batch_id)
    raise NotFound(_("There is nothing to redo."))


def _is_redo(reader: Reader, undoes: str) -> bool:
    """Return whether an undo of ``undoes`` was itself a redo (it took back an undo)."""
    return reader.value("SELECT undoes FROM batch WHERE id = :id", id=undoes) is not None


def last_step(reader: Reader, among: Collection[str] | None = None) -> str | None:
    """Return the id of the newest batch of this copy (``among`` these) that is no undo and was not taken back."""
    marks = ", ".join(f"'{kind}'" for kind in FOUNDATIONS)
    undone = undone_ids(reader)
    sql = f"SELECT b.id FROM batch b {BY_THIS_COPY} WHERE b.undoes IS NULL AND b.kind NOT IN ({marks})"
    if among is not None:
        own = (row[0] for row in reader.rows_in(f"{sql} AND b.id IN (:values)", among) if row[0] not in undone)
        return max(own, default=None)
    enough = len(undone) + 1  # of so many one at least was not taken back
    rows = reader.rows(f"{sql} ORDER BY b.id DESC LIMIT :enough", enough=enough)
    return next((row[0] for row in rows if row[0] not in undone), None)


def whose(reader: Reader, batch_id: str) -> tuple[str, str] | None:
    """Return the id and the handle of the member who took a step; ``None`` where nobody said who it was."""
    sql = "SELECT m.id, m.handle FROM batch b JOIN member m ON m.id = b.actor_id WHERE b.id = :id"
    row = reader.row(sql, id=batch_id)
    return None if row is None else (str(row[0]), str(row[1]))


Field = tuple[str, str, str]
"""A record's type and id, and a field of it."""


def opposite(reader: Reader, batch_id: str) -> tuple[list[Draft], list[Field]]:
    """Return drafts that take a batch back, and the (type, id, field) that were changed again since."""
    own = [
        Change(*row)
        for row in reader.rows(
            f"SELECT {_COLUMNS} FROM change WHERE batch_id = :id OR received_with = :id", id=batch_id
        )
    ]
    step = {change.id for change in own}
    ids = {change.record_id for change in own}
    sql = f"SELECT {_COLUMNS} FROM change WHERE record_id IN (:values)"
    pairs, after = taken_back(reader), max((change.clock for change in own), default=0)
    history = standing([Change(*row) for row in reader.rows_in(sql, ids)], pairs, after)
    rest = [change for change in history if change.id not in step]
    before = fold(rest)
    sql = "SELECT record_id, field FROM open_conflict WHERE record_id IN (:values)"
    disputed = {(row[0], row[1]) for row in reader.rows_in(sql, ids)}
    others = _other_sides(reader, rest, step, pairs, after)
    winners = _winners(history)
    drafts: dict[Field, Draft] = {}
    kept: dict[Field, None] = {}
    for change in sorted(own, key=lambda change: -change.clock):
        if change.record_type not in RECORDS or change.record_type in UNCHANGING:
            continue
        key = (change.record_type, change.record_id)
        if key not in before:
            if change.field == CREATION:
                drafts[*key, DELETED] = Draft(*key, DELETED, True)
            continue
        for name in _fields_of(change):
            if winners.get((change.record_id, name)) not in step:
                kept[*key, name] = None
                continue
            value = before[key].get(name, absent(RECORDS[change.record_type].by_name[name]))
            beside = tuple(one for one in others.get((change.record_id, name), ()) if one != value)
            decides = (change.record_id, name) in disputed
            drafts[*key, name] = Draft(*key, name, value, said=decides or bool(beside), beside=beside)
    _hold_together(reader, drafts, kept)
    return list(drafts.values()), list(kept)


def _hold_together(reader: Reader, drafts: dict[Field, Draft], kept: dict[Field, None]) -> None:
    """Keep status, progress and day of an item where taking back a part of them would contradict the rest."""
    ids = {record_id for _type, record_id, name in (*kept, *drafts) if name in STATE}
    for record_id, now in load(reader, "action_item", ids).items():
        fields = [("action_item", record_id, name) for name in STATE]
        back = {one[2]: drafts[one].new for one in fields if one in drafts}
        reopens = any(drafts[one].said for one in fields if one in drafts)
        if back and not reopens and state_agrees(now) and not state_agrees({**now, **back}):
            for one in fields:
                if drafts.pop(one, None) is not None:
                    kept[one] = None


def _other_sides(
    reader: Reader, rest: Sequence[Change], step: Collection[str], pairs: Mapping[str, str], after: int
) -> dict[tuple[str, str], list[Any]]:
    """Return the fields that are in conflict without the step, by record id and name, with all their values."""
    histories: dict[str, list[Change]] = {}
    for change in rest:
        histories.setdefault(change.record_id, []).append(change)
    sides: dict[tuple[str, str], list[Any]] = {}
    deleted = {change.record_id for change in rest if change.field == DELETED}
    subjects = {
        record_id: standing([change for change in changes if change.id not in step], pairs, after)
        for record_id, changes in conflict_detection.subjects_of(reader, deleted).items()
    }
    for _type, record_id, name in sorted(conflict_detection.clashes(histories, subjects)):
        values = [
            conflict_detection.value_in(head, name)
            for head in conflict_detection.heads_of(histories[record_id], name)
        ]
        different = {to_json(value): value for value in values}
        sides[record_id, name] = [False, True] if name == DELETED else list(different.values())
    return sides


def undo_preview(reader: Reader, batch_id: str) -> tuple[list[ChangeRow], int]:
    """Return what taking a step back would change, as people read it, and how many fields keep a newer value.

    Raises :class:`NotFound` when it was taken back already.
    """
    if batch_id in undone_ids(reader):
        raise NotFound(_("This step was taken back already: “taskforce history” shows it."))
    drafts, kept = opposite(reader, batch_id)
    ids_of: dict[str, set[str]] = {}
    for draft in drafts:
        ids_of.setdefault(draft.record_type, set()).add(draft.record_id)
    present = {record_type: load(reader, record_type, ids) for record_type, ids in ids_of.items()}
    changes = []
    for draft in drafts:
        now = present[draft.record_type].get(draft.record_id, {}).get(draft.field)
        for value in (*draft.beside, draft.new):
            if now != value:
                changes.append((draft.record_type, draft.record_id, draft.field, now, value))
    return named_changes(reader, changes), len(kept)


def _fields_of(change: Change) -> Sequence[str]:
    fields = RECORDS[change.record_type].by_name
    if change.field == CREATION:
        return list(fields)
    return [change.field] if change.field in fields else []  # a newer version's field is left as it is


def _winners(history: Sequence[Change]) -> dict[tuple[str, str], str]:
    """Return the id of the change that each field's value comes from, by record id and field name.

    A creation stands for every field.
    """
    winners: dict[tuple[str, str], str] = {}
    for change in sorted(history, key=lambda change: (change.clock, change.copy_id)):
        for name in _fields_of(change) if change.record_type in RECORDS else ():
            winners[(change.record_id, name)] = change.id
    return winners
