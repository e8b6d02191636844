"""Files that commands write: never over a list, not over what others wrote unasked, whole and private."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest
from calling import Caller, listed

from taskforce.files import refused_by_windows, write_whole

posix = pytest.mark.skipif(os.name != "posix", reason="POSIX files")

WRITERS = (
    ("report", "--format", "text", "-o"),
    ("report", "--plot", "s-curve", "-o"),
    ("export",),
    ("bundle", "write", "--all"),
    ("template", "write"),
    ("backup",),
)
ENDINGS = {"report": ".txt", "export": ".csv", "bundle": ".bundle", "template": ".docx", "backup": ".db"}


def ids(words: tuple[str, ...]) -> str:
    return " ".join(words[:2])


@pytest.mark.on_a_file
@pytest.mark.parametrize("words", WRITERS, ids=ids)
def test_nothing_is_written_over_a_list_or_its_side_files(
    banjar: Caller, tmp_path: Path, words: tuple[str, ...]
) -> None:
    ending = ENDINGS[words[0]]
    linked = tmp_path / f"linked{ending}"
    linked.symlink_to(banjar.place)
    hard = tmp_path / f"hard{ending}"
    os.link(banjar.place, hard)
    before = listed(banjar)
    with closing(sqlite3.connect(banjar.place)) as reader:  # so that the log lies beside it
        reader.execute("SELECT count(*) FROM change").fetchone()
        for path in (linked, hard, Path(f"{banjar.place}-wal"), Path(f"{banjar.place}-shm")):
            said = banjar(*words, str(path), "--yes", status=None)
            assert said.status in (1, 2), (path, said)
    assert listed(banjar) == before
    assert linked.is_symlink()


@pytest.mark.on_a_file
@pytest.mark.parametrize("words", WRITERS, ids=ids)
def test_a_name_that_windows_cannot_keep_is_refused_there(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    path = tmp_path / f"pekan 48: draf{ENDINGS[words[0]]}"
    banjar(*words, str(path))
    assert path.exists()
    path.unlink()
    monkeypatch.setattr("taskforce.files._ON_WINDOWS", True)
    said = banjar(*words, str(path), status=1)
    assert path.name in said.err
    assert not path.exists()


def test_names_that_windows_keeps_nothing_under() -> None:
    for name in (
        "con.pdf",
        "NUL",
        "aux .txt",
        "Com1.csv",
        "a:b.csv",
        "a?.md",
        "laporan.",
        "laporan ",
        'a"b.txt',
        "a\tb",
    ):
        assert refused_by_windows(name), name
    for name in (
        "laporan.pdf",
        "Konsep.pdf",
        "con-1.pdf",
        "COM0.csv",
        "Laporan Minggu 48 (draf).docx",
        ".tersembunyi",
    ):
        assert not refused_by_windows(name), name


@pytest.mark.on_a_file
@pytest.mark.parametrize("words", WRITERS[:4], ids=ids)
def test_another_database_is_not_written_over(banjar: Caller, tmp_path: Path, words: tuple[str, ...]) -> None:
    other = tmp_path / f"other{ENDINGS[words[0]]}"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE things (name TEXT)")
        connection.commit()
    before = other.read_bytes()
    banjar(*words, str(other), "--yes", status=1)
    assert other.read_bytes() == before


@pytest.mark.parametrize(
    "words", [("report", "-o", "laporan.html"), ("export", "daftar.csv"), ("export", "acara.ics"),
              ("report", "--plot", "s-curve", "-o", "kurva.svg")], ids=" ".join,
)  # fmt: skip
def test_what_this_program_wrote_is_replaced_and_what_others_wrote_only_when_asked(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = Path(words[-1])
    banjar(*words)
    banjar(*words)  # as every week
    file.write_text("catatan saya", encoding="utf-8")
    refused = banjar(*words, status=2)
    assert refused.err.count("\n") == 1 and "--yes" in refused.err
    assert file.read_text(encoding="utf-8") == "catatan saya"
    banjar(*words, "--yes")
    assert file.read_text(encoding="utf-8") != "catatan saya"
    banjar(*words)


@pytest.mark.on_a_file
def test_a_backup_replaces_an_older_one_of_its_own_and_asks_before_any_other(
    banjar: Caller, tmp_path: Path
) -> None:
    file = tmp_path / "stick.db"
    banjar("backup", str(file))
    banjar("add", "Sesudah")
    banjar("backup", str(file))
    with closing(sqlite3.connect(file)) as kept, kept:
        assert kept.execute("SELECT count(*) FROM action_item").fetchone() == (3,)
        kept.execute("CREATE TABLE mine (name TEXT)")
    assert "--yes" in banjar("backup", str(file), status=2).err
    banjar("backup", str(file), "--yes")


def test_nothing_is_issued_when_its_file_may_not_be_replaced(banjar: Caller, tmp_path: Path) -> None:
    (tmp_path / "r.html").write_text("catatan saya", encoding="utf-8")
    banjar("report", "--issue", "-o", str(tmp_path / "r.html"), status=2)
    assert banjar("report", "--list", "--format", "json").json == []


@posix
def test_what_is_no_file_is_written_into_and_a_link_is_followed(banjar: Caller, tmp_path: Path) -> None:
    # Never try this on a real device: as root, a mistake would replace it for the whole computer.
    pipe, received = tmp_path / "pipe.csv", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()), daemon=True)
    reader.start()
    banjar("export", str(pipe))
    reader.join(20)
    assert b"Susun draf Buku 2" in received[0] and stat.S_ISFIFO(pipe.stat().st_mode)
    (tmp_path / "share").mkdir()
    link = tmp_path / "daftar.csv"
    link.symlink_to(tmp_path / "share" / "real.csv")
    banjar("export", str(link))
    banjar("export", str(link))
    assert link.is_symlink() and b"Buku 2" in (tmp_path / "share" / "real.csv").read_bytes()
    circle = tmp_path / "circle.csv"
    circle.symlink_to(circle)
    assert banjar("export", str(circle), status=1).err.count("\n") == 1


@posix
@pytest.mark.on_a_file
def test_what_holds_everything_is_for_its_owner_and_a_mode_that_was_set_stays(
    banjar: Caller, tmp_path: Path
) -> None:
    for words in (("bundle", "write", "a.bundle", "--all"), ("export", "a.json"), ("backup", "a.db")):
        path = tmp_path / next(word for word in words if "." in word)
        banjar(*(str(path) if word == path.name else word for word in words))
        assert path.stat().st_mode & 0o777 == 0o600, path
    (tmp_path / "a.json").chmod(0o640)
    banjar("export", str(tmp_path / "a.json"))
    assert (tmp_path / "a.json").stat().st_mode & 0o777 == 0o640


@posix
def test_what_a_killed_run_left_goes_with_the_next_and_what_still_runs_stays(tmp_path: Path) -> None:
    killed = (
        "import os, signal, sys; from pathlib import Path; from taskforce.files import appearing\n"
        "with appearing(Path(sys.argv[1])): os.kill(os.getpid(), signal.SIGKILL)"
    )
    target = tmp_path / "laporan.txt"
    subprocess.run([sys.executable, "-c", killed, str(target)], check=False)
    assert [path.name[:11] for path in tmp_path.iterdir()] == [".taskforce-"]
    waits = killed.replace("os.kill(os.getpid(), signal.SIGKILL)", "print(flush=True), sys.stdin.read()")
    with subprocess.Popen(
        [sys.executable, "-c", waits, str(target)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        other.stdout.readline()
        write_whole(tmp_path / "satu.txt", b"1")
        assert len(list(tmp_path.glob(".taskforce-*"))) == 1
        other.communicate()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["laporan.txt", "satu.txt"]
