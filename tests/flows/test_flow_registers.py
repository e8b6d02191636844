"""Members and deadlines: editing, refusing, handing over; and the mouse where the keys would do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app_driving import app_on, press, settle, shown, type_text, until

from taskforce.screens.forms.fields.field_row import FieldRow

Look = Callable[[str], list[tuple[Any, ...]]]


async def test_work_is_handed_over_after_asking(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "end")  # the last by name: HM Farid Soufian
        assert "@farid" in next(line for line in shown(pilot).splitlines() if line.startswith("›"))
        await press(pilot, "H", "1")
        assert "2 open action items go from HM Farid Soufian to Azwar" in " ".join(shown(pilot).split())
        await press(pilot, "enter")
        sql = "SELECT count(*) FROM action_item i JOIN member m ON m.id = i.lead_id WHERE m.handle = '{}'"
        assert look(sql.format("farid")) == [(0,)]
        assert look(sql.format("azwar")) == [(4,)]
        await press(pilot, "u")
        assert look(sql.format("farid")) == [(2,)]


async def test_a_handle_that_is_taken_is_refused_at_its_field(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "e", "tab")
        await type_text(pilot, "x")
        await press(pilot, "ctrl+s", "e", "tab", "home", "ctrl+k")
        await type_text(pilot, "galuh")
        await press(pilot, "ctrl+s")
        lines = shown(pilot).splitlines()
        row = next(number for number, line in enumerate(lines) if "Handle" in line)
        assert "taken already" in " ".join(lines[row + 1 : row + 3])


async def test_enter_leads_to_the_items_of_a_member_and_of_a_deadline(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "7", "enter")
        await until(pilot, lambda: "1 action item ·" in shown(pilot))
        assert "lead:azwar" in shown(pilot)
        await press(pilot, "6", "down", "enter")
        await until(pilot, lambda: "2 action items ·" in shown(pilot))
        assert "deadline:buku-2" in shown(pilot)


async def test_areas_and_commands_can_be_clicked(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        top = shown(pilot).splitlines()[0]
        await pilot.click(offset=(top.index("2Ac"), 0))
        await settle(pilot)
        assert "Filter /" in shown(pilot)
        footer = shown(pilot).splitlines()[-1]
        await pilot.click(offset=(footer.index("Edit"), 23))
        await settle(pilot)
        assert "Edit: 2 Petakan program RPJMD" in shown(pilot)
        row = next(number for number, line in enumerate(shown(pilot).splitlines()) if "Status" in line)
        await pilot.click(offset=(30, row))
        await settle(pilot)
        assert "1 Not started" in shown(pilot)


async def test_an_agencys_members_are_shown_alone_until_escape(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "8", "at")
        text = shown(pilot)
        assert "[7 Members]" in text
        assert "Galuh Tantri Narindra" in text and "HM Farid Soufian" not in text
        assert "Bappelitbang: 1 active member" in text
        await press(pilot, "H")  # work goes to anybody, not only within the agency
        assert "HM Farid Soufian" in shown(pilot)
        await press(pilot, "escape", "n")
        await type_text(pilot, "Anggota Baru")
        await press(pilot, "ctrl+s")
        assert "Saved Anggota Baru" in shown(pilot)
        assert look(
            "SELECT a.short FROM member m JOIN agency a ON a.id = m.agency_id WHERE m.name = 'Anggota Baru'"
        ) == [("Bappelitbang",)]
        await press(pilot, "escape")
        assert "HM Farid Soufian" in shown(pilot)
        assert "Anggota Baru" in shown(pilot)
        await press(pilot, "8", "at", "ctrl+g")
        await type_text(pilot, "azwar")
        await press(pilot, "enter")
        assert "› Azwar" in " ".join(shown(pilot).split())  # who is jumped to is shown, of whatever agency


async def test_an_empty_field_shows_where_it_is(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 30)) as pilot:
        await settle(pilot)
        for area in ("7", "8", "6", "9"):
            await press(pilot, area, "n")
            rows = list(app.screen.query(FieldRow))
            assert rows
            for row in rows:
                line = shown(pilot).splitlines()[row.control.region.y]
                assert line[row.control.region.x : row.control.region.right].strip(), row.field.name
            await press(pilot, "escape")
