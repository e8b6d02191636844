"""Items that come again: the next one is made with the end of the one before, on every copy the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from calling import Caller, Join, give, listed


def found(caller: Caller, ref: str) -> Any:
    return caller("show", ref, "--format", "json").json


def open_ones(caller: Caller, title: str) -> list[Any]:
    return [item for item in caller("list", "is:open", "--format", "json").json if item["title"] == title]


def test_the_next_one_is_made_in_the_same_step_and_undone_with_it(banjar: Caller) -> None:
    banjar("add", "Laporan @galuh +lapor due:2026-01-31 start:2026-01-21 every:bulanan deadline:buku-2 budget:5jt")
    banjar("edit", "3", "supporting=farid")
    banjar("step", "3", "Kirim")
    banjar("step", "3", "--done", "1")
    banjar("note", "3", "Sudah dikirim")
    before = listed(banjar)
    answer = banjar("done", "3")
    assert "4 follows 3: “Laporan”, due Saturday, 28 February 2026." in answer.err
    one, following = found(banjar, "3"), found(banjar, "4")
    assert (following["due"], following["start"]) == ("2026-02-28", "2026-02-18")
    assert (following["status"], following["progress"], following["done_on"]) == ("not_started", 0, None)
    for name in ("title", "lead", "supporting", "agency", "tags", "every"):
        assert following[name] == one[name], name
    assert following["every"] == "FREQ=MONTHLY"
    assert following["checklist"] == [{"text": "Kirim", "done": False}]
    assert (following["notes"], following["budget"]) == (0, None)
    assert banjar("doctor").status == 0
    banjar("undo")
    assert listed(banjar) == [
        item | {"updated_at": now["updated_at"]} for item, now in zip(before, listed(banjar), strict=True)
    ]
    banjar("done", "3")  # and once more: it is the same one that comes back
    banjar("edit", "4", "status=cancelled")
    assert found(banjar, "5")["due"] == "2026-03-31"
    assert banjar("doctor").status == 0


@pytest.mark.parametrize(
    "words",
    [
        ("done", "3,4"),
        ("edit", "3", "4", "status=done"),
        ("edit", "--where", "tag:lapor", "status=batal", "--yes"),
    ],
)
def test_whatever_ends_an_item_makes_the_next_one(banjar: Caller, words: tuple[str, ...]) -> None:
    banjar("add", "Rapat due:jumat +lapor", "--every", "tiap jumat")
    banjar("add", "Kirim data +lapor due:2026-11-30 every:FREQ=MONTHLY;BYMONTHDAY=-1")
    banjar(*words)
    assert [item["due"] for item in open_ones(banjar, "Rapat")] == ["2026-12-04"]
    assert [item["due"] for item in open_ones(banjar, "Kirim data")] == ["2026-12-31"]
    banjar("undo")
    assert [item["due"] for item in open_ones(banjar, "Rapat")] == ["2026-11-27"]


def test_it_ends_by_word_by_rule_and_needs_a_due_day(banjar: Caller) -> None:
    refused = banjar("add", "Rapat every:mingguan", status=1).err
    assert "needs a due date" in refused
    assert "needs a due date" in banjar("edit", "2", "due=", "every=weekly", status=1).err
    banjar("add", 'Rapat due:2026-11-27 every:"mingguan 2 kali"')
    assert found(banjar, "3")["every"] == "FREQ=WEEKLY;COUNT=2"
    banjar("done", "3")
    assert "4 was the last one: “Rapat” does not repeat any more." in banjar("done", "4").err
    assert open_ones(banjar, "Rapat") == []
    banjar("edit", "4", "status=in_progress", "every=tahunan")
    assert "Repeats: every year" in banjar("show", "4").out
    banjar("edit", "4", "every=-")
    assert found(banjar, "4")["every"] is None
    banjar("done", "4")
    assert open_ones(banjar, "Rapat") == []


def test_an_item_that_was_opened_again_is_followed_once(banjar: Caller) -> None:
    banjar("add", "Rapat due:2026-11-27 every:mingguan")
    banjar("done", "3")
    banjar("edit", "3", "status=in_progress")
    banjar("edit", "3", "due=2026-11-30")
    banjar("done", "3")
    assert [item["due"] for item in open_ones(banjar, "Rapat")] == ["2026-12-04"]


def test_two_copies_that_finish_the_same_one_make_the_same_next_one(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    banjar("add", "Laporan @galuh +lapor due:2026-01-31 every:bulanan")
    other = join("galuh")
    banjar("done", "3")
    other("add", "Lain")  # so that its refs go on elsewhere
    other("done", "3")
    assert give(banjar, other, tmp_path / "a.bundle")["conflicts"] == []
    assert give(other, banjar, tmp_path / "b.bundle")["conflicts"] == []
    assert listed(banjar) == listed(other)
    assert [item["due"] for item in open_ones(banjar, "Laporan")] == ["2026-02-28"]
    assert open_ones(banjar, "Laporan")[0]["tags"] == ["lapor"]
    banjar("done", open_ones(banjar, "Laporan")[0]["ref"])
    give(banjar, other, tmp_path / "c.bundle")
    assert [item["due"] for item in open_ones(other, "Laporan")] == ["2026-03-31"]
    assert banjar("doctor").status == other("doctor").status == 0


def test_one_that_was_moved_on_one_copy_is_still_followed_once(banjar: Caller, join: Join, tmp_path: Path) -> None:
    banjar("add", "Rapat due:2026-11-27 every:mingguan")
    other = join("galuh")
    banjar("edit", "3", "due=2026-11-30")
    banjar("done", "3")
    other("done", "3")
    give(other, banjar, tmp_path / "a.bundle", status=None)
    assert len(open_ones(banjar, "Rapat")) == 1
    assert open_ones(banjar, "Rapat")[0]["conflicts"] == ["due"]  # a person decides


def test_it_comes_back_from_an_export(banjar: Caller, tmp_path: Path) -> None:
    banjar("add", "Rapat due:2026-11-27 every:mingguan")
    banjar("add", "Laporan due:2026-11-30 every:bulanan")
    file = tmp_path / "list.csv"
    file.write_text("Judul;Tenggat;Berulang\nRapat bulanan;30/11/2026;tiap bulan\n", encoding="utf-8")
    banjar("import", str(file), "--kind", "actions")
    assert open_ones(banjar, "Rapat bulanan")[0]["every"] == "FREQ=MONTHLY"


@pytest.mark.parametrize("words", [("done", "3"), ("edit", "3", "status=selesai")])
def test_who_finishes_an_item_before_its_steps_is_told(banjar: Caller, words: tuple[str, ...]) -> None:
    banjar("add", "Laporan @galuh")
    for step in ("Susun", "Paraf", "Kirim"):
        banjar("step", "3", step)
    banjar("step", "3", "--done", "1")
    assert "3: 2 of 3 steps are not done yet." in banjar(*words).err
    assert "not done yet" not in banjar("edit", "3", "priority=high").err
    banjar("edit", "3", "status=in_progress")
    banjar("step", "3", "--done", "2")
    banjar("step", "3", "--done", "3")
    assert "not done yet" not in banjar(*words).err
