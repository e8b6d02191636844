"""Drawing lying bars: a name, a bar of one or more parts, and its figures beside it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from taskforce.model.text import shorten
from taskforce.reports.scene import Bar, Canvas, Key, Shape, Text


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a bar: its role (how it looks) and its value."""

    role: str
    value: float


@dataclass(frozen=True, slots=True)
class BarRow:
    """A bar with its name, its figure, and what more is said where there is room."""

    name: str
    parts: Sequence[Part]
    value: str
    more: str = ""


def draw_bars(
    canvas: Canvas, *, rows: Sequence[BarRow], most: float, keys: Sequence[tuple[str, str]]
) -> list[Shape]:
    """A bar for each row, the whole width being ``most``; ``keys`` (role, meaning) are explained below."""
    if not rows:
        return []
    gap = 1.5 * canvas.sign
    figures = max(canvas.width_of(row.value) for row in rows)
    said = max(canvas.width_of(row.more) for row in rows)
    names = max(canvas.width_of(row.name) for row in rows)
    if canvas.width - figures - said - 3 * gap < 30 * canvas.sign:
        said = 0.0
    room = canvas.width - figures - said - (3 if said else 2) * gap
    names = min(names, room * 0.55)
    length = room - names
    height = canvas.height / (len(rows) + bool(keys))
    shapes: list[Shape] = []
    for number, row in enumerate(rows):
        y = (number + 0.5) * height
        name = shorten(row.name, int(names / canvas.sign + 0.01))
        shapes.append(Text((0, y), name))
        start = x = names + gap
        shapes.append(Bar(x, y, length, "track"))
        for part in row.parts:
            width = length * min(part.value, most) / most
            if width:
                shapes.append(Bar(x, y, width, part.role))
            x += width
        x = start + length + gap + figures
        shapes.append(Text((x, y), row.value, anchor="end", strong=True))
        if said and row.more:
            shapes.append(Text((x + gap, y), row.more))
    shapes += _explained(canvas, names + gap, (len(rows) + 0.5) * height, keys)
    return shapes


def _explained(canvas: Canvas, x: float, y: float, keys: Sequence[tuple[str, str]]) -> Iterator[Shape]:
    """The keys in a line below, from ``x`` on if there is room, else from the left; those that do not fit are not
    said."""
    widths = [canvas.width_of(meaning) + 5 * canvas.sign for _role, meaning in keys]
    if x + sum(widths) > canvas.width:
        x = 0.0
    for (role, meaning), width in zip(keys, widths, strict=True):
        if x + width - 2 * canvas.sign > canvas.width:
            return
        yield Key((x, y), f"bar-{role}")
        yield Text((x + 3 * canvas.sign, y), meaning)
        x += width
