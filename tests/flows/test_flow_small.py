"""Small terminals: 60x20 is usable, smaller ones are told so; and a store that fails ends nothing."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import DAY, app_on, press, settle, shown, type_text, until
from rich.cells import cell_len
from textual.events import Resize
from textual.geometry import Size
from textual.screen import Screen

from taskforce.language import _, set_language
from taskforce.screens.frame.areas import AREAS


async def test_sixty_by_twenty_shows_whole_forms_and_footers(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        for area in (spec.key for spec in AREAS):
            await press(pilot, area)
            lines = shown(pilot).splitlines()
            assert lines[-1].endswith("F1 Help"), lines[-1]
            assert all(cell_len(line) <= 60 for line in lines)
            assert lines[0].startswith(" ≡") and "[" in lines[0]  # the menu, and where one is
        await press(pilot, "2", "f2")  # the list shows where one is, so it is scrolled from the last area
        assert all(name in shown(pilot) for name in ("All commands", "Overview", "Board", "Masterplan"))
        assert "Esc Cancel" in shown(pilot)
        await press(pilot, "f9")
        assert "[F9 Settings]" in shown(pilot)
        await press(pilot, "2", "e")
        assert "Save (Ctrl+S)" in shown(pilot)
        await press(pilot, "escape", "r")
        await type_text(pilot, "besok")
        assert "Wednesday, 25 November 2026" in shown(pilot)
        assert "Save (Ctrl+S)" in shown(pilot)


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("width", [60, 80])
async def test_the_areas_are_told_apart_and_ways_back_and_onwards_stay(
    filled: Path, language: str, width: int
) -> None:
    set_language(language)
    app = app_on(filled)
    async with app.run_test(size=(width, 20)) as pilot:
        await settle(pilot)
        for area in AREAS:
            await press(pilot, area.key)
            first, *_lines, last = shown(pilot).splitlines()
            assert f"[{area.shown_key} {_(area.title)[:13]}" in first
            keys = "|".join(one.shown_key for one in AREAS)
            names = re.split(rf" (?:{keys})", first.replace("[", " ").replace("]", " "))[1:]
            names = [name.strip() for name in names if name.strip()]
            assert len(names) >= (4 if width == 60 else 11), first
            assert len(set(names)) == len(names) and all(len(name) >= 3 for name in names), first
            assert "Ctrl+P" in last, last
            assert any(word in last for word in ("u Undo", "u Urungkan", "u Take back", "u Tarik kembali")), last


async def test_titles_and_names_are_not_cut_for_what_says_less(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        assert "Petakan program RPJMD" in shown(pilot)
        assert "Why" not in shown(pilot), "thirteen cells of a reason say nothing"
        await press(pilot, "7")
        assert "Galuh Tantri Narindra" in shown(pilot) and "@galuh" in shown(pilot)
        await press(pilot, "f7")
        line = next(line for line in shown(pilot).splitlines() if line.startswith("›"))
        assert f" {DAY.day} " in line and str(DAY.year) not in line, "this year is not written at each step"


async def test_a_hint_that_does_not_fit_ends_in_a_sign(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "f6", "w")
        line = next(line for line in shown(pilot).splitlines() if "Period " in line)
        assert line.rstrip("│ ").endswith("…)")
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "or any days)" in shown(pilot))


async def test_a_smaller_terminal_is_told_so_and_grows_back(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(50, 15)) as pilot:
        await settle(pilot)
        assert "60x20" in shown(pilot)
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "60x20" not in shown(pilot))
        assert "Petakan program" in shown(pilot)


async def test_a_failing_store_is_told_and_the_app_goes_on(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlite3

    from taskforce.store.store import Store

    def fail(*_arguments: object, **_options: object) -> None:
        raise sqlite3.OperationalError("disk I/O error")

    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        with monkeypatch.context() as patch:
            patch.setattr(Store, "apply", fail)
            await press(pilot, "d")
            assert "disk I/O error" in shown(pilot)
            await press(pilot, "e")
            await type_text(pilot, " lagi")
            await press(pilot, "ctrl+s")
            text = shown(pilot)
            assert "disk I/O error" in text
            assert "Petakan program RPJMD lagi" in text  # the draft is still there
        await press(pilot, "ctrl+s")
        assert "Saved 2" in shown(pilot)


async def test_a_file_that_is_no_list_is_told(tmp_path: Path) -> None:
    place = tmp_path / "catatan.db"
    place.write_text("bukan basis data", encoding="utf-8")
    app = app_on(place)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "catatan.db" in "".join(shown(pilot).replace("│", "").split())  # a long path is wrapped anywhere
        await press(pilot, "2", "a", "d", "f1")
        assert app.is_running


async def test_where_an_area_has_no_room_keys_change_nothing_that_nobody_sees(
    filled: Path, look: Callable[[str], list[tuple[Any, ...]]]
) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        before = look("SELECT count(*) FROM change")
        await pilot.resize_terminal(59, 24)
        await until(pilot, lambda: "60x20" in shown(pilot))
        await press(pilot, "x", "plus", "delete", "enter", "a", "u", "3", "ctrl+a", "ctrl+p")
        assert len(app.screen_stack) == 1
        assert app.current_mode == "items"
        await pilot.resize_terminal(80, 24)
        await until(pilot, lambda: "60x20" not in shown(pilot))
        assert "selected" not in shown(pilot)
        assert look("SELECT count(*) FROM change") == before
        await pilot.resize_terminal(59, 24)
        await until(pilot, lambda: "60x20" in shown(pilot))
        await press(pilot, "ctrl+q")
    assert app.return_code == 0


async def test_two_sizes_of_the_window_at_once_do_not_follow_each_other_for_ever(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sizes: list[Size] = []
    lay_out = Screen._screen_resized

    def counted(screen: Screen[object], size: Size) -> None:
        sizes.append(size)
        if len(sizes) < 50:  # more would never end
            lay_out(screen, size)

    monkeypatch.setattr(Screen, "_screen_resized", counted)
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        with app.batch_update():
            for size in (Size(100, 30), Size(80, 24)):
                app.screen.post_message(Resize(size, size))
                app.screen.call_later(lambda: None)  # what stands between two of them keeps both
            for _round in range(500):
                await asyncio.sleep(0)
        await settle(pilot)
        assert len(sizes) < 20
        assert app.screen.size == Size(80, 24)
