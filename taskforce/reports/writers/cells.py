"""A document in the cells of a terminal: lines of spans, each with the role that it plays.

There is one walk for all that shows a report in cells: plain text joins the spans
(:mod:`~taskforce.reports.writers.text`); the terminal (:mod:`~taskforce.reports.writers.terminal`), the app and
the SVG picture (:mod:`~taskforce.reports.writers.rich`) colour them by their roles.  Marks and words say
everything that a role says.  A role is a tone of the document (``late``, ``good``, ``muted``), a role of a plot,
the key of a count (a status, ``overdue``), or ``strong``, ``head``, ``frame`` and ``bar``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from taskforce.language import _
from taskforce.model.width import cell_width, pad, wrap
from taskforce.reports.content.wording import NOTHING, before_text, left_out_text
from taskforce.reports.document import (
    Block,
    Cell,
    Copies,
    Document,
    Facts,
    Figure,
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
    Verdict,
)
from taskforce.reports.plots.cells import EMPTY, Signs, bar, cells_of
from taskforce.reports.writers.layout import GAP, column_widths, fits
from taskforce.wording.spans import Span

Line = Sequence[Span]

_VERDICTS = {"on_track": "good", "at_risk": "strong", "off_track": "late"}
"""The roles of judgements."""

STYLES = {
    "late": "bold red",
    "good": "green",
    "muted": "dim",
    "strong": "bold",
    "head": "bold cyan",
    "frame": "cyan",
    "bar": "cyan",
    "track": "dim",
    # counts
    "done": "green",
    "in_progress": "cyan",
    "blocked": "yellow",
    "deferred": "dim",
    "overdue": "bold red",
    # plots
    "actual": "green",
    "plan": "bold blue",
    "total": "yellow",
    "open": "cyan",
    "axis": "dim",
    "today": "dim",
}
"""The style of each role in the terminal's own colours, in Rich's words; roles that are not named have none."""

WIDTH = 80
"""Cells of a line where nothing says how many there are."""


class Look(NamedTuple):
    """How a document is set: in lines of ``width`` cells, its plots drawn with ``signs``.

    ``plain`` is for files and pipes: flush left, heads in capitals over a rule.  Otherwise heads go on as a rule,
    letterhead and title stand in the middle, and counts side by side.
    """

    width: int = WIDTH
    signs: Signs = Signs.BRAILLE
    plain: bool = False

    @property
    def indent(self) -> str:
        """Return what stands before every line of a block."""
        return "  " if self.plain else " "

    @property
    def bars(self) -> tuple[int, int]:
        """Return the cells that a bar takes at least and at most."""
        return (10, 20) if self.plain else (6, 24)


def document_lines(document: Document, look: Look) -> Iterator[Line]:
    """Yield the lines of a document; none is wider than the look says, as far as that can be."""
    after_blank = False
    for line in chain.from_iterable(part_lines(part, look) for part in document.parts):
        if line or look.plain or not after_blank:
            yield line
        after_blank = not line


def part_lines(part: Part, look: Look) -> Iterator[Line]:
    """Yield the lines of one part: a blank one and its heading, if it has one, and its blocks."""
    if part.title:
        yield ()
        yield from _head(part, look)
    elif part.key == "closing":
        yield ()
    for block in part.blocks:
        yield from _block(block, look, stacked=part.wide)


def line_width(line: Line) -> int:
    """Return the cells that a line takes."""
    return sum(cell_width(span.text) for span in line)


def _head(part: Part, look: Look) -> Iterator[Line]:
    text = part.title if part.count is None else f"{part.title} ({part.count})"
    role = "late" if part.key == "overdue" and part.count else "head"
    lines = wrap(text.upper() if look.plain else text, look.width)
    if look.plain:
        yield from ((Span(line, role),) for line in lines)
        yield (Span("─" * max(map(cell_width, lines)), "muted"),)
    else:
        yield from ((Span(line, role),) for line in lines[:-1])
        yield Span(f"{lines[-1]} ", role), Span("─" * (look.width - cell_width(lines[-1]) - 1), "muted")


def _block(block: Block, look: Look, *, stacked: bool) -> Iterable[Line]:
    match block:
        case Letterhead():
            banners = (_banner(line, look, strong=number < 2) for number, line in enumerate(block.lines))
            return [*chain.from_iterable(banners), (Span("═" * look.width, "frame"),)]
        case Title():
            below = chain.from_iterable(_banner(line, look) for line in block.lines)
            return [*_banner(block.text.upper(), look, strong=True), *below, (Span("━" * look.width, "frame"),)]
        case Heading():
            return [(), *_indented(block.text, look, "strong")]
        case Paragraph():
            return _paragraph(block, look)
        case Verdict():
            return _verdict(block, look)
        case Facts():
            lines = (_indented(f"{fact.label}: {fact.text}", look) for fact in block.facts)
            return chain.from_iterable(lines)
        case Figures():
            return _shares(block, look) if block.key != "counts" else _counts(block, look)
        case Table():
            return _stacked(block, look) if stacked or not _has_room(block, look) else _table(block, look)
        case Listed():
            if not block.numbered:
                more = left_out_text(block)
                return _indented(" ".join(filter(None, (", ".join(block.entries), more))), look)
            return chain.from_iterable(_indented(entry, look) for entry in _numbered(block.entries))
        case Plot():
            rows = cells_of(block, look.width - len(look.indent), signs=look.signs)
            return [(Span(look.indent), *row) for row in rows]
        case Photo():
            text = block.caption if look.plain else _("[picture] {caption}", caption=block.caption)
            return _indented(text, look)
        case Signatures():
            return _signatures(block, look.width)
        case Copies():
            entries = (f"{block.title}:", *_numbered(block.entries))
            return [(), *((Span(line),) for entry in entries for line in wrap(entry, look.width))]


def _numbered(entries: Iterable[str]) -> Iterator[str]:
    return (f"{number}. {entry}" for number, entry in enumerate(entries, 1))


def _banner(text: str, look: Look, *, strong: bool = False) -> Iterator[Line]:
    for line in wrap(text, look.width):
        yield (Span(line if look.plain else pad(line, look.width, "center"), "head" if strong else ""),)


def _indented(text: str, look: Look, role: str = "") -> list[Line]:
    return [(Span(look.indent + line, role),) for line in wrap(text, look.width - len(look.indent))]


def _paragraph(paragraph: Paragraph, look: Look) -> Iterator[Line]:
    role = "muted" if paragraph.kind in ("note", "empty") else ""
    for text in paragraph.text.split("\n"):
        yield from _indented(text, look, role)
    if paragraph.kind in ("words", "note"):
        yield ()


def _verdict(block: Verdict, look: Look) -> Iterator[Line]:
    """Yield the judgement, what it is made of, those of the weeks before, and the rule."""
    role = _VERDICTS.get(block.now.key, "strong")
    yield from _indented(
        f"{block.now.text.upper()}. {block.reason}" if block.reason else block.now.text, look, role
    )
    if block.before:
        yield from _indented(before_text(block), look)
    if block.rule:
        yield from _indented(block.rule, look, "muted")
    yield ()


def _counts(block: Figures, look: Look) -> Iterator[Line]:
    """Yield counts one below the other in plain text.

    Elsewhere they stand side by side over their words, in several rows if need be.
    """
    if look.plain:
        widest = max(cell_width(figure.label) for figure in block.figures)
        for one in block.figures:
            yield (Span(f"{look.indent}{one.mark or ' '} {pad(one.label, widest)}  {one.text:>6}"),)
        return
    rows: list[list[tuple[Figure, int]]] = [[]]
    for figure in block.figures:
        width = max(cell_width(figure.label), len(figure.text) + 2) + 2
        if rows[-1] and sum(taken for _figure, taken in rows[-1]) + width > look.width:
            rows.append([])
        rows[-1].append((figure, width))
    for row in rows:
        roles = [_count_role(figure) for figure, _width in row]
        values = [(f"{figure.mark} {figure.text}".strip(), width) for figure, width in row]
        labels = [(figure.label, width) for figure, width in row]
        for line in (values, labels):
            yield [Span(pad(*cell, "center"), role) for cell, role in zip(line, roles, strict=True)]


def _count_role(figure: Figure) -> str:
    if not figure.value:
        return "muted"
    return "strong" if figure.key == "total" else figure.key


def _shares(block: Figures, look: Look) -> Iterator[Line]:
    widest = max(cell_width(figure.label) for figure in block.figures)
    longest = max(cell_width(figure.text) for figure in block.figures)
    least, most = look.bars
    room = max(least, min(most, look.width - len(look.indent) - widest - longest - 4))
    for figure in block.figures:
        label = Span(f"{look.indent}{pad(figure.label, widest)}  ")
        value = f"{pad(figure.text, longest, 'right')}  "
        if figure.kind == "percent":
            yield label, Span(value, "strong"), *_bar(figure.value, room)
        else:
            role = "late" if (figure.value or 0) < 0 else "good"
            yield label, Span(value, role), Span(figure.remark, role)


def _bar(percent: float | None, width: int) -> tuple[Span, Span]:
    drawn = bar(percent, width)
    filled = drawn.rstrip(EMPTY)
    return Span(filled, "bar"), Span(drawn[len(filled) :], "track")


def _has_room(table: Table, look: Look) -> bool:
    """Return whether a table can stand side by side without a broken word."""
    least, _most = look.bars
    bars = sum(column.bar for column in table.columns)
    rows = [*table.rows, *([table.sums] if table.sums else [])]
    return fits(table.columns, rows, look.width - len(look.indent) - bars * (least + GAP))


def _table(table: Table, look: Look) -> Iterator[Line]:
    """Yield an aligned table whose long cells go on in the next line; bars take what room the columns leave."""
    if not table.rows:
        yield from _indented(table.empty, look, "muted")
        return
    columns = table.columns
    bars = sum(column.bar for column in columns)
    rows = [*table.rows, *([table.sums] if table.sums else [])]
    least, most = look.bars
    room = look.width - len(look.indent)
    widths = column_widths(columns, rows, room - bars * (least + GAP))
    left = room - sum(widths) - GAP * (len(widths) - 1)
    bar_width = max(least, min(most, left // bars - GAP)) if bars else 0
    gap = Span(" " * GAP)
    for number, row in enumerate([[Cell(column.title, "muted") for column in columns], *rows]):
        texts = [wrap(cell.text, width) for cell, width in zip(row, widths, strict=True)]
        otherwise = "strong" if table.sums and number == len(rows) else ""
        for index in range(max(map(len, texts))):
            line = [Span(look.indent)]
            for column, cell, text, width in zip(columns, row, texts, widths, strict=True):
                shown = text[index] if index < len(text) else ""
                line += (Span(pad(shown, width, "right" if column.right else "left"), cell.tone or otherwise), gap)
                if column.bar:
                    drawn = number and not index and isinstance(cell.value, int | float)
                    line += (*(_bar(cell.value, bar_width) if drawn else [Span(" " * bar_width)]), gap)  # type: ignore[arg-type]
            yield line[:-1]
    if table.left_out:
        yield from _indented(left_out_text(table), look, "muted")


def _stacked(table: Table, look: Look) -> Iterator[Line]:
    """Yield a table that is too wide for cells: each row as a few lines, its ref and flexible column first."""
    if not table.rows:
        yield from _indented(table.empty, look, "muted")
    main = next((index for index, column in enumerate(table.columns) if column.flexible), 0)
    ref = 0 if table.columns[0].kind == "ref" else main
    others = [index for index in range(len(table.columns)) if index not in (main, ref)]
    for row in [*table.rows, *([table.sums] if table.sums else [])]:
        role = "late" if any(cell.tone == "late" for cell in row) else ""
        title = row[main].text if ref == main else f"{row[ref].text}. {row[main].text}"
        yield from _indented(title, look, role)
        told = " · ".join(
            f"{table.columns[index].title}: {row[index].text}"
            for index in others
            if row[index].text not in ("", NOTHING)
        )
        yield from ((Span(f"{look.indent}   {line}", "muted"),) for line in wrap(told, look.width - 5) if line)
    if table.left_out:
        yield from _indented(left_out_text(table), look, "muted")


def _signatures(block: Signatures, width: int) -> Iterator[Line]:
    """Yield signers side by side, or one at the right; dotted lines where a name is not known."""
    room = (width - GAP) // 2
    dots = "." * 28
    columns = []
    for signer, head in zip(block.signers, block.heads(dots), strict=True):
        above = [line for text in head for line in wrap(text, room)]
        below = [
            line for text in (signer.name or dots, signer.rank, signer.nip) if text for line in wrap(text, room)
        ]
        columns.append((above, below))
    if len(columns) == 1:
        columns.insert(0, ([""], [""]))
    yield ()
    for index, space in ((0, 3), (1, 0)):
        halves = [column[index] for column in columns]
        most = max(map(len, halves))
        if not index:  # positions are level
            halves = [[""] * (most - len(half)) + half for half in halves]
        for number in range(most + space):
            cells = [pad(half[number] if number < len(half) else "", room) for half in halves]
            yield (Span((" " * GAP).join(cells)),)
