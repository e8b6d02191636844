"""A sheet as it lies in the file, with what columns are taken for above it and what becomes of rows before it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from taskforce.exchange.importing.sheet_view import FATES, Fate, SeenColumn, SeenSheet
from taskforce.exchange.importing.tables.headers import shown
from taskforce.language import N_, _
from taskforce.model.width import cell_width, fit
from taskforce.widgets.span_view import SpanView, message_lines
from taskforce.wording.spans import Span

_LOOKS: dict[Fate, str] = {
    "new": "done",
    "changed": "milestone",
    "same": "muted",
    "double": "soon",
    "refused": "late",
    "left_out": "muted",
    "waiting": "",
    "header": "strong",
    "above": "muted",
}
_HEAD = 2
"""Lines above the rows: letters and names, and what the columns are taken for."""
_LEAST, _MOST = 6, 28
_MEASURED_ROWS = 60
_WORDS_FROM = 50
"""Cells from which on what becomes of a row is said by a word beside the sign."""
_WHEEL = 3


class _Place(NamedTuple):
    """A column on the screen: its index in the sheet, where it begins, and its cells."""

    column: int
    left: int
    width: int


class SheetGrid(SpanView):
    """The cells of a sheet under a cursor; a click on the head of a column, Enter or a double click changes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1, 0)", N_("Row up"), show=False),
        Binding("down", "move(1, 0)", N_("Row down"), show=False),
        Binding("left", "move(0, -1)", N_("Column to the left"), show=False),
        Binding("right", "move(0, 1)", N_("Column to the right"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
        Binding("home", "end(0)", N_("First row"), show=False),
        Binding("end", "end(1)", N_("Last row"), show=False),
    ]

    class Moved(Message):
        """The cursor stands elsewhere."""

    class Chosen(Message):
        """The column under the cursor is to be changed."""

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.seen: SeenSheet | None = None
        self.row = self.column = 0
        self._top = self._left = 0
        self._widths: dict[int, int] = {}

    # What is shown

    def show(self, seen: SeenSheet, *, row: int | None = None, column: int | None = None) -> None:
        """Show a sheet; the cursor stays in its place unless one is given."""
        if self.seen is None or self.seen.sheet is not seen.sheet:
            self._top = self._left = 0
            self.row, self.column = (seen.parts[0].header + 1 if seen.parts else 0), 0
        self.seen = seen
        self._widths.clear()
        self.go_to(self.row if row is None else row, self.column if column is None else column)

    def go_to(self, row: int, column: int) -> None:
        """Put the cursor on a cell, or the nearest there is."""
        if self.seen is None:
            return
        self.row = max(0, min(row, len(self.seen.rows) - 1))
        self.column = max(0, min(column, self.seen.width - 1))
        self.redraw()
        self.post_message(self.Moved())

    @property
    def current(self) -> SeenColumn | None:
        """Return the column under the cursor, as it is read there."""
        return self.seen.column_of(self.row, self.column) if self.seen is not None else None

    def draw(self, width: int, height: int) -> Sequence[Sequence[Span]]:
        """Return the head and the rows that fit, with the cursor in view."""
        seen = self.seen
        if seen is None or width < 1:
            return message_lines(_("Reading …"), width, height)
        rows = max(1, height - _HEAD)
        if not self._top <= self.row < self._top + rows:
            self._top = self.row if self.row < self._top else self.row - rows + 1
        self._top = max(0, min(self._top, len(seen.rows) - rows))
        places = self._places(width)
        lines = [self._names(places, width), self._meanings(places, width)]
        return lines + [self._line(seen, row, places, width) for row in self._seen_rows(rows)]

    def _seen_rows(self, count: int) -> range:
        return range(self._top, min(self._top + count, len(self.seen.rows) if self.seen else 0))

    @property
    def _gutter(self) -> int:
        digits = max(2, len(str(len(self.seen.rows)))) if self.seen is not None else 2
        words = max(cell_width(_(word)) for _sign, word in FATES.values() if word)
        return digits + 3 + (words + 1 if self.content_size.width >= _WORDS_FROM else 0)

    def _places(self, width: int) -> list[_Place]:
        """Return the columns in view, the cursor's among them."""
        self._left = min(self._left, self.column)
        places = self._from(self._left, width)
        while self._left < self.column and not any(place.column == self.column for place in places[:-1]):
            if places and places[-1].column == self.column and places[-1].width >= self._width(self.column):
                break
            self._left += 1
            places = self._from(self._left, width)
        while self._left and self._ends(more := self._from(self._left - 1, width)):
            self._left, places = self._left - 1, more  # there is room again
        return places

    def _ends(self, places: Sequence[_Place]) -> bool:
        """Return whether the last column is among these, and whole."""
        last = self.seen.width - 1 if self.seen is not None else 0
        return bool(places) and places[-1].column == last and places[-1].width >= self._width(last)

    def _from(self, first: int, width: int) -> list[_Place]:
        places: list[_Place] = []
        at = self._gutter
        for index in range(first, self.seen.width if self.seen is not None else 0):
            room = width - at - 2
            if room < (_LEAST if places else 1):
                break
            cells = min(self._width(index), room)
            places.append(_Place(index, at, cells))
            at += cells + 1
        return places

    def _width(self, index: int) -> int:
        """Return how wide a column is: as its widest cell among the first, within bounds."""
        if index not in self._widths and self.seen is not None:
            seen = self.seen
            begin = seen.parts[0].header + 1 if seen.parts else 0
            texts = [
                shown(row[index])[:60] for row in seen.rows[begin : begin + _MEASURED_ROWS] if index < len(row)
            ]
            column = seen.column_of(self.row, index)
            heads = [f"{column.letter} {column.header}"[:18], self._meaning(column)[0]]
            marked = 2 if any(place == index for _row, place in seen.cells) else 0  # the sign before such a cell
            self._widths[index] = max(_LEAST, min(_MOST, marked + max(map(cell_width, [*texts, *heads]))))
        return self._widths.get(index, _LEAST)

    def _names(self, places: Sequence[_Place], width: int) -> list[Span]:
        line = [Span(fit("‹" if self._left else "", self._gutter), "header")]
        for place in places:
            column = self._column(place.column)
            kind = "header cursor" if place.column == self.column else "header"
            line += [Span(fit(f"{column.letter} {column.header}", place.width), kind), Span(" ", "header")]
        return self._ended(line, places, width)

    def _meanings(self, places: Sequence[_Place], width: int) -> list[Span]:
        line = [Span(fit("", self._gutter), "header")]
        for place in places:
            text, kind = self._meaning(self._column(place.column))
            line += [Span(fit(text, place.width), f"header {kind}"), Span(" ", "header")]
        return self._ended(line, places, width)

    def _ended(self, line: list[Span], places: Sequence[_Place], width: int) -> list[Span]:
        """Return a line of the head, with a sign at its end where there are more columns."""
        more = self.seen is not None and bool(places) and places[-1].column < self.seen.width - 1
        end = places[-1].left + places[-1].width + 1 if places else self._gutter
        return [*line, Span(" " * max(0, width - 1 - end), "header"), Span("›" if more else " ", "header")]

    def _column(self, index: int) -> SeenColumn:
        assert self.seen is not None
        return self.seen.column_of(self.row, index)

    @staticmethod
    def _meaning(column: SeenColumn) -> tuple[str, str]:
        """Return what a column is taken for, in few words, and how that looks."""
        if column.about_column is not None:
            return "? " + _("what is it?"), "soon strong"
        if column.questions:
            return f"? {column.meaning}", "soon strong"
        if column.meaning:
            return (f"✓ {column.meaning}" if column.said else f"→ {column.meaning}"), "strong"
        return ("- " + _("not read"), "muted") if column.header or column.examples else ("", "muted")

    def _line(self, seen: SeenSheet, row: int, places: Sequence[_Place], width: int) -> list[Span]:
        fate = seen.fates.get(row, "above")
        look = _LOOKS[fate]
        sign, word = FATES[fate]
        digits = max(2, len(str(len(seen.rows))))
        text = f"{row + 1:>{digits}} {sign} "
        if width >= _WORDS_FROM:
            text += _(word) if word else ""
        line = [Span(fit(text, self._gutter), f"{look} strong" if row == self.row else look)]
        cells = seen.rows[row]
        for place in places:
            value = shown(cells[place.column]) if place.column < len(cells) else ""
            kind = look
            if (row, place.column) in seen.cells:
                value, kind = f"! {value}", "late strong"
            if row == self.row and place.column == self.column:
                kind = "cursor"
            line += [Span(fit(value, place.width), kind), Span(" ", look)]
        return line

    # Moving about

    def action_move(self, rows: int, columns: int) -> None:
        """Move the cursor."""
        self.go_to(self.row + rows, self.column + columns)

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many rows as are seen."""
        self.go_to(self.row + pages * max(1, self.content_size.height - _HEAD), self.column)

    def action_end(self, last: int) -> None:
        """Go to the first row, or the last."""
        self.go_to(len(self.seen.rows) - 1 if last and self.seen is not None else 0, self.column)

    # The mouse

    def on_click(self, event: events.Click) -> None:
        """Put the cursor where the pointer is; at the head of a column, or by two clicks, change the column."""
        spot = event.get_content_offset(self)
        if spot is None or self.seen is None:
            return
        places = self._places(self.content_size.width)
        if spot.y < _HEAD and (spot.x < self._gutter or spot.x == self.content_size.width - 1):
            self.action_move(0, -1 if spot.x < self._gutter else 1)
            return
        place = next((one for one in places if one.left <= spot.x <= one.left + one.width), None)
        column = place.column if place is not None else self.column
        if spot.y < _HEAD:
            if place is not None:
                self.go_to(self.row, column)
                self.post_message(self.Chosen())
        elif spot.y - _HEAD < len(self._seen_rows(self.content_size.height - _HEAD)):
            self.go_to(self._top + spot.y - _HEAD, column)
            if event.chain == 2:
                self.post_message(self.Chosen())

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Go down."""
        event.stop()
        self.action_move(_WHEEL, 0)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Go up."""
        event.stop()
        self.action_move(-_WHEEL, 0)
