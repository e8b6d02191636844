"""What was typed into a dialogue about files is not lost by Escape: it asks, as every form does."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, type_text

ASKED = "What you typed is not saved. Throw it away?"


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        (("2", "I"), "Import a spreadsheet"),
        (("f8", "M"), "Take in a bundle"),
        (("f8", "x"), "Write a bundle"),
        (("8", "K", "x", "shift+tab"), "Send sheets to agencies"),
        (("2", "I", "ctrl+o"), "Files (Enter marks)"),
        (("f6", "x", "tab"), "In the folder"),
    ],
)
async def test_escape_asks_before_it_takes_a_typed_path(filled: Path, keys: tuple[str, ...], title: str) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        assert title in shown(pilot)
        await press(pilot, "escape")
        assert ASKED not in shown(pilot)  # nothing was typed: nothing is asked
        await press(pilot, *keys)
        await press(pilot, "end")
        await type_text(pilot, "q7")
        await press(pilot, "escape")
        assert ASKED in shown(pilot)
        await press(pilot, "escape")  # the usual answer loses nothing
        await type_text(pilot, "x")
        assert "q7x" in shown(pilot)
        await press(pilot, "ctrl+q")
        assert ASKED in shown(pilot)  # who quits is asked, too
        await press(pilot, "escape", "escape", "left", "enter")
        assert "q7x" not in shown(pilot)


async def test_walking_to_a_folder_is_no_typing(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "I", "ctrl+o", "enter", "down", "tab", "escape")
        assert ASKED not in shown(pilot)
        assert "Import a spreadsheet" in shown(pilot)
