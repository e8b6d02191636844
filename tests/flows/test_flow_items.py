"""A day with action items: add, edit, move the day, note, finish, take back; all through public keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from app_driving import DAY, app_on, press, settle, shown, store_at, type_text, until

from taskforce.reports.figures.asks import said_day
from taskforce.screens.frame.filtered_area import FilteredArea
from taskforce.services.items import add_item
from taskforce.store.changes.batch import edit

Look = Callable[[str], list[tuple[Any, ...]]]


async def test_a_new_item_is_added_edited_moved_done_and_taken_back(filled: Path, look: Look) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, "Siapkan bahan rapat @farid due:friday priority:high +rapat")
        assert "Friday, 27 November 2026" in shown(pilot)  # understood while it is typed
        await press(pilot, "enter")
        assert "Added 8" in shown(pilot)
        row = look("SELECT title, due, priority FROM action_item WHERE ref = '8'")
        assert row == [("Siapkan bahan rapat", "2026-11-27", "high")]

        await press(pilot, "e")
        await type_text(pilot, " koordinasi")
        await press(pilot, "ctrl+s")
        assert look("SELECT title FROM action_item WHERE ref = '8'") == [("Siapkan bahan rapat koordinasi",)]

        await press(pilot, "r")
        await type_text(pilot, "+2w")
        assert "Due now: Friday, 27 November 2026" in shown(pilot)
        assert "Friday, 11 December 2026, 14 days later" in shown(pilot)  # from its own day, as of several
        await press(pilot, "tab")
        await type_text(pilot, "menunggu undangan")
        await press(pilot, "enter")
        assert look("SELECT due, times_rescheduled FROM action_item WHERE ref = '8'") == [("2026-12-11", 1)]
        assert ("menunggu undangan",) in look("SELECT reason FROM batch")

        await press(pilot, "slash")
        await type_text(pilot, "ref:8")  # else the cursor goes on to the next one
        await press(pilot, "enter", "d")
        assert look("SELECT status, done_on FROM action_item WHERE ref = '8'") == [("done", "2026-11-24")]
        await press(pilot, "u")
        assert "Undone: 8: Status" in shown(pilot)
        assert look("SELECT status, done_on FROM action_item WHERE ref = '8'") == [("not_started", None)]
        await press(pilot, "U")
        assert look("SELECT status FROM action_item WHERE ref = '8'") == [("done",)]

        await press(pilot, "h")
        text = shown(pilot)
        assert "@galuh" in text
        assert "Reason: menunggu undangan" in text


async def test_several_selected_items_are_changed_in_one_step(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before = look("SELECT count(*) FROM batch")[0][0]
        await press(pilot, "2", "space", "down", "space", "plus")
        assert look("SELECT progress FROM action_item WHERE ref IN ('2', '3') ORDER BY ref") == [(50,), (10,)]
        assert look("SELECT count(*) FROM batch")[0][0] == before + 1
        assert look("SELECT status FROM action_item WHERE ref = '3'") == [("in_progress",)]
        await press(pilot, "escape", "slash")
        await type_text(pilot, "ref:3")  # else the cursor goes on to the next one
        await press(pilot, "enter", "d", "minus")  # done, and after all not
        done = "SELECT status, progress, done_on FROM action_item WHERE ref = '3'"
        assert look(done) == [("in_progress", 90, None)]


async def test_a_field_of_several_is_left_moved_or_emptied(filled: Path, look: Look) -> None:
    fields = "SELECT due, horizon, priority FROM action_item WHERE ref IN ('2', '3') ORDER BY ref"
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        before = look(fields)
        await press(pilot, "2", "space", "down", "space", "e")
        assert shown(pilot).count("‹ leave as it is ›") == 3
        await press(pilot, "tab", "tab", "tab")
        await type_text(pilot, "+7")
        assert "2 action items: +7 days each" in shown(pilot)
        await press(pilot, "ctrl+s")
        week = timedelta(days=7)
        moved = [(date.fromisoformat(due) + week).isoformat() for due, *_rest in before]
        assert look(fields) == [(due, *rest) for due, (_due, *rest) in zip(moved, before, strict=True)]
        await press(pilot, "e", "tab", "tab", "tab")
        await type_text(pilot, "-")
        assert "2 action items: emptied" in shown(pilot)
        await press(pilot, *["tab"] * 5, "left")
        assert "‹ empty it ›" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert look(fields) == [(None, None, priority) for *_rest, priority in before]
        await press(pilot, "r")
        await type_text(pilot, "=+7")
        await press(pilot, "ctrl+s")
        assert {due for due, *_rest in look(fields)} == {"2026-12-01"}


async def test_a_day_is_moved_from_where_it_is_and_from_today_where_there_is_none(
    filled: Path, look: Look
) -> None:
    with closing(store_at(filled)) as store:
        item_id = store.reader.rows("SELECT id FROM action_item WHERE ref = '3'")[0][0]
        store.write("edit", [edit("action_item", item_id, "due", None)])
    app = app_on(filled)
    days = "SELECT ref, due FROM action_item WHERE ref IN ('2', '3') ORDER BY ref"
    (_ref, before), _none = look(days)
    own = date.fromisoformat(before)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "ref:2,3")
        await press(pilot, "enter", "ctrl+a", "r")
        await type_text(pilot, "+7")
        await press(pilot, "ctrl+s")
        assert look(days) == [("2", (own + timedelta(days=7)).isoformat()), ("3", "2026-12-01")]
        await press(pilot, "escape", "home", "r")
        await type_text(pilot, "-1w")
        assert ", 7 days earlier" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert look(days)[0] == ("2", before)


async def test_status_lead_tags_note_evidence_and_delete_by_key(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "t", "4")  # the first is the one that is latest: ref 2; deferred
        assert look("SELECT status FROM action_item WHERE ref = '2'") == [("deferred",)]
        await press(pilot, "l", "2")
        lead = "SELECT m.handle FROM action_item i JOIN member m ON m.id = i.lead_id WHERE i.ref = '2'"
        assert look(lead) == [("azwar",)]
        await press(pilot, "g")
        await type_text(pilot, "rapat penting")
        await press(pilot, "enter", "g")
        await type_text(pilot, "-penting")
        await press(pilot, "enter")
        assert look("SELECT name FROM tag WHERE NOT deleted") == [("rapat",)]
        await press(pilot, "o")
        await type_text(pilot, "sudah disurati")
        await press(pilot, "ctrl+s")
        assert ("sudah disurati", "remark") in look("SELECT text, kind FROM note")
        await press(pilot, "v", "tab")
        await type_text(pilot, "005/123/Kominfo")
        await press(pilot, "ctrl+s")
        assert look("SELECT kind, letter_number FROM evidence") == [("letter", "005/123/Kominfo")]
        await press(pilot, "delete", "escape")
        assert look("SELECT deleted FROM action_item WHERE ref = '2'") == [(0,)]
        await press(pilot, "delete", "left", "enter")
        assert look("SELECT deleted FROM action_item WHERE ref = '2'") == [(1,)]
        assert "RPJMD" not in shown(pilot).replace("Petakan program RPJMD”: deleted", "")


async def test_the_one_that_is_left_of_what_was_typed_is_meant(filled: Path, look: Look) -> None:
    supporting = "SELECT m.handle FROM supporting s JOIN member m ON m.id = s.member_id WHERE NOT s.deleted"
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "S")
        assert "Enter Mark  Ctrl+S Done" in shown(pilot)
        await type_text(pilot, "azw")
        await press(pilot, "ctrl+s")  # not marked by Enter, but who else could be meant
        assert look(supporting) == [("azwar",)]
        await press(pilot, "S")
        await type_text(pilot, "azw")
        await press(pilot, "ctrl+s")  # marked before: it stays
        assert look(supporting) == [("azwar",)]
        await press(pilot, "S")
        await type_text(pilot, "a")
        await press(pilot, "ctrl+s")  # several are left: nobody is guessed
        assert look(supporting) == [("azwar",)]


async def test_a_form_keeps_what_was_typed(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "n")
        await type_text(pilot, "Judul baru")
        for _field in range(4):
            await press(pilot, "tab")
        await type_text(pilot, "31/02/2026")
        await press(pilot, "ctrl+s")
        text = shown(pilot)
        assert "does not exist" in text  # said at the field, nothing is lost
        assert "Judul baru" in text
        await press(pilot, "escape")
        assert "Throw it away?" in shown(pilot)
        await press(pilot, "escape")  # no: go on typing
        assert "31/02/2026" in shown(pilot)
        await press(pilot, "escape", "left", "enter")
        assert "Judul baru" not in shown(pilot)
        assert look("SELECT count(*) FROM action_item") == [(7,)]


async def test_an_edit_of_what_changed_meanwhile_shows_both(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e")
        await type_text(pilot, " milik saya")
        other = store_at(filled)
        item_id = other.reader.value("SELECT id FROM action_item WHERE ref = '2'")
        other.write("edit", [edit("action_item", item_id, "title", "Judul orang lain")])
        other.close()
        await press(pilot, "ctrl+s")
        text = shown(pilot)
        assert "Judul orang lain" in text
        assert "Petakan program RPJMD milik saya" in text
        await press(pilot, "1")  # keep mine
        assert look("SELECT title FROM action_item WHERE ref = '2'") == [("Petakan program RPJMD milik saya",)]


async def test_what_another_process_writes_shows_by_itself(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "down")
        other = store_at(filled)
        item_id = other.reader.value("SELECT id FROM action_item WHERE ref = '4'")
        other.write("edit", [edit("action_item", item_id, "title", "Ditulis proses lain")])
        other.close()
        await until(pilot, lambda: "Ditulis proses lain" in shown(pilot))
        assert "Kajian command" in next(line for line in shown(pilot).splitlines() if line.startswith("›"))


async def test_read_only_refuses_in_a_sentence(filled: Path) -> None:
    app = app_on(filled, read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "d")
        assert "opened to read only" in shown(pilot)


@pytest.mark.parametrize("area", ["2", "3"])
async def test_the_cursor_goes_to_what_was_added_though_the_list_is_read_again_meanwhile(
    filled: Path, area: str
) -> None:
    """The app looks every second whether others wrote; the next key must not meet another item."""
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, area)
        screen = app.screen
        assert isinstance(screen, FilteredArea) and app.session is not None
        added = add_item(app.session.store, "Siapkan ruang", {})
        await asyncio.gather(screen.items.written([added.item.id], "Added"), app.list_changed())
        assert screen.target_ids() == [added.item.id]


async def test_a_note_asks_for_something_by_a_day(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "o")
        await type_text(pilot, "Sekda: paraf draf SK.")
        await press(pilot, "tab", "tab", "tab")
        await type_text(pilot, "4 des")
        assert "Friday, 4 December 2026" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert look("SELECT text FROM note ORDER BY id DESC LIMIT 1") == [
            ("Sekda: paraf draf SK by 4 December 2026",)
        ]
        assert said_day("Sekda: paraf draf SK by 4 December 2026", DAY) == date(2026, 12, 4)
        await press(pilot, "o")
        await type_text(pilot, "Sekda: paraf paling lambat 5 Desember")
        assert "asked for by Saturday, 5 December 2026" in shown(pilot)


@pytest.mark.parametrize("none", ["-", "none", "kosong"])
async def test_rescheduling_one_item_to_nothing_empties_its_due_day(filled: Path, look: Look, none: str) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "r")
        assert "- for none" in shown(pilot)
        await type_text(pilot, none)
        assert "no due day" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "no due day" in shown(pilot)
        assert look("SELECT count(*) FROM action_item WHERE due IS NULL AND NOT deleted") == [(1,)]
