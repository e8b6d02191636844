"""Sheets in the app: sent to agencies, those that have not answered, and answers read after a look."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text, until
from textual.widgets import OptionList

from taskforce.store.changes.batch import create, edit
from taskforce.store.read.items import item_by_ref
from taskforce.store.sync.conflicts import open_conflicts

Look = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def shared(filled: Path) -> Path:
    """The office's list: two agencies answer for an item each, and nobody for the others."""
    store = store_at(filled)
    dinkes = create("agency", code="dinkes", short="Dinkes [1]", name="Dinas Kesehatan")
    first = str(store.reader.value("SELECT id FROM agency"))
    one, two = item_by_ref(store.reader, "1").id, item_by_ref(store.reader, "4").id
    agencies = [
        edit("action_item", one, "agency_id", first),
        edit("action_item", two, "agency_id", dinkes.record_id),
    ]
    store.write("edit", [dinkes, *agencies])
    store.close()
    return filled


def answer(path: Path, header: str, value: str, who: str) -> None:
    """Change the first item of a workbook, as an agency does."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    row, column = next(
        (cell.row, cell.column) for line in sheet.iter_rows(max_row=30) for cell in line if cell.value == header
    )
    sheet.cell(row + 1, column).value = value
    book.properties.lastModifiedBy = who
    book.save(path)


async def test_sheets_go_to_the_agencies_chosen_and_come_back_with_what_was_changed(
    shared: Path, tmp_path: Path, look: Look
) -> None:
    out = tmp_path / "keluar"
    app = app_on(shared, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "K")
        assert "No workbook was sent to an agency yet." in shown(pilot)
        await press(pilot, "x")
        assert "2 agencies, 2 action items" in shown(pilot) and "Dinkes [1]" in shown(pilot)
        assert "3 action items have no agency" in " ".join(shown(pilot).replace("│", " ").split())
        await press(pilot, "asterisk", "ctrl+s")
        assert "No agency is marked" in shown(pilot) and not out.exists()
        await press(pilot, "space")
        assert "1 agency, 1 action item" in shown(pilot)
        await pilot.click("#agencies", offset=(4, 1))  # the mouse takes the other one in
        await settle(pilot)
        assert "2 agencies, 2 action items" in shown(pilot)
        await pilot.click("#path")
        await press(pilot, "home", "ctrl+k")
        await type_text(pilot, str(out))
        await press(pilot, "ctrl+s")
        assert "No answer yet: Bappelitbang, Dinkes [1]." in app.screen.status_text(None)
        assert shown(pilot).count("○ none yet") == 2
        files = sorted(out.iterdir())
        assert len(files) == 2
        back = tmp_path / "kembali"
        back.mkdir()
        for path, who in zip(files, ("Budi", "Ani"), strict=True):
            path.rename(back / path.name)
            answer(back / path.name, "Progress", "75%", who)
        (back / "catatan.xlsx").write_bytes(b"bukan lembar kerja")
        here = store_at(shared)
        here.write("edit", [edit("action_item", item_by_ref(here.reader, "4").id, "progress", 20)])
        await press(pilot, "I", "home", "ctrl+k")
        await type_text(pilot, str(back))
        await press(pilot, "enter")
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "■ catatan.xlsx" in text and "2 files, 2 changed records" in text and "1 conflict" in text
        await press(pilot, "pagedown", "pagedown")
        assert "Saved last by" in shown(pilot)
        assert [row[0] for row in look("SELECT progress FROM action_item WHERE ref IN ('1', '4')")] == [60, 20]
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Imported 2 files" in shown(pilot))
        assert "1 field waits for a decision: F8, C" in " ".join(shown(pilot).split())
        assert shown(pilot).count("●") == 2 and "○" not in shown(pilot)
        assert look("SELECT progress FROM action_item WHERE ref = '1'") == [(75,)]
        assert [(one.name, one.field) for one in open_conflicts(here.reader)] == [("4", "progress")]
        here.close()


async def test_what_changed_meanwhile_is_looked_at_again_before_it_is_written(
    shared: Path, tmp_path: Path, look: Look
) -> None:
    app = app_on(shared)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "K", "x")
        app.screen.query_one("#agencies", OptionList).highlighted = 1
        await press(pilot, "space")
        await pilot.click("#path")
        await press(pilot, "home", "ctrl+k")
        await type_text(pilot, str(tmp_path / "keluar"))
        await press(pilot, "ctrl+s")
        (path,) = (tmp_path / "keluar").iterdir()
        answer(path, "Progress", "75%", "Budi")
        await press(pilot, "I")
        await press(pilot, "home", "ctrl+k")
        await type_text(pilot, str(path))
        await press(pilot, "enter")
        here = store_at(shared)
        here.write("edit", [edit("action_item", item_by_ref(here.reader, "1").id, "progress", 65)])
        here.close()
        await press(pilot, "ctrl+s")
        assert "the list was changed meanwhile; look at it again" in " ".join(
            shown(pilot).replace("│", " ").split()
        )
        assert look("SELECT progress FROM action_item WHERE ref = '1'") == [(65,)]
        await press(pilot, "ctrl+s")
        assert "1 field waits for a decision" in " ".join(shown(pilot).split())
