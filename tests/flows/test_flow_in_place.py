"""A field of an item is changed where it is shown: by keys and by the mouse, one step each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, type_text

from taskforce.screens.forms.fields.field_row import FieldRow
from taskforce.screens.items.item_view import ItemFields, ItemView

Look = Callable[[str], list[tuple[Any, ...]]]
ITEM = (
    "SELECT i.title, i.status, m.handle, i.due FROM action_item i LEFT JOIN member m ON m.id = i.lead_id "
    "WHERE i.ref = '2'"
)


async def _to_field(pilot: Any, field: str) -> None:
    view = pilot.app.screen.query_one(ItemFields)
    fields = [place.field for place in view.places]
    steps = fields.index(field) - view.number
    await press(pilot, *["down" if steps > 0 else "up"] * abs(steps))
    assert view.marked == field


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_field_is_gone_to_and_changed_as_one_step(filled: Path, look: Look, size: tuple[int, int]) -> None:
    app = app_on(filled)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        steps = look("SELECT count(*) FROM batch")[0][0]
        await press(pilot, "2", "enter")
        before = look(ITEM)[0]
        await _to_field(pilot, "lead_id")
        await press(pilot, "enter", "ctrl+u")
        await type_text(pilot, "azw")
        await press(pilot, "escape", "escape", "left", "enter")  # the list, then the field; what was typed goes
        assert look(ITEM) == [before]
        assert isinstance(app.screen, ItemView)
        await press(pilot, "enter", "ctrl+u")
        await type_text(pilot, "azw")
        await press(pilot, "enter")
        assert look(ITEM)[0][2] == "azwar"
        await _to_field(pilot, "due")
        await press(pilot, "enter", "ctrl+u")
        await type_text(pilot, "5 des")
        await press(pilot, "enter")
        assert look(ITEM)[0][3] == "2026-12-05"
        assert look("SELECT count(*) FROM batch")[0][0] == steps + 2
        assert isinstance(app.screen, ItemView), "one goes on from there"
        await press(pilot, "escape")
        assert not isinstance(app.screen, ItemView)


async def test_a_click_changes_a_field_and_a_choice_is_saved_at_once(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "enter")
        view = app.screen.query_one(ItemFields)
        line = next(place.line for place in view.places if place.field == "status")
        await pilot.click(ItemFields, offset=(4, line))
        await settle(pilot)
        assert "Deferred" in shown(pilot), "the choices are listed"
        await press(pilot, "4")
        assert look(ITEM)[0][1] == "deferred"
        assert isinstance(app.screen, ItemView)


async def test_beside_the_list_too(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "enter")
        await _to_field(pilot, "priority")
        await press(pilot, "enter", "1")
        assert look("SELECT priority FROM action_item WHERE ref = '2'") == [("low",)]


async def test_the_title_that_was_written_is_said_to_be_saved(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e", "home", "ctrl+k")
        await type_text(pilot, "Judul baru")
        await press(pilot, "ctrl+s")
        assert "“Judul baru”" in shown(pilot).splitlines()[-2]


async def test_the_arrows_and_page_keys_lead_past_a_text_of_several_lines(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e")

        def field() -> str:
            return next(row.field.name for row in app.screen.query(FieldRow) if row.has_focus_within)

        names = [row.field.name for row in app.screen.query(FieldRow)]
        place = names.index("description")
        await press(pilot, *["down"] * place)
        assert field() == "description"
        await type_text(pilot, "satu")
        await press(pilot, "enter")
        await type_text(pilot, "dua")
        await press(pilot, "up")
        assert field() == "description", "within the text first"
        await press(pilot, "down", "down")
        assert field() == names[place + 1]
        await press(pilot, "up", "up", "up")
        assert field() == names[place - 1]
        await press(pilot, *["up"] * (place - 1))
        before = place
        await press(pilot, "pagedown")
        assert names.index(field()) > 4
        before = names.index(field())
        await press(pilot, "pagedown")
        assert names.index(field()) > before + 2, "a text that is seen whole holds no page key"
        await press(pilot, "pageup", "pageup")
        assert names.index(field()) < before


async def test_a_notice_above_a_form_leaves_its_title_free(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e")
        app.notify("Berulang tiap Jumat: yang berikutnya dibuat. " * 3, markup=False)
        await settle(pilot)
        text = shown(pilot)
        assert "Berulang tiap Jumat" in text and "Edit: 2 Petakan program RPJMD" in text
        assert "Save (Ctrl+S)" in text
