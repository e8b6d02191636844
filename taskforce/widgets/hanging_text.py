"""A text of two columns whose second one wraps beneath itself, so that the first stays a column at any width."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Entry = Content | tuple[Content, Content]
"""A line across the whole width, or what stands in the two columns."""

INDENT = 2
LEAST_CELLS = 20
"""Below so many cells the second column begins further left."""


class Hanging(Widget):
    """Shows entries; what is too long for its column goes on below, in the same column."""

    DEFAULT_CSS = "Hanging { width: 1fr; height: auto; }"

    def __init__(self, entries: Sequence[Entry], first_cells: int) -> None:
        """``first_cells`` is the width of the first column."""
        super().__init__()
        self._entries, self._first_cells = entries, first_cells

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as the entries take at this width."""
        return sum(1 for _line in self._lines(width))

    def render(self) -> Content:
        """The lines for the width that there is."""
        return Content("\n").join(list(self._lines(self.content_size.width)))

    def _lines(self, width: int) -> Iterator[Content]:
        first = max(4, min(self._first_cells, width - INDENT - LEAST_CELLS))
        indent = Content(" " * INDENT)
        for entry in self._entries:
            if isinstance(entry, Content):
                yield from _wrapped(entry, width)
                continue
            columns = _wrapped(entry[0], first - 1), _wrapped(entry[1], width - INDENT - first)
            for left, right in zip_longest(*columns, fillvalue=Content("")):
                yield indent + left + " " * (first - left.cell_length) + right


def _wrapped(text: Content, width: int) -> list[Content]:
    return [line.rstrip() for line in text.wrap(max(1, width))] or [Content("")]
