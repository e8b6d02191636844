"""The overview tells a person what others did since the last visit, and how far dimensions and agencies are."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

from app_driving import DAY, app_on, press, settle, shown, store_at, until

from taskforce.store.changes.batch import create, delete, edit


async def test_what_others_changed_since_the_last_visit(filled: Path) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Since yesterday (1)" in shown(pilot)
        await press(pilot, "plus")  # what one does oneself is no news
    other = store_at(filled)
    item_id = other.reader.value("SELECT id FROM action_item WHERE ref = '4'")
    other.actor_id = other.reader.value("SELECT id FROM member WHERE handle = 'azwar'")
    other.write("edit", [edit("action_item", item_id, "status", "blocked")])
    other.close()
    again = app_on(filled, actor="galuh")
    async with again.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        text = shown(pilot)
        assert re.search(r"Since your last visit, \d\d:\d\d", text)
        await press(pilot, "end")
        text = shown(pilot)
        line = next(line for line in text.splitlines() if "4 Integrasi" in line and "azwar" in line)
        assert "Status" in line
        assert "Import" not in text
        assert "Progress:" not in text


async def test_agencies_and_the_curve_are_a_key_or_a_click_away_where_it_is_narrow(filled: Path) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f")
        assert "Progress per agency" in shown(pilot) and "S-curve" in shown(pilot)
        await pilot.click("#agencies")
        await settle(pilot)
        assert "Progress per dimension" in shown(pilot)


async def test_what_another_process_writes_keeps_cursor_scroll_and_selection(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 20)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "down", "space", "down", "down")

        def marked() -> list[list[str]]:  # columns are as wide as the rows of the moment are
            return [line.split() for line in shown(pilot).splitlines() if line.startswith(("›", " ✓"))]

        before = marked()
        other = store_at(filled)
        first = other.reader.value("SELECT id FROM action_item WHERE ref = '2'")
        other.write("edit", [edit("action_item", first, "status", "done")])  # the first line goes to the end
        other.close()
        await until(pilot, lambda: "■ Blocked" not in shown(pilot))
        assert len(before) == 2 and marked() == before


async def test_whom_the_work_waits_on_and_their_items(filled: Path) -> None:
    """Who has late or blocked items, the slowest first; Enter shows the open items of that person in the list."""
    app = app_on(filled)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        lines = shown(pilot).splitlines()
        start = next(number for number, line in enumerate(lines) if "Waiting on" in line)
        assert "HM Farid Soufian" in lines[start + 1] and "▲ 1" in lines[start + 1]
        assert "■ 1 blocked" in lines[start + 1]  # who also has a blocked one comes before the other
        assert "Azwar" in lines[start + 2] and "▲ 1" in lines[start + 2]
        assert "Galuh" not in "".join(lines[start : start + 4])  # nothing of hers is late
        while "Farid" not in next(line for line in shown(pilot).splitlines() if line.startswith("›")):
            await press(pilot, "down")
        await press(pilot, "enter")
        text = shown(pilot)
        assert "lead:farid is:open" in text
        assert "Integrasi layanan publik" in text and "Kajian command center" not in text


async def test_the_next_day_comes_by_itself(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 40)) as pilot:
        await settle(pilot)
        assert "Due today" not in shown(pilot)
        assert app.session is not None
        app.session.store.clock.injected = DAY + timedelta(days=3)
        await until(pilot, lambda: "Due today (1)" in shown(pilot))


async def test_work_of_who_was_deleted_elsewhere_is_said_and_led_to(filled: Path) -> None:
    other = store_at(filled)
    rina = create("member", handle="rina", name="Rina Astuti")
    other.write("edit", [rina])
    item = create("action_item", title="Susun anggaran", lead_id=rina.record_id, due="2020-01-01")
    other.write("edit", [item])
    other.write("edit", [delete("member", rina.record_id)])
    other.close()
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(160, 40)) as pilot:
        await settle(pilot)
        lines = shown(pilot).splitlines()
        heading = next(place for place, line in enumerate(lines) if "Lead or agency was deleted (1)" in line)
        assert "Susun anggaran" in lines[heading + 1] and "rina (deleted)" in lines[heading + 1]
        assert "l names a new lead" in lines[heading + 1]
        assert "Rina Astuti (deleted)" in shown(pilot)  # whom late items wait on
        await press(pilot, "end")
        for _time in range(40):
            current = pilot.app.screen._current_line()  # type: ignore[attr-defined]
            if current.query.startswith("lead:rina"):
                break
            await press(pilot, "up")
        await press(pilot, "enter")
        text = shown(pilot)
        assert "Susun anggaran" in text and "rina (de" in text
