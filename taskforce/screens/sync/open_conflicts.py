"""Where a person decides conflicts: the one there is in a dialogue, several in a list."""

from __future__ import annotations

from taskforce.language import _
from taskforce.screens.forms.conflicts.decide_conflicts import DecideConflicts
from taskforce.screens.frame.host import Host
from taskforce.screens.sync.conflicts import ConflictsScreen
from taskforce.store.sync.conflicts import count_conflicts


def show_conflicts(host: Host) -> None:
    """Show the open conflicts, above what is shown."""
    session = host.session
    if session is None or isinstance(host.screen, ConflictsScreen | DecideConflicts):
        return
    waiting = count_conflicts(session.reader)
    if not waiting:
        host.show_area_message(_("No field waits for a decision."), "information")
    elif waiting == 1 and host.may_write:
        host.push_screen(DecideConflicts(session), host.decided)
    else:
        host.push_screen(ConflictsScreen())
