"""Two of one name are told apart wherever a name stands alone, and who was deleted is said to be, by one rule."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Caller, Join, give
from test_together import advised, exchanged

from taskforce.store.query.names import shown_names
from taskforce.store.store import open_store


@pytest.fixture
def namesakes(banjar: Caller) -> Caller:
    """Two members called alike, each with an item, and two deadlines of one name."""
    banjar("member", "add", "Siti Aminah", "--handle", "siti", "--agency", "Bappelitbang")
    banjar("member", "add", "siti aminah", "--handle", "aminah")
    for key in ("rapat-1", "rapat-2"):
        banjar("deadline", "add", "Rapat bulanan", "--key", key, "--due", "2026-12-04")
    banjar("add", "Hitung kebutuhan @siti due:2020-01-01 deadline:rapat-1")
    banjar("add", "Kirim kebutuhan @aminah due:2020-01-01 deadline:rapat-2")
    return banjar


BOTH = ("(@siti)", "(@aminah)")


def test_people_of_one_name_are_told_apart_where_the_name_stands_alone(namesakes: Caller, tmp_path: Path) -> None:
    timeline = namesakes("timeline", "--group", "lead").out
    report = namesakes("report", "--sections", "by_member").out
    calendar = tmp_path / "list.ics"
    namesakes("export", str(calendar), "--todo")
    matrix = namesakes("report", "--sections", "matrix", "--format", "md").out.replace("\\", "")
    for text in (
        timeline,
        report,
        calendar.read_text(encoding="utf-8").replace("\r\n ", ""),
        matrix,
    ):
        assert all(sign in text for sign in BOTH), text
        assert "Galuh Tantri Narindra (@" not in text  # nobody else is called so
    deadlines = namesakes("timeline", "--group", "deadline").out
    assert "Rapat bulanan (rapat-1)" in deadlines and "Rapat bulanan (rapat-2)" in deadlines
    namesakes("member", "handover", "siti", "galuh", "--yes")
    assert "Siti Aminah (@siti) has no open work" in namesakes("member", "handover", "siti", "galuh").out


def test_what_tells_them_apart_goes_when_the_other_one_goes(namesakes: Caller) -> None:
    namesakes("member", "delete", "aminah", "--yes")
    text = namesakes("timeline", "--group", "lead").out
    assert "(@siti)" not in text and "Siti Aminah" in text and "siti aminah (deleted)" in text


def test_a_handle_of_two_people_is_told_by_the_office(banjar: Caller, join: Join, tmp_path: Path) -> None:
    farid = join("farid")
    banjar("member", "add", "Rina Astuti", "--handle", "rina", "--agency", "Bappelitbang")
    farid("member", "add", "Rina Astuti", "--handle", "rina", "--agency", "Diskominfo")
    farid("bundle", "write", str(tmp_path / "f.bundle"))
    said = " ".join(banjar("bundle", "merge", str(tmp_path / "f.bundle"), status=None).err.split())
    assert "(@rina, Bappelitbang) and Rina Astuti (@rina, Diskominfo)" in said or (
        "(@rina, Diskominfo) and Rina Astuti (@rina, Bappelitbang)" in said
    ), said
    store = open_store(banjar.place)
    try:
        names = sorted(name for name in shown_names(store.reader, "member").values() if "Rina" in name)
    finally:
        store.close()
    assert names == ["Rina Astuti (@rina, Bappelitbang)", "Rina Astuti (@rina, Diskominfo)"]


def test_who_was_deleted_is_said_to_be_wherever_the_name_stands(
    banjar: Caller, join: Join, tmp_path: Path
) -> None:
    farid = join("farid")
    farid("member", "add", "Rina Astuti", "--handle", "rina")
    farid("agency", "add", "Dinas Sosial", "--short", "Dinsos", "--code", "dinsos")
    give(farid, banjar, tmp_path / "f.bundle")
    banjar("member", "delete", "rina", "--yes")
    banjar("agency", "delete", "dinsos", "--yes")
    farid("add", "Susun anggaran @rina due:2020-01-01", "--agency", "dinsos", "--supporting", "rina")
    farid("add", "Susun naskah @galuh", "--supporting", "rina")
    give(farid, banjar, tmp_path / "f2.bundle", status=None)
    wide = banjar("list").out
    assert "rina (deleted)" in wide and "Dinsos (deleted)" in wide
    assert "rina (deleted)" in banjar("agenda").out
    shown = banjar("show", "farid-1").out
    assert "Rina Astuti (deleted) (@rina)" in shown and "Dinsos (deleted)" in shown
    assert "rina (deleted)" in banjar("show", "farid-2").out  # who supports
    assert "Rina Astuti (deleted)" in banjar("timeline", "--group", "lead").out
    assert "rina (deleted)" in banjar("board", "--by", "lead").out
    assert "(deleted)" in banjar("report", "--sections", "overdue").out
    data = banjar("show", "farid-1", "--format", "json").json
    assert (data["lead"], data["agency"]) == ("rina", "Dinsos")  # data stays plain
    # The name leads to the work, though nobody is called so any more.
    assert [one["ref"] for one in banjar("list", "lead:rina", "--format", "json").json] == ["farid-1"]
    assert [one["ref"] for one in banjar("list", "agency:dinsos", "--format", "json").json] == ["farid-1"]
    assert "No member is called" in banjar("list", "lead:entah", status=None).err
    # Who acts under a name that was deleted elsewhere hears so, and what brings it back.
    said = banjar("--as", "rina", "add", "Langkah", status=1).err
    (back,) = advised(said, "undo")
    assert "The member “rina” was deleted." in said
    banjar(*back, "--yes")
    banjar("--as", "rina", "add", "Langkah")


def test_of_a_list_that_was_set_back_is_heard_once(banjar: Caller, join: Join, tmp_path: Path) -> None:
    farid, share = join("farid"), tmp_path / "share"
    farid("backup", str(tmp_path / "kept.db"))
    farid("add", "Sebelum")
    exchanged(share, farid, banjar)
    farid("restore", str(tmp_path / "kept.db"), "--yes")
    farid("add", "Sesudah")
    said = exchanged(share, farid, banjar)[1].out
    assert said.count("farid: heard of") == 1, said
