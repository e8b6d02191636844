"""A person who has never seen the program: what the screen itself says is enough."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import DAY, app_on, press, settle, shown, store_at, type_text, until

from taskforce.services.template import init_store
from taskforce.store.store import create_store


@pytest.fixture
def new_list(list_path: Path) -> Path:
    """A list as the template makes it: nobody and nothing in it yet."""
    store = create_store(list_path, today=DAY)
    init_store(store, "smart-city", "Pemerintah Kabupaten Banjar")
    store.close()
    return list_path


async def test_a_first_item_is_added_given_to_somebody_new_and_moved(new_list: Path) -> None:
    app = app_on(new_list)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "l")  # nothing is there that could be given to anybody
        assert "Nothing is under the cursor that this key is for" in shown(pilot)
        await press(pilot, "a")
        await type_text(pilot, "Susun draf Buku 1")
        assert "no lead yet: @name · no due day yet: due:friday" in shown(pilot)
        await press(pilot, "enter")
        await until(pilot, lambda: "Added 1" in shown(pilot))
        line = next(line for line in shown(pilot).splitlines() if line.startswith("›"))
        assert "Susun draf Buku 1" in line  # the cursor is on it: the next keys are about it
        assert "added" in line
        await press(pilot, "l")
        await press(pilot, "2")  # after nobody: somebody new
        assert "New member" in shown(pilot)
        await type_text(pilot, "Hj. Siti Rahmah, S.Sos.")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Lead: siti" in shown(pilot))
        await press(pilot, "r")
        await type_text(pilot, "jumat depan")
        assert "can be 27 November 2026 or 4 December" in shown(pilot)
        await press(pilot, "ctrl+u")
        await type_text(pilot, "4/12/2026")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "due Friday, 4 December 2026" in shown(pilot))
    store = store_at(new_list)
    rows = store.reader.rows("SELECT i.title, m.name, i.due FROM action_item i JOIN member m ON m.id = i.lead_id")
    store.close()
    assert rows == [("Susun draf Buku 1", "Hj. Siti Rahmah, S.Sos.", "2026-12-04")]


async def test_enter_leaves_a_filter_that_finds_nothing(new_list: Path) -> None:
    app = app_on(new_list)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "nihil")
        await press(pilot, "enter", "7")
        assert "[7 Members]" in shown(pilot) or "7 Members" in shown(pilot).splitlines()[0]
        assert "There is no member yet" in shown(pilot)
