"""The lists of a report as tables of words, in reading order; every writer sets them in its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.model.numbers import format_number
from taskforce.model.text import clean_line
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Priority, Status, label
from taskforce.model.width import shorten_words
from taskforce.reports.content.wording import LONGEST, NOTHING
from taskforce.reports.content.wording import points as points_text
from taskforce.reports.document import Cell, Column
from taskforce.reports.figures.status import DeadlineFigures, Listing, StatusReport, Texts
from taskforce.store.read.items import ItemRow
from taskforce.wording.days import days_text, left_text, short_day
from taskforce.wording.records import agency_text, lead_name_text, lead_text, status_text

WHOLE = 2000
"""Cells of a text that is shown whole, at most."""


class Section(NamedTuple):
    """One list: its key in the data, title, columns and rows, how many rows there are in all, and what it says
    when there are none."""

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[tuple[Cell, ...]]
    total: int
    empty: str

    @property
    def left_out(self) -> int:
        """Return how many rows were not read."""
        return self.total - len(self.rows)


def sections(report: StatusReport, *, full: bool = False) -> list[Section]:
    """Return every list of the report: what is late and stuck first.

    ``full`` writes names of people instead of their handles, and the year of every date, for paper.
    """
    writer = _Sections(report, full)
    return [
        writer.overdue(),
        writer.blocked(),
        writer.due_in_period(),
        writer.due_next(),
        writer.deadlines(),
        writer.completed(),
        writer.progressed(),
        writer.added(),
        writer.rescheduled(),
        writer.silent(),
        writer.without_evidence(),
    ]


def said(text: str | None, tone: str = "", limit: int = LONGEST) -> Cell:
    """Return a cell of text that people wrote, in one clean line: shortened for reading, whole as its value."""
    if not text:
        return Cell(NOTHING)
    cleaned = clean_line(text)
    return Cell(shorten_words(cleaned, limit), tone, cleaned)


def percent_cell(value: int) -> Cell:
    """Return a cell of whole percent, such as an item's progress."""
    return Cell(f"{value}%", "", value)


class _Sections:
    def __init__(self, report: StatusReport, full: bool) -> None:
        self.report, self.full = report, full
        self.year = None if full else report.as_of.year

    def _day(self, text: str | None) -> str:
        return short_day(text, self.year) or NOTHING

    def _date(self, text: str | None, tone: str = "") -> Cell:
        return Cell(self._day(text), tone, text)

    def _item(self, row: ItemRow) -> tuple[Cell, ...]:
        return (
            Cell(row.ref, "", row.ref),
            said(row.title),
            said(lead_name_text(row) if self.full else lead_text(row)),
            said(agency_text(row)),
        )

    def _items(
        self,
        key: str,
        title: str,
        listing: Listing[ItemRow],
        last: Column,
        value: Callable[[ItemRow], Cell],
        empty: str,
    ) -> Section:
        rows = [(*self._item(row), value(row)) for row in listing.rows]
        return Section(key, title, (*_item_columns(), last), rows, listing.total, empty)

    def overdue(self) -> Section:
        listing, texts = self.report.overdue, self.report.texts
        rows = [
            (
                *self._item(row),
                said(cause_of(texts, row)),
                self._date(row.due),
                late_cell(row, self.report.as_of),
            )
            for row in listing.rows
        ]
        columns = (
            *_item_columns(),
            Column(_("Cause"), flexible=True),
            Column(_("Due"), whole=True, kind="date", key="due"),
            Column(_("Late"), right=True, kind="number", key="late"),
        )
        return Section(
            "overdue", f"{OVERDUE_MARK} {_('Overdue')}", columns, rows, listing.total, _("Nothing is overdue.")
        )

    def blocked(self) -> Section:
        listing, texts = self.report.blocked, self.report.texts
        rows = [
            (*self._item(row), said(texts.obstacles.get(row.id)), said(texts.follow_ups.get(row.id)))
            for row in listing.rows
        ]
        columns = (
            *_item_columns(),
            Column(_("Obstacle"), flexible=True),
            Column(_("Follow-up"), flexible=True),
        )
        return Section("blocked", status_text("blocked"), columns, rows, listing.total, _("Nothing is blocked."))

    def completed(self) -> Section:
        return self._items(
            "completed",
            f"{MARKS[Status.DONE]} {_('Completed in the period')}",
            self.report.completed,
            Column(_("Done on"), whole=True, kind="date"),
            lambda row: self._date(row.done_on, "good"),
            _("Nothing was completed."),
        )

    def progressed(self) -> Section:
        listing = self.report.progressed
        rows = [
            (
                *self._item(move.item),
                percent_cell(move.before),
                percent_cell(move.after),
                _gain(move.after - move.before),
            )
            for move in listing.rows
        ]
        columns = (
            *_item_columns(),
            Column(_("Progress before"), right=True, kind="percent"),
            Column(_("Progress now"), right=True, kind="percent"),
            Column(_("Gain"), right=True, whole=True, kind="points"),
        )
        return Section(
            "progressed", _("Progress in the period"), columns, rows, listing.total, _("No progress was noted.")
        )

    def due_in_period(self) -> Section:
        return self._due("due_in_period", _("Due until the period ends"), self.report.due_in_period)

    def due_next(self) -> Section:
        return self._due("due_next", _("Due in the 7 days after the period"), self.report.due_next)

    def _due(self, key: str, title: str, listing: Listing[ItemRow]) -> Section:
        rows = [(*self._item(row), self._date(row.due), percent_cell(row.progress)) for row in listing.rows]
        columns = (
            *_item_columns(),
            Column(_("Due"), whole=True, kind="date", key="due"),
            Column(_("Progress"), right=True, kind="percent"),
        )
        return Section(key, title, columns, rows, listing.total, _("Nothing falls due."))

    def added(self) -> Section:
        return self._items(
            "added",
            _("Added in the period"),
            self.report.added,
            Column(_("Due"), whole=True, kind="date", key="due"),
            lambda row: self._date(row.due),
            _("Nothing was added."),
        )

    def rescheduled(self) -> Section:
        listing = self.report.rescheduled
        rows = [
            (
                *self._item(move.item)[:3],
                self._date(move.before),
                self._date(move.after),
                said(move.reason),
            )
            for move in listing.rows
        ]
        columns = (
            *_item_columns()[:3],
            Column(_("Due before"), whole=True, kind="date"),
            Column(_("Due now"), whole=True, kind="date"),
            Column(_("Reason"), flexible=True),
        )
        return Section(
            "rescheduled",
            _("Rescheduled in the period"),
            columns,
            rows,
            listing.total,
            _("No due date was moved."),
        )

    def deadlines(self) -> Section:
        rows = [
            (
                said(one.name),
                self._date(one.first_due),
                self._date(one.due),
                days_left_cell(one, self._day(one.met_on)),
                Cell(str(one.open_items), "", one.open_items),
            )
            for one in self.report.deadlines
        ]
        columns = (
            Column(_("Milestone"), flexible=True),
            Column(_("First date"), whole=True, kind="date"),
            Column(_("Date now"), whole=True, kind="date"),
            Column(_("Left"), whole=True),
            Column(_("Open items"), right=True, kind="number"),
        )
        return Section("deadlines", _("Milestones"), columns, rows, len(rows), _("No milestone is open."))

    def silent(self) -> Section:
        rows = [(said(heard_of(self.report, short)),) for short in self.report.silent_agencies]
        return Section(
            "silent_agencies",
            silent_title(self.report),
            (Column(_("Agency"), flexible=True),),
            rows,
            len(rows),
            _("None: every agency with open items had an update."),
        )

    def without_evidence(self) -> Section:
        return self._items(
            "without_evidence",
            _("Done, but without evidence"),
            self.report.without_evidence,
            Column(_("Done on"), whole=True, kind="date"),
            lambda row: self._date(row.done_on),
            _("All that is done has evidence."),
        )


def silent_title(report: StatusReport) -> str:
    """Return the heading of those who were not heard of; of a period that still runs, they may be yet."""
    if report.still_runs:
        return _("Agencies without any update yet, which may report until {day}", day=short_day(report.period.end))
    return _("Agencies without any update in the period")


def heard_of(report: StatusReport, short: str) -> str:
    """Return a silent agency with the day on which it was last heard of."""
    last = short_day(report.silent_since.get(short), report.as_of.year)
    return _("{agency} (last on {day})", agency=short, day=last) if last else short


def cause_of(texts: Texts, row: ItemRow) -> str | None:
    """Return why an item is late: its obstacle or the reason its date was moved last, as people noted them; else
    what the list says by itself, that it waits for open items or that no lead is named."""
    if noted := texts.obstacles.get(row.id) or texts.reasons.get(row.id):
        return noted
    if row.id in texts.waits:
        return _("Waits for {refs}.", refs=texts.waits[row.id])
    return _("No lead is named.") if row.lead is None else None


def late_cell(row: ItemRow, as_of: date) -> Cell:
    """Return by how many days an item is late."""
    assert row.due is not None
    days = (as_of - date.fromisoformat(row.due)).days
    return Cell(days_text(days), "late", days)


def days_left_cell(deadline: DeadlineFigures, met_on: str) -> Cell:
    """Return how far off a milestone is, or on which day (in words) it was met."""
    if deadline.met_on is not None:
        return Cell(_("met on {day}", day=met_on), "good")
    return Cell(left_text(deadline.days_left), "late" if deadline.days_left < 0 else "")


def _item_columns() -> tuple[Column, ...]:
    return (
        Column(_("Ref"), right=True, kind="ref"),
        Column(_("Action item"), flexible=True),
        Column(_("Lead"), key="lead"),
        Column(_("Agency")),
    )


def _gain(points: int) -> Cell:
    return Cell(points_text(points), "good" if points > 0 else "late", points)


def matrix(report: StatusReport) -> Section:
    """Return the follow-up matrix as offices keep it: every item of the report, with the meeting it comes from.

    Cancelled items are in it too, because the matrix is the record of what was agreed; so titles and origins are
    whole.
    """
    items = report.matrix or Listing(0, ())
    clock = Clock(report.zone)
    columns = (
        Column(_("Ref"), right=True, kind="ref", share=5),
        Column(_("Origin"), share=14),
        Column(_("Date"), whole=True, kind="date", share=8),
        Column(_("Action item"), flexible=True, share=27),
        Column(_("Agency"), share=10),
        Column(_("Lead"), share=11, key="lead"),
        Column(_("Weight"), right=True, kind="number", share=5, key="weight"),
        Column(_("Due"), whole=True, kind="date", share=8, key="due"),
        Column(_("Priority"), share=7),
        Column(_("Status"), share=9),
        Column(_("Progress"), right=True, kind="percent", share=6),
        Column(_("Done on"), whole=True, kind="date", share=8),
    )
    today = report.as_of.isoformat()
    days, agreed_on = _Days(), report.texts.meeting_days

    def row_of(row: ItemRow) -> tuple[Cell, ...]:
        agreed = agreed_on.get(row.id) or clock.day_of(row.created_at).isoformat()
        late = row.is_overdue(today)
        priority = label(Priority(row.priority))
        weight = 1 if row.weight is None else row.weight
        return (
            Cell(row.ref, "", row.ref),
            said(row.origin, limit=WHOLE),
            Cell(days[agreed], "", agreed),
            said(row.title, limit=WHOLE),
            said(agency_text(row)),
            said(lead_name_text(row)),
            Cell(format_number(weight), "", weight),
            Cell((f"{OVERDUE_MARK} " if late else "") + days[row.due], "late" if late else "", row.due),
            Cell(priority, "", priority),
            Cell(status_text(row.status), "", label(Status(row.status))),
            percent_cell(100 if row.status == Status.DONE else row.progress),
            Cell(days[row.done_on], "", row.done_on),
        )

    rows = [row_of(row) for row in items.rows]
    return Section("matrix", _("Follow-up matrix"), columns, rows, items.total, _("There are no action items."))


class _Days(dict[str | None, str]):
    """Days in words, each put into words once."""

    def __missing__(self, iso: str | None) -> str:
        self[iso] = short_day(iso) or NOTHING
        return self[iso]
