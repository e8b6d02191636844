"""Reports of unusual lists and periods, and a small golden file for each format that is text."""

from __future__ import annotations

import os
from itertools import pairwise
from pathlib import Path

import pytest
from paper_files import fill
from report_lists import Office

from taskforce.language import set_language
from taskforce.model.width import cell_width
from taskforce.reports.content.frozen import document_from, document_values
from taskforce.reports.content.options import Options
from taskforce.reports.figures.build import COMPLETE, build_report
from taskforce.reports.figures.period import period_of, quarter_period, year_period
from taskforce.reports.writers import whatsapp
from taskforce.reports.writers.registry import FORMATS, Draft, rendered
from taskforce.reports.writers.whatsapp import LONGEST

GOLDEN = Path(__file__).parents[1] / "golden"


def draft(office: Office, week: str = "2026-W47", **wishes: object) -> Draft:
    report = build_report(office.store, period_of(office.store.clock.today(), week))
    return Draft(report, Options(**wishes))  # type: ignore[arg-type]


@pytest.mark.parametrize("name", ["text", "md", "whatsapp", "html", "json"])
def test_a_small_report_is_as_it_was(office: Office, name: str) -> None:
    set_language("id")
    made = draft(fill(office), words={"opening": "Minggu ini *tiga* hal.\n\nAlinea kedua <b>."})
    text = str(rendered(made, name))
    # Ids are new every time.
    for number, item in enumerate(sorted(office.ids.values())):
        text = text.replace(item, f"id-{number}")
    golden = GOLDEN / f"report_small_id.{name}"
    if os.environ.get("UPDATE_GOLDEN"):
        golden.write_text(text, encoding="utf-8")
    assert text == golden.read_text(encoding="utf-8")


def test_a_list_without_items_has_a_report_in_every_format(office: Office) -> None:
    made = draft(office)
    for name, form in FORMATS.items():
        content = rendered(made, name)
        assert content and isinstance(content, bytes if form.binary else str), name
    assert "There are no action items." in str(rendered(made, "text"))


def test_one_item_and_monstrous_names(office: Office) -> None:
    name = "Dinas Pemberdayaan Masyarakat, Perempuan, Perlindungan Anak, Pengendalian Penduduk dan KB"
    four_lines = " ".join([name] * 4)
    office.agency("x", four_lines)
    office.item("T" * 120, agency="x", due="2026-11-01", status="blocked")
    made = draft(office)
    for form in FORMATS:
        rendered(made, form)
    assert max(map(cell_width, str(rendered(made, "text")).splitlines())) <= 80
    message = str(rendered(made, "whatsapp"))
    assert len(message) <= LONGEST


def test_the_message_names_what_it_has_no_room_to_list(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(whatsapp, "LONGEST", 600)
    for number in range(12):
        office.agency(f"opd-{number}", f"Dinas {number}")
        office.item(
            f"Langkah {number} " + "kata " * 12, agency=f"opd-{number}", due="2026-11-01", status="blocked"
        )
        office.item(f"Lanjutan {number} " + "kata " * 12, agency=f"opd-{number}", due="2026-11-25")
    lines = str(rendered(draft(office), "whatsapp")).split("\n")
    assert any("Overdue" in line for line in lines)
    assert [line for line, below in pairwise(lines) if line.endswith(")*") and not below.strip()] == []


def test_the_message_says_how_many_it_leaves_out_of_a_list(office: Office) -> None:
    for number in range(12):
        office.item(f"Langkah {number} " + "kata " * 12, due="2026-11-01")
    lines = str(rendered(draft(office), "whatsapp")).split("\n")
    head = next(number for number, line in enumerate(lines) if "Overdue" in line and line.endswith("(12)*"))
    below = lines[head + 1 : lines.index("", head)]
    assert 1 < len(below) < 12
    assert below[-1] == f"• … +{12 - len(below) + 1}"


def test_the_document_of_any_report_comes_back_from_json(office: Office) -> None:
    fill(office)
    period = year_period("2026")
    report = build_report(office.store, period, extent=COMPLETE.__class__(None, True, True, True))
    for kind in ("yearly", "evaluation"):
        document = Draft(report, Options(kind)).document
        assert document_from(document_values(document)) == document


@pytest.mark.parametrize(
    ("language", "week", "lines"),
    [
        ("id", "2020-W53", ["Minggu ke-53, 28 Desember 2020 – 3 Januari 2021", "Keadaan per 3 Januari 2021"]),
        ("id", "2026-W47", ["Minggu ke-47, 16–22 November 2026", "Keadaan per 22 November 2026"]),
        ("en", "2020-W53", ["Week 53, 28 December 2020 – 3 January 2021", "As of 3 January 2021"]),
    ],
)
def test_weeks_and_days_in_words(office: Office, language: str, week: str, lines: list[str]) -> None:
    set_language(language)
    text = str(rendered(draft(office, week), "text"))
    for line in lines:
        assert line in text


def test_days_of_a_quarter_move_by_quarters() -> None:
    period = quarter_period("2026-Q4")
    assert period.moved(1).label == "2027-Q1"
    assert period.moved(-1).label == "2026-Q3"
    assert year_period("2024").moved(-1).label == "2023"


def test_sums_equal_their_rows(office: Office) -> None:
    document = draft(fill(office)).document
    for key in ("by_dimension", "by_agency", "by_priority"):
        part = document.part(key)
        assert part is not None
        table = part.blocks[0]
        for column in (1, 2, 3):
            values = [row[column].value for row in table.rows]  # type: ignore[union-attr]
            assert sum(values) == table.sums[column].value  # type: ignore[union-attr,index,arg-type]


def test_numbers_and_percentages_are_of_the_language(office: Office) -> None:
    fill(office)
    for language, percent in (("id", "46,7%"), ("en", "46.7%")):
        set_language(language)
        assert percent in str(rendered(draft(office), "md"))
