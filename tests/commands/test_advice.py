"""Advice followed to the letter: what a sentence about copies, exchanging and conflicts says to do helps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from calling import Answer, Caller, Join, give, listed
from test_together import advised, exchanged

ROOT = Path(__file__).parents[2]

ROOMS = (
    "store/sync",
    "exchange/bundles",
    "services/exchanging.py",
    "services/exchange_folder.py",
    "services/merging.py",
    "services/deciding.py",
    "wording/loose_ends.py",
    "store/changes/version_vector.py",
    "commands/bundle.py",
    "commands/exchanging.py",
    "commands/copies.py",
)

FOLLOWED = {
    "test_a_new_copy_is_made_of_the_bundle_that_the_refusal_asks_for": (
        "A new copy needs the whole list",
        "It is not the whole list: a new copy",
    ),
    "test_what_is_missing_in_between_comes_with_the_bundle_that_is_asked": (
        "Changes of “{copy}” are missing in between",
    ),
    "test_answers_that_mean_nothing_are_put_right_by_what_is_said": (
        "“{text}” does not name one of the {count}",
        "“{ref}” has no open conflict",
        "Say --take mine, --take theirs",
        "REF and --number are for one conflict",
        "Say which: REF, or --all",
    ),
    "test_a_clock_years_ahead_is_refused_until_a_person_says_so": ("Set the clocks right and ask again",),
    "test_who_brought_another_list_into_a_folder_takes_part_in_the_one_that_was_there": (
        "{folder} holds {count} other list",
    ),
    "test_another_list_becomes_a_copy_of_its_own_or_is_joined": ("{file} is of another list",),
    "test_a_list_that_may_not_be_written_is_copied_instead_of_moved": ("{place} may not be written, so the list",),
    "test_a_sealed_bundle_opens_with_its_passphrase_and_with_nothing_else": (
        "{file} is sealed: give the passphrase",
    ),
    "test_options_that_do_not_go_together_are_put_right_by_what_is_said": (
        "{file} is not a bundle",
        "Say either --for COPY or --all.",
        "--for is for a copy that is there",
        "--name is for a new copy",
    ),
    "test_a_passphrase_is_taken_from_where_the_refusal_says": (
        "--encrypt needs a passphrase",
        "The passphrase of {folder} is not known",
    ),
    "test_many_conflicts_are_decided_at_once_and_one_undo_opens_them_again": (
        "Say whose value holds",
        "Decided: {count} field. “taskforce undo”",
    ),
    "test_the_advice_about_conflicts_holds_also_where_both_values_are_others": (
        "{count} field waits for a decision",
        "Decide with “taskforce conflicts resolve",
    ),
    "test_two_members_of_one_handle_are_told_apart_and_made_one_or_two": ("Two members are called @{handle}",),
    "test_work_for_a_member_who_was_deleted_elsewhere_is_said_and_put_right_by_the_advice": (
        "“taskforce undo {step}” brings it back.",
        "“taskforce {command}” gives all of it",
    ),
    "test_of_a_drowned_computer_an_old_backup_and_the_folder_bring_back_everything": (
        "There is no list at {place} yet",
    ),
    "test_a_kept_copy_numbers_in_a_series_of_its_own": ("--series is for a copy beside the list",),
}
"""The tests that do what sentences advise and see that it helps, each with how these sentences begin."""


def sentences() -> Iterator[str]:
    """Give the texts of these rooms that name a command or an option, but for what options are for."""
    for room in ROOMS:
        path = ROOT / "taskforce" / room
        for file in sorted(path.glob("*.py")) if path.is_dir() else [path]:
            for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
                if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or not node.args:
                    continue
                text = node.args[0]
                if node.func.id in ("_", "plural") and isinstance(text, ast.Constant):
                    words = str(text.value)
                    if ("“taskforce " in words or " --" in f" {words}") and not words[:1].islower():
                        yield words


def test_every_sentence_that_advises_is_followed_by_a_test() -> None:
    said = set(sentences())
    beginnings = [one for followed in FOLLOWED.values() for one in followed]
    for sentence in said:
        assert any(sentence.startswith(one) for one in beginnings), f"no test follows: {sentence}"
    for one in beginnings:
        assert any(sentence.startswith(one) for sentence in said), f"nobody says any more: {one}"
    tests = "".join(file.read_text(encoding="utf-8") for file in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name in FOLLOWED if f"def {name}(" not in tests] == []


def test_a_new_copy_is_made_of_the_bundle_that_the_refusal_asks_for(
    banjar: Caller, join: Join, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    farid = join("farid")
    give(farid, banjar, tmp_path / "first.bundle")
    banjar("add", "Langkah baru")
    part = str(tmp_path / "part.bundle")
    banjar("bundle", "write", part)
    rina = Caller(str(tmp_path / "rina.db"), monkeypatch, capsys)
    for words in (("--dry-run",), ()):
        said = rina("bundle", "merge", part, "--name", "rina", *words, status=None)
        (asked,) = advised(f"{said.out} {said.err}", "bundle write")
        whole = str(tmp_path / f"whole{len(words)}.bundle")
        banjar(*(whole if word == "FILE" else word for word in asked))
    rina("bundle", "merge", whole, "--name", "rina")
    assert listed(rina) == listed(banjar)


def test_what_is_missing_in_between_comes_with_the_bundle_that_is_asked(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid, rina = join("farid"), join("rina")
    give(farid, banjar, tmp_path / "f.bundle")
    banjar("add", "Pertama")
    give(banjar, farid, tmp_path / "one.bundle")
    give(farid, banjar, tmp_path / "back.bundle")
    banjar("add", "Kedua")
    second = str(tmp_path / "two.bundle")
    banjar("bundle", "write", second, "--for", "farid")
    (asked,) = advised(rina("bundle", "merge", second, status=1).err, "bundle write")
    whole = str(tmp_path / "whole.bundle")
    banjar(*(whole if word == "FILE" else word for word in asked))
    rina("bundle", "merge", whole)
    assert listed(rina) == listed(banjar)


def test_answers_that_mean_nothing_are_put_right_by_what_is_said(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid, rina = join("farid"), join("rina")
    banjar("edit", "1", "title=Judul A")
    farid("edit", "1", "title=Judul B")
    exchanged(tmp_path / "share", banjar, farid, rina, rina)

    def wrong(*words: str) -> Answer:
        return rina("conflicts", "resolve", *words, status=None)

    assert "--number 1 to 2" in wrong("1", "title", "--take", "theirs").err
    assert "--number N" in wrong("1", "title").err
    assert "REF and --number are for one conflict" in wrong("1", "--all", "--take", "newest").err
    assert "Say which" in wrong("--take", "newest").err
    (lists,) = advised(wrong("2", "--take", "newest").err, "conflicts")
    assert [one["field"] for one in rina(*lists, "--format", "json").json] == ["title"]
    for words in (
        ("1", "title", "--number", "2"),
        ("1", "title", "--take", "Judul C"),
        ("--all", "--take", "newest"),
    ):
        rina("conflicts", "resolve", *words, *(["--yes"] if "--all" in words else []))
        assert rina("conflicts", "--format", "json").json == []
        rina("undo")


def test_another_list_becomes_a_copy_of_its_own_or_is_joined(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    other = Caller(str(tmp_path / "other.db"), monkeypatch, capsys)
    other("init", "--template", "blank", "--organisation", "Kabupaten lain")
    other("add", "Langkah lain")
    bundle = str(tmp_path / "o.bundle")
    other("bundle", "write", bundle, "--all")
    said = banjar("bundle", "merge", bundle, status=1).err
    assert "name a new file with --db" in said and "say --join" in said
    copy = Caller(str(tmp_path / "new.db"), monkeypatch, capsys)  # calls with --db
    copy("bundle", "merge", bundle, "--name", "rina")
    assert listed(copy) == listed(other)
    banjar("bundle", "merge", bundle, "--join", status=None)
    assert {item["title"] for item in listed(banjar)} > {"Langkah lain"}


def test_who_brought_another_list_into_a_folder_takes_part_in_the_one_that_was_there(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    share = tmp_path / "share"
    share.mkdir()
    banjar("exchange", str(share))
    other = Caller(str(tmp_path / "other.db"), monkeypatch, capsys)
    other("init", "--template", "blank", "--organisation", "Kabupaten lain")
    said = other("exchange", str(share))
    assert f"{share} holds 1 other list" in said.out + said.err
    whole = str(tmp_path / "whole.bundle")
    banjar("bundle", "write", whole, "--all")
    copy = Caller(str(tmp_path / "copy.db"), monkeypatch, capsys)
    copy("bundle", "merge", whole, "--name", "rina")
    copy("add", "Dari rina")
    copy("exchange", str(share))
    banjar("exchange", str(share))
    assert "Dari rina" in {item["title"] for item in listed(banjar)}


@pytest.mark.on_a_file
def test_a_list_that_may_not_be_written_is_copied_instead_of_moved(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from taskforce.store.database import sqlite

    monkeypatch.setattr(sqlite, "may_write", lambda path: str(path) != banjar.place)
    target = str(tmp_path / "there.db")
    assert "use --keep" in banjar("copy", banjar.place, target, "--yes", status=1).err
    banjar("copy", banjar.place, target, "--keep", "--series", "kantor")
    assert len(listed(Caller(target, monkeypatch, capsys))) == len(listed(banjar))


def test_options_that_do_not_go_together_are_put_right_by_what_is_said(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid = join("farid")
    give(farid, banjar, tmp_path / "f.bundle")
    letter = tmp_path / "letter.bundle"
    letter.write_text("Yth. Bapak", encoding="utf-8")
    (writes,) = advised(banjar("bundle", "merge", str(letter), status=1).err, "bundle write")
    file = str(tmp_path / "w.bundle")
    farid(*writes, file)
    assert "leave it out" in banjar("bundle", "merge", file, "--name", "farid", status=2).err
    banjar("bundle", "merge", file)
    ours = str(tmp_path / "ours.bundle")
    for words, said in (
        (("--for", "farid", "--all"), "either --for COPY or --all"),
        (("--for", "farid", "--to", "rina"), "say one of them"),
    ):
        assert said in banjar("bundle", "write", ours, *words, status=2).err
        for one in (words[:2], words[2:]):
            banjar("bundle", "write", ours, *one, "--yes")


def test_a_passphrase_is_taken_from_where_the_refusal_says(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TASKFORCE_PASSPHRASE", raising=False)
    folder, word = tmp_path / "share", tmp_path / "word.txt"
    folder.mkdir()
    word.write_text("kopi pahit\n", encoding="utf-8")
    for number, words in enumerate((("bundle", "write", str(tmp_path / "s.bundle")), ("exchange", str(folder)))):
        assert "set TASKFORCE_PASSPHRASE, or name a file" in banjar(*words, "--encrypt", status=2).err
        banjar(*words, "--encrypt", "--passphrase-file", str(word))
        monkeypatch.setenv("TASKFORCE_PASSPHRASE", "kopi pahit")
        banjar(*words, "--encrypt", *(["--yes"] if number == 0 else []))
        monkeypatch.delenv("TASKFORCE_PASSPHRASE")
