"""Making a history whole from which something was lost: what is gone is counted, and what hangs on it is held.

A change that is gone leaves its number behind (:mod:`taskforce.store.changes.lost`), so that the numbers
of every copy go on without a gap and another copy can hand the change over again.  A record whose beginning is
gone gets a new one, with a name that says so, older than all else that is known of it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from taskforce.clock import Clock, write_moment
from taskforce.language import _
from taskforce.model.records import CREATION, DELETED, RECORDS, FieldSpec, Kind
from taskforce.store.changes.batch import Change, StoredBatch, StoredCopy, to_json
from taskforce.store.changes.fold import Records, fold
from taskforce.store.changes.history_data import fault_of
from taskforce.store.changes.ids import derived_id, new_id
from taskforce.store.changes.lost import LOST, LOST_ID, lost_id
from taskforce.store.health.history import ChangeRow, CopyRow, History
from taskforce.store.write.replica import free_ref_prefix, ref_number, user_name

_CREDIBLE = 1_000
"""So many changes more than there are a copy's counter may say: those at the end were lost; else it is wrong."""

_NAMED = ("agency", "dimension", "deadline", "mission", "meeting", "member", "action_item")
"""Record types that can begin anew: what they must have is a name, or a day."""


@dataclass(slots=True)
class Complete:
    """A history without a gap, and what is missing in it: changes by copy, records by type."""

    history: History
    lost_changes: Counter[str] = field(default_factory=Counter)
    begun_anew: list[tuple[str, str]] = field(default_factory=list)
    without_beginning: Counter[str] = field(default_factory=Counter)
    unlinked: int = 0

    @property
    def whole(self) -> bool:
        """Return whether nothing was lost."""
        return not (self.lost_changes or self.begun_anew or self.without_beginning or self.unlinked)


def completed(history: History, clock: Clock, summary: str, *, tail: bool) -> Complete:
    """Return a sound history as one without gaps, in which this database is a copy with an id of its own.

    ``tail``: the counters of the copies are believed when they say that changes are missing at the end.
    Nothing is added where nothing is missing.
    """
    complete = Complete(History(_all_copies(history), list(history.batches), list(history.changes)))
    _hold_places(complete, tail, {row.id for row in history.copies})
    ids = {one.id for one in complete.history.copies}
    complete.history.batches = [one for one in complete.history.batches if one.copy_id in ids]
    complete.history.knowledge = [
        row for row in history.knowledge if row[0] in ids and row[1] in ids and isinstance(row[2], int)
    ]
    _hold_links(complete, clock, summary)
    return complete


def _all_copies(history: History) -> list[CopyRow]:
    """Return every copy that wrote something, also those whose row is gone; at most one is this database's own."""
    copies: dict[str, CopyRow] = {}
    own = False
    for row in history.copies:
        if _is_sound(row):
            copies[row.id] = row._replace(own=bool(row.own) and not own)
            own = own or bool(row.own)
    for one in history.changes:
        change = one.change
        if change.copy_id not in copies:
            series = _series_of(history, change.copy_id)
            row = CopyRow(change.copy_id, series, False, None, change.at, 0, change.clock, 0, None)
            copies[change.copy_id] = row
    return list(copies.values())


def _series_of(history: History, copy_id: str) -> str:
    """Return what the refs begin with that a copy gave out most."""
    refs = Counter(
        str((json.loads(row.change.new or "{}") or {}).get("ref")).rpartition("-")[0]
        for row in history.changes
        if row.change.copy_id == copy_id
        and row.change.record_type == "action_item"
        and row.change.field == CREATION
    )
    series = refs.most_common(1)[0][0] if refs else ""
    return series if ref_number(f"{series}-1", series) == 1 else ""


def _is_sound(row: CopyRow) -> bool:
    return not fault_of(StoredCopy(row.id, row.series, row.created_at))


def _hold_places(complete: Complete, tail: bool, known: set[str]) -> None:
    """Let something stand for each change that is missing in a copy's numbers."""
    history = complete.history
    of_copy: dict[str, dict[int, Change]] = {one.id: {} for one in history.copies}
    without_row = {row.change.copy_id for row in history.changes} - known
    for row in history.changes:
        of_copy[row.change.copy_id][row.change.number] = row.change
    for copy in history.copies:
        there = of_copy[copy.id]
        last = max(there, default=0)
        said = copy.last_number if isinstance(copy.last_number, int) else 0
        strange = not there and bool(without_row)  # a damaged id: the changes of its copy have no row
        if tail and not strange and last < said <= last + _CREDIBLE:
            last = said
        missing = [number for number in range(1, last + 1) if number not in there]
        if missing:
            complete.lost_changes[copy.id] = len(missing)
            _stand_in(history, copy, there, missing)


def _stand_in(history: History, copy: CopyRow, there: dict[int, Change], missing: Iterable[int]) -> None:
    step_id = derived_id(LOST, copy.id)
    before = StoredBatch(step_id, copy.id, copy.created_at, None, LOST, None, None, None)
    if all(one.id != step_id for one in history.batches):
        history.batches.append(before)
    at, clock = copy.created_at, 0
    seq = max((row.seq for row in history.changes), default=0)
    for number in missing:
        if number - 1 in there:
            at, clock = there[number - 1].at, there[number - 1].clock
        clock += 1
        seq += 1
        identity = lost_id(copy.id, number)
        change = Change(
            identity, step_id, at, clock, copy.id, number, None, LOST, LOST_ID, "change", None, None, None
        )
        history.changes.append(ChangeRow(change, seq, LOST_ID, False, None))


def _hold_links(complete: Complete, clock: Clock, summary: str) -> None:
    """Begin records anew that others hang on, and empty links to what cannot be begun."""
    history = complete.history
    changes = [row.change for row in history.changes if row.change.record_type in RECORDS]
    created = {(one.record_type, one.record_id) for one in changes if one.field == CREATION}
    without = {(one.record_type, one.record_id): one for one in changes}
    anew: dict[tuple[str, str], Change | None] = {}
    for key, change in without.items():
        if key in created:
            continue
        if key[0] in _NAMED:
            anew[key] = change
        else:
            complete.without_beginning[key[0]] += 1
    records = fold(changes)
    drafts: list[tuple[str, str, str, Any, int]] = []
    for (record_type, record_id), values in records.items():
        for spec in RECORDS[record_type].fields:
            target = (str(spec.to), values.get(spec.name))
            if spec.to is None or target[1] is None or target in created or target in anew:
                continue
            if spec.to in _NAMED:
                anew[spec.to, str(target[1])] = None
            elif not spec.required:
                drafts.append((record_type, record_id, spec.name, None, -1))
                complete.unlinked += 1
            else:
                complete.without_beginning[record_type] += 1
    complete.begun_anew = sorted(anew)
    for number, (record_type, record_id) in enumerate(complete.begun_anew):
        values = _beginning(record_type, record_id, history, clock)
        drafts.insert(number, (record_type, record_id, CREATION, values, number + 1))
    _go_on(complete, clock, summary, drafts)


def _beginning(record_type: str, record_id: str, history: History, clock: Clock) -> dict[str, Any]:
    """Return what a record begins with whose beginning is gone: names that say so."""
    end = record_id[-6:]
    values: dict[str, Any] = {}
    for spec in RECORDS[record_type].fields:
        if spec.default is not None:
            values[spec.name] = spec.default
        elif spec.required:
            values[spec.name] = clock.today().isoformat() if spec.kind is Kind.DATE else _name(spec, end)
    if record_type == "action_item":
        known = history.records.get((record_type, record_id), {}).get("ref")
        values["ref"] = known if isinstance(known, str) else f"lost-{end}"
    return values | {DELETED: False}


def _name(spec: FieldSpec, end: str) -> str:
    if spec.name in ("handle", "code", "key", "short"):
        return f"lost-{end}"
    return _("(lost in a damaged file: {end})", end=end)


def _go_on(
    complete: Complete, clock: Clock, summary: str, drafts: Sequence[tuple[str, str, str, Any, int]]
) -> None:
    """Let this database go on as a new copy, whose first step says what was saved and holds what it needs."""
    history = complete.history
    before = next((one for one in history.copies if one.own), None)
    if complete.whole and before is not None:
        return
    at = write_moment(clock.now())
    greatest = max((row.change.clock for row in history.changes), default=0)
    history.copies = [one._replace(own=False, place=None) for one in history.copies]
    series = before.series if before is not None else ""
    last_ref = before.last_ref if before is not None else 0
    others = len(history.copies) > 1
    if others and (before is None or complete.lost_changes[before.id]):  # refs that are lost may be elsewhere
        series, last_ref = free_ref_prefix(series or user_name(), {one.series for one in history.copies}), 0
    elif before is None and history.copies:
        series = history.copies[0].series
    own = CopyRow(_after(history.copies), series, True, None, at, len(drafts), greatest, last_ref, None)
    history.copies.append(own)
    step = StoredBatch(new_id(), own.id, at, None, "salvage", summary, None, None)
    history.batches.append(step)
    seq = max((row.seq for row in history.changes), default=0)
    for number, (record_type, record_id, name, value, age) in enumerate(drafts, 1):
        change = Change(
            new_id(),
            step.id,
            at,
            age if age > 0 else greatest + number,
            own.id,
            number,
            None,
            record_type,
            record_id,
            name,
            None,
            None if value is None else to_json(value),
            _known(history, record_id, name),
        )
        history.changes.append(ChangeRow(change, seq + number, record_id, False, None))


def _known(history: History, record_id: str, name: str) -> str | None:
    """Return the changes of a field that there are: who empties it knows them."""
    ids = [
        row.change.id for row in history.changes if row.change.record_id == record_id and row.change.field == name
    ]
    return None if name == CREATION else " ".join(ids) or None


def _after(copies: Iterable[CopyRow]) -> str:
    """Return a new id that sorts after those of all copies, as that of a later copy does."""
    fresh, greatest = new_id(), max((one.id for one in copies), default="")
    return fresh if fresh > greatest else greatest[:-12] + f"{(int(greatest[-12:], 16) + 1) % (1 << 48):012x}"


def folded(history: History) -> Records:
    """Return the records that a history makes."""
    return fold(row.change for row in history.changes if row.change.record_type in RECORDS)
