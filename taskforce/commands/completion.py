"""The command ``completion``: what a shell needs to complete commands and options."""

from __future__ import annotations

from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.parser import Declarations, Parser, WholeParser
from taskforce.language import _
from taskforce.model.errors import DONE

SHELLS = ("bash", "zsh", "fish", "powershell")


def _declare(parser: Parser) -> None:
    parser.add_argument("shell", choices=SHELLS, metavar="|".join(SHELLS), help=_("the shell that shall complete"))
    parser.set_defaults(parser=parser.whole)
    parser.calls(completion, CompletionOptions)


class CompletionOptions(NamedTuple):
    """The shell, and the parser of the whole command line."""

    shell: str
    parser: WholeParser


def completion(context: Context, options: CompletionOptions) -> int:
    """Print the completion script of a shell."""
    import shtab

    for command in options.parser.commands().values():
        command.declare()
        command.explain()
    context.print(shtab.complete(options.parser, options.shell))
    return DONE


COMMANDS: Declarations = {"completion": _declare}
