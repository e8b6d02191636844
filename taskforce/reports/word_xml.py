"""Pieces of WordprocessingML as text: paragraphs, runs and tables, with every text escaped.

Built as text and not object by object, because a matrix of a thousand rows has ten thousand cells.  Sizes are in
points, widths in twentieths of a point (Word's own measure).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise

RULE, HEAD, SUMS = "9AA8A5", "E4EDEA", "F2F6F4"
TONES = {"late": "A11C15", "good": "1B6B37", "muted": "3B4A47"}

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def literal(text: str) -> str:
    """A text as XML has it, without the few signs that XML cannot hold."""
    return escape(_NOT_XML.sub("", text), quote=False)


def run(
    text: str, *, bold: bool = False, size: float | None = None, colour: str | None = None, underline: bool = False
) -> str:
    """Letters of one look; line ends become line breaks."""
    look = "<w:b/>" if bold else ""
    look += f'<w:color w:val="{colour}"/>' if colour else ""
    look += f'<w:sz w:val="{round(size * 2)}"/>' if size else ""
    look += '<w:u w:val="single"/>' if underline else ""
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(map(literal, text.split("\n")))
    return f'<w:r>{look}<w:t xml:space="preserve">{lines}</w:t></w:r>'


def paragraph(
    *runs: str,
    style: str | None = None,
    align: str | None = None,
    before: float | None = None,
    after: float | None = None,
    keep_next: bool = False,
    indent: int = 0,
    rule: bool = False,
    outline: int | None = None,
) -> str:
    """A paragraph of runs; ``rule`` draws a double line below it, ``indent`` hangs its first line out."""
    look = f'<w:pStyle w:val="{style}"/>' if style else ""
    look += "<w:keepNext/><w:keepLines/>" if keep_next else ""
    if rule:
        look += '<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="18" w:space="4" w:color="14211F"/></w:pBdr>'
    if before is not None or after is not None:
        look += f'<w:spacing w:before="{round((before or 0) * 20)}" w:after="{round((after or 0) * 20)}"/>'
    look += f'<w:ind w:left="{indent}" w:hanging="{indent}"/>' if indent else ""
    look += f'<w:jc w:val="{align}"/>' if align else ""
    look += f'<w:outlineLvl w:val="{outline}"/>' if outline is not None else ""
    look = f"<w:pPr>{look}</w:pPr>" if look else ""
    return f"<w:p>{look}{''.join(runs)}</w:p>"


def gap(points: float = 6, *, keep_next: bool = False) -> str:
    """An empty paragraph of so many points: tables that follow each other would grow together."""
    keep = "<w:keepNext/>" if keep_next else ""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{round(points * 20)}" w:lineRule="exact"/>'
    return f'<w:p><w:pPr>{keep}{spacing}<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'


def cell(width: int, content: str, *, fill: str | None = None, middle: bool = False) -> str:
    """A cell of paragraphs."""
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    look += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    look += '<w:vAlign w:val="center"/>' if middle else ""
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], *, head: bool = False) -> str:
    """A row, never broken between two pages; heads stand on every page."""
    look = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: Sequence[int], rows: Iterable[str], *, ruled: bool = True) -> str:
    """A table of fixed widths."""
    kind = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"' if ruled else 'w:val="nil"'
    borders = "".join(f"<w:{side} {kind}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 30), ("left", 80), ("bottom", 30), ("right", 80))
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{"".join(rows)}</w:tbl>'
    )


def shared(shares: Sequence[float], width: int) -> list[int]:
    """Widths in proportion to ``shares`` that add up to ``width``."""
    whole, ends, reached = sum(shares), [0], 0.0
    for share in shares:
        reached += share
        ends.append(round(width * reached / whole))
    return [end - begin for begin, end in pairwise(ends)]
