"""The speed table as a picture for the README: for each row our times and those beside them, on one scale.

Ours are filled discs, the others hollow squares, the greater the more items; so it reads in grey print, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from math import ceil, floor, log10

from .table import ROWS, Line

WIDTH, LEFT, RIGHT = 760, 330, 24
TOP, STEP, BOTTOM = 64, 30, 74
INK, QUIET_INK, GRID = "#14211f", "#4a5754", "#d3dad8"
OURS, THEIRS = "#0c8177", "#14386e"
RADII = {1_000: 3.0, 10_000: 4.5, 100_000: 6.0}
LEFT_OUT = ("keys", "filter", "paper")
"""Rows that are no command beside a command."""

TITLE = "How long commands take, beside their peers"


def plot(lines: Sequence[Line], below: str) -> str:
    """Return an ``<svg>`` of the times of a table; ``below`` says where and when they were measured."""
    shown = [line for line in lines if line.unit == "s" and line.row not in LEFT_OUT and line.value]
    rows = [(row, [line for line in shown if line.row == row]) for row in ROWS]
    rows = [(row, of_row) for row, of_row in rows if of_row]
    seconds = [value for line in shown for value in (line.value, line.theirs) if value] or [0.01, 1.0]
    scale = Scale(min(seconds), max(seconds))
    height = TOP + STEP * len(rows) + BOTTOM
    parts = [*_frame(scale, height), *(part for n, row in enumerate(rows) for part in _row(scale, n, *row))]
    parts += _legend(height - 40)
    parts.append(_text(16, height - 14, below, QUIET_INK, 9))
    return (
        f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}" role="img" '
        'xmlns="http://www.w3.org/2000/svg" font-family="Arial, Helvetica, Liberation Sans, sans-serif" '
        f'font-size="11"><title>{TITLE}</title><desc>{escape(alternative(shown))}</desc>'
        f'<rect width="{WIDTH}" height="{height}" fill="#fff"/>{"".join(parts)}</svg>\n'
    )


def alternative(lines: Sequence[Line]) -> str:
    """Return the figures of the picture in words."""
    sentences = []
    for line in lines:
        beside = f", {line.beside} {line.theirs * 1000:.0f} ms" if line.theirs else ""
        sentences.append(f"{ROWS[line.row]}, {line.items:,} items: {(line.value or 0) * 1000:.0f} ms{beside}")
    return "; ".join(sentences)


class Scale:
    """Where a time stands: whole powers of ten of seconds, evenly."""

    def __init__(self, least: float, most: float) -> None:
        self.first, self.last = floor(log10(least)), max(ceil(log10(most)), floor(log10(least)) + 1)

    def x(self, seconds: float) -> float:
        """Return the place of a time."""
        share = (log10(seconds) - self.first) / (self.last - self.first)
        return LEFT + share * (WIDTH - LEFT - RIGHT)

    def ticks(self) -> Iterator[tuple[float, str]]:
        """Return the powers of ten and how they are written."""
        for power in range(self.first, self.last + 1):
            seconds = 10.0**power
            yield self.x(seconds), f"{seconds:g} s" if power >= 0 else f"{seconds * 1000:g} ms"


def _text(x: float, y: float, text: str, colour: str = INK, size: int = 11, anchor: str = "start") -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" fill="{colour}" font-size="{size}" text-anchor="{anchor}">'
        f"{escape(text)}</text>"
    )


def _frame(scale: Scale, height: int) -> Iterator[str]:
    yield f'<text x="16" y="26" font-size="15" font-weight="bold" fill="{INK}">{TITLE}</text>'
    for x, words in scale.ticks():
        yield f'<path d="M{x:.1f},{TOP - 8}V{height - BOTTOM}" stroke="{GRID}"/>'
        yield _text(x, TOP - 14, words, QUIET_INK, anchor="middle")


def _row(scale: Scale, number: int, row: str, lines: Sequence[Line]) -> Iterator[str]:
    y = TOP + STEP * (number + 0.5)
    yield _text(16, y - 1, ROWS[row])
    beside = lines[0].beside
    if beside:
        yield _text(16, y + 11, f"beside {beside}", QUIET_INK, 9)
    ours = [(line.items, scale.x(line.value)) for line in lines if line.value]
    theirs = [(line.items, scale.x(line.theirs)) for line in lines if line.theirs]
    for places, colour, height in ((ours, OURS, y - 5), (theirs, THEIRS, y + 8)):
        if len(places) > 1:
            xs = [x for _items, x in places]
            yield f'<path d="M{min(xs):.1f},{height}H{max(xs):.1f}" stroke="{colour}" stroke-width="1"/>'
        for items, x in places:
            yield _disc(x, height, items) if colour == OURS else _square(x, height, items)


def _disc(x: float, y: float, items: int) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{RADII.get(items, 4.5)}" fill="{OURS}" fill-opacity="0.85"/>'


def _square(x: float, y: float, items: int) -> str:
    half = RADII.get(items, 4.5) * 0.85
    return (
        f'<rect x="{x - half:.1f}" y="{y - half:.1f}" width="{2 * half:.1f}" height="{2 * half:.1f}" '
        f'fill="#fff" fill-opacity="0.6" stroke="{THEIRS}" stroke-width="1.3"/>'
    )


def _legend(y: float) -> Iterator[str]:
    x = 16.0
    for draw, name in ((_disc, "taskforce"), (_square, "the other")):
        for items in RADII:
            yield draw(x + 4, y - 4, items)
            x += 16
        yield _text(x, y, name)
        x += 76
    yield _text(x, y, "with 1,000, 10,000 and 100,000 items; each line to the right is ten times as long")
