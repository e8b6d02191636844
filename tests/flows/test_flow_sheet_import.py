"""A secretary's matrix: what is not known is asked beside the cells, kept, and asked of no later sheet."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text
from mouse import click, click_footer
from openpyxl import Workbook
from textual.pilot import Pilot

from taskforce.app import TaskforceApp
from taskforce.exchange import importer
from taskforce.exchange.importing import sheet_view
from taskforce.screens.sync import taking_in
from taskforce.screens.sync.sheet_import import SheetImport
from taskforce.store.changes.batch import create

HEADERS = "No;Hasil Kesepakatan;PIC;Batas Waktu;Posisi Terakhir;Catatan Lapangan;Status;Prioritas"
ROWS = (
    "1;Susun SK tim;Galuh Tantri Narindra;05/12/2026;Draf pertama selesai;Rapat ke-1 diundur;Nunggu paraf;Kebut",
    "2;Kirim surat undangan;Azwar;akhir bulan kali ya;Surat di meja asisten;Rapat ke-2 diundur;Beres semua;Tinggi",
    "3;Kumpulkan data dukung;HM Farid Soufian;07/12/2026;Dua dinas mengirim;Rapat ke-3 batal;Macet dulu;Kebut",
    "4;Cek command center;Azwar;08/12/2026;Teknisi belum datang;Rapat ke-4 maju;Nunggu paraf;Sedang",
    "Jumlah 4 kegiatan",
)


def matrix(folder: Path, name: str, *rows: str) -> Path:
    path = folder / name
    path.write_text("\n".join(("MATRIKS RAPAT", "", HEADERS, *rows)), encoding="utf-8")
    return path


async def opened(pilot: Pilot[int], path: Path) -> SheetImport:
    await settle(pilot)
    await press(pilot, "2", "I")
    await type_text(pilot, str(path))
    await press(pilot, "enter")
    screen = pilot.app.screen
    assert isinstance(screen, SheetImport)
    return screen


async def do_more(pilot: Pilot[int], title: str) -> None:
    """Do what the list of everything offers under a title: by its digit, or typed where there are many."""
    await press(pilot, "m")
    line = next(line for line in shown(pilot).splitlines() if title in line and "│" in line)
    number = re.search(rf"│ [› ] (\d) .*{title}", line)
    if number and "type a part" not in shown(pilot):
        await press(pilot, number[1])
    else:
        await type_text(pilot, title)
        await press(pilot, "enter")


def statuses(place: Any) -> list[tuple[str, ...]]:
    store = store_at(place)
    rows = store.reader.rows(
        "SELECT item.title, item.status, item.priority, member.handle FROM action_item AS item "
        "LEFT JOIN member ON member.id = item.lead_id WHERE item.due >= '2026-12-05' OR item.due IS NULL"
    )
    store.close()
    wanted = {row.split(";")[1] for row in ROWS[:4]}
    return sorted(tuple(map(str, row)) for row in rows if row[0] in wanted)


async def test_three_names_and_four_words_are_answered_and_next_week_asks_nothing(
    filled: Path, tmp_path: Path
) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, matrix(tmp_path, "minggu-1.csv", *ROWS))
        assert "Nothing to take in: it waits" in shown(pilot)
        pressed = 0
        for answer in ("enter", "1", "1", "3", "4", "5", "4"):
            assert screen.open_questions
            await press(pilot, "right_square_bracket", answer)
            pressed += 2
        assert screen.open_questions == [] and pressed <= 3 * 7
        assert "4 new action items" in shown(pilot) and "1 cell" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert not isinstance(app.screen, SheetImport)
        taken = [
            ("Cek command center", "blocked", "medium", "azwar"),
            ("Kirim surat undangan", "done", "high", "azwar"),
            ("Kumpulkan data dukung", "deferred", "urgent", "farid"),
            ("Susun SK tim", "blocked", "urgent", "galuh"),
        ]
        assert statuses(filled) == taken

        more = "5;Undang narasumber;Azwar;09/12/2026;Sudah dihubungi panitia;Rapat ke-5 jadi;Beres semua;Kebut"
        screen = await opened(pilot, matrix(tmp_path, "minggu-2.csv", *ROWS[:4], more))
        assert screen.open_questions == []
        assert "1 new action item, 4 unchanged" in shown(pilot) and "forgetting them" in shown(pilot)
        await do_more(pilot, "Forget")
        assert screen.open_questions and "forgetting them" not in shown(pilot)
        await press(pilot, "escape")
        await press(pilot, "escape", "u")  # the forgetting is a step of its own, and is taken back
        screen = await opened(pilot, tmp_path / "minggu-2.csv")
        assert screen.open_questions == []
        await press(pilot, "ctrl+s", "u")
        assert statuses(filled) == taken


async def test_cells_and_rows_say_what_becomes_of_them(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "matriks.csv"
    lines = (
        "Tindak Lanjut;PIC;Tenggat;Prioritas;Status",
        "Susun draf Buku 2;;27/11/2026;;",  # there already, on this day
        "Rapat [Diskominfo] [/];Azwar;31/02/2026;Tinggi;Berjalan",
        ";Azwar;10/12/2026;Tinggi;Berjalan",
        "Undang narasumber;Azwar;11/12/2026;Tinggi;Berjalan",
        "Jumlah",
    )
    path.write_text("\n".join(lines), encoding="utf-8")
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, path)
        fates = screen.grid.seen and screen.grid.seen.fates
        assert fates == {0: "header", 1: "double", 2: "new", 3: "refused", 4: "new", 5: "left_out"}
        assert "! 31/02/2026" in shown(pilot)  # in its place
        await press(pilot, "exclamation_mark", "exclamation_mark")
        assert "The row has no title" in shown(pilot)
        await press(pilot, "home", "down")
        assert "has the same title and day" in shown(pilot)
        await do_more(pilot, "the same, or new")
        assert screen.grid.seen and screen.grid.seen.fates[1] == "new"
        await press(pilot, "u")
        await do_more(pilot, "as a text")
        assert "31/02/2026" in shown(pilot) and "Left out" in shown(pilot)


async def test_the_mouse_alone_changes_columns_and_takes_the_sheet_in(filled: Path, tmp_path: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await opened(pilot, matrix(tmp_path, "matriks.csv", *ROWS))
        await click(pilot, "what is it?")  # at the head of its column
        await click(pilot, "1 Title")
        assert "4 new action items" in shown(pilot)
        await click(pilot, "E Posisi Terakhir", "C PIC")
        await click(pilot, "2 leave it out")
        await click(pilot, "column names: row 3")
        assert "Which row holds" in shown(pilot)
        await click(pilot, "Cancel", "Choose")
        await click_footer(pilot, "More")
        await click(pilot, "Take the last answer back")
        await click_footer(pilot, "Import")
        await click(pilot, "Import all the same")
        assert [row[0] for row in statuses(filled)] == sorted(row.split(";")[1] for row in ROWS[:4])


async def test_sheet_header_row_and_kind_are_changed_where_they_are_shown(filled: Path, tmp_path: Path) -> None:
    book = Workbook()
    first, second = book.active, book.create_sheet("Kontak")
    first.title = "Rapat"
    for row in (["Tindak Lanjut", "PIC"], ["Susun SK tim", "Azwar"]):
        first.append(row)
    for row in (["Siapa saja", "Di mana"], ["Siti Aminah", "Ruang 2"], ["Budi Santoso", "Ruang 3"]):
        second.append(row)
    path = tmp_path / "buku.xlsx"
    book.save(path)
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, path)
        await do_more(pilot, "Another")
        await press(pilot, "2")
        assert "Siti Aminah" in shown(pilot) and "left out" in shown(pilot)
        await do_more(pilot, "column names")
        await press(pilot, "enter")
        await do_more(pilot, "lists")
        await press(pilot, "2", "enter")
        assert "only this one" in shown(pilot)
        await type_text(pilot, "nama")
        await press(pilot, "escape")
        await press(pilot, "left", "enter")
        name = next(
            one for one in sheet_view.column_choices(screen.grid.current, "members") if one.value == "name"
        )  # type: ignore[arg-type]
        await type_text(pilot, name.text)
        await press(pilot, "enter")
        assert "2 new members" in shown(pilot)


async def test_a_sheet_without_a_known_name_is_shown_and_can_be_explained(filled: Path, tmp_path: Path) -> None:
    path = tmp_path / "bebas.csv"
    path.write_text("2026;17;4\n2025;3;9\n", encoding="utf-8")
    app = app_on(filled)
    async with app.run_test(size=(60, 20)) as pilot:
        screen = await opened(pilot, path)
        assert screen.looked.plan is None and "■" in shown(pilot)
        await press(pilot, "ctrl+s", "enter")  # nothing to take in; which row has the names is asked
        await press(pilot, "escape", "escape")
        assert not isinstance(app.screen, SheetImport)


@pytest.mark.on_a_file
async def test_who_answers_faster_than_it_is_planned_is_not_waited_for(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    planned = []
    look = taking_in.look_again

    def slow(file: Any, answers: Any, store: Any) -> Any:
        planned.append(answers)
        return look(file, answers, store)

    monkeypatch.setattr("taskforce.screens.sync.sheet_import.look_again", slow)
    app: TaskforceApp = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot, matrix(tmp_path, "matriks.csv", *ROWS))
        for key in (
            "right_square_bracket",
            "enter",
            "right_square_bracket",
            "1",
        ):  # without waiting for what each leads to
            await pilot.app._press_keys([key])
            await asyncio.sleep(0)
        await settle(pilot)
        assert screen.answers in planned, "the one that was given up may begin later in its thread"
        assert screen.looked.answers == screen.answers
        assert set(screen.answers.columns) == {"Hasil Kesepakatan", "Posisi Terakhir"}


async def test_rows_much_like_open_items_are_named_before_they_are_taken_in(filled: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "lembar.csv"
    sheet.write_text("Tindak Lanjut,PIC\nBuku 2: susun draf,galuh\nKegiatan lain,galuh\n", encoding="utf-8")
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, sheet)
        text = " ".join(shown(pilot).split())
        assert "• 1 new action item looks like one already there: “Buku 2: susun draf” (1)" in text
        assert "Kegiatan lain" in text  # there is room left for the cells


@pytest.mark.parametrize("meanwhile", [False, True])
async def test_a_sheet_is_planned_again_only_where_the_list_was_written_to(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meanwhile: bool
) -> None:
    sheet = tmp_path / "lembar.csv"
    sheet.write_text("Tindak Lanjut,PIC\nUndang narasumber,galuh\n", encoding="utf-8")
    plan, planned = importer.plan_opened, []

    def counted(*given: Any) -> Any:
        planned.append(given)
        return plan(*given)

    monkeypatch.setattr(importer, "plan_opened", counted)
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await opened(pilot, sheet)
        if meanwhile:
            store = store_at(filled)
            store.write("add", [create("action_item", title="Undang narasumber")])
            store.close()
        await press(pilot, "ctrl+s")
        assert len(planned) == (3 if meanwhile else 1)
        assert isinstance(app.screen, SheetImport) == meanwhile
    store = store_at(filled)
    count = store.reader.value("SELECT count(*) FROM action_item WHERE title = 'Undang narasumber'")
    store.close()
    assert count == 1
