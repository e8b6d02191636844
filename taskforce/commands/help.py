"""The command ``help``: of the whole, of one command, or of a topic that is more than options."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import NamedTuple

from taskforce.commands.context import Context
from taskforce.commands.guidance import example_lines, near_commands
from taskforce.commands.parser import Declarations, Parser, WholeParser
from taskforce.language import _
from taskforce.model.errors import DONE, UsageError
from taskforce.model.text import excerpt, nearest
from taskforce.model.width import wrap
from taskforce.wording.topics import TOPICS, Topic, topic_named


class HelpOptions(NamedTuple):
    """What is asked about, whether as a manual page, and the parser of the whole command line."""

    topic: str | None
    man: bool
    parser: WholeParser


def _declare(parser: Parser) -> None:
    parser.add_argument("topic", nargs="?", metavar="TOPIC", help=_("a command, or one of the topics"))
    parser.add_argument(
        "--man", action="store_true", help=_("all of it as a manual page: taskforce help --man | man -l -")
    )
    parser.set_defaults(parser=parser.whole)
    parser.calls(show_help, HelpOptions)


def show_help(context: Context, options: HelpOptions) -> int:
    """Print what is known of a topic or a command; without one, the overview and the topics."""
    if options.man:
        from taskforce.commands.manual import manual_page

        context.print(manual_page(options.parser).rstrip())
        return DONE
    if options.topic is None:
        context.print(options.parser.format_help().rstrip())
        return DONE
    cells = max(40, shutil.get_terminal_size().columns - 2)
    command = options.parser.commands().get(options.topic.casefold())
    named = topic_named(options.topic)
    if command is None and named is None:
        raise UsageError(_no_topic(options.topic, list(options.parser.commands())))
    if named is not None:
        context.print("\n".join(_topic_lines(named, cells)))
    if command is not None:
        command.declare()
        context.print(("\n" if named else "") + command.format_help().rstrip())
    return DONE


def _topic_lines(topic: Topic, cells: int) -> Iterator[str]:
    yield _(topic.title)
    for paragraph in topic.paragraphs:
        yield ""
        yield from wrap(_(paragraph), cells)
    yield ""
    yield f"{_('examples')}:"
    for example, what in topic.examples:
        yield from example_lines(example, _(what), cells)


def _no_topic(word: str, commands: list[str]) -> str:
    topics = {name: topic.names[0] for topic in TOPICS for name in topic.names}
    near = [*(topics[name] for name in nearest(word, topics, 2)), *near_commands(word, commands)]
    return _(
        "There is no help on “{word}”: use one of {near}.",
        word=excerpt(word, 40),
        near=", ".join(list(dict.fromkeys(near))[:3] or dict.fromkeys(topics.values())),
    )


COMMANDS: Declarations = {"help": _declare}
