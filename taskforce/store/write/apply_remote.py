"""Taking in what another copy wrote: the same history, the same fold, whatever the order of arrival.

A change is known by its id, and has a place: the copy that wrote it and its running number there.  What arrives
must follow without a gap on what is here, so that whoever has a change also has all that it builds on.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from taskforce.clock import Clock, write_moment
from taskforce.language import _
from taskforce.model.records import CREATION, RECORDS
from taskforce.model.shown import mid_sentence
from taskforce.store.changes.batch import Batch, Change, Foreign, Receipt, StoredBatch, Tangled
from taskforce.store.changes.branches import Place, is_closed
from taskforce.store.changes.fold import Records, absent, fold
from taskforce.store.changes.forgetting import MEMBER, forgotten, orders_among
from taskforce.store.changes.load import load
from taskforce.store.changes.lost import LOST_ID, at_known_places, lost_places, seen_upto
from taskforce.store.changes.plain_edits import plain_edits
from taskforce.store.changes.version_vector import check_beginning, last_changes
from taskforce.store.database.reader import Connection, Reader, StoreError
from taskforce.store.write import derived_columns, known_replicas, open_conflicts, search_index
from taskforce.store.write.bulk import (
    insert_records,
    insert_rows,
    mark_replaced,
    record,
    record_batch,
    rewrite,
    update_records,
)
from taskforce.store.write.placement import place
from taskforce.store.write.replica import Replica

CHANGE_COLUMNS = ", ".join(Change._fields)


class _Arrived:
    """What several arrivals brought to the history, of which the tables do not say yet."""

    def __init__(self) -> None:
        self.steps: list[str] = []
        self.new: dict[str, Change] = {}
        """Changes that were not here, by their ids."""
        self.anew: set[str] = set()
        """Records of which a change that was here got another place, or lost a value."""
        self.subjects: dict[str, str] = {}
        """What people would say was changed, by the id of each record that new changes are of."""
        self.came_back = False
        """Whether changes arrived that were lost here."""


def receive(connection: Connection, own: Replica, clock: Clock, batch: Batch) -> Receipt:
    """Write the changes of ``batch.foreign`` that this copy has not seen; see :func:`receive_all`."""
    return receive_all(connection, own, clock, [batch])[0]


def receive_all(connection: Connection, own: Replica, clock: Clock, batches: Iterable[Batch]) -> list[Receipt]:
    """Write the changes of each ``batch.foreign`` that this copy has not seen, each as one step of its history.

    What follows from the history is worked out once, after the last.  Raises :class:`StoreError` when changes are
    missing in between, or what arrives is not whole.
    """
    arrived = _Arrived()
    receipts = [_take(connection, own, clock, batch, arrived) for batch in batches]
    if arrived.new or arrived.anew:
        _bring_up_to_date(connection, arrived)
    if any(receipt.forgotten for receipt in receipts):
        _say_forgotten(own)
    return receipts


def _say_forgotten(own: Replica) -> None:
    own.notices.append(
        _(
            "Personal data that a member asked to be forgotten is taken out here, too; backups made before "
            "still hold it: remove them when nobody needs them."
        )
    )


def _take(connection: Connection, own: Replica, clock: Clock, batch: Batch, arrived: _Arrived) -> Receipt:
    """Write what is new of an arrival to the history."""
    foreign = batch.foreign
    assert foreign is not None
    foreign = at_known_places(connection, foreign)
    check_beginning(connection, foreign)
    known_replicas.write_replicas(connection, own, foreign)
    came_back = _give_way(connection, foreign.changes)
    arrived.came_back |= bool(came_back)
    placed = place(connection, own, foreign, came_back)
    arrived.anew |= placed.moved
    known_replicas.learn(connection, own, foreign)
    if not placed.new:
        own.save(connection)
        return Receipt(None)
    batch_id = _write_batches(connection, own, clock, batch, placed.new)
    _advance(own, placed.new)
    new, lost = _without_forgotten(connection, placed.new, arrived)
    subjects = _subjects_of_new(connection, new)
    record(connection, [(change, subjects[change.record_id]) for change in new], batch_id)
    _advance_numbers(connection, new)
    own.save(connection)
    arrived.steps.append(batch_id)
    arrived.new |= {change.id: change for change in new}
    arrived.subjects |= subjects
    return Receipt(batch_id, new, forgotten=lost)


def _without_forgotten(
    connection: Connection, new: Sequence[Change], arrived: _Arrived
) -> tuple[Sequence[Change], int]:
    """Return new changes without what some step, here or among them, orders to be forgotten.

    Stored changes lose it, too; the second is how many did.
    """
    members = {change.record_id for change in new if change.record_type == MEMBER}
    if not members:
        return new, 0
    stored = _changes_of(connection, members)
    history = [*stored, *(change for change in new if change.record_id in members)]
    kept = forgotten(history, orders_among(connection, history))
    lost = rewrite(connection, stored, kept[: len(stored)])
    if lost:
        arrived.anew |= members
    left = {change.id: change for change in kept[len(stored) :]}
    return [left.get(change.id, change) for change in new], lost


def _subjects_of_new(connection: Connection, new: Sequence[Change]) -> dict[str, str]:
    """Return the record that people would say was changed, by the id of each record that new changes are of."""
    links = {
        change.record_id
        for change in new
        if change.record_type in RECORDS and RECORDS[change.record_type].subject is not None
    }
    of_links = [*_changes_of(connection, links), *(change for change in new if change.record_id in links)]
    placing = [one for one in of_links if one.field in (CREATION, RECORDS[one.record_type].subject)]
    subjects = {change.record_id: change.record_id for change in new if change.record_id not in links}
    return subjects | subjects_of(fold(placing), [change for change in new if change.record_id in links])


def _bring_up_to_date(connection: Connection, arrived: _Arrived) -> None:
    """Bring the tables, and what is computed beside them, to what the history says after some arrivals."""
    edits = _plain_edits(connection, arrived)
    touched = (arrived.anew | arrived.subjects.keys()) - edits.keys()
    every = _changes_among(connection, touched, arrived)
    if arrived.came_back:  # what they were replaced by is here already
        mark_replaced(connection, every)
    records = fold(every)
    subjects = subjects_of(records, every)
    anew = set(subjects.values())
    bring_up_to_date(connection, records, _with_types(edits, arrived), _moments(arrived, anew))
    belonging = {*anew, *arrived.subjects.values()} - edits.keys()
    open_conflicts.refresh(connection, touched, belonging, every)
    _derive(connection, anew, edits, arrived)


def _plain_edits(reader: Reader, arrived: _Arrived) -> dict[str, dict[str, Any]]:
    """Return the records that arrived by plain edits alone, each with the new values of its fields."""
    if arrived.came_back:
        return {}
    disputed = {row[0] for row in reader.rows("SELECT record_id FROM open_conflict")}
    return plain_edits(reader, arrived.new.values(), arrived.anew | disputed)


def _with_types(edits: Mapping[str, dict[str, Any]], arrived: _Arrived) -> dict[tuple[str, str], dict[str, Any]]:
    types = {change.record_id: change.record_type for change in arrived.new.values()}
    return {(types[record_id], record_id): values for record_id, values in edits.items() if values}


def _changes_among(reader: Reader, record_ids: set[str], arrived: _Arrived) -> list[Change]:
    """Return all changes of records that some arrivals touched."""
    steps = {f"step_{number}": step for number, step in enumerate(arrived.steps)}
    marks = ", ".join(f":{name}" for name in steps) or "NULL"
    before = f"(received_with IS NULL OR received_with NOT IN ({marks}))"
    known = sorted(record_ids - arrived.anew)
    if known and reader.value(f"SELECT 1 FROM change WHERE {before} LIMIT 1", **steps) is None:
        known = []  # the list begins with it
    return [
        *_changes_of(reader, arrived.anew),
        *_changes_of(reader, known, f" AND {before}", **steps),
        *(
            change
            for change in arrived.new.values()
            if change.record_id in record_ids and change.record_id not in arrived.anew
        ),
    ]


def _moments(arrived: _Arrived, anew: Collection[str]) -> dict[str, str]:
    """Return when the newest edit of each record, or of what belongs to it, was made; not of those ``anew``."""
    at: dict[str, str] = {}
    for change in arrived.new.values():
        item = arrived.subjects[change.record_id]
        if item not in anew and change.at > at.get(item, ""):
            at[item] = change.at
    return at


def _derive(
    connection: Connection, anew: Collection[str], edits: Mapping[str, Mapping[str, Any]], arrived: _Arrived
) -> None:
    """Bring up to date what is computed: of items ``anew``, of others what new edits have a part in."""
    moved, reworded, plainly = set(anew), set(anew), set[str]()
    for change in arrived.new.values():
        if change.record_type == "action_item" and change.field == "due":
            moved.add(change.record_id)
        if search_index.has_words(change.record_type, change.field):
            if change.record_type == "action_item" and change.record_id in edits:
                plainly.add(change.record_id)
            else:
                reworded.add(arrived.subjects[change.record_id])
    derived_columns.moments(connection, _items_among(connection, anew))
    derived_columns.reschedulings(connection, _items_among(connection, moved))
    search_index.refresh(connection, reworded)
    search_index.refresh_texts(connection, {item: edits[item] for item in sorted(plainly - reworded)})


def _items_among(reader: Reader, ids: Collection[str]) -> set[str]:
    return {row[0] for row in reader.rows_in("SELECT id FROM action_item WHERE id IN (:values)", ids)}


def _give_way(connection: Connection, changes: Sequence[Change]) -> set[str]:
    """Remove what stands for changes that were lost here, and arrive now; return the replicas that wrote them."""
    lost = lost_places(connection)
    if not lost:
        return set()
    back = {(one.copy_id, one.number) for one in changes if one.record_id != LOST_ID} & lost
    rows = [{"copy": copy_id, "number": number, "lost": LOST_ID} for copy_id, number in sorted(back)]
    connection.execute_many(
        "DELETE FROM change WHERE copy_id = :copy AND number = :number AND record_id = :lost", rows
    )
    return {copy_id for copy_id, _number in back}


def _write_batches(connection: Connection, own: Replica, clock: Clock, batch: Batch, new: Sequence[Change]) -> str:
    """Write the step that this is, and the steps of the others that it brings; give its id."""
    assert batch.foreign is not None
    _write_steps(connection, batch.foreign.batches, new)
    at = write_moment(batch.at or clock.now())
    own.tick(at)
    return record_batch(connection, own.id, batch, at)


def _write_steps(connection: Connection, steps: Iterable[StoredBatch], new: Sequence[Change]) -> None:
    """Write those of some steps that new changes belong to, and that are not here."""
    places = {change.batch_id: change.copy_id for change in new}
    seen = {row[0] for row in connection.rows_in("SELECT id FROM batch WHERE id IN (:values)", places)}
    new_steps = places.keys() - seen
    wanted = [one._replace(copy_id=places[one.id]) for one in steps if one.id in new_steps]
    insert_rows(connection, "batch", [one._asdict() for one in wanted])


def _advance(own: Replica, new: Sequence[Change]) -> None:
    """Bring the clock and the refs past what arrived."""
    for change in new:
        own.last_clock = max(own.last_clock, change.clock)
        if change.record_type == "action_item" and change.field == CREATION:
            own.met_ref(json.loads(change.new or "{}").get("ref"))


def _advance_numbers(connection: Connection, new: Sequence[Change]) -> None:
    """Write down up to which number the changes of each copy are here now."""
    rows = [{"number": seen_upto(connection, one), "id": one} for one in sorted({one.copy_id for one in new})]
    connection.execute_many("UPDATE copy SET last_number = :number WHERE id = :id", rows)


def _changes_of(reader: Reader, ids: Collection[str], more: str = "", **parameters: str) -> list[Change]:
    sql = f"SELECT {CHANGE_COLUMNS} FROM change WHERE record_id IN (:values){more}"
    return [Change._make(row) for row in reader.rows_in(sql, ids, **parameters)]


def subjects_of(records: Records, history: Iterable[Change]) -> dict[str, str]:
    """Return the record that people would say was changed, by the id of each; raise for one never created."""
    subjects: dict[str, str] = {}
    for change in history:
        spec = RECORDS.get(change.record_type)
        if spec is None:  # of a newer version: kept, and handed on
            subjects[change.record_id] = change.record_id
            continue
        values = records.get((change.record_type, change.record_id))
        if values is None:
            raise _not_whole(change.record_type, change.record_id)
        subjects[change.record_id] = change.record_id if spec.subject is None else str(values[spec.subject])
    return subjects


class NotWhole(StoreError):
    """Something is missing that what arrived builds on."""


def _not_whole(record_type: str, record_id: str) -> NotWhole:
    return NotWhole(
        _(
            "What arrived is not whole ({record} {id} is missing): nothing was taken; ask for the whole list "
            "(“taskforce bundle write FILE --all”).",
            record=mid_sentence(_(RECORDS[record_type].label)),
            id=record_id,
        )
    )


def bring_up_to_date(
    connection: Connection,
    records: Records,
    more: Mapping[tuple[str, str], Mapping[str, Any]] | None = None,
    at: Mapping[str, str] | None = None,
) -> None:
    """Write records as the fold of their changes says; fields of a newer version stay in the history only.

    ``more`` are values of fields of other records that are here already, ``at`` says when those were changed last.
    """
    edits: dict[tuple[str, str], Mapping[str, Any]] = dict(more or {})
    creations: dict[str, list[dict[str, Any]]] = {}
    for record_type, spec in RECORDS.items():
        folded = {key[1]: values for key, values in records.items() if key[0] == record_type}
        if not folded:
            continue
        present = load(connection, record_type, folded)
        for record_id in sorted(folded):
            values = {name: folded[record_id].get(name, absent(field)) for name, field in spec.by_name.items()}
            if record_id not in present:
                row = {"id": record_id, **values}
                if record_type == "action_item":
                    row |= {"created_at": "", "updated_at": "", "original_due": None}
                creations.setdefault(record_type, []).append(row)
                continue
            differing = {name: value for name, value in values.items() if present[record_id][name] != value}
            if differing:
                edits[(record_type, record_id)] = differing
    _check_links(connection, creations, edits)
    for record_type, rows in creations.items():
        insert_records(connection, record_type, rows)
    update_records(connection, edits, at or {})


def _check_links(
    reader: Reader,
    creations: Mapping[str, Sequence[Mapping[str, Any]]],
    edits: Mapping[tuple[str, str], Mapping[str, Any]],
) -> None:
    """Raise :class:`StoreError` unless every link points to a record that is here, or arrives."""
    targets: dict[str, set[str]] = {}
    written = [(kind, row) for kind, rows in creations.items() for row in rows]
    links = {kind: {one.name: one.to for one in spec.fields if one.to} for kind, spec in RECORDS.items()}
    for record_type, values in [*written, *((key[0], values) for key, values in edits.items())]:
        for name in links[record_type].keys() & values.keys():
            if values[name] is not None:
                targets.setdefault(links[record_type][name], set()).add(values[name])
    for record_type, ids in targets.items():
        ids -= {row["id"] for row in creations.get(record_type, ())}
        sql = f"SELECT id FROM {record_type} WHERE id IN (:values)"
        for record_id in sorted(ids - {row[0] for row in reader.rows_in(sql, ids)}):
            raise _not_whole(record_type, record_id)


def finish(connection: Connection, touched: Collection[str], subjects: Collection[str]) -> None:
    """Bring what is computed up to date: conflicts, times and due dates of items, the search index."""
    open_conflicts.refresh(connection, touched, subjects)
    items = _items_among(connection, subjects)
    derived_columns.recompute(connection, items)
    search_index.refresh(connection, items)


# In parts


def receive_in_parts(connection: Connection, own: Replica, clock: Clock, batch: Batch) -> Receipt:
    """Write what is new of a long history, as one step, in the memory that a part of it takes.

    Its parts come in the order in which they were written, and each change must follow on what is here, or be here
    in the same place.  Raises :class:`Tangled` where that is not so: nothing is written then.
    """
    assert batch.parts is not None
    try:
        taken = _InParts(connection, own, clock, batch)
        for part in batch.parts():
            taken.add(part)
        if taken.step is not None:
            taken.bring_up_to_date()
    except NotWhole as error:  # perhaps what is missing comes later
        raise Tangled(str(error)) from error
    own.save(connection)
    if taken.forgotten:
        _say_forgotten(own)
    return Receipt(taken.step, forgotten=taken.forgotten)


BLOCK = 1_000
"""Records that are brought up to date at once."""


class _InParts:
    """Writes a history part after part, and at the end what follows from it, some records at a time."""

    def __init__(self, connection: Connection, own: Replica, clock: Clock, batch: Batch) -> None:
        self.connection, self.own, self.clock, self.batch = connection, own, clock, batch
        self.step: str | None = None
        self.forgotten = 0
        self._lasts: dict[str, int] = {}
        """The number of the last change of each replica."""
        self._growing: set[str] = set()
        self._anew: set[str] = set()
        self._clock = (0, "")
        if lost_places(connection):
            raise Tangled(LOST_ID)

    def add(self, part: Foreign) -> None:
        """Write what is new of a part to the history."""
        if not self._lasts:
            known_replicas.write_replicas(self.connection, self.own, part)
            self._lasts = {replica: number for replica, (number, _id) in last_changes(self.connection).items()}
        new = self._following(part.changes)
        if not new:
            return
        _write_steps(self.connection, part.batches, new)
        if self.step is None:
            at = write_moment(self.batch.at or self.clock.now())
            self.own.tick(at)
            self.step = record_batch(self.connection, self.own.id, self.batch, at)
        _advance(self.own, new)
        arrived = _Arrived()
        new, lost = _without_forgotten(self.connection, new, arrived)
        self._anew |= arrived.anew
        self.forgotten += lost
        subjects = _subjects_of_new(self.connection, new)
        record(self.connection, [(change, subjects[change.record_id]) for change in new], self.step)

    def _following(self, changes: Sequence[Change]) -> Sequence[Change]:
        """Return the changes that are not here, in their order; raise :class:`Tangled` for one out of place."""
        sql = "SELECT id, copy_id, number FROM change WHERE id IN (:values)"
        here = {row[0]: row[1:] for row in self.connection.rows_in(sql, [change.id for change in changes])}
        new: list[Change] = []
        for change in changes:
            place, at = (change.copy_id, change.number), (change.clock, change.copy_id)
            if change.id in here:
                if here[change.id] != place:
                    raise Tangled(change.id)
                continue
            if change.copy_id not in self._growing:
                last = Place(change.copy_id, self._lasts.get(change.copy_id, 0))
                if change.copy_id == self.own.id or is_closed(self.connection, last):
                    raise Tangled(change.copy_id)
                self._growing.add(change.copy_id)
            if change.number != self._lasts.get(change.copy_id, 0) + 1 or at < self._clock:
                raise Tangled(change.id)
            if change.record_id == LOST_ID:
                raise Tangled(LOST_ID)
            self._lasts[change.copy_id], self._clock = change.number, at
            here[change.id] = place
            new.append(change)
        return new

    def bring_up_to_date(self) -> None:
        """Bring the counters, the tables, and what is computed beside them, to what the history says."""
        rows = [{"number": self._lasts[one], "id": one} for one in sorted(self._growing)]
        self.connection.execute_many("UPDATE copy SET last_number = :number WHERE id = :id", rows)
        ranks = " ".join(f"WHEN '{name}' THEN {rank}" for rank, name in enumerate(RECORDS))
        received = (
            "SELECT min(seq) FROM change WHERE received_with = :step GROUP BY record_type, record_id "
            f"ORDER BY CASE record_type {ranks} END, 1"  # what links point to comes before them
        )
        for block in self._blocks("SELECT record_id FROM change WHERE seq IN (:values)", received, 0):
            self._fold(block)
        self._fold(sorted(self._anew))
        deleted = (
            "SELECT min(seq) FROM change WHERE field = 'deleted' AND record_id IN "
            "(SELECT subject_id FROM change WHERE received_with = :step) GROUP BY record_id"
        )
        for block in self._blocks("SELECT record_id FROM change WHERE seq IN (:values)", deleted):
            open_conflicts.refresh(self.connection, block, ())
        items = (
            "SELECT seq FROM action_item WHERE id IN (SELECT subject_id FROM change WHERE received_with = :step)"
        )
        for block in self._blocks("SELECT id FROM action_item WHERE seq IN (:values)", items, 1):
            derived_columns.recompute(self.connection, block)
            search_index.refresh(self.connection, block)
        if self.batch.told is not None:
            self.batch.told(1, 1)

    def _blocks(self, ids: str, numbers: str, half: int | None = None) -> Iterator[list[str]]:
        """Yield the ids of what the query ``numbers`` finds, some at a time and in its order.

        ``half`` says which of the two long ones this is.
        """
        every = self.connection.numbers(numbers, step=self.step)
        for start in range(0, len(every), BLOCK):
            if half is not None and self.batch.told is not None:
                self.batch.told(half * len(every) + start, 2 * len(every))
            yield [row[0] for row in self.connection.rows_in(ids, every[start : start + BLOCK])]

    def _fold(self, ids: Collection[str]) -> None:
        """Bring some records to what all of their changes say."""
        changes = _changes_of(self.connection, ids)
        clocks = {change.id: change.clock for change in changes}
        mark_replaced(
            self.connection,
            [
                change
                for change in changes
                if any(clocks.get(one, 0) >= change.clock for one in (change.after or "").split())
            ],
        )
        records = fold(changes)
        subjects_of(records, changes)
        bring_up_to_date(self.connection, records)
        open_conflicts.refresh(self.connection, ids, (), changes)
