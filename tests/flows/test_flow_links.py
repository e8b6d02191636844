"""People, other items and files are put to an item by typing a part of what they are called."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text

from taskforce.store.changes.batch import create

Look = Callable[[str], list[tuple[Any, ...]]]

SUPPORTING = (
    "SELECT m.handle FROM supporting s JOIN member m ON m.id = s.member_id WHERE NOT s.deleted ORDER BY m.handle"
)
NEEDS = (
    "SELECT i.ref, n.ref FROM dependency d JOIN action_item i ON i.id = d.item_id "
    "JOIN action_item n ON n.id = d.needs_id WHERE NOT d.deleted ORDER BY n.ref"
)


async def test_supporting_members_are_marked_and_unmarked(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "S")
        await type_text(pilot, "galuh")
        await press(pilot, "enter", "backspace", "backspace", "backspace", "backspace", "backspace")
        await type_text(pilot, "azw")
        await press(pilot, "enter", "ctrl+s")
        assert look(SUPPORTING) == [("azwar",), ("galuh",)]
        await press(pilot, "S")
        assert shown(pilot).count("✓") == 2
        await press(pilot, "enter", "escape")
        assert "What you marked is not saved" in shown(pilot)
        await press(pilot, "escape", "enter")  # go on, and mark it again
        assert shown(pilot).count("✓") == 2
        await press(pilot, "enter", "ctrl+s")
        assert len(look(SUPPORTING)) == 1


async def test_what_an_item_waits_for_is_found_by_words_and_by_ref(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "D")
        await type_text(pilot, "kajian")
        assert "3  Kajian command center" in shown(pilot)
        await press(pilot, "enter", *["backspace"] * 6)
        await type_text(pilot, "1")
        await press(pilot, "enter", "ctrl+s")
        assert look(NEEDS) == [("2", "1"), ("2", "3")]
        await press(pilot, "down", "D")
        await type_text(pilot, "petakan")
        await press(pilot, "enter", "ctrl+s")  # 3 would wait for 2, which waits for 3
        assert look(NEEDS) == [("2", "1"), ("2", "3")]
        assert "circle" in shown(pilot) or "wait" in shown(pilot)


async def test_a_copy_of_an_item_begins_anew(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "y")
        await type_text(pilot, " tahap dua")
        await press(pilot, "ctrl+s")
        assert look("SELECT title, status, progress, priority, due FROM action_item WHERE ref = '8'") == [
            ("Petakan program RPJMD tahap dua", "not_started", 0, "high", "2026-11-12")
        ]


async def test_evidence_is_a_file_that_was_walked_to(
    filled: Path, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "bukti [1]"
    folder.mkdir()
    (folder / "Berita Acara.pdf").write_text("isi", encoding="utf-8")
    (folder / "foto.png").write_text("isi", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "v", "ctrl+o")
        assert f"bukti [1]{os.sep}" in shown(pilot)
        await type_text(pilot, "bukti")
        await press(pilot, "tab")
        await type_text(pilot, "acara")
        assert "foto.png" not in shown(pilot)
        await press(pilot, "enter", "ctrl+s")
        assert look("SELECT kind, location FROM evidence") == [("file", str(folder / "Berita Acara.pdf"))]
        await press(pilot, "v", "ctrl+o")
        await type_text(pilot, "tidak ada/di sini")
        assert "No such file" in shown(pilot)
        assert app.is_running


async def test_tags_that_another_process_added_meanwhile_stay(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e")
        while "Tags" not in shown(pilot).split("◂")[0] or app.screen.focused is None:
            await press(pilot, "tab")
        form = app.screen
        row = next(row for row in form.rows if row.field.name == "tags")  # type: ignore[attr-defined]
        row.control.focus()
        await settle(pilot)
        await type_text(pilot, "rapat")
        other = store_at(filled)
        item_id = other.reader.value("SELECT id FROM action_item WHERE ref = '2'")
        other.write("edit", [create("tag", item_id=item_id, name="penting")])
        other.close()
        await press(pilot, "ctrl+s")
        assert look("SELECT name FROM tag WHERE NOT deleted ORDER BY name") == [("penting",), ("rapat",)]
