"""Drawing with the cells of a terminal: progress bars and the S-curve."""

from __future__ import annotations

from collections.abc import Sequence

from taskforce.reports.curve import CurvePoint

PLANNED, ACTUAL, BOTH = "○", "●", "◉"
"""The marks of the curve: what is planned, what is done, and where the two meet."""

FULL, EMPTY = "█", "░"


def bar(percent: float, width: int) -> str:
    """A bar of ``width`` cells; anything above nothing shows, anything below all leaves room."""
    filled = round(percent * width / 100)
    if percent > 0:
        filled = max(1, filled)
    if percent < 100:
        filled = min(width - 1, filled)
    return FULL * filled + EMPTY * (width - filled)


def curve_lines(points: Sequence[CurvePoint], width: int, height: int = 9) -> list[str]:
    """The S-curve as lines of text: a scale at the left, the weeks below, a mark for each point."""
    if not points:
        return []
    room = max(8, width - 6)
    shown = _thinned(points, room)
    step = max(1, min(4, room // len(shown)))
    grid = [[" "] * (len(shown) * step) for _row in range(height)]
    for index, point in enumerate(shown):
        column = index * step + step // 2
        _mark(grid, column, float(point.planned), PLANNED)
        if point.actual is not None:
            _mark(grid, column, float(point.actual), ACTUAL)
    lines = []
    for row, cells in enumerate(grid):
        value = round(100 * (height - 1 - row) / (height - 1))
        scale = f"{value:>3}% " if row % 2 == 0 else "     "
        lines.append(f"{scale}│{''.join(cells)}".rstrip())
    lines.append("     └" + "─" * (len(shown) * step))
    lines.append("      " + _weeks(shown, step))
    return lines


def _thinned(points: Sequence[CurvePoint], room: int) -> list[CurvePoint]:
    """As many points as there are columns, the one of today always among them."""
    every = -(-len(points) // room)
    if every == 1:
        return list(points)
    today = next((index for index, point in enumerate(points) if point.is_as_of), 0)
    return [point for index, point in enumerate(points) if (index - today) % every == 0]


def _mark(grid: list[list[str]], column: int, percent: float, mark: str) -> None:
    height = len(grid)
    row = height - 1 - round(percent * (height - 1) / 100)
    grid[row][column] = BOTH if grid[row][column] not in (" ", mark) else mark


def _weeks(points: Sequence[CurvePoint], step: int) -> str:
    """Week numbers under the columns, as many as fit."""
    cells = [" "] * (len(points) * step + 4)
    free = 0
    for index, point in enumerate(points):
        label = point.week[5:]
        start = index * step
        if start >= free:
            cells[start : start + len(label)] = label
            free = start + len(label) + 1
    return "".join(cells).rstrip()
