"""The area of the timeline: bars from start to due, the deadlines above them, today as a line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult

from taskforce.language import N_, _, plural
from taskforce.model.width import cell_width, cut
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.frame.area import on_line
from taskforce.screens.frame.filtered_area import FILTER_COMMANDS, FilteredArea
from taskforce.screens.frame.item_actions import ITEM_COMMANDS, go_to_item, items_at
from taskforce.screens.planning.due_moves import MOVE_COMMANDS, DueMoves
from taskforce.screens.planning.timeline_source import TimelineSource
from taskforce.screens.planning.timeline_table import TimelineHead, TimelineTable
from taskforce.store.read.registers import DeadlineRow, deadline_rows
from taskforce.store.read.timeline import Lines, timeline_lines
from taskforce.store.store import Store
from taskforce.views.timeline import describe_chain
from taskforce.views.timescale import TimeScale
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.filter_bar import FilterBar
from taskforce.widgets.table.virtual_table import SourceFailed

VIEW = N_("The timeline")

GROUPING_TITLES = (
    ("", N_("No groups")),
    ("dimension", N_("Dimension")),
    ("deadline", N_("Deadline")),
    ("agency", N_("Agency")),
    ("lead", N_("Lead")),
    ("status", N_("Status")),
)


Read = tuple[Lines, list[DeadlineRow]]
"""The order of the lines, and the deadlines."""


class TimelineScreen(FilteredArea[Read]):
    """A Gantt chart of the action items."""

    AREA = "timeline"
    HELP_TEXT: ClassVar = N_(
        "The action items as bars from start to due day: █ what is done of it, ░ what is not; at its end the "
        "mark of its status, ▲ and a dotted line when it is late. • is the day it was first due, ◆ a deadline, "
        "│ today. "
        "« waits for another item, » another waits for it; beside the bar under the cursor stands which, dotted "
        "lines lead there, « and » before a line mark the whole chain, and below stands how many days of slack "
        "there are. < and > move the due day by a day, { and } by a week, dragging the end of the bar to any; "
        "Enter asks why and saves it, Esc takes it back. "
        "‹ and › in a line: the bar lies outside; , goes there. z and Z zoom, the arrows scroll, b groups."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_item", N_("Show"), "enter", VIEW, footer=1, when=on_line, in_palette=False,
                through="activate"),
        Command("zoom_in", N_("Zoom in"), "z", VIEW, footer=2),
        Command("zoom_out", N_("Zoom out"), "Z", VIEW),
        Command("scroll_back", N_("Earlier"), "left", VIEW),
        Command("scroll_on", N_("Later"), "right", VIEW),
        Command("page_back", N_("A screen earlier"), "shift+left", VIEW),
        Command("page_on", N_("A screen later"), "shift+right", VIEW),
        Command("show_today", N_("Today"), "full_stop", VIEW, footer=4),
        Command("show_bar", N_("Go to the bar"), "comma", VIEW, when=on_line),
        Command("group_lines", N_("Group"), "b", VIEW, help=N_("by dimension, deadline, agency, lead or status")),
        *MOVE_COMMANDS,
        *FILTER_COMMANDS,
        *(
            command._replace(part="moves") if command.id == "reschedule" else command
            for command in ITEM_COMMANDS
        ),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    moves: DueMoves

    def __init__(self) -> None:
        super().__init__()
        self.moves = DueMoves(self)
        self._scale: TimeScale | None = None
        self._table: TimelineTable | None = None
        self._grouping = ""
        self._deadlines: Sequence[DeadlineRow] = ()

    def compose_body(self) -> ComposeResult:
        yield FilterBar(self.query_text)
        yield TimelineHead()
        self._table = TimelineTable(empty_text=_("The list is being opened …"), id="timeline")
        yield self._table

    @property
    def view(self) -> TimelineTable:
        """Return the lines."""
        return self.query_one("#timeline", TimelineTable)

    def question(self) -> Callable[[Store], Read]:
        """Return what reads the order of the lines, and the deadlines."""
        query, grouping = self.query_text, self._grouping

        def read(store: Store) -> Read:
            selection, today = store.selection(query), store.clock.today().isoformat()
            return timeline_lines(store.reader, selection, today, grouping), deadline_rows(store.reader)

        return read

    def show(self, read: Read) -> None:
        """Show the lines; the cursor and the scale stay."""
        session = self.session
        assert session is not None
        lines, self._deadlines = read
        table = self.view
        table.set_empty_text(self.empty_text)
        scale = self._fitted(session.day)
        first = table.row_count == 0
        source = TimelineSource(session.reader, lines, session.day, scale)
        source.names = table.names
        self.moves.keep(source)
        table.refresh_source(source)
        if first and lines.headings:
            table.move_cursor(1)
        self._show_scale(scale)

    def _fitted(self, today: date) -> TimeScale:
        """Return the scale at the present width; at first, today stands at a quarter of it."""
        cells = self.view.bar_cells
        if self._scale is None:
            return TimeScale(today, 0, cells).showing(today)
        return TimeScale(self._scale.first, self._scale.zoom, cells)

    def _show_scale(self, scale: TimeScale) -> None:
        self._scale = scale
        table, session = self.view, self.session
        source = table.source
        if session is None or not isinstance(source, TimelineSource):
            return
        source.scale, source.names = scale, table.names
        source.stand_on(table.cursor_key)
        table.repaint()
        self.query_one(TimelineHead).show(scale, session.day, self._deadlines)
        self._update_status()

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        if self.session is not None and self._scale is not None and self.query(TimelineTable):
            self._show_scale(self._fitted(self.session.day))

    def _update_status(self) -> None:
        source, session = self.view.source, self.session
        if session is None or not isinstance(source, TimelineSource):
            return
        parts = [plural("{count} action item", "{count} action items", source.lines.items)]
        if self.view.selected_keys:
            parts.append(plural("{count} selected", "{count} selected", len(self.view.selected_keys)))
        row = source.row_of(self.view.cursor_key)
        if row is not None:
            said = self.moves.text(row.item, source) or describe_chain(row.item, source.chain, session.day)
            room = self.view.size.width - cell_width(" · ".join([*parts, said])) - 5
            name = cut(f"{row.item.ref} {row.item.title}", room) if room >= 12 else f"#{row.item.ref}"
            chained = bool(source.chain.needs or source.chain.needed_by or source.moved_days)
            parts = [name, said, *parts] if chained else [*parts, name, said]
        self.show_status(" · ".join(parts))

    @on(TimelineTable.RowHighlighted)
    async def _highlighted(self) -> None:
        async def show() -> None:
            if self._scale is not None:
                self._show_scale(self._scale)

        await self.attempt(show)
        self.moves.leave_line()
        self.refresh_bindings()

    @on(TimelineTable.SelectionChanged)
    def _selected(self) -> None:
        self._update_status()
        self.refresh_bindings()

    @on(TimelineTable.SourceFailed)
    def _source_failed(self, event: SourceFailed) -> None:
        self.show_message_of(event.error)

    @on(TimelineTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_item()

    # Moving due days

    @on(TimelineTable.MoveKept)
    @on(TimelineTable.EndReleased)
    def _kept(self) -> None:
        self.moves.save()

    @on(TimelineTable.MoveTakenBack)
    def _taken_back(self) -> None:
        self.moves.take_back()

    @on(TimelineTable.EndDragged)
    def _dragged(self, event: TimelineTable.EndDragged) -> None:
        self.moves.move_to(event.number, event.day)

    # The scale

    @on(TimelineHead.Pressed)
    def _pressed(self, event: TimelineHead.Pressed) -> None:
        getattr(self, f"action_{event.action}")()

    def action_zoom_in(self) -> None:
        """Zoom in."""
        if self._scale is not None:
            self._show_scale(self._scale.zoomed(-1))

    def action_zoom_out(self) -> None:
        """Zoom out."""
        if self._scale is not None:
            self._show_scale(self._scale.zoomed(1))

    def action_scroll_back(self) -> None:
        """Show earlier days."""
        if self._scale is not None:
            self._show_scale(self._scale.moved(-1))

    def action_scroll_on(self) -> None:
        """Show later days."""
        if self._scale is not None:
            self._show_scale(self._scale.moved(1))

    def action_page_back(self) -> None:
        """Turn a screen back."""
        if self._scale is not None:
            self._show_scale(self._scale.paged(-1))

    def action_page_on(self) -> None:
        """Turn a screen on."""
        if self._scale is not None:
            self._show_scale(self._scale.paged(1))

    def action_show_today(self) -> None:
        """Bring today into view."""
        if self._scale is not None and self.session is not None:
            self._show_scale(self._scale.showing(self.session.day))

    def show_move(self, day: date | None) -> None:
        """Draw the due day that is being moved, and keep it in view."""
        scale = self._scale
        if scale is None:
            return
        while day is not None and not 0 <= scale.cell_of(day) < scale.cells:
            nearer = scale.moved(1 if scale.cell_of(day) > 0 else -1)
            if nearer == scale:
                break
            scale = nearer
        self._show_scale(scale)
        self.refresh_bindings()

    def action_show_bar(self) -> None:
        """Bring the bar of the item under the cursor into view."""
        source = self.view.source
        row = source.row_of(self.view.cursor_key) if isinstance(source, TimelineSource) else None
        day = (row.item.start or row.item.due) if row is not None else None
        if self._scale is not None and day is not None:
            self._show_scale(self._scale.showing(date.fromisoformat(day)))

    def action_group_lines(self) -> None:
        """Choose what the lines are grouped by."""
        choices = [Choice(name or "-", _(title)) for name, title in GROUPING_TITLES]

        def chosen(name: str | None) -> None:
            if name is not None:
                self._grouping = "" if name == "-" else name
                self.start(self.load)

        self.app.push_screen(Pick(_("Group by"), choices, current=self._grouping or "-"), chosen)

    # What commands are about

    def has_target(self) -> bool:
        """Return whether the cursor stands on an item, or some are selected."""
        table = self._table  # asked for every command at each key: no query for the widget
        if table is None:
            return False
        key = table.cursor_key
        return (isinstance(key, int) and key > 0) or bool(table.selected_keys)

    def target_ids(self) -> list[str]:
        """Return the selected items, else the one under the cursor."""
        return items_at(self.view, self.session.reader) if self.session is not None else []

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on an item that was just added."""
        if self.session is not None:
            go_to_item(self.view, self.session.reader, ids)
