"""The dotted lines of the timeline: from the end of what an item waits for to its bar, across the lines between.

Pure functions: where bars stand goes in, what the cells of a line show comes out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

UP, DOWN, LEFT, RIGHT = 1, 2, 4, 8

_SIGNS = {
    UP | DOWN: "┊",
    UP: "┊",
    DOWN: "┊",
    LEFT | RIGHT: "┄",
    LEFT: "┄",
    RIGHT: "┄",
    DOWN | RIGHT: "╭",
    DOWN | LEFT: "╮",
    UP | LEFT: "╯",
    UP | RIGHT: "╰",
    UP | DOWN | RIGHT: "├",
    UP | DOWN | LEFT: "┤",
    DOWN | LEFT | RIGHT: "┬",
    UP | LEFT | RIGHT: "┴",
    UP | DOWN | LEFT | RIGHT: "┼",
}

WIRE, SHORT_WIRE = "strong", "late"
"""The looks of a line; the words beside the bars say the same without them."""

Wired = Mapping[int, tuple[str, str]]
"""The sign and the look of the cells of a line that a wire runs through."""


class Placed(NamedTuple):
    """A bar: the number of its line, its first and last cell, and the last one with its lateness."""

    line: int
    first: int
    last: int
    end: int


class _Run(NamedTuple):
    """Cells beside each other, and on which side the bar is that they lead to."""

    start: int
    stop: int
    towards: int
    kind: str


class _Drop(NamedTuple):
    """A column from one line to another."""

    column: int
    top: int
    bottom: int
    kind: str


class Wires:
    """The wires of one item; :meth:`on` tells what a line shows of them."""

    def __init__(self) -> None:
        self._drops: list[_Drop] = []
        self._runs: dict[int, list[_Run]] = {}

    def join(self, needed: Placed, waiting: Placed, *, short: bool = False, gathered: bool = True) -> None:
        """Draw from the end of a bar to another's start.

        ``gathered`` brings the wires of several bars together before the waiting one, else they part behind the
        one that is waited for.  Where the waiting bar begins before the other ends, the wire comes from behind.
        """
        kind = SHORT_WIRE if short else WIRE
        before = waiting.first - 1
        if before >= needed.end:
            column = before if gathered else min(needed.end + 1, before)
            self._run(needed.line, needed.end + 1, column, LEFT, kind)
            self._run(waiting.line, column, before, RIGHT, kind)
        else:
            column = needed.end + 1
            self._run(needed.line, column, column, LEFT, kind)
            self._run(waiting.line, waiting.end + 1, column, LEFT, kind)
        top, bottom = sorted((needed.line, waiting.line))
        self._drops.append(_Drop(column, top, bottom, kind))

    def _run(self, line: int, start: int, stop: int, towards: int, kind: str) -> None:
        if start <= stop:
            self._runs.setdefault(line, []).append(_Run(start, stop, towards, kind))

    def on(self, line: int, cells: int) -> Wired:
        """Return the signs of a line of so many cells."""
        ends: dict[int, tuple[int, str]] = {}

        def add(cell: int, ways: int, kind: str) -> None:
            there, before = ends.get(cell, (0, kind))
            ends[cell] = there | ways, SHORT_WIRE if SHORT_WIRE in (kind, before) else kind

        for drop in self._drops:
            if drop.top <= line <= drop.bottom and 0 <= drop.column < cells:
                ways = (UP if line > drop.top else 0) | (DOWN if line < drop.bottom else 0)
                add(drop.column, ways, drop.kind)
        for run in self._runs.get(line, ()):
            for cell in range(max(0, run.start), min(run.stop + 1, cells)):
                add(cell, _ways(run, cell), run.kind)
        return {cell: (_SIGNS[ways], kind) for cell, (ways, kind) in ends.items()}

    def behind(self, line: int, cell: int) -> int:
        """Return the last cell of a line that a wire takes at ``cell`` or right of it, else ``cell``."""
        stops = [run.stop for run in self._runs.get(line, ()) if run.stop >= cell]
        stops += [drop.column for drop in self._drops if drop.top <= line <= drop.bottom and drop.column >= cell]
        return max(stops, default=cell)


def _ways(run: _Run, cell: int) -> int:
    """Return where a run goes from a cell: on both sides, but at its joint only towards the bar."""
    joint = run.stop if run.towards == LEFT else run.start
    return run.towards if cell == joint else LEFT | RIGHT


def joined(
    current: Placed, needs: Iterable[tuple[Placed, bool]], needed_by: Iterable[tuple[Placed, bool]]
) -> Wires:
    """Return the wires of an item to what it waits for and what waits for it, each with whether time is short."""
    wires = Wires()
    for placed, short in needs:
        wires.join(placed, current, short=short)
    for placed, short in needed_by:
        wires.join(current, placed, short=short, gathered=False)
    return wires
