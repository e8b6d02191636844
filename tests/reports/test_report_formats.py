"""Every format of the report: the same figures, user text as it is, nothing fetched, nothing half written."""

from __future__ import annotations

import io
import json
import re
from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from report_lists import Office
from rich.console import Console
from screen_text import golden

from taskforce.console import prepare_streams
from taskforce.language import set_language
from taskforce.model.errors import TaskforceError, UsageError
from taskforce.model.width import cell_width
from taskforce.reports import writers
from taskforce.reports.content.options import SECTIONS, Options
from taskforce.reports.figures.build import BRIEF, build_report
from taskforce.reports.figures.period import period_of
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.writers import registry
from taskforce.reports.writers.cells import Look, document_lines
from taskforce.reports.writers.json_data import report_data
from taskforce.reports.writers.registry import (
    FORMATS,
    Draft,
    Format,
    Output,
    check_format,
    extent_for,
    write_outputs,
)
from taskforce.reports.writers.rich import coloured
from taskforce.reports.writers.terminal import brief_lines, print_brief, print_document
from taskforce.store.database.engine import engine_for

HOSTILE = (
    "Rapat [Diskominfo] besok",
    "[/] [b",
    "<script>alert(1)</script>",
    "{{ 7 * 7 }} {% raise %} {name}",
    "&amp; \" ' ]]>",
    "會議 🏛️ é",
)


def built(office: Office, week: str = "2026-W47") -> StatusReport:
    return build_report(office.store, period_of(office.store.clock.today(), week))


def rendered(report: StatusReport, name: str, paper: str | None = None, *, ascii_only: bool = False) -> str:
    """Return a report in a format of text."""
    return str(registry.rendered(Draft(report, Options(paper=paper)), name, ascii_only=ascii_only))


def write_report(report: StatusReport, path: Path, name: str | None = None) -> None:
    """Write a report to a file, as its ending says."""
    write_outputs(Draft(report), [Output(path, check_format(path, name))])


def terminal(report: StatusReport, width: int = 80, **options: object) -> str:
    stream = io.StringIO()
    console = Console(file=stream, width=width, highlight=False, markup=False, emoji=False, **options)  # type: ignore[arg-type]
    console.print(coloured(brief_lines(report, Look(min(width, 132)))))
    return stream.getvalue()


@pytest.fixture
def busy(office: Office) -> Office:
    """A list in which every part of the report has something to show."""
    office.dimension("governance", 1)
    office.dimension("living", 2)
    for code, short in (("bappelitbang", "Bappelitbang"), ("dlh", "DLH"), ("rsud", "RSUD")):
        office.agency(code, short)
    office.deadline("buku-2", "2026-12-04")
    office.deadline("laporan-bulanan", "2026-11-20", met_on="2026-11-19")
    office.on("2026-11-02")
    common = {"start": "2026-11-02", "dimension": "governance", "agency": "bappelitbang"}
    office.item("Susun draf Buku 2", due="2026-11-27", deadline="buku-2", priority="high", **common)
    office.item("Petakan program RPJMD dan Renstra ke enam dimensi kota cerdas", due="2026-11-18", **common)
    office.item("Kumpulkan data sampah per kecamatan", due="2026-11-20", dimension="living", agency="dlh")
    office.item("Antrean daring rumah sakit", due="2026-12-18", agency="rsud", weight=2.0)
    office.item("Batalkan saja", status="cancelled")
    office.on("2026-11-12").edit("Susun draf Buku 2", status="in_progress", progress=30)
    office.on("2026-11-17").edit("Susun draf Buku 2", progress=55)
    office.edit("Kumpulkan data sampah per kecamatan", status="done")
    office.edit("Antrean daring rumah sakit", reason="menunggu server", due="2027-01-08", status="blocked")
    office.add("note", "Antrean daring rumah sakit", kind="obstacle", text="Server belum\ntiba.")
    office.on("2026-11-20").item("Rekrut relawan TIK", due="2026-12-31", agency="dlh", priority="low")
    return office


@pytest.mark.parametrize("language", ["en"])
def test_plain_text_is_as_it_was(busy: Office, language: str) -> None:
    set_language(language)
    golden(f"report_{language}_80", rendered(built(busy), "text"))


@pytest.mark.parametrize("width", [80, 120])
def test_the_terminal_shows_it_as_it_did(busy: Office, width: int) -> None:
    shown = "\n".join(line.rstrip() for line in terminal(built(busy), width).splitlines()) + "\n"
    golden(f"report_terminal_en_{width}", shown)


@pytest.mark.parametrize("width", [40, 60, 80, 120, 200])
def test_no_line_is_wider_than_the_terminal(busy: Office, width: int) -> None:
    for hostile in HOSTILE:
        busy.item(hostile * 3, due="2026-11-01")
    report = built(busy)
    assert max(cell_width(line.rstrip()) for line in terminal(report, width).splitlines()) <= width
    if width == 80:
        assert max(cell_width(line) for line in rendered(report, "text").splitlines()) <= width


def test_without_colour_nothing_is_lost(busy: Office) -> None:
    report = built(busy)
    coloured = terminal(report, force_terminal=True, color_system="truecolor")
    bare = terminal(report, force_terminal=True, no_color=True, color_system=None)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == re.sub(r"\x1b\[[0-9;]*m", "", bare)
    assert "\x1b" in coloured
    assert "▲ Overdue (1)" in bare
    assert "behind plan" in bare


@pytest.mark.parametrize("text", HOSTILE)
def test_user_text_is_literal_in_every_format(office: Office, text: str) -> None:
    office.agency("x", text)
    office.dimension("x", 1)
    office.item(text, agency="x", dimension="x", due="2026-11-01", status="blocked", origin=text)
    office.add("note", text, kind="obstacle", text=text)
    report = built(office)
    assert report_data(report)["overdue"][0]["title"] == text
    assert json.loads(rendered(report, "json"))["by_agency"][0]["key"] == text
    assert text in rendered(report, "text").replace("\n", "")
    assert text in terminal(report, 120)
    page = BeautifulSoup(rendered(report, "html"), "html.parser")
    assert page.find("script") is None
    assert text in [cell.get_text() for cell in page.select("#overdue td")]
    assert text in [cell.get_text() for cell in page.select("#matrix td")]
    drawn = BeautifulSoup(rendered(report, "svg"), "html.parser")
    assert text in " ".join(node.get_text() for node in drawn.find_all("text")).replace("\xa0", " ")


def test_escape_sequences_from_another_copy_do_not_reach_a_terminal(office: Office) -> None:
    office.agency("x", "x")
    office.item("title", agency="x", due="2026-11-01", status="blocked")
    office.add("note", "title", kind="obstacle", text="note")
    with engine_for(office.store.location).begin() as connection:  # a merge takes what another copy wrote
        for table, column in (("action_item", "title"), ("agency", "short"), ("note", "text")):
            connection.exec_driver_sql(f"UPDATE {table} SET {column} = {column} || '\x1b[31m \u202e\x07'")
    report = built(office)
    for shown in (rendered(report, "text"), rendered(report, "html"), rendered(report, "svg"), terminal(report)):
        assert not re.search("[\x1b\u202e\x07]", shown)
    assert "\x1b" not in rendered(report, "json")


def figures_of(page: BeautifulSoup) -> dict[str, str]:
    return {
        str(node["data-figure"]): node.get_text().removesuffix(" points").removesuffix(" poin").split()[-1]
        for node in page.select("[data-figure]")
    }


def table_of(page: BeautifulSoup, selector: str) -> list[list[str]]:
    body = page.select_one(f"{selector} tbody")
    assert isinstance(body, Tag)
    return [[cell.get_text() for cell in row.find_all(["td", "th"])] for row in body.find_all("tr")]


@pytest.mark.parametrize("language", ["en", "id"])
def test_the_html_has_the_figures_of_the_data(busy: Office, language: str) -> None:
    report = built(busy)
    data = report_data(report)
    set_language(language)
    page = BeautifulSoup(rendered(report, "html"), "html.parser")
    assert page.html is not None and page.html["lang"] == language
    decimal = "," if language == "id" else "."
    for name, text in figures_of(page).items():
        assert text.rstrip("%").replace(decimal, ".").replace("−", "-") == str(data["summary"][name]), name
    data["by_agency"].sort(key=lambda group: (group["key"] == "none", -group["overdue"], group["progress"]))
    for kind in ("by_dimension", "by_agency", "by_priority"):
        rows = [[int(cell) for cell in row[1:4]] for row in table_of(page, f"#{kind}")]
        assert rows == [[group["total"], group["done"], group["overdue"]] for group in data[kind]]
        sums = page.select_one(f"#{kind} tfoot")
        assert sums is not None
        assert sums.get_text(" ", strip=True).split()[1:] == [
            *(str(data["summary"][name]) for name in ("total", "done", "overdue")),
            str(sum(group["weight"] for group in data[kind])),
        ]
    for name in ("completed", "progressed", "added", "overdue", "blocked", "due_next", "rescheduled"):
        refs = [row[0] for row in table_of(page, f"#{name}")]
        assert refs == [one.get("item", one)["ref"] for one in data[name]], name
    for head in page.select("thead th"):
        assert head["scope"] == "col"


def test_on_a_telephone_each_cell_says_what_it_is(busy: Office) -> None:
    """Rows become cards there; a style rule has each column's head, and every table its own rules."""
    content = rendered(built(busy), "html")
    page = BeautifulSoup(content, "html.parser")
    rule = re.compile(r'\.(t-\w+) td:nth-child\((\d+)\)::before { content: "(.*?)"; }')
    told = {
        (name, int(place)): re.sub(r"\\([0-9a-f]{6})", lambda code: chr(int(code[1], 16)), text)
        for name, place, text in rule.findall(content)
    }
    for table in page.select("table.list"):
        name = next(one for one in table["class"] if one.startswith("t-"))
        heads = [head for head in table.select("thead th") for _cell in range(int(str(head.get("colspan", 1))))]
        for row in table.select("tbody tr"):
            cells = row.find_all(["td", "th"])
            assert len(cells) == len(heads)
            for place, (cell, head) in enumerate(zip(cells, heads, strict=True), 1):
                said = told.get((name, place), "").strip(": ")
                if cell.name == "th" or {"main", "bars"} & set(cell.get("class", ())):
                    assert not said
                else:
                    assert said == head.get_text()


def test_the_html_fetches_nothing_and_knows_its_paper(busy: Office) -> None:
    report = built(busy)
    page = rendered(report, "html")
    assert not re.search(r"(?:src|href)=|url\(|@import|<script|<link", page)
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")
    assert "size: 215mm 330mm; margin: 20mm 20mm 25mm 30mm" in page
    assert "size: 210mm 297mm" in rendered(report, "html", "a4")
    assert "thead { display: table-header-group; }" in page


def test_the_curve_says_its_figures_to_who_cannot_see_it(busy: Office) -> None:
    report = built(busy)
    page = BeautifulSoup(rendered(report, "html"), "html.parser")
    description = page.select_one("svg desc")
    assert description is not None
    assert description.get_text().split("; ")[2] == "2026-W47: planned 46.7%, actual 25.8%"
    rows = table_of(page, "#s_curve")
    assert [row[0] for row in rows] == [point.week for point in report.s_curve]


def test_letterhead_signature_and_copies(office: Office) -> None:
    office.organisation(
        letterhead=["PEMERINTAH KABUPATEN BANJAR", "DINAS <KOMINFO>"],
        logo="data:image/png;base64,AAAA",
        signers=[{"position": "Kepala Dinas", "name": "N. A. M. A.", "rank": "Pembina"}],
        carbon_copies=["Bupati Banjar", "Sekretaris Daerah"],
    )
    page = BeautifulSoup(rendered(built(office), "html"), "html.parser")
    letterhead = page.select_one(".letterhead")
    assert letterhead is not None
    assert letterhead.get_text("|", strip=True) == "PEMERINTAH KABUPATEN BANJAR|DINAS <KOMINFO>"
    assert page.img is not None and page.img["src"] == "data:image/png;base64,AAAA"
    signature = page.select_one(".signatures")
    assert signature is not None
    assert signature.get_text("|", strip=True) == ("Martapura, 22 November 2026|Kepala Dinas,|N. A. M. A.|Pembina")
    assert [one.get_text() for one in page.select(".copies li")] == ["Bupati Banjar", "Sekretaris Daerah"]


def test_a_logo_that_would_have_to_be_fetched_is_left_out(office: Office) -> None:
    office.organisation(logo="https://example.invalid/logo.png")
    assert "example.invalid" not in rendered(built(office), "html")


def test_the_svg_is_self_contained(busy: Office) -> None:
    drawn = rendered(built(busy), "svg")
    assert drawn.startswith("<svg")
    assert "@font-face" not in drawn
    assert "http" not in re.sub(r'xmlns(?::\w+)?="[^"]*"', "", drawn).replace(
        "<!-- Generated with Rich", ""
    ).replace("https://www.textualize.io", "")


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "cp437"])
def test_text_and_terminal_fit_old_encodings(busy: Office, encoding: str, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    monkeypatch.setattr("sys.stdout", stream)
    prepare_streams()
    report = built(busy)
    stream.write(rendered(report, "text"))
    print_brief(report)
    print_document(Draft(report).document)
    stream.flush()
    text = stream.buffer.getvalue().decode(encoding)  # type: ignore[attr-defined]
    assert "?" not in text
    assert "S-CURVE" in text
    assert "! Overdue (1) " in text


def test_text_and_terminal_say_the_same(busy: Office) -> None:
    plots = ("s_curve", "burn_up")  # the weeks on an axis are as room allows
    sections = tuple(name for name in SECTIONS if name not in plots)
    document = Draft(built(busy), Options(sections=sections)).document

    def words(look: Look) -> list[str]:
        text = "\n".join("".join(span.text for span in line) for line in document_lines(document, look))
        return sorted(re.findall(r"\w[\w.%/-]*", text.casefold()))

    assert len(words(Look(plain=True))) > 300
    plain, shown = words(Look(plain=True)), words(Look(120))
    assert set(plain) == set(shown)  # heads stand in each row where a table does not fit
    figures = re.compile(r"\d")
    assert list(filter(figures.search, plain)) == list(filter(figures.search, shown))


def test_json_for_a_console_without_unicode(office: Office) -> None:
    office.item("Rapat – é", due="2026-11-01")
    text = rendered(built(office), "json", ascii_only=True)
    assert text.isascii()
    assert json.loads(text)["overdue"][0]["title"] == "Rapat – é"


def test_the_language_changes_words_and_no_figure(busy: Office) -> None:
    english = json.loads(rendered(built(busy), "json"))
    set_language("id")
    indonesian = json.loads(rendered(built(busy), "json"))
    for data in (english, indonesian):
        assert set(data.pop("briefing")) == {"position", "change", "outlook"}
        assert data["judgement"].pop("rule")
        for ask in data["asks"]:
            assert ask.pop("ask")
    assert indonesian == english


@pytest.mark.parametrize(
    ("day", "label", "title"),
    [
        (date(2020, 12, 31), "2020-W53", "Week 53, 28 December 2020 – 3 January 2021"),
        (date(2027, 1, 2), "2026-W53", "Week 53, 28 December 2026 – 3 January 2027"),
        (date(2026, 12, 1), "2026-W49", "Week 49, 30 November – 6 December 2026"),
        (date(2026, 11, 17), "2026-W47", "Week 47, 16–22 November 2026"),
    ],
)
def test_weeks_at_the_turn_of_the_year(day: date, label: str, title: str) -> None:
    from taskforce.reports.figures.period import period_title

    period = period_of(day)
    assert (period.label, period_title(period)) == (label, title)


def test_any_period_has_a_report(busy: Office) -> None:
    today = busy.store.clock.today()
    report = build_report(busy.store, period_of(today, None, "1/11/2026", "20 nov 2026"))
    assert report_data(report)["period"]["label"] == "2026-11-01/2026-11-20"
    text = rendered(report, "text")
    assert "\nPeriod 1–20 November 2026 · As of " in text


@pytest.mark.parametrize(
    ("week", "start", "end", "sentence"),
    [
        ("2026-W47", "2026-11-01", None, "not both"),
        (None, None, "2026-11-01", "no beginning"),
        (None, "2026-11-10", "2026-11-01", "swap"),
        ("2025-W53", None, None, "no week 53"),
        ("November", None, None, "not a week"),
        (None, "31/02/2026", None, "does not exist"),
    ],
)
def test_a_period_that_cannot_be_is_one_sentence(
    week: str | None, start: str | None, end: str | None, sentence: str
) -> None:
    with pytest.raises(TaskforceError, match=sentence):
        period_of(date(2026, 11, 24), week, start, end)


def test_files_are_written_by_their_ending(busy: Office, tmp_path: Path) -> None:
    report = built(busy)
    for ending, name in ((".txt", "text"), (".json", "json"), (".html", "html"), (".SVG", "svg")):
        path = tmp_path / f"laporan{ending}"
        write_report(report, path)
        assert path.read_text(encoding="utf-8") == rendered(report, name)
    write_report(report, tmp_path / "laporan.bin", "json")
    assert json.loads((tmp_path / "laporan.bin").read_text(encoding="utf-8"))["summary"]["total"] == 5


def test_an_unknown_ending_or_format_is_refused_and_nothing_written(busy: Office, tmp_path: Path) -> None:
    path = tmp_path / "laporan.pdfx"
    with pytest.raises(UsageError, match="no ending that says a report format"):
        write_report(built(busy), path)
    with pytest.raises(UsageError, match="no report format “word”"):
        write_report(built(busy), path, "word")
    with pytest.raises(TaskforceError, match="cannot be written"):
        write_report(built(busy), tmp_path / "nowhere" / "laporan.txt")
    assert not path.exists()


def test_a_format_is_one_module_and_one_line(
    busy: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "writers"
    folder.mkdir()
    (folder / "titles.py").write_text(
        "def as_titles(document):\n    return '\\n'.join(part.title for part in document.parts)\n"
    )
    monkeypatch.setattr(writers, "__path__", [*writers.__path__, str(folder)])
    monkeypatch.setitem(FORMATS, "titles", Format("titles", "as_titles", (".titles",)))
    report = built(busy)
    write_report(report, tmp_path / "laporan.titles")
    assert "Progress per agency" in (tmp_path / "laporan.titles").read_text(encoding="utf-8").splitlines()
    with pytest.raises(UsageError, match=r"svg, titles"):
        check_format(tmp_path / "laporan.titles", "word")


def test_no_format_gets_a_report_that_was_read_in_part(busy: Office) -> None:
    report = build_report(busy.store, period_of(busy.store.clock.today()), extent=BRIEF)
    with pytest.raises(ValueError, match="COMPLETE"):
        rendered(report, "json")
    for name in FORMATS:
        period = period_of(busy.store.clock.today())
        assert rendered(build_report(busy.store, period, extent=extent_for([name])), name)


def test_a_long_list_says_how_much_is_not_shown(office: Office) -> None:
    for number in range(30):
        office.item(f"item {number:02}", due="2026-11-01")
    report = build_report(office.store, period_of(office.store.clock.today(), "2026-W47"), extent=BRIEF)
    shown = terminal(report)
    assert "▲ Overdue (30)" in shown
    assert "… and 18 more" in shown
    whole = str(rendered(built(office), "text"))
    front, _head, body = whole.partition("SUMMARY\n")
    assert re.search("… and 24 more: .*; all in “Overdue”", " ".join(front.split()))
    assert all(f"item {number:02}" in body for number in range(30))
    assert "more" not in body
