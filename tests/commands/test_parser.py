"""How a command line is taken apart: each command by its own family, queries with signs that look like options."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from calling import Caller

import taskforce
from taskforce.cli import COMMANDS, _parser
from taskforce.commands.context import CallOptions
from taskforce.commands.parser import Parser

FAMILIES = """
import sys
from taskforce.cli import run
try:
    run(sys.argv[1:])
finally:
    print(*sorted(name.removeprefix("taskforce.commands.") for name in sys.modules
                  if name.startswith("taskforce.commands.")), file=sys.stderr)
"""


@pytest.mark.parametrize("name", COMMANDS)
def test_what_is_declared_is_what_the_command_gets(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    declared: list[tuple[Parser, tuple[str, ...]]] = []
    monkeypatch.setattr(Parser, "calls", lambda self, _run, kind: declared.append((self, kind._fields)))
    import_module(f"taskforce.commands.{COMMANDS[name][0]}").COMMANDS[name](Parser(add_help=False))
    assert declared
    for parser, fields in declared:
        said = {one.dest for one in parser._actions if one.nargs != argparse.PARSER} | parser._defaults.keys()
        assert said - {"help", "lang", "call", *CallOptions._fields} == set(fields) - set(CallOptions._fields)


def test_each_command_is_in_the_family_that_is_named_for_it() -> None:
    families = {family for family, _text in COMMANDS.values()}
    declared = {
        (family, name) for family in families for name in import_module(f"taskforce.commands.{family}").COMMANDS
    }
    assert declared == {(family, name) for name, (family, _text) in COMMANDS.items()}


def test_a_command_imports_its_own_family_alone(banjar: Caller) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FAMILIES, "--db", banjar.place, "list"], capture_output=True, text=True, check=True
    )
    assert done.stderr.split() == ["context", "lists", "parser", "printing"]


@pytest.mark.parametrize(
    "words",
    [
        ("is:open", "-tag:rapat", "--sort", "-due"),
        ("-tag:rapat", "--sort=-due", "is:open"),
        ("--sort", "-due", "is:open", "-tag:rapat"),
        ("is:open", "--sort", "-due", "-tag:rapat"),
        ("--", "-tag:rapat"),
        ('-(tag:rapat OR "narasumber x")',),
        ('-"draf Buku"',),
    ],
)
def test_words_of_a_query_stand_anywhere_and_begin_with_a_minus(banjar: Caller, words: tuple[str, ...]) -> None:
    assert [item["ref"] for item in banjar("list", "--format", "json", *words).json] == ["2"]


def test_the_order_of_sorting_is_that_of_the_option(banjar: Caller) -> None:
    def refs(*words: str) -> list[str]:
        return [item["ref"] for item in banjar("list", "--format", "json", *words).json]

    assert refs("--sort", "due", "is:open") == ["1", "2"]
    assert refs("--sort", "-due", "is:open") == ["2", "1"]


@pytest.mark.parametrize(
    "words", [("list", "--format", "json", "x", "--foo"), ("show", "1", "--format", "json", "2"), ("list", "-x")]
)
def test_what_is_no_word_of_a_query_is_not_understood(banjar: Caller, words: tuple[str, ...]) -> None:
    assert f"“{words[-1]}” is not understood here" in banjar(*words, status=2).err


@pytest.mark.parametrize("words", [("--as", "farid", "list"), ("list", "--as=farid"), ("list", "--as", "farid")])
def test_common_options_stand_before_or_behind_the_command(banjar: Caller, words: tuple[str, ...]) -> None:
    listed = banjar("--db=/nowhere/list.db", *words, "is:mine", "--format", "json", "--db", banjar.place).json
    assert [item["ref"] for item in listed] == ["2"]


def test_the_last_language_that_is_named_is_spoken(banjar: Caller) -> None:
    assert banjar("lits", "--lang", "id", status=2).err.startswith("pemakaian: taskforce")
    assert "“fr”" in banjar("list", "--lang=fr", status=2).err


def test_a_field_that_is_an_option_is_told_in_the_order_of_the_fields(call: Caller) -> None:
    call("member", "add", "Farid", "--handle", "farid")
    told = call("add", "Satu", "--priority", "low", "--lead", "farid", "--set", "weight=2").out
    assert [line.partition(":")[0].strip() for line in told.splitlines()[1:]] == ["Lead", "Priority", "Weight"]
    assert call("show", "1", "--format", "json").json["priority"] == "low"


def test_one_file_alone_reaches_into_argparse() -> None:
    """Other versions of Python may have other private parts: then there is one place to look at."""
    private = re.compile(r"(argparse|parser)\._|\._actions\b")
    package = Path(taskforce.__file__).parent
    reaching = {path.name for path in package.rglob("*.py") if private.search(path.read_text(encoding="utf-8"))}
    assert reaching == {"parser.py"}


def test_a_parser_is_made_only_of_the_command_that_is_asked_for() -> None:
    parser = _parser()
    commands = parser.commands()

    def made() -> list[str]:
        return [name for name, one in commands.items() if "prog" in vars(one)]

    assert made() == []
    parser.parse_args(["show", "1"])
    assert made() == ["show"]
    with pytest.raises(AttributeError):
        _nothing = commands["show"].nothing
