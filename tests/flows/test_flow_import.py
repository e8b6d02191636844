"""Taking in an office's spreadsheet: its path, what it would do, then doing it; and files that are none."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text

from taskforce.exchange.bundles import complete
from taskforce.exchange.exporter import export
from taskforce.screens.sync.import_files import ImportScreen
from taskforce.store.changes.batch import create
from taskforce.store.store import create_store

SHEET = """No;Tindak Lanjut;PIC;Deadline;Prioritas;Status
1;Susun SK tim;Galuh Tantri Narindra;05/12/2026;Tinggi;Berjalan
2;Rapat [Diskominfo] [/];Galuh Tantri Narindra;10/12/2026;Sedang;Belum mulai
3;Baris salah;Galuh Tantri Narindra;31/02/2026;Sedang;Belum mulai
"""


async def test_a_sheet_is_shown_before_it_is_taken(filled: Path, tmp_path: Path) -> None:
    sheet = tmp_path / "matriks.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "I")
        await type_text(pilot, str(sheet))
        await press(pilot, "enter")
        text = shown(pilot)
        assert "31/02/2026" in text  # the row that cannot be taken, with its value
        store = store_at(filled)
        assert store.reader.value("SELECT count(*) FROM action_item") == 7  # nothing is written yet
        await press(pilot, "ctrl+s")
        assert store.reader.value("SELECT count(*) FROM action_item") == 10
        store.close()
        assert "1 cell" in shown(pilot)
        assert "Rapat [Diskominfo] [/]" in shown(pilot)
        await press(pilot, "u")
        assert "Rapat [Diskominfo]" not in shown(pilot).replace("Undone", "")


async def test_a_file_that_is_no_list_is_refused_in_a_sentence(filled: Path, tmp_path: Path) -> None:
    other = tmp_path / "catatan.xlsx"
    other.write_bytes(b"bukan lembar kerja")
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "I")
        for path in (str(other), str(tmp_path / "tidak-ada.csv")):
            await press(pilot, "home", "ctrl+k")
            await type_text(pilot, path)
            await press(pilot, "enter")
            assert "■" in shown(pilot)
        await press(pilot, "escape", "left", "enter")
        assert "7 action items" in shown(pilot)


async def test_a_long_export_says_how_far_it_is(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a hundred thousand items it takes minutes."""
    monkeypatch.setattr(complete, "MOST_HELD", 0)
    monkeypatch.setattr(complete, "PART", 3)
    whole = tmp_path / "semua.json"
    other = create_store(tmp_path / "lain.db")
    other.write("add", [create("action_item", title="Dari daftar lain")])
    export(other, whole)
    other.close()
    said: list[str] = []
    show = ImportScreen.now_doing

    def heard(dialogue: ImportScreen, text: str) -> None:
        said.append(text)
        show(dialogue, text)

    monkeypatch.setattr(ImportScreen, "now_doing", heard)
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "I")
        await type_text(pilot, str(whole))
        await press(pilot, "enter")
        await press(pilot, "ctrl+s")
        assert "Dari daftar lain" in shown(pilot)
    assert len(said) > 2
    assert said[-1] == "Being taken in: 100% …"
