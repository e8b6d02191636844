"""The command line: parse, call, print.  A command imports what it needs when it runs."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from importlib import import_module

from taskforce.commands.parser import Parser, build_parser
from taskforce.console import prepare_streams
from taskforce.language import LANGUAGES, _, set_language
from taskforce.model.errors import REFUSED, TaskforceError

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("setup", "demo"),
    "init": ("setup", "init"),
    "paths": ("setup", "paths"),
    "doctor": ("setup", "doctor"),
    "add": ("items", "add"),
    "edit": ("items", "edit"),
    "done": ("items", "done"),
    "note": ("items", "note"),
    "evidence": ("items", "evidence"),
    "list": ("lists", "list_items"),
    "show": ("lists", "show"),
    "agenda": ("lists", "agenda"),
    "board": ("views", "board"),
    "timeline": ("views", "timeline"),
    "calendar": ("views", "calendar"),
    "member": ("registers", "member"),
    "deadline": ("registers", "deadline"),
    "agency": ("registers", "agency"),
    "meeting": ("meetings", "meeting"),
    "organisation": ("organisation", "organisation"),
    "masterplan": ("masterplan", "masterplan"),
    "workload": ("workload", "workload"),
    "import": ("exchange", "import_file"),
    "export": ("exchange", "export_file"),
    "sheets": ("sheets", "sheets"),
    "report": ("report", "report"),
    "template": ("template", "template"),
    "history": ("history", "history"),
    "undo": ("history", "undo"),
    "copy": ("copy", "copy"),
    "bundle": ("bundle", "bundle"),
    "conflicts": ("conflicts", "conflicts"),
    "copies": ("copies", "copies"),
    "backup": ("backup", "backup"),
    "restore": ("backup", "restore"),
}
"""Each command: the module of taskforce.commands and the function in it that runs it."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and give its exit status; never a traceback for what a user can cause."""
    prepare_streams()
    try:
        _language_first(arguments)
        options = _parsed(build_parser(_asked(arguments)), _shielded(arguments))
        return _call(options)
    except TaskforceError as error:
        sys.stdout.flush()
        print(f"taskforce: {error}", file=sys.stderr)
        return error.exit_status
    except BrokenPipeError:
        # The reader of a pipe has seen enough; writing the rest at exit must not complain either.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return REFUSED
    except KeyboardInterrupt:
        print(_("Stopped; nothing was changed."), file=sys.stderr)
        return 130


def _asked(arguments: Sequence[str]) -> str | None:
    """The command that is asked for, empty for the application; ``None`` where all are wanted (help, mistakes)."""
    words = iter(arguments)
    for word in words:
        if word in ("--db", "--lang", "--as"):
            next(words, None)
        elif not word.startswith("-"):
            return word if word in COMMANDS else None
        elif word != "--read-only" and not word.startswith(("--db=", "--lang=", "--as=")):
            return None
    return ""


def _parsed(parser: Parser, arguments: Sequence[str]) -> argparse.Namespace:
    """Parse; words of a query may also stand behind an option, where argparse no longer expects any."""
    options, rest = parser.parse_known_args(arguments)
    if rest:
        if not isinstance(getattr(options, "query", None), list) or any(word.startswith("-") for word in rest):
            parser.error(_("“{words}” is not understood here", words=" ".join(rest)))
        options.query += rest
    return options


_NEGATED = re.compile(r'-(?:[^\W\d]\w*(?::|<|>|=)|\(|")')


def _shielded(arguments: Sequence[str]) -> list[str]:
    """``-tag:rapat`` in a query and ``--sort -due`` are no options: a blank in front tells argparse so."""
    shielded: list[str] = []
    for word in arguments:
        value = bool(shielded) and shielded[-1] == "--sort" and word.startswith("-")
        shielded.append(f" {word}" if value or _NEGATED.match(word) else word)
    return shielded


def _language_first(arguments: Sequence[str]) -> None:
    """Choose the language before anything is parsed, so that errors speak it, too."""
    asked = os.environ.get("TASKFORCE_LANG")
    for index, word in enumerate(arguments):
        if word == "--lang" and index + 1 < len(arguments):
            asked = arguments[index + 1]
        elif word.startswith("--lang="):
            asked = word.partition("=")[2]
    if asked is None:
        from taskforce.config import read_config
        from taskforce.paths import config_file

        asked = read_config(config_file()).language
    if asked in LANGUAGES:
        set_language(asked)
    elif asked:
        from taskforce.model.errors import UsageError

        raise UsageError(_("There is no language “{language}”: use id or en.", language=asked))


def _call(options: argparse.Namespace) -> int:
    from taskforce.commands.context import Context

    with Context(options) as context:
        if options.command is None:
            from taskforce.commands.setup import open_app

            return open_app(context)
        module, function = COMMANDS[options.command]
        return int(getattr(import_module(f"taskforce.commands.{module}"), function)(context, options))
