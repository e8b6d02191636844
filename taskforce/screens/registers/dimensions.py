"""The dimensions and their sub-dimensions, as the period's masterplan names them."""

from __future__ import annotations

from typing import Any, ClassVar

from taskforce.language import N_
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.frame.area import on_line
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import RECORD_COMMANDS, RegisterScreen, reopen_record
from taskforce.store.read.registers import DimensionRow
from taskforce.widgets.commands import Command, bindings
from taskforce.wording.registers import DIMENSIONS, SUB_DIMENSIONS


class DimensionsScreen(RegisterScreen[DimensionRow]):
    """Both registers in one tree; the record type follows the cursor."""

    AREA = "settings"
    HELP_TEXT: ClassVar = N_(
        "The dimensions of the masterplan and their sub-dimensions. n adds a dimension, N a sub-dimension to the "
        "one under the cursor. Aliases are other words that spreadsheets use for it, separated by semicolons."
    )
    OWN_COMMANDS: ClassVar = (
        Command(
            "new_sub",
            N_("New sub-dimension"),
            "N",
            N_("The record"),
            footer=4,
            when=on_line,
            writes=True,
            record="sub_dimension",
        ),
        *RECORD_COMMANDS,
    )
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)
    register = DIMENSIONS

    def __init__(self) -> None:
        super().__init__()
        self._new_parent: str | None = None

    def _follow_cursor(self) -> None:
        """Let forms and commands be about what is under the cursor."""
        row = self.current
        self.register = DIMENSIONS if row is None or row.dimension_id is None else SUB_DIMENSIONS

    def first_values(self) -> dict[str, Any]:
        """Return the last place among its like, and the dimension that a sub-dimension belongs to."""
        part = self.register is SUB_DIMENSIONS
        rows = [row for row in self.rows.values() if (row.dimension_id is not None) == part]
        if self._new_parent is not None:
            rows = [row for row in rows if row.dimension_id == self._new_parent]
        values: dict[str, Any] = {"position": max((row.position for row in rows), default=0) + 1}
        return values if self._new_parent is None else {**values, "dimension_id": self._new_parent}

    def action_new_record(self) -> None:
        """Add a dimension."""
        self._new_parent, self.register = None, DIMENSIONS
        super().action_new_record()

    def action_new_sub(self) -> None:
        """Add a sub-dimension to the dimension under the cursor."""
        row = self.current
        if row is not None:
            self._new_parent, self.register = row.dimension_id or row.id, SUB_DIMENSIONS
            self.open_new_form()

    def action_edit_record(self) -> None:
        """Edit the record under the cursor."""
        self._follow_cursor()
        super().action_edit_record()

    def action_delete_record(self) -> None:
        """Delete the record under the cursor, after asking."""
        self._follow_cursor()
        super().action_delete_record()


async def reopen_draft(host: Host, _draft: UnsavedDraft, about: str) -> bool:
    """Open the form of a dimension or a sub-dimension again: ``dimension:ID``, without an id that of a new one."""
    record_type, _sign, record_id = about.partition(":")
    await host.action_area("settings")
    screen = DimensionsScreen()
    screen.register = DIMENSIONS if record_type == "dimension" else SUB_DIMENSIONS
    await host.push_screen(screen)
    return await reopen_record(host, record_id)
