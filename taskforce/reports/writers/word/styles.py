"""The styles of a report in Word: those that a template lacks are added, so that no text has a look of its own.

Whoever wants another look changes the style, in the report or for good in the office's template.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

INK, ACCENT, MUTED = "14211F", "0A5550", "3B4A47"
RULE, HEAD, SUMS = "9AA8A5", "E4EDEA", "F2F6F4"
LATE, GOOD, AT_RISK = "A11C15", "1B6B37", "7A4700"

FRONT = 9.0
"""Points of page one's letters where there is room; see :func:`set_front`."""


class Style(NamedTuple):
    """A style of paragraphs or letters: what it is based on, its size in points (``None``: as there), its look.

    ``share`` is the share of page one's size, for styles that stand there.
    """

    name: str
    base: str = "Normal"
    size: float | None = None
    bold: bool = False
    colour: str | None = None
    align: str | None = None
    before: float = 0
    after: float = 0
    keep: bool = False
    caps: bool = False
    underline: bool = False
    level: int | None = None
    extra: str = ""
    share: float | None = None
    character: bool = False


_RULED = f'<w:pBdr><w:bottom w:val="single" w:sz="8" w:space="2" w:color="{ACCENT}"/></w:pBdr>'
_DOUBLE = f'<w:pBdr><w:bottom w:val="thickThinSmallGap" w:sz="24" w:space="1" w:color="{INK}"/></w:pBdr>'
_BAR = f'<w:pBdr><w:left w:val="single" w:sz="36" w:space="8" w:color="{RULE}"/></w:pBdr>'
_CELL = 9.0

STYLES: Mapping[str, Style] = {
    "title": Style("Title", size=14, bold=True, align="center", before=8, after=4, keep=True, caps=True),
    "subtitle": Style("Subtitle", size=10, align="center", keep=True),
    "heading1": Style(
        "heading 1", size=12, bold=True, colour=ACCENT, before=14, after=5, keep=True, level=0, extra=_RULED
    ),
    "heading2": Style("heading 2", size=11, bold=True, before=9, after=4, keep=True, level=1),
    "heading3": Style("heading 3", size=10, bold=True, before=6, after=3, keep=True, level=2),
    "front_heading": Style(
        "Report front heading", "heading 1", bold=True, colour=ACCENT, before=5, after=2, keep=True, share=1.1
    ),
    "caption": Style("caption", size=9, align="center", after=6),
    "bullet": Style("List Bullet", size=10),
    "number": Style("List Number", size=10, keep=True),
    "government": Style("Report government", size=12, align="center", keep=True),
    "agency": Style("Report agency", size=16, bold=True, align="center", keep=True),
    "address": Style("Report address", size=10, align="center", keep=True),
    "rule": Style("Report letterhead rule", size=2, after=6, extra=_DOUBLE),
    "addressee": Style("Report addressee", size=10, before=6, after=6),
    "words": Style("Report words", align="both", after=6),
    "text": Style("Report text", after=6, keep=False),
    "signed_text": Style("Report closing words", before=8, after=10, keep=True),
    "note": Style("Report note", size=9.5, colour=MUTED, before=2, after=6),
    "front_note": Style("Report front note", colour=MUTED, before=1.5, after=1, share=0.9),
    "verdict": Style("Report judgement", before=4, after=1, share=1.0, extra=_BAR),
    "verdict_note": Style("Report judgement rule", colour=MUTED, share=0.85, extra=_BAR),
    "fact": Style("Report fact", after=2, share=1.0),
    "front_cell": Style("Report front cell", share=0.93),
    "front_cell_right": Style("Report front figure", "Report front cell", align="right", share=0.93),
    "cell": Style("Report cell", size=_CELL),
    "cell_right": Style("Report figure", "Report cell", size=_CELL, align="right"),
    "wide_cell": Style("Report matrix cell", size=8),
    "wide_cell_right": Style("Report matrix figure", "Report matrix cell", size=8, align="right"),
    "tile_label": Style("Report tile label", size=8, align="center"),
    "tile": Style("Report tile", size=14, bold=True, align="center"),
    "share_label": Style("Report share", size=11),
    "share_figure": Style("Report share figure", size=11, bold=True, align="right"),
    "picture": Style("Report picture", align="center", after=2, keep=True),
    "signature": Style("Report signature", keep=True),
    "signature_name": Style("Report signer", bold=True, underline=True, keep=True),
    "signature_space": Style("Report signature space", size=11, keep=True, before=20, after=20),
    "signature_end": Style("Report signature end", size=4, keep=True),
    "copies": Style("Report copies", size=10, before=12, keep=True),
    "copy": Style("Report copy", size=10),
    "gap": Style("Report gap", size=4),
    "new_page": Style("Report new page", size=1, extra="<w:pageBreakBefore/>"),
    "draft": Style("Report draft", size=14, bold=True, colour="8A8A8A", align="right"),
    "strong": Style("Report strong", bold=True, character=True),
    "late": Style("Report late", bold=True, colour=LATE, character=True),
    "at_risk": Style("Report at risk", bold=True, colour=AT_RISK, character=True),
    "good": Style("Report good", colour=GOOD, character=True),
    "muted": Style("Report muted", colour=MUTED, character=True),
}
"""The styles by what they are for."""

TABLES = {"table": "Report table", "layout": "Report layout", "signatures": "Report signatures"}
"""The styles of tables: ruled with a head, and two without any rules."""

_NORMAL = 'w:type="paragraph" w:default="1" w:styleId="STYLE-ID"'
_NS = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def added_styles(word: Any) -> dict[str, str]:
    """Add what is missing to the styles of a Word file; return the id of each style by its key."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    root = word.styles.element
    there: dict[str, str] = {
        one.find(qn("w:name")).get(qn("w:val")).casefold(): one.get(qn("w:styleId"))
        for one in root.findall(qn("w:style"))
        if one.find(qn("w:name")) is not None
    }
    taken = set(there.values())

    def add(name: str, xml: str) -> str:
        key = name.casefold()
        if key not in there:
            own = "".join(word.capitalize() for word in name.split())
            while own in taken:
                own += "R"
            root.append(parse_xml(xml.replace("STYLE-ID", own)))
            there[key] = own
            taken.add(own)
        return there[key]

    if "normal" not in there:
        add("Normal", f'<w:style {_NS} {_NORMAL}><w:name w:val="Normal"/></w:style>')
    ids = {}
    for key, style in STYLES.items():
        base = "" if style.character else there[style.base.casefold()]
        ids[key] = add(style.name, style_xml(style, base))
    for key, name in TABLES.items():
        ids[key] = add(name, _table_xml(name, ruled=key == "table"))
    return ids


def set_front(word: Any, ids: Mapping[str, str], points: float) -> None:
    """Give the styles of page one the size that it has room for: it is always one page."""
    from docx.oxml.ns import qn

    sizes = {ids[key]: style.share * points for key, style in STYLES.items() if style.share is not None}
    for style in word.styles.element.findall(qn("w:style")):
        size = sizes.get(style.get(qn("w:styleId")))
        look = style.find(qn("w:rPr"))
        if size is not None and look is not None and look.find(qn("w:sz")) is not None:
            for name in ("w:sz", "w:szCs"):
                look.find(qn(name)).set(qn("w:val"), str(round(size * 2)))


def style_xml(style: Style, base: str) -> str:
    """Return a style as XML; its id is left open."""
    size = style.size if style.share is None else style.share * FRONT
    letters = "<w:b/><w:bCs/>" if style.bold else ""
    letters += "<w:caps/>" if style.caps else ""
    letters += f'<w:color w:val="{style.colour}"/>' if style.colour else ""
    letters += f'<w:sz w:val="{round(size * 2)}"/><w:szCs w:val="{round(size * 2)}"/>' if size else ""
    letters += '<w:u w:val="single"/>' if style.underline else ""
    name = f'<w:name w:val="{style.name}"/>'
    if style.character:
        return (
            f'<w:style {_NS} w:type="character" w:customStyle="1" w:styleId="STYLE-ID">{name}<w:qFormat/>'
            f"<w:rPr>{letters}</w:rPr></w:style>"
        )
    look = "<w:keepNext/><w:keepLines/>" if style.keep else ""
    look += style.extra
    look += (
        f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}" w:line="240" '
        'w:lineRule="auto"/>'
    )
    look += f'<w:jc w:val="{style.align}"/>' if style.align else ""
    look += f'<w:outlineLvl w:val="{style.level}"/>' if style.level is not None else ""
    own = ' w:customStyle="1"' if style.name.startswith("Report") else ""
    return (
        f'<w:style {_NS} w:type="paragraph"{own} w:styleId="STYLE-ID">{name}<w:basedOn w:val="{base}"/>'
        f"<w:qFormat/><w:pPr>{look}</w:pPr><w:rPr>{letters}</w:rPr></w:style>"
    )


def _table_xml(name: str, *, ruled: bool) -> str:
    line = f'w:val="single" w:sz="4" w:space="0" w:color="{RULE}"'
    sides = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = "".join(f"<w:{side} {line}/>" for side in sides) if ruled else ""
    borders = f"<w:tblBorders>{borders}</w:tblBorders>" if ruled else ""
    padding = (("top", 30), ("left", 80), ("bottom", 30), ("right", 80))
    margins = "".join(f'<w:{side} w:w="{width}" w:type="dxa"/>' for side, width in padding)
    indent = '<w:tblInd w:w="80" w:type="dxa"/>' if ruled else ""  # its rules begin where texts do
    first = (
        f'<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" '
        f'w:fill="{HEAD}"/></w:tcPr></w:tblStylePr>'
        f'<w:tblStylePr w:type="lastRow"><w:rPr><w:b/></w:rPr><w:tcPr><w:shd w:val="clear" w:color="auto" '
        f'w:fill="{SUMS}"/></w:tcPr></w:tblStylePr>'
    )
    return (
        f'<w:style {_NS} w:type="table" w:customStyle="1" w:styleId="STYLE-ID"><w:name w:val="{name}"/>'
        f"<w:qFormat/><w:tblPr>{indent}{borders}<w:tblCellMar>{margins}</w:tblCellMar></w:tblPr>"
        f"{first if ruled else ''}</w:style>"
    )


BULLETS, _NUMBERS = 9001, 9002
"""The numbers of the list with bullets, and of the kind of numbered lists; each of these has one of its own."""


def added_numbering(word: Any) -> Any:
    """Give a Word file the two kinds of lists that a report has; return its part of numbering."""
    from docx.opc.constants import RELATIONSHIP_TYPE
    from docx.opc.packuri import PackURI
    from docx.oxml import parse_xml
    from docx.parts.numbering import NumberingPart

    try:
        part = word.part.part_related_by(RELATIONSHIP_TYPE.NUMBERING)
    except KeyError:
        part = NumberingPart.load(
            PackURI("/word/numbering.xml"),
            "application/vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml",
            f"<w:numbering {_NS}/>".encode(),
            word.part.package,
        )
        word.part.relate_to(part, RELATIONSHIP_TYPE.NUMBERING)
    for position, (number, kind, sign) in enumerate(((BULLETS, "bullet", "•"), (_NUMBERS, "decimal", "%1."))):
        xml = (
            f'<w:abstractNum {_NS} w:abstractNumId="{number}"><w:multiLevelType w:val="singleLevel"/>'
            f'<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:lvlText w:val="{sign}"/>'
            '<w:lvlJc w:val="left"/><w:pPr><w:ind w:left="340" w:hanging="340"/></w:pPr></w:lvl></w:abstractNum>'
        )
        part.element.insert(position, parse_xml(xml))
    part.element.append(parse_xml(_list_xml(BULLETS, BULLETS)))
    return part


def added_list(part: Any, count: int) -> int:
    """Begin the ``count``-th numbered list of a file; return its number."""
    from docx.oxml import parse_xml

    number = _NUMBERS + count
    part.element.append(parse_xml(_list_xml(number, _NUMBERS)))
    return number


def _list_xml(number: int, kind: int) -> str:
    begun = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>' if kind == _NUMBERS else ""
    return f'<w:num {_NS} w:numId="{number}"><w:abstractNumId w:val="{kind}"/>{begun}</w:num>'
