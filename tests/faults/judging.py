"""Whether a list and the files around it are as was promised, whatever happened to the command that wrote them."""

from __future__ import annotations

import json
import re
import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from taskforce.model.errors import TaskforceError

from .scenes import ALWAYS, LIST, MEMORY, Bases, Scene, environment, integrity, names, opened
from .shim import KILLED, NO_FAULT, Ended, Fault, run_under

_VARYING = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"  # ids
    r"|\d{4}-\d\d-\d\d[T ]\d\d[:.]\d\d(?:[:.]\d\d)?(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)?"  # moments
    r"|\b\d{17,}\b"  # clocks
    r"|\b[0-9a-f]{40,}\b"  # sums of what holds such
)
_UNTRUE = re.compile(r"nothing was (saved|changed|written)|is left as it was|not there", re.IGNORECASE)
_PROCESS = re.compile(r"\.taskforce-\w+-(\d+)-")
_LEFT = re.compile(r"\.taskforce-|\.(?:part|sealing)$|-(?:wal|shm|journal)$")
NOWHERE = "no list"


def state(path: Path) -> str:
    """Return a sum of everything that a list says, without ids and moments; ``no list`` where there is none."""
    if not path.exists():
        return NOWHERE
    lines: list[str] = []
    try:
        with closing(opened(path)) as connection:
            tables = [
                row[0]
                for row in connection.execute(
                    "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' "
                    "AND name NOT LIKE 'sqlite%' ORDER BY name"
                )
            ]
            virtual = [
                row[0]
                for row in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE VIRTUAL%'")
            ]
            for table in tables:
                if not any(table.startswith(f"{one}_") for one in virtual):
                    rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
                    said = (_VARYING.sub("~", repr(row)).replace(str(path.parent), "") for row in rows)
                    lines += [table, *sorted(said)]
    except (sqlite3.Error, TaskforceError) as error:
        return f"unreadable: {error}"
    return sha256("\n".join(lines).encode()).hexdigest()


@dataclass
class Findings:
    """What was found wrong: what was acknowledged and is lost, and what is broken otherwise."""

    acknowledged: bool = False
    lost: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


class Judge:
    """Knows of a scene how the list is before and after."""

    def __init__(self, bases: Bases, scene: Scene) -> None:
        self.scene, self.bases = scene, bases
        place = self.start()
        self.path = self._list(place)
        self.before = state(place / self.path)
        self.inputs = {
            name: (place / name).read_bytes() for name in names(place) if not name.startswith(self.path)
        }
        stages = [self.before]
        if scene.between:
            self.run(place, NO_FAULT, scene.between)
            stages.append(state(place / self.path))
            self.start()
        self.readings = {self._shown(place)}
        ended = self.run(place, NO_FAULT)
        self.readings.add(self._shown(place))
        assert ended.status == scene.status, (scene.name, ended)
        self.after = state(place / self.path)
        self.stages = (*stages, self.after)
        self.made = self._new(place)
        beside = {f"{self.path}-shm", f"{self.path}-wal"}  # of a list that was read; the next writer removes them
        unknown = {name for name in names(place) - beside if self._is_strange(name)}
        assert not unknown, (scene.name, unknown)

    def _list(self, place: Path) -> str:
        made = [name for name in self.scene.makes if name.endswith(".db") and "\\" not in name]
        return LIST if (place / LIST).exists() or not made else made[0]

    def start(self) -> Path:
        """Put the folder that the scene begins in to its place."""
        return self.bases.start(self.scene)

    def run(self, place: Path, fault: Fault, words: str = "", trace: Path | None = None) -> Ended:
        """Run the scene's command, or another one on the same list."""
        before = _as_in_a_shared_folder if self.scene.journal else _held_open if self.scene.held else None
        said = (words or self.scene.words).split()
        unguarded = fault is not NO_FAULT or trace is not None
        return run_under(fault, place, said, environment(place), trace, before, guarded=not unguarded)

    def _is_strange(self, name: str) -> bool:
        known = (*ALWAYS, *self.scene.makes)
        if name == self.path or name in self.inputs or any(re.fullmatch(one, name) for one in known):
            return False
        by = _PROCESS.search(name)  # another process may have got the number of one that was killed
        return by is None or not Path("/proc", by[1]).exists()

    def judge(self, place: Path, ended: Ended) -> Findings:
        """Return what is wrong in ``place`` after the command ended so."""
        found = Findings(acknowledged=ended.status == self.scene.status)
        self._judge_words(ended, found)
        self._judge_reading(place, found)
        now = state(place / self.path)
        allowed = self.stages
        if found.acknowledged and now != allowed[-1]:
            found.lost.append(f"ended with {ended.status}, and the list is {self._stage(now, allowed)}")
        elif now not in allowed:
            found.broken.append(f"the list is {self._stage(now, allowed)}: neither as before nor as after")
        if _UNTRUE.search(ended.err) and self.before != self.after and now == self.after:
            found.broken.append(f"said “{ended.err.strip()}”, and it was saved")
        self._judge_files(place, found)
        if now != NOWHERE and not (now == self.before and self.scene.base == "unsound"):
            doctor = self.run(place, NO_FAULT, f"--db {self.path} doctor")
            if (
                "does not open" in doctor.err
            ):  # it has completed what was begun, and the other passphrase holds now
                state(place / self.path)
                doctor = self.run(place, NO_FAULT, f"--db {self.path} doctor")
            if doctor.status != 0:
                found.broken.append(f"doctor ({doctor.status}): {doctor.out[-300:]}{doctor.err[-300:]}")
        self._go_on(place, found)
        return found

    def _new(self, place: Path) -> set[str]:
        """Return what was written besides the list and backups of the day; but for hours and hashes."""
        made = {name for name in names(place) - self.inputs.keys() if not name.startswith(self.path)}
        return {
            re.sub(r"-(\d{6}|[0-9a-f]{32})\b", "", name)
            for name in made
            if not re.search(rf"{MEMORY}|-daily\.", name)
        }

    def _stage(self, now: str, allowed: tuple[str, ...]) -> str:
        return f"as in stage {allowed.index(now)}" if now in allowed else now if " " in now else "something else"

    def _judge_words(self, ended: Ended, found: Findings) -> None:
        if ended.status == KILLED:
            return
        if "Traceback" in ended.err or ended.status not in (0, 1, 3):
            found.broken.append(f"ended with {ended.status}: {ended.err[-900:]}")
        elif ended.status == 1 and not re.search(r"^(taskforce: |Nothing|Do not go on)", ended.err, re.M):
            found.broken.append(f"refused without a sentence: {ended.err!r}")

    def _judge_reading(self, place: Path, found: Findings) -> None:
        """Look at the list before anybody writes to it: what was left half done is never shown."""
        if (
            not (place / self.path).exists()
            or self.scene.base in ("older", "sealed")
            or "crypt" in self.scene.words
        ):
            return
        shown = self._shown(place)
        if shown not in self.readings:
            found.broken.append(f"who reads sees what is neither as before nor as after: {shown[-500:]}")

    def _shown(self, place: Path) -> str:
        read = self.run(place, NO_FAULT, f"--db {self.path} list --format json")
        return f"{read.status} {_VARYING.sub('~', read.out)} {read.err}"

    def _judge_files(self, place: Path, found: Findings) -> None:
        there = names(place)
        for name, content in self.inputs.items():
            makes = any(re.fullmatch(one, name) for one in self.scene.makes)
            if not makes and (name not in there or (place / name).read_bytes() != content):
                found.broken.append(f"{name} was there before, and is changed or gone")
        for name in there - self.inputs.keys() - {self.path}:
            if not _LEFT.search(name):
                wrong = half(place / name)
                if wrong:
                    found.broken.append(f"{name} is half a file: {wrong}")
        if found.acknowledged:
            missing = self.made - self._new(place)
            if missing:
                found.lost.append(f"acknowledged, and not there: {missing}")

    def _go_on(self, place: Path, found: Findings) -> None:
        """Let the person go on: the same command again, something else, and all that was left behind is gone."""
        said = (self.scene.again or self.scene.words).split()
        again = run_under(NO_FAULT, place, said, environment(place), guarded=False)
        if again.status not in (0, 1, 2, 3) or "Traceback" in again.err:
            found.broken.append(f"the next run ended with {again.status}: {again.err[-900:]}")
        if (place / self.path).exists():
            state(place / self.path)  # the key of one that was sealed again is known from now on
            noted = run_under(NO_FAULT, place, f"--db {self.path} add Lagi".split(), environment(place))
            if noted.status != 0:
                found.broken.append(f"the next write ended with {noted.status}: {noted.err[-900:]}")
        left = {name for name in names(place) if self._is_strange(name)}
        if left:
            found.broken.append(f"left behind after the next run: {sorted(left)}")


def half(path: Path) -> str:
    """Return what is wrong with a file that was written; empty where it is whole."""
    content = path.read_bytes()
    try:
        if path.suffix == ".db":
            verdict = integrity(path)
            return "" if verdict == "ok" else verdict
        if path.suffix == ".json":
            json.loads(content)
        elif path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(path) as archive:
                return str(archive.testzip() or "")
        elif (
            (path.suffix == ".pdf" and not content.rstrip().endswith(b"%%EOF"))
            or (path.suffix == ".html" and b"</html>" not in content)
            or (path.suffix == ".ics" and b"END:VCALENDAR" not in content)
        ):
            return "no end"
    except (ValueError, zipfile.BadZipFile) as error:
        return str(error)
    return "" if content else "empty"


def _as_in_a_shared_folder() -> None:
    from taskforce.store.database import sqlite

    sqlite.shared_folder = lambda _path: "network"  # type: ignore[assignment]


def _held_open() -> None:
    from taskforce.store.store import Store

    Store.close = lambda store: store.reader.close()  # type: ignore[method-assign]
