"""Days and moments in words: a day, how far off it is, the hour at which something was done."""

from __future__ import annotations

from datetime import date, datetime

from taskforce.clock import Clock, read_moment
from taskforce.language import _, _c, current_language, plural, plural_c
from taskforce.model.dates import format_date, month_name, weekday_name
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Status
from taskforce.store.read.items import ItemRow

SOON_DAYS = 7
"""From so many days before it is due an item stands out."""


def full_day(day: date | str | None) -> str:
    """Return a day (ISO text or a date) with its weekday: ``Selasa, 24 November 2026``; empty for none."""
    return "" if day is None else format_date(day, style="full")


def moved_day_text(day: date, before: str | None) -> str:
    """Return a new due day with its weekday, and how far it is from the one ``before`` it, where there is one."""
    days = 0 if before is None else (day - date.fromisoformat(before)).days
    if days < 0:
        return plural("{day}, {count} day earlier", "{day}, {count} days earlier", -days, day=full_day(day))
    if days > 0:
        return plural("{day}, {count} day later", "{day}, {count} days later", days, day=full_day(day))
    return full_day(day)


def short_day(day: date | str | None, year: int | None = None) -> str:
    """Return a day as ``24 Nov 2026``, without its year when that is ``year``; empty for none."""
    return "" if day is None else format_date(day, style="short").removesuffix(f" {year}")


def near_day(day: date | str | None, today: date) -> str:
    """Return a day in few cells: ``24 Nov``, or ``24 Nov 27`` in another year than today's; empty for none."""
    if day is None:
        return ""
    value = date.fromisoformat(day) if isinstance(day, str) else day
    written = f"{value.day} {month_name(value.month, short=True)}"
    return written if value.year == today.year else f"{written} {value.year % 100:02d}"


def weekday_and_day(day: date) -> str:
    """Return a day as ``Sel 24 Nov 2026``."""
    return f"{weekday_name(day, short=True)} {short_day(day)}"


def week_mark(number: int) -> str:
    """Return the number of an ISO week in few cells, as it stands at an axis: ``W41``."""
    return _c("at an axis", "W{number}", number=f"{number:02d}")


def hour_text(local: datetime) -> str:
    """Return a time of day as its language writes it: ``09:03``, in Indonesian ``09.03``."""
    return f"{local:%H.%M}" if current_language() == "id" else f"{local:%H:%M}"


def moment_text(clock: Clock, moment: str, *, weekday: bool = False) -> str:
    """Return a stored moment in the organisation's zone: ``24 Nov 2026 09.03``, after ``Sel`` with ``weekday``."""
    local = _local(clock, moment)
    day = weekday_and_day(local.date()) if weekday else short_day(local.date())
    return f"{day} {hour_text(local)}"


def near_moment(clock: Clock, moment: str) -> str:
    """Return a stored moment as ``24 Nov 09.03``, and one of today as its hour alone."""
    local, today = _local(clock, moment), clock.today()
    hour = hour_text(local)
    return hour if local.date() == today else f"{near_day(local.date(), today)} {hour}"


def near_moment_of_week(clock: Clock, moment: str) -> str:
    """Return a stored moment in few cells with its weekday: ``Sel 24 Nov 09.03``, as :func:`near_day` its year."""
    local = _local(clock, moment)
    day = f"{weekday_name(local.date(), short=True)} {near_day(local.date(), clock.today())}"
    return f"{day} {hour_text(local)}"


def _local(clock: Clock, moment: str) -> datetime:
    return read_moment(moment).astimezone(clock.zone)


def days_text(days: int) -> str:
    """Return a number of days."""
    return plural("{count} day", "{count} days", days)


def late_text(days: int) -> str:
    """Return by how many days something is late."""
    return plural("{count} day late", "{count} days late", days)


def left_text(days: int) -> str:
    """Return how many days are left; below 0, how many it is late, with the mark."""
    return f"{OVERDUE_MARK} {late_text(-days)}" if days < 0 else _ahead(days)


def days_left(day: str | None, today: date, *, closed: bool = False) -> tuple[str, str]:
    """Return how far off a due day is, in the fewest words, and the table's style for it."""
    if day is None or closed:
        return "", ""
    left = (date.fromisoformat(day) - today).days
    if left < 0:
        late = plural_c("short", "{count} day late", "{count} days late", -left)
        return f"{OVERDUE_MARK} {late}", "late"
    return _ahead(left), "soon" if left <= SOON_DAYS else ""


def _ahead(days: int) -> str:
    if days < 2:
        return _("tomorrow") if days else _("today")
    return plural("in {count} day", "in {count} days", days)


def due_texts(row: ItemRow, today: date) -> tuple[list[str], str]:
    """Return when an item is due and what is left, the fullest wording first, and the style for it."""
    if not row.is_open:
        return ([f"{MARKS[Status.DONE]} {near_day(row.done_on, today)}"] if row.done_on else [""]), "muted"
    if row.due is None:
        return [_("no due day"), "–"], "muted"
    left = (date.fromisoformat(row.due) - today).days
    day = near_day(row.due, today)
    if left < 0:
        late = left_text(left)
        return [f"{day} {late}", late, f"{OVERDUE_MARK} {days_text(-left)}"], "late"
    words = _ahead(left)
    return [f"{day} · {words}", words, day], "soon" if left <= SOON_DAYS else ""
