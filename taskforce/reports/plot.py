"""The S-curve as an SVG drawing, readable in grey print: a dashed and a solid line, marked and labelled."""

from __future__ import annotations

from html import escape

from taskforce.language import _, current_language
from taskforce.model.numbers import format_percent
from taskforce.reports.status import StatusReport

_WIDTH, _HEIGHT = 720, 280
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 96, 16, 40


def curve_svg(report: StatusReport) -> str:
    """An inline ``<svg>`` of the S-curve, with the figures as its alternative text; empty without points."""
    points = report.curve
    if not points:
        return ""
    language = current_language()
    width, height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM

    def at(index: int, value: float) -> tuple[float, float]:
        x = _LEFT + (width * index / max(1, len(points) - 1))
        return x, _TOP + height * (1 - value / 100)

    planned = [at(index, float(point.planned)) for index, point in enumerate(points)]
    actual = [at(index, float(point.actual)) for index, point in enumerate(points) if point.actual is not None]
    told = "; ".join(
        f"{point.week}: {_('planned')} {format_percent(point.planned, language)}"
        + (f", {_('actual')} {format_percent(point.actual, language)}" if point.actual is not None else "")
        for point in points
    )
    parts = [
        f'<svg class="curve" viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-labelledby="curve-title curve-desc" '
        'xmlns="http://www.w3.org/2000/svg">',
        f'<title id="curve-title">{escape(_("S-curve"))}</title><desc id="curve-desc">{escape(told)}</desc>',
    ]
    for value in range(0, 101, 20):
        _x, y = at(0, value)
        parts.append(f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_LEFT + width}" y2="{y:.1f}" stroke="#ccc"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value}%</text>')
    every = max(1, -(-len(points) // 12))
    for index, point in enumerate(points):
        if index % every == 0:
            x, _y = at(index, 0)
            parts.append(
                f'<text x="{x:.1f}" y="{_TOP + height + 18}" text-anchor="middle">{point.week[5:]}</text>'
            )
    for index, point in enumerate(points):
        if point.is_as_of:
            x, _y = at(index, 0)
            parts.append(
                f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{_TOP + height}" stroke="#777" '
                'stroke-dasharray="2 4"/>'
            )
    parts.append(_line(planned, "#1f4e9c", 'stroke-dasharray="8 5"', "square"))
    parts.append(_line(actual, "#b3261e", "", "circle"))
    ends = [(planned[-1], "#1f4e9c", _("planned"))]
    ends += [(actual[-1], "#b3261e", _("actual"))] if actual else []
    for (x, y), colour, words in ends:
        parts.append(f'<text x="{x + 8:.1f}" y="{y + 4:.1f}" fill="{colour}">{escape(words)}</text>')
    parts.append("</svg>")
    return "".join(parts)


def _line(points: list[tuple[float, float]], colour: str, dashes: str, mark: str) -> str:
    if not points:
        return ""
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    drawn = [f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" {dashes}/>']
    if len(points) <= 60:
        for x, y in points:
            if mark == "circle":
                drawn.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>')
            else:
                drawn.append(
                    f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="#fff" stroke="{colour}"/>'
                )
    return "".join(drawn)
