"""Building a status report from a list, as it was at the end of a day."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple, TypeVar

from taskforce.clock import Clock, write_moment, zone_name
from taskforce.model.dates import week_of
from taskforce.reports.figures import status
from taskforce.reports.figures.asks import asks
from taskforce.reports.figures.curve import BurnPoint, CurvePoint, burn_up, curve_weeks, percent, sunday_of
from taskforce.reports.figures.judgement import judged_days, judgement, outlook, paced_days, progress
from taskforce.reports.figures.past import DayFigures, day_figures
from taskforce.reports.figures.period import Period, as_of_day, period_of
from taskforce.reports.figures.status import (
    DeadlineFigures,
    Listing,
    Movement,
    Rescheduling,
    StatusReport,
    Texts,
)
from taskforce.store.database.reader import Connection, Reader
from taskforce.store.read import report_data
from taskforce.store.read.items import ItemRow, Selection, item_links, item_rows, items_by_seq
from taskforce.store.read.report_data import DueMove, Step
from taskforce.store.read.report_items import LISTS, Bounds, Counts, ReportItems, Span
from taskforce.store.store import Store

Row = TypeVar("Row")

__all__ = ["BRIEF", "COMPLETE", "PAGE_ONE", "Extent", "build_report", "period_of"]


class Extent(NamedTuple):
    """How much of a report is read: so many rows of each list (``None``: all), what items are linked to,
    the follow-up matrix (every item, in as many rows), the plan with its evidence, and what stands ``behind``
    page one: groups, curves, and the rows of lists that have no place on it."""

    rows: int | None = None
    links: bool = True
    matrix: bool = True
    plan: bool = False
    behind: bool = True


COMPLETE = Extent()
"""Everything, for any format."""

BRIEF_ROWS = 12
BRIEF = Extent(BRIEF_ROWS, links=False, matrix=False)
"""What fits on a terminal: quick for a list of any length."""

PAGE_ONE = Extent(BRIEF_ROWS, links=False, matrix=False, behind=False)
"""What page one says, and no more."""

_ON_PAGE_ONE = ("overdue", "due_in_period", "due_next")
"""The lists whose first rows page one shows."""

_COUNTED_ON_PAGE_ONE = (*_ON_PAGE_ONE, "completed", "added", "rescheduled")
"""Those of which it says how long they are."""


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


class _Told(NamedTuple):
    """The days that a report speaks of, the moments at which those up to its own end, and what waits for the steps
    since the first of them and the due dates that were moved in the period."""

    days: list[date]
    moments: list[str]
    history: Callable[[], tuple[list[Step], dict[str, DueMove]]]


class _Builder:
    """Reads once what several parts of the report need."""

    def __init__(
        self,
        clock: Clock,
        reader: Connection,
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
        self.later = (period.end + timedelta(days=status.DUE_NEXT_DAYS)).isoformat()
        first, last = period.start.isoformat(), period.end.isoformat()
        bounds = Bounds(self.day, first, last, self.later, self.start, self.until)
        # The history is read while items are copied, where their first days are not needed to know since when.
        told = None if extent.behind else self._told(())
        self.items = ReportItems(reader, where, parameters, bounds)
        self.weeks = self._weeks(self.items.span(dated=True)) if extent.behind else []
        self.told = told or self._told(self.weeks)
        self._rows: dict[int, ItemRow] = {}

    def report(self) -> StatusReport:
        """Return everything, in the order of the data format."""
        items, behind = self.items, self.extent.behind
        organisation = report_data.organisation(self.reader)
        agencies = report_data.agency_names(self.reader)
        silent = items.silent(agencies, self.start, self.until)
        needed = asks(items, self.reader, self.as_of, self.later)
        deadlines = self._deadlines()
        figures, moves, dues = self._followed()
        counts, shown = self._lists(moves, dues)
        totals = dict.fromkeys(LISTS, 0) | counts.lists
        within = progress(figures[self.period.start - timedelta(days=1)], figures[self.as_of])
        matrix = self._matrix(sum(counts.statuses.values())) if self.extent.matrix else None
        linked = {row.id for row in (*self._rows.values(), *(one.item for one in needed))}

        def listing(name: str, make: Callable[[ItemRow], Row]) -> Listing[Row]:
            return Listing(totals[name], tuple(map(make, shown[name])))

        return StatusReport(
            organisation=str(organisation.get("name") or self.office.get("name") or ""),
            number=None,
            period=self.period,
            as_of=self.as_of,
            scope=self.scope,
            zone=zone_name(self.clock.zone),
            summary=status.summary_of(
                counts.statuses, within.total, overdue=totals["overdue"], due_next=totals["due_next"]
            ),
            **self._groups(agencies),
            completed=listing("completed", _itself),
            progressed=listing("progressed", lambda row: Movement(row, *moves[row.id])),
            added=listing("added", _itself),
            overdue=listing("overdue", _itself),
            blocked=listing("blocked", _itself),
            due_in_period=listing("due_in_period", _itself),
            due_next=listing("due_next", _itself),
            rescheduled=listing("rescheduled", lambda row: Rescheduling(row, *dues[row.id])),
            deadlines=deadlines,
            silent_agencies=status.silent_agencies(silent, agencies),
            silent_since=self._silent_since(silent, agencies),
            silent_before=status.silent_agencies(self._silent_before(silent), agencies),
            without_evidence=listing("without_evidence", _itself),
            s_curve=self._curve(figures),
            burn_up=self._burn_up() if behind else (),
            judgement=judgement(figures, self.as_of, counts.past_due, counts.open_late),
            progress=within,
            outlook=outlook(figures, self.as_of, counts.last_original_due),
            asks=needed,
            texts=self._texts(self.office, [*shown["blocked"], *shown["overdue"]], matrix),
            open_conflicts=items.in_conflict(),
            links=item_links(self.reader, linked) if self.extent.links else None,
            matrix=matrix,
            about=scope_subject(self.reader, self.scope) if self.scope else None,
            **self._plan(),
        )

    def _groups(self, agencies: Mapping[str, report_data.AgencyName]) -> dict[str, Any]:
        if not self.extent.behind:
            return dict.fromkeys(("by_dimension", "by_agency", "by_priority", "by_member"), ())
        sums = self.items.groups
        return {
            "by_dimension": status.groups_by_dimension(
                sums("dimension_id"), report_data.dimension_names(self.reader)
            ),
            "by_agency": status.groups_by_agency(sums("agency_id"), agencies),
            "by_priority": status.groups_by_priority(sums("priority")),
            "by_member": status.groups_by_member(sums("lead_id"), report_data.member_names(self.reader)),
        }

    def _lists(
        self, moves: Mapping[str, tuple[int, int]], dues: Mapping[str, DueMove]
    ) -> tuple[Counts, dict[str, list[ItemRow]]]:
        """Return how many items there are of each status and in each list, and the rows that are wanted of the
        lists, in order, read all at once.

        Cancelled items are in none, as they are not in ``total``.
        """
        counted, names = (LISTS, LISTS) if self.extent.behind else (_COUNTED_ON_PAGE_ONE, _ON_PAGE_ONE)
        self.items.put("progressed", moves)
        self.items.put("rescheduled", (item for item, move in dues.items() if move.before != move.after))
        seqs = {name: self.items.listed(name, self.extent.rows) for name in names}
        self._rows = items_by_seq(self.reader, {seq for ones in seqs.values() for seq in ones})
        shown = {name: [self._rows[seq] for seq in seqs.get(name, ())] for name in LISTS}
        return self.items.counts(tuple(counted)), shown

    def _deadlines(self) -> tuple[DeadlineFigures, ...]:
        waiting = self.items.open_by_deadline()
        first_days = report_data.first_deadline_days(self.reader, self.known_until)
        first, last = self.period.start.isoformat(), self.period.end.isoformat()
        return tuple(
            DeadlineFigures(
                row.key,
                row.name,
                row.due,
                (date.fromisoformat(row.due) - self.as_of).days,
                waiting.get(row.id, 0),
                row.met_on,
                first_days.get(row.id, row.due),
            )
            for row in report_data.deadline_days(self.reader)
            if row.met_on is None or first <= row.due <= last or first <= row.met_on <= last
        )

    def _silent_before(self, silent: Collection[str]) -> set[str]:
        """Return those of some agencies that were silent in the period before, too."""
        if not silent:
            return set()
        before = write_moment(self.clock.start_of(self.period.moved(-1).start))
        return self.items.silent(silent, before, self.start)

    def _silent_since(
        self, silent: Collection[str], agencies: Mapping[str, report_data.AgencyName]
    ) -> dict[str, str]:
        """Return the day on which each of some agencies was last heard of, by short name."""
        last = self.items.last_changes(silent)
        return {
            agencies[one].short: self.clock.day_of(at).isoformat() for one, at in last.items() if one in agencies
        }

    def _weeks(self, span: Span) -> list[date]:
        """Return the Sundays of a curve over items; none where there are none."""
        if span.first_created is None:
            return []
        return curve_weeks(span, self.clock.day_of(span.first_created), self.as_of)

    def _day_of(self, week: date) -> date:
        """Return the day at which a week is read: its Sunday, but for the report's own."""
        return self.as_of if week == sunday_of(self.as_of) else week

    def _moments(self, days: Iterable[date]) -> list[str]:
        """Return the moments at which days up to the report's own end."""
        return [write_moment(self.clock.end_of(day)) for day in days if day <= self.as_of]

    def _told(self, weeks: Iterable[date]) -> _Told:
        """Let the history be asked for what was changed since the first of all days that the report speaks of:
        that is read beside other things."""
        before = self.period.start - timedelta(days=1)
        told = (*judged_days(self.as_of), *paced_days(self.as_of), *map(self._day_of, weeks))
        days = sorted({before, self.as_of, *told})
        moments = self._moments(days)

        def read(history: Reader) -> tuple[list[Step], dict[str, DueMove]]:
            steps = report_data.item_steps(history, moments[0], self.known_until)
            return steps, report_data.due_moves(history, self.start, self.until)

        return _Told(days, moments, self.reader.beside(read))

    def _followed(self) -> tuple[dict[date, DayFigures], dict[str, tuple[int, int]], dict[str, DueMove]]:
        """Return planned and actual progress at the ends of all days that the report speaks of, and the items
        whose progress or due date changed in the period."""
        days, moments, history = self.told
        steps, dues = history()
        items, gone = self.items.followed({step[0] for step in steps})
        figures = day_figures(items, gone, steps, days, moments, self.items.still(days, moments))
        counted = (item for item in items if item.status != "cancelled" and item.id not in gone)
        moves = status.progress_moves(counted, steps, self.start, self.until)
        return {one.day: one for one in figures}, moves, dues

    def _curve(self, figures: Mapping[date, DayFigures]) -> tuple[CurvePoint, ...]:
        days = [(week, figures[self._day_of(week)]) for week in self.weeks]
        if not days or figures[self.as_of].planned is None:
            return ()
        return tuple(
            CurvePoint(week_of(week), percent(one.planned), percent(one.actual), one.items) for week, one in days
        )

    def _burn_up(self) -> tuple[BurnPoint, ...]:
        weeks = self._weeks(self.items.span())
        return burn_up(self.items, weeks, self._moments(map(self._day_of, weeks)), self.as_of) if weeks else ()

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
            waits=report_data.waited_for(self.reader, [row.id for row in rows]),
            meeting_days=report_data.meeting_days(self.reader, agreed),
        )

    def _plan(self) -> dict[str, Any]:
        if not self.extent.plan:
            return {}
        from taskforce.store.read.report_data import evidence_rows, plan_rows

        plan = plan_rows(self.reader, self.where, self.parameters)
        return {"plan": plan, "evidence": evidence_rows(self.reader, {row.id for row in plan})}

    def _matrix(self, total: int) -> Listing[ItemRow]:
        """Return every item, or as many as of the other lists, in the order of the list."""
        rows = item_rows(self.reader, Selection(self.where, self.parameters), self.day, limit=self.extent.rows)
        return Listing(total, tuple(rows))


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
