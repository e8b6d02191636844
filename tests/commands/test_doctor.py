"""The doctor on the command line, and what goes back to an earlier state: asked for, said, and undone."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from calling import Caller, Join, give
from faults.corruption import KINDS

from taskforce.store.health.finding import Weight

on_a_file = pytest.mark.on_a_file


def changed(path: str, *statements: str) -> None:
    """Write past the program."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()


def checks(caller: Caller, status: int = 0) -> dict[str, dict[str, object]]:
    """Return the findings by the name of their check."""
    return {one["check"]: one for one in caller("doctor", "--format", "json", status=status).json}


def test_a_sound_list_is_called_sound_and_there_is_nothing_to_put_right(banjar: Caller) -> None:
    said = banjar("doctor")
    assert said.err == "The list is sound.\n"
    assert banjar("doctor", "--repair").out == "There was nothing to put right.\n"


@on_a_file
def test_every_finding_says_how_bad_it_is_and_what_to_do(banjar: Caller) -> None:
    changed(banjar.place, "UPDATE action_item SET title = 'lain' WHERE ref = '1'", "DELETE FROM item_search")

    found = checks(banjar, 1)

    assert {name for name, one in found.items() if not one["sound"]} == {"history", "search"}
    assert found["history"]["may_go_on"] and found["history"]["repairable"] and found["history"]["advice"]
    assert {one["severity"] for one in found.values()} <= {str(weight) for weight in Weight}
    said = banjar("doctor", status=1)
    assert "You can go on working" in said.err and "--repair" in said.err
    assert "restore" not in said.out + said.err  # going back would throw work away


@on_a_file
def test_a_repair_keeps_the_list_as_it_was_and_changes_nothing_else(banjar: Caller, tmp_path: Path) -> None:
    before = banjar("list", "--format", "json").json, banjar("history", "--format", "json").json
    changed(
        banjar.place, "DELETE FROM tag", "UPDATE action_item SET progress = 77", "DROP INDEX ix_action_item_due"
    )

    done = banjar("doctor", "--repair", "--format", "json").json

    assert done["left"] == [] and done["done"]
    assert (banjar("list", "--format", "json").json, banjar("history", "--format", "json").json) == before
    with closing(sqlite3.connect(done["kept"])) as kept:
        assert set(kept.execute("SELECT progress FROM action_item")) == {(77,)}
    assert banjar("add", "Sesudah").out.startswith("3  ")
    assert Path(done["kept"]).stat().st_mode & 0o077 == 0 or os.name != "posix"


@on_a_file
def test_a_name_that_two_have_is_left_to_a_person_and_no_backup_is_advised(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid = join("farid")
    banjar("member", "add", "Rahma Noor", "--handle", "rahma")
    farid("member", "add", "Rahmawati", "--handle", "rahma")
    give(farid, banjar, tmp_path / "1.bundle", status=None)

    names = checks(banjar, 1)["names"]

    assert names["may_go_on"] and not names["repairable"]
    assert "restore" not in str(names["advice"]) and "name" in str(names["advice"])
    repaired = banjar("doctor", "--repair", status=1)
    assert "nothing to put right" in repaired.out and "used twice" in repaired.out


@on_a_file
def test_what_can_be_read_is_saved_into_a_new_file_and_never_over_another(banjar: Caller, tmp_path: Path) -> None:
    before = Path(banjar.place).read_bytes()
    there = tmp_path / "ada.txt"
    there.write_text("surat", encoding="utf-8")
    assert "exists already" in banjar("doctor", "--salvage", str(there), status=1).err
    assert there.read_text(encoding="utf-8") == "surat"

    saved = banjar("doctor", "--salvage", str(tmp_path / "saved.db"))

    assert "Nothing was lost." in saved.out and Path(banjar.place).read_bytes() == before
    titles = {one["title"] for one in banjar("list", "--format", "json").json}
    banjar.place = str(tmp_path / "saved.db")
    assert {one["title"] for one in banjar("list", "--format", "json").json} == titles


def test_a_server_is_examined_and_put_right_from_the_history(banjar: Caller) -> None:
    if not banjar.place.startswith("postgresql"):
        pytest.skip("on a server")
    from taskforce.store.database.engine import engine_for
    from taskforce.store.database.location import location_of

    with engine_for(location_of(banjar.place)).begin() as connection:
        connection.exec_driver_sql("UPDATE action_item SET title = 'lain' WHERE ref = '1'")
    assert "history" in {name for name, one in checks(banjar, 1).items() if not one["sound"]}

    banjar("doctor", "--repair")

    assert all(one["sound"] for one in checks(banjar).values())
    assert banjar("doctor", "--salvage", "x.db", status=2).err.startswith("taskforce: ")


@on_a_file
@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
def test_rights_and_what_was_left_behind_are_noted_and_put_right(banjar: Caller, tmp_path: Path) -> None:
    Path(banjar.place).chmod(0o644)
    ended = subprocess.Popen([sys.executable, "-c", ""])
    ended.wait()
    from taskforce.files import folder_of_run

    mine = folder_of_run("older")
    left = mine.with_name(mine.name.replace(f"-{os.getpid()}-", f"-{ended.pid}-"))
    mine.rename(left)
    (left / "list.db").write_bytes(b"somebody's list")

    found = checks(banjar)

    assert found["rights"]["severity"] == found["remains"]["severity"] == "note"
    banjar("doctor", "--repair")
    assert Path(banjar.place).stat().st_mode & 0o777 == 0o600 and not left.exists()


@on_a_file
def test_what_is_no_list_is_refused_in_a_sentence(banjar: Caller, tmp_path: Path) -> None:
    (tmp_path / "surat.txt").write_text("Kepada Yth. " * 900, encoding="utf-8")
    changed(str(tmp_path / "lain.db"), "CREATE TABLE buku (judul TEXT)")
    for name in ("surat.txt", "lain.db", "tidak-ada.db"):
        banjar.place = str(tmp_path / name)
        for words in (["doctor"], ["doctor", "--repair"], ["doctor", "--salvage", str(tmp_path / "x.db")]):
            said = banjar(*words, status=1).err
            assert said.startswith("taskforce: ") and said.count("\n") == 1
    assert not (tmp_path / "x.db").exists()


@on_a_file
def test_a_damaged_list_is_no_backup_of_the_day(banjar: Caller) -> None:
    banjar.day("2026-11-25")
    banjar("edit", "1", "progress=5")
    import random

    KINDS["leaf_of_tags_zeroed"].damage(Path(banjar.place), random.Random(1))
    banjar.day("2026-11-26")

    said = banjar("note", "1", "Catatan", status=None).err

    assert "taskforce doctor" in said
    kept = banjar("backup", "--list", "--format", "json").json
    assert [one["made"] for one in kept if one["kind"] == "daily"] == ["2026-11-25"]


@on_a_file
def test_two_backups_of_one_second_are_two(banjar: Caller) -> None:
    made = {banjar("backup").out.strip() for _time in range(3)}
    assert len(made) == 3 and all(Path(one).exists() for one in made)
    assert {one["path"] for one in banjar("backup", "--list", "--format", "json").json} == made


@on_a_file
def test_after_going_back_a_conflict_is_decided_and_a_step_undone_as_before(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid = join("farid")
    banjar("edit", "1", "title=Judul dari kantor")
    farid("edit", "1", "title=Judul dari Farid")
    give(farid, banjar, tmp_path / "1.bundle", status=3)
    banjar("edit", "2", "progress=30")
    banjar("backup", str(tmp_path / "kept.db"))
    banjar("restore", str(tmp_path / "kept.db"), "--yes")

    banjar("undo")
    assert {one["ref"]: one["progress"] for one in banjar("list", "--format", "json").json}["2"] == 0
    banjar("conflicts", "resolve", "1", "--take", "mine")
    titles = {one["ref"]: one["title"] for one in banjar("list", "--format", "json").json}
    assert titles["1"] == "Judul dari kantor"


@on_a_file
def test_anothers_backup_is_named_before_the_list_goes_back_to_it(
    banjar: Caller, join: Join, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    farid = join("farid")
    farid("backup", str(tmp_path / "farid-kept.db"))
    tapin = Caller(str(tmp_path / "tapin.db"), monkeypatch, capsys)
    tapin("init", "--template", "blank", "--organisation", "Kabupaten Tapin")
    banjar("backup", str(tmp_path / "own.db"))

    assert "of the copy “farid”" in banjar("restore", str(tmp_path / "farid-kept.db"), status=2).err
    assert "Kabupaten Tapin" in banjar("restore", tapin.place, status=2).err
    assert "no backup of" not in banjar("restore", str(tmp_path / "own.db"), status=2).err
    banjar("restore", str(tmp_path / "own.db"), "--yes")
    assert "no backup of" not in banjar("restore", str(tmp_path / "own.db"), status=2).err  # nor after a restore


def test_a_list_on_a_server_whose_making_broke_off_is_finished(banjar: Caller) -> None:
    if not banjar.place.startswith("postgresql"):
        pytest.skip("a file is made aside")
    from taskforce.store.database.engine import engine_for
    from taskforce.store.database.location import location_of

    with engine_for(location_of(banjar.place)).begin() as connection:
        for table in ("item_search", "open_conflict", "tag", "supporting", "dependency", "note", "evidence",
                      "action_item", "appointment", "member", "agency", "deadline", "sub_dimension", "dimension",
                      "organisation", "change", "batch"):  # fmt: skip
            connection.exec_driver_sql(f"DELETE FROM {table}")
        connection.exec_driver_sql("UPDATE copy SET last_number = 0, last_ref = 0")
    banjar("init", "--template", "blank", "--organisation", "Kabupaten Banjar")
    assert banjar("add", "Satu").status == 0
    assert "already" in banjar("init", status=1).err
    assert all(one["sound"] for one in checks(banjar).values())


@on_a_file
def test_a_damaged_list_stays_where_it_is_when_its_backup_cannot_take_its_place(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    banjar("backup", str(tmp_path / "kept.db"))
    damaged = b"x" * 8192
    Path(banjar.place).write_bytes(damaged)

    def refuses(*_words: object, **_options: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("taskforce.store.database.snapshot.take_place", refuses)
    assert "nothing was saved" in banjar("restore", str(tmp_path / "kept.db"), "--yes", status=1).err
    assert Path(banjar.place).read_bytes() == damaged


@on_a_file
def test_a_list_that_moved_is_said_to_have_moved_although_the_old_place_could_not_be_told(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_words: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("taskforce.store.sync.transfer.move_away", refuses)
    said = banjar("copy", banjar.place, str(tmp_path / "baru.db"), "--yes", status=1).err
    assert "The list is in" in said and "baru.db" in said and "nothing was saved;" not in said
    banjar.place = str(tmp_path / "baru.db")
    assert len(banjar("list", "--format", "json").json) == 2


@on_a_file
def test_a_sealed_list_is_saved_and_mended_sealed(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("sqlcipher3")
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", "rahasia panjang sekali")
    banjar("encrypt", "--yes")
    titles = {one["title"] for one in banjar("list", "--format", "json").json}
    content = bytearray(Path(banjar.place).read_bytes())
    content[60 * 4096 : 61 * 4096] = bytes(4096)
    Path(banjar.place).write_bytes(content)
    assert not all(one["sound"] for one in checks(banjar, 1).values())

    saved = tmp_path / "saved.db"
    banjar("doctor", "--salvage", str(saved), status=None)
    repaired = banjar("doctor", "--repair", status=None)

    for path in (saved, Path(banjar.place)) if repaired.status == 0 else (saved,):
        assert path.read_bytes()[:16] == bytes(content[:16])  # sealed by the same key
        banjar.place = str(path)
        assert {one["title"] for one in banjar("list", "--format", "json").json} == titles
        assert all(one["sound"] for one in checks(banjar).values())


@on_a_file
def test_the_newest_changes_that_are_gone_are_counted_when_the_rest_is_saved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """So a half restored laptop looks: the list's file from the backup, under the log of the last day."""
    place = str(tmp_path / "list.db")
    call = Caller(place, monkeypatch, capsys)
    call("init")
    for title in ("Satu", "Dua", "Tiga"):
        call("add", title)
    changed(place, "DELETE FROM change WHERE seq > (SELECT max(seq) - 2 FROM change)")
    assert "2 changes are missing" in call("doctor", status=1).out
    said = call("doctor", "--salvage", str(tmp_path / "saved.db"), status=3).out
    assert "2 changes of “the first copy” are lost" in said
    saved = Caller(str(tmp_path / "saved.db"), monkeypatch, capsys)
    assert [item["title"] for item in saved("list", "--format", "json").json] == ["Satu"]
    saved("doctor")
