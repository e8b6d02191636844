"""What holds for every import, whatever its sheet lists: nothing is lost, and what was taken is known again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from workbooks import with_header, write_csv, write_xlsx

from taskforce.exchange.importer import plan_import, run_import
from taskforce.exchange.importing.plan import Plan
from taskforce.services.undo import undo
from taskforce.store.changes.load import load_all
from taskforce.store.store import Store, create_store

Table = tuple[str, tuple[str, ...], list[tuple[str, ...]]]
"""What a sheet lists (the kind of ``import --kind``), its header and its rows."""


def table(kind: str, label: str, columns: dict[str, st.SearchStrategy[str]]) -> st.SearchStrategy[Table]:
    """Sheets of one kind, whose rows have something in the column ``label``, if only something wrong."""
    row = st.tuples(*columns.values()).filter(lambda cells: cells[list(columns).index(label)] != "")
    return st.lists(row, min_size=1, max_size=8).map(lambda rows: (kind, tuple(columns), rows))


def words(*texts: str) -> st.SearchStrategy[str]:
    return st.sampled_from(["", *texts])


PEOPLE = ("Budi Santoso", "Budi", "Siti Aminah; Budi Santoso", "Drs. H. Agus Salim, M.Si.", "Dinas Kesehatan", "@")
AGENCIES = ("Dinas Kesehatan", "Dinkes", "Dinas Baru (Disbar)", "Dinas Baru; Dinkes")
DAYS = ("27/11/2026", "2 Desember 2026", "31/02/2026", "besok", "10/11/2026")
ACTIONS = table(
    "actions",
    "Tindak Lanjut",
    {
        "Tindak Lanjut": words("Susun draf", "susun Draf", "Undang narasumber", "x" * 600),
        "Nomor Rapat": words("005/12", "005/13"),
        "Tanggal Rapat": words("02/11/2026", "9 November 2026"),
        "PIC": words(*PEOPLE),
        "Pendukung": words(*PEOPLE),
        "OPD": words(*AGENCIES),
        "Mulai": words(*DAYS),
        "Deadline": words(*DAYS),
        "Status": words(
            "Selesai", "Dalam proses (50%)", "Dalam proses (150%)", "Kendala", "Terlambat", "apa saja"
        ),
        "Progres": words("0", "50", "100", "50%", "lima"),
        "Selesai Pada": words(*DAYS),
        "Kendala": words("hujan", "anggaran; hujan"),
        "Bukti Dukung": words("ada", "https://contoh.go.id/a", "Surat No. 5/2026", "belum"),
        "Tag": words("rapat", "rapat, bimtek"),
    },
)
MEMBERS = table(
    "members",
    "Nama",
    {
        "Nama": words("Budi Santoso", "Drs. Budi Santoso", "Siti Aminah", "Siti", "x" * 600),
        "Username": words("budi", "siti", "dua kata"),
        "NIP": words("197501012005011001", "198001012005011002", "123"),
        "Jabatan": words("Kepala Dinas", "Staf"),
        "OPD": words(*AGENCIES),
        "Aktif": words("ya", "tidak", "entah"),
    },
)
DEADLINES = table(
    "deadlines",
    "Kegiatan",
    {
        "Kegiatan": words("Bimtek I", "bimtek i", "Buku 2", "x" * 600),
        "Tanggal": words(*DAYS),
        "Jenis": words("Bimtek", "Dokumen", "entah"),
        "Keterangan": words("pertama", "kedua"),
    },
)


def in_a_new_list(sheet: Table, steps: Callable[[Store, Path, str], None]) -> None:
    """Do something with a sheet and a list that has nothing in it."""
    kind, header, rows = sheet
    with TemporaryDirectory() as folder:
        path = Path(folder) / "sheet.csv"
        write_csv(path, with_header(header, *rows))
        store = create_store(Path(folder) / "list.db", today=date(2026, 11, 24))
        try:
            steps(store, path, kind)
        finally:
            store.close()


def take(store: Store, path: Path, kind: str | None = None) -> Plan:
    plan = plan_import(store, path, kind)
    run_import(store, plan)
    return plan


def listed_rows(plan: Plan, record_type: str) -> list[int]:
    """The number of every row that a plan says something of, once for each time it is created, changed or left."""
    new = [one.place.row for one in plan.of(record_type) if one.place is not None]
    twins = [one.place.row for one in plan.warnings if one.text.startswith("Says the same as")]
    others = [one.place.row for one in (*plan.changed, *plan.rejected, *plan.skipped)]
    return sorted([*new, *twins, *others])


RECORD_TYPES = {"actions": "action_item", "members": "member", "deadlines": "deadline"}


def members(*rows: tuple[str, str, str]) -> Table:
    """A sheet of members: names, handles and NIPs."""
    return "members", ("Nama", "Username", "NIP"), list(rows)


SAME_BUT_FOR_A_BAD_DAY: Table = (
    "actions",
    ("Tindak Lanjut", "OPD", "Deadline"),
    [("Susun draf", "Dinas Kesehatan", "31/02/2026"), ("Susun draf", "Dinas Kesehatan", "")],
)

SAME_BUT_FOR_A_TAG: Table = (
    "actions",
    ("Tindak Lanjut", "Progres", "Tag"),
    [("Susun draf", "", ""), ("Susun draf", "0", "rapat")],
)


@given(ACTIONS | MEMBERS | DEADLINES)
@example(SAME_BUT_FOR_A_BAD_DAY)
@example(SAME_BUT_FOR_A_TAG)
@example(members(("Budi Santoso", "", ""), ("Budi Santoso", "siti", ""), ("Siti Aminah", "", "")))
@example(members(("Budi Santoso", "", ""), ("Budi Santoso", "budi", ""), ("Siti Aminah", "budi", "")))
@example(members(("Budi Santoso", "budi", ""), ("Siti Aminah", "budi", "")))
@example(members(("Budi Santoso", "", "197501012005011001"), ("Siti Aminah", "", "197501012005011001")))
@settings(max_examples=60)
def test_no_row_disappears_and_a_sheet_that_was_taken_says_nothing_new(sheet: Table) -> None:
    def steps(store: Store, path: Path, kind: str) -> None:
        first = take(store, path, kind)
        rows = list(range(2, 2 + len(sheet[2])))
        assert listed_rows(first, RECORD_TYPES[kind]) == rows
        again = plan_import(store, path, kind)
        assert again.drafts == []
        assert again.new == []
        kept = {one.place.row for one in again.kept}
        assert kept == set()
        assert len(listed_rows(again, RECORD_TYPES[kind])) + again.unchanged == len(rows)
        assert [one.place for one in again.rejected] == [one.place for one in first.rejected]

    in_a_new_list(sheet, steps)


@given(ACTIONS | MEMBERS | DEADLINES)
@settings(max_examples=20)
def test_an_import_that_was_taken_back_can_be_made_again(sheet: Table) -> None:
    def steps(store: Store, path: Path, kind: str) -> None:
        def present() -> dict[str, Any]:
            types = ("action_item", "member", "agency", "deadline", "meeting", "note", "evidence", "tag")
            return {
                record_type: {
                    record_id: {name: value for name, value in values.items() if name not in VOLATILE}
                    for record_id, values in load_all(store.reader, record_type).items()
                }
                for record_type in types
            }

        first = take(store, path, kind)
        if not first.drafts:
            return
        before = present()
        undo(store)
        take(store, path, kind)
        assert present() == before

    in_a_new_list(sheet, steps)


VOLATILE = ("ref", "number")


def test_each_part_of_a_register_with_several_headers_is_taken_once(store: Store, tmp_path: Path) -> None:
    header = ("Nama", "Jabatan", "OPD")
    rows: Sequence[Sequence[Any]] = (
        *(header, ("Contoh Satu", "Kabid", "Dinas A"), (), header, ("Contoh Dua", "Staf", "Dinas B"), ()),
        *(("Nama", "NIP", "Jabatan"), ("Contoh Tiga", None, "Kepala")),
    )
    plan = take(store, write_xlsx(tmp_path / "a.xlsx", rows), "members")
    assert [one.name for one in plan.new_members] == ["Contoh Satu", "Contoh Dua", "Contoh Tiga"]
    assert len(plan.skipped) == 2  # the headers that come again


def test_what_waits_for_a_refused_row_is_taken_without_the_link(store: Store, tmp_path: Path) -> None:
    ids = [f"11111111-1111-4111-8111-11111111111{number}" for number in range(2)]
    header = ("id", "ref", "title", "depends_on", "updated_at", "Nomor Rapat", "Judul Rapat")
    moment = "2026-11-01T00:00:00+08:00"
    too_long = ("n" * 400, "j" * 400)  # together they are an origin, which has one line
    rows = ((ids[0], "1", "Susun", None, moment, *too_long), (ids[1], "2", "Bahas", "1", moment, None, None))
    plan = take(store, write_xlsx(tmp_path / "a.xlsx", with_header(header, *rows)))
    assert [one.row for one in plan.rejected] == [2]
    assert [one["title"] for one in load_all(store.reader, "action_item").values()] == ["Bahas"]
    assert load_all(store.reader, "dependency") == {}
    assert any("were left out" in remark for remark in plan.remarks)


@pytest.mark.parametrize("status", ["Dalam proses (150%)", "Selesai 101%"])
def test_an_impossible_percentage_behind_a_status_is_left_out(store: Store, tmp_path: Path, status: str) -> None:
    rows = (("Satu", status), ("Dua", "Selesai"))
    plan = take(store, write_xlsx(tmp_path / "a.xlsx", with_header(("Tugas", "Status"), *rows)))
    assert [(one.row, one.header) for one in plan.left_out] == [(2, "Status")]
    assert [one.name for one in plan.new_items] == ["Satu", "Dua"]
