"""The calendar on the screen: a cursor on a day and on one of its entries, a month or a week at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.message import Message

from taskforce.language import N_, NC_
from taskforce.model.dates import FIRST_YEAR, LAST_YEAR
from taskforce.store.read.day_views import ITEM, Days, Entry
from taskforce.store.workdays import DayOff
from taskforce.views.calendar import CalendarLook, Drawing, Spot, draw_month, draw_week, month_days
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.span_view import SpanView
from taskforce.wording.spans import Span

VIEW = N_("The calendar")


class CalendarView(SpanView):
    """Shows the days around the cursor; says which days it needs."""

    OWN_COMMANDS: ClassVar = (
        Command("page_after", N_("Next page"), "pagedown", VIEW, footer=3, action="page(1)",
                help=N_("the next month or week")),
        Command("page_before", N_("Page before"), "pageup", VIEW, action="page(-1)",
                help=N_("the month or week before")),
    )  # fmt: skip
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "move('left')", N_("Day before"), show=False),
        Binding("right", "move('right')", N_("Next day"), show=False),
        Binding("up,k", "move('up')", N_("Up"), show=False),
        Binding("down,j", "move('down')", N_("Down"), show=False),
        Binding("home", "week_end(0)", N_("Monday"), show=False),
        Binding("end", "week_end(1)", N_("Sunday"), show=False),
        Binding("tab,right_square_bracket", "entry(1)", N_("Next on this day"), show=False),
        Binding("shift+tab,left_square_bracket", "entry(-1)", N_("Previous on this day"), show=False),
        Binding("enter", "activate", NC_("command", "Open"), show=False),
        *bindings(OWN_COMMANDS),
    ]

    class Moved(Message):
        """The cursor stands on another day or entry."""

    class Activated(Message):
        """The day is to be opened."""

        def __init__(self, entry: Entry | None = None) -> None:
            super().__init__()
            self.entry = entry

    class Dropped(Message):
        """The entry under the cursor was dragged to a day."""

        def __init__(self, day: date) -> None:
            super().__init__()
            self.day = day

    def __init__(self, day: date, *, week: bool, id: str | None = None) -> None:
        super().__init__(id=id)
        self.day = day
        self.week = week
        self.entry = 0
        self._days: Days = {}
        self._off: Mapping[date, DayOff] = {}
        self._today = day
        self._drawing = Drawing([], [])
        self._dragged = False
        self._target: date | None = None

    # What is shown

    @property
    def span(self) -> tuple[date, date]:
        """Return the first and the last day that are shown."""
        if not self.week:
            return month_days(self.day)
        monday = self.day - timedelta(days=self.day.weekday())
        return monday, monday + timedelta(days=6)

    @property
    def entries(self) -> Sequence[Entry]:
        """Return what stands on the day of the cursor."""
        return self._days.get(self.day, ())

    @property
    def current(self) -> Entry | None:
        """Return the entry under the cursor."""
        return self.entries[self.entry] if self.entry < len(self.entries) else None

    def show(self, days: Days, today: date) -> None:
        """Show what was read; the cursor stays on its day, and on its entry where that still stands there."""
        current = self.current
        self._days, self._today = days, today
        self.entry = max(0, min(self.entry, len(self.entries) - 1))
        if current is not None:
            for place, entry in enumerate(self.entries):
                if entry.id == current.id:
                    self.entry = place
        self._settle()

    def give_back(self) -> None:
        """Give back the entries of other days than that of the cursor; the picture stays."""
        self._days = {self.day: list(self.entries)}

    def show_off(self, off: Mapping[date, DayOff]) -> None:
        """Show which days are off."""
        self._off = off
        self.redraw()

    def name_of(self, day: date) -> str:
        """Return what a day is called, if it has a name."""
        return self._off[day].name if day in self._off else ""

    def go_to_entry(self, record_id: str) -> bool:
        """Put the cursor on what has this id; say whether it stands on a day that was read."""
        for day, entries in self._days.items():
            for place, entry in enumerate(entries):
                if entry.id == record_id:
                    self.go_to(day, place)
                    return True
        return False

    def go_to(self, day: date, entry: int = 0) -> None:
        """Put the cursor on a day, within the years we know."""
        self.day = max(date(FIRST_YEAR, 1, 8), min(day, date(LAST_YEAR, 12, 24)))
        self.entry = entry
        self._settle()

    def draw(self, width: int, height: int) -> Sequence[Sequence[Span]]:
        """Return the month or the week."""
        look = CalendarLook(self._days, self._off, self._today, self.day, self.entry, self._target)
        first = self.span[0]
        self._drawing = (
            draw_week(first, look, width, height) if self.week else draw_month(self.day, look, width, height)
        )
        return self._drawing.lines

    def _settle(self) -> None:
        self.redraw()
        self.post_message(self.Moved())

    # Moving about

    def action_move(self, where: str) -> None:
        """Go a day or a week; in a week's list, up and down go through what stands on the days."""
        if self.week and where in ("up", "down"):
            step = 1 if where == "down" else -1
            if 0 <= self.entry + step < len(self.entries):
                self.go_to(self.day, self.entry + step)
                return
            day = self.day + timedelta(days=step)
            self.go_to(day, max(0, len(self._days.get(day, ())) - 1) if step < 0 else 0)
            return
        steps = {"left": -1, "right": 1, "up": -7, "down": 7}
        self.go_to(self.day + timedelta(days=steps[where]))

    def action_page(self, pages: int) -> None:
        """Show the month or the week before or after; the day of the month stays where it can."""
        if self.week:
            self.go_to(self.day + timedelta(weeks=pages))
            return
        year, month = divmod(self.day.year * 12 + self.day.month - 1 + pages, 12)
        following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
        self.go_to(date(year, month + 1, min(self.day.day, (following - timedelta(days=1)).day)))

    def action_week_end(self, last: int) -> None:
        """Go to Monday or Sunday."""
        self.go_to(self.day + timedelta(days=(6 if last else 0) - self.day.weekday()))

    def action_entry(self, step: int) -> None:
        """Go to the next or the previous of what stands on the day."""
        if self.entries:
            self.go_to(self.day, (self.entry + step) % len(self.entries))

    def action_activate(self) -> None:
        """Open the day."""
        self.post_message(self.Activated())

    # The mouse

    def _spot(self, event: events.MouseEvent) -> Spot | None:
        return self._drawing.at(event.x - self.gutter.left, event.y - self.gutter.top)

    def on_mouse_down(self, event: events.MouseDown) -> None:
        """Put the cursor on the day and the entry; an item may be dragged to another day from here."""
        spot = self._spot(event)
        if spot is None:
            return
        self.go_to(spot.day, spot.entry or 0)
        current = self.current
        if event.button == 1 and spot.entry is not None and current is not None and current.kind == ITEM:
            self._dragged = True
            self.capture_mouse()

    def on_mouse_move(self, event: events.MouseMove) -> None:
        """Show to which day the item would go."""
        if not self._dragged:
            return
        spot = self._spot(event)
        target = spot.day if spot is not None and spot.day != self.day else None
        if target != self._target:
            self._target = target
            self.redraw()

    def on_mouse_up(self, _event: events.MouseUp) -> None:
        """Let go."""
        if not self._dragged:
            return
        target = self._target
        self.release_mouse()
        self._dragged, self._target = False, None
        self.redraw()
        if target is not None:
            self.post_message(self.Dropped(target))

    def on_click(self, event: events.Click) -> None:
        """Open what was clicked, by two clicks."""
        spot = self._spot(event)
        if event.chain == 2 and spot is not None:
            self.post_message(self.Activated(self.current if spot.entry is not None else None))

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        """Show the next month or week."""
        event.stop()
        self.action_page(1)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        """Show the month or week before."""
        event.stop()
        self.action_page(-1)
