"""Completing the last of several names in one line."""

from __future__ import annotations

from collections.abc import Sequence

from textual.suggester import Suggester

from taskforce.model.text import fold


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
