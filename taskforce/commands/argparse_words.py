"""argparse's own sentences in our language.

argparse asks two functions of its module for every text, which it takes over from gettext when it is imported, and
offers no other way in.  So ours stand in their place; where a Python has other texts, those stay English.
"""

from __future__ import annotations

import argparse

from taskforce.language import N_, _
from taskforce.model.text import excerpt

TEXTS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
    N_("invalid choice: %(value)r (choose from %(choices)s)"),
    N_("invalid choice: %(value)r, maybe you meant %(closest)r? (choose from %(choices)s)"),
    N_("the following arguments are required: %s"),
    N_("one of the arguments %s is required"),
    N_("unrecognized arguments: %s"),
    N_("ambiguous option: %(option)s could match %(matches)s"),
    N_("not allowed with argument %s"),
    N_("ignored explicit argument %r"),
    N_("expected one argument"),
    N_("expected at most one argument"),
    N_("expected at least one argument"),
    N_("expected %s argument"),
    N_("expected %s arguments"),
)
"""What people can see of argparse."""


def _counted(one: str, many: str, count: int) -> str:
    return _(one if count == 1 else many)


def speak() -> None:
    """Let argparse speak the language in force from now on."""
    vars(argparse).update(_=_, ngettext=_counted)


def number(text: str) -> int:
    """A whole number that was typed as an option's value."""
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“{text}” is no whole number", text=excerpt(text, 40))) from None
