"""Building a status report from a list, as it was at the end of a day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from heapq import nsmallest
from typing import Any, TypeVar

from taskforce.clock import Clock, write_moment
from taskforce.model.dates import week_of
from taskforce.model.vocabulary import priority_rank
from taskforce.reports.figures import status
from taskforce.reports.figures.curve import BurnPoint, CurvePoint, burn_up, curve_weeks, percent, sunday_of
from taskforce.reports.figures.judgement import judged_days, judgement, outlook, progress
from taskforce.reports.figures.past import DayFigures, day_figures
from taskforce.reports.figures.period import Period, as_of_day, period_of
from taskforce.reports.figures.status import (
    Ask,
    DeadlineFigures,
    Listing,
    Movement,
    Rescheduling,
    StatusReport,
    Texts,
)
from taskforce.store.database.reader import Reader
from taskforce.store.read import report_data
from taskforce.store.read.items import ItemRow, Selection, item_links, item_rows, items_by_seq
from taskforce.store.read.report_data import DueMove, ReportItem
from taskforce.store.store import Store

Row = TypeVar("Row")

__all__ = ["BRIEF", "COMPLETE", "Extent", "build_report", "period_of"]


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a report is read: so many rows of each list (``None``: all), what items are linked to,
    the follow-up matrix (every item, in as many rows), and the plan with its evidence."""

    rows: int | None = None
    links: bool = True
    matrix: bool = True
    plan: bool = False


COMPLETE = Extent()
"""Everything, for any format."""

MOST_ASKS = 3
"""Decisions that a report asks for at most."""

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
    """Return the status report of ``period`` as of the end of a day (see :func:`as_of_day`).

    ``scope`` is a query, answered as of that day.  Raises :class:`UsageError` for a day to come and
    :class:`~taskforce.store.query.syntax.QueryError` for a query that cannot be read.
    """
    # Figures are of that day; who signs, and the letterhead, are those of today.
    day = as_of_day(period, as_of, store.clock.today())
    with store.as_of(day) as reader:
        where, parameters = _condition(reader, scope, day, store.actor_id)
        texts = report_data.organisation(store.reader)
        return _Builder(store.clock, reader, period, day, scope, where, parameters, extent, texts).report()


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
        office: Mapping[str, Any],
    ) -> None:
        self.clock, self.reader, self.period, self.as_of, self.extent = clock, reader, period, as_of, extent
        self.scope = scope.strip() or None if scope else None
        self.office = office
        self.where, self.parameters = where, parameters
        self.day = as_of.isoformat()
        self.start = write_moment(clock.start_of(period.start))
        self.known_until = write_moment(clock.end_of(as_of))
        self.until = min(self.known_until, write_moment(clock.end_of(period.end)))
        self.items = report_data.report_items(reader, where, parameters)
        self.counted = [item for item in self.items if item.status != "cancelled"]
        self.gone = report_data.deleted_items(reader, where, parameters)
        self.steps = report_data.item_steps(reader, self.known_until)
        self._rows: dict[int, ItemRow] = {}

    def report(self) -> StatusReport:
        """Return everything, in the order of the data format."""
        items = self.items
        organisation = report_data.organisation(self.reader)
        agencies = report_data.agency_names(self.reader)
        moves = status.progress_moves(self.counted, self.steps, self.start, self.until)
        dues = report_data.due_moves(self.reader, self.start, self.until)
        listed = self._listed(moves, dues)
        shown = self._shown(listed)
        weeks = self._weeks(status.dated(items))
        figures = self._day_figures(weeks)
        within = progress(figures[self.period.start - timedelta(days=1)], figures[self.as_of])
        first_dues = [item.original_due for item in self.counted if item.original_due is not None]
        matrix = self._matrix() if self.extent.matrix else None

        def listing(name: str, make: Callable[[ItemRow], Row]) -> Listing[Row]:
            return Listing(len(listed[name]), tuple(map(make, shown[name])))

        return StatusReport(
            organisation=str(organisation.get("name") or self.office.get("name") or ""),
            number=None,
            period=self.period,
            as_of=self.as_of,
            scope=self.scope,
            zone=str(self.clock.zone.key),
            summary=status.summary_of(
                items, within.total, overdue=len(listed["overdue"]), due_next=len(listed["due_next"])
            ),
            by_dimension=status.groups_by_dimension(
                self.counted, report_data.dimension_names(self.reader), self.day
            ),
            by_agency=status.groups_by_agency(self.counted, agencies, self.day),
            by_priority=status.groups_by_priority(self.counted, self.day),
            by_member=status.groups_by_member(self.counted, report_data.member_names(self.reader), self.day),
            completed=listing("completed", _itself),
            progressed=listing("progressed", lambda row: Movement(row, *moves[row.id])),
            added=listing("added", _itself),
            overdue=listing("overdue", _itself),
            blocked=listing("blocked", _itself),
            due_in_period=listing("due_in_period", _itself),
            due_next=listing("due_next", _itself),
            rescheduled=listing("rescheduled", lambda row: Rescheduling(row, *dues[row.id])),
            deadlines=self._deadlines(),
            silent_agencies=status.silent_agencies(
                items, agencies, report_data.changed_items(self.reader, self.start, self.until)
            ),
            without_evidence=listing("without_evidence", _itself),
            s_curve=self._curve(weeks, figures),
            burn_up=self._burn_up(),
            judgement=judgement(figures, self.as_of),
            progress=within,
            outlook=outlook(figures, self.as_of, first_dues),
            asks=self._asks({*listed["blocked"], *listed["overdue"]}),
            texts=self._texts(self.office, [*shown["blocked"], *shown["overdue"]], matrix),
            open_conflicts=len(report_data.items_in_conflict(self.reader) & {item.id for item in items}),
            links=item_links(self.reader, {row.id for row in self._rows.values()}) if self.extent.links else None,
            matrix=matrix,
            about=scope_subject(self.reader, self.scope) if self.scope else None,
            **self._plan(),
        )

    def _listed(
        self, moves: Mapping[str, tuple[int, int]], dues: Mapping[str, DueMove]
    ) -> dict[str, list[ReportItem]]:
        """Return the items of each list, in no order.

        Cancelled items are in none, as they are not in ``total``.
        """
        counted, day = self.counted, self.day
        first, last = self.period.start.isoformat(), self.period.end.isoformat()
        next_last = (self.period.end + timedelta(days=status.DUE_NEXT_DAYS)).isoformat()
        done = [item for item in counted if item.status == "done"]
        still_open = [item for item in counted if item.status != "done"]
        moved = {item for item, move in dues.items() if move.before != move.after}
        proved = report_data.items_with_evidence(self.reader)
        return {
            "completed": [item for item in done if item.done_on is not None and first <= item.done_on <= last],
            "progressed": [item for item in counted if item.id in moves],
            "added": [item for item in counted if self.start <= item.created_at < self.until],
            "overdue": [item for item in still_open if item.due is not None and item.due < day],
            "blocked": [item for item in still_open if item.status == "blocked"],
            "due_in_period": [item for item in still_open if item.due is not None and day <= item.due <= last],
            "due_next": [item for item in still_open if item.due is not None and last < item.due <= next_last],
            "rescheduled": [item for item in counted if item.id in moved],
            "without_evidence": [item for item in done if item.id not in proved],
        }

    def _shown(self, listed: Mapping[str, list[ReportItem]]) -> dict[str, list[ItemRow]]:
        """Return the rows of each list that are wanted, in order, read all at once."""
        order, most = status.list_order(self.day), self.extent.rows
        kept = {
            name: sorted(items, key=order) if most is None else nsmallest(most, items, key=order)
            for name, items in listed.items()
        }
        seqs = {item.seq for items in kept.values() for item in items}
        self._rows = items_by_seq(self.reader, seqs)
        return {name: [self._rows[item.seq] for item in items] for name, items in kept.items()}

    def _deadlines(self) -> tuple[DeadlineFigures, ...]:
        waiting = Counter(item.deadline_id for item in self.items if item.is_open)
        first_days = report_data.first_deadline_days(self.reader, self.known_until)
        first, last = self.period.start.isoformat(), self.period.end.isoformat()
        return tuple(
            DeadlineFigures(
                row.key,
                row.name,
                row.due,
                (date.fromisoformat(row.due) - self.as_of).days,
                waiting[row.id],
                row.met_on,
                first_days.get(row.id, row.due),
            )
            for row in report_data.deadline_days(self.reader)
            if row.met_on is None or first <= row.due <= last or first <= row.met_on <= last
        )

    def _weeks(self, items: Sequence[ReportItem]) -> list[date]:
        """Return the Sundays of a curve over ``items``; none where there are none."""
        if not items:
            return []
        begun = self.clock.day_of(min(item.created_at for item in items))
        return curve_weeks(items, begun, self.as_of)

    def _day_of(self, week: date) -> date:
        """Return the day at which a week is read: its Sunday, but for the report's own."""
        return self.as_of if week == sunday_of(self.as_of) else week

    def _moments(self, days: Iterable[date]) -> list[str]:
        """Return the moments at which days up to the report's own end."""
        return [write_moment(self.clock.end_of(day)) for day in days if day <= self.as_of]

    def _day_figures(self, weeks: Iterable[date]) -> dict[date, DayFigures]:
        """Return planned and actual progress at the ends of all days that the report speaks of."""
        before = self.period.start - timedelta(days=1)
        days = sorted({before, self.as_of, *judged_days(self.as_of), *map(self._day_of, weeks)})
        gone = {item.id for item in self.gone}
        every = [*self.items, *self.gone]
        return {one.day: one for one in day_figures(every, gone, self.steps, days, self._moments(days))}

    def _curve(self, weeks: Sequence[date], figures: Mapping[date, DayFigures]) -> tuple[CurvePoint, ...]:
        days = [(week, figures[self._day_of(week)]) for week in weeks]
        if not days or figures[self.as_of].planned is None:
            return ()
        return tuple(
            CurvePoint(week_of(week), percent(one.planned), percent(one.actual), one.items) for week, one in days
        )

    def _burn_up(self) -> tuple[BurnPoint, ...]:
        weeks = self._weeks(self.counted)
        return burn_up(self.counted, weeks, self._moments(map(self._day_of, weeks)), self.as_of) if weeks else ()

    def _asks(self, stuck: Iterable[ReportItem]) -> tuple[Ask, ...]:
        """Return the decisions that are needed for what is blocked or overdue, by what was noted of it."""
        told = report_data.items_with_notes(self.reader, ("obstacle", "follow_up"))

        def order(item: ReportItem) -> tuple[Any, ...]:
            first = item.original_due or item.due or "9999"
            blocked, overdue = item.status == "blocked", status.is_overdue(item, self.day)
            return (
                not blocked,
                not overdue,
                -priority_rank(item.priority),
                first,
                len(item.ref),
                item.ref,
                item.seq,
            )

        chosen = nsmallest(MOST_ASKS, (item for item in stuck if item.id in told), key=order)
        rows = items_by_seq(self.reader, {item.seq for item in chosen})
        self._rows |= rows
        notes = {
            kind: report_data.newest_notes(self.reader, kind, [item.id for item in chosen])
            for kind in ("follow_up", "obstacle")
        }
        later = (self.period.end + timedelta(days=status.DUE_NEXT_DAYS)).isoformat()
        asks = []
        for item in chosen:
            row = rows[item.seq]
            kind = next(kind for kind, texts in notes.items() if item.id in texts)
            by = item.due if item.due is not None and item.due >= self.day else later
            asks.append(Ask(row, kind, notes[kind][item.id], row.agency or row.lead_name, by))
        return tuple(asks)

    def _texts(
        self, organisation: Mapping[str, Any], stuck: Iterable[ItemRow], matrix: Listing[ItemRow] | None
    ) -> Texts:
        """Return what people wrote: the newest notes of what is stuck, the meetings that the matrix comes from."""
        rows = list(stuck)
        ids = {row.id for row in rows if row.notes}
        moved = {row.id for row in rows if row.times_rescheduled}
        agreed = [row.id for row in matrix.rows] if matrix is not None else []
        return Texts(
            letterhead=tuple(map(str, organisation.get("letterhead") or ())),
            logo=organisation.get("logo"),
            signers=tuple(map(_signer, organisation.get("signers") or ())),
            carbon_copies=tuple(map(str, organisation.get("carbon_copies") or ())),
            place=organisation.get("place"),
            paper=str(organisation.get("paper") or "f4"),
            obstacles=report_data.newest_notes(self.reader, "obstacle", ids),
            reasons=report_data.due_reasons(self.reader, moved, self.known_until),
            follow_ups=report_data.newest_notes(self.reader, "follow_up", ids),
            meeting_days=report_data.meeting_days(self.reader, agreed),
        )

    def _plan(self) -> dict[str, Any]:
        if not self.extent.plan:
            return {}
        from taskforce.store.read.report_data import evidence_rows, plan_rows

        plan = plan_rows(self.reader, self.where, self.parameters)
        return {"plan": plan, "evidence": evidence_rows(self.reader, {row.id for row in plan})}

    def _matrix(self) -> Listing[ItemRow]:
        """Return every item, or as many as of the other lists, in the order of the list."""
        rows = item_rows(self.reader, Selection(self.where, self.parameters), self.day, limit=self.extent.rows)
        return Listing(len(self.items), tuple(rows))


_SUBJECTS = {
    "dim": "dimension",
    "dimension": "dimension",
    "dimensi": "dimension",
    "agency": "agency",
    "opd": "agency",
    "lead": "member",
    "member": "member",
}


def scope_subject(reader: Reader, scope: str) -> tuple[str, str] | None:
    """Return what a scope of one test is about: ``("agency", "Dinas Kesehatan")`` of ``agency:dinkes``.

    ``None`` for any other scope.
    """
    field, colon, word = scope.partition(":")
    kind = _SUBJECTS.get(field.strip().lower())
    word = word.strip()
    if kind is None or not colon or not word:
        return None
    if word.startswith('"') and word.endswith('"') and word.count('"') == 2:
        word = word[1:-1]
    elif len(word.split()) > 1 or '"' in word:
        return None
    from taskforce.model.errors import NotFound
    from taskforce.store.query.lookup import resolve

    try:
        return kind, resolve(reader, kind, word).long_name
    except NotFound:
        return None


def _itself(row: ItemRow) -> ItemRow:
    return row


def _signer(value: Any) -> Mapping[str, str]:
    """Return a signer of the organisation's register: a mapping, or only a name."""
    if isinstance(value, Mapping):
        return {str(key): str(part) for key, part in value.items() if part is not None}
    return {"name": str(value)}
