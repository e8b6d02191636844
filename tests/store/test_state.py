"""Status, progress and the day an item was done hold together, whatever is said of them and in whatever order."""

from __future__ import annotations

import contextlib
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from taskforce.model.errors import InvalidRecord, NotFound
from taskforce.model.validate import state_agrees
from taskforce.services.undo import undo
from taskforce.store.changes.batch import create, edit, id_for
from taskforce.store.read.items import items_by_id
from taskforce.store.store import Store, create_store

TODAY = "2026-11-24"
State = tuple[str, int, str | None]

NOT_STARTED: State = ("not_started", 0, None)
HALF: State = ("in_progress", 50, None)
ALL_BUT_SAID: State = ("in_progress", 100, None)
BLOCKED: State = ("blocked", 50, None)
DONE: State = ("done", 100, "2026-11-10")
DAY_UNKNOWN: State = ("done", 100, None)

EDITS: dict[str, tuple[State, dict[str, Any], State]] = {
    "progress begins": (NOT_STARTED, {"progress": 40}, ("in_progress", 40, None)),
    "all of it, but nobody says it is done": (NOT_STARTED, {"progress": 100}, ALL_BUT_SAID),
    "blocked stays blocked": (BLOCKED, {"progress": 60}, ("blocked", 60, None)),
    "progress taken back does not stop it": (HALF, {"progress": 0}, ("in_progress", 0, None)),
    "not started has no progress": (HALF, {"status": "not_started"}, NOT_STARTED),
    "a done one with less is in progress": (DONE, {"progress": 80}, ("in_progress", 80, None)),
    "a done one with all stays": (DONE, {"progress": 100}, DONE),
    "done": (HALF, {"status": "done"}, ("done", 100, TODAY)),
    "done on another day": (HALF, {"status": "done", "done_on": "2026-11-20"}, ("done", 100, "2026-11-20")),
    "a day says it is done": (HALF, {"done_on": "2026-11-20"}, ("done", 100, "2026-11-20")),
    "the day is corrected": (DONE, {"done_on": "2026-11-11"}, ("done", 100, "2026-11-11")),
    "nobody knows the day": (DONE, {"done_on": None}, DAY_UNKNOWN),
    "an unknown day stays unknown": (DAY_UNKNOWN, {"progress": 100}, DAY_UNKNOWN),
    "open again": (DONE, {"status": "in_progress"}, ALL_BUT_SAID),
    "open again with less": (DONE, {"status": "blocked", "progress": 70}, ("blocked", 70, None)),
    "never begun": (DONE, {"status": "not_started"}, NOT_STARTED),
    "both said, and they agree": (NOT_STARTED, {"status": "deferred", "progress": 30}, ("deferred", 30, None)),
    "done is all": (HALF, {"status": "done", "progress": 80}, ("done", 100, TODAY)),
    "some is not nothing": (DONE, {"status": "not_started", "progress": 20}, ("in_progress", 20, None)),
    "said anew is not nothing": (HALF, {"status": "not_started", "progress": 50}, HALF),
}
"""What an item is, what is said of it in one step, and what it is then."""


def state(store: Store, item: str) -> State:
    row = items_by_id(store.reader, [item])[item]
    return row.status, row.progress, row.done_on


def add(store: Store, before: State) -> str:
    status, progress, day = before
    item = create("action_item", title="Susun draf", status=status, progress=progress, done_on=day)
    store.write("add", [item])
    assert state(store, item.record_id) == before
    return item.record_id


@pytest.mark.both_engines
def test_what_is_said_of_an_item_brings_the_rest_along_and_undo_takes_all_of_it_back(store: Store) -> None:
    for case, (before, said, after) in EDITS.items():
        item = add(store, before)
        store.write("edit", [edit("action_item", item, name, value) for name, value in said.items()])
        assert state(store, item) == after, case
        if after != before:
            undo(store)
        assert state(store, item) == before, case


def test_a_day_beside_another_status_is_refused(store: Store) -> None:
    item = add(store, HALF)
    said = [edit("action_item", item, "status", "blocked"), edit("action_item", item, "done_on", "2026-11-20")]
    with pytest.raises(InvalidRecord, match="correct one of the two"):
        store.write("edit", said)
    assert state(store, item) == HALF


def test_an_item_that_was_opened_again_has_the_progress_it_had(store: Store) -> None:
    item = add(store, HALF)
    store.write("done", [edit("action_item", item, "status", "done")])
    store.write("edit", [edit("action_item", item, "status", "deferred")])
    assert state(store, item) == ("deferred", 50, None)


def test_a_step_that_others_built_on_is_not_taken_back_by_halves(store: Store) -> None:
    item = add(store, NOT_STARTED)
    begun = store.write("edit", [edit("action_item", item, "progress", 40)]).batch_id
    store.write("edit", [edit("action_item", item, "progress", 60)])
    with pytest.raises(NotFound, match="changed again since"):
        undo(store, begun)
    assert state(store, item) == ("in_progress", 60, None)


def test_a_sub_dimension_of_another_dimension_is_refused(store: Store) -> None:
    tops = [create("dimension", key=key, name=key.title()) for key in ("economy", "living")]
    part = create("sub_dimension", dimension_id=tops[0].record_id, key="industri", name="Industri")
    store.write("add", [*tops, part])
    item = add(store, HALF)
    said = {"dimension_id": tops[1].record_id, "sub_dimension_id": part.record_id}
    with pytest.raises(InvalidRecord, match="“Industri” is not a sub-dimension of Living"):
        store.write("edit", [edit("action_item", item, name, value) for name, value in said.items()])
    with pytest.raises(InvalidRecord, match="“Industri” is not a sub-dimension of Living"):
        store.write("add", [create("action_item", title="Susun draf", **said)])
    store.write("edit", [edit("action_item", item, "sub_dimension_id", part.record_id)])
    assert items_by_id(store.reader, [item])[item].dimension == "economy"


FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "status": st.sampled_from(["not_started", "in_progress", "blocked", "deferred", "done", "cancelled"]),
    "progress": st.integers(0, 100),
    "done_on": st.sampled_from(["2026-11-03", "2026-11-24", None]),
}
SAID = st.fixed_dictionaries({}, optional=FIELDS)


@given(SAID, st.lists(SAID, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_item_contradicts_itself_and_undo_gives_back_each_state(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, Any], edits: list[dict[str, Any]]
) -> None:
    store = create_store(tmp_path_factory.mktemp("state") / "list.db", today=date.fromisoformat(TODAY))
    item = id_for("action_item", {})
    states: list[State] = []
    unknown = False
    for number, said in enumerate([first, *edits]):
        said = said if said.get("status", "done") == "done" else {**said, "done_on": None}  # else it is refused
        unknown = unknown or ("done_on" in said and said["done_on"] is None)
        drafts = [edit("action_item", item, name, value) for name, value in said.items()]
        receipt = store.write("edit", drafts if number else [create("action_item", item, title="Susun", **said)])
        status, progress, day = state(store, item)
        assert progress == 0 or status != "not_started"
        assert progress == 100 if status == "done" else day is None
        assert day is not None or status != "done" or unknown
        if receipt.batch_id is not None:
            states.append((status, progress, day))
    for before in states[-2::-1]:
        undo(store)
        assert state(store, item) == before
    store.close()


@given(st.lists(SAID.filter(bool), min_size=2, max_size=6), st.integers(0, 5), st.integers(0, 5))
@example([{"done_on": "2026-11-03"}, {"done_on": None}], 0, 1)  # what gave the day its state is gone by then
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whichever_step_is_taken_back_no_item_contradicts_itself(
    tmp_path_factory: pytest.TempPathFactory, edits: list[dict[str, Any]], first: int, second: int
) -> None:
    store = create_store(tmp_path_factory.mktemp("state") / "list.db", today=date.fromisoformat(TODAY))
    item = add(store, NOT_STARTED)
    steps: list[str] = []
    for said in edits:
        said = said if said.get("status", "done") == "done" else {**said, "done_on": None}  # else it is refused
        receipt = store.write("edit", [edit("action_item", item, name, value) for name, value in said.items()])
        steps += [receipt.batch_id] if receipt.batch_id else []
    for number in (first, second):
        if steps:
            with contextlib.suppress(NotFound):
                undo(store, steps[number % len(steps)])
            status, progress, day = state(store, item)
            assert state_agrees({"status": status, "progress": progress, "done_on": day})
    store.close()
