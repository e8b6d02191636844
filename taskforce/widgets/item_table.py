"""The list of action items in the virtual table: its columns and where its rows come from."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from datetime import date

from taskforce.language import _
from taskforce.model.vocabulary import Priority, label
from taskforce.store.items import ItemRow, items_by_seq
from taskforce.store.reader import Reader
from taskforce.widgets.table_layout import Column
from taskforce.widgets.table_source import Cell, TableRow
from taskforce.widgets.wording import bar, days_left, short_day, status_style, status_text


def item_columns(widest_ref: int = 4) -> tuple[Column, ...]:
    """The columns; those that matter less give way first where it is narrow."""
    return (
        Column("status", _("Status"), 13, priority=70),
        Column("ref", _("Ref"), max(3, widest_ref), align="right", priority=90),
        Column("title", _("Title"), 24, min_width=18, flexible=4, priority=100),
        Column("lead", _("Lead"), 9, min_width=7, flexible=1, priority=60),
        Column("due", _("Due"), 9, align="right", priority=50),
        Column("left", _("Time left"), 15, priority=80),
        Column("progress", _("Progress"), 11, priority=40),
        Column("priority", _("Priority"), 8, priority=30),
        Column("agency", _("Agency"), 14, min_width=10, flexible=1, priority=20),
    )


SORT_OF_COLUMN = {
    "status": "status",
    "ref": "ref",
    "title": "title",
    "lead": "lead",
    "due": "due",
    "left": "due",
    "progress": "progress",
    "priority": "priority",
    "agency": "agency",
}
"""What the list is sorted by when a column's title is clicked."""

_PRIORITY_STYLES = {"urgent": "urgent", "high": "strong", "low": "muted"}


def item_cells(row: ItemRow, today: date) -> TableRow:
    """One action item as a line of the table."""
    closed = not row.is_open
    left, left_style = days_left(row.due, today, closed=closed)
    quiet = "muted" if closed else ""
    return TableRow(
        (
            Cell(status_text(row.status), status_style(row.status)),
            Cell(row.ref),
            Cell(row.title, quiet),
            Cell(row.lead or "–", quiet),
            Cell(short_day(row.due, today) or "–", quiet),
            Cell(left, left_style),
            Cell(f"{bar(row.progress)} {row.progress:3d}%", quiet),
            Cell(label(Priority(row.priority)), _PRIORITY_STYLES.get(row.priority, "")),
            Cell(row.agency or "–", quiet),
        )
    )


class ItemSource:
    """The rows of a selection: their row numbers in order, and the reader that knows the rest."""

    def __init__(self, reader: Reader, numbers: array[int], today: date) -> None:
        self._reader = reader
        self._numbers = numbers
        self._today = today

    @property
    def numbers(self) -> array[int]:
        """The row numbers, in the order of the list."""
        return self._numbers

    def count(self) -> int:
        """How many items there are."""
        return len(self._numbers)

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """The lines from ``start`` up to ``stop``."""
        wanted = self._numbers[start:stop]
        found = items_by_seq(self._reader, wanted)
        return [item_cells(found[number], self._today) for number in wanted if number in found]

    def key_at(self, index: int) -> object:
        """The row number of the item at ``index``."""
        return self._numbers[index]

    def index_of(self, key: object) -> int | None:
        """Where an item stands."""
        assert isinstance(key, int)
        try:
            return self._numbers.index(key)
        except ValueError:
            return None
