"""What two copies wrote with one clock: the copy's id decides, for what is computed as for what is shown."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from builders import START
from copying import contents, new_copies, unsound

from taskforce.exchange.bundles.bundle import read_bundle, write_bundle
from taskforce.store.changes.batch import Batch, create
from taskforce.store.sync.merge import merge

ITEM = "0197a000-0000-7000-8000-000000000001"


@pytest.mark.parametrize("days", [(10, 400), (400, 10)])
def test_an_item_that_two_copies_made_at_one_clock_has_one_first_moment(
    tmp_path: Path, days: tuple[int, int]
) -> None:
    """Both computers were set back since, so both count one further from one reading."""
    here, there = new_copies(tmp_path, 2)
    for store, ago in zip((here, there), days, strict=True):
        store.apply(Batch("add", [create("action_item", title="Rapat")], at=START))
        made = create("action_item", ITEM, title=f"Rapat {ago}", due="2026-12-01")
        store.apply(Batch("add", [made], at=START - timedelta(days=ago)))
    sql = f"SELECT clock FROM change WHERE record_id = '{ITEM}'"
    assert here.reader.value(sql) == there.reader.value(sql)
    for name, giver in (("a", here), ("b", there)):
        write_bundle(giver, tmp_path / name, {})
    merge(here, read_bundle(tmp_path / "b").foreign, "b", accept_clock=True)
    merge(there, read_bundle(tmp_path / "a").foreign, "a", accept_clock=True)
    assert unsound(here) == unsound(there) == []
    assert contents(here) == contents(there)
    here.close()
    there.close()
