"""Reports on the screen: which one, what stands in it, issuing it, and files."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, type_text, until
from textual.pilot import Pilot
from textual.widgets import Input, Static

from taskforce.config import read_config
from taskforce.paths import config_file
from taskforce.reports.writers import registry
from taskforce.screens.frame import open_folder
from taskforce.screens.reports import area
from taskforce.screens.reports.page import ReportPage

SIZE = (100, 30)


def page(pilot: Pilot[int]) -> str:
    """All of the report that is on the screen."""
    return pilot.app.screen.query_one(ReportPage).text


def squeezed(pilot: Pilot[int]) -> str:
    """What is on the screen without blanks and frames, so that it does not matter where lines end."""
    return re.sub(r"[\s│]", "", shown(pilot))


async def open_reports(pilot: Pilot[int]) -> None:
    await settle(pilot)
    await press(pilot, "f6")


async def export_to(pilot: Pilot[int], folder: Path, formats: str) -> None:
    """Mark exactly these formats (by their names) and write into ``folder``."""
    await press(pilot, "x")
    wanted = set(formats.split())
    for _number in range(len(registry.FORMATS)):
        line = pilot.app.screen.query_one("#choices")
        option = line.get_option_at_index(line.highlighted)  # type: ignore[attr-defined]
        if ("✓" in str(option.prompt)) != (option.value in wanted):
            await press(pilot, "space")
        await press(pilot, "down")
    pilot.app.screen.query_one("#folder", Input).value = str(folder)
    await press(pilot, "ctrl+s")


async def test_periods_are_turned_and_chosen(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        assert "2026-W48 · 23–29 November 2026" in shown(pilot)
        await press(pilot, "right_square_bracket")  # there is no report of a week to come
        assert "2026-W48" in shown(pilot)
        await press(pilot, "left_square_bracket")
        assert "2026-W47" in shown(pilot)
        for typed, told, head in (
            ("2020-W53", "2020-W53", "WEEKLY STATUS REPORT"),
            ("November 2026", "2026-11 ·", "MONTHLY STATUS REPORT"),
            ("2026-Q3", "2026-Q3 ·", "QUARTERLY STATUS REPORT"),
            ("2/11/2026 - 13/11/2026", "2026-11-02/2026-11-13", "STATUS REPORT"),
            ("10/11/2026", "2026-W46 ·", "WEEKLY STATUS REPORT"),
        ):
            await press(pilot, "w", "down", "home", "ctrl+k")
            await type_text(pilot, typed)
            await press(pilot, "ctrl+s")
            assert told in shown(pilot)
            assert head in page(pilot)
        await press(pilot, "full_stop")
        assert "2026-W48 ·" in shown(pilot)


async def test_what_cannot_be_a_period_is_told_at_its_field(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        await press(pilot, "w", "down")
        await type_text(pilot, "bulan purnama")
        assert "is no period" in shown(pilot)
        await press(pilot, "home", "ctrl+k")
        await type_text(pilot, "2027-W20")
        await press(pilot, "ctrl+s")
        assert "has not begun yet" in shown(pilot)
        await press(pilot, "home", "ctrl+k", "down")
        await type_text(pilot, "1/10/2026")
        await press(pilot, "ctrl+s")
        assert "choose an earlier period" in shown(pilot)
        await press(pilot, "home", "ctrl+k")
        await type_text(pilot, "23/11/2026")
        await press(pilot, "ctrl+s")
        assert "as of 23 Nov 2026" in shown(pilot)
        assert "As of 23 November 2026" in page(pilot)


async def test_the_report_counts_only_what_a_query_finds(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        await press(pilot, "slash")
        await type_text(pilot, "lead:far")
        await press(pilot, "right")  # takes what is suggested
        assert pilot.app.screen.query_one(Input).value == "lead:farid"
        await press(pilot, "enter")
        assert "Petakan program RPJMD" in page(pilot)
        assert "Susun draf Buku 2" not in page(pilot)
        assert "lead:farid" in shown(pilot)


async def test_sections_are_left_out_and_moved_and_stay_so(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        assert "Progress per agency" in page(pilot)
        await press(pilot, "c", *["down"] * 4, "right", "down", "space")  # agencies later; priorities left out
        await press(pilot, "ctrl+s")
        text = page(pilot)
        assert text.index("Progress per dimension") < text.index("Progress per agency")
        assert "Progress per priority" not in text
        await press(pilot, "left_square_bracket")  # the usual sections of this person from now on
        assert "Progress per priority" not in page(pilot)
    again = app_on(filled)
    async with again.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        assert "Progress per priority" not in page(pilot)
        await press(pilot, "c", "backspace", "ctrl+s")
        assert "Progress per priority" in page(pilot)


async def test_own_words_are_kept_and_escape_asks(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        await press(pilot, "e", "enter")
        await type_text(pilot, "Rapat [/] berjalan <b>")
        await press(pilot, "escape")
        assert "Throw it away?" in shown(pilot)
        await press(pilot, "enter")  # stays
        assert "Rapat [/] berjalan <b>" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "kept with the report" in shown(pilot)
        assert "Rapat [/] berjalan <b>" in page(pilot)
        await press(pilot, "e")
        assert "✓" in shown(pilot)
        await press(pilot, "escape", "left_square_bracket")
        assert "Rapat [/]" not in page(pilot)


async def test_a_report_is_issued_read_again_corrected_and_compared(filled: Path) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        await press(pilot, "R")
        assert "No report was issued yet" in shown(pilot)
        await press(pilot, "P")
        assert "001/LAP-SC/XI/2026" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "2026-W48 still runs" in shown(pilot)
        await press(pilot, "left", "enter")
        assert "Report 001/LAP-SC/XI/2026 is issued." in shown(pilot)
        frozen = page(pilot)
        assert "Number: 001/LAP-SC/XI/2026" in frozen
        await press(pilot, "escape")
        assert "Number: ....." in page(pilot)
        await press(pilot, "2", "d")  # something is done after it was issued
        await press(pilot, "f6")
        assert page(pilot) != frozen
        await press(pilot, "P", "ctrl+s")
        assert "place of No. 001/LAP-SC/XI/2026?" in shown(pilot)
        await press(pilot, "left", "enter")
        assert "Replaces report No. 001/LAP-SC/XI/2026" in page(pilot)
        await press(pilot, "Q", "enter")
        assert "From 001/LAP-SC/XI/2026 to 002/LAP-SC/XI/2026" in shown(pilot)
        assert "Done: 1 → 2" in shown(pilot)
        await press(pilot, "escape", "R", "down", "enter")
        assert page(pilot) == frozen


async def test_files_are_written_where_the_screen_says_and_the_choice_is_kept(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "laporan baru"
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        await export_to(pilot, folder, "json whatsapp")
        assert f"2filesarein{folder}.".replace(" ", "") in squeezed(pilot)
        names = sorted(path.name for path in folder.iterdir())
        assert names == ["report-2026-W48-whatsapp.txt", "report-2026-W48.json"]
        written = json.loads((folder / names[1]).read_text(encoding="utf-8"))
        assert written["summary"]["total"] == 6
        await press(pilot, "x", "ctrl+s")
        assert "It is there already" not in shown(pilot)  # as we wrote them: nothing is lost
        (folder / names[1]).write_text("{}", encoding="utf-8")
        await press(pilot, "x", "ctrl+s")
        assert "It is there already" in shown(pilot)
        await press(pilot, "enter")  # leaves it
        opened: list[str] = []
        monkeypatch.setattr(open_folder.subprocess, "Popen", lambda words, **_options: opened.append(words[-1]))
        monkeypatch.setattr(open_folder.shutil, "which", lambda name: f"/usr/bin/{name}")
        monkeypatch.setenv("DISPLAY", ":0")
        await press(pilot, "O")
        assert opened == [str(folder)]
        monkeypatch.setattr(open_folder.shutil, "which", lambda _name: None)
        await press(pilot, "O")
        assert "Nothing can open a folder here" in shown(pilot)
    assert read_config(config_file()).report_formats == "whatsapp,json"


async def test_the_report_is_written_in_its_own_language(filled: Path, tmp_path: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        await press(pilot, "Y")
        assert "Keadaan per 24 November 2026" in page(pilot)
        assert "F1 Help" in shown(pilot)
        await export_to(pilot, tmp_path, "text")
    (written,) = tmp_path.glob("*.txt")
    assert "LAPORAN MINGGUAN" in written.read_text(encoding="utf-8")


async def test_stopping_an_export_writes_nothing(
    filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "keluar"
    begun, go_on = threading.Event(), threading.Event()
    rendered = registry.rendered

    def slow(made: Any, name: str, *options: Any, **more: Any) -> Any:
        begun.set()
        go_on.wait(20)
        return rendered(made, name, *options, **more)

    monkeypatch.setattr(registry, "rendered", slow)
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        await press(pilot, "x")
        pilot.app.screen.query_one("#folder", Input).value = str(folder)
        await pilot.press("ctrl+s")
        await asyncio.to_thread(begun.wait, 20)
        await pilot.pause()
        assert "1 of" in shown(pilot)
        await pilot.press("escape")
        await pilot.pause()
        assert "Stopped: nothing was written." in shown(pilot)
        go_on.set()
        await settle(pilot)
        assert "Stopped: nothing was written." in shown(pilot)
    assert not folder.exists()


async def test_a_place_that_cannot_be_written_is_told_and_leaves_nothing(filled: Path, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("", encoding="utf-8")
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        await export_to(pilot, tmp_path / "berkas", "text")
        assert "is a file: name a folder." in str(pilot.app.screen.query_one("#problem", Static).render())
        pilot.app.screen.query_one("#folder", Input).value = str(tmp_path / "berkas" / "di dalam")
        await press(pilot, "ctrl+s")
        assert "Nothing was written" in shown(pilot)


async def test_a_list_that_may_only_be_read_has_reports_and_refuses_words(filled: Path) -> None:
    app = app_on(filled, read_only=True)
    async with app.run_test(size=SIZE) as pilot:
        await open_reports(pilot)
        assert "WEEKLY STATUS REPORT" in page(pilot)
        assert "Own words" not in shown(pilot)
        await press(pilot, "e")
        assert "opened to read only" in shown(pilot)


async def test_what_is_asked_for_from_elsewhere_is_done_as_soon_as_the_report_is_there(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready, make = threading.Event(), area.make

    def slowly(*arguments: Any, **options: Any) -> Any:
        ready.wait(10)
        return make(*arguments, **options)

    monkeypatch.setattr(area, "make", slowly)
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2", "ctrl+p")
        await type_text(pilot, "docx")
        await until(pilot, lambda: "in Reports" in shown(pilot))
        await pilot.press("enter")
        for _attempt in range(200):  # nothing settles while it is being made
            await pilot.pause(0.02)
            if "is being made" in shown(pilot):
                break
        assert not app.screen.query("#folder")
        ready.set()
        await until(pilot, lambda: bool(app.screen.query("#folder")))
        await press(pilot, "escape", "2", "f6")
        assert "2026-W48" in shown(pilot)
        assert not app.screen.query("#folder"), "once"
