"""The first area: what needs the person today, how far the dimensions are, which deadlines come next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Static

from taskforce.clock import write_moment
from taskforce.language import N_, _
from taskforce.model.vocabulary import CONFLICT_MARK
from taskforce.screens.item_commands import ITEM_COMMANDS, ItemCommands
from taskforce.screens.item_view import ItemView
from taskforce.store.details import id_of_ref
from taskforce.store.items import ItemRow
from taskforce.store.overview import Figures, Needs, RecentStep, read_figures, read_needs
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.overview_panel import deadlines_text, dimensions_text, summary_text
from taskforce.widgets.table_layout import Column
from taskforce.widgets.table_source import Cell, TableRow
from taskforce.widgets.virtual_table import VirtualTable
from taskforce.widgets.wording import (
    days_left,
    large_step_text,
    short_day,
    status_style,
    status_text,
    step_text,
    subject_ref,
)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the list: a heading, an item, or a step of the history."""

    key: str
    row: TableRow
    item_id: str | None = None
    ref: str = ""


def _columns() -> tuple[Column, ...]:
    return (
        Column("left", _("Time left"), 16, priority=80),
        Column("ref", _("Ref"), 4, align="right", priority=90),
        Column("title", _("Title"), 24, min_width=18, flexible=3, priority=100),
        Column("lead", _("Lead"), 9, priority=60),
        Column("why", _("Why"), 22, min_width=13, flexible=2, priority=70),
    )


class OverviewSource:
    """The lines of the overview; they are few, so all are kept."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = list(lines)
        self._places = {line.key: place for place, line in enumerate(self.lines)}

    def count(self) -> int:
        """How many lines there are."""
        return len(self.lines)

    def rows(self, start: int, stop: int) -> Sequence[TableRow]:
        """The lines as the table paints them."""
        return [line.row for line in self.lines[start:stop]]

    def key_at(self, index: int) -> object:
        """What a line is known by: its section and its item."""
        return self.lines[index].key

    def index_of(self, key: object) -> int | None:
        """Where a line stands."""
        return self._places.get(str(key))


class OverviewScreen(ItemCommands):
    """What needs attention."""

    AREA = "overview"
    HELP_TEXT: ClassVar = N_(
        "What needs attention: your own items first when the app knows who you are (taskforce --as NAME), then "
        "what is overdue, the worst first, with the newest obstacle that was noted; what is due in the next seven "
        "days; what is blocked; what changed since yesterday. Enter opens an item."
    )
    OWN_COMMANDS: ClassVar = (
        Command(
            "open_item",
            N_("Show"),
            "enter",
            N_("The list"),
            footer=1,
            when="one",
            in_palette=False,
            through="activate",
        ),
        *ITEM_COMMANDS,
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._needs: Needs | None = None
        self._figures: Figures | None = None

    def compose_body(self) -> ComposeResult:
        yield Static("", id="summary", markup=False)
        with Vertical(classes="overview"):
            yield VirtualTable(_columns(), empty_text=_("The list is being opened …"), id="needs")
            with Vertical(id="panel"):
                yield Static("", id="dimensions", markup=False)
                yield Static("", id="deadlines", markup=False)

    def on_mount(self) -> None:
        super().on_mount()
        self.table.focus()

    @property
    def table(self) -> VirtualTable:
        """The list of what needs attention."""
        return self.query_one(VirtualTable)

    async def load(self) -> None:
        """Read what needs attention, then, behind it, the figures."""
        desk = self.desk
        if desk is None:
            return
        yesterday = write_moment(desk.store.clock.start_of(desk.day - timedelta(days=1)))
        self._needs = await desk.work(lambda store: read_needs(store.reader, store.clock.today(), store.actor_id))
        if self.is_mounted:
            self._show()
        self._figures = await desk.work(lambda store: read_figures(store.reader, store.clock.today(), yesterday))
        if self.is_mounted:
            self._show()
            self._show_figures()

    def _show(self) -> None:
        assert self._needs is not None
        self.table.set_empty_text(_("Nothing is due, overdue or blocked."))
        first = self.table.row_count == 0
        self.table.refresh_source(OverviewSource(self._lines(self._needs)))
        if first and self.table.row_count > 1:
            self.table.move_cursor(1)
        self._stand()
        self.refresh_bindings()

    def _show_figures(self) -> None:
        desk, figures = self.desk, self._figures
        if desk is None or figures is None:
            return
        self.query_one("#summary", Static).update(summary_text(figures, self.app.size.width - 2))
        width = 40 if self.has_class("-wide") else max(20, self.app.size.width // 2)
        rows = 12 if self.has_class("-wide") else 6
        self.query_one("#dimensions", Static).update(dimensions_text(figures, width - 2))
        self.query_one("#deadlines", Static).update(deadlines_text(figures, desk.day, width - 2, rows))

    def on_resize(self) -> None:
        super().on_resize()
        self._show_figures()

    def _lines(self, needs: Needs) -> list[Line]:
        lines: list[Line] = []
        mine = {row.id for row in needs.mine}
        sections: tuple[tuple[str, str, Sequence[ItemRow]], ...] = (
            ("conflicts", f"{CONFLICT_MARK} {_('Open conflicts')}", needs.conflicted),
            ("mine", _("Needs you"), needs.mine),
            ("overdue", _("Overdue"), [row for row in needs.overdue if row.id not in mine]),
            ("soon", _("Due in 7 days"), [row for row in needs.soon if row.id not in mine]),
            ("blocked", _("Blocked"), [row for row in needs.blocked if row.id not in mine]),
        )
        for name, title, rows in sections:
            if rows:
                lines.append(_heading(name, f"{title} ({len(rows)})"))
                lines += [self._item_line(name, row, needs) for row in rows]
        changes = self._figures.changes if self._figures is not None else ()
        if changes:
            lines.append(_heading("changes", f"{_('Since yesterday')} ({len(changes)})"))
            lines += [self._step_line(step) for step in changes]
        return lines

    def _item_line(self, section: str, row: ItemRow, needs: Needs) -> Line:
        assert self.desk is not None
        left, style = days_left(row.due, self.desk.day)
        obstacle = needs.obstacles.get(row.id)
        if section == "conflicts":
            obstacle = _("C decides")
        why = Cell(obstacle, "muted") if obstacle else Cell(status_text(row.status), status_style(row.status))
        cells = (Cell(left or "–", style), Cell(row.ref), Cell(row.title), Cell(row.lead or "–"), why)
        return Line(f"{section}:{row.id}", TableRow(cells), row.id)

    def _step_line(self, recent: RecentStep) -> Line:
        assert self.desk is not None
        clock = self.desk.store.clock
        day = short_day(clock.day_of(recent.at).isoformat(), self.desk.day)
        step = recent.step
        refs = [] if step is None else list(dict.fromkeys(filter(None, map(subject_ref, step.changes))))
        text = (
            large_step_text(recent.kind, recent.size, recent.summary)
            if step is None
            else step_text(step, with_names=False)
        )
        ref = refs[0] if len(refs) == 1 else ""
        cells = (
            Cell(day, "muted"),
            Cell(ref),
            Cell(text),
            Cell(recent.actor or "–"),
            Cell(recent.reason or "", "muted"),
        )
        return Line(f"change:{recent.id}", TableRow(cells), ref=ref)

    def _stand(self) -> None:
        line = self._current_line()
        if line is None or self.desk is None:
            self.stand("")
            return
        texts = [cell.text for cell in line.row.cells]
        self.stand(" · ".join(text for text in (texts[1], texts[2], texts[4]) if text))

    def _current_line(self) -> Line | None:
        source, index = self.table.source, self.table.cursor_index
        return source.lines[index] if isinstance(source, OverviewSource) and index is not None else None

    @on(VirtualTable.RowHighlighted)
    def _moved(self) -> None:
        self._stand()
        self.refresh_bindings()

    @on(VirtualTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_item()

    def action_open_item(self) -> None:
        """Open the item under the cursor."""
        for item_id in self.target_ids()[:1]:
            self.app.push_screen(ItemView(item_id))

    def has_target(self) -> bool:
        """Whether the cursor is on an item."""
        if not self.query(VirtualTable):
            return False
        line = self._current_line()
        return line is not None and bool(line.item_id or line.ref)

    def target_ids(self) -> list[str]:
        """The selected items, else the one under the cursor."""
        source = self.table.source
        if not isinstance(source, OverviewSource):
            return []
        selected = [line for line in source.lines if line.key in self.table.selected_keys]
        current = self._current_line()
        chosen = selected or ([current] if current is not None else [])
        ids = [line.item_id or self._id_of(line.ref) for line in chosen]
        return list(dict.fromkeys(item_id for item_id in ids if item_id is not None))

    def _id_of(self, ref: str) -> str | None:
        """The item that a step of the history was about, unless it is deleted."""
        assert self.desk is not None
        return id_of_ref(self.desk.reader, ref)


def _heading(name: str, title: str) -> Line:
    cells = (Cell(""), Cell(""), Cell(title), Cell(""), Cell(""))
    return Line(f"heading:{name}", TableRow(cells, "heading"))
