"""The list of every command with its keys, where it is given another one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Static

from taskforce.config import read_config, write_key
from taskforce.language import N_, _, plural
from taskforce.model.errors import TaskforceError
from taskforce.paths import config_file
from taskforce.screens.frame.area import on_line
from taskforce.screens.frame.areas import AREAS, OTHER_SCREENS, commands_of
from taskforce.screens.frame.host import Host
from taskforce.screens.frame.register_area import RegisterScreen
from taskforce.screens.frame.session import Session
from taskforce.widgets.commands import Command, Commanded, bindings, key_name
from taskforce.widgets.footer import CommandBar
from taskforce.widgets.table.layout import Column
from taskforce.widgets.table.source import Cell, TableRow
from taskforce.widgets.table.virtual_table import VirtualTable

KEPT = frozenset({"ctrl+c", "ctrl+q", "ctrl+p", "tab", "shift+tab", "f1", "enter", "escape"})
"""Keys that always mean the same."""


def owners(app: Host) -> dict[str, tuple[Command, ...]]:
    """Return the commands of the app (under the empty name) and of every screen, by the screen's class name."""
    places = [*((area.module, area.screen) for area in AREAS), *OTHER_SCREENS.values()]
    return {"": app.OWN_COMMANDS} | {name: commands_of(module, name) for module, name in places}


def can_change(command: Command) -> bool:
    """Return whether a command's key may be another one: not those that a widget owns, nor Enter and Escape."""
    return not command.through and bool(command.keys) and not KEPT & set(command.keys.split(","))


def refuse_conflict(app: Host, command: Command, key: str) -> None:
    """Raise :class:`TaskforceError` with the reason when a key cannot run a command."""
    if key in KEPT or key in _table_keys():
        raise TaskforceError(_("{key} always does the same everywhere: choose another key.", key=key_name(key)))
    everything = owners(app)
    here = [name for name, commands in everything.items() if any(one.id == command.id for one in commands)]
    beside = list(everything) if "" in here else ["", *here]
    for name in beside:
        for other in everything[name]:
            if other.id != command.id and key in other.own_keys:
                raise TaskforceError(
                    _(
                        "{key} is the key of “{command}” ({group}) already: give that one another key first.",
                        key=key_name(key),
                        command=_(other.title),
                        group=_(other.group),
                    )
                )


def _table_keys() -> set[str]:
    """Return the keys that move in a table and select."""
    bound = (binding.key for binding in VirtualTable.BINDINGS if isinstance(binding, Binding))
    return {key for keys in bound for key in keys.split(",")}


class KeyCapture(Commanded, ModalScreen[str | None]):
    """Waits for a key; Escape chooses none."""

    OWN_COMMANDS: ClassVar = (Command("cancel", N_("Cancel"), "escape", footer=1),)
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self, command: Command) -> None:
        super().__init__()
        self._command = command

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialogue"):
            title = f"{_(self._command.title)}: {self._command.shown_keys}"
            yield Static(Content.styled(title, "bold"), classes="dialogue-title")
            yield Static(Content(_("Press the new key.")), id="text")
            yield CommandBar()

    def on_key(self, event: events.Key) -> None:
        """Take whatever is pressed for the key, but Escape."""
        if event.key != "escape":
            event.stop()
            event.prevent_default()
            self.dismiss(event.key)

    def action_cancel(self) -> None:
        """Choose no key."""
        self.dismiss(None)


class KeysScreen(RegisterScreen[Command]):
    """All commands whose key can be changed."""

    AREA = "settings"
    HELP_TEXT: ClassVar = N_(
        "Every command with its keys. Enter asks for another key; one that is taken is refused with the reason. "
        "Backspace gives a command its usual keys again."
    )
    OWN_COMMANDS: ClassVar = (
        Command("change_key", N_("Other key"), "enter", N_("Keys"), footer=1, when=on_line,
                in_palette=False, through="activate"),
        Command("usual_key", N_("Usual key"), "backspace", N_("Keys"), footer=2, when=on_line),
        Command("back", N_("Back"), "escape", N_("Keys"), footer=5, in_palette=False),
    )  # fmt: skip
    BINDINGS: ClassVar = bindings(OWN_COMMANDS)

    def __init__(self) -> None:
        super().__init__()
        self._own: dict[str, str] = {}

    def columns(self) -> Sequence[Column]:
        """Return where, what and which keys."""
        return (
            Column("group", _("Where"), 22, min_width=12, flexible=1, priority=60),
            Column("command", _("Command"), 26, min_width=18, flexible=2, priority=100),
            Column("keys", _("Keys"), 12, priority=90),
            Column("own", _("Usual"), 12, priority=50),
        )

    def empty_text(self) -> str:
        """Return nothing: there are always commands."""
        return ""

    def read_rows(self, session: Session) -> Mapping[str, Command]:
        """Return the commands by where they are used."""
        self._own = dict(read_config(config_file()).keys)
        offered: dict[str, Command] = {}
        for commands in owners(self.host).values():
            for one in commands:
                if can_change(one):
                    offered.setdefault(one.id, one)
        return offered

    def line(self, session: Session, command: Command) -> TableRow:
        """Return the line of a command."""
        usual = " ".join(map(key_name, command.keys.split(","))) if command.id in self._own else ""
        return TableRow(
            (
                Cell(_(command.group), "muted"),
                Cell(_(command.title)),
                Cell(command.shown_keys, "strong" if usual else ""),
                Cell(usual, "muted"),
            )
        )

    def beside(self, record_id: str) -> Content:
        """Return the command's help."""
        command = self.rows[record_id]
        return Content("\n").join(
            [Content.styled(_(command.title), "bold"), Content(_(command.help) if command.help else "")]
        )

    def status_text(self, record_id: str | None) -> str:
        """Return how many keys were changed."""
        return plural("{count} key of your own", "{count} keys of your own", len(self._own))

    def action_change_key(self) -> None:
        """Ask for another key."""
        command = self.current

        def pressed(key: str | None) -> None:
            if key is not None and command is not None:
                self.start(lambda: self._set(command, key))

        if command is not None:
            self.app.push_screen(KeyCapture(command), pressed)

    def action_usual_key(self) -> None:
        """Give the command its usual keys again."""
        command = self.current
        if command is not None and command.id in self._own:
            self.start(lambda: self._set(command, None))

    async def _set(self, command: Command, key: str | None) -> None:
        for one in [key] if key is not None else [part.strip() for part in command.keys.split(",")]:
            refuse_conflict(self.host, command, one)
        write_key(config_file(), command.id, key)
        self.host.use_keys(read_config(config_file()).keys)
        await self.written([command.id], f"{_(command.title)}: {command.shown_keys}")
