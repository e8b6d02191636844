"""A report as a Word file, set into a template: ours, or the office's own file with its letterhead.

A template is a Word file with fields in double braces.  Texts are filled in by docxtpl (Jinja in its sandbox,
every value escaped); a field that stands for whole parts of the report (see :mod:`word_fields`) only leaves a
mark, and the parts, built as XML of their own, take the mark's paragraph when the file is packed.  So what people
wrote is never read as a template, and a long table is never in memory as a tree, nor whole as text.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any

from taskforce.reports.document import Document, Part, Plot, picture
from taskforce.reports.writers.paper import PAPERS, TEMPLATES
from taskforce.reports.writers.word.blocks import Pieces, Setting, part_xml
from taskforce.reports.writers.word.fields import BLOCK, Mark, context_of
from taskforce.reports.writers.word.room import front_points
from taskforce.reports.writers.word.styles import added_list, added_numbering, added_styles, set_front

TEMPLATE = TEMPLATES / "report.docx"

_TWIPS = 1440 / 25.4
"""Word's measure, a twentieth of a point, in a millimetre."""

_LOCALES = {"id": "id-ID", "en": "en-GB"}
_PICTURES = ("image/png", "image/jpeg", "image/gif")
_RESOLUTION = 200

_COMMENT = re.compile(rb"<!--(taskforce \d+)-->")


def as_docx(document: Document, template: Path | None = None) -> bytes:
    """Return the report as the content of a ``.docx`` file, set into ``template`` or into ours.

    The paper is the report's in ours; an office's template keeps its own.  Raises :class:`TaskforceError` when the
    template is not in order, naming what is wrong.
    """
    from taskforce.reports.writers.word.template import opened, rendered

    template_file = opened(template or TEMPLATE)
    if template is None:
        _set_paper(template_file.docx, document.paper)
    writer = _Writer(document, template_file.docx)
    rendered(template_file, context_of(document, writer.marks), template or TEMPLATE)
    writer.fill()
    writer.finish()
    stream = io.BytesIO()
    template_file.docx.save(stream)
    body = template_file.docx.part.partname.lstrip("/")
    return packed_anew(stream.getvalue(), body, writer.pieces)


def _set_paper(word: Any, paper: str) -> None:
    from docx.shared import Mm

    width, height = PAPERS.get(paper, PAPERS["f4"])
    for section in word.sections:
        section.page_width, section.page_height = Mm(width), Mm(height)


class _Writer:
    """Puts the parts into the places that the template marked."""

    def __init__(self, document: Document, word: Any) -> None:
        self.document, self.word = document, word
        self.marks: dict[str, Mark] = {}
        self.pieces: dict[str, list[Pieces]] = {}
        self.pictures = 0
        self.section = word.sections[0]
        self.styles = added_styles(word)
        self.numbering = added_numbering(word)
        self.lists = 0
        set_front(word, self.styles, front_points(document, self._setting(False).width, self._height()))

    def fill(self) -> None:
        """Replace each mark's paragraph by a comment, in whose place the parts it stands for are packed.

        As a tree, the rows of a long table take a hundred times their text.
        """
        from docx.oxml.ns import qn
        from lxml import etree

        body = self.word.element.body
        last: tuple[Any, Mark, str] | None = None
        for mark in list(body.iter(BLOCK)):
            stands_for = self.marks[mark.get("key")]
            place = _paragraph_of(mark)
            parent = place.getparent()
            comment = etree.Comment(f"taskforce {len(self.pieces)}")
            self.pieces[comment.text] = self._parts(stands_for.parts, parent.tag.endswith("}tc"))
            parent.replace(place, comment)
            if stands_for.parts and parent is body:
                last = comment, stands_for, comment.text
        final = body.find(qn("w:sectPr"))
        if last is None or final is None or not last[1].parts[-1].wide:
            return
        after = [one for one in last[0].itersiblings() if self.pieces.get(one.text, True)]
        if after == [final]:
            # A page across comes last: its section ends the file, or an empty upright page would follow.
            self.pieces[last[2]].pop()
            body.replace(final, self._section(across=True))

    def _parts(self, parts: tuple[Part, ...], within: bool) -> list[Pieces]:
        """Return the XML of parts; ``within`` a cell, which must end in a paragraph and cannot turn the page."""
        pieces: list[Pieces] = []
        before: Part | None = None
        for part in parts:
            wide = part.wide and not within
            setting = self._setting(wide)
            xml = part_xml(part, setting)
            ends = [self._section_end(across=False)], [self._section_end(across=True)]
            if not wide and not within and self._begins_page(before, part):
                pieces.append([setting.paragraph("new_page")])
            pieces += [ends[0], *xml, ends[1]] if wide else xml
            before = part
        return [*pieces, ["<w:p/>"]] if within else pieces

    def _begins_page(self, before: Part | None, part: Part) -> bool:
        """Return whether a part begins a page: the one behind page one, and the first annex."""
        if before is not None:
            return not before.wide and (before.front > part.front or part.annex > before.annex)
        all_parts = self.document.parts
        return part.annex and all_parts.index(part) > 0

    def _height(self) -> int:
        """Return the height of a page's text in twentieths of a point."""
        section = self.section
        return int((section.page_height - section.top_margin - section.bottom_margin) // 635)

    def _begin_list(self) -> int:
        self.lists += 1
        return added_list(self.numbering, self.lists)

    def _setting(self, wide: bool) -> Setting:
        section = self.section
        across = section.page_height if wide else section.page_width
        width = (across - section.left_margin - section.right_margin) // 635
        return Setting(self.styles, int(width), self._draw, self._place, self._begin_list)

    def _section(self, *, across: bool) -> Any:
        """Return the template's section, upright or across."""
        from docx.oxml.ns import qn

        kind = deepcopy(self.section._sectPr)
        if across:
            size = kind.find(qn("w:pgSz"))
            width, height = size.get(qn("w:w")), size.get(qn("w:h"))
            size.set(qn("w:w"), height)
            size.set(qn("w:h"), width)
            size.set(qn("w:orient"), "landscape")
        return kind

    def _section_end(self, *, across: bool) -> str:
        """Return a paragraph that ends a section, upright or across."""
        from lxml import etree

        text = etree.tostring(self._section(across=across), encoding="unicode")
        return f'<w:p><w:pPr><w:pStyle w:val="{self.styles["gap"]}"/>{text}</w:pPr></w:p>'

    def _draw(self, plot: Plot, width: int) -> str:
        from taskforce.reports.plots.png import plot_png

        return self._picture(plot_png(plot, _RESOLUTION), plot.alternative, width, width)

    def _place(self, address: str, said: str, width: int, height: int) -> str:
        image = picture(address)
        if image is None:
            return ""
        kind, content = image
        if kind not in _PICTURES:
            from taskforce.reports.plots.png import picture_png

            content = picture_png(kind, content, _RESOLUTION)
        return self._picture(content, said, width, height)

    def _picture(self, content: bytes, said: str, width: int, height: int) -> str:
        """Return a run with a picture that fits into ``width`` and ``height``; empty when it cannot be read.

        ``said`` is what it says to who cannot see it.
        """
        from struct import error as unpacking

        from docx.image.exceptions import (
            InvalidImageStreamError,
            UnexpectedEndOfFileError,
            UnrecognizedImageError,
        )
        from lxml import etree

        try:
            inline = self.word.part.new_pic_inline(io.BytesIO(content))
        except (InvalidImageStreamError, UnexpectedEndOfFileError, UnrecognizedImageError):
            return ""
        except (unpacking, KeyError, ValueError, ZeroDivisionError):  # a picture cut off in its head
            return ""
        factor = min(width * 635 / inline.extent.cx, height * 635 / inline.extent.cy)
        size = inline.graphic.graphicData.pic.spPr
        inline.extent.cx = size.cx = round(inline.extent.cx * factor)
        inline.extent.cy = size.cy = round(inline.extent.cy * factor)
        self.pictures += 1
        inline.docPr.id = 5000 + self.pictures
        inline.docPr.name = f"Picture {self.pictures}"
        inline.docPr.set("descr", said)
        return f"<w:r><w:drawing>{etree.tostring(inline, encoding='unicode')}</w:drawing></w:r>"

    def finish(self) -> None:
        """Write what the file says of itself: title, organisation, language, and the report's day."""
        document, properties = self.document, self.word.core_properties
        day = date.fromisoformat(document.as_of)
        moment = datetime(day.year, day.month, day.day)
        properties.title = f"{document.title} – {document.subtitle}"[:255]
        properties.subject = document.subtitle[:255]
        properties.author = document.organisation[:255]
        properties.last_modified_by = document.organisation[:255]
        properties.language = _LOCALES[document.language]
        properties.category = document.label[:255]
        properties.created = properties.modified = moment
        properties.revision = 1
        _set_language(self.word, _LOCALES[document.language])


def _paragraph_of(element: Any) -> Any:
    """Return the paragraph that a mark stands in, or the mark itself where it took the paragraph's place."""
    place = element
    for ancestor in element.iterancestors():
        if ancestor.tag.endswith("}p"):
            place = ancestor
    return place


def _set_language(word: Any, code: str) -> None:
    """Set the language of every text that does not say another."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    look = word.styles.element.find(f"{qn('w:docDefaults')}/{qn('w:rPrDefault')}/{qn('w:rPr')}")
    if look is None:
        return
    language = look.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        look.append(language)
    language.set(qn("w:val"), code)


def packed_anew(content: bytes, body: str, pieces: dict[str, list[Pieces]]) -> bytes:
    """Return the packed file, in its ``body`` the pieces in place of their comments, without the hour of packing.

    The same report then is the same file.
    """
    import zipfile

    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as packed,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as again,
    ):
        for name in packed.namelist():
            entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with again.open(entry, "w") as file:
                for text in _filled(packed.read(name), pieces if name == body else {}):
                    file.write(text)
    return stream.getvalue()


def _filled(content: bytes, pieces: dict[str, list[Pieces]]) -> Iterator[bytes]:
    """Yield a part of the file, the pieces in place of their comments."""
    if not pieces:
        yield content
        return
    for number, text in enumerate(_COMMENT.split(content)):
        if number % 2 == 0:
            yield text
            continue
        for some in pieces[text.decode("ascii")]:
            yield from (one.encode("utf-8") for one in some)
