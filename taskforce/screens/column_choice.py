"""Choosing the columns of the list and their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from taskforce.language import N_, _
from taskforce.screens.ordered_choice import OrderedChoice
from taskforce.widgets.item_table import LIST_COLUMNS, USUAL_COLUMNS


class ColumnChoice(OrderedChoice):
    """All columns, the shown ones first and in their order; ends with those that are to be shown."""

    HELP_TEXT: ClassVar = N_(
        "The marked columns are shown, in this order. Where the list is narrow, the last ones give way first; "
        "ref and title always stay."
    )

    def __init__(self, shown: Sequence[str]) -> None:
        names = {key: _(column.title) for key, column in LIST_COLUMNS.items()}
        super().__init__(_("Columns"), names, shown, USUAL_COLUMNS)
