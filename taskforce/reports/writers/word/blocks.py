"""The blocks of a document as WordprocessingML, for the place that a template gives them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import pairwise
from typing import NamedTuple

from taskforce.language import _
from taskforce.reports.content.wording import before_text, left_out_text
from taskforce.reports.document import (
    Block,
    Cell,
    Column,
    Copies,
    Facts,
    Figures,
    Heading,
    Letterhead,
    Listed,
    Paragraph,
    Part,
    Photo,
    Plot,
    Signatures,
    Signer,
    Table,
    Title,
    Verdict,
)
from taskforce.reports.writers.paper import column_shares

RULE, HEAD, SUMS = "9AA8A5", "E4EDEA", "F2F6F4"
_VERDICTS = {"on_track": "1B6B37", "at_risk": "9A5B00", "off_track": "A11C15"}
TONES = {"late": "A11C15", "good": "1B6B37", "muted": "3B4A47"}

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def literal(text: str) -> str:
    """Return a text as XML has it, without the few signs that XML cannot hold."""
    return escape(_NOT_XML.sub("", text), quote=False)


def run(
    text: str, *, bold: bool = False, size: float | None = None, colour: str | None = None, underline: bool = False
) -> str:
    """Return letters of one look; line ends become line breaks."""
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
    """Return a paragraph of runs; ``rule`` draws a double line below it, ``indent`` hangs its first line out."""
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
    """Return an empty paragraph of so many points: tables that follow each other would grow together."""
    keep = "<w:keepNext/>" if keep_next else ""
    spacing = f'<w:spacing w:before="0" w:after="0" w:line="{round(points * 20)}" w:lineRule="exact"/>'
    return f'<w:p><w:pPr>{keep}{spacing}<w:rPr><w:sz w:val="2"/></w:rPr></w:pPr></w:p>'


def cell(width: int, content: str, *, fill: str | None = None, middle: bool = False) -> str:
    """Return a cell of paragraphs."""
    look = f'<w:tcW w:w="{width}" w:type="dxa"/>'
    look += f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    look += '<w:vAlign w:val="center"/>' if middle else ""
    return f"<w:tc><w:tcPr>{look}</w:tcPr>{content}</w:tc>"


def row(cells: Iterable[str], *, head: bool = False) -> str:
    """Return a row, never broken between two pages; heads stand on every page."""
    look = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(cells)}</w:tr>"


def table(widths: Sequence[int], rows: Iterable[str], *, ruled: bool = True) -> str:
    """Return a table of fixed widths."""
    return "".join(table_pieces(widths, rows, ruled=ruled))


def table_pieces(widths: Sequence[int], rows: Iterable[str], *, ruled: bool = True) -> Iterator[str]:
    """Yield a table of fixed widths row by row, so that nobody holds all of a long one."""
    kind = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"' if ruled else 'w:val="nil"'
    borders = "".join(f"<w:{side} {kind}/>" for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 30), ("left", 80), ("bottom", 30), ("right", 80))
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    yield (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        f'<w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        f'<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        f'w:noVBand="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
    )
    yield from rows
    yield "</w:tbl>"


def shared(shares: Sequence[float], width: int) -> list[int]:
    """Return widths in proportion to ``shares`` that add up to ``width``."""
    whole, ends, reached = sum(shares), [0], 0.0
    for share in shares:
        reached += share
        ends.append(round(width * reached / whole))
    return [end - begin for begin, end in pairwise(ends)]


_SIGN = 10.5
"""Twentieths of a point that a sign takes on average, for each point of its size."""

_DOTTED = "." * 50
_LETTERHEAD = ((14, True), (12, True))
"""Size and weight of a letterhead's first lines; the others are smaller and plain."""

Draw = Callable[[Plot, int], str]
Place = Callable[[str, str, int, int], str]


class Setting(NamedTuple):
    """What a template gives to those who set a report into it.

    ``headings`` are the ids of its heading styles by level (none where it has none); ``width`` is its text's, in
    twentieths of a point.  ``draw`` and ``place`` put a plot, or a picture (its data address, what it says, the
    greatest width and height), into the file and give a run; an empty text for what cannot be shown.
    """

    headings: Mapping[int, str]
    width: int
    draw: Draw
    place: Place


Pieces = Iterable[str]
"""XML in pieces, in order; those of a table are made when they are asked for."""


def part_xml(part: Part, setting: Setting) -> list[Pieces]:
    """Return a part with its heading, block by block; its pictures are placed by then."""
    title = part.title if part.count is None else f"{part.title} ({part.count})"
    pieces: list[Pieces] = [[heading(title, 2, setting)]] if title else []
    photos = [block for block in part.blocks if isinstance(block, Photo)]
    for block in part.blocks:
        if isinstance(block, Table):
            pieces.append(_table(block, setting))
        elif not isinstance(block, Photo):
            pieces.append([block_xml(block, setting)])
    if photos:
        pieces.append([_photos(photos, setting)])
    return pieces


def heading(text: str, level: int, setting: Setting) -> str:
    """Return a heading in the template's own style; where it has none, bold, and a heading all the same."""
    style = setting.headings.get(level)
    if style:
        return paragraph(run(text), style=style, keep_next=True)
    size = {1: 14.0, 2: 12.0}.get(level, 11.0)
    align = "center" if level == 1 else None
    letters = run(text, bold=True, size=size)
    return paragraph(letters, align=align, before=12, after=4, keep_next=True, outline=level - 1)


def block_xml(block: Block, setting: Setting) -> str:
    """Return one block that is no table; a kind that is not known is left out."""
    match block:
        case Letterhead():
            return _letterhead(block, setting)
        case Title(text, lines):
            below = [paragraph(run(line), align="center", after=0) for line in lines]
            return heading(text, 1, setting) + "".join(below) + gap()
        case Heading(text):
            return heading(text, 3, setting)
        case Paragraph():
            return _paragraph(block)
        case Verdict():
            return _verdict(block)
        case Facts(_key, facts):
            return "".join(
                paragraph(run(f"{fact.label}: ", bold=True, size=9.5), run(fact.text, size=9.5), after=2)
                for fact in facts
            )
        case Figures():
            return _figures(block, setting)
        case Listed():
            return _listed(block, setting)
        case Plot():
            drawn = setting.draw(block, setting.width)
            return paragraph(drawn, after=6) if drawn else ""
        case Signatures():
            return _signatures(block, setting)
        case Copies(title, entries):
            named = paragraph(run(f"{title}:", size=10), before=12, after=0, keep_next=True)
            return named + _entries(_numbered(entries), keep=True)
    return ""


def _letterhead(block: Letterhead, setting: Setting) -> str:
    lines = []
    for index, text in enumerate(block.lines):
        size, bold = _LETTERHEAD[index] if index < len(_LETTERHEAD) else (10, False)
        lines.append(paragraph(run(text, bold=bold, size=size), align="center", after=0, keep_next=True))
    rule = paragraph(rule=True, after=8)
    logo = setting.place(block.logo, _("Logo"), 1250, 1360) if block.logo else ""
    if not logo:
        return "".join(lines) + rule
    widths = shared((16, 68, 16), setting.width)
    cells = (paragraph(logo, align="center", after=0), "".join(lines), paragraph(after=0))
    pairs = zip(widths, cells, strict=True)
    return table(widths, [row(cell(width, one, middle=True) for width, one in pairs)], ruled=False) + rule


def _paragraph(block: Paragraph) -> str:
    if block.kind in ("note", "empty"):
        return paragraph(run(block.text, size=9.5, colour=TONES["muted"]), after=6)
    return paragraph(run(block.text), align="both" if block.kind == "words" else None, after=6)


def _verdict(block: Verdict) -> str:
    judged = run(block.now.text.upper(), bold=True, size=11, colour=_VERDICTS.get(block.now.key))
    reason = run(f" {block.reason}", size=9.5) if block.reason else ""
    small = [block.rule] if not block.before else [before_text(block), block.rule]
    return paragraph(judged, reason, after=2) + "".join(
        paragraph(run(text, size=8, colour=TONES["muted"]), after=2) for text in small
    )


def _figures(block: Figures, setting: Setting) -> str:
    if block.key == "counts":
        widths = shared([1] * len(block.figures), setting.width)
        names = (
            cell(width, paragraph(run(one.label, size=8), align="center", after=0), fill=HEAD)
            for width, one in zip(widths, block.figures, strict=True)
        )
        values = (
            cell(
                width,
                paragraph(
                    run(f"{one.mark} {one.text}".strip(), bold=True, size=14, colour=_alarm(one.key)),
                    align="center",
                    after=0,
                ),
            )
            for width, one in zip(widths, block.figures, strict=True)
        )
        return table(widths, [row(names, head=True), row(values)]) + gap()
    widths = shared((30, 20, 50), setting.width)
    rows = [
        row(
            (
                cell(widths[0], paragraph(run(one.label), after=0)),
                cell(widths[1], paragraph(run(one.text, bold=True), align="right", after=0)),
                cell(widths[2], paragraph(run(one.remark), after=0)),
            )
        )
        for one in block.figures
    ]
    return table(widths, rows, ruled=False) + gap()


def _alarm(key: str) -> str | None:
    return TONES["late"] if key == "overdue" else None


def _table(block: Table, setting: Setting) -> Iterator[str]:
    if not block.rows:
        yield _paragraph(Paragraph(block.empty, "empty"))
        return
    size = 8.0 if setting.width > 12_000 else 9.0
    widths = shared(column_shares(block, int(setting.width / size / _SIGN), bars=False), setting.width)

    def rows() -> Iterator[str]:
        yield _head(block.columns, widths, size)
        for one in block.rows:
            yield _row(block.columns, one, widths, size)
        if block.sums:
            yield _row(block.columns, block.sums, widths, size, sums=True)

    yield from table_pieces(widths, rows())
    yield _remark(block) if block.left_out else gap()


def _head(columns: Sequence[Column], widths: Sequence[int], size: float) -> str:
    return row(
        (
            cell(width, paragraph(run(one.title, bold=True, size=size), align=_align(one), after=0), fill=HEAD)
            for width, one in zip(widths, columns, strict=True)
        ),
        head=True,
    )


def _row(
    columns: Sequence[Column], cells: Sequence[Cell], widths: Sequence[int], size: float, *, sums: bool = False
) -> str:
    def one(column: Column, said: Cell, width: int) -> str:
        bold = sums or said.tone == "late"
        letters = run(said.text, bold=bold, size=size, colour=TONES.get(said.tone))
        return cell(width, paragraph(letters, align=_align(column), after=0), fill=SUMS if sums else None)

    return row(map(one, columns, cells, widths))


def _align(column: Column) -> str | None:
    return "right" if column.right else None


def _listed(block: Listed, setting: Setting) -> str:
    return _entries_of(block, setting) + (_remark(block) if block.left_out else "")


def _remark(block: Table | Listed) -> str:
    """Return what stands below a list that is not shown whole."""
    return paragraph(run(left_out_text(block.left_out, block.where), size=9, colour=TONES["muted"]), after=6)


def _entries_of(block: Listed, setting: Setting) -> str:
    if block.numbered:
        return _entries(_numbered(block.entries)) + gap()
    marked = [("•", entry) for entry in block.entries]
    if len(marked) <= 6:
        return _entries(marked) + gap()
    each = -(-len(marked) // 3)
    widths = shared((1, 1, 1), setting.width)
    thirds = [marked[index * each : (index + 1) * each] for index in range(3)]
    cells = (cell(width, _entries(some) or paragraph()) for width, some in zip(widths, thirds, strict=True))
    return table(widths, [f"<w:tr>{''.join(cells)}</w:tr>"], ruled=False) + gap()


def _numbered(entries: Iterable[str]) -> list[tuple[str, str]]:
    return [(f"{number}.", entry) for number, entry in enumerate(entries, 1)]


def _entries(entries: Sequence[tuple[str, str]], *, keep: bool = False) -> str:
    """Return short texts, each behind its mark; ``keep`` keeps them on one page."""
    last = len(entries) - 1
    return "".join(
        paragraph(
            run(f"{mark} ", size=10),
            run(text, size=10),
            after=0,
            indent=320,
            keep_next=keep and index < last,
        )
        for index, (mark, text) in enumerate(entries)
    )


def _signatures(block: Signatures, setting: Setting) -> str:
    """Return one row that is not broken and that the copies stay with."""
    signers = [_signer(one, "") for one in block.signers[:-1]]
    signers.append(_signer(block.signers[-1], block.place_and_day))
    columns = signers if len(signers) > 1 else ["<w:p/>", *signers]
    shares = [1] * len(columns) if len(signers) > 1 else [55, 45]
    widths = shared(shares, setting.width)
    cells = (cell(width, one) for width, one in zip(widths, columns, strict=True))
    return gap(12) + table(widths, [row(cells)], ruled=False) + gap(keep_next=True)


def _signer(signer: Signer, over: str) -> str:
    above = [run(line) for line in signer.above] or [run(_DOTTED)]
    name = run(signer.name, bold=True, underline=True) if signer.name else run(_DOTTED)
    below = [run(line) for line in (signer.rank, signer.nip) if line]
    lines = [run(over), *above, *([""] * 4), name, *below]
    return "".join(paragraph(line, after=0, keep_next=index < len(lines) - 1) for index, line in enumerate(lines))


def _photos(photos: Sequence[Photo], setting: Setting) -> str:
    """Return pictures in pairs, each with its caption below."""
    widths = shared((1, 1), setting.width)
    cells = [
        cell(
            widths[index % 2],
            paragraph(
                setting.place(one.picture, one.alternative, widths[index % 2] - 200, 3500)
                or run(_("the picture cannot be read.")),
                align="center",
                after=2,
                keep_next=True,
            )
            + paragraph(run(one.caption, size=9), align="center", after=6),
        )
        for index, one in enumerate(photos)
    ]
    if len(cells) % 2:
        cells.append(cell(widths[1], paragraph()))
    rows = (row(cells[index : index + 2]) for index in range(0, len(cells), 2))
    return table(widths, rows, ruled=False) + gap()
