"""How records are put into words on the screen: dates with what is left, statuses, bars."""

from __future__ import annotations

from datetime import date

from taskforce.clock import Clock
from taskforce.language import _, current_language, plural
from taskforce.model.dates import format_date, month_name, weekday_name
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Status, label
from taskforce.store.read.items import ItemRow


def size_text(size: int) -> str:
    """A number of bytes as people read it."""
    if size < 1000:
        return _("{count} bytes", count=size)
    number, unit = (size / 1000, "kB") if size < 1_000_000 else (size / 1_000_000, "MB")
    text = f"{number:.1f}" if number < 10 else f"{number:.0f}"
    return f"{text.replace('.', ',') if current_language() == 'id' else text} {unit}"


def moment_text(clock: Clock, moment: str) -> str:
    """A stored moment as day and time in the office's zone."""
    local = clock.local(moment)
    return (
        f"{format_date(date.fromisoformat(local[:10]), current_language(), 'short')} {local[11:13]}.{local[14:16]}"
    )


SOON_DAYS = 7
"""From so many days before it is due an item stands out."""

PRIORITY_MARKS = {"urgent": "!!", "high": "!", "medium": "", "low": "↓"}


def mark_of(row: ItemRow, today: date) -> str:
    """The one mark that says how an item stands: overdue before its status."""
    return OVERDUE_MARK if row.is_overdue(today.isoformat()) else MARKS[Status(row.status)]


def state_kind(row: ItemRow, today: date) -> str:
    """The style that goes with the mark."""
    if row.is_overdue(today.isoformat()):
        return "late"
    return {"blocked": "blocked", "done": "done", "cancelled": "muted", "deferred": "muted"}.get(row.status, "")


def state_text(row: ItemRow, today: date) -> str:
    """The status in a word, with "overdue" where it is."""
    word = label(Status(row.status))
    return f"{word}, {_('Overdue').lower()}" if row.is_overdue(today.isoformat()) else word


def near_day(day: str | None, today: date) -> str:
    """An ISO day in few cells: ``27 Nov``, or with its year when that is another than today's."""
    if day is None:
        return ""
    value = date.fromisoformat(day)
    written = f"{value.day} {month_name(value.month, short=True)}"
    return written if value.year == today.year else f"{written} {value.year % 100:02d}"


def due_texts(row: ItemRow, today: date) -> tuple[list[str], str]:
    """When an item is due and what is left, the fullest wording first, and the style for it."""
    if not row.is_open:
        return ([f"{MARKS[Status.DONE]} {near_day(row.done_on, today)}"] if row.done_on else [""]), "muted"
    if row.due is None:
        return [_("no due day"), "–"], "muted"
    left = (date.fromisoformat(row.due) - today).days
    day = near_day(row.due, today)
    if left < 0:
        late = plural("{count} day late", "{count} days late", -left, days=-left)
        few = plural("{count} day", "{count} days", -left)
        return [f"{day} {OVERDUE_MARK} {late}", f"{OVERDUE_MARK} {late}", f"{OVERDUE_MARK} {few}"], "late"
    if left <= 1:
        word = _("tomorrow") if left else _("today")
        return [f"{day} · {word}", word, day], "soon"
    few = plural("in {count} day", "in {count} days", left)
    return [f"{day} · {few}", few, day], "soon" if left <= SOON_DAYS else ""


BAR_CELLS = 6
_EIGHTHS = " ▏▎▍▌▋▊▉"


def status_text(status: str) -> str:
    """A status as mark and word."""
    value = Status(status)
    return f"{MARKS[value]} {label(value)}"


def status_style(status: str) -> str:
    """The table's style for a status."""
    return {"blocked": "blocked", "done": "done", "cancelled": "muted", "deferred": "muted"}.get(status, "")


def short_day(day: str | None, today: date) -> str:
    """An ISO day in few cells: ``27 Nov``, or with its year when it is another one than today's."""
    if day is None:
        return ""
    value = date.fromisoformat(day)
    name = month_name(value.month, short=True)
    return f"{value.day} {name}" if value.year == today.year else f"{value.day} {name} {value.year % 100:02d}"


def full_day(day: str | None) -> str:
    """An ISO day with its weekday, as people write it."""
    return "" if day is None else format_date(date.fromisoformat(day), current_language(), "full")


def header_day(day: date) -> str:
    """Today, for the bar at the top."""
    return f"{weekday_name(day, short=True)} {day.day} {month_name(day.month, short=True)} {day.year}"


def days_left(day: str | None, today: date, *, closed: bool = False) -> tuple[str, str]:
    """How far off a due day is, in few words, and the table's style for it."""
    if day is None or closed:
        return "", ""
    left = (date.fromisoformat(day) - today).days
    if left < 0:
        # Not the report's text: here its translation must be short.
        return f"{OVERDUE_MARK} " + plural("{days} day late", "{days} days late", -left, days=-left), "late"
    if left == 0:
        return _("today"), "soon"
    if left == 1:
        return _("tomorrow"), "soon"
    return plural("in {count} day", "in {count} days", left), "soon" if left <= SOON_DAYS else ""


def bar(percent: float, cells: int = BAR_CELLS) -> str:
    """A bar of so many cells, filled as far as ``percent`` says; full blocks only where eighths look odd."""
    eighths = round(max(0.0, min(100.0, percent)) / 100 * cells * 8)
    full, rest = divmod(eighths, 8)
    text = "█" * full + (_EIGHTHS[rest] if rest else "")
    return text + "░" * (cells - len(text))
