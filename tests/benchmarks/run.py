"""The benchmarks of the command line, as a table with medians, limits and ratios to Taskwarrior.

    python -m tests.benchmarks.run [--sizes 1000,10000,100000] [--runs 5] [--folder FOLDER]

Lists come from :mod:`.generate` and stay in ``--folder`` for the next run when one is named.  Taskwarrior gets
equal tasks by ``task import`` in a folder of its own; where ``task`` is not installed, the table says so.
Modules are byte-compiled first, and every figure is the median of separate processes.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from random import Random

import taskforce

from .generate import DEFAULT_TODAY, generate
from .words import ACTIVITIES, FIRST_NAMES, OBJECTS, PLACES, VERBS

LIST_LIMITS = {1_000: 2.0, 10_000: 0.5, 100_000: 0.2}
"""How much slower than ``task export`` the list may be, as a ratio."""

REPORT_LIMITS = {1_000: 0.3, 10_000: 0.4, 100_000: 1.0}
"""Seconds for the report on the terminal."""

IMPORT_ROWS, IMPORT_LIMIT = 10_000, 3.0

MATRIX_HEADER = (
    "No", "Nomor Rapat", "Judul Rapat", "Tanggal Rapat", "Tindak Lanjut", "Deskripsi", "PIC Biro", "PIC",
    "Deadline", "Prioritas", "Status", "Selesai Pada",
)  # fmt: skip

_TASK_STATUS = {"done": "completed", "cancelled": "deleted"}
_TASK_PRIORITY = {"low": "L", "medium": "M", "high": "H", "urgent": "H"}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the table; seconds, ``None`` where there is nothing to say."""

    what: str
    size: int
    ours: float | None
    peer: float | None
    limit: float | None

    def cells(self) -> tuple[str, ...]:
        """The line as text."""
        ratio = self.ours / self.peer if self.ours is not None and self.peer else None
        verdict = ""
        if self.ours is None:
            verdict = "not measured"
        elif self.limit is not None:
            verdict = "ok" if self.ours <= self.limit else "SLOWER"
        return (
            self.what,
            f"{self.size:,}",
            _seconds(self.ours),
            _seconds(self.peer),
            "-" if ratio is None else f"{ratio:.2f}x",
            _seconds(self.limit),
            verdict,
        )


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3f} s"


class Bench:
    """Runs commands in an environment of their own, on lists in one folder."""

    def __init__(self, folder: Path, runs: int) -> None:
        self.folder, self.runs = folder, runs
        home = folder / "home"
        home.mkdir(parents=True, exist_ok=True)
        names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "APPDATA")
        self.environment = {**os.environ, **dict.fromkeys(names, str(home))}
        self.environment |= {"TASKFORCE_TODAY": DEFAULT_TODAY.isoformat(), "TASKFORCE_LANG": "id"}
        self.task = shutil.which("task")

    def list_of(self, size: int) -> Path:
        """A generated list of this size, made when it is not there."""
        path = self.folder / f"list-{size}.db"
        if not path.exists():
            _tell(f"making a list of {size:,} items …")
            unfinished = path.with_suffix(".part")
            unfinished.unlink(missing_ok=True)
            generate(unfinished, items=size)
            unfinished.rename(path)
        return path

    def median(self, command: Sequence[str], before: Callable[[], None] | None = None) -> float | None:
        """Seconds of a command, the median of separate processes; ``None`` when it fails."""
        taken: list[float] = []
        for _ in range(self.runs):
            if before is not None:
                before()
            began = time.perf_counter()
            done = subprocess.run(command, env=self.environment, capture_output=True, check=False)
            taken.append(time.perf_counter() - began)
            if done.returncode != 0:
                last = done.stderr.decode("utf-8", "replace").strip().splitlines()[-1:]
                _tell(f"{' '.join(command[1:5])} … failed: {' '.join(last)}")
                return None
        return statistics.median(taken)

    def ours(self, path: Path, *words: str) -> list[str]:
        """The command line of this program on a list."""
        return [sys.executable, "-m", "taskforce", "--db", str(path), *words]

    def taskwarrior(self, size: int) -> list[str] | None:
        """Taskwarrior on tasks equal to the items of the list of this size; ``None`` where it is missing."""
        if self.task is None:
            return None
        data = self.folder / f"task-{size}"
        settings = data / "taskrc"
        words = [self.task, f"rc:{settings}"]
        if not (data / "complete").exists():
            shutil.rmtree(data, ignore_errors=True)
            data.mkdir()
            lines = (f"data.location={data}", "confirmation=off", "gc=off", "hooks=off", "verbose=nothing")
            settings.write_text("\n".join(lines) + "\n", encoding="utf-8")
            listed = subprocess.run(
                self.ours(self.list_of(size), "list", "--format", "json"),
                env=self.environment,
                capture_output=True,
                check=True,
            )
            tasks = data / "tasks.json"
            tasks.write_text(json.dumps([_as_task(item) for item in json.loads(listed.stdout)]), encoding="utf-8")
            _tell(f"giving Taskwarrior {size:,} tasks …")
            subprocess.run([*words, "import", str(tasks)], env=self.environment, capture_output=True, check=True)
            (data / "complete").touch()
        return words


def _as_task(item: dict[str, object]) -> dict[str, object]:
    """An action item as Taskwarrior's JSON has it."""
    status = str(item["status"])
    entry = _compact(str(item["created_at"]))
    task: dict[str, object] = {
        "description": item["title"],
        "status": _TASK_STATUS.get(status, "pending"),
        "priority": _TASK_PRIORITY[str(item["priority"])],
        "project": item["dimension"],
        "tags": item["tags"],
        "entry": entry,
        "modified": _compact(str(item["updated_at"])),
    }
    if status in _TASK_STATUS:
        task["end"] = task["modified"]
    if item["due"]:
        task["due"] = str(item["due"]).replace("-", "") + "T160000Z"
    return {name: value for name, value in task.items() if value}


def _compact(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def lines(bench: Bench, sizes: Iterable[int]) -> Iterable[Line]:
    """Measure, line by line."""
    for size in sizes:
        path = bench.list_of(size)
        ours = bench.median(bench.ours(path, "list", "--format", "json"))
        task = bench.taskwarrior(size)
        peer = None if task is None else bench.median([*task, "export"])
        allowed = LIST_LIMITS.get(size)
        limit = None if peer is None or allowed is None else peer * allowed
        yield Line("list --format json / task export", size, ours, peer, limit)
    for size in sizes:
        ours = bench.median(bench.ours(bench.list_of(size), "report"))
        yield Line("report on the terminal", size, ours, None, REPORT_LIMITS.get(size))
    yield _import_line(bench)


def _import_line(bench: Bench) -> Line:
    sheet, path = bench.folder / "matrix.csv", bench.folder / "imported.db"
    write_matrix(sheet, IMPORT_ROWS)

    def fresh() -> None:
        for old in bench.folder.glob("imported.db*"):
            old.unlink()
        subprocess.run(bench.ours(path, "init"), env=bench.environment, capture_output=True, check=True)

    ours = bench.median(bench.ours(path, "import", str(sheet)), fresh)
    return Line("import of a matrix (csv)", IMPORT_ROWS, ours, None, IMPORT_LIMIT)


def write_matrix(path: Path, rows: int) -> None:
    """A follow-up matrix as offices keep it: three title rows, the header in row 4, semicolons, BOM."""
    random = Random(1)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(["MATRIKS TINDAK LANJUT"])
        writer.writerow(["Tim Pelaksana Smart City"])
        writer.writerow([])
        writer.writerow(MATRIX_HEADER)
        for number in range(1, rows + 1):
            meeting = random.randrange(1, 40)
            done = random.random() < 0.3
            writer.writerow(
                [
                    number,
                    f"{meeting:02d}/SC/2026",
                    f"Rapat Tim Pelaksana {meeting}",
                    f"{meeting % 28 + 1:02d}/{meeting % 10 + 1:02d}/2026",
                    f"{random.choice(VERBS)} {random.choice(OBJECTS)} {random.choice(PLACES)} ({number})",
                    random.choice(ACTIVITIES),
                    random.choice(("Diskominfo", "Bappeda", "Dinkes", "BPKAD", "Dukcapil")),
                    random.choice(FIRST_NAMES),
                    f"{random.randrange(1, 29):02d}/{random.randrange(1, 13):02d}/2027",
                    random.choice(("Rendah", "Sedang", "Tinggi", "Mendesak")),
                    "Selesai" if done else random.choice(("Belum mulai", "On progress", "Kendala")),
                    f"{random.randrange(1, 29):02d}/10/2026" if done else "",
                ]
            )


def print_table(rows: Sequence[tuple[str, ...]]) -> None:
    """Columns as wide as they need, figures to the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [
            row[0].ljust(widths[0]),
            *(cell.rjust(w) for cell, w in zip(row[1:-1], widths[1:-1], strict=True)),
        ]
        print("  ".join([*cells, row[-1]]).rstrip())


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def main(arguments: list[str] | None = None) -> int:
    """The command line."""
    parser = argparse.ArgumentParser(description="Benchmarks of the command line beside Taskwarrior.")
    parser.add_argument("--sizes", default="1000,10000,100000", help="numbers of items, with commas")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--folder", type=Path, help="keep lists here for the next time")
    options = parser.parse_args(arguments)
    compileall.compile_dir(str(Path(taskforce.__file__).parent), quiet=2)
    with tempfile.TemporaryDirectory(prefix="taskforce-bench-") as temporary:
        bench = Bench((options.folder or Path(temporary)).resolve(), options.runs)
        if bench.task is None:
            _tell("Taskwarrior (task) is not installed: no figures beside ours.")
        head = ("", "items", "ours", "task", "ratio", "limit", "")
        found = [line.cells() for line in lines(bench, [int(size) for size in options.sizes.split(",")])]
    print_table([head, *found])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
