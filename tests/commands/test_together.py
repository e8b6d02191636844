"""Copies that came together: many conflicts decided at once, and what is to be put right, by the advice itself."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from calling import Answer, Caller, Join, give, listed

ADVICE = re.compile(r"“taskforce ([^”]*)”")


def advised(text: str, begins: str = "") -> list[list[str]]:
    """The commands that a text advises, as a shell would split them."""
    return [words for words in map(shlex.split, ADVICE.findall(text)) if " ".join(words).startswith(begins)]


def exchanged(folder: Path, *callers: Caller) -> list[Answer]:
    folder.mkdir(exist_ok=True)
    return [caller("exchange", str(folder), status=None) for caller in callers]


def test_many_conflicts_are_decided_at_once_and_one_undo_opens_them_again(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid = join("farid")
    banjar("--as", "galuh", "edit", "1", "due=2026-12-01", "title=Judul A", "priority=low")
    farid("--as", "farid", "edit", "1", "due=2026-12-08", "title=Judul B", "priority=urgent")
    banjar("--as", "galuh", "edit", "2", "progress=20")
    farid("--as", "farid", "edit", "2", "progress=30")
    give(farid, banjar, tmp_path / "f.bundle", status=3)
    several = ("--as", "galuh", "conflicts", "resolve")
    assert "Say which" in banjar(*several, "--take", "theirs", status=2).err
    assert "whose value" in banjar(*several, "--all", "--take", "5", status=2).err
    assert "No field waits" in banjar(*several, "--take", "theirs", "--since", "besok", "--yes").out
    shown = banjar(*several, "--take", "theirs", "--by", "farid", "--field", "due", "--dry-run").out
    assert "1 Dec 2026 → 8 Dec 2026 (@farid)" in shown or "8 Dec 2026 (@farid)" in shown
    assert "1 field" in shown and len(banjar("conflicts", "--format", "json").json) == 4
    banjar(*several, "--take", "mine", "--field", "due", "--yes")
    assert banjar("show", "1", "--format", "json").json["due"] == "2026-12-01"
    assert "3 fields" in banjar(*several, "--take", "theirs", "--since", "senin", "--yes").out
    assert banjar("conflicts", "--format", "json").json == []
    one, other = sorted(listed(banjar), key=lambda item: str(item["ref"]))
    assert (one["title"], one["priority"], other["progress"]) == ("Judul B", "urgent", 30)
    banjar("--as", "galuh", "undo")
    assert {one["field"] for one in banjar("conflicts", "--format", "json").json} == {
        "title",
        "priority",
        "progress",
    }
    banjar(*several, "--take", "theirs", "--all", "--yes")
    banjar("--as", "galuh", "undo")  # once more: the sides are still those of the two people
    assert "3 fields" in banjar(*several, "--take", "theirs", "--all", "--dry-run").out
    banjar(*several, "--take", "newest", "--all", "--yes")
    give(banjar, farid, tmp_path / "b.bundle")
    assert listed(farid) == listed(banjar)


def test_the_advice_about_conflicts_holds_also_where_both_values_are_others(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid, rina = join("farid"), join("rina")
    banjar("edit", "1", "title=Judul A")
    farid("edit", "1", "title=Judul B")
    exchanged(tmp_path / "share", banjar, farid, rina, rina)
    for caller in (rina, banjar):
        for command in advised(caller("conflicts").err, "conflicts resolve"):
            caller(*command, "--yes") if "--all" in command else caller(*command)
            if not caller("conflicts", "--format", "json").json:
                caller("undo", "--yes")


def test_work_for_a_member_who_was_deleted_elsewhere_is_said_and_put_right_by_the_advice(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid = join("farid")
    farid("member", "add", "Rina Astuti", "--handle", "rina")
    share = tmp_path / "share"
    exchanged(share, farid, banjar, farid)
    banjar("member", "delete", "rina", "--yes")
    farid("add", "Susun anggaran @rina")
    exchanged(share, banjar)
    said = exchanged(share, farid, banjar)
    for answer in said:
        assert "member rina was deleted" in answer.err and "farid-1" in answer.err
    again = banjar("exchange", "--format", "json")
    assert again.json["loose_ends"] and "was deleted" not in again.err  # it is said once, and by “copies”
    assert "member rina was deleted" in banjar("copies").err
    (back,) = advised(said[1].err, "undo")
    (over,) = advised(said[1].err, "member merge")
    banjar(*("galuh" if word == "NAME" else word for word in over), "--yes")
    assert banjar("show", "farid-1", "--format", "json").json["lead"] == "galuh"
    exchanged(share, banjar)
    assert "was deleted" not in banjar("copies").err
    banjar("undo")
    assert "was deleted" in exchanged(share, banjar)[0].err  # what comes again is said again
    banjar(*back, "--yes")
    assert banjar("list", "lead:rina", "--format", "json").json[0]["ref"] == "farid-1"
    exchanged(share, banjar, farid)
    assert not any("was deleted" in caller("copies").err for caller in (banjar, farid))


def test_two_members_of_one_handle_are_told_apart_and_made_one_or_two(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid = join("farid")
    banjar("member", "add", "Rina Astuti", "--handle", "rina")
    farid("member", "add", "Rina Wulandari", "--handle", "rina")
    farid("add", "Susun anggaran @rina")
    assert "Two members are called @rina" in " ".join(
        banjar("bundle", "merge", _bundle(farid, tmp_path), status=None).err.split()
    )
    for caller in (farid, banjar):
        exchanged(tmp_path / "share", caller)
    exchanged(tmp_path / "share", farid, banjar)
    said = [caller("copies") for caller in (farid, banjar)]
    (two,) = advised(said[0].err, "member edit")
    farid(*two)
    assert {"rina", "rina2"} <= {member["handle"] for member in farid("member", "list", "--format", "json").json}
    (one,) = advised(said[1].err, "member merge")
    banjar(*one, "--yes")
    exchanged(tmp_path / "share", banjar)
    assert "Two members" not in banjar("copies").err
    assert banjar("show", "farid-1", "--format", "json").json["lead"] == "rina"


def _bundle(caller: Caller, folder: Path) -> str:
    caller("bundle", "write", str(folder / "r.bundle"), "--all")
    return str(folder / "r.bundle")


def test_who_was_given_the_whole_list_gets_only_what_is_new(banjar: Caller, join: Join, tmp_path: Path) -> None:
    whole, small = str(tmp_path / "whole.bundle"), str(tmp_path / "small.bundle")
    assert "farid, rina" in banjar("bundle", "write", whole, "--to", "farid, rina").err
    banjar("add", "Langkah baru")
    said = banjar("bundle", "write", small).out
    assert "1 change," in said and "what farid, rina has not seen" in said
    farid = Caller(str(tmp_path / "farid.db"), banjar._monkeypatch, banjar._capsys)
    farid("bundle", "merge", whole, "--name", "farid")
    farid("bundle", "merge", small)
    assert listed(farid) == listed(banjar)
    assert "1 change," in banjar("bundle", "write", small, "--for", "rina", "--yes").out
    assert "1 change," not in banjar("bundle", "write", whole, "--all", "--yes").out
