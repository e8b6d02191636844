"""The mouse in tests: what stands on the screen is clicked where it stands."""

from __future__ import annotations

import re

from app_driving import settle, shown
from rich.cells import cell_len
from textual.events import MouseScrollDown, MouseScrollUp
from textual.pilot import Pilot


def place_of(pilot: Pilot[int], text: str, line_with: str = "", *, last: bool = False) -> tuple[int, int]:
    """The cell at which a text stands (in a line that holds another text, too); the last such line if wanted."""
    found = [
        (cell_len(line[: line.index(text)]), number)
        for number, line in enumerate(shown(pilot).splitlines())
        if text in line and line_with in line
    ]
    if not found:
        raise AssertionError(f"“{text}” is not on the screen:\n{shown(pilot)}")
    return found[-1 if last else 0]


async def click(pilot: Pilot[int], text: str, line_with: str = "", *, last: bool = False, times: int = 1) -> None:
    """Click on a text."""
    await pilot.click(offset=place_of(pilot, text, line_with, last=last), times=times)
    await settle(pilot)


async def click_footer(pilot: Pilot[int], text: str) -> None:
    """Click on a command of the bar at the bottom, of the screen or of a dialogue."""
    await click(pilot, text, last=True)


async def wheel(pilot: Pilot[int], at: str, *, turns: int = 1, up: bool = False) -> None:
    """Turn the wheel over a text."""
    place = place_of(pilot, at)
    for _turn in range(turns):
        await pilot._post_mouse_events([MouseScrollUp if up else MouseScrollDown], offset=place)
        await settle(pilot)


async def open_palette(pilot: Pilot[int]) -> None:
    """All commands, by clicks: the menu at the top left leads to them."""
    await click(pilot, "≡")
    await click(pilot, "All commands")


async def read_palette(pilot: Pilot[int]) -> str:
    """All that the palette lists, turning the wheel to its end; it is closed by a click beside it."""
    listed = [shown(pilot)]
    while len(listed) < 2 or listed[-1] != listed[-2]:
        for _turn in range(5):
            await pilot._post_mouse_events([MouseScrollDown], offset=(40, 12))
        await settle(pilot)
        listed.append(shown(pilot))
    await pilot.click(offset=(20, 0))
    await settle(pilot)
    return "\n".join(listed)


async def choose_command(pilot: Pilot[int], title: str) -> None:
    """Any command, by clicks alone; the wheel leads down to it."""
    await open_palette(pilot)
    # Behind its keys (there may be none) stands the title, then, after a gap, what more there is to say.
    entry = re.compile(rf"^ {{2}}.{{10}}{re.escape(title)}(?= {{2}}|$)")
    seen: list[str] = []
    while True:
        lines = shown(pilot).splitlines()
        row = next((number for number, line in enumerate(lines) if entry.match(line)), None)
        if row is not None:
            await pilot.click(offset=(14, row))
            await settle(pilot)
            return
        assert lines != seen, f"the palette does not offer “{title}”:\n{shown(pilot)}"
        seen = lines
        for _turn in range(3):
            await pilot._post_mouse_events([MouseScrollDown], offset=(40, 12))
        await settle(pilot)


WAY_OUT = re.compile(r"\b(Cancel|Close|Keep|Esc Later|Esc End|Go on|Throw away)\b")
"""What a dialogue calls its way out."""


async def leave_dialogues(pilot: Pilot[int]) -> None:
    """Close every dialogue by clicks."""
    while (before := pilot.app.screen).is_modal:
        lines = list(enumerate(shown(pilot).splitlines()))
        ways = [(way, row, line) for row, line in lines for way in WAY_OUT.finditer(line)]
        assert ways, f"no way out to click:\n{shown(pilot)}"
        way, row, line = ways[-1]
        await pilot.click(offset=(cell_len(line[: way.start()]), row))
        await settle(pilot)
        assert pilot.app.screen is not before, f"“{way[0]}” does nothing:\n{shown(pilot)}"
