"""The looks of a virtual table: rows and column widths in, strips of exactly the table's width out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.dom import DOMNode
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from taskforce.model.width import cell_width, fit, printable, wrap
from taskforce.widgets.table.layout import (
    GUTTER,
    TITLE_CELLS,
    Column,
    ColumnSpan,
    Page,
    column_pages,
    fit_cell,
    fit_title,
)
from taskforce.widgets.table.source import TableRow

CURSOR_MARK = "›"
SELECTION_MARK = "✓"
DESCENDING_MARK, ASCENDING_MARK = "▼", "▲"
BACK_MARK, MORE_MARK = "‹", "›"

COMPONENT = "virtual-table--"
"""The style names below begin with this in CSS."""

PARTS = ("header", "cursor", "selected", "message")
"""The styles of the table's own parts."""

CELL_STYLES = (
    "late",
    "soon",
    "blocked",
    "done",
    "muted",
    "urgent",
    "strong",
    "heading",
    "today",
    "milestone",
    "bar",
)
"""The styles that a source may give its cells and rows."""

_MEASURED_SIGNS = 4 * TITLE_CELLS  # of a text, which may be a pasted document
_PAINTED_LINES = 256  # some screens: painting a line costs little, keeping a strip some kilobytes

TABLE_CSS = """
VirtualTable {
    width: 1fr;
    height: 1fr;
    background: $surface;
    color: $foreground;
    overflow-x: hidden;
    overflow-y: auto;
    scrollbar-size-vertical: 1;
    & > .virtual-table--header { background: $panel; color: $foreground; text-style: bold; }
    & > .virtual-table--selected { background: $primary-muted; }
    & > .virtual-table--message { color: $text-muted; }
    & > .virtual-table--late { color: $text-error; }
    & > .virtual-table--urgent { color: $text-error; text-style: bold; }
    & > .virtual-table--soon { color: $text-warning; }
    & > .virtual-table--blocked { color: $text-warning; }
    & > .virtual-table--done { color: $text-success; }
    & > .virtual-table--muted { color: $text-muted; }
    & > .virtual-table--strong { text-style: bold; }
    & > .virtual-table--heading { background: $panel; text-style: bold; }
    & > .virtual-table--cursor {
        background: $block-cursor-blurred-background;
        color: $block-cursor-blurred-foreground;
        text-style: $block-cursor-blurred-text-style;
    }
    &:focus > .virtual-table--cursor {
        background: $block-cursor-background;
        color: $block-cursor-foreground;
        text-style: $block-cursor-text-style;
    }
    &:nocolor > .virtual-table--cursor { text-style: reverse; }
    &:nocolor:focus > .virtual-table--cursor { text-style: bold reverse; }
    &:nocolor > .virtual-table--muted { text-style: dim; }
}
"""


class TablePainter:
    """The painted lines of one table, and what they depend on: its columns, its size and its styles."""

    def __init__(self, table: Widget, columns: Sequence[Column]) -> None:
        self.pages: tuple[Page, ...] = ()
        self.page = 0
        self.size = Size(0, 0)
        self._sort: tuple[str | None, bool] = (None, False)
        self._table = table
        self._columns = tuple(columns)
        self._widest: dict[str, int] = {}
        """The widest text that was shown in each column, in cells: columns grow while people scroll, and stay so
        until the rows are read anew."""
        self._measured: set[int] = set()
        self.own_widths: dict[str, int] = {}
        self.hidden: frozenset[str] = frozenset()
        self._lines: LRUCache[tuple[int, bool, bool], Strip] = LRUCache(_PAINTED_LINES)
        self._message: tuple[str, list[Strip]] | None = None
        self._looks: dict[str, Style] = {}

    @property
    def spans(self) -> Page:
        """Return the columns that are shown."""
        return self.pages[self.page] if self.pages else ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return all columns."""
        return self._columns

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Paint other columns from now on."""
        columns = tuple(columns)
        if [one.key for one in columns] != [one.key for one in self._columns]:
            self.page = 0
            self._measured.clear()
        self._columns = columns
        self._fit()

    def arrange(self, widths: Mapping[str, int], hidden: Iterable[str]) -> None:
        """Show columns in the widths that a person chose, and some not at all."""
        self.own_widths, self.hidden = dict(widths), frozenset(hidden)
        self._fit()

    def set_sort(self, key: str | None, descending: bool) -> None:
        """Mark the column of a sort order from now on."""
        self._sort = (key, descending)
        self._fit()

    def fit_to(self, size: Size) -> None:
        """Fit the columns to ``size``, in cells: the header and the rows, not the scrollbar."""
        if size != self.size:
            self.size = size
            self._fit()

    def measure(self, indexes: Iterable[int], fetch: Callable[[int], TableRow | None]) -> None:
        """Let the columns be as wide as what the rows at ``indexes`` show in them."""
        widest, columns = dict(self._widest), self._columns
        for index in indexes:
            row = None if index in self._measured else fetch(index)
            if row is None or _goes_across(row):
                continue
            self._measured.add(index)
            for column, (text, _style) in zip(columns, row.cells, strict=False):
                cells = _cells_of(text)
                if cells > widest.get(column.key, -1):
                    widest[column.key] = cells
        if widest != self._widest:
            self._widest = widest
            self._fit()

    def turn(self, step: int) -> bool:
        """Show the next columns, or those before; say whether there are any."""
        page = self.page + step
        if not 0 <= page < len(self.pages):
            return False
        self.page = page
        self._lines.clear()
        return True

    def _fit(self) -> None:
        contents, (sorted_by, _descending) = dict(self._widest), self._sort
        for column in self._columns:
            if column.key == sorted_by:
                contents[column.key] = max(contents.get(column.key, 0), cell_width(column.title) + 2)
        pages = column_pages(self._columns, self.size.width, contents, self.own_widths, self.hidden)
        if pages != self.pages:
            self.pages, self.page = pages, min(self.page, max(0, len(pages) - 1))
        self._lines.clear()
        self._message = None

    def forget_rows(self) -> None:
        """Forget what was painted, as the rows are others now."""
        self._lines.clear()
        self._message = None
        self._widest = {}  # else a column stays as wide as what it showed once, and others have no room
        self._measured.clear()

    def forget_styles(self) -> None:
        """Forget the looks and what was painted in them, as the styles are others now."""
        self._looks.clear()
        self._lines.clear()
        self._message = None

    def header(self) -> Strip:
        """Return the line of column titles."""
        marks = (self.page > 0, self.page + 1 < len(self.pages))
        style = self._look("") + self._look("header")
        return paint_header(self.spans, self.size.width, style, *self._sort, marks)

    def row(self, index: int, fetch: Callable[[int], TableRow], at_cursor: bool, selected: bool) -> Strip:
        """Return the line of the row ``index``; ``fetch`` is asked for it unless it was painted before."""
        line = self._lines.get((index, at_cursor, selected))
        if line is None:
            over = self._look("selected") if selected else Style.null()
            line = paint_row(
                fetch(index),
                self.spans,
                self.size.width,
                marks=(CURSOR_MARK if at_cursor else " ") + (SELECTION_MARK if selected else " "),
                base=self._look(""),
                over=over + self._look("cursor") if at_cursor else over,
                style_of=self._look,
            )
            self._lines[(index, at_cursor, selected)] = line
        return line

    def message(self, text: str, y: int) -> Strip:
        """Return the line ``y`` under the header of a table that has nothing to show but ``text``."""
        if self._message is None or self._message[0] != text:
            style = self._look("") + self._look("message")
            height = max(1, self.size.height - 1)
            lines = paint_message(text, self.size.width, height, style)
            self._message = (text, lines)
        lines = self._message[1]
        return lines[y] if y < len(lines) else self.blank()

    def blank(self) -> Strip:
        """Return a line with nothing on it."""
        return Strip.blank(self.size.width, self._look(""))

    def _look(self, name: str) -> Style:
        """Return the style called ``name``: the whole table's if empty, else only what CSS says of that part."""
        look = self._looks.get(name)
        if look is None:
            if not name:
                look = self._table.rich_style
            elif name not in PARTS and name not in CELL_STYLES:
                look = Style.parse(name)
            else:
                look = part_style(self._table, COMPONENT + name)
            self._looks[name] = look
        return look


def paint_row(
    row: TableRow,
    spans: Sequence[ColumnSpan],
    width: int,
    *,
    marks: str,
    base: Style,
    over: Style,
    style_of: Callable[[str], Style],
) -> Strip:
    """Return one row as a strip of ``width`` cells.

    ``marks`` fills the gutter; ``base`` lies under every cell, then come the row's and the cell's own
    style, and ``over`` (the cursor, the selection) on top.  A heading with one cell goes across all columns.
    """
    ground = base + style_of(row.style) if row.style else base
    blank = ground + over
    pieces = [(fit(marks, GUTTER), blank)]
    if _goes_across(row):
        return _strip([*pieces, (fit(row.cells[0].text, max(0, width - GUTTER)), blank)], width, blank)
    edge = GUTTER
    for column, position, left, column_width in spans:
        if left > edge:
            pieces.append((" " * (left - edge), blank))
        text, name = row.cells[position] if position < len(row.cells) else ("", "")
        style = ground + style_of(name) + over if name else blank
        pieces.append((fit_cell(text, column, column_width), style))
        edge = left + column_width
    return _strip(pieces, width, blank)


def _goes_across(row: TableRow) -> bool:
    """Return whether a row is a heading across all columns."""
    return row.style == "heading" and len(row.cells) == 1


def _cells_of(text: str) -> int:
    """Return how many cells a text takes where it is shown whole, as far as that matters; never less."""
    text = text[:_MEASURED_SIGNS]
    return len(text) if text.isascii() else cell_width(text) + text.count("\n") + text.count("\t")


def paint_header(
    spans: Sequence[ColumnSpan],
    width: int,
    style: Style,
    sort_key: str | None,
    descending: bool,
    more: tuple[bool, bool] = (False, False),
) -> Strip:
    """Return the line of column titles, with the mark of the sort order.

    ``more`` says whether there are columns on a page before, and on one behind.
    """
    mark = DESCENDING_MARK if descending else ASCENDING_MARK
    line = f" {BACK_MARK} " if more[0] else " " * GUTTER
    edge = GUTTER
    for column, _position, left, cells in spans:
        line += " " * (left - edge) + fit_title(column, cells, mark if column.key == sort_key else "")
        edge = left + cells
    if more[1]:
        line += " " * (width - 1 - edge) + MORE_MARK
    return _strip([(line, style)], width, style)


def paint_message(message: str, width: int, height: int, style: Style) -> list[Strip]:
    """Return ``height`` lines with ``message`` wrapped and centred in them."""
    lines = [line for paragraph in message.splitlines() for line in wrap(printable(paragraph), max(1, width))]
    above = max(0, height - len(lines)) // 2
    placed = ([""] * above + lines + [""] * height)[:height]
    return [Strip([Segment(fit(line, width, "center"), style)], width) for line in placed]


def _strip(pieces: Sequence[tuple[str, Style]], width: int, filling: Style) -> Strip:
    """Return one strip of the pieces, runs of one style joined: every segment costs time at each repaint."""
    segments: list[Segment] = []
    run, run_style = "", filling
    for text, style in pieces:
        if style == run_style:
            run += text
        else:
            if run:
                segments.append(Segment(run, run_style))
            run, run_style = text, style
    if run:
        segments.append(Segment(run, run_style))
    return Strip(segments).adjust_cell_length(width, filling)


def part_style(widget: Widget, name: str) -> Style:
    """Return the style that CSS gives a part of a widget that paints itself: the class ``name`` below ``widget``.

    It has the text style, and of the two colours those that are set, with such as ``auto 60%`` worked out.
    Widgets forget what they asked for in ``notify_style_update``.  Textual has component classes for this, which
    it works out for every widget each time that its styles are looked at: at the start of the app that was every
    second style, and most parts are seldom painted.
    """
    part = DOMNode(classes=name)
    part._attach(widget)
    widget.app.stylesheet.apply(part, animate=False)
    rules = part.styles
    blended = rules.rich_style
    return rules.text_style + Style(
        color=blended.color if rules.has_rule("color") else None,
        bgcolor=blended.bgcolor if rules.has_rule("background") else None,
    )
