"""Filtering and sorting the list by what a person types, and finding the way by palette and help."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, type_text, until
from textual.events import Focus
from textual.widgets import Input


def _titles(text: str) -> str:
    return "\n".join(line for line in text.splitlines()[2:-2])


async def test_a_filter_follows_the_typing_and_says_what_is_wrong(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "status:blocked")
        await until(pilot, lambda: "1 action item ·" in shown(pilot))
        assert "Petakan program" in _titles(shown(pilot))
        await press(pilot, "enter", "e")  # Enter goes back to the list, whose keys work again
        assert "Edit: 2" in shown(pilot)
        await press(pilot, "escape", "slash", "escape", "slash")  # one Escape clears and leaves
        await until(pilot, lambda: "7 action items" in shown(pilot))
        await type_text(pilot, "statuss:blocked")
        await until(pilot, lambda: "“statuss”" in shown(pilot))
        lines = shown(pilot).splitlines()
        line = next(number for number, line in enumerate(lines) if "▲" in line)
        assert lines[line].index("▲") == lines[line - 1].index("statuss")  # the mark stands under the mistake
        assert "mean “status" in " ".join("".join(lines[line + 1 : line + 3]).split())
        assert "Susun draf" in _titles(shown(pilot))  # the list stays as it was


async def test_a_word_of_the_language_alone_is_looked_for_and_said_to_be(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "terlambat")
        await until(pilot, lambda: "is:terlambat finds by what is meant" in " ".join(shown(pilot).split()))
        await press(pilot, *["backspace"] * len("terlambat"))
        await type_text(pilot, "is:terlambat")
        await until(pilot, lambda: "2 action items" in shown(pilot))
        assert "what is meant" not in shown(pilot)


async def test_tab_completes_a_field_and_a_value(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash")
        await type_text(pilot, "dead")
        await press(pilot, "tab")
        await type_text(pilot, "buk")
        await press(pilot, "tab")
        await until(pilot, lambda: "2 action items" in shown(pilot))
        assert "Filter / deadline:buku-2" in shown(pilot)


async def test_sorting_by_key_and_by_the_head_of_a_column(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "s")
        await type_text(pilot, "title")
        await press(pilot, "enter")
        assert "Integrasi" in _titles(shown(pilot)).splitlines()[1]
        place = shown(pilot).splitlines()[2].index("Ref")
        await pilot.click("#items", offset=(place, 0))
        await settle(pilot)
        assert "Susun draf Buku 2" in _titles(shown(pilot)).splitlines()[1]
        await pilot.click("#items", offset=(place, 0))
        await settle(pilot)
        assert "Studi banding" in _titles(shown(pilot)).splitlines()[1]  # the same once more: turned round


async def test_the_palette_runs_what_its_line_says(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "ctrl+p")
        await type_text(pilot, "resched")
        await until(pilot, lambda: "a new due day, and why" in shown(pilot))
        await press(pilot, "enter")
        assert "Reschedule: 2 Petakan program RPJMD" in shown(pilot)


async def test_help_is_about_what_is_focused(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "slash", "f1")
        assert "field:value" in shown(pilot)
        await press(pilot, "escape", "escape", "f1")
        assert "field:value" not in shown(pilot)
        assert "Space selects" in shown(pilot)


async def test_the_language_changes_while_the_app_runs(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "down", "L")
        assert "12 Nov" in shown(pilot)
        assert " 4 Des" in shown(pilot)
        assert app.screen.query_one("#items").cursor_index == 1  # type: ignore[attr-defined]
        await press(pilot, "6")
        assert " 5 Des" in shown(pilot)
        await press(pilot, "L", "2")
        assert " 4 Dec" in shown(pilot)


@pytest.mark.parametrize("size", [(80, 24), (60, 20)])
async def test_keys_stay_a_column_in_the_help(filled: Path, size: tuple[int, int]) -> None:
    app = app_on(filled)
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await press(pilot, "2", "f1")
        seen: list[str] = []
        for _page in range(12):
            inside = [line for line in shown(pilot).splitlines() if "│" in line]
            seen += [line.partition("│")[2].rpartition("│")[0] for line in inside]
            await press(pilot, "pagedown")
        place = next(line for line in seen if "Group: Enter" in line).index("Group")
        assert next(line for line in seen if "under a name" in line or "name  " in line)[:place].strip() == ""
        entries = [line for line in seen if line[:3].isspace() and line[3:].strip()]  # not a heading, nor a text
        assert len(entries) > 40
        assert all(line[place - 1].isspace() for line in entries)  # keys before, words from here on


@pytest.mark.parametrize("area", ["2", "3", "4", "5", "f7"])
async def test_the_line_above_a_list_has_not_the_focus_for_a_moment(
    filled: Path, area: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    focused: list[Input] = []
    really_focus = Input._on_focus

    def noted(line: Input, event: Focus) -> None:
        focused.append(line)
        really_focus(line, event)

    monkeypatch.setattr(Input, "_on_focus", noted)
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, area)
        assert app.screen.query(Input)  # there is one
        assert not focused
        await press(pilot, "slash")
        assert focused


@pytest.mark.parametrize("area", ["2", "f7"])
async def test_ctrl_z_in_the_line_of_the_filter_takes_back_what_was_typed_and_no_step_of_the_list(
    filled: Path, area: str
) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "d")
        assert "”: Done" in shown(pilot)
        steps = len(app.own_steps)
        await press(pilot, area, "slash")
        line = app.screen.query_one(Input)
        await type_text(pilot, "susun draf")
        await press(pilot, "ctrl+z")
        assert line.value == "susun "
        await press(pilot, "ctrl+z")
        assert line.value == "susun"
        await press(pilot, "ctrl+y", "ctrl+y")
        assert line.value == "susun draf"
        await press(pilot, *["ctrl+z"] * 6)
        assert line.value == "" and app.focused is line
        assert len(app.own_steps) == steps and app.screen.AREA in ("items", "history")
        assert "Undone" not in shown(pilot) and "Take" not in shown(pilot).splitlines()[-3]
