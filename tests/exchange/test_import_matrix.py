"""The follow-up matrix, as offices keep it, in every format; what is stored is read through the store."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from workbooks import (
    MATRIX,
    MATRIX_TITLES,
    MEETING,
    matrix_with,
    with_header,
    write_csv,
    write_ods,
    write_xls,
    write_xlsx,
)

from taskforce.exchange.importer import describe, plan_import, run_import
from taskforce.exchange.importing.plan import Plan
from taskforce.exchange.importing.questions import Answers
from taskforce.services.template import init_store
from taskforce.services.undo import undo
from taskforce.store.changes.batch import create, delete, edit
from taskforce.store.changes.load import load_all
from taskforce.store.read.items import ItemRow, Selection, item_links, item_rows
from taskforce.store.store import Store


@pytest.fixture
def office(store: Store) -> Store:
    """A list with the Smart City template."""
    init_store(store, "smart-city", "Pemerintah Kabupaten Banjar")
    return store


def take(store: Store, path: Path, kind: str | None = None) -> Plan:
    """Import a file and give the plan."""
    plan = plan_import(store, path, kind)
    run_import(store, plan)
    return plan


def items(store: Store) -> dict[str, ItemRow]:
    """The items by title."""
    return {row.title: row for row in item_rows(store.reader, Selection(), store.clock.today().isoformat())}


def history_length(store: Store) -> int:
    """How many changes the list has."""
    return int(store.reader.value("SELECT count(*) FROM change"))


WRITERS: dict[str, Callable[[Path], Path]] = {
    "xlsx": lambda folder: write_xlsx(folder / "m.xlsx", MATRIX, merges=("A1:L1", "A2:L2", "A3:L3")),
    "xls": lambda folder: write_xls(folder / "m.xls", MATRIX),
    "ods": lambda folder: write_ods(folder / "m.ods", MATRIX),
    "csv": lambda folder: write_csv(folder / "m.csv", MATRIX),
    "csv of excel": lambda folder: write_csv(folder / "m.csv", MATRIX, ";", "utf-8-sig"),
    "csv of old excel": lambda folder: write_csv(folder / "m.csv", MATRIX, ";", "cp1252"),
    "tabs in utf-16": lambda folder: write_csv(folder / "m.txt", MATRIX, "\t", "utf-16"),
    "xlsx called xls": lambda folder: write_xlsx(folder / "m.xls", MATRIX),
    "xls called xlsx": lambda folder: write_xls(folder / "m.xlsx", MATRIX),
    "ods called csv": lambda folder: write_ods(folder / "m.csv", MATRIX),
}


@pytest.mark.parametrize("form", WRITERS)
def test_the_matrix_goes_in_from_every_format(office: Store, tmp_path: Path, form: str) -> None:
    plan = take(office, WRITERS[form](tmp_path))

    assert plan.rejected == []
    assert [one.name for one in plan.new_items] == MATRIX_TITLES
    assert [table.header_row for table in plan.tables] == [4]
    assert [remark.text for remark in plan.skipped] == ["a sum"]
    found = items(office)
    draft = found["Susun draf Buku 2"]
    assert (draft.status, draft.priority, draft.due, draft.lead, draft.agency) == (
        *("in_progress", "high", "2026-11-27"),
        *("farid", "Diskominfo"),
    )
    assert draft.description == "Bab 1 sampai 3"
    assert draft.origin == "005/12/KOMINFO/2026 Rapat koordinasi Smart City"
    invited = found["Undang narasumber"]
    assert (invited.status, invited.progress, invited.done_on, invited.due) == (
        *("done", 100, "2026-11-10"),
        "2026-12-02",
    )
    assert item_links(office.reader).supporting == {invited.id: ["azwar"]}
    assert found["Data sanitasi"].description is None
    meetings = {one["title"]: one for one in load_all(office.reader, "meeting").values()}
    assert set(meetings) == {MEETING[1], "Rapat [Diskominfo] [/]"}
    assert meetings[MEETING[1]]["date"] == "2026-11-02"


def test_it_is_one_step_of_the_history_that_undo_takes_back(office: Store, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "matriks.xlsx", MATRIX)
    take(office, path)
    batch = office.reader.row("SELECT kind, summary FROM batch ORDER BY id DESC LIMIT 1")
    assert batch == ("import", "matriks.xlsx")

    undo(office)
    assert items(office) == {}
    assert load_all(office.reader, "meeting") == {}

    again = take(office, path)
    assert [one.name for one in again.new_items] == MATRIX_TITLES
    assert set(items(office)) == set(MATRIX_TITLES)
    assert item_links(office.reader).supporting
    assert items(office)["Susun draf Buku 2"].lead == "farid"
    before = history_length(office)
    take(office, path)
    assert history_length(office) == before


@pytest.mark.parametrize("form", ["xlsx", "ods", "csv of old excel"])
def test_importing_twice_changes_nothing(office: Store, tmp_path: Path, form: str) -> None:
    path = WRITERS[form](tmp_path)
    take(office, path)
    before = history_length(office)

    plan = take(office, path)

    assert history_length(office) == before
    assert plan.drafts == [] and plan.new == [] and plan.changed == [] and plan.kept == []
    assert plan.unchanged == 3


def test_one_list_in_two_formats_is_one_list(office: Store, tmp_path: Path) -> None:
    take(office, WRITERS["xlsx"](tmp_path))
    before = history_length(office)
    take(office, WRITERS["csv of excel"](tmp_path))
    assert history_length(office) == before


def test_what_was_changed_here_since_is_not_taken_back(office: Store, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "m.xlsx", MATRIX)
    take(office, path)
    draft = items(office)["Susun draf Buku 2"]
    farid, galuh = _two_members(office)
    office.write(
        "edit",
        [
            edit("action_item", draft.id, "status", "blocked"),
            edit("action_item", draft.id, "due", "2026-12-31"),
            edit("action_item", draft.id, "lead_id", galuh),
            edit("action_item", draft.id, "title", "Susun draf Buku 2 dan 3"),
            edit("action_item", draft.id, "description", None),
            edit("member", farid, "name", "HM Farid Soufian"),
            create("tag", item_id=draft.id, name="rapat"),
        ],
    )
    before = history_length(office)

    plan = take(office, path)

    assert history_length(office) == before
    assert plan.changed == []
    kept = {one.field: (one.sheet_value, one.list_value) for one in plan.kept}
    assert kept["status"] == ("in_progress", "blocked")
    assert kept["lead_id"] == ("farid", "galuh")
    assert set(kept) == {"status", "due", "lead_id", "title", "description"}
    assert "stays" in "\n".join(describe(plan))


def of_item(store: Store, record_type: str, item: str) -> list[dict[str, Any]]:
    """The notes (or evidence) of an item."""
    return [one for one in load_all(store.reader, record_type).values() if one["item_id"] == item]


def _two_members(store: Store) -> tuple[str, str]:
    by_handle = {one["handle"]: record_id for record_id, one in load_all(store.reader, "member").items()}
    return by_handle["farid"], by_handle["galuh"]


def test_a_newer_sheet_changes_what_it_changed_and_nothing_else(office: Store, tmp_path: Path) -> None:
    take(office, write_xlsx(tmp_path / "m.xlsx", MATRIX))
    draft = items(office)["Susun draf Buku 2"]
    office.write("edit", [edit("action_item", draft.id, "due", "2026-12-31")])

    newer = matrix_with(Status="Selesai", Selesai_Pada=date(2026, 11, 20), Prioritas="Rendah")
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", newer))

    [changed] = plan.changed
    stated = {one.field: (one.old, one.new) for one in changed.changes if not one.follows}
    assert stated == {
        "status": ("in_progress", "done"),
        "done_on": (None, "2026-11-20"),
        "priority": ("high", "low"),
    }
    assert ("progress", 100) in [(one.field, one.new) for one in changed.changes if one.follows]
    after = items(office)["Susun draf Buku 2"]
    assert (after.status, after.progress, after.done_on, after.due) == ("done", 100, "2026-11-20", "2026-12-31")


def test_both_changed_is_said_and_the_sheet_counts(office: Store, tmp_path: Path) -> None:
    take(office, write_xlsx(tmp_path / "m.xlsx", MATRIX))
    draft = items(office)["Susun draf Buku 2"]
    office.write("edit", [edit("action_item", draft.id, "due", "2026-12-31")])

    plan = take(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(Deadline="15/12/2026")))

    [change] = plan.changed[0].changes
    assert (change.field, change.old, change.new, change.both) == ("due", "2026-12-31", "2026-12-15", True)
    assert items(office)["Susun draf Buku 2"].due == "2026-12-15"


def test_a_value_the_sheet_gave_twice_is_not_news(office: Store, tmp_path: Path) -> None:
    """The sheet's second version says what the list says already; the third reading of it is no news either."""
    take(office, write_xlsx(tmp_path / "m.xlsx", MATRIX))
    draft = items(office)["Susun draf Buku 2"]
    office.write("edit", [edit("action_item", draft.id, "status", "done")])
    second = write_xlsx(tmp_path / "m.xlsx", matrix_with(Status="Selesai"))
    take(office, second)
    office.write("edit", [edit("action_item", draft.id, "status", "blocked")])

    plan = take(office, second)

    assert [one.field for one in plan.kept] == ["status"]
    assert items(office)["Susun draf Buku 2"].status == "blocked"


def test_a_cell_that_was_emptied_empties_the_field(office: Store, tmp_path: Path) -> None:
    take(office, write_xlsx(tmp_path / "m.xlsx", MATRIX))
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(Deadline=None, Status=None, PIC_Biro=None)))
    assert [(one.field, one.new) for one in plan.changed[0].changes] == [("due", None)]
    after = items(office)["Susun draf Buku 2"]
    assert (after.due, after.status, after.agency) == (None, "in_progress", "Diskominfo")


def test_an_item_deleted_here_stays_deleted(office: Store, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "m.xlsx", MATRIX)
    take(office, path)
    office.write("delete", [delete("action_item", items(office)["Data sanitasi"].id)])

    plan = take(office, path)

    assert "Data sanitasi" not in items(office)
    assert plan.drafts == []
    assert any("deleted here" in remark.text for remark in plan.skipped)


def test_who_leaves_the_cell_leaves_the_item_but_not_who_was_added_here(office: Store, tmp_path: Path) -> None:
    take(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(PIC="Farid Soufian; Galuh Tantri; Azwar")))
    draft = items(office)["Susun draf Buku 2"]
    office.write("add", [helper := create("member", handle="budi", name="Budi")])
    office.write("edit", [create("supporting", item_id=draft.id, member_id=helper.record_id)])

    plan = take(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(PIC="Farid Soufian; Azwar")))

    assert [(one.field, one.old, one.new) for one in plan.changed[0].changes] == [("supporting", ["galuh"], [])]
    assert item_links(office.reader).supporting[draft.id] == ["azwar", "budi"]


def test_a_supporting_member_removed_here_stays_removed(office: Store, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "m.xlsx", MATRIX)
    take(office, path)
    [link] = load_all(office.reader, "supporting")
    office.write("edit", [delete("supporting", link)])
    before = history_length(office)
    take(office, path)
    assert history_length(office) == before


def test_when_that_is_wanted_every_bad_cell_of_a_row_is_named_and_the_row_left_out_whole(
    office: Store, tmp_path: Path
) -> None:
    bad = matrix_with(Deadline="31/02/2026", Prioritas="entah", PIC="Budi", PIC_Biro="Dinas Baru")
    plan = plan_import(
        office, write_xlsx(tmp_path / "m.xlsx", bad, names=["Matriks"]), answers=Answers(strict=True)
    )
    run_import(office, plan)

    [rejected] = plan.rejected
    assert [(one.column, one.header, one.value) for one in rejected.problems] == [
        ("I", "Deadline", "31/02/2026"),
        ("J", "Prioritas", "entah"),
    ]
    assert (rejected.sheet, rejected.row) == ("Matriks", 5)
    assert "28 days" in rejected.reason
    assert "Susun draf Buku 2" not in items(office)
    assert "Budi" not in {one["name"] for one in load_all(office.reader, "member").values()}
    assert "Dinas Baru" not in {one["short"] for one in load_all(office.reader, "agency").values()}
    assert len(plan.new_items) == 2
    data = plan.as_data()
    assert data["counts"]["rejected_rows"] == 1
    assert data["rejected"][0] == {
        "sheet": "Matriks",
        "row": 5,
        "column": "I",
        "header": "Deadline",
        "value": "31/02/2026",
        "reason": rejected.reason,
    }


def test_a_wrong_weekday_is_a_warning(office: Store, tmp_path: Path) -> None:
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(Deadline="Rabu, 2 September 2019")))
    assert plan.rejected == []
    [warning] = plan.warnings
    assert warning.place.row == 5 and "Monday" in warning.text
    assert items(office)["Susun draf Buku 2"].due == "2019-09-02"


BAD_CELLS: dict[str, tuple[str, Any, str]] = {
    "a day that is not there": ("Deadline", "31/02/2026", "28 days"),
    "a word that moves with the day": ("Deadline", "besok", "depends on the day"),
    "a day without its year": ("Deadline", "5 Desember", "depends on the day"),
    "a bare number": ("Deadline", 12, "format the cell as a date"),
    "no date at all": ("Deadline", "segera", "not a date"),
    "overdue as a status": ("Status", "Terlambat", "follows from the due date"),
    "an unknown status": ("Status", "hampir", "not one of"),
    "done on, but running": ("Selesai Pada", "01/11/2026", "correct one of the two"),
    "an ambiguous person": ("PIC", "Galuh", "Galuh Tantri Narindra (@galuh)"),
}


@pytest.mark.parametrize("case", BAD_CELLS)
def test_a_bad_cell_costs_no_row_and_is_named_with_its_place_and_reason(
    office: Store, tmp_path: Path, case: str
) -> None:
    header, value, reason = BAD_CELLS[case]
    office.write(
        "add",
        [
            create("member", handle="galuh", name="Galuh Tantri Narindra"),
            create("member", handle="galuh2", name="Galuh Permata"),
        ],
    )
    bad = matrix_with(**{header.replace(" ", "_"): value})
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", bad))
    [left] = plan.left_out
    assert left.row == 5 and left.header == header and left.matters
    assert reason in left.reason
    assert len(left.reason) < 300
    item = items(office)["Susun draf Buku 2"]
    assert f"{header}: {value}" in [one["text"] for one in of_item(office, "note", item.id)]
    before = history_length(office)
    take(office, write_xlsx(tmp_path / "m.xlsx", bad))
    assert history_length(office) == before


NO_TITLES: dict[str, tuple[Any, str]] = {
    "no title": (None, "no title"),
    "too long a title": ("x" * 32_000, "shorten it"),
}


@pytest.mark.parametrize("case", NO_TITLES)
def test_a_row_without_a_title_is_refused(office: Store, tmp_path: Path, case: str) -> None:
    value, reason = NO_TITLES[case]
    plan = plan_import(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(Tindak_Lanjut=value)))
    [rejected] = plan.rejected
    assert rejected.row == 5 and rejected.header == "Tindak Lanjut" and reason in rejected.reason


def test_a_title_that_is_too_long_goes_on_in_the_description(office: Store, tmp_path: Path) -> None:
    title = "Susun laporan " + "panjang " * 100
    take(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(Tindak_Lanjut=title)))
    [row] = [row for row in items(office).values() if row.title.startswith("Susun laporan")]
    assert len(row.title) <= 500 and row.title.endswith("…")
    assert (row.description or "").startswith(title.strip()) and (row.description or "").endswith("Bab 1 sampai 3")


GOOD_CELLS: dict[str, tuple[str, Any, str, Any]] = {
    "a date cell": ("Deadline", date(2026, 12, 5), "due", "2026-12-05"),
    "text, day first": ("Deadline", "05/12/2026", "due", "2026-12-05"),
    "text, month first": ("Deadline", "11/27/2026", "due", "2026-11-27"),
    "a month": ("Deadline", "Desember 2026", "due", "2026-12-31"),
    "a number that was a day": ("Deadline", 46353, "due", "2026-11-27"),
    "text with words": ("Deadline", "Sabtu, 5 Des 2026", "due", "2026-12-05"),
    "none": ("Deadline", "-", "due", None),
    "english status": ("Status", "On Progress", "status", "in_progress"),
    "status in capitals": ("Status", " BELUM DITINDAKLANJUTI ", "status", "not_started"),
    "status with a percentage": ("Status", "Dalam proses (45%)", "progress", 45),
    "no priority": ("Prioritas", None, "priority", "medium"),
    "urgent": ("Prioritas", "MENDESAK", "priority", "urgent"),
    "a handle": ("PIC", "@galuh", "lead", "galuh"),
    "part of a name": ("PIC", "tantri", "lead", "galuh"),
    "an agency by its alias": ("PIC Biro", "Dinas Komunikasi dan Informatika", "agency", "Diskominfo"),
    "escape sequences": ("Deskripsi", "a\u202eb [/] [bold]c", "description", "ab [/] [bold]c"),
}


@pytest.mark.parametrize("case", GOOD_CELLS)
def test_a_cell_is_read_as_people_mean_it(office: Store, tmp_path: Path, case: str) -> None:
    header, value, field, expected = GOOD_CELLS[case]
    office.write("add", [create("member", handle="galuh", name="Galuh Tantri Narindra")])
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(**{header.replace(" ", "_"): value})))
    assert plan.rejected == []
    assert getattr(items(office)["Susun draf Buku 2"], field) == expected


def test_done_without_a_day_has_no_day(office: Store, tmp_path: Path) -> None:
    take(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(Status="Tuntas")))
    row = items(office)["Susun draf Buku 2"]
    assert (row.status, row.progress, row.done_on) == ("done", 100, None)


def test_cells_merged_over_rows_belong_to_all_of_them(office: Store, tmp_path: Path) -> None:
    rows = [list(row) for row in MATRIX]
    rows[5][1:4] = [None, None, None]
    path = write_xlsx(tmp_path / "m.xlsx", rows, merges=("B5:B6", "C5:C6", "D5:D6"))
    take(office, path)
    found = items(office)
    assert found["Undang narasumber"].origin == found["Susun draf Buku 2"].origin


def test_a_title_merged_over_two_rows_is_refused_where_it_goes_on(office: Store, tmp_path: Path) -> None:
    rows = [list(row) for row in MATRIX]
    rows[5][4] = None
    plan = plan_import(office, write_xlsx(tmp_path / "m.xlsx", rows, merges=("E5:E6",)))
    [rejected] = plan.rejected
    assert rejected.row == 6 and "merged" in rejected.reason
    assert [one.name for one in plan.new_items] == ["Susun draf Buku 2", "Data sanitasi"]


def test_rows_that_say_the_same_are_taken_once_and_likenesses_are_told(office: Store, tmp_path: Path) -> None:
    first = MATRIX[4]
    other = [*first[:8], "30/11/2026", *first[9:]]
    path = write_xlsx(tmp_path / "m.xlsx", [*MATRIX[:5], first, other])
    plan = take(office, path)
    assert len(plan.new_items) == 2
    assert [(one.place.row, one.text.split(":")[0][:24]) for one in plan.warnings] == [
        (6, "Says the same as row 5 o"),
        (7, "Has the title (and meeti"),
    ]
    before = history_length(office)

    swapped = write_xlsx(tmp_path / "m.xlsx", [*MATRIX[:4], other, first])
    plan = take(office, swapped)
    assert plan.changed == [] and history_length(office) == before


def test_two_items_of_one_title_keep_apart_when_one_goes_and_one_changes(office: Store, tmp_path: Path) -> None:
    first = MATRIX[4]
    other = [*first[:6], "Bappelitbang", "Azwar", "30/12/2026", *first[9:]]
    take(office, write_xlsx(tmp_path / "m.xlsx", [*MATRIX[:4], first, other]))
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", [*MATRIX[:4], other]))
    assert plan.changed == [] and plan.unchanged == 1


def test_people_without_an_agency_of_their_own_get_the_lead_rows(office: Store, tmp_path: Path) -> None:
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", MATRIX))
    members = {one["handle"]: one for one in load_all(office.reader, "member").values()}
    agencies = {record_id: one["short"] for record_id, one in load_all(office.reader, "agency").items()}
    assert agencies[members["farid"]["agency_id"]] == "Diskominfo"
    assert members["azwar"]["agency_id"] is None
    assert plan.new_members[0].name == "H.M. Farid Soufian, S.Kom., M.T."
    assert plan.new_agencies == []


def test_who_leads_for_several_agencies_gets_none_of_them(office: Store, tmp_path: Path) -> None:
    first = MATRIX[4]
    other = [*first[:4], "Susun Buku 3", first[5], "Bappelitbang", *first[7:]]
    take(office, write_xlsx(tmp_path / "m.xlsx", [*MATRIX[:4], first, other]))
    members = {one["handle"]: one for one in load_all(office.reader, "member").values()}
    assert members["farid"]["agency_id"] is None
    assert items(office)["Susun Buku 3"].agency == "Bappelitbang"


def test_an_agency_in_the_place_of_a_person_is_the_agency(office: Store, tmp_path: Path) -> None:
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(PIC="Bappelitbang", PIC_Biro=None)))
    row = items(office)["Susun draf Buku 2"]
    assert (row.agency, row.lead) == ("Bappelitbang", None)
    assert "Bappelitbang" not in [one.name for one in plan.new_members]


def test_a_name_much_like_a_members_is_told(office: Store, tmp_path: Path) -> None:
    office.write("add", [create("member", handle="galuh", name="Galuh Tantri Narindra")])
    plan = plan_import(office, write_xlsx(tmp_path / "m.xlsx", matrix_with(PIC="Galuh Tantri Narinda")))
    assert any("resembles Galuh Tantri Narindra (@galuh)" in one.text for one in plan.warnings)


def test_it_is_worked_on_for_weeks_and_read_again(office: Store, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "m.xlsx", MATRIX)
    monday = date(2026, 11, 2)
    office.clock.injected = monday
    take(office, path)
    draft = items(office)["Susun draf Buku 2"].id
    for week, progress in enumerate((20, 45, 80), 1):
        office.clock.injected = monday + timedelta(weeks=week)
        office.write("edit", [edit("action_item", draft, "progress", progress)])
        take(office, path)
    with office.as_of(date(2026, 11, 12)) as then:
        assert then.value("SELECT progress FROM action_item WHERE id = :id", id=draft) == 20
    assert items(office)["Susun draf Buku 2"].progress == 80


def test_notes_and_evidence_come_along_once(office: Store, tmp_path: Path) -> None:
    rows = with_header(
        ("Tindak Lanjut", "Deskripsi", "Keterangan", "Kendala", "Bukti Dukung", "Tag"),
        (
            "Satu",
            "uraian",
            "ikuti terus",
            "dana belum ada",
            "https://contoh.go.id/a; No. 12/KOMINFO/2026",
            "Rapat, #SPBE",
        ),
        ("Dua", None, None, None, "notulen.pdf", None),
        ("Tiga", None, None, None, "Ada", None),
    )
    path = write_xlsx(tmp_path / "m.xlsx", rows)
    plan = take(office, path)
    first, second, third = (items(office)[title].id for title in ("Satu", "Dua", "Tiga"))
    assert [(one["kind"], one["text"]) for one in of_item(office, "note", first)] == [
        ("remark", "ikuti terus"),
        ("obstacle", "dana belum ada"),
    ]
    found = {(one["kind"], one["location"], one["letter_number"]) for one in of_item(office, "evidence", first)}
    assert found == {
        ("link", "https://contoh.go.id/a", None),
        ("letter", None, "No. 12/KOMINFO/2026"),
    }
    assert [one["location"] for one in of_item(office, "evidence", second)] == ["notulen.pdf"]
    assert [one["text"] for one in of_item(office, "note", third)] == ["Evidence: Ada"]
    assert any("names no evidence" in one.text for one in plan.warnings)
    assert item_links(office.reader).tags[first] == ["rapat", "spbe"]
    before = history_length(office)
    take(office, path)
    assert history_length(office) == before
