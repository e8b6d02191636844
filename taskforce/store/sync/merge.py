"""Merging what another copy wrote: looked at before, written as one step after a backup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import UTC, datetime, timedelta, tzinfo
from pathlib import Path
from typing import Any, NamedTuple

from taskforce.clock import Clock, read_moment
from taskforce.language import _, plural
from taskforce.model.records import CREATION, DELETED, RECORDS, record_spec
from taskforce.store.backup import BEFORE_MERGE, new_backup
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import Batch, Change, Foreign, Receipt, Source
from taskforce.store.changes.fold import Records, absent, fold
from taskforce.store.changes.forgetting import forgotten, orders_among
from taskforce.store.changes.lost import at_known_places
from taskforce.store.changes.version_vector import check_beginning, unknown
from taskforce.store.database.reader import Reader, StoreError
from taskforce.store.history.steps import SHORT_NAMES, ChangeRow, named_changes, names_of
from taskforce.store.store import Store

AHEAD = timedelta(hours=24)
"""How far another copy's clock may be ahead of this one's."""


class ClockAhead(StoreError):
    """Changes are dated in the future; ``fact`` says which and how far, without what to do about it."""

    def __init__(self, text: str, fact: str) -> None:
        super().__init__(text)
        self.fact = fact


class Preview(NamedTuple):
    """The effects that a merge would have.

    ``new`` is the number of changes that this list has not; ``created`` and ``deleted`` count records by type;
    ``edits`` are the fields of existing records that would show another value; ``conflicts`` the fields that a
    person would be asked about, each as (record type, name, field).
    """

    new: int
    created: Mapping[str, int]
    deleted: Mapping[str, int]
    edits: Sequence[ChangeRow]
    conflicts: Sequence[tuple[str, str, str]]

    def as_data(self) -> dict[str, Any]:
        """Return the preview for ``--format json``."""
        return {
            "new_changes": self.new,
            "created": dict(self.created),
            "deleted": dict(self.deleted),
            "edits": [
                {"type": one.record_type, "record": one.record, "field": one.field, "old": one.old, "new": one.new}
                for one in (edit.masked for edit in self.edits)
            ],
            "conflicts": [{"type": kind, "record": name, "field": field} for kind, name, field in self.conflicts],
        }


class Merged(NamedTuple):
    """The outcome of a merge: a receipt for each step, and the backup of the list as it was before."""

    receipts: Sequence[Receipt]
    backup: Path | None

    @property
    def changes(self) -> int:
        """The number of changes that were new here."""
        return sum(len(receipt.changes) for receipt in self.receipts)


def check_clock(clock: Clock, foreign: Foreign, reader: Reader | None = None) -> None:
    """Raise :class:`ClockAhead` for changes that are dated more than :data:`AHEAD` in the future.

    What the list of ``reader`` has already, and what is no further ahead than it is itself, was accepted before.
    """
    bound = int((clock.now() + AHEAD).timestamp() * 1000)
    if reader is not None:
        own = int(reader.value("SELECT last_clock FROM copy WHERE own") or 0)
        bound = max(bound, (own >> 16) + int(AHEAD.total_seconds() * 1000))
    day = _day_of(bound, UTC)  # most are of days before: their moments need not be read
    late = [one for one in foreign.changes if one.clock >> 16 > bound or one.at[:10] >= day]
    if reader is not None:
        late = unknown(reader, late)
    ahead = {change: moment for change in late if (moment := max(_moment(change), change.clock >> 16)) > bound}
    if not ahead:
        return
    names = {copy.id: copy.series or _("the first copy") for copy in foreign.copies}
    worst = max(ahead, key=lambda change: ahead[change])
    fact = plural(
        "{count} change of “{copy}” is dated in the future (up to {day}): a clock is wrong.",
        "{count} changes of “{copy}” are dated in the future (up to {day}): a clock is wrong.",
        len(ahead),
        copy=names.get(worst.copy_id, worst.copy_id),
        day=_day_of(ahead[worst], clock.zone),
    )
    way = _("Set the clocks right and ask again, or take them as they are with --accept-clock.")
    raise ClockAhead(f"{fact} {way}", fact)


def _moment(change: Change) -> int:
    """Return when a change says that it was made, in milliseconds since 1970."""
    return int(read_moment(change.at).timestamp() * 1000)


def _day_of(milliseconds: int, zone: tzinfo) -> str:
    """Return the day (ISO) of a moment in milliseconds since 1970; ``9999`` where days end before it."""
    try:
        return datetime.fromtimestamp(milliseconds / 1000, zone).date().isoformat()
    except (OverflowError, ValueError, OSError):
        return "9999"


def merge(store: Store, foreign: Foreign, summary: str, *, accept_clock: bool = False) -> Merged:
    """Take in what this list has not seen, as one step; see :func:`merge_all`."""
    return merge_all(store, [(foreign, summary)], accept_clock=accept_clock)


def merge_all(
    store: Store,
    arrivals: Sequence[tuple[Foreign, str]],
    *,
    accept_clock: bool = False,
    keep_backup: bool = True,
    sort: bool = True,
) -> Merged:
    """Take in what this list has not seen of each arrival (with its summary), after a backup of the file.

    What is done every few minutes needs no backup of its own beside that of the day.  Without ``sort`` they are
    taken as they stand.

    Each is a step of its own, all of them are one transaction.  Raises :class:`StoreError` when one cannot be
    taken (see :func:`taskforce.store.write.apply_remote.receive`), or is dated in the future.  Nothing is written
    then.
    """
    in_turn = without_repeats(in_order(arrivals) if sort else arrivals)
    if not accept_clock:
        for foreign, _summary in in_turn:
            check_clock(store.clock, foreign, store.reader)
    keep_backup = keep_backup and any(unknown(store.reader, foreign.changes) for foreign, _summary in in_turn)
    backups: list[Path] = []

    def first() -> None:
        if keep_backup and store.location.path is not None:
            backups.append(new_backup(store.location.path, store.clock, BEFORE_MERGE))

    batches = [Batch("merge", foreign=foreign, summary=summary) for foreign, summary in in_turn]
    receipts = store.apply_all(batches, first=first)
    return Merged(receipts, backups[0] if backups else None)


def foreseen(
    store: Store, arrivals: Sequence[tuple[Foreign, str]], before: Set[str], *, accept_clock: bool = False
) -> list[set[str]]:
    """Return the ids of the changes that :func:`merge_all`, without ``sort``, would take of each arrival.

    Those of ``before`` count as taken.  Raises what it would for changes that are dated in the future, or are
    missing in between; nothing is written.
    """
    reader, taken = store.reader, set(before)
    in_turn = without_repeats(arrivals)
    if not accept_clock:
        for foreign, _summary in in_turn:
            check_clock(store.clock, foreign, reader)
    news: list[set[str]] = []
    for foreign, _summary in in_turn:
        check_beginning(reader, at_known_places(reader, foreign), taken)
        news.append({change.id for change in unknown(reader, foreign.changes)} - taken)
        taken |= news[-1]
    return news


def in_order(arrivals: Sequence[tuple[Foreign, str]]) -> list[tuple[Foreign, str]]:
    """Return arrivals so that one can follow on another."""
    return sorted(arrivals, key=lambda arrival: turn_of(arrival[0].source))


def without_repeats(arrivals: Sequence[tuple[Foreign, str]]) -> list[tuple[Foreign, str]]:
    """Return arrivals without the changes of replicas of which one that comes before it has as much.

    Each hands on what its writer took from the others, too.
    """
    given: dict[str, Change] = {}
    left: list[tuple[Foreign, str]] = []
    for foreign, summary in arrivals:
        source = foreign.source
        repeated: set[str] = set()
        if source is not None:
            for replica, span in source.spans.items():
                one = given.get(span.end or "")
                if one is not None and (one.copy_id, one.number) == (replica, span.last):
                    repeated.add(replica)
            spans = {one: span.passed if one in repeated else span for one, span in source.spans.items()}
            source = source._replace(spans=spans)
        changes = [change for change in foreign.changes if change.copy_id not in repeated]
        given |= {change.id: change for change in changes}
        left.append((foreign._replace(changes=changes, source=source), summary))
    return left


def turn_of(source: Source | None) -> tuple[int, str]:
    """Return when an arrival's turn is among others: by the numbers it begins with, then by age."""
    if source is None:
        return 0, ""
    return sum(span.first for span in source.spans.values()), source.written_at


def combined(arrivals: Sequence[Foreign]) -> Foreign:
    """Return several arrivals as one: each change once, at the later of its places."""
    if len(arrivals) == 1:
        return arrivals[0]
    copies = {one.id: one for foreign in arrivals for one in foreign.copies}
    batches = {one.id: one for foreign in arrivals for one in foreign.batches}
    changes: dict[str, Change] = {}
    for change in (change for foreign in arrivals for change in foreign.changes):
        other = changes.get(change.id)
        if other is None or other.copy_id < change.copy_id:
            changes[change.id] = change
    return Foreign(list(copies.values()), list(batches.values()), list(changes.values()))


def is_another_list(reader: Reader, foreign: Foreign) -> bool:
    """Return whether the changes are of a list that has nothing in common with this one, which is not empty."""
    here = {row[0] for row in reader.rows("SELECT id FROM copy WHERE last_number > 0")}
    return bool(here) and here.isdisjoint(copy.id for copy in foreign.copies)


def check_same_list(store: Store, foreign: Foreign, name: str) -> None:
    """Raise :class:`StoreError` when something (called ``name``) arrives from another list than this one."""
    if is_another_list(store.reader, foreign):
        raise StoreError(
            _(
                "{file} is of another list, which has nothing in common with {place}: to get a copy of it, "
                "name a new file with --db; to bring the two lists together for good, say --join.",
                file=name,
                place=store.location,
            )
        )


def preview(store: Store, foreign: Foreign) -> Preview:
    """Return what merging would do; raises :class:`StoreError` when it cannot be done."""
    reader = store.reader
    with reader.snapshot():
        check_beginning(reader, foreign)
        new = unknown(reader, foreign.changes)
        touched = {change.record_id for change in new}
        before = conflict_detection.histories_of(reader, touched)
        old = fold(change for history in before.values() for change in history)
        after = {record_id: list(before.get(record_id, ())) for record_id in touched}
        for change in new:
            after[change.record_id].append(change)
        every = [change for history in after.values() for change in history]
        orders = orders_among(reader, every, foreign.batches)
        after = {record_id: forgotten(history, orders) for record_id, history in after.items()}
        records = fold(change for history in after.values() for change in history)
        clashes = _clashes(reader, after, records, new)
        names = _arriving(records)
        rows = named_changes(reader, _differences(old, records), names)
        untouched: dict[str, list[str]] = {}
        for clash in clashes:
            untouched.setdefault(clash.record_type, []).append(clash.record_id)
        names |= names_of(reader, untouched)
    return Preview(
        len(new),
        _count(key[0] for key in records if key not in old),
        _count(key[0] for key in records if key in old and _gone(records[key]) and not _gone(old[key])),
        [row for row in rows if row.field != CREATION],
        [(clash.record_type, names[clash.record_type, clash.record_id], clash.field) for clash in clashes],
    )


def _clashes(
    reader: Reader, after: Mapping[str, Sequence[Change]], records: Records, new: Sequence[Change]
) -> list[conflict_detection.Clash]:
    """Return the conflicts that are not open yet and would be."""
    subjects = _subjects(reader, after, records, new)
    already = {tuple(row) for row in reader.rows("SELECT record_type, record_id, field FROM open_conflict")}
    return sorted(clash for clash in conflict_detection.clashes(after, subjects) if tuple(clash) not in already)


def _subjects(
    reader: Reader, after: Mapping[str, Sequence[Change]], records: Records, new: Sequence[Change]
) -> dict[str, list[Change]]:
    """Return all changes of deleted records and of what belongs to them, the new ones too, by the record's id."""
    subject_of: dict[str, str] = {}
    for change in new:
        spec, values = RECORDS.get(change.record_type), records.get((change.record_type, change.record_id), {})
        link = spec.subject if spec is not None else None
        subject_of[change.record_id] = change.record_id if link is None else str(values.get(link))
    deleted = {
        record_id for record_id, history in after.items() if any(change.field == DELETED for change in history)
    }
    deleted |= conflict_detection.deleted_among(reader, set(subject_of.values()))
    subjects = conflict_detection.subjects_of(reader, deleted)
    for change in new:
        if subject_of[change.record_id] in deleted:
            subjects.setdefault(subject_of[change.record_id], []).append(change)
    return subjects


def _gone(values: Mapping[str, Any]) -> bool:
    return values.get(DELETED) is True


def _differences(old: Records, records: Records) -> list[tuple[str, str, str, Any, Any]]:
    """Return (record type, id, field, old, new) of each field that would change; new records as a whole."""
    differences: list[tuple[str, str, str, Any, Any]] = []
    for key, values in records.items():
        if key[0] not in RECORDS:
            continue
        if key not in old:
            differences.append((*key, CREATION, None, values))
            continue
        for name, spec in record_spec(key[0]).by_name.items():
            one, other = old[key].get(name, absent(spec)), values.get(name, absent(spec))
            if one != other:
                differences.append((*key, name, one, other))
    return differences


def _arriving(records: Records) -> dict[tuple[str, str], str]:
    """Return what records are called after the merge, by type and id."""
    return {
        key: str(values.get(SHORT_NAMES.get(key[0], record_spec(key[0]).title)) or "")
        for key, values in records.items()
        if key[0] in RECORDS
    }


def _count(types: Iterable[str]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for record_type in types:
        counts[record_type] = counts.get(record_type, 0) + 1
    return {name: counts[name] for name in RECORDS if name in counts}
