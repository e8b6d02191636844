"""The PDF, read back with pypdf: the items of the data, tagged, with fonts inside, never fetching."""

from __future__ import annotations

import base64
import io
import re
import socket
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from paper_files import PIXEL, document_of, fill, pages, squeezed
from pypdf import PdfReader
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
from taskforce.reports.writers import pdf, typst_apart
from taskforce.reports.writers.json_data import report_data
from taskforce.reports.writers.paper import office_signs
from taskforce.reports.writers.pdf import as_pdf


def built(office: Office) -> StatusReport:
    """The report of 2026-W47."""
    return build_report(office.store, period_of(office.store.clock.today(), "2026-W47"))


def test_it_says_what_the_data_says(office: Office) -> None:
    report = built(fill(office))
    text = squeezed("".join(pages(as_pdf(compose(report)))))
    data = report_data(report)
    for one in compose(report).part("summary").blocks[0].figures:  # type: ignore[union-attr]
        assert squeezed(one.label + office_signs(one.mark) + one.text) in text
    for group in data["by_agency"]:
        name = group["name"] if group["key"] != "none" else "(no agency)"
        assert squeezed(f"{name}{group['total']}{group['done']}{group['overdue']}") in text
    for key in ("overdue", "blocked", "completed", "progressed", "added", "due_next", "rescheduled"):
        for one in data[key]:
            item = one.get("item", one)
            assert squeezed(item["ref"] + item["title"]) in text, key
    for row in report.matrix.rows if report.matrix else ():
        assert squeezed(row.title) in text
    assert squeezed("Martapura, 22 November 2026 a.n. Bupati Banjar, N. A. M. A. Pembina") in text
    assert squeezed("Copies to: 1. Bupati Banjar 2. Sekretaris Daerah") in text


@pytest.mark.parametrize(("paper", "size"), [("f4", (215, 330)), ("a4", (210, 297))])
def test_pages_have_their_size_and_number(office: Office, paper: str, size: tuple[int, int]) -> None:
    content = as_pdf(compose(built(fill(office)), Options(paper=paper)))
    found = PdfReader(io.BytesIO(content)).pages
    sizes = [
        (round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4))
        for page in found
    ]
    assert set(sizes[:-1]) == {size}
    assert sizes[-1] == size[::-1]  # the matrix lies across
    for number, text in enumerate(pages(content), 1):
        assert f"Page {number} of {len(found)}" in text


def test_a_long_table_repeats_its_head_and_breaks_no_row(office: Office) -> None:
    for number in range(70):
        office.item(f"Kegiatan nomor {number:03} yang namanya panjang sekali agar perlu dua baris di kolomnya")
    content = as_pdf(compose(built(office)))
    wide = [text for text in pages(content) if "Follow-up matrix" in text or "Origin" in text]
    assert len(wide) > 1
    for text in wide:
        assert re.search(r"Ref\s+Origin\s+Date\s+Action item", text)
    whole = [set(re.findall(r"nomor (\d+)", text)) for text in wide]
    assert len(set().union(*whole)) == sum(map(len, whole)) == 70
    for text in wide:
        assert len(re.findall("Kegiatan", text)) == len(re.findall("kolomnya", text))


def test_it_is_tagged_titled_and_keeps_its_fonts(office: Office) -> None:
    set_language("id")
    content = as_pdf(compose(built(fill(office))))
    reader = PdfReader(io.BytesIO(content))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "id"
    assert root["/MarkInfo"]["/Marked"] is True or bool(root["/MarkInfo"]["/Marked"])
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Laporan mingguan – Minggu ke-47, 16–22 November 2026"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()
    fonts = {
        font["/BaseFont"].split("+")[1]: font["/DescendantFonts"][0]["/FontDescriptor"]
        for page in reader.pages
        for font in (one.get_object() for one in page["/Resources"]["/Font"].values())
    }
    assert {"LiberationSans", "LiberationSans-Bold"} <= set(fonts)
    assert all("/FontFile2" in one or "/FontFile3" in one for one in fonts.values())


def test_pictures_say_what_they_show(office: Office) -> None:
    document = compose(built(fill(office)))
    content = as_pdf(document)
    told = [one["/Alt"] for one in structure(content) if "/Alt" in one]
    assert any(str(text).startswith("2026-W45: planned") for text in told)
    assert "Logo" in told


def structure(content: bytes) -> list[Any]:
    """Every element of the structure of a tagged PDF."""
    found, waiting = [], [PdfReader(io.BytesIO(content)).trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        element = waiting.pop()
        found.append(element)
        children = element.get("/K", [])
        for child in children if isinstance(children, list) else [children]:
            one = child.get_object()
            if hasattr(one, "get") and one.get("/Type") != "/MCR" and one.get("/Type") != "/OBJR":
                waiting.append(one)
    return found


def test_the_same_report_is_the_same_file_and_reaches_nothing(office: Office) -> None:
    document = compose(built(fill(office)))
    content = as_pdf(document)
    assert content == as_pdf(document)
    for page in PdfReader(io.BytesIO(content)).pages:
        assert "/Annots" not in page
    for name in (b"/URI", b"/Launch", b"/JavaScript", b"/EmbeddedFile"):
        assert name not in content


@pytest.mark.parametrize("rest", [b"", b"rubbish", b"\0\0\0\rIHDR\0\0\0\1"])
def test_a_picture_that_cannot_be_read_is_said_so(rest: bytes) -> None:
    broken = "data:image/png;base64," + base64.b64encode(b"\x89PNG\r\n\x1a\n" + rest).decode()
    blocks = (Letterhead(("KOP",), broken), Photo(broken, "Jalan", "a road"), Photo(PIXEL, "Pasar", "a market"))
    made = document_of("a")
    document = made._replace(parts=(made.parts[0], Part("photos", "Photos", blocks)))
    said = "".join(pages(as_pdf(document)))
    assert "KOP" in said and "Jalan" in said and "Pasar" in said
    assert said.count("the picture cannot be read.") == 1


def test_an_empty_week_is_a_page(office: Office) -> None:
    text = "".join(pages(as_pdf(compose(built(office)))))
    assert "None: Decisions needed; Overdue" in text
    assert "There are no action items." in text


HOSTILE = [
    "*bold* _emph_ `raw`",
    "#panic()",
    "#let x = 1; #x",
    "$ x^2 $",
    "= heading",
    "- list",
    "<label> @reference",
    "// comment /* */",
    "\\ # $ [ ] { }",
    "\"quotes\" 'single' -- ---",
    "https://example.invalid/x",
    "{page} {pages}",
    ']#read("/etc/hostname")[',
    "~ ... -? --- ' \"",
]
PRINTED = st.text(
    st.characters(min_codepoint=33, max_codepoint=0x17F, exclude_categories=("Cc", "Cf")), max_size=50
)


@settings(max_examples=15, deadline=None)
@given(st.lists(PRINTED.map(clean_line).filter(bool), min_size=1, max_size=4), st.booleans())
def test_any_text_comes_out_literally(texts: list[str], wide: bool) -> None:
    check_literal(texts, wide)


def test_hostile_text_comes_out_literally() -> None:
    check_literal(HOSTILE, False)


def check_literal(texts: list[str], wide: bool) -> None:
    text = squeezed("".join(pages(as_pdf(document_of(*texts, wide=wide)))))
    for number, one in enumerate(texts, 1):
        assert squeezed(f"{number}{one}") in text


def test_a_sign_that_no_font_has_does_not_stop_the_report() -> None:
    text = squeezed("".join(pages(as_pdf(document_of("會議 🏛️ é", "after")))))
    assert "2after" in text


def test_monstrous_words_are_broken() -> None:
    page = PdfReader(io.BytesIO(as_pdf(document_of("m" * 400, "after")))).pages[0]
    assert "m" * 400 in squeezed(page.extract_text())
    lines = page.extract_text(extraction_mode="layout").splitlines()
    assert max(line.count("m") for line in lines) < 100


def test_an_offices_own_template(tmp_path: Path) -> None:
    own = tmp_path / "kantor.typ"
    own.write_text(
        '#let report = json("report.json")\n#set document(title: "x")\nKantor: #report.organisation', "utf-8"
    )
    assert pages(as_pdf(document_of("Dinas #x"), own)) == ["Kantor: Dinas #x"]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('#let report = json("report.json")\n#report.organization', "line 2: .*organization"),
        ('#image("/etc/passwd")', "line 1"),
        ('#import "@preview/cetz:0.3.0": canvas', "line 1"),
        ("\n#(", "line 2"),
    ],
)
def test_a_template_with_a_mistake_is_one_sentence(text: str, sentence: str, tmp_path: Path) -> None:
    own = tmp_path / "kantor.typ"
    own.write_text(text, "utf-8")
    with pytest.raises(TaskforceError, match=sentence):
        as_pdf(document_of("a"), own)
    with pytest.raises(TaskforceError, match="cannot be read"):
        as_pdf(document_of("a"), tmp_path / "nowhere.typ")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("#range(2000000000)", "too much memory"),
        ('#("a" * 2000000000)', "too much memory"),
        ('#read("/etc/hostname")', "file not found"),
        ('#read("../../../../etc/hostname")', "escape the project root"),
    ],
)
def test_a_template_fills_no_memory_and_reads_nothing_else(text: str, sentence: str, tmp_path: Path) -> None:
    if "memory" in sentence and sys.platform != "linux":
        pytest.skip("memory is bounded on Linux")
    (tmp_path / "kantor.typ").write_text(text, "utf-8")
    with pytest.raises(TaskforceError, match=sentence):
        as_pdf(document_of("a"), tmp_path / "kantor.typ")


def test_a_template_that_never_ends_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typst_apart, "SECONDS", 0.2)
    (tmp_path / "kantor.typ").write_text(
        "#for i in range(2000000) { for j in range(1000) { let a = calc.sin(j) } }", "utf-8"
    )
    with pytest.raises(TaskforceError, match="longer than"):
        as_pdf(document_of("a"), tmp_path / "kantor.typ")


def test_a_package_is_not_fetched(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What would be asked for passes by the proxy that the computer has: nobody knocks there."""
    with socket.create_server(("127.0.0.1", 0)) as proxy:
        proxy.setblocking(False)
        for name in ("http_proxy", "https_proxy", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.getsockname()[1]}")
        (tmp_path / "kantor.typ").write_text('#import ("@preview" + "/cetz:0.3.4"): *', "utf-8")
        with pytest.raises(TaskforceError, match="packages are not fetched"):
            as_pdf(document_of("a"), tmp_path / "kantor.typ")
        with pytest.raises(BlockingIOError):
            proxy.accept()


def test_a_long_annex_is_set_in_passes(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says the same, its pages are numbered on, and the body is as it was."""
    for number in range(30):
        office.item(f"Kegiatan nomor {number:03}")
    document = compose(built(fill(office)))
    whole = pages(as_pdf(document))
    monkeypatch.setattr(pdf, "ONE_PASS", 10)
    monkeypatch.setattr(pdf, "PASS_ROWS", 8)
    content = as_pdf(document)
    assert content == as_pdf(document)
    found = pages(content)
    annex = [number for number, text in enumerate(found) if "Origin" in text]
    assert annex == list(range(annex[0], len(found)))
    assert len(annex) == 5
    for number, text in enumerate(found, 1):
        assert (f"Page {number} of {len(found)}" if number <= annex[0] else f"Page {number}") in text
    for before, after in zip(whole[: annex[0]], found[: annex[0]], strict=True):
        assert before.replace(f"of {len(whole)}", "") == after.replace(f"of {len(found)}", "")
    text = squeezed("".join(found[annex[0] :]))
    matrix = document.part("matrix")
    assert matrix is not None
    for row in matrix.blocks[0].rows:  # type: ignore[union-attr]
        assert squeezed(row[3].text) in text
    root = PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert bool(root["/MarkInfo"]["/Marked"])
    assert b"pdfuaid" not in root["/Metadata"].get_data()
