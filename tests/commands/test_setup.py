"""First steps and bad places: no list, no list at all, no rights, no terminal, consoles of old."""

from __future__ import annotations

import argparse
import ast
import json
import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from calling import Caller

from taskforce.cli import COMMANDS, run
from taskforce.commands import parser


def command(*words: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
    """A real process, with nothing on its standard input."""
    return subprocess.run(
        [sys.executable, "-m", "taskforce", *words],
        capture_output=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TASKFORCE_TODAY": "2026-11-24", **environment},
        check=False,
    )


def one_sentence(done: subprocess.CompletedProcess[bytes], status: int) -> str:
    """What a refused call said: one line, no traceback."""
    said = done.stderr.decode("utf-8")
    assert done.returncode == status, said
    assert said.startswith("taskforce: ")
    assert said.count("\n") == 1
    return said


def test_without_a_list_every_command_says_how_to_make_one(tmp_path: Path) -> None:
    said = one_sentence(command("--db", str(tmp_path / "none.db"), "--lang", "en", "list"), 1)
    assert "taskforce init" in said
    assert not (tmp_path / "none.db").exists()


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a database", b"SQLite format 3\x00" + b"\x00" * 200])
def test_a_file_that_is_no_list_is_refused_and_left_alone(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.db"
    path.write_bytes(content)
    one_sentence(command("--db", str(path), "--lang", "en", "list"), 1)
    one_sentence(command("--db", str(path), "--lang", "en", "add", "x"), 1)
    one_sentence(command("--db", str(path), "--lang", "en", "init"), 1)
    assert path.read_bytes() == content


@pytest.mark.on_a_file
def test_another_programs_database_is_refused_and_a_newer_list_is_not_changed(
    tmp_path: Path, call: Caller
) -> None:
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("CREATE TABLE things (name TEXT)")
    assert "another program" in one_sentence(command("--db", str(other), "--lang", "en", "list"), 1)
    with sqlite3.connect(Path(call.place)) as connection:
        connection.execute("PRAGMA user_version = 99")
    assert command("--db", str(Path(call.place)), "list").returncode == 0  # all that this version knows is there
    assert "newer" in one_sentence(command("--db", str(Path(call.place)), "--lang", "en", "add", "x"), 1)


@pytest.mark.skipif(os.name == "nt", reason="Windows allows no such names")
def test_a_list_may_lie_anywhere(tmp_path: Path) -> None:
    path = tmp_path / "Rapat #3 50%20 [x] é?.db"
    assert command("--db", str(path), "init", "--template", "blank").returncode == 0
    assert command("--db", str(path), "add", "Satu").returncode == 0
    assert len(json.loads(command("--db", str(path), "list", "--format", "json").stdout)) == 1
    assert [one.name for one in tmp_path.iterdir() if not one.name.endswith(("-wal", "-shm"))] == [path.name]


def test_a_folder_is_no_list(tmp_path: Path) -> None:
    assert "folder" in one_sentence(command("--db", str(tmp_path), "--lang", "en", "list"), 1)


def test_without_a_terminal_the_application_says_so(tmp_path: Path) -> None:
    for words in ((), ("demo",)):
        said = one_sentence(command("--db", str(tmp_path / "x.db"), "--lang", "en", *words), 1)
        assert "needs a terminal" in said


SHOWN = (("list",), ("agenda",), ("history",), ("show", "1"), ("report",), ("report", "--format", "json"))


@pytest.mark.parametrize("encoding", ["cp1252", "ascii", "utf-8"])
def test_output_survives_every_console(tmp_path: Path, encoding: str) -> None:
    path = str(tmp_path / "list.db")
    settings = {"PYTHONIOENCODING": encoding, "PYTHONUTF8": "0"}
    assert command("--db", path, "demo", "--write", path, **settings).returncode == 0
    for words in (
        ("list",),
        ("agenda",),
        ("history",),
        ("show", "1"),
        ("report",),
        ("report", "--format", "json"),
    ):
        done = command("--db", path, *words, **settings)
        assert done.returncode == 0, done.stderr
        done.stdout.decode(encoding)
    listed = command("--db", path, "list", "--format", "json", **settings)
    assert len(json.loads(listed.stdout.decode(encoding))) > 50


def test_init_makes_the_six_dimensions_and_never_overwrites(tmp_path: Path, list_path: Path) -> None:
    assert (
        command("--db", str(list_path), "--lang", "en", "init", "--organisation", "Kabupaten Banjar").returncode
        == 0
    )
    before = list_path.read_bytes()
    assert "exists already" in one_sentence(command("--db", str(list_path), "--lang", "en", "init"), 1)
    assert list_path.read_bytes() == before
    report = json.loads(command("--db", str(list_path), "report", "--format", "json").stdout)
    assert report["organisation"] == "Kabupaten Banjar"
    assert [group["key"] for group in report["by_dimension"]] == [
        "governance",
        "branding",
        "economy",
        "living",
        "society",
        "environment",
    ]
    if os.name == "posix":
        assert list_path.stat().st_mode & 0o777 == 0o600


def test_paths_and_doctor_answer_as_data(call: Caller) -> None:
    assert set(call("paths", "--format", "json").json) == {"database", "config", "backups", "state"}
    assert all(finding["sound"] for finding in call("doctor", "--format", "json").json)


def test_a_wrong_word_is_wrong_usage_with_the_right_ones(call: Caller) -> None:
    assert "list" in call("lits", status=2).err
    assert "TASKFORCE_TODAY" in command("--lang", "en", "list", TASKFORCE_TODAY="kemarin").stderr.decode()
    assert command("--lang", "fr", "list").returncode == 2


def test_a_closed_pipe_is_no_error(call: Caller) -> None:
    for number in range(40):
        call("add", f"Item {number}")
    words = f'"{sys.executable}" -m taskforce --db "{Path(call.place)}" history | head -1'
    done = subprocess.run(words, shell=True, capture_output=True, check=False)
    assert b"Traceback" not in done.stderr
    assert b"Exception" not in done.stderr


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read and write everything")
def test_no_rights_is_one_sentence(call: Caller) -> None:
    Path(call.place).chmod(0o000)
    try:
        one_sentence(command("--db", str(Path(call.place)), "--lang", "en", "list"), 1)
    finally:
        Path(call.place).chmod(0o600)


@pytest.mark.on_a_file
def test_a_read_only_list_can_be_read_but_not_written(banjar: Caller) -> None:
    Path(banjar.place).chmod(0o444)
    assert len(banjar("--read-only", "list", "--format", "json").json) == 2
    assert "read only" in banjar("--read-only", "add", "x", status=1).err


@pytest.mark.on_a_file
def test_preferences_name_the_list_the_language_and_who_acts(
    banjar: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    from taskforce.paths import config_file

    config_file().parent.mkdir(parents=True)
    text = f'database = "{Path(banjar.place).as_posix()}"\nlanguage = "en"\nmember = "farid"\n'
    config_file().write_text(text, encoding="utf-8")
    done = command("add", "Dari preferensi")
    assert done.returncode == 0, done.stderr
    newest = banjar("history", "--format", "json").json[0]
    assert newest["actor"] == "farid"
    config_file().write_text("database = [", encoding="utf-8")
    assert "config.toml" in one_sentence(command("list"), 1)


@pytest.mark.parametrize("before", [[], ["--db", "list"], ["--lang=en", "--read-only"]], ids=" ".join)
@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_every_command_explains_itself(name: str, before: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*before, name, "--help"]) == 0
    assert capsys.readouterr().out.startswith(f"usage: taskforce {name} ")


def test_the_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--help"]) == 0
    words = capsys.readouterr().out.split()
    assert set(COMMANDS) <= set(words)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["lst"], "tidak ada perintah “lst”: mungkin maksud Anda list"),
        (["list", "--format", "x"], "argumen --format: “x” tidak termasuk table, json, csv"),
        (["show"], "argumen berikut harus diisi: REF"),
        (["list", "--limit"], "argumen --limit: perlu satu nilai"),
        (["list", "--limit", "x"], "argumen --limit: “x” bukan bilangan bulat"),
        (["report", "--list", "--rep"], "opsi --rep dapat berarti --replaces, --reprint"),
    ],
)
def test_wrong_usage_is_told_in_the_language_in_force(
    words: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["--lang", "id", *words]) == 2
    told = capsys.readouterr().err
    assert said in told
    assert told.startswith("pemakaian: taskforce")


def test_no_sentence_of_argparse_that_people_see_is_left_out() -> None:
    """Whatever it says to a mistake of people; its other texts are for who writes the parser."""
    source = ast.parse(Path(argparse.__file__).read_text(encoding="utf-8"))
    calls = [node for node in ast.walk(source) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)]
    texts = {
        part.value
        for call in calls
        if isinstance(call.func, ast.Name) and call.func.id in ("_", "ngettext")
        for part in call.args
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }
    ours = set(parser.TEXTS)
    seen = {text for text in texts if text.startswith(("argument %", "expected ", "the follow"))}
    assert seen and seen <= ours


def test_a_key_is_written_whatever_a_person_wrote_in_its_place(tmp_path: Path) -> None:
    from taskforce.config import read_config, write_key

    path = tmp_path / "config.toml"
    path.write_text('# mine\nkeys = "u"\ntheme = "dark"\n', encoding="utf-8")
    write_key(path, "undo", "z")
    assert read_config(path).keys == {"undo": "z"}
    assert read_config(path).theme == "dark"
    assert "# mine" in path.read_text(encoding="utf-8")
