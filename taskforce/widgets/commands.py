"""One declaration for each thing a person can do: it feeds the keys, the footer, the palette and the help.

A screen, a widget or the app lists what it offers in ``OWN_COMMANDS`` and has a method ``action_ID`` for each,
or names the part of it that does it; ``BINDINGS`` is made from the list by :func:`bindings`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextvars import ContextVar
from typing import Any, ClassVar, NamedTuple, TypeVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen

from taskforce.language import N_, _
from taskforce.model.errors import TaskforceError

LIST_FAILURES = (TaskforceError, sqlite3.Error)
"""Failures that a list can cause its readers; they must not end the app."""


When = Callable[[Any], bool]
"""Says of a screen, a widget or the app whether a command of theirs makes sense now."""

_Predicate = TypeVar("_Predicate", bound=When)

_REASONS: dict[When, str] = {}
"""Why a command makes no sense when such a predicate says no: message ids."""


def needs(reason: str) -> Callable[[_Predicate], _Predicate]:
    """Keep with a predicate what is said of commands that it rules out: a message id, what to do."""

    def keep(when: _Predicate) -> _Predicate:
        _REASONS[when] = reason
        return when

    return keep


ON_ITEM = N_("With the action item, or all that are selected")
"""The heading of what is done with all that are selected at once, where some are."""


class Command(NamedTuple):
    """Something a person can do.

    ``id`` names the action, ``title`` and ``help`` are message ids, ``keys`` are Textual's names of keys,
    separated by commas; ``group`` is the heading (a message id) in the help.  ``footer`` ranks it among those
    that the footer shows: 1 first, 0 never.  ``when`` is asked of the owner whether the command makes sense now;
    one that does not is neither shown nor run.
    ``through`` is the action of a widget that leads to it (Enter in a table), as that widget owns the key; several
    are separated by commas.
    ``part`` names the attribute of the owner whose method ``id`` runs it, where the owner has a part that does.
    ``action`` is what runs where that is not the id: an action with parameters, which several commands share.
    What ``writes`` to the list is offered to nobody who may only read it, or who may not write ``record``: a type
    of records, by default the owner's ``written_type``.
    ``everywhere`` says of a command of the app that its first key works in dialogues, too.
    """

    id: str
    title: str
    keys: str
    group: str = N_("General")
    footer: int = 0
    when: When | None = None
    help: str = ""
    in_palette: bool = True
    through: str = ""
    part: str = ""
    action: str = ""
    writes: bool = False
    record: str = ""
    everywhere: bool = False

    @property
    def run(self) -> str:
        """Return the action that the command runs."""
        return f"part({self.part!r}, {self.id!r})" if self.part else self.action or self.id

    @property
    def own_keys(self) -> list[str]:
        """Return the keys that run it: those that the person chose, else the usual ones."""
        return [key.strip() for key in _OWN_KEYS.get(self.id, self.keys).split(",") if key.strip()]

    @property
    def shown_key(self) -> str:
        """Return the first key, as people read it."""
        return key_name(next(iter(self.own_keys), ""))

    @property
    def shown_keys(self) -> str:
        """Return all keys, as people read them."""
        return " ".join(map(key_name, self.own_keys))


def done_by(part: str, *commands: Command) -> tuple[Command, ...]:
    """Return commands as done by a part of their owner, an attribute whose methods are named as they are."""
    return tuple(command._replace(part=part) for command in commands)


_OWN_KEYS: dict[str, str] = {}
"""Keys that the person chose instead of the usual ones, by the command's id."""


def use_own_keys(keys: Mapping[str, str]) -> None:
    """Show other keys than the usual ones; the app gives the same ones to Textual."""
    _OWN_KEYS.clear()
    _OWN_KEYS.update(keys)


@needs(N_("nothing is selected"))
def has_selected(widget: object) -> bool:
    """Return whether lines or cards of a widget are selected."""
    return bool(getattr(widget, "selected_keys", None) or getattr(widget, "selected", None))


UNSELECT = Command(
    "clear_selection", N_("Unselect"), "escape", ON_ITEM, footer=6, when=has_selected, in_palette=False
)
"""What a widget offers whose lines or cards can be selected."""


class Offer(NamedTuple):
    """A command, who offers it, and the key that runs it there (empty when none does)."""

    command: Command
    owner: DOMNode
    key: str


_KEY_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "plus": "+",
    "minus": "-",
    "equals_sign": "=",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "left_curly_bracket": "{",
    "right_curly_bracket": "}",
    "less_than_sign": "<",
    "greater_than_sign": ">",
    "delete": "Del",
    "backspace": "Backspace",
    "escape": "Esc",
    "enter": "Enter",
    "space": N_("Space"),
    "tab": "Tab",
    "pageup": "PgUp",
    "pagedown": "PgDn",
    "up": "↑",
    "down": "↓",
    "left": "←",
    "right": "→",
    "full_stop": ".",
    "comma": ",",
    "at": "@",
    "number_sign": "#",
    "ampersand": "&",
    "asterisk": "*",
    "exclamation_mark": "!",
    "home": "Home",
    "end": "End",
}


def key_name(key: str) -> str:
    """Return a key as people read it: ``Ctrl+S``, ``F1``, ``/``."""
    *modifiers, last = key.split("+")
    name = _(_KEY_NAMES[last]) if last in _KEY_NAMES else last
    if len(last) == 1 and last.isupper() and not modifiers:
        return last
    if last.startswith("f") and last[1:].isdigit():
        name = last.upper()
    if modifiers:
        name = name.upper() if len(name) == 1 else name
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def bindings(commands: Sequence[Command]) -> list[BindingType]:
    """Return the key bindings of commands; their ids let a keymap give them other keys."""
    return [
        Binding(command.keys, command.run, command.title, show=False, id=command.id)
        for command in commands
        if command.keys
    ]


class Commanded:
    """Inherited (first) by screens, widgets and the app, which so offer commands."""

    OWN_COMMANDS: ClassVar[tuple[Command, ...]] = ()
    _BY_ACTION: ClassVar[Mapping[str, Command]] = {}

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls._BY_ACTION = {command.action or command.id: command for command in cls.OWN_COMMANDS}

    def action_part(self, part: str, command_id: str) -> Awaitable[None] | None:
        """Run a command that a part does."""
        method: Callable[[], Awaitable[None] | None] = getattr(getattr(self, part), command_id)
        return method()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Say of the actions of own commands whether they make sense now."""
        command = self._BY_ACTION.get(str(parameters[1]) if action == "part" else action)
        if command is None:
            return super().check_action(action, parameters)  # type: ignore[misc,no-any-return]
        return applies(self, command)


def may_write(node: object, record_type: str = "") -> bool:
    """Return whether the person may change the list that the app has open, and records of a type in it."""
    app = getattr(node, "app", None)
    return bool(getattr(app, "may_write", True)) and record_type not in getattr(app, "refused_types", ())


def written_type(node: object, command: Command) -> str:
    """Return the type of records that a command of a screen or widget writes; empty where it writes several."""
    return command.record or str(getattr(node, "written_type", ""))


_ANSWERS: ContextVar[dict[tuple[int, When], bool] | None] = ContextVar("_ANSWERS", default=None)
"""Answers kept while all commands are gone through: a footer asks about hundreds at each key."""


def applies(node: object, command: Command) -> bool:
    """Return whether a command makes sense now; each ``when`` is asked once while all are gone through."""
    if command.writes and not may_write(node, written_type(node, command)):
        return False
    when, answers = command.when, _ANSWERS.get()
    if when is None or answers is None:
        return when is None or when(node)
    asked = (id(node), when)
    if asked not in answers:
        answers[asked] = when(node)
    return answers[asked]


def why_not(node: object, command: Command) -> str:
    """Return why a command makes no sense now."""
    if command.writes and not may_write(node, written_type(node, command)):
        return _("you may only read this here")
    return known_reason(command) or _("not possible just now")


def known_reason(command: Command) -> str:
    """Return what is missing where a command makes no sense, as far as that was said of its predicate."""
    reason = _REASONS.get(command.when) if command.when is not None else None
    return _(reason) if reason is not None else ""


def owners(screen: Screen[Any]) -> list[DOMNode]:
    """Return who may offer commands where the person is: the focused widget first, the app last."""
    focused = screen.focused
    if focused is None:
        return [screen, screen.app]
    return list(focused.ancestors_with_self)


def declared(screen: Screen[Any]) -> list[Offer]:
    """Return the commands that apply now: the focused widget's, the screen's, the app's.

    Above a dialogue the app has only those that lead nowhere else.
    """
    offers: dict[str, Offer] = {}
    behind = False
    for node in owners(screen):
        for command in getattr(node, "OWN_COMMANDS", ()):
            if command.id not in offers and (command.everywhere or not behind) and applies(node, command):
                offers[command.id] = Offer(command, node, next(iter(command.own_keys), ""))
        behind = behind or (isinstance(node, Screen) and node.is_modal)
    return list(offers.values())


def within_reach(screen: Screen[Any]) -> list[Offer]:
    """Return the commands whose keys work at this moment: while a line is typed in, letters are none."""
    token = _ANSWERS.set({})
    try:
        return _within_reach(screen)
    finally:
        _ANSWERS.reset(token)


def _within_reach(screen: Screen[Any]) -> list[Offer]:
    offers: dict[str, Offer] = {}
    active_bindings = screen.active_bindings.values()
    for active in active_bindings:
        for command in getattr(active.node, "OWN_COMMANDS", ()):
            if command.id == active.binding.id and command.id not in offers:
                keys = [key for key in command.own_keys if not _is_typed(screen, active.node, key)]
                if keys:
                    offers[command.id] = Offer(command, active.node, keys[0])
    actions = {active.binding.action for active in active_bindings}
    for offer in declared(screen):
        if offer.command.everywhere or actions.intersection(offer.command.through.split(",")):
            offers.setdefault(offer.command.id, offer)
    return list(offers.values())


def _is_typed(screen: Screen[Any], owner: DOMNode, key: str) -> bool:
    """Return whether the focused line takes a key as a character (Textual knows this of letters, not of signs)."""
    sign = _KEY_NAMES.get(key, key)
    focused = screen.focused
    return focused is not None and focused is not owner and len(sign) == 1 and focused.check_consume_key(key, sign)


async def run_offer(app: App[Any], offer: Offer) -> None:
    """Do what a command says, as its key would."""
    await app.run_action(offer.command.run, offer.owner)
