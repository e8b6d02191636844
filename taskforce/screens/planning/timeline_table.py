"""The timeline on the screen: the virtual table, its lines painted as bars, and the head above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from textual import events
from textual.binding import Binding
from textual.message import Message
from textual.strip import Strip

from taskforce.language import N_, NC_, _
from taskforce.model.width import fit
from taskforce.screens.planning.timeline_source import TimelineSource
from taskforce.store.read.registers import DeadlineRow
from taskforce.views.timeline import milestone_line, name_width
from taskforce.views.timescale import TimeScale, lower_line, upper_line, with_today
from taskforce.widgets.commands import UNSELECT, Command, Commanded, bindings
from taskforce.widgets.span_view import SpanView
from taskforce.widgets.table.layout import GUTTER
from taskforce.widgets.table.paint import CURSOR_MARK, SELECTION_MARK, TablePainter
from taskforce.widgets.table.source import TableRow
from taskforce.widgets.table.virtual_table import HEADER_HEIGHT, VirtualTable
from taskforce.wording.spans import Span

OWN_STYLES = ("today", "milestone", "bar")


class TimelinePainter(TablePainter):
    """Paints a line's cells one after the other: they are spans, not columns."""

    def __init__(self, table: TimelineTable) -> None:
        super().__init__(table, ())
        self._timeline = table

    def header(self) -> Strip:
        """Return the lower line of the scale."""
        base = self._look("") + self._look("header")
        pieces = self._timeline.head_spans()
        return self._strip([(span.text, base + self._look(span.kind) if span.kind else base) for span in pieces])

    def row(self, index: int, fetch: Callable[[int], TableRow], at_cursor: bool, selected: bool) -> Strip:
        """Return one line; drawn anew each time, as scrolling sideways changes them all."""
        row = fetch(index)
        ground = self._look("") + self._look(row.style) if row.style else self._look("")
        over = self._look("selected") if selected else self._look("")
        if at_cursor:
            over += self._look("cursor")
        base = ground + over if at_cursor or selected else ground
        source = self._timeline.source
        relation = source.relation(index) if isinstance(source, TimelineSource) else " "
        marks = (CURSOR_MARK if at_cursor else relation) + (SELECTION_MARK if selected else " ")
        pieces = [(fit(marks, GUTTER), base)]
        for text, kind in row.cells:
            style = ground + self._look(kind) if kind else ground
            pieces.append((text, style + over if at_cursor or selected else style))
        return self._strip(pieces)

    def _strip(self, pieces: Sequence[tuple[str, object]]) -> Strip:
        from rich.segment import Segment

        segments = [Segment(text, style) for text, style in pieces if text]  # type: ignore[arg-type]
        return Strip(segments).adjust_cell_length(self.size.width, self._look(""))


def _moving(table: TimelineTable) -> bool:
    return table.moving


class TimelineTable(Commanded, VirtualTable):
    """The lines of the timeline; keys, cursor and selection are the table's.

    While a due day is being moved (``moving``), Enter and Escape decide about that.
    """

    OWN_COMMANDS: ClassVar = (
        Command("keep_due", N_("Save the new day"), "enter", N_("The timeline"), footer=1, when=_moving),
        Command(
            "take_due_back", N_("Take it back"), "escape,u,ctrl+z", N_("The timeline"), footer=2, when=_moving
        ),
        UNSELECT,
    )
    # A key that is bound anew loses what the table did with it: that stands behind.
    BINDINGS: ClassVar = [
        *bindings(OWN_COMMANDS),
        Binding("enter", "activate", NC_("command", "Open"), show=False),
    ]
    DEFAULT_CSS = """
    TimelineTable {
        & > .virtual-table--today { color: $text-accent; }
        & > .virtual-table--milestone { color: $text-accent; text-style: bold; }
        & > .virtual-table--bar { color: $primary; }
    }
    """

    class MoveKept(Message):
        """The due day that is being moved is to be kept."""

    class MoveTakenBack(Message):
        """The due day that is being moved is to be where it was."""

    class EndDragged(Message):
        """The end of a bar was dragged to a day."""

        def __init__(self, number: int, day: date) -> None:
            super().__init__()
            self.number, self.day = number, day

    class EndReleased(Message):
        """The end of a bar was let go."""

    def __init__(self, *, empty_text: str = "", id: str | None = None) -> None:
        super().__init__(empty_text=empty_text, id=id)
        self._painter = TimelinePainter(self)
        self.moving = False
        self._grabbed: int | None = None
        self._dragged = False

    def action_keep_due(self) -> None:
        """Keep the day that is shown."""
        self.post_message(self.MoveKept())

    def action_take_due_back(self) -> None:
        """Go back to the day that is stored."""
        self.let_go()
        self.post_message(self.MoveTakenBack())

    @property
    def names(self) -> int:
        """Return the cells of the names."""
        return name_width(self.size.width)

    @property
    def bar_cells(self) -> int:
        """Return the cells that the bars have."""
        return max(8, self.size.width - GUTTER - self.names - 2)

    def head_spans(self) -> list[Span]:
        """Return the line above the first one: the column's title and the lower line of the scale."""
        source = self.source
        title = " " * GUTTER + fit(_("Action item"), self.names) + " "
        if not isinstance(source, TimelineSource):
            return [Span(title)]
        return [Span(title), *with_today(lower_line(source.scale), source.scale, source.today, "")]

    def repaint(self) -> None:
        """Paint anew: the scale is another now, or the cursor's item is."""
        self._painter.forget_rows()
        self.refresh()

    # Dragging the end of a bar

    def _cell_at(self, x: int) -> int:
        return x - GUTTER - self.names - 1

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the end of a bar, if one is at the pointer."""
        self._dragged = False
        spot, source = event.get_content_offset(self), self.source
        if spot is None or event.button != 1 or not isinstance(source, TimelineSource) or spot.y < HEADER_HEIGHT:
            return
        index = self.scroll_offset.y + spot.y - HEADER_HEIGHT
        number = source.lines.numbers[index] if index < self.row_count else 0
        row = source.row_of(number)
        if row is None or row.item.due is None or event.shift or event.ctrl:
            return
        if source.moved is not None and source.moved[0] != number:
            return  # a click on another line: that asks about the one that is being moved
        if source.scale.cell_of(date.fromisoformat(row.item.due)) == self._cell_at(spot.x):
            self.move_cursor(index)
            self._grabbed = number
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show the bar up to the pointer, while its end is held."""
        source = self.source
        if self._grabbed is None or not isinstance(source, TimelineSource):
            return
        due = source.stored_due(self._grabbed)
        if due is None:
            return
        scale = source.scale
        cell = max(-1, min(self._cell_at(event.x - self.gutter.left), scale.cells))
        # From the cell of the stored day on, so that the weekday stays where a cell is a week or more.
        day = due + (scale.day_of(cell) - scale.day_of(scale.cell_of(due)))
        self._dragged = self._dragged or day != due
        self.post_message(self.EndDragged(self._grabbed, day))

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Let go: where the bar was dragged, that is to be saved."""
        if self._grabbed is not None:
            self.let_go()
            if self._dragged:
                self.post_message(self.EndReleased())

    def let_go(self) -> None:
        """Hold no bar any more."""
        if self._grabbed is not None:
            self._grabbed = None
            self.release_mouse()

    def on_click(self, event: events.Click) -> None:
        """Let a click pass; the end of a drag is none."""
        if self._dragged:
            self._dragged = False
            event.prevent_default()


class TimelineHead(SpanView, can_focus=False):
    """The two lines above the table: months with what scrolls and zooms, and the deadlines."""

    DEFAULT_CSS = """
    TimelineHead { height: 2; background: $panel; }
    """

    class Pressed(Message):
        """One of the signs was clicked: ``action`` is what it stands for."""

        def __init__(self, action: str) -> None:
            super().__init__()
            self.action = action

    def __init__(self) -> None:
        super().__init__(id="timeline-head")
        self.scale: TimeScale | None = None
        self.today = date.min
        self.deadlines: Sequence[DeadlineRow] = ()
        self._buttons: list[tuple[int, int, str]] = []

    def show(self, scale: TimeScale, today: date, deadlines: Sequence[DeadlineRow]) -> None:
        """Show a scale."""
        self.scale, self.today, self.deadlines = scale, today, deadlines
        self.redraw()

    def draw(self, width: int, height: int) -> Sequence[Sequence[Span]]:
        """Return the line of months with the signs before it, then the deadlines."""
        scale = self.scale
        names = GUTTER + name_width(self.size.width)
        self._buttons = []
        upper: list[Span] = []
        at = 0
        for text, action in (
            (" ‹ ", "scroll_back"),
            (" › ", "scroll_on"),
            (" + ", "zoom_in"),
            (" - ", "zoom_out"),
            (f" {_('today')} ", "show_today"),
        ):
            if at + len(text) <= names:
                self._buttons.append((at, at + len(text), action))
                upper.append(Span(text, "milestone"))
                at += len(text)
        upper.append(Span(" " * (names + 1 - at), "header"))
        if scale is None:
            return [upper]
        label = Span(fit(" " * GUTTER + _("Deadlines"), names) + " ", "muted")
        return [
            [*upper, Span(upper_line(scale), "header")],
            [label, *milestone_line(self.deadlines, scale, self.today)],
        ]

    def on_click(self, event: events.Click) -> None:
        """Tell which sign was clicked."""
        spot = event.get_content_offset(self)
        for start, stop, action in self._buttons:
            if spot is not None and spot.y == 0 and start <= spot.x < stop:
                self.post_message(self.Pressed(action))
