"""Workbooks that come back: what was changed in them, and nothing else, comes in."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest
from calling import Caller
from sheet_editing import Workbook, item, steps

from taskforce.store.store import open_store
from taskforce.store.sync.conflicts import open_conflicts


def test_only_what_was_changed_comes_in(office: Caller, sent: Workbook) -> None:
    office("edit", "3", "priority=urgent", "title=Data sanitasi desa")  # meanwhile, here
    sent.set("3", Status="Done", Done_on=datetime(2026, 11, 23))
    sent.set("4", Progress=0.55, Obstacle="Menunggu SK\nSK terbit 20/11", Evidence="005/12/DINKES/2026")
    path = sent.save()
    office.day("2026-11-26")

    answer = office("import", str(path), "--format", "json").json

    assert answer["counts"]["changed"] == 2
    three, four = item(office, "3"), item(office, "4")
    assert (three["status"], three["done_on"], three["progress"]) == ("done", "2026-11-23", 100)
    assert (three["priority"], three["title"]) == ("urgent", "Data sanitasi desa")
    assert four["progress"] == 55
    assert [note["text"] for note in four["notes_list"]] == ["Menunggu SK", "SK terbit 20/11"]
    assert [piece["letter_number"] for piece in four["evidence_list"]] == ["005/12/DINKES/2026"]


def test_what_would_change_is_shown_and_nothing_written(office: Caller, sent: Workbook) -> None:
    sent.book.properties.lastModifiedBy = "Budi"
    sent.set("3", Status="Blocked")
    path = sent.save()
    before = steps(office)

    shown = office("import", str(path), "--dry-run").out

    assert "Sheet of Dinas Kesehatan" in shown
    assert "Saved last by Budi." in shown
    assert "Status: Not started → Blocked" in shown
    assert steps(office) == before


def test_the_same_workbook_twice_is_nothing_new(office: Caller, sent: Workbook) -> None:
    sent.set("3", Status="Blocked", Obstacle="Belum ada data")
    sent.add(Action_item="Undang puskesmas", Due="12/12/2026")
    path = sent.save()
    office("import", str(path))
    before = steps(office)

    answer = office("import", str(path), "--format", "json").json

    assert answer["counts"]["changed"] == answer["counts"]["new_items"] == 0
    assert answer["new_notes"] == []
    assert steps(office) == before


def test_what_was_decided_here_since_is_not_taken_back_by_the_same_workbook(
    office: Caller, sent: Workbook
) -> None:
    sent.set("3", Status="Blocked")
    path = sent.save()
    office("import", str(path))
    office("edit", "3", "status=in_progress")

    answer = office("import", str(path), "--format", "json").json

    assert item(office, "3")["status"] == "in_progress"
    assert [(one["name"], one["sheet_value"]) for one in answer["kept"]] == [("3 Data sanitasi", "blocked")]


@pytest.mark.both_engines
def test_a_field_changed_here_meanwhile_is_a_conflict(office: Caller, sent: Workbook) -> None:
    office("edit", "4", "progress=45", "due=2026-12-20")
    sent.set("4", Progress=0.55)
    path = sent.save()

    answer = office("import", str(path), status=3)

    assert "a conflict, both values stay" in answer.out
    assert "1 field was changed here, too" in answer.err
    store = open_store(office.place)
    try:
        (conflict,) = open_conflicts(store.reader)
    finally:
        store.close()
    assert (conflict.field, conflict.before, [side.value for side in conflict.sides]) == ("progress", 40, [45, 55])
    assert item(office, "4")["due"] == "2026-12-20"
    assert office("doctor").status == 0
    office("import", str(path))  # nothing new: no second conflict


def test_a_second_answer_of_an_agency_follows_its_first(office: Caller, sent: Workbook) -> None:
    sent.set("4", Progress=0.55)
    office("import", str(sent.save()))
    sent.set("4", Progress=0.7)

    office("import", str(sent.save()), status=0)

    assert item(office, "4")["progress"] == 70


def test_two_people_who_fill_in_copies_of_one_workbook_are_in_conflict(office: Caller, tmp_path: Path) -> None:
    office("export", str(tmp_path / "all.xlsx"))
    for name, progress in (("farid", 0.5), ("galuh", 0.6)):
        copy = Workbook(tmp_path / "all.xlsx")
        copy.set("4", Progress=progress)
        copy.save(tmp_path / f"{name}.xlsx")

    office("import", str(tmp_path / "farid.xlsx"), str(tmp_path / "galuh.xlsx"), status=3)

    store = open_store(office.place)
    assert [[side.value for side in one.sides] for one in open_conflicts(store.reader)] == [[50, 60]]
    store.close()


def test_rows_without_a_ref_are_new_items_of_the_agency(office: Caller, sent: Workbook) -> None:
    sent.add(Action_item="Undang puskesmas", Lead="Ikhwansyah", Due="12 Desember 2026", Status="Berjalan")
    office("import", str(sent.save()))
    (new,) = office("list", "puskesmas", "--format", "json").json
    assert (new["agency"], new["lead"], new["due"], new["status"]) == (
        *("Dinkes", "ikhwansyah", "2026-12-12"),
        "in_progress",
    )


def test_the_same_new_title_from_two_agencies_is_two_items(office: Caller, tmp_path: Path) -> None:
    office("export", str(tmp_path / "out"), "--per-agency")
    for path in (tmp_path / "out").iterdir():
        sheet = Workbook(path)
        sheet.add(Action_item="Rapat koordinasi")
        sheet.save()
    office("import", str(tmp_path / "out"))
    new = office("list", "Rapat koordinasi", "--format", "json").json
    assert sorted(one["agency"] for one in new) == ["Bappelitbang", "Dinkes", "Diskominfo"]


@pytest.mark.parametrize(
    ("header", "typed", "field", "value"),
    [
        ("Status", "Sudah ditindaklanjuti", "status", "done"),
        ("Status", "on progress", "status", "in_progress"),
        ("Priority", "Mendesak", "priority", "urgent"),
        ("Due", "5 Desember 2026", "due", "2026-12-05"),
        ("Due", "05/12/2026", "due", "2026-12-05"),
        ("Due", date(2026, 12, 5), "due", "2026-12-05"),
        ("Due", None, "due", None),
        ("Progress", "55%", "progress", 55),
        ("Progress", 55, "progress", 55),
        ("Progress", 1, "progress", 100),
        ("Lead", "HM Farid Soufian", "lead", "farid"),
        ("Lead", "@galuh", "lead", "galuh"),
        ("Lead", None, "lead", None),
    ],
)
def test_words_of_either_language_dates_as_text_and_emptied_cells(
    office: Caller, sent: Workbook, header: str, typed: object, field: str, value: object
) -> None:
    sent.cell("3", header).value = typed
    office("import", str(sent.save()))
    assert item(office, "3")[field] == value


def test_the_same_said_in_other_words_is_no_change(office: Caller, sent: Workbook) -> None:
    sent.set("3", Status="belum mulai", Due="Jumat, 4 Desember 2026", Lead="ikhwansyah", Priority="SEDANG")
    sent.set("4", Progress="40 %", Obstacle="  Menunggu   SK ")
    answer = office("import", str(sent.save()), "--format", "json").json
    assert (answer["counts"]["changed"], answer["counts"]["unchanged"]) == (0, 2)


@pytest.mark.parametrize("hidden", [True, False])
def test_a_workbook_in_indonesian_is_understood_by_a_list_in_english(
    office: Caller, tmp_path: Path, hidden: bool
) -> None:
    office("export", str(tmp_path / "d.xlsx"), "agency:dinkes", "--lang", "id")
    sheet = Workbook(tmp_path / "d.xlsx", title="Tindak lanjut", ref="No. Ref")
    assert sheet.sheet.title == "Matriks"
    assert sheet.cell("4", "Status").value == "Berjalan"
    sheet.set("4", Status="Selesai", Tenggat="20 Desember 2026", Kendala="Tidak ada lagi", PIC="Galuh Tantri")
    if not hidden:
        del sheet.book["taskforce"]

    answer = office("import", str(sheet.save()), "--format", "json").json

    four = item(office, "4")
    assert (four["status"], four["due"], four["lead"]) == ("done", "2026-12-20", "galuh")
    assert [note["text"] for note in four["notes_list"]][-1] == "Tidak ada lagi"
    assert (answer["counts"]["new_items"], answer["counts"]["rejected_rows"]) == (0, 0)
