"""An item with an open conflict is marked wherever people look, and a report says how many there are."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from calling import Caller, Join, give, listed

from taskforce.store.changes.batch import delete
from taskforce.store.store import open_store


def in_conflict(banjar: Caller, join: Join, tmp_path: Path, day: str = "2026-11-24") -> Caller:
    """Both copies give item 1 another due date and lead on one day; the second copy is given back."""
    galuh = join("galuh")
    banjar.day(day)
    banjar("--as", "farid", "edit", "1", "due=2026-12-01")
    galuh("--as", "galuh", "edit", "1", "due=2026-12-08", "lead=farid")
    give(galuh, banjar, tmp_path / "g.bundle", status=3)
    give(banjar, galuh, tmp_path / "b.bundle", status=3)
    return galuh


def test_lists_and_one_item_show_the_mark_until_someone_decides(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    galuh = in_conflict(banjar, join, tmp_path)
    for caller in (banjar, galuh):
        out = caller("list").out
        assert "≠ Susun draf Buku 2" in out and "≠ Undang" not in out
        assert out.endswith("≠ 1 with an open conflict\n")
        assert "≠ Open conflict: Due" in caller("show", "1").out
        assert {item["ref"]: item["conflicts"] for item in listed(caller)} == {"1": ["due"], "2": []}
        assert [item["ref"] for item in caller("list", "is:conflicted", "--format", "json").json] == ["1"]
        assert [item["ref"] for item in caller("list", "-is:bentrok", "--format", "json").json] == ["2"]
        rows = caller("list", "--format", "csv").out.splitlines()
        assert [row.endswith(",due") for row in rows if row.startswith(("1,", "2,"))] in (
            [True, False],
            [False, True],
        )
    banjar("conflicts", "resolve", "1", "--take", "2026-12-10")
    give(banjar, galuh, tmp_path / "c.bundle")
    for caller in (banjar, galuh):
        assert "≠" not in caller("list").out and "conflict" not in caller("show", "1").out
        assert {item["ref"]: item["conflicts"] for item in listed(caller)} == {"1": [], "2": []}


def test_a_report_counts_them_and_says_the_same_after_they_were_decided(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    galuh = in_conflict(banjar, join, tmp_path)
    words = ("report", "--week", "2026-W48", "--as-of", "2026-11-24", "--signed", "2026-11-24")
    before = [banjar(*words).out, banjar(*words, "--format", "json").out]
    assert "1 item with an open conflict" in before[0]
    assert [galuh(*words).out, galuh(*words, "--format", "json").out] == before
    assert banjar(*words, "--format", "json").json["open_conflicts"] == 1
    assert banjar(*words, "--scope", "ref:2", "--format", "json").json["open_conflicts"] == 0
    banjar.day("2026-11-26")
    banjar("conflicts", "resolve", "1", "due", "--take", "2026-12-10")
    assert [banjar(*words).out, banjar(*words, "--format", "json").out] == before
    assert banjar(*words, "--scope", "is:conflicted", "--format", "json").json["summary"]["total"] == 1
    later = banjar("report", "--week", "2026-W48", "--format", "json").json
    assert later["open_conflicts"] == 0


def test_a_day_before_the_conflict_shows_none(banjar: Caller, join: Join, tmp_path: Path) -> None:
    in_conflict(banjar, join, tmp_path, "2026-11-26")
    words = ("report", "--week", "2026-W48", "--as-of", "2026-11-24", "--format", "json")
    assert banjar(*words).json["open_conflicts"] == 0
    assert banjar("report", "--week", "2026-W48", "--format", "json").json["open_conflicts"] == 1


def test_deleting_what_another_changed_is_asked_about(banjar: Caller, join: Join, tmp_path: Path) -> None:
    galuh = join("galuh")
    banjar("history")
    galuh("edit", "2", "progress=70")
    store = open_store(banjar.place, today=date(2026, 11, 24))
    item = str(store.reader.value("SELECT id FROM action_item WHERE ref = '2'"))
    store.write("delete", [delete("action_item", item)])
    store.close()
    give(galuh, banjar, tmp_path / "g.bundle", status=3)
    assert "deleted by one, changed by another" in banjar("conflicts").out
    (conflict,) = banjar("conflicts", "--format", "json").json
    assert (conflict["field"], {one["value"] for one in conflict["values"]}) == ("deleted", {True, False})
    banjar("conflicts", "resolve", "2", "--take", "no")
    assert {item["ref"]: item["progress"] for item in listed(banjar)} == {"1": 0, "2": 70}
    give(banjar, galuh, tmp_path / "b.bundle")
    assert listed(galuh) == listed(banjar)
