"""Choosing a file: its path is typed or walked to, folder by folder."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from taskforce.language import _
from taskforce.model.text import fold
from taskforce.screens.dialogs import Choice
from taskforce.screens.finder import Finder

MOST_ENTRIES = 300


def file_finder(title: str, text: str = "", *, several: bool = False) -> Finder:
    """A dialogue that ends with the path of a file (or several); it begins in ``text``, else where we are."""
    start = text if text and Path(text).expanduser().parent.is_dir() else f"{Path.cwd()}{os.sep}"

    async def find(typed: str) -> Sequence[Choice]:
        return await asyncio.to_thread(_entries, typed)

    marked = () if several else None
    return Finder(title, find, text=start, hint=_("a path; Tab completes"), expand=_further, marked=marked)


def _further(value: str) -> str | None:
    return f"{value.rstrip(os.sep)}{os.sep}" if Path(value).is_dir() else None


def _entries(typed: str) -> list[Choice]:
    """The folder that is typed so far: the one above it, its folders, its files whose names fit."""
    folder, part = os.path.split(os.path.expanduser(typed))  # noqa: PTH111 - a Path would drop the last separator
    place = Path(folder or ".").absolute()
    wanted = fold(part)
    found: list[tuple[bool, str, Choice]] = []
    with os.scandir(place) as entries:
        for entry in entries:
            if wanted not in fold(entry.name) or (entry.name.startswith(".") and not part.startswith(".")):
                continue
            is_folder = entry.is_dir()
            text = f"{entry.name}{os.sep}" if is_folder else entry.name
            found.append(
                (not is_folder, fold(entry.name), Choice(entry.path, text, "" if is_folder else _size(entry)))
            )
    found.sort(key=lambda one: one[:2])
    above = [] if part or place.parent == place else [Choice(str(place.parent), f"..{os.sep}")]
    return [*above, *(choice for _file, _name, choice in found[:MOST_ENTRIES])]


def _size(entry: os.DirEntry[str]) -> str:
    try:
        size = entry.stat().st_size
    except OSError:
        return ""
    for unit in ("B", "kB", "MB"):
        if size < 1000:
            return f"{size:.0f} {unit}"
        size //= 1000
    return f"{size:.0f} GB"
