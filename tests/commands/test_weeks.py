"""The main job, whole: an office's matrix goes in, is worked on for weeks, and every week's report is right."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import openpyxl
import pytest
from calling import Caller

ROWS = [
    (1, "05/Rapat/2026", "Rapat koordinasi", date(2026, 11, 5), "Susun draf Buku 2", "Bab 1 sampai 3",
     "Bappelitbang", "Galuh Tantri Narindra", "20/11/2026", "Tinggi", "Dalam proses", None),
    (2, "05/Rapat/2026", "Rapat koordinasi", date(2026, 11, 5), "Pasang CCTV [simpang] [/]", None, "Diskominfo",
     "HM Farid Soufian; Azwar", "27 November 2026", "Sedang", "Belum ditindaklanjuti", None),
    (3, "05/Rapat/2026", "Rapat koordinasi", date(2026, 11, 5), "Kirim data dukung", None, "Disdukcapil", "Azwar",
     date(2026, 11, 13), "Mendesak", "Tuntas", date(2026, 11, 6)),
    (None, None, None, None, None, None, None, None, None, None, None, None),
    (4, "05/Rapat/2026", "Rapat koordinasi", date(2026, 11, 5), "Undang narasumber", None, "Diskominfo",
     "HM Farid Soufian", "31/02/2026", "Sedang", "Berjalan", None),
]  # fmt: skip

HEADER = (
    "No", "Nomor Rapat", "Judul Rapat", "Tanggal Rapat", "Tindak Lanjut", "Deskripsi", "PIC Biro", "PIC",
    "Deadline", "Prioritas", "Status", "Selesai Pada",
)  # fmt: skip


@pytest.fixture
def matrix(tmp_path: Path) -> Path:
    """The follow-up matrix as the office keeps it: three title rows, the header in row 4."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["PEMERINTAH KABUPATEN BANJAR"])
    sheet.append(["MATRIKS TINDAK LANJUT HASIL RAPAT"])
    sheet.append(["Bulan November 2026"])
    sheet.append(HEADER)
    for row in ROWS:
        sheet.append(row)
    sheet.merge_cells("A1:L1")
    path = tmp_path / "Matriks tindak lanjut.xlsx"
    book.save(path)
    return path


def test_a_matrix_is_worked_on_for_weeks_and_every_report_stays_right(call: Caller, matrix: Path) -> None:
    call.day("2026-11-09")
    dry = call("import", str(matrix), "--strict", "--dry-run", status=3)
    assert "31/02/2026" in dry.out + dry.err
    assert call("list", "--format", "json").json == []
    call("import", str(matrix), "--strict", status=3)  # the row with a day that is none stays out
    items = {item["title"]: item for item in call("list", "--format", "json").json}
    assert set(items) == {"Susun draf Buku 2", "Pasang CCTV [simpang] [/]", "Kirim data dukung"}
    draft = items["Susun draf Buku 2"]
    assert (draft["due"], draft["priority"], draft["status"]) == ("2026-11-20", "high", "in_progress")
    assert (draft["agency"], draft["description"]) == ("Bappelitbang", "Bab 1 sampai 3")
    camera = items["Pasang CCTV [simpang] [/]"]
    assert (camera["due"], camera["status"], len(camera["supporting"])) == ("2026-11-27", "not_started", 1)
    assert (items["Kirim data dukung"]["done_on"], items["Kirim data dukung"]["progress"]) == ("2026-11-06", 100)
    assert call("import", str(matrix), "--strict", status=3).status == 3
    assert len(call("list", "--format", "json").json) == 3

    then: dict[str, object] = {}
    call.day("2026-11-12")
    call("edit", draft["ref"], "progress=40")
    call.day("2026-11-15")
    then["2026-W46"] = call("report", "--week", "2026-W46", "--format", "json").json
    call.day("2026-11-18")
    call("edit", draft["ref"], "due=2026-12-04", "progress=60", "--reason", "menunggu data OPD")
    call("edit", camera["ref"], "status=terkendala")
    call("note", camera["ref"], "Kabel belum datang", "--kind", "kendala")
    call.day("2026-11-22")
    then["2026-W47"] = call("report", "--week", "2026-W47", "--format", "json").json
    call.day("2026-12-01")
    call("done", camera["ref"])
    call("add", "Rapat evaluasi due:2026-12-11")
    call.day("2026-12-06")
    then["2026-W49"] = call("report", "--format", "json").json

    first, second, third = (then[week] for week in ("2026-W46", "2026-W47", "2026-W49"))
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert isinstance(third, dict)
    assert first["summary"]["total"] == 3
    assert len(first["added"]) == 3
    assert ("Susun draf Buku 2", 40) in [(move["item"]["title"], move["to"]) for move in first["progressed"]]
    assert [(move["from"], move["to"], move["reason"]) for move in second["rescheduled"]] == [
        ("2026-11-20", "2026-12-04", "menunggu data OPD")
    ]
    assert [(move["from"], move["to"]) for move in second["progressed"]] == [(40, 60)]
    assert [item["title"] for item in second["blocked"]] == ["Pasang CCTV [simpang] [/]"]
    assert second["silent_agencies"] == []
    assert [item["title"] for item in third["completed"]] == ["Pasang CCTV [simpang] [/]"]
    assert [item["title"] for item in third["added"]] == ["Rapat evaluasi"]
    assert [item["title"] for item in third["overdue"]] == ["Susun draf Buku 2"]
    assert third["summary"]["total"] == 4
    unproven = {item["title"] for item in third["without_evidence"]}
    assert unproven == {"Pasang CCTV [simpang] [/]", "Kirim data dukung"}

    call.day("2027-01-20")
    call("edit", draft["ref"], "status=selesai")
    call("edit", camera["ref"], "title=Lain sama sekali")
    for week, report in then.items():
        again = call("report", "--week", week, "--format", "json").json
        assert again == report, week
    call("undo")
    for week, report in then.items():
        assert call("report", "--week", week, "--format", "json").json == report, week
