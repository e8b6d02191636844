"""What every area, dialogue and form looks like, held to golden texts at 80x24 and 120x40."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown
from screen_text import golden

from taskforce.language import set_language
from taskforce.screens.settings import Setting, SettingsScreen
from taskforce.widgets.virtual_table import VirtualTable

SIZES = [(80, 24), (120, 40)]
AREAS = [
    ("1", "overview"),
    ("2", "items"),
    ("3", "board"),
    ("4", "timeline"),
    ("5", "calendar"),
    ("7", "members"),
    ("8", "agencies"),
    ("6", "deadlines"),
]
"""The report has golden texts of its own, beside its other formats."""


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("size", SIZES)
async def test_areas(filled: Path, size: tuple[int, int], language: str) -> None:
    set_language(language)
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key, area in AREAS:
            await press(pilot, key)
            golden(f"app_{area}_{language}_{size[0]}x{size[1]}", shown(pilot))


def _elsewhere(_screen: SettingsScreen, _desk: object) -> list[Setting]:
    """Where things are differs from machine to machine."""
    return [Setting("list", "List", "list.db")]


PLAN_AREAS = [
    ("9", "meetings"),
    ("f9", "settings"),
    ("0", "masterplan"),
    ("7", "members_load"),
    ("8", "agencies_load"),
]


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("size", SIZES)
async def test_areas_of_the_plan(
    planned: Path, size: tuple[int, int], language: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SettingsScreen, "_places", _elsewhere)
    set_language(language)
    app = app_on(planned, actor="galuh")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for key, area in PLAN_AREAS:
            await press(pilot, key)
            golden(f"app_{area}_{language}_{size[0]}x{size[1]}", shown(pilot))
            for action, name in PLAN_FORMS.get(area, ()):
                await press(pilot, *action.split(","))
                golden(f"app_{name}_{language}_{size[0]}x{size[1]}", shown(pilot))
                await press(pilot, "escape", *["escape"] * (name == "meeting_view"))


SETTINGS = ("office", "letter", "missions", "dimensions", "holidays", "me", "language", "theme")


async def test_every_setting(planned: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(SettingsScreen, "_places", _elsewhere)
    app = app_on(planned, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f9")
        for name in SETTINGS:
            table = app.screen.query_one("#register", VirtualTable)
            table.move_cursor_to_key(name)
            await press(pilot, "enter")
            golden(f"app_setting_{name}_80x24", shown(pilot))
            if name in ("missions", "dimensions", "holidays"):
                await press(pilot, "n")
                golden(f"app_setting_{name}_new_80x24", shown(pilot))
                await press(pilot, "escape")
            await press(pilot, "escape")


PLAN_FORMS = {
    "meetings": [("n", "meeting_new"), ("e", "meeting_edit"), ("t", "meeting_view")],
    "members_load": [("down,e", "member_edit")],
    "agencies_load": [("e", "agency_edit"), ("n", "agency_new")],
    "masterplan": [("down,right,down,e", "masterplan_edit"), ("f", "masterplan_figures"), ("n", "masterplan_new")],
}
"""Keys pressed in an area, and what they open."""

DIALOGUES = [("e", "edit"), ("a", "quick_add"), ("r", "reschedule"), ("t", "status"), ("f1", "help")]


async def test_dialogues(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        for key, name in DIALOGUES:
            await press(pilot, key)
            golden(f"app_dialogue_{name}_80x24", shown(pilot))
            await press(pilot, "escape")
        await press(pilot, "enter")
        golden("app_item_80x24", shown(pilot))
