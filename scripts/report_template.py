"""Make the Word template that is shipped: python scripts/report_template.py

It is what "taskforce template write FILE.docx" gives to an office that wants its own.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from taskforce.reports.writers.paper import PAPERS
from taskforce.reports.writers.word.docx import TEMPLATE, packed_anew
from taskforce.reports.writers.word.styles import added_styles

_KEPT = ("Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer")
"""Styles of the library's own page that stay; those of a report take the place of the others."""

FIELDS = ("letterhead", "heading", "content", "closing", "annexes")


def made() -> bytes:
    """Return the template as the content of a file."""
    word = Document()
    _page(word.sections[0])
    _styles(word)
    for name in FIELDS:
        word.add_paragraph(f"{{{{p {name} }}}}")
    _header(word)
    _footer(word.sections[0])
    _drop_extras(word)
    properties = word.core_properties
    properties.title, properties.author, properties.comments = "taskforce", "", ""
    properties.created = properties.modified = datetime(2026, 1, 1)
    stream = io.BytesIO()
    word.save(stream)
    return packed_anew(stream.getvalue(), "", {})


def _drop_extras(word: object) -> None:
    """Remove what the library's own empty page brings along: its picture, styles of 2010, data of its own."""
    part = word.part  # type: ignore[attr-defined]
    for relations in (part.package.rels, part.rels):
        for key, relation in list(relations.items()):
            if relation.reltype.endswith(("/thumbnail", "/stylesWithEffects", "/customXml")):
                del relations[key]


def _page(section: object) -> None:
    """Set F4 with the margins of official letters; a report sets its own paper."""
    width, height = PAPERS["f4"]
    values = {"page_width": width, "page_height": height, "left_margin": 30, "right_margin": 20}
    values |= {"top_margin": 20, "bottom_margin": 25, "header_distance": 10, "footer_distance": 12}
    for name, millimetres in values.items():
        setattr(section, name, Mm(millimetres))


def _styles(word: object) -> None:
    styles = word.styles  # type: ignore[attr-defined]
    normal = styles["Normal"]
    _letters(normal, 11, False, "14211F")
    normal.paragraph_format.space_after = Pt(6)
    for style in list(styles):
        if style.name not in _KEPT:
            style.delete()
    added_styles(word)
    for name in ("Header", "Footer"):
        _letters(styles[name], 8, False, "3B4A47")
    styles["Footer"].paragraph_format.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _letters(style: object, size: int, bold: bool, colour: str) -> None:
    font = style.font  # type: ignore[attr-defined]
    font.name, font.size, font.bold, font.italic = "Arial", Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), "Arial")


def _footer(section: object) -> None:
    paragraph = section.footer.paragraphs[0]  # type: ignore[attr-defined]
    for text in ("{{ footer }} · {{ page }} ", "PAGE", " {{ of }} ", "NUMPAGES"):
        if text.isupper():
            _field(paragraph, text)
        else:
            paragraph.add_run(text)


def _header(word: object) -> None:
    """Put the mark of a draft at the top of every page."""
    section = word.sections[0]  # type: ignore[attr-defined]
    section.header.paragraphs[0].text = "{{ mark }}"
    section.header.paragraphs[0].style = word.styles["Report draft"]  # type: ignore[attr-defined]


def _field(paragraph: object, code: str) -> None:
    """Add a field that Word works out: the number of a page, or of all."""
    for kind in ("begin", "separate", "end"):
        run = paragraph.add_run()  # type: ignore[attr-defined]
        sign = OxmlElement("w:fldChar")
        sign.set(qn("w:fldCharType"), kind)
        run._r.append(sign)
        if kind == "begin":
            named = paragraph.add_run()  # type: ignore[attr-defined]
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {code} "
            named._r.append(instruction)
        elif kind == "separate":
            paragraph.add_run("1")  # type: ignore[attr-defined]


if __name__ == "__main__":
    Path(TEMPLATE).write_bytes(made())
