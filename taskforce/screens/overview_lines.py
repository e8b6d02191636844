"""The lines of the overview: what they are is decided at once, each is drawn when it is shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from taskforce.language import _
from taskforce.model.vocabulary import CONFLICT_MARK
from taskforce.screens.desk import Desk
from taskforce.store.items import ItemRow
from taskforce.store.overview import Needs, RecentStep
from taskforce.widgets.table_layout import Column
from taskforce.widgets.table_source import Cell, DrawnRows, TableRow
from taskforce.widgets.wording import days_left, short_day, status_style, status_text


class Line(NamedTuple):
    """One line of the list: a heading, an item, or a step of the history (which knows its item by the ref)."""

    key: str
    draw: Callable[[], TableRow]
    item_id: str | None = None
    ref: str = ""

    @property
    def is_item(self) -> bool:
        """Whether the line is about an item."""
        return bool(self.item_id or self.ref)


class OverviewSource:
    """The lines of the overview; they are few, so all are kept."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = lines
        self._places = {line.key: place for place, line in enumerate(lines)}

    def count(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """The lines as the table paints them."""
        return DrawnRows(self.lines[start:stop], lambda line: line.draw())

    def key_at(self, index: int) -> object:
        """What a line is known by: its section and its item."""
        return self.lines[index].key

    def index_of(self, key: object) -> int | None:
        """Where a line stands."""
        return self._places.get(str(key))


def overview_columns(widest_ref: int = 4) -> tuple[Column, ...]:
    """The columns, the one of refs as wide as the longest (in cells)."""
    return (
        Column("left", _("Time left"), 16, priority=80),
        Column("ref", _("Ref"), max(4, widest_ref), align="right", priority=90),
        Column("title", _("Title"), 24, min_width=18, flexible=3, priority=100),
        Column("lead", _("Lead"), 9, priority=60),
        Column("why", _("Why"), 22, min_width=13, flexible=2, priority=70),
    )


def overview_lines(desk: Desk, needs: Needs, changes: Sequence[RecentStep], since: str) -> list[Line]:
    """What needs attention, section by section, an item in one of them only; then what changed ``since``."""
    mine = {row.id for row in needs.mine}
    sections: tuple[tuple[str, str, Sequence[ItemRow]], ...] = (
        ("conflicts", f"{CONFLICT_MARK} {_('Open conflicts')}", needs.conflicted),
        ("mine", _("Needs you"), needs.mine),
        ("overdue", _("Overdue"), [row for row in needs.overdue if row.id not in mine]),
        ("soon", _("Due in 7 days"), [row for row in needs.soon if row.id not in mine]),
        ("blocked", _("Blocked"), [row for row in needs.blocked if row.id not in mine]),
    )
    lines: list[Line] = []
    for name, title, rows in sections:
        if rows:
            lines.append(_heading(name, f"{title} ({len(rows)})"))
            lines += [
                Line(f"{name}:{row.id}", partial(_item_row, desk, name, row, needs), row.id, row.ref)
                for row in rows
            ]
    if changes:
        lines.append(_heading("changes", f"{since} ({len(changes)})"))
        lines += [Line(f"change:{step.id}", partial(_step_row, desk, step), ref=step.ref) for step in changes]
    return lines


def _heading(name: str, title: str) -> Line:
    return Line(f"heading:{name}", partial(TableRow, (Cell(title),), "heading"))


def _item_row(desk: Desk, section: str, row: ItemRow, needs: Needs) -> TableRow:
    left, style = days_left(row.due, desk.day)
    obstacle = needs.obstacles.get(row.id)
    if section == "conflicts":
        obstacle = _("C decides")
    why = Cell(obstacle, "muted") if obstacle else Cell(status_text(row.status), status_style(row.status))
    return TableRow((Cell(left or "–", style), Cell(row.ref), Cell(row.title), Cell(row.lead or "–"), why))


def _step_row(desk: Desk, recent: RecentStep) -> TableRow:
    from taskforce.widgets.step_wording import happened, large_step_text, step_text

    day = short_day(desk.store.clock.day_of(recent.at).isoformat(), desk.day)
    if recent.step is None:
        what = large_step_text(recent.kind, recent.size, recent.summary)
    else:
        what = happened(recent.step) if recent.title else step_text(recent.step)
    title, why = (recent.title, what) if recent.title else (what, "")
    reason = " · ".join(part for part in (why, recent.reason) if part)
    cells = (Cell(day, "muted"), Cell(recent.ref), Cell(title), Cell(recent.actor or "–"), Cell(reason, "muted"))
    return TableRow(cells)
