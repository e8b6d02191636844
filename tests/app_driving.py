"""Driving the app in tests: a small office's list, the app on it, and waiting for what it began."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import idle
from screen_text import screen_text
from textual.app import App
from textual.events import Key
from textual.keys import _character_to_key
from textual.pilot import Pilot
from textual.worker import Worker, WorkerCancelled

from taskforce.app import TaskforceApp
from taskforce.store.changes.batch import Batch, Draft, create
from taskforce.store.changes.ids import ORGANISATION_ID
from taskforce.store.database.location import location_of
from taskforce.store.store import Store, create_store, open_store

idle.install()

DAY = date(2026, 11, 24)
"""A Tuesday."""

Place = Path | str
"""Where a list is: a file, or the URL of a database on a server."""

HOSTILE = "Rapat [Diskominfo] [/] [belum"


def drafts() -> list[Draft]:
    """A small office: an agency, three members, two dimensions, two deadlines, seven items."""

    def day(offset: int) -> str:
        return (DAY + timedelta(days=offset)).isoformat()

    agency = create("agency", code="bappelitbang", short="Bappelitbang", name="Badan Perencanaan")
    galuh = create(
        "member", handle="galuh", name="Galuh Tantri Narindra", position="Kepala Bappelitbang",
        agency_id=agency.record_id,
    )  # fmt: skip
    farid = create("member", handle="farid", name="HM Farid Soufian", position="Kepala Dinas Kominfo")
    azwar = create("member", handle="azwar", name="Azwar", position="Kepala Disdukcapil")
    governance = create("dimension", key="governance", name="Smart Governance", position=1)
    living = create("dimension", key="living", name="Smart Living", position=2)
    book = create("deadline", key="buku-2", name="Buku 2 Masterplan", kind="document", due=day(11))
    missed = create("deadline", key="bimtek-3", name="Bimtek III", kind="bimtek", due=day(-4))

    def item(title: str, due: int | None, lead: Draft | None, **values: Any) -> Draft:
        return create(
            "action_item",
            title=title,
            due=None if due is None else day(due),
            lead_id=None if lead is None else lead.record_id,
            **values,
        )

    blocked = item("Petakan program RPJMD", -12, farid, status="blocked", progress=40, priority="high",
                   dimension_id=governance.record_id, deadline_id=book.record_id)  # fmt: skip
    items = [
        item("Susun draf Buku 2", 3, galuh, status="in_progress", progress=60, priority="urgent",
             dimension_id=governance.record_id, deadline_id=book.record_id),
        blocked,
        item("Kajian command center", -3, azwar, dimension_id=living.record_id),
        item("Integrasi layanan publik", 20, farid, status="in_progress", progress=10,
             dimension_id=governance.record_id),
        item("Laporan bimtek II", -20, galuh, status="done", progress=100, dimension_id=living.record_id),
        item("Undangan rapat tim", 40, None),
        item("Studi banding", 10, azwar, status="cancelled"),
    ]  # fmt: skip
    note = create("note", item_id=blocked.record_id, kind="obstacle", text="Menunggu SK Bupati")
    return [
        create("organisation", ORGANISATION_ID, name="Kabupaten Banjar"),
        agency, galuh, farid, azwar, governance, living, book, missed, *items, note,
    ]  # fmt: skip


def fill(path: Place) -> Place:
    """Make the list at ``path``."""
    store = create_store(path, today=DAY)
    store.apply(Batch("import", drafts(), summary="matriks.xlsx"))
    store.close()
    return path


def app_on(path: Place, **options: Any) -> TaskforceApp:
    """The app on the list at ``path``, on :data:`DAY`; what nobody foresaw ends it, and so fails the test."""
    app = TaskforceApp(location_of(path), today=DAY, **options)
    app.survive = lambda error: App._handle_exception(app, error)  # type: ignore[method-assign]
    idle.paint_late(app)
    return app


async def settle(pilot: Pilot[int]) -> None:
    """Wait until nothing the app began is still under way, and everything is painted."""
    app = pilot.app
    assert isinstance(app, TaskforceApp)
    quiet = 0
    while quiet < 2:
        await idle.wait_for_idle()
        busy = [worker for worker in app.workers if not worker.is_finished]
        if busy:
            await _end_of(busy)
        elif app.opening:
            await asyncio.sleep(0.001)  # the list is opened in a thread
        if busy or app.opening or idle.paint(app.screen) or idle.paint_what_is_owed(app.screen):
            quiet = 0
        else:
            quiet += 1


async def _end_of(workers: Sequence[Worker[Any]]) -> None:
    """Wait for workers, one of which may well be cancelled: the app's end cancels them all."""
    ends = await asyncio.gather(*(worker.wait() for worker in workers), return_exceptions=True)
    for end in ends:
        if isinstance(end, BaseException) and not isinstance(end, WorkerCancelled):
            raise end


async def until(pilot: Pilot[int], condition: Callable[[], bool]) -> None:
    """Wait until something holds that a timer brings about."""
    for _attempt in range(300):
        await pilot.pause(0.02)
        if condition():
            await settle(pilot)
            return
    raise AssertionError("it never came to hold; the screen:\n" + screen_text(pilot.app))


async def press(pilot: Pilot[int], *keys: str) -> None:
    """Press keys, each after what the one before began is done."""
    for key in keys:
        await pilot.app._press_keys([key])
        await settle(pilot)


async def type_text(pilot: Pilot[int], text: str) -> None:
    """Type a text into what is focused, as fast as a terminal hands over what is pasted key by key."""
    for character in text:
        key = "space" if character == " " else _character_to_key(character)
        pilot.app.post_message(Key(key, character))
    await settle(pilot)


def shown(pilot: Pilot[int]) -> str:
    """The screen as text."""
    return screen_text(pilot.app)


def store_at(path: Place) -> Store:
    """The list as another process opens it."""
    return open_store(path, today=DAY)
