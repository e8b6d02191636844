"""Several copies of one list, for tests of merging: random work on each, and bundles between them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from builders import OTHERS, START, VALUES
from hypothesis import strategies as st

from taskforce.exchange.bundle import Bundle, read_bundle, write_bundle
from taskforce.model.errors import InvalidRecord, NotFound
from taskforce.model.records import RECORDS
from taskforce.store.acquaintance import seen_by_all
from taskforce.store.batch import Batch, Draft, Receipt, create, delete, edit, id_for
from taskforce.store.conflicts import open_conflicts, resolve
from taskforce.store.doctor import examine
from taskforce.store.merge import merge
from taskforce.store.reader import StoreError
from taskforce.store.store import Store, create_store, open_store
from taskforce.store.undo import redo, undo

SERIES = ("", "farid", "galuh", "hasan")
WORDS = ("rapat", "bimtek")
KEYS = ("satu", "dua")


@cache
def _empty_lists() -> tuple[bytes, ...]:
    """The files of new, empty copies: making one takes a hundred times as long as writing its bytes."""
    with TemporaryDirectory() as folder:
        found = []
        for series in SERIES:
            path = Path(folder) / f"{series or 'first'}.db"
            create_store(path, today=START.date(), series=series).close()
            found.append(path.read_bytes())
        return tuple(found)


def new_copies(folder: Path, count: int) -> list[Store]:
    """``count`` new, empty copies of one list."""
    stores = []
    for series, content in zip(SERIES[:count], _empty_lists(), strict=False):
        path = folder / f"{series or 'first'}.db"
        path.write_bytes(content)
        stores.append(open_store(path, today=START.date()))
        stores[-1].warn = lambda _sentence: None
    return stores


_WHICH = st.integers(0, 2)
_EDITS = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))

WORK = st.one_of(
    st.tuples(st.just("add"), st.fixed_dictionaries({"title": VALUES["title"]}, optional=OTHERS)),
    st.tuples(st.just("edit"), _WHICH, st.lists(_EDITS, min_size=1, max_size=3)),
    st.tuples(st.just("edit"), _WHICH, st.lists(_EDITS, min_size=1, max_size=3)),
    st.tuples(st.just("tag"), _WHICH, st.sampled_from(WORDS), st.booleans()),
    st.tuples(st.just("supporting"), _WHICH, st.sampled_from(["farid", "galuh"]), st.booleans()),
    st.tuples(st.just("needs"), _WHICH, _WHICH),
    st.tuples(st.just("note"), _WHICH, VALUES["title"]),
    st.tuples(st.just("evidence"), _WHICH, st.sampled_from(["https://a.go.id", "https://b.go.id"])),
    st.tuples(st.just("deadline"), st.sampled_from(KEYS), st.sampled_from(["Buku 1", "Buku 2"]), _WHICH),
    st.tuples(
        st.just("member"), st.sampled_from(["position", "phone", "rank"]), st.sampled_from(["a", "b", None])
    ),
    st.tuples(st.just("delete"), _WHICH, st.booleans()),
    st.tuples(st.just("undo"), st.booleans()),
    st.tuples(st.just("decide"), st.integers(0, 3)),
)
"""One user action on one copy."""

SKEW = (timedelta(0), timedelta(days=-400), timedelta(hours=20), timedelta(days=900))
"""How wrong the clock of each copy is."""


@st.composite
def weeks(draw: st.DrawFn, copies: int, most: int = 30) -> list[tuple[Any, ...]]:
    """Actions and exchanges: ("work", copy, action), ("send", from, to, whole), ("again", to, which bundle)."""
    number = st.integers(0, copies - 1)
    step = st.one_of(
        st.tuples(st.just("work"), number, WORK),
        st.tuples(st.just("work"), number, WORK),
        st.tuples(st.just("work"), number, WORK),
        st.tuples(st.just("send"), number, number, st.booleans()),
        st.tuples(st.just("again"), number, st.integers(0, 30)),
    )
    return draw(st.lists(step, min_size=15, max_size=most))


@dataclass
class Office:
    """Some copies, what was ever written on them, and every bundle that was ever sent."""

    folder: Path
    stores: list[Store]
    members: dict[str, str] = field(default_factory=dict)
    written: set[str] = field(default_factory=set)
    bundles: list[Bundle] = field(default_factory=list)
    moment: Any = START

    @classmethod
    def opened(cls, folder: Path, count: int) -> Office:
        """Copies that all know two members and two items."""
        office = cls(folder, new_copies(folder, count))
        people = [create("member", handle=handle, name=handle.title()) for handle in ("farid", "galuh")]
        office.members = {draft.new["handle"]: draft.record_id for draft in people}
        items = [create("action_item", title=f"Langkah {number}", due="2026-11-20") for number in (1, 2)]
        office._keep(office.stores[0].apply(Batch("add", [*people, *items], at=START)))
        for receiver in range(1, count):
            office.send(0, receiver, whole=True)
        return office

    def close(self) -> None:
        """Let go of all files."""
        for store in self.stores:
            store.close()

    def _keep(self, receipt: Receipt) -> None:
        self.written.update(change.id for change in receipt.changes)

    def play(self, step: tuple[Any, ...]) -> None:
        """One action or exchange."""
        self.moment += timedelta(minutes=7)
        match step:
            case ("work", copy, action):
                self.work(self.stores[copy], action)
            case ("send", giver, taker, whole) if giver != taker:
                self.send(giver, taker, whole)
            case ("again", taker, which) if self.bundles:
                self.take(self.stores[taker], self.bundles[which % len(self.bundles)])

    def send(self, giver: int, taker: int, whole: bool) -> None:
        """A bundle from one copy to another, by way of a file."""
        one, other = self.stores[giver], self.stores[taker]
        seen = {}
        if not whole:
            seen = seen_by_all(one.reader, [str(other.reader.value("SELECT id FROM copy WHERE own"))])
        path = self.folder / f"{len(self.bundles)}.bundle"
        one.clock.injected = self.moment.date()
        write_bundle(one, path, seen)
        self.bundles.append(read_bundle(path))
        self.take(other, self.bundles[-1])

    def take(self, store: Store, bundle: Bundle) -> bool:
        """Merge a bundle; one that begins later than the list ends is refused, and nothing else."""
        store.clock.injected = (self.moment + SKEW[self.stores.index(store)]).date()
        try:
            merge(store, bundle.foreign, bundle.name, accept_clock=True)
        except StoreError as error:
            assert "missing in between" in str(error)
            assert not bundle.header.whole
            return False
        return True

    def meet(self) -> None:
        """Everyone gives everyone the whole list, twice round, so that all have heard of all."""
        for _round in range(2):
            for giver in range(len(self.stores)):
                for taker in range(len(self.stores)):
                    if giver != taker:
                        self.send(giver, taker, whole=True)

    def work(self, store: Store, action: tuple[Any, ...]) -> None:
        """One action; one that is refused changes nothing."""
        moment = self.moment + SKEW[self.stores.index(store)]
        store.clock.injected = moment.date()
        try:
            if action[0] == "undo":
                self._keep((redo if action[1] else undo)(store).receipt)
            elif action[0] == "decide":
                for conflict in open_conflicts(store.reader)[:1]:
                    side = conflict.sides[action[1] % len(conflict.sides)]
                    self._keep(resolve(store, conflict, side.plain))
            else:
                self._keep(store.apply(Batch(action[0], self._drafts(store, action), at=moment)))
        except (InvalidRecord, NotFound):
            pass

    def _drafts(self, store: Store, action: tuple[Any, ...]) -> list[Draft]:
        items = [row[0] for row in store.reader.rows("SELECT id FROM action_item ORDER BY id")]
        match action:
            case ("add", values):
                return [create("action_item", **self._linked(values))]
            case ("deadline", key, name, number):
                values = {"key": key, "name": name, "due": f"2026-12-0{number + 1}"}
                record_id = id_for("deadline", values)
                if store.reader.value("SELECT 1 FROM deadline WHERE id = :id", id=record_id) is None:
                    return [create("deadline", **values)]
                return [edit("deadline", record_id, "due", values["due"])]
            case ("member", name, value):
                return [edit("member", self.members["farid"], name, value)]
            case _ if not items:
                return []
        item = items[action[1] % len(items)]
        match action:
            case ("edit", _which, pairs):
                return [
                    edit("action_item", item, name, value) for name, value in self._linked(dict(pairs)).items()
                ]
            case ("tag", _which, word, there):
                return self._link(store, "tag", there, item_id=item, name=word)
            case ("supporting", _which, handle, there):
                return self._link(store, "supporting", there, item_id=item, member_id=self.members[handle])
            case ("needs", _which, other):
                return self._link(store, "dependency", True, item_id=item, needs_id=items[other % len(items)])
            case ("note", _which, text):
                return [create("note", item_id=item, text=text)]
            case ("evidence", _which, place):
                return [create("evidence", item_id=item, kind="link", location=place)]
            case (_, _which, gone):
                return [edit("action_item", item, "deleted", gone)]
        raise AssertionError(action)

    def _link(self, store: Store, kind: str, there: bool, **values: str) -> list[Draft]:
        if there:
            return [create(kind, **values)]
        record_id = id_for(kind, values)
        known = store.reader.value(f"SELECT id FROM {kind} WHERE id = :id", id=record_id)
        return [delete(kind, record_id)] if known else []

    def _linked(self, values: dict[str, Any]) -> dict[str, Any]:
        if values.get("lead_id"):
            values = {**values, "lead_id": self.members[values["lead_id"]]}
        return values


def contents(store: Store) -> dict[str, list[tuple[Any, ...]]]:
    """All records with what is computed, the history and the open conflicts; not what is each copy's own."""
    reader = store.reader
    found: dict[str, list[tuple[Any, ...]]] = {}
    for table in (*RECORDS, "change", "open_conflict"):
        names = [row[1] for row in reader.rows(f"PRAGMA table_info({table})")]
        columns = ", ".join(name for name in names if name not in ("seq", "received_with"))
        found[table] = sorted(reader.rows(f"SELECT {columns} FROM {table}"), key=repr)
    return found


def unsound(store: Store) -> list[str]:
    """What the doctor finds; names that two copies gave apart are not a fault of merging."""
    return [
        f"{finding.check}: {finding.sentence} {finding.examples}"
        for finding in examine(store.reader)
        if not finding.sound and finding.check != "names"
    ]


def change_ids(store: Store) -> set[str]:
    """The ids of all changes that a copy has."""
    return {row[0] for row in store.reader.rows("SELECT id FROM change")}
