"""The mouse alone: what keys can do, clicks and the wheel can; keys only type letters into fields."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, store_at, type_text, until
from mouse import choose_command, click, click_footer, leave_dialogues, open_palette, place_of, read_palette, wheel
from textual.pilot import Pilot

from taskforce import screens, widgets
from taskforce.app import TaskforceApp
from taskforce.language import _
from taskforce.screens.frame.area import Area
from taskforce.screens.frame.areas import AREAS
from taskforce.screens.frame.item_actions import ITEM_COMMANDS
from taskforce.store.changes.batch import edit
from taskforce.widgets.commands import Command, Commanded, declared, run_offer

Look = Callable[[str], list[tuple[Any, ...]]]

SIZE = (80, 24)
IN_EVERY_AREA = {command.id for command in (*ITEM_COMMANDS, *TaskforceApp.OWN_COMMANDS)}
SHOWN_SO_ALREADY = {"zoom_in", "show_today", "this_period"}
"""Commands that lead to what is shown at first."""


def area_of(pilot: Pilot[int]) -> str:
    """The area that is shown."""
    screen = pilot.app.screen
    assert isinstance(screen, Area)
    return screen.AREA


async def go_to(pilot: Pilot[int], title: str) -> None:
    """Go to an area by a click on the bar at the top, where all areas stand, some by their keys alone."""
    area = next(area for area in AREAS if _(area.title) == title)
    bar = shown(pilot).splitlines()[0]
    place = re.search(rf"[ \[]{area.shown_key}(?!\d)", bar)
    assert place is not None, bar
    await pilot.click(offset=(place.start() + 1, 0))
    await settle(pilot)


async def test_every_area_is_reached_by_clicks(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for area in [*AREAS, AREAS[0], AREAS[-1]]:
            await go_to(pilot, _(area.title))
            assert area_of(pilot) == area.name
        await click(pilot, "≡")
        await wheel(pilot, "Masterplan", turns=3)
        await click(pilot, "Settings", "F9", last=True)
        assert area_of(pilot) == "settings"


def own_commands(area: str) -> list[Command]:
    """The commands that only this area has."""
    spec = next(spec for spec in AREAS if spec.name == area)
    commands = [command for command in spec.screen_class().OWN_COMMANDS if command.in_palette]
    return [command for command in commands if command.id not in IN_EVERY_AREA]


async def begin_all(path: Path, area: str, commands: Sequence[Command]) -> None:
    """See an area's commands among all commands; begin each as a click there does, and leave what it opens."""
    app = app_on(path, actor="galuh")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        title = _(next(spec.title for spec in AREAS if spec.name == area))
        await go_to(pilot, title)
        offered = {offer.command.id for offer in declared(app.screen)}
        await open_palette(pilot)
        listed = await read_palette(pilot)
        for command in commands:
            offer = next((one for one in declared(pilot.app.screen) if one.command == command), None)
            if offer is None:
                continue  # nothing here that it is for
            assert command.id not in offered or f" {_(command.title)}" in listed
            before, screen = shown(pilot), pilot.app.screen
            await run_offer(app, offer)
            await settle(pilot)
            done = pilot.app.screen is not screen or shown(pilot) != before
            assert done or command.id in SHOWN_SO_ALREADY, f"{command.id} did nothing:\n{before}"
            await leave_dialogues(pilot)
            if pilot.app.screen is not screen:
                await go_to(pilot, title)


async def test_every_command_on_an_item_is_begun_and_left_by_clicks(planned: Path) -> None:
    await begin_all(planned, "items", ITEM_COMMANDS)


@pytest.mark.parametrize("area", [area.name for area in AREAS])
async def test_what_only_an_area_can_do_is_begun_and_left_by_clicks(planned: Path, area: str) -> None:
    await begin_all(planned, area, own_commands(area))


async def test_an_area_is_left_by_a_click_from_the_screen_of_one_record(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await click(pilot, "Kajian command center", times=2)
        await click_footer(pilot, "Esc Back")
        await click(pilot, "Kajian command center", times=2)
        await go_to(pilot, "Members")  # from the screen of the item, which goes with the click on its own bar
        assert area_of(pilot) == "members"
        await click_footer(pilot, "n New member")  # and the app goes on
        assert "Handle" in shown(pilot)
        await leave_dialogues(pilot)
        await go_to(pilot, "Meetings")
        await click_footer(pilot, "o Take minutes")
        await type_text(pilot, "setengah jadi")
        await click(pilot, "≡")
        await click(pilot, "Calendar", "5", last=True)
        assert area_of(pilot) == "calendar"
        await go_to(pilot, "Meetings")
        await click_footer(pilot, "o Take minutes")
        assert "Add setengah jadi" in shown(pilot)  # the line waited


async def test_a_long_question_keeps_its_answers_in_view(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "f7", "u")
        assert "Take back" in shown(pilot).splitlines()[-4]
        assert "Supporting" not in shown(pilot)
        first = shown(pilot)
        await press(pilot, "pagedown")
        assert shown(pilot) != first
        await wheel(pilot, "Attendance deleted", up=True, turns=9)
        assert shown(pilot) == first
        await click(pilot, "Keep", last=True)
        assert "Undone" not in shown(pilot)


async def test_a_day_by_mouse(planned: Path, look: Look, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "surat").mkdir()
    (tmp_path / "surat" / "undangan.pdf").write_bytes(b"%PDF-1.4")
    monkeypatch.chdir(tmp_path)
    app = app_on(planned, actor="galuh")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        # Found by the filter, which is typed in and cleared again by clicks.
        await go_to(pilot, "Action items")
        await click(pilot, "(all: press / to filter)")
        await type_text(pilot, "layanan")
        await until(pilot, lambda: "1 action item ·" in shown(pilot))
        await click_footer(pilot, "Enter To the list")
        await click(pilot, "Integrasi layanan publik", times=2)
        assert "10%" in shown(pilot)
        await click_footer(pilot, "Esc Back")
        # A status, a day with its reason, a file, a supporting member.
        await choose_command(pilot, "Status")
        await click(pilot, "3 ■ Blocked")
        await choose_command(pilot, "Reschedule")
        await type_text(pilot, "=+1w")
        await click(pilot, "(why it is moved")
        await type_text(pilot, "menunggu server")
        await click(pilot, "Save (Ctrl+S)")
        await choose_command(pilot, "Evidence")
        await click(pilot, "Browse (Ctrl+O)")
        await click(pilot, "surat/")
        await click(pilot, "undangan.pdf")
        await click(pilot, "Save (Ctrl+S)")
        await choose_command(pilot, "Supporting members")
        await click(pilot, "Azwar")
        await click_footer(pilot, "Ctrl+S Done")
        # In the form: a list of a field, the wheel, a field further down, a choice thrown away.
        await click_footer(pilot, "e Edit")
        await click(pilot, "Blocked", "Status")
        await click(pilot, "2 In progress")
        await wheel(pilot, "Sub-dimension", turns=12)
        await click(pilot, "Cancel (Esc)")
        await click(pilot, "Throw away")
        assert "■ Blocked" in shown(pilot)
        await click(pilot, "layanan", "Filter")
        await click_footer(pilot, "Esc Clear")
        await until(pilot, lambda: "Kajian command center" in shown(pilot))
        # Two marked at the edge, changed together and taken back.
        for title in ("Kajian command center", "Susun draf Buku 2"):
            await pilot.click(offset=(1, place_of(pilot, title)[1]))
            await settle(pilot)
        await choose_command(pilot, "Progress +10")
        assert look("SELECT progress FROM action_item WHERE ref IN ('1', '3') ORDER BY ref") == [(70,), (10,)]
        await choose_command(pilot, "Undo")
        assert look("SELECT progress FROM action_item WHERE ref IN ('1', '3') ORDER BY ref") == [(60,), (0,)]
        await click(pilot, "Due", "Time left")  # sorted by the column
        # The report of the week, as files.
        await go_to(pilot, "Reports")
        await wheel(pilot, "WEEKLY STATUS REPORT", turns=3)
        assert "WEEKLY STATUS REPORT" not in shown(pilot)
        await choose_command(pilot, "Export")
        await click(pilot, "PDF, to sign")  # left out
        await click_footer(pilot, "Ctrl+S Write")
        await until(pilot, lambda: "files are in" in shown(pilot))
        await choose_command(pilot, "Quit")
    assert app.return_code == 0
    row = look(
        "SELECT i.status, i.due, m.handle FROM action_item i JOIN supporting s ON s.item_id = i.id "
        "JOIN member m ON m.id = s.member_id WHERE i.ref = '4'"
    )
    assert row == [("blocked", "2026-12-01", "azwar")]
    assert ("menunggu server",) in look("SELECT reason FROM batch")
    assert look("SELECT kind, location FROM evidence") == [("file", str(tmp_path / "surat" / "undangan.pdf"))]
    assert {path.suffix for path in tmp_path.rglob("*W48*")} == {".docx", ".xlsx", ".txt"}


async def test_help_and_tour_are_read_and_closed_by_mouse(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await go_to(pilot, "Action items")
        await click_footer(pilot, "F1 Help")
        first = shown(pilot)
        await wheel(pilot, "The list of action items", turns=3)
        assert shown(pilot) != first
        await click_footer(pilot, "Esc Close")
        await choose_command(pilot, "Tour of this screen")
        assert "1 of " in shown(pilot)
        await click(pilot, "At the top stand the areas")  # anywhere: on to the next
        assert "2 of " in shown(pilot)
        await click_footer(pilot, "← Back")
        assert "1 of " in shown(pilot)
        await click_footer(pilot, "Esc End")
        assert not app.screen.is_modal
        await open_palette(pilot)
        await pilot.click(offset=(20, 0))  # beside it: closed
        await settle(pilot)
        assert not app.screen.is_modal


async def test_a_meeting_and_a_handover_by_mouse(planned: Path, look: Look) -> None:
    app = app_on(planned, actor="azwar")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await go_to(pilot, "Meetings")
        await click_footer(pilot, "o Take minutes")
        await type_text(pilot, "Surati camat @farid due:besok")
        await click_footer(pilot, "Enter Add")
        await type_text(pilot, "Salah ketik")
        await click_footer(pilot, "Enter Add")
        await click_footer(pilot, "Ctrl+Z Take back")
        assert look("SELECT title, due FROM action_item WHERE ref IN ('8', '9') AND NOT deleted") == [
            ("Surati camat", "2026-11-25")
        ]
        await click_footer(pilot, "Attendees, minutes")
        await click(pilot, "Dibuka oleh Sekda.", "Minutes ")
        await type_text(pilot, "Ditutup. ")
        await click(pilot, "Save (Ctrl+S)")
        await go_to(pilot, "Members")
        await click(pilot, "Galuh Tantri Narindra")
        await click_footer(pilot, "H Hand over")
        await click(pilot, "2 HM Farid Soufian")
        await type_text(pilot, "SK 821")
        await click(pilot, "(the last day")
        await type_text(pilot, "besok")
        await click(pilot, "Hand over (Ctrl+S)")
        assert look("SELECT reason FROM batch WHERE kind = 'handover'") == [("SK 821",)]
        assert look("SELECT until FROM appointment") == [("2026-11-25",)]
        await choose_command(pilot, "Undo")
        assert look("SELECT until FROM appointment") == [(None,)]
    assert look("SELECT minutes FROM meeting WHERE number = '01/SC/2026'")[0][0].startswith("Ditutup. ")


async def test_columns_are_chosen_ordered_and_made_the_usual_ones_by_clicks(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await go_to(pilot, "Action items")
        await choose_command(pilot, "Columns")
        await click(pilot, "✓ Status")  # left out
        await click(pilot, "✓ Ref")
        await click(pilot, "Ref", "  Ref ")  # taken in again: the bar of the list is on it
        await click(pilot, "Later (→)")
        await click_footer(pilot, "Ctrl+S Apply")
        assert shown(pilot).splitlines()[2].split()[:2] == ["Title", "Ref"]
        await choose_command(pilot, "Columns")
        await click(pilot, "The usual ones (Backspace)")
        await click_footer(pilot, "Ctrl+S Apply")
        assert shown(pilot).splitlines()[2].split()[:3] == ["Status", "Ref", "Title"]


async def test_sheets_are_meant_for_all_or_none_by_a_click(planned: Path) -> None:
    other = store_at(planned)
    agency = other.reader.value("SELECT id FROM agency")
    item = other.reader.value("SELECT id FROM action_item WHERE ref = '1'")
    other.write("edit", [edit("action_item", item, "agency_id", agency)])
    other.close()
    app = app_on(planned)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await choose_command(pilot, "Sheets to agencies")
        await click_footer(pilot, "x Send out")
        await until(pilot, lambda: "✓ Bappelitbang" in shown(pilot))
        await click(pilot, "All or none (*)")
        assert "✓ " not in shown(pilot)
        await click(pilot, "Bappelitbang", "action item")
        assert "✓ Bappelitbang" in shown(pilot)
        await leave_dialogues(pilot)


MOVES = {
    "focus_next_button", "focus_previous_button", "list_down", "list_up", "page_down", "page_up", "text_down",
    "text_up", "next_field", "previous_field", "turn", "turn_back", "one_more", "leave_line", "clear_line",
    "field_before",
}  # fmt: skip
"""What keys need to get somewhere; the mouse points there, or turns the wheel."""

BUTTONS = {
    "browse", "earlier", "later", "usual", "all_or_none", "keep_mine", "take_theirs", "edit_both", "one_by_one",
    "choose_words", "choose_header", "choose_kind", "choose_dates", "show_sheet", "only_sheet", "same_or_new",
    "next_problem", "read_all", "take_back", "forget", "answer_yes",
}  # fmt: skip
"""What a dialogue has a button for."""

POINTED_AT = {"reset_list", "command_palette", "make_missing", "show_menu"}
"""The line of the filter is clicked and cleared, all commands stand in the menu, the offer below a field is
clicked, the right button opens the menu of a line."""


def kinds(kind: type) -> Iterator[type]:
    """Every class that inherits from one."""
    for one in kind.__subclasses__():
        yield one
        yield from kinds(one)


def test_no_command_is_for_keys_alone() -> None:
    for package in (screens, widgets):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            importlib.import_module(module.name)
    for kind in kinds(Commanded):
        commands = vars(kind).get("OWN_COMMANDS", ())
        for one in commands:
            reached = one.footer or one.through or one.in_palette
            assert reached or one.id in MOVES | BUTTONS | POINTED_AT, f"{kind.__name__}: {one.id}"
