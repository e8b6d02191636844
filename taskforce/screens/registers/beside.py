"""What stands beside a register about the record under the cursor: particulars, load, what is open for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from textual.content import Content

from taskforce.language import _
from taskforce.model.width import printable
from taskforce.screens.frame.session import Session
from taskforce.store.read.items import ItemRow, item_rows, items_of
from taskforce.wording.days import days_left, week_mark
from taskforce.wording.records import status_text

MOST_ITEMS = 30


def particulars(pairs: Iterable[tuple[str, str | None]]) -> list[Content]:
    """Return names and values, a line each; absent ones are left out."""
    return [Content.assemble((f"{name}  ", "$text-muted"), printable(value)) for name, value in pairs if value]


def load_lines(load: Sequence[int], today: date) -> list[Content]:
    """Return what is due in each of the next weeks as figures with bars, under a heading."""
    monday = today - timedelta(days=today.weekday())
    lines = [Content(""), Content.styled(_("Due per week"), "bold")]
    for number, count in enumerate(load):
        week = (monday + timedelta(weeks=number)).isocalendar()
        bar = "█" * min(12, count)  # one scale for all: people and agencies are compared
        lines.append(Content(f"{week_mark(week.week)} {bar:<12} {count}"))
    return lines


def item_lines(
    session: Session, link: str, record_id: str, count: str, *, closed: bool = False, sort: str | None = None
) -> list[Content]:
    """Return the first items that a record has, under a heading with their ``count``.

    ``link`` names the items' field that leads to the record.  Open items say the days left; where ``closed`` ones
    are among them, each says its status.
    """
    selection = items_of(link, record_id, sort, only_open=not closed)
    lines = [Content(""), Content.styled(f"{_('Open')}: {count}", "bold")]
    for item in item_rows(session.reader, selection, session.today, limit=MOST_ITEMS):
        end = (status_text(item.status), "$text-muted") if closed else _time_left(item, session.day)
        lines.append(Content.assemble(f"{item.ref} {printable(item.title)}  ", end))
    return lines


def _time_left(item: ItemRow, today: date) -> tuple[str, str]:
    left, style = days_left(item.due, today)
    return left, "$text-error" if style == "late" else "$text-muted"
