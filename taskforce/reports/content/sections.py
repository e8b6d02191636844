"""The lists of a report as tables of words, in reading order; every writer sets them in its own way."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.model.text import clean_line
from taskforce.model.vocabulary import MARKS, OVERDUE_MARK, Priority, Status, label
from taskforce.model.width import shorten
from taskforce.reports.content.wording import LONGEST, NOTHING
from taskforce.reports.document import Cell, Column
from taskforce.reports.figures.status import DeadlineFigures, Listing, StatusReport
from taskforce.store.read.items import ItemRow
from taskforce.wording.days import days_text, left_text, short_day
from taskforce.wording.records import status_text


@dataclass(frozen=True, slots=True)
class Section:
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
        writer.deadlines(),
        writer.completed(),
        writer.progressed(),
        writer.due_next(),
        writer.added(),
        writer.rescheduled(),
        writer.silent(),
        writer.without_evidence(),
    ]


def said(text: str | None, tone: str = "") -> Cell:
    """Return a cell of text that people wrote, in one clean line: shortened for reading, whole as its value."""
    if not text:
        return Cell(NOTHING)
    cleaned = clean_line(text)
    return Cell(shorten(cleaned, LONGEST), tone, cleaned)


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
            said(row.lead_name if self.full else row.lead),
            said(row.agency),
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
        today = self.report.as_of

        def late(row: ItemRow) -> Cell:
            assert row.due is not None
            days = (today - date.fromisoformat(row.due)).days
            return Cell(days_text(days), "late", days)

        listing = self.report.overdue
        rows = [(*self._item(row), self._date(row.due), late(row)) for row in listing.rows]
        columns = (
            *_item_columns(),
            Column(_("Due"), whole=True, kind="date"),
            Column(_("Late"), right=True, kind="number"),
        )
        return Section(
            "overdue", f"{OVERDUE_MARK} {_('Overdue')}", columns, rows, listing.total, _("Nothing is overdue.")
        )

    def blocked(self) -> Section:
        obstacles = self.report.texts.obstacles

        def obstacle(row: ItemRow) -> Cell:
            return said(obstacles.get(row.id))

        column = Column(_("Obstacle"), flexible=True)
        return self._items(
            "blocked",
            status_text("blocked"),
            self.report.blocked,
            column,
            obstacle,
            _("Nothing is blocked."),
        )

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
            (*self._item(move.item), Cell(f"{move.before}% → {move.after}%"), _gain(move.after - move.before))
            for move in listing.rows
        ]
        columns = (
            *_item_columns(),
            Column(_("Progress"), whole=True),
            Column(_("Gain"), right=True, kind="number"),
        )
        return Section(
            "progressed", _("Progress in the period"), columns, rows, listing.total, _("No progress was noted.")
        )

    def due_next(self) -> Section:
        listing = self.report.due_next
        rows = [(*self._item(row), self._date(row.due), percent_cell(row.progress)) for row in listing.rows]
        columns = (
            *_item_columns(),
            Column(_("Due"), whole=True, kind="date"),
            Column(_("Progress"), right=True, kind="percent"),
        )
        return Section(
            "due_next",
            _("Due in the 7 days after the period"),
            columns,
            rows,
            listing.total,
            _("Nothing falls due."),
        )

    def added(self) -> Section:
        return self._items(
            "added",
            _("Added in the period"),
            self.report.added,
            Column(_("Due"), whole=True, kind="date"),
            lambda row: self._date(row.due),
            _("Nothing was added."),
        )

    def rescheduled(self) -> Section:
        listing = self.report.rescheduled
        rows = [
            (
                *self._item(move.item)[:3],
                Cell(f"{self._day(move.before)} → {self._day(move.after)}"),
                said(move.reason),
            )
            for move in listing.rows
        ]
        columns = (*_item_columns()[:3], Column(_("Moved")), Column(_("Reason"), flexible=True))
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
                self._date(one.due),
                self._days_left(one),
                Cell(str(one.open_items), "", one.open_items),
            )
            for one in self.report.deadlines
        ]
        columns = (
            Column(_("Deadline"), flexible=True),
            Column(_("Date"), whole=True, kind="date"),
            Column(_("Left"), whole=True),
            Column(_("Open"), right=True, kind="number"),
        )
        return Section("deadlines", _("Deadlines"), columns, rows, len(rows), _("No deadline is open."))

    def _days_left(self, deadline: DeadlineFigures) -> Cell:
        if deadline.met_on is not None:
            return Cell(_("met on {day}", day=self._day(deadline.met_on)), "good")
        return Cell(left_text(deadline.days_left), "late" if deadline.days_left < 0 else "")

    def silent(self) -> Section:
        rows = [(said(short),) for short in self.report.silent_agencies]
        return Section(
            "silent_agencies",
            _("Agencies without any update in the period"),
            (Column(_("Agency"), flexible=True),),
            rows,
            len(rows),
            _("None: every agency with open items was heard of."),
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


def _item_columns() -> tuple[Column, ...]:
    return (
        Column(_("Ref"), right=True, kind="ref"),
        Column(_("Action item"), flexible=True),
        Column(_("Lead")),
        Column(_("Agency")),
    )


def _gain(points: int) -> Cell:
    return Cell(f"+{points}", "good", points) if points > 0 else Cell(str(points), "late", points)


def matrix(report: StatusReport) -> Section:
    """Return the follow-up matrix as offices keep it: every item of the report, with the meeting it comes from.

    Cancelled items are in it too, because the matrix is the record of what was agreed.
    """
    items = report.matrix or Listing(0, ())
    clock = Clock(report.zone)
    columns = (
        Column(_("No."), right=True, kind="number", share=4),
        Column(_("Origin"), share=18),
        Column(_("Date"), whole=True, kind="date", share=8),
        Column(_("Action item"), flexible=True, share=25),
        Column(_("Agency"), share=10),
        Column(_("Lead"), share=11),
        Column(_("Due"), whole=True, kind="date", share=8),
        Column(_("Priority"), share=7),
        Column(_("Status"), share=9),
        Column(_("Done on"), whole=True, kind="date", share=8),
    )
    today = report.as_of.isoformat()
    days, agreed_on = _Days(), report.texts.meeting_days

    def row_of(number: int, row: ItemRow) -> tuple[Cell, ...]:
        agreed = agreed_on.get(row.id) or clock.day_of(row.created_at).isoformat()
        late = row.is_overdue(today)
        status = status_text(row.status)
        if row.is_open and row.progress:
            status += f" {row.progress}%"
        priority = label(Priority(row.priority))
        return (
            Cell(str(number), "", number),
            said(row.origin),
            Cell(days[agreed], "", agreed),
            said(row.title),
            said(row.agency),
            said(row.lead_name),
            Cell((f"{OVERDUE_MARK} " if late else "") + days[row.due], "", row.due),
            Cell(priority, "", priority),
            Cell(status, "late" if late else "", status),
            Cell(days[row.done_on], "", row.done_on),
        )

    rows = [row_of(number, row) for number, row in enumerate(items.rows, 1)]
    return Section("matrix", _("Follow-up matrix"), columns, rows, items.total, _("There are no action items."))


class _Days(dict[str | None, str]):
    """Days in words, each put into words once."""

    def __missing__(self, iso: str | None) -> str:
        self[iso] = short_day(iso) or NOTHING
        return self[iso]
