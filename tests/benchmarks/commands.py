"""The rows of the command line: what is done every day, and what is read."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from . import floors
from .bench import LAST_WEEK, TODAY, Bench
from .peers import TAGGED, TASKWARRIOR, pending
from .processes import Command, Run
from .table import Line, timed

OURS = "ours"

EVERYDAY_TIMES, EVERYDAY_MEMORY = 5.0, 40.0
EDIT_MANY_TIMES = {1_000: 4.0, 10_000: 1.0}
LIST_JSON_TIMES = {1_000: 4.0, 10_000: 1.0, 100_000: 0.6}
READ_TIMES = {1_000: 4.0, 10_000: 0.6, 100_000: 0.1}
REPORT_TIMES = {1_000: 10.0, 10_000: 2.0, 100_000: 1.0}

WORD = "sasirangan"


def everyday(bench: Bench, row: str) -> Iterator[Line]:
    """Measure ``add``, ``edit``, ``done`` or ``note`` beside what any such program imports, at every size."""
    for size in bench.sizes:
        path = bench.copy_of(size)
        runs = {OURS: Run(_ours_of(bench, row, path))}
        runs[floors.IMPORTS] = Run(floors.imports())
        runs[floors.EMPTY] = Run(floors.empty())
        runs[floors.RAW_SQL] = Run(floors.raw_edit(str(path)))
        task = bench.tasks_of(size, changed=True)
        if task is not None:
            runs[TASKWARRIOR] = Run(_task_of(row, task, pending(task, bench.environment)))
        costs = bench.alternate(runs)
        yield timed(row, size, costs, OURS, floors.IMPORTS, EVERYDAY_TIMES, EVERYDAY_MEMORY)


def _ours_of(bench: Bench, row: str, path: Path) -> Callable[[int], Command]:
    refs = bench.open_refs(path)
    words: dict[str, Callable[[int], Sequence[str]]] = {
        "add": lambda number: ("add", f"Susun draf Buku {number} due:jumat priority:high dim:governance +rapat"),
        "edit": lambda number: ("edit", refs[number], f"due=2027-03-{number % 28 + 1}"),
        "done": lambda number: ("done", refs[number]),
        "note": lambda number: ("note", refs[number], "Menunggu paraf."),
    }
    return lambda number: bench.ours(path, *words[row](number))


def _task_of(row: str, task: list[str], uuids: list[str]) -> Callable[[int], Command]:
    words: dict[str, Callable[[int], Sequence[str]]] = {
        "add": lambda number: ("add", f"Susun draf Buku {number}", "due:friday", "priority:H", "+rapat"),
        "edit": lambda number: (uuids[number], "modify", f"due:2027-03-{number % 28 + 1:02d}"),
        "done": lambda number: (uuids[number], "done"),
        "note": lambda number: (uuids[number], "annotate", "Menunggu paraf."),
    }
    return lambda number: [*task, *words[row](number)]


def edit_many(bench: Bench, row: str) -> Iterator[Line]:
    """Measure one change of a thousand items, so that each round changes all of them."""
    for size in bench.sizes:
        if size not in EDIT_MANY_TIMES:
            continue
        path = bench.copy_of(size)
        runs = {OURS: Run(partial(_ours_on_many, bench, path))}
        task = bench.tasks_of(size, changed=True)
        if task is not None:
            runs[TASKWARRIOR] = Run(partial(_task_on_many, task))
        yield timed(row, size, bench.alternate(runs), OURS, TASKWARRIOR, EDIT_MANY_TIMES[size])


def _ours_on_many(bench: Bench, path: Path, number: int) -> Command:
    refs = [str(ref) for ref in range(1, TAGGED + 1)]
    return bench.ours(path, "edit", *refs, f"origin=Notulen {number}", "--yes")


def _task_on_many(task: list[str], number: int) -> Command:
    return [*task, "+bench", "modify", f"project:p{number}"]


def reading(bench: Bench, row: str) -> Iterator[Line]:
    """Measure a command that only reads beside Taskwarrior's, both on a terminal but for ``list-json``."""
    words: dict[str, tuple[Sequence[str], Sequence[str], Mapping[int, float]]] = {
        "list-json": (("list", "--format", "json"), ("export",), LIST_JSON_TIMES),
        "list": (("list",), ("list",), READ_TIMES),
        "show": (("show", "5"), ("5", "info"), READ_TIMES),
        "agenda": (("agenda",), ("next",), READ_TIMES),
        "search": (("list", WORD), ("list", f"/{WORD}/"), READ_TIMES),
        "report": (("report", "--week", LAST_WEEK), ("summary",), REPORT_TIMES),
    }
    floor = {
        "list-json": partial(floors.raw_json, today=TODAY),
        "list": floors.raw_page,
        "report": floors.raw_counts,
    }.get(row)
    mine, others, times = words[row]
    terminal = row != "list-json"
    for size in bench.sizes:
        path = bench.list_of(size)
        runs = {OURS: Run(bench.ours(path, *mine), terminal=terminal)}
        task = bench.tasks_of(size)
        if task is not None:
            runs[TASKWARRIOR] = Run([*task, *others], terminal=terminal)
        if floor is not None:
            runs[floors.RAW_SQL] = Run(floor(str(path)), terminal=terminal)
        yield timed(row, size, bench.alternate(runs), OURS, TASKWARRIOR, times.get(size))
