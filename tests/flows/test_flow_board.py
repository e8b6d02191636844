"""The board: cards are moved by key and by dragging; it is stored, and the cursor stays with its card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app_driving import DAY, app_on, press, settle, shown, store_at, type_text, until
from screen_text import screen_styles
from textual.pilot import Pilot

from taskforce.store.changes.batch import Batch, create, edit
from taskforce.store.store import create_store

Look = Callable[[str], list[tuple[Any, ...]]]

STATUS = "SELECT status FROM action_item WHERE ref = '{ref}'"


def place(text: str, words: str) -> tuple[int, int]:
    """Where words stand on the screen: column and line."""
    lines = text.splitlines()
    line = next(number for number, line in enumerate(lines) if words in line)
    return lines[line].index(words), line


def cursor_card(text: str) -> str:
    """The line with the cursor's mark."""
    return next(line[line.index("›") :] for line in text.splitlines()[3:-2] if "›" in line).split("│")[0]


async def drag(pilot: Pilot[int], words: str, to: tuple[int, int]) -> None:
    """Drag the card that shows ``words`` to a place on the screen."""
    start = place(shown(pilot), words)
    await pilot.mouse_down(offset=start)
    await pilot.hover(offset=to)
    await settle(pilot)
    await pilot.mouse_up(offset=to)
    await settle(pilot)


async def test_a_card_is_moved_by_key_and_the_cursor_goes_with_it(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        assert "› 3 Kajian" in shown(pilot)
        assert "○ Not started 2" in shown(pilot)
        await press(pilot, "greater_than_sign")
        assert look(STATUS.format(ref="3")) == [("in_progress",)]
        assert "◐ In progress 3" in shown(pilot)
        assert cursor_card(shown(pilot)).startswith("› 3 Kajian")
        await press(pilot, "greater_than_sign", "greater_than_sign", "less_than_sign")
        assert look(STATUS.format(ref="3")) == [("blocked",)]
        await press(pilot, "t", "5")
        assert look(STATUS.format(ref="3")) == [("done",)]
        text = shown(pilot)
        assert "✔ Done 2" in text  # the fifth column came into sight with it
        assert "‹1 ◐ In progress" in text
        assert cursor_card(text).startswith("› 3 Kajian")
        await press(pilot, "u")
        assert look(STATUS.format(ref="3")) == [("blocked",)]


async def test_a_card_is_moved_to_any_column_by_two_keys(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "right_curly_bracket")
        assert "Move to: 3 Kajian" in shown(pilot)
        await press(pilot, "6")
        assert look(STATUS.format(ref="3")) == [("cancelled",)]
        assert cursor_card(shown(pilot)).startswith("› 3 Kajian")
        await press(pilot, "left_curly_bracket", "escape", "b", "2", "left_curly_bracket")
        assert "Move to:" in shown(pilot) and "farid  " in shown(pilot)
        await press(pilot, "2")
    lead = "SELECT m.handle FROM action_item i LEFT JOIN member m ON m.id = i.lead_id WHERE i.ref = '3'"
    assert look(lead) == [("farid",)]


async def test_a_card_is_moved_to_an_agency_that_has_none_yet(filled: Path, look: Look) -> None:
    store = store_at(filled)
    for number in range(12):
        store.write(
            "add", [create("agency", code=f"D{number}", short=f"Dinas {number}", name=f"Dinas nomor {number}")]
        )
    store.close()
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "b", "3")
        assert "none, card 2 of 7" in shown(pilot), (
            "the heading counts what is done, the foot the place of the card"
        )
        await press(pilot, "right_curly_bracket")
        await type_text(pilot, "nomor 11")
        await press(pilot, "enter")
    moved = "SELECT count(*) FROM action_item i JOIN agency a ON a.id = i.agency_id WHERE a.short = 'Dinas 11'"
    assert look(moved) == [(1,)]


async def test_a_card_is_dragged_to_another_column(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        await drag(pilot, "3 Kajian", (place(shown(pilot), "Blocked")[0] + 3, 12))
        assert look(STATUS.format(ref="3")) == [("blocked",)]
        assert cursor_card(shown(pilot)).startswith("› 3 Kajian")
        before = look("SELECT count(*) FROM batch")
        await drag(pilot, "3 Kajian", (place(shown(pilot), "Blocked")[0] + 3, 20))
        assert look("SELECT count(*) FROM batch") == before  # let go where it was: nothing happens


async def test_dragging_to_the_edge_brings_hidden_columns_into_sight(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(60, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        assert "Done" not in shown(pilot).splitlines()[2]
        start = place(shown(pilot), "2 Petakan")
        await pilot.mouse_down(offset=start)
        await pilot.hover(offset=(59, 8))
        await pilot.hover(offset=(58, 8))
        await pilot.hover(offset=(59, 9))
        await pilot.mouse_up(offset=(58, 9))
        await settle(pilot)
        assert look(STATUS.format(ref="2")) == [("done",)]


async def test_several_selected_cards_are_moved_in_one_step(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "right", "space", "down", "space")
        assert "2 selected" in shown(pilot)
        before = look("SELECT count(*) FROM batch")[0][0]
        await press(pilot, "greater_than_sign")
        assert look("SELECT ref FROM action_item WHERE status = 'blocked' ORDER BY ref") == [
            ("1",),
            ("2",),
            ("4",),
        ]
        assert look("SELECT count(*) FROM batch")[0][0] == before + 1
        await press(pilot, "escape")
        assert "selected" not in shown(pilot)


async def test_commands_of_the_list_work_on_the_card(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "r")
        await type_text(pilot, "=+1w")
        await press(pilot, "ctrl+s")
        assert look("SELECT due FROM action_item WHERE ref = '3'") == [("2026-12-01",)]
        await press(pilot, "enter")
        assert "Azwar (@azwar)" in shown(pilot)
        await press(pilot, "escape")
        assert cursor_card(shown(pilot)).startswith("› 3 Kajian")


async def test_a_filter_narrows_the_board_and_an_empty_one_says_how_to_fill_it(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "slash")
        await type_text(pilot, "lead:galuh")
        await until(pilot, lambda: "○ Not started 0" in shown(pilot))
        assert "1 Susun draf" in shown(pilot)
        await press(pilot, "enter", "escape")
        await until(pilot, lambda: "○ Not started 2" in shown(pilot))
        await press(pilot, "slash")
        await type_text(pilot, "tidakada")
        await until(pilot, lambda: "Nothing matches “tidakada”" in shown(pilot))


async def test_an_empty_list_says_how_to_fill_the_board(list_path: Path) -> None:
    store = create_store(list_path, today=DAY)
    store.apply(Batch("add", [create("organisation", name="Kabupaten")]))
    store.close()
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "right", "down", "greater_than_sign", "space", "enter")
        assert "Press a to add one in a line" in shown(pilot)


async def test_what_another_process_writes_appears_and_the_cursor_stays(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "right", "down")
        assert cursor_card(shown(pilot)).startswith("› 4 Integrasi")
        store = store_at(filled)
        item = store.reader.value("SELECT id FROM action_item WHERE ref = '1'")
        store.write("edit", [edit("action_item", item, "status", "done")])
        store.close()
        await until(pilot, lambda: "◐ In progress 1" in shown(pilot))
        assert cursor_card(shown(pilot)).startswith("› 4 Integrasi")


async def test_a_long_column_is_read_as_it_is_seen(list_path: Path) -> None:
    store = create_store(list_path, today=DAY)
    items = [create("action_item", title=f"Kegiatan nomor {number}", due="2026-12-01") for number in range(1, 301)]
    store.apply(Batch("import", items))
    store.close()
    app = app_on(list_path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        assert "↓ 296 more" in shown(pilot)
        await press(pilot, "end")
        assert cursor_card(shown(pilot)).startswith("› 300 Kegiatan")
        assert "↑ 296 more" in shown(pilot)
        await press(pilot, "home", "pagedown", "greater_than_sign")  # stays under the cursor in the other column
        assert cursor_card(shown(pilot)).startswith("› 5 Kegiatan")
        await pilot.click(offset=(4, place(shown(pilot), "↓ ")[1]))  # the sign of more turns the page
        await settle(pilot)
        assert "↑ 8 more" in shown(pilot)


async def test_the_cursor_is_seen_without_colours(filled: Path, monkeypatch: Any) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        reversed_text = "".join(text for line in screen_styles(app)[3:-2] for text, style in line if style.reverse)
        assert "3 Kajian" in reversed_text
        assert "1 Susun" not in reversed_text


async def test_the_language_changes_and_the_cursor_stays(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "right", "down", "L")
        assert "◐ Berjalan 2" in shown(pilot)
        assert cursor_card(shown(pilot)).startswith("› 4 Integrasi")


async def test_by_lead_a_card_that_is_moved_changes_hands(filled: Path, look: Look) -> None:
    """A column each, with how many are done of all at its head."""
    lead = "SELECT m.handle FROM action_item i LEFT JOIN member m ON m.id = i.lead_id WHERE i.ref = '1'"
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "3", "b", "2", "slash")
        await type_text(pilot, "ref:1,3")
        await press(pilot, "enter")
        await until(pilot, lambda: "galuh 0/1" in shown(pilot) and "azwar 0/1" in shown(pilot))
        await press(pilot, "right")
        assert cursor_card(shown(pilot)).startswith("› 1 Susun")
        await press(pilot, "less_than_sign")
        assert look(lead) == [("azwar",)]
        assert "azwar 0/2" in shown(pilot)
        assert cursor_card(shown(pilot)).startswith("› 1 Susun")
        await press(pilot, "u")
        assert look(lead) == [("galuh",)]
