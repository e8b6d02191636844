"""Text in the cells of a terminal, as Rich measures them: made safe to show, cut with a sign, filled with blanks.

The screens and the plain drawings of the command line share it.  Widths are terminal cells, not characters:
``cell_len`` decides, never ``len``.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from rich.cells import cell_len, set_cell_size

Align = Literal["left", "right", "center"]

ELLIPSIS = "…"


class Span(NamedTuple):
    """A run of cells of a drawing, and what kinds of thing they are: style names, parted by blanks."""

    text: str
    kind: str = ""


_BLANKS = re.compile("[\t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
# Control characters (they would steer the terminal), direction marks (they would move the columns that
# follow), and joiners and variation selectors, on whose width terminals disagree: without them every
# terminal agrees with cell_len, at the price of a joined emoji being shown as its parts.
_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff]"
)
_SURROGATES = re.compile("[\ud800-\udfff]")  # cannot be written as UTF-8


def printable(text: str) -> str:
    """``text`` as one line without anything that could steer the terminal or shift what follows it."""
    if text.isascii() and text.isprintable():
        return text
    text = _SURROGATES.sub("\ufffd", _UNSEEN.sub("", _BLANKS.sub(" ", text)))
    # A mark with nothing before it would sit on the neighbouring column's last cell.
    return " " + text if text and not cell_len(text[0]) else text


def cut(text: str, width: int) -> str:
    """``text`` in at most ``width`` cells, ending in ``…`` if something had to go."""
    # A pasted document is a possible title: measure only what could be visible, marks included.
    kept = printable(text[: 8 * width + 64])
    whole = len(text) <= 8 * width + 64
    if width <= 0:
        return ""
    if whole and cell_len(kept) <= width:
        return kept
    return set_cell_size(kept, width - 1).rstrip() + ELLIPSIS


def fit(text: str, width: int, align: Align = "left") -> str:
    """``text`` in exactly ``width`` cells: cut with ``…`` or filled with blanks."""
    text = cut(text, width)
    spare = width - cell_len(text)
    if align == "right":
        return " " * spare + text
    if align == "center":
        return " " * (spare // 2) + text + " " * (spare - spare // 2)
    return text + " " * spare
