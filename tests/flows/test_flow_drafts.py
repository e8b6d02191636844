"""What was typed is never lost: a killed app offers it again; two people who edit one field see both values."""

from __future__ import annotations

import json
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text, until

from taskforce.paths import state_folder
from taskforce.screens.forms.dialogs import Reading
from taskforce.screens.forms.draft_file import DraftKeeper, UnsavedDraft
from taskforce.store.changes.batch import edit
from taskforce.store.database.location import location_of

Look = Callable[[str], list[tuple[Any, ...]]]


def leave_behind(place: Path, kind: str, title: str, texts: dict[str, str], before: dict[str, str]) -> None:
    """A draft as a session leaves it that was killed."""
    keeper = DraftKeeper(str(location_of(place)))
    keeper.keep(UnsavedDraft("d1", kind, title, "2026-11-24T01:14:00.000Z", texts, before))
    keeper.close()


async def test_a_draft_left_behind_is_offered_taken_up_and_saved(filled: Path, look: Look) -> None:
    item_id = look("SELECT id FROM action_item WHERE ref = '2'")[0][0]
    leave_behind(
        filled, f"item:edit_item:{item_id}", "Edit: 2 Petakan program RPJMD",
        {"title": "Petakan program [RPJMD] dan Renstra"}, {"title": "Petakan program RPJMD"},
    )  # fmt: skip
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "Edit: 2 Petakan program RPJMD, from 09:14" in shown(pilot)
        await press(pilot, "enter")
        assert "Petakan program [RPJMD] dan Renstra" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert look("SELECT title FROM action_item WHERE ref = '2'") == [("Petakan program [RPJMD] dan Renstra",)]
    again = app_on(filled)
    async with again.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "draft" not in shown(pilot)


async def test_the_reason_of_a_handover_comes_back(filled: Path, look: Look) -> None:
    ids = dict(look("SELECT handle, id FROM member"))
    leave_behind(filled, f"handover:{ids['farid']}:{ids['galuh']}", "Hand over", {"reason": "SK [821]"}, {})
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert "SK [821]" in shown(pilot)
        assert "2 open action items go from HM Farid Soufian" in shown(pilot)
        await press(pilot, "ctrl+s")
    assert look("SELECT reason FROM batch WHERE kind = 'handover'") == [("SK [821]",)]


LOST = ("item:add_note:gone", "")
"""Kinds of drafts whose form cannot be opened: the text is shown to read."""


@pytest.mark.parametrize(
    ("kind", "texts"),
    [
        ("item:new_item", {"title": "Judul ketikan"}),
        ("item:quick", {"line": "Judul ketikan @galuh"}),
        ("who", {"name": "Judul ketikan"}),
        ("item:add_note:ID", {"text": "Judul ketikan"}),
        ("item:add_evidence:ID", {"letter_number": "Judul ketikan"}),
        ("item:reschedule:ID", {"reason": "Judul ketikan"}),
        ("register:member:", {"name": "Judul ketikan"}),
        ("register:deadline:", {"name": "Judul ketikan"}),
        ("register:holiday:", {"name": "Judul ketikan"}),
        ("register:mission:", {"text": "Judul ketikan"}),
        ("register:dimension:", {"name": "Judul ketikan"}),
        ("register:sub_dimension:", {"name": "Judul ketikan"}),
        ("office:name", {"name": "Judul ketikan"}),
        ("plan:ID", {"indicator": "Judul ketikan"}),
        ("plan:new::", {"title": "Judul ketikan"}),
        ("meeting:", {"title": "Judul ketikan"}),
        ("report:opening:weekly:2026-W48:lead:farid", {"text": "Judul ketikan"}),
        ("item:add_note:gone", {"text": "Judul ketikan"}),
        ("", {"words": "Judul ketikan"}),
    ],
)
async def test_every_kind_of_draft_comes_back(filled: Path, look: Look, kind: str, texts: dict[str, str]) -> None:
    item_id = look("SELECT id FROM action_item WHERE ref = '2'")[0][0]
    leave_behind(filled, kind.replace("ID", item_id), "Draf", texts, {})
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        assert "Judul ketikan" in shown(pilot)
        assert isinstance(app.screen, Reading) is (kind in LOST)


async def test_a_draft_can_wait_and_can_be_thrown_away(filled: Path) -> None:
    leave_behind(filled, "item:quick", "New action item", {"line": "satu [/] dua"}, {})
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "satu [/] dua" in shown(pilot)
        await press(pilot, "escape", "q")
    again = app_on(filled)
    async with again.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "satu [/] dua" in shown(pilot)
        await press(pilot, "delete", "left", "enter", "q")
    third = app_on(filled)
    async with third.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "satu [/] dua" not in shown(pilot)


async def test_what_is_saved_or_thrown_away_leaves_no_draft(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, "Satu")
        await press(pilot, "enter", "n")
        await type_text(pilot, "Dua")
        await press(pilot, "escape", "left", "enter", "o")
        await type_text(pilot, "Tiga")
        await press(pilot, "ctrl+q", "left", "enter")
    assert list((state_folder() / "drafts").rglob("*.json")) == []


async def test_the_day_that_a_bar_was_moved_to_is_kept_with_the_reason(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "4", "home", "right_curly_bracket", "enter")
        await type_text(pilot, "cuaca")
        await until(pilot, lambda: any((state_folder() / "drafts").rglob("*.json")))
        left = [
            json.loads(path.read_text(encoding="utf-8")) for path in (state_folder() / "drafts").rglob("*.json")
        ]
        assert left[0][0]["texts"] == {"due": "Thursday, 19 November 2026", "reason": "cuaca"}
        await press(pilot, "escape", "left", "enter")
    leave_behind(filled, left[0][0]["kind"], "Reschedule", left[0][0]["texts"], left[0][0]["before"])
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "ctrl+s")
        assert look("SELECT due FROM action_item WHERE ref = '2'") == [("2026-11-19",)]
        assert ("cuaca",) in look("SELECT reason FROM batch")


def test_drafts_of_a_session_that_runs_are_left_alone(tmp_path: Path) -> None:
    running = DraftKeeper("x")
    running.keep(UnsavedDraft("a", "", "Judul", "2026-11-24T01:14:00.000Z", {"t": "teks"}))
    running.flush()
    assert DraftKeeper("x").left_behind() == []
    assert DraftKeeper("y").left_behind() == []
    running.close()
    found = DraftKeeper("x").left_behind()
    assert [draft.texts for draft in found] == [{"t": "teks"}]


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal of this kind is POSIX's")
def test_kill_9_loses_nothing_that_was_typed_a_second_ago(filled: Path) -> None:
    from pseudo_terminal import PseudoTerminal

    environment = {"TERM": "xterm-256color", "TASKFORCE_TODAY": "2026-11-24", "TASKFORCE_LANG": "en"}
    drafts = state_folder() / "drafts"

    def written() -> str:
        texts = [path.read_text(encoding="utf-8") for path in drafts.rglob("*.json")] if drafts.exists() else []
        return " ".join(text for text in texts if text)

    with PseudoTerminal(["--db", str(filled), "--as", "galuh"], environment, filled.parent) as app:
        app.wait("Petakan")
        app.press("a")
        app.wait("New action item")
        app.keys("Bahan rapat [Kominfo] @galuh")
        app.wait(lambda _screen: "galuh" in written())
        app.signal(signal.SIGKILL)
        app.drain(10, until_ended=True)
        assert app.has_ended
    left = json.loads(written())
    assert left[0]["texts"] == {"line": "Bahan rapat [Kominfo] @galuh"}
    assert [draft.texts["line"] for draft in DraftKeeper(str(location_of(filled))).left_behind()] == [
        "Bahan rapat [Kominfo] @galuh"
    ]


@pytest.mark.parametrize(
    ("keys", "title"),
    [
        (("1",), "Petakan program RPJMD milik saya"),
        (("2",), "Judul orang lain"),
        (("escape",), "Judul orang lain"),
    ],
)
async def test_both_values_are_shown_and_one_is_chosen(
    filled: Path, look: Look, keys: tuple[str, ...], title: str
) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e")
        await type_text(pilot, " milik saya")
        other = store_at(filled)
        item_id = other.reader.value("SELECT id FROM action_item WHERE ref = '2'")
        other.actor_id = other.reader.value("SELECT id FROM member WHERE handle = 'azwar'")
        other.write("edit", [edit("action_item", item_id, "title", "Judul orang lain")])
        other.write("edit", [edit("action_item", item_id, "priority", "low")])
        other.close()
        await press(pilot, "ctrl+s")
        assert "Title was changed meanwhile" in shown(pilot)
        text = shown(pilot)
        assert "Petakan program RPJMD milik saya" in text
        assert "Judul orang lain" in text
        assert "@azwar" in text
        await press(pilot, *keys)
        assert look("SELECT title FROM action_item WHERE ref = '2'") == [(title,)]
        assert look("SELECT priority FROM action_item WHERE ref = '2'") == [("low",)]  # another field merges
        if keys == ("escape",):
            assert "Petakan program RPJMD milik saya" in shown(pilot)
            await press(pilot, "ctrl+s")
            assert look("SELECT title FROM action_item WHERE ref = '2'") == [("Petakan program RPJMD milik saya",)]
