"""The manual page: all that the helps say, as ``man`` reads it (roff with the macros of man(7))."""

from __future__ import annotations

from collections.abc import Iterator

from taskforce import __version__
from taskforce.commands.guidance import EXAMPLES, GROUPS
from taskforce.commands.parser import Parser, WholeParser
from taskforce.language import _
from taskforce.wording.topics import TOPICS


def manual_page(parser: WholeParser) -> str:
    """Return the manual page in the language in force, ending in a line break."""
    return "\n".join(_lines(parser)) + "\n"


def _lines(parser: WholeParser) -> Iterator[str]:
    yield f'.TH TASKFORCE 1 "" "taskforce {__version__}" "{_escaped(_("User commands"))}"'
    yield from _section(_("Name"))
    yield f"taskforce \\- {_escaped(parser.description or '')}"
    yield from _section(_("Synopsis"))
    options = r"[\fB\-\-db\fR \fIPATH_OR_URL\fR] [\fB\-\-lang\fR id|en] [\fB\-\-as\fR \fIMEMBER\fR]"
    yield rf"\fBtaskforce\fR {options} [\fICOMMAND\fR \&...]"
    yield from _section(_("Description"))
    yield _escaped(_("Without a command the application opens. “taskforce COMMAND --help” tells of one command."))
    yield from _options(parser)
    commands = parser.commands()
    for title, names in GROUPS.items():
        yield from _section(_(title))
        for name in names:
            commands[name].declare()
            yield from _command(commands[name], parser.described[name])
    for topic in TOPICS:
        yield from _section(_(topic.title))
        for paragraph in topic.paragraphs:
            yield ".PP"
            yield _escaped(_(paragraph))
        for example, what in topic.examples:
            yield from _example(example, _(what))
    yield from _section(_("Examples"))
    for example, what in EXAMPLES:
        yield from _example(example, _(what))
    yield from _section(_("Exit status"))
    for status, text in (
        ("0", _("done")),
        ("1", _("refused or failed, with a sentence that says what, why and what to do")),
        ("2", _("wrong usage")),
        ("3", _("done, but something needs a person: rows left out, conflicts")),
    ):
        yield from _tagged(status, text)
    yield from _section(_("Environment"))
    for name, text in (
        ("TASKFORCE_DB", _("the list: a file, or a PostgreSQL URL")),
        ("TASKFORCE_LANG", _("the language: Indonesian or English")),
        ("TASKFORCE_AS", _("who you are (a member's handle)")),
        ("NO_COLOR", _("no colours")),
    ):
        yield from _tagged(name, text)


def _command(parser: Parser, text: str) -> Iterator[str]:
    """Yield a command with its options, and the words that may stand next, each as a heading of its own."""
    parser.explain()
    yield f".SS {_escaped(parser.prog)}"
    yield _escaped(text)
    yield from _options(parser)
    for word in parser.next_words.values():
        yield from _command(word, word.description or "")


def _options(parser: Parser) -> Iterator[str]:
    """Yield the options of a parser and the words it takes; of a command without those of every command."""
    of_a_command = not isinstance(parser, WholeParser)
    for action in parser.declared:
        names = action.option_strings
        if of_a_command and any(name in _EVERYWHERE for name in names):
            continue
        takes = action.metavar if isinstance(action.metavar, str) else "|".join(map(str, action.choices or ()))
        yield from _tagged(" ".join([", ".join(names), takes]).strip(), action.help or "")


_EVERYWHERE = ("--help", "--db", "--lang", "--as", "--read-only")


def _section(title: str) -> Iterator[str]:
    yield f".SH {_escaped(title.upper())}"


def _tagged(word: str, text: str) -> Iterator[str]:
    yield ".TP"
    yield rf"\fB{_escaped(word)}\fR"
    yield _escaped(text)


def _example(example: str, what: str) -> Iterator[str]:
    yield ".PP"
    yield f"{_escaped(what)}:"
    yield ".RS 4"
    yield ".nf"
    yield _escaped(example)
    yield ".fi"
    yield ".RE"


def _escaped(text: str) -> str:
    """Return text in ASCII that roff takes as it is: its own signs and all others escaped, no line a request."""
    plain = " ".join(text.split()).replace("\\", r"\e").replace("-", r"\-")
    plain = "".join(sign if ord(sign) < 128 else f"\\[u{ord(sign):04X}]" for sign in plain)
    return rf"\&{plain}" if plain.startswith((".", "'")) else plain
