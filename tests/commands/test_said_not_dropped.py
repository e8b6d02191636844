"""What is typed is taken, or it is said that it was not; what was done is told with what followed."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Caller


@pytest.mark.parametrize(
    ("words", "short", "name"),
    [
        (["Dinas Perikanan", "--short", "Diskan"], "Diskan", "Dinas Perikanan"),
        (["Diskan", "--name", "Dinas Perikanan"], "Diskan", "Dinas Perikanan"),
        (["Diskan"], "Diskan", "Diskan"),
        (["--name", "Dinas Perikanan", "--short", "Diskan"], "Diskan", "Dinas Perikanan"),
        (["--name", "Dinas Perikanan"], "Dinas Perikanan", "Dinas Perikanan"),
        (["Diskan", "--short", "Diskan", "name=Dinas Perikanan"], "Diskan", "Dinas Perikanan"),
    ],
)
def test_an_agency_has_every_name_that_was_typed(banjar: Caller, words: list[str], short: str, name: str) -> None:
    banjar("agency", "add", *words)
    agencies = {one["short"]: one["name"] for one in banjar("agency", "list", "--format", "json").json}
    assert agencies[short] == name


@pytest.mark.parametrize(
    "words",
    [
        ["agency", "add", "Satu", "--short", "Dua", "--name", "Tiga"],
        ["member", "add", "Satu", "--name", "Dua"],
        ["deadline", "add", "Satu", "name=Dua", "--due", "2026-12-01"],
        ["meeting", "add", "Satu", "title=Dua"],
        ["add", "Satu", "--set", "title=Dua"],
    ],
    ids=" ".join,
)
def test_two_names_are_refused(banjar: Caller, words: list[str]) -> None:
    assert "two names were given" in banjar(*words, status=2).err


@pytest.mark.parametrize(
    "words",
    [
        ["edit", "1", "due=+7", "due=+8"],
        ["add", "x", "--due", "+7", "--due", "+8"],
        ["add", "x", "--due", "+7", "--set", "due=+8"],
        ["member", "edit", "galuh", "rank=a", "rank=b"],
        ["member", "edit", "galuh", "--position", "a", "--position", "b"],
    ],
    ids=" ".join,
)
def test_a_field_that_is_said_twice_is_refused(banjar: Caller, words: list[str]) -> None:
    assert "said twice" in banjar(*words, status=2).err


def test_an_option_beats_the_line_and_says_so(banjar: Caller) -> None:
    assert "“+8” counts" in banjar("add", "Surat due:+7", "--due", "+8").err


@pytest.mark.parametrize("handle", ["pak farid", "2galuh", "a,b", "a:b", ""])
def test_a_handle_is_a_word_that_the_sign_reaches(banjar: Caller, handle: str) -> None:
    answer = banjar("member", "add", "Nasrun Syah", "--handle", handle, status=None)
    if handle:
        assert (answer.status, "is no handle" in answer.err) == (1, True)
    else:
        assert "nasrun" in answer.out  # made from the name
    banjar("member", "add", "Ikhwansyah", "--handle", "@ikhwan")
    banjar("add", "Surat @ikhwan")


def test_an_edit_says_titles_and_what_followed(banjar: Caller) -> None:
    out = banjar("edit", "1", "progress=40").out
    assert "1  Susun draf Buku 2" in out
    assert "Progress: 0% → 40%" in out
    assert "Status: Not started → In progress" in out
    dry = banjar("edit", "--where", "is:open", "priority=low", "--dry-run").out
    assert "Susun draf Buku 2" in dry
    assert "Undang narasumber" in dry


def test_a_due_day_that_comes_sooner_is_said(banjar: Caller) -> None:
    banjar("edit", "1", "due=2026-12-30")
    assert "sooner than before (Wednesday, 30 December 2026)" in banjar("edit", "1", "due=+7").err
    assert "sooner" not in banjar("edit", "1", "due=+14").err


TITLES = ("foobar+ satu", "foobar1 dua", "Rp1.500.000 tiga", "1.500.001 empat", "a 1 500 000 lima", "Foobar enam")
PHRASES = {
    '"foobar+"': {"foobar+ satu"},
    "foobar": {"foobar+ satu", "foobar1 dua", "Foobar enam"},
    '"foobar"': {"foobar+ satu", "foobar1 dua", "Foobar enam"},
    "1.500.000": {"Rp1.500.000 tiga"},
    '"1.500.000"': {"Rp1.500.000 tiga"},
    '"1 500 000"': {"a 1 500 000 lima"},
    '-"foobar+" foobar': {"foobar1 dua", "Foobar enam"},
    '"FOOBAR+ SATU"': {"foobar+ satu"},
    '"%"': set(),
    '"surat_x"': {"Undang narasumber"},
    '"surat-x"': set(),
}


def test_a_phrase_is_found_as_it_is_written(banjar: Caller) -> None:
    for title in TITLES:
        banjar("add", title)
    banjar("note", "2", "lihat surat_x")
    found = {
        query: {item["title"] for item in banjar("list", query, "--format", "json").json} for query in PHRASES
    }
    assert found == PHRASES


def test_evidence_is_found_again_and_missed_when_it_goes(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("notulen.pdf").write_bytes(b"%PDF")
    banjar("evidence", "1", "notulen.pdf")
    monkeypatch.chdir("/")
    assert f"{tmp_path / 'notulen.pdf'}\n" in banjar("show", "1").out
    (tmp_path / "notulen.pdf").write_bytes(b"%PDF 2")
    assert "(changed since it was added)" in banjar("show", "1").out
    (tmp_path / "notulen.pdf").unlink()
    assert "(not on this computer)" in banjar("show", "1").out


def test_registers_and_refusals_use_the_readers_words(banjar: Caller) -> None:
    assert "Due: 18 Dec 2026" in banjar("deadline", "show", "buku-2").out
    banjar("deadline", "edit", "buku-2", "kind=quick_win")
    assert "quick_win" not in banjar("deadline", "show", "buku-2").out
    assert banjar("deadline", "show", "buku-2", "--format", "json").json["kind"] == "quick_win"
    refused = banjar("edit", "1", "status=hampir", status=1).err
    assert "not started" in refused
    assert "not_started" not in refused
