"""Exchanging through a folder that several copies share, and what carriers do to files in it."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from pathlib import Path

import keyring
import keyring.backend
import pytest
from calling import Caller, Join, listed
from copying import new_copies

from taskforce import files
from taskforce.commands import exchanging
from taskforce.store.changes.batch import create
from taskforce.store.changes.version_vector import first_change, outgoing
from taskforce.store.sync.merge import merge


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring as a system has one, without the system."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def system_keyring() -> Iterator[MemoryKeyring]:
    """What is kept in a test stays in it."""
    before, mine = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


def exchanged(callers: list[Caller], folder: Path, rounds: int = 2) -> None:
    for _round in range(rounds):
        for caller in callers:
            caller("exchange", str(folder), status=None)


def alike(callers: list[Caller]) -> bool:
    return len({caller("report", "--format", "json").out for caller in callers}) == 1


def test_copies_are_alike_after_each_has_exchanged_twice_and_the_folder_is_known_the_next_time(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    folder = tmp_path / "share"
    assert "is not there" in banjar("exchange", str(folder), status=1).err
    folder.mkdir()
    assert "FOLDER" in banjar("exchange", status=2).err
    farid, galuh = join("farid"), join("galuh")
    everyone = [banjar, farid, galuh]
    exchanged(everyone, folder)
    farid("add", "Dari farid")
    galuh("edit", "1", "title=Dari galuh")
    banjar("edit", "1", "title=Dari pusat")
    exchanged(everyone, folder)
    assert alike(everyone) and len(listed(banjar)) == 3
    answer = galuh("exchange", "--format", "json", status=3)
    assert answer.json["taken"] == [] and answer.json["waiting"] == []
    galuh("conflicts", "resolve", "1", "title", "--take", "mine")
    galuh("exchange")
    said = banjar("exchange", "--format", "json")
    assert said.json["taken"] == [{"copy": "galuh", "changes": 1, "conflicts": 0}]
    assert listed(banjar)[0]["title"] == "Dari galuh"
    assert len(list(folder.glob("*/*"))) == 3, "each copy has one file"


def test_a_file_that_cannot_be_written_does_not_hide_what_was_taken(
    banjar: Caller, join: Join, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    farid = join("farid")
    exchanged([banjar, farid], folder)
    farid("add", "Dari farid")
    farid("exchange")
    banjar("add", "Dari pusat")
    take_place = files.take_place

    def refuses(temporary: Path, path: Path, *, private: bool = False) -> None:
        if path.suffix in (".taskforce", ".json") and tmp_path in path.parents:
            raise OSError(errno.EIO, "Input/output error")
        take_place(temporary, path, private=private)

    with monkeypatch.context() as patched:
        patched.setattr(files, "take_place", refuses)
        said = banjar("exchange", status=1).err
        assert "goes out with the next exchange" in said and "nothing was changed" not in said
        assert {item["title"] for item in listed(banjar)} >= {"Dari farid", "Dari pusat"}
        said = banjar("report", "--issue", "--yes", "-o", str(tmp_path / "a.json"), status=1).err
        assert "is issued" in said and "nothing was changed" not in said

    banjar("exchange")
    farid("exchange")
    assert alike([banjar, farid])


def test_what_is_dated_in_the_future_waits_and_a_dry_run_says_so_too(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    farid, galuh = join("farid"), join("galuh")
    exchanged([banjar, farid, galuh], folder)
    galuh("add", "Dari galuh")
    galuh("exchange")
    farid.day("2026-12-08")
    farid("add", "Dari besok lusa")
    farid("exchange")
    farid.day("2026-11-24")
    looked_at, done = (banjar("exchange", *how, "--format", "json", status=3) for how in (["--dry-run"], []))
    assert looked_at.json["taken"] == done.json["taken"] == [{"copy": "galuh", "changes": 1, "conflicts": 0}]
    assert looked_at.json["waiting"] == done.json["waiting"]
    (waiting,) = done.json["waiting"]
    assert waiting["copy"] == "farid" and "dated in the future (up to 2026-12-08)" in waiting["reason"]
    assert "Not taken yet from farid" in looked_at.err and "--accept-clock" in looked_at.err
    looked_at, done = (
        banjar("exchange", *how, "--accept-clock", "--format", "json") for how in (["--dry-run"], [])
    )
    assert looked_at.json["taken"] == done.json["taken"] == [{"copy": "farid", "changes": 1, "conflicts": 0}]
    assert "Dari besok lusa" in {item["title"] for item in listed(banjar)}


def test_a_dry_run_counts_once_what_several_hand_on(banjar: Caller, join: Join, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    farid, galuh = join("farid"), join("galuh")
    exchanged([banjar, farid, galuh], folder)
    farid("add", "Dari farid")
    farid("exchange")
    galuh("add", "Dari galuh")
    galuh("exchange")
    farid("add", "Lagi dari farid")
    farid("exchange")
    looked_at, done = (banjar("exchange", *how, "--format", "json") for how in (["--dry-run"], []))
    assert looked_at.json["taken"] == done.json["taken"]
    assert sum(one["changes"] for one in done.json["taken"]) == 3


def test_a_list_that_is_new_among_others_in_a_folder_is_told_once(
    banjar: Caller, join: Join, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    (folder / "taskforce-0123456789ab").mkdir()  # empty: nobody's
    assert "other list" not in banjar("exchange", str(folder)).err
    assert "other list" not in join("farid")("exchange", str(folder)).err
    other = Caller(str(tmp_path / "other.db"), monkeypatch, capsys)
    other("init", "--organisation", "Dinkes")
    other("add", "Dari daftar lain")
    said = other("exchange", str(folder)).err
    assert f"{folder} holds 1 other list, and this one was not in it until now" in said
    assert "bundle merge FILE --db NEW" in said
    assert "other list" not in other("exchange").err
    assert "other list" not in banjar("exchange").err


def test_what_carriers_do_to_files_loses_nothing(banjar: Caller, join: Join, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    farid = join("farid")
    exchanged([banjar, farid], folder)
    farid("add", "Langkah baru")
    farid("exchange")
    (file,) = folder.glob("*/farid-*")
    content = file.read_bytes()
    file.write_bytes(content[:-40])
    waiting = banjar("exchange", "--format", "json").json["waiting"]
    assert [one["copy"] for one in waiting] == ["farid"] and "whole" in waiting[0]["reason"]
    file.with_name(f".{file.name}.tmp").write_bytes(b"half")
    file.unlink()
    banjar("exchange")
    assert len(listed(banjar)) == 2, "what is gone from the folder is not deleted"
    file.with_name(f"{file.stem.upper()} (conflicted copy).taskforce").write_bytes(content)
    assert banjar("exchange", "--format", "json").json["taken"][0]["copy"] == "farid"
    assert len(listed(banjar)) == 3


def test_a_copy_that_was_set_back_is_given_again_what_it_lacks(banjar: Caller, join: Join, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    farid = join("farid")
    exchanged([banjar, farid], folder)
    kept = Path(farid.place).read_bytes()
    banjar("add", "Langkah baru")
    exchanged([banjar, farid], folder)
    assert len(listed(farid)) == 3
    Path(farid.place).write_bytes(kept)
    exchanged([farid, banjar, farid], folder)
    assert len(listed(farid)) == 3 and alike([banjar, farid])


def test_a_sealed_folder_is_read_by_those_who_know_its_passphrase(
    banjar: Caller, join: Join, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system_keyring: MemoryKeyring
) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    farid = join("farid")
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", "kopi pahit")
    banjar("exchange", str(folder), "--encrypt")
    banjar("add", "Rahasia")
    banjar("exchange")
    assert {file.read_bytes()[:17] for file in folder.glob("*/*")} == {b"taskforce-sealed/"}
    monkeypatch.delenv("TASKFORCE_PASSPHRASE")
    system_keyring.kept.clear()
    assert "passphrase" in banjar("exchange", status=1).err
    assert "sealed" in farid("exchange", str(folder)).err
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", "kopi pahit")
    farid("exchange")
    assert "Rahasia" in {item["title"] for item in listed(farid)}


def test_a_passphrase_that_no_keyring_keeps_seals_the_file_all_the_same(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system_keyring: MemoryKeyring
) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    monkeypatch.delenv("TASKFORCE_PASSPHRASE", raising=False)
    monkeypatch.setattr(system_keyring, "set_password", lambda *_words: None)
    monkeypatch.setattr(exchanging, "ask_passphrase", lambda twice: "kopi pahit")
    assert "no keyring" in banjar("exchange", str(folder), "--encrypt").err
    assert {file.read_bytes()[:17] for file in folder.glob("*/*")} == {b"taskforce-sealed/"}


def test_that_the_folder_holds_contact_data_is_said_once(banjar: Caller, tmp_path: Path) -> None:
    folder = tmp_path / "share"
    folder.mkdir()
    banjar("member", "edit", "farid", "phone=0511-1")
    assert "full copy" in banjar("exchange", str(folder)).err
    assert "full copy" not in banjar("exchange").err


def test_a_folders_passphrase_is_kept_in_the_systems_keyring(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, word = tmp_path / "share", tmp_path / "word.txt"
    folder.mkdir()
    word.write_text("kopi pahit\n", encoding="utf-8")
    monkeypatch.delenv("TASKFORCE_PASSPHRASE", raising=False)
    banjar("exchange", str(folder), "--encrypt", "--passphrase-file", str(word))
    word.unlink()
    banjar("add", "Rahasia")
    banjar("exchange")
    assert {file.read_bytes()[:17] for file in folder.glob("*/*")} == {b"taskforce-sealed/"}


@pytest.mark.on_a_file
def test_a_keyring_is_asked_only_where_something_sealed_lies_in_the_folder(
    banjar: Caller, join: Join, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, system_keyring: MemoryKeyring
) -> None:
    """One that is locked asks the person; an office without sealed files has no use for that."""
    asked: list[str] = []
    get_password = system_keyring.get_password

    def get(service: str, username: str) -> str | None:
        asked.append(username)
        return get_password(service, username)

    monkeypatch.delenv("TASKFORCE_PASSPHRASE", raising=False)
    monkeypatch.setattr(system_keyring, "get_password", get)
    farid, folder = join("farid"), tmp_path / "share"
    folder.mkdir()
    exchanged([banjar, farid], folder)
    assert asked == []
    system_keyring.set_password("taskforce", f"exchange {folder}", "kopi pahit")
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", "kopi pahit")
    farid("exchange", str(folder), "--encrypt")
    monkeypatch.delenv("TASKFORCE_PASSPHRASE")
    asked.clear()
    farid("add", "Rahasia")
    farid("exchange")
    assert "farid: 1 change" in banjar("exchange").out and asked


@pytest.mark.on_a_file
def test_of_a_drowned_computer_an_old_backup_and_the_folder_bring_back_everything(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    folder, backup, drowned = tmp_path / "share", tmp_path / "old.db", Path(banjar.place)
    folder.mkdir()
    farid = join("farid")
    banjar("backup", str(backup))
    exchanged([banjar, farid], folder)
    banjar("add", "Sesudah cadangan")
    banjar("exchange")  # nobody has taken it when the water comes
    before = listed(banjar)
    for file in drowned.parent.glob(f"{drowned.name}*"):
        file.unlink()
    banjar.place = str(tmp_path / "new computer" / "list.db")
    said = banjar("exchange", str(folder), status=1).err
    assert "taskforce restore FILE" in said and "taskforce bundle merge FILE" in said
    banjar("restore", str(backup), "--yes")
    exchanged([banjar, farid], folder)
    assert listed(banjar) == listed(farid) == before
    assert banjar("doctor").status == 0


def test_the_first_change_is_the_one_that_all_say_whatever_was_found_before(tmp_path: Path) -> None:
    here, other, empty = new_copies(tmp_path, 3)
    assert first_change(empty.reader) is None
    here.write("add", [create("action_item", title="Satu")])
    found = first_change(here.reader)
    assert found is not None and first_change(here.reader, found) == found
    here.write("add", [create("action_item", title="Dua")])
    later = first_change(here.reader, found)
    assert later == first_change(here.reader) and later is not None and later.id == found.id
    assert first_change(here.reader, later._replace(id=later.newest)).id == later.newest  # type: ignore[union-attr]
    for wrong in (later._replace(seq=1), later._replace(seq=99), later._replace(id=here.actor_id or "nobody")):
        assert first_change(here.reader, wrong) == later
    other.write("add", [create("action_item", title="Lebih dulu")])
    older = outgoing(other.reader, other.clock, {})
    merge(here, older._replace(changes=[older.changes[0]._replace(clock=1 << 50)]), "lama")
    assert first_change(here.reader, later) == first_change(here.reader)
    assert first_change(here.reader).id == older.changes[0].id  # type: ignore[union-attr]
    for store in (here, other, empty):
        store.close()
