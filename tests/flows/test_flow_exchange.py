"""Exchanging through a folder in the app: set up in one dialogue, then by itself, with a quiet sign."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import keyring
import keyring.backend
import pytest
from app_driving import DAY, app_on, press, settle, shown, store_at, type_text, until
from textual.pilot import Pilot

from taskforce.app import TaskforceApp
from taskforce.cli import run
from taskforce.clock import Clock
from taskforce.exchange.bundles.bundle import read_bundle, write_bundle
from taskforce.screens.frame.exchanging import step as folder_exchange
from taskforce.services.exchange_folder import exchange_folder, set_exchange_folder
from taskforce.services.exchanging import exchange
from taskforce.store.changes.batch import create, delete, edit
from taskforce.store.database.location import location_of
from taskforce.store.read.items import item_by_ref
from taskforce.store.store import create_store, open_store
from taskforce.store.sync.clone import make_copy
from taskforce.widgets.footer import MessageLine

pytestmark = pytest.mark.on_a_file


class MemoryKeyring(keyring.backend.KeyringBackend):
    """A keyring as a system has one, without the system."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.kept: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.kept.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.kept[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        del self.kept[service, username]


@pytest.fixture(autouse=True)
def system_keyring() -> Iterator[MemoryKeyring]:
    """What is kept in a test stays in it."""
    before, mine = keyring.get_keyring(), MemoryKeyring()
    keyring.set_keyring(mine)
    yield mine
    keyring.set_keyring(before)


@pytest.fixture(autouse=True)
def _soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is done after some seconds is done at once."""
    monkeypatch.setattr(folder_exchange, "FIRST_SECONDS", 0.0)
    monkeypatch.setattr(folder_exchange, "AFTER_WORK_SECONDS", 0.0)
    monkeypatch.setattr("taskforce.app.LOOK_SECONDS", 0.05)


@pytest.fixture
def share(tmp_path: Path) -> Path:
    """A folder that several computers see."""
    folder = tmp_path / "share"
    folder.mkdir()
    return folder


def copy_of(place: Path, name: str) -> Path:
    """A colleague's copy of a list."""
    target = place.with_name(f"{name}.db")
    here = store_at(place)
    write_bundle(here, target.with_suffix(".bundle"), {})
    here.close()
    whole = read_bundle(target.with_suffix(".bundle")).foreign
    make_copy(location_of(target), Clock(today=DAY), [(whole, "all")], name)
    return target


def change(place: Path, ref: str, who: str = "galuh", **fields: Any) -> None:
    """What somebody writes into a list, elsewhere."""
    store = store_at(place)
    store.actor_id = str(store.reader.value("SELECT id FROM member WHERE handle = :who", who=who))
    item = item_by_ref(store.reader, ref).id
    store.write("edit", [edit("action_item", item, name, value) for name, value in fields.items()])
    store.close()


def exchanged(place: Path, folder: Path) -> None:
    """What the command does on another computer."""
    store = store_at(place)
    exchange(store, folder)
    store.close()


def value(place: Path, ref: str, field: str) -> Any:
    """What a list says."""
    store = store_at(place)
    try:
        return store.reader.value(f"SELECT {field} FROM action_item WHERE ref = :ref", ref=ref)
    finally:
        store.close()


def app_of(pilot: Pilot[int]) -> TaskforceApp:
    assert isinstance(pilot.app, TaskforceApp)
    return pilot.app


async def test_one_dialogue_then_by_itself_and_the_conflict_with_two_keys(filled: Path, share: Path) -> None:
    galuh = copy_of(filled, "galuh")
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "X")
        await type_text(pilot, str(share))
        await press(pilot, "ctrl+s")
        assert "Exchanged" in shown(pilot)
        assert exchange_folder(location_of(filled)) is not None
        assert len(list(share.glob("*/*"))) == 1
        exchanged(galuh, share)
        change(galuh, "4", progress=70)
        change(galuh, "1", due="2026-12-08")
        exchanged(galuh, share)
        await press(pilot, "2")
        change(filled, "1", "farid", due="2026-12-01")  # another program on this computer: it goes out, too
        await until(pilot, lambda: value(filled, "4", "progress") == 70)
        await until(pilot, lambda: "F12" in shown(pilot))
        sign = app.exchange_sign
        assert sign[0].startswith("≠ 1 (F12) · exchanged ") and sign[-1] == "≠ 1 (F12)"
        await press(pilot, "f12", "2")
        assert value(filled, "1", "due") == "2026-12-01"
        await until(pilot, lambda: app.exchange_sign[0].startswith("exchanged "))
        await press(pilot, "q")
    exchanged(galuh, share)
    assert value(galuh, "1", "due") == "2026-12-01"


async def test_a_stick_that_is_pulled_is_a_quiet_word_and_is_tried_again(
    filled: Path, share: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_exchange, "AGAIN_SECONDS", 0.05)
    galuh = copy_of(filled, "galuh")
    exchanged(galuh, share)
    set_exchange_folder(location_of(filled), share, sealed=False)
    pulled = share.rename(tmp_path / "pulled")
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "not exchanged: the folder is not there" in shown(pilot))
        assert len(app.screen_stack) == 1
        await press(pilot, "f8")
        assert "connect the drive" in " ".join(shown(pilot).split())
        pulled.rename(share)
        await until(pilot, lambda: "exchanged " in shown(pilot) and "not exchanged" not in shown(pilot))
    assert len(list(share.glob("*/*"))) == 2


async def test_what_is_to_be_put_right_stands_in_the_sign_until_it_was_shown(filled: Path, share: Path) -> None:
    galuh = copy_of(filled, "galuh")
    there = store_at(galuh)
    gone = str(there.reader.value("SELECT id FROM member WHERE handle = 'galuh'"))
    there.write("delete", [delete("member", gone)])
    there.close()
    exchanged(galuh, share)
    change(filled, "1", "farid", lead_id=gone)
    set_exchange_folder(location_of(filled), share, sealed=False)
    for new in (True, False):  # the app is opened twice
        app = app_on(filled, actor="farid")
        async with app.run_test(size=(120, 40)) as pilot:
            await until(pilot, lambda: app.exchange is not None and bool(app.exchange.state.loose_ends))  # noqa: B023
            assert ("to put right (F8)" in app.exchange_sign[0]) == new
            await press(pilot, "f8")
            assert "was deleted, but" in " ".join(shown(pilot).split())
            assert "to put right" not in app.exchange_sign[0]


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_what_is_dated_in_the_future_is_in_the_sign_and_is_taken_by_a_persons_word(
    filled: Path, share: Path, size: tuple[int, int]
) -> None:
    galuh = copy_of(filled, "galuh")
    exchanged(galuh, share)
    late = open_store(galuh, today=date(2026, 12, 8))
    late.write("edit", [edit("action_item", item_by_ref(late.reader, "4").id, "progress", 70)])
    exchange(late, share)
    late.close()
    set_exchange_folder(location_of(filled), share, sealed=False)
    app = app_on(filled, actor="farid")
    async with app.run_test(size=size) as pilot:
        await until(pilot, lambda: "1 not taken (F8)" in shown(pilot))
        assert app.exchange_sign[0].startswith("1 not taken (F8) · exchanged ")
        await press(pilot, "f8")
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "Not taken yet from galuh: 1 change of “galuh” is dated in the future (up to 2026-12-08)" in text
        assert "Ctrl+T Take in all the same" in text and "--accept-clock" not in text
        await press(pilot, "ctrl+t")
        text = " ".join(shown(pilot).replace("│", " ").split())
        assert "up to 2026-12-08" in text and "Here it is 24 Nov 2026" in text
        await press(pilot, "escape")
        assert value(filled, "4", "progress") == 10
        await press(pilot, "ctrl+t", "y")
        await until(pilot, lambda: value(filled, "4", "progress") == 70)
        await until(pilot, lambda: "not taken" not in app.exchange_sign[0].casefold())
        await settle(pilot)
        text = shown(pilot)
        assert "taken from the others: 1 change" in text and "Take in all the same" not in text
        await press(pilot, "ctrl+t")
        assert "nothing waits that is dated in the future" in shown(pilot)


async def test_a_list_that_is_new_among_others_in_a_folder_is_told_when_the_folder_is_set(
    filled: Path, share: Path, tmp_path: Path
) -> None:
    other = create_store(tmp_path / "other.db", today=DAY)
    other.write("add", [create("action_item", title="Dari daftar lain")])
    exchange(other, share)
    other.close()
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "f8", "X")
        await type_text(pilot, str(share))
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: any("holds 1 other list" in one.message for one in app._notifications))


async def test_a_file_that_is_not_whole_is_in_the_sign_but_no_clock_is_offered_for_it(
    filled: Path, share: Path
) -> None:
    galuh = copy_of(filled, "galuh")
    exchanged(galuh, share)
    (file,) = share.glob("*/*")
    file.write_bytes(file.read_bytes()[:-40])
    set_exchange_folder(location_of(filled), share, sealed=False)
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(120, 40)) as pilot:
        await until(pilot, lambda: "1 not taken (F8)" in shown(pilot))
        await press(pilot, "f8")
        text = shown(pilot)
        assert "Not taken yet from" in text and "whole" in text
        assert "Take in all the same" not in text and "Ctrl+T" not in text


async def test_the_last_change_goes_out_before_the_app_ends_and_a_second_q_does_not_wait(
    filled: Path, share: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_exchange_folder(location_of(filled), share, sealed=False)
    galuh = copy_of(filled, "galuh")
    monkeypatch.setattr(folder_exchange, "AFTER_WORK_SECONDS", 1000.0)
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: "exchanged" in shown(pilot))
        await press(pilot, "2", "d")
        await press(pilot, "q")
        assert app.return_code == 0
    exchanged(galuh, share)
    done = "SELECT count(*) FROM action_item WHERE status = 'done'"
    here, there = store_at(filled), store_at(galuh)
    assert here.reader.value(done) == there.reader.value(done) == 2
    here.close()
    there.close()

    never = asyncio.Event()

    async def hangs(*_words: Any, **_more: Any) -> Any:
        await never.wait()

    monkeypatch.setattr(folder_exchange, "_aside", hangs)
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await pilot.pause(0.1)
        change(filled, "1", "farid", progress=65)
        await until_holds(lambda: app.exchange is not None and app.exchange.unsent)
        await pilot.press("2", "j")
        assert "Action items" in shown(pilot)
        await pilot.press("q")
        assert app.return_code is None
        await pilot.press("q")
        await until_holds(lambda: app.return_code == 0)


async def until_holds(condition: Callable[[], bool]) -> None:
    """Wait until something holds, while a step is under way that never ends."""
    for _attempt in range(300):
        await asyncio.sleep(0.02)
        if condition():
            return
    raise AssertionError("it never came to hold")


def test_two_programs_exchange_one_list_at_the_same_moment(filled: Path, share: Path) -> None:
    galuh = copy_of(filled, "galuh")
    change(galuh, "4", progress=70)
    exchanged(galuh, share)
    change(filled, "1", "farid", progress=65)
    failed: list[BaseException] = []

    def step() -> None:
        try:
            exchanged(filled, share)
        except BaseException as error:  # told below, not in the thread
            failed.append(error)

    steps = [threading.Thread(target=step) for _number in range(4)]
    for one in steps:
        one.start()
    for one in steps:
        one.join()
    assert not failed
    exchanged(filled, share)
    exchanged(galuh, share)
    assert [value(place, ref, "progress") for place in (filled, galuh) for ref in "14"] == [65, 70, 65, 70]
    assert len(list(share.glob("*/*"))) == 2


async def test_a_list_that_is_only_read_exchanges_nothing_and_a_sealed_folder_asks_for_its_passphrase(
    filled: Path, share: Path, system_keyring: MemoryKeyring
) -> None:
    set_exchange_folder(location_of(filled), share, sealed=True)
    app = app_on(filled, read_only=True)
    async with app.run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        assert "exchanged" not in shown(pilot)
        await press(pilot, "f8", "X")
        assert len(app.screen_stack) == 1
    assert not list(share.iterdir())
    app = app_on(filled)
    async with app.run_test(size=(120, 30)) as pilot:
        await until(pilot, lambda: "the passphrase is missing (F8, X)" in shown(pilot))
        assert not list(share.iterdir())
        await press(pilot, "f8", "X", "down", "down")
        await type_text(pilot, "kopi pahit")
        await press(pilot, "ctrl+s")
        await until(pilot, lambda: len(list(share.glob("*/*"))) == 1)
        assert "not exchanged" not in shown(pilot)
    assert list(system_keyring.kept.values()) == ["kopi pahit"]
    assert {file.read_bytes()[:17] for file in share.glob("*/*")} == {b"taskforce-sealed/"}


async def test_several_conflicts_are_decided_at_once_and_one_undo_opens_them_again(
    filled: Path, share: Path, look: Callable[[str], list[tuple[Any, ...]]]
) -> None:
    galuh = copy_of(filled, "galuh")
    for ref in "124":
        change(filled, ref, "farid", due="2026-12-01")
        change(galuh, ref, due="2026-12-08")
    for place in (galuh, filled):
        exchanged(place, share)
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f12", "V", "ctrl+s")
        assert "Decide 3 fields so?" in shown(pilot) and "(@galuh)" in shown(pilot)
        assert look("SELECT count(*) FROM open_conflict") == [(3,)]
        await press(pilot, "enter")
        assert look("SELECT count(*) FROM open_conflict") == [(0,)]
        assert look("SELECT count(*) FROM action_item WHERE due = '2026-12-08'") == [(3,)]
        assert "3 fields decided; u opens them again" in shown(pilot)
        await press(pilot, "u")
        assert look("SELECT count(*) FROM open_conflict") == [(3,)]


async def test_a_form_shows_what_arrives_while_it_is_open_and_saves_what_was_decided(
    filled: Path, look: Callable[[str], list[tuple[Any, ...]]]
) -> None:
    app = app_on(filled, actor="farid")
    async with app.run_test(size=(100, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "home", "e", "end")
        await type_text(pilot, " segera")
        change(filled, "2", "azwar", title="Petakan RPJMD", due="2026-12-20", priority="low")
        await until(pilot, lambda: "Meanwhile @azwar" in " ".join(shown(pilot).split()))
        assert "Petakan program RPJMD segera" in shown(pilot) and "20/12/2026" in shown(pilot)
        await press(pilot, "ctrl+s")
        assert "Title was changed meanwhile" in shown(pilot)
        await press(pilot, "1")
        kept = "SELECT title, due, priority FROM action_item WHERE ref = '2'"
        assert look(kept) == [("Petakan program RPJMD segera", "2026-12-20", "low")]

        await press(pilot, "e", "end")
        await type_text(pilot, " sekali")
        change(filled, "2", "azwar", title="Petakan RPJMD")
        await until(pilot, lambda: "Meanwhile @azwar" in " ".join(shown(pilot).split()))
        await press(pilot, "ctrl+t")
        assert "segera sekali" not in shown(pilot) and "Meanwhile" not in shown(pilot)
        await press(pilot, "ctrl+s")
        assert look(kept)[0][0] == "Petakan RPJMD"


def handed_over(app: TaskforceApp, progress: int) -> bool:
    """Whether the app's list has what the last of the others wrote, and nothing of its own left to hand over."""
    assert app.session is not None and app.exchange is not None
    there = app.session.reader.value("SELECT progress FROM action_item WHERE ref = '4'")
    return bool(there == progress and not app.exchange.unsent)


async def test_five_people_work_a_week_without_opening_the_copies(
    filled: Path, share: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """One of the five sits before the app, the others' programs exchange by themselves, too."""
    places = [filled, *(copy_of(filled, name) for name in ("galuh", "azwar", "rina", "budi"))]
    others = places[1:]
    set_exchange_folder(location_of(filled), share, sealed=False)
    app = app_on(filled, actor="farid")
    areas: list[str] = []
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for day in range(5):
            if day == 2:  # before anybody hears of the other's title
                change(filled, "6", "farid", title="Undangan rapat tim kecil")
            for number, place in enumerate(others):
                # Item 2 is the app's own: whoever else wrote its progress would be in conflict with it.
                progress = 10 * day + number + 11
                wrote = {"description": f"{progress} %"} if number == 1 else {"progress": progress}
                change(place, "1134"[number], "galuh", **wrote)
                if day == 2 and place == others[0]:
                    change(place, "6", "galuh", title="Undangan rapat tim inti")
                exchanged(place, share)
            await press(pilot, "2", "home", "plus")
            await until(pilot, partial(handed_over, app, 10 * day + 14))
            areas.append(app.current_mode)
            for place in others:
                exchanged(place, share)
            if day == 3:
                app.screen.query_one(MessageLine).clear()  # what was said last goes by itself, later
                await until(pilot, lambda: "F12" in shown(pilot))
                await press(pilot, "f12", "1")
        await press(pilot, "q")
    assert set(areas) == {"items"}
    for place in (*others, *others):
        exchanged(place, share)
    exchanged(filled, share)
    monkeypatch.setenv("TASKFORCE_TODAY", DAY.isoformat())
    reports = []
    for place in places:
        assert run(["--db", str(place), "report", "--format", "json"]) == 0
        reports.append(capsys.readouterr().out)
        assert run(["--db", str(place), "conflicts", "--format", "json"]) == 0
        assert (place.name, capsys.readouterr().out.strip()) == (place.name, "[]")
    assert len(set(reports)) == 1


async def test_what_others_write_to_an_untouched_field_goes_on_saying_whose_it_is(filled: Path) -> None:
    app = app_on(filled, actor="galuh")
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e")
        change(filled, "2", "farid", progress=65, title="Judul dari farid")
        await until(pilot, lambda: "Judul dari farid" in shown(pilot))
        await settle(pilot)
        assert shown(pilot).count("wrote this meanwhile") == 2
