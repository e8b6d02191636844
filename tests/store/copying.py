"""Several copies of one list, for tests of merging: random work on each, and bundles between them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from builders import OTHERS, START, VALUES
from hypothesis import strategies as st

from taskforce.exchange.bundles.bundle import Bundle, read_bundle, write_bundle
from taskforce.model.errors import InvalidRecord, NotFound
from taskforce.model.records import RECORDS, FieldSpec, Kind
from taskforce.services.undo import redo, undo
from taskforce.store.changes.batch import Batch, Change, Draft, Receipt, create, delete, edit, id_for
from taskforce.store.database.reader import StoreError
from taskforce.store.health.doctor import examine
from taskforce.store.history.undo import last_step
from taskforce.store.store import Store, create_store, open_store
from taskforce.store.sync.conflicts import open_conflicts, resolve
from taskforce.store.sync.merge import merge, preview
from taskforce.store.write.known_replicas import seen_by_all

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
            create_store(path, today=START.date(), ref_prefix=series).close()
            found.append(path.read_bytes())
        return tuple(found)


def new_copies(folder: Path, count: int) -> list[Store]:
    """``count`` new, empty copies of one list."""
    names = [series or "first" for series in SERIES[:count]]
    return [_opened(folder / f"{name}.db", content) for name, content in zip(names, _empty_lists(), strict=False)]


def fresh_copies(folder: Path, count: int) -> list[Store]:
    """``count`` empty copies that write nothing themselves; no office of three has one like them."""
    return [_opened(folder / f"fresh{number}.db", _empty_lists()[-1]) for number in range(count)]


def _opened(path: Path, content: bytes) -> Store:
    path.write_bytes(content)
    store = open_store(path, today=START.date())
    store.warn = lambda _sentence: None
    return store


OTHER_KINDS = tuple(
    name for name in RECORDS if name not in ("action_item", "note", "evidence", "tag", "supporting", "dependency")
)
"""Kinds of records that are written with values made up from what is said of their fields."""

_WHICH = st.integers(0, 2)
_EDITS = st.sampled_from(sorted(VALUES)).flatmap(lambda name: st.tuples(st.just(name), VALUES[name]))
_REPEATS = st.one_of(
    st.tuples(st.just("every"), st.sampled_from(["FREQ=WEEKLY", "FREQ=MONTHLY", None])),
    st.tuples(st.just("status"), st.sampled_from(["done", "cancelled"])),
)
"""A rule for an item, and what makes the next one."""

WORK = st.one_of(
    st.tuples(st.just("add"), st.fixed_dictionaries({"title": VALUES["title"]}, optional=OTHERS)),
    st.tuples(st.just("edit"), _WHICH, st.lists(_EDITS, min_size=1, max_size=3)),
    st.tuples(st.just("edit"), _WHICH, st.lists(_EDITS, min_size=1, max_size=3)),
    st.tuples(st.just("edit"), _WHICH, st.lists(_REPEATS, min_size=1, max_size=1)),
    st.tuples(st.just("tag"), _WHICH, st.sampled_from(WORDS), st.booleans()),
    st.tuples(st.just("supporting"), _WHICH, st.sampled_from(["farid", "galuh"]), st.booleans()),
    st.tuples(st.just("needs"), _WHICH, _WHICH),
    st.tuples(st.just("note"), _WHICH, VALUES["title"]),
    st.tuples(st.just("evidence"), _WHICH, st.sampled_from(["https://a.go.id", "https://b.go.id"])),
    st.tuples(st.just("deadline"), st.sampled_from(KEYS), st.sampled_from(["Buku 1", "Buku 2"]), _WHICH),
    st.tuples(
        st.just("member"), st.sampled_from(["position", "phone", "rank"]), st.sampled_from(["a", "b", None])
    ),
    st.tuples(st.just("other"), st.sampled_from(OTHER_KINDS), _WHICH, st.integers(0, 40), st.integers(0, 3)),
    st.tuples(st.just("other"), st.sampled_from(OTHER_KINDS), _WHICH, st.integers(0, 40), st.integers(0, 3)),
    st.tuples(st.just("delete"), _WHICH, st.booleans()),
    st.tuples(st.just("undo"), st.booleans()),
    st.tuples(st.just("decide"), st.integers(0, 3)),
)
"""One user action on one copy."""

SKEW = (timedelta(0), timedelta(days=-400), timedelta(hours=20), timedelta(days=900), *[timedelta(0)] * 4)
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
    undo_merges: bool = True
    on_step: Callable[[Store, Sequence[Change]], None] = lambda _store, _changes: None
    """Hears of every step that was written, on which copy."""

    @classmethod
    def opened(cls, folder: Path, count: int, **options: Any) -> Office:
        """Copies that all know two members and two items."""
        office = cls(folder, new_copies(folder, count), **options)
        people = [create("member", handle=handle, name=handle.title()) for handle in ("farid", "galuh")]
        office.members = {draft.new["handle"]: draft.record_id for draft in people}
        items = [create("action_item", title=f"Langkah {number}", due="2026-11-20") for number in (1, 2)]
        items[1].new["every"] = "FREQ=MONTHLY"
        office._keep(office.stores[0], office.stores[0].apply(Batch("add", [*people, *items], at=START)))
        for receiver in range(1, count):
            office.send(0, receiver, whole=True)
        return office

    def close(self) -> None:
        """Let go of all files."""
        for store in self.stores:
            store.close()

    def _keep(self, store: Store, receipt: Receipt) -> None:
        self.written.update(change.id for change in receipt.changes)
        self.on_step(store, receipt.changes)

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
            preview(store, bundle.foreign)
            merge(store, bundle.foreign, bundle.name, accept_clock=True)
        except StoreError as error:
            assert "missing in between" in str(error), error
            assert not bundle.header.whole
            return False
        return True

    def meet(self) -> None:
        """Everyone gives the first copy the whole list, which then gives it to everyone."""
        others = range(1, len(self.stores))
        for giver, taker in [*((other, 0) for other in others), *((0, other) for other in others)]:
            self.send(giver, taker, whole=True)

    def work(self, store: Store, action: tuple[Any, ...]) -> None:
        """One action; one that is refused changes nothing."""
        moment = self.moment + SKEW[self.stores.index(store)]
        store.clock.injected = moment.date()
        try:
            if action[0] == "undo":
                self._undo(store, action[1])
            elif action[0] == "decide":
                for conflict in open_conflicts(store.reader)[:1]:
                    side = conflict.sides[action[1] % len(conflict.sides)]
                    self._keep(store, resolve(store, conflict, side.plain))
            else:
                self._keep(store, store.apply(Batch(action[0], self._drafts(store, action), at=moment)))
        except (InvalidRecord, NotFound):
            pass

    def _undo(self, store: Store, again: bool) -> None:
        last = last_step(store.reader)
        merged = store.reader.value("SELECT 1 FROM change WHERE received_with = :last LIMIT 1", last=last)
        if self.undo_merges or again or not merged:
            self._keep(store, (redo if again else undo)(store).receipt)

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
            case ("other", kind, which, place, variant):
                return self._other(store, kind, which, place, variant)
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

    def _other(self, store: Store, kind: str, which: int, place: int, variant: int) -> list[Draft]:
        """A new record of a kind, or an edit of one field of one that is there."""
        spec = RECORDS[kind]
        there = [row[0] for row in store.reader.rows(f"SELECT id FROM {kind} ORDER BY id")]
        if len(there) < which + 1:
            values = {field.name: made_up(store, field, variant) for field in spec.required}
            values["deleted"] = False
            return [] if None in values.values() else [create(kind, **values)]
        field = spec.fields[place % len(spec.fields)]
        return [edit(kind, there[which], field.name, made_up(store, field, variant))]

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


def made_up(store: Store, field: FieldSpec, variant: int) -> Any:
    """A value that a field may have."""
    match field.kind:
        case Kind.CHOICE:
            assert field.choices is not None
            return str(list(field.choices)[variant % len(field.choices)])
        case Kind.INTEGER | Kind.MONEY:
            return int(field.minimum or 0) + variant
        case Kind.NUMBER:
            return float(variant)
        case Kind.FLAG:
            return variant % 2 == 1
        case Kind.DATE:
            return f"2026-12-0{variant + 1}"
        case Kind.TIME:
            return f"2026-12-0{variant + 1}T01:02:03.004Z"
        case Kind.LIST:
            return [f"satu {variant}", "dua"]
        case Kind.MAP:
            return {"2026": variant}
        case Kind.RULE:
            return ("FREQ=WEEKLY", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=MONTHLY;COUNT=2")[variant]
        case Kind.LINK:
            ids = [row[0] for row in store.reader.rows(f"SELECT id FROM {field.to} ORDER BY id")]
            return ids[variant % len(ids)] if ids else None
        case _:
            return f"teks{variant}"


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
