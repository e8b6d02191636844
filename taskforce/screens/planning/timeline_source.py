"""The lines of the timeline as a virtual table reads them: rows in blocks, drawn when they are painted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from taskforce.store.database.reader import Reader
from taskforce.store.read.items import ItemRow
from taskforce.store.read.timeline import Chain, Lines, TimelineRow, read_chain, timeline_rows
from taskforce.views.timeline import NOTHING, chain_wires, chain_words, describe, heading_line, item_line, placed
from taskforce.views.timeline_wires import Wires
from taskforce.views.timescale import TimeScale
from taskforce.widgets.table.source import Cell, DrawnRows, TableRow


class TimelineSource:
    """The lines of the timeline; what they show is read in blocks and drawn when it is painted.

    The chain of the item at the cursor is read when the cursor comes to it: painting asks no query.
    """

    def __init__(self, reader: Reader, lines: Lines, today: date, scale: TimeScale) -> None:
        self._reader = reader
        self.lines = lines
        self.today = today
        self.scale = scale
        self.names = 20
        self.cursor: object = None
        self.chain = Chain()
        self.moved: tuple[int, date] | None = None
        """The row number of an item and the due day that it is shown with before that is saved."""
        self._places: Mapping[int, int] = {}
        self._seen: dict[int, TimelineRow] = {}
        self._wires: tuple[object, Wires | None] = (None, None)

    def give_back(self) -> None:
        """Keep only the row under the cursor."""
        self._seen = {number: row for number, row in self._seen.items() if number == self.cursor}

    def count(self) -> int:
        """Return how many lines there are."""
        return len(self.lines.numbers)

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """Return the lines from ``start`` up to ``stop``, each drawn when it is asked for."""
        numbers = self.lines.numbers[start:stop]
        rows = timeline_rows(self._reader, [number for number in numbers if number > 0])
        if len(self._seen) > 4096:
            self.give_back()
        self._seen.update(rows)
        there = [(start + n, number) for n, number in enumerate(numbers) if number < 0 or number in rows]
        return DrawnRows(there, lambda line: self.draw(*line))

    def draw(self, index: int, number: int) -> TableRow:
        """Return one line at the present scale."""
        wires = self.wires
        wired = wires.on(index, self.scale.cells) if wires is not None else NOTHING
        if number < 0:
            heading = self.lines.headings[-number - 1]
            spans = heading_line(heading, self.scale, self.today, self.names, wired)
            return TableRow(tuple(Cell(*span) for span in spans), "heading")
        row = self._as_moved(self._seen[number])
        place = placed(row.item, index, self.scale, self.today)
        behind = wires.behind(index, place.end) if wires is not None and place is not None else -2
        spans = item_line(
            row, self.scale, self.today, self.names, words=self._words(row), wired=wired, behind=behind
        )
        return TableRow(tuple(Cell(*span) for span in spans))

    def _words(self, row: TimelineRow) -> Sequence[str]:
        """Return what stands beside a bar: at the cursor its days, on its chain how the lines belong to it."""
        if row.item.seq == self.cursor:
            return describe(row, self.today, self.moved_days)
        current = self.row_of(self.cursor)
        return chain_words(current.item, row.item.seq, self.chain, self.today) if current is not None else ()

    @property
    def wires(self) -> Wires | None:
        """Return the dotted lines of the item at the cursor."""
        current = self.row_of(self.cursor)
        if current is None or not self._places:
            return None
        state = (current, self.scale)
        if self._wires[0] != state:
            drawn = chain_wires(current.item, self.chain, self._places, self.scale, self.today)
            self._wires = (state, drawn)
        return self._wires[1]

    def row_of(self, number: object) -> TimelineRow | None:
        """Return what was read of an item, if it was: asked while painting, so without a query."""
        row = self._seen.get(number) if isinstance(number, int) else None
        return self._as_moved(row) if row is not None else None

    def stored_due(self, number: object) -> date | None:
        """Return the due day of an item as it was read, wherever it is shown."""
        row = self._seen.get(number) if isinstance(number, int) else None
        return date.fromisoformat(row.item.due) if row is not None and row.item.due is not None else None

    @property
    def moved_days(self) -> int:
        """Return by how many days the item at the cursor is shown later than it is stored."""
        if self.moved is None or self.moved[0] != self.cursor:
            return 0
        stored = self.stored_due(self.cursor)
        return (self.moved[1] - stored).days if stored is not None else 0

    def _as_moved(self, row: TimelineRow) -> TimelineRow:
        """Return a line with the due day it is being moved to, and the one until then as that of the plan."""
        item = row.item
        if self.moved is None or self.moved[0] != item.seq:
            return row
        due = self.moved[1].isoformat()
        return row._replace(item=item._replace(due=due, original_due=item.original_due or item.due))

    def stand_on(self, number: object) -> TimelineRow | None:
        """Take note that the cursor stands on a line now; return what it shows. Its chain is read if need be."""
        if isinstance(number, int) and number > 0 and number not in self._seen:
            self._seen.update(timeline_rows(self._reader, [number]))
        row = self.row_of(number)
        if number != self.cursor:
            self.chain, self._places = Chain(), {}
            if row is not None and (row.after or row.before):
                self.chain = read_chain(self._reader, row.item.id)
                self._places = self._lines_of({row.item.seq, *(item.seq for item in self._direct())})
            self.cursor = number
        return row

    def _direct(self) -> Sequence[ItemRow]:
        return (*self.chain.needs, *self.chain.needed_by)

    def _lines_of(self, numbers: set[int]) -> dict[int, int]:
        """Return on which lines some items stand, in one pass: the list may be long."""
        return {number: index for index, number in enumerate(self.lines.numbers) if number in numbers}

    def relation(self, index: int) -> str:
        """Return how the item of a line is related to the one at the cursor: it comes before, or it waits."""
        number, chain = self.lines.numbers[index], self.chain
        if number in chain.earlier or any(item.seq == number for item in chain.needs):
            return "«"
        if number in chain.later or any(item.seq == number for item in chain.needed_by):
            return "»"
        return " "

    def key_at(self, index: int) -> object:
        """Return the row number of an item; headings have negative ones."""
        return self.lines.numbers[index]

    def index_of(self, key: object) -> int | None:
        """Return where a line stands."""
        assert isinstance(key, int)
        try:
            return self.lines.numbers.index(key)
        except ValueError:
            return None
