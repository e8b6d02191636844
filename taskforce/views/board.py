"""The board as lines of cells: a column for each status, person, agency …, a card for each action item.

Pure functions: the app paints these lines, the command line prints them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from taskforce.language import _
from taskforce.model.vocabulary import OVERDUE_MARK, Status
from taskforce.model.width import cell_width, cut, fit, printable
from taskforce.store.read.day_views import BoardColumn
from taskforce.store.read.items import ItemRow
from taskforce.wording.days import due_texts
from taskforce.wording.records import PRIORITY_MARKS, lead_text, progress_text, status_text
from taskforce.wording.spans import Span

LEAST_COLUMN = 19
"""Cells of a column at least: six fit into 120 cells, the four open ones into 80."""

CARD_LINES = 3
CARD_STEP = CARD_LINES + 1
HEAD_LINES = 2
FOOT_LINES = 1
_GUTTER = 2

Line = list[Span]


@dataclass(frozen=True, slots=True)
class BoardFrame:
    """A board of so many cells, with so many columns to show."""

    width: int
    height: int
    columns: int = len(Status)

    @property
    def shown(self) -> int:
        """Return the number of columns side by side."""
        return max(1, min(self.columns, (self.width + 1) // (LEAST_COLUMN + 1)))

    @property
    def cards(self) -> int:
        """Return the number of whole cards in a column."""
        return max(1, (self.height - HEAD_LINES - FOOT_LINES) // CARD_STEP)

    def spans(self) -> list[tuple[int, int]]:
        """Return for each shown column its first cell and its width."""
        room = self.width - (self.shown - 1)
        places: list[tuple[int, int]] = []
        left = 0
        for number in range(self.shown):
            width = room // self.shown + (1 if number < room % self.shown else 0)
            places.append((left, width))
            left += width + 1
        return places

    def column_at(self, x: int) -> int:
        """Return which of the shown columns a cell belongs to; the gap belongs to the column before it."""
        return max(number for number, (left, _width) in enumerate(self.spans()) if left <= max(0, x))

    def card_at(self, y: int) -> int | None:
        """Return which of the shown cards a line belongs to, if any."""
        place = (y - HEAD_LINES) // CARD_STEP
        return place if y >= HEAD_LINES and place < self.cards and y < self.height - FOOT_LINES else None


@dataclass(frozen=True, slots=True)
class BoardLook:
    """What is shown of a board: from which column on, from which card on in each, the cursor, what is selected.

    ``cursor`` is a column and a card in it; ``target`` the column over which a card is being dragged.
    """

    first: int = 0
    tops: Sequence[int] = (0,) * len(Status)
    cursor: tuple[int, int] | None = None
    selected: frozenset[int] = field(default_factory=frozenset)
    target: int | None = None


def draw_board(
    frame: BoardFrame,
    columns: Sequence[BoardColumn],
    cards: Mapping[int, ItemRow],
    look: BoardLook,
    today: date,
) -> list[Line]:
    """Return the board line by line, each exactly as wide as the frame.

    ``cards`` are the items of the shown numbers.
    """
    drawn: list[list[Line]] = []
    for place, (_left, width) in enumerate(frame.spans()):
        number = look.first + place
        before = look.first if place == 0 else 0
        after = len(columns) - number - 1 if place == frame.shown - 1 else 0
        drawn.append(_column(frame, columns[number], number, cards, look, today, (width, before, after)))
    lines: list[Line] = []
    for y in range(frame.height):
        line: Line = []
        for place, column in enumerate(drawn):
            line += [Span("│", "rule"), *column[y]] if place else column[y]
        lines.append(line)
    return lines


def _column(
    frame: BoardFrame,
    column: BoardColumn,
    number: int,
    cards: Mapping[int, ItemRow],
    look: BoardLook,
    today: date,
    room: tuple[int, int, int],
) -> list[Line]:
    width, before, after = room
    here = look.cursor is not None and look.cursor[0] == number
    top = look.tops[number]
    shown = column.numbers[top : top + frame.cards]
    head = "target" if look.target == number else "header"
    lines: list[Line] = [[Span(header_text(column, width, before, after), head)]]
    above = f"↑ {_('{count} more', count=top)} " if top else ""
    sign = "━" if here or look.target == number else "─"
    lines.append([Span(above + sign * (width - cell_width(above)), "muted" if above else "rule")])
    for place, item in enumerate(shown):
        under = here and look.cursor is not None and look.cursor[1] == top + place
        row = cards.get(item)
        body = card_lines(row, today, width - _GUTTER) if row is not None else [[Span(" " * (width - 2))]] * 3
        kind = " cursor" if under else " selected" if item in look.selected else ""
        marks = [("›" if under else " ") + ("✓" if item in look.selected else " "), "  ", "  "]
        for gutter, line in zip(marks, body, strict=True):
            lines.append([Span(span.text, span.kind + kind) for span in (Span(gutter, "strong"), *line)])
        lines.append(
            [Span("  "), *progress_line(row, width - _GUTTER)] if row is not None else [Span(" " * width)]
        )
    if not column.total:
        lines.append([Span(fit("  " + _("(none)"), width), "muted")])
    blank = [Span(" " * width)]
    lines = (lines + [blank] * frame.height)[: frame.height - FOOT_LINES]
    below = column.total - top - len(shown)
    foot = f"  ↓ {_('{count} more', count=below)}" if below > 0 else ""
    return [*lines, [Span(fit(foot, width), "muted")]]


def header_text(column: BoardColumn, width: int, before: int = 0, after: int = 0) -> str:
    """Return a column's head: mark, word, count, how many are overdue; at an edge, how many columns are hidden.

    A column that is no status says how many of its items are done, too.
    """
    left = f"‹{before} " if before else ""
    right = f" {after}›" if after else ""
    room = width - cell_width(left) - cell_width(right)
    is_status = column.key in frozenset(Status)
    counts = f" {column.total}" if is_status else f" {column.done}/{column.total}"
    late = f" {OVERDUE_MARK}{column.overdue}" if column.overdue else ""
    words = status_text(column.key or "") if is_status else printable(column.name) or _("none")
    if cell_width(words + counts + late) > room:
        late = ""  # the cards say it, too
        words = cut(words, max(3, room - cell_width(counts)))
    return left + fit(words + counts + late, room) + right


def card_lines(row: ItemRow, today: date, width: int) -> list[Line]:
    """Return a card of :data:`CARD_LINES` lines: ref and title, then priority, lead and what is left."""
    quiet = "" if row.is_open else "muted"
    first, second = _two_lines(f"{row.ref} {printable(row.title)}", width)
    texts, kind = due_texts(row, today)
    mark = PRIORITY_MARKS.get(row.priority, "") if row.is_open else ""
    mark += " " if mark else ""
    least = cell_width(mark) + min(cell_width(lead_text(row) or "–"), 6) + 1
    due = next((text for text in texts if cell_width(text) + least <= width), texts[-1])
    due = cut(due, width)
    lead = fit(lead_text(row) or "–", max(0, width - cell_width(mark) - cell_width(due) - 1))
    meta = [Span(mark, "urgent" if row.priority == "urgent" else "strong")] if mark else []
    meta += [Span(lead + " ", "muted"), Span(due, kind)]
    return [[Span(fit(first, width), quiet)], [Span(fit(second, width), quiet)], _filled(meta, width)]


def progress_line(row: ItemRow, width: int) -> Line:
    """Return the line below a card: how far its item is, as a bar and in figures; empty where it has not begun."""
    figures = progress_text(row)
    room = width - cell_width(figures) - 2
    if not figures or room < 1:
        return [Span(" " * width)]
    done, steps = map(int, figures.split("/")) if "/" in figures else (row.progress, 100)
    full = min(room, room * done // max(1, steps))
    return [Span("━" * full, "strong"), Span("─" * (room - full), "muted"), Span(f" {figures} ", "muted")]


def _filled(line: Line, width: int) -> Line:
    """Return a line made exactly ``width`` cells wide."""
    used = sum(cell_width(span.text) for span in line)
    if used <= width:
        return [*line, Span(" " * (width - used))] if used < width else line
    return [Span(fit("".join(span.text for span in line), width), line[-1].kind)]


def _two_lines(text: str, width: int) -> tuple[str, str]:
    """Return a text on two lines, broken between words where that can be; the second is cut with a sign later."""
    text = text[: 8 * width + 64]
    if cell_width(text) <= width:
        return text, ""
    kept, words = "", text.split(" ")
    for number, word in enumerate(words):
        joined = f"{kept} {word}" if number else word
        if cell_width(joined) > width:
            if cell_width(word) > width and cell_width(kept) < width // 2:
                break  # a word that is longer than a line is parted
            return kept, " ".join(words[number:])
        kept = joined
    end = len(kept)
    while end < len(text) and cell_width(text[: end + 1]) <= width:
        end += 1
    return text[:end], text[end:].lstrip()
