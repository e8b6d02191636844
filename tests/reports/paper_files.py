"""Reading back what was written for paper, with readers that know nothing of the writers."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet
from pypdf import PdfReader
from report_lists import Office

from taskforce.reports.document import Cell, Column, Document, Part, Table, Title

PIXEL = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJ"
    "AAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def fill(office: Office) -> Office:
    """A list in which every part of the report has something to show."""
    for position, key in enumerate(("governance", "living"), 1):
        office.dimension(key, position)
    for code, short in (("bappelitbang", "Bappelitbang"), ("dlh", "DLH"), ("rsud", "RSUD")):
        office.agency(code, short)
    office.organisation(
        letterhead=["PEMERINTAH KABUPATEN BANJAR", "DINAS <KOMINFO>", "Jalan A. Yani 1", "Martapura"],
        logo=PIXEL,
        signers=[
            {
                "position": "a.n. Bupati Banjar",
                "name": "N. A. M. A.",
                "rank": "Pembina",
                "nip": "197001012000011009",
            }
        ],
        carbon_copies=["Bupati Banjar", "Sekretaris Daerah"],
    )
    office.deadline("buku-2", "2026-12-04")
    office.on("2026-11-02")
    common = {"start": "2026-11-02", "dimension": "governance", "agency": "bappelitbang"}
    office.item("Susun draf Buku 2", due="2026-11-27", deadline="buku-2", priority="high", **common)
    office.item("Petakan program RPJMD dan Renstra", due="2026-11-18", **common)
    office.item("Kumpulkan data sampah", due="2026-11-20", dimension="living", agency="dlh")
    office.item("Antrean daring rumah sakit", due="2026-12-18", agency="rsud", weight=2.0)
    office.item("Batalkan saja", status="cancelled")
    office.on("2026-11-12").edit("Susun draf Buku 2", status="in_progress", progress=30)
    office.on("2026-11-17").edit("Susun draf Buku 2", progress=55)
    office.edit("Kumpulkan data sampah", status="done")
    office.edit("Antrean daring rumah sakit", reason="menunggu server", due="2027-01-08", status="blocked")
    office.add("note", "Antrean daring rumah sakit", kind="obstacle", text="Server belum\ntiba.")
    office.on("2026-11-20").item("Rekrut relawan TIK", due="2026-12-31", agency="dlh", priority="low")
    return office


def document_of(*texts: str, wide: bool = False) -> Document:
    """A document that says these texts in a table, a title and a heading."""
    columns = (Column("Ref", kind="ref"), Column("Text", flexible=True))
    rows = tuple(
        (Cell(str(number), "", str(number)), Cell(text, "", text)) for number, text in enumerate(texts, 1)
    )
    return Document(
        kind="weekly",
        language="en",
        paper="a4",
        title="Title",
        subtitle="Week 47",
        organisation=texts[0],
        number=None,
        label="2026-W47",
        start="2026-11-16",
        end="2026-11-22",
        as_of="2026-11-22",
        parts=(
            Part("title", "", (Title("Title", (texts[0],)),)),
            Part("list", "List", (Table("list", columns, rows),), len(rows), wide=wide),
        ),
    )


def workbook(content: bytes) -> dict[str, Worksheet]:
    """The sheets of a workbook by name."""
    return {
        sheet.title: sheet for sheet in openpyxl.load_workbook(io.BytesIO(content), rich_text=False).worksheets
    }


def rows_under(sheet: Worksheet, head: str) -> list[dict[str, Any]]:
    """The rows of the table whose head begins with ``head``, by heading; without its sums."""
    rows = list(sheet.iter_rows(values_only=True))
    start = next(index for index, row in enumerate(rows) if row[0] == head)
    names = [name for name in rows[start] if name is not None]
    found = []
    for row in rows[start + 1 :]:
        if row[0] is None or "Total" in row:
            break
        found.append({name: plain(value) for name, value in zip(names, row, strict=False)})
    return found


def plain(value: Any) -> Any:
    """A cell's value as the data has it: days as ISO text."""
    if isinstance(value, datetime):
        assert value.time().isoformat() == "00:00:00"
        return value.date().isoformat()
    return value.isoformat() if isinstance(value, date) else value


def pages(content: bytes) -> list[str]:
    """The text of each page of a PDF."""
    return [page.extract_text() for page in PdfReader(io.BytesIO(content)).pages]


def squeezed(text: str) -> str:
    """A text without white space, which line breaks on paper make arbitrary."""
    return re.sub(r"[\s\u200b]+", "", text)


def parts_of(content: bytes) -> dict[str, str]:
    """The XML parts of an Office file."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {
            name: packed.read(name).decode("utf-8")
            for name in packed.namelist()
            if name.endswith((".xml", ".rels"))
        }
