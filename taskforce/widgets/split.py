"""A list, and beside or below it details of the line under its cursor, where there is room or a person chose."""

from __future__ import annotations

import asyncio
from typing import ClassVar, Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, VerticalScroll
from textual.message import Message
from textual.visual import VisualType
from textual.widget import Widget
from textual.widgets import Static

from taskforce.language import N_
from taskforce.remembered import recall, remember
from taskforce.widgets.commands import Command, Commanded, bindings

Place = Literal["beside", "below", ""]
"""Where the details stand; empty where they are hidden."""

BESIDE_FROM, BELOW_FROM = 140, 32
"""From so many columns, else lines, on details stand where nobody chose: before, the list needs the room."""

LEAST_BESIDE, LEAST_BELOW = 90, 20
"""The smallest terminal in which a person can have them there."""

_LIST_CELLS, _LIST_LINES = 40, 8
"""What at least is left to the list."""


class DetailsBlock(Static):
    """A text of the details, which is always as high as what it shows."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__("", id=id, markup=False)

    def update(self, content: VisualType = "", *, layout: bool = True) -> None:
        """Show another text."""
        super().update(content, layout=layout)
        # Textual keeps the height that was measured between coming into sight and this, before it was idle once.
        self._layout_updates += 1


class DetailsText(VerticalScroll, can_focus=False):
    """Details that are one text, which can be scrolled."""

    DEFAULT_CSS = """
    DetailsText { padding: 0 1; background: $surface; }
    DetailsText > DetailsBlock { height: auto; }
    """

    def __init__(self) -> None:
        super().__init__(classes="details")

    def compose(self) -> ComposeResult:
        yield DetailsBlock()

    def show(self, content: VisualType) -> None:
        """Show another text."""
        self.query_one(DetailsBlock).update(content)


class Divider(Widget):
    """The line between the list and the details, which can be dragged; a double click places them elsewhere."""

    ALLOW_SELECT = False

    class Dragged(Message):
        """The line was dragged to a place of the screen; ``done`` when it was let go."""

        def __init__(self, x: int, y: int, *, done: bool) -> None:
            super().__init__()
            self.x, self.y, self.done = x, y, done

    class ClickedTwice(Message):
        """The line was clicked twice."""

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the line."""
        if event.button == 1:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Take the line along."""
        if self.app.mouse_captured is self:
            self.post_message(self.Dragged(int(event.screen_x), int(event.screen_y), done=False))

    def on_mouse_up(self, event: events.MouseUp) -> None:
        """Leave the line where it is."""
        if self.app.mouse_captured is self:
            self.release_mouse()
            self.post_message(self.Dragged(int(event.screen_x), int(event.screen_y), done=True))

    def on_click(self, event: events.Click) -> None:
        """Place the details elsewhere, after the second click."""
        if event.chain == 2:
            self.post_message(self.ClickedTwice())


def _is_open(split: Split) -> bool:
    return bool(split.place)


class Split(Commanded, Container):
    """Holds a list, a :class:`Divider` and the details.

    ``below_from`` is the height of the terminal from which the details stand below, ``below_lines`` how many lines
    they have there (a third of the screen when it is 0).
    """

    OWN_COMMANDS: ClassVar = (
        Command("place_details", N_("Move details"), "ctrl+d", N_("Details"),
                help=N_("beside the list, below it, or not at all")),
        Command("arrange_columns", N_("Widths of columns"), "ctrl+k", N_("The list"),
                help=N_("hide some, make some wider")),
        Command("more_details", N_("More room for details"), "ctrl+left", N_("Details"),
                when=_is_open),
        Command("fewer_details", N_("Less room for details"), "ctrl+right", N_("Details"),
                when=_is_open),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    DEFAULT_CSS = """
    Split { height: 1fr; layout: horizontal; }
    Split.-below { layout: vertical; }
    Split > .details, Split > Divider { display: none; }
    Split > Divider { width: 1; height: 1fr; border-left: solid $panel; }
    Split > Divider:hover { border-left: solid $primary; }
    Split.-below > Divider { width: 1fr; height: 1; border-left: none; border-top: solid $panel; }
    Split.-below > Divider:hover { border-top: solid $primary; }
    Split.-beside > .details, Split.-beside > Divider,
    Split.-below > .details, Split.-below > Divider { display: block; }
    """

    class ColumnsAskedFor(Message):
        """The columns of the list are to be arranged."""

    class Placed(Message):
        """The details stand elsewhere now, or have another size."""

    def __init__(self, *, below_from: int = BELOW_FROM, below_lines: int = 0, id: str | None = None) -> None:
        super().__init__(id=id)
        self._below_from, self._below_lines = below_from, below_lines
        self._list = ""
        self._chosen = ""
        self._own_sizes: dict[str, int] = {}
        self.place: Place = self._fitting()
        self.set_class(self.place == "beside", "-beside", update=False)  # before styles are worked out, not after
        self.set_class(self.place == "below", "-below", update=False)
        self._writing = asyncio.Lock()

    def use(self, place_of_list: str) -> None:
        """Place the details as the person had them in this list."""
        self._list = place_of_list
        kept = recall(place_of_list).get("details")
        kept = kept if isinstance(kept, dict) else {}
        self._chosen = str(kept.get("place") or "")
        self._own_sizes = {name: size for name in ("beside", "below") if isinstance(size := kept.get(name), int)}
        self.fit()

    def fit(self) -> None:
        """Place the details by the room that there is."""
        place = self._fitting()
        changed = place != self.place
        self.place = place
        self.set_class(place == "beside", "-beside")
        self.set_class(place == "below", "-below")
        for pane in self.query_children(".details"):
            pane.styles.width = self._details_size("beside") if place == "beside" else "1fr"
            pane.styles.height = self._details_size("below") if place == "below" else "1fr"
        if changed:
            self.post_message(self.Placed())

    def _fitting(self) -> Place:
        """Return where the details stand on a terminal of this size."""
        width, height = self.app.size
        if self._chosen == "hidden":
            return ""
        if self._chosen == "beside" and width >= LEAST_BESIDE:
            return "beside"
        if self._chosen == "below" and height >= LEAST_BELOW:
            return "below"
        return "beside" if width >= BESIDE_FROM else "below" if height >= self._below_from else ""

    def _details_size(self, place: str) -> int:
        """Return the size of the details in cells or lines: what was chosen, else a third of the screen."""
        width, height = self.app.size
        if place == "beside":
            return max(
                20, min(self._own_sizes.get(place, max(44, min(70, width * 27 // 100))), width - _LIST_CELLS)
            )
        usual = self._below_lines or max(7, min(14, height // 3))
        return max(3, min(self._own_sizes.get(place, usual), height - 5 - _LIST_LINES))

    def on_mount(self) -> None:
        self.fit()
        if self.place:
            self.post_message(self.Placed())

    def on_resize(self) -> None:
        self.fit()

    def action_place_details(self) -> None:
        """Show the details elsewhere: beside, below, nowhere, as far as there is room."""
        width, height = self.app.size
        places = [name for name, fits in (
            ("beside", width >= LEAST_BESIDE), ("below", height >= LEAST_BELOW), ("hidden", True)
        ) if fits]  # fmt: skip
        now = self.place or "hidden"
        self._chosen = places[(places.index(now) + 1) % len(places)]
        self.fit()
        self._remember()

    def action_arrange_columns(self) -> None:
        """Choose which columns are shown, and how wide."""
        self.post_message(self.ColumnsAskedFor())

    def action_more_details(self) -> None:
        """Give the details more room."""
        self._grow(1)

    def action_fewer_details(self) -> None:
        """Give the details less room."""
        self._grow(-1)

    def _grow(self, way: int) -> None:
        self._give(self._details_size(self.place) + way * (4 if self.place == "beside" else 1))
        self._remember()

    def _give(self, size: int) -> None:
        if self.place:
            self._own_sizes[self.place] = size
            self._own_sizes[self.place] = self._details_size(self.place)
            self.fit()

    def _remember(self) -> None:
        if self._list:
            self.run_worker(self._write(), exit_on_error=False)

    async def _write(self) -> None:
        async with self._writing:  # one after the other, so that the newest stays
            await asyncio.to_thread(remember, self._list, details={"place": self._chosen, **self._own_sizes})

    def on_divider_dragged(self, event: Divider.Dragged) -> None:
        """Let the line follow the pointer."""
        event.stop()
        right, bottom = self.region.right, self.region.bottom
        self._give(right - event.x - 1 if self.place == "beside" else bottom - event.y - 1)
        if event.done:
            self._remember()

    def on_divider_clicked_twice(self, event: Divider.ClickedTwice) -> None:
        """Place the details elsewhere."""
        event.stop()
        self.action_place_details()
