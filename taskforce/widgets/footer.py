"""The two lines at the foot of a screen: what just happened, and the commands that matter most here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.screen import Screen
from textual.timer import Timer
from textual.widget import Widget

from taskforce.language import _
from taskforce.model.width import cell_width, cut, printable
from taskforce.widgets.commands import ON_ITEM, Offer, key_name, run_offer, within_reach

Weight = Literal["information", "warning", "error"]

SHOWN_SECONDS = 12.0
"""A message other than an error goes after this time."""

_MARKS = {"information": "✔", "warning": "▲", "error": "■"}
_STYLES = {"information": "$text-success", "warning": "$text-warning", "error": "bold $text-error"}


class MessageLine(Widget):
    """Shows a message for a while, then the standing text again; long messages get more lines."""

    DEFAULT_CSS = """
    MessageLine { height: auto; max-height: 4; width: 1fr; padding: 0 1; color: $text-muted; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._standing = ""
        self._message: tuple[str, Weight] | None = None
        self._timer: Timer | None = None
        self._sign: Sequence[str] = ()
        self._sign_at: tuple[int, int] = (0, 0)

    def show_sign(self, texts: Sequence[str]) -> None:
        """Show a sign at the right while there is no message: the first of some texts that has room."""
        if list(texts) != list(self._sign):
            self._sign = list(texts)
            self.refresh()

    def show_message(self, text: str, weight: Weight = "information") -> None:
        """Show a message; an error stays until something else is to be said."""
        self._message = (text, weight)
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        if weight != "error":
            self._timer = self.set_timer(SHOWN_SECONDS, self.clear)
        self.refresh(layout=True)

    def clear(self) -> None:
        """Forget the message."""
        if self._message is not None:
            self._message = None
            self.refresh(layout=True)

    def clear_error(self) -> None:
        """Forget the message if it is of something that went wrong."""
        if self._message is not None and self._message[1] == "error":
            self.clear()

    def show_status(self, text: str) -> None:
        """Show a text while there is no message: one line, cut where the screen ends."""
        if text != self._standing:
            self._standing = text
            self.refresh()

    @property
    def text(self) -> str:
        """Return the text that is shown now."""
        return self._message[0] if self._message else self._standing

    def render(self) -> Content:
        """Return the message with its mark, or the standing text."""
        if self._message is None:
            return self._with_sign(self.content_size.width or 200)
        text, weight = self._message
        return Content.styled(f"{_MARKS[weight]} {printable(text)}", _STYLES[weight])

    def _with_sign(self, width: int) -> Content:
        """Return the standing text and the sign; the shortest sign stands in any case."""
        self._sign_at = (0, 0)
        if not self._sign:
            return Content(cut(self._standing, width))
        room = max(width - cell_width(self._standing) - 2, width * 9 // 20)
        sign = next((text for text in self._sign if cell_width(text) <= room), cut(self._sign[-1], width))
        start = width - cell_width(sign)
        standing = cut(self._standing, max(0, start - 2))
        self._sign_at = (start, width)
        return Content.assemble(standing, " " * (start - cell_width(standing)), (sign, "$text-muted"))

    class SignClicked(Message):
        """The sign was clicked."""

    def on_click(self, event: events.Click) -> None:
        """Let whoever shows the sign lead to what it is about."""
        spot = event.get_content_offset(self)
        start, stop = self._sign_at
        if self._message is None and spot is not None and start <= spot.x < stop:
            event.stop()
            self.post_message(self.SignClicked())


HELP = "show_help"
"""The command that is never left out."""

PALETTE = "command_palette"
STAYING = ("undo", PALETTE)
"""What is left out after all others: the ways back and onwards for who knows no other key."""

CUT_TITLE = "…"
"""Stands for the title of the palette where only its key has room."""

SEVERAL = (
    "edit_item",
    "mark_done",
    "pick_lead",
    "clear_selection",
    "command_palette",
    "pick_status",
    "reschedule",
)
"""What stands first while several are selected, with which all this is done at once."""

UNRANKED = 50
"""Stands behind those that have a rank."""

GAP = 2
"""Cells between two entries."""


class Placed(NamedTuple):
    """An entry of a bar and the cells it covers."""

    start: int
    stop: int
    offer: Offer


class CommandBar(Widget):
    """Shows as many commands as fit, those that matter most where the person is now first; a click runs one.

    While lines are selected, what is done with all of them comes first.
    """

    DEFAULT_CSS = """
    CommandBar { height: 1; width: 1fr; background: $panel; color: $foreground; padding: 0 1; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._placed: list[Placed] = []
        self._painted = False
        self._look_due = False
        """True until what changed is painted; then what is offered now is looked at."""

    def on_mount(self) -> None:
        self.screen.bindings_updated_signal.subscribe(self, self._offers_changed)

    def _offers_changed(self, _screen: Screen[Any]) -> None:
        if self._painted and not self._look_due:
            self._look_due = True
            self.call_after_refresh(self._look)

    def _look(self) -> None:
        """Paint anew where something else is offered than what is shown; mostly a key changes nothing here."""
        self._look_due = False
        if self.is_attached and self._entries() != self._placed:
            self.refresh()

    def _entries(self) -> list[Placed]:
        """Return the entries that fit, the most important first; help stands last and is left out last."""
        selected = bool(getattr(self.screen, "selected_count", 0))
        offers = [offer for offer in within_reach(self.screen) if _worth_showing(offer)]
        return place(sorted(offers, key=lambda offer: _rank(offer, selected)), self.content_size.width)

    def render(self) -> Content:
        """Return the commands that are offered now, each with its key."""
        self._painted = True
        self._placed = self._entries()
        parts: list[str | tuple[str, str]] = []
        at = 0
        for start, stop, offer in self._placed:
            key, title = _words(offer)
            title = title if cell_width(f"{key} {title}") <= stop - start else CUT_TITLE
            parts += [" " * (start - at), (key, "bold $accent"), f" {title}"]
            at = stop
        return Content.assemble(*parts)

    async def on_click(self, event: events.Click) -> None:
        """Run the command that was clicked."""
        spot = event.get_content_offset(self)
        for start, stop, offer in self._placed:
            if spot is not None and start <= spot.x < stop:
                event.stop()  # what lies around the bar may have a click of its own
                await run_offer(self.app, offer)


def _words(offer: Offer) -> tuple[str, str]:
    return key_name(offer.key), _(offer.command.title)


def _worth_showing(offer: Offer) -> bool:
    """Return whether a command is shown where there is room; areas have a bar of their own."""
    command = offer.command
    return bool(command.footer or (command.in_palette and offer.key and not command.action))


def _rank(offer: Offer, selected: bool) -> tuple[int, int]:
    """Return where an entry stands: those of the footer by their rank, then all others; help is the last."""
    command = offer.command
    if command.id == HELP:
        return (3, 0)
    if selected and command.id in SEVERAL:
        return (0, SEVERAL.index(command.id))
    if selected and command.group == ON_ITEM:
        return (0, command.footer or UNRANKED)
    return (1, command.footer) if command.footer else (2, 0 if command.group == ON_ITEM else 1)


def place(offers: Sequence[Offer], width: int) -> list[Placed]:
    """Return as many offers as fit into ``width`` cells, with their places; the last one stays in any case, and
    those that are :data:`STAYING` before all others."""
    whole = [cell_width(" ".join(_words(offer))) for offer in offers]
    if not offers or whole[-1] > width:
        return []
    last = len(offers) - 1
    room = width - whole[last]
    chosen = {last: whole[last]}
    for number, offer in enumerate(offers[:last]):
        if offer.command.id in STAYING:
            least = whole[number]
            if offer.command.id == PALETTE:
                least = min(least, cell_width(f"{_words(offer)[0]} {CUT_TITLE}"))
            if least + GAP <= room:
                chosen[number] = least
                room -= least + GAP
    for number in range(last):
        more = whole[number] - chosen[number] if number in chosen else whole[number] + GAP
        if more <= room:
            chosen[number] = whole[number]
            room -= more
    placed: list[Placed] = []
    at = 0
    for number in sorted(chosen):
        placed.append(Placed(at, at + chosen[number], offers[number]))
        at += chosen[number] + GAP
    return placed
