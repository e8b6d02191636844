"""The timeline on the screen: the virtual table, its lines painted as bars, and the head above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import overload

from textual import events
from textual.message import Message
from textual.strip import Strip

from taskforce.cell_text import Span, fit
from taskforce.language import _
from taskforce.reports.timeline import heading_line, item_line, milestone_line, name_width
from taskforce.reports.timescale import TimeScale, lower_line, upper_line, with_today
from taskforce.store.reader import Reader
from taskforce.store.registers import DeadlineRow
from taskforce.store.timeline import Lines, TimelineRow, timeline_rows
from taskforce.widgets.span_view import SpanView
from taskforce.widgets.table_layout import GUTTER
from taskforce.widgets.table_paint import CURSOR_MARK, SELECTION_MARK, TablePainter
from taskforce.widgets.table_source import Cell, TableRow
from taskforce.widgets.virtual_table import VirtualTable

OWN_STYLES = ("today", "milestone", "bar")


class TimelineSource:
    """The lines of the timeline; what they show is read in blocks and drawn when it is painted."""

    def __init__(self, reader: Reader, lines: Lines, today: date, scale: TimeScale) -> None:
        self._reader = reader
        self.lines = lines
        self.today = today
        self.scale = scale
        self.names = 20
        self.cursor: object = None
        self._seen: dict[int, TimelineRow] = {}

    def count(self) -> int:
        """How many lines there are."""
        return len(self.lines.numbers)

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """The lines from ``start`` up to ``stop``, each drawn when it is asked for."""
        wanted = self.lines.numbers[start:stop]
        rows = timeline_rows(self._reader, [number for number in wanted if number > 0])
        if len(self._seen) > 4096:
            self._seen.clear()
        self._seen.update(rows)
        return Drawn(self, [number for number in wanted if number < 0 or number in rows])

    def draw(self, number: int) -> TableRow:
        """One line at the present scale."""
        if number < 0:
            spans = heading_line(self.lines.headings[-number - 1], self.scale, self.today, self.names)
            return TableRow(tuple(Cell(*span) for span in spans), "heading")
        row = self._seen[number]
        spans = item_line(row, self.scale, self.today, self.names, at_cursor=number == self.cursor)
        return TableRow(tuple(Cell(*span) for span in spans))

    def known(self, number: object) -> TimelineRow | None:
        """What was read of an item, if it was: asked while painting, so without a query."""
        return self._seen.get(number) if isinstance(number, int) else None

    def stand_on(self, number: object) -> TimelineRow | None:
        """The cursor stands on a line now; what it shows, read if need be."""
        self.cursor = number
        if isinstance(number, int) and number > 0 and number not in self._seen:
            self._seen.update(timeline_rows(self._reader, [number]))
        return self.known(number)

    def relation(self, index: int) -> str:
        """How the item of a line is related to the one at the cursor: it comes before, or it waits."""
        row, current = self.known(self.lines.numbers[index]), self.known(self.cursor)
        if row is None or current is None:
            return " "
        if row.item.ref in current.after:
            return "«"
        return "»" if row.item.ref in current.before else " "

    def key_at(self, index: int) -> object:
        """The row number of an item; headings have negative ones."""
        return self.lines.numbers[index]

    def index_of(self, key: object) -> int | None:
        """Where a line stands."""
        assert isinstance(key, int)
        try:
            return self.lines.numbers.index(key)
        except ValueError:
            return None


class Drawn(Sequence[TableRow]):
    """Lines that are drawn when they are asked for, as the scale may have changed since they were read."""

    def __init__(self, source: TimelineSource, numbers: Sequence[int]) -> None:
        self._source, self._numbers = source, numbers

    def __len__(self) -> int:
        return len(self._numbers)

    @overload
    def __getitem__(self, place: int) -> TableRow: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[TableRow]: ...
    def __getitem__(self, place: int | slice) -> TableRow | Sequence[TableRow]:
        if isinstance(place, slice):
            return Drawn(self._source, self._numbers[place])
        return self._source.draw(self._numbers[place])

    def __iter__(self) -> Iterator[TableRow]:
        return (self._source.draw(number) for number in self._numbers)


class TimelinePainter(TablePainter):
    """Paints a line's cells one after the other: they are spans, not columns."""

    def __init__(self, table: TimelineTable) -> None:
        super().__init__(table, ())
        self._timeline = table

    def header(self) -> Strip:
        """The lower line of the scale."""
        base = self._look("") + self._look("header")
        pieces = self._timeline.head_spans()
        return self._strip([(span.text, base + self._look(span.kind) if span.kind else base) for span in pieces])

    def row(self, index: int, fetch: Callable[[int], TableRow], at_cursor: bool, selected: bool) -> Strip:
        """One line; drawn anew each time, as scrolling sideways changes them all."""
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


class TimelineTable(VirtualTable):
    """The lines of the timeline; keys, cursor and selection are the table's."""

    DEFAULT_CSS = """
    TimelineTable {
        & > .virtual-table--today { color: $text-accent; }
        & > .virtual-table--milestone { color: $text-accent; text-style: bold; }
        & > .virtual-table--bar { color: $primary; }
    }
    """

    def __init__(self, *, empty_text: str = "", id: str | None = None) -> None:
        super().__init__(empty_text=empty_text, id=id)
        self._painter = TimelinePainter(self)

    @property
    def names(self) -> int:
        """The cells of the names."""
        return name_width(self.size.width)

    @property
    def bar_cells(self) -> int:
        """The cells that the bars have."""
        return max(8, self.size.width - GUTTER - self.names - 2)

    def head_spans(self) -> list[Span]:
        """The line above the first one: the column's title and the lower line of the scale."""
        source = self.source
        title = " " * GUTTER + fit(_("Action item"), self.names) + " "
        if not isinstance(source, TimelineSource):
            return [Span(title)]
        return [Span(title), *with_today(lower_line(source.scale), source.scale, source.today, "")]

    def repaint(self) -> None:
        """The scale is another now, or the cursor's item is."""
        self._painter.forget_rows()
        self.refresh()


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
        """The line of months with the signs before it, then the deadlines."""
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
        """A sign was clicked."""
        spot = event.get_content_offset(self)
        for start, stop, action in self._buttons:
            if spot is not None and spot.y == 0 and start <= spot.x < stop:
                self.post_message(self.Pressed(action))
