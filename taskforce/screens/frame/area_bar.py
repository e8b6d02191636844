"""The line at the top: the areas with their keys, and whose list it is."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widget import Widget

from taskforce.language import _
from taskforce.model.width import cell_width, cut
from taskforce.screens.frame.areas import AREAS
from taskforce.screens.frame.host import host_of

MENU = "≡"
SHORT = 3
"""A name of so few cells stands right behind its key."""

LONGEST = 13
"""Cells of a title in the bar; the menu and the help give it whole."""


class AreaBar(Widget):
    """All areas with their keys, their names as long as there is room; a click goes there, ``≡`` lists them."""

    DEFAULT_CSS = """
    AreaBar { height: 1; width: 1fr; background: $panel; padding: 0 1; }
    """

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current
        self._places: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Return the areas; the present one stands out by brackets and colour, and has its whole name."""
        parts: list[str | tuple[str, str]] = []
        self._places = []
        at = 0

        def put(text: str, style: str = "", action: str = "") -> None:
            nonlocal at
            if action:
                self._places.append((at, at + cell_width(text), action))
            parts.append((text, style) if style else text)
            at += cell_width(text)

        put(self._as_of(), "bold $text-error")
        put(MENU, "bold", "go_to_area")
        length = self._name_cells()
        for area in AREAS:
            action = f"area({area.name!r})"
            title = _(area.title)
            if area.name == self._current:
                put(f"[{area.shown_key} {cut(title, LONGEST)}]", "bold $accent", action)
                continue
            put(" ", "", action)
            put(area.shown_key, "$accent", action)
            if length:
                name = cut(title, length) if length == LONGEST else cut_plain(title, length)
                put(f" {name}" if length > SHORT else name, "", action)
            put(" " if length > SHORT else "", "", action)
        room = self.content_size.width - at - 1
        if room > 12:
            where = next((text for text in host_of(self).whereabouts if cell_width(text) <= room), "")
            parts += [" " * (room + 1 - cell_width(where)), (where, "$text-muted")]
        return Content.assemble(*parts)

    def _as_of(self) -> str:
        """Return how old what is shown is, while the server of the list is out of reach; else nothing."""
        session = host_of(self).session
        if session is None or not session.as_of:
            return ""
        return _("■ as of {time}; server not reached", time=session.as_of) + "  "

    def _name_cells(self) -> int:
        """Return how many cells the names of the other areas may have, so that all areas are in the bar.

        They are whole or a few letters: a name that lacks its last letter looks like a mistake.
        """
        room = self.content_size.width - cell_width(f"{self._as_of()}{MENU}")
        titles = {area.name: cell_width(_(area.title)) for area in AREAS}
        lengths: tuple[int, ...] = (LONGEST, *range(SHORT, -1, -1))
        for length in lengths:
            needed = 0
            for area in AREAS:
                if area.name == self._current:
                    needed += cell_width(area.shown_key) + 3 + min(LONGEST, titles[area.name])
                else:
                    gaps = 3 if length > SHORT else 1
                    needed += cell_width(area.shown_key) + gaps + min(length, titles[area.name])
            if needed <= room:
                return length
        return 0

    async def on_click(self, event: events.Click) -> None:
        """Go to the area that was clicked, or turn the page."""
        spot = event.get_content_offset(self)
        for start, stop, action in self._places:
            if spot is None or not start <= spot.x < stop:
                continue
            await self.app.run_action(action)
            return

    def show_present(self) -> None:
        """Paint anew."""
        self.refresh()


def cut_plain(text: str, cells: int) -> str:
    """Return the beginning of a text, without a sign that says it goes on: there is room for few letters."""
    while cell_width(text) > cells:
        text = text[:-1]
    return text.rstrip()
