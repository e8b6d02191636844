"""Moving due days in the timeline: shown at once, written when the reason is given, taken back until then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from textual import on

from taskforce.language import N_, _
from taskforce.model.dates import FIRST_YEAR, LAST_YEAR
from taskforce.reports.slack import waiting_texts
from taskforce.reports.timeline import moved_text
from taskforce.screens.filtered import FilteredArea
from taskforce.screens.item_targets import Asked
from taskforce.store.details import ids_of
from taskforce.store.items import ItemRow
from taskforce.store.meanwhile import Sight
from taskforce.store.workdays import working_day_test
from taskforce.widgets.commands import Command
from taskforce.widgets.message_line import MessageLine
from taskforce.widgets.timeline_source import TimelineSource
from taskforce.widgets.timeline_table import TimelineTable
from taskforce.widgets.wording import full_day

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
    """An item whose due day is shown elsewhere than it is stored; ``sight`` is what was seen when that began."""

    number: int
    item_id: str
    to: date
    sight: Sight | None


class DueMoves(FilteredArea):
    """Moves the due day of the item at the cursor, by key or by dragging the end of its bar."""

    _move: Move | None = None
    _asking = False
    _left_for: object = None

    def show_move(self, day: date | None) -> None:
        """Draw the lines anew, with ``day`` in sight."""
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
            self.tell(_("Nothing is under the cursor that this key is for: choose a line first."), "warning")
            return
        due = self._move.to if self._move is not None else source.stored_due(number)
        if due is None:
            self.tell(_("It has no due day that could be moved: r gives it one."), "warning")
            return
        if FIRST_YEAR < (due + timedelta(days=days)).year < LAST_YEAR:
            self._move_to(number, due + timedelta(days=days))

    def _move_to(self, number: int, day: date) -> None:
        """Show an item as due on a day; where it is stored nothing is moved."""
        source, desk = self._source(), self.desk
        if source is None or desk is None or self._asking:
            return
        move = self._move
        if move is None:
            ids = ids_of(desk.reader, [number])
            if not ids:
                return
            move = Move(number, ids[0], day, self.sight())
        if day == source.stored_due(number):
            self._show(None)
        else:
            self._show(Move(move.number, move.item_id, day, move.sight))

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
            self.tell(_("The action item that was being moved is no longer listed: nothing was moved."), "warning")
        source.moved = (self._move.number, self._move.to) if self._move is not None else None

    def move_text(self, item: ItemRow, source: TimelineSource) -> str:
        """What is said below the chart of the due day that is being moved; empty while none is."""
        desk, days = self.desk, source.moved_days
        if desk is None or not days or item.due is None:
            return ""
        day = full_day(item.due)
        if not working_day_test(desk.reader)(date.fromisoformat(item.due)):
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
            self.tell(_("Taken back: nothing was moved."))

    def action_reschedule(self, due: str = "") -> None:
        """Ask for the reason of what is being moved, else for a day as everywhere."""
        if self._move is not None and not due:
            self._ask_why(self._move)
        else:
            super().action_reschedule(due)

    def _ask_why(self, move: Move) -> None:
        self._asking = True
        self._lines.let_go()
        asked = Asked((move.item_id,), move.sight, "reason", self._answered)
        self.ask_new_day(full_day(move.to.isoformat()), asked)

    def _answered(self, saved: bool | None) -> None:
        """The dialogue is closed: what was not saved is shown where it is stored."""
        self._asking = False
        left_for, self._left_for = self._left_for, None
        self._show(None)
        if left_for is not None:
            self._lines.move_cursor_to_key(left_for)
        if not saved:
            self.tell(_("Taken back: nothing was moved."))

    # By mouse

    @on(TimelineTable.EndDragged)
    def _dragged(self, event: TimelineTable.EndDragged) -> None:
        self._move_to(event.number, event.day)

    @on(TimelineTable.EndReleased)
    def _released(self) -> None:
        if self._move is not None and not self._asking:
            self._ask_why(self._move)
