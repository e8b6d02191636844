"""What a virtual table tells the screen it is on.

They are attributes of ``VirtualTable``: ``@on(VirtualTable.RowActivated)`` or
``on_virtual_table_row_activated``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from textual.message import Message

if TYPE_CHECKING:
    from taskforce.widgets.virtual_table import VirtualTable


class TableMessage(Message):
    """A message of one table; a handler can be bound to it by ``@on(…, "#id")``."""

    def __init__(self, table: VirtualTable) -> None:
        super().__init__()
        # Else the sender is whoever made the table speak (a screen's handler, a repaint), and a message
        # whose sender is the table's parent never reaches that parent.
        self.set_sender(table)
        self.table = table

    @property
    def control(self) -> VirtualTable:
        """The table that speaks."""
        return self.table


class RowHighlighted(TableMessage, namespace="virtual_table"):
    """The cursor stands on another record, or on none (``None``, ``None``) as the table is empty."""

    def __init__(self, table: VirtualTable, index: int | None, key: object | None) -> None:
        super().__init__(table)
        self.index = index
        self.key = key


class RowActivated(TableMessage, namespace="virtual_table"):
    """Enter was pressed on a row, or it was clicked twice."""

    def __init__(self, table: VirtualTable, index: int, key: object) -> None:
        super().__init__(table)
        self.index = index
        self.key = key


class SelectionChanged(TableMessage, namespace="virtual_table"):
    """Other rows are selected now than before; ``keys`` are all that are."""

    def __init__(self, table: VirtualTable, keys: frozenset[object]) -> None:
        super().__init__(table)
        self.keys = keys


class HeaderClicked(TableMessage, namespace="virtual_table"):
    """The title of a column was clicked."""

    def __init__(self, table: VirtualTable, column_key: str) -> None:
        super().__init__(table)
        self.column_key = column_key


class SourceFailed(TableMessage, namespace="virtual_table"):
    """The source raised ``error``; told once until the source is refreshed."""

    def __init__(self, table: VirtualTable, error: Exception) -> None:
        super().__init__(table)
        self.error = error
