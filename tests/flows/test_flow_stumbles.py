"""Where newcomers stumbled: the cursor that ran away, the filter that was none, what was typed behind a name."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import openpyxl
from app_driving import app_on, press, settle, shown, store_at, type_text, until

from taskforce.store.changes.batch import edit

Look = Callable[[str], list[tuple[Any, ...]]]


def at_cursor(text: str) -> str:
    """Return the ref of the line under the cursor."""
    line = next(line for line in text.splitlines() if line.startswith("›"))
    found = re.search(r" (\d+) ", line)
    assert found is not None, line
    return found[1]


async def test_the_cursor_stays_where_one_works_and_goes_to_what_is_added(filled: Path, look: Look) -> None:
    app = app_on(filled)
    done = "SELECT ref FROM action_item WHERE status = 'done' AND ref <> '5' ORDER BY ref"
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "down")
        assert at_cursor(shown(pilot)) == "3"
        await press(pilot, "d")  # it goes down to those that are done; what was below it comes up
        assert look(done) == [("3",)]
        assert at_cursor(shown(pilot)) == "1"
        await press(pilot, "home", "space", "down", "space", "d")
        assert look(done) == [("1",), ("2",), ("3",)]
        assert "2 selected" in shown(pilot)  # the next command is about them, wherever the cursor is
        assert at_cursor(shown(pilot)) not in ("1", "2", "3")
        await press(pilot, "escape", "a")
        await type_text(pilot, "Surat undangan due:2027-02-01")
        await press(pilot, "enter")
        assert at_cursor(shown(pilot)) == "8"
        await press(pilot, "r")  # what is moved in time is still what one works at
        await type_text(pilot, "2026-11-25")
        await press(pilot, "ctrl+s")
        assert at_cursor(shown(pilot)) == "8"


async def test_a_faulty_filter_is_said_to_be_none_as_long_as_it_stands(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "is:ter")
        await until(pilot, lambda: "Not filtered: " in shown(pilot))
        await press(pilot, "backspace", "backspace", "backspace")
        await until(pilot, lambda: "one of overdue, open, mine" in " ".join(shown(pilot).split()))
        await press(pilot, "tab")  # what could stand there takes the place of the mistake, until one leaves
        await until(pilot, lambda: "Not filtered: " not in shown(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: "Not filtered: " in shown(pilot))
        await press(pilot, "down", "plus")
        assert "Not filtered: " in shown(pilot)
        await press(pilot, "slash")
        await type_text(pilot, "open")
        await until(pilot, lambda: "Laporan bimtek" not in shown(pilot))
        assert "Not filtered: " not in shown(pilot)
        await press(pilot, "f7", "slash")
        await type_text(pilot, "on:kapan")
        await until(pilot, lambda: "Not filtered: " in shown(pilot))


async def test_one_escape_leaves_the_filter_so_that_the_next_key_is_no_text(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "susun")
        await until(pilot, lambda: "1 action item ·" in shown(pilot))
        await press(pilot, "escape")
        await until(pilot, lambda: "7 action items" in shown(pilot))
        await press(pilot, "home", "d")
        assert look("SELECT status FROM action_item WHERE ref = '2'") == [("done",)]


async def test_what_was_said_in_an_area_is_not_said_again_when_it_is_shown_again(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f9", "u")
        assert "left to undo" in shown(pilot)
        await press(pilot, "2", "plus", "f9")
        assert "left to undo" not in shown(pilot)


async def test_a_name_that_stands_in_a_field_is_replaced_and_one_of_several_is_added_to(
    filled: Path, look: Look
) -> None:
    with closing(store_at(filled)) as store:
        item_id = store.reader.rows("SELECT id FROM action_item WHERE ref = '2'")[0][0]
        agency = store.reader.rows("SELECT id FROM agency")[0][0]
        store.write("edit", [edit("action_item", item_id, "agency_id", agency)])
    app = app_on(filled)
    lead = "SELECT m.handle FROM action_item i JOIN member m ON m.id = i.lead_id WHERE i.ref = '2'"
    helpers = (
        "SELECT m.handle FROM supporting s JOIN member m ON m.id = s.member_id JOIN action_item i "
        "ON i.id = s.item_id WHERE i.ref = '2' AND NOT s.deleted ORDER BY 1"
    )
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "home", "e", *["tab"] * 7)
        assert "HM Farid Soufian" in shown(pilot)
        await type_text(pilot, "galuh")
        await press(pilot, "tab")
        await type_text(pilot, "azwar")
        await press(pilot, "tab", "shift+tab")
        await type_text(pilot, "farid")
        await press(pilot, "ctrl+s")
        assert look(lead) == [("galuh",)]
        assert look(helpers) == [("azwar",), ("farid",)]
        await press(pilot, "e", *["tab"] * 7, "space")  # over what is selected, too, a space lists all
        assert "Azwar" in shown(pilot)
        await press(pilot, "escape", "escape")


async def test_the_palette_says_in_the_language_in_force_that_nothing_was_found(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "L", "ctrl+p")
        await type_text(pilot, "qqqzzz")
        await until(pilot, lambda: "Tidak ditemukan: coba kata lain." in shown(pilot))
        assert "No matches" not in shown(pilot)


async def test_the_footer_of_a_selection_has_the_lead_the_palette_and_the_way_out(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for area in ("2", "3", "4"):
            await press(pilot, area, "space")
            foot = shown(pilot).splitlines()[-1]
            for words in ("l Lead", "Esc Unselect", "Ctrl+P"):
                assert words in foot, (area, foot)
            await press(pilot, "escape")
            assert "Unselect" not in shown(pilot)


async def test_a_hint_is_shown_sign_by_sign(filled: Path) -> None:
    """Brackets in it are no markup."""
    app = app_on(filled)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e")
        assert "[x] before it" in shown(pilot)


async def test_what_is_listed_is_written_to_a_file(filled: Path, tmp_path: Path) -> None:
    app = app_on(filled)
    target = tmp_path / "daftar.xlsx"
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "is:overdue")
        await until(pilot, lambda: "2 action items" in shown(pilot))
        await press(pilot, "enter", "x", "home", "ctrl+k")
        await type_text(pilot, str(target))
        await press(pilot, "ctrl+s")
        assert "2 action items" in shown(pilot) and target.name in shown(pilot)
        sheet = openpyxl.load_workbook(target).worksheets[0]
        titles = {str(cell.value) for row in sheet.iter_rows() for cell in row}
        assert {"Petakan program RPJMD", "Kajian command center"} <= titles and "Studi banding" not in titles
        target.write_text("somebody else's", encoding="utf-8")
        await press(pilot, "x", "home", "ctrl+k")
        await type_text(pilot, str(target))
        await press(pilot, "ctrl+s")
        assert "exists already" in " ".join(shown(pilot).replace("│", " ").split())
        assert target.read_text(encoding="utf-8") == "somebody else's"


async def test_a_file_has_the_order_of_the_list_where_nothing_is_filtered(filled: Path, tmp_path: Path) -> None:
    app = app_on(filled)
    target = tmp_path / "daftar.csv"
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "s")
        await type_text(pilot, "title")
        await press(pilot, "enter", "x", "home", "ctrl+k")
        await type_text(pilot, str(target))
        await press(pilot, "ctrl+s")
    with target.open(encoding="utf-8-sig", newline="") as file:
        titles = [row["title"] for row in csv.DictReader(file)]
    assert titles == sorted(titles) and len(titles) == 7
