"""Make the Word template that is shipped: python scripts/report_template.py

It is what "taskforce template write FILE.docx" gives to an office that wants its own.
"""

from __future__ import annotations

import io
from datetime import datetime
from pathlib import Path

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from taskforce.reports.writers.paper import PAPERS
from taskforce.reports.writers.word.docx import TEMPLATE, same_file

FIELDS = ("letterhead", "heading", "content", "closing", "annexes")


def made() -> bytes:
    """Return the template as the content of a file."""
    word = Document()
    _page(word.sections[0])
    _styles(word)
    for name in FIELDS:
        word.add_paragraph(f"{{{{p {name} }}}}")
    _footer(word.sections[0])
    _drop_extras(word)
    properties = word.core_properties
    properties.title, properties.author, properties.comments = "taskforce", "", ""
    properties.created = properties.modified = datetime(2026, 1, 1)
    stream = io.BytesIO()
    word.save(stream)
    return same_file(stream.getvalue())


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
    for level, size, colour in ((1, 14, "14211F"), (2, 12, "0A5550"), (3, 11, "14211F")):
        style = styles[f"Heading {level}"]
        _letters(style, size, True, colour)
        style.font.all_caps = level == 1
        style.paragraph_format.space_before = Pt(6 if level == 1 else 14)
        style.paragraph_format.space_after = Pt(4)
        style.paragraph_format.keep_with_next = True
        if level == 1:
            style.paragraph_format.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if level == 2:
            _underline(style)
    for style in list(styles):
        if style.type == WD_STYLE_TYPE.TABLE and style.name not in ("Normal Table",):
            style.delete()


def _letters(style: object, size: int, bold: bool, colour: str) -> None:
    font = style.font  # type: ignore[attr-defined]
    font.name, font.size, font.bold, font.italic = "Arial", Pt(size), bold, False
    font.color.rgb = RGBColor.from_string(colour)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()  # type: ignore[attr-defined]
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    for name in ("ascii", "hAnsi", "eastAsia", "cs"):
        fonts.set(qn(f"w:{name}"), "Arial")


def _underline(style: object) -> None:
    look = style.element.get_or_add_pPr()  # type: ignore[attr-defined]
    borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "2"), ("color", "0A5550")):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    look.insert_element_before(borders, "w:spacing", "w:ind", "w:jc", "w:outlineLvl")


def _footer(section: object) -> None:
    paragraph = section.footer.paragraphs[0]  # type: ignore[attr-defined]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
    for text in ("{{ footer }} · {{ page }} ", "PAGE", " {{ of }} ", "NUMPAGES"):
        if text.isupper():
            _field(paragraph, text)
        else:
            paragraph.add_run(text)
    for run in paragraph.runs:
        run.font.size = Pt(8)


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
