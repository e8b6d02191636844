"""A damaged list in the app: it is said, and a key mends it."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from app_driving import app_on, press, settle
from faults.corruption import KINDS
from screen_text import screen_text

from taskforce import app as app_module
from taskforce.language import set_language
from taskforce.services.sample import write_sample
from taskforce.store.store import new_store

pytestmark = pytest.mark.on_a_file


@pytest.fixture
def damaged(list_path: Path) -> Path:
    set_language("en")
    with new_store(list_path) as store:
        write_sample(store)
    return list_path


async def test_a_list_that_does_not_open_is_checked_and_mended_by_a_key(damaged: Path) -> None:
    KINDS["header_zeroed"].damage(damaged, random.Random(1))
    app = app_on(damaged)
    async with app.run_test(size=(100, 36)) as pilot:
        await settle(pilot)
        text = screen_text(app)
        assert "Check the list" in text and "Do not go on working" in text and "“Ctrl+S”" in text
        await press(pilot, "ctrl+s")
        await settle(pilot)
        assert "The list is sound" in screen_text(app)
        await press(pilot, "escape", "2")
        await settle(pilot)
        assert "Bappelitbang" in screen_text(app) or "galuh" in screen_text(app)
    with closing(sqlite3.connect(damaged)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)


async def test_damage_is_said_a_moment_after_the_start_with_what_to_press(
    damaged: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    KINDS["leaf_of_tags_zeroed"].damage(damaged, random.Random(1))
    monkeypatch.setattr(app_module, "CHECK_SECONDS", 0.01)
    app = app_on(damaged)
    async with app.run_test(size=(100, 30)) as pilot:
        for _look in range(50):
            await settle(pilot)
            if "is damaged" in screen_text(app):
                break
            await pilot.pause(0.05)
        assert "Check the list” in the app (F9)" in " ".join(screen_text(app).split())
