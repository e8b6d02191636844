"""What a check of a list finds: how bad it is, what to do, and whether one may go on working."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from taskforce.language import _


class Weight(StrEnum):
    """How bad a finding is, from nothing at all to what must not be worked on."""

    OK = "ok"
    NOTE = "note"
    """The list is sound; something around it should be known."""
    WRONG = "wrong"
    """Something in the list is wrong; what is written meanwhile is safe."""
    STOP = "stop"
    """Content may be lost, or be lost by going on."""


@dataclass(frozen=True, slots=True)
class Finding:
    """The result of one check: a sentence, how bad it is, what to do, and examples of what is wrong.

    ``repairable``: the history (or what else is whole) says what is right, so that a repair can put it there.
    """

    check: str
    weight: Weight
    sentence: str
    advice: str = ""
    examples: Sequence[str] = field(default=())
    repairable: bool = False

    @property
    def sound(self) -> bool:
        """Return whether the list itself is as it should be, as far as this check goes."""
        return self.weight in (Weight.OK, Weight.NOTE)

    @property
    def may_go_on(self) -> bool:
        """Return whether one may go on working with the list."""
        return self.weight is not Weight.STOP

    def as_data(self) -> dict[str, Any]:
        """Return the finding for ``doctor --format json``."""
        return {
            "check": self.check,
            "sound": self.sound,
            "severity": str(self.weight),
            "sentence": self.sentence,
            "advice": self.advice,
            "may_go_on": self.may_go_on,
            "repairable": self.repairable,
            "examples": list(self.examples),
        }


def ok(check: str, sentence: str) -> Finding:
    """Return that a check found nothing."""
    return Finding(check, Weight.OK, sentence)


def note(
    check: str, sentence: str, advice: str = "", examples: Sequence[str] = (), *, repairable: bool = False
) -> Finding:
    """Return that something around a sound list should be known."""
    return Finding(check, Weight.NOTE, sentence, advice, examples, repairable)


def verdict(findings: Sequence[Finding]) -> str:
    """Return in a sentence how bad it is, what to do, and whether one may go on."""
    wrong = [one for one in findings if not one.sound]
    if not wrong:
        noted = any(one.weight is Weight.NOTE for one in findings)
        return _("The list is sound; look at what is noted.") if noted else _("The list is sound.")
    if not all(one.may_go_on for one in wrong):
        return _(
            "Do not go on working with this file: keep a copy of it, and do what is advised, the worst first."
        )
    if all(one.repairable for one in wrong):
        return _("You can go on working; “taskforce doctor --repair” puts right what is wrong, after a copy.")
    if any(one.repairable for one in wrong):
        return _(
            "You can go on working; “taskforce doctor --repair” puts right what it can, after a copy, and the "
            "rest wants a person, as advised."
        )
    return _("You can go on working; what was found wants a person, as advised.")
