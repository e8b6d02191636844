"""What the app can do, scripts can do: delete and bring back, checklists, saved views, a member entered twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from calling import Caller, Join, give, listed

from taskforce.store.database.location import location_of
from taskforce.store.read.list_view import saved_views
from taskforce.store.store import open_store


def titles(caller: Caller) -> set[str]:
    return {item["title"] for item in listed(caller)}


def test_items_are_deleted_and_brought_back(banjar: Caller) -> None:
    assert "say --yes" in banjar("delete", "1", "2", status=2).err
    assert "Susun draf Buku 2" in banjar("delete", "1", "--dry-run").out
    assert len(titles(banjar)) == 2
    assert "taskforce undelete 1 2" in banjar("delete", "1,2", "--yes").out
    assert titles(banjar) == set()
    assert "no action item “1”" in banjar("delete", "1", "--yes", status=1).err
    assert banjar("undelete", "2").out == "2 is there again: Undang narasumber\n"
    assert "No deleted action item is called “2”" in banjar("undelete", "2", status=1).err
    assert titles(banjar) == {"Undang narasumber"}
    banjar("undo")
    banjar("undo")
    assert len(titles(banjar)) == 2


@pytest.mark.parametrize(
    ("register", "name", "key"),
    [("member", "farid", "handle"), ("agency", "Bappelitbang", "short"), ("deadline", "buku-2", "key")],
)
def test_a_record_of_a_register_is_deleted_and_undone(banjar: Caller, register: str, name: str, key: str) -> None:
    def there() -> bool:
        return name in {one[key] for one in banjar(register, "list", "--all", "--format", "json").json}

    assert "say --yes" in banjar(register, "delete", name, status=2).err
    assert "Would be deleted" in banjar(register, "delete", name, "--dry-run").out
    assert there()
    assert "brings it back" in banjar(register, "delete", name, "--yes").out
    assert not there()
    assert banjar("doctor").status == 0
    banjar("undo")
    assert there()


def test_a_meeting_is_deleted_and_its_items_stay(banjar: Caller) -> None:
    banjar("meeting", "add", "Rapat koordinasi", "--date", "2026-11-20")
    banjar("meeting", "delete", "Rapat koordinasi", "--yes")
    assert banjar("meeting", "list", "--format", "json").json == []
    assert len(titles(banjar)) == 2


def test_one_person_entered_twice_is_made_one_and_undone(banjar: Caller) -> None:
    banjar(
        "member", "add", "Farid Soufian", "--handle", "farid2", "--phone", "0811000000", "--agency", "Bappelitbang"
    )
    banjar("add", "Surat @farid2")
    banjar("edit", "1", "supporting=farid2,farid")
    banjar("edit", "2", "supporting=farid2")
    banjar("meeting", "add", "Rapat", "--date", "2026-11-20", "--attendees", "farid; farid2; galuh")
    banjar("member", "edit", "farid", "bodies=team; coordinator")
    banjar("member", "edit", "farid2", "bodies=team; coordinator\ncouncil; member")
    before = banjar("member", "list", "--all", "--format", "json").json
    assert "say --yes" in banjar("member", "merge", "farid", "farid2", status=2).err
    assert "from @farid2 to @farid" in banjar("member", "merge", "farid", "farid2", "--dry-run").out
    banjar("member", "merge", "farid", "farid2", "--yes")
    everyone = banjar("member", "list", "--all", "--with-contacts", "--format", "json").json
    people = {one["handle"]: one for one in everyone}
    assert set(people) == {"farid", "galuh"}
    assert people["farid"]["phone"] == "0811000000"  # what was lacking is taken over
    assert people["farid"]["agency"] == "Diskominfo"  # what was there stays
    roles = banjar("member", "show", "farid", "--format", "json").json["bodies"]
    assert sorted((one["body"], one["role"]) for one in roles) == [("council", "member"), ("team", "coordinator")]
    items = {item["title"]: item for item in listed(banjar)}
    assert items["Surat"]["lead"] == "farid"
    assert items["Susun draf Buku 2"]["supporting"] == ["farid"]
    assert items["Undang narasumber"]["supporting"] == []  # he leads it
    [meeting] = banjar("meeting", "list", "--format", "json").json
    assert sorted(one["handle"] for one in meeting["attendees"]) == ["farid", "galuh"]
    assert banjar("doctor").status == 0
    banjar("undo")
    assert banjar("member", "list", "--all", "--format", "json").json == before
    assert "Both names are" in banjar("member", "merge", "farid", "farid", "--yes", status=2).err


def test_work_that_arrives_for_the_other_one_later_can_follow(banjar: Caller, join: Join, tmp_path: Path) -> None:
    banjar("member", "add", "Farid Soufian", "--handle", "farid2", "agency=Diskominfo")
    galuh = join("galuh")
    banjar("member", "merge", "farid", "farid2", "--yes")
    galuh("add", "Surat @farid2")
    give(galuh, banjar, tmp_path / "g.bundle")
    banjar("member", "merge", "farid", "@farid2", "--yes")
    assert {item["title"]: item["lead"] for item in listed(banjar)}["Surat"] == "farid"
    assert "Nothing to change" in banjar("member", "merge", "farid", "farid2", "--yes").out


def test_a_checklist_is_written_ticked_and_shortened(banjar: Caller) -> None:
    banjar("step", "1", "Kirim surat")
    banjar("step", "1", "Undang", "tim")
    assert banjar("step", "1", "--done", "2").out.splitlines()[1:] == [
        "   1  [ ] Kirim surat",
        "   2  [x] Undang tim",
    ]
    assert banjar("show", "1", "--format", "json").json["checklist"] == [
        {"text": "Kirim surat", "done": False},
        {"text": "Undang tim", "done": True},
    ]
    assert "○ Kirim surat; ✔ Undang tim" in banjar("show", "1").out
    banjar("step", "1", "--open", "2")
    banjar("step", "1", "--delete", "1")
    assert banjar("step", "1").out.splitlines()[1:] == ["   1  [ ] Undang tim"]
    assert "There is no step 2" in banjar("step", "1", "--done", "2", status=1).err
    assert "one thing" in banjar("step", "1", "x", "--done", "1", status=2).err
    assert "no text" in banjar("step", "1", " ", status=2).err
    banjar("undo")
    assert len(banjar("show", "1", "--format", "json").json["checklist"]) == 2


def test_a_checklist_typed_as_a_field_has_steps(banjar: Caller) -> None:
    banjar("edit", "1", "checklist=Kirim surat; Undang tim")
    assert banjar("step", "1", "--done", "1").out.splitlines()[1] == "   1  [x] Kirim surat"


def test_views_are_kept_replaced_and_deleted(banjar: Caller) -> None:
    banjar("view", "add", "Terlambat", "is:overdue", "--sort", "due", "--group", "lead")
    [kept] = banjar("view", "list", "--format", "json").json
    assert kept == {"name": "Terlambat", "query": "is:overdue", "sort": "due", "group": "lead"}
    store = open_store(location_of(banjar.place))
    assert [one.name for one in saved_views(store.reader)] == ["Terlambat"]
    store.close()
    assert "say --yes" in banjar("view", "add", "terlambat", "is:open", status=2).err
    banjar("view", "add", "terlambat", "is:open", "--yes")
    assert [one["query"] for one in banjar("view", "list", "--format", "json").json] == ["is:open"]
    assert "In the query" in banjar("view", "add", "X", "is:nothing", status=2).err
    assert "did you mean Terlambat" in banjar("view", "delete", "Terlambt", "--yes", status=1).err
    banjar("view", "delete", "terlambat", "--yes")
    assert banjar("view", "list").out == "0 views\n"


def test_who_deletes_a_member_hears_what_work_hangs_on_it_and_can_hand_it_over_afterwards(banjar: Caller) -> None:
    banjar("edit", "1", "lead=galuh")
    banjar("edit", "2", "supporting=galuh")
    asked = banjar("member", "delete", "galuh", status=2).err
    assert "2 open action items name it, and go on naming it." in asked
    assert "taskforce member handover galuh NEW" in asked
    banjar("member", "delete", "galuh", "--yes")
    assert "2 links point to something that was deleted." in banjar("doctor").out
    assert banjar("member", "handover", "galuh", "farid", "--yes").out.startswith("Moved from galuh to farid")
    assert "Every link points to a record." in banjar("doctor").out


def test_what_is_done_may_name_who_is_gone(banjar: Caller) -> None:
    banjar("edit", "1", "lead=galuh", "status=done")
    assert "name it" not in banjar("member", "delete", "galuh", "--yes").err
    assert "Every link points to a record." in banjar("doctor").out
