"""The scale of the timeline: which days a cell stands for, and the lines of months and days above the bars."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from string import ascii_letters as letters
from string import digits

from taskforce.model.dates import FIRST_YEAR, LAST_YEAR, month_name
from taskforce.model.width import cell_width, cut
from taskforce.wording.spans import Span

ZOOMS = ("day", "week", "month", "quarter", "year")
"""From the finest: a day a cell, then half a week, a week, two weeks and four weeks a cell."""

_CELLS_PER_DAYS = ((1, 1), (2, 7), (1, 7), (1, 14), (1, 28))
_STEP_WEEKS = (1, 2, 4, 8, 16)


@dataclass(frozen=True, slots=True)
class TimeScale:
    """``cells`` cells from the Monday ``first`` on, at the zoom ``ZOOMS[zoom]``."""

    first: date
    zoom: int
    cells: int

    def cell_of(self, day: date) -> int:
        """Return the cell of a day; it may lie before the first or after the last that is shown."""
        cells, days = _CELLS_PER_DAYS[self.zoom]
        return (day - self.first).days * cells // days

    def day_of(self, cell: int) -> date:
        """Return the first day of a cell."""
        cells, days = _CELLS_PER_DAYS[self.zoom]
        return self.first + timedelta(days=-(-cell * days // cells))

    @property
    def last(self) -> date:
        """Return the last day that is shown."""
        return self.day_of(self.cells) - timedelta(days=1)

    def moved(self, steps: int) -> TimeScale:
        """Return the scale scrolled by so many steps, within the years we know."""
        return self.beginning(self.first, weeks=steps * _STEP_WEEKS[self.zoom])

    def paged(self, pages: int) -> TimeScale:
        """Return the scale scrolled by so many screens."""
        step = max(1, (self.last - self.first).days // 7 - 1)
        return self.beginning(self.first, weeks=pages * step)

    def showing(self, day: date) -> TimeScale:
        """Return the scale scrolled so that a day stands at about a quarter of the width."""
        cells, days = _CELLS_PER_DAYS[self.zoom]
        return self.beginning(day - timedelta(days=self.cells // 4 * days // cells))

    def zoomed(self, steps: int) -> TimeScale:
        """Return a finer (negative) or coarser scale, with the middle kept where it is."""
        zoom = max(0, min(self.zoom + steps, len(ZOOMS) - 1))
        middle = self.day_of(self.cells // 2)
        cells, days = _CELLS_PER_DAYS[zoom]
        return replace(self, zoom=zoom).beginning(middle - timedelta(days=self.cells // 2 * days // cells))

    def beginning(self, day: date, weeks: int = 0) -> TimeScale:
        """Return the scale from the Monday of a day on, moved by so many weeks, within the years we know."""
        earliest, latest = date(FIRST_YEAR, 1, 1).toordinal() + 7, date(LAST_YEAR - 9, 12, 31).toordinal()
        ordinal = max(earliest, min(day.toordinal() + 7 * weeks, latest))
        return replace(self, first=date.fromordinal(ordinal - (ordinal - 1) % 7))


def upper_line(scale: TimeScale) -> str:
    """Return the line of months, or of years where a month has few cells."""
    labels: list[tuple[int, str]] = []
    for day in _firsts(scale):
        if scale.zoom <= 1 or day.month == 1:
            labels.append((scale.cell_of(day), _upper(day, scale.zoom)))
    if not labels or labels[0][0] > 0:
        labels.insert(0, (0, _upper(scale.first, scale.zoom)))
    return _placed(labels, scale.cells)


def lower_line(scale: TimeScale) -> str:
    """Return the line of Mondays, or of months where a week has few cells."""
    if scale.zoom <= 1:
        every = 1 + scale.zoom
        weeks = range((scale.last - scale.first).days // 7 + 1)
        mondays = (scale.first + timedelta(weeks=week) for week in weeks)
        days = [day for day in mondays if day.toordinal() // 7 % every == 0]
        return _placed([(scale.cell_of(day), str(day.day)) for day in days], scale.cells)
    every = {2: 1, 3: 3, 4: 6}[scale.zoom]
    firsts = [day for day in _firsts(scale) if (day.month - 1) % every == 0]
    return _placed([(scale.cell_of(day), month_name(day.month, short=True)) for day in firsts], scale.cells)


def _upper(day: date, zoom: int) -> str:
    return str(day.year) if zoom > 1 else f"{month_name(day.month, short=zoom == 1)} {day.year}"


def _firsts(scale: TimeScale) -> Iterator[date]:
    """Yield the first days of the months that are shown."""
    day = scale.first.replace(day=1)
    while day <= scale.last:
        if day >= scale.first:
            yield day
        day = date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _placed(labels: Sequence[tuple[int, str]], cells: int) -> str:
    """Return a line of labels at their cells.

    One that would touch the next is cut, or left out where little would remain.
    """
    line = ""
    for number, (cell, text) in enumerate(labels):
        after = labels[number + 1][0] - 1 if number + 1 < len(labels) else cells
        room = min(after, cells) - cell
        if cell < cell_width(line) + (1 if line else 0) or room < min(3, cell_width(text)):
            continue
        line += " " * (cell - cell_width(line)) + cut(text, room)
    return line + " " * (cells - cell_width(line))


def with_today(line: str, scale: TimeScale, today: date, kind: str = "header") -> list[Span]:
    """Return a line of the head with the mark of today; a label that stands there goes."""
    cell = scale.cell_of(today)
    if not 0 <= cell < scale.cells or cell_width(line) != len(line):
        return [Span(line, kind)]
    before, after = line[:cell], line[cell + 1 :]
    if line[cell] != " ":
        kept, rest = before.rstrip(digits + letters), after.lstrip(digits + letters)
        before, after = kept.ljust(len(before)), rest.rjust(len(after))
    return [Span(before, kind), Span("▼", "today"), Span(after, kind)]
