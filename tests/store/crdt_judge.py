"""An independent judge of merging: every edit once more, in a CRDT library and as simple sets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field
from typing import Any

from pycrdt import Doc, Map

from taskforce.model.records import CONTACTS, CREATION, DELETED, RECORDS
from taskforce.store.changes import conflict_detection
from taskforce.store.changes.batch import Change, to_json
from taskforce.store.changes.load import load_all
from taskforce.store.store import Store
from taskforce.store.sync.conflicts import open_conflicts


@dataclass
class _Copy:
    """A document of the library, and the changes that it holds."""

    doc: Doc[Any] = field(default_factory=lambda: Doc({"fields": Map()}))
    holds: set[str] = field(default_factory=set)

    @property
    def fields(self) -> Any:
        return self.doc.get("fields", type=Map)


class Judge:
    """A document of the library for each copy of the list, that holds the same changes as the copy.

    Every field of every record is an entry of a map there.  The library decides between entries that were written
    apart by rules of its own, so its value must be ours where nobody disagrees, and one of ours where people do.
    And which changes a person had before them when they wrote is counted here once more, by simple sets.

    A file that was copied by hand, a list set back and a merge set aside need nothing of their own: a document
    whose changes are no longer all there is made anew, as another one's.
    """

    def __init__(self) -> None:
        self._copies: dict[str, _Copy] = {}
        self._updates: dict[str, bytes] = {}
        self._changes: dict[str, tuple[Change, frozenset[str]]] = {}

    def wrote(self, store: Store, changes: Sequence[Change]) -> None:
        """Note the changes of a step that was just written to a copy."""
        if not changes:
            return
        # Values that one step puts beside each other (a conflict that is opened again) do not know of each other.
        sql = "SELECT id FROM change WHERE batch_id <> :step"
        seen = frozenset(row[0] for row in store.reader.rows(sql, step=changes[0].batch_id))
        copy = self._brought_to(store, seen)
        for change in changes:
            updates: list[bytes] = []
            subscription = copy.doc.observe(lambda event, to=updates: to.append(event.update))  # type: ignore[misc]
            with copy.doc.transaction():
                for name in _names(change):
                    copy.fields[_key(change, name)] = given_by(change, name)
            copy.doc.unobserve(subscription)
            self._updates[change.id] = updates[0]
            self._changes[change.id] = (change, seen)
            copy.holds.add(change.id)

    def _brought_to(self, store: Store, changes: Set[str]) -> _Copy:
        """Return a copy's document, which holds these changes afterwards and no others."""
        copy = self._copies.get(str(store.location))
        if copy is None or not copy.holds <= changes:
            copy = self._copies[str(store.location)] = _Copy()
        for change in sorted(changes - copy.holds):
            copy.doc.apply_update(self._updates[change])
        copy.holds |= changes
        return copy

    def disagreements(self, store: Store) -> list[str]:
        """Return what a copy says otherwise than the library and the sets, in sentences; nothing is sound."""
        ids = {row[0] for row in store.reader.rows("SELECT id FROM change")}
        entries = dict(self._brought_to(store, ids).fields.items())
        shown = list(_standing(store))
        wanted, alike = self._wanted(ids)
        wrong = []
        for key, values, value in shown:
            if values != wanted.pop(key, set()):
                wrong.append(f"{key}: {values} stand, by the sets others")
            # The library counts the later of two equal creations as news; here it is none.
            if entries.get(key) not in values and key not in alike:
                wrong.append(f"{key}: {values} stand, in the library {entries.get(key)}")
            if value not in values:
                wrong.append(f"{key}: {value} shows, {values} stand")
        wrong += [f"{key}: is not there" for key in wanted if key.rpartition(" ")[2] not in CONTACTS]
        disputed = {key for key, values, _value in shown if len(values) > 1}
        unjudged = {DELETED, *CONTACTS}
        conflicts = [one for one in open_conflicts(store.reader) if one.field not in unjudged]
        asked = {f"{one.record_id} {one.field}" for one in conflicts}
        wrong += [f"{key}: asked, and nobody disagrees" for key in asked - disputed]
        return wrong

    def _wanted(self, ids: Set[str]) -> tuple[dict[str, set[str]], set[str]]:
        """Return the values of each field that nobody overruled who had seen them; the fields created alike."""
        writes: dict[str, list[tuple[Change, frozenset[str]]]] = {}
        for change, seen in (self._changes[one] for one in ids):
            for name in _names(change):
                writes.setdefault(_key(change, name), []).append((change, seen))
        wanted, alike = {}, set()
        for key, changes in writes.items():
            overruled = {one for _change, seen in changes for one in seen}
            name = key.rpartition(" ")[2]
            # Who overruled one of several equal creations (the same sheet, imported twice) overruled them all.
            creations = [change for change, _seen in changes if change.field == CREATION]
            known = {given_by(change, name) for change in creations if change.id in overruled}
            kept = [change for change, _seen in changes if change.id not in overruled]
            kept = [change for change in kept if change.field != CREATION or given_by(change, name) not in known]
            wanted[key] = {given_by(change, name) for change in kept}
            if len({given_by(change, name) for change in creations}) < len(creations):
                alike.add(key)
        return wanted, alike


def _names(change: Change) -> Iterable[str]:
    """Return the fields that a change writes to."""
    return RECORDS[change.record_type].by_name if change.field == CREATION else (change.field,)


def _key(change: Change, name: str) -> str:
    return f"{change.record_id} {name}"


def given_by(change: Change, name: str) -> str:
    """Return the value that a change gives to a field, as JSON."""
    return to_json(conflict_detection.value_in(change, name))


def _standing(store: Store) -> Iterator[tuple[str, set[str], str]]:
    """Each field of each record: the values that nobody overruled who had seen them, and the one that shows.

    What a member may order to be forgotten is left out: it is not what was written any more.
    """
    ids = [row[0] for row in store.reader.rows("SELECT DISTINCT record_id FROM change")]
    histories = conflict_detection.histories_of(store.reader, ids)
    for record_type, spec in RECORDS.items():
        for record_id, record in load_all(store.reader, record_type, deleted=True).items():
            for name in spec.by_name.keys() - set(CONTACTS):
                history = [change for change in histories[record_id] if change.field in (name, CREATION)]
                values = {
                    to_json(conflict_detection.value_in(head, name))
                    for head in conflict_detection.heads_of(history, name)
                }
                yield f"{record_id} {name}", values, to_json(record[name])
