"""The command line: parse, call, print.  A command imports what it needs when it runs."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from taskforce import __version__
from taskforce.commands.context import CallOptions, Context
from taskforce.commands.parser import CommandParser, Parser, WholeParser, options_of, speak
from taskforce.console import complain, prepare_streams, silence
from taskforce.language import LANGUAGES, N_, _, set_language
from taskforce.model.errors import DONE, REFUSED, TaskforceError, UsageError, reason_of
from taskforce.model.text import excerpt
from taskforce.model.width import brief
from taskforce.store.database import sealed

COMMANDS: dict[str, tuple[str, str]] = {
    "demo": ("setup", N_("Open the application on a throw-away sample: Kabupaten Banjar.")),
    "init": ("setup", N_("Make a new list.")),
    "paths": ("setup", N_("Say where everything lives.")),
    "doctor": ("backup", N_("Check the list: file, history, tables, names.")),
    "add": ("items", N_("Add an action item: “Susun draf Buku 2 @galuh due:jumat priority:high +rapat”.")),
    "list": ("lists", N_("List action items.")),
    "show": ("lists", N_("Show one action item with everything that belongs to it.")),
    "edit": ("items", N_("Change action items: edit 12 due=+7 status=blocked.")),
    "done": ("items", N_("Mark action items as done.")),
    "note": ("items", N_("Add a note to an action item.")),
    "evidence": ("items", N_("Add evidence to an action item: a file, a link, or the number of a letter.")),
    "delete": ("removing", N_("Delete action items; they can come back.")),
    "undelete": ("removing", N_("Bring deleted action items back.")),
    "merge": ("removing", N_("Merge action items that are the same.")),
    "step": ("removing", N_("The checklist of an action item: add a step, tick it off.")),
    "view": ("removing", N_("Lists that are kept under a name: their query, order and groups.")),
    "agenda": ("lists", N_("What is overdue, due today and in the next days.")),
    "masterplan": ("overviews", N_("Dimensions and their parts: progress, targets, budget, missing evidence.")),
    "workload": ("overviews", N_("The workload of members or agencies: open, late, due week by week.")),
    "history": ("history", N_("Who changed what, when, from what to what.")),
    "undo": ("history", N_("Take one step back, as a new change.")),
    "member": ("registers", N_("The members of the task force.")),
    "deadline": ("registers", N_("The deadlines of the programme.")),
    "agency": ("registers", N_("Agencies (OPD), ministries and partners.")),
    "meeting": ("registers", N_("Meetings: minutes, attendees, action items.")),
    "board": ("views", N_("The board: action items in columns by status.")),
    "timeline": ("views", N_("The timeline: a bar for each action item, with deadlines and today.")),
    "calendar": ("views", N_("The calendar: what is due on which day, deadlines, meetings, holidays.")),
    "organisation": (
        "organisation",
        N_("The office that the list belongs to: its letterhead, who signs, its missions."),
    ),
    "import": ("exchange", N_("Take in a spreadsheet or another program's list.")),
    "export": ("exchange", N_("Write the list to a file; its ending says the format.")),
    "sheets": ("exchange", N_("Workbooks sent to agencies, and who has not answered.")),
    "report": ("report", N_("The status report of a week, or of another period: printed, written or issued.")),
    "template": ("template", N_("How reports look on paper: templates for Word (.docx) and PDF (.typ).")),
    "copy": ("copies", N_("Move a list, history included, between a file and a PostgreSQL database.")),
    "bundle": ("bundle", N_("One file that carries your work to another copy of the list, and theirs to you.")),
    "exchange": ("exchanging", N_("One step with all other copies through a folder that they share.")),
    "conflicts": ("copies", N_("Fields that two people changed without knowing of each other.")),
    "copies": ("copies", N_("The copies of the list that are known here, and what each has seen.")),
    "help": ("help", N_("How something is done: a command, or query, dates, import, report …")),
    "completion": ("completion", N_("The completion script of a shell: bash, zsh, fish or PowerShell.")),
    "backup": ("backup", N_("Keep a snapshot of the list.")),
    "restore": ("backup", N_("Go back to a backup; the list as it is now is kept.")),
    "encrypt": ("encryption", N_("Seal the list on the disk with a passphrase.")),
    "decrypt": ("encryption", N_("Open a sealed list for good.")),
}
"""Each command: the module of taskforce.commands that declares and runs it, and what help says of it."""


def run(arguments: Sequence[str]) -> int:
    """Run one command and return its exit status; never a traceback, whatever happens."""
    prepare_streams()
    try:
        status = _answered(arguments)
        sys.stdout.flush()
        return status
    except BrokenPipeError:  # the reader of a pipe has seen enough
        silence(sys.stdout)
        return REFUSED
    except OSError as error:
        silence(sys.stdout)
        complain(_system_refused(error))
        return REFUSED
    except KeyboardInterrupt:
        complain(_("Stopped; what was saved before that stays, and “taskforce history” shows it."))
        return 130
    except Exception as error:
        complain(_unforeseen(error))
        return REFUSED


def _answered(arguments: Sequence[str]) -> int:
    """Run one command; what was refused, or is wrong in the call, is one sentence and an exit status."""
    try:
        _speak_the_language(arguments)
        options = _parsed(arguments)
        sealed.ask = _ask_passphrase if options.command not in (None, "demo") else None  # the app has a dialogue
        with Context(options_of(CallOptions, options)) as context:
            if options.command is not None:
                return int(options.call(context, options))
            from taskforce.commands.setup import open_app

            return open_app(context)
    except SystemExit as stopped:  # argparse has said what is to be said
        return stopped.code if isinstance(stopped.code, int) else DONE
    except TaskforceError as error:
        sys.stdout.flush()
        complain(f"taskforce: {brief(str(error))}")
        return error.exit_status


def _system_refused(error: OSError) -> str:
    """Return what is told of a refusal of the system that no command has foreseen: mostly of the answer itself."""
    reason = reason_of(error)
    if error.filename is not None:
        return _("taskforce: {path} cannot be used ({reason}): check it.", path=error.filename, reason=reason)
    return _(
        "taskforce: The answer could not be written ({reason}); what was asked for may have been done: see "
        "“taskforce history”.",
        reason=reason,
    )


def _unforeseen(error: Exception) -> str:
    """Keep the details of what nobody thought of, and return the sentence that says so."""
    from taskforce.failure_details import keep_details

    details = keep_details(error)
    sentence = _(
        "taskforce: Something went wrong that nobody foresaw ({reason}): what was saved is safe.",
        reason=f"{type(error).__name__}: {excerpt(str(error), 160)}",
    )
    return sentence if details is None else f"{sentence} {_('Details are in {file}.', file=details)}"


def _ask_passphrase(path: Path) -> str | None:
    from taskforce.commands.encryption import ask_passphrase

    return ask_passphrase(twice=False, path=path)


def _speak_the_language(arguments: Sequence[str]) -> None:
    """Choose the language before anything else is parsed, so that errors speak it, too."""
    language = os.environ.get("TASKFORCE_LANG")
    if any(word.startswith("--lang") for word in arguments):
        first = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
        first.add_argument("--lang", action="append", nargs="?", default=[language])
        named = first.parse_known_args(arguments)[0].lang
        language = next((one for one in reversed(named) if one is not None), None)
    if language is None:
        from taskforce.config import read_config
        from taskforce.paths import config_file

        language = read_config(config_file()).language
    if language in LANGUAGES:
        set_language(language)
    elif language:
        raise UsageError(_("There is no language “{language}”: use id or en.", language=language))
    speak()


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    """Return the parsed options; further words may stand behind one, where argparse expects none."""
    parser = _parser()
    options, rest = parser.parse_known_args(_shielded(arguments))
    if rest:
        open_end = next((name for name in _OPEN_ENDS if isinstance(getattr(options, name, None), list)), "")
        if not open_end or any(word.startswith("-") for word in rest):
            _refuse_rest(parser.commands().get(options.command, parser), rest)
        getattr(options, open_end).extend(rest)
    _refuse_no_text(options)
    return options


def _refuse_rest(parser: Parser, rest: Sequence[str]) -> None:
    """End with the status of wrong usage, with the options that were perhaps meant."""
    option = next((word for word in rest if word.startswith("--")), None)
    near = parser.near_options(option) if option is not None else []
    words = " ".join(rest)
    if near:
        meant = _(" or ").join(near)
        parser.error(_("“{words}” is not understood here: did you mean {near}?", words=words, near=meant))
    parser.error(_("“{words}” is not understood here", words=words))


_OPEN_ENDS = ("query", "words", "text")
"""What takes any number of words, also behind an option: argparse gives the first group of them alone."""

_PATHS = {
    "db",
    "file",
    "files",
    "folder",
    "output",
    "template",
    "target",
    "source",
    "write",
    "passphrase_file",
    "identity",
}
"""What may be said in any bytes, because the names of files may be so."""


def _refuse_no_text(options: argparse.Namespace) -> None:
    """Raise :class:`UsageError` for words whose bytes are no text: with signs in their place nobody finds them."""
    for name, said in vars(options).items():
        for word in said if isinstance(said, list) else said.values() if isinstance(said, dict) else (said,):
            if name not in _PATHS and isinstance(word, str) and _NO_TEXT.search(word):
                sentence = _("“{text}” holds bytes that are no text: type it in a terminal of UTF-8.", text=word)
                raise UsageError(sentence)


def _parser() -> WholeParser:
    parser = WholeParser(
        prog="taskforce",
        description=_("Members, action items, deadlines and the weekly report of a Smart City task force."),
    )
    parser.described = {name: _(text) for name, (_family, text) in COMMANDS.items()}
    parser.add_argument("--version", action="version", version=f"taskforce {__version__}",
                        help=_("show program's version number and exit"))  # fmt: skip
    parser.add_common(None)
    parser.set_defaults(yes=False)
    commands = parser.add_subparsers(dest="command", metavar=_("COMMAND"), parser_class=CommandParser)
    for name, (family, text) in COMMANDS.items():
        commands.add_parser(name, family=family, help=_(text), description=_(text)).whole = parser
    return parser


_NO_TEXT = re.compile("[\ud800-\udfff]")
_NEGATED = re.compile(r'-(?:[^\W\d]\w*(?::|<|>|=)|\(|")')


def _shielded(arguments: Sequence[str]) -> list[str]:
    """Put a blank before ``-tag:rapat`` in a query and ``-due`` behind ``--sort``: to argparse no options."""
    return [
        f" {word}" if _NEGATED.match(word) or (before == "--sort" and word.startswith("-")) else word
        for before, word in zip(["", *arguments], arguments, strict=False)
    ]
