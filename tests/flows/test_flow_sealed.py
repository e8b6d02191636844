"""A sealed list in the app: its passphrase is asked before it opens, and not again."""

from __future__ import annotations

from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown, type_text

from taskforce.start import _open_ahead
from taskforce.store.database import sealed
from taskforce.store.database.location import Location
from taskforce.store.sealing import reseal


@pytest.fixture
def sealed_list(filled: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The office's list, sealed with a passphrase that this process does not know."""
    monkeypatch.setattr(sealed, "_ROUNDS", 1000)
    monkeypatch.delenv("TASKFORCE_PASSPHRASE", raising=False)
    reseal(Location(path=filled), sealed.new_key("empat kata yang kebetulan"))
    monkeypatch.setattr(sealed, "_held", {})
    return filled


@pytest.mark.parametrize("ahead", [True, False], ids=["opened ahead", "opened then"])
async def test_the_passphrase_opens_the_list_and_everything_works(sealed_list: Path, ahead: bool) -> None:
    place = Location(path=sealed_list)
    app = app_on(sealed_list, ahead=_open_ahead(place, None, None, None, False) if ahead else None)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "list.db is sealed" in shown(pilot) and "Buku 2" not in shown(pilot)
        await type_text(pilot, "salah")
        await press(pilot, "enter")
        assert "does not open" in shown(pilot)
        await press(pilot, "home", "ctrl+k")
        await type_text(pilot, "empat kata yang kebetulan")
        assert "empat" not in shown(pilot)
        await press(pilot, "enter")
        assert "is sealed" not in shown(pilot) and "Petakan program RPJMD" in shown(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, "Undangan tersegel")
        await press(pilot, "enter", "escape")
        assert "Undangan tersegel" in shown(pilot)


async def test_who_has_no_passphrase_leaves(sealed_list: Path) -> None:
    app = app_on(sealed_list)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "escape")
        assert not app.is_running
