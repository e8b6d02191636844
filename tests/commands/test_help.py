"""How the command line explains itself: overview, topics, near matches, the manual page."""

from __future__ import annotations

import argparse
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date

import pytest
from calling import Caller

from taskforce.cli import COMMANDS, _parsed, _parser
from taskforce.commands.guidance import _MEANT, EXAMPLES, GROUPS
from taskforce.commands.parser import CommandParser, Parser
from taskforce.language import _, set_language
from taskforce.model.dates import parse_date
from taskforce.store.query.complete import _DATES
from taskforce.store.query.spans import day_span
from taskforce.store.query.words import ABSENT
from taskforce.wording.topics import TOPICS, Topic, topic_named

TODAY = date(2026, 11, 18)


@pytest.fixture
def english() -> Iterator[None]:
    set_language("en")
    yield
    set_language("id")


def parsers(parser: argparse.ArgumentParser) -> Iterator[Parser]:
    """Yield every parser below one: of the commands, and of the words that stand next."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                if isinstance(one, CommandParser):
                    one.declare()
                yield one
                yield from parsers(one)


def test_each_command_stands_in_one_group() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    assert sorted(grouped) == sorted(COMMANDS)


def test_every_option_and_every_word_of_every_command_says_what_it_takes(english: None) -> None:
    silent = []
    for parser in parsers(_parser()):
        parser.explain()
        silent += [
            (parser.prog, action.dest)
            for action in parser._actions
            if not action.help and not isinstance(action, argparse._SubParsersAction)
        ]
    assert silent == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("lsit", "list"), ("hapus", "delete"), ("lapor", "report"), ("ls", "list"), ("agend", "agenda")],
)
def test_a_command_that_is_not_there_names_the_one_that_was_meant(call: Caller, typed: str, meant: str) -> None:
    answer = call(typed, status=2)
    assert f"did you mean {meant}" in answer.err and "demo" not in answer.err


def test_beside_a_command_that_is_near_no_other_is_named(call: Caller) -> None:
    assert "did you mean list?" in call("lst", status=2).err
    assert "did you mean edit?" in call("edti", status=2).err


def test_what_other_programs_say_names_commands_that_are_there() -> None:
    assert {*_MEANT.values()} <= {*COMMANDS}
    assert not {*_MEANT} & {*COMMANDS}


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        (("list", "--formt", "json"), "--format"),
        (("bundle", "write", "x.tfb", "--encript"), "--encrypt"),
        (("list", "--format", "jsn"), "json"),
        (("bundle", "wrte", "x.tfb"), "write"),
    ],
)
def test_an_option_that_is_not_there_names_the_one_that_was_meant(
    call: Caller, words: tuple[str, ...], meant: str
) -> None:
    assert f"did you mean {meant}" in call(*words, status=2).err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_a_command_without_words_asks_for_none_that_may_be_left_out(
    command: str, capsys: pytest.CaptureFixture[str], english: None
) -> None:
    parser = _parser().commands()[command]
    parser.declare()
    words = [action for action in parser.declared if not action.option_strings and action.nargs in ("?", "*")]
    chosen = [action for action in parser.declared if not action.option_strings and action.choices]
    try:
        parser.parse_args([])
    except SystemExit:
        said = capsys.readouterr().err.rpartition("required: ")[2]
        assert not [action.metavar for action in words if str(action.metavar or action.dest) in said.split(", ")]
        assert all(str(choice) in said for action in chosen if action.required for choice in action.choices or ())


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.names[0])
def test_a_topic_is_found_by_each_of_its_names(call: Caller, topic: Topic) -> None:
    for name in topic.names:
        assert topic.title in call("help", name).out


def test_help_on_a_command_is_that_of_the_command(call: Caller) -> None:
    assert call("help", "step").out.strip() == call("step", "--help").out.strip()
    assert call("help", "help").out.strip() == call("help", "--help").out.strip()
    assert call("help").out == call("--help").out


def test_help_on_nothing_known_names_what_is_near(call: Caller) -> None:
    assert "dates" in call("help", "datess", status=2).err


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.names[0])
def test_the_examples_of_a_topic_are_understood(topic: Topic, english: None) -> None:
    for example, _what in topic.examples:
        assert _parsed(shlex.split(example)[1:]).command in COMMANDS


@pytest.mark.parametrize("language", ["en", "id"])
def test_each_day_that_the_help_writes_is_understood_with_spaces_and_with_hyphens(language: str) -> None:
    set_language(language)
    try:
        topic = topic_named("dates")
        assert topic is not None
        written, words, steps = _(topic.paragraphs[0]).split(". ", 2)
    finally:
        set_language("id")
    days = [
        *written.partition(":")[0].split(", "),
        *re.split("[,;] ", words),
        *re.findall(r"\+[0-9]+[a-z]*", steps),
    ]
    assert len(days) >= 20
    for day in days:
        assert parse_date(day.replace(" ", "-"), TODAY) == parse_date(day, TODAY), day


def test_each_day_in_an_example_is_understood() -> None:
    examples = [example for example, _what in (*EXAMPLES, *(one for topic in TOPICS for one in topic.examples))]
    days = re.findall(r"(?:due|start|done_on)[:=<>]+([^\s\"]+)", " ".join(examples))
    assert {"jumat", "+5wd", "akhir-bulan"} <= {*days}
    for day in days:
        parse_date(day, TODAY)


@pytest.mark.parametrize("language", ["en", "id"])
def test_each_day_that_is_offered_while_one_types_is_understood(language: str) -> None:
    for day in _DATES[language]:
        if day not in ABSENT:
            day_span(day, TODAY, lambda one: one.weekday() < 5)


def test_a_day_of_hyphens_in_a_new_line_is_that_of_the_words(call: Caller) -> None:
    for number, day in enumerate(("akhir-bulan", "akhir-tahun", "minggu-depan", "end-of-month", "next-week"), 1):
        call("add", "Rapat", f"due:{day}")
        call("add", "Rapat", "--due", day.replace("-", " "))
        one, other = (call("show", str(2 * number - back), "--format", "json").json["due"] for back in (1, 0))
        assert one == other is not None


@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here")
@pytest.mark.parametrize("language", ["en", "id"])
def test_the_manual_page_is_read_without_a_warning_and_names_every_command(call: Caller, language: str) -> None:
    page = call("--lang", language, "help", "--man").out
    read = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-P-cbou"],
        input=page,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert read.stderr == ""
    assert [name for name in COMMANDS if not re.search(rf"^ +taskforce {name}$", read.stdout, re.M)] == []
