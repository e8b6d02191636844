"""Several lines pasted where one is typed: none is dropped in silence."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, type_text
from textual.events import Paste
from textual.widgets import Input

from taskforce.screens.frame.session import Session

Look = Callable[[str], list[tuple[Any, ...]]]
LINES = "Susun SK @galuh due:+3\n\n  Undang tim \r\nCetak spanduk\n"
TITLES = "SELECT title FROM action_item WHERE NOT deleted ORDER BY seq DESC LIMIT 3"


async def test_several_lines_become_as_many_items_in_one_step(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        app.post_message(Paste(LINES))
        await settle(pilot)
        assert "Add 3 action items, one for each line?" in shown(pilot)
        assert all(title in shown(pilot) for title in ("Susun SK", "Undang tim", "Cetak spanduk"))
        await press(pilot, "enter")
        assert look(TITLES) == [("Cetak spanduk",), ("Undang tim",), ("Susun SK",)]
        assert "3 action items added" in shown(pilot)
        await press(pilot, "u")
        assert "Cetak spanduk" not in {title for (title,) in look(TITLES)}
        await press(pilot, "a")
        app.post_message(Paste(LINES))
        await settle(pilot)
        await press(pilot, "escape")  # nothing of it is wanted
        assert app.screen.query_one(Input).value == ""
        app.post_message(Paste(LINES))
        await settle(pilot)
        await press(pilot, "right", "enter")
        assert app.screen.query_one(Input).value == "Susun SK @galuh due:+3"
        assert "2 pasted lines were left out" in shown(pilot)


async def test_what_is_pasted_beside_all_fields_is_added_or_refused_in_a_sentence(
    filled: Path, look: Look
) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        app.post_message(Paste("Cetak spanduk\r\n"))
        await settle(pilot)
        assert app.screen.query_one(Input).value == "Cetak spanduk"
        await press(pilot, "escape", "y")
        app.post_message(Paste(LINES))
        await settle(pilot)
        assert "Add 3 action items, one for each line?" in shown(pilot)
        await press(pilot, "enter")
        assert look(TITLES) == [("Cetak spanduk",), ("Undang tim",), ("Susun SK",)]
        await press(pilot, "6")
        app.post_message(Paste(LINES))
        await settle(pilot)
        assert "Nothing was pasted" in shown(pilot)


async def test_pasted_cells_of_a_sheet_are_said_to_become_titles_and_the_import_is_named(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        app.post_message(Paste(LINES))
        await settle(pilot)
        assert "The lines have columns" not in shown(pilot)
        await press(pilot, "escape")
        app.post_message(Paste("Susun SK\tDinkes\t11/12/2026\nUndang tim\tSetda\t12/12/2026\n"))
        await settle(pilot)
        assert "The lines have columns" in shown(pilot) and "I imports the sheet" in shown(pilot)


async def test_lines_that_can_be_read_are_added_and_the_others_come_into_the_line(
    filled: Path, look: Look
) -> None:
    app = app_on(filled)
    before = look("SELECT count(*) FROM action_item WHERE NOT deleted")[0][0]
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        app.post_message(Paste("Satu\nDua due:kapan-kapan\nTiga\nEmpat @siapa-ya\n"))
        await settle(pilot)
        await press(pilot, "enter")
        assert [title for (title,) in look(TITLES)][:2] == ["Tiga", "Satu"]
        assert app.screen.query_one(Input).value == "Dua due:kapan-kapan"
        assert "2 action items added" in shown(pilot) and "■" in shown(pilot)
        assert "Then comes 1 more line: Empat @siapa-ya" in shown(pilot)
        await press(pilot, "enter")  # it is as unreadable as before
        assert app.screen.query_one(Input).value == "Dua due:kapan-kapan"
        await press(pilot, *["backspace"] * len(" due:kapan-kapan"), "enter")
        assert app.screen.query_one(Input).value == "Empat @siapa-ya"
        await press(pilot, *["backspace"] * len(" @siapa-ya"), "enter")
        assert [title for (title,) in look(TITLES)] == ["Empat", "Dua", "Tiga"]
        assert "2 action items added" in shown(pilot) and "Empat" in shown(pilot)  # closed, and said
        await press(pilot, "u", "u", "u")  # the two that were added together are one step
        assert look("SELECT count(*) FROM action_item WHERE NOT deleted") == [(before,)]


async def test_what_waits_behind_the_line_is_not_thrown_away_unasked_and_is_kept_as_a_draft(
    filled: Path, look: Look
) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, "Lima")  # stood in the line before
        app.post_message(Paste("Satu\nDua due:kapan\nTiga due:nanti"))
        await settle(pilot)
        await press(pilot, "enter")
        assert app.screen.query_one(Input).value == "Dua due:kapan"
        assert "Then come 2 more lines: Tiga due:nanti · Lima" in shown(pilot)
        await press(pilot, *["backspace"] * len("Dua due:kapan"), "escape")
        assert "What you typed is not saved" in shown(pilot)
        await press(pilot, "escape", "enter")  # an empty line is passed over
        assert app.screen.query_one(Input).value == "Tiga due:nanti"
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")  # the draft that was left behind
        assert app.screen.query_one(Input).value == "Tiga due:nanti"
        assert "Then comes 1 more line: Lima" in shown(pilot)


async def test_a_failure_while_lines_are_written_keeps_them_all(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_anything: object) -> None:
        raise OSError("the server went away")

    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        app.post_message(Paste("Satu\nDua\nTiga"))
        await settle(pilot)
        monkeypatch.setattr(Session, "write", fail)
        await press(pilot, "enter")
        assert app.screen.query_one(Input).value == "Satu"
        assert "the server went away" in shown(pilot) and "2 more lines: Dua · Tiga" in shown(pilot)


@pytest.mark.parametrize("keys", [("2", "a"), ("9", "enter", "a")])
async def test_the_marks_of_a_pasted_list_are_no_part_of_the_titles(
    planned: Path, look: Look, keys: tuple[str, ...]
) -> None:
    app = app_on(planned)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, *keys)
        app.post_message(Paste("- [ ] Satu - dua\n* Tiga\n-\n 1. Empat\n"))
        await settle(pilot)
        if "Add 3 action items" in shown(pilot):
            await press(pilot, "enter")
        assert look(TITLES) == [("Empat",), ("Tiga",), ("Satu - dua",)]


async def test_in_the_minutes_each_pasted_line_is_an_item(planned: Path, look: Look) -> None:
    app = app_on(planned)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "9", "enter", "a")
        app.post_message(Paste("Satu\nDua\nTiga due:kapan-kapan"))
        await settle(pilot)
        assert [title for (title,) in look(TITLES)][:2] == ["Dua", "Satu"]
        assert "Tiga due:kapan-kapan" in shown(pilot)  # it waits to be mended


async def test_in_a_form_pasted_lines_are_one(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "n")
        app.post_message(Paste("Susun\nundangan"))
        await settle(pilot)
        assert "Susun undangan" in shown(pilot)


async def test_a_misspelt_field_is_said_while_it_is_typed(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "a")
        await type_text(pilot, "Rapat prioritass:tinggi catatan:penting")
        assert "“prioritass:” is no field and stays in the title: did you mean “prioritas:”?" in shown(pilot)
        assert "catatan:” is no" not in shown(pilot)
