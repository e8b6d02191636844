"""A drawing as a list of shapes, for any medium: what is drawn is decided once, how it looks is each painter's.

Places are (x, y) with y downward, in units of the medium: points of a picture, cells of a terminal.  A text stands
with its middle line at its place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from taskforce.model.width import cell_width

Place = tuple[float, float]


class Canvas(NamedTuple):
    """What a drawing must fit in: its size, what a sign of text takes, whether thin lines can be told apart."""

    width: float
    height: float
    sign: float
    line: float
    fine: bool

    def width_of(self, text: str) -> float:
        """Return what a text takes in a line, about."""
        return cell_width(text) * self.sign


class Line(NamedTuple):
    """A line through some places; ``marked`` puts the role's mark at each."""

    places: Sequence[Place]
    role: str
    marked: bool = False


class Area(NamedTuple):
    """What lies between a line and the height ``base``."""

    places: Sequence[Place]
    base: float
    role: str


class Bar(NamedTuple):
    """A lying bar from ``x`` on, with its middle line at ``y``."""

    x: float
    y: float
    width: float
    role: str


class Text(NamedTuple):
    """A text; ``anchor`` is ``start``, ``middle`` or ``end``."""

    place: Place
    text: str
    role: str = "text"
    anchor: str = "start"
    strong: bool = False


class Key(NamedTuple):
    """A sample of how a role looks, as long as two signs, for a label that stands after it."""

    place: Place
    role: str


Shape = Line | Area | Bar | Text | Key
