"""Copies in the app: a bundle each way, a look before it is taken in, deciding conflicts, backups."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyrage
import pytest
from app_driving import DAY, app_on, press, settle, shown, store_at, type_text, until

from taskforce.clock import Clock
from taskforce.exchange.bundles.bundle import read_bundle, write_bundle
from taskforce.exchange.bundles.encryption import Seal
from taskforce.paths import state_folder
from taskforce.store.changes.batch import create, edit
from taskforce.store.database.location import location_of
from taskforce.store.read.items import item_by_ref
from taskforce.store.store import Store, create_store, open_store
from taskforce.store.sync.clone import make_copy
from taskforce.store.sync.conflicts import open_conflicts
from taskforce.store.sync.merge import merge
from taskforce.store.write.known_replicas import known_replicas

Look = Callable[[str], list[tuple[Any, ...]]]


@pytest.fixture
def galuh(filled: Path, tmp_path: Path) -> Path:
    """Galuh's copy of the list, with a due date and a lead of her own, and a bundle of that: ``g.bundle``."""
    here = store_at(filled)
    write_bundle(here, tmp_path / "all.bundle", {})
    place = tmp_path / "galuh.db"
    whole = read_bundle(tmp_path / "all.bundle")
    make_copy(location_of(place), Clock(today=DAY), [(whole.foreign, "all.bundle")], "galuh")
    there = store_at(place)
    change(there, "1", "2026-12-08", "galuh")
    change(here, "1", "2026-12-01", "farid")
    there.write("edit", [edit("action_item", item_by_ref(there.reader, "4").id, "progress", 70)])
    write_bundle(there, tmp_path / "g.bundle", {})
    write_bundle(there, tmp_path / "sealed.bundle", {}, Seal("kopi"))
    here.close()
    there.close()
    return place


def change(store: Store, ref: str, due: str, who: str) -> None:
    """A due date, by someone."""
    store.actor_id = str(store.reader.value("SELECT id FROM member WHERE handle = :who", who=who))
    store.write("edit", [edit("action_item", item_by_ref(store.reader, ref).id, "due", due)])


async def take_in(pilot: Any, path: Path) -> None:
    """Type the path of a bundle and look at it."""
    await press(pilot, "f8", "M")
    await type_text(pilot, str(path))
    await press(pilot, "enter")


async def test_a_bundle_is_looked_at_taken_in_decided_and_handed_back(
    filled: Path, galuh: Path, tmp_path: Path, look: Look
) -> None:
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await take_in(pilot, tmp_path / "g.bundle")
        assert "2 changes are new here" in shown(pilot)
        assert look("SELECT count(*) FROM open_conflict") == [(0,)]  # nothing is written yet
        await press(pilot, "ctrl+s")
        assert "1 field waits for a decision" in shown(pilot)
        assert look("SELECT progress FROM action_item WHERE ref = '4'") == [(70,)]
        await press(pilot, "C")
        text = shown(pilot)
        assert "before: 27 Nov 2026" in text and "8 Dec 2026" in text and "1 Dec 2026" in text
        assert "@galuh" in text and "mine" in text
        await press(pilot, "1")
        assert "1 field decided: 1 Due" in shown(pilot)
        await press(pilot, "x", "home", "ctrl+k")
        await type_text(pilot, str(tmp_path / "back.bundle"))
        await press(pilot, "ctrl+s")
        assert "changes," in shown(pilot)
    hers = store_at(galuh)
    merge(hers, read_bundle(tmp_path / "back.bundle").foreign, "back.bundle")
    assert open_conflicts(hers.reader) == []
    ours = store_at(filled)
    assert item_by_ref(hers.reader, "1").due == item_by_ref(ours.reader, "1").due
    ours.close()
    hers.close()


async def test_a_bundle_of_somebody_else_is_replaced_when_it_is_saved_again(
    filled: Path, galuh: Path, tmp_path: Path
) -> None:
    theirs = tmp_path / "from-galuh.bundle"
    shutil.copy(tmp_path / "g.bundle", theirs)
    before = theirs.read_bytes()
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "x", "home", "ctrl+k")
        await type_text(pilot, str(theirs))
        await press(pilot, "ctrl+s")
        assert "exists already: save again" in " ".join(shown(pilot).split())
        assert theirs.read_bytes() == before
        await press(pilot, "ctrl+s")
        assert theirs.read_bytes() != before


async def test_an_item_in_conflict_is_marked_and_decided_where_it_is_seen(
    filled: Path, galuh: Path, tmp_path: Path, look: Look
) -> None:
    store = store_at(filled)
    merge(store, read_bundle(tmp_path / "g.bundle").foreign, "g.bundle")
    store.close()
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "≠ Open conflicts (1)" in shown(pilot)
        await press(pilot, "2")
        assert "≠ Susun draf" in shown(pilot)
        await press(pilot, "slash")
        await type_text(pilot, "is:conflicted")
        await press(pilot, "enter")
        await until(pilot, lambda: "1 action item" in shown(pilot))
        await press(pilot, "enter")
        assert "≠ Open conflict Due" in " ".join(shown(pilot).split())
        await press(pilot, "C", "e")
        await type_text(pilot, "32 desember")
        await press(pilot, "enter")
        assert "■" in shown(pilot) and "32 desember" in shown(pilot)  # refused, and what was typed is still there
        await press(pilot, "home", "ctrl+k")
        await type_text(pilot, "10 desember")
        await press(pilot, "enter")
        assert look("SELECT due FROM action_item WHERE ref = '1'") == [("2026-12-10",)]
        await press(pilot, "C")
        assert "No field of it waits for a decision." in shown(pilot)
        await press(pilot, "1")
        assert "≠" not in shown(pilot)


async def test_a_sealed_bundle_asks_for_its_passphrase_and_a_damaged_one_says_so(
    filled: Path, galuh: Path, tmp_path: Path
) -> None:
    (tmp_path / "half.bundle").write_bytes((tmp_path / "g.bundle").read_bytes()[:200])
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await take_in(pilot, tmp_path / "half.bundle")
        assert "■" in shown(pilot) and "damaged" in shown(pilot)
        await press(pilot, "escape")
        assert "Throw it away?" in shown(pilot)
        await press(pilot, "left", "enter")
        await take_in(pilot, tmp_path / "sealed.bundle")
        assert "sealed.bundle is sealed: write its passphrase." in shown(pilot)
        await type_text(pilot, "teh")
        await press(pilot, "enter")
        assert "does not open" in shown(pilot)
        await press(pilot, "home", "ctrl+k")
        await type_text(pilot, "kopi")
        await press(pilot, "enter")
        assert "changes are new here" in shown(pilot)
        await press(pilot, "escape")
        assert "1 copy" in shown(pilot)  # nothing was taken in


@pytest.fixture
def three(filled: Path, galuh: Path, tmp_path: Path) -> Path:
    """A list in which three fields of three items are in conflict."""
    here, there = store_at(filled), store_at(galuh)
    for ref, ours, theirs in (("3", "2026-12-02", "2026-12-09"), ("4", "2026-12-03", "2026-12-10")):
        change(here, ref, ours, "farid")
        change(there, ref, theirs, "galuh")
    write_bundle(there, tmp_path / "three.bundle", {})
    merge(here, read_bundle(tmp_path / "three.bundle").foreign, "three.bundle")
    here.close()
    there.close()
    return filled


async def test_conflicts_are_listed_and_decided_in_any_order(three: Path, look: Look) -> None:
    app = app_on(three, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "C")
        await press(pilot, "down", "enter")
        assert "Kajian command center" in shown(pilot)
        assert "(2/3)" not in shown(pilot)  # this one alone
        await press(pilot, "1")
        assert look("SELECT due FROM action_item WHERE ref = '3'")[0][0] in ("2026-12-02", "2026-12-09")
        assert look("SELECT count(*) FROM open_conflict") == [(2,)]
        lines = [line for line in shown(pilot).splitlines() if " ≠ " in line.partition("│")[0]]
        assert len(lines) == 2 and not any("Kajian" in line for line in lines)
        await press(pilot, "end", "C")  # the others, beginning with the one under the cursor
        assert "Integrasi layanan" in shown(pilot) and "(2/2)" in shown(pilot)
        await press(pilot, "1", "1")
        assert look("SELECT count(*) FROM open_conflict") == [(0,)]
        await press(pilot, "escape")
        assert "[F8 " in shown(pilot) and "≠" not in shown(pilot)


async def test_a_reader_sees_the_conflicts_and_decides_none(three: Path) -> None:
    app = app_on(three, read_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "C")
        assert "Kajian command center" in shown(pilot)
        await press(pilot, "enter")
        assert "opened to read only" in shown(pilot)
        await press(pilot, "A")
        await until(pilot, lambda: "ref:1" in shown(pilot))


@pytest.mark.on_a_file
async def test_going_back_to_a_backup_asks_and_keeps_the_list(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "B")
        assert "There is none yet" in shown(pilot)
        await press(pilot, "n")
        assert "by hand" in shown(pilot)
        await press(pilot, "escape", "2", "d")
        assert look("SELECT count(*) FROM action_item WHERE status = 'done'") == [(2,)]
        await press(pilot, "f8", "B", "enter")
        assert "The list goes back to 2026-11-24" in " ".join(shown(pilot).split())
        await press(pilot, "left", "enter")  # the careful answer is the first offered
        await until(pilot, lambda: "The list is as it was on" in shown(pilot))
        assert look("SELECT count(*) FROM action_item WHERE status = 'done'") == [(1,)]
        assert [path for path in filled.parent.iterdir() if "before-restore" in path.name]
        await press(pilot, "2", "d")
        assert look("SELECT count(*) FROM action_item WHERE status = 'done'") == [(2,)]


async def test_this_copy_gets_another_name(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "e")
        await type_text(pilot, "kantor")
        await press(pilot, "ctrl+s")
        assert "next action item is kantor-1" in shown(pilot)
        assert "kantor (this one)" in shown(pilot)


async def test_who_has_no_list_yet_begins_with_a_colleagues(filled: Path, galuh: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.db"
    app = app_on(mine)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "end", "up", "enter")
        await type_text(pilot, str(tmp_path / "none.bundle"))
        await press(pilot, "ctrl+s")
        assert "cannot be read" in shown(pilot) and not mine.exists()
        await press(pilot, "home", "ctrl+k")
        await type_text(pilot, str(tmp_path / "all.bundle"))
        await press(pilot, "tab")
        await type_text(pilot, "azwar")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: "Overview" in shown(pilot))
        await press(pilot, "f8")
        assert "azwar (this one)" in shown(pilot)


async def test_several_bundles_are_one_look_and_an_agency_that_came_twice_is_offered_as_one(
    filled: Path, galuh: Path, tmp_path: Path, look: Look
) -> None:
    theirs = store_at(galuh)
    theirs.write("add", [create("agency", code="bapelitbang", short="Bapelitbang", name="Bapelitbang")])
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"# mine\n{identity}\n", encoding="utf-8")
    write_bundle(theirs, tmp_path / "later.bundle", {}, Seal(recipients=[str(identity.to_public())]))
    theirs.close()
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await take_in(pilot, tmp_path / "g.bundle")
        await press(pilot, "ctrl+n")
        await type_text(pilot, str(tmp_path / "later.bundle"))
        await press(pilot, "enter")
        assert "sealed for a key" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "Take in" in shown(pilot)  # nothing happens while one of them is not read
        await type_text(pilot, str(tmp_path / "key.txt"))
        await press(pilot, "enter")
        text = shown(pilot)
        assert "g.bundle: from galuh" in text and "later.bundle: from galuh" in text and "Added: 1 Agency" in text
        await pilot.click("#do")
        await settle(pilot)
        text = " ".join(shown(pilot).split())
        assert "Bapelitbang that arrived may be Bappelitbang" in text
        await pilot.click("#yes")
        await settle(pilot)
        assert "Bapelitbang is now Bappelitbang" in shown(pilot)
    assert look("SELECT short FROM agency WHERE NOT deleted") == [("Bappelitbang",)]


async def test_another_list_and_a_wrong_clock_are_taken_only_after_a_persons_word(
    filled: Path, galuh: Path, tmp_path: Path, look: Look
) -> None:
    other = create_store(tmp_path / "other.db", today=DAY)
    other.write("add", [create("action_item", title="Dari daftar lain")])
    write_bundle(other, tmp_path / "other.bundle", {})
    other.close()
    late = open_store(galuh, today=date(2031, 5, 5))
    change(late, "4", "2031-06-01", "galuh")
    write_bundle(late, tmp_path / "late.bundle", {})
    late.close()
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await take_in(pilot, tmp_path / "other.bundle")
        assert "is of another list" in shown(pilot)
        await press(pilot, "ctrl+s", "escape", "escape")
        assert look("SELECT count(*) FROM action_item WHERE title = 'Dari daftar lain'") == [(0,)]
        await press(pilot, "M")
        await type_text(pilot, str(tmp_path / "late.bundle"))
        await press(pilot, "enter")
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "dated in the future (up to 2031-05-05)" in text and "Here it is 24 Nov 2026" in text
        assert "Take in all the same (Ctrl+S)" in text and "--accept-clock" not in text
        await press(pilot, "ctrl+s")
        assert look("SELECT due FROM action_item WHERE ref = '4'") == [("2031-06-01",)]
        await press(pilot, "M")
        await type_text(pilot, str(tmp_path / "all.bundle"))
        await press(pilot, "enter")
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "it is this copy's own bundle" in text and "Nothing in it is new" in text


@pytest.mark.on_a_file
async def test_a_bundle_for_a_key_makes_a_copy_and_a_file_elsewhere_is_a_backup(
    filled: Path, tmp_path: Path, look: Look
) -> None:
    identity = pyrage.x25519.Identity.generate()
    (tmp_path / "key.txt").write_text(f"{identity}\n", encoding="utf-8")
    app = app_on(filled)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "x", "home", "ctrl+k")
        await type_text(pilot, str(tmp_path / "all.bundle"))
        await press(pilot, "enter", "enter", "enter")  # past what goes in, and who is given it
        await type_text(pilot, "kopi")
        await press(pilot, "ctrl+s")
        assert "The two passphrases differ" in shown(pilot)
        await press(pilot, "shift+tab", "home", "ctrl+k", "tab")
        await type_text(pilot, str(identity.to_public()))
        await press(pilot, "ctrl+s")
        assert "sealed" in shown(pilot)
        await press(pilot, "n")
        for text in (str(tmp_path / "all.bundle"), str(tmp_path / "azwar.db"), "azwar", "rahasia"):
            await type_text(pilot, text)
            await press(pilot, "tab")
        assert "rahasia" not in shown(pilot)
        app.drafts.flush()
        kept = [path.read_text(encoding="utf-8") for path in (state_folder() / "drafts").rglob("*.json")]
        assert "azwar" in "".join(kept) and "rahasia" not in "".join(kept)  # a draft on the disk has no secret
        await type_text(pilot, str(tmp_path / "key.txt"))
        await press(pilot, "ctrl+s")
        assert "called azwar" in shown(pilot)
        made = store_at(tmp_path / "azwar.db")
        assert made.reader.value("SELECT count(*) FROM action_item") == 7
        made.close()
        await press(pilot, "B", "x", "home", "ctrl+k")
        await type_text(pilot, str(tmp_path / "usb.db"))
        await press(pilot, "ctrl+s", "escape", "2", "d")
        assert look("SELECT count(*) FROM action_item WHERE status = 'done'") == [(2,)]
        await press(pilot, "f8", "B", "I", "home", "ctrl+k")
        await type_text(pilot, str(tmp_path / "usb.db"))
        await press(pilot, "enter", "left", "enter")
        await until(pilot, lambda: "The list is as it was on" in shown(pilot))
    assert look("SELECT count(*) FROM action_item WHERE status = 'done'") == [(1,)]


@pytest.mark.on_a_file
async def test_a_file_copied_by_hand_is_renamed_and_the_app_says_so(
    filled: Path, galuh: Path, tmp_path: Path
) -> None:
    by_hand = tmp_path / "by-hand.db"
    shutil.copyfile(galuh, by_hand)
    app = app_on(by_hand)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "d")
        await until(pilot, lambda: "This list was copied from" in shown(pilot))
    store = store_at(by_hand)
    assert [copy.name for copy in known_replicas(store.reader) if copy.own] != ["galuh"]
    store.close()
