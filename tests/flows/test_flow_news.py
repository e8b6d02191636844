"""What the overview tells as news: what others changed, in words, and nothing that ends as it was."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest
from app_driving import DAY, app_on, press, settle, shown, store_at

from taskforce.clock import Clock
from taskforce.exchange.bundles.bundle import read_bundle, write_bundle
from taskforce.store.changes.batch import create, edit
from taskforce.store.database.location import location_of
from taskforce.store.history.steps import steps
from taskforce.store.read.items import item_by_ref
from taskforce.store.store import Store
from taskforce.store.sync.clone import make_copy
from taskforce.store.sync.conflicts import open_conflicts, resolve
from taskforce.store.sync.merge import merge
from taskforce.wording.steps import happened, step_text

FILE = f"{'01a23135' * 4}-12-{'ab' * 16}.taskforce"


def prioritize(store: Store, value: str, who: str) -> None:
    """A priority, by someone."""
    store.actor_id = str(store.reader.value("SELECT id FROM member WHERE handle = :who", who=who))
    store.write("edit", [edit("action_item", item_by_ref(store.reader, "4").id, "priority", value)])


@pytest.fixture
def copied(filled: Path, tmp_path: Path) -> Path:
    """The list of who began from a file of the first copy, and decided a conflict for what stood there."""
    with closing(store_at(filled)) as here:
        write_bundle(here, tmp_path / FILE, {})
        place = tmp_path / "farid.db"
        make_copy(location_of(place), Clock(today=DAY), [(read_bundle(tmp_path / FILE).foreign, FILE)], "farid")
        prioritize(here, "high", "galuh")
        with closing(store_at(place)) as there:
            prioritize(there, "low", "farid")
            write_bundle(here, tmp_path / "news.bundle", {})
            merge(there, read_bundle(tmp_path / "news.bundle").foreign, f"dinkes-{FILE}")
            (conflict,) = open_conflicts(there.reader)
            (stands,) = [side.plain for side in conflict.sides if side.shown]
            resolve(there, conflict, stands)
    return place


async def test_a_copys_file_is_said_by_the_copy_and_what_stays_as_it_was_is_no_news(copied: Path) -> None:
    app = app_on(copied)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        text = shown(pilot)
        assert "file of the first copy" in text and "file of dinkes" in text
        assert "01a23135" not in text
        assert "Low → Low" not in text and "stays" not in text
        assert "→ Low" in text and "→ High" in text  # what people wrote is news
        await press(pilot, "f7")
        text = shown(pilot)
        assert "Priority: Low stays" in text  # in the history it stands: somebody decided it
        assert "01a23135" not in text


async def test_of_a_step_is_told_what_changed_before_what_stays(filled: Path) -> None:
    with closing(store_at(filled)) as store:
        item = item_by_ref(store.reader, "4").id
        store.write(
            "edit", [edit("action_item", item, "priority", "low"), edit("action_item", item, "progress", 70)]
        )
        (step,) = steps(store.reader, item, limit=1)
        kept = [one._replace(old=one.new) if one.field == "priority" else one for one in step.changes]
        step = step._replace(changes=tuple(kept))
        assert happened(step).startswith("Progress: 10") and "more change" not in happened(step)
        assert step_text(step).startswith("4: Progress")


async def test_what_is_new_is_news_also_where_its_fields_are_empty(filled: Path) -> None:
    with closing(store_at(filled)) as store:
        store.write("add", [create("action_item", title="Cetak spanduk")])
    app = app_on(filled)
    async with app.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        assert "Cetak spanduk" in shown(pilot)
