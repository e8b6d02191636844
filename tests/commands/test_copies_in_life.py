"""What goes wrong with copies in real life: clocks, files copied by hand, lists set back, folders of a cloud."""

from __future__ import annotations

import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path, PureWindowsPath
from unittest.mock import patch

import pytest
from calling import Caller, Join, give, listed
from quick_lists import really_prepare

from taskforce.store.database import sqlite, unsafe_folders
from taskforce.store.database.engine import engine_for
from taskforce.store.database.location import location_of


@pytest.fixture
def engine() -> str:
    """Files, whatever the others run on: what goes wrong here goes wrong with files."""
    return "sqlite"


def sound(*callers: Caller) -> None:
    """All lists are equal, and the doctor finds nothing."""
    for caller in callers:
        assert caller("doctor").status == 0
        assert listed(caller) == listed(callers[0])


def moved(
    banjar: Caller, path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Caller:
    """A caller on a file that was copied by hand."""
    shutil.copy(banjar.place, path)
    return Caller(str(path), monkeypatch, capsys)


def test_a_clock_years_ahead_is_refused_until_a_person_says_so(banjar: Caller, join: Join, tmp_path: Path) -> None:
    galuh = join("galuh")
    galuh.day("2031-05-05")
    galuh("edit", "1", "progress=90")
    galuh("bundle", "write", str(tmp_path / "g.bundle"))
    banjar.day("2026-11-24")
    before = Path(banjar.place).read_bytes()
    said = banjar("bundle", "merge", str(tmp_path / "g.bundle"), status=1).err
    assert "2031-05-05" in said and "--accept-clock" in said and said.count("\n") == 1
    assert Path(banjar.place).read_bytes() == before
    banjar("bundle", "merge", str(tmp_path / "g.bundle"), "--accept-clock")
    banjar("edit", "1", "progress=20")  # who has seen the future writes after it, whatever their clock says
    give(banjar, galuh, tmp_path / "b.bundle")
    assert {item["ref"]: item["progress"] for item in listed(galuh)} == {"1": 20, "2": 0}
    sound(banjar, galuh)


def test_up_to_a_day_ahead_is_taken_and_a_clock_set_back_loses_nothing(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    galuh = join("galuh")
    galuh.day("2026-11-25")
    galuh("edit", "1", "title=Besok", "progress=30")
    galuh.day("2019-01-01")  # the battery is empty
    galuh("edit", "1", "title=Baterai habis")
    assert {item["title"] for item in listed(galuh)} > {"Baterai habis"}
    galuh("bundle", "write", str(tmp_path / "g.bundle"))
    banjar.day("2026-11-24")
    banjar("bundle", "merge", str(tmp_path / "g.bundle"))
    assert {item["title"] for item in listed(banjar)} > {"Baterai habis"}
    sound(banjar, galuh)


def test_a_file_copied_by_hand_becomes_a_copy_of_its_own(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    stick = moved(banjar, tmp_path / "stick.db", monkeypatch, capsys)
    banjar("add", "Di kantor")
    done = stick("add", "Di lapangan")
    assert "copy of its own" in done.err
    names = {item["title"]: item["ref"] for item in listed(stick)}
    assert names["Di lapangan"].endswith("-1")
    assert "copy of its own" not in stick("add", "Lagi").err
    give(stick, banjar, tmp_path / "s.bundle", "--all")
    give(banjar, stick, tmp_path / "b.bundle", "--all")
    assert {"Di kantor", "Di lapangan", "Lagi"} <= {item["title"] for item in listed(banjar)}
    sound(banjar, stick)


def test_a_file_moved_by_hand_stays_the_same_copy(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = moved(banjar, tmp_path / "new.db", monkeypatch, capsys)
    Path(banjar.place).unlink()
    done = other("add", "Ketiga")
    assert done.out.startswith("3  ") and "copy of its own" not in done.err


def test_a_list_set_back_by_hand_is_noticed_when_what_it_forgot_comes_back(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    galuh = join("galuh")
    shutil.copy(banjar.place, tmp_path / "old.db")
    banjar("add", "Sebelum rusak")
    give(banjar, galuh, tmp_path / "1.bundle")
    shutil.copy(tmp_path / "old.db", banjar.place)  # somebody's own backup, put back by hand
    banjar("add", "Sesudah dikembalikan")  # the number that was given out before
    galuh("bundle", "write", str(tmp_path / "2.bundle"), "--all")
    said = banjar("bundle", "merge", str(tmp_path / "2.bundle"), status=None)
    assert said.status in (0, 3) and "Another database has written as this copy" in said.err
    give(banjar, galuh, tmp_path / "3.bundle", "--all", status=None)
    titles = {item["title"] for item in listed(galuh)}
    assert {"Sebelum rusak", "Sesudah dikembalikan"} <= titles
    # Both items are called 3 now, as both were written down; the doctor says so.
    hers, ours = (sorted(listed(caller), key=lambda item: item["id"]) for caller in (galuh, banjar))
    assert hers == ours
    assert "used twice" in banjar("doctor", status=1).out
    said = banjar("edit", "3", "progress=5", status=1).err  # never one of the two by chance
    both = [item for item in ours if item["ref"] == "3"]
    assert len(both) == 2 and all(f"{item['id']} ({item['title']})" in said for item in both)
    banjar("edit", both[1]["id"], "progress=5")
    assert [item["progress"] for item in listed(banjar) if item["id"] == both[1]["id"]] == [5]


def test_merging_after_a_restore_brings_back_what_the_others_have(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    galuh = join("galuh")
    banjar("backup", str(tmp_path / "kept.db"))
    banjar("add", "Sebelum dikembalikan")
    give(banjar, galuh, tmp_path / "1.bundle")
    assert "say --yes" in banjar("restore", str(tmp_path / "kept.db"), status=2).err
    banjar("restore", str(tmp_path / "kept.db"), "--yes")
    assert len(listed(banjar)) == 2
    assert banjar("add", "Sesudah dikembalikan").out.startswith("4  ")  # no ref is given out twice
    give(galuh, banjar, tmp_path / "2.bundle", "--all")
    give(banjar, galuh, tmp_path / "3.bundle", "--all")
    assert {item["ref"] for item in listed(banjar)} == {"1", "2", "3", "4"}
    sound(banjar, galuh)
    for caller, name in ((banjar, "the first copy (this one)"), (galuh, "the first copy")):
        said = caller("copies")  # two of one name are told apart, and what is to be done: nothing
        lines = [re.split(r"\s{2,}", line) for line in said.out.splitlines() if line.startswith("the first copy")]
        assert sorted(line[0] for line in lines) == sorted([name, "the first copy (as it was earlier)"])
        assert [line[-1] for line in lines if "earlier" in line[0]] == ["-"]
        assert "nothing to do" in " ".join(said.err.split())


def test_a_backup_that_is_none_leaves_the_list_as_it_is(banjar: Caller, tmp_path: Path) -> None:
    before = listed(banjar)
    (tmp_path / "text.db").write_text("halo", encoding="utf-8")
    banjar("backup", str(tmp_path / "half.db"))
    (tmp_path / "half.db").write_bytes((tmp_path / "half.db").read_bytes()[:20_000])
    for name in ("text.db", "half.db", "none.db", ""):
        place = str(tmp_path / name)
        assert banjar("restore", place, "--yes", status=1).err.startswith("taskforce: ")
    assert "the list itself" in banjar("restore", banjar.place, "--yes", status=1).err
    assert "the list itself" in banjar("backup", banjar.place, status=2).err
    assert listed(banjar) == before
    assert not [path for path in tmp_path.iterdir() if "restoring" in path.name or "before-restore" in path.name]


def test_the_first_write_of_a_day_keeps_a_backup_and_the_oldest_go(banjar: Caller) -> None:
    def daily() -> list[str]:
        found = banjar("backup", "--list", "--format", "json").json
        return [one["made"] for one in found if one["kind"] == "daily"]

    banjar("edit", "1", "progress=5")
    assert daily() == []  # a list of today has nothing to go back to
    for day in range(1, 18):
        banjar.day(f"2026-12-{day:02d}")
        banjar("list")
        assert f"2026-12-{day:02d}" not in daily()  # reading needs none
        banjar("edit", "1", f"progress={day}")
        banjar("edit", "1", f"progress={day + 50}")
    assert daily() == [f"2026-12-{day:02d}" for day in range(17, 3, -1)]
    banjar("backup")
    banjar("restore", "2026-12-17", "--yes", status=1)
    newest = banjar("backup", "--list", "--format", "json").json
    place = next(one["path"] for one in newest if one["made"] == "2026-12-17")
    banjar("restore", Path(place).name, "--yes")  # by its name alone
    assert {item["ref"]: item["progress"] for item in listed(banjar)}["1"] == 66


def test_a_backup_is_made_while_others_write(banjar: Caller, tmp_path: Path) -> None:
    with closing(sqlite3.connect(banjar.place, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE action_item SET progress = 99")
        banjar("backup", str(tmp_path / "meanwhile.db"))
        writer.execute("ROLLBACK")
    with closing(sqlite3.connect(tmp_path / "meanwhile.db")) as kept:
        assert kept.execute("SELECT count(*), max(progress) FROM action_item").fetchone() == (2, 0)


EXTRA = 3
"""``PRAGMA synchronous``: the journal's own entry in its folder is written through as well."""


def journal_of(place: Path) -> tuple[str, int]:
    """How SQLite keeps the list, and how surely it writes it, when the program writes."""
    as_ever = patch.object(sqlite, "prepare_to_write", really_prepare)
    with as_ever, engine_for(location_of(place)).connect() as connection:
        found = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    return str(found[0]), int(found[1] or 0)


@pytest.mark.parametrize(
    ("kind", "shared"), [("nfs4", True), ("cifs", True), ("fuse.sshfs", True), ("ext4", False)]
)
def test_a_list_on_another_machines_disk_is_said_and_kept_in_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], kind: str, shared: bool
) -> None:
    folder = tmp_path / "Data bersama"
    folder.mkdir()
    mounts = [f"/dev/sda1 {tmp_path} ext4 rw 0 0", f"//kantor/data {tmp_path}/Data\\040bersama {kind} rw 0 0"]
    (tmp_path / "mounts").write_text("\n".join(["/dev/sda1 / ext4 rw 0 0", *mounts]) + "\n", encoding="utf-8")
    monkeypatch.setattr(unsafe_folders, "MOUNTS", tmp_path / "mounts")
    caller = Caller(str(folder / "list.db"), monkeypatch, capsys)
    said = caller("init", "--template", "blank").err
    assert ("another machine's disk" in said and "bundle write" in said) == shared
    caller("add", "Satu")
    assert (journal_of(folder / "list.db") == ("delete", EXTRA)) == shared
    if shared:
        assert [path.name for path in folder.iterdir()] == ["list.db"]
    assert ("another machine's disk" in caller("doctor").out) == shared


@pytest.mark.parametrize(
    ("folder", "type_of_drive", "expected"),
    [
        (r"\\kantor\data\taskforce", 1, True),
        (r"//kantor/data/taskforce", 1, True),
        (r"\\?\UNC\kantor\data\taskforce", 1, True),
        (r"Z:\taskforce", 4, True),  # a letter given to \\kantor\data
        (r"C:\Users\farid", 3, False),
        (r"\\?\C:\Users\farid", 3, False),
        (r"E:\list", 2, False),  # a stick
    ],
)
def test_other_machines_are_known_by_the_path_and_by_what_windows_says_of_the_letter(
    folder: str, type_of_drive: int, expected: bool
) -> None:
    asked: list[str] = []

    def answer(root: str) -> int:
        asked.append(root)
        return type_of_drive

    assert unsafe_folders.is_network_drive(PureWindowsPath(folder), answer) == expected
    assert asked in ([], [f"{folder.removeprefix(chr(92) * 2 + '?' + chr(92))[:2]}\\"])  # C:\, as Windows wants it


@pytest.mark.parametrize("folder", ["OneDrive - Pemkab Banjar", "Dropbox", "Google Drive/My Drive"])
def test_a_list_in_a_clouds_folder_is_said_and_kept_in_one_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: str
) -> None:
    (tmp_path / folder).mkdir(parents=True)
    place = tmp_path / folder / "list.db"
    cloud = Caller(str(place), monkeypatch, capsys)
    said = cloud("init", "--template", "blank")
    assert "copied to a cloud" in said.err and "bundle write" in said.err
    cloud("add", "Satu")
    assert journal_of(place) == ("delete", EXTRA)
    assert sorted(path.name for path in place.parent.iterdir()) == ["list.db"]
    assert "copied to a cloud" in cloud("doctor").out
    cloud.day("2026-11-25")
    assert "copied to a cloud" in cloud("add", "Dua").err  # once a day
    assert "copied to a cloud" not in cloud("add", "Tiga").err


def test_a_hundred_changes_of_a_week_fit_in_twenty_kilobytes(banjar: Caller, join: Join, tmp_path: Path) -> None:
    from taskforce.store.changes.batch import create, edit
    from taskforce.store.read.items import item_by_ref
    from taskforce.store.store import open_store

    galuh = join("galuh")
    store = open_store(galuh.place)
    item = item_by_ref(store.reader, "1").id
    for number in range(25):
        store.write(
            "edit",
            [edit("action_item", item, "progress", number + 1), edit("action_item", item, "weight", number + 1)],
        )
        text = f"Kabar ke-{number} dari lapangan: menunggu tanda tangan kepala dinas, berkas no. {number * 37}"
        store.write("note", [create("note", item_id=item, text=text)])
        store.write("add", [create("action_item", title=f"Tindak lanjut rapat ke-{number}", due="2026-12-01")])
    store.close()
    galuh("bundle", "write", str(tmp_path / "week.bundle"))
    brought = galuh("bundle", "inspect", str(tmp_path / "week.bundle"), "--format", "json").json
    assert brought["changes"] == 101  # with the first progress it is in progress
    assert brought["size"] <= 20_000


def test_who_restores_where_no_list_was_or_another_one_hears_why_refs_begin_anew(
    join: Join, tmp_path: Path, list_path: Path
) -> None:
    farid = join("farid")
    backup = str(tmp_path / "farid backup.db")
    farid("backup", backup)
    for place, why in (
        (tmp_path / "drowned.db", "There was no list here until now, and other copies may"),
        (list_path, "The list until now was another copy, and others may"),
    ):
        said = run_on(farid, str(place), "restore", backup, "--yes")
        assert why in said and "New action items are numbered" in said
    list_path.write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)
    assert "could not be read, and" in run_on(farid, str(list_path), "restore", backup, "--yes")


def run_on(caller: Caller, place: str, *words: str) -> str:
    """What a call on a list at another place says."""
    before, caller.place = caller.place, place
    try:
        return caller(*words).err
    finally:
        caller.place = before
