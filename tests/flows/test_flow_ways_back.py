"""After a large step its way back is said and stays; undo leads to what was changed back, without its notice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from app_driving import app_on, press, settle, shown, store_at, type_text, until

from taskforce.services.items import add_line

Look = Callable[[str], list[tuple[Any, ...]]]


def line_at_cursor(text: str) -> str:
    """Return the line with the cursor's mark."""
    return next(line for line in text.splitlines() if line.startswith("›"))


async def test_what_was_done_to_several_says_the_way_back_also_when_they_are_gone(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(110, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "2", "ctrl+a", "i", "enter")
        assert "u takes it back." in shown(pilot)
        await press(pilot, "delete", "left", "enter")
        await settle(pilot)
        assert "deleted (u brings it back)" in shown(pilot)


async def test_undo_leads_to_what_was_changed_back_and_takes_its_notice_away(filled: Path) -> None:
    store = store_at(filled)
    add_line(store, "Rapat rutin due:25/11/2026 every:monthly")
    store.close()
    app = app_on(filled)
    async with app.run_test(size=(110, 30), notifications=True) as pilot:
        await settle(pilot)
        await press(pilot, "2", "home")
        while "Rapat rutin" not in line_at_cursor(shown(pilot)):
            await press(pilot, "down")
        assert "↻ Rapat rutin" in line_at_cursor(shown(pilot)), "what comes again has a sign in the list"
        await press(pilot, "d")
        assert "Rapat rutin" not in line_at_cursor(shown(pilot))
        app.notify("9 follows 8")  # as the store's notices are shown, some time later
        await until(pilot, lambda: bool(app.screen.query("Toast")))
        await press(pilot, "u")
        await until(pilot, lambda: not app.screen.query("Toast"))
        assert "Rapat rutin" in line_at_cursor(shown(pilot))


async def test_the_short_text_of_a_report_goes_to_the_clipboard(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(110, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "f6", "y")
        await until(pilot, lambda: "The WhatsApp text is copied" in shown(pilot))
        assert "*" in app.clipboard


async def test_nothing_is_silent(filled: Path) -> None:
    app = app_on(filled)
    async with app.run_test(size=(110, 30)) as pilot:
        await settle(pilot)
        await press(pilot, "5")
        assert "PgDn Next page" in shown(pilot)
        await press(pilot, "2", "a", "enter")
        assert "Nothing is written yet" in shown(pilot)
        await press(pilot, "escape", "ctrl+p")
        await type_text(pilot, "several")
        await until(pilot, lambda: "Select several" in shown(pilot))
