"""The PDF held to what PDF/UA-1 asks of a file and a program can see: no validator of the standard is to be had as
a package that tests could install, so these are its checkpoints as far as pypdf reads them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from paper_files import fill
from pypdf import PdfReader
from pypdf.generic import ContentStream
from report_lists import Office

from taskforce.language import set_language
from taskforce.reports.content.compose import compose
from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import period_of
from taskforce.reports.writers.pdf import as_pdf

SHOWING = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"Do", b"sh", b"EI"}
"""What paints: all of it is tagged, or said to be no content."""


@pytest.fixture(params=["id", "en"])
def read(request: pytest.FixtureRequest, office: Office) -> PdfReader:
    """The PDF of a filled week in a language."""
    set_language(request.param)
    office.on("2026-10-26").item("a", start="2026-10-26", due="2026-12-31", progress=10)
    report = build_report(fill(office).store, period_of(office.store.clock.today(), "2026-W47"))
    reader = PdfReader(io.BytesIO(as_pdf(compose(report))))
    assert reader.trailer["/Root"]["/Lang"] == request.param
    return reader


def elements(node: Any) -> Iterator[Any]:
    """The elements of the structure below a node, in reading order."""
    kids = node.get("/K", [])
    for kid in kids if isinstance(kids, list) else [kids]:
        found = kid.get_object()
        if isinstance(found, dict) and "/S" in found:
            yield found
            yield from elements(found)


def children(node: Any, *kinds: str) -> list[Any]:
    """The elements directly in a node."""
    kids = node.get("/K", [])
    found = [kid.get_object() for kid in (kids if isinstance(kids, list) else [kids])]
    return [one for one in found if isinstance(one, dict) and one.get("/S") in kinds]


def structure(reader: PdfReader) -> list[Any]:
    return list(elements(reader.trailer["/Root"]["/StructTreeRoot"]))


def test_the_file_says_what_it_is(read: PdfReader) -> None:
    root = read.trailer["/Root"]
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    assert b"dc:title" in root["/Metadata"].get_data()
    assert bool(root["/MarkInfo"]["/Marked"])
    assert bool(root["/ViewerPreferences"]["/DisplayDocTitle"])
    assert "/ParentTree" in root["/StructTreeRoot"]


def test_everything_painted_is_tagged_or_said_to_be_no_content(read: PdfReader) -> None:
    for page in read.pages:
        depth, painted = [], 0
        for operands, operator in ContentStream(page.get_contents(), read).operations:
            if operator in (b"BDC", b"BMC"):
                tagged = operator == b"BDC" and isinstance(operands[1], dict) and "/MCID" in operands[1]
                depth.append(tagged or operands[0] == "/Artifact")
            elif operator == b"EMC":
                depth.pop()
            elif operator in SHOWING:
                painted += 1
                assert any(depth), (page.page_number, operator)
        assert painted and not depth


def test_tables_have_heads_of_columns_and_rows(read: PdfReader) -> None:
    tables = [one for one in structure(read) if one["/S"] == "/Table"]
    assert len(tables) > 5
    for table in tables:
        rows = [one for one in elements(table) if one["/S"] == "/TR"]
        head, *others = [children(row, "/TH", "/TD") for row in rows]
        assert {cell["/S"] for cell in head} == {"/TH"}
        for cells in others:
            assert cells[0]["/S"] == "/TH"
            assert len(cells) == len(head)
        for cell in (cell for cells in (head, *others) for cell in cells if cell["/S"] == "/TH"):
            attributes = cell["/A"].get_object()
            told = attributes if isinstance(attributes, list) else [attributes]
            assert any(one.get_object().get("/Scope") in ("/Column", "/Row", "/Both") for one in told)


def test_headings_skip_no_level_and_pictures_are_told(read: PdfReader) -> None:
    kinds = [one["/S"] for one in structure(read)]
    levels = [int(kind[2:]) for kind in kinds if re.fullmatch(r"/H\d", kind)]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    figures = [one for one in structure(read) if one["/S"] == "/Figure"]
    assert figures and all(one.get("/Alt") for one in figures)


def test_each_font_is_inside_and_says_its_letters(read: PdfReader) -> None:
    for page in read.pages:
        for font in page["/Resources"]["/Font"].values():
            assert "/ToUnicode" in font.get_object()
            inner = font["/DescendantFonts"][0].get_object()["/FontDescriptor"]
            assert {"/FontFile2", "/FontFile3"} & set(inner)
