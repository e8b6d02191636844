"""Reading the weekly report on the screen and writing it to a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, type_text

from taskforce.widgets.rich_view import RichView


async def test_weeks_are_turned_and_the_report_is_written_where_the_screen_says(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f6")
        assert "2026-W48" in shown(pilot)
        await press(pilot, "right_square_bracket")  # there is no report of a week to come
        assert "2026-W48" in shown(pilot)
        await press(pilot, "left_square_bracket")
        assert "2026-W47" in shown(pilot)
        await press(pilot, "w")
        await type_text(pilot, "2020-W53")
        await press(pilot, "enter")
        assert "2020-W53" in shown(pilot)
        await press(pilot, "t", "x", "4", "enter")
        written = tmp_path / "report-2026-W48.json"
        assert str(written.resolve()) in "".join(line.strip() for line in shown(pilot).splitlines())
        assert json.loads(written.read_text(encoding="utf-8"))["summary"]["total"] == 6
        await press(pilot, "x", "4", "enter")
        assert "It is there already" in shown(pilot)
        await press(pilot, "enter")
        assert "The report is in" in shown(pilot)
        await press(pilot, "x", "1", "enter")
        assert "<html" in (tmp_path / "report-2026-W48.html").read_text(encoding="utf-8")


async def test_a_place_that_cannot_be_written_is_told_at_the_field(filled: Path, tmp_path: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f6", "x", "3", "home", "ctrl+k")
        await type_text(pilot, str(tmp_path / "tidak" / "ada.txt"))
        await press(pilot, "enter")
        assert "■" in shown(pilot)
        assert "ada.txt" in shown(pilot)


async def test_the_report_speaks_the_other_language_and_the_app_its_own(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f6")
        assert "24 November 2026" in shown(pilot)
        assert "Tuesday" in shown(pilot)
        await press(pilot, "l")
        assert "Selasa" in shown(pilot)
        assert "F1 Help" in shown(pilot)


async def test_the_report_counts_only_what_a_query_finds(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f6", "slash")
        await type_text(pilot, "lead:farid")
        await press(pilot, "enter")
        text = app.screen.query_one(RichView).text
        assert "Petakan program RPJMD" in text
        assert "Susun draf Buku 2" not in text
