"""A list and its details: where they stand by the room there is, by keys, by the mouse, and the next time."""

from __future__ import annotations

import pytest
from textual.app import App, ComposeResult
from textual.widgets import Static

from taskforce.remembered import recall
from taskforce.widgets.split import Divider, Split
from taskforce.widgets.table.virtual_table import VirtualTable

PLACE = "/a/list.db"


class SplitApp(App[None]):
    def compose(self) -> ComposeResult:
        with Split():
            yield VirtualTable()
            yield Divider()
            yield Static("details", classes="details")

    def on_mount(self) -> None:
        self.split.use(PLACE)

    @property
    def split(self) -> Split:
        return self.query_one(Split)

    @property
    def cells(self) -> tuple[int, int]:
        """Return width and height of the details; nothing where they are hidden."""
        pane = self.query_one(Static)
        return (pane.size.width, pane.size.height) if pane.display and self.split.place else (0, 0)


@pytest.mark.parametrize(
    ("size", "place"), [((60, 20), ""), ((80, 24), ""), ((120, 40), "below"), ((200, 50), "beside")]
)
async def test_the_list_keeps_the_room_that_it_needs(size: tuple[int, int], place: str) -> None:
    app = SplitApp()
    async with app.run_test(size=size):
        assert app.split.place == place
        assert app.query_one(VirtualTable).size.width >= min(size[0], 80) - 1
        assert bool(app.cells[0]) == bool(place)


async def test_keys_place_and_resize_the_details_and_the_next_time_they_are_there() -> None:
    app = SplitApp()
    async with app.run_test(size=(120, 40)) as pilot:
        app.query_one(VirtualTable).focus()
        await pilot.press("ctrl+d")
        assert app.split.place == ""
        await pilot.press("ctrl+d")
        assert app.split.place == "beside"
        for _turn in range(50):
            await pilot.pause()
            if app.cells[0] < 120:
                break
        before = app.cells[0]
        await pilot.press("ctrl+left")
        await pilot.pause()
        assert app.cells[0] == before + 4
        await pilot.press("ctrl+right", "ctrl+right")
        await app.workers.wait_for_complete()
        await pilot.pause()
        assert app.cells[0] == before - 4
    assert recall(PLACE)["details"] == {"place": "beside", "beside": before - 4}
    again = SplitApp()
    async with again.run_test(size=(120, 40)) as pilot:
        await pilot.pause()
        assert again.split.place == "beside"
        assert again.cells[0] == before - 4
        await pilot.resize_terminal(80, 24)  # no room beside: as if nothing had been chosen
        for _turn in range(50):
            if again.split.place != "beside":
                break
            await pilot.pause()
        assert again.split.place == ""


@pytest.mark.parametrize(("size", "to"), [((160, 40), (100, 10)), ((120, 40), (50, 20))])
async def test_the_line_between_is_dragged(size: tuple[int, int], to: tuple[int, int]) -> None:
    app = SplitApp()
    async with app.run_test(size=size) as pilot:
        line = app.query_one(Divider).region
        await pilot.mouse_down(offset=(line.x, line.y))
        await pilot.hover(offset=to)
        await pilot.mouse_up(offset=to)
        await pilot.pause()
        line = app.query_one(Divider).region
        assert (line.x if app.split.place == "beside" else line.y) == to[app.split.place == "below"]
        await pilot.click(Divider, times=2)
        await pilot.pause()
        assert app.split.place != "beside" if size[0] > 140 else app.split.place == ""
