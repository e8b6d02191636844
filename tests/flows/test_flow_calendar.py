"""The calendar: days, holidays, what stands on them; adding on a day, moving an item by form and by dragging."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app_driving import app_on, press, settle, shown, store_at, type_text, until
from screen_text import screen_styles

from taskforce.store.changes.batch import create

Look = Callable[[str], list[tuple[Any, ...]]]

DUE = "SELECT due FROM action_item WHERE ref = '{ref}'"


def standing(text: str) -> str:
    """What is said about the day and the entry under the cursor."""
    return " ".join(text.splitlines()[-2].split())


def place(text: str, words: str) -> tuple[int, int]:
    """Where words stand on the screen: column and line."""
    lines = text.splitlines()
    line = next(number for number, line in enumerate(lines) if words in line)
    return lines[line].index(words), line


async def test_days_weeks_and_months_are_a_key_away(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        assert "November 2026" in shown(pilot)
        assert "[24]" in shown(pilot)
        assert standing(shown(pilot)).startswith("Tuesday, 24 November 2026")
        await press(pilot, "right", "right", "right")
        assert standing(shown(pilot)) == "Friday, 27 November 2026 · 1/1 · ◐ 1 Susun draf Buku 2"
        await press(pilot, "down")
        assert standing(shown(pilot)).startswith("Friday, 4 December 2026 · 1/1 · × 7 Studi banding")
        assert "December 2026" in shown(pilot)
        await press(pilot, "pagedown", "home")
        assert standing(shown(pilot)).startswith("Monday, 28 December 2026") or "January" in shown(pilot)
        await press(pilot, "full_stop", "pageup")
        assert standing(shown(pilot)).startswith("Saturday, 24 October 2026")
        await press(pilot, "full_stop", "end")
        assert standing(shown(pilot)).startswith("Sunday, 29 November 2026")


async def test_holidays_cuti_bersama_and_days_of_the_office_are_marked(filled: Path) -> None:
    store = store_at(filled)
    store.write("edit", [create("holiday", date="2026-12-14", name="Hari jadi kabupaten")])
    store.write("edit", [create("holiday", date="2026-12-24", name="Hari kerja pengganti", working=True)])
    store.close()
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "pagedown", "right")
        assert "25* Hari Raya" in shown(pilot)
        assert "14* Hari jadi" in shown(pilot)
        assert " 24* " not in shown(pilot)  # cuti bersama, but the office works
        assert standing(shown(pilot)).startswith("Friday, 25 December 2026 · Hari Raya Natal")
        await press(pilot, "pagedown", "pagedown", "pagedown")
        await press(pilot, *["pageup"] * 12)
        await until(pilot, lambda: "20* Cuti Ber" in shown(pilot))


async def test_enter_lists_the_day_and_opens_what_is_chosen(filled: Path) -> None:
    store = store_at(filled)
    store.write("add", [create("action_item", title="Kirim undangan", due="2026-12-05", priority="high")])
    store.write("add", [create("meeting", title="Rapat evaluasi", date="2026-12-05", number="12")])
    store.close()
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "down", "right", "right", "right", "right")
        text = shown(pilot)
        assert standing(text).startswith("Saturday, 5 December 2026 · 1/3 · ◆ Buku 2 Masterplan")
        await press(pilot, "enter")
        text = shown(pilot)
        assert "1 ◆ Buku 2 Masterplan" in text
        assert "2 ● Rapat evaluasi" in text
        assert "3 ○ 8 Kirim undangan" in text
        await press(pilot, "3")
        assert "Kirim undangan" in shown(pilot).splitlines()[1]
        await press(pilot, "escape")
        assert "3/3 · ○ 8 Kirim undangan" in standing(shown(pilot))
        await press(pilot, "enter", "2")
        assert "Rapat evaluasi" in shown(pilot)
        await press(pilot, "escape", "tab")
        assert "3/3" in standing(shown(pilot))
        await press(pilot, "enter", "1")
        assert "Filter / deadline:buku-2" in shown(pilot)


async def test_an_item_is_added_on_the_day_and_rescheduled_from_there(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "right", "a", "escape")
        assert "Throw" not in shown(pilot)  # nothing was typed yet
        await press(pilot, "a")
        await type_text(pilot, "Siapkan ruang @galuh")
        await press(pilot, "enter")
        assert look("SELECT title, due FROM action_item WHERE ref = '8'") == [("Siapkan ruang", "2026-11-25")]
        await press(pilot, "r")
        await type_text(pilot, "10/12/2026")
        await press(pilot, "tab")
        await type_text(pilot, "ruang terpakai")
        await press(pilot, "ctrl+s")
        assert look(DUE.format(ref="8")) == [("2026-12-10",)]
        assert ("ruang terpakai",) in look("SELECT reason FROM batch")
        await until(pilot, lambda: "○ 8" in shown(pilot))
        await press(pilot, "d")
        assert look("SELECT status FROM action_item WHERE ref = '8'") == [("done",)]


async def test_an_item_is_dragged_to_another_day_with_a_reason(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        start = place(shown(pilot), "1 Susun draf")
        await pilot.mouse_down(offset=start)
        await pilot.hover(offset=(start[0] - 17, start[1]))
        await settle(pilot)
        await pilot.mouse_up(offset=(start[0] - 17, start[1]))
        await settle(pilot)
        assert "Reschedule: 1 Susun draf" in shown(pilot)
        assert "Thursday, 26 November 2026" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert look(DUE.format(ref="1")) == [("2026-11-26",)]
        assert "Thursday, 26 November 2026" in shown(pilot)


async def test_the_week_shows_whole_lines(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "z")
        text = shown(pilot)
        assert "Week 48: 23 Nov – 29 Nov 2026" in text
        assert "[Tuesday 24 Nov] today" in text
        assert "◐ 1 Susun draf Buku 2" in text
        assert "galuh · In progress" in text
        await press(pilot, "down", "down", "down")
        assert "1/1 · ◐ 1 Susun draf" in standing(shown(pilot))
        await press(pilot, "pageup")
        assert "Week 47" in shown(pilot)
        assert "▲ 3 Kajian command center" in shown(pilot)
        assert "◆ Bimtek III" in shown(pilot)
        await press(pilot, "z")
        assert "November 2026" in shown(pilot)


async def test_what_another_process_writes_appears_and_the_filter_limits_items(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "right", "right", "right")
        store = store_at(filled)
        store.write("add", [create("action_item", title="Dari luar", due="2026-11-27", priority="urgent")])
        store.close()
        await until(pilot, lambda: "8 Dari luar" in shown(pilot))
        assert "1/2 · ◐ 1 Susun draf" in standing(shown(pilot))
        await press(pilot, "slash")
        await type_text(pilot, "lead:farid")
        await until(pilot, lambda: "8 Dari luar" not in shown(pilot))
        assert "▲ 2 Petakan" in shown(pilot)
        assert "◆ Bimtek III" in shown(pilot)


async def test_it_reads_without_colours_and_in_few_cells(filled: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_on(filled)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "5", "right", "right", "right")
        turned = "".join(text for line in screen_styles(app)[3:-2] for text, style in line if style.reverse)
        assert "◐ 1" in turned
        assert "[24]" in shown(pilot)
        assert "▲ 3" in shown(pilot)
