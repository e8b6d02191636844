"""Five people who exchange through folders that a careless carrier keeps alike, replayable from a seed.

    python -m tests.faults.exchange [--runs 100] [--minutes N] [--seed N] [--keep]

Each run: random work of every kind on every record type, deleting, undoing (merges, too), deciding, forgetting;
clocks that are hours and years off; files copied by hand, lists set back, whole computers set back and cloned; and
a carrier that truncates, delays, doubles, renames and drops files, and takes some away.  Then it carries
everything, everyone exchanges a few times, and all must be equal, with every change that was ever acknowledged,
nobody locked out, and an independent CRDT library must agree.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import shutil
import sqlite3
import sys
import tempfile
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from itertools import count
from math import inf
from pathlib import Path
from random import Random, SystemRandom
from time import monotonic
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "store")]

from builders import START
from careless import Careless
from copying import OTHER_KINDS, SKEW, change_ids, contents, new_copies, unsound
from crdt_judge import Judge
from faults.results import Result, keep

from taskforce.clock import Clock
from taskforce.exchange.bundles import folder
from taskforce.exchange.bundles.bundle import Bundle, read_bundle
from taskforce.exchange.bundles.encryption import Opener
from taskforce.exchange.bundles.runs import Held, Run
from taskforce.language import set_language
from taskforce.remembered import recall, remember
from taskforce.services import exchange_memory, exchanging
from taskforce.services.exchanging import Exchanged, exchange
from taskforce.services.forgetting import forget_member
from taskforce.store.changes import ids
from taskforce.store.changes.batch import Change, Receipt
from taskforce.store.database import sqlite
from taskforce.store.history.undo import last_step
from taskforce.store.store import Store

BRANCHES = "SELECT DISTINCT copy_id FROM change WHERE substr(copy_id, 15, 1) = '8'"
STEPS = 40
UNFINISHED = "not arrived whole"
"""Why a file waits that the carrier broke off."""
ROUNDS = 8
"""So many times everyone exchanges at the end, at most, until all are equal."""


@dataclass
class Computers(Careless):
    """Copies on computers of their own, which remember what they exchanged; they too are set back and cloned."""

    views: Path = Path()
    remembered: dict[int, Any] = field(default_factory=dict)
    beginnings: set[str | None] = field(default_factory=set)

    def play(self, step: tuple[Any, ...]) -> None:
        before = len(self.stores)
        super().play(step)
        match step:
            case ("keep", copy, *_):
                self.remembered[copy] = recall(str(self.stores[copy].location)).get("exchange")
            case ("set back", copy, True) if copy in self.kept:
                remember(str(self.stores[copy].location), exchange=self.remembered[copy])
            case ("copy", copy, True) if len(self.stores) > before:
                folder, clone = (self.views / f"view{number}" for number in (copy, before))
                if folder.exists():
                    shutil.copytree(folder, clone)
                known = recall(str(self.stores[copy].location)).get("exchange") or {}
                known = {place.replace(str(folder), str(clone)): memory for place, memory in known.items()}
                remember(str(self.stores[before].location), exchange=known)

    def work(self, store: Store, action: tuple[Any, ...]) -> None:
        if action[0] == "undo" and last_step(store.reader) in self.beginnings:
            return  # nothing would be left that a list is known by
        there = change_ids(store)
        if action[0] == "forget":
            forget_member(store, self.members[action[1]])
            sql = f"SELECT {', '.join(Change._fields)} FROM change ORDER BY seq"
            self._keep(
                store,
                Receipt("", [one for row in store.reader.rows(sql) if (one := Change(*row)).id not in there]),
            )
        else:
            super().work(store, action)
        # A merge that was set aside: what only this copy had heard of is gone with it, and the backup has it.
        self.written -= there - change_ids(store) - self.known_elsewhere(self.stores.index(store))


Files = dict[str, tuple[str, int]]
"""The files that one copy sees, by their names below its folder: where each lies, and its size."""


class Carrier:
    """Keeps the folders of all copies alike, in its own time and not quite."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self.folder, self.chance = folder, chance
        self.views: dict[int, Path] = {}
        self.there: dict[int, set[str]] = {}
        self.faults: Counter[str] = Counter()

    def view(self, copy: int) -> Path:
        """Return the folder as one copy sees it."""
        if copy not in self.views:
            self.views[copy] = self.folder / f"view{copy}"
            self.views[copy].mkdir(exist_ok=True)
        return self.views[copy]

    def carry(self, copies: int, *, careful: bool = False) -> None:
        """Bring what is new in one folder to the others and take away what is gone, with or without faults."""
        now = [self._files(copy) for copy in range(copies)]
        for giver in range(copies):
            for name in sorted(self.there.get(giver, set()) - now[giver].keys()):
                for taker in range(copies):
                    if name in now[taker] and (careful or self.chance.random() < 0.7):
                        Path(now[taker].pop(name)[0]).unlink()
        for giver in range(copies):
            for name in sorted(now[giver]):
                for taker in range(copies):
                    if taker != giver and name in now[giver]:
                        self._bring(name, now[giver], taker, now[taker], careful=careful)
        self.there = {copy: set(now[copy]) for copy in range(copies)}

    def _files(self, copy: int) -> Files:
        view = str(self.view(copy))
        return {
            f"{place.name}/{file.name}": (file.path, file.stat().st_size)
            for place in os.scandir(view)
            if place.is_dir()
            for file in os.scandir(place.path)
        }

    def _bring(self, name: str, there: Files, taker: int, here: Files, *, careful: bool) -> None:
        fault = "none" if careful else self.chance.choices(FAULTS, WEIGHTS)[0]
        if fault == "late":
            return
        path, size = there[name]
        if name in here and here[name][1] >= size:
            return
        place, _slash, file = name.rpartition("/")
        stem, dot, ending = file.rpartition(".")
        ending = dot + ending
        if fault in ("doubled", "renamed", "capitals", "temporary") and not stem[-32:].islower():
            fault = "none"  # what was renamed once is carried as it is
        self.faults[fault] += 1
        if fault == "vanished":
            Path(there.pop(name)[0]).unlink()
            return
        content = Path(path).read_bytes()
        names = [file]
        if fault == "truncated":
            content = content[: self.chance.randrange(len(content) + 1)]
        elif fault == "doubled":
            names.append(f"{stem} (conflicted copy {self.faults['doubled']}){ending}")
        elif fault == "renamed":
            names = [f"{stem}.sync-conflict-20261130-120000-ABCDEF{ending}"]
        elif fault == "capitals":
            names = [file.upper()]
        elif fault == "temporary":
            names = [f".syncthing.{file}.tmp"]
        target = f"{self.view(taker)}/{place}"
        Path(target).mkdir(parents=True, exist_ok=True)
        for one in names:
            here[f"{place}/{one}"] = f"{target}/{one}", len(content)
            Path(here[f"{place}/{one}"][0]).write_bytes(content)


KINDS = ("work", "exchange", "carry", "everyone", "copy", "keep", "set back", "restored")
HOW_OFTEN = (44, 20, 14, 5, 3, 6, 4, 4)
FAULTS = ("none", "late", "truncated", "doubled", "renamed", "capitals", "temporary", "vanished")
WEIGHTS = (50, 25, 6, 4, 4, 3, 3, 5)


def action(chance: Random) -> tuple[Any, ...]:
    """Return one user action, as :data:`copying.WORK` has them."""
    which = chance.randrange(3)
    values: dict[str, Any] = {
        "title": f"x{chance.randrange(9)}",
        "status": chance.choice(["not_started", "in_progress", "blocked", "done", "cancelled"]),
        "progress": chance.randrange(101),
        "due": f"2026-12-{chance.randrange(1, 29):02}",
        "lead_id": chance.choice(["farid", "galuh", None]),
        "every": chance.choice(["FREQ=WEEKLY", "FREQ=MONTHLY", None]),
    }
    edits = [(name, values[name]) for name in chance.sample(sorted(values), chance.randrange(1, 3))]
    return chance.choice(
        [
            ("add", {"title": values["title"], "due": values["due"]}),
            *[("edit", which, edits)] * 4,
            ("tag", which, chance.choice(["rapat", "bimtek"]), chance.random() < 0.7),
            ("supporting", which, chance.choice(["farid", "galuh"]), chance.random() < 0.7),
            ("needs", which, chance.randrange(3)),
            ("note", which, values["title"]),
            ("evidence", which, "https://a.go.id"),
            ("deadline", chance.choice(["satu", "dua"]), chance.choice(["Buku 1", "Buku 2"]), which),
            ("member", chance.choice(["position", "rank"]), chance.choice(["a", "b", None])),
            *[("other", chance.choice(OTHER_KINDS), which, chance.randrange(40), chance.randrange(4))] * 2,
            ("delete", which, chance.random() < 0.7),
            ("undo", chance.random() < 0.3),
            ("forget", chance.choice(["farid", "galuh"])) if chance.random() < 0.2 else ("undo", False),
            ("decide", chance.randrange(3)),
        ]
    )


def simulate(seed: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Play one run; return what was done, how often, and what was wrong."""
    with numbered_ids(0):
        new_copies(folder, 0)  # they are made once, for all runs: a run replays by its own seed
    with numbered_ids(seed):
        return _simulate(seed, folder)


@contextmanager
def numbered_ids(seed: int) -> Iterator[None]:
    """Let ids and moments follow from the seed: of two changes at one moment the greater replica's holds."""
    moments, ticks = count(int(START.timestamp() * 1000)), count()

    def now(clock: Clock) -> datetime:
        noon = datetime.combine(clock.injected or START.date(), time(12), tzinfo=clock.zone)
        return noon.astimezone(UTC) + timedelta(milliseconds=next(ticks))

    with (
        patch.object(ids, "os", SimpleNamespace(urandom=Random(seed).randbytes)),
        patch.object(ids, "time", SimpleNamespace(time_ns=lambda: next(moments) * 1_000_000)),
        patch.object(Clock, "now", now),
    ):
        yield


def _simulate(seed: int, folder: Path) -> tuple[Counter[str], list[str]]:
    chance, judge = Random(seed), Judge()
    office = Computers.opened(folder, 4, views=folder, on_step=judge.wrote)
    office.beginnings = {last_step(store.reader) for store in office.stores}
    carrier = Carrier(folder, chance)
    done: Counter[str] = Counter()
    wrong: list[str] = []
    for _step in range(STEPS):
        copy = chance.randrange(len(office.stores))
        kind = chance.choices(KINDS, HOW_OFTEN)[0]
        done[kind] += 1
        if kind == "work":
            office.play(("work", copy, action(chance)))
        elif kind == "exchange":
            exchange_one(office, carrier, copy)
        elif kind == "carry":
            carrier.carry(len(office.stores))
        elif kind == "everyone":  # a quiet hour: all hear of all, and know what the others have
            for _time in range(2):
                everyone_exchanges(office, carrier)
        elif kind == "restored":  # a backup is gone back to after all others have heard of what came since
            office.play(("keep", copy))
            office.play(("work", copy, ("edit", 0, [("title", f"y{chance.randrange(99)}")])))
            for _time in range(4):
                everyone_exchanges(office, carrier)
            office.play(("set back", copy, chance.random() < 0.5))
            office.play(("work", copy, ("edit", 0, [("title", f"z{chance.randrange(99)}")])))
        else:
            if kind == "set back" and office.kept:
                copy = chance.choice(sorted(office.kept))
            office.play((kind, copy, chance.random() < 0.5))
            if kind == "set back":  # and the person goes on as if nothing had happened
                office.play(("work", copy, action(chance)))
    for _round in range(ROUNDS):
        last = everyone_exchanges(office, carrier)
        if len({repr(contents(store)) for store in office.stores}) == 1:
            break
    first = contents(office.stores[0])
    done["branches"] += len({change[0] for change in office.stores[0].reader.rows(BRANCHES)})
    looked_at = seed % len(office.stores)  # the doctor takes long; of lists that are equal he looks at one
    for number, store in enumerate(office.stores):
        here = contents(store)
        if here != first:
            wrong.append(f"copy {number} differs from the first: {differences(first, here)}")
        if lost := office.written - change_ids(store):
            wrong.append(f"copy {number} lost {len(lost)} changes")
        if number == looked_at or here != first:
            wrong += [f"copy {number}: {sentence}" for sentence in unsound(store)]
        wrong += [
            f"copy {number} is locked out: {one}" for one in last[number].waiting if UNFINISHED not in one[1]
        ]
    wrong += judge.disagreements(office.stores[0])
    office.close()
    return done + carrier.faults, wrong


@contextmanager
def quickly() -> Iterator[None]:
    """Take from many runs what costs time and is tried elsewhere.

    A list keeps its connection for writing between two steps, what one copy read of a file the others know, what a
    computer remembers is kept in memory, and files are written in one go.
    """
    connect, close, check_whole = sqlite.connect, Store.close, folder._check_whole
    kept: dict[str, tuple[int, _Kept]] = {}
    runs: dict[bytes, Run] = {}
    memory: dict[str, str] = {}
    whole_ones: set[tuple[str, int]] = set()

    def let_go(place: str) -> None:
        if place in kept:
            kept.pop(place)[1].really_close()

    def kept_open(path: Path, options: str = "mode=rw", **arguments: Any) -> sqlite3.Connection:
        if options != "mode=rw" or arguments:
            return connect(path, options, **arguments)
        place, file = str(path), path.stat().st_ino
        if place not in kept or kept[place][0] != file:
            let_go(place)
            kept[place] = file, sqlite3.connect(place, factory=_Kept, cached_statements=2000)
            sqlite_prepare(kept[place][1], path)
            kept[place][1].execute("PRAGMA synchronous = OFF")
        return kept[place][1]

    def closed(store: Store) -> None:
        let_go(str(store.location))
        close(store)

    def known(path: Path, opener: Opener, held: Held) -> Bundle:
        return read_bundle(path, opener, held._replace(read=runs))

    def whole(path: Path, expected: str) -> None:
        seen = expected, path.stat().st_size  # a carrier breaks files off, and changes them in no other way
        if seen not in whole_ones:
            check_whole(path, expected)
            whole_ones.add(seen)

    def recalled(place: str) -> dict[str, Any]:
        values: dict[str, Any] = json.loads(memory.get(place, "{}"))
        return values

    def remembered(place: str, **values: Any) -> None:
        kept_values = {**recalled(place), **values}
        memory[place] = json.dumps({name: one for name, one in kept_values.items() if one is not None})

    sqlite_prepare = sqlite.prepare_to_write
    here = sys.modules[__name__]
    with (
        patch.object(sqlite, "connect", kept_open),
        patch.object(sqlite, "prepare_to_write", lambda connection, path: None),
        patch.object(Store, "close", closed),
        patch.object(exchanging, "read_bundle", known),
        patch.object(exchanging, "is_sealed", lambda _path: False),
        patch.object(Store, "_back_up_daily", lambda _store: None),
        patch.object(exchange_memory, "recall", recalled),
        patch.object(exchange_memory, "remember", remembered),
        patch.object(here, "recall", recalled),
        patch.object(here, "remember", remembered),
        patch.object(folder, "write_whole", lambda path, content, **_how: path.write_bytes(content)),
        patch.object(folder, "_check_whole", whole),
    ):
        yield


class _Kept(sqlite3.Connection):
    """A connection that is only closed by who keeps it."""

    def close(self) -> None:
        """Stay open."""

    def really_close(self) -> None:
        """Let go of the file."""
        super().close()


def exchange_one(office: Careless, carrier: Carrier, copy: int) -> Exchanged:
    """One copy exchanges, by its own clock."""
    store: Store = office.stores[copy]
    store.clock.injected = (office.moment + SKEW[copy % len(SKEW)]).date()
    return exchange(store, carrier.view(copy), accept_clock=True)


def everyone_exchanges(office: Careless, carrier: Carrier) -> list[Exchanged]:
    """All copies exchange in turn, and everything is carried; give what each did."""
    copies = len(office.stores)
    carrier.carry(copies, careful=True)
    done = [exchange_one(office, carrier, copy) for copy in range(copies)]
    carrier.carry(copies, careful=True)
    return done


def differences(one: dict[str, list[tuple[Any, ...]]], other: dict[str, list[tuple[Any, ...]]]) -> str:
    """Return the tables that differ, and by how many rows."""
    return ", ".join(
        f"{name} {len(set(one[name]) ^ set(other[name]))}" for name in one if one[name] != other[name]
    )


def main() -> int:
    """Run the simulation; 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--minutes", type=float, help="end after so many, with what was tried until then")
    parser.add_argument("--seed", type=int, help="of the first run; each next one has the next number")
    parser.add_argument("--keep", action="store_true", help="keep the counts for the page of promises")
    options = parser.parse_args()
    set_language("en")
    first = SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    print(f"seed {first}", flush=True)
    counts: Counter[str] = Counter()
    tried = lost = broken = 0
    until = monotonic() + 60 * options.minutes if options.minutes else inf
    gc.freeze()
    gc.set_threshold(100_000)
    for seed in range(first, first + options.runs):
        if monotonic() > until:
            break
        with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
            os.environ["XDG_STATE_HOME"] = os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = name
            try:
                with quickly():
                    done, wrong = simulate(seed, Path(name))
            except Exception:  # whatever happens is a finding, and the next run goes on
                done, wrong = Counter(), [traceback.format_exc()]
        tried += 1
        counts += done
        lost += any("lost" in one for one in wrong)
        broken += bool(wrong)
        for sentence in wrong:
            print(f"seed {seed}: {sentence}", flush=True)
    print(f"{tried} runs, {lost} with something lost, {broken} wrong; {dict(counts)}")
    if options.keep:
        keep(Result("exchange", first, tried, lost, broken, parts=dict(counts)))
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
