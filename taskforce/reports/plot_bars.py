"""Drawing lying bars: a name, a bar of one or more parts, its figure, and more words where there is room."""

from __future__ import annotations

from collections.abc import Iterator

from taskforce.model.numbers import format_percent
from taskforce.model.text import shorten
from taskforce.reports.document import Plot
from taskforce.reports.scene import Bar, Canvas, Key, Shape, Text

_ROLES = {"progress": "actual", "overdue": "late", "open": "open"}
"""How the parts look."""

_FIELD = 18
"""Signs that a bar is long at least, where names and words can give way."""


def explained(plot: Plot) -> bool:
    """Whether the parts of a plot's bars need explaining below them."""
    return len(plot.series) > 1


def draw_bars(plot: Plot, canvas: Canvas, language: str | None = None) -> list[Shape]:
    """A bar for each label of a plot; its figure, and what the notes say of it, stand behind."""
    sums = [sum(one.values[number] or 0 for one in plot.series) for number in range(len(plot.labels))]
    known = [any(one.values[number] is not None for one in plot.series) for number in range(len(plot.labels))]
    percent = plot.unit == "percent"
    written = [
        format_percent(value if there else None, language) if percent else f"{value:.0f}"
        for value, there in zip(sums, known, strict=True)
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
                shapes.append(Bar(x, y, width, _ROLES[one.key]))
            x += width
        x = canvas.width - said
        shapes.append(Text((x, y), written[number], anchor="end", strong=True))
        if said and notes[number]:
            shapes.append(Text((x + gap, y), notes[number]))
    if explained(plot):
        shapes += _keys(plot, canvas, names + gap, (len(plot.labels) + 0.5) * height)
    return shapes


def _keys(plot: Plot, canvas: Canvas, x: float, y: float) -> Iterator[Shape]:
    """What the parts are, in a line, from ``x`` on if there is room, else from the left."""
    widths = [canvas.width_of(one.name) + 5 * canvas.sign for one in plot.series]
    if x + sum(widths) > canvas.width:
        x = 0.0
    for one, width in zip(plot.series, widths, strict=True):
        if x + width - 2 * canvas.sign > canvas.width:
            return
        yield Key((x, y), f"bar-{_ROLES[one.key]}")
        yield Text((x + 3 * canvas.sign, y), one.name)
        x += width
