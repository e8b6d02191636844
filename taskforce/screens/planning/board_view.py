"""The board on the screen: cards in columns, with a cursor, selected cards, and dragging with the mouse."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from taskforce.language import N_, NC_, _
from taskforce.store.read.day_views import BoardColumn
from taskforce.store.read.items import ItemRow
from taskforce.views.board import BoardFrame, BoardLook, draw_board
from taskforce.widgets.commands import UNSELECT, Command, bindings
from taskforce.widgets.span_view import SpanView, message_lines
from taskforce.wording.spans import Span

Fetch = Callable[[Sequence[int]], Mapping[int, ItemRow]]
"""Reads the items of some row numbers."""

_KEPT_CARDS = 2000


class BoardView(SpanView):
    """Shows the columns of a board; reads only the cards that are seen."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (UNSELECT,)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(0, -1)", N_("Card up"), show=False),
        Binding("down,j", "move(0, 1)", N_("Card down"), show=False),
        Binding("left", "move(-1, 0)", N_("Column to the left"), show=False),
        Binding("right", "move(1, 0)", N_("Column to the right"), show=False),
        Binding("pageup", "page(-1)", N_("Page up"), show=False),
        Binding("pagedown", "page(1)", N_("Page down"), show=False),
        Binding("home", "end(0)", N_("First card"), show=False),
        Binding("end", "end(1)", N_("Last card"), show=False),
        Binding("space", "toggle_selected", N_("Select"), show=False),
        Binding("enter", "activate", NC_("command", "Open"), show=False),
        *bindings(OWN_COMMANDS),
    ]

    class Highlighted(Message):
        """The cursor stands on another card, or others are selected."""

    class Activated(Message):
        """A card is to be opened."""

    class Dropped(Message):
        """Cards were dragged to another column."""

        def __init__(self, column: BoardColumn) -> None:
            super().__init__()
            self.column = column

    def __init__(self, *, id: str | None = None) -> None:
        super().__init__(id=id)
        self.columns: Sequence[BoardColumn] = ()
        self.selected: frozenset[int] = frozenset()
        self._empty_text = _("The list is being opened …")
        self._today = date.min
        self._fetch: Fetch = lambda _numbers: {}
        self._cards: dict[int, ItemRow] = {}
        self._column = 0
        self._index: list[int] = []
        self._tops: list[int] = []
        self._first = 0
        self._dragged: tuple[int, int] | None = None
        self._target: int | None = None

    # What is shown

    def show(self, columns: Sequence[BoardColumn], fetch: Fetch, today: date, empty_text: str) -> None:
        """Show a board; the cursor stays on its card, wherever that stands now, the selection on its cards."""
        current, first = self.current, [column.key for column in columns] != [one.key for one in self.columns]
        self.columns, self._fetch, self._today, self._empty_text = columns, fetch, today, empty_text
        self._cards.clear()
        if first:
            self._index, self._tops = [0] * len(columns), [0] * len(columns)
            self._column = next((place for place, column in enumerate(columns) if column.total), 0)
        self._index = [max(0, min(index, self._last(place))) for place, index in enumerate(self._index)]
        if self.selected:
            self.selected &= {number for column in columns for number in column.numbers}
        if current is not None:
            self.go_to(current)
        self._settle()

    @property
    def frame(self) -> BoardFrame:
        """Return the board's measures at the present size."""
        return BoardFrame(
            max(1, self.content_size.width), max(4, self.content_size.height), len(self.columns) or 1
        )

    @property
    def total(self) -> int:
        """Return how many items are on the board."""
        return sum(column.total for column in self.columns)

    @property
    def index(self) -> int:
        """Return where the cursor stands in its column."""
        return self._index[self._column] if self.columns else 0

    @property
    def column(self) -> BoardColumn | None:
        """Return the column under the cursor."""
        return self.columns[self._column] if self.columns else None

    @property
    def column_place(self) -> int:
        """Return which column is under the cursor."""
        return self._column

    @property
    def current(self) -> int | None:
        """Return the row number of the card under the cursor."""
        column = self.column
        return column.numbers[self.index] if column is not None and self.index < len(column.numbers) else None

    def go_to(self, number: int) -> bool:
        """Put the cursor on a card; say whether there is one."""
        order = [self._column, *(n for n in range(len(self.columns)) if n != self._column)]
        for place in order:
            try:
                self._index[place] = self.columns[place].numbers.index(number)
            except ValueError:
                continue
            self._column = place
            self._settle()
            return True
        return False

    def give_back(self) -> None:
        """Give back the cards; they are fetched again when they are drawn."""
        self._cards.clear()

    def draw(self, width: int, height: int) -> Sequence[Sequence[Span]]:
        """Return the board at this size, with the cards that are seen."""
        if not self.total:
            return message_lines(self._empty_text, width, height)
        frame = self.frame
        self._scroll(frame)
        seen = [
            number
            for column, top in zip(self.columns, self._tops, strict=True)
            for number in column.numbers[top : top + frame.cards]
        ]
        missing = [number for number in seen if number not in self._cards]
        if missing:
            if len(self._cards) > _KEPT_CARDS:
                self._cards.clear()
                missing = seen
            self._cards.update(self._fetch(missing))
        look = BoardLook(self._first, tuple(self._tops), (self._column, self.index), self.selected, self._target)
        return draw_board(frame, self.columns, self._cards, look, self._today)

    # Moving about

    def _last(self, place: int) -> int:
        return len(self.columns[place].numbers) - 1 if self.columns else 0

    def _scroll(self, frame: BoardFrame) -> None:
        """Bring the cursor into what is seen."""
        self._first = max(0, min(self._first, len(self.columns) - frame.shown))
        if self._dragged is None:
            self._first = min(max(self._first, self._column - frame.shown + 1), self._column)
        for place, index in enumerate(self._index):
            top = min(self._tops[place], max(0, self._last(place) - frame.cards + 1))
            if place == self._column:
                top = min(max(top, index - frame.cards + 1), index)
            self._tops[place] = max(0, top)

    def _settle(self) -> None:
        self.redraw()
        self.post_message(self.Highlighted())

    def _put(self, place: int, index: int) -> None:
        if self.columns:
            self._column = max(0, min(place, len(self.columns) - 1))
            self._index[self._column] = max(0, min(index, self._last(self._column)))
            self._settle()

    def action_move(self, columns: int, cards: int) -> None:
        """Move the cursor by columns, keeping the height where that can be, or by cards."""
        if not self.columns:
            return
        if columns:
            place = max(0, min(self._column + columns, len(self.columns) - 1))
            height = self.index - self._tops[self._column]
            self._put(place, self._tops[place] + height if place != self._column else self.index)
        else:
            self._put(self._column, self.index + cards)

    def action_page(self, pages: int) -> None:
        """Move the cursor by as many cards as are seen."""
        if self.columns:
            step = pages * self.frame.cards
            self._tops[self._column] = max(0, self._tops[self._column] + step)
            self._put(self._column, self.index + step)

    def action_end(self, last: int) -> None:
        """Go to the first card of the column, or the last."""
        if self.columns:
            self._put(self._column, self._last(self._column) if last else 0)

    def action_toggle_selected(self) -> None:
        """Select the card under the cursor, or no longer."""
        if self.current is not None:
            self.selected ^= {self.current}
            self._settle()

    def action_clear_selection(self) -> None:
        """Select nothing."""
        self.selected = frozenset()
        self._settle()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Escape to the screen while nothing is selected."""
        return bool(self.selected) if action == "clear_selection" else True

    def action_activate(self) -> None:
        """Open the card under the cursor."""
        if self.current is not None:
            self.post_message(self.Activated())

    # The mouse

    def _hit(self, event: events.MouseEvent) -> tuple[int, int | None, int] | None:
        """Return the column and the card at the pointer, and the line."""
        spot = event.get_content_offset(self)
        if spot is None or not self.columns:
            return None
        frame = self.frame
        place = self._first + frame.column_at(spot.x)
        card = frame.card_at(spot.y)
        index = None if card is None else self._tops[place] + card
        if index is not None and index > self._last(place):
            index = None
        return place, index, spot.y

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor on the card; from here it may be dragged, by the left button."""
        hit = self._hit(event)
        if hit is None:
            return
        place, index, y = hit
        if event.button != 1:
            self._put(place, self._index[place] if index is None else index)
            return
        frame = self.frame
        if index is None:
            self._put(place, self._index[place])
            if y == 0:
                self._page_sideways(event)
            elif y == 1 and self._tops[place]:
                self.action_page(-1)
            elif y == frame.height - 1:
                self.action_page(1)
            return
        self._put(place, index)
        if event.ctrl:
            self.action_toggle_selected()
            return
        self._dragged = (place, index)
        self.capture_mouse()

    def _page_sideways(self, event: events.MouseEvent) -> None:
        """Show the next column, where the sign of hidden ones was clicked."""
        spot = event.get_content_offset(self)
        frame = self.frame
        if spot is None:
            return
        if spot.x <= 1 and self._first:
            self._put(self._first - 1, self._index[self._first - 1])
        elif spot.x >= frame.width - 2 and self._first + frame.shown < len(self.columns):
            self._put(self._first + frame.shown, self._index[self._first + frame.shown])

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show where a card that is dragged would go; at an edge the next column comes into view."""
        if self._dragged is None:
            return
        x = event.x - self.gutter.left
        frame = self.frame
        target = self._first + frame.column_at(x)
        if x <= 0 and self._first:
            self._first -= 1
            target = self._first
        elif x >= frame.width - 1 and self._first + frame.shown < len(self.columns):
            self._first += 1
            target = self._first + frame.shown - 1
        target_shown = None if target == self._dragged[0] else target
        if target_shown != self._target:
            self._target = target_shown
            self.redraw()

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Let go: over another column, the card (or all that are selected) goes there."""
        if self._dragged is None:
            return
        target = self._target
        self._stop_dragging()
        if target is not None:
            self.post_message(self.Dropped(self.columns[target]))

    def _stop_dragging(self) -> None:
        self.release_mouse()
        self._dragged = self._target = None
        self.redraw()

    def on_click(self, event: events.Click) -> None:
        """Open the card, by two clicks."""
        hit = self._hit(event)
        if event.chain == 2 and hit is not None and hit[1] is not None:
            self.action_activate()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Scroll the column under the pointer."""
        self._wheel(event, 1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Scroll the column under the pointer."""
        self._wheel(event, -1)

    def _wheel(self, event: events.MouseEvent, step: int) -> None:
        hit = self._hit(event)
        if hit is None:
            return
        event.stop()
        place = hit[0]
        if place == self._column:
            self._put(place, self.index + step)
        else:
            self._tops[place] = max(0, self._tops[place] + step)
            self.redraw()
