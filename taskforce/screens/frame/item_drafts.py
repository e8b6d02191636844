"""Forms on action items that were left with something typed in them are opened again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from taskforce.screens.frame.item_actions import ITEM_COMMANDS, ItemActions
from taskforce.store.read.items import number_of

if TYPE_CHECKING:
    from taskforce.screens.forms.draft_file import UnsavedDraft
    from taskforce.screens.frame.host import Host


async def reopen_draft(host: Host, draft: UnsavedDraft, about: str) -> bool:
    """Open ``new_item``, ``quick``, or the form of a command on items again: ``edit_item:ID,ID``."""
    from taskforce.screens.forms.form import Form
    from taskforce.screens.forms.quick_add import QuickAdd

    what, _sign, ids = about.partition(":")
    meant = [item_id for item_id in ids.split(",") if item_id]
    session = host.session
    if session is None or any(number_of(session.reader, item_id) is None for item_id in meant):
        return False
    await host.action_area("items")
    actions = getattr(host.screen, "items", None)
    if not isinstance(actions, ItemActions):
        return False
    if what == "quick":
        line, waiting = draft.texts.get("line", ""), draft.texts.get("lines", "").splitlines()
        await host.push_screen(QuickAdd(line, waiting=waiting), actions.added)
        return True
    if what in (command.id for command in ITEM_COMMANDS):
        with actions.meaning(meant):
            getattr(actions, what)()
    return isinstance(host.screen, Form)
