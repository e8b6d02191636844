"""What holds for the report of any list: sums equal rows, the past stays as it was, the curve tells the truth."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskforce.model.errors import TaskforceError
from taskforce.model.numbers import round_half_up
from taskforce.model.vocabulary import priority_rank
from taskforce.reports.content.compose import compose_brief
from taskforce.reports.figures.build import PAGE_ONE, build_report
from taskforce.reports.figures.past import day_figures
from taskforce.reports.figures.period import Period, period_of
from taskforce.reports.figures.status import StatusReport
from taskforce.reports.writers.json_data import report_data
from taskforce.store.changes import rewind
from taskforce.store.changes.batch import Batch, create, edit
from taskforce.store.database import sqlite
from taskforce.store.read import report_data as report_data_of_store
from taskforce.store.read.items import Selection, item_rows, items_by_id
from taskforce.store.read.registers import agency_rows, dimension_rows
from taskforce.store.read.report_items import ReportItem
from taskforce.store.store import Store, create_store

from builders import HISTORIES, Player  # isort: skip

SLOW = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
DUES = st.sampled_from([None, "2026-11-05", "2026-11-20", "2026-12-04"])
SCOPES = st.sampled_from([None, "is:open", "priority:high,urgent", "-tag:rapat", "lead:farid", "due<2026-12-01"])


class Told:
    """A history played on a list of its own, with what the reports of its days said when they were made."""

    def __init__(self, factory: pytest.TempPathFactory, history: list[tuple[int, tuple[Any, ...]]]) -> None:
        self.store = create_store(factory.mktemp("told") / "list.db", today=date(2026, 11, 2))
        self.player = Player(self.store)
        self.player.found()
        self._registers()
        self.made: dict[date, dict[str, Any]] = {}
        for number, (days, step) in enumerate(history):
            self.player.play(days, step)
            self._assign(number)
            self.store.clock.injected = self.day
            if number + 1 == len(history) or history[number + 1][0] > 0:
                self.made[self.day] = data_of(self.store, self.day)

    @property
    def day(self) -> date:
        return self.store.clock.day_of(self.player.moment.isoformat())

    def _registers(self) -> None:
        drafts = [create("agency", code=code, short=code.upper(), name=code) for code in ("dlh", "bpkad")]
        drafts += [create("dimension", key=key, name=key, position=at) for at, key in enumerate("cab")]
        self.store.apply(Batch("add", drafts, at=self.player.moment))

    def _assign(self, number: int) -> None:
        """Some items get an agency and a dimension, so that there are groups."""
        if not self.player.items or number % 3 == 2:
            return
        item = self.player.items[number % len(self.player.items)]
        agency = agency_rows(self.store.reader, "")[number % 2].id
        dimension = dimension_rows(self.store.reader)[number % 3].id
        drafts = [
            edit("action_item", item, "agency_id", agency),
            edit("action_item", item, "dimension_id", dimension),
        ]
        self.store.apply(Batch("edit", drafts, at=self.player.moment + timedelta(seconds=1)))
        if number % 3:
            return
        start = (self.day - timedelta(days=3 * number)).isoformat()
        with suppress(TaskforceError):  # such as after the due date
            started = [edit("action_item", item, "start", start)]
            self.store.apply(Batch("edit", started, at=self.player.moment + timedelta(seconds=2)))


def built(store: Store, as_of: date, scope: str | None = None) -> StatusReport:
    return build_report(store, period_of(as_of), as_of, scope)


def data_of(store: Store, as_of: date, scope: str | None = None) -> dict[str, Any]:
    return report_data(built(store, as_of, scope))


@given(HISTORIES)
@SLOW
def test_a_report_rewound_to_a_day_equals_the_report_made_on_that_day(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, tuple[Any, ...]]]
) -> None:
    told = Told(tmp_path_factory, history)
    for day, then in told.made.items():
        assert data_of(told.store, day) == then
    told.store.close()


MOVED_BACK = st.lists(
    st.tuples(
        st.sampled_from([0, 0, 3]),
        st.tuples(st.just("edit"), st.integers(0, 1), st.tuples(st.just("due"), DUES).map(lambda pair: [pair]))
        | st.tuples(st.just("undo"), st.booleans()),
    ),
    min_size=4,
    max_size=9,
)
"""Due dates that are given, moved, moved back and taken away, and steps that are undone."""


@given(HISTORIES, MOVED_BACK, SCOPES, st.integers(0, 40))
@SLOW
def test_what_one_copy_wrote_is_told_in_its_order_as_that_of_several_is_by_rank(
    tmp_path_factory: pytest.TempPathFactory,
    history: list[tuple[int, tuple[Any, ...]]],
    moves: list[tuple[int, tuple[Any, ...]]],
    scope: str | None,
    back: int,
) -> None:
    begun = [(0, ("add", {"title": "Kirim surat", "due": due})) for due in ("2026-11-05", None)]
    told = Told(tmp_path_factory, [*begun, *history, *moves])
    as_of = max(told.day - timedelta(days=back), date(2026, 11, 2))
    in_order = [(data_of(told.store, day, scope), items_of(told.store, day)) for day in (told.day, as_of)]
    with pytest.MonkeyPatch.context() as patch:
        for module in (rewind, report_data_of_store):
            patch.setattr(module, "first_since", lambda reader, moment: None)
        by_rank = [(data_of(told.store, day, scope), items_of(told.store, day)) for day in (told.day, as_of)]
    assert in_order == by_rank
    told.store.close()


def items_of(store: Store, day: date) -> list[tuple[Any, ...]]:
    """Every column of the items at the end of a day, worked out ones too."""
    with store.as_of(day) as reader:
        return reader.rows("SELECT * FROM action_item ORDER BY seq")


@given(HISTORIES, SCOPES)
@SLOW
def test_sums_equal_rows_and_lists_are_in_order(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, tuple[Any, ...]]], scope: str | None
) -> None:
    told = Told(tmp_path_factory, history)
    as_of = told.day
    report = data_of(told.store, as_of, scope)
    summary = report["summary"]
    for groups in ("by_dimension", "by_agency", "by_priority", "by_member"):
        for figure in ("total", "done", "overdue"):
            assert sum(group[figure] for group in report[groups]) == summary[figure], groups
    statuses = ("done", "in_progress", "not_started", "blocked", "deferred")
    assert sum(summary[status] for status in statuses) == summary["total"]
    assert len(report["overdue"]) == summary["overdue"]
    assert len(report["due_next"]) == summary["due_next"]
    assert len(report["blocked"]) == summary["blocked"]
    if summary["total"]:
        share = Fraction(100 * summary["done"], summary["total"])
        assert summary["percent_done"] == float(round_half_up(share))
    if summary["planned_percent"] is not None:
        assert summary["deviation"] == round(summary["actual_percent"] - summary["planned_percent"], 1)
        own = [point for point in report["s_curve"] if point["actual"] is not None][-1]
        assert (own["planned"], own["actual"]) == (summary["planned_percent"], summary["actual_percent"])
    if summary["total"]:
        own_point = [point for point in report["burn_up"] if point["done"] is not None][-1]
        assert (own_point["known"], own_point["done"]) == (summary["total"], summary["done"])
    else:
        assert report["burn_up"] == []
    for name in ("known", "done", "due"):
        counts = [point[name] for point in report["burn_up"] if point[name] is not None]
        assert counts == sorted(counts)
    assert all(point["done"] <= point["known"] for point in report["burn_up"] if point["done"] is not None)
    assert len(report["due_in_period"]) <= summary["total"] - summary["done"]
    for name in ("completed", "added", "overdue", "blocked", "due_in_period", "due_next", "without_evidence"):
        assert_in_order(report[name])
    for name in ("progressed", "rescheduled"):
        assert_in_order([one["item"] for one in report[name]])
        assert all(one["from"] != one["to"] for one in report[name])
    told.store.close()


def assert_in_order(items: list[dict[str, Any]]) -> None:
    keys = [
        (not one["overdue"], one["due"] or "9999", -priority_rank(one["priority"]), len(one["ref"]), one["ref"])
        for one in items
    ]
    assert keys == sorted(keys)
    assert all(one["status"] != "cancelled" for one in items)


@given(HISTORIES)
@SLOW
def test_the_past_of_a_curve_and_of_the_judgement_is_as_it_was_reported(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, tuple[Any, ...]]]
) -> None:
    told = Told(tmp_path_factory, history)
    report = data_of(told.store, told.day)
    for point in report["s_curve"]:
        if point["actual"] is not None:
            summary = data_of(told.store, min(end_of(point["week"]), told.day))["summary"]
            assert (point["planned"], point["actual"]) == (summary["planned_percent"], summary["actual_percent"])
    previous = built(told.store, told.day).judgement.previous
    assert [week for week, _judged in previous] == [
        period_of(told.day).moved(-back).label for back in (4, 3, 2, 1)
    ]
    for week, judged in previous:
        assert judged == built(told.store, end_of(week)).judgement.now
        assert (judged.actual, judged.late) == counted_one_by_one(told.store, end_of(week))
    now = report["judgement"]
    assert now["late_percent"] == counted_one_by_one(told.store, told.day)[1]
    told.store.close()


@given(HISTORIES, st.integers(0, 60), SCOPES)
@SLOW
def test_page_one_says_the_same_however_much_is_read_for_it(
    tmp_path_factory: pytest.TempPathFactory,
    history: list[tuple[int, tuple[Any, ...]]],
    later: int,
    scope: str | None,
) -> None:
    told = Told(tmp_path_factory, history)
    store = told.store
    day = store.clock.injected = told.day + timedelta(days=later)
    whole = built(store, day, scope)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sqlite, "LONG", 1)  # the history is read by another connection
        page = build_report(store, period_of(day), day, scope, extent=PAGE_ONE)
        assert built(store, day, scope) == whole
    assert compose_brief(page, whole=False) == compose_brief(whole, whole=False)
    for name in ("summary", "judgement", "progress", "outlook", "deadlines", "silent_agencies", "open_conflicts"):
        assert getattr(page, name) == getattr(whole, name), name
    store.close()


def counted_one_by_one(store: Store, day: date) -> tuple[float | None, float | None]:
    """What is done, and what is open after its first due date, in percent of all that ever had one by ``day``."""
    with store.as_of(day) as reader:
        rows = [row for row in item_rows(reader, Selection(), day.isoformat()) if row.status != "cancelled"]
    weights = {row: Fraction(str(1 if row.weight is None else row.weight)) for row in rows if row.original_due}
    whole = sum(weights.values())
    if not whole:
        return None, None
    done = sum(weight * (100 if row.status == "done" else row.progress) for row, weight in weights.items())
    late = sum(
        100 * weight
        for row, weight in weights.items()
        if row.status != "done" and row.original_due and row.original_due < day.isoformat()
    )
    return float(round_half_up(done / whole)), float(round_half_up(late / whole))


def end_of(week: str) -> date:
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 7)


SPANS = st.lists(st.tuples(st.integers(-30, 0), st.integers(1, 40), st.integers(0, 9)), min_size=2, max_size=4)
"""Items under way: days from today to the start, from there to the due date, and tenths that are done."""

MOVES = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from(("due", "start")), st.none() | st.integers(-90, 400)),
    min_size=1,
    max_size=6,
)


@given(HISTORIES, SPANS, MOVES, st.integers(0, 40))
@SLOW
def test_a_moved_date_changes_no_judgement(
    tmp_path_factory: pytest.TempPathFactory,
    history: list[tuple[int, tuple[Any, ...]]],
    spans: list[tuple[int, int, int]],
    moves: list[tuple[int, str, int | None]],
    later: int,
) -> None:
    told = Told(tmp_path_factory, history)
    store = told.store
    under_way = [
        create(
            "action_item",
            title=f"Under way {number}",
            start=(told.day + timedelta(days=start)).isoformat(),
            due=(told.day + timedelta(days=start + length)).isoformat(),
            status="in_progress",
            progress=10 * done,
        )
        for number, (start, length, done) in enumerate(spans)
    ]
    store.apply(Batch("add", under_way, at=told.player.moment + timedelta(minutes=1)))
    items = [draft.record_id for draft in under_way] + told.player.items
    store.clock.injected = told.day + timedelta(days=later)
    before = built(store, store.clock.today()).judgement
    for which, field, days in moves:
        item = items_by_id(store.reader, {items[which % len(items)]}) if items else {}
        for row in item.values():
            old = row.due if field == "due" else row.start
            if old is None or row.due is None:
                continue  # a date that is set for the first time is not moved
            new = None if days is None else (date.fromisoformat(old) + timedelta(days=days)).isoformat()
            with suppress(TaskforceError):  # such as a start after the due date
                store.apply(Batch("edit", [edit("action_item", row.id, field, new)]))
    assert built(store, store.clock.today()).judgement == before
    store.close()


DAYS = st.integers(0, 300).map(lambda offset: date(2026, 1, 1) + timedelta(days=offset))


@st.composite
def planned_items(draw: st.DrawFn) -> ReportItem:
    """An item with a due date."""
    start, due, original = draw(st.none() | DAYS), draw(DAYS), draw(st.none() | DAYS)
    weight = draw(st.sampled_from([None, 0.1, 0.25, 1.0, 7.0]))
    told = [None if day is None else day.isoformat() for day in (start, due, original)]
    return ReportItem("id", "in_progress", 0, weight, *told, "")


@given(st.lists(planned_items(), min_size=1, max_size=12), st.sets(DAYS, min_size=1, max_size=8).map(sorted))
def test_the_plan_of_many_days_is_that_of_each_item_and_day(items: list[ReportItem], days: list[date]) -> None:

    def share(item: ReportItem, day: date) -> Fraction:
        due = date.fromisoformat(item.original_due or item.due or "")
        start = date.fromisoformat(item.start) if item.start else due
        if day >= due:
            return Fraction(1)
        return Fraction(max(0, (day - start).days), (due - start).days) if start < due else Fraction(0)

    weights = [Fraction(str(1 if item.weight is None else item.weight)) for item in items]
    items = [item._replace(id=str(number)) for number, item in enumerate(items)]
    for day, found in zip(days, day_figures(items, (), (), days, [day.isoformat() for day in days]), strict=True):
        wanted = sum(weight * share(item, day) for weight, item in zip(weights, items, strict=True))
        assert found.planned == wanted / sum(weights)


@given(st.dates(date(2015, 1, 1), date(2040, 12, 31)))
def test_a_week_is_labelled_as_iso_says(day: date) -> None:
    period = period_of(day)
    year, week, _weekday = day.isocalendar()
    assert period.label == f"{year}-W{week:02d}"
    assert period_of(day, period.label) == period
    assert period.moved(1).moved(-1) == period
    assert Period(period.start, period.end - timedelta(days=1)).week is None
