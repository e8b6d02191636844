"""Starting: what is typed before the list is open stays, and only who writes pays for writing."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import Future
from pathlib import Path

import pytest
from app_driving import DAY, app_on, settle, shown, until
from screen_text import screen_text

from taskforce.app import TaskforceApp
from taskforce.model.errors import TaskforceError
from taskforce.screens.frame.session import Session, open_session
from taskforce.store.changes.batch import create
from taskforce.store.database.location import location_of

WATCHED = """
import asyncio, sys
from datetime import date
from taskforce.app import TaskforceApp
from taskforce.store.database.location import location_of

async def main():
    app = TaskforceApp(location_of(sys.argv[1]), today=date(2026, 11, 24))
    async with app.run_test(size=(80, 24)) as pilot:
        while app.session is None:
            await pilot.pause(0.01)
        for key in ("2", "down", "enter", "escape", "7", "0"):
            await pilot.press(key)
            await pilot.pause()
        before = app.session.look()
        await pilot.press("2", "a", *"Satu hal", "enter")
        for _attempt in range(1000):
            if app.session.look() > before:
                break
            await pilot.pause(0.02)
        print(app.session.look() > before, *{"sqlalchemy", "pydantic", "alembic"} & sys.modules.keys())

asyncio.run(main())
"""


async def test_a_filter_typed_before_the_list_is_open_stays(filled: Path) -> None:
    opening: Future[Session] = Future()
    app = app_on(filled, ahead=opening)
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.press("2", "slash", *"draf")
        await pilot.pause()
        assert "Filter / draf" in shown(pilot)
        assert "The list is being opened" in shown(pilot)
        opening.set_result(open_session(location_of(filled), actor=None, today=DAY, read_only=False))
        await until(pilot, lambda: "1 action item ·" in shown(pilot))
        assert "Filter / draf" in shown(pilot)


async def test_the_first_frame_shows_a_list_that_is_open_by_then(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opening: Future[Session] = Future()
    session = open_session(location_of(filled), actor=None, today=DAY, read_only=False)
    session.look_ahead()
    opening.set_result(session)
    frames: list[str] = []
    monkeypatch.setattr(TaskforceApp, "post_display_hook", lambda app: frames.append(screen_text(app)))
    app = app_on(filled, ahead=opening)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
    painted = next(frame for frame in frames if "Overview" in frame)
    assert "Overdue (2)" in painted
    assert "Menunggu SK Bupati" in painted
    assert "a Add" in painted  # the footer knows that there is a list


async def test_what_went_wrong_while_opening_ahead_is_said(filled: Path) -> None:
    opening: Future[Session] = Future()
    app = app_on(filled, ahead=opening)
    async with app.run_test(size=(80, 24)) as pilot:
        opening.set_exception(TaskforceError("The disk is gone."))
        await settle(pilot)
        assert "The disk is gone." in shown(pilot)


async def test_the_first_screen_shows_what_was_read_ahead_and_then_what_changed(filled: Path) -> None:
    location = location_of(filled)
    session = open_session(location, actor=None, today=DAY, read_only=False)
    session.look_ahead()
    opening: Future[Session] = Future()
    opening.set_result(session)
    other = open_session(location, actor=None, today=DAY, read_only=False)
    other.store.write("add", [create("action_item", title="Ditulis sementara itu", due="2026-11-20")])
    other.close()
    app = app_on(filled, ahead=opening)
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "Ditulis sementara" in shown(pilot))


def test_looking_at_a_list_and_writing_to_it_import_no_models(filled: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, str(filled)], capture_output=True, text=True, check=True, encoding="utf-8"
    )
    assert done.stdout.split() == ["True"]
