"""How large the letters of page one may be in Word, so that it is one page: nobody sets it before it is opened."""

from __future__ import annotations

from math import ceil

from taskforce.model.width import cell_width
from taskforce.reports.content.wording import before_text
from taskforce.reports.document import (
    Block,
    Document,
    Facts,
    Letterhead,
    Paragraph,
    Part,
    Table,
    Title,
    Verdict,
)
from taskforce.reports.writers.paper import column_shares, letterhead_sizes
from taskforce.reports.writers.word.styles import FRONT

SIZES = (9.5, FRONT, 8.5, 8.0, 7.5, 7.0, 6.5, 6.0)
"""Points of page one's letters that are tried, the largest first."""

_SIGN = 0.5
"""Width of a sign on average, for each point of its size: of Arial, and of what stands in for it."""

_LINE = 1.17
"""Height of a line for each point of its size."""

_SAFETY = 0.97
"""Of a page's height so much is used: other programs break lines elsewhere."""


def front_points(document: Document, width: int, height: int) -> float:
    """Return the size of page one's letters for a text of ``width`` and ``height`` in twentieths of a point."""
    front = [part for part in document.parts if part.front]
    room = height / 20 * _SAFETY
    fitting = (size for size in SIZES if sum(_part(part, size, width / 20) for part in front) <= room)
    return next(fitting, SIZES[-1])


def _part(part: Part, size: float, width: float) -> float:
    title = 7 + 1 + 1.1 * size * _LINE if part.title else 0.0
    return title + sum(_block(block, size, width) for block in part.blocks)


def _lines(text: str, size: float, width: float) -> int:
    """Return the lines that a text takes."""
    room = width / (size * _SIGN)
    return sum(max(1, ceil(cell_width(line) * 1.02 / room)) for line in text.split("\n"))


def _block(block: Block, size: float, width: float) -> float:
    match block:
        case Letterhead(lines, logo):
            inner = width * 0.68 if logo else width
            told = zip(lines, letterhead_sizes(lines), strict=True)
            # Capitals are a third wider than other letters.
            high = sum(_lines(text, points * 1.35, inner) * points * _LINE for text, (points, _bold) in told)
            return max(high, 72.0 if logo else 0.0) + 12
        case Title(_text, lines):
            return 12 + 14 * _LINE + sum(_lines(one, 10, width) * 10 * _LINE for one in lines)
        case Verdict():
            said = f"{block.now.text} {block.reason}"
            small = [text for text in (before_text(block), block.rule) if text]
            rest = sum(_lines(text, 0.85 * size, width - 12) * 0.85 * size * _LINE for text in small)
            return 5 + _lines(said, size, width - 12) * size * _LINE + rest
        case Facts(_key, facts):
            return sum(2 + _lines(f"{one.label}: {one.text}", size, width) * size * _LINE for one in facts)
        case Paragraph("", _kind):
            return 0.0
        case Paragraph(text, kind):
            points = 10.0 if kind == "addressee" else 0.9 * size
            return (12 if kind == "addressee" else 2) + _lines(text, points, width) * points * _LINE
        case Table():
            return _table(block, 0.93 * size, width)
    return 0.0


def _table(table: Table, size: float, width: float) -> float:
    shares = column_shares(table, int(width / size / 0.525), bars=False)
    whole = sum(shares)
    rooms = [width * share / whole - 8 for share in shares]
    rows = [[column.title for column in table.columns], *([cell.text for cell in row] for row in table.rows)]
    lines = sum(max(map(_lines, row, [size] * len(row), rooms)) for row in rows)
    return 3.5 * len(rows) + lines * size * _LINE + (2 + 0.97 * size * _LINE if table.left_out else 5)
