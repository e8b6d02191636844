"""``history`` tells steps in the reader's language and the app's words; its JSON is data, in every language."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from calling import Caller

import taskforce
from taskforce.model.step_kinds import OTHER_WORDS, STEP_KINDS, WORDS

STEP = r"[0-9a-f]{8}  %s  "

TOLD = {
    "en": (
        r"Tue 24 Nov 2026 \d\d:\d\d",
        "Changed  “menunggu data”",
        "    1: Priority: High → Urgent",
        "    1: Budget: – → Rp1,500,000",
    ),
    "id": (
        r"Sel 24 Nov 2026 \d\d\.\d\d",
        "Diubah  “menunggu data”",
        "    1: Prioritas: Tinggi → Mendesak",
        "    1: Anggaran: – → Rp1.500.000",
    ),
}


@pytest.mark.parametrize("language", ["en", "id"])
def test_a_step_is_told_in_the_readers_language(banjar: Caller, language: str) -> None:
    banjar("edit", "1", "priority=high")
    words = ("edit", "1", "priority=urgent", "budget=1500000", "--reason", "menunggu data")
    banjar("--as", "farid", *words)
    head, *changes = banjar("--lang", language, "history", "--limit", "1").out.splitlines()
    moment, kind, *expected = TOLD[language]
    assert re.fullmatch(STEP % moment + "@farid  " + kind, head)
    assert changes == expected


@pytest.mark.parametrize(
    ("language", "added", "deleted", "undo"),
    [
        ("en", "Note added: dua baris", "2: Note deleted: dua baris", "Undo"),
        ("id", "Catatan ditambahkan: dua baris", "2: Catatan dihapus: dua baris", "Urungan"),
    ],
)
def test_what_belongs_to_an_item_is_named_by_it_and_never_by_an_id(
    banjar: Caller, language: str, added: str, deleted: str, undo: str
) -> None:
    banjar("note", "2", "dua\nbaris")
    assert banjar("--lang", language, "history", "--limit", "1").out.splitlines()[1:] == [f"    2: {added}"]
    assert banjar("--lang", language, "history", "2", "--limit", "1").out.splitlines()[1:] == [f"    {added}"]
    assert added in banjar("--lang", language, "undo").out
    assert banjar("--lang", language, "history", "--limit", "1").out.endswith(f"–  {undo}\n    {deleted}\n")


def test_who_takes_links_away_reads_which_ones_and_never_one_sentence_twice(banjar: Caller) -> None:
    banjar("edit", "2", "supporting=farid,galuh", "tags=satu,dua")
    banjar("edit", "2", "supporting=", "tags=")
    said = banjar("undo").out.splitlines()[1:]
    assert sorted(said) == [
        "    2: Supporting member deleted: farid",
        "    2: Supporting member deleted: galuh",
        "    2: Tag deleted: dua",
        "    2: Tag deleted: satu",
    ]


def test_a_long_value_is_cut_where_it_is_told_and_whole_in_the_data(banjar: Caller) -> None:
    text = "kata " * 100
    banjar("edit", "1", f"description={text}")
    (line,) = banjar("history", "--limit", "1").out.splitlines()[1:]
    assert line.endswith("…") and len(line) < 120
    (change,) = banjar("history", "--limit", "1", "--format", "json").json[0]["changes"]
    assert (change["field"], change["old"], change["new"]) == ("description", None, text.strip())


def test_the_data_of_the_history_are_the_same_in_every_language(banjar: Caller) -> None:
    banjar("edit", "1", "priority=urgent")
    data = [banjar("--lang", language, "history", "--format", "json").json for language in ("en", "id")]
    assert data[0] == data[1]
    assert (data[0][0]["kind"], data[0][0]["changes"][0]["new"]) == ("edit", "urgent")


def test_every_kind_of_step_that_is_written_has_a_word_in_both_languages() -> None:
    kinds = set()
    for path in Path(taskforce.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            kind = getattr(node.args[0], "value", None)
            if name in ("Batch", "write") and isinstance(kind, str) and kind.isidentifier():
                kinds.add(kind)
    assert {"add", "done", "merge"} <= kinds
    assert kinds <= STEP_KINDS.keys()
    assert len(WORDS["id"]) == len(STEP_KINDS)
    assert {OTHER_WORDS[word] for word in WORDS["id"]} == STEP_KINDS.keys()


def test_a_done_step_is_told_in_the_readers_language(banjar: Caller) -> None:
    banjar("done", "1")
    assert "Selesai" in banjar("--lang", "id", "history", "--limit", "1").out.splitlines()[0]
    assert "Done" in banjar("history", "--limit", "1").out.splitlines()[0]
