"""The helpers for golden screens: they must show what is there and refuse what differs."""

from __future__ import annotations

from pathlib import Path

import pytest
import screen_text
from textual.app import App, ComposeResult
from textual.screen import ModalScreen
from textual.widgets import Static


@pytest.fixture
def golden_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(screen_text, "GOLDEN_FOLDER", tmp_path)
    monkeypatch.delenv("UPDATE_GOLDEN", raising=False)
    return tmp_path


class Dialogue(ModalScreen[None]):
    CSS = "Dialogue { align: center middle; } Dialogue Static { width: 9; }"

    def compose(self) -> ComposeResult:
        yield Static("[asked]", markup=False)


class Behind(App[None]):
    def compose(self) -> ComposeResult:
        yield Static("behind 会")


async def test_a_dialogue_is_shown_over_what_lies_behind_it() -> None:
    app = Behind()
    async with app.run_test(size=(20, 3)) as pilot:
        assert screen_text.screen_text(app) == "behind 会\n\n\n"
        await app.push_screen(Dialogue())
        await pilot.pause()
        assert screen_text.screen_text(app) == "behind 会\n     [asked]\n\n"


def test_a_golden_text_must_exist_and_be_equal(golden_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="does not exist"):
        screen_text.golden("a_screen", "one\ntwo\n")
    monkeypatch.setenv("UPDATE_GOLDEN", "1")
    screen_text.golden("a_screen", "one\ntwo\n")
    monkeypatch.delenv("UPDATE_GOLDEN")
    screen_text.golden("a_screen", "one\ntwo\n")
    with pytest.raises(AssertionError, match=r"(?s)-two.*\+three"):
        screen_text.golden("a_screen", "one\nthree\n")
    assert (golden_folder / "a_screen.txt").read_text(encoding="utf-8") == "one\ntwo\n"
