"""Folding changes into records, checked against the rule said in other words."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from taskforce.model.records import CREATION, RECORDS
from taskforce.store.changes.batch import Change
from taskforce.store.changes.conflict_detection import value_in
from taskforce.store.changes.fold import absent, due_history, fold

FIELDS = ("title", "due", "description")


def change(number: int, field: str, new: Any, *, record: str = "r", batch: str = "b", **more: Any) -> Change:
    """Return a change of an action item; its clock is its number."""
    return Change(
        id=f"c{number}",
        batch_id=batch,
        at="",
        clock=more.get("clock", number),
        copy_id=more.get("copy_id", "a"),
        number=number,
        actor_id=None,
        record_type="action_item",
        record_id=record,
        field=field,
        old=None if more.get("old") is None else json.dumps(more["old"]),
        new=None if new is None else json.dumps(new),
        after=None,
    )


STEPS = st.lists(
    st.tuples(
        st.sampled_from(("r", "s")),
        st.sampled_from((CREATION, *FIELDS)),
        st.one_of(st.none(), st.text("xyz", max_size=2)),
        st.integers(0, 3),
        st.sampled_from("abc"),
    ),
    max_size=12,
    unique_by=lambda step: (step[3], step[4]),
)


@given(STEPS, st.randoms())
def test_a_field_holds_the_value_of_the_greatest_change_in_whatever_order_they_come(
    steps: list[tuple[str, str, Any, int, str]], chance: Any
) -> None:
    changes = [
        change(
            number,
            field,
            {"title": value} if field == CREATION and value is not None else None if field == CREATION else value,
            record=record,
            clock=clock,
            copy_id=copy,
        )
        for number, (record, field, value, clock, copy) in enumerate(steps)
    ]
    expected: dict[tuple[str, str], dict[str, Any]] = {}
    for record in ("r", "s"):
        own = sorted((one for one in changes if one.record_id == record), key=lambda one: (one.clock, one.copy_id))
        if not any(one.field == CREATION for one in own):
            continue
        values: dict[str, Any] = {}
        for name in FIELDS:
            telling = []
            created: set[Any] = set()  # what creations gave; who gives it again says nothing new
            for one in own:
                value = value_in(one, name) if one.field in (CREATION, name) else None
                if one.field == name or (one.field == CREATION and value not in created):
                    telling.append(one)
                if one.field == CREATION:
                    created.add(value)
            last = telling[-1] if telling else None
            value = None if last is None or last.new is None else json.loads(last.new)
            if last is not None and last.field == CREATION:
                value = (value or {}).get(name)
            if value is not None:
                values[name] = value
        expected["action_item", record] = values
    chance.shuffle(changes)
    assert fold(changes) == expected


def test_a_field_that_an_older_copy_does_not_write_has_its_default_where_it_must_have_a_value() -> None:
    fields = RECORDS["action_item"].by_name
    assert absent(fields["weight"]) is None or fields["weight"].required
    assert absent(fields["progress"]) == 0
    assert absent(fields["due"]) is None
    assert all(absent(spec) is not None for spec in fields.values() if spec.required and spec.default is not None)


def test_what_the_history_says_of_a_due_day() -> None:
    first = change(1, CREATION, {"title": "t", "due": "2026-12-01"}, batch="b1")
    moved = change(2, "due", "2026-12-05", old="2026-12-01", batch="b2")
    other = change(3, "title", "2027-01-01", old="2026-12-05", batch="b3")  # no day, whatever it looks like
    again = change(4, "due", "2026-12-09", old="2026-12-05", batch="b4")
    undo = change(5, "due", "2026-12-05", old="2026-12-09", batch="u4")
    redo = change(6, "due", "2026-12-09", old="2026-12-05", batch="u5")
    history = [again, other, moved, first]
    assert due_history([], {}) == (None, 0)
    assert due_history(history, {}) == ("2026-12-01", 2)
    assert due_history([*history, undo], {"u4": "b4"}) == ("2026-12-01", 1)
    assert due_history([*history, undo, redo], {"u4": "b4", "u5": "u4"}) == ("2026-12-01", 2)


def test_a_first_due_day_is_no_move_and_one_step_moves_once() -> None:
    created = change(1, CREATION, {"title": "t"}, batch="b1")
    given_one = change(2, "due", "2026-12-01", batch="b2")
    twice = [
        change(3, "due", "2026-12-03", old="2026-12-01", batch="b3"),
        change(4, "due", "2026-12-01", old="2026-12-03", batch="b3"),
    ]
    assert due_history([created, given_one], {}) == ("2026-12-01", 0)
    assert due_history([created, given_one, *twice], {}) == ("2026-12-01", 0)
    taken_away = change(5, "due", None, old="2026-12-01", batch="b5")
    assert due_history([created, given_one, taken_away], {}) == ("2026-12-01", 1)
