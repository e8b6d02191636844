"""The line at the top: the areas with their keys, and whose list it is."""

from __future__ import annotations

from collections.abc import Mapping

from textual import events
from textual.content import Content
from textual.widget import Widget

from taskforce.language import _
from taskforce.model.width import cell_width, cut
from taskforce.screens.frame.areas import AREAS
from taskforce.screens.frame.host import host_of

MENU = "≡"
SHORT = 3
"""A name is shortened to no fewer letters; to more, where another begins alike."""

LONGEST = 13
"""Cells of a title in the bar; the menu and the help give it whole."""

LEAST_WHEREABOUTS = 12
"""Cells from which on it is said whose list it is."""


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
        names, whole = self._names()
        for area in AREAS:
            action = f"area({area.name!r})"
            name = names[area.name]
            if area.name == self._current:
                put(f"[{area.shown_key} {name}]", "bold $accent", action)
                continue
            put(" ", "", action)
            put(area.shown_key, "$accent", action)
            put(f" {name} " if whole else name, "", action)
        where = self._where(self.content_size.width - at)
        if where:
            parts += [" " * (self.content_size.width - at - cell_width(where)), (where, "$text-muted")]
        return Content.assemble(*parts)

    def _where(self, room: int) -> str:
        """Return whose list it is, as long as there is room for it, a blank before it; else nothing."""
        if room - 1 <= LEAST_WHEREABOUTS:
            return ""
        return next((text for text in host_of(self).whereabouts if cell_width(text) < room), "")

    def _as_of(self) -> str:
        """Return how old what is shown is, while the server of the list is out of reach; else nothing."""
        session = host_of(self).session
        if session is None or not session.as_of:
            return ""
        return _("■ as of {time}; server not reached", time=session.as_of) + "  "

    def _names(self) -> tuple[dict[str, str], bool]:
        """Return what is shown of each area's name, and whether all are whole.

        The present one's is.  Where not all are, the nearest to it are shortened last: a name is whole, or has as
        many letters as tell it from the others, or is left out, as two letters say nothing of it.
        """
        room = self.content_size.width - cell_width(f"{self._as_of()}{MENU}")
        titles = {area.name: cut(_(area.title), LONGEST) for area in AREAS}
        keys = sum(1 + cell_width(area.shown_key) for area in AREAS)  # a blank or a bracket before each
        room -= keys + 2 + cell_width(titles[self._current])
        others = [area.name for area in AREAS if area.name != self._current]
        if sum(2 + cell_width(titles[name]) for name in others) <= room:
            return titles, True
        order = [area.name for area in AREAS]
        here = order.index(self._current)
        names = dict.fromkeys(order, "") | {self._current: titles[self._current]}
        brief = short_names({area.name: _(area.title) for area in AREAS})
        nearest = sorted(others, key=lambda name: abs(order.index(name) - here))
        for shown in (brief, titles):
            for name in nearest:
                more = cell_width(shown[name]) - cell_width(names[name])
                if more > room:
                    return names, False
                names[name] = shown[name]
                room -= more
            where = self._where(room)
            room -= cell_width(where) + 1 if where else 0
        return names, False

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


def short_names(titles: Mapping[str, str]) -> dict[str, str]:
    """Return the beginnings of titles that tell each from all others, without a sign that they go on."""

    def begin(title: str) -> str:
        rest = [other for other in titles.values() if other != title]
        lengths = range(SHORT, len(title))
        return next(
            (title[:n] for n in lengths if not any(other[:n].lower() == title[:n].lower() for other in rest)),
            title,
        ).rstrip()

    return {name: begin(title) for name, title in titles.items()}
