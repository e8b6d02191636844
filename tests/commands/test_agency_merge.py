"""An agency that was entered twice, on two copies, under two spellings, becomes one by a person's word."""

from __future__ import annotations

from pathlib import Path

from calling import Caller, Join, give


def twice(banjar: Caller, join: Join, tmp_path: Path) -> str:
    """``Dinkes`` here, ``Dinas Kesehatan`` with an item, a member and support on another copy: what was said."""
    galuh = join("galuh")
    banjar("agency", "add", "Dinkes", "name=Dinas Kesehatan Kabupaten Banjar")
    banjar("add", "Imunisasi", "--agency", "Dinkes")
    galuh("agency", "add", "Dinas Kesehatan")
    galuh("add", "Posyandu", "--agency", "Dinas Kesehatan", "--set", "supporting_agency=Diskominfo")
    galuh("edit", "1", "supporting_agency=Dinas Kesehatan")
    galuh("member", "add", "Ikhwansyah", "--agency", "Dinas Kesehatan")
    galuh("bundle", "write", str(tmp_path / "g.bundle"))
    return banjar("bundle", "merge", str(tmp_path / "g.bundle")).err


def test_it_is_noticed_made_one_undone_and_travels(banjar: Caller, join: Join, tmp_path: Path) -> None:
    said = twice(banjar, join, tmp_path)
    assert 'taskforce agency merge "Dinas Kesehatan" "Dinkes"' in said
    agencies = {one["short"] for one in banjar("agency", "list", "--format", "json").json}
    assert {"Dinkes", "Dinas Kesehatan"} <= agencies
    dry = banjar("agency", "merge", "Dinas Kesehatan", "Dinkes", "--dry-run")
    assert "3 records move" in dry.out
    assert "say --yes" in banjar("agency", "merge", "Dinas Kesehatan", "Dinkes", status=2).err
    banjar("agency", "merge", "Dinas Kesehatan", "into", "Dinkes", "--yes")

    def names() -> set[str]:
        return {one["short"] for one in banjar("agency", "list", "--format", "json").json}

    assert "Dinas Kesehatan" not in names()
    owners = {item["title"]: item["agency"] for item in banjar("list", "--format", "json").json}
    assert owners["Posyandu"] == owners["Imunisasi"] == "Dinkes"
    assert banjar("show", "1", "--format", "json").json["supporting_agencies"] == ["Dinkes"]
    assert banjar("member", "show", "ikhwansyah", "--format", "json").json["agency"] == "Dinkes"
    found = banjar("list", 'agency:"Dinas Kesehatan"', "--format", "json").json
    assert {item["title"] for item in found} == {"Posyandu", "Imunisasi"}  # the old name is another name of it
    assert banjar("doctor").status == 0
    banjar("undo")
    assert "Dinas Kesehatan" in names()
    assert banjar("show", "1", "--format", "json").json["supporting_agencies"] == ["Dinas Kesehatan"]
    banjar("undo", "--redo")
    assert "Dinas Kesehatan" not in names()


def test_what_arrives_later_under_the_old_name_can_follow(banjar: Caller, join: Join, tmp_path: Path) -> None:
    twice(banjar, join, tmp_path)
    galuh = join("azwar")
    banjar("agency", "merge", "Dinas Kesehatan", "Dinkes", "--yes")
    galuh("add", "Puskesmas", "--agency", "Dinas Kesehatan")
    give(galuh, banjar, tmp_path / "a.bundle")
    banjar("agency", "merge", "Dinas Kesehatan", "Dinkes", "--yes")
    owners = {item["title"]: item["agency"] for item in banjar("list", "--format", "json").json}
    assert owners["Puskesmas"] == "Dinkes"


def test_the_other_names_of_one_that_was_deleted_go_with_it(banjar: Caller) -> None:
    banjar("agency", "add", "Dinas Lama", "--aliases", "Dinas Tua; Kantor Lama")
    banjar("agency", "delete", "Dinas Lama", "--yes")
    banjar("agency", "merge", "Dinas Lama", "Diskominfo", "--yes")
    aliases = banjar("agency", "show", "Diskominfo", "--format", "json").json["aliases"]
    assert {"Dinas Lama", "Dinas Tua", "Kantor Lama"} <= set(aliases)


def test_one_agency_is_not_two(banjar: Caller) -> None:
    assert "name two" in banjar("agency", "merge", "Kominfo", "Diskominfo", "--yes", status=2).err
    assert "Name two" in banjar("agency", "merge", "Diskominfo", status=2).err
    assert "There is no agency" in banjar("agency", "merge", "Xyz", "Diskominfo", "--yes", status=1).err
