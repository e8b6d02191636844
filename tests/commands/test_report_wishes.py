"""What a report is made of: sections, words and pictures kept with their period; kinds, scopes and files."""

from __future__ import annotations

import base64
import itertools
import re
from pathlib import Path

import pytest
from calling import Caller

from taskforce.cli import run
from taskforce.reports.content.options import KINDS, SECTIONS, WORDED

PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def sections_of(text: str) -> list[str]:
    """The headings of a report as text."""
    lines = text.splitlines()
    return [re.sub(r" \(\d+\)$", "", line) for line, under in itertools.pairwise(lines) if under[:1] == "─"]


def text(call: Caller, *words: str) -> str:
    return call("report", *words, "--format", "text").out


def test_help_names_every_section(capsys: pytest.CaptureFixture[str]) -> None:
    run(["--lang", "en", "report", "--help"])
    assert f"Sections: {', '.join(WORDED)}." in " ".join(capsys.readouterr().out.split())
    for sections in KINDS.values():
        assert set(sections) <= set(SECTIONS)


def test_sections_are_chosen_ordered_and_left_out_and_kept_with_their_week(banjar: Caller) -> None:
    usual, before = sections_of(text(banjar)), sections_of(text(banjar, "--week", "2026-W47"))
    assert usual[0].startswith("▲ OVERDUE, THE LONGEST FIRST")  # page one
    assert usual[usual.index("SUMMARY") + 1] == "PLAN AND ACTUAL"
    assert sections_of(text(banjar, "--sections", "overdue,summary")) == ["▲ OVERDUE", "SUMMARY"]
    assert sections_of(text(banjar)) == ["▲ OVERDUE", "SUMMARY"]
    assert sections_of(text(banjar, "--without", "summary")) == ["▲ OVERDUE"]
    assert sections_of(text(banjar, "--week", "2026-W47")) == before
    assert sections_of(text(banjar, "--sections", "usual", "--without", "summary,s-curve")) == [
        one for one in usual if one not in ("SUMMARY", "S-CURVE")
    ]
    assert sections_of(text(banjar, "--sections", "usual")) == usual
    assert "FOLLOW-UP MATRIX" in text(banjar, "--sections", "matrix")


def test_sections_are_remembered_for_reports_to_come(banjar: Caller) -> None:
    text(banjar, "--sections", "overdue,closing", "--remember")
    assert sections_of(text(banjar, "--week", "2026-W46")) == ["▲ OVERDUE"]


def test_words_are_kept_with_their_period_and_scope(banjar: Caller, tmp_path: Path) -> None:
    file = tmp_path / "kata.txt"
    file.write_text("\ufeffBaris <satu>\nBaris *dua*\n\nAlinea lain\n", encoding="utf-8")
    first = text(
        banjar, "--words", "opening=Kata pembuka.", "--words", f"s-curve=@{file}", "--words", "overdue=@@farid"
    )
    assert first.index("Kata pembuka.") < first.index("SUMMARY")
    for line in ("Baris <satu>", "Baris *dua*", "Alinea lain", "@farid"):
        assert f"  {line}\n" in first
    assert text(banjar) == first
    assert "Kata pembuka." not in text(banjar, "--week", "2026-W47")
    assert "Kata pembuka." not in text(banjar, "--agency", "Diskominfo")
    assert "Kata pembuka." not in text(banjar, "--words", "opening=")
    assert "Sekian." in text(banjar, "--words", "closing=Sekian.")
    assert "submitted for your attention" not in text(banjar)


def test_with_read_only_the_words_are_for_this_once(banjar: Caller) -> None:
    assert (
        "Sekali saja."
        in banjar("--read-only", "report", "--words", "opening=Sekali saja.", "--format", "text").out
    )
    assert "Sekali saja." not in text(banjar)


def test_pictures_of_evidence_are_embedded_with_their_captions(banjar: Caller, tmp_path: Path) -> None:
    good, bad = tmp_path / "foto.png", tmp_path / "bukan.jpg"
    good.write_bytes(PIXEL)
    bad.write_text("<script>", encoding="utf-8")
    banjar("evidence", "1", str(good), "--description", "Rapat <b>besar</b>")
    banjar("evidence", "2", str(bad))
    page = tmp_path / "r.html"
    answer = banjar("report", "--photos", "1,2", "-o", str(page))
    assert "bukan.jpg of 2 is left out: it is no PNG or JPEG picture" in answer.err
    html = page.read_text(encoding="utf-8")
    assert html.count("<img") == 1
    assert f'src="data:image/png;base64,{base64.b64encode(PIXEL).decode()}"' in html
    assert "Rapat &lt;b&gt;besar&lt;/b&gt;" in html
    good.write_bytes(PIXEL + b"x")
    assert "was changed since" in banjar("report", "-o", str(page)).err
    banjar("report", "--photos", "none", "-o", str(page))
    assert "<img" not in page.read_text(encoding="utf-8")


def test_kinds_have_their_titles_periods_and_sections(banjar: Caller) -> None:
    for words, title, period in (
        (("--month", "2026-11"), "MONTHLY STATUS REPORT", "Month November 2026"),
        (("--month", "okt 2026"), "MONTHLY STATUS REPORT", "Month October 2026"),
        (("--quarter", "2026-Q4"), "QUARTERLY STATUS REPORT", "Quarter IV of 2026 (October–December)"),
        (("--quarter", "TW III 2026"), "QUARTERLY STATUS REPORT", "Quarter III of 2026 (July–September)"),
        (("--year", "2026"), "YEARLY STATUS REPORT", "Year 2026"),
        (("--kind", "monthly"), "MONTHLY STATUS REPORT", "Month November 2026"),
        (("--kind", "evaluation"), "EVALUATION REPORT", "Year 2026"),
        (("--from", "2/11/2026", "--to", "20/11/2026"), "STATUS REPORT", "Period 2–20 November 2026"),
    ):
        head, _number, _subject, days = text(banjar, *words).splitlines()[2:6]
        assert (head, days.partition(" · ")[0]) == (title, period), words


def test_the_labels_of_periods_are_in_the_data(banjar: Caller) -> None:
    for words, label in ((("--month", "2026-11"), "2026-11"), (("--quarter", "Q4 2026"), "2026-Q4")):
        assert banjar("report", *words, "--format", "json").json["period"]["label"] == label


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--month", "2026-13"), "not a month"),
        (("--quarter", "2026-Q5"), "not a quarter"),
        (("--year", "26"), "not a year"),
        (("--month", "2026-11", "--week", "2026-W47"), "of one period"),
        (("--sections", "summari"), "summary"),
        (("--words", "tanpa-tanda"), "says no section"),
        (("--words", "matriks=x"), "no section “matriks”"),
        (("--words", "opening=@/tidak/ada"), "cannot be read"),
        (("--photos", "1"), "has no picture"),
        (("--member", "siapa"), "siapa"),
        (("-o", "a.html", "-o", "a.html"), "twice"),
        (("--format", "pdf"), "needs a file"),
        (("--month", "2027-01"), "begins on"),
    ],
)
def test_what_cannot_be_is_one_sentence_and_nothing_is_kept(
    banjar: Caller, words: tuple[str, ...], sentence: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    steps = len(banjar("history", "--format", "json").json)
    answer = banjar("report", *words, status=None)
    assert answer.status in (1, 2) and sentence in answer.err and answer.err.count("\n") == 1
    assert len(banjar("history", "--format", "json").json) == steps
    assert list(tmp_path.glob("*.html")) == []


def test_a_scope_of_one_is_said_by_name(banjar: Caller) -> None:
    shown = text(banjar, "--agency", "Diskominfo")
    assert "Agency: Dinas Komunikasi dan Informatika\n" in shown
    assert "Undang narasumber" in shown and "Susun draf" not in shown
    assert "Member: HM Farid Soufian\n" in text(banjar, "--member", "farid", "--month", "2026-11")
    assert "Only: priority:high\n" in text(banjar, "--scope", "priority:high")


def test_a_folder_gets_the_offices_set(banjar: Caller, tmp_path: Path) -> None:
    folder = tmp_path / "terbit"
    banjar("report", "--week", "2026-W47", "-o", f"{folder}/", "-o", str(tmp_path / "x.md"))
    names = {path.name for path in folder.iterdir()}
    assert {"report-2026-W47.pdf", "report-2026-W47.xlsx", "report-2026-W47-whatsapp.txt"} <= names
    assert (tmp_path / "x.md").exists()
    banjar(
        "--lang",
        "id",
        "report",
        "--kind",
        "evaluation",
        "--agency",
        "Diskominfo",
        "--format",
        "md",
        "-o",
        str(folder),
    )
    assert (folder / "laporan-evaluasi-2026-agency-diskominfo.md").exists()


def test_files_appear_all_or_none(banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_arguments: object) -> str:
        raise OSError("the writer broke")

    monkeypatch.setattr("taskforce.reports.writers.whatsapp.as_whatsapp", fails)
    assert "broke" in banjar("report", "-o", str(tmp_path / "a.txt"), "-o", f"{tmp_path}/", status=1).err
    assert [path.name for path in tmp_path.iterdir() if not path.name.startswith("list.db")] == []


def test_the_evaluation_has_targets_and_a_budget_that_adds_up(banjar: Caller) -> None:
    banjar("edit", "1", "budget=Rp1.385.437.875", "fund_source=APBD Kabupaten", "indicator=Dokumen", "unit=buku")
    banjar("edit", "1", "targets=2026=3; 2027=5", "realisations=2026=1", "programme=Aptika")
    banjar("edit", "2", "budget=14.562.125", "fund_source=CSR/TJSL")
    shown = banjar("--lang", "id", "report", "--kind", "evaluation", "--format", "text").out
    budget = shown[shown.index("ANGGARAN MENURUT SUMBER DANA") :]
    lines = [re.sub(r"\s+", " ", line.strip(" █░")) for line in budget.splitlines()[2:]]
    assert [line for line in lines if "Rp" in line][:3] == [
        "APBD Kabupaten 1 0 Rp1.385.437.875 99,0%",
        "CSR/TJSL 1 0 Rp14.562.125 1,0%",
        "Jumlah 2 0 Rp1.400.000.000",
    ]
    whole = banjar("--lang", "id", "report", "--kind", "evaluation", "--format", "md").out
    for words in ("Matriks program", "Aptika", "| Target 2026 | Realisasi 2026 |"):
        assert words in whole
