"""The app on a list that others share on a server: what they change, a connection that breaks off, roles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import pytest
from app_driving import app_on, fill, press, settle, shown, store_at, type_text, until
from server_databases import Databases, database_of, release
from silent_network import Line

import taskforce.app
from taskforce.app import TaskforceApp
from taskforce.model.errors import TaskforceError
from taskforce.screens.frame.area import Area
from taskforce.screens.frame.areas import AREAS
from taskforce.store.changes.batch import edit
from taskforce.store.database import timeout_reader, watch_postgres
from taskforce.store.read.items import item_by_ref

SCRIPT = Path(__file__).parents[2] / "scripts" / "postgres_roles.sql"


class Shared:
    """A list on a server, which can be cut off and come back."""

    def __init__(self, databases: Databases) -> None:
        self.databases = databases
        self.url = databases.new(like=databases.pattern("office", fill))
        self.name = database_of(self.url)

    def cut(self) -> None:
        """Every connection breaks off, and nobody gets another one."""
        self.databases.run(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS false")
        self.shake()

    def shake(self) -> None:
        """Every connection breaks off."""
        self.databases.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{self.name}'")

    def mend(self) -> None:
        """The server is back."""
        self.databases.run(f"ALTER DATABASE {self.name} ALLOW_CONNECTIONS true")

    def set_title(self, ref: str, title: str) -> None:
        """Someone else changes the title of an item."""
        store = store_at(self.url)
        store.write("edit", [edit("action_item", item_by_ref(store.reader, ref).id, "title", title)])
        store.close()

    def titles(self) -> dict[str, str]:
        """The titles of all items, by ref."""
        store = store_at(self.url)
        try:
            return dict(store.reader.rows("SELECT ref, title FROM action_item"))
        finally:
            store.close()


@pytest.fixture
def shared(databases: Databases, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shared]:
    """The small office's list on a server that is tried again at once."""
    monkeypatch.setattr(watch_postgres, "_AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(taskforce.app, "LOOK_SECONDS", 0.1)
    found = Shared(databases)
    yield found
    found.mend()
    databases.drop(found.url)


def says(pilot: Any, words: str) -> Callable[[], bool]:
    """Whether the screen says something, wherever its lines break."""
    return lambda: words in " ".join(shown(pilot).replace("│", " ").replace("▌", " ").split())


async def test_a_cut_connection_with_a_form_open_loses_nothing_and_the_work_goes_on(shared: Shared) -> None:
    app = app_on(shared.url, actor="farid")
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "e", "home", "ctrl+k")
        await type_text(pilot, "Judul saya")
        shared.cut()
        await until(pilot, says(pilot, "The connection to the list is lost"))
        await press(pilot, "ctrl+s")
        assert "■" in shown(pilot) and "Judul saya" in shown(pilot)  # refused, and what was typed is still there
        shared.mend()
        await until(pilot, says(pilot, "The connection to the list is back"))
        await press(pilot, "ctrl+s")
        assert "Judul saya" in shown(pilot)
        assert "Judul saya" in shared.titles().values()
        shared.shake()  # connections that break off and can be made again are made again, unasked
        await press(pilot, "down", "e", "home", "ctrl+k")
        await type_text(pilot, "Judul kedua")
        await press(pilot, "ctrl+s")
        assert "Judul kedua" in shared.titles().values()
        shared.set_title("6", "Dari rekan")
        await until(pilot, says(pilot, "Dari rekan"))


async def test_areas_stay_while_the_server_is_away_and_are_there_again_afterwards(shared: Shared) -> None:
    app = app_on(shared.url)
    async with app.run_test(size=(80, 24), notifications=True) as pilot:
        await settle(pilot)
        shared.cut()
        await until(pilot, says(pilot, "The connection to the list is lost"))
        for area in AREAS[::2]:
            await pilot.press(area.key, "enter", "escape", "e", "escape")
            await settle(pilot)
        await press(pilot, "2", "end", "pageup", "space", "slash")
        await type_text(pilot, "susun")
        await press(pilot, "enter", "ctrl+g", "escape", "f1", "escape")
        assert app.is_running and app.return_code is None
        shared.mend()
        await until(pilot, says(pilot, "The connection to the list is back"))
        await press(pilot, "f8")  # away from the line in which digits are typed
        for area in AREAS[::4]:
            await press(pilot, area.key)
            assert "■ The" not in shown(pilot), area.name
        await press(pilot, "f8", "2", "escape")
        assert "Susun draf Buku 2" in shown(pilot)


async def test_who_may_only_read_is_told_so_at_once_and_in_one_sentence(shared: Shared) -> None:
    shared.databases.run(SCRIPT.read_text(encoding="utf-8"), shared.name)
    shared.databases.run("CREATE ROLE siti_reads LOGIN IN ROLE taskforce_reader")
    url = shared.databases.url(shared.name, user="siti_reads")
    app: TaskforceApp = app_on(url)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert says(pilot, "but not change it: ask the person who runs the server.")()
        await press(pilot, "f8")
        assert "read only" in shown(pilot)
        await press(pilot, "2", "d")
        assert says(pilot, "but not change it: ask the person who runs the server.")()
        assert "e Edit" not in shown(pilot)
        await press(pilot, "1", "2", "e")  # no form in which somebody would type for nothing
        assert says(pilot, "but not change it: ask the person who runs the server.")()
        assert "Save (Ctrl+S)" not in shown(pilot)
    release(url)
    shared.databases.run("DROP OWNED BY siti_reads; DROP ROLE siti_reads", shared.name)


async def test_a_network_that_falls_silent_while_nobody_presses_a_key_is_said_with_the_hour(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_postgres, "_ASK_SECONDS", 0.1)
    monkeypatch.setattr(watch_postgres, "_SILENT_SECONDS", 1.0)
    line = Line(shared.url)
    try:
        app = app_on(line.url)
        async with app.run_test(size=(120, 40)) as pilot:
            await settle(pilot)
            line.cut()
            await until(pilot, says(pilot, "server not reached"))
            assert app.session is not None
            await until(pilot, says(pilot, f"what you see is as of {app.session.as_of}"))
            assert isinstance(app.screen, Area)

            async def fails(reason: str) -> None:
                raise TaskforceError(reason)

            # Whatever was still under way when the network fell silent.
            for number, tell in enumerate(
                (
                    app.screen.show_message_of,
                    app.show_failure,
                    lambda error: app.screen.start(lambda: fails(str(error))),  # type: ignore[attr-defined]
                )
            ):
                tell(TaskforceError(f"{number} was not read."))
                await settle(pilot)
                assert says(pilot, f"what you see is as of {app.session.as_of}. {number} was not read.")()
            line.mend()
            await until(pilot, says(pilot, "is back"))
            assert "not reached" not in shown(pilot)
            release(line.url)
    finally:
        line.close()


async def test_behind_a_pooler_that_passes_no_announcement_on_the_change_is_shown_all_the_same(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watch_postgres, "_ASK_SECONDS", 0.1)
    monkeypatch.setattr(watch_postgres, "heard", lambda *_words: False)
    app = app_on(shared.url)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        await until(pilot, lambda: app.session is not None and not app.session.lost)
        shared.set_title("1", "Lewat perantara")
        await until(pilot, says(pilot, "Lewat perantara"))


async def test_a_network_that_falls_silent_freezes_nothing(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timeout_reader, "PATIENCE_SECONDS", 0.5)
    monkeypatch.setattr(timeout_reader, "PAUSE_SECONDS", 1.0)
    line = Line(shared.url)
    try:
        app = app_on(line.url)
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            await press(pilot, "2")
            line.cut()
            mending = Timer(30, line.mend)  # an app that waits for ever would never come to look
            mending.start()
            await pilot.press("down", "down", "down")
            await until(pilot, says(pilot, "does not answer"))
            await pilot.press("a", *"Paparan")  # typing goes on
            await pilot.pause()
            assert "Paparan" in shown(pilot)
            assert line.silent
            mending.cancel()
            line.mend()
            shared.set_title("1", "Diubah sementara itu")
            await until(pilot, lambda: "Diubah sementara" in shown(pilot))
            await pilot.press("enter")
            await until(pilot, lambda: "Added 8" in shown(pilot))
            release(line.url)
    finally:
        line.close()
