"""Anything is found by typing a part of it, and gone to."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text

from taskforce.store.changes.batch import create


def under_cursor(text: str) -> str:
    """The line of the list with the cursor."""
    return next(line for line in text.splitlines() if line.startswith("›"))


@pytest.mark.parametrize(
    ("typed", "area", "line"),
    [
        ("4", "[2 Action items]", "Integrasi layanan"),
        ("command kaj", "[2 Action items]", "Kajian command center"),
        ("soufian", "[7 Members]", "HM Farid Soufian"),
        ("bimtek iii", "[6 Deadlines]", "Bimtek III"),
        ("rapat [tim]", "9 Meetings", "Rapat [Tim]"),
        ("masterplan", "Masterplan", ""),
        ("Senin", "[2 Action items]", "Susun draf"),
    ],
)
async def test_jump(filled: Path, typed: str, area: str, line: str) -> None:
    store = store_at(filled)
    store.write("add", [
        create("meeting", title="Rapat [Tim]", date="2026-11-20"),
        create("saved_view", name="Rapat Senin", query="lead:galuh"),
    ])  # fmt: skip
    store.close()
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "lead:azwar")
        await press(pilot, "enter", "ctrl+g")
        await type_text(pilot, typed)
        await press(pilot, "enter")
        text = shown(pilot)
        assert area in text.splitlines()[0]
        assert not line or line in under_cursor(text)


async def test_jump_finds_nothing_gently(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "ctrl+g")
        await type_text(pilot, "[/] xyz")
        assert "Nothing has that name." in shown(pilot)
        await press(pilot, "enter", "escape")
        assert "[1 Overview]" in shown(pilot)
