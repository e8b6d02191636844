"""Bundles on the command line: a week apart, one file each way, and both have both people's work."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pytest
from calling import Caller, Join, give, listed


def test_a_new_file_becomes_a_full_copy_with_refs_of_its_own(banjar: Caller, join: Join, tmp_path: Path) -> None:
    galuh = join("galuh")
    assert listed(galuh) == listed(banjar)
    assert galuh("add", "Susun jadwal").out.startswith("galuh-1  ")
    assert banjar("add", "Cetak spanduk").out.startswith("3  ")
    names = {copy["name"]: copy["own"] for copy in galuh("copies", "--format", "json").json}
    assert names == {"galuh": True, "the first copy": False}
    galuh("undo")  # its own item goes, the list it was made of stays
    assert "nothing to undo" in galuh("undo", status=1).err
    assert len(listed(galuh)) == 2


@pytest.mark.both_engines
def test_a_week_apart_one_file_each_way_and_the_reports_are_identical(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    galuh = join("galuh")
    for day in range(24, 29):
        for caller, member in ((banjar, "farid"), (galuh, "galuh")):
            caller.day(f"2026-11-{day}")
            caller("--as", member, "add", f"Langkah {member} {day} @{member} due:2026-12-{day}")
            caller("--as", member, "note", "1", f"Kabar {member} {day}")
    banjar("--as", "farid", "edit", "1", "progress=40", "status=in_progress")
    galuh("--as", "galuh", "edit", "1", "due=2026-12-11", "--reason", "menunggu data")
    galuh("--as", "galuh", "evidence", "1", "https://banjarkab.go.id/notulen")
    banjar("--as", "farid", "done", "2")
    for caller in (banjar, galuh):
        caller.day("2026-11-30")
    brought = give(galuh, banjar, tmp_path / "galuh.bundle")
    assert brought["new_changes"] == 5 * 2 + 1 + 1
    assert brought["created"] == {"action_item": 5, "note": 5, "evidence": 1}
    assert brought["backup"] is None if "://" in banjar.place else Path(brought["backup"]).exists()
    give(banjar, galuh, tmp_path / "farid.bundle")
    assert listed(galuh) == listed(banjar)
    (item,) = (item for item in listed(galuh) if item["ref"] == "1")
    assert (item["progress"], item["due"], item["notes"], item["evidence"]) == (40, "2026-12-11", 10, 1)
    for form in (("--format", "json"), ()):
        words = ("report", "--week", "2026-W48", *form)
        assert banjar(*words).out == galuh(*words).out
    report = banjar("report", "--week", "2026-W48", "--format", "json").json
    assert {one["item"]["ref"] for one in report["progressed"]} == {"1", "2"}
    assert [(one["item"]["ref"], one["to"]) for one in report["rescheduled"]] == [("1", "2026-12-11")]
    for caller in (banjar, galuh):
        assert caller("doctor").status == 0
        assert caller("conflicts", "--format", "json").json == []


@pytest.mark.on_a_file
def test_an_empty_database_on_a_server_becomes_a_full_copy(
    banjar: Caller,
    server_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = str(tmp_path / "all.bundle")
    banjar("bundle", "write", file, "--all")
    office = Caller(server_url, monkeypatch, capsys)
    assert "There is no list" in office("bundle", "inspect", file).out
    assert "dry run" in office("bundle", "merge", file, "--name", "kantor", "--dry-run").out
    assert "There is no list" in office("list", status=1).err
    office("bundle", "merge", file, "--name", "kantor")
    assert listed(office) == listed(banjar)
    assert office("add", "Susun jadwal").out.startswith("kantor-1  ")
    names = {copy["name"]: copy["own"] for copy in office("copies", "--format", "json").json}
    assert names == {"kantor": True, "the first copy": False}
    assert office("bundle", "merge", file).status == 0  # again, into the list that is there now
    assert "leave it out" in office("bundle", "merge", file, "--name", "lain", status=2).err
    give(office, banjar, tmp_path / "back.bundle")
    assert listed(office) == listed(banjar)
    assert office("doctor").status == 0


def test_what_is_written_is_what_the_other_has_not_seen(banjar: Caller, join: Join, tmp_path: Path) -> None:
    galuh = join("galuh")
    galuh("edit", "1", "progress=10")
    give(galuh, banjar, tmp_path / "1.bundle")
    banjar("edit", "2", "weight=20")
    small = tmp_path / "2.bundle"
    assert "what galuh has not seen" in banjar("bundle", "write", str(small)).out
    seen = galuh("bundle", "inspect", str(small), "--format", "json").json
    assert (seen["changes"], seen["whole"], seen["copy"]) == (1, False, "the first copy")
    assert seen["would_change"]["new_changes"] == 1
    assert banjar("copies", "--format", "json").json[1]["unseen"] == 1
    other = Caller(str(tmp_path / "other.db"), galuh._monkeypatch, galuh._capsys)
    assert "whole list" in other("bundle", "merge", str(small), status=1).err
    assert not (tmp_path / "other.db").exists()
    assert "galuh" in banjar("bundle", "write", str(small), "--for", "galu", status=1).err
    assert "what galuh has not seen" in banjar("bundle", "write", str(small), "--for", "Galuh").out


def test_a_conflict_is_shown_with_both_values_and_decided_on_every_copy(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    galuh = join("galuh")
    banjar("--as", "farid", "edit", "1", "due=2026-12-01")
    galuh("--as", "galuh", "edit", "1", "due=2026-12-08")
    dry = banjar("bundle", "write", str(tmp_path / "x.bundle"), "--dry-run")
    assert "dry run" in dry.out and not (tmp_path / "x.bundle").exists()
    galuh("bundle", "write", str(tmp_path / "g.bundle"))
    tried = banjar("bundle", "merge", str(tmp_path / "g.bundle"), "--dry-run", "--format", "json", status=3).json
    assert tried["conflicts"] == [{"type": "action_item", "record": "1", "field": "due"}]
    assert banjar("conflicts", "--format", "json").json == []
    assert give(galuh, banjar, tmp_path / "g.bundle", status=3)["open_conflicts"] == 1
    (conflict,) = banjar("--as", "farid", "conflicts", "--format", "json").json
    assert conflict["before"] == "2026-11-20"
    assert {(one["value"], one["actor"], one["mine"]) for one in conflict["values"]} == {
        ("2026-12-01", "farid", True),
        ("2026-12-08", "galuh", False),
    }
    text = banjar("--as", "farid", "conflicts").out
    assert "1 Dec 2026  (@farid" in text and "8 Dec 2026  (@galuh" in text
    banjar("--as", "farid", "conflicts", "resolve", "1", "due", "--take", "theirs")
    give(banjar, galuh, tmp_path / "f.bundle")
    for caller in (banjar, galuh):
        assert caller("show", "1", "--format", "json").json["due"] == "2026-12-08"
        assert caller("conflicts", "--format", "json").json == []
    assert "no open conflict" in banjar("conflicts", "resolve", "1", "--take", "mine", status=1).err
    assert "waits for a decision again" in banjar("undo", "--yes").err
    assert banjar("--as", "farid", "conflicts").out == text
    give(banjar, galuh, tmp_path / "again.bundle", status=3)
    (again,) = galuh("conflicts", "--format", "json").json
    assert {(one["value"], one["actor"]) for one in again["values"]} == {
        ("2026-12-01", "farid"),
        ("2026-12-08", "galuh"),
    }
    banjar("undo", "--redo")
    give(banjar, galuh, tmp_path / "decided.bundle")
    assert galuh("conflicts", "--format", "json").json == []


def test_a_third_value_and_a_wrong_answer(banjar: Caller, join: Join, tmp_path: Path) -> None:
    galuh = join("galuh")
    banjar("edit", "1", "lead=farid", "priority=low")
    galuh("edit", "1", "lead=-", "priority=urgent")
    give(galuh, banjar, tmp_path / "g.bundle", status=3)
    record_id = banjar("conflicts", "--format", "json").json[0]["id"]
    for name in ("1", record_id):
        resolve = ("conflicts", "resolve", name)
        assert "name one of lead, priority" in banjar(*resolve, "--take", "mine", status=1).err
        assert "is not in conflict: lead, priority is" in banjar(*resolve, "due", "--take", "mine", status=1).err
    assert banjar("conflicts", "resolve", "1", "priority", "--take", "penting sekali", status=1).err
    assert banjar("conflicts", "resolve", "1", "priority", status=2).err
    assert banjar("conflicts", "resolve", "1", "priority", "--number", "3", status=2).err
    banjar("conflicts", "resolve", "1", "priority", "--take", "sedang")
    banjar("conflicts", "resolve", "1", "lead", "--take", "galuh")
    item = banjar("show", "1", "--format", "json").json
    assert (item["priority"], item["lead"]) == ("medium", "galuh")
    assert banjar("conflicts").out.strip() == "No field waits for a decision."


def test_redo_leaves_alone_what_another_copy_took_back_even_where_its_clock_is_ahead(
    banjar: Caller, join: Join, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    galuh, now = join("galuh"), time.time_ns
    with monkeypatch.context() as ahead:
        ahead.setattr(time, "time_ns", lambda: now() + 600 * 10**9)  # ten minutes: its steps sort behind the merge
        galuh("edit", "1", "priority=urgent")
        galuh("undo")
    give(galuh, banjar, tmp_path / "g.bundle")
    assert "nothing to redo" in banjar("undo", "--redo", status=1).err


def test_a_merge_is_one_step_and_taking_it_back_loses_nobodys_work(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    galuh = join("galuh")
    before = listed(banjar)
    galuh("edit", "1", "title=Judul Galuh", "progress=30")
    galuh("add", "Langkah Galuh")
    give(galuh, banjar, tmp_path / "g.bundle")
    assert banjar("history", "--limit", "1", "--format", "json").json[0]["kind"] == "merge"
    banjar("undo")
    assert listed(banjar) == before
    banjar("edit", "2", "progress=50")
    give(banjar, galuh, tmp_path / "b.bundle", "--all")
    titles = {item["title"] for item in listed(galuh)}
    assert {"Judul Galuh", "Langkah Galuh"} <= titles
    give(galuh, banjar, tmp_path / "g.bundle", "--all")
    assert listed(banjar) == listed(galuh)


def test_several_bundles_in_any_order_are_one_transaction(banjar: Caller, join: Join, tmp_path: Path) -> None:
    galuh, azwar = join("galuh"), join("azwar")
    files = []
    for caller, name in ((galuh, "galuh"), (azwar, "azwar")):
        caller("add", f"Langkah {name}")
        files.append(str(tmp_path / f"{name}.bundle"))
        caller("bundle", "write", files[-1])
    broken = tmp_path / "broken.bundle"
    broken.write_bytes(Path(files[0]).read_bytes()[:-20])
    banjar("bundle", "merge", *files, str(broken), status=1)
    assert len(listed(banjar)) == 2
    done = banjar("bundle", "merge", *reversed(files), files[0], "--format", "json").json
    assert done["new_changes"] == 2 and len(done["batches"]) == 2
    assert {item["ref"] for item in listed(banjar)} == {"1", "2", "galuh-1", "azwar-1"}


def test_merging_ones_own_bundle_or_the_same_one_again_changes_nothing(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    galuh = join("galuh")
    own = tmp_path / "own.bundle"
    banjar("bundle", "write", str(own), "--all")
    before = banjar("history", "--format", "json").json
    assert "all of it is here already" in banjar("bundle", "merge", str(own)).out
    galuh("edit", "1", "progress=30")
    give(galuh, banjar, tmp_path / "g.bundle")
    history = banjar("history", "--format", "json").json
    assert len(history) == len(before) + 2  # hers, and the merge
    assert give(galuh, banjar, tmp_path / "g.bundle")["new_changes"] == 0
    assert banjar("history", "--format", "json").json == history


def test_another_list_is_not_taken_in_by_mistake(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Caller(str(tmp_path / "other.db"), monkeypatch, capsys)
    other("init", "--template", "blank", "--organisation", "Kabupaten lain")
    other("add", "Langkah lain")
    other("bundle", "write", str(tmp_path / "o.bundle"))
    assert "another list" in banjar("bundle", "merge", str(tmp_path / "o.bundle"), status=1).err
    assert "another list" in banjar("bundle", "inspect", str(tmp_path / "o.bundle")).out
    assert len(listed(banjar)) == 2
    banjar("bundle", "merge", str(tmp_path / "o.bundle"), "--join", status=None)
    assert {item["title"] for item in listed(banjar)} > {"Langkah lain"}


def test_a_sealed_bundle_opens_with_its_passphrase_and_with_nothing_else(
    banjar: Caller, join: Join, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    galuh = join("galuh")
    banjar("add", "Rahasia")
    file, word, other = tmp_path / "s.bundle", tmp_path / "word.txt", tmp_path / "other.txt"
    word.write_text("kopi pahit\n", encoding="utf-8")
    other.write_text("teh manis\n", encoding="utf-8")
    assert "passphrase" in banjar("bundle", "write", str(file), "--encrypt", status=2).err
    banjar("bundle", "write", str(file), "--encrypt", "--passphrase-file", str(word))
    assert b"Rahasia" not in file.read_bytes()
    assert "sealed" in galuh("bundle", "merge", str(file), status=2).err
    wrong = galuh("bundle", "merge", str(file), "--passphrase-file", str(other), status=1).err
    assert "does not open" in wrong
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", "kopi pahit")
    galuh("bundle", "merge", str(file))
    assert len(listed(galuh)) == 3


def test_a_bundle_for_a_key_opens_with_that_key(banjar: Caller, join: Join, tmp_path: Path) -> None:
    import pyrage

    galuh, key = join("galuh"), pyrage.x25519.Identity.generate()
    file, identity = tmp_path / "k.bundle", tmp_path / "key.txt"
    identity.write_text(f"# created: today\n{key}\n", encoding="utf-8")
    banjar("bundle", "write", str(file), "--recipient", str(key.to_public()))
    assert (
        "does not open" in galuh("bundle", "inspect", str(file), "--passphrase-file", str(identity), status=1).err
    )
    assert galuh("bundle", "inspect", str(file), "--identity", str(identity)).status == 0
    assert "no public key" in banjar("bundle", "write", str(file), "--recipient", "age1xyz", status=2).err


def test_a_bundle_is_never_written_over_something_else(banjar: Caller, join: Join, tmp_path: Path) -> None:
    place = Path(join("galuh").place)
    before = place.read_bytes()
    assert "no bundle" in banjar("bundle", "write", str(place), status=1).err
    assert place.read_bytes() == before
    assert "folder" in banjar("bundle", "write", str(tmp_path), status=1).err
    assert "no such" in banjar("bundle", "write", str(tmp_path / "no" / "x"), status=1).err.lower()
    assert "cannot be read" in banjar("bundle", "merge", str(tmp_path / "none"), status=1).err


def test_a_copy_gets_another_name_and_the_others_hear_of_it(banjar: Caller, join: Join, tmp_path: Path) -> None:
    galuh = join("galuh")
    galuh("add", "Satu")
    assert "short name" in galuh("copies", "rename", " ", status=2).err
    galuh("copies", "rename", "Bappelitbang 2")
    assert galuh("add", "Dua").out.startswith("bappelitbang2-1  ")
    galuh("copies", "rename", "galuh")
    assert galuh("add", "Tiga").out.startswith("galuh-2  ")
    give(galuh, banjar, tmp_path / "g.bundle")
    assert [copy["name"] for copy in banjar("copies", "--format", "json").json] == ["the first copy", "galuh"]
    assert "already" in banjar("copies", "rename", "galuh", status=2).err
    assert "already" in join_again(banjar, tmp_path).err


def join_again(banjar: Caller, tmp_path: Path) -> Any:
    """A new copy under a name that another has."""
    file = str(tmp_path / "all.bundle")
    banjar("bundle", "write", file, "--all")
    banjar.place = str(tmp_path / "x.db")
    answer = banjar("bundle", "merge", file, "--name", "galuh", status=2)
    assert not (tmp_path / "x.db").exists()
    return answer
