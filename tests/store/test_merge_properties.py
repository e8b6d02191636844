"""Whatever is done on whatever copy, in whatever order bundles arrive: all copies end equal, nothing is lost."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from copying import Office, change_ids, contents, unsound, weeks
from hypothesis import given, settings


@given(weeks(3))
@settings(max_examples=30, deadline=None)
def test_copies_that_exchanged_everything_are_equal_and_no_change_is_lost(steps: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        office = Office.opened(Path(folder), 3)
        for step in steps:
            office.play(step)
        office.meet()
        first, *others = map(contents, office.stores)
        for other in others:
            for table, rows in first.items():
                assert other[table] == rows, table
        for store in office.stores:
            assert unsound(store) == []
            assert office.written <= change_ids(store)
        office.close()
