"""What an import asks of a table as a whole, and how it reads schedules, teams and codes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from workbooks import write_xlsx

from taskforce.exchange.importer import conclusion, describe, plan_import, run_import
from taskforce.exchange.importing.cells.words import likely_value
from taskforce.exchange.importing.plan import Plan
from taskforce.exchange.importing.questions import NO_ANSWERS, Answers
from taskforce.model.vocabulary import Priority
from taskforce.services.template import init_store
from taskforce.store.changes.load import load_all
from taskforce.store.store import Store

Rows = Sequence[Sequence[Any]]


@pytest.fixture
def office(store: Store) -> Store:
    """A blank list."""
    init_store(store, "blank", "Pemerintah Kabupaten Contoh")
    return store


def take(store: Store, tmp_path: Path, rows: Rows, answers: Answers = NO_ANSWERS) -> Plan:
    """Import a sheet of these rows and give the plan."""
    plan = plan_import(store, write_xlsx(tmp_path / "m.xlsx", rows), answers=answers)
    run_import(store, plan)
    return plan


def items(store: Store) -> dict[str, dict[str, Any]]:
    """The action items by title."""
    return {one["title"]: one for one in load_all(store.reader, "action_item").values()}


NAMES: Rows = (
    ("Nama", "Keterangan"),
    ("Budi Santoso", "hadir"),
    ("Bimtek operator desa", "pagi"),
    ("Siti Aminah", "hadir"),
    ("Survei lapangan", "siang"),
)


def test_names_of_people_and_of_work_in_one_column_are_asked_about(office: Store, tmp_path: Path) -> None:
    plan = take(office, tmp_path, NAMES)
    assert [(one.about, one.choices, one.option) for one in plan.questions] == [
        ("kind", ("members", "actions"), "--kind members")
    ]
    assert (plan.needs_a_person, items(office), load_all(office.reader, "member")) == (True, {}, {})
    assert "4 rows" in conclusion(plan)
    take(office, tmp_path, NAMES, Answers().with_answer(plan.questions[0], "actions"))
    assert set(items(office)) == {row[0] for row in NAMES[1:]}


def test_names_of_people_alone_are_never_work(office: Store, tmp_path: Path) -> None:
    rows = (NAMES[0], NAMES[1], ("Farid Hidayat", "hadir"), NAMES[3])
    plan = take(office, tmp_path, rows)
    assert items(office) == {}
    take(office, tmp_path, rows, Answers().with_answer(plan.questions[0], "members"))
    assert {one["name"] for one in load_all(office.reader, "member").values()} == {row[0] for row in rows[1:]}


TWO_HEADERS: Rows = (
    ("Rencana kerja tim",),
    ("Kegiatan", "Status"),
    ("Kota cerdas", "aktif"),
    ("No", "Kegiatan", "PIC", "Tenggat", "Status"),
    (1, "Susun KAK", "Budi Santoso", "04/12/2026", "Selesai"),
    (2, "Urus SK tim", "Siti Aminah", "05/12/2026", "Belum"),
)


def test_two_rows_that_may_be_the_header_are_asked_about(office: Store, tmp_path: Path) -> None:
    plan = take(office, tmp_path, TWO_HEADERS)
    assert [(one.about, one.choices, one.option) for one in plan.questions] == [
        ("header", ("4", "2"), "--header 4")
    ]
    assert "Kota cerdas" not in items(office)
    answered = take(office, tmp_path, TWO_HEADERS, Answers().with_answer(plan.questions[0], "4"))
    assert answered.questions == []
    assert set(items(office)) == {"Susun KAK", "Urus SK tim"}
    assert plan_import(office, tmp_path / "m.xlsx").questions == []  # answered once


def test_a_table_above_the_header_is_listed(office: Store, tmp_path: Path) -> None:
    rows = [("Tahap satu", "pagi", "aula", n) for n in range(3)] + [[]] + list(TWO_HEADERS[3:])
    plan = take(office, tmp_path, rows)
    assert [(one.row, one.rows) for one in plan.left_out] == [(1, 1), (2, 1), (3, 1)]
    assert plan.needs_a_person


def schedule(title: str, mark: str = "x") -> Rows:
    """A plan with weeks under months, and marks."""
    return (
        (title,),
        (),
        ("No", "Kegiatan", "PIC", "Januari", None, None, None, "Februari"),
        (None, None, None, 1, 2, 3, 4, 1, 2, 3, 4),
        (1, "Susun KAK", "Budi Santoso", mark, mark),
        (2, "Survei lapangan", "Siti Aminah", None, None, None, mark, mark, mark),
        (3, "Rapat akhir", "Budi Santoso", None, None, None, None, None, None, None, mark),
    )


@pytest.mark.parametrize("mark", ["x", "✓", "■", "1"])
def test_marks_under_weeks_are_the_days_of_a_row(office: Store, tmp_path: Path, mark: str) -> None:
    plan = take(office, tmp_path, schedule("RENCANA KERJA TAHUN 2026", mark))
    assert not plan.needs_a_person
    assert {title: (one["start"], one["due"]) for title, one in items(office).items()} == {
        "Susun KAK": ("2026-01-01", "2026-01-14"),
        "Survei lapangan": ("2026-01-22", "2026-02-14"),
        "Rapat akhir": ("2026-02-22", "2026-02-28"),
    }


def test_a_schedule_without_a_year_is_left_out_and_said_once(office: Store, tmp_path: Path) -> None:
    plan = take(office, tmp_path, schedule("RENCANA KERJA"))
    assert [(one.column, one.header, one.matters) for one in plan.left_out] == [("D", "Januari 1", True)]
    assert "year" in plan.left_out[0].reason
    assert len(items(office)) == 3


def test_a_schedule_of_mere_colours_is_told_of(office: Store, tmp_path: Path) -> None:
    plan = take(
        office, tmp_path, [row[:3] if index > 3 else row for index, row in enumerate(schedule("TAHUN 2026"))]
    )
    assert any("“Januari 1” to “Februari 4”" in remark for remark in plan.remarks)


@pytest.mark.parametrize(
    ("header", "cells", "column", "field"),
    [
        ("Team", ("Web", "Jaringan"), "Team", "agency"),
        ("Team", ("Budi Santoso, Siti Aminah", "Siti Aminah"), "Team", "supporting"),
        ("Task", ("TA1603", "TA1617"), "Task", "key"),
        ("To do", ("2019-01-30T17:46:52.892-0200", "2019-01-31T17:46:52.892-0200"), "Name", "title"),
    ],
)
def test_a_column_is_what_its_cells_say(
    office: Store, tmp_path: Path, header: str, cells: Sequence[str], column: str, field: str
) -> None:
    rows = [
        ("Name", header, "Due date"),
        ("Susun KAK bimtek", cells[0], "04/12/2026"),
        ("Urus SK tim", cells[1], ""),
    ]
    plan = take(office, tmp_path, rows)
    uses = {use.header: use.fields for use in plan.tables[0].columns}
    assert field in uses[column]
    assert set(items(office)) == {"Susun KAK bimtek", "Urus SK tim"}
    assert all(" " in one["name"] for one in load_all(office.reader, "member").values())


@pytest.mark.parametrize(
    ("word", "likely"),
    [
        ("P0-Critical", Priority.URGENT),
        ("Blocker!!", Priority.URGENT),
        ("Sangat tinggi sekali", Priority.HIGH),
        ("tidak terlalu mendesak / rendah", Priority.LOW),
        ("kelas B", Priority.MEDIUM),
    ],
)
def test_the_likeliest_answer_for_a_priority_comes_from_its_words(word: str, likely: Priority) -> None:
    assert likely_value(Priority, word) is likely


def test_what_was_not_taken_is_counted_alike_wherever_it_is_said(office: Store, tmp_path: Path) -> None:
    rows = [
        ("No", "Tindak lanjut", "Tenggat", "Disetujui oleh"),
        (1, "Susun KAK", "entah kapan", "Farid Hidayat"),
        (2, "Urus SK tim", "04/12/2026", "Farid Hidayat"),
        (3, None, "05/12/2026", "Farid Hidayat"),
    ]
    plan = take(office, tmp_path, rows)
    said = "1 row, 1 column, 1 cell"
    assert f"Did not: {said}." in conclusion(plan)
    lines = describe(plan)
    assert any(f"not taken: {said}" in line for line in lines)
    assert "Left out: 2" in lines and "Rows that cannot be taken: 1" in lines


def test_a_number_is_no_title(office: Store, tmp_path: Path) -> None:
    rows = (
        ("Tindak lanjut", "PIC", "Tenggat"),
        ("Susun KAK", "Budi Santoso", "04/12/2026"),
        (12, "Siti Aminah", ""),
    )
    plan = take(office, tmp_path, rows)
    assert list(items(office)) == ["Susun KAK"]
    assert [one.row for one in plan.rejected] == [3]


def test_a_small_header_above_a_wide_table_is_asked_about(office: Store, tmp_path: Path) -> None:
    rows = (
        ("Nama", None, None, "Jabatan"),
        ("Budi Santoso", None, None, "Kepala Gudang"),
        ("Tanggal", None, None, "Ruang Arsip"),
        (),
        ("Kode barang", "Nama", "Uraian", "Harga satuan", "Persediaan", "Nilai", "Pesan lagi"),
        ("K1", "Papan tulis", "untuk aula", 5, 10, 50, "ya"),
        ("K2", "Lem kayu", "untuk bengkel", 2, 10, 20, "tidak"),
    )
    plan = take(office, tmp_path, rows)
    assert [(one.about, one.choices) for one in plan.questions] == [("header", ("5", "1"))]
    assert (items(office), load_all(office.reader, "member")) == ({}, {})


def test_the_address_beside_a_name_of_the_list_is_kept_or_said(office: Store, tmp_path: Path) -> None:
    header = ("Tindak lanjut", "PIC", "Tenggat")
    take(office, tmp_path, (header, ("Susun KAK", "Budi Santoso", "04/12/2026")))
    plan = take(office, tmp_path, (header, ("Urus SK tim", "Budi Santoso <budi@contoh.test>", "05/12/2026")))
    assert [one["email"] for one in load_all(office.reader, "member").values()] == ["budi@contoh.test"]
    assert any("budi@contoh.test" in remark for remark in plan.remarks)
    plan = take(office, tmp_path, (header, ("Cetak modul", "Budi Santoso <bs@lain.test>", "06/12/2026")))
    assert [one["email"] for one in load_all(office.reader, "member").values()] == ["budi@contoh.test"]
    assert any("bs@lain.test" in remark for remark in plan.remarks)
