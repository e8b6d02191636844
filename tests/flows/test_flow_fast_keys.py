"""Keys that come faster than dialogues open and close; what nobody foresaw ends nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from app_driving import app_on, press, settle, shown, type_text, until
from textual.command import CommandPalette
from textual.events import Event, Key, MouseDown, MouseUp
from textual.screen import Screen
from textual.widgets import Input

from taskforce.app import TaskforceApp
from taskforce.paths import state_folder
from taskforce.screens.forms.dialogs import Reading
from taskforce.screens.forms.form import Form
from taskforce.screens.forms.quick_add import QuickAdd
from taskforce.screens.frame.commands.tour import Tour
from taskforce.screens.frame.session import Session
from taskforce.store.database.location import location_of

SIZE = (100, 30)

Look = Callable[[str], list[tuple[Any, ...]]]


def send(app: TaskforceApp, *keys: str) -> None:
    """Let keys come all at once."""
    for key in keys:
        app.post_message(Key(key, key if len(key) == 1 else {"space": " "}.get(key)))


def press_mouse(app: TaskforceApp, x: int, y: int) -> None:
    """Press and let go the mouse's button, as a terminal tells it to the app."""
    for kind in (MouseDown, MouseUp):
        app.post_message(kind(None, x, y, 0, 0, 1, False, False, False))


async def test_what_is_typed_after_a_command_is_typed_into_its_dialogue(filled: Path, look: Look) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        await type_text(pilot, "aUndang semua quq")
        assert isinstance(app.screen, QuickAdd)
        assert app.screen.query_one(Input).value == "Undang semua quq"
        send(app, "enter", "a", *"Dua", "enter", "n", *"Tiga", "ctrl+s", "a", *"Empat", "enter")
        await settle(pilot)
        titles = {title for (title,) in look("SELECT title FROM action_item")}
        assert {"Undang semua quq", "Dua", "Tiga", "Empat"} <= titles
        assert look("SELECT count(*) FROM batch WHERE kind = 'undo'") == [(0,)]


async def test_dialogues_closed_before_they_are_open_leave_the_app_as_it_was(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        send(
            app, *["n", "escape", "f1", "escape", "a", "escape", "s", "escape", "e", "ctrl+s", "ctrl+p", "escape"]
        )
        await settle(pilot)
        assert len(app.screen_stack) == 1
        send(app, *["f1", "escape"] * 3, *["n", "escape"] * 2)
        await settle(pilot)
        assert len(app.screen_stack) == 1


async def test_keys_behind_the_one_that_ends_the_app_are_for_nobody(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        send(app, "q", *"jkjk")
    assert app.screen_stack == []


async def test_a_form_closes_itself_with_what_is_above_it_and_nothing_else(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2", "enter", "n", "x", "escape")
        form, question = app.screen_stack[-2:]
        assert isinstance(form, Form)
        form.dismiss(True)
        await settle(pilot)
        below = list(app.screen_stack)
        assert form not in below and question not in below and len(below) > 1
        form.dismiss(True)
        question.dismiss(True)
        await settle(pilot)
        assert list(app.screen_stack) == below


async def test_keys_for_pages_do_nothing_before_there_are_any(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        for dialogue in ("ctrl+p", "ctrl+g", "f2"):
            send(app, dialogue, "pagedown", "pageup", "escape")
            await settle(pilot)
            assert len(app.screen_stack) == 1
        await press(pilot, "3")
        app.push_screen(Tour(Screen()))  # nothing of it has room
        await settle(pilot)
        assert len(app.screen_stack) == 1


async def test_a_click_on_what_is_shown_still_and_gone_already_does_nothing(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "f1")
        text = app.screen.get_widget_and_offset_at(50, 15)[0]
        assert text is not None and text.parent is not None
        begin = Screen._forward_event

        def gone_by_now(screen: Screen[object], event: Event) -> None:
            with monkeypatch.context() as for_now:
                for_now.setattr(text, "_parent", None)
                begin(screen, event)

        monkeypatch.setattr(Screen, "_forward_event", gone_by_now)
        press_mouse(app, 50, 15)
        await settle(pilot)
        assert "nobody foresaw" not in shown(pilot)
        await press(pilot, "escape")
        assert len(app.screen_stack) == 1


class Unforeseen(Exception):
    """What a test raises."""


@pytest.fixture
def forgiving(filled: Path) -> TaskforceApp:
    """The app as people have it."""
    return TaskforceApp(location_of(filled))


@pytest.mark.parametrize(
    "place", ["an action", "a handler", "a dialogue being made", "a callback", "an event of the app", "a worker"]
)
async def test_what_nobody_foresaw_is_said_and_ends_nothing(
    forgiving: TaskforceApp, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    def fail(*_anything: object) -> None:
        raise Unforeseen("[red] nobody \x1b[2J thought")

    async def fail_later() -> None:
        fail()

    app = forgiving
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        if place == "an action":
            monkeypatch.setattr(TaskforceApp, "action_show_help", fail)
            await press(pilot, "f1")
        elif place == "a handler":
            monkeypatch.setattr(Form, "_keep_draft", fail)
            await press(pilot, "n", "x")
            assert isinstance(app.screen, Form)
            await press(pilot, "backspace", "escape")
        elif place == "a dialogue being made":
            monkeypatch.setattr(Reading, "on_mount", fail)
            await press(pilot, "f1")
            assert len(app.screen_stack) == 1
        elif place == "a callback":
            app.call_later(fail)
            await settle(pilot)
        elif place == "an event of the app":
            with monkeypatch.context() as for_now:
                for_now.setattr(Screen, "_forward_event", fail)
                press_mouse(app, 5, 5)
                await settle(pilot)
        else:
            app.screen.run_worker(fail_later(), exit_on_error=False)
            await settle(pilot)
        assert "nobody foresaw (Unforeseen: [red]" in shown(pilot)
        await press(pilot, "3")
        assert app.current_mode == "board"
    details = list((state_folder() / "failures").iterdir())
    assert details
    assert all("Unforeseen" in one.read_text(encoding="utf-8") for one in details)
    assert all(one.stat().st_mode & 0o077 == 0 for one in details)


async def test_what_fails_without_end_ends_the_app_with_a_sentence(
    forgiving: TaskforceApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = forgiving
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)

        def again() -> None:
            app.call_later(again)
            raise Unforeseen

        app.call_later(again)
        await settle(pilot)
    assert app.return_code == 1


async def test_enter_in_the_palette_waits_for_what_is_found(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        send(app, "2", "ctrl+p", *"colours", "enter")
        await until(pilot, lambda: "Colours: " in shown(pilot) and not isinstance(app.screen, CommandPalette))


async def test_keys_about_a_line_wait_for_the_first_lines(
    filled: Path, look: Look, monkeypatch: pytest.MonkeyPatch
) -> None:
    work = Session.work

    async def slow(session: Session, *given: Any) -> Any:
        await asyncio.sleep(0.1)
        return await work(session, *given)

    monkeypatch.setattr(Session, "work", slow)
    statuses = "SELECT ref, status FROM action_item"
    before = dict(look(statuses))
    app = app_on(filled)
    async with app.run_test(size=SIZE) as pilot:
        await settle(pilot)
        send(app, "3", "right", "right_curly_bracket", "6", "2", "down", "d")
        await settle(pilot)
    changed = {ref: status for ref, status in look(statuses) if before[ref] != status}
    assert sorted(changed.values()) == ["cancelled", "done"]
