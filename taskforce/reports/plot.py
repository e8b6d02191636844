"""The S-curve as an SVG drawing: a dashed and a solid line with marks of their own, readable in grey print."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape

from taskforce.reports.document import Plot

WIDTH, HEIGHT = 720, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 46, 118, 14, 34
_PLAN, _ACTUAL, _GREY = "#1f4e9c", "#0d6f69", "#c9d1cf"
_MOST_MARKS = 40
"""With more points than these, marks would touch each other."""

Place = tuple[float, float]


def curve_svg(plot: Plot) -> str:
    """An S-curve as an inline ``<svg>`` with a title and the figures as its description."""
    planned, actual = (
        [_place(index, value, len(plot.labels)) for index, value in enumerate(one.values) if value is not None]
        for one in plot.series
    )
    own = plot.here or 0
    parts = [
        f'<svg class="curve" viewBox="0 0 {WIDTH} {HEIGHT}" xmlns="http://www.w3.org/2000/svg" role="img" '
        'aria-labelledby="curve-title curve-text" font-family="Arial, Helvetica, sans-serif" font-size="11">',
        f'<title id="curve-title">{escape(plot.title)}</title>',
        f'<desc id="curve-text">{escape(plot.alternative)}</desc>',
        *_scale(),
        *_weeks(plot.labels),
        *_own_day(planned[own][0]),
        *_line(planned, _PLAN, dashed=True),
        *_line(actual, _ACTUAL, dashed=False),
        *_labels(plot, planned[own], actual[-1] if actual else None),
        "</svg>",
    ]
    return "".join(parts)


def _place(index: int, percent: float, count: int) -> Place:
    width, height = WIDTH - _LEFT - _RIGHT, HEIGHT - _TOP - _BOTTOM
    return _LEFT + width * index / max(1, count - 1), _TOP + height * (1 - percent / 100)


def _scale() -> Iterable[str]:
    for value in range(0, 101, 20):
        _x, y = _place(0, value, 1)
        yield f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{WIDTH - _RIGHT}" y2="{y:.1f}" stroke="{_GREY}"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="#444">{value}%</text>'


def _weeks(weeks: Sequence[str]) -> Iterable[str]:
    """Week numbers below, a dozen at most, and the year where it begins."""
    every = max(1, -(-len(weeks) // 12))
    year = ""
    for index in range(0, len(weeks), every):
        x, _y = _place(index, 0, len(weeks))
        week = weeks[index]
        bottom = HEIGHT - _BOTTOM
        yield f'<text x="{x:.1f}" y="{bottom + 16}" text-anchor="middle" fill="#444">{week[5:]}</text>'
        if week[:4] != year:
            year = week[:4]
            yield f'<text x="{x:.1f}" y="{bottom + 29}" text-anchor="middle" fill="#444">{year}</text>'


def _own_day(x: float) -> Iterable[str]:
    bottom = HEIGHT - _BOTTOM
    yield f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom}" stroke="#777" stroke-dasharray="2 3"/>'


def _line(places: Sequence[Place], colour: str, *, dashed: bool) -> Iterable[str]:
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    dashes = ' stroke-dasharray="7 4"' if dashed else ""
    yield f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2.5"{dashes}/>'
    if len(places) > _MOST_MARKS:
        return
    for x, y in places:
        if dashed:
            yield (
                f'<rect x="{x - 2.5:.1f}" y="{y - 2.5:.1f}" width="5" height="5" fill="#fff" stroke="{colour}"/>'
            )
        else:
            yield f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.2" fill="{colour}"/>'


def _labels(plot: Plot, planned: Place, actual: Place | None) -> Iterable[str]:
    """What the lines are, at the right: the figures of the report's own day."""
    first, second = plot.series
    x = WIDTH - _RIGHT + 12
    lines = [
        (planned[1], _PLAN, first.name, first.text),
        (actual[1] if actual else planned[1], _ACTUAL, second.name, second.text),
    ]
    heights = _apart([line[0] for line in lines], 30)
    for (_y, colour, name, value), y in zip(lines, heights, strict=True):
        yield f'<text x="{x}" y="{y - 2:.1f}" fill="{colour}">{escape(name)}</text>'
        bold = 'font-size="14" font-weight="bold"'
        yield f'<text x="{x}" y="{y + 13:.1f}" fill="{colour}" {bold}>{escape(value)}</text>'
    yield f'<text x="{x}" y="{max(heights) + 34:.1f}" fill="#222">{escape(plot.remark)}</text>'


def _apart(heights: Sequence[float], least: float) -> list[float]:
    """Two heights moved so that they are at least so far apart, within the drawing."""
    first, second = heights
    lack = least - abs(first - second)
    if lack > 0:
        sign = 1 if second >= first else -1
        first, second = first - sign * lack / 2, second + sign * lack / 2
    low = HEIGHT - _BOTTOM - 40
    shift = min(0.0, low - max(first, second)) + max(0.0, _TOP + 10 - min(first, second))
    return [first + shift, second + shift]
