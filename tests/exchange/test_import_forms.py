"""Forms as offices have them: headings between rows, headers of two rows, numbered columns, NIPs beside names."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from workbooks import with_header, write_xlsx

from taskforce.exchange.importer import plan_import, run_import
from taskforce.exchange.importing.plan import Plan
from taskforce.exchange.importing.questions import Answers
from taskforce.services.template import init_store
from taskforce.store.changes.load import load_all
from taskforce.store.read.items import ItemRow, Selection, item_rows
from taskforce.store.store import Store

HEADER = ("No", "Rencana Aksi", "OPD", "Status")


@pytest.fixture
def office(store: Store) -> Store:
    """A list with the Smart City template."""
    init_store(store, "smart-city", "Pemerintah Kabupaten Banjar")
    return store


def take(store: Store, path: Path) -> Plan:
    """Import a file and give the plan."""
    plan = plan_import(store, path)
    run_import(store, plan)
    return plan


def items(store: Store) -> dict[str, ItemRow]:
    """The items by title."""
    return {row.title: row for row in item_rows(store.reader, Selection(), "2026-11-24")}


@pytest.mark.parametrize(
    "heading",
    [
        ("A", "SMART LIVING"),
        ("II.", "Smart Living"),
        ("3", "Smart Living", None, None),
        (3, "Smart Living"),
        (None, "Dimensi: Smart Living (Kehidupan)"),
        ("Smart Living",),
        ("B. Dimensi Smart Living",),
        ("living",),
    ],
)
def test_a_heading_gives_the_rows_below_it_their_dimension(
    office: Store, tmp_path: Path, heading: Sequence[Any]
) -> None:
    rows = with_header(
        HEADER,
        ("I", "Smart Governance"),
        (1, "Susun SOP", "Dinkes", "Selesai"),
        heading,
        (2, "Beli ambulans", "Dinkes", "Belum"),
        (3, "Latih sopir", "Dinkes", "Belum"),
    )
    take(office, write_xlsx(tmp_path / "m.xlsx", rows))
    assert {title: row.dimension for title, row in items(office).items()} == {
        "Susun SOP": "governance",
        "Beli ambulans": "living",
        "Latih sopir": "living",
    }


def test_a_heading_below_a_dimension_may_name_its_sub_dimension(office: Store, tmp_path: Path) -> None:
    rows = with_header(
        HEADER,
        ("A", "Smart Living"),
        ("1. Prasarana kesehatan",),
        (1, "Beli ambulans", "Dinkes", "Belum"),
        ("B", "Smart Society"),
        (2, "Ronda malam", "Satpol PP", "Belum"),
    )
    take(office, write_xlsx(tmp_path / "m.xlsx", rows))
    found = items(office)
    assert found["Beli ambulans"].sub_dimension == "prasarana-kesehatan"
    assert (found["Ronda malam"].dimension, found["Ronda malam"].sub_dimension) == ("society", None)


def test_a_column_of_dimensions_outweighs_the_heading(office: Store, tmp_path: Path) -> None:
    rows = with_header(
        ("Rencana Aksi", "Dimensi", "OPD", "Status"),
        ("Smart Living",),
        ("Susun SOP", "Smart Governance", "Dinkes", "Selesai"),
        ("Beli ambulans", None, "Dinkes", "Belum"),
    )
    take(office, write_xlsx(tmp_path / "m.xlsx", rows))
    assert {title: row.dimension for title, row in items(office).items()} == {
        "Susun SOP": "governance",
        "Beli ambulans": "living",
    }


@pytest.mark.parametrize(
    "numbers",
    [
        (1, 2, 3, 4),
        ("(1)", "(2)", "(3)", "(4)"),
        ("1.", "2.", "3.", "4."),
        ("a", "b", "c", "d"),
        ("1", "2", "3", "4=2+3"),
    ],
)
def test_a_row_that_numbers_the_columns_is_passed_over(
    office: Store, tmp_path: Path, numbers: Sequence[Any]
) -> None:
    rows = with_header(HEADER, numbers, (1, "Susun SOP", "Dinkes", "Selesai"))
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", rows))
    assert list(items(office)) == ["Susun SOP"]
    assert [one.text for one in plan.skipped] == ["numbers of the columns"]
    assert plan.rejected == []


def test_a_header_of_two_rows_with_numbered_columns_below(office: Store, tmp_path: Path) -> None:
    rows = (
        ("RENCANA AKSI SMART CITY",),
        ("No", "Rencana Aksi", "OPD", "Target", None, "Anggaran", "Waktu", None),
        (None, None, None, 2025, 2026, "(juta)", "Mulai", "Selesai"),
        (1, 2, 3, 4, 5, 6, 7, 8),
        (1, "Susun SOP", "Dinkes", 10, 20, 150, date(2026, 1, 5), date(2026, 12, 4)),
    )
    merges = ("A1:H1", "A2:A3", "B2:B3", "C2:C3", "D2:E2", "G2:H2")
    take(office, write_xlsx(tmp_path / "m.xlsx", rows, merges=merges))
    (stored,) = load_all(office.reader, "action_item").values()
    assert stored["targets"] == {"2025": 10.0, "2026": 20.0}
    assert (stored["start"], stored["due"], stored["budget"]) == ("2026-01-05", "2026-12-04", 150_000_000)


FARID = "Drs. H. Farid S., M.Si."
NIP = "197501012000031001"


@pytest.mark.parametrize("header", ["Nama", "Nama / NIP", "Nama dan NIP"])
@pytest.mark.parametrize(
    "cell",
    [
        f"{FARID}\nNIP. 19750101 200003 1 001",
        f"{FARID}\n{NIP}",
        f"{FARID} / NIP {NIP}",
        f"{FARID} (NIP: {NIP})",
        f"{FARID}, NIP.{NIP}",
    ],
)
def test_name_and_nip_in_one_cell_are_parted(office: Store, tmp_path: Path, header: str, cell: str) -> None:
    rows = with_header(("No", header, "Jabatan"), (1, cell, "Kepala Dinas"), (2, "Azwar\nNIP. -", "Kabid"))
    take(office, write_xlsx(tmp_path / "m.xlsx", rows))
    found = {values["name"]: values["nip"] for values in load_all(office.reader, "member").values()}
    assert found == {FARID: NIP, "Azwar": None}


def test_a_nip_with_a_digit_too_few_beside_a_name_refuses_the_row(office: Store, tmp_path: Path) -> None:
    rows = with_header(("Nama", "Jabatan"), (f"{FARID}\nNIP 19750101 200003 1 01", "Kepala Dinas"))
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", rows))
    assert "has 17 digits, and a NIP has 18" in plan.rejected[0].reason


def test_nips_below_the_people_of_an_item_are_theirs(office: Store, tmp_path: Path) -> None:
    cell = f"{FARID}\nNIP. {NIP}\nAzwar\nNIP. 197601012001031002"
    rows = with_header(("Tindak Lanjut", "PIC", "Status"), ("Susun SOP", cell, "Belum"))
    take(office, write_xlsx(tmp_path / "m.xlsx", rows))
    found = {values["name"]: values["nip"] for values in load_all(office.reader, "member").values()}
    assert found == {FARID: NIP, "Azwar": "197601012001031002"}

    again = with_header(("Tindak Lanjut", "PIC", "Status"), ("Undang", f"Farid S. NIP {NIP}", "Belum"))
    plan = take(office, write_xlsx(tmp_path / "n.xlsx", again))
    assert plan.new_members == []


def test_an_older_list_of_deadlines_does_not_take_a_newer_date_back(office: Store, tmp_path: Path) -> None:
    header = ("Kegiatan", "Tanggal", "Jenis")
    older = write_xlsx(tmp_path / "1.xlsx", with_header(header, ("Bimtek IV", date(2026, 12, 1), "bimtek")))
    newer = write_xlsx(tmp_path / "2.xlsx", with_header(header, ("Bimtek IV", date(2026, 12, 15), "bimtek")))
    take(office, older)
    take(office, newer)

    plan = take(office, older)

    (due,) = (one["due"] for one in load_all(office.reader, "deadline").values() if one["name"] == "Bimtek IV")
    assert due == "2026-12-15"
    assert [(one.field, one.sheet_value, one.list_value) for one in plan.kept] == [
        ("due", "2026-12-01", "2026-12-15")
    ]


def test_a_refused_word_is_not_repeated_at_full_length(office: Store, tmp_path: Path) -> None:
    rows = with_header(HEADER, (1, "Susun SOP", "Dinkes", "entah " * 60))
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", rows))
    assert plan.left_out[0].reason.startswith("“entah entah entah entah entah entah ent…” is not one of")
    assert plan.left_out[0].row == 2 and plan.rejected == []


def test_a_header_that_is_merged_over_rows_is_one_header(office: Store, tmp_path: Path) -> None:
    rows = (
        ("Task", "Owner", "Due Date", "PHASE ONE", None),
        (None, None, None, "WEEK 1", "WEEK 2"),
        ("Susun SOP", "Budi Santoso", date(2026, 12, 4), None, None),
        ("Cetak modul", "Siti Aminah", date(2026, 12, 11), None, None),
    )
    merges = ("A1:A2", "B1:B2", "C1:C2", "D1:E1")
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", rows, merges=merges))
    assert set(items(office)) == {"Susun SOP", "Cetak modul"}
    assert len(plan.tables) == 1 and not plan.needs_a_person


def test_a_sheet_of_mere_titles_beside_the_list_is_left_out_and_named(office: Store, tmp_path: Path) -> None:
    work = with_header(("Task", "Owner"), ("Susun SOP", "Budi Santoso"))
    ideas = with_header(("Task", "Notes"), ("Susun SOP", "perlu dua hari"), ("Cetak modul", "perlu tiga hari"))
    path = write_xlsx(tmp_path / "m.xlsx", work, ideas, names=("Rencana", "Gagasan"))
    plan = take(office, path)
    assert list(items(office)) == ["Susun SOP"]
    assert [one.sheet for one in plan.left_out] == ["Gagasan"] and plan.needs_a_person


def test_what_rows_wait_for_are_rows_of_the_sheet(office: Store, tmp_path: Path) -> None:
    rows = with_header(
        ("Task ID", "Task", "Predecessors", "Status"),
        (1, "Susun SOP", None, "Selesai"),
        (2, "Bahas SOP", "1FS+2d", "Belum"),
        (3, "Cetak SOP", "1; Bahas SOP", "Belum"),
        (4, "Bagikan SOP", "9", "Belum"),
    )
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", rows))
    by_title = {row.title: row for row in items(office).values()}
    links = {(one["item_id"], one["needs_id"]) for one in load_all(office.reader, "dependency").values()}
    first, second, third, _fourth = (by_title[title].id for title in [str(row[1]) for row in rows[1:]])
    assert links == {(second, first), (third, first), (third, second)}
    assert [(one.row, one.value) for one in plan.left_out] == [(5, "9")]


def test_a_table_without_a_header_is_asked_about(office: Store, tmp_path: Path) -> None:
    rows = tuple((f"{day}/12/2026", f"Rapat persiapan ke-{day}", "Aula dinas") for day in (14, 15, 16))
    path = write_xlsx(tmp_path / "m.xlsx", rows)
    plan = plan_import(office, path)
    assert [one.option for one in plan.questions[:2]] == ['--column "B=title"', '--column "A=due"']
    said = Answers(columns={"A": "due", "B": "title", "C": "notes"})
    plan = plan_import(office, path, answers=said)
    run_import(office, plan)
    assert {row.due for row in items(office).values()} == {"2026-12-14", "2026-12-15", "2026-12-16"}


def test_an_event_that_comes_again_is_a_deadline_each_time(office: Store, tmp_path: Path) -> None:
    rows = with_header(("Tanggal", "Kegiatan"), ("01/12/2026", "Rapat"), ("15/12/2026", "Rapat"))
    path = write_xlsx(tmp_path / "m.xlsx", rows)
    for _again in range(2):
        plan = plan_import(office, path, "deadlines")
        run_import(office, plan)
    days = sorted(one["due"] for one in load_all(office.reader, "deadline").values() if one["name"] == "Rapat")
    assert days == ["2026-12-01", "2026-12-15"] and plan.rejected == [] and plan.unchanged == 2


def test_a_role_is_no_member_until_somebody_says_so(office: Store, tmp_path: Path) -> None:
    rows = with_header(("Task", "Owner"), ("Susun SOP", "Project Manager"), ("Cetak modul", "Budi Santoso"))
    path = write_xlsx(tmp_path / "m.xlsx", rows)
    plan = plan_import(office, path)
    assert [one.name for one in plan.new_members] == ["Budi Santoso"]
    [question] = plan.questions
    assert question.choices == ("ignore", "Project Manager")
    plan = plan_import(office, path, answers=Answers(values={("lead", "project manager"): "ignore"}))
    assert not plan.needs_a_person
    plan = plan_import(office, path, answers=Answers(values={("lead", "project manager"): "Farid Soufian"}))
    assert {one.name for one in plan.new_members} == {"Budi Santoso", "Farid Soufian"}


def test_ticks_below_quarters_are_the_time_of_the_work(office: Store, tmp_path: Path) -> None:
    rows = (
        ("RENCANA AKSI SMART CITY TAHUN 2026",),
        ("No", "Rencana Aksi", "Jadwal Pelaksanaan", None, None, None, "OPD"),
        (None, None, "TW I", "TW II", "TW III", "TW IV", None),
        (1, 2, 3, 4, 5, 6, 7),
        (1, "Susun arsitektur", "√", "√", None, None, "Diskominfo"),
        (2, "Integrasi layanan", None, None, None, "v", "Diskominfo"),
        (3, "Rawat jaringan", None, None, None, None, "Diskominfo"),
    )
    merges = ("A2:A3", "B2:B3", "C2:F2", "G2:G3")
    plan = take(office, write_xlsx(tmp_path / "m.xlsx", rows, merges=merges))
    assert {title: (row.start, row.due) for title, row in items(office).items()} == {
        "Susun arsitektur": ("2026-01-01", "2026-06-30"),
        "Integrasi layanan": ("2026-10-01", "2026-12-31"),
        "Rawat jaringan": (None, None),
    }
    assert not plan.needs_a_person and plan.left_out == []


def test_a_list_of_members_takes_no_position_for_a_person(office: Store, tmp_path: Path) -> None:
    rows = with_header(("Nama", "Jabatan"), ("Budi Santoso", "Kabid"), ("Kepala Bappelitbang", "-"))
    plan = plan_import(office, write_xlsx(tmp_path / "m.xlsx", rows))
    assert [one.name for one in plan.new_members] == ["Budi Santoso"]
    assert [one.value for one in plan.rejected] == ["Kepala Bappelitbang"]
