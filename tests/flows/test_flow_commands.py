"""Commands as one finds them: help and the palette in dialogues, reasons, the menu of a line, the footer."""

from __future__ import annotations

from pathlib import Path

from app_driving import app_on, press, settle, shown, type_text
from mouse import place_of
from textual.widgets import OptionList, Static

from taskforce.screens.frame.areas import AREAS
from taskforce.screens.frame.commands.menu import Menu

SIZE = (80, 24)


async def test_in_a_form_f1_explains_the_field_and_jumping_says_why_not(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE, notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "r", "f1")
        assert "New due day" in shown(pilot) and "next week" in shown(pilot)  # how a day is written
        await press(pilot, "f1", "escape", "ctrl+g")
        assert "Reschedule" in shown(pilot) and "First close this one" in shown(pilot)


async def test_the_palette_of_a_dialogue_has_its_own_commands_and_says_why_not(
    filled: Path,
) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e", "ctrl+p")
        await type_text(pilot, "simpan")
        await settle(pilot)
        assert "Ctrl+S    Save" in shown(pilot)
        await press(pilot, "escape", "ctrl+p")
        await type_text(pilot, "kanban")
        await settle(pilot)
        assert "Board  first close this one: Esc" in shown(pilot)


async def test_what_cannot_be_done_now_stands_there_with_the_reason(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "tidak ada sama sekali")
        await press(pilot, "enter", "ctrl+p")
        await type_text(pilot, "hapus")
        await settle(pilot)
        assert "Delete  choose a line first" in shown(pilot)
        await press(pilot, "enter")
        assert "Delete: choose a line first." in shown(pilot)


async def test_a_command_of_another_area_is_done_there(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2", "ctrl+p")
        await type_text(pilot, "anggota baru")
        await settle(pilot)
        assert "New member  in Members" in shown(pilot)
        await press(pilot, "enter")
        assert app.current_mode == "members" and "Save (Ctrl+S)" in shown(pilot)


async def test_a_setting_is_found_by_a_word_and_changed_from_anywhere(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2", "ctrl+p")
        await type_text(pilot, "siapa saya")
        await settle(pilot)
        await press(pilot, "enter")
        assert app.current_mode == "settings" and "Who are you?" in shown(pilot)
        await press(pilot, "2")
        assert "From now on you are" in shown(pilot) and "@galuh" in shown(pilot)


async def test_the_menu_of_a_line_does_what_its_keys_do_outside(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        await pilot.click(offset=place_of(pilot, "Integrasi layanan"), button=3)
        await settle(pilot)
        assert "t       Status" in shown(pilot)
        await press(pilot, "t")
        assert "Status: 4 Integrasi" in shown(pilot)
        await press(pilot, "escape", "shift+f10", "escape", "3")
        assert "Status: 4" not in shown(pilot)
        await pilot.click(offset=place_of(pilot, "2 Petakan"), button=3)  # a card, too
        await settle(pilot)
        await press(pilot, "o")
        assert "Note: 2 Petakan" in shown(pilot)


async def test_the_menu_names_its_line_and_the_key_of_each_entry(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        titles = {
            "2": "Petakan program RPJMD",
            "3": "3 Kajian command center",
            "6": "Bimtek III",
            "7": "Azwar",
            "8": "Badan Perencanaan",
            "0": "Smart Governance",
            "f7": "Import",
            "f8": "the first copy",
            "f9": "Name, place, vision",
        }
        for key, title in titles.items():
            await press(pilot, key, "m")
            menu = app.screen
            assert isinstance(menu, Menu)
            assert title in str(menu.query_one(".dialogue-title", Static).content)
            entries = [str(one.prompt) for one in menu.query_one(OptionList).options]
            keyed = [entry for entry in entries if not entry.startswith(" ")]
            assert keyed == entries or key not in "23", "only what is seldom done has no key"
            await press(pilot, "escape")
        await press(pilot, "5", "home", "m")
        title = str(app.screen.query_one(".dialogue-title", Static).content)
        assert title == "Monday, 23 November 2026", "a day without items"
        await press(pilot, "escape")
        for area in AREAS:
            await press(pilot, area.key, "m")
            assert isinstance(app.screen, Menu), area.name
            await press(pilot, "escape")
        await press(pilot, "2", "m")
        assert "Enter   Show" in shown(pilot)
        await press(pilot, "enter")
        assert "Menu" not in type(app.screen).__name__


async def test_with_selected_lines_the_footer_begins_with_what_is_done_with_all(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        assert shown(pilot).splitlines()[-1].lstrip().startswith("/ Filter")
        await press(pilot, "space", "down", "space")
        footer = shown(pilot).splitlines()[-1]
        assert footer.lstrip().startswith("e Edit") and "/ Filter" not in footer.split("Status")[0]
        assert footer.endswith("F1 Help")
