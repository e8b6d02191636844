"""Small lists for tests of reports, told day by day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from taskforce.reports.figures.build import build_report
from taskforce.reports.figures.period import Period, period_of
from taskforce.reports.writers.json_data import report_data
from taskforce.store.changes.batch import Batch, create, delete, edit
from taskforce.store.changes.ids import ORGANISATION_ID, derived_id
from taskforce.store.store import Store

MONDAY = date(2026, 11, 16)
"""The first day of 2026-W47."""


class Office:
    """A list that is worked on: each call is one step, dated at ten o'clock of the day that was said last."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.moment = datetime.combine(MONDAY, datetime.min.time(), tzinfo=store.clock.zone)
        self.ids: dict[str, str] = {}
        self.on(MONDAY - timedelta(weeks=4))
        self._write(create("organisation", ORGANISATION_ID, name="Pemerintah Kabupaten Banjar", place="Martapura"))

    def on(self, day: date | str) -> Office:
        """What follows happens on ``day``."""
        when = date.fromisoformat(day) if isinstance(day, str) else day
        self.moment = datetime.combine(when, datetime.min.time(), tzinfo=self.store.clock.zone) + timedelta(
            hours=10
        )
        return self

    def _write(self, *drafts: Any, reason: str | None = None) -> None:
        self.moment += timedelta(minutes=1)
        self.store.apply(Batch("edit", list(drafts), reason=reason, at=self.moment))

    def organisation(self, **values: Any) -> None:
        """A change of the organisation's own record."""
        self._write(*(edit("organisation", ORGANISATION_ID, field, new) for field, new in values.items()))

    def dimension(self, key: str, position: int) -> None:
        """A dimension called ``Smart Key``."""
        self._write(create("dimension", key=key, name=f"Smart {key.title()}", position=position))

    def agency(self, code: str, short: str) -> None:
        """An agency."""
        self._write(create("agency", code=code, short=short, name=f"Dinas {short}"))

    def member(self, handle: str, name: str) -> str:
        """A member; their id."""
        draft = create("member", handle=handle, name=name)
        self._write(draft)
        return draft.record_id

    def deadline(self, key: str, due: str, **values: Any) -> None:
        """A deadline."""
        self._write(create("deadline", key=key, name=key.title(), due=due, **values))

    def item(self, name: str, **values: Any) -> None:
        """An action item called ``name``; links are said by key: ``dimension``, ``agency``, ``deadline``."""
        for link in ("dimension", "agency", "deadline"):
            if link in values:
                values[f"{link}_id"] = derived_id(link, values.pop(link))
        draft = create("action_item", title=name, **values)
        self.ids[name] = draft.record_id
        self._write(draft)

    def edit(self, name: str, reason: str | None = None, **values: Any) -> None:
        """A change of an item."""
        self._write(
            *(edit("action_item", self.ids[name], field, new) for field, new in values.items()), reason=reason
        )

    def add(self, record_type: str, name: str, **values: Any) -> None:
        """A note or a piece of evidence of an item."""
        self._write(create(record_type, item_id=self.ids[name], **values))

    def delete(self, record_type: str, key: str) -> None:
        """Take a dimension, agency or deadline out of its register."""
        self._write(delete(record_type, derived_id(record_type, key)))

    def report(self, week: str = "2026-W47", as_of: str | None = None, scope: str | None = None) -> dict[str, Any]:
        """The report as data."""
        period = period_of(self.store.clock.today(), week)
        return report_data(build_report(self.store, period, as_of and date.fromisoformat(as_of), scope))


def titles(items: list[dict[str, Any]]) -> list[str]:
    """The titles of a list of the report, of movements too."""
    return [one.get("item", one)["title"] for one in items]


def days(start: date, count: int) -> Iterator[date]:
    """``count`` days from ``start`` on."""
    return (start + timedelta(days=number) for number in range(count))


def week_of_report(monday: date) -> Period:
    """The week that begins on ``monday``."""
    return Period(monday, monday + timedelta(days=6))
