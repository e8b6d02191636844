"""The speed table: its rows with what they must hold, its lines once they are measured, as text and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import Any

from .figures import Cost, exponent, ratio

ROWS: Mapping[str, str] = {
    "add": "add an item by one line",
    "edit": "edit one field of one item",
    "done": "mark an item as done",
    "note": "add a note to an item",
    "edit-many": "edit 1,000 items in one step",
    "start": "the app: start to first rows",
    "sealed": "the app on a sealed list, after unlocking: start to first rows",
    "keys": "the app: key to screen",
    "filter": "the app: a letter in the filter",
    "memory": "the app: memory over that of a bare Textual app",
    "list-json": "list --format json, all items",
    "list": "list, first page on a terminal",
    "show": "show one item",
    "agenda": "agenda on a terminal",
    "search": "list of a word's matches on a terminal",
    "report": "report of last week on a terminal",
    "paper": "report of last week as a file, 10,000 items",
    "import": "import of a sheet with 10,000 rows",
    "merge": "merge of 10,000 items, 1,000 changes on each side",
    "exchange": "exchange of ten copies with 10,000 items, 1,000 changes on each",
    "growth": "growth from 10,000 to 100,000 items",
}
"""The rows by name; each is what stands in the design's table, commands that share a row there one by one."""

EVERYDAY = ("add", "edit", "done", "note")

_START = (
    "a Python that only imports sqlite3, json and argparse takes 1.3 to 1.7 times what Taskwarrior does on a "
    "short list"
)

REASONS: Mapping[str, str] = {
    "list-json": "half of its time SQLite reads the items, writes them as JSON and sorts them; a fifth each goes "
    "into their links and into the text; SQLite alone, as it writes the same objects in the same order, takes 0.9 "
    "times the CPU of task export",
    "show": _START,
    "agenda": _START,
    "search": _START,
    "report": "it takes back what was done since that week (a fifth of its time), and follows five weeks of steps "
    "and the plan, for progress and judgements (two fifths); task summary counts today's tasks",
    "sealed": "each page that is read is deciphered and its checksum worked out: of 100,000 items, a tenth of a "
    "second of CPU more before the first rows",
    "exchange": "more than half of its CPU is what the raw copy does, too: the history (a fifth), the index of "
    "words and the commit (an eighth each), the items (a thirteenth); beside that it reads and checks files that "
    "anyone may have altered (a ninth), starts (a sixth), and tells plain edits from conflicts (a fourteenth)",
}
"""Why a row misses what it must hold, where that is known; shares and ratios were measured."""

FLAT, LINEAR = 0.1, 1.0
"""The greatest exponents of growth; 0.1 is a quarter more for ten times the items."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: ours in ``unit`` (``s``, ``MB``, ``pages`` or ``exponent``; ``None``: it failed), the
    program beside it in the same unit (``None``: it is not there), the medians of CPU time and peak memory, and
    what must hold: at most ``times`` the other, at most ``most``, at most ``most_memory`` MB.

    ``also`` are further programs of the same run, in the same unit.
    """

    row: str
    what: str
    items: int
    value: float | None
    unit: str = "s"
    cpu: float | None = None
    memory: float | None = None
    beside: str = ""
    theirs: float | None = None
    their_cpu: float | None = None
    times: float | None = None
    most: float | None = None
    most_memory: float | None = None
    also: tuple[tuple[str, float], ...] = ()

    @property
    def ratio(self) -> float | None:
        """Return ours by theirs."""
        return ratio(self.value, self.theirs)

    @property
    def cpu_ratio(self) -> float | None:
        """Return our seconds of CPU by theirs, which tells more where the machine is busy with other things."""
        return ratio(self.cpu, self.their_cpu)

    @property
    def verdict(self) -> str:
        """Return ``ok``, ``MISSED`` with its reason, ``FAILED``, or why nothing can be said; empty: no bound."""
        if self.value is None:
            return "FAILED"
        if self.times is not None and self.ratio is None:
            return f"not compared: {self.beside} is missing"
        bounds = ((self.ratio, self.times), (self.value, self.most), (self.memory, self.most_memory))
        held = [value <= bound for value, bound in bounds if value is not None and bound is not None]
        if not held:
            return ""
        if all(held):
            return "ok"
        reason = REASONS.get(self.row, "")
        return f"MISSED: {reason}" if reason else "MISSED"

    def must(self) -> str:
        """Return what must hold."""
        bounds = []
        if self.times is not None:
            bounds.append(f"{self.times:g}x")
        if self.most is not None:
            bounds.append(_amount(self.most, self.unit))
        if self.most_memory is not None:
            bounds.append(_amount(self.most_memory, "MB"))
        return ", ".join(bounds)

    def cells(self) -> tuple[str, ...]:
        """Return the line as text."""
        beside = f"{self.beside} {_amount(self.theirs, self.unit)}" if self.beside else ""
        return (
            self.row,
            self.what,
            f"{self.items:,}",
            _amount(self.value, self.unit),
            "" if self.cpu is None else _amount(self.cpu, "s"),
            "" if self.memory is None else _amount(self.memory, "MB"),
            beside,
            "" if self.ratio is None else f"{self.ratio:.2f}x",
            "" if self.cpu_ratio is None else f"{self.cpu_ratio:.2f}x",
            self.must(),
            self.verdict,
            " · ".join(f"{name} {_amount(value, self.unit)}" for name, value in self.also),
        )

    @classmethod
    def of_data(cls, data: Mapping[str, Any]) -> Line:
        """Return the line that was written as data."""
        values = {field.name: data[field.name] for field in fields(cls)}
        return cls(**{**values, "also": tuple(data["also"].items())})

    def as_data(self) -> dict[str, object]:
        """Return the line for JSON."""
        return asdict(self) | {
            "ratio": self.ratio,
            "cpu_ratio": self.cpu_ratio,
            "verdict": self.verdict,
            "also": dict(self.also),
        }


def timed(
    row: str,
    size: int,
    costs: Mapping[str, Cost],
    ours: str,
    beside: str,
    times: float | None = None,
    most_memory: float | None = None,
    what: str = "",
) -> Line:
    """Return a line of programs run by turns: ``ours`` beside one of the others; the rest is said, too."""
    mine, theirs = costs.get(ours), costs.get(beside)
    return Line(
        row,
        what or ROWS[row],
        size,
        mine.seconds if mine else None,
        cpu=mine.cpu if mine else None,
        memory=mine.memory if mine else None,
        beside=beside,
        theirs=theirs.seconds if theirs else None,
        their_cpu=theirs.cpu if theirs else None,
        times=times,
        most_memory=most_memory,
        also=tuple((name, cost.seconds) for name, cost in costs.items() if name not in (ours, beside)),
    )


HEAD = ("row", "", "items", "ours", "CPU", "memory", "beside", "ratio", "of CPU", "must", "", "also in this run")
_RIGHT = (2, 3, 4, 5, 7, 8, 9)


def _amount(value: float | None, unit: str) -> str:
    if value is None:
        return "-"
    if unit == "s":
        return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"
    if unit == "exponent":
        return f"n^{value:.2f}"
    return f"{value:.0f} {unit}"


def table(lines: Sequence[Line]) -> str:
    """Return the lines with a head, columns as wide as they need, figures to the right."""
    rows = [HEAD, *(line.cells() for line in lines)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in _RIGHT else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def summary(lines: Sequence[Line]) -> str:
    """Return in a sentence how many bounds hold, and which rows miss one."""
    verdicts = [(line, line.verdict.partition(":")[0]) for line in lines]
    held = sum(1 for _line, verdict in verdicts if verdict == "ok")
    missed = [line for line, verdict in verdicts if verdict in ("MISSED", "FAILED")]
    names = ", ".join(f"{line.row} ({line.items:,})" for line in missed)
    return f"{held} held, {len(missed)} missed" + (f": {names}" if names else "")


def growth(lines: Iterable[Line]) -> list[Line]:
    """Return a line for each time that was measured at 10,000 and 100,000 items: the exponent of its growth."""
    seconds = {(line.row, line.what, line.items): line.value for line in lines if line.unit == "s"}
    grown = []
    for (row, what, items), value in seconds.items():
        power = exponent(value, seconds.get((row, what, 100_000))) if items == 10_000 else None
        if power is not None:
            most = FLAT if row in EVERYDAY else LINEAR
            grown.append(Line("growth", f"{row}: {what}", 100_000, power, "exponent", most=most))
    return grown
