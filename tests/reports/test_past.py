"""The figures of many days in one pass, held to a replay of each item's history, day by day."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from taskforce.clock import write_moment
from taskforce.reports.figures.judgement import Judged, judged
from taskforce.reports.figures.past import DayFigures, day_figures
from taskforce.store.changes.batch import Batch, create, edit
from taskforce.store.read.report_data import Step, item_steps
from taskforce.store.read.report_items import Bounds, ReportItem, ReportItems
from taskforce.store.store import Store

MOMENT = datetime(2026, 11, 2, 8, tzinfo=UTC)
FIRST = date(2026, 1, 5)
SPAN = 60
DAYS = st.integers(0, SPAN - 1)
DATES = st.integers(-20, SPAN + 40).map(lambda days: (FIRST + timedelta(days)).isoformat())
FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from(["in_progress", "done", "cancelled"]),
    "progress": st.integers(0, 100),
    "weight": st.sampled_from([None, 0.0, 0.25, 3.0]),
    "start": st.none() | DATES,
    "due": st.none() | DATES,
    "deleted": st.booleans(),
}
STEADY = st.tuples(st.just("progress"), FIELDS["progress"]) | st.tuples(
    st.just("status"), st.sampled_from(["in_progress", "done"])
)
_NAMES = st.sampled_from([*sorted(FIELDS), "start", "due"])
SHIFTING = _NAMES.flatmap(lambda name: st.tuples(st.just(name), FIELDS[name]))


@dataclass(frozen=True)
class History:
    """An item: what it was created with, and changes, each on a day and in their order."""

    number: int
    created: int
    first: dict[str, Any]
    changes: tuple[tuple[int, str, Any], ...]

    def at(self, day: int) -> dict[str, Any] | None:
        """What it was at the end of a day, with the dates that were set first; ``None`` before it was created."""
        if day < self.created:
            return None
        values, first = dict(self.first), {name: self.first[name] for name in ("start", "due")}
        for when, field, new in self.changes:
            if when <= day:
                values[field] = new
                if field in first and first[field] is None:
                    first[field] = new
        return {**values, "first_start": first["start"], "first_due": first["due"]}

    @property
    def item(self) -> ReportItem:
        """As the list has it at the end."""
        now = self.at(SPAN)
        assert now is not None
        known = {name: now[name] for name in ("status", "progress", "weight", "start", "due")}
        return ReportItem(
            id=str(self.number), original_due=now["first_due"], created_at=moment(self.created), **known
        )

    def steps(self) -> list[tuple[int, Step]]:
        """Its changes as steps that lead back, with their days."""
        values, steps = dict(self.first), []
        for when, field, new in self.changes:
            steps.append((when, (str(self.number), field, moment(when), json.dumps(values[field]))))
            values[field] = new
        return steps


def moment(day: int) -> str:
    """A moment in the middle of a day."""
    return f"{(FIRST + timedelta(day)).isoformat()}T12"


@st.composite
def histories(draw: st.DrawFn) -> list[History]:
    """Items, half of which only move on."""
    found = []
    for number in range(draw(st.integers(1, 5))):
        created, steady = draw(DAYS), draw(st.booleans())
        first = {name: draw(values) for name, values in FIELDS.items()} | {"deleted": False}
        if steady:
            first |= {"due": draw(DATES), "status": draw(st.sampled_from(["in_progress", "done"]))}
        changes = []
        for when in sorted(draw(st.lists(st.integers(created, SPAN - 1), max_size=7))):
            changes.append((when, *draw(STEADY if steady else SHIFTING)))
        found.append(History(number, created, first, tuple(changes)))
    return found


def one_by_one(found: list[History], day: int) -> DayFigures:
    """The figures of a day, item by item."""
    states = [state for one in found if (state := one.at(day)) and state["status"] != "cancelled"]
    states = [state for state in states if not state["deleted"]]
    today = FIRST + timedelta(day)

    def share(states: list[dict[str, Any]], value: Any) -> Fraction | None:
        weights = [Fraction(str(1 if state["weight"] is None else state["weight"])) for state in states]
        whole = sum(weights)
        if not whole:
            return None
        return sum(weight * value(state) for weight, state in zip(weights, states, strict=True)) / whole

    def planned(start: str | None, due: str) -> Fraction:
        last = date.fromisoformat(due)
        begin = date.fromisoformat(start) if start else last
        if today >= last:
            return Fraction(1)
        return Fraction(max(0, (today - begin).days), (last - begin).days) if begin < last else Fraction(0)

    def earned(state: dict[str, Any]) -> Fraction:
        return Fraction(100 if state["status"] == "done" else state["progress"], 100)

    usual = [state for state in states if state["due"]]
    first = [state for state in states if state["first_due"]]
    return DayFigures(
        today,
        len(usual),
        share(usual, lambda state: planned(state["start"], state["first_due"])),
        share(usual, earned),
        share(first, lambda state: planned(state["first_start"], state["first_due"])),
        share(first, earned),
        share(first, lambda state: state["status"] != "done" and state["first_due"] < today.isoformat()),
    )


@settings(max_examples=300, deadline=None)
@given(histories(), st.sets(DAYS, min_size=1, max_size=8).map(sorted))
def test_the_figures_of_many_days_are_those_of_each_item_and_day(found: list[History], days: list[int]) -> None:
    steps = sorted((step for one in found for step in one.steps()), key=lambda pair: pair[0])
    gone = {str(one.number) for one in found if (one.at(SPAN) or {})["deleted"]}
    told = day_figures(
        [one.item for one in found],
        gone,
        [step for _day, step in reversed(steps)],
        [FIRST + timedelta(day) for day in days],
        [f"{(FIRST + timedelta(day)).isoformat()}T24" for day in days],
    )
    for day, figures in zip(days, told, strict=True):
        wanted = one_by_one(found, day)
        if figures.items == 0:  # before the first item the plan is that of the items known first
            wanted = wanted._replace(planned=figures.planned)
        if wanted.first_actual is None:
            wanted = wanted._replace(first_planned=figures.first_planned)
        assert figures == wanted


def unmoved(one: History) -> History:
    """An item whose dates stay as they were first set; all else happened to it as well."""
    kept, given_ = [], {name for name in ("start", "due") if one.first[name] is not None}
    for change in one.changes:
        _day, field, new = change
        if field in ("start", "due"):
            if field in given_:
                continue
            given_ |= {field} if new is not None else set()
        kept.append(change)
    return replace(one, changes=tuple(kept))


def judgements(found: list[History]) -> list[Judged]:
    """The judgement at the end of every day."""
    steps = sorted((step for one in found for step in one.steps()), key=lambda pair: pair[0])
    days = [FIRST + timedelta(day) for day in range(SPAN)]
    gone = {str(one.number) for one in found if (one.at(SPAN) or {})["deleted"]}
    told = day_figures(
        [one.item for one in found],
        gone,
        [step for _day, step in reversed(steps)],
        days,
        [f"{day.isoformat()}T24" for day in days],
    )
    return list(map(judged, told))


@settings(max_examples=150, deadline=None)
@given(histories())
def test_moving_dates_changes_no_judgement_whatever_else_happens(found: list[History]) -> None:
    """Whether items are added, done, weighed anew, cancelled or deleted before a move or after it."""
    assert judgements(found) == judgements(list(map(unmoved, found)))


def test_steps_share_what_they_say(store: Store) -> None:
    """Of a long list there are hundreds of thousands."""
    item = create("action_item", title="Kirim surat", due="2026-11-27")
    store.apply(Batch("add", [item], at=MOMENT))
    for day in range(1, 5):
        values = (("progress", day), ("status", "done" if day % 2 else "in_progress"), ("weight", 1.0 + day))
        changes = [edit("action_item", item.record_id, name, value) for name, value in values]
        store.apply(Batch("edit", changes, at=MOMENT + timedelta(days=day)))
    steps = item_steps(store.reader, write_moment(MOMENT), "9999")
    assert len(steps) > 10
    assert {one[1] for one in steps} >= {"progress", "status", "weight"}
    words = [one for step in steps for one in step if one is not None]
    assert len({id(word) for word in words}) == len(set(words))
    items, gone = ReportItems(store.reader, "1 = 1", {}, Bounds(*["2026-11-24"] * 6)).followed({item.record_id})
    assert gone == set()
    (one,) = items
    assert one.due is one.original_due
