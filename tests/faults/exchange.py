"""Five people who exchange through folders that a careless carrier keeps alike, replayable from a seed.

    python -m tests.faults.exchange [--runs 100] [--seed N] [--keep]

Each run: random work of every kind on every record type, deleting, undoing, deciding; clocks that are hours and
years off; files copied by hand, lists set back; and a carrier that truncates, delays, doubles, renames and drops
files, and takes some away.  Then it carries everything, everyone exchanges a few times, and all must be equal,
with every change that was ever acknowledged.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random, SystemRandom
from typing import Any

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).parent.parent), str(Path(__file__).parent.parent / "store")]

from careless import Careless
from copying import OTHER_KINDS, SKEW, change_ids, contents, unsound
from faults.results import Result, keep

from taskforce.services.exchanging import exchange
from taskforce.store.store import Store

BRANCHES = "SELECT DISTINCT copy_id FROM change WHERE substr(copy_id, 15, 1) = '8'"
STEPS = 40
ROUNDS = 8
"""So many times everyone exchanges at the end, at most, until all are equal."""


class Carrier:
    """Keeps the folders of all copies alike, in its own time and not quite."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self.folder, self.chance = folder, chance
        self.carried: dict[tuple[str, int], str] = {}
        self.faults: Counter[str] = Counter()

    def view(self, copy: int) -> Path:
        """Return the folder as one copy sees it."""
        view = self.folder / f"view{copy}"
        view.mkdir(exist_ok=True)
        return view

    def carry(self, copies: int, *, careful: bool = False) -> None:
        """Bring what is new in one folder to the others, with or without faults."""
        for giver in range(copies):
            for file in sorted(self.view(giver).glob("*/*")):
                for taker in range(copies):
                    if taker != giver:
                        self._bring(file, taker, careful=careful)

    def _bring(self, file: Path, taker: int, *, careful: bool) -> None:
        fault = "none" if careful else self.chance.choices(FAULTS, WEIGHTS)[0]
        place = self.view(taker) / file.parent.name
        target = place / file.name
        if fault == "late" or not file.exists():
            return
        content = file.read_bytes()
        if target.exists() and target.stat().st_size >= len(content):
            return
        if fault in ("doubled", "renamed", "capitals", "temporary") and not file.stem[-32:].islower():
            fault = "none"  # what was renamed once is carried as it is
        self.faults[fault] += 1
        place.mkdir(exist_ok=True)
        stem, ending = file.stem, file.suffix
        if fault == "truncated":
            content = content[: self.chance.randrange(len(content) + 1)]
        elif fault == "doubled":
            (place / f"{stem} (conflicted copy {len(self.carried)}){ending}").write_bytes(content)
        elif fault == "renamed":
            target = place / f"{stem}.sync-conflict-20261130-120000-ABCDEF{ending}"
        elif fault == "capitals":
            target = place / file.name.upper()
        elif fault == "temporary":
            target = place / f".syncthing.{file.name}.tmp"
        elif fault == "vanished":
            file.unlink(missing_ok=True)
            return
        target.write_bytes(content)


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
            ("decide", chance.randrange(3)),
        ]
    )


def simulate(seed: int, folder: Path) -> tuple[Counter[str], list[str]]:
    """Play one run; return what was done, how often, and what was wrong."""
    chance = Random(seed)
    office = Careless.opened(folder, 4, undo_merges=False)
    carrier = Carrier(folder, chance)
    done: Counter[str] = Counter()
    wrong: list[str] = []
    for _step in range(STEPS):
        copy = chance.randrange(len(office.stores))
        kind = chance.choices(("work", "exchange", "carry", "copy", "keep", "set back"), (50, 25, 15, 2, 4, 4))[0]
        done[kind] += 1
        if kind == "work":
            office.play(("work", copy, action(chance)))
        elif kind == "exchange":
            exchange_one(office, carrier, copy)
        elif kind == "carry":
            carrier.carry(len(office.stores))
        else:
            office.play((kind, copy))
    for _round in range(ROUNDS):
        carrier.carry(len(office.stores), careful=True)
        for copy in range(len(office.stores)):
            exchange_one(office, carrier, copy)
        carrier.carry(len(office.stores), careful=True)
        if len({repr(contents(store)) for store in office.stores}) == 1:
            break
    first = contents(office.stores[0])
    done["branches"] += len({change[0] for change in office.stores[0].reader.rows(BRANCHES)})
    for number, store in enumerate(office.stores):
        if contents(store) != first:
            wrong.append(f"copy {number} differs from the first: {differences(first, contents(store))}")
        if lost := office.written - change_ids(store):
            wrong.append(f"copy {number} lost {len(lost)} changes")
        wrong += [f"copy {number}: {sentence}" for sentence in unsound(store)]
    office.close()
    return done + carrier.faults, wrong


def exchange_one(office: Careless, carrier: Carrier, copy: int) -> None:
    """One copy exchanges, by its own clock."""
    store: Store = office.stores[copy]
    store.clock.injected = (office.moment + SKEW[copy % len(SKEW)]).date()
    exchange(store, carrier.view(copy), accept_clock=True)


def differences(one: dict[str, list[tuple[Any, ...]]], other: dict[str, list[tuple[Any, ...]]]) -> str:
    """Return the tables that differ, and by how many rows."""
    return ", ".join(
        f"{name} {len(set(one[name]) ^ set(other[name]))}" for name in one if one[name] != other[name]
    )


def main() -> int:
    """Run the simulation; 1 where anything was wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=100)
    parser.add_argument("--seed", type=int, help="of the first run; each next one has the next number")
    parser.add_argument("--keep", action="store_true", help="keep the counts for the page of promises")
    options = parser.parse_args()
    first = SystemRandom().randrange(1_000_000) if options.seed is None else options.seed
    print(f"seed {first}", flush=True)
    counts: Counter[str] = Counter()
    lost = broken = 0
    for seed in range(first, first + options.runs):
        with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as name:
            os.environ["XDG_STATE_HOME"] = os.environ["XDG_CONFIG_HOME"] = os.environ["XDG_DATA_HOME"] = name
            done, wrong = simulate(seed, Path(name))
        counts += done
        lost += any("lost" in one for one in wrong)
        broken += bool(wrong)
        for sentence in wrong:
            print(f"seed {seed}: {sentence}", flush=True)
    print(f"{options.runs} runs, {lost} with something lost, {broken} wrong; {dict(counts)}")
    if options.keep:
        keep(Result("exchange", first, options.runs, lost, broken, parts=dict(counts)))
    return int(broken > 0)


if __name__ == "__main__":
    sys.exit(main())
