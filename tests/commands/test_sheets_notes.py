"""Remarks, checklists and what else an item has in a workbook that goes out and comes back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from calling import Caller
from python_calamine import CalamineWorkbook
from sheet_editing import Workbook, item, steps

STEPS = ("Kirim surat", "Tunggu jawaban; dari provinsi", "[x] bertanda, dan koma")


@pytest.fixture
def noted(office: Caller, tmp_path: Path) -> Workbook:
    """The workbook of Dinkes, whose item 4 has two remarks and three steps."""
    office("note", "4", "Draf selesai", "--as", "farid")
    office.day("2026-11-25")
    office("note", "4", "Surat dikirim\nmenunggu provinsi", "--as", "galuh")
    for step in STEPS:
        office("step", "4", step)
    office("step", "4", "--done", "1")
    office("export", str(tmp_path / "dinkes.xlsx"), "agency:dinkes")
    return Workbook(tmp_path / "dinkes.xlsx")


def remarks(call: Caller, ref: str = "4") -> list[str]:
    """The remarks of an item, the oldest first."""
    return [note["text"] for note in item(call, ref)["notes_list"] if note["kind"] == "remark"]


def checklist(call: Caller, ref: str = "4") -> list[tuple[str, bool]]:
    """The steps of an item, and whether they are done."""
    return [(step["text"], step["done"]) for step in item(call, ref)["checklist"] or ()]


OLD = ["Draf selesai", "Surat dikirim\nmenunggu provinsi"]
SAID = (
    "25/11/2026 @galuh: Surat dikirim",
    "  menunggu provinsi",
    "24/11/2026 @farid: Draf selesai",
)
CELL = "\n".join(SAID)
TICKED = "1/3\n[x] Kirim surat\n[ ] Tunggu jawaban; dari provinsi\n[ ] [x] bertanda, dan koma"


def test_a_workbook_shows_all_remarks_and_how_far_the_checklist_is(noted: Workbook) -> None:
    for rows in (
        [noted.texts(row) for row in range(1, noted.sheet.max_row + 1)],
        CalamineWorkbook.from_path(str(noted.path)).get_sheet_by_index(0).to_python(skip_empty_area=False),
    ):
        header = next(row for row in rows if "Action item" in row)
        four = next(row for row in rows if row[header.index("Action item")] == "Rekam medis")
        assert four[header.index("Notes")] == CELL
        assert four[header.index("Checklist")] == TICKED
    cell = noted.cell("4", "Notes")
    assert (cell.alignment.wrap_text, cell.data_type) == (True, "s")
    assert CELL.encode("cp1252")


@pytest.mark.parametrize(
    ("cell", "new", "said"),
    [
        (f"Sekda setuju\n{CELL}", ["Sekda setuju"], False),
        (f"{CELL}\n\n26/11/2026: Sekda setuju\nSK menyusul", ["26/11/2026: Sekda setuju\nSK menyusul"], False),
        (f"{SAID[0]}\n{SAID[1]}\ntiga kabupaten\n{SAID[2]}", ["tiga kabupaten"], False),
        (f"{SAID[2]}\n{SAID[0]}\n{SAID[1]}", [], False),  # only sorted anew
        (f"{CELL}; sudah diparaf", ["sudah diparaf"], True),
        (CELL.replace("Draf selesai", "Draf belum selesai"), ["Draf belum selesai"], True),
        (SAID[2], [], True),
        (None, [], True),
        (f"Sekda setuju\n{SAID[2]}", ["Sekda setuju"], True),
        (CELL.replace("\n", "\r\n").replace("  menunggu", "menunggu"), [], False),
    ],
)
def test_what_is_added_to_the_remarks_is_a_note_and_nothing_goes(
    office: Caller, noted: Workbook, cell: str | None, new: list[str], said: bool
) -> None:
    noted.cell("4", "Notes").value = cell
    path = str(noted.save())

    answer = office("import", path)

    assert remarks(office) == [*OLD, *new]
    assert ("Notes are only ever added: it stays." in answer.out) is said
    before = steps(office)
    office("import", path)
    assert steps(office) == before


def test_a_row_to_which_only_a_remark_came_does_not_count_as_unchanged(office: Caller, noted: Workbook) -> None:
    noted.cell("4", "Notes").value = f"{CELL}\nSudah dijawab"

    answer = office("import", str(noted.save()), "--format", "json").json

    assert len(answer["new_notes"]) == answer["counts"]["only_noted"] == 1
    assert answer["counts"]["unchanged"] == len(list(noted.rows())) - 1


@pytest.mark.parametrize(
    ("cell", "want"),
    [
        (TICKED.replace("[ ] Tunggu", "[X] Tunggu"), [(STEPS[0], True), (STEPS[1], True), (STEPS[2], False)]),
        (f"{TICKED}\nSekda; Bupati", [(STEPS[0], True), *((one, False) for one in (*STEPS[1:], "Sekda; Bupati"))]),
        (
            TICKED.replace("Kirim surat", "KIRIM surat"),
            [("KIRIM surat", True), *((one, False) for one in STEPS[1:])],
        ),
        (f"[x] {STEPS[1]}", [(STEPS[1], True)]),
        ("1/3\n- Beli kertas", [("Beli kertas", False)]),
        ("1/3", []),
        (None, []),
        (TICKED.replace("1/3", "3/3"), None),
        (TICKED.replace("1/3\n", ""), None),
    ],
)
def test_an_edited_checklist_is_the_edit_it_means(
    office: Caller, noted: Workbook, cell: str | None, want: list[tuple[str, bool]] | None
) -> None:
    noted.cell("4", "Checklist").value = cell
    path = str(noted.save())
    answer = office("import", path, "--format", "json").json
    assert answer["counts"]["changed"] == (want is not None)
    assert checklist(office) == ([*zip(STEPS, (True, False, False), strict=True)] if want is None else want)
    before = steps(office)
    office("import", path)
    assert steps(office) == before


def test_a_checklist_that_went_on_here_is_a_conflict_and_one_untouched_in_the_sheet_stays(
    office: Caller, noted: Workbook
) -> None:
    office("step", "4", "--done", "2")
    office("import", str(noted.save()))
    assert checklist(office)[1] == (STEPS[1], True)
    noted.cell("4", "Checklist").value = TICKED.replace("[ ] [x]", "[x] [x]")
    path = str(noted.save())
    assert "a conflict, both values stay" in office("import", path, status=3).out
    (conflict,) = office("conflicts", "--format", "json").json
    assert (conflict["field"], len(conflict["values"])) == ("checklist", 2)


def test_a_new_row_has_the_steps_and_the_remark_typed_beside_it(office: Caller, noted: Workbook) -> None:
    noted.add(Action_item="Undang puskesmas", Checklist="Tulis undangan\nx\n[x] Pesan aula", Notes="Lewat WA dulu")
    office("import", str(noted.save()))
    (new,) = office("list", "puskesmas", "--format", "json").json
    assert checklist(office, new["ref"]) == [("Tulis undangan", False), ("x", False), ("Pesan aula", True)]
    assert remarks(office, new["ref"]) == ["Lewat WA dulu"]


def _without_hidden(path: Path, sheet: Workbook, cell: str) -> None:
    sheet.cell("4", "Notes").value = cell
    del sheet.book["taskforce"]
    sheet.save(path)


def _as_csv(path: Path, sheet: Workbook, cell: str) -> None:
    path.write_text(path.read_text("utf-8").replace(CELL, cell), "utf-8", newline="")


@pytest.mark.parametrize(("name", "change"), [("x.xlsx", _without_hidden), ("x.csv", _as_csv)])
def test_where_nothing_says_what_was_sent_the_remarks_here_are_not_doubled(
    office: Caller,
    noted: Workbook,
    tmp_path: Path,
    name: str,
    change: Callable[[Path, Workbook, str], None],
) -> None:
    path = tmp_path / name
    office("export", str(path), "agency:dinkes")
    change(path, noted, f"Sekda setuju\n{CELL}\nSK menyusul")
    office("import", str(path))
    assert remarks(office)[:2] == OLD
    assert sorted(remarks(office)[2:]) == ["SK menyusul", "Sekda setuju"]
    assert checklist(office) == [*zip(STEPS, (True, False, False), strict=True)]
    before = steps(office)
    office("import", str(path))
    assert steps(office) == before


def test_columns_of_some_items_are_there_where_one_has_them_and_come_back(office: Caller, tmp_path: Path) -> None:
    path = tmp_path / "all.xlsx"
    office("export", str(path), "agency:dinkes")
    assert not {"Start", "Repeats", "Budget", "First due day"} & {*Workbook(path).texts(Workbook(path).header_row)}
    office("edit", "3", "every=bulanan", "start=2026-11-30", "budget=1500000", "fund=APBD", "due=2026-12-09")
    office("export", str(path))
    sheet = Workbook(path)
    assert sheet.cell("3", "Budget").value == 1_500_000
    assert str(sheet.cell("3", "First due day").value).startswith("2026-12-04")
    assert office("import", str(path), "--format", "json").json["counts"]["changed"] == 0
    sheet.set("3", Repeats="mingguan", Start="1/12/2026", Budget=2_000_000, Tags="rapat, sanitasi", Notes="Ya")
    sheet.cell("3", "First due day").value = None
    answer = office("import", str(sheet.save()))
    three = item(office, "3")
    assert three["every"].startswith("FREQ=WEEKLY")
    assert (three["start"], three["budget"], three["tags"]) == ("2026-12-01", 2_000_000, ["rapat", "sanitasi"])
    assert three["original_due"] == "2026-12-04"
    assert "First due day: changed, although not to be filled in; not taken." in answer.out


def test_an_obstacle_that_goes_on_within_its_sentence_is_one_anew(office: Caller, sent: Workbook) -> None:
    sent.set("4", Obstacle="Menunggu SK Bupati")
    office("import", str(sent.save()))
    assert [note["text"] for note in item(office, "4")["notes_list"]] == ["Menunggu SK", "Menunggu SK Bupati"]


def test_a_title_of_which_only_capitals_changed_is_changed(office: Caller, tmp_path: Path) -> None:
    office("export", str(tmp_path / "all.xlsx"))
    sheet = Workbook(tmp_path / "all.xlsx")
    sheet.set("3", Action_item="Data Sanitasi")
    office("import", str(sheet.save()))
    assert item(office, "3")["title"] == "Data Sanitasi"
