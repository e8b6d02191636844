"""The list of action items in the virtual table: its columns, its groups, and where its rows come from."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate

from taskforce.clock import Clock
from taskforce.language import N_, _, plural
from taskforce.model.numbers import format_rupiah
from taskforce.model.vocabulary import CONFLICT_MARK, REPEATS_MARK, Horizon, Priority, label
from taskforce.store.database.reader import Reader
from taskforce.store.read.items import ItemRow, item_links, items_by_seq
from taskforce.store.read.list_view import Group
from taskforce.widgets.table.layout import ESSENTIAL, Column
from taskforce.widgets.table.source import Cell, GroupKey, TableRow
from taskforce.wording.amounts import bar
from taskforce.wording.days import days_left, near_day
from taskforce.wording.records import (
    agency_text,
    deadline_text,
    lead_text,
    overdue_text,
    status_style,
    status_text,
)

_PRIORITY_STYLES = {"urgent": "urgent", "high": "strong", "low": "muted"}


def _quiet(row: ItemRow) -> str:
    return "" if row.is_open else "muted"


def _title(row: ItemRow) -> str:
    """Return the title, marked when two people changed a field of the item, and when it comes again."""
    title = f"{REPEATS_MARK} {row.title}" if row.every else row.title
    return f"{CONFLICT_MARK} {title}" if row.conflicts else title


def _day(day: str | None, row: ItemRow, today: date) -> Cell:
    return Cell(near_day(day, today) or "–", _quiet(row))


CellOf = Callable[[ItemRow, date], Cell]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column that the list can show: its title (a message id), its cell, what a click on its title sorts by."""

    title: str
    column: Column
    cell: CellOf
    sort: str = ""


def _plain(name: str) -> CellOf:
    return lambda row, today: Cell(getattr(row, name) or "–", _quiet(row))


def _named(text: Callable[[ItemRow], str]) -> CellOf:
    return lambda row, today: Cell(text(row) or "–", _quiet(row))


LIST_COLUMNS: Mapping[str, ListColumn] = {
    "status": ListColumn(
        N_("Status"), Column("status", "", 13, priority=85, brief=1),
        lambda row, today: Cell(status_text(row.status), status_style(row.status)), "status",
    ),
    "ref": ListColumn(
        N_("Ref"), Column("ref", "", 4, align="right", priority=90), lambda row, today: Cell(row.ref), "ref"
    ),
    "title": ListColumn(
        N_("Title"), Column("title", "", 24, min_width=18, flexible=4, priority=100),
        lambda row, today: Cell(_title(row), _quiet(row)), "title",
    ),
    "lead": ListColumn(
        N_("Lead"), Column("lead", "", 9, min_width=8, flexible=1, priority=72), _named(lead_text), "lead"
    ),
    "due": ListColumn(
        N_("Due"), Column("due", "", 9, align="right", priority=75),
        lambda row, today: _day(row.due, row, today), "due",
    ),
    "left": ListColumn(
        N_("Time left"), Column("left", "", 15, priority=80),
        lambda row, today: Cell(*days_left(row.due, today, closed=not row.is_open)), "due",
    ),
    "progress": ListColumn(
        N_("Progress"), Column("progress", "", 11, priority=40),
        lambda row, today: Cell(f"{bar(row.progress)} {row.progress:3d}%", _quiet(row)), "progress",
    ),
    "priority": ListColumn(
        N_("Priority"), Column("priority", "", 8, priority=30),
        lambda row, today: Cell(label(Priority(row.priority)), _PRIORITY_STYLES.get(row.priority, "")),
        "-priority",
    ),
    "agency": ListColumn(
        N_("Agency"), Column("agency", "", 14, min_width=10, flexible=1, priority=20),
        _named(agency_text), "agency",
    ),
    "dimension": ListColumn(
        N_("Dimension"), Column("dimension", "", 16, min_width=10, flexible=1, priority=18),
        _plain("dimension_name"), "dimension",
    ),
    "sub_dimension": ListColumn(
        N_("Sub-dimension"), Column("sub_dimension", "", 16, min_width=10, flexible=1), _plain("sub_dimension")
    ),
    "deadline": ListColumn(
        N_("Deadline"), Column("deadline", "", 12, min_width=9, flexible=1, priority=16), _named(deadline_text),
        "deadline",
    ),
    "tags": ListColumn(N_("Tags"), Column("tags", "", 14, min_width=8, flexible=1), lambda row, today: Cell("")),
    "start": ListColumn(
        N_("Start"), Column("start", "", 9, align="right"), lambda row, today: _day(row.start, row, today), "start"
    ),
    "done_on": ListColumn(
        N_("Done on"), Column("done_on", "", 11, align="right"),
        lambda row, today: _day(row.done_on, row, today), "done_on",
    ),
    "original_due": ListColumn(
        N_("First due day"), Column("original_due", "", 13, align="right"),
        lambda row, today: _day(row.original_due, row, today),
    ),
    "horizon": ListColumn(
        N_("Horizon"), Column("horizon", "", 12),
        lambda row, today: Cell(label(Horizon(row.horizon)) if row.horizon else "–", _quiet(row)),
    ),
    "origin": ListColumn(N_("Origin"), Column("origin", "", 16, min_width=8, flexible=1), _plain("origin")),
    "budget": ListColumn(
        N_("Budget"), Column("budget", "", 17, align="right"),
        lambda row, today: Cell("–" if row.budget is None else format_rupiah(row.budget), _quiet(row)), "budget",
    ),
    "fund_source": ListColumn(
        N_("Fund source"), Column("fund_source", "", 14, min_width=8, flexible=1), _plain("fund_source")
    ),
    "evidence": ListColumn(
        N_("Evidence"), Column("evidence", "", 8, align="right"),
        lambda row, today: Cell(
            str(row.evidence or "–"), "soon" if row.status == "done" and not row.evidence else ""
        ),
    ),
    "updated": ListColumn(
        N_("Last changed"), Column("updated", "", 12, align="right"),
        lambda row, today: Cell(""), "-updated_at",
    ),
}  # fmt: skip
"""Every column the list can show, by key."""

USUAL_COLUMNS = ("status", "ref", "title", "lead", "due", "left", "progress", "priority", "agency")
_ALWAYS = ("ref", "title")
"""Left out last where it is narrow."""


def known_columns(keys: Sequence[str]) -> tuple[str, ...]:
    """Return those of ``keys`` that there are; the usual columns when that leaves none."""
    return tuple(key for key in dict.fromkeys(keys) if key in LIST_COLUMNS) or USUAL_COLUMNS


def item_columns(widest_ref: int = 4, keys: Sequence[str] = ()) -> tuple[Column, ...]:
    """Return the columns; those that matter less give way first where it is narrow.

    In a choice of the person's own the first columns matter most.
    """
    chosen = known_columns(keys)
    columns: list[Column] = []
    for place, key in enumerate(chosen):
        column = LIST_COLUMNS[key].column._replace(title=_(LIST_COLUMNS[key].title))
        if key == "ref":
            column = column._replace(min_width=max(3, widest_ref))
        if chosen != USUAL_COLUMNS and key not in _ALWAYS:
            column = column._replace(priority=column.priority if column.priority >= ESSENTIAL else 69 - place)
        columns.append(column)
    return tuple(columns)


def sort_of_column(key: str) -> str:
    """Return what the list is sorted by when a column's title is clicked; empty where it cannot be."""
    return LIST_COLUMNS[key].sort


def item_cells(row: ItemRow, today: date, keys: Sequence[str] = USUAL_COLUMNS) -> TableRow:
    """Return one action item as a line of the table."""
    return TableRow(tuple(LIST_COLUMNS[key].cell(row, today) for key in keys))


@dataclass(frozen=True, slots=True)
class Groups:
    """The groups of a list, those that are folded among them."""

    groups: Sequence[Group] = ()
    folded: Collection[str | None] = field(default_factory=frozenset)


class ItemSource:
    """The rows of a selection: their row numbers in order, and the reader that knows the rest.

    With groups, each begins with a line that names it; a folded one has no other line.
    """

    def __init__(
        self,
        reader: Reader,
        numbers: array[int],
        clock: Clock,
        columns: Sequence[str] = USUAL_COLUMNS,
        groups: Groups | None = None,
    ) -> None:
        self._reader = reader
        self._numbers = numbers
        self._clock = clock
        self._today = clock.today()
        self._columns = tuple(columns)
        self._groups = list(groups.groups) if groups is not None else []
        folded = groups.folded if groups is not None else ()
        self._open = [group.key not in folded for group in self._groups]
        self._firsts = list(accumulate((group.items for group in self._groups), initial=0))
        """Where in the numbers each group begins, and the end."""
        shown = (
            1 + (group.items if is_open else 0) for group, is_open in zip(self._groups, self._open, strict=True)
        )
        self._starts = list(accumulate(shown, initial=0))
        """On which line each group begins, and the end."""
        self.group_keys = frozenset(GroupKey(group.key) for group in self._groups)

    @property
    def numbers(self) -> array[int]:
        """Return the row numbers of all items, in the order of the list."""
        return self._numbers

    def count(self) -> int:
        """Return how many lines there are."""
        return self._starts[-1] if self._groups else len(self._numbers)

    def _place(self, index: int) -> tuple[int, int | None]:
        """Return the group of the line ``index``, and which item it is; ``None`` for the group's own line."""
        group = bisect_right(self._starts, index) - 1
        if group >= len(self._groups):
            raise IndexError(index)
        below = index - self._starts[group]
        return group, None if below == 0 else self._firsts[group] + below - 1

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """Return the lines from ``start`` up to ``stop``."""
        if not self._groups:
            numbers = self._numbers[start:stop]
            rows = self._item_rows(numbers)
            return [rows[number] for number in numbers if number in rows]
        places = [self._place(index) for index in range(start, min(stop, self.count()))]
        rows = self._item_rows([self._numbers[item] for _group, item in places if item is not None])
        lines: list[TableRow] = []
        for group, item in places:
            if item is None:
                lines.append(self._heading(group))
            elif (number := self._numbers[item]) in rows:
                lines.append(rows[number])
        return lines

    def _item_rows(self, numbers: Sequence[int]) -> dict[int, TableRow]:
        rows = items_by_seq(self._reader, numbers)
        made = {number: item_cells(row, self._today, self._columns) for number, row in rows.items()}
        if "tags" in self._columns:
            tags = item_links(self._reader, [row.id for row in rows.values()]).tags
            self._put(
                "tags", made, {n: " ".join(f"+{tag}" for tag in tags.get(row.id, ())) for n, row in rows.items()}
            )
        if "updated" in self._columns:
            days = {n: self._clock.day_of(row.updated_at).isoformat() for n, row in rows.items()}
            self._put("updated", made, {n: near_day(day, self._today) for n, day in days.items()})
        return made

    def _put(self, column: str, made: dict[int, TableRow], texts: Mapping[int, str]) -> None:
        """Put texts that are not in the item's own row into a column."""
        place = self._columns.index(column)
        for number, text in texts.items():
            cells = list(made[number].cells)
            cells[place] = Cell(text)
            made[number] = TableRow(tuple(cells))

    def _heading(self, place: int) -> TableRow:
        group = self._groups[place]
        words = [plural("{count} action item", "{count} action items", group.items)]
        if group.done:
            words.append(_("{percent}% done", percent=100 * group.done // group.items))
        if group.overdue:
            words.append(overdue_text(group.overdue))
        mark = "▾" if self._open[place] else "▸"
        return TableRow((Cell(f"{mark} {group.name}  ·  {' · '.join(words)}"),), "heading")

    def key_at(self, index: int) -> object:
        """Return the row number of the item at ``index``, or the key of a group."""
        if not self._groups:
            return self._numbers[index]
        group, item = self._place(index)
        return GroupKey(self._groups[group].key) if item is None else self._numbers[item]

    def index_of(self, key: object) -> int | None:
        """Return where an item or a group stands; ``None`` for an item of a folded group."""
        if isinstance(key, GroupKey):
            return next((self._starts[at] for at, group in enumerate(self._groups) if group.key == key.name), None)
        assert isinstance(key, int)
        try:
            item = self._numbers.index(key)
        except ValueError:
            return None
        if not self._groups:
            return item
        group = bisect_right(self._firsts, item) - 1
        return self._starts[group] + 1 + item - self._firsts[group] if self._open[group] else None

    def group_at(self, index: int) -> GroupKey:
        """Return the group that the line ``index`` belongs to."""
        return GroupKey(self._groups[self._place(index)[0]].key)

    def members(self, key: GroupKey) -> frozenset[object]:
        """Return the items of a group, for selecting them together; none while it is folded."""
        for place, group in enumerate(self._groups):
            if group.key == key.name and self._open[place]:
                return frozenset(self._numbers[self._firsts[place] : self._firsts[place + 1]])
        return frozenset()
