"""Lines that are typed in: hints that are cut with a sign, suggestions, completion, paths."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual import events
from textual.binding import Binding
from textual.suggester import Suggester
from textual.widgets import Input

from taskforce.model.text import fold
from taskforce.model.width import cell_width, shorten
from taskforce.paths import typed_path
from taskforce.store.database.reader import Reader


class TypedLine(Input):
    """An input that takes back what was typed in it, word by word, and nothing else: no step of the list."""

    BINDINGS: ClassVar = [Binding("ctrl+z", "undo", show=False), Binding("ctrl+y", "redo", show=False)]

    UNDOES_NOTHING_ELSE = True
    """Whether the keys stop here where nothing is left to take back."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        self._before: list[str] = []
        self._after: list[str] = []
        self._is_word = self._is_undoing = False
        super().__init__(*arguments, **options)

    def watch_value(self, before: str, value: str) -> None:
        """Keep what stood in the line, once a word."""
        if self._is_undoing or not self.is_mounted:
            return
        one_more = value[:-1] == before and not value[-1:].isspace()
        if not (one_more and self._is_word):
            self._before.append(before)
        self._is_word = one_more
        self._after.clear()

    def forget_typing(self) -> None:
        """Begin anew: what stood in the line so far was handed over."""
        self._before.clear()
        self._after.clear()
        self._is_word = False

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say of the actions whether they make sense now."""
        if action in ("undo", "redo"):
            return self.UNDOES_NOTHING_ELSE or bool(self._before if action == "undo" else self._after)
        return super().check_action(action, parameters)

    def action_undo(self) -> None:
        """Put back what stood in the line before the last word."""
        self._step(self._before, self._after)

    def action_redo(self) -> None:
        """Put the word in again that was taken back."""
        self._step(self._after, self._before)

    def _step(self, source: list[str], target: list[str]) -> None:
        if source:
            target.append(self.value)
            self._is_undoing = True
            self.value = source.pop()
            self._is_undoing = self._is_word = False
            self.cursor_position = len(self.value)


class HintInput(TypedLine):
    """An input; what it says while it is empty is cut with a sign, and no pasted line is dropped."""

    _hint = ""

    def _on_paste(self, event: events.Paste) -> None:
        lines = [line.strip() for line in event.text.splitlines() if line.strip()]
        if len(lines) > 1:  # Textual's own takes the first and drops the others
            event.prevent_default()
            event.stop()
            self.take_lines(lines)

    def take_lines(self, lines: Sequence[str]) -> None:
        """Take in several lines that were pasted, as one."""
        self.insert_text_at_cursor(" ".join(lines))

    def on_mount(self) -> None:
        """Keep the whole hint."""
        self._hint = self.placeholder

    def on_resize(self) -> None:
        """Show as much of the hint as there is room for."""
        width = self.scrollable_content_region.width
        if cell_width(self._hint) <= width:
            self.placeholder = self._hint
        else:
            self.placeholder = shorten(self._hint.removesuffix(")"), width, "…)")


# Completing what stands before the caret


def complete_line(line: Input, start: int, offers: Sequence[str], *, close_with: str = "") -> None:
    """Put in, for the part from ``start`` to the caret, as much as all ``offers`` have in common.

    The one offer there is stands whole, followed by ``close_with``.
    """
    caret = line.cursor_position
    typed = line.value[start:caret]
    common = common_beginning(offers)
    taken = common if len(common) > len(typed) or len(offers) == 1 else typed
    if len(offers) == 1:
        taken += close_with
    line.value = line.value[:start] + taken + line.value[caret:]
    line.cursor_position = start + len(taken)


def word_start(text: str, caret: int) -> int:
    """Return where the part of a query begins that ends at the caret: a field's name, or its value."""
    start = caret
    while start > 0 and text[start - 1] not in ' ():<>="':
        start -= 1
    return start + 1 if text[start:caret].startswith("-") else start


def common_beginning(words: Sequence[str]) -> str:
    """Return the letters that all words begin with, whatever the case."""
    first = words[0]
    for length in range(len(first), 0, -1):
        beginning = first[:length].casefold()
        if all(word.casefold().startswith(beginning) for word in words):
            return first[:length]
    return ""


# Suggestions


class QuerySuggester(Suggester):
    """Suggests how the last word of a query goes on."""

    def __init__(self, reader: Reader) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._reader = reader

    async def get_suggestion(self, value: str) -> str | None:
        """Return the query with its last word completed, or nothing."""
        from taskforce.store.query.complete import completions

        offers = completions(value, len(value), self._reader)
        return value[: word_start(value, len(value))] + offers[0] if offers else None


class PartSuggester(Suggester):
    """Suggests how the last name goes on; names are separated by commas or semicolons."""

    def __init__(self, words: Sequence[str]) -> None:
        super().__init__(use_cache=False, case_sensitive=True)
        self._words = list(words)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the line with its last part completed, or nothing."""
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
    """Completes the path of a folder or a file."""

    def __init__(self) -> None:
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the first path that goes on where ``value`` ends."""
        return await asyncio.to_thread(self._completed, value) if value.strip() else None

    def _completed(self, value: str) -> str | None:
        head = value[: max(value.rfind("/"), value.rfind("\\")) + 1]
        start = value[len(head) :]
        try:
            names = sorted(
                entry.name + ("/" if entry.is_dir() else "")
                for entry, _number in zip(typed_path(head or ".").iterdir(), range(_MOST), strict=False)
                if entry.name.startswith(start) and (start or not entry.name.startswith("."))
            )
        except (OSError, RuntimeError, ValueError):
            return None
        return head + names[0] if names else None


def path_input(text: str = "", *, placeholder: str = "", id: str = "path") -> Input:
    """Return a line for the path of a file; → takes the completion."""
    return TypedLine(text, placeholder=placeholder, suggester=PathSuggester(), compact=True, id=id)


def path_of(line: Input) -> Path | None:
    """Return the path that was typed, with or without quotation marks around it; ``None`` for nothing."""
    name = line.value.strip().strip("'\"")
    return typed_path(name) if name else None
