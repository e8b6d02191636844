"""A table that shows a list of any length by fetching and painting only what is visible.

The rows belong to a :class:`~taskforce.widgets.table.source.TableSource`; the table keeps a few blocks
of them, the painted lines, the cursor and the selected keys.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from taskforce.language import N_, NC_, _
from taskforce.widgets.commands import UNSELECT, Command, bindings
from taskforce.widgets.table.layout import GUTTER, Column, ColumnSpan
from taskforce.widgets.table.paint import TABLE_CSS, TablePainter
from taskforce.widgets.table.source import (
    Cell,
    GroupedSource,
    GroupKey,
    NoRows,
    SourceReader,
    TableRow,
    TableSource,
)


class TableMessage(Message):
    """A message of one table; a handler can be bound to it by ``@on(…, "#id")``."""

    def __init__(self, table: VirtualTable) -> None:
        super().__init__()
        # Else the sender is whoever made the table speak (a screen's handler, a repaint), and a message
        # whose sender is the table's parent never reaches that parent.
        self.set_sender(table)
        self.table = table

    @property
    def control(self) -> VirtualTable:
        """Return the table that speaks."""
        return self.table


class RowHighlighted(TableMessage, namespace="virtual_table"):
    """The cursor stands on another record, or on none (``None``, ``None``) as the table is empty."""

    def __init__(self, table: VirtualTable, index: int | None, key: object | None) -> None:
        super().__init__(table)
        self.index = index
        self.key = key


class RowActivated(TableMessage, namespace="virtual_table"):
    """Enter was pressed on a row, or it was clicked twice."""

    def __init__(self, table: VirtualTable, index: int, key: object) -> None:
        super().__init__(table)
        self.index = index
        self.key = key


class SelectionChanged(TableMessage, namespace="virtual_table"):
    """Other rows are selected now than before; ``keys`` are all that are.

    ``by_reading`` says that nobody chose so: selected rows were gone as the rows were read anew.
    """

    def __init__(self, table: VirtualTable, keys: frozenset[object], by_reading: bool = False) -> None:
        super().__init__(table)
        self.keys = keys
        self.by_reading = by_reading


class HeaderClicked(TableMessage, namespace="virtual_table"):
    """The title of a column was clicked."""

    def __init__(self, table: VirtualTable, column_key: str) -> None:
        super().__init__(table)
        self.column_key = column_key


class ColumnsArranged(TableMessage, namespace="virtual_table"):
    """A person made columns wider or narrower, or hid some; ``done`` when the edge was let go."""


class ColumnsAskedFor(TableMessage, namespace="virtual_table"):
    """The columns are to be arranged: their titles were clicked with the right button."""


class SourceFailed(TableMessage, namespace="virtual_table"):
    """The source raised ``error``; told once until the source is refreshed."""

    def __init__(self, table: VirtualTable, error: Exception) -> None:
        super().__init__(table)
        self.error = error


HEADER_HEIGHT = 1


class VirtualTable(ScrollView, can_focus=True):
    """A table with a cursor on one row, any number of selected rows, and a header that stays."""

    ALLOW_SELECT = False  # a double click activates the row; it must not select the text of the screen

    DEFAULT_CSS = TABLE_CSS

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = (UNSELECT,)
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move('up')", N_("Row up"), show=False),
        Binding("down,j", "move('down')", N_("Row down"), show=False),
        Binding("pageup", "move('page_up')", N_("Page up"), show=False),
        Binding("pagedown", "move('page_down')", N_("Page down"), show=False),
        Binding("home", "move('first')", N_("First row"), show=False),
        Binding("end", "move('last')", N_("Last row"), show=False),
        Binding("shift+up", "extend('up')", N_("Select upwards"), show=False),
        Binding("shift+down", "extend('down')", N_("Select downwards"), show=False),
        Binding("shift+pageup", "extend('page_up')", N_("Select a page upwards"), show=False),
        Binding("shift+pagedown", "extend('page_down')", N_("Select a page downwards"), show=False),
        Binding("shift+home", "extend('first')", N_("Select to the first row"), show=False),
        Binding("shift+end", "extend('last')", N_("Select to the last row"), show=False),
        Binding("right", "turn_columns(1)", N_("The next columns"), show=False),
        Binding("left", "turn_columns(-1)", N_("The columns before"), show=False),
        Binding("enter", "activate", NC_("command", "Open"), show=False),
        Binding("space", "toggle_selected", N_("Select"), show=False),
        Binding("ctrl+a", "select_all", N_("Select all"), show=False),
        *bindings(OWN_COMMANDS),
    ]

    RowHighlighted = RowHighlighted
    RowActivated = RowActivated
    SelectionChanged = SelectionChanged
    HeaderClicked = HeaderClicked
    ColumnsArranged = ColumnsArranged
    ColumnsAskedFor = ColumnsAskedFor
    SourceFailed = SourceFailed

    def __init__(
        self,
        columns: Iterable[Column] = (),
        source: TableSource | None = None,
        *,
        empty_text: str = "",
        name: str | None = None,
        id: str | None = None,
        classes: str | None = None,
        disabled: bool = False,
    ) -> None:
        super().__init__(name=name, id=id, classes=classes, disabled=disabled)
        self._painter = TablePainter(self, tuple(columns))
        self._empty_text = empty_text
        self._rows_before = 0
        self._cursor = 0
        self._cursor_key: object | None = None
        self.follows = True
        """Whether the cursor goes with its record to another place."""
        self._selected: frozenset[object] = frozenset()
        self._extending: tuple[int, frozenset[object]] | None = None
        self._edge: ColumnSpan | None = None
        self._edge_moved = False
        self._reader = SourceReader(NoRows(), self._tell_failure, self._count_again)
        if source is not None:
            self._take(source)

    # What the table shows

    @property
    def source(self) -> TableSource:
        """Return the source as given last."""
        return self._reader.source

    @property
    def row_count(self) -> int:
        """Return the number of rows when the source was last asked."""
        return self._reader.count

    @property
    def cursor_index(self) -> int | None:
        """Return the index of the row under the cursor; ``None`` in an empty table."""
        return self._cursor if self._reader.count else None

    @property
    def cursor_key(self) -> object | None:
        """Return the key of the row under the cursor; ``None`` in an empty table."""
        return self._cursor_key

    @property
    def selected_keys(self) -> frozenset[object]:
        """Return the keys of the selected rows, on the screen or not."""
        return self._selected

    @property
    def visible_columns(self) -> tuple[ColumnSpan, ...]:
        """Return the columns that are shown at the present width, from left to right."""
        return self._painter.spans

    @property
    def column_pages(self) -> int:
        """Return how many pages of columns there are to turn."""
        return len(self._painter.pages)

    @property
    def page_rows(self) -> int:
        """Return how many rows fit under the header."""
        return max(0, self.scrollable_content_region.height - HEADER_HEIGHT)

    def set_columns(self, columns: Iterable[Column]) -> None:
        """Show other columns (or titles); the source's cells must be in this order."""
        self._painter.set_columns(tuple(columns))
        self.refresh()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return all columns, shown or not."""
        return self._painter.columns

    @property
    def own_widths(self) -> Mapping[str, int]:
        """Return the widths that the person chose, by the columns' keys."""
        return self._painter.own_widths

    @property
    def hidden_columns(self) -> frozenset[str]:
        """Return the keys of the columns that the person hid."""
        return self._painter.hidden

    def arrange_columns(self, widths: Mapping[str, int], hidden: Iterable[str] | None = None) -> None:
        """Show columns in the widths that the person chose, and those in ``hidden`` (as before) not at all."""
        self._painter.arrange(widths, self.hidden_columns if hidden is None else hidden)
        self.refresh()

    def set_sort(self, column_key: str | None, descending: bool = False) -> None:
        """Mark the column that the source is sorted by; the table itself does not sort."""
        self._painter.set_sort(column_key, descending)
        self.refresh()

    def set_empty_text(self, text: str) -> None:
        """Say ``text`` where the source has no rows: why, and what to do."""
        self._empty_text = text
        self.refresh()

    def refresh_source(self, source: TableSource | None = None, *, keep_cursor: bool = True) -> None:
        """Show ``source``, or read the present one again.

        The cursor stays on the same record and that record on the same line of the screen, wherever it
        stands now; if it is gone, or within :func:`places_kept`, the cursor stays at its place in the list.
        With ``keep_cursor`` false it goes to the first row.  Selected keys stay so as far as they still exist.
        """
        before, key_before, line = self._cursor, self._cursor_key, self._cursor - self.scroll_offset.y
        on_screen = 0 <= line < self.page_rows
        self._take(self._reader.source if source is None else source)
        index = before if keep_cursor else 0
        if keep_cursor and self.follows and key_before is not None:
            moved_to = self._reader.index_of(key_before)
            index = before if moved_to is None else moved_to
        self._fit_virtual_size()
        self._place_cursor(index)
        if not keep_cursor:
            self._scroll_to_row(0)
        elif on_screen:
            self._scroll_to_row(self._cursor - line)
            self._scroll_cursor_into_view()
        self._select(self._reader.existing(self._selected), by_reading=True)
        self.refresh()

    def give_back(self) -> None:
        """Give back the rows that were fetched; the lines that were painted stay."""
        self._reader.give_back()

    def _take(self, source: TableSource) -> None:
        # A count that fails leaves the list as long as it was, so that a later reading finds the cursor
        # and the scroll position where they were.
        self._reader = SourceReader(
            source, self._tell_failure, self._count_again, count_if_unknown=self._reader.count
        )
        self._extending = None
        self._painter.forget_rows()

    def _tell_failure(self, error: Exception) -> None:
        if self.is_running:  # before that, nobody could hear it: on_mount will say it
            self.post_message(self.SourceFailed(self, error))

    def _count_again(self) -> None:
        self.call_later(self._recount)  # not now: this may be in the middle of painting

    def _recount(self) -> None:
        if self._reader.count_now() != self._reader.count:
            self.refresh_source()

    # The cursor and the selection

    def move_cursor(self, index: int) -> None:
        """Put the cursor on the row at ``index``, or on the nearest there is, and show it."""
        self._extending = None
        self._place_cursor(index)
        self._scroll_cursor_into_view()

    def move_cursor_to_key(self, key: object) -> bool:
        """Put the cursor on the row with ``key``; say whether there is one."""
        index = self._reader.index_of(key)
        if index is not None:
            self.move_cursor(index)
        return index is not None

    def select_keys(self, keys: Iterable[object]) -> None:
        """Make ``keys`` the selected ones; keys that the source does not have are left out."""
        self._select(self._reader.existing(frozenset(keys)))

    def _place_cursor(self, index: int) -> None:
        index = max(0, min(index, self._reader.count - 1))
        self._refresh_row(self._cursor)
        self._refresh_row(index)
        key = self._reader.key_at(index) if self._reader.count else None
        changed = key != self._cursor_key
        self._cursor, self._cursor_key = index, key
        if changed:
            self.post_message(self.RowHighlighted(self, None if key is None else index, key))

    def _select(self, keys: frozenset[object], *, by_reading: bool = False) -> None:
        source = self._reader.source
        if isinstance(source, GroupedSource):
            keys -= source.group_keys
        if keys != self._selected:
            self._selected = keys
            self.post_message(self.SelectionChanged(self, keys, by_reading))
            self.refresh_bindings()  # Escape unselects now, or no longer
            self.refresh()

    def _target(self, where: str) -> int:
        page = max(1, self.page_rows)
        steps = {"up": -1, "down": 1, "page_up": -page, "page_down": page}
        return {"first": 0, "last": self._reader.count - 1}.get(where, self._cursor + steps.get(where, 0))

    def action_move(self, where: str) -> None:
        """Move the cursor: ``up``, ``down``, ``page_up``, ``page_down``, ``first``, ``last``."""
        if where in ("page_up", "page_down"):
            # The whole page turns, so the cursor stays on its line of the screen.
            self._scroll_to_row(self.scroll_offset.y + self._target(where) - self._cursor)
        self.move_cursor(self._target(where))

    def action_extend(self, where: str) -> None:
        """Move the cursor and select the rows from where this began up to it."""
        self._extend_to(self._target(where))

    def _extend_to(self, index: int) -> None:
        if not self._reader.count:
            return
        if self._extending is None:
            self._extending = (self._cursor, self._selected)
        anchor, others = self._extending
        self._place_cursor(index)
        self._scroll_cursor_into_view()
        first, last = sorted((anchor, self._cursor))
        self._select(others | self._reader.keys(range(first, last + 1)))

    def action_toggle_selected(self) -> None:
        """Select the row under the cursor, or no longer; on the line of a group all that is in it."""
        self._extending = None
        key, source = self._cursor_key, self._reader.source
        if isinstance(key, GroupKey) and isinstance(source, GroupedSource):
            members = source.members(key)
            self._select(self._selected - members if members <= self._selected else self._selected | members)
        elif key is not None:
            self._select(self._selected ^ {key})

    def action_select_all(self) -> None:
        """Select every row of the source."""
        self._extending = None
        self._select(self._reader.keys(range(self._reader.count)))

    def action_clear_selection(self) -> None:
        """Select nothing."""
        self._extending = None
        self._select(frozenset())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave Escape to the screen while nothing is selected, left and right while all columns are shown."""
        if action == "turn_columns":
            return self.column_pages > 1
        return bool(self._selected) if action == "clear_selection" else True

    def action_turn_columns(self, step: int, _shifted: bool = False) -> None:
        """Show the next columns beside the main one, or those before."""
        if self._painter.turn(step):
            self.refresh()

    def action_activate(self) -> None:
        """Open the row under the cursor."""
        if self._cursor_key is not None:
            self.post_message(self.RowActivated(self, self._cursor, self._cursor_key))

    # Places on the screen

    def _scroll_to_row(self, index: int) -> None:
        """Make the row at ``index`` the first under the header, as far as the list's end allows."""
        self.scroll_to(y=max(0, index), animate=False, force=True)

    def _scroll_cursor_into_view(self) -> None:
        top, rows = self.scroll_offset.y, self.page_rows
        if rows and self._cursor < top:
            self._scroll_to_row(self._cursor)
        elif rows and self._cursor >= top + rows:
            self._scroll_to_row(self._cursor - rows + 1)

    def _fit_virtual_size(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self._reader.count + HEADER_HEIGHT)

    def _refresh_row(self, index: int) -> None:
        self.refresh_line(index + HEADER_HEIGHT)

    def on_mount(self) -> None:
        if self._reader.error is not None:
            self._tell_failure(self._reader.error)
        self._fit_virtual_size()
        self._place_cursor(self._cursor)

    def on_resize(self) -> None:
        was_visible = not self._rows_before or 0 <= self._cursor - self.scroll_offset.y < self._rows_before
        self._rows_before = self.page_rows
        self._fit_virtual_size()
        if was_visible:
            self._scroll_cursor_into_view()

    def notify_style_update(self) -> None:
        """Paint every line anew: the theme or the state of the table changed."""
        super().notify_style_update()
        self._painter.forget_styles()
        self.refresh()

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Take hold of the edge of a column, where its title ends."""
        self._edge_moved = False
        place = event.get_content_offset(self)
        if place is None or place.y >= HEADER_HEIGHT or event.button != 1:
            return
        self._edge = next((one for one in self._painter.spans if place.x == one.left + one.width), None)
        if self._edge is not None:
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Let the edge follow the pointer."""
        if self._edge is not None:
            width = int(event.x) - self.gutter.left - self._edge.left
            if width != self._edge.width or self._edge_moved:
                self._edge_moved = True
                self.arrange_columns(
                    {**self.own_widths, self._edge.column.key: max(1, width)}, self.hidden_columns
                )

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Leave the edge where it is."""
        if self._edge is not None:
            self._edge = None
            self.release_mouse()
            if self._edge_moved:
                self.post_message(self.ColumnsArranged(self))

    def _click_header(self, x: int, event: events.Click) -> None:
        if event.button == 3:
            self.post_message(self.ColumnsAskedFor(self))
        elif x < GUTTER or (x >= self._painter.size.width - 1 and self.column_pages > 1):
            self.action_turn_columns(-1 if x < GUTTER else 1)
        if self._edge_moved or event.button != 1:
            self._edge_moved = False
            return
        for column, _position, left, width in self._painter.spans:
            if left <= x < left + width:
                self.post_message(self.HeaderClicked(self, column.key))
            elif x == left + width and event.chain == 2:  # its edge: as wide as its texts again
                self.arrange_columns(
                    {k: v for k, v in self.own_widths.items() if k != column.key}, self.hidden_columns
                )
                self.post_message(self.ColumnsArranged(self))

    def on_click(self, event: events.Click) -> None:
        """Put the cursor on the clicked row; twice opens it, Ctrl or the marks select, Shift extends."""
        place = event.get_content_offset(self)
        if place is None:
            return
        if place.y < HEADER_HEIGHT:
            self._click_header(place.x, event)
            return
        index = self.scroll_offset.y + place.y - HEADER_HEIGHT
        if index >= self._reader.count:
            return
        if event.shift:
            self._extend_to(index)
            return
        self.move_cursor(index)
        if event.ctrl or place.x < GUTTER:
            self.action_toggle_selected()
        elif event.chain == 2:
            self.action_activate()

    # Painting

    def render_lines(self, crop: Region) -> list[Strip]:
        """Fit the columns to the present size, then paint the lines of ``crop``."""
        self._painter.fit_to(self.scrollable_content_region.size)
        top = max(0, self.scroll_offset.y)
        self._painter.measure(range(top, min(top + self.page_rows, self._reader.count)), self._reader.row)
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        """Return the line ``y`` of the screen, exactly as wide as the table without its scrollbar."""
        if y < HEADER_HEIGHT:
            return self._painter.header()
        if not self._reader.count:
            failed = self._reader.error is not None
            text = _("could not be read") if failed else self._empty_text or _("Nothing to show.")
            return self._painter.message(text, y - HEADER_HEIGHT)
        index = y - HEADER_HEIGHT + self.scroll_offset.y
        if index >= self._reader.count:
            return self._painter.blank()
        # Without a selection no key is asked for, so scrolling costs the source nothing but blocks.
        selected = bool(self._selected) and self._reader.key_at(index) in self._selected
        return self._painter.row(index, self._row_at, index == self._cursor, selected)

    def _row_at(self, index: int) -> TableRow:
        row = self._reader.row(index)
        if row is not None:
            return row
        spans = self._painter.spans
        cells = [Cell("")] * (1 + max((span.position for span in spans), default=0))
        if spans:
            widest = max(spans, key=lambda span: span.width)
            cells[widest.position] = Cell(_("could not be read"), "muted")
        return TableRow(tuple(cells))


@contextmanager
def places_kept(tables: Sequence[VirtualTable]) -> Iterator[None]:
    """Let the cursors stay at their places in the lists, within it, wherever the records under them go."""
    for table in tables:
        table.follows = False
    try:
        yield
    finally:
        for table in tables:
            table.follows = True


class Opened(Message):
    """The line under the cursor is to be opened, or closed."""


class TreeTable(VirtualTable):
    """A table of a tree; its lines are opened instead of selected, and left and right open and close them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *VirtualTable.BINDINGS,
        Binding("shift+right", "turn_columns(1, True)", N_("The next columns"), show=False),
        Binding("shift+left", "turn_columns(-1, True)", N_("The columns before"), show=False),
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Leave left and right to the screen."""
        if action == "turn_columns" and len(parameters) == 1:
            return False
        return super().check_action(action, parameters)

    def action_toggle_selected(self) -> None:
        """Open or close the line under the cursor."""
        if self.cursor_key is not None:
            self.post_message(Opened())

    def action_select_all(self) -> None:
        """Do nothing: nothing is selected in a tree."""

    def action_extend(self, where: str) -> None:
        """Move the cursor: nothing is selected in a tree."""
        self.action_move(where)
