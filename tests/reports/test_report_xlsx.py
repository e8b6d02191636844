"""The workbook, read back with openpyxl: the figures of the data, real numbers and days, texts as they are."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils.escape import unescape
from paper_files import PIXEL, document_of, fill, parts_of, rows_under, workbook
from report_lists import Office

from taskforce.language import set_language
from taskforce.model.text import clean_line
from taskforce.model.vocabulary import Status, label
from taskforce.reports.content.compose import compose
from taskforce.reports.content.options import Options
from taskforce.reports.document import Part, Photo
from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import period_of
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.writers.json_data import report_data
from taskforce.reports.writers.xlsx import as_xlsx


@pytest.fixture
def report(office: Office) -> StatusReport:
    """A report in which every part says something."""
    return build_report(fill(office).store, period_of(office.store.clock.today(), "2026-W47"))


def test_the_summary_has_the_figures(report: StatusReport) -> None:
    sheet = workbook(as_xlsx(compose(report)))["Summary"]
    shown = {row[1]: row[2] for row in sheet.iter_rows(values_only=True) if row[2] is not None}
    data = report_data(report)["summary"]
    assert shown["Action items"] == data["total"] == 5
    assert shown["Overdue"] == data["overdue"] == 1
    assert round(shown["Planned progress, by weight"] * 100, 1) == data["planned_percent"]
    assert round(shown["Actual progress, by weight"] * 100, 1) == data["actual_percent"]
    assert shown["Deviation"] == data["deviation"]
    lines = [row[0] for row in sheet.iter_rows(values_only=True) if row[0]]
    assert lines[:5] == [*report.texts.letterhead, "WEEKLY STATUS REPORT"]
    assert lines[-8:] == [
        "Martapura, 22 November 2026",
        "a.n. Bupati Banjar,",
        "N. A. M. A.",
        "Pembina",
        "NIP 197001012000011009",
        "Copies to",
        "1. Bupati Banjar",
        "2. Sekretaris Daerah",
    ]


@pytest.mark.parametrize(
    ("sheet", "head", "key"),
    [("Per agency", "Agency", "by_agency"), ("Per dimension", "Dimension", "by_dimension")],
)
def test_groups_hold_the_figures_and_their_sums(report: StatusReport, sheet: str, head: str, key: str) -> None:
    content = as_xlsx(compose(report))
    found = workbook(content)[sheet]
    groups = report_data(report)[key]
    if key == "by_agency":
        groups.sort(key=lambda group: (group["key"] == "none", -group["overdue"], group["progress"]))
    assert [
        (row["Items"], row["Done"], row["Overdue"], row["Progress"] and round(row["Progress"] * 100, 1))
        for row in rows_under(found, head)
    ] == [(group["total"], group["done"], group["overdue"], group["progress"]) for group in groups]
    last = len(groups) + 4
    sums = next(row for row in found.iter_rows(values_only=True) if row[0] == "Total")
    assert sums[1:5] == tuple(f"=SUBTOTAL(109,{letter}5:{letter}{last})" for letter in "BCDE")
    shown = openpyxl.load_workbook(io.BytesIO(content), data_only=True)[sheet]
    assert [shown.cell(last + 1, place).value for place in (2, 3, 4, 5)] == [
        sum(group[name] for group in groups) for name in ("total", "done", "overdue", "weight")
    ]
    assert str(found.auto_filter.ref).startswith("A4")
    assert not str(found.auto_filter.ref).endswith(str(found.max_row))  # the sums are no part of the list


def test_the_lists_hold_every_item_of_the_data(report: StatusReport) -> None:
    found = workbook(as_xlsx(compose(report)))
    data = report_data(report)
    assert list(found)[1] == "Overdue"
    assert [(row["Ref"], row["Due"], row["Days late"]) for row in rows_under(found["Overdue"], "Ref")] == [
        (one["ref"], one["due"], (report.as_of - date.fromisoformat(one["due"])).days) for one in data["overdue"]
    ]
    rows = rows_under(found["Lists"], "List")
    for key, title in (
        ("blocked", "■ Blocked"),
        ("completed", "✔ Completed in the period"),
        ("progressed", "Progress in the period"),
        ("added", "Added in the period"),
        ("due_next", "Due in the 7 days after the period"),
        ("rescheduled", "Rescheduled in the period"),
        ("without_evidence", "Done, but without evidence"),
    ):
        own = [row for row in rows if row["List"] == title]
        items = [one.get("item", one) for one in data[key]]
        assert items, key
        assert [(row["Ref"], row["Action item"]) for row in own] == [(one["ref"], one["title"]) for one in items]
        if key == "rescheduled":
            assert [(row["Due before"], row["Due now"]) for row in own] == [
                (one["from"], one["to"]) for one in data[key]
            ]
        if key == "progressed":
            assert [(row["Progress before"], row["Progress now"], row["Gain"]) for row in own] == [
                (one["from"] / 100, one["to"] / 100, one["to"] - one["from"]) for one in data[key]
            ]
        if key == "due_next":
            assert [row["Due"] for row in own] == [one["due"] for one in items]
    assert len(rows) == sum(len(data[key]) for key in ("blocked", "completed", "progressed", "added")) + sum(
        len(data[key]) for key in ("due_next", "rescheduled", "without_evidence")
    )


def test_the_matrix_has_days_as_days_and_refs_as_text(report: StatusReport) -> None:
    found = workbook(as_xlsx(compose(report)))
    rows = rows_under(found["Matrix"], "Ref")
    assert report.matrix is not None
    assert [(row["Action item"], row["Due"], row["Done on"]) for row in rows] == [
        (one.title, one.due, one.done_on) for one in report.matrix.rows
    ]
    due = next(cell for cell in found["Matrix"][4] if cell.value == "Due").column
    assert found["Matrix"].cell(5, due).is_date
    assert found["Matrix"].cell(5, due).number_format == "[$-809]d mmm yyyy"
    assert found["Matrix"].cell(5, due).alignment.indent == 1  # away from the text in the column behind it
    assert all(isinstance(row["Ref"], str) for row in rows_under(found["Lists"], "List"))
    assert [row["Ref"] for row in rows] == [one.ref for one in report.matrix.rows]
    for row, one in zip(rows, report.matrix.rows, strict=True):
        done = one.status == "done"
        assert row["Status"] == label(Status(one.status))
        assert row["Progress"] == (1 if done else one.progress / 100)
        late = (report.as_of - date.fromisoformat(one.due)).days if one.due and one.is_open else 0
        assert row["Days late"] == (late if late > 0 else None)
    assert found["Matrix"].cell(len(rows) + 5, 1).value == f"=SUBTOTAL(103,A5:A{len(rows) + 4})"
    assert [row["Weight"] for row in rows] == [one.weight or 1 for one in report.matrix.rows]
    weight = next(cell for cell in found["Matrix"][4] if cell.value == "Weight").column
    shown = {one.number_format for (one,) in found["Matrix"].iter_rows(5, len(rows) + 4, weight, weight)}
    assert shown == {"#,##0"}  # 2, not 2.0, below 1


def test_the_curve_is_a_chart_of_cells(report: StatusReport) -> None:
    content = as_xlsx(compose(report))
    rows = rows_under(workbook(content)["S-curve"], "Week")
    assert [row["Week"] for row in rows] == [point.week for point in report.s_curve]
    assert [round(row["planned"] * 100, 1) for row in rows] == [point.planned for point in report.s_curve]
    parts = parts_of(content)
    chart = parts["xl/charts/chart1.xml"]
    assert "lineChart" in chart
    last = 4 + len(rows)
    assert f"'S-curve'!$B$5:$B${last}" in chart
    assert any('descr="2026-W45: planned' in text for name, text in parts.items() if "drawings" in name)


def test_every_sheet_is_set_up_for_paper(report: StatusReport) -> None:
    for paper, code in (("f4", 14), ("a4", 9)):
        for name, sheet in workbook(as_xlsx(compose(report, Options(paper=paper)))).items():
            assert int(sheet.page_setup.paperSize) == code
            assert sheet.page_setup.fitToHeight == 0
            assert sheet.oddFooter.right.text == "Page &P of &N"
            if name != "Summary":
                assert sheet.print_title_rows == "$4:$4"
                assert sheet.freeze_panes == "A5"
                assert sheet.auto_filter.ref
    assert workbook(as_xlsx(compose(report)))["Matrix"].page_setup.orientation == "landscape"


def test_names_speak_the_language(report: StatusReport) -> None:
    set_language("id")
    found = workbook(as_xlsx(compose(report)))
    assert list(found)[:4] == ["Ringkasan", "Terlambat", "Matriks", "Daftar"]
    assert {"Per OPD", "Per dimensi", "Per prioritas", "Kurva S"} <= set(found)
    assert "Terlambat" in [cell.value for cell in found["Per OPD"][4]]


def test_the_same_report_is_the_same_file_and_reaches_nothing(report: StatusReport) -> None:
    document = compose(report)
    content = as_xlsx(document)
    assert content == as_xlsx(document)
    for name, text in parts_of(content).items():
        assert 'TargetMode="External"' not in text, name
        assert all(one.startswith("SUBTOTAL(") for one in re.findall("<f>(.*?)</f>", text)), name
        assert "<hyperlink" not in text, name


def test_the_logo_stands_on_the_first_sheet(report: StatusReport) -> None:
    content = as_xlsx(compose(report))
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        assert [name for name in packed.namelist() if name.startswith("xl/media/")] == ["xl/media/image1.png"]
    broken = report.texts._replace(logo="data:image/png;base64,iVBORw0KGgo=")
    assert next(iter(workbook(as_xlsx(compose(report._replace(texts=broken)))))) == "Summary"


def test_an_empty_week_is_a_workbook(office: Office) -> None:
    made = build_report(office.store, period_of(office.store.clock.today(), "2026-W47"))
    assert list(workbook(as_xlsx(compose(made)))) == ["Summary", "Per priority"]


HOSTILE = [
    "=1+1",
    "+62 811",
    "-1",
    "@SUM(A1)",
    "<r>",
    "<r><t>x</t></r>",
    "_x0041_ _x000D_",
    "http://example.invalid",
    "internal:Sheet1!A1",
    "{=1}",
    "197001012000011009",
    "1.97512E+17",
    "2026-11-22",
    "TRUE",
    "#N/A",
    "&amp; <b> ]]>",
]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.text(max_size=60).map(clean_line).filter(bool), min_size=1, max_size=5))
def test_any_text_comes_out_literally(texts: list[str]) -> None:
    check_literal(texts)


def test_hostile_text_comes_out_literally() -> None:
    check_literal(HOSTILE)


def check_literal(texts: list[str]) -> None:
    content = as_xlsx(document_of(*texts))
    sheet = workbook(content)["Lists"]
    cells = [row[2] for row in sheet.iter_rows(min_row=5, max_row=4 + len(texts))]
    assert [unescape(cell.value) for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_pictures_leave_no_bare_heading() -> None:
    made = document_of("a")
    document = made._replace(parts=(*made.parts, Part("photos", "Photos", (Photo(PIXEL, "Pasar", "a market"),))))
    lines = [row[0] for row in workbook(as_xlsx(document))["Summary"].iter_rows(values_only=True)]
    assert "Photos" not in lines
