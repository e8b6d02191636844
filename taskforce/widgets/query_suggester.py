"""Completing a query in a line of a form."""

from __future__ import annotations

from textual.suggester import Suggester

from taskforce.store.reader import Reader
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
