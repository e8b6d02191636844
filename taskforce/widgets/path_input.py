"""A line for the path of a file, which completes what is typed from what is on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual.suggester import Suggester
from textual.widgets import Input

_MOST = 2_000
"""So many entries of a folder are looked at; a person types more of the name in a larger one."""


class PathSuggester(Suggester):
    """Completes paths: folders, and files with one of some endings (none: any file)."""

    def __init__(self, endings: Sequence[str] = ()) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._endings = tuple(ending.lower() for ending in endings)

    async def get_suggestion(self, value: str) -> str | None:
        """The first path that goes on where ``value`` ends."""
        return await asyncio.to_thread(self._completed, value) if value.strip() else None

    def _completed(self, value: str) -> str | None:
        head = value[: max(value.rfind("/"), value.rfind("\\")) + 1]
        start = value[len(head) :]
        try:
            found = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry, _number in zip(Path(head or ".").expanduser().iterdir(), range(_MOST), strict=False)
                if entry.name.startswith(start) and (start or not entry.name.startswith(".")) and self._fits(entry)
            )
        except (OSError, RuntimeError, ValueError):
            return None
        return head + found[0] if found else None

    def _fits(self, entry: Path) -> bool:
        return not self._endings or entry.suffix.lower() in self._endings or entry.is_dir()


def path_input(text: str = "", *, placeholder: str = "", id: str = "path") -> Input:
    """The line; → takes the completion."""
    return Input(text, placeholder=placeholder, suggester=PathSuggester(), compact=True, id=id)


def path_of(line: Input) -> Path | None:
    """The path that was typed, with or without quotation marks around it."""
    name = line.value.strip().strip("'\"")
    return Path(name).expanduser() if name else None
