"""Databases that wrote under one replica id: files copied by hand, and lists that were set back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from careless import Careless
from copying import change_ids, contents, unsound, weeks
from hypothesis import given, settings
from hypothesis import strategies as st

from taskforce.store.changes.version_vector import seen_by_reach

CARELESSNESS = st.tuples(st.sampled_from(["copy", "keep", "set back"]), st.integers(0, 2))


@st.composite
def careless_weeks(draw: st.DrawFn) -> list[tuple[Any, ...]]:
    steps = draw(weeks(3, most=24))
    for step in draw(st.lists(CARELESSNESS, min_size=1, max_size=5)):
        steps.insert(draw(st.integers(0, len(steps))), step)
    extra = draw(weeks(5, most=15))
    return [*steps, *(step for step in extra)]


@given(careless_weeks())
@settings(max_examples=10, deadline=None)
def test_files_copied_by_hand_and_lists_set_back_lose_nothing_and_lock_nobody_out(
    steps: list[tuple[Any, ...]],
) -> None:
    with TemporaryDirectory() as folder:
        office = Careless.opened(Path(folder), 3)
        for step in steps:
            if isinstance(step[1], int) and max(n for n in step[1:3] if isinstance(n, int)) >= len(office.stores):
                continue
            office.play(step)
        office.meet()
        first = contents(office.stores[0])
        for store in office.stores:
            assert contents(store) == first
            assert office.written <= change_ids(store)
            assert unsound(store) == []
        office.close()


def test_a_change_that_is_not_here_says_nothing_of_what_was_seen(tmp_path: Path) -> None:
    """Another database may have written it under the same id and number."""
    office = Careless.opened(tmp_path, 1)
    reader = office.stores[0].reader
    own, last, change = reader.row("SELECT copy_id, number, id FROM change ORDER BY number DESC LIMIT 1") or (
        "",
        0,
        "",
    )
    assert seen_by_reach(reader, [{own: (last, change)}]) == {own: last}
    assert seen_by_reach(reader, [{own: (last, "another")}, {own: (last, change)}]) == {own: 0}
    office.close()
