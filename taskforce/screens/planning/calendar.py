"""The area of the calendar: what is due on which day, deadlines, meetings, holidays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.widgets import Static

from taskforce.language import N_, _
from taskforce.model.dates import format_date
from taskforce.screens.forms.dialogs import Choice, Pick
from taskforce.screens.frame.area import with_list
from taskforce.screens.frame.filtered_area import FILTER_COMMANDS, FilteredArea
from taskforce.screens.frame.item_actions import ITEM_COMMANDS
from taskforce.screens.planning.calendar_view import VIEW, CalendarView
from taskforce.store.read.day_views import DEADLINE, ITEM, MEETING, Days, Entry, calendar_days
from taskforce.store.read.items import items_by_id
from taskforce.store.store import Store
from taskforce.store.workdays import days_off
from taskforce.views.calendar import entry_text, title_text
from taskforce.widgets.commands import Command, bindings
from taskforce.widgets.filter_bar import FilterBar
from taskforce.wording.days import full_day


class CalendarScreen(FilteredArea[Days]):
    """A month or a week; the cursor stands on a day and on one of the things of that day."""

    AREA = "calendar"
    HELP_TEXT: ClassVar = N_(
        "What is due on which day: action items with the mark of their status (▲ late), ◆ deadlines, ● meetings. "
        "* after a day: a national holiday, cuti bersama or a day off of the office. The arrows go from day to "
        "day, PgUp and PgDn turn the page, Tab goes through what stands on the day; every command is about the "
        "item under the cursor. Enter lists the day, a or n adds an item due on it, and an item can be dragged to "
        "another day. z changes between month and week."
    )
    OWN_COMMANDS: ClassVar = (
        Command("open_day", N_("Day"), "enter", VIEW, footer=1, when=with_list, in_palette=False,
                through="activate", help=N_("everything on this day, to choose from")),
        Command("switch_week", N_("Month or week"), "z", VIEW, footer=2, when=with_list),
        Command("show_today", N_("Today"), "full_stop", VIEW, footer=4, when=with_list),
        *FILTER_COMMANDS,
        *(command._replace(part="") if command.id in ("quick_add", "new_item") else command
          for command in ITEM_COMMANDS),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._day: date | None = None
        self._calendar: CalendarView | None = None
        self._week = False
        self._span: tuple[date, date] | None = None
        """The days that were read."""

    def compose_body(self) -> ComposeResult:
        yield FilterBar(self.query_text)
        yield Static("", id="calendar-title", markup=False)
        day = self._day or (self.session.day if self.session is not None else date.today())
        self._calendar = CalendarView(day, week=self._week, id="calendar")
        yield self._calendar

    @property
    def view(self) -> CalendarView:
        """Return the calendar."""
        return self.query_one("#calendar", CalendarView)

    # Reading

    async def load(self) -> None:
        """Read what stands on the days that are shown, then which of them are off."""
        session = self.session
        if session is None or not self.query(CalendarView):
            return
        if self._day is None:
            self.view.go_to(session.day)
        span = self._span = self.view.span
        await super().load()
        off = await self.ask(lambda store: days_off(store.reader, *span))
        if self.is_mounted and span == self._span and self.query(CalendarView):
            self.view.show_off(off)
            self._update_status()

    def question(self) -> Callable[[Store], Days]:
        """Return what reads the entries of the days that are shown."""
        query, (first, last) = self.query_text, self.view.span

        def read(store: Store) -> Days:
            today = store.clock.today().isoformat()
            return calendar_days(store.reader, store.selection(query), first, last, today)

        return read

    def show(self, days: Days) -> None:
        """Show the entries."""
        assert self.session is not None
        self.view.show(days, self.session.day)
        self._update_status()

    def give_back(self) -> None:
        """Give back the entries; they are read anew when the calendar is shown again."""
        super().give_back()
        self.view.give_back()
        self.forget_state()

    def _update_status(self) -> None:
        view, session = self.view, self.session
        if session is None:
            return
        self.query_one("#calendar-title", Static).update(f" {title_text(view.day, week=view.week)}")
        parts = [full_day(view.day.isoformat())]
        if name := view.name_of(view.day):
            parts.append(name)
        current = view.current
        if current is not None:
            parts.append(f"{view.entry + 1}/{len(view.entries)}")
            parts.append(entry_text(current, view.day, session.day))
        else:
            parts.append(_("nothing; a adds an item for this day"))
        self.show_status(" · ".join(parts))

    @on(CalendarView.Moved)
    def _moved(self) -> None:
        view = self.view
        self._day, self._week = view.day, view.week
        self._update_status()
        self.refresh_bindings()
        if self._span is not None and view.span != self._span:
            self.start(self.load)

    def place(self) -> object:
        """Return the entry under the cursor."""
        return self.view.current.id if self.view.current is not None else None

    def restore(self, place: object) -> None:
        """Go back to the entry; the day is kept in any case."""
        if isinstance(place, str):
            self.view.go_to_entry(place)

    # What can be done

    def action_switch_week(self) -> None:
        """Show a week instead of a month, or the other way round."""
        self.view.week = not self.view.week
        self.view.go_to(self.view.day, self.view.entry)

    def action_show_today(self) -> None:
        """Go to today."""
        if self.session is not None:
            self.view.go_to(self.session.day)

    @on(CalendarView.Activated)
    def _activated(self, event: CalendarView.Activated) -> None:
        if event.entry is not None:
            self._open(event.entry)
        else:
            self.action_open_day()

    def action_open_day(self) -> None:
        """List the day, to choose from; on an empty day, add an item."""
        view, session = self.view, self.session
        if session is None:
            return
        entries = {entry.id: entry for entry in view.entries}
        if not entries:
            self.action_quick_add()
            return
        choices = [
            Choice(entry.id, entry_text(entry, view.day, session.day), entry.lead or "")
            for entry in entries.values()
        ]

        def chosen(record_id: str | None) -> None:
            if record_id is not None:
                view.go_to_entry(record_id)
                self._open(entries[record_id])

        current = view.current
        title = full_day(view.day.isoformat())
        if name := view.name_of(view.day):
            title += f" · {name}"
        self.app.push_screen(Pick(title, choices, current=current.id if current is not None else None), chosen)

    def _open(self, entry: Entry) -> None:
        if entry.kind == ITEM:
            self.host.open_item(entry.id)
        elif entry.kind == DEADLINE:
            self.start(lambda: self.host.show_items(f"deadline:{entry.ref}"))
        elif entry.kind == MEETING:
            self.host.open_meeting(entry.id)

    def action_quick_add(self) -> None:
        """Add an item that is due on the day of the cursor."""
        self.items.quick_add(f"due:{format_date(self.view.day, style='slash')} ")

    def action_new_item(self) -> None:
        """Add an item that is due on the day of the cursor, with the full form."""
        self.items.new_item(self.view.day.isoformat())

    @on(CalendarView.Dropped)
    def _dropped(self, event: CalendarView.Dropped) -> None:
        self.items.reschedule(full_day(event.day.isoformat()))

    # What commands are about

    def has_target(self) -> bool:
        """Return whether the cursor stands on an item."""
        calendar = self._calendar  # asked for every command at each key: no query for the widget
        current = calendar.current if calendar is not None else None
        return current is not None and current.kind == ITEM

    def target_name(self) -> str:
        """Return the day under the cursor."""
        return full_day(self.view.day)

    def target_ids(self) -> list[str]:
        """Return the item under the cursor."""
        current = self.view.current
        return [current.id] if current is not None and current.kind == ITEM else []

    def edited(self, ids: Sequence[str]) -> None:
        """Put the cursor on an item that was just added or moved."""
        session = self.session
        if session is None or len(ids) != 1 or self.view.go_to_entry(ids[0]):
            return
        row = items_by_id(session.reader, ids).get(ids[0])
        if row is not None and row.due is not None:
            self.view.go_to(date.fromisoformat(row.due))
