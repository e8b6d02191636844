"""Letters typed in a short list of choices: they go to the entry that has them, and Enter takes nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, type_text
from textual.widgets import OptionList

from taskforce.config import read_config
from taskforce.paths import config_file
from taskforce.screens.forms.dialogs import Choice, Pick, place_of_letters

SIZE = (80, 24)
WHO = "Who are you?"


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("so", 1),  # a word that begins so, not the first entry that has it somewhere
        ("FARID s", 1),
        ("lung", 0),
        ("soufian hm", 1),  # all of it, in another order
        ("@azw", 2),
        ("é", 3),
        ("rina", None),
        ("m-1", None),  # an id that nobody sees
    ],
)
def test_letters_lead_to_the_first_entry_with_a_word_that_begins_so(typed: str, place: int | None) -> None:
    choices = [
        Choice("m-1", "Personil Lungsir"),
        Choice("m-2", "HM Farid Soufian", "@farid"),
        Choice("m-3", "Dr. X", "@azwar"),
        Choice("m-4", "Éva"),
    ]
    assert place_of_letters(choices, typed) == place


async def test_who_types_a_name_is_whom_it_names_and_not_the_first_of_the_list(filled: Path) -> None:
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        assert WHO in shown(pilot)
        await type_text(pilot, "farid")
        assert "Typed: farid" in shown(pilot)
        await press(pilot, "enter")
        assert "From now on you are HM Farid" in shown(pilot)
    assert read_config(config_file()).member == "farid"


async def test_letters_that_no_entry_has_take_nothing_until_they_are_taken_back(filled: Path) -> None:
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await type_text(pilot, "farix")
        assert "Nothing here has “farix”" in shown(pilot)
        await press(pilot, "enter")
        assert WHO in shown(pilot)
        await press(pilot, "backspace")
        assert "Typed: fari" in shown(pilot)
        await press(pilot, "enter")
        assert "From now on you are HM Farid" in shown(pilot)


async def test_escape_takes_the_letters_back_and_then_closes_the_list(filled: Path) -> None:
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        pick = app.screen
        assert isinstance(pick, Pick)
        before = pick.highlighted_value
        await type_text(pilot, "rina")
        assert pick.highlighted_value is None
        await press(pilot, "escape")
        assert pick.highlighted_value == before and "rina" not in shown(pilot)
        await press(pilot, "escape")
        assert WHO not in shown(pilot)
    assert read_config(config_file()).member is None


async def test_the_cursor_moved_begins_anew_and_digits_choose_as_ever(filled: Path) -> None:
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await type_text(pilot, "rina")
        await press(pilot, "down")
        assert "rina" not in shown(pilot)
        assert app.screen.query_one(OptionList).highlighted == 0
        await type_text(pilot, "gal")  # not “rinagal”
        assert "Typed: gal" in shown(pilot)
        await press(pilot, "2")
        assert "From now on you are Galuh" in shown(pilot)


async def test_the_help_says_what_letters_do_in_a_short_list(filled: Path) -> None:
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "f1")
        assert "Letters go to the entry that" in shown(pilot)
