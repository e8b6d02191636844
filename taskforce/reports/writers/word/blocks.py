"""The blocks of a document as WordprocessingML, for the place that a template gives them.

Every text has a style (:mod:`taskforce.reports.writers.word.styles`) and no look of its own.
"""

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
    Copies,
    Facts,
    Figure,
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
from taskforce.reports.writers.paper import AGENCY, GOVERNMENT, column_shares, letterhead_sizes, office_signs
from taskforce.reports.writers.word.styles import BULLETS

_VERDICTS = {"on_track": "good", "at_risk": "at_risk", "off_track": "late"}
_TONES = ("late", "good", "muted")

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")

_SIGN = 10.5
"""Twentieths of a point that a sign takes on average, for each point of its size."""

_DOTTED = "." * 50

_CELL_END = "</w:p></w:tc>"

Draw = Callable[[Plot, int], str]
Place = Callable[[str, str, int, int], str]
Pieces = Iterable[str]
"""XML in pieces, in order; those of a table are made when they are asked for."""


class Setting(NamedTuple):
    """What a template gives to those who set a report into it.

    ``styles`` are the ids of styles by what they are for; ``width`` is its text's, in twentieths of a point.
    ``draw`` and ``place`` put a plot, or a picture (its data address, what it says, the greatest width and
    height), into the file and give a run; an empty text for what cannot be shown.  ``numbered`` begins a numbered
    list and gives its number.
    """

    styles: Mapping[str, str]
    width: int
    draw: Draw
    place: Place
    numbered: Callable[[], int]

    def paragraph(self, style: str, *runs: str, numbering: int | None = None) -> str:
        """Return a paragraph of runs; one of a list with its ``numbering``."""
        look = f'<w:pStyle w:val="{self.styles.get(style, style)}"/>'
        if numbering is not None:
            look += f'<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{numbering}"/></w:numPr>'
        return f"<w:p><w:pPr>{look}</w:pPr>{''.join(runs)}</w:p>"

    def run(self, text: str, style: str = "") -> str:
        """Return letters in a style of letters, or in that of their paragraph; line ends become line breaks."""
        look = f'<w:rPr><w:rStyle w:val="{self.styles.get(style, style)}"/></w:rPr>' if style else ""
        lines = '</w:t><w:br/><w:t xml:space="preserve">'.join(map(literal, text.split("\n")))
        return f'<w:r>{look}<w:t xml:space="preserve">{lines}</w:t></w:r>'

    def said(self, style: str, text: str) -> str:
        """Return a text as a paragraph."""
        return self.paragraph(style, self.run(text))

    def gap(self) -> str:
        """Return an empty paragraph: tables that follow each other would grow together."""
        return self.paragraph("gap")

    def table(
        self, style: str, widths: Sequence[int], rows: Iterable[str], *, sums: bool = False
    ) -> Iterator[str]:
        """Yield a table of fixed widths row by row, so that nobody holds all of a long one."""
        grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        head = int(style == "table")
        parts = f'w:firstRow="{head}" w:lastRow="{int(sums)}" w:firstColumn="0" w:lastColumn="0"'
        bits = 0x0600 | 0x0020 * head | 0x0040 * sums
        yield (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self.styles.get(style, style)}"/>'
            f'<w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
            f'<w:tblLook w:val="{bits:04X}" {parts} w:noHBand="1" w:noVBand="1"/></w:tblPr>'
            f"<w:tblGrid>{grid}</w:tblGrid>"
        )
        yield from rows
        yield "</w:tbl>"


def literal(text: str) -> str:
    """Return a text as XML has it, without the few signs that XML cannot hold."""
    return escape(_NOT_XML.sub("", text), quote=False)


def cell(width: int, content: str, at: str = "") -> str:
    """Return a cell of paragraphs, which stand ``at`` its ``center`` or ``bottom``, or else at its top."""
    place = f'<w:vAlign w:val="{at}"/>' if at else ""
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{place}</w:tcPr>{content}</w:tc>'


def row(cells: Iterable[str], *, head: bool = False) -> str:
    """Return a row, never broken between two pages; heads stand on every page."""
    look = "<w:cantSplit/>" + ("<w:tblHeader/>" if head else "")
    return f"<w:tr><w:trPr>{look}</w:trPr>{''.join(cells)}</w:tr>"


def shared(shares: Sequence[float], width: int) -> list[int]:
    """Return widths in proportion to ``shares`` that add up to ``width``."""
    whole, ends, reached = sum(shares), [0], 0.0
    for share in shares:
        reached += share
        ends.append(round(width * reached / whole))
    return [end - begin for begin, end in pairwise(ends)]


def part_xml(part: Part, setting: Setting) -> list[Pieces]:
    """Return a part with its heading, block by block; its pictures are placed by then."""
    return list(_Part(part, setting).pieces())


class _Part:
    """Sets one part."""

    def __init__(self, part: Part, setting: Setting) -> None:
        self.part, self.setting = part, setting

    def pieces(self) -> Iterator[Pieces]:
        part, setting = self.part, self.setting
        if part.title:
            title = part.title if part.count is None else f"{part.title} ({part.count})"
            style = "front_heading" if part.front else "heading1"
            yield [setting.said(style, office_signs(title))]
        photos = [block for block in part.blocks if isinstance(block, Photo)]
        for block in part.blocks:
            if isinstance(block, Table):
                yield self._table(block)
            elif not isinstance(block, Photo):
                yield [self._block(block)]
        if photos:
            yield [self._photos(photos)]

    def _block(self, block: Block) -> str:
        """Return one block that is no table; a kind that is not known is left out."""
        setting = self.setting
        match block:
            case Letterhead():
                return self._letterhead(block)
            case Title(text, lines):
                return setting.said("title", text) + "".join(setting.said("subtitle", one) for one in lines)
            case Heading(text):
                return setting.said("heading2", text)
            case Paragraph():
                return self._paragraph(block)
            case Verdict():
                return self._verdict(block)
            case Facts(_key, facts):
                return "".join(
                    setting.paragraph("fact", setting.run(f"{fact.label}: ", "strong"), setting.run(fact.text))
                    for fact in facts
                )
            case Figures():
                return self._figures(block)
            case Listed():
                return self._listed(block)
            case Plot():
                drawn = setting.draw(block, setting.width)
                return setting.paragraph("picture", drawn) if drawn else ""
            case Signatures():
                return self._signatures(block)
            case Copies(title, entries):
                named = setting.said("copies", f"{title}:")
                return named + (setting.said("copy", entries[0]) if len(entries) == 1 else self._numbered(entries))
        return ""

    def _letterhead(self, block: Letterhead) -> str:
        setting, names = self.setting, {GOVERNMENT: "government", AGENCY: "agency"}
        lines = "".join(
            setting.said(names.get(size, "address"), text)
            for text, (size, _bold) in zip(block.lines, letterhead_sizes(block.lines), strict=True)
        )
        rule = setting.paragraph("rule")
        logo = setting.place(block.logo, _("Logo"), 1250, 1360) if block.logo else ""
        if not logo:
            return lines + rule
        widths = shared((16, 68, 16), setting.width)
        cells = (setting.paragraph("address", logo), lines, setting.paragraph("address"))
        pairs = zip(widths, cells, strict=True)
        return "".join(setting.table("layout", widths, [row(cell(*pair, "center") for pair in pairs)])) + rule

    def _paragraph(self, block: Paragraph) -> str:
        if self.part.key == "closing":
            return self.setting.said("signed_text", block.text)
        if block.kind in ("note", "empty"):
            return self.setting.said("front_note" if self.part.front else "note", block.text)
        return self.setting.said(block.kind if block.kind in ("words", "addressee") else "text", block.text)

    def _verdict(self, block: Verdict) -> str:
        setting = self.setting
        judged = setting.run(block.now.text.upper(), _VERDICTS.get(block.now.key, "strong"))
        reason = setting.run(f" {block.reason}") if block.reason else ""
        small = filter(None, (before_text(block), block.rule))
        said = "".join(setting.said("verdict_note", text) for text in small)
        return setting.paragraph("verdict", judged, reason) + said

    def _figures(self, block: Figures) -> str:
        setting = self.setting
        if block.key == "counts":
            widths = shared([1] * len(block.figures), setting.width)
            pairs = list(zip(widths, block.figures, strict=True))
            names = [cell(width, setting.said("tile_label", one.label)) for width, one in pairs]
            values = [cell(width, setting.paragraph("tile", self._tile(one))) for width, one in pairs]
            return "".join(setting.table("table", widths, [row(names, head=True), row(values)])) + setting.gap()
        widths = shared((30, 20, 50), setting.width)
        rows = [
            row(
                cell(width, setting.said(style, text))
                for width, style, text in zip(
                    widths,
                    ("share_label", "share_figure", "share_label"),
                    (one.label, one.text, one.remark),
                    strict=True,
                )
            )
            for one in block.figures
        ]
        return "".join(setting.table("layout", widths, rows)) + setting.gap()

    def _tile(self, one: Figure) -> str:
        said = office_signs(f"{one.mark} {one.text}".strip())
        return self.setting.run(said, "late" if one.key == "overdue" else "")

    def _table(self, block: Table) -> Iterator[str]:
        setting = self.setting
        if not block.rows:
            yield self._paragraph(Paragraph(block.empty, "empty"))
            return
        wide = self.part.wide and setting.width > _ACROSS
        style, size = ("wide_cell", 8.0) if wide else ("front_cell", 9.0) if self.part.front else ("cell", 9.0)
        widths = shared(column_shares(block, int(setting.width / size / _SIGN), bars=False), setting.width)
        # What stands around the text of a cell is the same in every row: it is made once.
        keys = [f"{style}_right" if column.right else style for column in block.columns]
        around = [
            cell(width, setting.paragraph(key)).removesuffix(_CELL_END)
            for width, key in zip(widths, keys, strict=True)
        ]

        def one_row(cells: Sequence[Cell], *, strong: bool = False) -> str:
            pairs = zip(around, cells, strict=True)
            return row(f"{begin}{self._words(said, strong)}{_CELL_END}" for begin, said in pairs)

        def rows() -> Iterator[str]:
            heads = zip(around, block.columns, strict=True)
            yield row((f"{begin}{setting.run(one.title, 'strong')}{_CELL_END}" for begin, one in heads), head=True)
            yield from map(one_row, block.rows)
            if block.sums:
                yield one_row(block.sums, strong=True)

        yield from setting.table("table", widths, rows(), sums=block.sums is not None)
        yield self._remark(block) if block.left_out else setting.gap()

    def _words(self, said: Cell, strong: bool) -> str:
        tone = said.tone if said.tone in _TONES else "strong" if strong else ""
        return self.setting.run(office_signs(said.text), tone)

    def _remark(self, block: Table | Listed) -> str:
        """Return what stands below a list that is not shown whole."""
        return self.setting.said("front_note" if self.part.front else "note", left_out_text(block))

    def _listed(self, block: Listed) -> str:
        setting = self.setting
        below = self._remark(block) if block.left_out else setting.gap()
        if block.numbered:
            return self._numbered(block.entries) + below
        if len(block.entries) <= _ONE_COLUMN:
            return self._bulleted(block.entries) + below
        each = -(-len(block.entries) // 3)
        widths = shared((1, 1, 1), setting.width)
        thirds = [block.entries[index * each : (index + 1) * each] for index in range(3)]
        cells = (
            cell(width, self._bulleted(some) or setting.paragraph("bullet"))
            for width, some in zip(widths, thirds, strict=True)
        )
        return "".join(setting.table("layout", widths, [row(cells)])) + below

    def _bulleted(self, entries: Iterable[str]) -> str:
        setting = self.setting
        return "".join(setting.paragraph("bullet", setting.run(one), numbering=BULLETS) for one in entries)

    def _numbered(self, entries: Sequence[str]) -> str:
        """Return a numbered list; its style keeps it on one page with what stands before it."""
        setting, number = self.setting, self.setting.numbered()
        return "".join(setting.paragraph("number", setting.run(one), numbering=number) for one in entries)

    def _signatures(self, block: Signatures) -> str:
        """Return a table of the signers: heads that are level, space, names; the copies stay with it."""
        setting = self.setting
        heads = ["".join(setting.said("signature", line) for line in head) for head in block.heads(_DOTTED)]
        names = [self._signer(one) for one in block.signers]
        if len(names) == 1:
            heads, names = [setting.paragraph("signature"), *heads], [setting.paragraph("signature"), *names]
        spaces = [setting.paragraph("signature_space")] * len(names)
        widths = shared((55, 45) if len(block.signers) == 1 else [1] * len(names), setting.width)
        rows = (
            row(cell(*pair, at) for pair in zip(widths, cells, strict=True))
            for cells, at in ((heads, "bottom"), (spaces, ""), (names, ""))
        )
        return "".join(setting.table("signatures", widths, rows)) + setting.paragraph("signature_end")

    def _signer(self, signer: Signer) -> str:
        setting = self.setting
        below = (setting.said("signature", line) for line in (signer.rank, signer.nip) if line)
        return setting.said("signature_name" if signer.name else "signature", signer.name or _DOTTED) + "".join(
            below
        )

    def _photos(self, photos: Sequence[Photo]) -> str:
        """Return pictures in pairs, each with its caption below."""
        setting = self.setting
        widths = shared((1, 1), setting.width)
        cells = []
        for index, one in enumerate(photos):
            width = widths[index % 2]
            shown = setting.place(one.picture, one.alternative, width - 200, 3500)
            shown = shown or setting.run(_("the picture cannot be read."))
            cells.append(cell(width, setting.paragraph("picture", shown) + setting.said("caption", one.caption)))
        if len(cells) % 2:
            cells.append(cell(widths[1], setting.paragraph("caption")))
        rows = (row(cells[index : index + 2]) for index in range(0, len(cells), 2))
        return "".join(setting.table("layout", widths, rows)) + setting.gap()


_ONE_COLUMN = 6
"""A list of more short texts is set in three columns."""

_ACROSS = 12_000
"""Twentieths of a point: a text of more lies across."""
