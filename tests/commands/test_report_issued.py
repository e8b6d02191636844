"""Issued reports: frozen once, printed again as they were in every format, whatever becomes of the list."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from calling import Caller

from taskforce.reports.content.frozen import SCHEMA
from taskforce.reports.writers.registry import FORMATS
from taskforce.store.database.engine import engine_for
from taskforce.store.database.location import location_of
from taskforce.store.read.issued_reports import find_issued, frozen
from taskforce.store.store import open_store

NUMBER = "001/LAP-SC/XI/2026"


def reprints(call: Caller, folder: Path, report: str = NUMBER) -> dict[str, bytes]:
    """The issued report in every format there is."""
    folder.mkdir()
    files = {name: folder / f"report{(form.suffixes or ('.out',))[0]}.{name}" for name, form in FORMATS.items()}
    for name, path in files.items():
        call("report", "--reprint", report, "--format", name, "-o", str(path))
    return {name: path.read_bytes() for name, path in files.items()}


@pytest.mark.both_engines
def test_an_issued_report_prints_as_it_was_whatever_happens_to_the_list(banjar: Caller, tmp_path: Path) -> None:
    banjar("evidence", "2", "https://example.go.id/undangan", "--letter", "005/12")
    banjar("report", "--words", "opening=Minggu ini *dua* hal.", "--words", "blocked=Belum ada kendala.")
    assert banjar("report", "--issue", "--yes").out == f"{NUMBER}\n"
    before = reprints(banjar, tmp_path / "before")

    banjar("edit", "1", "title=Judul baru", "status=done")
    banjar("edit", "2", "due=+30", "--reason", "mundur")
    banjar("undo")
    banjar("edit", "2", "deleted=yes", status=None)
    banjar("member", "edit", "galuh", "name=Orang Lain")
    banjar("agency", "edit", "Diskominfo", "short=Dinas Lain")
    banjar("organisation", "edit", "name=Kabupaten Lain", "letterhead=LAIN", "place=Lain", "signer.1=@farid")
    banjar("report", "--words", "opening=Lain.", "--sections", "summary")
    banjar("add", "Butir baru @farid due:2026-11-01")
    banjar.day("2027-03-01")

    assert reprints(banjar, tmp_path / "after") == before
    assert b"Judul baru" not in b"".join(before.values())
    assert "Susun draf Buku 2" in before["text"].decode()


def test_it_prints_in_the_language_in_which_it_was_issued(banjar: Caller) -> None:
    banjar("--lang", "id", "report", "--issue", "--yes")
    assert "LAPORAN MINGGUAN" in banjar("report", "--reprint", NUMBER).out


def test_the_list_has_exactly_the_keys_of_the_contract(banjar: Caller) -> None:
    banjar("--as", "farid", "report", "--week", "2026-W47", "--issue", "--yes")
    banjar("report", "--month", "2026-11", "--issue", "--yes", "--number", "12/SC/2026", "--replaces", NUMBER)
    newest, oldest = banjar("report", "--list", "--format", "json").json
    assert list(newest) == ["id", "number", "period", "issued_at", "issued_by", "replaces"]
    assert (newest["number"], newest["period"], newest["replaces"]) == ("12/SC/2026", "2026-11", oldest["id"])
    assert (oldest["number"], oldest["period"], oldest["issued_by"]) == (NUMBER, "2026-W47", "farid")
    assert oldest["replaces"] is None
    assert oldest["issued_at"].startswith("2026-11-24T") and oldest["issued_at"].endswith("+08:00")
    shown = banjar("report", "--list").out
    assert shown.index("12/SC/2026") < shown.index("2026-W47")


def test_a_correction_says_what_it_replaces_and_is_itself_replaced_next(banjar: Caller) -> None:
    banjar("report", "--issue", "--yes")
    banjar("report", "--issue", "--yes", "--replaces", NUMBER)
    text = banjar("report", "--reprint", "002/LAP-SC/XI/2026").out
    assert f"Replaces report No. {NUMBER} of 24 November 2026" in text
    answer = banjar("report", "--issue", "--yes", "--replaces", NUMBER, status=2)
    assert "replace 002/LAP-SC/XI/2026 instead" in answer.err
    assert len(banjar("report", "--list", "--format", "json").json) == 2


def test_numbers_follow_the_offices_pattern_and_go_on_after_one_given_by_hand(banjar: Caller) -> None:
    banjar("organisation", "edit", "number={seq:03}/SC/{roman_month}/{year}")
    for number in (None, "021/SC/XI/2026", None):
        banjar("report", "--issue", "--yes", *(("--number", number) if number else ()))
    banjar.day("2027-01-04")
    banjar("report", "--issue", "--yes")
    numbers = [one["number"] for one in banjar("report", "--list", "--format", "json").json]
    assert numbers == ["001/SC/I/2027", "022/SC/XI/2026", "021/SC/XI/2026", "001/SC/XI/2026"]


def test_a_number_that_is_taken_is_refused(banjar: Caller) -> None:
    banjar("report", "--issue", "--yes", "--number", "7")
    answer = banjar("report", "--issue", "--yes", "--number", "7", status=1)
    assert "taken already" in answer.err


def test_undo_leaves_issued_reports_alone(banjar: Caller) -> None:
    banjar("report", "--issue", "--yes")
    answer = banjar("undo", status=1)
    assert "issued reports stay" in answer.err
    assert [one["number"] for one in banjar("report", "--list", "--format", "json").json] == [NUMBER]


def test_comparing_says_what_changed_between_two(banjar: Caller) -> None:
    banjar("report", "--issue", "--yes")
    banjar("done", "1")
    banjar("edit", "2", "due=2026-12-04")
    banjar("add", "Butir baru @farid due:2026-11-30")
    banjar("report", "--words", "closing=Sekian.")
    banjar("report", "--issue", "--yes")
    other = "002/LAP-SC/XI/2026"
    found = banjar("report", "--compare", NUMBER, other, "--format", "json").json
    assert found["summary"]["done"] == [0, 1]
    assert found["summary"]["total"] == [2, 3]
    changed = {one["ref"]: one["fields"] for one in found["items"]["changed"]}
    assert changed["1"]["status"] == ["not_started", "done"]
    assert changed["2"]["due"] == ["2026-11-27", "2026-12-04"]
    assert [one["title"] for one in found["items"]["only_after"]] == ["Butir baru"]
    assert found["words"] == {"closing": [None, "Sekian."]}
    told = banjar("report", "--compare", NUMBER, other).out
    assert "2. Undang narasumber: Due: 2026-11-27 → 2026-12-04" in told
    assert "new: 3. Butir baru" in told
    assert "nothing but" in banjar("report", "--compare", NUMBER, NUMBER).out


def test_what_is_frozen_is_json_with_a_schema_and_its_sources(banjar: Caller) -> None:
    banjar("report", "--issue", "--yes")
    store = open_store(banjar.place)
    try:
        kept = frozen(store.reader, find_issued(store.reader, NUMBER).id)
    finally:
        store.close()
    assert kept.figures["schema"] == kept.texts["schema"] == SCHEMA
    assert kept.figures["data"] == json.loads(banjar("report", "--reprint", NUMBER, "--format", "json").out)
    assert next(iter(kept.figures["sources"]["changes"].values())) > 5


def test_a_report_of_a_newer_version_is_one_sentence(banjar: Caller) -> None:
    banjar("report", "--issue", "--yes")
    with engine_for(location_of(banjar.place)).begin() as connection:
        connection.exec_driver_sql(
            f"""UPDATE issued_report SET texts = replace(texts, '"schema":{SCHEMA}', '"schema":9')"""
        )
    assert "newer version" in banjar("report", "--reprint", NUMBER, status=1).err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--reprint", "nichts"), "There is no issued report “nichts”"),
        (("--reprint", NUMBER, "--list"), "give one of them"),
        (("--list", "--format", "html"), "table and json"),
        (("--reprint", NUMBER, "--format", "pdf"), "needs a file"),
    ],
)
def test_what_cannot_be_is_one_sentence(banjar: Caller, words: tuple[str, ...], sentence: str) -> None:
    banjar("report", "--issue", "--yes")
    answer = banjar("report", *words, status=None)
    assert answer.status in (1, 2)
    assert sentence in answer.err


def test_a_merge_brings_issued_reports_along_and_changes_none(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    bundle, copy = tmp_path / "salinan.bundle", tmp_path / "salinan.db"
    banjar("report", "--issue", "--yes")
    before = reprints(banjar, tmp_path / "before")
    banjar("copy", banjar.place, str(copy), "--keep", "--series", "farid")
    other = Caller(str(copy), monkeypatch, capsys)
    other("edit", "1", "title=Judul dari salinan")
    other("report", "--issue", "--yes", "--number", "7/salinan")
    there = reprints(other, tmp_path / "there", "7/salinan")
    other("bundle", "write", str(bundle))
    banjar("edit", "1", "title=Judul dari induk")
    banjar("bundle", "merge", str(bundle), status=None)
    assert reprints(banjar, tmp_path / "after") == before
    assert reprints(banjar, tmp_path / "merged", "7/salinan") == there


def test_issuing_asks_before_a_period_that_runs_and_before_a_second_time(banjar: Caller) -> None:
    assert "2026-W48 still runs, until 29 November 2026" in banjar("report", "--issue", status=2).err
    banjar("report", "--week", "2026-W47", "--issue")
    again = banjar("report", "--week", "2026-W47", "--issue", status=2).err
    assert f"issue it again, in place of No. {NUMBER}?" in again
    assert [one["number"] for one in banjar("report", "--list", "--format", "json").json] == [NUMBER]
    banjar("report", "--week", "2026-W47", "--scope", "is:open", "--issue", "--number", "8")  # of another scope
    told = banjar("report", "--week", "2026-W47", "--issue", "--number", "9", "--yes").err
    assert f"It replaces report No. {NUMBER}." in told
    assert f"Replaces report No. {NUMBER}" in banjar("report", "--reprint", "9").out
    assert "in place of No. 9?" in banjar("report", "--week", "2026-W47", "--issue", status=2).err


def test_the_day_over_the_signature_is_the_day_that_was_said(banjar: Caller) -> None:
    banjar("report", "--week", "2026-W47", "--issue", "--signed", "2026-11-25")
    assert "25 November 2026" in banjar("report", "--reprint", NUMBER).out


@pytest.mark.parametrize(
    "words",
    [
        ("--plot", "s-curve", "--issue"),
        ("--list", "-o", "x.txt"),
        ("--reprint", NUMBER, "--week", "2026-W47"),
        ("--compare", NUMBER, NUMBER, "--words", "opening=a"),
        ("--number", "7"),
    ],
)
def test_what_would_be_passed_over_is_refused(banjar: Caller, words: tuple[str, ...]) -> None:
    answer = banjar("report", *words, status=2)
    assert "leave" in answer.err and not answer.out


def test_a_comparison_is_written_to_files(banjar: Caller, tmp_path: Path) -> None:
    banjar("report", "--week", "2026-W47", "--issue")
    banjar("report", "--week", "2026-W47", "--issue", "--yes")
    other = "002/LAP-SC/XI/2026"
    banjar("report", "--compare", NUMBER, other, "-o", str(tmp_path / "a.txt"), "-o", str(tmp_path / "a.json"))
    assert (tmp_path / "a.txt").read_text(encoding="utf-8").startswith(f"From {NUMBER} to {other}:")
    assert set(json.loads((tmp_path / "a.json").read_text(encoding="utf-8"))) >= {"before", "after", "summary"}
    assert ".txt or .json" in banjar("report", "--compare", NUMBER, other, "-o", "a.pdf", status=2).err
