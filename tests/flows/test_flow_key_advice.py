"""Advice about copies that names keys, followed to the letter in the app: each opens what the sentence means."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, store_at, until
from screens.test_key_advice import TOLD

from taskforce.exchange.bundles.bundle import read_bundle, write_bundle
from taskforce.screens.frame.area import Area
from taskforce.store.changes.batch import edit
from taskforce.store.database.location import location_of
from taskforce.store.read.items import item_by_ref
from taskforce.store.sync.clone import make_copy
from taskforce.store.sync.merge import merge

pytestmark = pytest.mark.on_a_file

OPENS = {
    "area_copies": "CopiesScreen",
    "write_bundle": "WriteBundle",
    "show_backups": "BackupsScreen",
    "go_back_to_file": "Finder",
    "set_up_exchange": "Form",
    "decide": "DecideConflicts",
    "new_copy": "Form",
}
"""What each command of the advice opens."""

FOLLOWED = {beginning: told for beginning, told in TOLD.items() if "CopiesScreen" in told or "f8 " in told}


@pytest.fixture
def torn(filled: Path, tmp_path: Path) -> Path:
    """A list with a field that two people changed, so that there is something to decide."""
    here = store_at(filled)
    write_bundle(here, tmp_path / "all.bundle", {})
    place = tmp_path / "galuh.db"
    whole = read_bundle(tmp_path / "all.bundle")
    make_copy(location_of(place), here.clock, [(whole.foreign, "all.bundle")], "galuh")
    there = store_at(place)
    for store, due in ((there, "2026-12-08"), (here, "2026-12-10")):
        store.write("edit", [edit("action_item", item_by_ref(store.reader, "1").id, "due", due)])
    write_bundle(there, tmp_path / "g.bundle", {})
    merge(here, read_bundle(tmp_path / "g.bundle").foreign, "g.bundle")
    here.close()
    there.close()
    return filled


async def test_each_key_of_the_advice_opens_what_it_means(torn: Path) -> None:
    app = app_on(torn, actor="galuh")
    async with app.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        for beginning, told in FOLLOWED.items():
            steps = [one.split() for one in told.split(", ")]
            if steps[0][0] != "f8":
                await press(pilot, "f8")
            for key, _owner, command_id in steps:
                await press(pilot, key)
                expected = OPENS[command_id]
                await until(pilot, lambda expected=expected: type(pilot.app.screen).__name__ == expected)  # type: ignore[misc]
            while not isinstance(pilot.app.screen, Area):
                await press(pilot, "escape")
                await settle(pilot)
            assert shown(pilot), beginning
            await press(pilot, "1")
