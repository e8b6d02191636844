"""What the terminal would show, as text: for assertions and for golden screens."""

from __future__ import annotations

import difflib
import os
import string
from itertools import groupby
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.color import Color
from rich.style import Style
from textual._context import visible_screen_stack
from textual.app import App
from textual.strip import Strip

GOLDEN_FOLDER = Path(__file__).parent / "golden"


def _screen_strips(app: App[Any]) -> list[Strip]:
    visible_screen_stack.set(app._background_screens)  # a modal is painted over what lies behind it
    return app.screen._compositor.render_strips()


def screen_text(app: App[Any]) -> str:
    """Return the screen as plain text, a line each, blanks at the ends of lines removed.

    Pending updates are not waited for: ``await pilot.pause()`` before.
    """
    return "\n".join(strip.text.rstrip() for strip in _screen_strips(app)) + "\n"


def screen_styles(app: App[Any]) -> list[list[tuple[str, Style]]]:
    """Return the screen as runs of text with their styles, a list for each line, filters (NO_COLOR) applied."""
    return [[(segment.text, segment.style or Style.null()) for segment in strip] for strip in _screen_strips(app)]


def screen_looks(app: App[Any]) -> tuple[str, str]:
    """Return the screen as text; and line by line its runs of one look (letter, cells), with what letters mean.

    Lines that look alike are told once, by the first and the last one's number.
    Colours have the names of a terminal's own where they are such, else they are hexadecimal.
    """
    strips = _screen_strips(app)
    letters: dict[str, str] = {}
    runs: list[str] = []
    for strip in strips:
        line: list[tuple[str, int]] = []
        for segment in strip:
            name = _look_name(segment.style or Style.null())
            letter = letters.setdefault(name, _LETTERS[len(letters)])
            if line and line[-1][0] == letter:
                line[-1] = (letter, line[-1][1] + cell_len(segment.text))
            else:
                line.append((letter, cell_len(segment.text)))
        runs.append(" ".join(f"{letter}{cells}" for letter, cells in line))
    told: list[str] = []
    first = 1
    for run, alike in groupby(runs):
        last = first + len(list(alike)) - 1
        told.append(f"{first}: {run}" if first == last else f"{first}-{last}: {run}")
        first = last + 1
    legend = [f"{letter} = {name}" for name, letter in letters.items()]
    text = "\n".join(strip.text.rstrip() for strip in strips) + "\n"
    return text, "\n".join([*told, *legend]) + "\n"


_LETTERS = string.ascii_letters


def _look_name(style: Style) -> str:
    words = [word for word in ("bold", "dim", "italic", "underline", "reverse") if getattr(style, word)]
    colour, ground = (_colour_name(colour) for colour in (style.color, style.bgcolor))
    return " ".join([*words, colour, "on", ground])


def _colour_name(colour: Color | None) -> str:
    if colour is None or colour.is_default:
        return "default"
    if colour.number is not None and colour.number < len(_NAMES):
        return _NAMES[colour.number]
    return colour.get_truecolor().hex


_EIGHT = ("black", "red", "green", "yellow", "blue", "magenta", "cyan", "white")
_NAMES = (*_EIGHT, *(f"bright {name}" for name in _EIGHT))


def golden(name: str, text: str) -> None:
    """Fail unless ``text`` is what ``tests/golden/NAME.txt`` holds; ``UPDATE_GOLDEN=1`` rewrites it."""
    path = GOLDEN_FOLDER / f"{name}.txt"
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        return
    assert path.exists(), f"{path.name} does not exist; UPDATE_GOLDEN=1 writes it"
    expected = path.read_text(encoding="utf-8")
    difference = difflib.unified_diff(
        expected.splitlines(), text.splitlines(), "expected", "shown", lineterm="", n=1
    )
    assert text == expected, f"{path.name} differs (UPDATE_GOLDEN=1 accepts it):\n" + "\n".join(difference)
