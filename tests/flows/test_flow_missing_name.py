"""A name that nobody has yet: made in the line in which it is typed, wherever that is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app_driving import app_on, press, settle, shown, type_text

Look = Callable[[str], list[tuple[Any, ...]]]
NEWEST = (
    "SELECT i.title, m.handle, m.name FROM action_item i LEFT JOIN member m ON m.id = i.lead_id "
    "WHERE NOT i.deleted ORDER BY i.seq DESC LIMIT 1"
)


async def test_quick_add_makes_the_lead_that_it_names(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, "Undang narasumber @siti-aminah")
        assert "Ctrl+N adds “siti-aminah” to the members" in shown(pilot)
        await press(pilot, "ctrl+n")
        assert "Ctrl+N" not in shown(pilot) and "Lead: siti-aminah" in shown(pilot)
        await press(pilot, "enter")
        assert look(NEWEST) == [("Undang narasumber", "siti-aminah", "Siti Aminah")]


async def test_quick_add_makes_the_agency_but_no_deadline(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, "Rapat agency:Diskan")
        await press(pilot, "ctrl+n")
        assert look("SELECT count(*) FROM agency WHERE short = 'Diskan'") == [(1,)]
        await type_text(pilot, " deadline:buku-9")
        assert "buku-9" in shown(pilot) and "Ctrl+N" not in shown(pilot)


async def test_the_minutes_make_the_lead_and_the_line_goes_on(planned: Path, look: Look) -> None:
    app = app_on(planned)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "enter", "a")
        await type_text(pilot, "Cetak undangan @rahma")
        await press(pilot, "ctrl+n", "enter")
        assert look(NEWEST) == [("Cetak undangan", "rahma", "Rahma")]


async def test_a_form_makes_who_its_field_names(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "n")
        await type_text(pilot, "Susun jadwal")
        row = next(one for one in app.screen.rows if one.field.name in ("lead", "lead_id"))  # type: ignore[attr-defined]
        row.control.focus()
        await type_text(pilot, "rahma")
        assert "Ctrl+N adds “rahma”" in " ".join(re.sub("[│▁-█]", " ", shown(pilot)).split())
        await pilot.click(".field-word.-wrong", offset=(2, 0))
        await settle(pilot)
        assert "Ctrl+N adds" not in shown(pilot)
        await press(pilot, "ctrl+s")
        assert look(NEWEST) == [("Susun jadwal", "rahma", "Rahma")]
