"""What a stranger stumbled over in forms: what stands in a field already, and what is typed there."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, type_text
from textual.pilot import Pilot
from textual.widgets import Input, Static

from taskforce.screens.forms.fields.field_row import FieldRow

Look = Callable[[str], list[tuple[Any, ...]]]


def squeezed(pilot: Pilot[int]) -> str:
    """The screen without frames and with one space between words, whatever the width."""
    return " ".join(re.sub("[│╭╮╰╯─▁-█]", " ", shown(pilot)).split())


def fields(pilot: Pilot[int]) -> dict[str, FieldRow]:
    """The fields of the form that is open, by name."""
    return {row.field.name: row for row in pilot.app.screen.query(FieldRow)}


async def test_what_is_typed_never_runs_into_what_the_program_proposes(filled: Path, look: Look) -> None:
    app = app_on(filled)
    words = "SELECT text FROM report_words WHERE section = 'asks'"
    async with app.run_test(size=(100, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "f6", "e", "down", "down", "down", "enter")
        assert "Please resolve: Menunggu SK Bupati" in squeezed(pilot)
        assert "a line each: what | from whom | by when" in shown(pilot)
        await type_text(pilot, "Approve funds | Sekda | 2026-12-04")
        assert "Menunggu SK Bupati (" not in squeezed(pilot)
        assert "a line each: what | from whom | by when" in shown(pilot)
        await press(pilot, "ctrl+s")
        await press(pilot, "e", "down", "down", "down", "enter")
        await type_text(pilot, "Sign decree | Bupati | 2026-12-07")  # what stands there is a line of its own
        await press(pilot, "ctrl+s")
        assert fields(pilot) == {}, shown(pilot)
    assert look(words) == [("Approve funds | Sekda | 2026-12-04\nSign decree | Bupati | 2026-12-07",)]


async def test_a_proposal_is_taken_over_by_a_key_and_what_follows_is_a_line_of_its_own(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "f6", "e", "down", "down", "down", "enter", "ctrl+t")
        await type_text(pilot, "Sign | Bupati")
        proposal, own = fields(pilot)["text"].text.splitlines()
        assert "Menunggu SK Bupati" in proposal
        assert own == "Sign | Bupati"


async def test_a_text_is_gone_on_with_behind_what_stands_there(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 48)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "home", "e")
        row = fields(pilot)["description"]
        row.control.focus()
        await type_text(pilot, "First sentence.")
        await press(pilot, "ctrl+s", "e")
        fields(pilot)["description"].control.focus()
        await type_text(pilot, " Second.")
        assert fields(pilot)["description"].text == "First sentence. Second."
        fields(pilot)["checklist"].control.focus()
        await type_text(pilot, "One")
        await press(pilot, "ctrl+s", "e")
        fields(pilot)["checklist"].control.focus()
        assert "one step a line" in str(fields(pilot)["checklist"].query_one(".field-word", Static).content)
        await type_text(pilot, "Two")
        assert fields(pilot)["checklist"].text.splitlines() == ["[ ] One", "Two"]


@pytest.mark.on_a_file
@pytest.mark.parametrize("keys", [("f8", "X"), ("2", "x"), ("f8", "x"), ("f8", "B", "x")])
async def test_a_folder_that_is_not_there_is_made_once_that_was_said(
    filled: Path, tmp_path: Path, keys: tuple[str, ...]
) -> None:
    app = app_on(filled)
    folder = tmp_path / "bersama"
    name = "" if keys == ("f8", "X") else "/file.xlsx"
    async with app.run_test(size=(200, 40)) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        line = app.screen.query(Input).first()
        line.value = f"{folder / 'deep'}{name}"
        await press(pilot, "ctrl+s")
        assert "is not there, or no folder" in squeezed(pilot)  # nor is the one above it
        line.value = f"{folder}{name}"
        await press(pilot, "ctrl+s")
        assert "is not there yet: save again to make it" in squeezed(pilot)
        assert not folder.exists()
        await press(pilot, "ctrl+s")
        assert folder.is_dir(), shown(pilot)


@pytest.mark.parametrize(("key", "is_gone"), [("y", True), ("n", False), ("t", False), ("escape", False)])
async def test_a_question_is_answered_by_its_first_letter(
    filled: Path, look: Look, key: str, is_gone: bool
) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "home", "delete")
        assert "Delete (Y)" in shown(pilot) and "Keep (Esc)" in shown(pilot)
        await press(pilot, key)
        assert "Delete (Y)" not in shown(pilot)
    assert look("SELECT deleted FROM action_item WHERE ref = '2'") == [(is_gone,)]


async def test_two_escapes_end_the_question_and_keep_what_is_typed(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "n")
        await type_text(pilot, "Susun jadwal")
        await press(pilot, "escape")
        assert "Throw it away?" in shown(pilot)
        await press(pilot, "escape")
        assert "Throw it away?" not in shown(pilot)
        assert fields(pilot)["title"].text == "Susun jadwal"
        await press(pilot, "escape", "y")
        assert fields(pilot) == {}


async def test_an_obstacle_says_who_decides_and_by_when_as_page_one_asks_for_it(filled: Path, look: Look) -> None:
    app = app_on(filled)
    note = "SELECT kind, text FROM note ORDER BY rowid DESC LIMIT 1"
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "home", "down", "t", "3")
        assert "o notes why, who decides and by when" in squeezed(pilot)
        await press(pilot, "o")
        await type_text(pilot, "Anggaran belum cair.")
        fields(pilot)["who"].control.focus()
        await type_text(pilot, "bappelitbang")
        await press(pilot, "tab")
        await type_text(pilot, "4 dec")
        await press(pilot, "ctrl+s")
    said = "Anggaran belum cair; waiting for Bappelitbang by 4 December 2026"
    assert look(note) == [("obstacle", said)]


async def test_only_what_asks_somebody_takes_who_decides(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "end", "o")
        await type_text(pilot, "Sudah dirapatkan")
        fields(pilot)["who"].control.focus()
        await type_text(pilot, "Bupati")
        await press(pilot, "tab")
        await type_text(pilot, "4 dec")
        await press(pilot, "ctrl+s")
        assert "choose one of them as the kind" in squeezed(pilot)
        fields(pilot)["kind"].text = "follow_up"
        await press(pilot, "ctrl+s")
    assert ("Bupati: Sudah dirapatkan by 4 December 2026",) in look("SELECT text FROM note")


async def test_a_number_or_day_that_stands_in_a_field_is_replaced_by_what_is_typed(
    filled: Path, look: Look
) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 48)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "home", "e", "tab", "tab", "tab")
        await type_text(pilot, "45")
        await press(pilot, "tab")
        await type_text(pilot, "5/12/2026")
        await press(pilot, "shift+tab", "shift+tab", "shift+tab", "shift+tab")
        await type_text(pilot, " baru")  # words are gone on with
        await press(pilot, "ctrl+s")
    item = "SELECT title, progress, due FROM action_item WHERE ref = '2'"
    assert look(item) == [("Petakan program RPJMD baru", 45, "2026-12-05")]


async def test_days_stand_one_way_in_the_fields_of_forms(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f6", "e", "down", "down", "down", "enter")
        assert "2026-11" not in shown(pilot) and "/2026" in fields(pilot)["text"].field.proposal
        await type_text(pilot, "Sign | Sekda | 2026-12-04")
        await press(pilot, "ctrl+s", "e", "down", "down", "down", "enter")
        assert fields(pilot)["text"].text == "Sign | Sekda | 04/12/2026"
        await press(pilot, "escape", "P")
        assert fields(pilot)["signed"].text == "24/11/2026"
        await press(pilot, "escape", "w")
        fields(pilot)["period"].text = "1/11/2026 - 13/11/2026"
        fields(pilot)["as_of"].text = "2026-11-12"
        await press(pilot, "ctrl+s", "w")
        assert (fields(pilot)["period"].text, fields(pilot)["as_of"].text) == (
            "01/11/2026 - 13/11/2026",
            "12/11/2026",
        )


async def test_the_cursor_of_every_list_in_a_dialogue_is_a_sign(filled: Path, tmp_path: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "i", "home")
        assert "│ › 1 " in shown(pilot)
        await press(pilot, "down")
        assert "│ › 2 " in shown(pilot) and "│   1 " in shown(pilot)
        await press(pilot, "escape", "J")
        await type_text(pilot, "kajian")
        assert "│ › " in shown(pilot)


async def test_walking_to_a_file_begins_in_the_folder_and_says_why_nothing_is_taken(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "walk"
    (place / "berkas").mkdir(parents=True)
    monkeypatch.chdir(place)
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "I", "ctrl+s")
        assert "Name a file." in shown(pilot)
        await press(pilot, "ctrl+o")
        assert "│ ›   berkas/" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "No file is marked" in shown(pilot)
        await press(pilot, "escape", "escape", "M", "ctrl+s")
        assert "Name a file." in shown(pilot)


async def test_both_ways_to_add_in_the_calendar_take_the_day(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "right", "a")
        assert "due:25/11/2026" in shown(pilot)
        await press(pilot, "escape", "n")
        await type_text(pilot, "Siapkan ruang")
        await press(pilot, "ctrl+s")
    assert look("SELECT due FROM action_item WHERE title = 'Siapkan ruang'") == [("2026-11-25",)]
