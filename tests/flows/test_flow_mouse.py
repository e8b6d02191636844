"""The mouse alone: what keys can do, clicks and the wheel can; keys only type letters into fields."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, type_text
from mouse import choose_command, click, click_footer, leave_dialogues, place_of, wheel
from textual.pilot import Pilot

from taskforce.app import TaskforceApp
from taskforce.language import _
from taskforce.screens.area import Area
from taskforce.screens.areas import AREAS
from taskforce.screens.item_commands import ITEM_COMMANDS
from taskforce.widgets.commands import Command, declared

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
    """Go to an area by clicks on the bar at the top; its arrows turn to where it stands."""
    for sign in ("›", "›", "‹", "‹", "‹"):
        if f" {title}" in shown(pilot).splitlines()[0]:
            break
        if sign in shown(pilot).splitlines()[0]:
            await pilot.click(offset=(place_of(pilot, sign, "≡")[0], 0))
            await settle(pilot)
    await click(pilot, f" {title}", "≡")


async def test_every_area_is_reached_by_clicks(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for area in [*AREAS, *reversed(AREAS)]:
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
    """Begin commands of an area one after the other by clicks, and leave what they open by clicks."""
    app = app_on(path, actor="galuh")
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        title = _(next(spec.title for spec in AREAS if spec.name == area))
        await go_to(pilot, title)
        for command in commands:
            if command not in [offer.command for offer in declared(pilot.app.screen)]:
                continue  # nothing here that it is for
            before, screen = shown(pilot), pilot.app.screen
            await choose_command(pilot, _(command.title))
            done = pilot.app.screen is not screen or shown(pilot) != before
            assert done or command.id in SHOWN_SO_ALREADY, f"{command.id} did nothing:\n{before}"
            await leave_dialogues(pilot)
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
        await click_footer(pilot, "t Take down")
        await type_text(pilot, "setengah jadi")
        await click(pilot, "≡")
        await click(pilot, "Calendar", "5", last=True)
        assert area_of(pilot) == "calendar"
        await go_to(pilot, "Meetings")
        await click_footer(pilot, "t Take down")
        assert "Add setengah jadi" in shown(pilot)  # the line waited


async def test_a_long_question_keeps_its_answers_in_view(planned: Path) -> None:
    app = app_on(planned)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "f7", "z")
        assert "Take back" in shown(pilot).splitlines()[-4]
        assert "Supporting" not in shown(pilot)
        first = shown(pilot)
        await press(pilot, "pagedown")
        assert shown(pilot) != first
        await wheel(pilot, "Attendance deleted", up=True, turns=9)
        assert shown(pilot) == first
        await click(pilot, "Keep", last=True)
        assert "Undone" not in shown(pilot)
