"""The area of the timeline: bars from start to due, the deadlines above them, today as a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar

from rich.cells import cell_len
from textual import on
from textual.app import ComposeResult

from taskforce.language import N_, _, plural
from taskforce.model.dates import FIRST_YEAR, LAST_YEAR
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.frame.filtered_area import FILTER_COMMANDS, FilteredArea
from taskforce.screens.frame.item_commands import ITEM_COMMANDS, Asked
from taskforce.screens.planning.timeline_source import TimelineSource
from taskforce.screens.planning.timeline_table import TimelineHead, TimelineTable
from taskforce.store.changes.stale_writes import SeenVersion
from taskforce.store.read.items import ItemRow, Selection, ids_of, number_of
from taskforce.store.read.registers import DeadlineRow, deadline_rows
from taskforce.store.read.timeline import Lines, timeline_lines
from taskforce.store.store import Store
from taskforce.store.workdays import working_day_test
from taskforce.views.slack import waiting_texts
from taskforce.views.timeline import describe_chain, moved_text
from taskforce.views.timescale import TimeScale
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.filter_bar import FilterBar
from taskforce.widgets.footer import MessageLine
from taskforce.widgets.table.virtual_table import SourceFailed
from taskforce.wording.records import full_day
from taskforce.wording.width import cut

VIEW = N_("The timeline")

_HELP = N_("shown at once; Enter asks why and saves, Esc takes it back")

MOVE_COMMANDS: tuple[Command, ...] = (
    Command("due_later", N_("Due a day later"), "greater_than_sign", VIEW, when="one", help=_HELP),
    Command("due_earlier", N_("Due a day earlier"), "less_than_sign", VIEW, when="one", help=_HELP),
    Command("due_week_later", N_("Due a week later"), "right_square_bracket", VIEW, when="one", help=_HELP),
    Command("due_week_earlier", N_("Due a week earlier"), "left_square_bracket", VIEW, when="one", help=_HELP),
)


@dataclass(frozen=True, slots=True)
class Move:
    """An item whose due day is shown elsewhere than it is stored.

    ``seen_version`` is what was seen when that began.
    """

    number: int
    item_id: str
    to: date
    seen_version: SeenVersion | None


class DueMoves(FilteredArea):
    """Moves the due day of the item at the cursor, by key or by dragging the end of its bar."""

    _move: Move | None = None
    _asking = False
    _left_for: object = None

    def show_move(self, day: date | None) -> None:
        """Draw the lines anew, with ``day`` in seen_version."""
        raise NotImplementedError

    @property
    def _lines(self) -> TimelineTable:
        return self.query_one(TimelineTable)

    def _source(self) -> TimelineSource | None:
        source = self._lines.source
        return source if isinstance(source, TimelineSource) else None

    # By key

    def action_due_later(self) -> None:
        """A day later."""
        self._move_by(1)

    def action_due_earlier(self) -> None:
        """A day earlier."""
        self._move_by(-1)

    def action_due_week_later(self) -> None:
        """A week later."""
        self._move_by(7)

    def action_due_week_earlier(self) -> None:
        """A week earlier."""
        self._move_by(-7)

    def _move_by(self, days: int) -> None:
        source, number = self._source(), self._lines.cursor_key
        if source is None or not isinstance(number, int) or number < 0:
            self.show_message(
                _("Nothing is under the cursor that this key is for: choose a line first."), "warning"
            )
            return
        due = self._move.to if self._move is not None else source.stored_due(number)
        if due is None:
            self.show_message(_("It has no due day that could be moved: r gives it one."), "warning")
            return
        if FIRST_YEAR < (due + timedelta(days=days)).year < LAST_YEAR:
            self._move_to(number, due + timedelta(days=days))

    def _move_to(self, number: int, day: date) -> None:
        """Show an item as due on a day; where it is stored nothing is moved."""
        source, session = self._source(), self.session
        if source is None or session is None or self._asking:
            return
        move = self._move
        if move is None:
            ids = ids_of(session.reader, [number])
            if not ids:
                return
            move = Move(number, ids[0], day, self.seen_version())
        if day == source.stored_due(number):
            self._show(None)
        else:
            self._show(Move(move.number, move.item_id, day, move.seen_version))

    def _show(self, move: Move | None) -> None:
        if move is not None:
            for line in self.query(MessageLine):
                line.clear()  # what the move leads to is said there
        self._move = move
        self._lines.moving = move is not None
        source = self._source()
        if source is not None:
            self.keep_move(source)
        self.show_move(move.to if move is not None else None)

    def keep_move(self, source: TimelineSource) -> None:
        """Lines that were read anew show the move, too; it ends with the line that it is about."""
        if self._move is not None and source.index_of(self._move.number) is None and not self._asking:
            self._move = None
            self._lines.moving = False
            self.show_message(
                _("The action item that was being moved is no longer listed: nothing was moved."), "warning"
            )
        source.moved = (self._move.number, self._move.to) if self._move is not None else None

    def move_text(self, item: ItemRow, source: TimelineSource) -> str:
        """What is said below the chart of the due day that is being moved; empty while none is."""
        session, days = self.session, source.moved_days
        if session is None or not days or item.due is None:
            return ""
        day = full_day(item.due)
        if not working_day_test(session.reader)(date.fromisoformat(item.due)):
            day += f" ({_('not a working day')})"
        chain = source.chain
        return " · ".join(
            [day, moved_text(days), *waiting_texts(item, chain.needs, chain.needed_by, source.today)]
        )

    # Keeping it or taking it back

    def left_line(self) -> None:
        """The cursor went to another line: what was moved is asked about."""
        move = self._move
        if move is not None and not self._asking and self._lines.cursor_key != move.number:
            self._left_for = self._lines.cursor_key
            self._ask_why(move)

    @on(TimelineTable.MoveKept)
    def _kept(self) -> None:
        if self._move is not None:
            self._ask_why(self._move)

    @on(TimelineTable.MoveTakenBack)
    def _taken_back(self) -> None:
        if self._move is not None:
            self._show(None)
            self.show_message(_("Taken back: nothing was moved."))

    def action_reschedule(self, due: str = "") -> None:
        """Ask for the reason of what is being moved, else for a day as everywhere."""
        if self._move is not None and not due:
            self._ask_why(self._move)
        else:
            super().action_reschedule(due)

    def _ask_why(self, move: Move) -> None:
        self._asking = True
        self._lines.let_go()
        asked = Asked((move.item_id,), move.seen_version, "reason", self._answered)
        self.ask_new_day(full_day(move.to.isoformat()), asked)

    def _answered(self, saved: bool | None) -> None:
        """The dialogue is closed: what was not saved is shown where it is stored."""
        self._asking = False
        left_for, self._left_for = self._left_for, None
        self._show(None)
        if left_for is not None:
            self._lines.move_cursor_to_key(left_for)
        if not saved:
            self.show_message(_("Taken back: nothing was moved."))

    # By mouse

    @on(TimelineTable.EndDragged)
    def _dragged(self, event: TimelineTable.EndDragged) -> None:
        self._move_to(event.number, event.day)

    @on(TimelineTable.EndReleased)
    def _released(self) -> None:
        if self._move is not None and not self._asking:
            self._ask_why(self._move)


GROUPING_TITLES = (
    ("", N_("No groups")),
    ("dimension", N_("Dimension")),
    ("deadline", N_("Deadline")),
    ("agency", N_("Agency")),
    ("lead", N_("Lead")),
    ("status", N_("Status")),
)


class TimelineScreen(DueMoves):
    """A Gantt chart of the action items."""

    AREA = "timeline"
    HELP_TEXT: ClassVar = N_(
        "The action items as bars from start to due day: █ what is done of it, ░ what is not; at its end the "
        "mark of its status, ▲ and a dotted line when it is late. • is the day it was first due, ◆ a deadline, "
        "│ today. "
        "« waits for another item, » another waits for it; beside the bar under the cursor stands which, dotted "
        "lines lead there, « and » before a line mark the whole chain, and below stands how many days of slack "
        "there are. < and > move the due day by a day, [ and ] by a week, dragging the end of the bar to any; "
        "Enter asks why and saves it, Esc takes it back. "
        "‹ and › in a line: the bar lies outside; c goes there. + and - zoom, the arrows scroll, b groups."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_item", N_("Show"), "enter", VIEW, footer=1, when="one", in_palette=False,
                through="activate"),
        Command("zoom_in", N_("Zoom in"), "plus,equals_sign", VIEW, footer=2),
        Command("zoom_out", N_("Zoom out"), "minus", VIEW),
        Command("scroll_back", N_("Earlier"), "left", VIEW),
        Command("scroll_on", N_("Later"), "right", VIEW),
        Command("page_back", N_("A screen earlier"), "shift+left", VIEW),
        Command("page_on", N_("A screen later"), "shift+right", VIEW),
        Command("show_today", N_("Today"), "full_stop", VIEW, footer=4),
        Command("show_bar", N_("To the bar"), "c", VIEW, when="one"),
        Command("group_lines", N_("Group"), "b", VIEW, help=N_("by dimension, deadline, agency, lead or status")),
        *MOVE_COMMANDS,
        *FILTER_COMMANDS,
        *(command for command in ITEM_COMMANDS if command.id not in ("more_progress", "less_progress")),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._scale: TimeScale | None = None
        self._table: TimelineTable | None = None
        self._grouping = ""
        self._deadlines: Sequence[DeadlineRow] = ()

    def compose_body(self) -> ComposeResult:
        yield FilterBar(self.filter_query)
        yield TimelineHead()
        self._table = TimelineTable(empty_text=_("The list is being opened …"), id="timeline")
        yield self._table

    @property
    def view(self) -> TimelineTable:
        """The lines."""
        return self.query_one("#timeline", TimelineTable)

    def read(self, store: Store, selection: Selection) -> tuple[Lines, list[DeadlineRow]]:
        """The order of the lines, and the deadlines."""
        today = store.clock.today().isoformat()
        return timeline_lines(store.reader, selection, today, self._grouping), deadline_rows(store.reader)

    def show(self, found: Any) -> None:
        """Show the lines; the cursor and the scale stay."""
        session = self.session
        assert session is not None
        lines, self._deadlines = found
        table = self.view
        query = self.filter_query.strip()
        table.set_empty_text(_(self.NO_MATCH, query=query) if query else _(self.EMPTY))
        scale = self._fitted(session.day)
        first = table.row_count == 0
        source = TimelineSource(session.reader, lines, session.day, scale)
        source.names = table.names
        self.keep_move(source)
        table.refresh_source(source)
        if first and lines.headings:
            table.move_cursor(1)
        self._show_scale(scale)

    def _fitted(self, today: date) -> TimeScale:
        """The scale at the present width; at first, today stands at a quarter of it."""
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
        self._stand()

    def on_resize(self) -> None:
        super().on_resize()
        self.call_after_refresh(self._refit)

    def _refit(self) -> None:
        if self.session is not None and self._scale is not None and self.query(TimelineTable):
            self._show_scale(self._fitted(self.session.day))

    def _stand(self) -> None:
        source, session = self.view.source, self.session
        if session is None or not isinstance(source, TimelineSource):
            return
        parts = [plural("{count} action item", "{count} action items", source.lines.items)]
        if self.view.selected_keys:
            parts.append(plural("{count} selected", "{count} selected", len(self.view.selected_keys)))
        row = source.known(self.view.cursor_key)
        if row is not None:
            said = self.move_text(row.item, source) or describe_chain(row.item, source.chain, session.day)
            room = self.view.size.width - cell_len(" · ".join([*parts, said])) - 5
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
        self.left_line()
        self.refresh_bindings()

    @on(TimelineTable.SelectionChanged)
    def _selected(self) -> None:
        self._stand()

    @on(TimelineTable.SourceFailed)
    def _source_failed(self, event: SourceFailed) -> None:
        self.show_message_of(event.error)

    @on(TimelineTable.RowActivated)
    def _activated(self) -> None:
        self.action_open_item()

    # The scale

    @on(TimelineHead.Pressed)
    def _pressed(self, event: TimelineHead.Pressed) -> None:
        getattr(self, f"action_{event.action}")()

    def action_zoom_in(self) -> None:
        """Finer."""
        if self._scale is not None:
            self._show_scale(self._scale.zoomed(-1))

    def action_zoom_out(self) -> None:
        """Coarser."""
        if self._scale is not None:
            self._show_scale(self._scale.zoomed(1))

    def action_scroll_back(self) -> None:
        """Earlier days."""
        if self._scale is not None:
            self._show_scale(self._scale.moved(-1))

    def action_scroll_on(self) -> None:
        """Later days."""
        if self._scale is not None:
            self._show_scale(self._scale.moved(1))

    def action_page_back(self) -> None:
        """A screen earlier."""
        if self._scale is not None:
            self._show_scale(self._scale.paged(-1))

    def action_page_on(self) -> None:
        """A screen later."""
        if self._scale is not None:
            self._show_scale(self._scale.paged(1))

    def action_show_today(self) -> None:
        """Bring today into seen_version."""
        if self._scale is not None and self.session is not None:
            self._show_scale(self._scale.showing(self.session.day))

    def show_move(self, day: date | None) -> None:
        """Draw the due day that is being moved, and keep it in seen_version."""
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
        """Bring the bar of the item under the cursor into seen_version."""
        source = self.view.source
        row = source.known(self.view.cursor_key) if isinstance(source, TimelineSource) else None
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
        """Whether the cursor stands on an item, or some are selected."""
        table = self._table  # asked for every command at each key: no query for the widget
        if table is None:
            return False
        key = table.cursor_key
        return (isinstance(key, int) and key > 0) or bool(table.selected_keys)

    def target_ids(self) -> list[str]:
        """The selected items, else the one under the cursor."""
        keys = self.view.selected_keys or {self.view.cursor_key}
        numbers = [key for key in keys if isinstance(key, int) and key > 0]
        return ids_of(self.session.reader, numbers) if self.session is not None else []

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on an item that was just added."""
        if self.session is not None and len(ids) == 1:
            number = number_of(self.session.reader, ids[0])
            if number is not None:
                self.view.move_cursor_to_key(number)
