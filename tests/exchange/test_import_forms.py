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
