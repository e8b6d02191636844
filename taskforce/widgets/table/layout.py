"""The widths of a table's columns, in terminal cells: by what is in them, the main one the last to be cut."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from taskforce.model.width import Align, cell_width, cut, fit

GAP = 1
"""Blank cells between two columns; one more where there is room."""

GUTTER = 3
"""Cells before the first column: the cursor's mark, the selection's mark, a blank."""

MORE_CELLS = 2
"""Cells after the last column, for the sign that there are more columns."""

ESSENTIAL = 70
"""A column of this priority is worth the end of a long title, as long as :data:`ENOUGH_CELLS` of it are left."""

FIRM = 80
"""A column of this priority is worth all of a title but its ``min_width``."""

ENOUGH_CELLS = 24
"""So much of a title says which one it is; what is more goes before a lead or a due day does."""

FROZEN = 90
"""A column of this priority stays beside the main one when the others are turned."""

TITLE_CELLS = 72
"""So much of a title is worth more than columns that are not essential; what is longer is a paragraph."""

COLUMN_CELLS = 30
"""What other columns take at most, unless nothing else needs the room."""


class Column(NamedTuple):
    """A column of a table: as wide as its title and what is shown in it.

    ``width`` is what it takes while nothing is.  The main column, that of the highest ``priority``, is cut last,
    down to :data:`ENOUGH_CELLS` and, beside columns that are :data:`FIRM`, to ``min_width``; before that the
    others give way, those of the lowest priority first (of equals the last one).  One with ``flexible`` gets
    narrower, down to ``min_width``; one with ``brief`` shows that many cells of its texts, whose beginnings say
    it; at last they are left out, unless they are :data:`ESSENTIAL`.
    """

    key: str
    title: str
    width: int
    min_width: int = 1
    flexible: int = 0
    align: Align = "left"
    priority: int = 0
    brief: int = 0


class ColumnSpan(NamedTuple):
    """A visible column: its place among all columns, and the cells it takes."""

    column: Column
    position: int
    left: int
    width: int


Page = tuple[ColumnSpan, ...]
"""The columns that stand side by side."""


class _Share:
    """A column while the room is shared: what it would take, at least takes and takes now, in cells."""

    def __init__(self, position: int, column: Column, content: int | None, own: int | None, most: int) -> None:
        self.position, self.column = position, column
        least = 1 if column.flexible else column.min_width
        self.natural = max(least, cell_width(column.title), column.width if content is None else content)
        self.brief = column.brief
        if own is not None:
            self.natural, self.brief = max(1, own), 0
            most = self.natural
        self.want = min(self.natural, most)
        self.least = min(column.min_width, self.want) if column.flexible and own is None else self.want
        self.width = self.want
        self.rank = (column.priority, -position)

    @property
    def stays(self) -> bool:
        return self.column.priority >= ESSENTIAL


def column_pages(
    columns: Sequence[Column],
    available: int,
    contents: Mapping[str, int] | None = None,
    own: Mapping[str, int] | None = None,
    hidden: Collection[str] = (),
) -> tuple[Page, ...]:
    """Return the columns in ``available`` cells (gutter included), by pages, the most useful ones first.

    Each later page has the main column, what is frozen before it, and columns that no page before it had.
    ``contents`` are the widest texts shown in each column, ``own`` the widths that a person chose, by key;
    the main column is never ``hidden``.
    No column is ever cut at the edge; one that is alone is made as narrow as it must be.
    """
    room = available - GUTTER
    if room <= 0 or not columns:
        return ()
    widest, chosen = contents or {}, own or {}
    main_key = main_column(columns).key
    present = [(place, one) for place, one in enumerate(columns) if one.key == main_key or one.key not in hidden]

    def shares() -> list[_Share]:
        return [
            _Share(
                place, one, widest.get(one.key), chosen.get(one.key),
                TITLE_CELLS if one.key == main_key else COLUMN_CELLS,
            )
            for place, one in present
        ]  # fmt: skip

    first = _first_page(shares(), main_key, room)
    if len(first) == len(present) or room <= MORE_CELLS + 1:
        return (first,)
    room -= MORE_CELLS
    pages = [_first_page(shares(), main_key, room)]
    seen = {span.position for span in pages[0]}
    while len(seen) < len(present):
        page = _next_page(shares(), main_key, seen, room)
        if not {span.position for span in page} - seen:
            break  # not even one of them has room beside the main column
        pages.append(page)
        seen |= {span.position for span in page}
    return tuple(pages)


def main_column(columns: Sequence[Column]) -> Column:
    """Return the column that matters most."""
    return max(enumerate(columns), key=lambda one: (one[1].priority, -one[0]))[1]


def _total(shown: Sequence[_Share], gap: int = GAP) -> int:
    return sum(one.width for one in shown) + gap * (len(shown) - 1)


def _first_page(all_: list[_Share], main_key: str, room: int) -> Page:
    """Return what matters most: the main column is cut only when nothing is left that matters less."""
    main = next(one for one in all_ if one.column.key == main_key)
    shown = list(all_)
    others = sorted((one for one in all_ if one is not main), key=lambda one: one.rank)
    for one in others:
        if _total(shown) <= room:
            break
        one.width = one.least
        if _total(shown) <= room:
            break
        if one.stays:
            one.width = one.brief or one.width
        else:
            shown.remove(one)
    for enough, stays in ((ENOUGH_CELLS, FIRM), (main.least, main.column.priority + 1)):
        main.width -= max(0, min(_total(shown) - room, main.width - max(main.least, enough)))
        for one in others:
            if _total(shown) > room and one in shown and one.column.priority < stays:
                shown.remove(one)
    for one in sorted(shown, key=lambda one: one.rank, reverse=True):
        if one.width != one.brief:
            one.width += min(max(0, room - _total(shown)), one.want - one.width)
    for one in reversed(others):  # what gave way for a wide one, and has room now
        if one not in shown:
            if _total(shown) + GAP + one.least > room:
                break
            one.width = one.least
            shown = [other for other in all_ if other is one or other in shown]
    return _placed(shown, main, room)


def _next_page(all_: list[_Share], main_key: str, seen: set[int], room: int) -> Page:
    """Return the main column, what is frozen beside it, and the next columns that were not ``seen``."""
    main = next(one for one in all_ if one.column.key == main_key)
    frozen = [one for one in all_ if one is main or (one.column.priority >= FROZEN and one.position in seen)]
    main.width = main.least if main.least + GAP + 1 <= room else room // 2  # or nothing had room beside it
    if _total(frozen) + GAP + 1 > room:
        frozen = [main]
    shown = list(frozen)
    for one in all_:
        if one.position in seen or one in shown:
            continue
        left = room - _total(shown) - GAP
        if (len(shown) > len(frozen) and one.width > left) or left < 1:
            break
        one.width = min(one.width, left)
        shown.append(one)
    shown.sort(key=lambda one: one.position)
    return _placed(shown, main, room)


def _placed(shown: Sequence[_Share], main: _Share, room: int) -> Page:
    """Return where the columns stand, after what is left over is given out: first to what is cut."""
    if len(shown) == 1:
        main, one = shown[0], shown[0]
        one.width = room if one.column.flexible or one.width > room else one.width
    spare = room - _total(shown)
    by_rank = sorted(shown, key=lambda one: one.rank, reverse=True)
    for goal in ("want", "natural"):
        for one in by_rank:
            more = min(spare, max(0, getattr(one, goal) - one.width))
            if one.brief and one.width == one.brief and one.width + more < one.want:
                continue  # a part of the word says no more than its beginning
            one.width += more
            spare -= more
    gap = GAP
    if len(shown) > 1 and spare >= len(shown) - 1:
        gap, spare = GAP + 1, spare - (len(shown) - 1)
    if main.column.flexible and main in shown:
        main.width += spare
    spans = []
    left = GUTTER
    for one in shown:
        spans.append(ColumnSpan(one.column, one.position, left, one.width))
        left += one.width + gap
    return tuple(spans)


def fit_title(column: Column, width: int, sort_mark: str) -> str:
    """Return a column's title in exactly ``width`` cells, followed by the mark of the sort order if any."""
    if not sort_mark or width == column.brief:
        return fit_cell(column.title, column, width)
    title = cut(column.title, width - 2)
    return fit(f"{title} {sort_mark}" if title else sort_mark, width, column.align)


def fit_cell(text: str, column: Column, width: int) -> str:
    """Return a text in exactly ``width`` cells: cut with a sign, or its beginning where that says it all."""
    if width == column.brief:
        text = text[:width]
    return fit(text, width, column.align)
