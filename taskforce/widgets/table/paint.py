"""The looks of a virtual table: rows and column widths in, strips of exactly the table's width out."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.segment import Segment
from rich.style import Style
from textual.cache import LRUCache
from textual.dom import DOMNode
from textual.geometry import Size
from textual.strip import Strip
from textual.widget import Widget

from taskforce.model.width import fit, printable, wrap
from taskforce.widgets.table.layout import GUTTER, Column, ColumnSpan, column_spans, fit_title
from taskforce.widgets.table.source import TableRow

CURSOR_MARK = "›"
SELECTION_MARK = "✓"
DESCENDING_MARK, ASCENDING_MARK = "▼", "▲"

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
        self.spans: tuple[ColumnSpan, ...] = ()
        self.size = Size(0, 0)
        self.sort: tuple[str | None, bool] = (None, False)
        self._table = table
        self._columns = tuple(columns)
        self._lines: LRUCache[tuple[int, bool, bool], Strip] = LRUCache(_PAINTED_LINES)
        self._message: tuple[str, list[Strip]] | None = None
        self._looks: dict[str, Style] = {}

    def set_columns(self, columns: Sequence[Column]) -> None:
        """Paint other columns from now on."""
        self._columns = tuple(columns)
        self.spans = column_spans(self._columns, self.size.width)
        self.forget_rows()

    def fit_to(self, size: Size) -> None:
        """Fit the columns to ``size``, in cells: the header and the rows, not the scrollbar."""
        if size != self.size:
            self.size = size
            self.set_columns(self._columns)

    def forget_rows(self) -> None:
        """Forget what was painted, as the rows are others now."""
        self._lines.clear()
        self._message = None

    def forget_styles(self) -> None:
        """Forget the looks and what was painted in them, as the styles are others now."""
        self._looks.clear()
        self.forget_rows()

    def header(self) -> Strip:
        """Return the line of column titles."""
        return paint_header(self.spans, self.size.width, self._look("") + self._look("header"), *self.sort)

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
    if row.style == "heading" and len(row.cells) == 1:  # a heading goes across all columns
        return _strip([*pieces, (fit(row.cells[0].text, max(0, width - GUTTER)), blank)], width, blank)
    for number, (column, position, _, column_width) in enumerate(spans):
        if number:
            pieces.append((" ", blank))
        text, name = row.cells[position] if position < len(row.cells) else ("", "")
        style = ground + style_of(name) + over if name else blank
        pieces.append((fit(text, column_width, column.align), style))
    return _strip(pieces, width, blank)


def paint_header(
    spans: Sequence[ColumnSpan], width: int, style: Style, sort_key: str | None, descending: bool
) -> Strip:
    """Return the line of column titles, with the sort order's mark."""
    mark = DESCENDING_MARK if descending else ASCENDING_MARK
    titles = [fit_title(column, cells, mark if column.key == sort_key else "") for column, _, _, cells in spans]
    return _strip([(" " * GUTTER + " ".join(titles), style)], width, style)


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
