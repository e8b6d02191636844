"""The rows of the app, in a real terminal beside apps of Textual's own, dooit and kanban-tui."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence

from . import floors
from .bench import Bench
from .figures import Cost, median_cost
from .peers import DOOIT, DOOIT_TODOS, KANBAN
from .processes import Command
from .table import Line, timed
from .terminal import AREA_QUIET, NeverCame, Terminal

START_TIMES = {1_000: 0.9, 10_000: 1.0, 100_000: 1.2}
START_MEMORY = {1_000: 15.0, 10_000: 20.0, 100_000: 30.0}
AREAS_MEMORY = {1_000: 60.0, 10_000: 80.0, 100_000: 120.0}
SEALED_START = 1.1
SEALED, OPEN = "ours, sealed", "the same list, open"
KEY_MEDIAN, KEY_WORST, FILTER_LETTER = 0.016, 0.050, 0.050
LARGEST = 100_000

FIRST_ROW = "\n›"
"""The mark of the cursor at the beginning of a line; the bar at the top has one, too."""

_READY: Mapping[str, str] = {DOOIT: "Kerja", KANBAN: "Ready"}
_TO_ROWS: Mapping[str, Sequence[bytes]] = {DOOIT: (b"j", b"\t")}
"""The keys that lead a peer to its rows."""

FRAME, WHOLE = "first frame", "all painted"
DOWN, PAGE = b"\x1b[B", b"\x1b[6~"
KEYS = 20
MEMORY_RUNS = 3
"""At most so many runs for memory, which differs by a megabyte or two from run to run."""

AREAS = {
    "Action items": b"2", "Board": b"3", "Timeline": b"4", "Calendar": b"5", "Deadlines": b"6", "Members": b"7",
    "Agencies": b"8", "Meetings": b"9", "Masterplan": b"0", "Reports": b"\x1b[17~", "History": b"\x1b[18~",
    "Copies": b"\x1b[19~", "Settings": b"\x1b[20~", "Overview": b"1",
}  # fmt: skip
FILTER = b"draf"


def _ours(bench: Bench, size: int) -> Command:
    return bench.ours(bench.list_of(size))


def _name(size: int) -> str:
    return f"ours, {size:,}"


def _open(bench: Bench, command: Command, ready: str) -> tuple[Terminal, float]:
    """Return a program that shows a text, and the seconds that took."""
    terminal = Terminal(command, bench.environment, bench.work)
    try:
        return terminal, terminal.wait_for(ready)
    except NeverCame:
        terminal.close()
        raise


def _programs(bench: Bench) -> dict[str, tuple[Command, str]]:
    """Return all that start, and the text that shows that they have."""
    programs = {_name(size): (_ours(bench, size), FIRST_ROW) for size in bench.sizes}
    programs[floors.TABLE_APP] = (floors.table_app(), "READY")
    programs[floors.LINE_APP] = (floors.line_app(), "READY")
    if bench.peers.dooit:
        programs[DOOIT] = (bench.peers.dooit_on(bench.work / "dooit.db"), _READY[DOOIT])
    if bench.peers.kanban:
        programs[KANBAN] = (bench.peers.kanban_demo(), _READY[KANBAN])
    return programs


def starting(bench: Bench, row: str) -> Iterator[Line]:
    """Measure starts by turns, after one of each that is not counted."""
    programs = _programs(bench)
    costs: dict[str, list[Cost]] = {name: [] for name in programs}
    for number in range(bench.runs + 1):
        for name, (command, ready) in tuple(programs.items()):
            try:
                terminal, seconds = _open(bench, command, ready)
            except NeverCame as error:
                print(f"{name}: {error}", file=sys.stderr)
                del programs[name]
                continue
            cpu = terminal.cpu()
            terminal.settle()
            if number:
                costs[name].append(Cost(seconds, cpu, terminal.memory()))
            terminal.close()
    middle = {name: median_cost(taken) for name, taken in costs.items() if taken}
    ours = {_name(size) for size in bench.sizes}
    for size in bench.sizes:
        shown = {name: cost for name, cost in middle.items() if name == _name(size) or name not in ours}
        yield timed(row, size, shown, _name(size), floors.TABLE_APP, START_TIMES.get(size))


def unlocked(bench: Bench, row: str) -> Iterator[Line]:
    """Measure starts on sealed lists whose key is known already, by turns with those on the same lists open."""
    for size in bench.sizes:
        path = bench.sealed_of(size)
        programs = {SEALED: bench.unlocked(path), OPEN: _ours(bench, size)}
        costs: dict[str, list[Cost]] = {name: [] for name in programs}
        for number in range(bench.runs + 1):
            for name, command in programs.items():
                terminal, seconds = _open(bench, command, FIRST_ROW)
                cpu = terminal.cpu()
                terminal.settle()
                if number:
                    costs[name].append(Cost(seconds, cpu, terminal.memory()))
                terminal.close()
        middle = {name: median_cost(taken) for name, taken in costs.items()}
        yield timed(row, size, middle, SEALED, OPEN, SEALED_START)


def remembering(bench: Bench, row: str) -> Iterator[Line]:
    """Measure resident memory after the start and after every area was opened, beyond that of a bare app."""
    taken: dict[str, list[float]] = {}
    for _number in range(min(bench.runs, MEMORY_RUNS)):
        terminal, _seconds = _open(bench, floors.line_app(), "READY")
        terminal.settle()
        bare = terminal.memory()
        taken.setdefault(floors.LINE_APP, []).append(bare)
        terminal.close()
        for size in bench.sizes:
            terminal, _seconds = _open(bench, _ours(bench, size), FIRST_ROW)
            terminal.settle()
            taken.setdefault(f"start {size}", []).append(terminal.memory() - bare)
            for key in AREAS.values():
                terminal.press(key, AREA_QUIET)
            taken.setdefault(f"areas {size}", []).append(terminal.memory() - bare)
            terminal.close()
    middle = {name: statistics.median(values) for name, values in taken.items()}
    bare = middle[floors.LINE_APP]
    for size in bench.sizes:
        for name, what, most in (
            ("start", "more than a bare Textual app, after the start", START_MEMORY),
            ("areas", "more than a bare Textual app, after every area", AREAS_MEMORY),
        ):
            value = middle[f"{name} {size}"]
            yield Line(
                row, what, size, value, "MB", memory=value + bare, most=most.get(size),
                also=((floors.LINE_APP, bare),),
            )  # fmt: skip


def pressing(bench: Bench, row: str) -> Iterator[Line]:
    """Measure a row and a page down: the first frame, with the cursor in its new place, and the whole, with what
    follows a frame later, such as the line at the bottom that tells of the row."""
    programs = {_name(size): (_ours(bench, size), FIRST_ROW) for size in bench.sizes}
    programs[floors.TABLE_APP] = (floors.table_app(), "READY")
    if bench.peers.dooit:
        programs[DOOIT] = (bench.peers.dooit_on(bench.work / "dooit.db"), _READY[DOOIT])
    times: dict[str, dict[str, list[float]]] = {}
    for _number in range(bench.runs):
        for name, (command, ready) in programs.items():
            for what, seconds in _keys(bench, name, command, ready):
                times.setdefault(what, {}).setdefault(name, []).append(seconds)
    for what, by_name in times.items():
        for size in bench.sizes:
            yield from _key_lines(row, what, size, by_name)


def _keys(bench: Bench, name: str, command: Command, ready: str) -> Iterator[tuple[str, float]]:
    terminal, _seconds = _open(bench, command, ready)
    terminal.settle()
    for key in _TO_ROWS.get(name, (AREAS["Action items"],) if ready == FIRST_ROW else ()):
        terminal.press(key, AREA_QUIET)
    for what, key in (("a row down", DOWN), ("a page down", PAGE)):
        for _number in range(KEYS if name != DOOIT else KEYS // 4):  # one of its keys takes a second
            answer = terminal.press(key, most=2.0)
            if answer is not None:
                yield f"{what}, {FRAME}", answer.first
                yield f"{what}, {WHOLE}", answer.painted
    terminal.close()


def _key_lines(row: str, what: str, size: int, times: Mapping[str, Sequence[float]]) -> Iterator[Line]:
    figures = (
        ("median", statistics.median, KEY_MEDIAN if what.endswith(FRAME) else None),
        ("worst", max, KEY_WORST),
    )
    for how, figure, most in figures:
        ours, table, dooit = (times.get(name) for name in (_name(size), floors.TABLE_APP, DOOIT))
        yield Line(
            row,
            f"{what}, {how}",
            size,
            figure(ours) if ours else None,
            beside=floors.TABLE_APP,
            theirs=figure(table) if table else None,
            most=most if size == LARGEST else None,
            also=((f"{DOOIT}, {DOOIT_TODOS:,} todos", figure(dooit)),) if dooit else (),
        )


def filtering(bench: Bench, row: str) -> Iterator[Line]:
    """Measure letters typed into the filter, until the list they leave is painted."""
    for size in bench.sizes:
        times = []
        for _number in range(bench.runs):
            terminal, _seconds = _open(bench, _ours(bench, size), FIRST_ROW)
            terminal.settle()
            terminal.press(AREAS["Action items"], AREA_QUIET)
            terminal.press(b"/", AREA_QUIET)
            answers = [terminal.press(bytes([letter])) for letter in FILTER]
            times += [answer.painted for answer in answers if answer is not None]
            terminal.close()
        most = FILTER_LETTER if size == LARGEST else None
        yield Line(row, "a letter, median", size, statistics.median(times), most=most)
        yield Line(row, "a letter, worst", size, max(times))
