"""Building a status report from a list, as it was at the end of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from taskforce.clock import Clock, write_moment
from taskforce.reports import status
from taskforce.reports.curve import CurvePoint, curve_weeks, s_curve
from taskforce.reports.period import Period, as_of_day, period_of
from taskforce.reports.status import (
    DeadlineFigures,
    Listing,
    Movement,
    Rescheduling,
    StatusReport,
    Texts,
)
from taskforce.store import report_data
from taskforce.store.items import ItemRow, Selection, item_links, item_rows, items_by_seq
from taskforce.store.reader import Reader
from taskforce.store.registers import deadline_rows
from taskforce.store.report_data import ReportItem
from taskforce.store.store import Store

Row = TypeVar("Row")

__all__ = ["BRIEF", "COMPLETE", "Extent", "build_report", "period_of"]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a report is read: so many rows of each list (``None``: all), what items are linked to, and
    every item for the follow-up matrix."""

    rows: int | None = None
    links: bool = True
    matrix: bool = True


COMPLETE = Extent()
"""Everything, for any format."""

BRIEF_ROWS = 12
BRIEF = Extent(BRIEF_ROWS, links=False, matrix=False)
"""What fits on a terminal: quick for a list of any length."""


def build_report(
    store: Store,
    period: Period,
    as_of: date | None = None,
    scope: str | None = None,
    *,
    extent: Extent = COMPLETE,
) -> StatusReport:
    """The status report of ``period`` as of the end of a day (see :func:`as_of_day`).

    ``scope`` is a query, answered as of that day.  Raises :class:`UsageError` for a day to come and
    :class:`~taskforce.store.query.syntax.QueryError` for a query that cannot be read.
    """
    day = as_of_day(period, as_of, store.clock.today())
    with store.as_of(day) as reader:
        where, parameters = _condition(reader, scope, day, store.actor_id)
        return _Builder(store.clock, reader, period, day, scope, where, parameters, extent).report()


def _condition(reader: Reader, scope: str | None, day: date, actor_id: str | None) -> tuple[str, dict[str, Any]]:
    if scope is None or not scope.strip():
        return "1 = 1", {}
    from taskforce.store.query.compile import compile_query

    condition = compile_query(scope, reader, day, actor_id)
    return condition.sql, dict(condition.parameters)


class _Builder:
    """Reads once what several parts of the report need."""

    def __init__(
        self,
        clock: Clock,
        reader: Reader,
        period: Period,
        as_of: date,
        scope: str | None,
        where: str,
        parameters: dict[str, Any],
        extent: Extent,
    ) -> None:
        self.clock, self.reader, self.period, self.as_of, self.extent = clock, reader, period, as_of, extent
        self.scope = scope.strip() or None if scope else None
        self.where, self.parameters = where, parameters
        self.day = as_of.isoformat()
        self.start = write_moment(clock.start_of(period.start))
        self.known_until = write_moment(clock.end_of(as_of))
        self.until = min(self.known_until, write_moment(clock.end_of(period.end)))
        self.items = report_data.report_items(reader, where, parameters)
        self.changes = report_data.progress_changes(reader, self.known_until)
        self._rows: dict[int, ItemRow] = {}

    def report(self) -> StatusReport:
        """Everything, in the order of the data format."""
        period, items = self.period, self.items
        organisation = report_data.organisation(self.reader)
        agencies = report_data.agency_names(self.reader)
        moves = status.progress_moves(self.changes, self.start, self.until)
        dues = report_data.due_moves(self.reader, self.start, self.until)
        first, last = period.start.isoformat(), period.end.isoformat()
        chosen = self._chosen(
            {
                "completed": lambda item: item.status == "done" and first <= (item.done_on or "") <= last,
                "progressed": lambda item: item.id in moves,
                "added": lambda item: self.start <= item.created_at < self.until,
                "overdue": lambda item: status.is_overdue(item, self.day),
                "blocked": lambda item: item.status == "blocked",
                "due_next": lambda item: status.is_due_next(item, period),
                "rescheduled": lambda item: item.id in dues and dues[item.id].before != dues[item.id].after,
                "without_evidence": self._lacks_evidence(),
            }
        )
        shown = {name: [self._rows[item.seq] for item in kept] for name, (_total, kept) in chosen.items()}

        def listing(name: str, make: Callable[[ItemRow], Row]) -> Listing[Row]:
            return Listing(chosen[name][0], tuple(map(make, shown[name])))

        return StatusReport(
            organisation=str(organisation.get("name") or ""),
            number=None,
            period=period,
            as_of=self.as_of,
            scope=self.scope,
            zone=str(self.clock.zone.key),
            summary=status.summary_of(items, period, self.as_of),
            by_dimension=status.groups_by_dimension(items, report_data.dimension_names(self.reader), self.day),
            by_agency=status.groups_by_agency(items, agencies, self.day),
            by_priority=status.groups_by_priority(items, self.day),
            completed=listing("completed", _itself),
            progressed=listing("progressed", lambda row: Movement(row, *moves[row.id])),
            added=listing("added", _itself),
            overdue=listing("overdue", _itself),
            blocked=listing("blocked", _itself),
            due_next=listing("due_next", _itself),
            rescheduled=listing("rescheduled", lambda row: Rescheduling(row, *dues[row.id])),
            deadlines=self._deadlines(),
            silent_agencies=status.silent_agencies(
                items, agencies, report_data.changed_items(self.reader, self.start, self.until)
            ),
            without_evidence=listing("without_evidence", _itself),
            s_curve=self._curve(),
            texts=self._texts(organisation, [*shown["blocked"], *shown["overdue"]]),
            links=item_links(self.reader, {row.id for row in self._rows.values()}) if self.extent.links else None,
            matrix=self._matrix() if self.extent.matrix else None,
        )

    def _lacks_evidence(self) -> Callable[[ReportItem], bool]:
        proved = report_data.items_with_evidence(self.reader)
        return lambda item: item.status == "done" and item.id not in proved

    def _chosen(
        self, tests: Mapping[str, Callable[[ReportItem], bool]]
    ) -> dict[str, tuple[int, list[ReportItem]]]:
        """For each list its length, and the items whose rows are shown, in order; the rows are read.

        Cancelled items are in no list, as they are not in ``total``.
        """
        order = status.list_order(self.day)
        counted = [item for item in self.items if item.status != "cancelled"]
        chosen: dict[str, tuple[int, list[ReportItem]]] = {}
        for name, test in tests.items():
            found = sorted(filter(test, counted), key=order)
            chosen[name] = (len(found), found[: self.extent.rows])
        seqs = {item.seq for _total, kept in chosen.values() for item in kept}
        self._rows = items_by_seq(self.reader, seqs)
        return chosen

    def _deadlines(self) -> tuple[DeadlineFigures, ...]:
        waiting = Counter(item.deadline_id for item in self.items if item.is_open)
        first, last = self.period.start.isoformat(), self.period.end.isoformat()
        return tuple(
            DeadlineFigures(
                row.key,
                row.name,
                row.due,
                (date.fromisoformat(row.due) - self.as_of).days,
                waiting[row.id],
                row.met_on,
            )
            for row in deadline_rows(self.reader)
            if row.met_on is None or first <= row.due <= last or first <= row.met_on <= last
        )

    def _curve(self) -> tuple[CurvePoint, ...]:
        dated = status.dated(self.items)
        if not dated:
            return ()
        begun = self.clock.day_of(min(item.created_at for item in dated))
        weeks = curve_weeks(dated, begun, self.as_of)
        ends = [write_moment(self.clock.end_of(week)) for week in weeks if week < self.as_of]
        return s_curve(dated, self.changes, weeks, [*ends, self.known_until], self.as_of)

    def _texts(self, organisation: Mapping[str, Any], stuck: Iterable[ItemRow]) -> Texts:
        ids = {row.id for row in stuck if row.notes}
        return Texts(
            letterhead=tuple(map(str, organisation.get("letterhead") or ())),
            logo=organisation.get("logo"),
            signers=tuple(map(_signer, organisation.get("signers") or ())),
            carbon_copies=tuple(map(str, organisation.get("carbon_copies") or ())),
            place=organisation.get("place"),
            paper=str(organisation.get("paper") or "f4"),
            obstacles=report_data.newest_notes(self.reader, "obstacle", ids),
            follow_ups=report_data.newest_notes(self.reader, "follow_up", ids),
            meeting_days=report_data.meeting_days(self.reader) if self.extent.matrix else {},
        )

    def _matrix(self) -> Sequence[ItemRow]:
        return item_rows(self.reader, Selection(self.where, self.parameters), self.day)


def _itself(row: ItemRow) -> ItemRow:
    return row


def _signer(value: Any) -> Mapping[str, str]:
    """A signer of the organisation's register: a mapping, or only a name."""
    if isinstance(value, Mapping):
        return {str(key): str(part) for key, part in value.items() if part is not None}
    return {"name": str(value)}
