"""One line for what just happened; between messages it says where the person stands."""

from __future__ import annotations

from typing import Literal

from textual.content import Content
from textual.timer import Timer
from textual.widget import Widget

from taskforce.widgets.table.layout import cut, printable

Weight = Literal["information", "warning", "error"]

SHOWN_SECONDS = 12.0

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
        """What is shown while there is no message: one line, cut where the screen ends."""
        if text != self._standing:
            self._standing = text
            self.refresh()

    @property
    def text(self) -> str:
        """What is shown now."""
        return self._message[0] if self._message else self._standing

    def render(self) -> Content:
        """The message with its mark, or the standing text."""
        if self._message is None:
            return Content(cut(self._standing, self.content_size.width or 200))
        text, weight = self._message
        return Content.styled(f"{_MARKS[weight]} {printable(text)}", _STYLES[weight])
