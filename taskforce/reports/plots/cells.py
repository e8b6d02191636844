"""Plots drawn with the cells of a terminal; every sign is one cell wide, and roles differ without colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from itertools import pairwise
from math import floor

from taskforce.model.width import cell_width, shorten
from taskforce.reports.document import Plot
from taskforce.reports.plots.draw import draw, suitable_lines
from taskforce.reports.plots.shapes import Area, Bar, Canvas, Key, Line, Place, Shape, Text
from taskforce.wording.spans import Span

FULL, HALF, EMPTY = "█", "▄", "░"


def bar(percent: float | None, width: int) -> str:
    """Return a bar of ``width`` cells: anything above nothing shows, anything below everything leaves room."""
    share = percent or 0.0
    filled = round(share * width / 100)
    if share > 0:
        filled = max(1, filled)
    if share < 100:
        filled = min(width - 1, filled)
    return FULL * filled + EMPTY * (width - filled)


class Signs(StrEnum):
    """What a terminal can show: ``braille`` dots; ``blocks``, halves too; or ``plain`` signs, which all have an
    ASCII stand-in where a console's encoding lacks them (see :mod:`taskforce.console`)."""

    BRAILLE = "braille"
    BLOCKS = "blocks"
    PLAIN = "plain"


_LINE_SIGNS = {"plan": "━", "total": "•", "today": ":"}
_BAR_SIGNS = {"actual": FULL, "open": FULL, "late": "▒", "track": EMPTY}
_DASHES = {"plan": (5, 3), "total": (1, 2), "today": (1, 3)}
"""Of the dots of a line, so many are set and so many left out, in turn."""

_DOTS = ((0x01, 0x02, 0x04, 0x40), (0x08, 0x10, 0x20, 0x80))
"""The bits of a braille sign's dots, by column and row."""


def cells_of(
    plot: Plot,
    width: int,
    height: int | None = None,
    signs: Signs = Signs.BRAILLE,
    language: str | None = None,
) -> list[list[Span]]:
    """Return a plot as rows of cells, at most ``width`` wide; none when there is nothing in it.

    Each row is a list of spans whose ``kind`` is the role that is seen there, and after it ``strong`` where a text
    stands out.  ``height`` is for curves; bars take a row each.
    """
    if width < 12:
        return []
    rows = suitable_lines(plot) if height is None or plot.form == "bars" else height
    grid = _Grid(width, rows, signs)
    shapes = draw(plot, Canvas(width, rows, 1.0, 1.0, False), language)
    if not shapes:
        return []
    for kind in ((Area, Bar), (Line,), (Text, Key)):
        for shape in shapes:
            if isinstance(shape, kind):
                grid.paint(shape)
    return grid.rows()


class _Grid:
    """Cells, each with a sign and its role."""

    def __init__(self, width: int, height: int, signs: Signs) -> None:
        self.width, self.height, self.signs = width, height, signs
        self.cells: list[list[tuple[str, str]]] = [[(" ", "")] * width for _row in range(height)]

    def rows(self) -> list[list[Span]]:
        """Return neighbours of one role as one span; blanks at the ends go."""
        lines: list[list[Span]] = []
        for row in self.cells:
            spans: list[Span] = []
            for sign, role in row:
                if spans and (spans[-1].kind == role or sign == " "):
                    spans[-1] = Span(spans[-1].text + sign, spans[-1].kind)
                else:
                    spans.append(Span(sign, role))
            if spans:
                spans[-1] = Span(spans[-1].text.rstrip(), spans[-1].kind)
            lines.append(spans)
        return lines

    def put(self, x: int, y: int, sign: str, role: str) -> None:
        """Set one cell, if it is there."""
        if 0 <= x < self.width and 0 <= y < self.height:
            self.cells[y][x] = (sign, role)

    def paint(self, shape: Shape) -> None:
        """Draw one shape over what is there."""
        if isinstance(shape, Area):
            self._area(shape)
        elif isinstance(shape, Bar):
            self._bar(shape)
        elif isinstance(shape, Line):
            self._line(shape)
        elif isinstance(shape, Text):
            self._text(shape)
        else:
            self._key(shape)

    def _area(self, area: Area) -> None:
        halves = self.signs is not Signs.PLAIN
        for x in range(self.width):
            y = height_at(area.places, x + 0.5)
            if y is None or y >= area.base:
                continue
            for row in range(int(y), int(area.base)):
                whole = y <= row + (0.25 if halves else 0.5)
                if whole or (halves and y < row + 0.75):
                    self.put(x, row, FULL if whole else HALF, area.role)

    def _bar(self, bar: Bar) -> None:
        first, last = _cell(bar.x), _cell(bar.x + bar.width)
        if bar.width and last == first:
            last += 1
        for x in range(first, last):
            self.put(x, int(bar.y), _BAR_SIGNS[bar.role], bar.role)

    def _line(self, line: Line) -> None:
        (x, y), (last_x, last_y) = line.places[0], line.places[-1]
        if line.role == "axis" and y == last_y:
            for column in range(int(x), round(last_x) + 1):
                self.put(column, int(y), "─", "axis")
        elif line.role == "actual":
            return  # the area below it is seen
        elif self.signs is Signs.BRAILLE:
            self._dots(line)
        elif x == last_x:
            for row in range(int(y), int(last_y)):
                if self.cells[row][min(self.width - 1, int(x))][0] == " ":
                    self.put(int(x), row, _LINE_SIGNS[line.role], line.role)
        else:
            for column in range(self.width):
                at = height_at(line.places, column + 0.5)
                if at is not None:
                    self.put(column, min(int(at), self.height - 1), _LINE_SIGNS[line.role], line.role)

    def _dots(self, line: Line) -> None:
        """Draw the line through dots, two by four a cell; what is under it shows where there are none."""
        on, off = _DASHES.get(line.role, (1, 0))
        bits: dict[tuple[int, int], int] = {}
        for number, (dot_x, dot_y) in enumerate(_dots_on(line.places)):
            if number % (on + off) < on:
                cell = dot_x // 2, dot_y // 4
                bits[cell] = bits.get(cell, 0) | _DOTS[dot_x % 2][dot_y % 4]
        for (x, y), value in bits.items():
            if 0 <= x < self.width and 0 <= y < self.height:
                before, _role = self.cells[y][x]
                if line.role == "today" and before != " ":
                    continue
                seen = ord(before) - 0x2800 if "\u2800" <= before <= "\u28ff" else 0
                self.put(x, y, chr(0x2800 + (seen | value)), line.role)

    def _text(self, text: Text) -> None:
        x, y = text.place
        words = shorten(text.text, self.width)
        width = cell_width(words)
        start = {"start": _cell(x), "middle": _cell(x - width / 2 + 0.5), "end": _cell(x) - width}[text.anchor]
        start = max(0, min(start, self.width - width))
        self._write(start, int(y), words, text.role if not text.strong else f"{text.role} strong")

    def _write(self, x: int, y: int, words: str, role: str) -> None:
        """Write a text whose signs may be wide or have marks: each cell after a wide one holds nothing."""
        for character in words:
            width = cell_width(character)
            if not width:
                sign, own = self.cells[y][x - 1] if x else ("", role)
                self.put(x - 1, y, sign + character, own)
                continue
            self.put(x, y, character, role)
            for beside in range(1, width):
                self.put(x + beside, y, "", role)
            x += width

    def _key(self, key: Key) -> None:
        x, y = key.place
        role = key.role.removeprefix("bar-")
        if key.role == "actual" or key.role.startswith("bar-"):
            sign = _BAR_SIGNS[role]
            self._write(_cell(x), int(y), sign * 2, role)
            return
        if self.signs is Signs.BRAILLE:
            self._dots(Line([(_cell(x) + 0.1, int(y) + 0.4), (_cell(x) + 1.9, int(y) + 0.4)], role))
        else:
            self._write(_cell(x), int(y), _LINE_SIGNS[role] * 2, role)


def _cell(x: float) -> int:
    """Return the cell that begins nearest to ``x``."""
    return floor(x + 0.5)


def height_at(places: Sequence[Place], x: float) -> float | None:
    """Return how high a line lies at ``x``; ``None`` beside it.

    One place alone reaches half a cell to both sides.
    """
    if len(places) == 1:
        return places[0][1] if abs(places[0][0] - x) <= 0.5 else None
    for (left, left_y), (right, right_y) in pairwise(places):
        if left <= x <= right:
            return left_y if right == left else left_y + (right_y - left_y) * (x - left) / (right - left)
    if places and places[-1][0] < x < places[-1][0] + 0.5:
        return places[-1][1]
    return None


def _dots_on(places: Sequence[Place]) -> Iterable[tuple[int, int]]:
    """Return the dots that a line goes through, in order, none twice."""
    seen: tuple[int, int] | None = None
    pairs = list(pairwise(places)) or [(places[0], places[0])]
    for (x, y), (to_x, to_y) in pairs:
        steps = max(1, int(max(abs(to_x - x) * 2, abs(to_y - y) * 4) * 2))
        for step in range(steps + 1):
            at = step / steps
            dot = int((x + (to_x - x) * at) * 2), int((y + (to_y - y) * at) * 4)
            if dot != seen:
                seen = dot
                yield dot
