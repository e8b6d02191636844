"""Moving the due day of the item at the cursor of the timeline, by key or by dragging the end of its bar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from taskforce.language import N_, _
from taskforce.model.dates import FIRST_YEAR, LAST_YEAR
from taskforce.screens.frame.area import on_line
from taskforce.screens.frame.item_actions import ItemActions
from taskforce.screens.frame.item_writing import Asked, ItemScreen
from taskforce.screens.planning.timeline_source import TimelineSource
from taskforce.screens.planning.timeline_table import TimelineTable
from taskforce.store.changes.stale_writes import SeenVersion
from taskforce.store.read.items import ItemRow, ids_of
from taskforce.store.workdays import working_day_test
from taskforce.views.slack import waiting_texts
from taskforce.views.timeline import moved_text
from taskforce.widgets.commands import Command, done_by
from taskforce.wording.days import full_day

_VIEW = N_("The timeline")
_HELP = N_("shown at once; Enter asks why and saves, Esc takes it back")

MOVE_COMMANDS: tuple[Command, ...] = done_by(
    "moves",
    Command("due_later", N_("Due a day later"), "greater_than_sign", _VIEW, when=on_line, help=_HELP),
    Command("due_earlier", N_("Due a day earlier"), "less_than_sign", _VIEW, when=on_line, help=_HELP),
    Command("due_week_later", N_("Due a week later"), "right_curly_bracket", _VIEW, when=on_line, help=_HELP),
    Command("due_week_earlier", N_("Due a week earlier"), "left_curly_bracket", _VIEW, when=on_line, help=_HELP),
)  # fmt: skip
"""Each names a method of :class:`DueMoves`."""


@dataclass(frozen=True, slots=True)
class Move:
    """An item whose due day is shown elsewhere than it is stored.

    ``seen_version`` is what was seen when that began.
    """

    number: int
    item_id: str
    to: date
    seen_version: SeenVersion | None


class MovesScreen(ItemScreen, Protocol):
    """The timeline, as :class:`DueMoves` knows it."""

    @property
    def view(self) -> TimelineTable:
        """Return the lines."""

    @property
    def items(self) -> ItemActions:
        """Return what writes to the items."""

    def clear_message(self) -> None:
        """Say nothing any more of what happened before."""

    def show_move(self, day: date | None) -> None:
        """Draw the lines anew, with a day in view."""


class DueMoves:
    """Shows the item at the cursor as due on another day, until that is saved with a reason, or taken back."""

    def __init__(self, screen: MovesScreen) -> None:
        self._screen = screen
        self._move: Move | None = None
        self._asking = False
        self._left_for: object = None

    def _source(self) -> TimelineSource | None:
        source = self._screen.view.source
        return source if isinstance(source, TimelineSource) else None

    # By key

    def due_later(self) -> None:
        """Move it a day later."""
        self._move_by(1)

    def due_earlier(self) -> None:
        """Move it a day earlier."""
        self._move_by(-1)

    def due_week_later(self) -> None:
        """Move it a week later."""
        self._move_by(7)

    def due_week_earlier(self) -> None:
        """Move it a week earlier."""
        self._move_by(-7)

    def _move_by(self, days: int) -> None:
        source, number = self._source(), self._screen.view.cursor_key
        if source is None or not isinstance(number, int) or number < 0:
            self._screen.show_message(
                _("Nothing is under the cursor that this key is for: choose a line first."), "warning"
            )
            return
        due = self._move.to if self._move is not None else source.stored_due(number)
        if due is None:
            self._screen.show_message(_("It has no due day that could be moved: r gives it one."), "warning")
            return
        if FIRST_YEAR < (due + timedelta(days=days)).year < LAST_YEAR:
            self.move_to(number, due + timedelta(days=days))

    def move_to(self, number: int, day: date) -> None:
        """Show an item as due on a day; where it is stored nothing is moved."""
        source, session = self._source(), self._screen.session
        if source is None or session is None or self._asking:
            return
        move = self._move
        if move is None:
            ids = ids_of(session.reader, [number])
            if not ids:
                return
            move = Move(number, ids[0], day, self._screen.seen_version())
        if day == source.stored_due(number):
            self._show(None)
        else:
            self._show(Move(move.number, move.item_id, day, move.seen_version))

    def _show(self, move: Move | None) -> None:
        if move is not None:
            self._screen.clear_message()  # what the move leads to is said there
        self._move = move
        self._screen.view.moving = move is not None
        source = self._source()
        if source is not None:
            self.keep(source)
        self._screen.show_move(move.to if move is not None else None)

    def keep(self, source: TimelineSource) -> None:
        """Show the move in lines that were read anew, too; it ends with the line that it is about."""
        if self._move is not None and source.index_of(self._move.number) is None and not self._asking:
            self._move = None
            self._screen.view.moving = False
            self._screen.show_message(
                _("The action item that was being moved is no longer listed: nothing was moved."), "warning"
            )
        source.moved = (self._move.number, self._move.to) if self._move is not None else None

    def text(self, item: ItemRow, source: TimelineSource) -> str:
        """Return what is said below the chart of the due day that is being moved; empty while none is."""
        session, days = self._screen.session, source.moved_days
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

    def leave_line(self) -> None:
        """Ask about what was moved, where the cursor went to another line."""
        move, cursor = self._move, self._screen.view.cursor_key
        if move is not None and not self._asking and cursor != move.number:
            self._left_for = cursor
            self._ask_why(move)

    def save(self) -> None:
        """Ask why, and save the day that is shown."""
        if self._move is not None and not self._asking:
            self._ask_why(self._move)

    def take_back(self) -> None:
        """Show the day that is stored again."""
        if self._move is not None:
            self._show(None)
            self._screen.show_message(_("Taken back: nothing was moved."))

    def reschedule(self) -> None:
        """Ask for the reason of what is being moved, else for a day as everywhere."""
        if self._move is not None:
            self._ask_why(self._move)
        else:
            self._screen.items.reschedule()

    def _ask_why(self, move: Move) -> None:
        self._asking = True
        self._screen.view.let_go()
        asked = Asked((move.item_id,), move.seen_version, "reason", self._answered)
        self._screen.items.reschedule(full_day(move.to.isoformat()), asked)

    def _answered(self, saved: bool | None) -> None:
        """Show what was not saved where it is stored, once the dialogue is closed."""
        self._asking = False
        left_for, self._left_for = self._left_for, None
        self._show(None)
        if left_for is not None:
            self._screen.view.move_cursor_to_key(left_for)
        if not saved:
            self._screen.show_message(_("Taken back: nothing was moved."))
