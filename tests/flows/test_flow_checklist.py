"""The checklist of an item in the app: found, shown, ticked by keys and by the mouse, edited as a text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text, until

from taskforce.screens.forms.checklist import Checklist
from taskforce.screens.forms.fields.field_row import FieldRow
from taskforce.screens.forms.form import Form
from taskforce.screens.items.item_view import ItemFields
from taskforce.services.items import add_step, set_step_done
from taskforce.store.read.item_detail import checklist

Look = Callable[[str], list[tuple[Any, ...]]]


def _id(path: Path) -> str:
    store = store_at(path)
    try:
        return str(store.reader.value("SELECT id FROM action_item WHERE ref = '2'"))
    finally:
        store.close()


def _steps(path: Path) -> list[tuple[str, bool]]:
    store = store_at(path)
    try:
        item = str(store.reader.value("SELECT id FROM action_item WHERE ref = '2'"))
        return [(step["text"], step["done"]) for step in checklist(store.reader, item)]
    finally:
        store.close()


def _write(path: Path, *texts: str) -> None:
    store = store_at(path)
    item = str(store.reader.value("SELECT id FROM action_item WHERE ref = '2'"))
    for text in texts:
        add_step(store, item, text)
    store.close()


@pytest.mark.parametrize("size", [(100, 30), (60, 20)])
async def test_steps_are_added_ticked_and_taken_away_and_the_view_shows_them(
    filled: Path, size: tuple[int, int]
) -> None:
    app = app_on(filled)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        app.open_item(_id(filled))
        await settle(pilot)
        await press(pilot, "number_sign")
        assert isinstance(app.screen, Checklist)
        for text in ("Tulis surat", "Minta paraf", "Kirim"):  # without steps one types at once
            await type_text(pilot, text)
            await press(pilot, "enter")
        await until(pilot, lambda: len(_steps(filled)) == 3)
        await press(pilot, "down", "space", "down", "enter")
        await until(pilot, lambda: [done for _text, done in _steps(filled)] == [True, True, False])
        assert "2/3" in shown(pilot)
        await press(pilot, "space")
        await until(pilot, lambda: [done for _text, done in _steps(filled)] == [True, False, False])
        await pilot.click("#choices", offset=(4, 2))
        await until(pilot, lambda: [done for _text, done in _steps(filled)] == [True, False, True])
        await press(pilot, "delete")
        await until(pilot, lambda: len(_steps(filled)) == 2)
        await press(pilot, "escape")
        text = shown(pilot)
        assert "1/2" in text and "✔ Tulis surat" in text
        view = app.screen.query_one(ItemFields)
        place = next(number for number, one in enumerate(view.places) if one.field == "checklist")
        await press(pilot, *["down"] * (place + 1))
        assert "○ Minta paraf" in shown(pilot)
        await press(pilot, "enter")
        assert isinstance(app.screen, Checklist)
        await press(pilot, "escape", "u")
        await until(pilot, lambda: len(_steps(filled)) == 3)


async def test_a_step_is_not_ticked_in_the_place_of_another_that_arrived_meanwhile(filled: Path) -> None:
    _write(filled, "Satu", "Dua")
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        app.open_item(_id(filled))
        await settle(pilot)
        await press(pilot, "number_sign")
        dialogue = app.screen
        assert isinstance(dialogue, Checklist)
        store = store_at(filled)
        set_step_done(store, _id(filled), 2, True)
        store.close()
        dialogue.steps = [{"text": "Satu", "done": False}, {"text": "Dua", "done": False}]
        await press(pilot, "space")
        await until(pilot, lambda: "changed meanwhile" in shown(pilot))
        assert _steps(filled) == [("Satu", False), ("Dua", True)]
        await press(pilot, "space")
        await until(pilot, lambda: _steps(filled) == [("Satu", True), ("Dua", True)])
        assert "changed meanwhile" not in shown(pilot)


async def test_the_form_has_the_steps_as_lines_and_begins_where_it_repeats_when_that_is_asked_for(
    filled: Path, look: Look
) -> None:
    _write(filled, "Satu; dengan titik koma", "Dua")
    app = app_on(filled)
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        app.open_item(_id(filled))
        await settle(pilot)
        await press(pilot, "ctrl+p")
        await type_text(pilot, "berulang")
        await until(pilot, lambda: "Repeats" in shown(pilot))
        await press(pilot, "enter")
        await until(pilot, lambda: isinstance(app.screen, Form))
        rows = {row.field.name: row for row in app.screen.query(FieldRow)}
        await until(pilot, lambda: rows["every"].has_focus_within)
        assert rows["checklist"].text == "[ ] Satu; dengan titik koma\n[ ] Dua"
        rows["checklist"].text = "[x] Satu; dengan titik koma\n[ ] Dua\nTiga"
        await press(pilot, "ctrl+s")
        expected = [("Satu; dengan titik koma", True), ("Dua", False), ("Tiga", False)]
        await until(pilot, lambda: _steps(filled) == expected)
        await press(pilot, "y")
        rows = {row.field.name: row for row in app.screen.query(FieldRow)}
        assert "[x]" not in rows["checklist"].text, "what is copied has not begun"


@pytest.mark.parametrize("keys", [("d",), ("t", "5")])
async def test_who_finishes_an_item_before_its_steps_is_told_so(filled: Path, keys: tuple[str, ...]) -> None:
    _write(filled, "Susun", "Paraf")
    app = app_on(filled)
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        app.screen.show_record(_id(filled))  # type: ignore[attr-defined]
        await settle(pilot)
        await press(pilot, *keys)
        await until(pilot, lambda: "2 of 2 steps are not done yet. u takes it back." in shown(pilot))
