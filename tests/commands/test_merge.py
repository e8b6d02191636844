"""Action items that are the same: said when one is added, made one by a command, and two again by undo."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Caller


def _item(banjar: Caller, ref: str) -> dict[str, object]:
    return next(item for item in banjar("list", "--format", "json").json if item["ref"] == ref)


def test_all_that_was_written_of_one_goes_to_the_other(banjar: Caller) -> None:
    banjar("note", "2", "sudah disurati")
    banjar("note", "2", "belum dijawab", "--kind", "obstacle")
    banjar("evidence", "2", "--letter", "005/1")
    banjar("edit", "2", "tags=rapat", "supporting=galuh", "budget=5000000", "description=Tiga orang")
    banjar("step", "2", "Kirim surat")
    banjar("step", "1", "Cetak")
    banjar("add", "Laporkan")
    banjar("edit", "3", "depends_on=2")
    before = banjar("list", "--format", "json").json
    dry = banjar("merge", "1", "2", "--dry-run")
    assert "2 → 1" in dry.out and banjar("list", "--format", "json").json == before

    banjar("merge", "1", "2", "--yes")
    shown = banjar("show", "1").out
    written = (
        "sudah disurati",
        "belum dijawab",
        "Obstacle",
        "005/1",
        "+rapat",
        "Kirim surat",
        "Cetak",
        "Tiga orang",
    )
    assert [words for words in written if words not in shown] == []
    assert "#2 ·" in shown, "a note says whose it was"
    kept = _item(banjar, "1")
    assert (kept["budget"], kept["title"]) == (5000000, "Susun draf Buku 2")
    assert _item(banjar, "3")["depends_on"] == ["1"]
    refused = banjar("show", "2", status=1)
    assert "“2” was merged into 1" in refused.err
    assert banjar("doctor").status == 0

    banjar("undo")
    after = banjar("list", "--format", "json").json
    assert [{**one, "updated_at": ""} for one in after] == [{**one, "updated_at": ""} for one in before]
    assert "sudah disurati" in banjar("show", "2").out


def test_what_the_other_said_otherwise_is_a_note_of_the_one_kept(banjar: Caller) -> None:
    banjar("edit", "1", "due=2026-12-01", "lead=farid", "budget=1000000", "priority=low")
    banjar("edit", "2", "due=2026-12-09", "lead=galuh", "budget=5000000", "priority=low")
    title = _item(banjar, "2")["title"]
    banjar("merge", "1", "2", "--yes")
    said = " ".join(banjar("show", "1").out.split())
    assert f"#2 · Title: {title}" in said
    for words in ("Due: 9 Dec 2026", "Lead: Galuh", "5,000,000"):
        assert words in said.partition("#2 · ")[2], words
    assert "Priority" not in said.partition("#2 · ")[2].partition("5,000,000")[0], "what both say is no news"


def test_two_that_depend_on_each_other_need_nothing_of_themselves(banjar: Caller) -> None:
    banjar("edit", "1", "depends_on=2")
    banjar("merge", "1", "2", "--yes")
    assert _item(banjar, "1")["depends_on"] == []


def test_one_is_not_made_of_itself(banjar: Caller) -> None:
    assert "Name two" in banjar("merge", "1", "#1", "--yes", status=2).err


@pytest.mark.parametrize(
    ("title", "alike"),
    [
        ("susun draf buku 2", True),
        ("Draf Buku 2 disusun", True),
        ("Susun draft Buku 2", True),
        ("Susun draf Buku 2 Masterplan", True),
        ("Susun draf Buku 3", False),
        ("Susun draf", False),
        ("Undang narasumber", True),
    ],
)
def test_a_title_that_is_much_like_an_open_one_is_said(banjar: Caller, title: str, alike: bool) -> None:
    answer = banjar("add", title)
    assert ("Looks like an item already there" in answer.err) == alike
    assert len(banjar("list", "--format", "json").json) == 3, "said, not refused"


@pytest.mark.parametrize("others", [0, 150])
def test_an_import_says_which_of_its_rows_are_there_already(banjar: Caller, tmp_path: Path, others: int) -> None:
    more = [f"Kegiatan lain {number}" for number in range(others)]
    rows = ["Buku 2: susun draf", "Undang narasumber", *more]
    sheet = tmp_path / "lembar.csv"
    sheet.write_text("\n".join(["Tindak Lanjut,PIC", *(f"{row},galuh" for row in rows)]), encoding="utf-8")
    dry = banjar("import", str(sheet), "--dry-run", status=None)
    assert "1 new action item looks like one already there: “Buku 2: susun draf” (1)" in dry.out + dry.err


def test_what_is_done_is_not_said(banjar: Caller) -> None:
    banjar("done", "1")
    assert "Looks like an item already there" not in banjar("add", "Susun draf Buku 2").err
