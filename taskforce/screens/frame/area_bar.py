"""The line at the top: the areas with their keys, and whose list it is."""

from __future__ import annotations

from textual import events
from textual.content import Content
from textual.widget import Widget

from taskforce.language import _
from taskforce.model.width import cell_width, cut
from taskforce.screens.frame.areas import AREAS, AreaSpec
from taskforce.screens.frame.host import host_of

MENU = "≡"
BACK, ON = "‹", "›"
LONGEST = 13
"""Cells of a title in the bar; the menu and the help give it whole."""


class AreaBar(Widget):
    """The names of the areas with their keys; a click goes there, ``‹ ›`` turn the page, ``≡`` lists them all."""

    DEFAULT_CSS = """
    AreaBar { height: 1; width: 1fr; background: $panel; padding: 0 1; }
    """

    def __init__(self, current: str) -> None:
        super().__init__()
        self._current = current
        self._page: int | None = None
        """The page turned to; ``None`` for that of the present area."""
        self._places: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Return one page of areas; the present one stands out by brackets and colour."""
        pages = self._pages()
        page = self._present_page(pages) if self._page is None else min(self._page, len(pages) - 1)
        parts: list[str | tuple[str, str]] = []
        self._places = []
        at = 0

        def put(text: str, action: str, style: str = "") -> None:
            nonlocal at
            if action:
                self._places.append((at, at + cell_width(text), action))
            parts.append((text, style) if style else text)
            at += cell_width(text)

        put(self._as_of(), "", "bold $text-error")
        put(MENU, "go_to_area", "bold")
        put(f" {BACK}" if page else " ", "turn_back" if page else "", "bold $accent")
        for area in pages[page]:
            here = area.name == self._current
            text = f"{area.shown_key} {cut(_(area.title), LONGEST)}"
            put(f"[{text}]" if here else f" {text} ", f"area({area.name!r})", "bold $accent" if here else "")
        if page < len(pages) - 1:
            put(ON, "turn_on", "bold $accent")
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

    def _present_page(self, pages: list[list[AreaSpec]]) -> int:
        return next(
            (number for number, page in enumerate(pages) if any(area.name == self._current for area in page)), 0
        )

    def _pages(self) -> list[list[AreaSpec]]:
        """Return the areas, as many on a page as fit beside the menu and the two arrows."""
        room = self.content_size.width - cell_width(f"{self._as_of()}{MENU} {BACK}{ON}")
        pages: list[list[AreaSpec]] = [[]]
        left = room
        for area in AREAS:
            width = cell_width(f" {area.shown_key} {cut(_(area.title), LONGEST)} ")
            if pages[-1] and width > left:
                pages.append([])
                left = room
            pages[-1].append(area)
            left -= width
        return pages

    async def on_click(self, event: events.Click) -> None:
        """Go to the area that was clicked, or turn the page."""
        spot = event.get_content_offset(self)
        for start, stop, action in self._places:
            if spot is None or not start <= spot.x < stop:
                continue
            if action in ("turn_on", "turn_back"):
                pages = self._pages()
                page = self._present_page(pages) if self._page is None else self._page
                self._page = page + (1 if action == "turn_on" else -1)
                self.refresh()
            else:
                await self.app.run_action(action)

    def show_present(self) -> None:
        """Turn back to the page of the present area, and paint anew."""
        self._page = None
        self.refresh()
