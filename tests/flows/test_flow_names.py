"""Names in forms: what fits is listed while one types, by keys and by the mouse; two items that are the same."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text, until

from taskforce.screens.forms.form import Form
from taskforce.services.items import add_item
from taskforce.store.changes.batch import create

Look = Callable[[str], list[tuple[Any, ...]]]
NEWEST = (
    "SELECT i.title, m.handle, a.short, d.key FROM action_item i LEFT JOIN member m ON m.id = i.lead_id "
    "LEFT JOIN agency a ON a.id = i.agency_id LEFT JOIN dimension d ON d.id = i.dimension_id "
    "ORDER BY i.seq DESC LIMIT 1"
)
SUPPORTING = "SELECT m.handle FROM supporting s JOIN member m ON m.id = s.member_id WHERE NOT s.deleted ORDER BY 1"


def _focus(screen: object, name: str) -> None:
    assert isinstance(screen, Form)
    next(row for row in screen.rows if row.field.name == name).control.focus()


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_a_part_of_a_name_is_enough(filled: Path, look: Look, size: tuple[int, int]) -> None:
    app = app_on(filled)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "2", "n")
        await type_text(pilot, "Susun jadwal")
        _focus(app.screen, "lead_id")
        await type_text(pilot, "gal")
        assert "@galuh" in shown(pilot)
        await press(pilot, "enter")
        assert "@galuh" not in shown(pilot), "the list is closed, and the name stands there"
        _focus(app.screen, "supporting")
        await press(pilot, "space")
        await type_text(pilot, "azw")
        await press(pilot, "enter")
        await type_text(pilot, "far")
        await press(pilot, "enter")
        await type_text(pilot, "a")
        await press(pilot, "escape", "backspace")
        assert isinstance(app.screen, Form), "Escape closes the list first"
        await press(pilot, "ctrl+s")
        assert look(NEWEST)[0][:2] == ("Susun jadwal", "galuh")
        assert look(SUPPORTING) == [("azwar",), ("farid",)]


async def test_a_part_that_several_names_begin_with_is_asked_about_and_never_guessed(
    filled: Path, look: Look
) -> None:
    with closing(store_at(filled)) as store:
        ministry = create(
            "agency", code="bappenas", short="Bappenas", name="Kementerian PPN/Bappenas", kind="ministry"
        )
        store.write("add", [ministry])
    before = look(NEWEST)
    app = app_on(filled)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "n")
        await type_text(pilot, "Susun jadwal")
        _focus(app.screen, "agency_id")
        await type_text(pilot, "bapp")
        assert "Bappelitbang" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "“bapp” may be Bappelitbang" in shown(pilot), "the list that is open does not hide the reason"
        assert look(NEWEST) == before
        await press(pilot, "e", "l", "enter", "ctrl+s")
        assert look(NEWEST)[0] == ("Susun jadwal", None, "Bappelitbang", None)


async def test_the_mouse_lists_all_and_chooses(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "n")
        await type_text(pilot, "Susun jadwal")
        row = next(row for row in app.screen.rows if row.field.name == "dimension_id")  # type: ignore[attr-defined]
        await pilot.click(row.control)
        await settle(pilot)
        await pilot.click(row.query_one(".picks"), offset=(2, 1))
        await settle(pilot)
        assert row.text == "Smart Living"
        await press(pilot, "ctrl+s")
        assert look(NEWEST)[0][3] == "living"


async def test_what_stood_there_by_name_is_not_written_again(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before = look("SELECT count(*) FROM change")
        await press(pilot, "2", "e", *["tab"] * 12, "ctrl+s")
        assert not isinstance(app.screen, Form)
        assert look("SELECT count(*) FROM change") == before


async def test_a_title_that_is_there_already_is_said_and_opened(filled: Path, look: Look) -> None:
    (title,) = look("SELECT title FROM action_item WHERE ref = '2'")[0]
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, title.upper())
        assert "Ctrl+O opens 2" in shown(pilot)
        await press(pilot, "ctrl+o")
        assert "Priority" in shown(pilot)
        await press(pilot, "escape", "enter")
        assert look("SELECT count(*) FROM action_item WHERE ref = '8'") == [(1,)], "said, not refused"
        await press(pilot, "J")
        await type_text(pilot, title)
        await press(pilot, "enter")
        screen = shown(pilot)
        assert screen.index("Stays:") < screen.index(" 8 “") < screen.index("is deleted:") < screen.index(" 2 “")
        await press(pilot, "enter")  # what is not looked at is not done
        assert look("SELECT deleted FROM action_item WHERE ref IN ('2', '8') ORDER BY ref") == [(0,), (0,)]
        await press(pilot, "J")  # what is much alike stands first
        await press(pilot, "enter", "left", "enter")
        assert look("SELECT deleted FROM action_item WHERE ref IN ('2', '8') ORDER BY ref") == [(1,), (0,)]
        assert "one action item now, merged from" in " ".join(shown(pilot).split())
        await press(pilot, "u")
        assert "Undone: Duplicates merged" in shown(pilot)
        assert look("SELECT deleted FROM action_item WHERE ref IN ('2', '8') ORDER BY ref") == [(0,), (0,)]


async def test_the_title_that_has_the_word_whole_or_begins_so_comes_first(filled: Path) -> None:
    store = store_at(filled)
    for title in ("Rapat perbankan", "Susun jadwal bank sampah", "Siapkan bankir", "Bank data kabupaten"):
        add_item(store, title, {})
    add_item(store, "Lain sekali", {"description": "ke bank"})
    store.close()
    app = app_on(filled)
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "J")
        await type_text(pilot, "bank")
        await until(pilot, lambda: "Lain sekali" in shown(pilot))
        screen = shown(pilot).partition("Which one is the same")[2]
        places = [
            screen.index(title)
            for title in ("Bank data", "Susun jadwal bank", "Siapkan bankir", "Rapat perbankan", "Lain sekali")
        ]
        assert places == sorted(places)


async def test_a_mission_is_shown_and_named_by_its_words(filled: Path, look: Look) -> None:
    store = store_at(filled)
    store.write("add", [create("mission", number=1, text="Mewujudkan layanan yang mudah, cepat")])
    store.write("add", [create("mission", number=2, text="Meningkatkan daya saing")])
    store.close()
    app = app_on(filled)
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e")
        _focus(app.screen, "mission_id")
        await type_text(pilot, "layanan")
        await press(pilot, "enter")
        assert "Mewujudkan layanan yang mudah, cepat" in shown(pilot)
        await press(pilot, "ctrl+s", "e")
        _focus(app.screen, "mission_id")
        await settle(pilot)
        assert "Mewujudkan layanan yang mudah, cepat" in shown(pilot)
        assert look("SELECT m.number FROM action_item i JOIN mission m ON m.id = i.mission_id") == [(1,)]
