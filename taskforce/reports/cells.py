"""Drawing with the cells of a terminal: bars and the S-curve.  Every sign is one cell wide."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from taskforce.reports.curve import CurvePoint

FULL, HALF, EMPTY = "█", "▄", "░"
PLAN = "━"
"""The mark of what is planned; what is done are columns of :data:`FULL`.  They differ without colour."""

CURVE_ROWS = 10
_SCALE = 6
"""Cells that the scale at the left of the curve takes."""


class Span(NamedTuple):
    """A run of cells: ``kind`` is ``actual``, ``plan``, ``axis`` or empty."""

    text: str
    kind: str


def bar(percent: float | None, width: int) -> str:
    """A bar of ``width`` cells: anything above nothing shows, anything below everything leaves room."""
    share = percent or 0.0
    filled = round(share * width / 100)
    if share > 0:
        filled = max(1, filled)
    if share < 100:
        filled = min(width - 1, filled)
    return FULL * filled + EMPTY * (width - filled)


def curve_rows(
    points: Sequence[CurvePoint], own_week: str, width: int, *, halves: bool = True
) -> list[list[Span]]:
    """The S-curve as rows of cells, at most ``width`` wide: columns for what is done, lines for what was planned.

    ``halves`` doubles the resolution of the columns with half-filled cells.  Where there are more weeks than
    room, every second (third …) is shown, ``own_week`` (that of the report's day) always.
    """
    shown = thinned(points, own_week, max(8, width - _SCALE))
    if not shown:
        return []
    step = min(4, (width - _SCALE) // len(shown))
    columns = [_column(point, halves) for point in shown]
    rows: list[list[Span]] = []
    for row in range(CURVE_ROWS):
        height = CURVE_ROWS - row
        scale = f"{height * 100 // CURVE_ROWS:>3}% " if height % 2 == 0 else "     "
        spans = [Span(f"{scale}│", "axis")]
        for column in columns:
            sign, kind = column[row]
            drawn = sign * max(1, step - 1)
            spans.append(Span(drawn.ljust(step), kind))
        rows.append(_joined(spans))
    rows.append([Span("  0% " + "└" + "─" * (step * len(shown)), "axis")])
    rows.append([Span(" " * _SCALE + _week_numbers(shown, step), "axis")])
    return rows


def thinned(points: Sequence[CurvePoint], own_week: str, room: int) -> list[CurvePoint]:
    """As many points as there is room for, evenly; the one of ``own_week`` always among them."""
    every = max(1, -(-len(points) // room))
    own = next((index for index, point in enumerate(points) if point.week == own_week), 0)
    return [point for index, point in enumerate(points) if (index - own) % every == 0]


def _column(point: CurvePoint, halves: bool) -> list[tuple[str, str]]:
    """The cells of one week, from the top; the plan's line lies over the column."""
    parts = 2 if halves else 1
    filled = 0 if point.actual is None else round(point.actual * CURVE_ROWS * parts / 100)
    if point.actual and not filled:
        filled = 1
    cells: list[tuple[str, str]] = []
    for row in range(CURVE_ROWS):
        above = filled - (CURVE_ROWS - 1 - row) * parts
        if above >= parts:
            cells.append((FULL, "actual"))
        elif above > 0:
            cells.append((HALF, "actual"))
        else:
            cells.append((" ", ""))
    planned = min(CURVE_ROWS - 1, int(CURVE_ROWS - point.planned * CURVE_ROWS / 100))
    cells[planned] = (PLAN, "plan")
    return cells


def _joined(spans: Sequence[Span]) -> list[Span]:
    """Neighbours of one kind become one span; blanks at the end go."""
    joined: list[Span] = []
    for span in spans:
        if joined and joined[-1].kind == span.kind:
            joined[-1] = Span(joined[-1].text + span.text, span.kind)
        else:
            joined.append(span)
    joined[-1] = joined[-1]._replace(text=joined[-1].text.rstrip())
    return joined


def _week_numbers(points: Sequence[CurvePoint], step: int) -> str:
    """The numbers of the weeks under their columns, as many as fit; ``W53`` and the like."""
    cells = [" "] * (len(points) * step + 3)
    free = 0
    for index, point in enumerate(points):
        start = index * step
        if start >= free and start + 3 <= len(points) * step + 1:
            cells[start : start + 3] = point.week[5:]
            free = start + 5
    return "".join(cells).rstrip()
