"""The Word file, read back with python-docx: the items of the data, set into our template and an office's own."""

from __future__ import annotations

import base64
import io
import re
import zipfile
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn
from docx.shared import Mm
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_files import PIXEL, document_of, fill, parts_of
from report_lists import Office

from taskforce.language import set_language
from taskforce.model.errors import TaskforceError
from taskforce.model.text import clean_line
from taskforce.reports.content.compose import compose
from taskforce.reports.content.options import Options
from taskforce.reports.document import Letterhead, Part, Photo
from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import period_of
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.writers.json_data import report_data
from taskforce.reports.writers.paper import office_signs
from taskforce.reports.writers.word.blocks import Setting, part_xml
from taskforce.reports.writers.word.docx import as_docx


def built(office: Office) -> StatusReport:
    """The report of 2026-W47."""
    return build_report(office.store, period_of(office.store.clock.today(), "2026-W47"))


def read(content: bytes) -> Any:
    """The file as python-docx has it."""
    return docx.Document(io.BytesIO(content))


def words(element: Any) -> str:
    """The words within an element."""
    return "".join(one.text or "" for one in element.iter(qn("w:t")))


def texts(word: Any) -> list[str]:
    """The text of every paragraph in order, those in tables too."""
    return list(map(words, word.element.body.iter(qn("w:p"))))


def table_under(word: Any, heading: str) -> list[list[str]]:
    """The rows of the table that follows a heading."""
    body = list(word.element.body)
    place = next(index for index, one in enumerate(body) if words(one) == heading)
    found = next(one for one in body[place:] if one.tag == qn("w:tbl"))
    return [list(map(words, row.iter(qn("w:tc")))) for row in found.iter(qn("w:tr"))]


def test_it_says_what_the_data_says(office: Office) -> None:
    report = built(fill(office))
    word, data = read(as_docx(compose(report))), report_data(report)
    for name, key in (
        ("▲ Overdue (1)", "overdue"),
        ("■ Blocked (1)", "blocked"),
        ("√ Completed in the period (1)", "completed"),
        ("Progress in the period (2)", "progressed"),
        ("Added in the period (1)", "added"),
        ("Due in the 7 days after the period (1)", "due_next"),
        ("Rescheduled in the period (1)", "rescheduled"),
        ("Done, but without evidence (1)", "without_evidence"),
    ):
        head, *rows = table_under(word, name)
        assert head[:2] == ["Ref", "Action item"]
        items = [one.get("item", one) for one in data[key]]
        assert [row[:2] for row in rows] == [[one["ref"], one["title"]] for one in items], key
    _head, *groups, total = table_under(word, "Progress per dimension")
    assert [row[:4] for row in groups] == [
        [
            one["name"] if one["key"] != "none" else "(no dimension)",
            *(str(one[key]) for key in ("total", "done", "overdue")),
        ]
        for one in data["by_dimension"]
    ]
    assert total[1] == str(data["summary"]["total"])
    summary = compose(report).part("summary")
    assert summary is not None
    figures = summary.blocks[0].figures  # type: ignore[union-attr]
    assert table_under(word, "Summary")[1] == [office_signs(f"{one.mark} {one.text}".strip()) for one in figures]
    _head, *matrix = table_under(word, "Annex: Follow-up matrix (6)")
    assert [row[3] for row in matrix] == [row.title for row in (report.matrix.rows if report.matrix else ())]


def test_letterhead_title_and_signature(office: Office) -> None:
    said = texts(read(as_docx(compose(built(fill(office))))))
    first = [text for text in said if text][:8]
    assert first == [
        "PEMERINTAH KABUPATEN BANJAR",
        "DINAS <KOMINFO>",
        "Jalan A. Yani 1",
        "Martapura",
        "Weekly status report",
        "Number: ........................",
        "Subject: Progress of the Smart City masterplan’s action items",
        "Week 47, 16–22 November 2026 · As of 22 November 2026",
    ]
    place = said.index("Martapura, 22 November 2026")
    assert [text for text in said[place:] if text][:8] == [
        "Martapura, 22 November 2026",
        "a.n. Bupati Banjar,",
        "N. A. M. A.",
        "Pembina",
        "NIP 197001012000011009",
        "Copies to:",
        "Bupati Banjar",
        "Sekretaris Daerah",
    ]


@pytest.mark.parametrize(("paper", "size"), [("f4", (215, 330)), ("a4", (210, 297))])
def test_the_paper_has_the_margins_of_letters_and_the_matrix_lies_across(
    office: Office, paper: str, size: tuple[int, int]
) -> None:
    upright, across = read(as_docx(compose(built(fill(office)), Options(paper=paper)))).sections
    measured = [(round(one.page_width.mm), round(one.page_height.mm)) for one in (upright, across)]
    assert measured == [size, size[::-1]]
    margins = [upright.left_margin, upright.right_margin, upright.top_margin, upright.bottom_margin]
    assert [round(margin.mm) for margin in margins] == [30, 20, 20, 25]
    for section in (upright, across):
        footer = section.footer._element
        assert "Page 1 of 1" in words(footer)
        assert [one.text for one in footer.iter(qn("w:instrText"))] == [" PAGE ", " NUMPAGES "]


def test_heads_repeat_rows_are_whole_and_tables_fit(office: Office) -> None:
    word = read(as_docx(compose(built(fill(office)))))
    _upright, across = word.sections
    for table in word.element.body.iter(qn("w:tbl")):
        rows = list(table.iter(qn("w:tr")))
        width = sum(int(one.get(qn("w:w"))) for one in table.iter(qn("w:gridCol")))
        assert width <= round((across.page_width - across.left_margin - across.right_margin) / 635) + 2
        if table.find(f"{qn('w:tblPr')}/{qn('w:tblStyle')}").get(qn("w:val")) == "ReportTable":
            assert rows[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
            assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)


def test_pictures_say_what_they_show(office: Office) -> None:
    word = read(as_docx(compose(built(fill(office)))))
    shapes = list(word.element.body.iter(qn("wp:docPr")))
    told = [one.get("descr") for one in shapes]
    assert told[0] == "Logo"
    assert told[1].startswith("2026-W45: planned")
    assert len({one.get("id") for one in shapes}) == len(shapes)


def test_photos_stand_in_pairs_with_their_captions() -> None:
    def place(_address: str, said: str, _width: int, _height: int) -> str:
        return f"<w:r><w:t>{said}</w:t></w:r>"

    setting = Setting({}, 9000, lambda plot, width: "", place, lambda: 1)
    photos = tuple(Photo(PIXEL, f"Caption {number}", f"Photo {number}") for number in range(3))
    xml = "".join(chain.from_iterable(part_xml(Part("photos", "Photos", photos), setting)))
    assert re.findall(r"(?:Caption|Photo) \d", xml) == [
        f"{word} {number}" for number in range(3) for word in ("Photo", "Caption")
    ]
    assert xml.count("<w:tr>") == 2


def test_the_same_report_is_the_same_file_and_reaches_nothing(office: Office) -> None:
    set_language("id")
    document = compose(built(fill(office)))
    content = as_docx(document)
    assert content == as_docx(document)
    for name, text in parts_of(content).items():
        assert 'TargetMode="External"' not in text, name
    properties = read(content).core_properties
    assert properties.title == "Laporan mingguan – Minggu ke-47, 16–22 November 2026"
    assert (properties.language, properties.author) == ("id-ID", "Pemerintah Kabupaten Banjar")
    assert properties.created.date().isoformat() == "2026-11-22"
    assert 'w:val="id-ID"' in parts_of(content)["word/styles.xml"]


@pytest.mark.parametrize("rest", [b"", b"rubbish", b"\0\0\0\rIHDR\0\0\0\1"])
def test_a_picture_that_cannot_be_read_is_said_so(rest: bytes) -> None:
    broken = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + rest).decode()
    blocks = (Letterhead(("KOP",), broken), Photo(broken, "Jalan", "a road"), Photo(PIXEL, "Pasar", "a market"))
    made = document_of("a")
    document = made._replace(parts=(made.parts[0], Part("photos", "Photos", blocks)))
    said = " ".join(texts(read(as_docx(document))))
    assert "KOP" in said and "Jalan" in said and "Pasar" in said
    assert said.count("the picture cannot be read.") == 1


def test_an_empty_week_is_a_page(office: Office) -> None:
    said = texts(read(as_docx(compose(built(office)))))
    assert any(line.startswith("None: Decisions needed; Overdue") for line in said)
    assert any("There are no action items." in line for line in said)


HOSTILE = [
    "{{ 7 * 7 }}",
    "{% for x in y %}",
    "{# no #}",
    "{_{ _} {_% %_}",
    "{{p content }}",
    "</w:t></w:r>",
    "<w:br/>",
    "&amp; &#95; ]]>",
    "<!--taskforce 0-->",
    "<tf:block/>",
    "=1+1",
    "\"quotes\" “curly” 'single'",
    "{{ ''.__class__ }}",
]


@settings(max_examples=15, deadline=None)
@given(st.lists(st.text(max_size=50).map(clean_line).filter(bool), min_size=1, max_size=4))
def test_any_text_comes_out_literally(said: list[str]) -> None:
    check_literal(said)


def test_hostile_text_comes_out_literally(tmp_path: Path) -> None:
    check_literal(HOSTILE)
    own = template(tmp_path, "Kop {{ organisation }} | {{ lines[0] }}", "{{p content }}")
    for text in HOSTILE:
        assert texts(read(as_docx(document_of(text), own)))[0] == f"Kop {text} | {text}"


def check_literal(said: list[str]) -> None:
    word = read(as_docx(document_of(*said)))
    _head, *rows = table_under(word, f"List ({len(said)})")
    assert [row[1] for row in rows] == said
    assert word.core_properties.author == said[0]


def template(folder: Path, *paragraphs: str, table_cell: str | None = None) -> Path:
    """An office's own Word file with fields."""
    word = docx.Document()
    word.sections[0].left_margin = Mm(40)
    word.sections[0].header.paragraphs[0].text = "Kop kantor {{ number }}"
    for text in paragraphs:
        word.add_paragraph(text)
    if table_cell is not None:
        word.add_table(1, 1).cell(0, 0).text = table_cell
    path = folder / "kantor.docx"
    word.save(str(path))
    return path


def test_an_offices_own_file_keeps_what_is_its_own(office: Office, tmp_path: Path) -> None:
    report = built(fill(office))
    own = template(
        tmp_path, "Yth. Bupati", "{{ period }}: {{ figures.total }}", "{{p content}}", table_cell="{{p closing }}"
    )
    word = read(as_docx(compose(report), own))
    said = texts(word)
    assert said[:2] == ["Yth. Bupati", "Week 47, 16–22 November 2026: 5"]
    assert word.sections[0].header.paragraphs[0].text == "Kop kantor "
    assert round(word.sections[0].left_margin.mm) == 40
    assert "▲ Overdue (1)" in said
    assert "PEMERINTAH KABUPATEN BANJAR" not in said  # its own letterhead is in the header
    assert "N. A. M. A." in words(word.tables[-1]._tbl)
    headings = [one.text for one in word.paragraphs if one.style.name == "Heading 1"]
    assert "Progress per agency" in headings


def test_one_section_alone(office: Office, tmp_path: Path) -> None:
    own = template(tmp_path, "Hanya:", "{{ sections.overdue }}", "selesai")
    said = [text for text in texts(read(as_docx(compose(built(fill(office))), own))) if text]
    assert said[:2] == ["Hanya:", "▲ Overdue (1)"]
    assert said[-1] == "selesai"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{{ organization }}", "no field “organization”: use organisation"),
        ("{{p contents }}", "no field “contents”: use content"),
        ("{{ figures.totl }}", "no field “totl”: use total"),
        ("{{ sections.overdu }}", "no field “overdu”: use overdue"),
        ("{% if title %}", "not in order"),
        ("{{ title.__class__.__mro__ }}", "not in order"),
        ("{{ title }", "not in order"),
        ("{{ 'a' * 2000000000 }}", "“mul” may not stand"),
        ("{{ title|center(2000000000) }}", "“center” may not stand"),
        ("{{ '%2000000000d'|format(1) }}", "“format” may not stand"),
        ("{% for a in range(99999) %}{% endfor %}", "“for” may not stand"),
        ("{% for a in title %}{% for b in a %}{% for c in b %}{% endfor %}{% endfor %}{% endfor %}", "“for” may"),
        ("{% set a = title ~ title %}{{ a }}", "“assign” may not stand"),
        ("{% macro a() %}{{ a() }}{% endmacro %}{{ a() }}", "“a” may not stand"),
        ("{% include '/etc/passwd' %}", "“include” may not stand"),
        ("{{ " + "(" * 20_000 + " }}", "nested too deeply"),
        ("{% " * 60 + "x" * 450_000, "larger than any letter"),
        ("Isi: {{ content }}", "takes a whole paragraph: .* apart from “Isi:”"),
    ],
)
def test_a_template_with_a_mistake_is_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    with pytest.raises(TaskforceError, match=sentence):
        as_docx(document_of("a"), template(tmp_path, text))


def test_a_template_has_fields_conditions_and_loops_over_lists(tmp_path: Path) -> None:
    text = "{% for line in lines %}{{ line|upper }}{% endfor %}{% if title == lines[0] %}!{% else %}?{% endif %}"
    assert texts(read(as_docx(document_of("satu"), template(tmp_path, text))))[0] == "SATU?"


def test_a_template_that_unpacks_to_gigabytes_is_refused(tmp_path: Path) -> None:
    path = template(tmp_path, "{{ title }}")
    with (
        zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package,
        package.open("word/media/a.png", "w") as part,
    ):
        for _piece in range(61):
            part.write(bytes(1_000_000))
    with pytest.raises(TaskforceError, match="larger than any letter"):
        as_docx(document_of("a"), path)
    path.write_bytes(b"")
    with zipfile.ZipFile(path, "w") as package:
        package.writestr("word/document.xml", '<!DOCTYPE a [<!ENTITY b "ccc">]><a>&b;</a>')
    with pytest.raises(TaskforceError, match="not a Word file"):
        as_docx(document_of("a"), path)


def test_what_is_no_word_file_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "kantor.docx"
    for content in (None, b"", b"PK\x03\x04", b"text"):
        if content is not None:
            path.write_bytes(content)
        with pytest.raises(TaskforceError, match="no such file" if content is None else "not a Word file"):
            as_docx(document_of("a"), path)
