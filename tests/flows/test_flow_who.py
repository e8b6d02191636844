"""Who works here: asked once, so that the history has names."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text, until
from textual.widgets import Input

from taskforce.config import read_config
from taskforce.exchange.bundles.bundle import write_bundle
from taskforce.paths import config_file
from taskforce.services.template import init_store
from taskforce.store.store import create_store

Look = Callable[[str], list[tuple[Any, ...]]]
WHO = "Who are you?"
LAST_ACTOR = (
    "SELECT m.handle FROM batch b LEFT JOIN member m ON m.id = b.actor_id ORDER BY b.at DESC, b.id DESC LIMIT 1"
)


async def test_a_member_says_who_they_are_and_is_named_in_the_history(filled: Path, look: Look) -> None:
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert WHO in shown(pilot)
        await press(pilot, "2")
        assert "From now on you are Galuh" in shown(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, "Undang tim")
        await press(pilot, "enter")
    assert look(LAST_ACTOR) == [("galuh",)]
    assert read_config(config_file()).member == "galuh"


async def test_who_is_not_among_the_members_is_added(filled: Path, look: Look) -> None:
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4")
        await type_text(pilot, "Rahmawati, S.Kom")
        await press(pilot, "ctrl+s")
        assert "From now on you are Rahmawati" in shown(pilot)
    assert look("SELECT name FROM member WHERE handle = 'rahmawati'") == [("Rahmawati, S.Kom",)]
    assert read_config(config_file()).member == "rahmawati"


async def test_nobody_is_kept_and_later_is_not(filled: Path) -> None:
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "escape")
        assert WHO not in shown(pilot)
    assert read_config(config_file()).member is None
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        assert "From now on nobody in particular" in shown(pilot)
    assert read_config(config_file()).member == ""


async def test_who_only_reads_or_was_named_is_not_asked(filled: Path) -> None:
    for options in ({"read_only": True}, {"actor": "galuh"}):
        app = app_on(filled, asks_who=True, **options)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            assert WHO not in shown(pilot)


async def test_what_is_typed_while_the_list_is_opened_is_typed_into_the_question(tmp_path: Path) -> None:
    path = tmp_path / "list.db"
    with closing(create_store(path)) as store:
        init_store(store, "smart-city", "Kabupaten Banjar")
    app = app_on(path, asks_who=True)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.opening
        await type_text(pilot, "Taufiq Budi")
        assert WHO in shown(pilot) and "Taufiq Budi" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "From now on you are Taufiq Budi" in shown(pilot)


async def test_nothing_typed_while_a_list_is_opened_changes_it_or_is_lost(filled: Path, look: Look) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.opening
        await type_text(pilot, "aUndang quq")
        assert app.screen.query_one(Input).value == "Undang quq"
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.opening
        await app._press_keys(["ctrl+q"])
        assert not app.is_running or app._exit
    assert look("SELECT count(*) FROM batch") == [(1,)]


async def test_who_it_is_is_not_answered_before_it_was_asked(filled: Path) -> None:
    app = app_on(filled, asks_who=True)
    async with app.run_test(size=(80, 24)) as pilot:
        assert app.opening
        await type_text(pilot, "2")
        await press(pilot, "down")
        assert WHO in shown(pilot)
        await press(pilot, "2")
        assert "From now on you are Galuh" in shown(pilot)


@pytest.mark.on_a_file
async def test_who_joins_by_a_colleagues_list_is_asked_at_once_with_the_likely_name_first(
    filled: Path, tmp_path: Path
) -> None:
    with closing(store_at(filled)) as store:
        write_bundle(store, tmp_path / "all.bundle", {})
    place = tmp_path / "farid.db"
    app = app_on(place, asks_who=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "down", "down", "down", "enter")
        await type_text(pilot, str(tmp_path / "all.bundle"))
        await press(pilot, "down")
        await type_text(pilot, "farid")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: WHO in shown(pilot))
        await press(pilot, "enter")  # the cursor stands on who is called as the copy
        assert "From now on you are HM Farid Soufian" in shown(pilot)
        await press(pilot, "a")
        await type_text(pilot, "Undang tim")
        await press(pilot, "enter")
    with closing(store_at(place)) as store:
        assert store.reader.value(LAST_ACTOR) == "farid"
