"""A report as an official letter: who signs where and when, number and mark, styles in Word, heads in a PDF."""

from __future__ import annotations

import io
import re
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import given
from hypothesis import strategies as st
from paper_files import document_of, fill
from pypdf import PdfReader
from report_lists import Office

from taskforce.reports.content.compose import compose
from taskforce.reports.content.frozen import SCHEMA, document_values, thaw
from taskforce.reports.content.options import Options
from taskforce.reports.document import Cell, Column, Document, Signatures, Table
from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import period_of
from taskforce.reports.writers.paper import column_shares, letterhead_sizes
from taskforce.reports.writers.pdf import as_pdf
from taskforce.reports.writers.word.docx import as_docx
from taskforce.services.reports import ReportRequest, keep_with_report, report_options
from taskforce.store.read.issued_reports import kept_with
from taskforce.store.workdays import next_working_day

TWO = [
    {"position": "Sekretaris Tim", "name": "P. Embuat", "nip": "197001012000011009"},
    {"role": "Mengetahui", "position": "Ketua Tim", "name": "K. Etua"},
]


def letter(office: Office, **wishes: Any) -> Document:
    """The report of 2026-W47, signed on the day after."""
    report = build_report(office.store, period_of(office.store.clock.today(), "2026-W47"))
    return compose(report, Options(signed_on=lambda: date(2026, 11, 23), **wishes))


def signatures(document: Document) -> Signatures:
    """The block of those who sign."""
    part = document.part("closing")
    assert part is not None
    return next(block for block in part.blocks if isinstance(block, Signatures))


@pytest.mark.parametrize("signers", [TWO, TWO[::-1]])
def test_the_maker_signs_at_the_right_under_place_and_day(office: Office, signers: list[dict[str, str]]) -> None:
    fill(office).organisation(signers=signers)
    block = signatures(letter(office))
    assert block.heads() == [["Mengetahui,", "Ketua Tim,"], ["Martapura, 23 November 2026", "Sekretaris Tim,"]]
    assert [(one.name, one.nip) for one in block.signers] == [
        ("K. Etua", ""),  # who has no number has no empty one
        ("P. Embuat", "NIP 197001012000011009"),
    ]


@pytest.mark.parametrize(
    ("day", "signed"),
    [
        ("2026-11-22", "2026-11-23"),  # a Sunday
        ("2026-11-24", "2026-11-24"),
        ("2026-12-24", "2026-12-28"),  # cuti bersama, Christmas, a weekend
        ("2026-11-26", "2026-11-30"),  # days off of the office's own
        ("2026-11-28", "2026-11-28"),  # a Saturday on which it works
    ],
)
def test_a_report_is_signed_on_a_working_day(day: str, signed: str) -> None:
    own = {"2026-11-26": False, "2026-11-27": False, "2026-11-28": signed == day}
    assert next_working_day(date.fromisoformat(day), own).isoformat() == signed


def test_a_draft_has_a_mark_and_no_number(office: Office) -> None:
    report = build_report(fill(office).store, period_of(office.store.clock.today(), "2026-W47"))
    for number, mark, line in ((None, "DRAFT", r"Number: \.+"), ("7/SC", "", "Number: 7/SC")):
        document = compose(report._replace(number=number))
        assert document.mark == mark
        head = document.part("title")
        assert head is not None and re.fullmatch(line, head.blocks[0].lines[0])  # type: ignore[union-attr]
        word = docx.Document(io.BytesIO(as_docx(document)))
        assert [section.header.paragraphs[0].text for section in word.sections] == [mark] * len(word.sections)
        assert (mark in PdfReader(io.BytesIO(as_pdf(document))).pages[1].extract_text()) or not mark


def test_subject_and_addressee_stay_until_others_are_written(office: Office) -> None:
    def words(week: str) -> dict[str, str]:
        request = ReportRequest("weekly", period_of(office.store.clock.today(), week))
        return dict(
            report_options(office.store, request, kept_with(office.store.reader, request.key), None)[0].words
        )

    def keep(week: str, **said: str) -> None:
        key = ReportRequest("weekly", period_of(office.store.clock.today(), week)).key
        keep_with_report(office.store, key, words=said)

    keep("2026-W45", addressee="Yth. Bupati", subject="Perkembangan", opening="Pembuka")
    keep("2026-W47", addressee="-")
    assert words("2026-W44") == {}
    assert words("2026-W46") == {"addressee": "Yth. Bupati", "subject": "Perkembangan"}
    assert words("2026-W47") == words("2026-W48") == {"subject": "Perkembangan"}
    said = letter(office, words=words("2026-W46")).part("title")
    assert said is not None
    assert said.blocks[0].lines[1] == "Subject: Perkembangan"  # type: ignore[union-attr]
    assert said.blocks[1].text == "Yth. Bupati"  # type: ignore[union-attr]


def test_what_was_frozen_before_prints_without_a_mark(office: Office) -> None:
    document = letter(fill(office))
    values = document_values(document)
    values.pop("mark")
    old = thaw({"schema": 2, "data": {}}, {"schema": 2, "document": values}).document
    assert old == document._replace(mark="")
    new = {"schema": SCHEMA, "document": document_values(document)}
    assert thaw({"schema": SCHEMA, "data": {}}, new).document == document


def test_the_letterheads_names_are_as_three_to_four() -> None:
    assert letterhead_sizes(
        ["PEMERINTAH KABUPATEN BANJAR", "DINAS KOMINFO", "Jalan A. Yani 1", "Kode Pos 70611"]
    ) == [
        (12.0, False),
        (16.0, True),
        (10.0, False),
        (10.0, False),
    ]
    assert letterhead_sizes(["Kantor Kecil"]) == [(16.0, True)]


WORDS = st.text("abcdefghij ", min_size=1, max_size=120)


@given(st.lists(st.tuples(WORDS, WORDS, WORDS), min_size=1, max_size=5))
def test_titles_get_the_widest_column(texts: list[tuple[str, ...]]) -> None:
    columns = (
        Column("No.", right=True),
        Column("Title", flexible=True),
        Column("Lead"),
        Column("Cause", flexible=True),
    )
    rows = tuple((Cell("12"), *map(Cell, row)) for row in texts)
    _ref, title, lead, cause = column_shares(Table("list", columns, rows), 98)
    wanted = max(len(row[0]) for row in texts)
    assert title >= min(wanted, max(lead, cause))


# The Word file


def styles_of(element: Any) -> list[str]:
    """The ids of the styles of an element's paragraphs, in order."""
    looks = (one.find(f"{qn('w:pPr')}/{qn('w:pStyle')}") for one in element.iter(qn("w:p")))
    return ["" if look is None else look.get(qn("w:val")) for look in looks]


def test_no_text_in_word_has_a_look_of_its_own(office: Office) -> None:
    word = docx.Document(io.BytesIO(as_docx(letter(fill(office)))))
    for runs, allowed in (("w:rPr", {"w:rStyle"}), ("w:pPr", {"w:pStyle", "w:numPr", "w:sectPr"})):
        used = {one.tag for look in word.element.body.iter(qn(runs)) for one in look}
        assert used <= {qn(name) for name in allowed}, runs
    names = {style.style_id: style.name for style in word.styles}
    used_names = {names[key] for key in styles_of(word.element.body)}
    assert {"Title", "Subtitle", "Heading 1", "List Number"} <= used_names
    for table in word.element.body.iter(qn("w:tbl")):
        assert table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}").get(qn("w:val")) in names


def test_the_signatures_stay_on_one_page_with_the_last_words_and_the_copies(office: Office) -> None:
    fill(office).organisation(signers=TWO)
    word = docx.Document(io.BytesIO(as_docx(letter(office))))
    kept = {style.style_id for style in word.styles if style.type == 1 and style.paragraph_format.keep_with_next}
    said = ["".join(text.text or "" for text in one.iter(qn("w:t"))) for one in word.element.body.iter(qn("w:p"))]
    first = next(index for index, text in enumerate(said) if text.startswith("This report is submitted"))
    last = said.index("Sekretaris Daerah")
    assert all(key in kept for key in styles_of(word.element.body)[first:last])
    table = next(one for one in word.tables if "Ketua Tim," in one.cell(0, 0).text)
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["Mengetahui,\nKetua Tim,", "Martapura, 23 November 2026\nSekretaris Tim,"],
        ["", ""],
        ["K. Etua", "P. Embuat\nNIP 197001012000011009"],
    ]


def test_every_numbered_list_begins_with_one(office: Office) -> None:
    word = docx.Document(io.BytesIO(as_docx(letter(fill(office)))))
    numbering = word.part.numbering_part.element
    lists = [one.get(qn("w:val")) for one in word.element.body.iter(qn("w:numId"))]
    known = {one.get(qn("w:numId")) for one in numbering.findall(qn("w:num"))}
    assert lists and set(lists) <= known
    kinds = [one.tag for one in numbering]
    assert all(before != qn("w:num") or after != qn("w:abstractNum") for before, after in pairwise(kinds))


def test_an_offices_styles_are_kept(tmp_path: Path) -> None:
    own = docx.Document(io.BytesIO(as_docx(document_of("a"))))
    own.styles["Report cell"].font.size = Pt(13)
    for element in list(own.element.body):
        if element.tag != qn("w:sectPr"):
            own.element.body.remove(element)
    own.add_paragraph("{{p content }}")
    own.save(str(tmp_path / "kantor.docx"))
    word = docx.Document(io.BytesIO(as_docx(document_of("a"), tmp_path / "kantor.docx")))
    assert word.styles["Report cell"].font.size == Pt(13)
    assert [style.name for style in word.styles].count("Report cell") == 1


# The PDF


def test_the_first_cell_of_a_row_heads_it() -> None:
    reader = PdfReader(io.BytesIO(as_pdf(document_of("one", "two"))))
    cells = [
        one
        for number in range(1, reader.trailer["/Size"])
        if isinstance(one := reader.get_object(number), dict) and one.get("/S") in ("/TH", "/TD")
    ]
    scopes = [str(one["/A"][0].get("/Scope", "")) for one in cells if one["/S"] == "/TH"]
    assert scopes.count("/Row") == 2 and scopes.count("/Column") == 2
    assert sum(one["/S"] == "/TD" for one in cells) == 2
