"""What files for paper say, as other programs read them, held to golden texts."""

from __future__ import annotations

import html
import io
import re

import docx
import openpyxl
import pytest
from docx.table import Table as WordTable
from docx.text.paragraph import Paragraph
from paper_files import fill, pages, plain
from report_lists import Office
from screen_text import golden

from taskforce.language import set_language
from taskforce.reports.content.options import Options
from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import period_of
from taskforce.reports.writers.registry import Draft, rendered


def word_text(content: bytes) -> str:
    """Paragraphs and tables of a Word file in their order."""
    lines: list[str] = []
    for part in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, Paragraph):
            lines.append(part.text)
        elif isinstance(part, WordTable):
            lines += [" | ".join(" ".join(cell.text.split()) for cell in row.cells) for row in part.rows]
    return "\n".join(lines)


def workbook_text(content: bytes) -> str:
    """Every sheet's cells, row by row."""
    lines: list[str] = []
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        lines.append(f"[{sheet.title}]")
        for row in sheet.iter_rows(values_only=True):
            lines.append(" | ".join("" if value is None else str(plain(value)) for value in row).rstrip(" |"))
    return "\n".join(lines)


def pdf_text(content: bytes) -> str:
    """The words of every page; where lines break is a matter of layout, which is looked at."""
    return "\n".join(f"[{number}] " + " ".join(text.split()) for number, text in enumerate(pages(content), 1))


def drawing_text(content: str | bytes) -> str:
    """The words of a drawing, without places and looks."""
    text = content.decode("utf-8") if isinstance(content, bytes) else content
    found = map(html.unescape, re.findall(r">([^<>]+)<", text))
    return "\n".join(words.replace("\xa0", " ").rstrip() for words in found if words.strip() and "{" not in words)


READERS = {"docx": word_text, "xlsx": workbook_text, "pdf": pdf_text, "svg": drawing_text}


@pytest.mark.parametrize("name", READERS)
def test_a_file_says_what_it_said(office: Office, name: str) -> None:
    set_language("id")
    fill(office)
    report = build_report(office.store, period_of(office.store.clock.today(), "2026-W47"))
    text = READERS[name](rendered(Draft(report, Options(words={"opening": "Minggu ini *tiga* hal."})), name))
    golden(f"report_read_{name}_id", "\n".join(line.rstrip() for line in text.splitlines()) + "\n")
