"""Small registers that settings lead to: own holidays, missions."""

from __future__ import annotations

from typing import Any, ClassVar

from taskforce.language import N_
from taskforce.screens.forms.draft_file import UnsavedDraft
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import RECORD_COMMANDS, RegisterScreen, reopen_record
from taskforce.store.read.registers import HolidayRow, MissionRow
from taskforce.widgets.commands import bindings
from taskforce.wording.registers import HOLIDAYS, MISSIONS


class HolidaysScreen(RegisterScreen[HolidayRow]):
    """The office's own days off, and working days of its own."""

    AREA = "settings"
    OWN_COMMANDS: ClassVar = RECORD_COMMANDS
    BINDINGS: ClassVar = bindings(RECORD_COMMANDS)
    register = HOLIDAYS
    HELP_TEXT: ClassVar = N_(
        "The office's own holidays. Working days (+5wd) leave them out, beside weekends, national holidays and "
        "cuti bersama, which are known already. A day marked as working counts although it is a "
        "weekend or a holiday."
    )


class MissionsScreen(RegisterScreen[MissionRow]):
    """The missions of the head of region, which items may serve."""

    AREA = "settings"
    OWN_COMMANDS: ClassVar = RECORD_COMMANDS
    BINDINGS: ClassVar = bindings(RECORD_COMMANDS)
    register = MISSIONS
    HELP_TEXT: ClassVar = N_("The missions of the head of region. Action items name the one that they serve.")

    def first_values(self) -> dict[str, Any]:
        """Return the next number."""
        return {"number": max((row.number for row in self.rows.values()), default=0) + 1}


async def reopen_draft(host: Host, _draft: UnsavedDraft, about: str) -> bool:
    """Open the form of a holiday or a mission again: ``holiday:ID``, without an id that of a new one."""
    record_type, _sign, record_id = about.partition(":")
    await host.action_area("settings")
    await host.push_screen(HolidaysScreen() if record_type == "holiday" else MissionsScreen())
    return await reopen_record(host, record_id)
