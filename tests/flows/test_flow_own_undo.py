"""Undo takes back one's own steps; anyone else's are shown first, in the app and on the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text

from taskforce.cli import run
from taskforce.services.items import add_line, set_status
from taskforce.store.query.lookup import member_by

Look = Callable[[str], list[tuple[Any, ...]]]
STATUS = "SELECT status FROM action_item WHERE ref = '3'"


def farid_marks_the_third_done(path: Path) -> None:
    store = store_at(path)
    store.actor_id = member_by(store.reader, "farid").id
    item = store.reader.value("SELECT id FROM action_item WHERE ref = '3'")
    set_status(store, [item], "done")
    store.close()


async def test_u_takes_back_what_was_done_in_this_sitting_and_says_what(filled: Path, look: Look) -> None:
    farid_marks_the_third_done(filled)
    app = app_on(filled)
    async with app.run_test(size=(110, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "u")
        assert "since you opened the app is left to undo" in shown(pilot)
        await press(pilot, "a")
        await type_text(pilot, "Satu")
        await press(pilot, "enter", "a")
        await type_text(pilot, "Dua")
        await press(pilot, "enter")
        farid_adds_meanwhile(filled)
        await press(pilot, "u")
        assert "Undone: 9: Action item added: Dua" in shown(pilot)
        await press(pilot, "u")
        assert "Undone: 8: Action item added: Satu" in shown(pilot)
        await press(pilot, "u")
        assert "since you opened the app is left to undo" in shown(pilot)
        assert look(STATUS) == [("done",)]
        assert look("SELECT title FROM action_item WHERE NOT deleted ORDER BY seq DESC LIMIT 1") == [
            ("Milik Farid",)
        ]
        await press(pilot, "U", "U")
        titles = {title for (title,) in look("SELECT title FROM action_item WHERE NOT deleted")}
        assert {"Satu", "Dua", "Milik Farid"} <= titles


def farid_adds_meanwhile(path: Path) -> None:
    store = store_at(path)
    store.actor_id = member_by(store.reader, "farid").id
    add_line(store, "Milik Farid")
    store.close()


def test_the_command_line_asks_before_it_takes_back_another_persons_step(
    filled: Path, look: Look, capsys: pytest.CaptureFixture[str]
) -> None:
    farid_marks_the_third_done(filled)
    command = ["--db", str(filled), "--lang", "en"]
    assert run([*command, "--as", "galuh", "undo"]) == 2  # nobody is there to answer
    assert "This step is @farid's" in capsys.readouterr().err
    assert run([*command, "undo"]) == 2  # nobody said who asks
    assert look(STATUS) == [("done",)]
    assert run([*command, "--as", "galuh", "undo", "--yes"]) == 0
    assert look(STATUS) == [("not_started",)]
    assert run([*command, "--as", "farid", "undo", "--redo"]) == 2  # galuh took it back
    assert run([*command, "--as", "galuh", "undo", "--redo"]) == 0
    assert look(STATUS) == [("done",)]
    farid_adds_meanwhile(filled)
    assert run([*command, "--as", "farid", "undo"]) == 0  # his own
    ((batch,),) = look("SELECT id FROM batch WHERE kind = 'import'")
    assert run([*command, "--as", "galuh", "undo", batch]) == 0  # named
