"""What a sheet leaves open: asked, answered by options, kept with the list, and never guessed."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest
from calling import Caller, Join, give, listed

HEAD = "Yang dikerjakan,Oleh,Sebelum,Tahap\n"
FIRST = (
    HEAD + "Pesan aula besar,Budi Santoso,04/12/2026,Di meja camat\nCetak spanduk,Siti Aminah,05/12/2026,Selesai\n"
)
SECOND = HEAD + "Sewa kursi tamu,Siti Aminah,11/12/2026,Di meja camat\n"


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """A sheet whose headers nobody knows."""
    path = tmp_path / "week-1.csv"
    path.write_text(FIRST, encoding="utf-8")
    return path


def test_nothing_is_taken_while_the_title_is_a_question(call: Caller, sheet: Path) -> None:
    answer = call("import", str(sheet), status=3)
    assert listed(call) == []
    assert '--column "Yang dikerjakan=title"' in answer.err
    assert call("member", "list", "--format", "json").json == []


def test_the_options_of_the_questions_answer_them_and_the_next_sheet_asks_nothing(
    call: Caller, sheet: Path
) -> None:
    options: list[str] = []
    for _round in range(3):
        plan = call("import", str(sheet), *options, "--dry-run", "--format", "json", status=None).json
        options += [word for question in plan["questions"] for word in shlex.split(question["option"])]
    assert plan["questions"] == []
    call("import", str(sheet), *options)
    assert {item["title"]: (item["due"], item["status"]) for item in listed(call)} == {
        "Pesan aula besar": ("2026-12-04", "in_progress"),
        "Cetak spanduk": ("2026-12-05", "done"),
    }
    sheet.write_text(SECOND, encoding="utf-8")
    plan = call("import", str(sheet), "--dry-run", "--format", "json").json
    assert (plan["questions"], plan["left_out"], plan["counts"]["new_items"]) == ([], [], 1)


ANSWERS = (
    "--column",
    "Yang dikerjakan=title",
    "--column",
    "Sebelum=due",
    "--value",
    "status:di meja camat=blocked",
)


def test_answers_travel_are_undone_and_dropped(banjar: Caller, join: Join, sheet: Path, tmp_path: Path) -> None:
    banjar("import", str(sheet), *ANSWERS)
    other = join("siti")
    sheet.write_text(SECOND, encoding="utf-8")
    other("import", str(sheet))
    assert {item["title"]: item["status"] for item in listed(other)}["Sewa kursi tamu"] == "blocked"
    give(other, banjar, tmp_path / "siti.bundle")
    assert "Sewa kursi tamu" in {item["title"] for item in listed(banjar)}

    other("import", "--forget", str(sheet))
    assert other("import", str(sheet), "--dry-run", "--format", "json", status=3).json["questions"]
    other("undo")
    other("import", str(sheet), "--dry-run", "--format", "json")
    other("doctor")


def test_undoing_the_import_takes_the_answers_with_it(call: Caller, sheet: Path) -> None:
    call("import", str(sheet), *ANSWERS)
    call("undo")
    assert call("import", str(sheet), "--dry-run", "--format", "json", status=3).json["questions"]


def test_a_dry_run_keeps_no_answers(call: Caller, sheet: Path) -> None:
    call("import", str(sheet), *ANSWERS, "--dry-run")
    assert call("import", str(sheet), "--dry-run", "--format", "json", status=3).json["questions"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (("--column", "Judul=title"), "There is no column “Judul”"),
        (("--column", "Oleh=gaji"), "“gaji” is no field"),
        (("--column", "Oleh"), "HEADER=FIELD"),
        (("--value", "status=done"), "FIELD:WORD=VALUE"),
        (("--sheet", "Lain"), "There is no sheet “Lain”"),
        (("--header", "0"), "1 or more"),
    ],
)
def test_an_answer_that_means_nothing_is_refused(
    call: Caller, sheet: Path, options: tuple[str, ...], told: str
) -> None:
    assert told in call("import", str(sheet), *options, status=2).err


def test_dates_of_both_orders_are_a_question(call: Caller, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Tugas,Tenggat\nSatu,25/12/2026\nDua,12/25/2026\nTiga,2026-12-03\n", encoding="utf-8")
    plan = call("import", str(path), "--dry-run", "--format", "json", status=3).json
    [question] = plan["questions"]
    assert (question["about"], question["choices"], question["option"]) == ("dates", ["dmy", "mdy"], "--dates dmy")
    call("import", str(path), status=3)
    assert [item["due"] for item in listed(call)] == ["2026-12-03", None, None]
    call("import", str(path), "--dates", "dmy", status=3)
    assert {item["title"]: item["due"] for item in listed(call)} == {
        "Satu": "2026-12-25",
        "Dua": None,
        "Tiga": "2026-12-03",
    }


def test_a_letter_names_a_column_without_a_header(call: Caller, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("Tugas,,Tenggat\nSatu,Budi Santoso,25/12/2026\nDua,Siti Aminah,26/12/2026\n", encoding="utf-8")
    plan = call("import", str(path), "--dry-run", "--format", "json", status=3).json
    [question] = plan["questions"]
    assert (question["column"], question["examples"]) == ("B", ["Budi Santoso", "Siti Aminah"])
    call("import", str(path), "--column", "B=lead")
    assert {item["lead"] for item in listed(call)} == {"budi", "siti"}


def test_who_is_meant_may_be_a_question(call: Caller, tmp_path: Path) -> None:
    call("member", "add", "Galuh Tantri", "--handle", "galuh")
    call("member", "add", "Galuh Permata", "--handle", "permata")
    path = tmp_path / "a.csv"
    path.write_text("Tugas,PIC\nSatu,Galuh\n", encoding="utf-8")
    plan = call("import", str(path), "--dry-run", "--format", "json", status=3).json
    [question] = plan["questions"]
    assert question["choices"] == ["galuh", "permata"] and question["about"] == "value"
    call("import", str(path), "--value", "lead:Galuh=permata")
    assert [item["lead"] for item in listed(call)] == ["permata"]


def test_a_row_that_was_typed_in_before_is_not_doubled_in_silence(call: Caller, tmp_path: Path) -> None:
    call("add", "Pesan aula due:2026-12-04 status:in_progress")
    call("add", "Cetak spanduk due:2026-12-01")
    path = tmp_path / "a.csv"
    path.write_text("Tugas,Tenggat,PIC\nPesan  Aula,4/12/2026,Budi Santoso\nCetak spanduk,13/12/2026,\n", "utf-8")
    answer = call("import", str(path))
    assert "Taken for action item 1" in answer.out and "already (2), on another day" in answer.out
    assert [(item["ref"], item["lead"], item["status"]) for item in listed(call)] == [
        ("2", None, "not_started"),
        ("1", "budi", "in_progress"),
        ("3", None, "not_started"),
    ]
    answer = call("import", str(path))
    assert "Nothing is new: the list holds these rows already." in answer.out
    call("import", str(path), "--as-new")
    assert len(listed(call)) == 4


def test_people_under_an_unknown_name_are_first_taken_for_who_leads(call: Caller, tmp_path: Path) -> None:
    sheet = tmp_path / "matrik.csv"
    sheet.write_text(
        "Perihal yang dikerjakan;Yang menangani;Kapan\n"
        "Susun naskah kajian;Budi Santoso, S.T.;12/03/2026\nUndang narasumber;Siti Aminah, M.Si.;15/03/2026\n",
        encoding="utf-8",
    )
    asked = {
        one["header"]: one
        for one in call("import", str(sheet), "--dry-run", "--format", "json", status=3).json["questions"]
    }
    assert asked["Yang menangani"]["choices"][0] == "lead"
    assert "ignore" in asked["Yang menangani"]["choices"]
