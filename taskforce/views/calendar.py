"""The calendar as cells: a month as a grid of days, a week as seven days one below the other.

Pure functions: the app paints these lines, the command line prints them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from taskforce.language import _
from taskforce.model.dates import month_name, weekday_name
from taskforce.model.vocabulary import CLOSED, MARKS, OVERDUE_MARK, Status, label
from taskforce.model.width import cell_width, cut, fit, printable, wrap
from taskforce.store.read.day_views import DEADLINE, MEETING, Days, Entry
from taskforce.store.workdays import DayOff
from taskforce.wording.records import status_style
from taskforce.wording.spans import Span

MILESTONE, MEETING_MARK, OFF_MARK = "◆", "●", "*"


class Spot(NamedTuple):
    """A stretch of a line, the day that it shows, and which of its entries (``None``: the day itself)."""

    y: int
    left: int
    right: int
    day: date
    entry: int | None


@dataclass(frozen=True, slots=True)
class Drawing:
    """The lines, and what stands where on them."""

    lines: list[list[Span]]
    spots: list[Spot]

    def at(self, x: int, y: int) -> Spot | None:
        """Return what stands at a cell, if anything."""
        return next((spot for spot in self.spots if spot.y == y and spot.left <= x < spot.right), None)


@dataclass(frozen=True, slots=True)
class CalendarLook:
    """What is shown: the days' entries and names, today, the cursor's day and entry, the day a drag is over."""

    days: Days
    off: Mapping[date, DayOff]
    today: date
    cursor: date | None = None
    entry: int = 0
    target: date | None = None


def month_days(day: date) -> tuple[date, date]:
    """Return the first and the last day that the month of ``day`` shows: whole weeks."""
    first = day.replace(day=1)
    following = date(day.year + day.month // 12, day.month % 12 + 1, 1)
    last = following - timedelta(days=1)
    return first - timedelta(days=first.weekday()), last + timedelta(days=6 - last.weekday())


def draw_month(month: date, look: CalendarLook, width: int, height: int) -> Drawing:
    """Return the month of ``month`` in so many cells: a line of weekdays, then a row of cells for each week."""
    first, last = month_days(month)
    weeks = ((last - first).days + 1) // 7
    columns = _columns(width)
    lines: list[list[Span]] = [_weekdays(first, columns)]
    spots: list[Spot] = []
    for week in range(weeks):
        monday = first + timedelta(weeks=week)
        room = max(1, (height - 1) // weeks + (1 if week < (height - 1) % weeks else 0))
        cells = [
            _day_cell(monday + timedelta(days=number), month, look, cells, room)
            for number, (_left, cells) in enumerate(columns)
        ]
        for y in range(room):
            line: list[Span] = []
            for number, (left, width) in enumerate(columns):
                spans, entry = cells[number][y]
                if number:
                    line.append(Span("│", "rule"))
                line += spans
                spots.append(Spot(len(lines), left, left + width, monday + timedelta(days=number), entry))
            lines.append(line)
    return Drawing(lines[: max(height, 1)], spots)


def _columns(width: int) -> list[tuple[int, int]]:
    """Return for each of the seven days its first cell and its width."""
    room = max(7, width - 6)
    places: list[tuple[int, int]] = []
    left = 0
    for number in range(7):
        cells = room // 7 + (1 if number < room % 7 else 0)
        places.append((left, cells))
        left += cells + 1
    return places


def _weekdays(monday: date, columns: Sequence[tuple[int, int]]) -> list[Span]:
    line: list[Span] = []
    for number, (_left, width) in enumerate(columns):
        day = monday + timedelta(days=number)
        name = weekday_name(day, short=width < 10)
        line.append(Span(fit(f" {name}", width) + (" " if number < 6 else ""), "header"))
    return line


CellLine = tuple[list[Span], int | None]


def _day_cell(day: date, month: date, look: CalendarLook, width: int, height: int) -> list[CellLine]:
    """Return the lines of one day: its number with a holiday's name, then as many entries as there is room for."""
    entries = look.days.get(day, [])
    here = look.cursor == day
    over = " target" if look.target == day else " cursor" if here and not (entries and height > 1) else ""
    cells: list[CellLine] = [([_day_line(day, month, look, width, height, over)], None)]
    room = height - 1
    start = max(0, min(look.entry - room + 1, len(entries) - room)) if here else 0
    shown = entries[start : start + room]
    hidden = len(entries) - len(shown)
    texts = [wrap(printable(entry_text(entry, day, look.today)), max(1, width - 1)) for entry in shown]
    lines = _shares([len(text) for text in texts], room)
    for place, (entry, text, count) in enumerate(zip(shown, texts, lines, strict=True)):
        at_cursor = here and start + place == look.entry
        more = f" +{hidden}" if hidden and place == len(shown) - 1 else ""
        quiet = " muted" if day.month != month.month else ""
        kind = entry_kind(entry, day, look.today) + quiet + (" cursor" if at_cursor else "")
        text = [*text[: count - 1], " ".join(text[count - 1 :])]
        for number, line in enumerate(text):
            sign = "›" if at_cursor and number == 0 else " "
            end = more if number == count - 1 else ""
            cells.append(([Span(fit(sign + fit(line, max(0, width - cell_width(end) - 1)) + end, width), kind)],
                          start + place))  # fmt: skip
    blank: CellLine = ([Span(" " * width)], None)
    return cells + [blank] * (height - len(cells))


def _day_line(day: date, month: date, look: CalendarLook, width: int, height: int, over: str) -> Span:
    """Return the day's number, today's in brackets, what it is called, its count of entries if none has room."""
    off = look.off.get(day)
    free = _is_free(day, off)
    number = str(day.day) if day.day > 1 else f"1 {month_name(day.month, short=True)}"
    here = look.cursor == day
    text = f"[{number}]" if day == look.today else f"›{number} " if over and here else f" {number} "
    if off is not None and not off.working:
        text = text.rstrip() + OFF_MARK
    entries = look.days.get(day, [])
    if height == 1 and entries:
        late = sum(_is_late(entry, day, look.today) for entry in entries)
        text += f" {len(entries)}" + (f" {OVERDUE_MARK}{late}" if late else "")
    if off is not None:
        text = f"{text.rstrip()} {off.name}"
    if day.month != month.month:
        kind = "muted"
    elif off is not None and not off.working:
        kind = "holiday"
    else:
        kind = "weekend" if free else "strong"
    if day == look.today:
        kind = "today"
    return Span(fit(text, width), kind + over)


def _is_free(day: date, off: DayOff | None) -> bool:
    return not off.working if off is not None else day.weekday() > 4


def _is_late(entry: Entry, day: date, today: date) -> bool:
    return bool(entry.status) and entry.status not in CLOSED and day < today


def entry_text(entry: Entry, day: date, today: date) -> str:
    """Return an entry in a line: its mark, ref and title."""
    if entry.kind == DEADLINE:
        return f"{MARKS[Status.DONE] if entry.status else MILESTONE} {entry.title}"
    if entry.kind == MEETING:
        return f"{MEETING_MARK} {entry.title}"
    mark = OVERDUE_MARK if _is_late(entry, day, today) else MARKS[Status(entry.status)]
    return f"{mark} {entry.ref} {entry.title}"


def entry_kind(entry: Entry, day: date, today: date) -> str:
    """Return the name of the style of an entry."""
    if entry.kind == DEADLINE:
        return "milestone"
    if entry.kind == MEETING:
        return "strong"
    if _is_late(entry, day, today):
        return "late"
    return status_style(entry.status)


def draw_week(monday: date, look: CalendarLook, width: int, height: int) -> Drawing:
    """Return seven days one below the other, each with as many of its entries as there is room for."""
    days = [monday + timedelta(days=number) for number in range(7)]
    shown = _shares([len(look.days.get(day, [])) for day in days], height - 7)
    if look.cursor in days:
        shown = _favoured(shown, days.index(look.cursor), len(look.days.get(look.cursor, [])), height - 7)
    lines: list[list[Span]] = []
    spots: list[Spot] = []
    for day, room in zip(days, shown, strict=True):
        entries = look.days.get(day, [])
        here = look.cursor == day
        start = max(0, min(look.entry - room + 1, len(entries) - room)) if here else 0
        spots.append(Spot(len(lines), 0, width, day, None))
        lines.append([_week_day(day, look, width, len(entries) - room)])
        for place in range(start, start + room):
            at_cursor = here and place == look.entry
            kind = entry_kind(entries[place], day, look.today) + (" cursor" if at_cursor else "")
            spots.append(Spot(len(lines), 0, width, day, place))
            mark = "› " if at_cursor else "  "
            lines.append([Span(fit(mark + week_text(entries[place], day, look.today, width - 2), width), kind)])
    return Drawing(lines[: max(height, 1)], spots)


def week_text(entry: Entry, day: date, today: date, width: int) -> str:
    """Return an entry in a whole line: its text, then lead and status where there is room."""
    text = entry_text(entry, day, today)
    words = [entry.lead or "", label(Status(entry.status)) if entry.kind not in (DEADLINE, MEETING) else ""]
    more = "  " + " · ".join(word for word in words if word)
    if not more.strip():
        more = {DEADLINE: "  " + _("Deadline"), MEETING: "  " + _("Meeting")}.get(entry.kind, "")
    room = width - cell_width(more)
    return fit(text, room) + more if room > 20 else cut(text, width)


def _week_day(day: date, look: CalendarLook, width: int, hidden: int) -> Span:
    off = look.off.get(day)
    here = look.cursor == day
    text = f"{weekday_name(day)} {day.day} {month_name(day.month, short=True)}"
    text = (
        f"[{text}] {_('today')}"
        if day == look.today
        else f"{'›' if here and not look.days.get(day) else ' '}{text}"
    )
    if off is not None:
        text += f"  {off.name}" if off.working else f" {OFF_MARK} {off.name}"
    if hidden > 0:
        text += "  " + _("{count} more", count=hidden)
    kind = "today" if day == look.today else "holiday" if off is not None and not off.working else "header"
    if look.target == day:
        kind += " target"
    elif here and not look.days.get(day):
        kind += " cursor"
    return Span(fit(text, width), kind)


def _shares(entries: Sequence[int], room: int) -> list[int]:
    """Return how many of its entries each day shows where there is ``room`` for so many: the longest give way."""
    shown = [0] * len(entries)
    while room > 0:
        waiting = [place for place, count in enumerate(entries) if shown[place] < count]
        if not waiting:
            break
        for place in waiting[:room]:
            shown[place] += 1
        room -= len(waiting[:room])
    return shown


def _favoured(shown: Sequence[int], place: int, entries: int, room: int) -> list[int]:
    """Return the shares of :func:`_shares`, but the day at ``place`` has at least half of the room."""
    least = min(entries, max(1, room // 2)) if room > 0 else 0
    others = [0 if number == place else count for number, count in enumerate(shown)]
    if shown[place] >= least:
        return list(shown)
    others = _shares(others, room - least)
    others[place] = least
    return others


def title_text(day: date, *, week: bool) -> str:
    """Return the name of what is shown: the month, or the week with its number."""
    if not week:
        return f"{month_name(day.month)} {day.year}"
    monday = day - timedelta(days=day.weekday())
    sunday = monday + timedelta(days=6)
    number = monday.isocalendar().week
    first = f"{monday.day} {month_name(monday.month, short=True)}"
    last = f"{sunday.day} {month_name(sunday.month, short=True)} {sunday.year}"
    return f"{_('Week {number}', number=number)}: {first} – {last}"
