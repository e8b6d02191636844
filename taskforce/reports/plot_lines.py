"""Drawing lines over weeks: a scale, the weeks, the lines with their names and figures beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from taskforce.reports.scene import Area, Canvas, Key, Line, Place, Shape, Text

_MOST_MARKS = 40
"""With more points than these, marks would touch each other."""

_MOST_WEEKS_NAMED = 14


@dataclass(frozen=True, slots=True)
class Series:
    """A line: its role (how it looks), its name, a value for each week, and how a value is written."""

    role: str
    name: str
    values: Sequence[float | None]
    write: Callable[[float], str]
    filled: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """Where the lines are drawn, and where a value of a week lies in it."""

    left: float
    right: float
    top: float
    bottom: float
    count: int
    most: float

    def place(self, index: int, value: float) -> Place:
        width, height = self.right - self.left, self.bottom - self.top
        return self.left + width * index / max(1, self.count - 1), self.bottom - height * value / self.most


def draw_lines(
    canvas: Canvas,
    *,
    weeks: Sequence[str],
    own: int,
    series: Sequence[Series],
    most: float,
    scale: Callable[[float], str],
    more: str,
    gap: bool,
) -> list[Shape]:
    """The lines of some ``series`` over ``weeks``, of which number ``own`` is the report's.

    ``most`` is the greatest value.  Beside each line stand its name and its figure of the report's week; ``more``
    is said below them; ``gap`` shows how far the first two series are apart then.
    """
    if not weeks:
        return []
    steps = _steps(most, 5 if canvas.height >= 11 * canvas.line else 3)
    labels = [f"{one.name} {one.write(value)}" for one in series if (value := one.values[own]) is not None]
    beside = max(map(canvas.width_of, [*labels, more])) + 5 * canvas.sign
    below = canvas.width - beside < 30 * canvas.sign
    frame = _Frame(
        max(canvas.width_of(scale(value)) for value in steps) + 1.5 * canvas.sign,
        canvas.width - (canvas.sign if below else beside),
        canvas.line / 2,
        canvas.height - canvas.line * (2.5 if below or canvas.fine else 1.5),
        len(weeks),
        steps[-1],
    )
    shapes: list[Shape] = [*_grid(canvas, frame, steps, scale), *_weeks(canvas, frame, weeks)]
    lines = [(one, _places(frame, one)) for one in series]
    shapes += [Area(places, frame.bottom, one.role) for one, places in lines if one.filled and len(places) > 1]
    x, _bottom = frame.place(own, 0)
    shapes.append(Line([(x, frame.top), (x, frame.bottom)], "today"))
    shapes += [Line(places, one.role, marked=len(places) <= _MOST_MARKS) for one, places in reversed(lines)]
    at = [(one, frame.place(own, value)) for one in series if (value := one.values[own]) is not None]
    if gap and canvas.fine and len(at) > 1:
        shapes.append(Line([at[0][1], at[1][1]], "gap"))
    if below:
        shapes += _labels_below(canvas, at, labels, more)
    else:
        shapes += _labels_beside(canvas, frame, at, labels, more)
    return shapes


def _steps(most: float, wanted: int) -> list[float]:
    """Round values from 0 to at least ``most``, about as many as ``wanted``; whole numbers."""
    rough = most / wanted
    unit = 10 ** floor(log10(rough)) if rough > 1 else 1
    step = next(
        unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough and unit * factor % 1 == 0
    )
    return [step * number for number in range(ceil(most / step) + 1)]


def _places(frame: _Frame, series: Series) -> list[Place]:
    return [frame.place(index, value) for index, value in enumerate(series.values) if value is not None]


def _grid(canvas: Canvas, frame: _Frame, steps: Sequence[float], scale: Callable[[float], str]) -> Iterator[Shape]:
    for value in steps:
        _x, y = frame.place(0, value)
        if canvas.fine or not value:
            yield Line([(frame.left, y), (frame.right, y)], "grid" if value else "axis")
        yield Text((frame.left - canvas.sign, y), scale(value), "axis", "end")


def _weeks(canvas: Canvas, frame: _Frame, weeks: Sequence[str]) -> Iterator[Shape]:
    """The numbers of the weeks below, as many as fit, and the year where it begins."""
    room = (frame.right - frame.left) / max(1, len(weeks) - 1)
    most = min(_MOST_WEEKS_NAMED, max(1, int((frame.right - frame.left) / (6 * canvas.sign))))
    every = max(1, ceil(len(weeks) / most), ceil(5 * canvas.sign / room) if room else 1)
    year = ""
    y = frame.bottom + canvas.line
    for index in range(0, len(weeks), every):
        x, _y = frame.place(index, 0)
        yield Text((x, y), weeks[index][5:], "axis", "middle")
        if weeks[index][:4] != year and canvas.fine:
            year = weeks[index][:4]
            yield Text((x, y + canvas.line), year, "axis", "middle")


def _labels_beside(
    canvas: Canvas, frame: _Frame, at: Sequence[tuple[Series, Place]], labels: Sequence[str], more: str
) -> Iterator[Shape]:
    """At the right, as near to the height of the figure as the others allow."""
    least = canvas.line * (1.2 if canvas.fine else 1)
    order = sorted(range(len(at)), key=lambda number: at[number][1][1])
    heights = _apart(
        [at[number][1][1] for number in order], least, frame.top, frame.bottom - (least if more else 0)
    )
    x = frame.right + 1.5 * canvas.sign
    for number, y in zip(order, heights, strict=True):
        series, (from_x, from_y) = at[number]
        if canvas.fine:
            yield Line([(from_x, from_y), (frame.right, from_y), (x - canvas.sign / 2, y)], "leader")
        yield Key((x, y), series.role)
        yield Text((x + 3 * canvas.sign, y), labels[number], series.role, strong=True)
    if more:
        yield Text((x + 3 * canvas.sign, max(heights) + least), more, strong=True)


def _labels_below(
    canvas: Canvas, at: Sequence[tuple[Series, Place]], labels: Sequence[str], more: str
) -> Iterator[Shape]:
    """In one line under the weeks, as far as there is room."""
    x, y = 0.0, canvas.height - canvas.line / 2
    for (series, _place), label in zip(at, labels, strict=True):
        if x + canvas.width_of(label) + 3 * canvas.sign > canvas.width:
            return
        yield Key((x, y), series.role)
        yield Text((x + 3 * canvas.sign, y), label, series.role)
        x += canvas.width_of(label) + 5 * canvas.sign
    if more and x + canvas.width_of(more) <= canvas.width:
        yield Text((x, y), more)


def _apart(heights: Sequence[float], least: float, top: float, bottom: float) -> list[float]:
    """Ascending heights moved so that neighbours are ``least`` apart, within ``top`` and ``bottom``."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + least if placed else top))
    limit = bottom
    for number in reversed(range(len(placed))):
        placed[number] = min(placed[number], limit)
        limit = placed[number] - least
    return placed
