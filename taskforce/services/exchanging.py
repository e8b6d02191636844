"""One step with all other copies through a folder that they share: take in what they have, write what is here.

Nobody waits for anybody: each copy writes its own file and reads the others'.  Each file says how far its writer
has the changes of every replica, so what the others lack is known without asking, and a copy that was set back, or
missed something, is given it with the next step.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, NamedTuple

from taskforce.clock import write_moment
from taskforce.exchange.bundles import folder as shared
from taskforce.exchange.bundles.bundle import Bundle, bundle_bytes, read_bundle
from taskforce.exchange.bundles.encryption import Opener, Seal, is_sealed, seal
from taskforce.exchange.bundles.runs import Held, Run, handed_on
from taskforce.language import _, plural
from taskforce.model.errors import TaskforceError
from taskforce.model.records import CREATION
from taskforce.services.exchange_memory import Heard, OtherCopy, found_first, recalled
from taskforce.store.changes.batch import Receipt, Span
from taskforce.store.changes.branches import Place, is_closed
from taskforce.store.changes.version_vector import (
    Reach,
    first_change,
    last_changes,
    outgoing,
    reach_of,
    seen_by_reach,
    standing,
    unknown,
    version_vector,
)
from taskforce.store.store import Store
from taskforce.store.sync.conflicts import WaitingField, count_conflicts, fields_waiting
from taskforce.store.sync.merge import ClockAhead, foreseen, is_another_list, merge_all, turn_of
from taskforce.store.write.known_replicas import known_replicas, own_replica_id
from taskforce.wording.loose_ends import loose_ends


class Taken(NamedTuple):
    """What was taken from a copy's file: the copy's name, the number of changes, and of new conflicts."""

    copy: str
    changes: int
    conflicts: int


class NotTaken(NamedTuple):
    """A file that could not be taken: the name of its copy, and why.

    ``ahead`` is the fact alone where it is dated in the future, which a person may accept; else it is empty.
    """

    copy: str
    reason: str
    ahead: str = ""


class Exchanged:
    """What a step did.

    ``wrote`` is the number of changes in the file that was written, ``None`` where the one that lies there says it
    all; ``waiting`` are files that could not be taken yet; ``conflicts`` is the number of fields that wait for a
    person in the whole list; ``loose_ends`` say what else is to be put right.
    """

    def __init__(self) -> None:
        self.wrote: int | None = None
        self.taken: list[Taken] = []
        self.waiting: list[NotTaken] = []
        self.heard: list[Heard] = []
        self.conflicts = 0
        self.loose_ends: list[str] = []

    def as_data(self) -> dict[str, Any]:
        """Return it for ``--format json``."""
        return {
            "wrote": self.wrote,
            "taken": [
                {"copy": one.copy, "changes": one.changes, "conflicts": one.conflicts} for one in self.taken
            ],
            "waiting": [{"copy": one.copy, "reason": one.reason} for one in self.waiting],
            "loose_ends": list(self.loose_ends),
        }


def exchange(
    store: Store,
    folder: Path,
    passphrase: str | None = None,
    *,
    kept: Callable[[], str | None] = lambda: None,
    sealed: bool = False,
    accept_clock: bool = False,
    dry_run: bool = False,
) -> Exchanged:
    """Take in what the other copies' files hold, then write this copy's own; with ``dry_run`` only say so.

    ``passphrase`` opens sealed files, and seals the own one where ``sealed`` says so; ``kept`` looks it up where
    it was not given and something sealed lies there.  Raises :class:`TaskforceError` when the folder is not there
    or the own file cannot be written; a file of another copy that cannot be taken is said in the answer, and tried
    again with the next step.
    """
    first = first_change(store.reader, found_first(store))
    if first is None:
        raise TaskforceError(
            _("This list is empty, so no other copy has it: add something first, or make it from a bundle.")
        )
    shared.check_folder(folder)
    place = shared.place_in(folder, first.id)
    if not place.is_dir() and (others := shared.other_lists(folder, place)):
        store.warn(_new_among_others(folder, others))
    step = _Step(store, place, Opener(passphrase), kept, dry_run=dry_run)
    memory = step.memory
    step.take_in(accept_clock=accept_clock)
    step.write(Seal(passphrase) if sealed and passphrase else None)
    step.done.conflicts = count_conflicts(store.reader)
    step.done.heard = memory.heard
    step.done.loose_ends = loose_ends(store.reader)
    if not dry_run:
        step.clear()
        memory.at = write_moment(store.clock.now())
        memory.keep(store, place, first)
    return step.done


def _new_among_others(folder: Path, others: int) -> str:
    """Return what a person is told whose list joins other lists in a folder: they may have meant one of those."""
    return plural(
        "{folder} holds {count} other list, and this one was not in it until now. To take part in that one, begin "
        "with a copy of it, from a bundle of the whole list (in the app F8, n; or “taskforce bundle merge FILE "
        "--db NEW”).",
        "{folder} holds {count} other lists, and this one was not in it until now. To take part in one of those, "
        "begin with a copy of it, from a bundle of the whole list (in the app F8, n; or “taskforce bundle merge "
        "FILE --db NEW”).",
        others,
        folder=folder,
    )


def exchanged_last(store: Store, folder: Path) -> tuple[str | None, Sequence[Heard], int]:
    """Return what is remembered of a list's folder, without looking into it.

    These are the moment (UTC) of the last step, who had been heard of when, and up to which number the others
    can read this copy's own changes there.
    """
    first = first_change(store.reader, found_first(store))
    if first is None:
        return None, (), 0
    memory = recalled(store, shared.place_in(folder, first.id))
    return memory.at, memory.heard, memory.spans.get(own_replica_id(store.reader), (0, 0, None))[1]


class _Arrival(NamedTuple):
    """A file of another copy, and what it holds."""

    file: shared.CopyFile
    bundle: Bundle


class _Step:
    """A step while it is done."""

    def __init__(
        self, store: Store, place: Path, opener: Opener, kept: Callable[[], str | None], *, dry_run: bool
    ) -> None:
        self.store, self.place, self.opener, self.kept, self.dry_run = store, place, opener, kept, dry_run
        self.memory, self.done = recalled(store, place), Exchanged()
        self.files = shared.files_in(place)
        """What lay in the folder when the step began."""
        self.at_hand: dict[str, Run] = {}
        """What was taken of a copy, as it came."""
        self.foreseen: set[str] = set()
        """The ids of the changes that would have been taken, where the step is only looked at."""

    def take_in(self, *, accept_clock: bool) -> None:
        """Merge what the files of the others hold, all at once; else each as soon as what it builds on is here."""
        waiting = self._new_bundles()
        with suppress(TaskforceError):  # one of them cannot be taken yet
            self._merge(waiting, accept_clock=accept_clock)
            return
        while True:
            refused: list[tuple[_Arrival, TaskforceError]] = []
            for arrival in waiting:
                try:
                    self._merge([arrival], accept_clock=accept_clock)
                except TaskforceError as error:
                    refused.append((arrival, error))
            if len(refused) == len(waiting):
                break
            waiting = [arrival for arrival, _error in refused]
        for arrival, why in refused:
            # What builds on nothing waits for nothing: all who had what it begins after may have set it aside.
            if unknown(self.store.reader, arrival.bundle.foreign.changes):
                ahead = why.fact if isinstance(why, ClockAhead) else ""
                self.done.waiting.append(NotTaken(arrival.bundle.writer, str(why), ahead))
            else:
                self.memory.read.add(arrival.file.key)

    def _new_bundles(self) -> list[_Arrival]:
        """Return the files that were not taken before, oldest first; note how far the newest of each copy is."""
        bundles = []
        # Each file holds what its writer took from the others, too.
        held = Held({}, lambda spans: standing(self.store.reader, spans))
        for file in self.files:
            if file.key == self.memory.own or file.key in self.memory.read:
                continue
            try:
                path = shared.whole_path(file)
                if is_sealed(path) and not self.opener.passphrase:
                    self.opener = Opener(self.kept())  # a keyring takes long to ask
                if is_sealed(path) and not self.opener.passphrase:
                    raise TaskforceError(_("it is sealed: give the folder's passphrase (TASKFORCE_PASSPHRASE)"))
                bundle = read_bundle(path, self.opener, held)
            except TaskforceError as error:
                self.done.waiting.append(NotTaken(self._name_of(file.replica), str(error)))
                continue
            self._hear(file, bundle)
            bundles.append(_Arrival(file, bundle))
        return sorted(bundles, key=lambda one: (one.bundle.header.source.written_at, one.file.key))

    def _hear(self, file: shared.CopyFile, bundle: Bundle) -> None:
        before = self.memory.others.get(file.replica)
        at = bundle.header.source.written_at
        reach = self.memory.reaches[file.key] = reach_of(bundle.foreign)
        if before is None or (before.number, before.at) <= (file.number, at):
            self.memory.others[file.replica] = OtherCopy(bundle.writer, at, file.number, reach)

    def _merge(self, arrivals: Sequence[_Arrival], *, accept_clock: bool) -> None:
        """Merge some files, all of them or none."""
        reader = self.store.reader
        if any(is_another_list(reader, one.bundle.foreign) for one in arrivals):
            raise TaskforceError(_("it is of another list"))
        in_turn = sorted(arrivals, key=lambda one: turn_of(one.bundle.header.source))
        named = [(one.bundle.foreign, f"{self.place.parent.name}, {one.bundle.writer}") for one in in_turn]
        if self.dry_run:
            news = foreseen(self.store, named, self.foreseen, accept_clock=accept_clock)
            for arrival, ids in zip(in_turn, news, strict=True):
                self.foreseen |= ids
                self._note(arrival, len(ids))
            return
        before = set(fields_waiting(reader))
        merged = merge_all(self.store, named, accept_clock=accept_clock, keep_backup=False, sort=False)
        waiting = set(fields_waiting(reader)) if merged.changes else before
        conflicts = Counter(_brought_by(one, merged.receipts) for one in waiting - before)
        written = {id(change) for receipt in merged.receipts for change in receipt.changes}
        for number, (one, receipt) in enumerate(zip(in_turn, merged.receipts, strict=True)):
            new = {copy: run for copy, run in one.bundle.runs.items() if self.at_hand.get(copy) is not run}
            self.at_hand |= handed_on(new, written)
            self.memory.read.add(one.file.key)
            self._note(one, len(receipt.changes), conflicts[number])

    def _note(self, arrival: _Arrival, changes: int, conflicts: int = 0) -> None:
        if changes:
            self.done.taken.append(Taken(arrival.bundle.writer, changes, conflicts))

    def write(self, how: Seal | None) -> None:
        """Write this copy's file, unless the one that lies there says all that the others lack."""
        reader = self.store.reader
        own = own_replica_id(reader)
        mine = [file for file in self.files if file.key == self.memory.own]
        with reader.snapshot():
            vector = version_vector(reader)
            reaches = self._reaches(own, vector)
            seen = seen_by_reach(reader, reaches) if reaches else {}
            spans = {one: (seen.get(one, 0) + 1, *end) for one, end in last_changes(reader).items()}
            # One that a carrier broke off is written anew: the others would wait for it for ever.
            if spans == self.memory.spans and any(map(shared.is_whole, mine)):
                return
            foreign = outgoing(reader, self.store.clock, seen, self._is_at_hand)
        assert foreign.source is not None
        at_hand = {
            one: self.at_hand[one] for one, span in foreign.source.spans.items() if self._is_at_hand(one, span)
        }
        self.done.wrote = len(foreign.changes) + sum(len(run.changes) for run in at_hand.values())
        if self.dry_run:
            return
        content = bundle_bytes(self.store, foreign, at_hand)
        if how is not None:
            content = seal(content, how)
        prefix = next((copy.series for copy in foreign.copies if copy.id == own), "")
        file = shared.write_file(self.place, own, prefix, vector[own], content)
        for former in mine:
            if former.key != file.key:
                shared.remove_file(former)
        self.memory.own, self.memory.spans = file.key, spans

    def _is_at_hand(self, replica: str, span: Span) -> bool:
        return replica in self.at_hand and self.at_hand[replica].is_as_said(replica, span)

    def _reaches(self, own: str, vector: Mapping[str, int]) -> list[Reach]:
        """Return how far each of the others is: by every file that lies there, else by the newest known of it.

        A copy removes its file when it writes the next one, so what lies there is somebody's.  Two of one replica
        are twins, or a list before and after it was set back; nobody knows which of them still waits.
        """
        reaches = [self.memory.reaches[file.key] for file in self.files if file.key in self.memory.reaches]
        there = {file.replica for file in self.files} | {own}
        for replica, other in self.memory.others.items():
            # Of one that has parted from a twin, and is gone, both go on under other names.
            if replica not in there and not is_closed(self.store.reader, Place(replica, vector.get(replica, 0))):
                reaches.append(other.reach)
        return reaches

    def clear(self) -> None:
        """Remove this copy's files of before what is remembered was lost, and forget what has gone."""
        memory = self.memory
        own = own_replica_id(self.store.reader)
        for file in self.files:
            if file.replica == own and file.key != memory.own and file.key in memory.read:
                shared.remove_file(file)
        there = {file.key for file in self.files}
        memory.read &= there
        memory.reaches = {key: reach for key, reach in memory.reaches.items() if key in there}

    def _name_of(self, replica: str) -> str:
        """Return what people call the copy that wrote a file which cannot be read."""
        other = self.memory.others.get(replica)
        if other is not None:
            return other.name
        known = {copy.id: copy.name for copy in known_replicas(self.store.reader)}
        return known.get(replica, _("a copy not known yet"))


def _brought_by(waiting: WaitingField, receipts: Sequence[Receipt]) -> int:
    """Return which of some steps brought what a field is in conflict over: the last that wrote to it."""
    brought = [
        number
        for number, receipt in enumerate(receipts)
        if any(
            one.record_id == waiting.record_id and one.field in (waiting.field, CREATION)
            for one in receipt.changes
        )
    ]
    # A deletion may also meet a note or a link of the record.
    return (brought or [number for number, receipt in enumerate(receipts) if receipt.changes])[-1]
