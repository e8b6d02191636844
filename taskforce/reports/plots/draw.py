"""A plot as shapes for any canvas: the one source of all its pictures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, floor, log10
from typing import NamedTuple

from taskforce.model.numbers import format_percent
from taskforce.model.width import shorten
from taskforce.reports.document import Plot, Series
from taskforce.reports.plots.shapes import Area, Bar, Canvas, Key, Line, Place, Shape, Text
from taskforce.wording.days import week_mark

_BAR_ROLES = {"progress": "actual", "overdue": "late", "open": "open"}
"""How the parts look."""

_FIELD = 18
"""Signs that a bar is long at least, where names and words can give way."""


def explained(plot: Plot) -> bool:
    """Return whether the parts of a plot's bars need explaining below them."""
    return len(plot.series) > 1


def draw_bars(plot: Plot, canvas: Canvas, language: str | None = None) -> list[Shape]:
    """Return a bar for each label of a plot; its figure, and what the notes say of it, stand behind."""
    sums = [sum(one.values[number] or 0 for one in plot.series) for number in range(len(plot.labels))]
    counted = [any(one.values[number] is not None for one in plot.series) for number in range(len(plot.labels))]
    percent = plot.unit == "percent"
    written = [
        format_percent(value if there else None, language) if percent else f"{value:.0f}"
        for value, there in zip(sums, counted, strict=True)
    ]
    most = 100.0 if percent else max(sums) or 1.0
    notes = plot.notes or ("",) * len(plot.labels)
    gap = 1.5 * canvas.sign
    figures, said = (max(map(canvas.width_of, words)) for words in (written, notes))
    said = said + gap if said else 0.0
    names = max(map(canvas.width_of, plot.labels))
    rest = canvas.width - figures - 2 * gap
    if rest - said - min(names, 20 * canvas.sign) < _FIELD * canvas.sign:
        said = 0.0
    names = min(names, max(rest - said - _FIELD * canvas.sign, (rest - said) / 2))
    length = rest - said - names
    height = canvas.height / (len(plot.labels) + explained(plot))
    shapes: list[Shape] = []
    for number, label in enumerate(plot.labels):
        y = (number + 0.5) * height
        shapes.append(Text((0, y), shorten(label, int(names / canvas.sign + 0.01))))
        x = names + gap
        shapes.append(Bar(x, y, length, "track"))
        for one in plot.series:
            width = length * (one.values[number] or 0) / most
            if width:
                shapes.append(Bar(x, y, width, _BAR_ROLES[one.key]))
            x += width
        x = canvas.width - said
        shapes.append(Text((x, y), written[number], anchor="end", strong=True))
        if said and notes[number]:
            shapes.append(Text((x + gap, y), notes[number]))
    if explained(plot):
        shapes += _keys(plot, canvas, names + gap, (len(plot.labels) + 0.5) * height)
    return shapes


def _keys(plot: Plot, canvas: Canvas, x: float, y: float) -> Iterator[Shape]:
    """Yield what the parts are, in a line, from ``x`` on if there is room, else from the left."""
    widths = [canvas.width_of(one.name) + 5 * canvas.sign for one in plot.series]
    if x + sum(widths) > canvas.width:
        x = 0.0
    for one, width in zip(plot.series, widths, strict=True):
        if x + width - 2 * canvas.sign > canvas.width:
            return
        yield Key((x, y), f"bar-{_BAR_ROLES[one.key]}")
        yield Text((x + 3 * canvas.sign, y), one.name)
        x += width


_MOST_MARKS = 40
"""With more points than these, marks would touch each other."""

_MOST_WEEKS_NAMED = 14

_LINE_ROLES = {"planned": "plan", "due": "plan", "actual": "actual", "done": "actual", "known": "total"}
"""How the lines look."""


class _Frame(NamedTuple):
    """Where the lines are drawn, and where a value of a week lies in it."""

    left: float
    right: float
    top: float
    bottom: float
    labels: int
    most: float

    def place(self, index: int, value: float) -> Place:
        width, height = self.right - self.left, self.bottom - self.top
        return self.left + width * index / max(1, self.labels - 1), self.bottom - height * value / self.most


class _Drawn(NamedTuple):
    """One line: how it looks, its places, that of the report's own week, and what is said of it there."""

    role: str
    places: Sequence[Place]
    own: Place | None
    label: str


def draw_lines(plot: Plot, canvas: Canvas) -> list[Shape]:
    """Return the lines of a plot.

    Beside each stand its name and its figure of the report's week, and below them the plot's remark.  On a fine
    canvas a bar shows how far apart planned and actual are then.
    """
    weeks = plot.labels
    own = len(weeks) - 1 if plot.here is None else plot.here
    sign = "%" if plot.unit == "percent" else ""
    most = _most(plot)
    steps = _steps(most, 5 if canvas.height >= 11 * canvas.line else 3)
    labels = [f"{one.name} {one.text}" for one in plot.series]
    beside = max(map(canvas.width_of, [*labels, plot.remark])) + 5 * canvas.sign
    below = canvas.width - beside < 30 * canvas.sign
    bottom = canvas.height - canvas.line * (2.5 if below or canvas.fine else 1.5)
    top = canvas.line / 2
    if not canvas.fine:
        rows = round((bottom - top) / canvas.line)
        steps = _even_steps(most, len(steps) - 1, rows)
        top = bottom - rows // (len(steps) - 1) * (len(steps) - 1) * canvas.line
    frame = _Frame(
        max(canvas.width_of(f"{value:.0f}{sign}") for value in steps) + 2 * canvas.sign,
        canvas.width - (canvas.sign if below else beside),
        top,
        bottom,
        len(weeks),
        steps[-1],
    )
    lines = [_drawn(frame, one, own, label) for one, label in zip(plot.series, labels, strict=True)]
    shapes: list[Shape] = [*_grid(canvas, frame, steps, sign), *_weeks(canvas, frame, weeks, own)]
    shapes += [
        Area(line.places, frame.bottom, line.role)
        for line in lines
        if line.role == "actual" and len(line.places) > 1
    ]
    x, _bottom = frame.place(own, 0)
    shapes.append(Line([(x, frame.top), (x, frame.bottom)], "today"))
    shapes += [Line(one.places, one.role, marked=len(one.places) <= _MOST_MARKS) for one in lines if one.places]
    ends = [line.own for line in lines if line.own is not None]
    if plot.remark and canvas.fine and len(ends) > 1:
        shapes.append(Line(ends[:2], "gap"))
    if below:
        shapes += _labels_below(canvas, lines, plot.remark)
    else:
        shapes += _labels_beside(canvas, frame, lines, plot.remark)
    return shapes


def _most(plot: Plot) -> float:
    if plot.unit == "percent":
        return 100.0
    return max((value for one in plot.series for value in one.values if value is not None), default=0.0) or 1.0


def _drawn(frame: _Frame, series: Series, own: int, label: str) -> _Drawn:
    places = [frame.place(index, value) for index, value in enumerate(series.values) if value is not None]
    value = series.values[own]
    return _Drawn(_LINE_ROLES[series.key], places, None if value is None else frame.place(own, value), label)


def _steps(most: float, count: int) -> list[float]:
    """Return round whole values from 0 to at least ``most``, about as many as ``count``."""
    rough = most / count
    unit = 10 ** floor(log10(rough)) if rough > 1 else 1
    step = next(step for factor in (1, 2, 2.5, 5, 10) if (step := unit * factor) >= rough and step % 1 == 0)
    return [step * number for number in range(ceil(most / step) + 1)]


def _even_steps(most: float, count: int, rows: int) -> list[float]:
    """Return such steps, at most ``count`` of them, that as many whole rows of text lie between any two.

    Of several that leave as few rows unused the one with most steps is taken.
    """
    offered = [_steps(most, number) for number in range(count, 0, -1)]
    fitting = [steps for steps in offered if 2 < len(steps) <= rows + 1] or offered[-1:]
    return min(fitting, key=lambda steps: rows % (len(steps) - 1))


def _grid(canvas: Canvas, frame: _Frame, steps: Sequence[float], sign: str) -> Iterator[Shape]:
    for value in steps:
        _x, y = frame.place(0, value)
        if canvas.fine or not value:
            yield Line([(frame.left, y), (frame.right, y)], "grid" if value else "axis")
        yield Text((frame.left - canvas.sign, y), f"{value:.0f}{sign}", "axis", "end")


def _weeks(canvas: Canvas, frame: _Frame, weeks: Sequence[str], own: int) -> Iterator[Shape]:
    """Return the numbers of the weeks below, as many as fit, that of the report always.

    The year stands where it begins.
    """
    width = frame.right - frame.left
    room = width / max(1, len(weeks) - 1)
    most = min(_MOST_WEEKS_NAMED, max(1, int(width / (6 * canvas.sign))))
    every = max(1, ceil(len(weeks) / most), ceil(6 * canvas.sign / room))
    year = ""
    y = frame.bottom + canvas.line
    for index in range(own % every, len(weeks), every):
        x, _y = frame.place(index, 0)
        yield Text((x, y), week_mark(int(weeks[index][6:])), "axis", "middle")
        if weeks[index][:4] != year and canvas.fine:
            year = weeks[index][:4]
            yield Text((x, y + canvas.line), year, "axis", "middle")


def _labels_beside(canvas: Canvas, frame: _Frame, lines: Sequence[_Drawn], remark: str) -> Iterator[Shape]:
    """Yield the labels at the right, as near to the height of the figure as the others allow."""
    least = canvas.line * (1.2 if canvas.fine else 1)
    told = sorted(((line.own, line) for line in lines if line.own is not None), key=lambda pair: pair[0][1])
    heights = _apart([own[1] for own, _line in told], least, frame.top, frame.bottom - (least if remark else 0))
    x = frame.right + 1.5 * canvas.sign
    for (own, line), y in zip(told, heights, strict=True):
        if canvas.fine:
            yield Line([own, (frame.right, own[1]), (x - canvas.sign / 2, y)], "leader")
        yield Key((x, y), line.role)
        yield Text((x + 3 * canvas.sign, y), line.label, line.role, strong=True)
    if remark and heights:
        yield Text((x + 3 * canvas.sign, heights[-1] + least), remark, strong=True)


def _labels_below(canvas: Canvas, lines: Sequence[_Drawn], remark: str) -> Iterator[Shape]:
    """Yield the labels in one line under the weeks, as far as there is room."""
    x, y = 0.0, canvas.height - canvas.line / 2
    for line in lines:
        width = canvas.width_of(line.label) + 5 * canvas.sign
        if x + width - 2 * canvas.sign > canvas.width:
            return
        yield Key((x, y), line.role)
        yield Text((x + 3 * canvas.sign, y), line.label, line.role)
        x += width
    if remark and x + canvas.width_of(remark) <= canvas.width:
        yield Text((x, y), remark)


def _apart(heights: Sequence[float], least: float, top: float, bottom: float) -> list[float]:
    """Return ascending heights moved so that neighbours are ``least`` apart, within ``top`` and ``bottom``."""
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + least if placed else top))
    limit = bottom
    for number in reversed(range(len(placed))):
        placed[number] = min(placed[number], limit)
        limit = placed[number] - least
    return placed


_CURVE_LINES = 14


def draw(plot: Plot, canvas: Canvas, language: str | None = None) -> list[Shape]:
    """Return the shapes of a plot, numbers as ``language`` (or the one in force) writes them.

    There are none without labels.
    """
    if not plot.labels:
        return []
    return draw_bars(plot, canvas, language) if plot.form == "bars" else draw_lines(plot, canvas)


def suitable_lines(plot: Plot) -> int:
    """Return the height that suits a plot, in lines of text."""
    return len(plot.labels) + explained(plot) if plot.form == "bars" else _CURVE_LINES
