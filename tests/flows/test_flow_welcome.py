"""The first start: five ways to a list, and none that cannot be gone again."""

from __future__ import annotations

from pathlib import Path

from app_driving import app_on, press, settle, shown, store_at, type_text
from textual.events import Key


async def test_the_first_start_leads_to_the_sample(list_path: Path) -> None:
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "There is no list" in shown(pilot)
        await press(pilot, "down", "down", "enter")
        assert "Overdue" in shown(pilot)
        await press(pilot, "7")
        assert "@galuh" in shown(pilot)


async def test_the_template_asks_whose_list_it_is(list_path: Path) -> None:
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        await type_text(pilot, "Kabupaten Uji")
        await press(pilot, "enter")
        assert "No action item yet: a adds one" in shown(pilot)
        await press(pilot, "6")
        assert "Buku 2" in shown(pilot)
    store = store_at(list_path)
    assert store.reader.value("SELECT name FROM organisation") == "Kabupaten Uji"
    store.close()


async def test_what_is_typed_while_the_list_is_made_is_for_the_list(list_path: Path) -> None:
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for key in ("enter", *"Uji", "enter", "a", *"Satu", "enter"):
            app.post_message(Key(key, key if len(key) == 1 else None))
        await settle(pilot)
        assert "Satu" in shown(pilot)
    store = store_at(list_path)
    assert store.reader.value("SELECT title FROM action_item") == "Satu"
    assert store.reader.value("SELECT name FROM organisation") == "Uji"
    store.close()


async def test_a_blank_list_says_how_to_fill_it(list_path: Path) -> None:
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "end", "enter", "2")
        assert "Press a to add one" in shown(pilot)
        await press(pilot, "a")
        await type_text(pilot, "Tindak lanjut pertama due:besok")
        await press(pilot, "enter")
        assert "Tindak lanjut pertama" in shown(pilot)
        await press(pilot, "7", "n")
        await type_text(pilot, "Siti Aminah, S.Kom.")
        await press(pilot, "ctrl+s")
        assert "@siti" in shown(pilot)
        await press(pilot, "6", "n")
        await type_text(pilot, "Buku 2")
        await press(pilot, "tab")
        await type_text(pilot, "akhir bulan")
        assert "Monday, 30 November 2026" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "in 6 days" in shown(pilot)
        await press(pilot, "d")
        assert "met 24 Nov" in shown(pilot)


async def test_a_new_user_is_shown_around(list_path: Path) -> None:
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "down", "enter")
        assert "F3 shows you around" in shown(pilot)
        await press(pilot, "2", "f3")
        assert "1 of 5" in shown(pilot)
        for words in ("leads to the filter", "Space selects", "u takes any step back", "F1 explains"):
            await press(pilot, "enter")
            assert words in str(app.screen.query_one("#step").render())
        await press(pilot, "left", "enter", "enter")
        assert "of 5" not in shown(pilot)
        assert not app.screen.query(".-toured")


async def test_leaving_the_welcome_leaves_nothing_behind(list_path: Path) -> None:
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "q")
    assert not list_path.exists()
