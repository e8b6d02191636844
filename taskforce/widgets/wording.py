"""How records are put into words on the screen: dates with what is left, statuses, bars."""

from __future__ import annotations

from datetime import date

from taskforce.language import _, current_language, plural
from taskforce.model.dates import format_date, month_name, weekday_name
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Status, label

SOON_DAYS = 7
"""From so many days before it is due an item stands out."""

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
