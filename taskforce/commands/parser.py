"""What the parsers of all commands share: argparse with our sentences, and the options that many commands have."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import import_module
from typing import Any, NamedTuple, TypeVar

from taskforce.commands.context import Context
from taskforce.console import terminal_width
from taskforce.language import LANGUAGES, N_, _
from taskforce.model.errors import WRONG_USAGE
from taskforce.model.text import excerpt
from taskforce.model.width import brief, printable_lines

Options = TypeVar("Options", bound=NamedTuple)
"""The options of a command, a field each.  A frozen dataclass would take five times as long to be made, and a file
of commands makes several whenever one of them starts."""


class Parser(argparse.ArgumentParser):
    """A parser with our exit status and our sentence.

    Of argparse's private parts it uses three, and nothing else uses any: ``_actions``, as nothing public tells
    what was declared; ``_check_value`` and ``_get_formatter``, as nothing public changes these.
    """

    whole: Parser | None = None
    """Of a command's parser: that of the whole command line."""

    record_type = "action_item"
    """The kind of record whose fields are options of the command."""

    next_words: Mapping[str, Any] = {}
    """The parsers of the words that may stand next."""

    def add_subparsers(self, **settings: Any) -> Any:
        """Let one of several words stand next, as argparse does; they are known as :attr:`next_words`."""
        added = super().add_subparsers(**settings)
        self.next_words = added.choices
        return added

    def add_argument(self, *names: Any, **settings: Any) -> argparse.Action:
        """Declare an option or a word, such that what is missing is named as it can be typed.

        argparse calls a choice by our name for it, and words of which there may be none missing, too.
        """
        if not any(name.startswith("-") for name in names):
            if settings.get("nargs") == "*":
                settings.setdefault("default", [])
            if "choices" in settings:
                settings.setdefault("metavar", "|".join(settings["choices"]))
        return super().add_argument(*names, **settings)

    @property
    def declared(self) -> Sequence[argparse.Action]:
        """Return what was declared: options and words, but for those that have parsers of their own."""
        return [action for action in self._actions if action.choices is not self.next_words]

    def error(self, message: str) -> None:  # type: ignore[override]
        """Say what is wrong and where help is, and end with the status of wrong usage."""
        self.print_usage(sys.stderr)
        hint = _("“{program} --help” shows how it is used.", program=self.prog)
        stop = "" if message.endswith("?") else "."
        self.exit(WRONG_USAGE, printable_lines(f"taskforce: {brief(message)}{stop} {hint}\n"))

    def _get_formatter(self) -> argparse.HelpFormatter:
        """Return the formatter of help: argparse makes one for each option, and its own imports shutil."""
        return argparse.HelpFormatter(self.prog, width=terminal_width() - 2)

    def format_help(self) -> str:
        """Return the help, with words for every option: where it has none of its own, what it takes."""
        self.explain()
        return super().format_help()

    def explain(self) -> None:
        """Give a few words to every option that has none."""
        from taskforce.commands.guidance import explain

        explain(self.declared, self.record_type)

    def _check_value(self, action: argparse.Action, value: Any) -> None:
        """Refuse what is no choice, with the nearest ones instead of all: there are forty commands."""
        if action.choices is None or value in action.choices:
            return
        choices = list(map(str, action.choices))
        if action.dest == "command":
            from taskforce.commands.guidance import near_commands

            word = excerpt(str(value), 40)
            near = near_commands(word, choices)
            if near:
                self.error(
                    _("there is no command “{word}”: did you mean {near}?", word=word, near=", ".join(near))
                )
            self.error(_("there is no command “{word}”", word=word))
        from taskforce.model.text import nearest

        word, listed = excerpt(str(value), 40), ", ".join(choices)
        message = _("“{value}” is none of {choices}", value=word, choices=listed)
        near = nearest(str(value), choices, 1)
        if near:
            message = _(
                "“{value}” is none of {choices}; did you mean {near}?", value=word, choices=listed, near=near[0]
            )
        raise argparse.ArgumentError(action if action.option_strings else None, message)

    def near_options(self, word: str) -> list[str]:
        """Return the options of this parser, and of the words that stand next, that ``word`` may have meant."""
        from taskforce.model.text import nearest

        return nearest(word.partition("=")[0], list(self._all_options()), 2)

    def _all_options(self) -> Iterator[str]:
        for action in self.declared:
            yield from (one for one in action.option_strings if one.startswith("--"))
        for parser in self.next_words.values():
            yield from parser._all_options()

    def add_common(self, default: str | None) -> None:
        """Declare the options that may stand before and behind the command."""
        group = self.add_argument_group(_("with every command"))
        group.add_argument(
            "--db", metavar="PATH_OR_URL", default=default, help=_("the list: a file, or a PostgreSQL URL")
        )
        group.add_argument(
            "--lang", choices=LANGUAGES, default=default, help=_("the language: Indonesian or English")
        )
        group.add_argument(
            "--as", dest="member", metavar="MEMBER", default=default, help=_("who you are (a member's handle)")
        )
        group.add_argument("--read-only", action="store_true", default=default, help=_("look, but change nothing"))

    def add_format(self, *formats: str) -> None:
        """Declare ``--format``; the first is the usual one."""
        self.add_argument("--format", choices=formats, default=formats[0], help=_("how the answer is written"))

    def add_dry_run(self) -> None:
        """Declare ``--dry-run``."""
        self.add_argument("--dry-run", action="store_true", help=_("only say what would be done"))

    def add_yes(self) -> None:
        """Declare ``--yes``, which answers :meth:`Context.confirm`."""
        self.add_argument("--yes", action="store_true", help=_("do not ask"))

    def add_fields(self, names: Sequence[str], record_type: str) -> None:
        """Declare an option for each field of a kind of record.

        What is said is kept in ``fields``, ``None`` for the others.
        """
        self.record_type = record_type
        self.set_defaults(fields=dict.fromkeys(names))
        for name in names:
            self.add_argument(
                f"--{name.replace('_', '-')}",
                action=_Field,
                dest="fields",
                const=name,
                default=argparse.SUPPRESS,
                metavar=name.upper().replace("_", "-"),
            )

    def add_actions(self, metavar: str, *, required: bool = False) -> Callable[[str, str], Parser]:
        """Let one of several words stand next, and return what declares each: its name, its help → its parser."""
        actions = self.add_subparsers(dest="action", metavar=metavar, required=required, parser_class=Parser)

        def action(name: str, text: str) -> Parser:
            parser: Parser = actions.add_parser(name, help=text, description=text)
            parser.add_common(argparse.SUPPRESS)
            return parser

        return action

    def calls(self, command: Callable[[Context, Options], int], options: type[Options]) -> None:
        """Let a function run the command, with what was said in a record of its own."""
        self.set_defaults(call=lambda context, said: command(context, options_of(options, said)))


class _Field(argparse.Action):
    """Keeps what was said of a field."""

    def __call__(self, _parser: object, said: argparse.Namespace, value: Any, _option: str | None = None) -> None:
        if said.fields.get(self.const) is not None:
            raise argparse.ArgumentError(self, _("it is said twice"))
        said.fields = {**said.fields, self.const: value}


class WholeParser(Parser):
    """The parser of the whole command line, whose help shows the commands in groups."""

    described: Mapping[str, str] = {}
    """Each command with its one line, in the language in force."""

    def commands(self) -> Mapping[str, CommandParser]:
        """Return the parser of each command."""
        return self.next_words

    def format_help(self) -> str:
        """Return the overview."""
        from taskforce.commands.guidance import overview

        options = [action for action in self.declared if action.option_strings]
        return overview(self.format_usage(), self.description or "", self.described, options)


Declarations = Mapping[str, Callable[[Parser], None]]
"""The commands of a family: by its name, what declares the options of a command and which function it calls."""


class CommandParser(Parser):
    """The parser of a command.

    Its family is imported and its options are declared when it parses: to do so for every command would take
    longer than a short command does.  Even what argparse keeps of a parser is made when it is first asked for:
    that of fifty commands took a twelfth of one.
    """

    def __init__(self, *, family: str, **settings: Any) -> None:
        self._family = family
        self._settings = settings

    def __getattr__(self, name: str) -> Any:
        """Make the parser when something of it is asked for that is not there yet."""
        settings = vars(self).pop("_settings", None)
        if settings is None:
            raise AttributeError(name)
        super().__init__(add_help=False, **settings)
        self._declared = False
        return getattr(self, name)

    def parse_known_args(self, args: Any = None, namespace: Any = None) -> Any:
        """Declare the command, then parse it."""
        self.declare()
        return super().parse_known_args(args, namespace)

    def declare(self) -> None:
        """Declare the options of the command, once."""
        if self._declared:
            return
        self._declared = True
        self.add_argument("-h", "--help", action="help", help=_("show this help message and exit"))
        self.add_common(argparse.SUPPRESS)
        declarations: Declarations = import_module(f"taskforce.commands.{self._family}").COMMANDS
        declarations[self.prog.rpartition(" ")[2]](self)


def options_of(kind: type[Options], said: argparse.Namespace) -> Options:
    """Return what was said as a record: each field is what was said under its name."""
    return kind._make(getattr(said, name) for name in kind._fields)


def whole_number(text: str) -> int:
    """Return a whole number that was typed as an option's value."""
    try:
        number = int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(_("“{text}” is no whole number", text=excerpt(text, 40))) from None
    if abs(number) > GREATEST_NUMBER:
        raise argparse.ArgumentTypeError(_("“{text}” is too large a number", text=excerpt(text, 40)))
    return number


GREATEST_NUMBER = 1_000_000_000
MOST_DAYS = 36_600
"""The greatest number of an option, and of days: a hundred years."""


TEXTS = (
    N_("usage: "),
    N_("positional arguments"),
    N_("options"),
    N_("show this help message and exit"),
    N_("show program's version number and exit"),
    N_("argument %(argument_name)s: %(message)s"),
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


def speak() -> None:
    """Let argparse say its own sentences in the language in force from now on.

    It asks two functions of its module for every text, which it takes over from gettext when it is imported, and
    offers no other way in.  So ours stand in their place; where a Python has other texts, those stay English.
    """

    def counted(one: str, many: str, count: int) -> str:
        return _(one if count == 1 else many)

    vars(argparse).update(_=_, ngettext=counted)
