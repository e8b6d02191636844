"""Every command of the app as seen from a screen: what can be done now, what cannot and why, and where else."""

from __future__ import annotations

from typing import Any, NamedTuple

from textual.app import App
from textual.dom import DOMNode
from textual.screen import Screen

from taskforce.language import N_, _
from taskforce.screens.frame.area import Area, with_list
from taskforce.screens.frame.areas import AREAS, AreaSpec
from taskforce.screens.frame.host import host_of
from taskforce.widgets.commands import Command, Offer, applies, declared, owners, run_offer, why_not

BEHIND = N_("first close this one: Esc")
"""Why what leads elsewhere is not done from a dialogue."""


class Entry(NamedTuple):
    """A command, who does it (``None``: a screen of another area), why it cannot be done now, and that area."""

    command: Command
    owner: DOMNode | None
    reason: str = ""
    area: AreaSpec | None = None

    @property
    def more(self) -> str:
        """Return what is to be said beside the title: why not, where, or what more the command does."""
        if self.reason:
            return self.reason
        if self.area is not None:
            return _("in {area}", area=_(self.area.title))
        return _(self.command.help) if self.command.help else ""


def possible(screen: Screen[Any]) -> list[Entry]:
    """Return what can be done now."""
    return [Entry(offer.command, offer.owner) for offer in declared(screen) if offer.command.in_palette]


def not_now(screen: Screen[Any]) -> list[Entry]:
    """Return what the screen, or the app, could do, but not now, each with the reason."""
    done = {offer.command.id for offer in declared(screen)}
    entries: dict[str, Entry] = {}
    behind = False
    for node in owners(screen):
        for command in getattr(node, "OWN_COMMANDS", ()):
            if command.in_palette and command.id not in done and command.id not in entries:
                reason = _(BEHIND) if behind and applies(node, command) else why_not(node, command)
                entries[command.id] = Entry(command, node, reason)
        behind = behind or (isinstance(node, Screen) and node.is_modal)
    return list(entries.values())


def elsewhere(screen: Screen[Any]) -> list[Entry]:
    """Return what other areas offer; none of it from a dialogue.  Imports the screens that were not open yet."""
    if screen.is_modal:
        return []
    here = getattr(screen, "AREA", "")
    known = {command.id for node in (screen, screen.app) for command in getattr(node, "OWN_COMMANDS", ())}
    entries: dict[str, Entry] = {}
    for area in AREAS:
        if area.name == here:
            continue
        for command in area.screen_class().OWN_COMMANDS:  # type: ignore[attr-defined]
            if command.in_palette and command.id not in known:
                entries.setdefault(command.id, Entry(command, None, area=area))
    return list(entries.values())


async def run(app: App[Any], entry: Entry) -> None:
    """Do what an entry says, or say why not; what another area does is done there, unless it needs a line."""
    command, host = entry.command, host_of(app)
    if entry.area is not None:
        await host.action_area(entry.area.name)
        screen = host.screen
        if command.when in (None, with_list) and applies(screen, command):
            await run_offer(app, Offer(command, screen, ""))
        else:
            key = command.shown_key
            text = _("{command}: choose a line first, then {key}.", command=_(command.title), key=key)
            host.show_area_message(text if key else _(command.title), "information")
        return
    assert entry.owner is not None
    if applies(entry.owner, command) and not entry.reason:
        await run_offer(app, Offer(command, entry.owner, ""))
    else:
        say(app, f"{_(command.title)}: {entry.reason}.")


def say(app: App[Any], text: str) -> None:
    """Say something where the person looks: in the area's line, above a dialogue in a note."""
    if isinstance(app.screen, Area):
        app.screen.show_message(text, "warning")
    else:
        app.notify(text, severity="warning", markup=False)
