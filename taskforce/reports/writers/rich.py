"""A whole document on a screen, with Rich: as it will be on paper, annexes included, in so many cells.

Colour only repeats what marks and words say already.  Texts are :class:`rich.text.Text`, never markup.
"""

from __future__ import annotations

from collections.abc import Iterable

from rich.align import Align
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from taskforce.language import _
from taskforce.model.width import cell_width
from taskforce.reports.content.wording import left_out_text
from taskforce.reports.document import (
    Block,
    Cell,
    Copies,
    Document,
    Figures,
    Heading,
    Letterhead,
    Listed,
    Paragraph,
    Part,
    Photo,
    Plot,
    Signatures,
    Table,
    Title,
)
from taskforce.reports.plots.cells import EMPTY, Signs, bar, cells_of
from taskforce.reports.writers.layout import GAP, column_widths
from taskforce.reports.writers.text import signature_lines

TONES = {"late": "bold red", "good": "green", "muted": "dim"}
_COUNT_STYLES = {"done": "green", "overdue": "bold red", "blocked": "magenta", "deferred": "yellow"}
_BAR = 18
_PLOT_STYLES = {
    "actual": "green",
    "plan": "bold blue",
    "total": "yellow",
    "late": "red",
    "open": "cyan",
    "track": "dim",
    "axis": "dim",
    "today": "dim",
}


def document_renderable(document: Document, width: int = 80, signs: Signs = Signs.BLOCKS) -> RenderableType:
    """The document as a Rich renderable for ``width`` cells, plots drawn with ``signs``."""
    return Group(*(one for part in document.parts for one in _part(part, width, signs)))


def _part(part: Part, width: int, signs: Signs) -> Iterable[RenderableType]:
    if part.title:
        shown = part.title if part.count is None else f"{part.title} ({part.count})"
        late = part.key == "overdue" and bool(part.count)
        line = Text(shown, style="bold red" if late else "bold cyan")
        line.append(" " + "─" * max(0, width - cell_width(shown) - 1), style="dim")
        yield Text()
        yield line
    for block in part.blocks:
        yield from _block(block, width, signs)


def _block(block: Block, width: int, signs: Signs) -> Iterable[RenderableType]:
    match block:
        case Letterhead():
            for number, text in enumerate(block.lines):
                yield Align.center(Text(text, style="bold" if number < 2 else "", justify="center"), width=width)
            yield Text("═" * width, style="cyan")
        case Title():
            yield Align.center(Text(block.text.upper(), style="bold cyan", justify="center"), width=width)
            for text in block.lines:
                yield Align.center(Text(text, justify="center"), width=width)
        case Heading():
            yield Text()
            yield Text(f" {block.text}", style="bold")
        case Paragraph():
            style = "dim" if block.kind in ("note", "empty") else ""
            yield Padding(Text(block.text, style=style), (0, 1))
        case Figures():
            yield _figures(block)
        case Table():
            yield from _table(block, width)
        case Listed():
            yield from _listed(block)
        case Plot():
            yield from plot_texts(block, width, signs)
        case Photo():
            yield Padding(Text(_("[picture] {caption}", caption=block.caption)), (0, 1))
        case Signatures():
            yield from (Text(line, no_wrap=True) for line in signature_lines(block, width))
        case Copies():
            yield Text()
            yield Text(f" {block.title}:")
            yield from (Text(f" {number}. {entry}") for number, entry in enumerate(block.entries, 1))


def plot_texts(plot: Plot, width: int, signs: Signs) -> Iterable[Text]:
    """A plot as lines of text with colours."""
    for row in cells_of(plot, width - 1, signs=signs):
        yield Text.assemble(" ", *((span.text, _plot_style(span.kind)) for span in row), no_wrap=True)


def _plot_style(kind: str) -> str:
    role, _space, strong = kind.partition(" ")
    return f"{_PLOT_STYLES.get(role, '')} {'bold' if strong else ''}".strip()


def _figures(block: Figures) -> RenderableType:
    grid = Grid.grid(padding=(0, GAP, 0, 0))
    for _column in range(3):
        grid.add_column()
    grid.columns[1].justify = "right"
    for figure in block.figures:
        style = "dim" if not figure.value else _COUNT_STYLES.get(figure.key, "bold")
        drawn = _bar(figure.value) if figure.kind == "percent" else Text(figure.remark)
        grid.add_row(Text(f" {figure.mark or ' '} {figure.label}"), Text(figure.text, style=style), drawn)
    return grid


def _bar(value: float | None) -> Text:
    drawn = bar(value, _BAR)
    filled = drawn.rstrip(EMPTY)
    return Text.assemble((filled, "cyan"), (drawn[len(filled) :], "dim"))


def _table(table: Table, width: int) -> Iterable[RenderableType]:
    if not table.rows:
        yield Text(f" {table.empty}", style="dim")
        return
    rows = [*table.rows, *([table.sums] if table.sums else [])]
    bars = [column.bar for column in table.columns]
    widths = column_widths(table.columns, rows, width - 1 - sum(bars) * (_BAR + GAP))
    grid = Grid.grid(padding=(0, GAP, 0, 0))
    for column, cells in zip(table.columns, widths, strict=True):
        grid.add_column(width=cells, justify="right" if column.right else "left", overflow="fold")
        if column.bar:
            grid.add_column(width=_BAR)
    for number, row in enumerate([tuple(Cell(column.title, "muted") for column in table.columns), *rows]):
        last = table.sums is not None and number == len(rows)
        cells_of_row: list[Text] = []
        for cell, with_bar in zip(row, bars, strict=True):
            cells_of_row.append(Text(cell.text, style=TONES.get(cell.tone, "bold" if last else "")))
            if with_bar:
                drawn = number and isinstance(cell.value, int | float)
                cells_of_row.append(_bar(cell.value) if drawn else Text())  # type: ignore[arg-type]
        grid.add_row(*cells_of_row)
    yield Padding(grid, (0, 0, 0, 1))
    if table.left_out:
        yield Text(" " + left_out_text(table.left_out), style="dim")


def _listed(block: Listed) -> Iterable[RenderableType]:
    if block.numbered:
        yield from (Text(f" {number}. {entry}") for number, entry in enumerate(block.entries, 1))
    else:
        yield Padding(Text(", ".join(block.entries)), (0, 1))
