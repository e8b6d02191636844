"""Random keys, texts, clicks and sizes of the window in a real pseudo-terminal, at typing speed and faster.

    python -m tests.faults.keys --minutes 60 [--seed N]
    python -m tests.faults.keys --events 500 --seed N [--episode K]

An episode is one list and one terminal, drawn from seed and number, so that ``--episode`` plays it again; timing
is the machine's.  Afterwards the app must have ended only because it was asked to, and answer; nothing may have
happened that nobody foresaw, no text may have reached the terminal as a control sequence, and the list must be
sound.  POSIX only.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter, deque
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom

from ..pseudo_terminal import KEYS, PseudoTerminal
from .results import Result, keep

ROOT = Path(__file__).parents[2]
EVENTS = 400
"""Events of an episode."""

SIZES = ((80, 24), (80, 24), (120, 40), (60, 20))
PACES = ((0.0, 5), (0.012, 5), (0.05, 2), (0.15, 1))
"""Seconds between two events, and how often: pasted, far too fast, a fast typist, people."""

ANSWER_SECONDS = 20.0
"""A busy machine may take long; an app that hangs never answers."""

AREAS = ("1", "2", "3", "4", "5", "6", "7", "8", "9", "0", "f6", "f7", "\x1b[19~", "\x1b[20~")
MOVES = ("up", "down", "left", "right", "home", "end", "pageup", "pagedown", "tab", "\x1b[Z", "space", "enter")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPRSTUVWXYZ/?.,;:<>[]+-*=()!@#%&'\"|~^`$\\{}_"
ODD = (
    *("é", "漢字", "👍🏽", "a\u0301\u0302\u0303", "\u202eabc", "\u200b", "\x00", "\x1b[", "\x1b[1;5A", "\x1bOZ"),
    *(
        "\x1b[99~",
        "\x1bx",
        "\x1b\x1b",
        "\x1b[I",
        "\x1b[O",
        "\x1b[12;3R",
        "\x1b[?2026;2$y",
        "\x1b]11;rgb:0/0/0\x07",
    ),
)
"""What no keyboard has, and what terminals answer."""

MARK = "INJECTED"
HOSTILE = f"\x1b]0;{MARK}\x07\x1b[31m{MARK}\x9b5n[red]{MARK}[/]"
SEQUENCES = [sequence.encode() for sequence in (f"\x1b]0;{MARK}", f"\x1b[31m{MARK}", f"{MARK}\x9b")]
TEXTS = (
    "Susun draf Buku 2 @galuh due:jumat priority:high +rapat",
    *(
        "due:besok",
        "status:blocked OR -tag:rapat",
        "lead:",
        "(((",
        '"tak tertutup',
        "+5wd",
        "31/02/2026",
        "@tidak-ada",
    ),
    *(
        "minggu depan",
        "999999999999999999999",
        "-1",
        "100%",
        "matriks.csv",
        "/",
        "../",
        "~",
        "keluar.xlsx",
        "x" * 400,
    ),
    *("[b]tebal[/b] [@click=app.quit]x[/]", "satu\ndua\ntiga", HOSTILE, f"Rapat {HOSTILE} selesai"),
)
QUITTING = ("q", "ctrl+q")

SCREEN_FAULTS = ("Traceback (most recent", "nobody foresaw", "tanpa terduga")


@dataclass
class Counts:
    """What was done and what was found."""

    episodes: int = 0
    events: int = 0
    quits: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    by_fault: Counter[str] = field(default_factory=Counter)

    def fault(self, kind: str, what: str) -> None:
        """Take note of something that must not be."""
        self.by_fault[kind] += 1
        self.faults.append(f"{kind.upper()}: {what}")


def events(random: Random, number: int) -> Iterator[Event]:
    """Return so many events."""
    for _event in range(number):
        dice = random.random()
        if dice < 0.30:
            yield "key", _sent(random.choice(MOVES))
        elif dice < 0.52:
            yield "key", _sent(random.choice(LETTERS))
        elif dice < 0.62:
            yield "key", _sent("escape")
        elif dice < 0.68:
            yield "key", _sent(random.choice(AREAS))
        elif dice < 0.76:
            yield "key", _sent(random.choice([name for name in KEYS if name.startswith(("ctrl+", "f"))]))
        elif dice < 0.80:
            yield "text", random.choice(TEXTS).replace("\x1b", "").replace("\n", "\r").encode()
        elif dice < 0.83:
            yield "paste", b"\x1b[200~" + random.choice(TEXTS).encode() + b"\x1b[201~"
        elif dice < 0.86:
            yield "odd", random.choice(ODD).encode()
        elif dice < 0.965:
            yield "mouse", _mouse(random)
        elif dice < 0.98:
            yield "size", (random.randrange(10, 200), random.randrange(3, 60))
        elif dice < 0.998:
            yield "size", random.choice(SIZES)
        else:
            yield "key", _sent(random.choice(QUITTING))


def _sent(key: str) -> bytes:
    return KEYS.get(key, key).encode()


def _mouse(random: Random) -> bytes:
    """Return what a terminal tells of the mouse (SGR): a click, a double one, a drag, the wheel, a move."""
    column, row = random.randrange(1, 121), random.choice((1, random.randrange(1, 41), random.randrange(1, 25)))
    press, release = f"\x1b[<0;{column};{row}M", f"\x1b[<0;{column};{row}m"
    dice = random.random()
    if dice < 0.5:
        return (press + release).encode()
    if dice < 0.65:
        return ((press + release) * 2).encode()
    if dice < 0.8:
        there = f"{random.randrange(1, 121)};{random.randrange(1, 41)}"
        return f"{press}\x1b[<32;{there}M\x1b[<0;{there}m".encode()
    if dice < 0.9:
        return f"\x1b[<{random.choice((64, 65))};{column};{row}M".encode()
    if dice < 0.95:
        return f"\x1b[<2;{column};{row}M\x1b[<2;{column};{row}m".encode()
    return f"\x1b[<35;{column};{row}M".encode()


Event = tuple[str, bytes | tuple[int, int]]
"""What kind it is, and what the terminal sends, or the new size of its window."""


class WatchedTerminal(PseudoTerminal):
    """A terminal that takes note when a text reaches it as a control sequence."""

    injected = b""
    """What came around it."""

    def _read(self) -> None:
        raw = self.is_raw()
        try:
            super()._read()
        except (TypeError, ValueError) as error:  # pyte cannot make sense of it: no program of ours sends that
            if raw and self.is_raw():
                self.injected = self.received[-200:] + repr(error).encode()
        for sequence in SEQUENCES:
            place = self.received.find(sequence)
            if place >= 0 and raw and self.is_raw():  # else the system shows what is typed
                self.injected = self.received[max(0, place - 60) : place + 60]


class Episode:
    """One list, one terminal, and what is sent to it."""

    def __init__(self, base: Path, folder: Path, seed: int, number: int, counts: Counts) -> None:
        self.random = Random(f"{seed}/{number}")
        self.where = f"seed {seed}, episode {number}"
        self.folder, self.counts = folder, counts
        shutil.copytree(base, folder)
        self.list = folder / "list.db"
        language = self.random.choice(("id", "en"))
        home = folder / "home"
        self.environment = {
            "TERM": "xterm-256color", "TASKFORCE_LANG": language, "TASKFORCE_TODAY": "2026-11-24",
            "PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(home),
            **{f"XDG_{name}_HOME": str(home) for name in ("DATA", "CONFIG", "STATE", "CACHE")},
        }  # fmt: skip
        self.last: deque[str] = deque(maxlen=40)

    def play(self, number: int) -> None:
        """Send so many events, in as many runs of the app as it takes, then look at everything."""
        todo = list(events(self.random, number))
        while todo and not self.counts.faults:
            size = self.random.choice(SIZES)
            who = self.random.choice(([], [], ["--as", "galuh"]))
            command = ["tests.faults.fenced", str(self.folder), "--db", str(self.list), *who]
            with WatchedTerminal(command, self.environment, self.folder, *size, module=True) as terminal:
                todo = self._send(terminal, todo)
        self._look_at_list()
        self.counts.episodes += 1

    def _send(self, terminal: WatchedTerminal, todo: list[Event]) -> list[Event]:
        """Return the events that are left when the app was quit."""
        while not terminal.has_ended and not terminal.is_raw():
            terminal.drain(0.05)  # until then the system would show the keys
        pace = 0.0
        for place, (kind, what) in enumerate(todo):
            if place % 20 == 0:
                pace = self.random.choices([one for one, _often in PACES], [often for _one, often in PACES])[0]
            self.last.append(f"{what!r}")
            if isinstance(what, tuple):
                terminal.resize(*what)
            else:
                terminal.send(what)
            self.counts.events += 1
            self.counts.kinds[kind] += 1
            terminal.drain(pace)
            if terminal.has_ended:
                self._ended(terminal)
                return todo[place + 1 :]
        self._look_at(terminal)
        terminal.resize(80, 24)
        terminal.signal(signal.SIGTERM)
        terminal.drain(ANSWER_SECONDS, until_ended=True)
        if not terminal.has_ended:
            self._fault("hang", terminal, "it does not end when it is told to")
        return []

    def _ended(self, terminal: WatchedTerminal) -> None:
        self._look_at_output(terminal)
        status = terminal.ended()
        if status:
            self._fault("crash", terminal, f"it ended with status {status}")
        self.counts.quits += 1

    def _look_at(self, terminal: WatchedTerminal) -> None:
        """See that it answers: a window that changes its size is painted anew."""
        for size in ((100, 30), (80, 24)):
            terminal.drain(0.2)
            before = terminal.came
            terminal.resize(*size)
            until = time.monotonic() + ANSWER_SECONDS
            while terminal.came == before and time.monotonic() < until and not terminal.has_ended:
                terminal.drain(0.1)
            if terminal.has_ended:
                self._ended(terminal)
                return
            if terminal.came == before:
                terminal.signal(signal.SIGUSR1)
                terminal.drain(1.0)
                stacks = (self.folder / "stacks.txt").read_text(encoding="utf-8")
                self._fault("hang", terminal, f"it answers no more\n{stacks}")
                return
        terminal.drain(0.3)
        self._look_at_output(terminal)

    def _look_at_output(self, terminal: WatchedTerminal) -> None:
        if terminal.injected:
            self._fault(
                "injection", terminal, f"a text reached the terminal as a control sequence: {terminal.injected!r}"
            )
        for path in sorted((self.folder / "home").rglob("failures/*.txt")):
            self._fault("crash", terminal, path.read_text(encoding="utf-8"))
            path.unlink()
        if any(words in terminal.text for words in SCREEN_FAULTS):
            self._fault("crash", terminal, "the screen says so")

    def _fault(self, kind: str, terminal: WatchedTerminal, what: str) -> None:
        self.counts.fault(kind, f"{self.where}: {what}\nlast sent: {' '.join(self.last)}\n{terminal.text}")

    def _look_at_list(self) -> None:
        """See that the list is sound, and that nothing in it is a control sequence."""
        command = [sys.executable, "-m", "taskforce", "--db", str(self.list), "doctor"]
        ran = subprocess.run(
            command, env=os.environ | self.environment, capture_output=True, text=True, check=False
        )
        if ran.returncode:
            self.counts.fault("unsound", f"{self.where}: {ran.stdout}{ran.stderr}")
        with closing(sqlite3.connect(self.list)) as connection:
            for table, column in _texts(connection):
                sql = f'SELECT "{column}" FROM "{table}" WHERE "{column}" LIKE ?'
                for (text,) in connection.execute(sql, ("%\x1b%",)).fetchmany(1):
                    self.counts.fault("injection", f"{self.where}: {table}.{column} holds {text!r}")


def _texts(connection: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    tables = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'"
    for (table,) in connection.execute(tables).fetchall():
        for column in connection.execute(f'PRAGMA table_info("{table}")').fetchall():
            if "CHAR" in column[2].upper() or "TEXT" in column[2].upper():
                yield table, column[1]


def make_base(folder: Path) -> None:
    """Make the sample's list, files to take in beside it, and names that a terminal would obey."""
    folder.mkdir()
    (folder / "home").mkdir()
    rows = (
        "No;Tindak Lanjut;PIC;Deadline;Status",
        "1;Susun SK;Galuh;05/12/2026;Berjalan",
        "2;Rapat;Farid;31/02/2026;?",
    )
    (folder / "matriks.csv").write_text("\n".join(rows), encoding="utf-8")
    (folder / f"rusak{HOSTILE.replace('/', '')}.csv").write_bytes(b"a;b\n\x00\xff\n")
    (folder / "rapat").mkdir()
    environment = os.environ | {
        "PYTHONPATH": str(ROOT),
        "TASKFORCE_TODAY": "2026-11-24",
        "HOME": str(folder.parent / "making"),
    }
    environment |= {
        f"XDG_{name}_HOME": str(folder.parent / "making") for name in ("DATA", "CONFIG", "STATE", "CACHE")
    }
    for words in (
        "demo --write list.db", "--db list.db export semua.xlsx", "--db list.db export semua.json",
        "--db list.db bundle write salinan.tfb --all",
    ):  # fmt: skip
        command = [sys.executable, "-m", "taskforce", *words.split()]
        subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=True)


def run(seed: int, number: int, minutes: float | None, only: int | None) -> Counts:
    """Play episodes until so many events were sent or so many minutes have passed, or something is wrong."""
    counts = Counts()
    until = None if minutes is None else time.monotonic() + minutes * 60
    with tempfile.TemporaryDirectory(prefix="taskforce-keys-") as place:
        base = Path(place) / "base"
        make_base(base)
        episode = only or 1
        while not counts.faults:
            folder = Path(place) / f"episode-{episode}"
            left = EVENTS if until is not None or only is not None else min(EVENTS, number - counts.events)
            Episode(base, folder, seed, episode, counts).play(left)
            shutil.rmtree(folder)
            episode += 1
            over = time.monotonic() > until if until is not None else counts.events >= number
            if over or only is not None:
                break
            if until is not None and counts.episodes % 10 == 0:
                print(f"{counts.episodes} episodes, {counts.events:,} events", flush=True)
    return counts


def main() -> int:
    """Run what is asked for; 1 where something was found."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults.keys",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--minutes", type=float, help="for so long")
    parser.add_argument("--events", type=int, default=2 * EVENTS, help="or so many")
    parser.add_argument("--seed", type=int, help="what a run begins from; printed, to run it again")
    parser.add_argument("--episode", type=int, help="play one episode of a seed")
    parser.add_argument("--keep", action="store_true", help="keep the counts for the page of promises")
    options = parser.parse_args()
    seed = SystemRandom().randrange(100_000) if options.seed is None else options.seed
    print(f"seed {seed}", flush=True)
    began = time.monotonic()
    counts = run(seed, options.events, options.minutes, options.episode)
    for fault in counts.faults:
        print(fault)
    kinds = ", ".join(f"{number:,} {kind}" for kind, number in counts.kinds.most_common())
    found = {kind: counts.by_fault[kind] for kind in ("crash", "hang", "injection", "unsound")}
    print(f"{counts.events:,} events ({kinds}) in {counts.episodes} episodes, {counts.quits} times quit")
    print(", ".join(f"{kind}: {number}" for kind, number in found.items()))
    if options.keep:
        broken = sum(found.values())
        keep(
            Result(
                "keys", seed, counts.events, broken=broken, parts=found, seconds=round(time.monotonic() - began)
            )
        )
    return 1 if counts.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
