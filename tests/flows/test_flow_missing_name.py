"""A name that nobody has yet: made in the line in which it is typed, wherever that is."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, type_text, until

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


@pytest.mark.parametrize(
    ("line", "offered", "made", "title"),
    [
        ("Minta data @Pak Hasan", "Hasan", ("Hasan", "hasan"), "Minta data"),
        ("Minta data @pak hasan due:friday", "hasan", ("Hasan", "hasan"), "Minta data"),
        ("Minta @Pak Hasan data baru", "Hasan", ("Hasan", "hasan"), "Minta data baru"),
        ("@Bu Siti Minta data", "Siti", ("Siti", "siti"), "Minta data"),
        ("Minta data @Ibu Hj. Siti Aminah, +rapat", "Hj. Siti Aminah", ("Hj. Siti Aminah", "siti"), "Minta data"),
        ('Minta data @"Pak Hasan Basri" besok', "Hasan Basri", ("Hasan Basri", "hasan"), "Minta data besok"),
        ("Minta data pic:Pak Hasan", "Hasan", ("Hasan", "hasan"), "Minta data"),
        ("Minta data @Dr. Hasan", "Dr. Hasan", ("Dr. Hasan", "hasan"), "Minta data"),
    ],
)
async def test_how_a_person_is_spoken_to_is_nobody_by_itself(
    filled: Path, look: Look, line: str, offered: str, made: tuple[str, str], title: str
) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, line)
        assert f"Ctrl+N adds “{offered}” to the members" in " ".join(shown(pilot).split())
        await press(pilot, "ctrl+n", "enter")
    assert look(NEWEST) == [(title, made[1], made[0])]


async def test_the_agency_in_the_line_is_the_new_members_own(filled: Path, look: Look) -> None:
    app = app_on(filled)
    office = "SELECT m.name, a.short FROM member m JOIN agency a ON a.id = m.agency_id WHERE m.handle = 'hasan'"
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, "Minta data @Pak")
        assert "“Pak” alone names nobody" in shown(pilot) and "Ctrl+N" not in shown(pilot)
        await type_text(pilot, " Hasan agency:bappelitbang")
        assert "Ctrl+N adds “Hasan” of “bappelitbang”" in " ".join(shown(pilot).split())
        await press(pilot, "ctrl+n", "enter")
    assert look(office) == [("Hasan", "Bappelitbang")]


async def test_a_filter_says_that_nobody_is_called_so_and_who_may_be_meant(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "lead:xyz")
        await until(pilot, lambda: "No member is called “xyz”" in shown(pilot))
        assert "add it first" not in shown(pilot)
        await press(pilot, "backspace", "backspace", "backspace")
        await type_text(pilot, "narindara")
        await until(pilot, lambda: "did you mean galuh?" in shown(pilot))
        await press(pilot, *["backspace"] * 9)
        await type_text(pilot, '"Pak Farid"')
        await until(pilot, lambda: "2 action items" in shown(pilot))


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
