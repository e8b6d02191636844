"""A view of the drawn areas (board, calendar, timeline): lines of spans in, painted lines out."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from taskforce.language import _
from taskforce.model.width import fit, printable, wrap
from taskforce.widgets.table.paint import part_style
from taskforce.wording.spans import Span

_PREFIX = "span--"


class SpanView(Widget, can_focus=True):
    """Paints lines of spans, whose kinds are the classes ``span--…`` below; a subclass draws them."""

    ALLOW_SELECT = False
    DEFAULT_CSS = """
    SpanView {
        width: 1fr; height: 1fr; background: $surface; color: $foreground;
        & > .span--header { background: $panel; text-style: bold; }
        & > .span--target { background: $accent; color: $background; text-style: bold reverse; }
        & > .span--rule { color: $text-muted; }
        & > .span--selected { background: $primary-muted; }
        & > .span--message { color: $text-muted; }
        & > .span--late { color: $text-error; }
        & > .span--urgent { color: $text-error; text-style: bold; }
        & > .span--soon { color: $text-warning; }
        & > .span--blocked { color: $text-warning; }
        & > .span--done { color: $text-success; }
        & > .span--muted { color: $text-muted; }
        & > .span--strong { text-style: bold; }
        & > .span--holiday { color: $text-error; text-style: bold; }
        & > .span--weekend { color: $text-muted; }
        & > .span--today { color: $text-accent; text-style: bold underline; }
        & > .span--milestone { color: $text-accent; text-style: bold; }
        & > .span--bar { color: $primary; }
        & > .span--rest { color: $primary; }
        & > .span--cursor {
            background: $block-cursor-blurred-background;
            color: $block-cursor-blurred-foreground;
            text-style: $block-cursor-blurred-text-style;
        }
        &:focus > .span--cursor {
            background: $block-cursor-background;
            color: $block-cursor-foreground;
            text-style: $block-cursor-text-style;
        }
        &:nocolor > .span--cursor { text-style: reverse; }
        &:nocolor:focus > .span--cursor { text-style: bold reverse; }
        &:nocolor > .span--target { text-style: bold reverse; }
        &:nocolor > .span--muted { text-style: dim; }
    }
    """

    class Failed(Message):
        """Sent when the lines to be shown could not be read."""

        def __init__(self, view: SpanView, error: Exception) -> None:
            super().__init__()
            self.set_sender(view)
            self.error = error

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self._looks: dict[str, Style] = {}
        self._lines: Sequence[Strip] | None = None
        self._told: str | None = None

    def draw(self, width: int, height: int) -> Sequence[Sequence[Span]]:
        """Return the lines for so many cells; may raise what the store raises."""
        raise NotImplementedError

    def redraw(self) -> None:
        """Draw anew at the next painting."""
        self._lines = None
        self.refresh()

    def on_resize(self, _event: events.Resize) -> None:
        self.redraw()

    def notify_style_update(self) -> None:
        """Forget the looks: the theme or the state changed."""
        super().notify_style_update()
        self._looks.clear()
        self._lines = None

    def render_line(self, y: int) -> Strip:
        """Return one line, exactly as wide as the view."""
        width, height = self.content_size
        if self._lines is None:
            self._lines = [self._strip(line, width) for line in self._drawn(width, height)]
        return self._lines[y] if y < len(self._lines) else Strip.blank(width, self.rich_style)

    def _drawn(self, width: int, height: int) -> Sequence[Sequence[Span]]:
        try:
            lines = self.draw(width, height)
            self._told = None
        except Exception as error:  # a store can fail in any way: it is said once, and the app goes on
            if self._told != repr(error):
                self._told = repr(error)
                self.post_message(self.Failed(self, error))
            lines = message_lines(_("could not be read"), width, height)
        return lines

    def _strip(self, line: Sequence[Span], width: int) -> Strip:
        segments = [Segment(span.text, self.look(span.kind)) for span in line if span.text]
        return Strip(segments).adjust_cell_length(width, self.rich_style)

    def look(self, kinds: str) -> Style:
        """Return the style of a span of these kinds, parted by blanks."""
        look = self._looks.get(kinds)
        if look is None:
            look = self.rich_style
            for kind in kinds.split():
                look += part_style(self, _PREFIX + kind)
            self._looks[kinds] = look
        return look


def message_lines(text: str, width: int, height: int) -> list[list[Span]]:
    """Return a text in the middle of so many lines; its own lines are kept, long ones wrapped between words."""
    lines = [line for paragraph in text.splitlines() for line in wrap(printable(paragraph), max(8, width - 4))]
    above = max(0, height - len(lines)) // 2
    return [[Span(" " * width)]] * above + [[Span(fit(line, width, "center"), "message")] for line in lines]
