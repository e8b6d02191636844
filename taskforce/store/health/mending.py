"""Mending a history from itself: what one place of it lost, another often still says.

A step and its changes say the same moment, person and copy; the next change of a field says what was there
before; and the tables have the last value of every field.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from taskforce.language import _
from taskforce.model.records import CREATION, RECORDS
from taskforce.store.changes.batch import Change, StoredBatch, to_json
from taskforce.store.changes.history_data import fault_of
from taskforce.store.health.history import ChangeRow, History, batches_by_id
from taskforce.store.write.replica import clock_at


@dataclass(slots=True)
class Mending:
    """What could be mended, and what could not: ``lost`` are changes with the reason; they are in no history."""

    history: History
    mended: list[Change] = field(default_factory=list)
    lost: list[tuple[Change, str]] = field(default_factory=list)
    steps: int = 0
    """Steps of which something was worked out anew: who, when or why may be missing."""


def mend(history: History) -> Mending:
    """Return the history with every change in it sound; what cannot be mended is left out and named."""
    mending = _mended_once(history)
    for _again in range(_ROUNDS):  # what was mended, or is gone, may say something else of its neighbours
        if not mending.mended and not mending.lost:
            break
        more = _mended_once(mending.history)
        if not more.mended and not more.lost:
            break
        changed = {change.id: change for change in (*mending.mended, *more.mended)}
        gone = {change.id for change, _fault in more.lost}
        mended = [change for change_id, change in changed.items() if change_id not in gone]
        mending = Mending(more.history, mended, [*mending.lost, *more.lost], max(mending.steps, more.steps))
    return mending


_ROUNDS = 5

_SOME = 5
"""So many changes name the same copy by no accident."""


def _mended_once(history: History) -> Mending:
    rows, odd = rows_and_odd(history.changes)
    numbers = _numbers(rows)
    work = _Work(history, rows)
    mending = Mending(History(history.copies, [], [], history.knowledge, history.records, history.unreadable))
    places: set[tuple[str, int]] = set()
    mending.lost += [(change, _("a column of another kind")) for change in odd]
    for row in rows:
        change = work.mended(row)
        change = change._replace(number=numbers.get(change.id, change.number))
        fault = fault_of(change) or work.fault_of_place(change)
        if not fault and (change.copy_id, change.number) in places:
            fault = "twice"
        if fault:
            mending.lost.append((row.change, fault))
            continue
        places.add((change.copy_id, change.number))
        if change != row.change:
            mending.mended.append(change)
        mending.history.changes.append(row._replace(change=change))
    mending.history.batches, mending.steps = _steps(history.batches, mending.history.changes)
    return mending


def rows_and_odd(found: Iterable[ChangeRow]) -> tuple[list[ChangeRow], list[Change]]:
    """Return the rows whose columns are of the kinds that they should be, and the changes of the others."""
    rows: list[ChangeRow] = []
    odd: list[Change] = []
    for row in found:
        change = row.change
        texts = (
            change.id,
            change.batch_id,
            change.at,
            change.copy_id,
            change.record_type,
            change.record_id,
            change.field,
        )
        whole = all(isinstance(text, str) for text in texts)
        whole = whole and all(isinstance(number, int) for number in (change.clock, change.number))
        whole = whole and all(isinstance(text, str | None) for text in (change.old, change.new, change.after))
        rows.append(row) if whole else odd.append(change)
    return rows, odd


_FAR = 1_000
"""So far beyond the changes beside it no change has its number by right."""


def _numbers(rows: Iterable[ChangeRow]) -> dict[str, int]:
    """Return the right number of each change whose own cannot be: 0 where it is not known.

    A copy's changes are written in the order of their numbers: one stands between two others with room for one, or
    far beyond both.
    """
    of_copy: dict[str, list[Change]] = {}
    for row in rows:
        of_copy.setdefault(row.change.copy_id, []).append(row.change)
    right: dict[str, int] = {}
    for changes in of_copy.values():
        beside = zip([None, *changes], changes, [*changes[1:], None], strict=False)
        for before, one, after in beside:
            numbers = [other.number for other in (before, after) if other is not None]
            alone = len(numbers) == 2 and numbers[1] - numbers[0] == 2
            if alone and one.number != numbers[0] + 1:
                right[one.id] = numbers[0] + 1
            elif numbers and one.number - max(numbers) > _FAR and len(changes) > _SOME:
                right[one.id] = 0
    return right


def _neighbours(rows: Iterable[ChangeRow]) -> dict[str, tuple[Change | None, Change | None]]:
    """Return the changes that come before and after each one of the same copy, by its id."""
    of_copy: dict[str, list[Change]] = {}
    for row in rows:
        of_copy.setdefault(row.change.copy_id, []).append(row.change)
    beside: dict[str, tuple[Change | None, Change | None]] = {}
    for changes in of_copy.values():
        changes.sort(key=lambda change: change.number)
        for before, one, after in zip([None, *changes], changes, [*changes[1:], None], strict=False):
            beside[one.id] = (before, after)
    return beside


class _Work:
    """What other places of a history say of each change."""

    def __init__(self, history: History, rows: Sequence[ChangeRow]) -> None:
        self.records = history.records
        self.batches = batches_by_id(history)
        counts = Counter(row.change.copy_id for row in rows)
        self.copies = {one.id for one in history.copies} | {one for one, count in counts.items() if count >= _SOME}
        self.types: dict[str, str] = {record_id: kind for kind, record_id in history.records}
        self.of_field: dict[tuple[str, str], list[Change]] = {}
        self.next: dict[str, Change] = {}
        self.at_place: dict[tuple[str, int], Change] = {}
        self.beside = _neighbours(rows)
        for row in rows:
            change = row.change
            if change.record_type in RECORDS:
                self.types.setdefault(change.record_id, change.record_type)
            self.of_field.setdefault((change.record_id, change.field), []).append(change)
            self.at_place.setdefault((change.copy_id, change.number), change)
            after = (change.after or "").split()
            if len(after) == 1:
                self.next[after[0]] = change
        self.created = {row.change.record_id for row in rows if row.change.field == CREATION}
        self.created |= {record_id for _type, record_id in history.records}

    def fault_of_place(self, change: Change) -> str:
        """Return whether a change belongs to no step or copy that is there."""
        return "" if change.copy_id in self.copies or not self.copies else "copy"

    def mended(self, row: ChangeRow) -> Change:
        """Return a change with each part that is wrong as another place says it should be."""
        change = self._with_step(row.change)
        if change.record_id not in self.created and row.subject_id in self.types:
            change = change._replace(record_id=row.subject_id)
        kind = self.types.get(change.record_id)
        if kind is not None and change.record_type not in RECORDS:
            change = change._replace(record_type=kind)
        if not fault_of(change):
            return change
        if fault_of(change._replace(after=None)) != fault_of(change):
            change = change._replace(after=self._earlier(change))
        if not _is_value(change, change.old):
            change = change._replace(old=self._before(change))
        if not _is_value(change, change.new):
            known, value = self._after(change)
            if known:
                change = change._replace(new=value)
        return change

    def _with_step(self, change: Change) -> Change:
        """Return a change with the copy, moment and person of its step, and a clock between its neighbours."""
        step = self.batches.get(change.batch_id) or self._step_beside(change)
        if step is not None and not fault_of(step):
            change = change._replace(batch_id=step.id)
            if change.copy_id not in self.copies:
                change = change._replace(copy_id=step.copy_id)
            if fault_of(change._replace(old=None, new=None, field="x", record_type="x", after=None)):
                change = change._replace(at=step.at, actor_id=step.actor_id)
        return change._replace(clock=self._clock(change))

    def _clock(self, change: Change) -> int:
        """Return the clock of a change; where it does not lie between its neighbours', the one its moment gave."""
        before, after = self.beside.get(change.id, (None, None))
        least_of, most_of = (before.clock, after.clock) if before and after else (-1, 2**63)
        if 0 <= change.clock <= 2**62 and (least_of >= most_of or least_of < change.clock < most_of):
            return change.clock
        least = before.clock + change.number - before.number if before is not None else 0
        try:
            usual = max(least, clock_at(change.at))
        except ValueError:
            return least
        return usual if after is None or usual < after.clock else least

    def _step_beside(self, change: Change) -> StoredBatch | None:
        """Return the step of the change before or after, where it was made at the same moment."""
        for number in (change.number - 1, change.number + 1):
            beside = self.at_place.get((change.copy_id, number))
            if beside is not None and beside.at == change.at and beside.batch_id in self.batches:
                return self.batches[beside.batch_id]
        return None

    def _earlier(self, change: Change) -> str | None:
        """Return the newest change of the field before this one that gave it what this one found there."""
        for name in (change.field, CREATION):
            earlier = [one for one in self.of_field.get((change.record_id, name), ()) if one.clock < change.clock]
            seen = [one for one in earlier if value_given(one, change.field) == change.old]
            if seen:  # what was there before tells which one was known, where two copies changed the field
                return max(seen, key=lambda one: one.clock).id
            if earlier and name == CREATION:
                return " ".join(one.id for one in earlier)
        return None

    def _before(self, change: Change) -> str | None:
        of_record = (self.of_field.get((change.record_id, name), ()) for name in (change.field, CREATION))
        earlier = [one for changes in of_record for one in changes if one.clock < change.clock]
        last = max(earlier, key=lambda one: one.clock, default=None)
        if last is None:
            return None
        value = value_given(last, change.field)
        return value if _is_value(change, value) else None

    def _after(self, change: Change) -> tuple[bool, str | None]:
        """Return whether it is known what a change made of its field, and that value."""
        if change.record_type not in RECORDS:
            return False, None
        record = self.records.get((change.record_type, change.record_id))
        if change.field == CREATION:
            return (False, None) if record is None else (True, self._as_created(change, record))
        following = self.next.get(change.id)
        if following is not None and following.field == change.field and _is_value(change, following.old):
            return True, following.old
        of_field = self.of_field.get((change.record_id, change.field), ())
        later = [one for one in of_field if one.clock > change.clock]
        if record is None or later:
            return False, None
        value = record.get(change.field)
        text = None if value is None else to_json(value)
        return _is_value(change, text), text

    def _as_created(self, change: Change, record: Mapping[str, Any]) -> str:
        """Return what a record was created as: what its first changes say was before, and else what it is now."""
        values = dict(record)
        for name in record:
            first = min(self.of_field.get((change.record_id, name), ()), key=lambda one: one.clock, default=None)
            if first is not None and _is_value(first, first.old):
                values[name] = None if first.old is None else json.loads(first.old)
        return to_json({name: value for name, value in values.items() if value is not None})


def value_given(change: Change, name: str) -> str | None:
    """Return the value, as JSON, that a change or a creation gave a field; ``None`` where it cannot be read."""
    if change.field != CREATION:
        return change.new
    try:
        value = json.loads(change.new or "{}").get(name)
    except (ValueError, AttributeError):
        return None
    return None if value is None else to_json(value)


def _is_value(change: Change, text: object) -> bool:
    """Return whether a text can be the value of what a change is of."""
    return isinstance(text, str | None) and not fault_of(change._replace(old=None, new=text, after=None))


def _steps(batches: Iterable[StoredBatch], rows: Iterable[ChangeRow]) -> tuple[list[StoredBatch], int]:
    """Return a sound step for every change, those that are gone made anew; and how many were touched."""
    steps = {one.id: one for one in batches}
    changes = {row.change.batch_id: row.change for row in rows}
    touched = 0
    for batch_id, change in changes.items():
        step = steps.get(batch_id)
        if step is not None and not fault_of(step) and step.copy_id == change.copy_id:
            continue
        touched += 1
        steps[batch_id] = _mended_step(step, change)
    return [step for _id, step in sorted(steps.items()) if not fault_of(step)], touched


def _mended_step(step: StoredBatch | None, change: Change) -> StoredBatch:
    kept = StoredBatch(change.batch_id, change.copy_id, change.at, change.actor_id, "edit", None, None, None)
    if step is None:
        return kept
    for name in ("kind", "summary", "reason", "undoes"):
        trial = kept._replace(**{name: getattr(step, name)})
        if not fault_of(trial):
            kept = trial
    return kept
