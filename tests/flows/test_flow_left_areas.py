"""What an area holds and does when another one is shown: nothing that grows with the list, nothing at all."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from app_driving import DAY, app_on, press, settle, shown

from taskforce.screens.frame.areas import AREAS
from taskforce.screens.reports import area as area_of_reports
from taskforce.screens.reports.making import SEEN_ROWS
from taskforce.store.changes.batch import Batch, create
from taskforce.store.read.day_views import Entry
from taskforce.store.read.items import ItemRow
from taskforce.store.read.timeline import TimelineRow
from taskforce.store.store import Store, create_store
from taskforce.widgets.table.source import TableRow

ITEMS = 300
ROWS = (ItemRow, TimelineRow, TableRow, Entry)
SIZE = (80, 24)
READING = [
    area
    for area in AREAS
    if area.name in ("items", "board", "timeline", "calendar", "masterplan", "report", "history")
]
"""The areas that show what grows with the list."""


@pytest.fixture
def long_list(list_path: Path) -> Path:
    """A list with far more items than fit on a screen: done ones, so that the overview shows none of them."""
    store = create_store(list_path, today=DAY)
    day = (DAY - timedelta(days=2)).isoformat()
    values = {"start": day, "due": day, "done_on": day, "status": "done", "progress": 100}
    store.apply(
        Batch(
            "import", [create("action_item", title=f"Kegiatan {n}", **values) for n in range(ITEMS)], summary="x"
        )
    )
    store.close()
    return list_path


def held_rows() -> Counter[type]:
    gc.collect()
    return Counter(type(one) for one in gc.get_objects() if isinstance(one, ROWS))


async def test_an_area_that_is_left_holds_no_rows(long_list: Path) -> None:
    app = app_on(long_list)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "f9")
        before = held_rows()
        most = 0
        for area in READING:
            await press(pilot, area.key, "right", "end", "home")
            most = max(most, (held_rows() - before).total())
            await press(pilot, "f9")
        assert most > ITEMS // 2
        left = held_rows() - before
        # What stays: registers, which are short, the row under a cursor, and of the report's tables what is seen.
        assert left[Entry] == 0
        assert left[TableRow] < 10
        assert left.total() <= 2 * SEEN_ROWS + 10


async def test_an_area_shows_at_once_what_it_showed_when_it_was_left(long_list: Path) -> None:
    app = app_on(long_list)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for area in READING:
            await press(pilot, area.key, "pagedown", "down", "space")
            before = shown(pilot)
            await press(pilot, "f9", area.key)
            assert shown(pilot) == before, area.name
            await press(pilot, "up", "down", "escape")


LONG = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 30000000) SELECT count(*) FROM n"


async def test_what_is_read_for_an_area_is_given_up_when_it_is_left(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    began, ended = threading.Event(), threading.Event()

    def very_long(store: Store, *_rest: Any, **_options: Any) -> None:
        began.set()
        store.reader.rows(LONG)
        ended.set()

    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        with monkeypatch.context() as patched:
            patched.setattr(area_of_reports, "make", very_long)
            await pilot.press("f6")
            await asyncio.to_thread(began.wait)
            await press(pilot, "f9")  # waits until nothing is under way any more
        assert not ended.is_set()
        assert "interrupted" not in shown(pilot)
        await press(pilot, "f6")
        assert "WEEKLY STATUS REPORT" in shown(pilot)
