"""What the drawings are made of: runs of cells, each of one kind."""

from __future__ import annotations

from typing import NamedTuple


class Span(NamedTuple):
    """A run of cells of a drawing, and what kinds of thing they are: style names, parted by blanks."""

    text: str
    kind: str = ""
