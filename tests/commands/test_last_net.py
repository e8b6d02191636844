"""What leaves the program steers no terminal, whatever was typed; what nobody foresaw is one sentence."""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from calling import Caller

import taskforce
from taskforce.cli import run
from taskforce.paths import state_folder
from taskforce.store.changes.batch import create
from taskforce.store.store import open_store

HERE = str(Path(taskforce.__file__).parents[1])
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200e\u200f]")


class Full(io.RawIOBase):
    """A stream on a disk that has no room."""

    def writable(self) -> bool:
        return True

    def write(self, _content: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("command", [["list"], ["list", "--format", "json"], ["paths"], ["--help"]])
def test_an_answer_that_cannot_be_written_is_one_sentence(
    banjar: Caller, command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    capsys.readouterr()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(io.BufferedWriter(Full()), encoding="utf-8"))
    assert run(["--db", banjar.place, "--lang", "en", *command]) == 1
    assert "could not be written (the disk is full)" in capsys.readouterr().err
    monkeypatch.undo()


@pytest.mark.skipif(os.name != "posix", reason="a shell")
@pytest.mark.parametrize(
    ("tail", "status"), [("list | true", {0}), (">&- list", {0}), ("2>&- show 999", {1}), ("<&- list", {0})]
)
def test_a_pipe_that_ends_and_streams_that_are_closed_are_quiet(
    banjar: Caller, tail: str, status: set[int]
) -> None:
    words = [sys.executable, "-m", "taskforce", "--db", banjar.place]
    line = " ".join(f"'{word}'" for word in words) + f" {tail}"
    done = subprocess.run(["sh", "-c", line], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode in status, done.stderr) == (True, "")


@pytest.mark.skipif(os.name != "posix", reason="a shell")
@pytest.mark.parametrize(
    "tail", ["list --format json", "list --format csv", "list --all", "history --format json"]
)
def test_a_pipe_that_ends_in_the_middle_of_a_long_answer_is_quiet(banjar: Caller, tail: str) -> None:
    store = open_store(banjar.place)
    text = "Menunggu data dari perangkat daerah. " * 8
    store.write("add", [create("action_item", title=text, description=text, due="2026-12-01") for _ in range(900)])
    store.close()
    words = [sys.executable, "-m", "taskforce", "--db", banjar.place]
    line = " ".join(f"'{word}'" for word in words) + f" {tail} | head -c 9"
    done = subprocess.run(["sh", "-c", line], capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.stderr == ""


def test_what_nobody_foresaw_is_one_sentence_and_its_details_are_kept(
    banjar: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_words: object) -> int:
        raise ZeroDivisionError("a\x1b[31m \u202eb")

    monkeypatch.setattr("taskforce.commands.lists.show", fails)
    answer = banjar("show", "1", status=1)
    assert answer.err.count("\n") == 1
    assert "ZeroDivisionError" in answer.err
    assert not STEERING.search(answer.err)
    [*_before, details] = sorted((state_folder() / "failures").glob("*.txt"))
    assert f"Details are in {details}." in answer.err
    assert "fails" in details.read_text("utf-8")
    assert banjar.place not in details.read_text("utf-8")
    if os.name == "posix":
        assert stat.S_IMODE(details.stat().st_mode) == 0o600


NASTY = "a\x1b[31mb\x07\u202ec\x9b1md\x85e\u2066f"


@pytest.mark.parametrize(
    "words",
    [
        ["show", NASTY],
        ["list", f"lead:{NASTY}"],
        ["list", f"{NASTY}:x"],
        ["add", "x", "--lead", NASTY],
        ["add", "x", "--set", NASTY],
        ["edit", "1", f"due={NASTY}"],
        ["edit", "1", f"{NASTY}=1"],
        ["member", "show", NASTY],
        ["note", "1", "x", "--kind", NASTY],
        ["evidence", "1", NASTY],
        ["import", NASTY],
        ["export", NASTY],
        ["export", f"{NASTY}.json"],
        ["restore", NASTY],
        ["bundle", "inspect", NASTY],
        ["template", "check", NASTY],
        ["report", "-o", NASTY],
        ["report", "--week", NASTY],
        ["undo", NASTY],
        ["list", "--format", NASTY],
        [NASTY],
        ["--lang", NASTY, "list"],
        ["--db", f"{NASTY}.db", "list"],
        ["--as", NASTY, "list"],
    ],
    ids=" ".join,
)
def test_nothing_that_is_typed_steers_the_terminal(
    banjar: Caller, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    answer = banjar(*words, status=None)
    assert not STEERING.search(answer.out + answer.err), answer
    assert "Something went wrong" not in answer.err


@pytest.mark.parametrize(
    ("words", "sentence", "status"),
    [
        (["list", "--limit", "9" * 20], "too large a number", 2),
        (["agenda", "--days", "999999999"], "from 0 to", 2),
        (["add", "x" * 5_000], "at most", 1),
        (["add", "x", "--lead", "y" * 5_000], "There is no member", 1),
        (["show", "y" * 5_000], "There is no action item", 1),
        (["list", "y" * 50 + ":" + "z" * 5_000], "character", 2),
        (["nonsense" * 500], "there is no command", 2),
    ],
    ids=lambda one: str(one)[:30],
)
def test_what_is_monstrous_is_one_sentence(banjar: Caller, words: list[str], sentence: str, status: int) -> None:
    answer = banjar(*words, status=status)
    assert sentence in answer.err
    assert max(map(len, answer.err.splitlines())) < 1_000


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "2026-02-30", "besok"])
def test_a_day_beyond_is_refused(banjar: Caller, day: str) -> None:
    banjar.day(day)
    assert "TASKFORCE_TODAY" in banjar("list", status=2).err


def test_bytes_that_are_no_text_are_not_kept_as_signs_in_their_place(banjar: Caller) -> None:
    answer = banjar("add", os.fsdecode(b"Susun d\xe9raf"), status=2)
    assert "no text" in answer.err
    assert "\ufffd" in answer.err
    assert (
        "cannot be read"
        in banjar("report", "--template", os.fsdecode(b"d\xe9.docx"), "-o", "x.docx", status=1).err
    )


@pytest.mark.skipif(os.name != "posix", reason="pipes with a name")
@pytest.mark.parametrize(
    "words",
    [
        ["--db", "pipe", "list"],
        ["--db", "pipe", "add", "x"],
        ["--db", "b.db", "restore", "pipe", "--yes"],
        ["bundle", "merge", "pipe"],
        ["evidence", "1", "pipe"],
        ["organisation", "edit", "logo=pipe"],
        ["copy", "pipe", "b.db"],
    ],
    ids=" ".join,
)
def test_a_pipe_is_not_waited_for(
    banjar: Caller, words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    os.mkfifo("pipe")
    done = subprocess.run(
        [sys.executable, "-m", "taskforce", "--lang", "en", "--db", banjar.place, *words],
        capture_output=True, encoding="utf-8", timeout=60, check=False, env=os.environ | {"PYTHONPATH": HERE},
    )  # fmt: skip
    assert done.returncode == 1, done
    assert "pipe or a device" in done.stderr
