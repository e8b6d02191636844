"""Plots as SVG, for every format that is more than text; readable in grey print and without telling colours.

Each role differs from the others in darkness, dashes, marks or hatching, not only in colour.  Nothing is fetched.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from taskforce.reports.document import Plot
from taskforce.reports.plots.draw import draw, suitable_lines
from taskforce.reports.plots.shapes import Area, Bar, Canvas, Key, Line, Place, Shape, Text

WIDTH = 720
_LINE, _SIGN, _FONT = 22.0, 6.3, 11
_BAR = 12.0
_MARGIN = 8


class _Look(NamedTuple):
    """How a role is drawn: ``mark`` is ``circle``, ``square``, ``diamond`` or none."""

    colour: str
    width: float = 2.4
    dashes: str = ""
    mark: str = ""
    text: str = ""


_LOOKS = {
    "plan": _Look("#14386e", 2.4, "7 4", "square", "#14386e"),
    "actual": _Look("#0c8177", 3.0, "", "circle", "#085c55"),
    "total": _Look("#6b5b00", 2.0, "1.5 3", "diamond", "#554800"),
    "grid": _Look("#d3dad8", 1.0),
    "axis": _Look("#4a5754", 1.2, text="#3b4644"),
    "today": _Look("#6f7a78", 1.0, "2 3"),
    "leader": _Look("#8a9593", 0.8, "1 2"),
    "gap": _Look("#14211f", 1.6),
    "text": _Look("#14211f", text="#14211f"),
}
_FILLS = {"actual": "#0c8177", "open": "#a9bcc9", "late": "#a11c15"}
_HATCHED = ("late",)


def svg_of(plot: Plot, width: int = WIDTH, *, titled: bool = False, language: str | None = None) -> str:
    """Return a plot as an ``<svg>`` with its title, and its figures as the description; empty for an empty plot.

    ``titled`` writes the title above it, on white, for a picture that stands alone; numbers are written as
    ``language`` (or the one in force) does.
    """
    height = suitable_lines(plot) * _LINE
    shapes = draw(plot, Canvas(width, height, _SIGN, 14.0, True), language)
    if not shapes:
        return ""
    top = _MARGIN + (28 if titled else 0)
    whole = width + 2 * _MARGIN, height + top + _MARGIN
    head = ""
    if titled:
        head = (
            f'<rect x="{-_MARGIN}" y="{-top}" width="{whole[0]}" height="{whole[1]:.0f}" fill="#fff"/>'
            f'<text x="0" y="-16" font-size="14" font-weight="bold" fill="#14211f">{escape(plot.title)}</text>'
        )
    title, text = f"{plot.name}-title", f"{plot.name}-text"
    return (
        f'<svg class="plot" viewBox="{-_MARGIN} {-top} {whole[0]} {whole[1]:.0f}" '
        f'width="{whole[0]}" height="{whole[1]:.0f}" '
        f'xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{title} {text}" '
        f'font-family="Arial, Helvetica, Liberation Sans, sans-serif" font-size="{_FONT}">'
        f'<title id="{title}">{escape(plot.title)}</title>'
        f'<desc id="{text}">{escape(plot.alternative)}</desc>'
        f"{head}{''.join(part for shape in shapes for part in _painted(shape))}</svg>"
    )


def _painted(shape: Shape) -> Iterator[str]:
    if isinstance(shape, Line):
        yield from _line(shape)
    elif isinstance(shape, Area):
        (first, _y), (last, _y2) = shape.places[0], shape.places[-1]
        path = _points([(first, shape.base), *shape.places, (last, shape.base)])
        yield f'<polygon points="{path}" fill="{_FILLS[shape.role]}" fill-opacity="0.16"/>'
    elif isinstance(shape, Bar):
        yield from _bar(shape)
    elif isinstance(shape, Text):
        yield _text(shape)
    else:
        yield from _key(shape)


def _points(places: list[Place]) -> str:
    return " ".join(f"{x:.1f},{y:.1f}" for x, y in places)


def _line(line: Line) -> Iterator[str]:
    look = _LOOKS[line.role]
    dashes = f' stroke-dasharray="{look.dashes}"' if look.dashes else ""
    yield (
        f'<polyline points="{_points(list(line.places))}" fill="none" stroke="{look.colour}" '
        f'stroke-width="{look.width}"{dashes}/>'
    )
    if line.marked and look.mark:
        for place in line.places:
            yield _mark(place, look)


def _mark(place: Place, look: _Look) -> str:
    x, y = place
    if look.mark == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.4" fill="{look.colour}"/>'
    turned = f' transform="rotate(45 {x:.1f} {y:.1f})"' if look.mark == "diamond" else ""
    return (
        f'<rect x="{x - 2.7:.1f}" y="{y - 2.7:.1f}" width="5.4" height="5.4" fill="#fff" stroke="{look.colour}" '
        f'stroke-width="1.5"{turned}/>'
    )


def _bar(bar: Bar) -> Iterator[str]:
    x, y = bar.x, bar.y - _BAR / 2
    place = f'x="{x:.1f}" y="{y:.1f}" width="{bar.width:.1f}" height="{_BAR:.0f}"'
    if bar.role == "track":
        yield f'<rect {place} fill="#fff" stroke="#8a9593" stroke-width="0.8"/>'
        return
    yield f'<rect {place} fill="{_FILLS[bar.role]}" stroke="#3b4644" stroke-width="0.8"/>'
    if bar.role in _HATCHED:
        yield f'<path d="{_hatching(x, y, bar.width)}" stroke="#fff" stroke-width="1.6"/>'


def _hatching(x: float, y: float, width: float) -> str:
    """Return slanting lines within a bar, as a path.

    They are drawn one by one, as readers of SVG differ in repeating patterns.
    """
    strokes = []
    offset = 3.0 - _BAR
    while offset < width:
        first, last = max(0.0, offset), min(width, offset + _BAR)
        strokes.append(
            f"M{x + first:.1f},{y + _BAR - (first - offset):.1f}L{x + last:.1f},{y + _BAR - (last - offset):.1f}"
        )
        offset += 6.0
    return "".join(strokes)


def _text(text: Text) -> str:
    x, y = text.place
    colour = _LOOKS.get(text.role, _LOOKS["text"]).text
    anchor = f' text-anchor="{text.anchor}"' if text.anchor != "start" else ""
    weight = ' font-weight="bold"' if text.strong else ""
    return (
        f'<text x="{x:.1f}" y="{y + _FONT * 0.36:.1f}" fill="{colour}"{anchor}{weight}>{escape(text.text)}</text>'
    )


def _key(key: Key) -> Iterator[str]:
    x, y = key.place
    if key.role.startswith("bar-"):
        yield from _bar(Bar(x, y, 2.4 * _SIGN, key.role.removeprefix("bar-")))
        return
    look = _LOOKS[key.role]
    yield from _line(Line([(x, y), (x + 2.4 * _SIGN, y)], key.role))
    yield _mark((x + 1.2 * _SIGN, y), look)
