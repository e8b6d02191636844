"""Who may only read a list is offered nothing that would change it, and a key that would says why not."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown

from taskforce.screens.frame.areas import AREAS
from taskforce.widgets.commands import declared, within_reach

Look = Callable[[str], list[tuple[Any, ...]]]


async def test_no_area_offers_to_change_a_list_that_was_opened_to_read(planned: Path, look: Look) -> None:
    steps = look("SELECT count(*) FROM batch")
    app = app_on(planned, read_only=True, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        refused = 0
        for area in AREAS:
            await press(pilot, area.key)
            offers = [*within_reach(app.screen), *declared(app.screen)]
            assert [offer.command.id for offer in offers if offer.command.writes] == []
            writing = [one for one in area.screen_class().OWN_COMMANDS if one.writes and one.keys]
            for command in writing:
                key = command.own_keys[0]
                if key in app.screen.active_bindings:  # a reading command has it here
                    continue
                await press(pilot, key)
                assert "opened to read only" in shown(pilot), (area.name, command.id)
                await press(pilot, area.key)
                refused += 1
        assert refused > 30
        await press(pilot, "2", "u")
        assert "opened to read only" in shown(pilot)
    assert look("SELECT count(*) FROM batch") == steps


async def test_reading_goes_on_as_ever(planned: Path) -> None:
    app = app_on(planned, read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        footer = shown(pilot).splitlines()[-1]
        assert footer.startswith(" / Filter") and footer.rstrip().endswith("F1 Help")
        assert not any(word in footer for word in ("Add", "Edit", "Done", "Undo"))
        await press(pilot, "enter")
        assert "Petakan program" in shown(pilot)
        await press(pilot, "escape", "7", "h")
        assert "History: " in shown(pilot)
        await press(pilot, "escape", "9", "enter")
        assert "Add " not in shown(pilot).splitlines()[4]  # no line to type in
        await press(pilot, "escape", "f9", "down", "enter")
        assert "opened to read only" in shown(pilot)


@pytest.mark.on_a_file
async def test_a_write_protected_file_is_told_when_it_is_opened(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = os.access
    monkeypatch.setattr(os, "access", lambda path, mode: mode != os.W_OK and really(path, mode))
    app = app_on(filled)  # root may write to anything, so the file's rights alone would not tell
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "is write-protected" in " ".join(shown(pilot).split())
        await press(pilot, "2", "d")
        assert "is write-protected" in " ".join(shown(pilot).split())
        assert "d Done" not in shown(pilot)
