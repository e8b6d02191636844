"""Workbooks that go out to agencies to be filled in, and who has not answered."""

from __future__ import annotations

import zipfile
from datetime import datetime
from pathlib import Path

from calling import Caller
from sheet_editing import Workbook, item


def test_a_workbook_offers_lists_and_says_what_to_fill_in(sent: Workbook) -> None:
    rules = {
        next(iter(rule.sqref.ranges)).min_col: rule
        for rule in sent.sheet.data_validations.dataValidation
        if rule.type == "list"
    }
    assert rules.keys() == {sent.column("Status"), sent.column("Priority"), sent.column("Lead")}
    assert "In progress" in rules[sent.column("Status")].formula1
    members = [row[2] for row in sent.book["taskforce-lists"].iter_rows(values_only=True) if row[2]]
    assert members == ["Ikhwansyah", "Galuh Tantri Narindra", "HM Farid Soufian"]  # its own people first
    words = sent.texts(sent.header_row - 1)
    said = dict(zip(sent.texts(sent.header_row), words, strict=True))
    assert {name for name, word in said.items() if word == "FILL IN"} == {
        *("Lead", "Due", "Priority", "Status", "Progress", "Done on", "Checklist", "Obstacle", "Follow-up"),
        *("Notes", "Evidence"),
    }
    assert sent.cell("3", "Status").fill.fgColor.rgb != sent.cell("3", "Action item").fill.fgColor.rgb
    assert sent.cell("3", "Status").border.left.style == "medium"


def test_a_workbook_may_be_sorted_and_filtered_although_it_is_protected(sent: Workbook) -> None:
    protection = sent.sheet.protection
    assert protection.sheet
    assert protection.password is None
    assert (protection.sort, protection.autoFilter) == (False, False)  # False: not forbidden
    locked = {sent.sheet.cell(sent.row("3"), column).protection.locked for column in range(1, 17)}
    assert locked == {False}  # one locked cell, and a spreadsheet program refuses to sort
    assert sent.sheet.auto_filter.ref.startswith(f"A{sent.header_row}")


def test_a_workbook_holds_real_dates_and_numbers_and_no_formulas(office: Caller, tmp_path: Path) -> None:
    office("edit", "3", 'title==HYPERLINK("http://x","klik")', "description=+62 811 0000")
    office("export", str(tmp_path / "m.xlsx"))
    sheet = Workbook(tmp_path / "m.xlsx")
    assert sheet.cell("3", "Due").value == datetime(2026, 12, 4)
    assert sheet.cell("4", "Progress").value == 0.4
    assert sheet.cell("4", "Progress").number_format == "0%"
    assert sheet.cell("3", "Action item").data_type == "s"
    assert sheet.cell("3", "Description").data_type == "s"
    parts = zipfile.ZipFile(tmp_path / "m.xlsx")
    assert not any(b"<f>" in parts.read(name) for name in parts.namelist() if "worksheets/" in name)


def test_the_hidden_sheet_is_there_and_says_what_was_sent(sent: Workbook) -> None:
    hidden = sent.book["taskforce"]
    assert hidden.sheet_state != "visible"
    about = {row[0]: row[1] for row in hidden.iter_rows(values_only=True)}
    assert about["taskforce-sheet"] == "1"
    assert about["query"] == "agency:dinkes"
    assert about["agency"] == "Dinas Kesehatan"
    assert about["sent_at"].startswith("2026-11-")
    assert {"3", "4"} <= about.keys()


def test_one_workbook_for_each_agency_and_who_has_not_answered(office: Caller, tmp_path: Path) -> None:
    office("agency", "add", "Dinas PU / Bina Marga: Jalan")
    office("add", "Perbaiki jalan", "--agency", "Dinas PU / Bina Marga: Jalan")
    office("add", "Tanpa OPD")
    folder = tmp_path / "out"

    answer = office("export", str(folder), "--per-agency", "is:open")

    assert "1 action item has no agency and went to nobody: 6." in answer.err
    assert sorted(path.name for path in folder.iterdir()) == [
        "follow-up-bappelitbang-2026-11-24.xlsx",
        "follow-up-dinas-pu-bina-marga-jalan-2026-11-24.xlsx",
        "follow-up-dinkes-2026-11-24.xlsx",
        "follow-up-diskominfo-2026-11-24.xlsx",
    ]
    waiting = office("sheets", "--format", "json").json
    assert [(one["agency"], one["items"], one["answered_at"]) for one in waiting] == [
        ("Bappelitbang", 1, None),
        ("Dinas PU / Bina Marga: Jalan", 1, None),
        ("Dinkes", 2, None),
        ("Diskominfo", 1, None),
    ]
    office.day("2026-11-26")
    for name, change in (("dinkes", {"Progress": 0.9}), ("diskominfo", {"Status": "Blocked"})):
        sheet = Workbook(folder / f"follow-up-{name}-2026-11-24.xlsx")
        sheet.set("4" if name == "dinkes" else "2", **change)
        sheet.save()

    answer = office("import", str(folder))

    assert "No answer yet: Bappelitbang (24 Nov 2026), Dinas PU / Bina Marga: Jalan (24 Nov 2026)." in answer.out
    assert answer.out.count("It is as it was sent") == 2
    table = office("sheets").out.splitlines()
    assert [line.split("  ")[0] for line in table[1:3]] == ["Bappelitbang", "Dinas PU / Bina Marga: Jalan"]
    answered = {one["agency"]: one["answered_at"] for one in office("sheets", "--format", "json").json}
    assert str(answered["Dinkes"]).startswith("2026-11-26")


def test_sending_again_overwrites_no_answer_that_lies_there(office: Caller, tmp_path: Path) -> None:
    office("export", str(tmp_path), "agency:dinkes", "--per-agency")
    office("export", str(tmp_path), "agency:dinkes", "--per-agency")
    assert sorted(path.name for path in tmp_path.glob("*.xlsx")) == [
        "follow-up-dinkes-2026-11-24-2.xlsx",
        "follow-up-dinkes-2026-11-24.xlsx",
    ]
    assert len(office("sheets", "--format", "json").json) == 1
    assert len(office("sheets", "--all", "--format", "json").json) == 2


def test_one_file_that_cannot_be_read_does_not_keep_the_others_out(
    office: Caller, sent: Workbook, tmp_path: Path
) -> None:
    sent.set("4", Progress=0.9)
    path = sent.save()
    bad = tmp_path / "rusak.xlsx"
    bad.write_bytes(b"PK\x03\x04 no workbook")

    answer = office("import", str(bad), str(path), "--format", "json", status=3)

    assert [one["file"] for one in answer.json["files"]] == ["rusak.xlsx", "dinkes.xlsx"]
    assert answer.json["waiting"] == []
    assert item(office, "4")["progress"] == 90


def test_a_list_that_is_only_read_still_gives_workbooks(office: Caller, tmp_path: Path) -> None:
    answer = office("--read-only", "export", str(tmp_path / "d.xlsx"), "agency:dinkes")
    assert "it was not kept that these sheets were sent" in answer.err
    assert Workbook(tmp_path / "d.xlsx").cell("3", "Action item").value == "Data sanitasi"


def test_two_members_of_one_name_are_told_apart(office: Caller, tmp_path: Path) -> None:
    office("member", "add", "Ikhwansyah", "--handle", "ikhwan2", "--agency", "Dinkes")
    office("export", str(tmp_path / "d.xlsx"), "agency:dinkes")
    sheet = Workbook(tmp_path / "d.xlsx")
    assert sheet.cell("3", "Lead").value == "Ikhwansyah (@ikhwansyah)"
    sheet.set("3", Lead="Ikhwansyah (@ikhwan2)")
    office("import", str(sheet.save()))
    assert item(office, "3")["lead"] == "ikhwan2"
