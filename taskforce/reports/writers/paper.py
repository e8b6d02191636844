"""What writers for paper share: its sizes, where templates lie, and the widths of a table's columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import takewhile
from pathlib import Path

from taskforce.model.vocabulary import Paper
from taskforce.model.width import cell_width
from taskforce.reports.document import Table

PAPERS: Mapping[str, tuple[int, int]] = {Paper.F4: (215, 330), Paper.A4: (210, 297)}
"""The sizes that offices print on, in millimetres, upright; what is wide lies across."""

TEMPLATES = Path(__file__).parents[1] / "templates"
"""The folder of the templates that are shipped."""

LARGEST_TEMPLATE = 2_000_000
"""Bytes of a template of typst, and of each part of XML of one of Word at most."""

_BAR = 13
"""Signs that a bar takes beside its percentage."""

_LEAST, _PADDING = 4, 2
"""Signs that a column takes at least, and what its margins take: few capitals need the room of many letters."""

_WHOLE = 1.12
"""What is kept in one line has little to break at: its letters may be wider than the mean."""

_LONGEST_WORD = 12
"""A longer word may be broken where there is no room."""

_TITLE, _FLEXIBLE, _OTHER = 4.0, 2.0, 1.0
"""What columns get of the room that is left: titles, other texts, names and the like."""

GOVERNMENT, AGENCY, ADDRESS = 12.0, 16.0, 10.0
"""Points of the lines of a letterhead: the government's name and the office's own stand as 3 to 4."""


def letterhead_sizes(lines: Sequence[str]) -> list[tuple[float, bool]]:
    """Return size in points and weight (bold or not) of each line of a letterhead.

    Names stand in capitals above the address: the last one is the office's own.
    """
    names = len(list(takewhile(lambda text: text == text.upper(), lines))) or 1
    sizes = [(GOVERNMENT, False)] * (names - 1) + [(AGENCY, True)]
    return (sizes + [(ADDRESS, False)] * len(lines))[: len(lines)]


_OFFICE_SIGNS = {"✔": "√", "◐": "►"}


def office_signs(text: str) -> str:
    """Return a text whose mark at the beginning is one that the fonts of any office have."""
    other = _OFFICE_SIGNS.get(text[:1])
    return text if other is None or text[1:2] not in ("", " ") else other + text[1:]


def column_shares(table: Table, width: int, *, bars: bool = True) -> list[float]:
    """Return the columns' shares of a line that takes ``width`` signs, as numbers in proportion.

    Each has room for its longest word; what is left goes to those that need more, most of it to the first flexible
    one, which is the title, or as the columns' own shares say.  ``bars`` leaves room for those that columns ask
    for.
    """
    rows = [*table.rows, *([table.sums] if table.sums else [])]
    title = next((index for index, column in enumerate(table.columns) if column.flexible), None)
    shares, wanted, weights = [], [], []
    for index, column in enumerate(table.columns):
        texts = {row[index].text for row in rows}
        longest: float = max(map(cell_width, texts), default=0)
        heads = max(map(cell_width, column.title.split()), default=0) * _WHOLE  # bold
        if column.whole:
            longest = least = max(longest * _WHOLE, heads)
        elif column.right:
            least = max(longest, heads)
        else:
            words = (len(word) for text in texts for word in text.split())
            least = min(max((heads, *words)), max(_LONGEST_WORD, heads))
        extra = _PADDING + _BAR * (bars and column.bar)
        shares.append(max(least, _LEAST) + extra)
        wanted.append(max(longest, cell_width(column.title), _LEAST) + extra)
        usual = _TITLE if index == title else _FLEXIBLE if column.flexible else _OTHER
        weights.append(column.share or usual)
    _give(shares, wanted, weights, width - sum(shares))
    return shares


def _give(shares: list[float], wanted: Sequence[float], weights: Sequence[float], left: float) -> None:
    """Widen columns up to what they want, by their weights, as long as something is left."""
    while left > 0.5:
        waiting = [index for index, share in enumerate(shares) if share < wanted[index]]
        if not waiting:
            break
        each = left / sum(weights[index] for index in waiting)
        for index in waiting:
            step = min(wanted[index] - shares[index], each * weights[index])
            shares[index] += step
            left -= step
