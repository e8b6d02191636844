"""Two windows, one list: who writes over what someone else wrote meanwhile is shown both, and decides."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import DAY, app_on, press, settle, shown, store_at, type_text
from textual.pilot import Pilot

from taskforce.screens.frame.session import Session
from taskforce.store.changes.batch import edit

Look = Callable[[str], list[tuple[Any, ...]]]

ITEM = "SELECT {field} FROM action_item WHERE ref = '{ref}'"


@pytest.fixture(autouse=True)
def _unseen(monkeypatch: pytest.MonkeyPatch) -> None:
    """The app does not look for others' changes by itself: what they write between two keys stays unseen."""
    monkeypatch.setattr(Session, "changed", lambda _self: False)


def elsewhere(place: Path, *refs: str, **fields: Any) -> None:
    """What a colleague writes in another window."""
    other = store_at(place)
    ids = dict(other.reader.rows("SELECT ref, id FROM action_item"))
    other.actor_id = other.reader.value("SELECT id FROM member WHERE handle = 'azwar'")
    drafts = [edit("action_item", ids[ref], name, value) for ref in refs for name, value in fields.items()]
    other.write("edit", drafts)
    other.close()


def on_the_command_line(place: Path, *words: str) -> None:
    """What another process writes."""
    command = [sys.executable, "-m", "taskforce", "--db", str(place), "--as", "azwar", *words]
    subprocess.run(command, check=True, capture_output=True, timeout=60)


async def go_to(pilot: Pilot[int], ref: str) -> None:
    """Put the cursor of the list on an item."""
    await press(pilot, "2", "home")
    for _step in range(10):
        marked = next((one for one in shown(pilot).splitlines() if one.startswith("›")), "")
        if f" {ref} " in marked:
            return
        await press(pilot, "down")
    raise AssertionError(shown(pilot))


async def test_every_dialogue_shows_what_was_written_meanwhile(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await go_to(pilot, "2")

        # A new due day, while another process gave another one.
        await press(pilot, "r")
        on_the_command_line(filled, "edit", "2", "due=2027-03-05")
        await type_text(pilot, "2027-02-01")
        await press(pilot, "enter")
        await type_text(pilot, "menunggu anggaran")
        await press(pilot, "enter")
        text = shown(pilot)
        assert "was changed meanwhile" in text
        assert "1 February 2027" in text
        assert "5 March 2027" in text
        assert "@azwar" in text
        assert re.search(r"@azwar .*\d\d:\d\d:", text)  # and when
        await press(pilot, "escape")
        assert "menunggu anggaran" in shown(pilot)  # the dialogue stays with what was typed
        assert look(ITEM.format(field="due", ref="2")) == [("2027-03-05",)]
        await press(pilot, "ctrl+s", "1")
        assert look(ITEM.format(field="due", ref="2")) == [("2027-02-01",)]
        assert look("SELECT reason FROM batch WHERE reason IS NOT NULL") == [("menunggu anggaran",)]

        # The quick picks: theirs stays where that is wanted, and nothing is asked where both want the same.
        await press(pilot, "i")
        elsewhere(filled, "2", priority="low")
        await press(pilot, "1")
        assert "Priority was changed meanwhile" in shown(pilot)
        assert "Urgent" in shown(pilot)
        batches = look("SELECT count(*) FROM batch")
        await press(pilot, "2")
        assert look(ITEM.format(field="priority", ref="2")) == [("low",)]
        assert look("SELECT count(*) FROM batch") == batches
        await press(pilot, "t")
        elsewhere(filled, "2", status="blocked")
        await press(pilot, "3")
        assert "meanwhile" not in shown(pilot)
        assert look(ITEM.format(field="status", ref="2")) == [("blocked",)]

        # Progress by key is meant of what the screen shows: 40 and 10 more, not 80 and 10 more.
        elsewhere(filled, "2", progress=80)
        await press(pilot, "plus")
        assert "50%" in shown(pilot)
        assert "80%" in shown(pilot)
        await press(pilot, "1")
        assert look(ITEM.format(field="progress", ref="2")) == [(50,)]
        await press(pilot, "plus", "plus")  # one's own writes are known
        assert look(ITEM.format(field="progress", ref="2")) == [(70,)]

        # Done by both: the key does not open again what it meant to close.
        elsewhere(filled, "2", status="done")
        await press(pilot, "d")
        assert look(ITEM.format(field="status", ref="2")) == [("done",)]


async def test_of_several_those_that_were_changed_are_named(filled: Path, look: Look) -> None:
    elsewhere(filled, "2", "3", due=DAY.isoformat())
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await go_to(pilot, "2")
        await press(pilot, "space")
        await go_to(pilot, "3")
        await press(pilot, "space")
        await go_to(pilot, "4")
        await press(pilot, "space")
        for answer, left, after in (("2", "low", ["high", "low", "low"]), ("1", "medium", ["high"] * 3)):
            await press(pilot, "i")
            elsewhere(filled, "2", "4", priority=left)
            await press(pilot, "2")
            text = shown(pilot)
            assert "2 action items were changed meanwhile" in text
            assert "2 · Priority" in text
            assert "4 · Priority" in text
            await press(pilot, answer)
            found: dict[str, str] = {str(ref): word for ref, word in look("SELECT ref, priority FROM action_item")}
            assert [found[ref] for ref in "324"] == after


async def test_a_card_moved_by_two_people(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "3")
        assert "› 3 Kajian" in shown(pilot)
        elsewhere(filled, "3", status="deferred")
        await press(pilot, "greater_than_sign")
        assert "Status was changed meanwhile" in shown(pilot)
        await press(pilot, "escape")
        assert "what the others wrote stays" in " ".join(shown(pilot).split())
        assert look(ITEM.format(field="status", ref="3")) == [("deferred",)]
