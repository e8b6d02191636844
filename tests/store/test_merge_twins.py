"""Databases that wrote under one replica id: files copied by hand, and lists that were set back."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from careless import Careless, careless_weeks
from copying import change_ids, contents, unsound
from hypothesis import given, settings

from taskforce.store.changes.version_vector import seen_by_reach


@given(careless_weeks())
@settings(max_examples=10, deadline=None)
def test_files_copied_by_hand_and_lists_set_back_lose_nothing_and_lock_nobody_out(
    steps: list[tuple[Any, ...]],
) -> None:
    with TemporaryDirectory() as folder:
        office = Careless.opened(Path(folder), 3)
        for step in steps:
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
