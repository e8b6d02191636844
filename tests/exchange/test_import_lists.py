"""Plans, members, deadlines, our own exports, Taskwarrior and todo.txt, and sheets as they come."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from workbooks import csv_text, with_header, write_csv, write_xlsx

from taskforce.exchange.exporter import export
from taskforce.exchange.files.sheet import ImportFailed
from taskforce.exchange.importer import describe, plan_import, run_import
from taskforce.exchange.importing.plan import Plan
from taskforce.exchange.importing.questions import Answers
from taskforce.services.template import init_store
from taskforce.store.changes.batch import create, edit
from taskforce.store.changes.load import load, load_all
from taskforce.store.read.items import ItemRow, Selection, item_by_ref, item_links, item_rows
from taskforce.store.store import Store, create_store


@pytest.fixture
def office(store: Store) -> Store:
    """A list with the Smart City template."""
    init_store(store, "smart-city", "Pemerintah Kabupaten Banjar")
    return store


def take(store: Store, path: Path, kind: str | None = None) -> Plan:
    plan = plan_import(store, path, kind)
    run_import(store, plan)
    return plan


def items(store: Store) -> dict[str, ItemRow]:
    return {row.title: row for row in item_rows(store.reader, Selection(), store.clock.today().isoformat())}


def records(store: Store) -> dict[str, dict[str, Any]]:
    """The action items with all their fields, by title."""
    return {one["title"]: one for one in load_all(store.reader, "action_item").values()}


def history_length(store: Store) -> int:
    return int(store.reader.value("SELECT count(*) FROM change"))


def sheet(tmp_path: Path, header: tuple[str, ...], *rows: tuple[Any, ...]) -> Path:
    return write_xlsx(tmp_path / "a.xlsx", with_header(header, *rows), names=["Lembar"])


# --- the plan (rencana aksi) --------------------------------------------------------------------------------

PLAN_HEADER = (
    *("No", "Dimensi", "Sub-Dimensi", "Program", "Kegiatan", "Jenis", "OPD Penanggung Jawab", "OPD Pendukung"),
    *("PIC", "Indikator", "Satuan", "Baseline", "Target 2025", "Target 2026", "Realisasi 2025", "Anggaran (Rp)"),
    *("Sumber Dana", "Mulai", "Selesai", "Keterangan", "Bukti Dukung"),
)
PLAN_ROW = (
    *(1, "smart goverment", "Layanan publik", "Program SPBE", "Portal satu data", "Jangka pendek (≤ 2 th)"),
    *("Kominfo", "Bappelitbang, Dinas Kesehatan", "Farid", "Jumlah layanan", "layanan", 2, "5 layanan", "12,5"),
    *(4, "Rp 1.385.437.875", "APBD Kabupaten", date(2026, 1, 5), "31/12/2026", "prioritas bupati", None),
)


def test_a_row_of_the_plan_gives_every_field(office: Store, tmp_path: Path) -> None:
    plan = take(office, sheet(tmp_path, PLAN_HEADER, PLAN_ROW))
    assert plan.rejected == []
    found = records(office)["Portal satu data"]
    expected = {
        "programme": "Program SPBE",
        "activity": "Portal satu data",
        "horizon": "short",
        "indicator": "Jumlah layanan",
        "unit": "layanan",
        "baseline": 2.0,
        "targets": {"2025": 5.0, "2026": 12.5},
        "realisations": {"2025": 4.0},
        "budget": 1_385_437_875,
        "fund_source": "APBD Kabupaten",
        "start": "2026-01-05",
        "due": "2026-12-31",
        "description": "prioritas bupati",
    }
    assert {name: found[name] for name in expected} == expected
    row = items(office)["Portal satu data"]
    assert (row.dimension, row.sub_dimension, row.agency) == ("governance", "pelayanan-publik", "Diskominfo")
    agencies = {record_id: one["short"] for record_id, one in load_all(office.reader, "agency").items()}
    supporting = {agencies[one["agency_id"]] for one in load_all(office.reader, "supporting_agency").values()}
    assert supporting == {"Bappelitbang", "Dinkes"}
    before = history_length(office)
    take(office, sheet(tmp_path, PLAN_HEADER, PLAN_ROW))
    assert history_length(office) == before


@pytest.mark.parametrize(
    ("header", "value", "expected"),
    [
        ("Anggaran", 1385437875, 1_385_437_875),
        ("Anggaran", 1385437875.0, 1_385_437_875),
        ("Anggaran", "Rp1.500.000,00", 1_500_000),
        ("Anggaran", "1,5 juta", 1_500_000),
        ("Pagu (juta rupiah)", 1385.5, 1_385_500_000),
        ("Pagu (juta rupiah)", "1.385,5", 1_385_500_000),
        ("Pagu (juta rupiah)", "Rp 5.000.000", 5_000_000),
        ("Pagu Anggaran (Rp. 000)", 2500, 2_500_000),
        ("Anggaran (Rp miliar)", 1.2, 1_200_000_000),
    ],
)
def test_amounts(office: Store, tmp_path: Path, header: str, value: Any, expected: int) -> None:
    take(office, sheet(tmp_path, ("Tindak Lanjut", header), ("Satu", value)))
    assert items(office)["Satu"].budget == expected


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["80%", "5 %", None], [80, 5, 0]),
        ([80, 5, 100], [80, 5, 100]),
        ([0.8, 1, 0], [80, 100, 0]),
        ([0.29, 0.005, 0.5], [29, 1, 50]),
        ([87.5, 12, 1], [88, 12, 1]),
        (["0,8", "1", "80%"], [80, 100, 80]),
    ],
)
def test_percentages_are_shares_where_the_whole_column_is(
    office: Store, tmp_path: Path, cells: list[Any], expected: list[int]
) -> None:
    rows = [(f"Tugas {number}", cell) for number, cell in enumerate(cells)]
    plan = take(office, sheet(tmp_path, ("Tugas", "Progres"), *rows))
    assert [items(office)[title].progress for title, _cell in rows] == expected
    told = any("shares of 1" in remark for remark in plan.remarks)
    assert told == any((isinstance(cell, float) and cell < 1) or cell == "0,8" for cell in cells)


def test_a_share_among_percentages_is_not_read_and_costs_no_row(office: Store, tmp_path: Path) -> None:
    plan = plan_import(office, sheet(tmp_path, ("Tugas", "Progres"), ("a", 0.8), ("b", 50), ("c", 120)))
    assert [(one.row, one.value) for one in plan.left_out] == [(2, "0.8"), (4, "120")]
    assert [one.name for one in plan.new_items] == ["a", "b", "c"] and plan.needs_a_person


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Smart Lighting", "living"),
        ("SMART GOVERMENT", "governance"),
        ("ekonomi", "economy"),
        ("People", "society"),
        ("4. Smart Living", "living"),
        ("Dimensi Smart Environment", "environment"),
        ("governance", "governance"),
        ("branding", "branding"),
    ],
)
def test_dimensions_as_lists_write_them(office: Store, tmp_path: Path, text: str, key: str) -> None:
    take(office, sheet(tmp_path, ("Rencana Aksi", "Dimensi"), ("Satu", text)))
    assert items(office)["Satu"].dimension == key


def test_a_dimension_that_is_none_is_listed(office: Store, tmp_path: Path) -> None:
    plan = plan_import(office, sheet(tmp_path, ("Rencana Aksi", "Dimensi"), ("Satu", "Smart Mobility")))
    [left] = plan.left_out
    assert (left.sheet, left.row, left.column, left.value) == ("Lembar", 2, "B", "Smart Mobility")
    assert [one.values["text"] for one in plan.of("note")] == ["Dimensi: Smart Mobility"]


def test_a_sub_dimension_of_another_dimension_is_not_taken(office: Store, tmp_path: Path) -> None:
    header = ("Rencana Aksi", "Dimensi", "Sub Dimensi")
    plan = plan_import(office, sheet(tmp_path, header, ("Satu", "Smart Living", "Pelayanan publik")))
    [left] = plan.left_out
    assert (left.column, left.value) == ("C", "Pelayanan publik")
    assert plan.new_items[0].values["dimension"] == "living"


def test_what_stands_below_the_table_is_no_item(office: Store, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ("No", "Tindak Lanjut", "PIC"),
        (1, "Satu", "Farid"),
        (2, "Jumlah wisatawan dihitung", "Azwar"),
        (None, None, None),
        (None, "Martapura, 24 November 2026", None),
        (None, "Kepala Dinas", None),
        (None, "NIP 197512152005011003", None),
    )
    plan = take(office, path)
    assert set(items(office)) == {"Satu", "Jumlah wisatawan dihitung"}
    assert {one.text for one in plan.skipped} == {"below the table"}


def test_a_header_that_comes_again_and_another_table_below(office: Store, tmp_path: Path) -> None:
    path = sheet(
        tmp_path,
        ("No", "Tindak Lanjut", "PIC"),
        (1, "Satu", "Farid"),
        ("No", "Tindak Lanjut", "PIC"),
        (2, "Dua", "Farid"),
        (),
        ("Tugas", "Status", "PIC"),
        ("Tiga", "Selesai", "Azwar"),
    )
    plan = take(office, path)
    assert {row.title: (row.lead, row.status) for row in items(office).values()} == {
        "Satu": ("farid", "not_started"),
        "Dua": ("farid", "not_started"),
        "Tiga": ("azwar", "done"),
    }
    assert plan.rejected == []


def test_several_sheets_are_read_each_as_what_it_lists(office: Store, tmp_path: Path) -> None:
    path = write_xlsx(
        tmp_path / "a.xlsx",
        with_header(("Tindak Lanjut", "PIC"), ("Satu", "Galuh")),
        with_header(("Nama", "Jabatan", "OPD"), ("Galuh Tantri Narindra", "Kepala", "Bappelitbang")),
        with_header(("Kegiatan", "Jenis", "Tanggal"), ("Forum data", "rapat", date(2026, 12, 1))),
        [("catatan bebas",), ("lain lagi",)],
        [],
        names=("Matriks", "Anggota", "Agenda", "Catatan", "Kosong"),
    )
    plan = take(office, path)
    assert [(table.sheet, table.kind) for table in plan.tables] == [
        ("Anggota", "members"),
        ("Agenda", "deadlines"),
        ("Matriks", "actions"),
    ]
    assert items(office)["Satu"].lead == "galuh"
    assert len(load_all(office.reader, "member")) == 1
    assert any("Catatan" in remark for remark in plan.remarks)
    assert office.reader.value("SELECT count(*) FROM batch WHERE kind = 'import'") == 1


def test_names_that_nobody_knows_are_asked_about(office: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, ("Hal", "Lokasi"), ("satu dua", "tiga"), ("empat lima", "tiga"))
    plan = plan_import(office, path)
    assert plan.new == [] and plan.needs_a_person
    first = plan.questions[0]
    assert (first.about, first.column, first.examples) == ("column", "A", ("satu dua", "empat lima"))
    assert first.choices[0] == "title" and first.option == '--column "Hal=title"'


def test_no_header_shows_what_was_there(office: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, ("1", "Lokasi"), ("2", "dua"), ("3", "empat"))
    with pytest.raises(ImportFailed, match=r"1 \| Lokasi; 2: 2 \| dua"):
        plan_import(office, path)


def test_unknown_columns_are_listed_and_doubtful_ones_proved(office: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, ("Tindak Lanjut", "Jenis", "Lokasi"), ("Satu", "Fisik", "Martapura"))
    plan = take(office, path)
    uses = {column.header: (column.fields, bool(column.why)) for column in plan.tables[0].columns}
    assert uses["Lokasi"] == ((), False)
    assert uses["Jenis"] == ((), True)
    text = "\n".join(describe(plan))
    assert "Lokasi → not read" in text and "Tindak Lanjut → Title" in text


def test_a_formula_without_result_is_left_out(office: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, ("Tindak Lanjut", "Status", "Lokasi"), ("Satu", "#REF!", None), ("Dua", None, "=1+1"))
    plan = plan_import(office, path)
    cells = [(one.row, one.value) for one in plan.left_out if one.row is not None]
    assert cells == [(2, "#REF!")]
    assert [one.name for one in plan.new_items] == ["Satu", "Dua"]


def test_dates_in_cells_with_a_time_are_days(office: Store, tmp_path: Path) -> None:
    take(office, sheet(tmp_path, ("Tugas", "Tenggat"), ("Satu", datetime(2026, 12, 4, 16, 30))))
    assert items(office)["Satu"].due == "2026-12-04"


# --- members and deadlines ----------------------------------------------------------------------------------

MEMBER_HEADER = ("No", "Nama", "Jabatan", "Instansi", "NIP", "No. HP", "Email", "Pangkat/Gol", "Username")


def test_members_go_in_and_are_found_again(office: Store, tmp_path: Path) -> None:
    rows = (
        (
            *(1, "Drs. H. Contoh Satu, M.Si.", "Kepala Dinas", "Diskominfo", "19750101 200501 1 001"),
            *("0811-111", "satu@contoh.go.id", "Pembina / IVa", "satu"),
        ),
        (2, "Contoh Dua", "Kepala Bidang", "Dinas Baru (Disbar)", None, None, None, None, None),
    )
    path = sheet(tmp_path, MEMBER_HEADER, *rows)
    plan = take(office, path)
    members = {one["handle"]: one for one in load_all(office.reader, "member").values()}
    assert members["satu"]["nip"] == "197501012005011001"
    assert (members["satu"]["phone"], members["satu"]["rank"]) == ("0811-111", "Pembina / IVa")
    assert members["contoh"]["name"] == "Contoh Dua"
    assert [one.name for one in plan.new_agencies] == ["Disbar"]
    assert [table.kind for table in plan.tables] == ["members"]
    before = history_length(office)
    office.write("edit", [edit("member", next(iter(load_all(office.reader, "member"))), "phone", "0812")])
    take(office, path)
    assert history_length(office) == before + 1


@pytest.mark.parametrize("value", [1.97512e17, 197501012005011003, "1.97512E+17", "12345", "tidak ingat"])
def test_a_nip_that_is_none_is_left_out_with_the_reason(office: Store, tmp_path: Path, value: Any) -> None:
    path = sheet(tmp_path, ("Nama", "NIP"), ("Contoh Satu", value))
    plan = plan_import(office, path)
    [left] = plan.left_out
    assert left.header == "NIP" and left.matters
    if not isinstance(value, str) or "E" in value:
        assert "last digits are lost" in left.reason
        assert left.value.startswith("1.97")
    assert [(one.name, one.values.get("nip")) for one in plan.new_members] == [("Contoh Satu", None)]
    [rejected] = plan_import(office, path, answers=Answers(strict=True)).rejected
    assert rejected.header == "NIP"


def test_a_phone_number_that_lost_its_zero_is_a_warning(office: Store, tmp_path: Path) -> None:
    plan = plan_import(office, sheet(tmp_path, ("Nama", "HP"), ("Contoh Satu", 81234567890)))
    assert plan.new_members[0].values["phone"] == "81234567890"
    assert "zero" in plan.warnings[0].text


def test_two_people_of_one_name(office: Store, tmp_path: Path) -> None:
    header = ("Nama", "NIP", "Jabatan")
    first, second = "197501012005011001", "198001012005011002"
    path = sheet(
        tmp_path, header, ("Contoh Satu", first, "A"), ("Contoh Satu", second, "B"), ("Contoh Satu", first, "C")
    )
    plan = take(office, path)
    assert {one["handle"]: one["nip"] for one in load_all(office.reader, "member").values()} == {
        "contoh": first,
        "contoh-satu": second,
    }
    [rejected] = plan.rejected
    assert rejected.row == 4
    plan = take(office, sheet(tmp_path, ("Nama", "Jabatan"), ("Contoh Satu", "D")))
    assert "@contoh" in plan.rejected[0].reason


def test_the_kind_can_be_said(office: Store, tmp_path: Path) -> None:
    path = sheet(tmp_path, ("Kegiatan", "Tenggat"), ("Forum", "01/12/2026"))
    assert plan_import(office, path).tables[0].kind == "actions"
    assert [one.name for one in plan_import(office, path, "deadlines").new_deadlines] == ["Forum"]
    with pytest.raises(ImportFailed, match="Nama"):
        plan_import(office, path, "members")


# --- our own exports ----------------------------------------------------------------------------------------


@pytest.fixture
def busy(office: Store) -> Store:
    """Three items with links, written by people, not by an import."""
    farid = create("member", handle="farid", name="HM Farid Soufian")
    galuh = create("member", handle="galuh", name="Galuh Tantri")
    first = create(
        "action_item", title="=Satu", due="2026-12-01", lead_id=farid.record_id, description="-5% lalu\nx"
    )
    meeting = create("meeting", number="005/1", title="Rapat", date="2026-11-02")
    dinkes = next(one for one, values in load_all(office.reader, "agency").items() if values["short"] == "Dinkes")
    second = create("action_item", title="Dua", priority="high", budget=1500, meeting_id=meeting.record_id)
    third = create("action_item", title='Tiga; "kutip", \'koma', status="blocked")
    office.write(
        "add",
        [
            *(farid, galuh, meeting, first, second, third),
            create("supporting_agency", item_id=second.record_id, agency_id=dinkes),
            create("tag", item_id=first.record_id, name="rapat"),
            create("supporting", item_id=first.record_id, member_id=galuh.record_id),
            create("dependency", item_id=second.record_id, needs_id=first.record_id),
        ],
    )
    return office


@pytest.mark.parametrize("name", ["a.csv", "excel-id.csv", "a.json"])
def test_an_export_comes_back_unchanged(busy: Store, tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    export(busy, path, Selection(), "excel-id" if "id" in name else "excel")
    before = history_length(busy)
    plan = take(busy, path)
    assert (plan.unchanged, plan.rejected, plan.drafts) == (3, [], [])
    assert history_length(busy) == before


@pytest.mark.parametrize("dialect", ["excel", "excel-id"])
def test_only_what_was_changed_in_an_export_is_taken(busy: Store, tmp_path: Path, dialect: str) -> None:
    path = tmp_path / "a.csv"
    export(busy, path, Selection(), dialect)
    busy.clock.injected = date(2026, 11, 25)
    dua = items(busy)["Dua"]
    tiga = items(busy)['Tiga; "kutip", \'koma']
    busy.write(
        "edit",
        [
            edit("action_item", dua.id, "status", "in_progress"),
            create("tag", item_id=dua.id, name="baru"),
            edit("action_item", tiga.id, "priority", "low"),
        ],
    )
    text = path.read_text(encoding="utf-8-sig").replace("high", "urgent").replace("rapat", "notulen")
    path.write_text(text, encoding="utf-8")

    plan = take(busy, path)

    found = {one.name: {c.field: (c.old, c.new) for c in one.changes if not c.follows} for one in plan.changed}
    assert found == {
        "1 =Satu": {"tag": (["rapat"], ["notulen"])},
        "2 Dua": {"priority": ("high", "urgent")},
    }
    after = items(busy)
    assert (after["Dua"].status, after["Dua"].priority) == ("in_progress", "urgent")
    assert after[tiga.title].priority == "low"
    assert item_links(busy.reader).tags[dua.id] == ["baru"]
    before = history_length(busy)
    busy.write("edit", [edit("action_item", dua.id, "priority", "low")])
    take(busy, path)
    assert history_length(busy) == before + 1, "the same file again takes nothing back"


def test_rows_with_a_ref_change_that_item(busy: Store, tmp_path: Path) -> None:
    path = write_csv(
        tmp_path / "a.csv", [("ref", "title", "status"), (2, "Dua", "selesai"), (99, "Hilang", "selesai")]
    )
    plan = take(busy, path)
    assert item_by_ref(busy.reader, "2").status == "done"
    assert [(one.row, one.column, one.value) for one in plan.rejected] == [(3, "A", "99")]


def test_an_export_of_another_list_makes_new_items(busy: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    export(busy, path, Selection())
    other = create_store(tmp_path / "other.db", today=date(2026, 11, 24))
    init_store(other, "smart-city", "Lain")
    other.write("add", [create("action_item", title="Milik sendiri")])
    plan = take(other, path)
    assert len(plan.new_items) == 3
    found = items(other)
    assert found["Milik sendiri"].ref == "1" and found["=Satu"].description == "-5% lalu\nx"
    assert item_links(other.reader).depends_on[found["Dua"].id] == [found["=Satu"].ref]
    other.close()


def test_a_circle_of_dependencies_and_an_unknown_one_are_left_out(busy: Store, tmp_path: Path) -> None:
    path = write_csv(tmp_path / "a.csv", [("ref", "title", "depends_on"), (1, "=Satu", "2"), (3, "x", "77")])
    plan = plan_import(busy, path)
    assert [(one.row, one.value) for one in plan.left_out] == [(2, "2"), (3, "77")]
    assert "circle" in plan.left_out[0].reason and plan.rejected == []


def test_a_complete_export_is_handed_to_its_importer(busy: Store, tmp_path: Path) -> None:
    path = tmp_path / "all.json"
    export(busy, path)
    assert plan_import(busy, path).unseen == 0
    other = create_store(tmp_path / "other.db", today=date(2026, 11, 24))
    plan = plan_import(other, path)
    assert plan.unseen == history_length(busy) and plan.changes_anything
    run_import(other, plan)
    assert set(items(other)) == set(items(busy))
    other.close()


# --- Taskwarrior and todo.txt -------------------------------------------------------------------------------


def test_taskwarrior(office: Store, tmp_path: Path) -> None:
    uuid = "0b0c7a6e-0000-4000-8000-00000000000{}"
    tasks = [
        {
            "uuid": uuid.format(1),
            "description": "Susun draf",
            "status": "pending",
            "start": "20261101T010000Z",
            "due": "20261126T160000Z",
            "priority": "H",
            "project": "kantor.buku",
            "tags": ["rapat"],
            "annotations": [{"entry": "20261102T010000Z", "description": "tanya Galuh"}],
        },
        {"uuid": uuid.format(2), "description": "Cetak", "status": "completed", "end": "20261110T020000Z"},
        {"uuid": uuid.format(3), "description": "Kirim", "status": "waiting", "depends": [uuid.format(1)]},
        {"uuid": uuid.format(4), "description": "Tiap minggu", "status": "recurring", "recur": "weekly"},
    ]
    path = tmp_path / "tasks.json"
    path.write_text(json.dumps(tasks), encoding="utf-8")
    plan = take(office, path)
    assert plan.rejected == []
    found = items(office)
    draft = found["Susun draf"]
    # The due moment is 27 November in Makassar: a day there, not in Greenwich.
    assert (draft.status, draft.priority, draft.due, draft.start) == (
        "in_progress",
        "high",
        "2026-11-27",
        "2026-11-01",
    )
    assert (found["Cetak"].done_on, found["Cetak"].progress) == ("2026-11-10", 100)
    assert found["Kirim"].status == "deferred"
    links = item_links(office.reader)
    assert links.tags[draft.id] == ["kantor-buku", "rapat"]
    assert links.depends_on[found["Kirim"].id] == [draft.ref]
    assert [one["text"] for one in load_all(office.reader, "note").values()] == ["2026-11-02: tanya Galuh"]
    assert "Tiap minggu" not in found
    before = history_length(office)
    take(office, path)
    assert history_length(office) == before
    path.write_text("\n".join(json.dumps(task) + "," for task in tasks), encoding="utf-8")
    take(office, path)
    assert history_length(office) == before


def test_todotxt(office: Store, tmp_path: Path) -> None:
    path = tmp_path / "todo.txt"
    path.write_text(
        "(A) 2026-11-01 Susun draf +buku @kantor due:2026-11-27\n\n"
        "x 2026-11-10 2026-11-01 Cetak undangan pri:B\n"
        "Telepon https://contoh.go.id/x:8080 jam 09:00\n",
        encoding="utf-8",
    )
    plan = take(office, path)
    assert plan.rejected == []
    found = items(office)
    assert (found["Susun draf"].priority, found["Susun draf"].due) == ("urgent", "2026-11-27")
    assert (found["Cetak undangan"].done_on, found["Cetak undangan"].priority) == ("2026-11-10", "high")
    assert "Telepon https://contoh.go.id/x:8080 jam 09:00" in found
    assert item_links(office.reader).tags[found["Susun draf"].id] == ["buku", "kantor"]
    before = history_length(office)
    take(office, path)
    assert history_length(office) == before


def test_a_list_imported_on_two_copies_is_one_list(office: Store, tmp_path: Path) -> None:
    """The ids are derived from what the sheet says, so that a merge of the two finds the same records."""
    path = sheet(tmp_path, ("Tindak Lanjut", "PIC", "Rapat", "Tanggal Rapat"), ("Satu", "Budi", "R", "01/11/2026"))
    take(office, path)
    other = create_store(tmp_path / "other.db", today=date(2026, 11, 24))
    init_store(other, "smart-city", "Pemerintah Kabupaten Banjar")
    take(other, path)
    for record_type in ("action_item", "member", "meeting"):
        ours = load_all(office.reader, record_type)
        assert ours.keys() == load_all(other.reader, record_type).keys()
        assert load(office.reader, record_type, ours.keys()) == load(other.reader, record_type, ours.keys())
    other.close()


def test_csv_in_a_file_of_any_name(office: Store, tmp_path: Path) -> None:
    path = tmp_path / "daftar.txt"
    path.write_text(csv_text([("Tugas", "PIC"), ("Satu", "Budi")], ";"), encoding="utf-8")
    assert [one.name for one in plan_import(office, path).new_items] == ["Satu"]
