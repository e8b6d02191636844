"""Text that would break a terminal or be read as markup is shown as it is, in every area; nothing ends the app."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from app_driving import DAY, HOSTILE, app_on, press, settle, shown, type_text

from taskforce.screens.frame.areas import AREAS
from taskforce.store.changes.batch import Batch, create
from taskforce.store.changes.ids import ORGANISATION_ID
from taskforce.store.store import create_store

NASTY = f"{HOSTILE} \x1b[31mmerah\x1b[0m \x07\u202emalik\u202c"
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u200e\u200f]")


OPENED = {
    "7": "eh",
    "9": "eht",
    "6": "eh",
    "8": "ehn",
    "f7": ("enter", "u"),
    "0": ("right", "f", "n", "down", "e", "f", "w"),
}
"""What is opened on the record under the cursor, by area."""

SHOWING = (
    "1",
    "2",
    "3",
    "4",
    "6",
    "7",
    "9",
)
"""The keys of the areas that show the hostile title as soon as they are opened."""


@pytest.fixture
def hostile_list(list_path: Path) -> Path:
    """A list in which every text is hostile."""
    store = create_store(list_path, today=DAY)
    agency = create("agency", code="[a]", short=HOSTILE, name=NASTY)
    member = create("member", handle="[m]", name=NASTY, position=NASTY, agency_id=agency.record_id)
    dimension = create("dimension", key="[d]", name=NASTY, position=1)
    deadline = create("deadline", key="[t]", name=NASTY, due="2026-12-05", description=NASTY)
    item = create(
        "action_item", title=NASTY, description=f"{NASTY}\n{NASTY}", due="2026-11-20", lead_id=member.record_id,
        agency_id=agency.record_id, dimension_id=dimension.record_id, deadline_id=deadline.record_id,
        origin=NASTY, programme=NASTY, indicator=NASTY, fund_source=NASTY,
    )  # fmt: skip
    note = create("note", item_id=item.record_id, kind="obstacle", text=f"{NASTY}\n{NASTY}")
    meeting = create(
        "meeting", number="[n]", title=NASTY, date="2026-11-20", place=NASTY, minutes=f"{NASTY}\n{NASTY}"
    )
    guest = create("attendance", meeting_id=meeting.record_id, name=NASTY)
    from_meeting = create("action_item", title=NASTY, meeting_id=meeting.record_id)
    tag = create("tag", item_id=item.record_id, name="[/]")
    evidence = create("evidence", item_id=item.record_id, kind="link", location=NASTY, description=NASTY)
    organisation = create("organisation", ORGANISATION_ID, name=NASTY)
    store.apply(
        Batch("import", [organisation, agency, member, dimension, deadline, item, note, tag, evidence,
                         meeting, guest, from_meeting], summary=NASTY, reason=NASTY)
    )  # fmt: skip
    store.close()
    return list_path


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (60, 20)])
async def test_hostile_text_is_shown_literally_in_every_area(hostile_list: Path, size: tuple[int, int]) -> None:
    app = app_on(hostile_list, actor="[m]")
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        for area in (spec.key for spec in AREAS):
            await press(pilot, area)
            text = shown(pilot)
            assert not CONTROL.search(text.replace("\n", "")), area
            if area in SHOWING:
                assert "Rapat [Disk" in text, area
        await press(pilot, "5", "left", "left", "left", "left")  # the day on which it is due
        assert "Rapat [Disk" in shown(pilot)
        await press(pilot, "2", "enter")
        assert HOSTILE in " ".join(shown(pilot).split())
        for keys in (("e",), ("h",), ("r",), ("delete",), ("l",), ("a",), ("ctrl+p",), ("f1",)):
            await press(pilot, *keys)
            assert not CONTROL.search(shown(pilot).replace("\n", "")), keys
            await press(pilot, "escape")
        await press(pilot, "plus", "u")
        for area, keys in OPENED.items():
            for key in keys:
                await press(pilot, area, key)
                assert not CONTROL.search(shown(pilot).replace("\n", "")), (area, key)
                await press(pilot, "escape", "escape")
        assert app.is_running


async def test_hostile_text_can_be_typed_and_is_said_literally(hostile_list: Path) -> None:
    app = app_on(hostile_list)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "a")
        await type_text(pilot, "uji [/] [bold]tebal[/bold] [belum")
        await press(pilot, "enter")
        assert "“uji [/] [bold]tebal[/bold] [belum”" in shown(pilot)
        await press(pilot, "slash")
        await type_text(pilot, "[/] [belum")
        await press(pilot, "enter")
        assert app.is_running
