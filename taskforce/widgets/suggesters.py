"""A line for the path of a file, which completes what is typed from what is on the disk."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path

from textual.suggester import Suggester
from textual.widgets import Input

from taskforce.model.text import fold
from taskforce.store.database.reader import Reader
from taskforce.widgets.filter_bar import word_start


class QuerySuggester(Suggester):
    """Suggests how the last word of a query goes on."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._reader = reader

    async def get_suggestion(self, value: str) -> str | None:
        """The query with its last word completed, or nothing."""
        from taskforce.store.query.complete import completions

        offers = completions(value, len(value), self._reader)
        return value[: word_start(value, len(value))] + offers[0] if offers else None


class PartSuggester(Suggester):
    """Suggests how the last name goes on; names are separated by commas or semicolons."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._words = list(words)

    async def get_suggestion(self, value: str) -> str | None:
        """The line with its last part completed, or nothing."""
        start = max(value.rfind(","), value.rfind(";")) + 1
        part = value[start:].lstrip()
        if not part:
            return None
        before = value[: len(value) - len(part)]
        taken = {fold(word.strip()) for word in value[:start].replace(";", ",").split(",")}
        for word in self._words:
            if fold(word).startswith(fold(part)) and fold(word) not in taken:
                return before + part + word[len(part) :]
        return None


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
