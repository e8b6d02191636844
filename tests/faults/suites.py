"""The suites: kills, failing calls and power cuts, each attempt drawn from the seed."""

from __future__ import annotations

import errno
import re
import shutil
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from random import Random

from .judging import Findings, Judge
from .power import Disk, Event, put, read_trace
from .results import Result
from .scenes import MEMORY, READING, Bases, Scene, environment, names
from .shim import (
    CHANGES,
    COUNT,
    CREATES,
    FAIL,
    KILL,
    KILLED,
    LOCKS,
    NAMES,
    NO_FAULT,
    OPENS,
    READS,
    SYNCS,
    WRITES,
    Ended,
    Fault,
    run_under,
)
from .together import together

GROWS = WRITES | CREATES
FAILURES = (
    (CHANGES, errno.EIO, False, False),
    (CHANGES, errno.EIO, False, True),
    (SYNCS, errno.EIO, False, False),
    (GROWS | SYNCS, errno.ENOSPC, False, False),
    (GROWS, errno.ENOSPC, True, True),
    (GROWS | SYNCS, errno.ENOSPC, False, True),
    (CHANGES | OPENS, errno.EROFS, False, True),
    (WRITES, errno.EIO, True, False),
    (NAMES, errno.EACCES, False, False),
    (READS, errno.EIO, False, False),
    (LOCKS, errno.ENOLCK, False, False),
)
"""Kinds of calls, how they fail, whether half of a write is done before, and whether they go on failing."""

_CUTS = 8
"""Power cuts that are tried of one run of a command."""

_PASSED_OVER = re.compile(rf"list\.db-(wal|shm)|{MEMORY}")
"""What reading puts beside a list, and into the program's memory; that a log is empty is held by the next writer,
which removes it."""

Say = Callable[[str], None]


class Suites:
    """Runs suites in a folder of its own, and counts."""

    def __init__(self, folder: Path, scenes: tuple[Scene, ...], say: Say) -> None:
        self.folder, self.say = folder, say
        self._judges: dict[str, Judge] = {}
        self._bases = Bases(folder)
        self.scenes = scenes
        self.until = float("inf")
        self._traces: dict[str, tuple[list[Event], Ended]] = {}
        self._counted: dict[tuple[str, int], int] = {}

    def judge(self, scene: Scene) -> Judge:
        """Return who judges a scene; the first time it is played without a fault."""
        if scene.name not in self._judges:
            self._judges[scene.name] = Judge(self._bases, scene)
        return self._judges[scene.name]

    def calls(self, scene: Scene, kinds: int) -> int:
        """Return how many calls of these kinds a scene makes."""
        key = scene.name, kinds
        if key not in self._counted:
            judge = self.judge(scene)
            self._counted[key] = judge.run(judge.start(), Fault(COUNT, kinds)).calls
        return self._counted[key]

    def kills(self, seed: int, tries: int) -> Result:
        """Kill commands at a call that changes the disk, before it or in the middle of a write."""

        def fault(scene: Scene, random: Random) -> Fault:
            return Fault(KILL, CHANGES, random.randint(1, self.calls(scene, CHANGES)), torn=random.random() < 0.3)

        return self._attempts("kills", seed, tries, fault)

    def failures(self, seed: int, tries: int) -> Result:
        """Let calls fail, one or all from one on."""

        def fault(scene: Scene, random: Random) -> Fault:
            while True:
                kinds, error, torn, lasting = random.choice(FAILURES)
                count = self.calls(scene, kinds)
                if count:
                    return Fault(FAIL, kinds, random.randint(1, count), error, torn, lasting)

        return self._attempts("calls", seed, tries, fault)

    def each(self, seed: int, kind: int) -> Result:
        """Let every call of a kind fail once, one after the other."""
        began, counts, parts = time.monotonic(), Counter[str](), Counter[str]()
        for scene in self.scenes:
            for nth in range(1, self.calls(scene, kind) + 1):
                fault = Fault(FAIL, kind, nth, errno.EIO)
                ended = self.judge(scene).run(self.judge(scene).start(), fault)
                found = self.judge(scene).judge(self._bases.place, ended)
                self._count("calls", seed, f"{scene.name}, {fault}", found, counts)
                parts[scene.words.split()[0]] += 1
        return _result("calls", seed, counts, parts, began)

    def reads(self) -> list[str]:
        """Run what only reads, and return the command lines that wrote more than a memory."""
        place, wrote = self._bases.start(Scene("")), []
        before = {name: (place / name).read_bytes() for name in names(place)}
        for words in READING:
            ended = run_under(NO_FAULT, place, words.split(), environment(place))
            after = {name: (place / name).read_bytes() for name in names(place)}
            new = {name for name in after if after[name] != before.get(name) and not _PASSED_OVER.fullmatch(name)}
            if ended.status not in (0, 3) or new or before.keys() - after.keys():
                wrote.append(f"{words}: {ended.status} {ended.err} {sorted(new)}")
        return wrote

    def together(self, seed: int, commands: int) -> Result:
        """Run commands in several processes at once."""
        return together(self._bases, seed, commands, self.say)

    def _in_turn(self, seed: int, tries: int) -> Iterator[tuple[Scene, Random]]:
        """Return so many scenes, each as often as the others, with what decides about it: the seed and its name.

        What is tried of a scene does not depend on which others there are.
        """
        ordered = sorted(self.scenes, key=lambda scene: Random(f"{seed} {scene.name}").random())
        for number in range(tries):
            if time.monotonic() > self.until:
                return
            turn, place = divmod(number, len(ordered))
            yield ordered[place], Random(f"{seed} {turn} {ordered[place].name}")

    def _attempts(self, suite: str, seed: int, tries: int, fault_of: Callable[[Scene, Random], Fault]) -> Result:
        began, counts, parts = time.monotonic(), Counter[str](), Counter[str]()
        for scene, random in self._in_turn(seed, tries):
            judge, fault = self.judge(scene), fault_of(scene, random)
            place = judge.start()
            ended = judge.run(place, fault)
            self._count(suite, seed, f"{scene.name}, {fault}", judge.judge(place, ended), counts)
            parts[scene.words.split()[0]] += 1
        return _result(suite, seed, counts, parts, began)

    def _count(self, suite: str, seed: int, what: str, found: Findings, counts: Counter[str]) -> None:
        counts["tried"] += 1
        counts["acknowledged"] += found.acknowledged
        counts["lost"] += bool(found.lost)
        counts["broken"] += bool(found.broken)
        for kind, sentences in (("LOST", found.lost), ("BROKEN", found.broken)):
            for sentence in sentences:
                self.say(f"{kind} in {suite}, seed {seed}: {what}: {sentence}")

    def cuts(self, seed: int, tries: int) -> Result:
        """Cut the power while commands run and after them, and look at what may then be on the disk."""
        began, counts, parts = time.monotonic(), Counter[str](), Counter[str]()
        for scene, random in self._in_turn(seed, -(-tries // _CUTS)):
            for _state in range(min(_CUTS, tries - counts["tried"])):
                self._cut(scene, seed, random, counts)
                parts[scene.words.split()[0]] += 1
        return _result("cuts", seed, counts, parts, began)

    def _cut(self, scene: Scene, seed: int, random: Random, counts: Counter[str]) -> None:
        judge = self.judge(scene)
        if scene.name not in self._traces:
            place, trace = judge.start(), self.folder / "trace"
            trace.unlink(missing_ok=True)
            ended = judge.run(place, NO_FAULT, trace=trace)
            assert ended.status == scene.status, ended
            self._traces.clear()
            self._traces[scene.name] = (read_trace(trace), ended)
        events, ended = self._traces[scene.name]
        place = judge.start()
        disk = Disk(place)
        cut = len(events) if random.random() < 0.3 else random.randint(0, len(events))
        for event in events[:cut]:
            disk.play(event)
        found = disk.after_power_cut(random)
        shutil.rmtree(place)
        place.mkdir()
        put(found, place, place)
        done = Ended(ended.status if cut == len(events) else KILLED, "", "", 0)
        what = f"{scene.name}, power cut after {cut} of {len(events)} calls"
        self._count("cuts", seed, what, judge.judge(place, done), counts)


def _result(suite: str, seed: int, counts: Mapping[str, int], parts: Mapping[str, int], began: float) -> Result:
    return Result(
        suite,
        seed,
        tried=counts["tried"],
        acknowledged=counts["acknowledged"],
        lost=counts["lost"],
        broken=counts["broken"],
        parts=dict(sorted(parts.items())),
        seconds=round(time.monotonic() - began, 1),
    )
