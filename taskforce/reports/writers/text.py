"""The report as plain text: what is printed when standard output is no terminal, and ``.txt`` files.

Lines of at most 80 cells, no control sequences; every sign has a stand-in where a console's encoding lacks it
(see :mod:`taskforce.console`), so that cp1252 and ASCII can carry it.
"""

from __future__ import annotations

from collections.abc import Iterable

from taskforce.model.width import cell_width, pad, wrap
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
from taskforce.reports.plots.cells import Signs, bar, cells_of
from taskforce.reports.writers.layout import GAP, column_widths

WIDTH = 80
_BAR = 20
_INDENT = "  "


def as_text(document: Document, width: int = WIDTH) -> str:
    """The document as lines of at most ``width`` cells, without its annexes."""
    lines = [line for part in document.parts if not part.annex for line in _part(part, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _part(part: Part, width: int) -> Iterable[str]:
    if part.title:
        yield from _title(part.title, part.count, width)
    elif part.key == "closing":
        yield ""
    for block in part.blocks:
        yield from _block(block, width, wide=part.wide)


def _title(text: str, count: int | None, width: int) -> Iterable[str]:
    shown = text if count is None else f"{text} ({count})"
    lines = wrap(shown.upper(), width)
    return ["", *lines, "─" * max(map(cell_width, lines))]


def _block(block: Block, width: int, *, wide: bool) -> Iterable[str]:
    match block:
        case Letterhead():
            return [*(line for text in block.lines for line in wrap(text, width)), "═" * width]
        case Title():
            lines = wrap(block.text.upper(), width)
            return [*lines, *(line for text in block.lines for line in wrap(text, width)), "━" * width]
        case Heading():
            return ["", *(f"{_INDENT}{line}" for line in wrap(block.text, width - 2))]
        case Paragraph():
            return _paragraph(block, width)
        case Figures():
            return _counts(block) if block.key == "counts" else _shares(block)
        case Table():
            return _stacked(block, width) if wide else _table(block, width)
        case Listed():
            return _listed(block, width)
        case Plot():
            return plot_rows(block, width)
        case Photo():
            return _lines(block.caption, width)
        case Signatures():
            return signature_lines(block, width)
        case Copies():
            numbered = (f"{number}. {entry}" for number, entry in enumerate(block.entries, 1))
            return ["", f"{block.title}:", *(line for entry in numbered for line in wrap(entry, width))]


def _lines(text: str, width: int) -> list[str]:
    return [_INDENT + line for line in wrap(text, width - len(_INDENT))]


def _paragraph(paragraph: Paragraph, width: int) -> Iterable[str]:
    lines = [line for text in paragraph.text.split("\n") for line in _lines(text, width)]
    return [*lines, ""] if paragraph.kind in ("words", "note") else lines


def _counts(block: Figures) -> Iterable[str]:
    widest = max(cell_width(figure.label) for figure in block.figures)
    for figure in block.figures:
        yield f"{_INDENT}{figure.mark or ' '} {pad(figure.label, widest)}  {figure.text:>6}"


def _shares(block: Figures) -> Iterable[str]:
    widest = max(cell_width(figure.label) for figure in block.figures)
    for figure in block.figures:
        drawn = bar(figure.value, _BAR) if figure.kind == "percent" else figure.remark
        yield f"{_INDENT}{pad(figure.label, widest)}  {figure.text:>7}  {drawn}"


def _table(table: Table, width: int) -> Iterable[str]:
    """An aligned table whose long cells go on in the next line."""
    if not table.rows:
        yield from _lines(table.empty, width)
        return
    columns = table.columns
    bars = sum(column.bar for column in columns)
    rows = [*table.rows, *([table.sums] if table.sums else [])]
    widths = column_widths(columns, rows, width - len(_INDENT) - bars * (_BAR + GAP))
    for number, row in enumerate([[Cell(column.title) for column in columns], *rows]):
        cells = [wrap(cell.text, widths[index]) for index, cell in enumerate(row)]
        for line in range(max(map(len, cells))):
            parts = []
            for index, (column, cell) in enumerate(zip(columns, cells, strict=True)):
                text = cell[line] if line < len(cell) else ""
                parts.append(pad(text, widths[index], "right" if column.right else "left"))
                value = row[index].value
                if column.bar and line == 0 and number and isinstance(value, int | float):
                    parts.append(bar(value, _BAR))
            yield _INDENT + (" " * GAP).join(parts)
    if table.left_out:
        yield _INDENT + left_out_text(table.left_out)


def _stacked(table: Table, width: int) -> Iterable[str]:
    """A table that is too wide for lines of text: each row as a few lines, its flexible column first."""
    if not table.rows:
        yield from _lines(table.empty, width)
    main = next((index for index, column in enumerate(table.columns) if column.flexible), 0)
    others = [index for index in range(1, len(table.columns)) if index != main]
    for row in table.rows:
        yield from wrap(f"{row[0].text}. {row[main].text}", width)
        told = " · ".join(f"{table.columns[index].title}: {row[index].text}" for index in others)
        yield from (f"   {line}" for line in wrap(told, width - 3))


def _listed(block: Listed, width: int) -> Iterable[str]:
    if not block.numbered:
        return _lines(", ".join(block.entries), width)
    return [line for number, one in enumerate(block.entries, 1) for line in _lines(f"{number}. {one}", width)]


def plot_rows(plot: Plot, width: int) -> Iterable[str]:
    """A plot drawn with signs that all have a stand-in where a console's encoding lacks them."""
    for row in cells_of(plot, width - len(_INDENT), signs=Signs.PLAIN):
        yield _INDENT + "".join(span.text for span in row)


def signature_lines(block: Signatures, width: int) -> Iterable[str]:
    """Signers side by side, or one at the right; dotted lines where a name is not known."""
    room = (width - GAP) // 2
    dots = "." * 28
    columns = []
    for signer in block.signers:
        last = signer is block.signers[-1]
        above = [line for text in signer.above or (dots,) for line in wrap(text, room)]
        below = [
            line for text in (signer.name or dots, signer.rank, signer.nip) if text for line in wrap(text, room)
        ]
        columns.append(([block.place_and_day if last else "", *above], below))
    if len(columns) == 1:
        columns.insert(0, ([""], [""]))
    yield ""
    for index, space in ((0, 3), (1, 0)):
        halves = [column[index] for column in columns]
        for number in range(max(map(len, halves)) + space):
            cells = [pad(half[number] if number < len(half) else "", room) for half in halves]
            yield (" " * GAP).join(cells)
