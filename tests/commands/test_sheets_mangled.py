"""Workbooks that come back after people did to them what people do to sheets."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from calling import Caller
from sheet_editing import Workbook, item


def _sorted(sheet: Workbook) -> None:
    rows = [sheet.texts(row) for row in sheet.rows()]
    for row, values in zip(list(sheet.rows()), reversed(rows), strict=True):
        for column, value in enumerate(values, 1):
            sheet.sheet.cell(row, column).value = value


def _column_moved(sheet: Workbook) -> None:
    rows = range(sheet.header_row - 1, sheet.sheet.max_row + 1)
    first, second = sheet.column("Status"), sheet.column("Ref no.")
    for row in rows:
        one, other = sheet.sheet.cell(row, first), sheet.sheet.cell(row, second)
        one.value, other.value = other.value, one.value


def _column_inserted(sheet: Workbook) -> None:
    sheet.sheet.insert_cols(2)
    sheet.sheet.cell(sheet.header_row, 2).value = "Catatan kami"
    sheet.sheet.cell(sheet.row("3"), 2).value = "penting"


def _titles_inserted(sheet: Workbook) -> None:
    sheet.sheet.insert_rows(1, 4)
    sheet.sheet["A1"].value = "DINAS KESEHATAN KABUPATEN BANJAR"
    sheet.sheet.merge_cells("A1:P1")
    sheet.sheet.merge_cells("A2:P3")


def _rows_inserted(sheet: Workbook) -> None:
    sheet.sheet.insert_rows(sheet.header_row + 2, 3)


def _filtered(sheet: Workbook) -> None:
    sheet.sheet.auto_filter.add_filter_column(10, ["Blocked"])
    sheet.sheet.row_dimensions[sheet.row("3")].hidden = True


def _header_renamed(sheet: Workbook) -> None:
    sheet.sheet.cell(sheet.header_row, sheet.column("Due")).value = "Batas waktu"


def _column_deleted(sheet: Workbook) -> None:
    sheet.sheet.delete_cols(sheet.column("Description"))


def _saved_by_another_program(sheet: Workbook) -> None:
    for one in sheet.book.worksheets[1:]:
        one.sheet_state = "hidden"
    sheet.sheet.data_validations.dataValidation.clear()
    for row in sheet.rows():
        ref = sheet.sheet.cell(row, sheet.column("Ref no."))
        ref.value, ref.number_format = str(ref.value), "@"


def _unhidden(sheet: Workbook) -> None:
    for one in sheet.book.worksheets:
        one.sheet_state = "visible"


def _numbered_and_signed(sheet: Workbook) -> None:
    row = sheet.sheet.max_row + 2
    for offset, text in enumerate(("Mengetahui,", "Kepala Dinas Kesehatan", "Ikhwansyah")):
        sheet.sheet.cell(row + offset, 3).value = text


MANGLED: dict[str, Callable[[Workbook], None]] = {
    "sorted": _sorted,
    "a column moved": _column_moved,
    "a column inserted": _column_inserted,
    "titles inserted": _titles_inserted,
    "rows inserted": _rows_inserted,
    "filtered": _filtered,
    "a header renamed": _header_renamed,
    "a column deleted": _column_deleted,
    "saved by another program": _saved_by_another_program,
    "hidden sheets shown": _unhidden,
    "signed below": _numbered_and_signed,
}


@pytest.mark.parametrize("how", MANGLED)
def test_a_workbook_survives_what_people_do_to_it(office: Caller, sent: Workbook, how: str) -> None:
    sent.set("3", Status="Blocked", Due=datetime(2026, 12, 7))
    sent.set("4", Progress=0.55)
    MANGLED[how](sent)

    answer = office("import", str(sent.save()), "--format", "json").json

    assert answer["rejected"] == []
    assert answer["counts"]["new_items"] == 0
    assert answer["counts"]["changed"] == 2
    three = item(office, "3")
    assert (three["status"], three["due"], item(office, "4")["progress"]) == ("blocked", "2026-12-07", 55)


def test_a_deleted_row_deletes_nothing_and_is_said(office: Caller, sent: Workbook) -> None:
    sent.sheet.delete_rows(sent.row("3"))
    sent.set("4", Progress=0.55)
    answer = office("import", str(sent.save()))
    assert "1 row that was sent is not in the sheet any more; that deletes nothing: 3." in answer.out
    assert item(office, "3")["status"] == "not_started"


def test_without_its_hidden_sheet_refs_tell_and_what_was_done_here_stays(office: Caller, sent: Workbook) -> None:
    office.day("2026-11-26")
    office("edit", "3", "priority=urgent")
    office.day("2026-11-27")
    sent.set("4", Progress=0.55, Status="Terkendala")
    del sent.book["taskforce"]
    del sent.book["taskforce-lists"]

    answer = office("import", str(sent.save()))

    assert "its hidden sheet with the values as sent is gone: rows are known by their refs" in answer.out
    assert item(office, "3")["priority"] == "urgent"
    four = item(office, "4")
    assert (four["status"], four["progress"]) == ("blocked", 55)
    assert len(office("list", "--format", "json").json) == 4


def test_columns_that_were_sorted_apart_are_refused(office: Caller, sent: Workbook) -> None:
    three, four = sent.cell("3", "Action item"), sent.cell("4", "Action item")
    three.value, four.value = four.value, three.value
    sent.set("3", Status="Done")
    answer = office("import", str(sent.save()), status=3)
    assert "Ref 3 stands beside the title of 4: the columns were sorted apart." in answer.out
    assert item(office, "3")["status"] == "not_started"


def test_what_is_not_to_be_filled_in_is_not_taken_and_said(office: Caller, sent: Workbook) -> None:
    sent.set("3", Action_item="Data sanitasi dan air", Status="Blocked")
    answer = office("import", str(sent.save()))
    assert "Action item: changed, although not to be filled in; not taken." in answer.out
    assert (item(office, "3")["title"], item(office, "3")["status"]) == ("Data sanitasi", "blocked")


def test_in_a_workbook_of_ones_own_every_column_counts(office: Caller, tmp_path: Path) -> None:
    office("export", str(tmp_path / "all.xlsx"))
    sheet = Workbook(tmp_path / "all.xlsx")
    sheet.set("2", Action_item="Undang dua narasumber", Description="Dari provinsi", Agency="Dinkes")
    sheet.set("1", Supporting="Ikhwansyah")
    office("import", str(sheet.save()))
    two = item(office, "2")
    assert (two["title"], two["description"], two["agency"]) == (
        "Undang dua narasumber",
        "Dari provinsi",
        "Dinkes",
    )
    assert item(office, "1")["supporting"] == ["ikhwansyah"]


def test_copies_of_a_row_that_differ_are_refused(office: Caller, sent: Workbook) -> None:
    values = sent.texts(sent.row("3"))
    row = sent.add(Action_item="x")
    for column, value in enumerate(values, 1):
        sent.sheet.cell(row, column).value = value
    sent.sheet.cell(sent.row("3"), sent.column("Status")).value = "Blocked"
    sent.sheet.cell(row, sent.column("Status")).value = "Done"
    answer = office("import", str(sent.save()), status=3)
    assert f"Ref 3 stands in row {sent.row('3')} too, with other contents: keep one." in answer.out


def test_a_ref_that_was_not_sent_is_refused(office: Caller, sent: Workbook) -> None:
    row = sent.add(Action_item="Milik OPD lain")
    sent.sheet.cell(row, sent.column("Ref no.")).value = 1
    answer = office("import", str(sent.save()), status=3)
    assert "“1” was not sent in this sheet: leave the ref of a new action item empty." in answer.out


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("seen", "{", "its hidden sheet is damaged"),
        ("seen", '{"a":"x"}', "its hidden sheet is damaged"),
        ("id", "=1", "its hidden sheet is damaged"),
        ("items", "x", "its hidden sheet is damaged"),
        ("taskforce-sheet", "2", "was written by a newer taskforce"),
    ],
)
def test_a_hidden_sheet_that_cannot_be_is_refused(
    office: Caller, sent: Workbook, name: str, value: str, sentence: str
) -> None:
    hidden = sent.book["taskforce"]
    row = next(row for row in range(1, 20) if hidden.cell(row, 1).value == name)
    hidden.cell(row, 1 if name == "items" else 2).value = value
    sent.set("3", Status="Done")
    assert sentence in office("import", str(sent.save()), status=1).err
    assert item(office, "3")["status"] == "not_started"


def test_a_workbook_without_its_header_is_refused(office: Caller, sent: Workbook) -> None:
    sent.sheet.delete_rows(sent.header_row)
    assert (
        "has lost its columns: its header should be Ref no., Origin"
        in office("import", str(sent.save()), status=1).err
    )


def test_a_value_that_cannot_be_read_refuses_its_row_only(office: Caller, sent: Workbook) -> None:
    sent.set("3", Status="entahlah")
    sent.set("4", Progress=0.55)
    answer = office("import", str(sent.save()), status=3)
    assert "“entahlah” is not one of" in answer.out
    assert item(office, "4")["progress"] == 55
