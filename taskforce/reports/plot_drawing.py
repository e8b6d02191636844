"""A plot as shapes for any canvas: the one source of all its pictures."""

from __future__ import annotations

from taskforce.reports.document import Plot
from taskforce.reports.plot_bars import draw_bars, explained
from taskforce.reports.plot_lines import draw_lines
from taskforce.reports.scene import Canvas, Shape

_CURVE_LINES = 14


def draw(plot: Plot, canvas: Canvas, language: str | None = None) -> list[Shape]:
    """The shapes of a plot, numbers as ``language`` (or the one in force) writes them; none without labels."""
    if not plot.labels:
        return []
    return draw_bars(plot, canvas, language) if plot.form == "bars" else draw_lines(plot, canvas)


def suitable_lines(plot: Plot) -> int:
    """The height that suits a plot, in lines of text."""
    return len(plot.labels) + explained(plot) if plot.form == "bars" else _CURVE_LINES
