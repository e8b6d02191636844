"""The house keeps its rules: arrows point down without a circle, folders and files stay small, SQL has its rooms.

Imports inside functions and behind ``TYPE_CHECKING`` count.
"""

from __future__ import annotations

import ast
import importlib
import pkgutil
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import Path
from typing import Any

import pytest
from faults.scenes import READING, SCENES, commands
from textual.screen import Screen

import taskforce
from taskforce import screens

PACKAGE = Path(taskforce.__file__).parent
Arrow = tuple[str, str]
"""A module and one that it imports, both named from the package on."""

FLOORS = (
    {"language"},
    {"model"},
    {"clock", "console", "paths", "reading"},
    {"failure_details", "files"},
    {"config", "remembered"},
    {"store"},
    {"wording"},
    {"views", "exchange", "reports"},
    {"services"},
    {"widgets"},
    {"screens"},
    {"app"},
    {"start"},
    {"commands"},
    {"cli"},
    {"__main__"},
)
"""The rooms from the ground up: each imports itself and those below it, none beside it."""

STORE_FLOORS = (
    {"database"},
    {"changes"},
    {"workdays"},
    {"query"},
    {"history"},
    {"read"},
    {"write"},
    {"backup"},
    {"sealing"},
    {"health"},
    {"health"},
    {"store"},
    {"input"},
    {"sync"},
)
"""The rooms of the store from the ground up, likewise; what writes stands above what reads."""

MOST_FILES, MOST_LINES, MOST_ANCESTORS = 16, 600, 3
SHARED_SCREENS = {"frame", "forms"}
MANY_FILES = {"commands", "reports/writers"}
"""Folders with one file for each family of commands and for each format."""

STATEMENT = re.compile(
    r"\b(SELECT\s+\S.*\bFROM|INSERT\s+INTO|UPDATE\s+\w+\s+SET|DELETE\s+FROM|CREATE\s+(TEMP|TABLE|VIEW))\b"
    r"|\b[a-z]\w?\.\w+ (=|<>|<|>|IN|NOT IN|IS|LIKE) ",
    re.S,
)
"""A statement, or a condition on a table's column."""

WRITING = re.compile(r"\b(INSERT\s+INTO|UPDATE\s+\S+\s+SET|DELETE\s+FROM)\b")
TABLES_OF_THEIR_OWN = {
    "store.database.resealing",  # a file with one table, in which a draft lies sealed
    "store.changes.rewind",  # temporary tables of the past, gone with the connection
    "store.changes.text_search",  # the index of words: the list's, that of the past, one to compare with
    "store.read.report_items",  # temporary tables of a report's items, gone with the connection
}
"""Modules that read and have statements that change rows all the same, none of which is a record or a change."""

RUN_NOT_IMPORTED = {"pytest-asyncio", "pytest-xdist", "pytest-cov", "ruff", "mypy"}
"""What tests and checks run without importing it."""

WRITERS = {
    "exchange.importer",  # the plan of an import, run as one step
    "exchange.matrix.export",  # what was sent to whom, kept as the files are written
}
"""Modules that write to the list themselves; whatever else a person does is a service's."""


@cache
def modules() -> dict[str, ast.Module]:
    """Return the modules, parsed, by their names from the package on; ``__init__`` files are left out."""
    return {
        ".".join(path.relative_to(PACKAGE).with_suffix("").parts): ast.parse(path.read_text(encoding="utf-8"))
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.name != "__init__.py"
    }


def imported(tree: ast.Module) -> set[str]:
    """Return the full names of what is imported anywhere in a module: modules, and names out of modules."""
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0 and node.module is not None, "relative imports hide where an arrow points"
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


@cache
def arrows() -> dict[str, set[str]]:
    """Return which modules of ours each module imports."""
    ours = {f"taskforce.{name}": name for name in modules()}
    return {name: {ours[one] for one in imported(tree) & ours.keys()} - {name} for name, tree in modules().items()}


def circles(graph: dict[str, set[str]]) -> set[Arrow]:
    """Return every arrow of a graph from whose end a way leads back to its beginning."""
    reach = {name: reached(graph, name) for name in graph}
    return {(one, other) for one, others in graph.items() for other in others if one in reach[other]}


def reached(graph: dict[str, set[str]], start: str) -> set[str]:
    """Return what can be reached from a module over any number of arrows."""
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        new = graph[waiting.pop()] - seen
        seen |= new
        waiting += new
    return seen


def room(name: str) -> str:
    """Return the folder or file of the package that a module stands in."""
    return name.partition(".")[0]


def area(name: str) -> str:
    """Return the folder of a screen's module, "" for those beside the folders."""
    return name.split(".")[1] if name.count(".") > 1 else ""


def test_no_imports_go_in_a_circle() -> None:
    assert circles(arrows()) == set()


def test_arrows_point_down() -> None:
    floors = {name: number for number, names in enumerate(FLOORS) for name in names}
    assert {room(name) for name in modules()} == floors.keys()
    up = {
        (one, other)
        for one, others in arrows().items()
        for other in others
        if room(one) != room(other) and floors[room(other)] >= floors[room(one)]
    }
    assert up == set()


def test_arrows_in_the_store_point_down() -> None:
    floors = {name: number for number, names in enumerate(STORE_FLOORS) for name in names}
    inside = {
        name: name.split(".")[1] for name in modules() if room(name) == "store" and ".migrations." not in name
    }
    assert set(inside.values()) == floors.keys()
    up = {
        (one, other)
        for one, place in inside.items()
        for other in arrows()[one] & inside.keys()
        if place != inside[other] and floors[inside[other]] >= floors[place]
    }
    assert up == set()


def test_a_command_reaches_the_app_by_its_start_alone() -> None:
    for name, others in arrows().items():
        if room(name) == "commands":
            assert {room(other) for other in others}.isdisjoint({"app", "screens", "widgets"}), name


def test_only_what_is_on_the_terminal_imports_textual() -> None:
    users = {
        room(name)
        for name, tree in modules().items()
        if any(one.split(".")[0] == "textual" for one in imported(tree))
    }
    assert users <= {"app", "start", "screens", "widgets"}


def test_an_area_imports_no_other_area() -> None:
    across = {
        (one, other)
        for one, others in arrows().items()
        for other in others
        if room(one) == room(other) == "screens" and area(one) and area(other) not in {area(one), *SHARED_SCREENS}
    }
    assert across == set()


def test_an_area_names_no_module_in_a_string() -> None:
    for name, tree in modules().items():
        if room(name) == "screens" and area(name) not in {"", *SHARED_SCREENS}:
            assert not any(one.startswith("importlib") for one in imported(tree)), name


def test_widgets_write_nothing_to_the_list() -> None:
    for name, others in arrows().items():
        if room(name) == "widgets":
            assert {
                one for one in others if one.startswith(("store.store", "store.write", "store.input"))
            } == set()


def test_who_writes_to_the_list_does_so_by_a_service() -> None:
    writers = {
        name
        for name, tree in modules().items()
        if room(name) not in {"store", "services"}
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and writes(node.func)
    }
    assert writers == WRITERS


def writes(called: ast.Attribute) -> bool:
    """Return whether what is called is the writing of an open list: ``store.write``, ``context.store.apply``."""
    name = called.value.attr if isinstance(called.value, ast.Attribute) else getattr(called.value, "id", "")
    return name == "store" and called.attr in {"write", "apply", "apply_all"}


def test_statements_are_only_in_the_store() -> None:
    """A text that is put together from parts counts by its parts."""
    for name, tree in modules().items():
        if room(name) != "store":
            for node in ast.walk(tree):
                if isinstance(node, ast.Constant) and isinstance(node.value, str):
                    assert STATEMENT.search(node.value) is None, (name, node.lineno)


def test_statements_that_change_a_row_are_only_where_rows_are_written() -> None:
    """A text that is put together from parts counts by its parts."""
    writers = {
        name
        for name, tree in modules().items()
        if not name.startswith(("store.write.", "store.migrations."))
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and WRITING.search(node.value)
    }
    assert writers == TABLES_OF_THEIR_OWN


def test_a_file_of_a_list_is_connected_to_in_one_place() -> None:
    """Elsewhere ``sqlite3.connect`` would open every list but a sealed one."""
    connecting = {
        name
        for name, tree in modules().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr == "connect" and ast.unparse(node.value) == "sqlite3"
    }
    assert connecting == {"store.database.sealed"}


def test_what_is_imported_is_declared_and_what_is_declared_is_imported() -> None:
    """The time zones that Windows lacks (tzdata) are data: nothing imports them."""
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = [*project["optional-dependencies"]["postgres"], *project["optional-dependencies"]["encrypted"]]
    declared = {re.split(r"[^\w-]", line)[0] for line in (*project["dependencies"], *extras)} - {"tzdata"}
    tops = {name.partition(".")[0] for tree in modules().values() for name in imported(tree)}
    theirs = tops - sys.stdlib_module_names - {"taskforce"}
    distributions = packages_distributions()
    assert {re.sub(r"[-_.]+", "-", distributions[name][0]).lower() for name in theirs} == declared


def test_what_tests_and_scripts_import_is_declared_and_what_tests_need_is_imported() -> None:
    """A library that only comes along with another one may go with it."""
    project = tomllib.loads((PACKAGE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    extras = project["optional-dependencies"]
    of_tests = {re.split(r"[^\w-]", line)[0].lower() for line in extras["test"]}
    declared = of_tests | {re.split(r"[^\w-]", line)[0].lower() for line in project["dependencies"]}
    files = [path for name in ("tests", "scripts") for path in (PACKAGE.parent / name).rglob("*.py")]
    ours = {path.stem for path in files} | {path.parent.name for path in files} | {"taskforce"}
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in files]
    names = {
        (node.module or "") if isinstance(node, ast.ImportFrom) else alias.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Import) or (isinstance(node, ast.ImportFrom) and node.level == 0)
        for alias in node.names
    }
    theirs = {name.partition(".")[0] for name in names} - sys.stdlib_module_names - ours - {"pip"}
    distributions = packages_distributions()
    used = {re.sub(r"[-_.]+", "-", distributions[name][0]).lower() for name in theirs}
    assert used - declared == set()
    assert of_tests - used - RUN_NOT_IMPORTED == set()


def test_every_command_has_a_scene_or_only_reads() -> None:
    """What writes is played by the fault suites."""
    said = [words.split() for words in (*(scene.words for scene in SCENES), *READING)]
    missing = [command for command in commands() if not any(tuple(one[: len(command)]) == command for one in said)]
    assert missing == []


def test_packages_import_nothing() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        assert imported(ast.parse(path.read_text(encoding="utf-8"))) == set(), path


def test_no_folder_and_no_file_is_large() -> None:
    folders = Counter(
        path.parent.relative_to(PACKAGE).as_posix() for path in PACKAGE.rglob("*.py") if path.name != "__init__.py"
    )
    assert {folder for folder, files in folders.items() if files > MOST_FILES} <= MANY_FILES
    for path in PACKAGE.rglob("*.py"):
        assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES, path


def test_a_screen_is_one_class_and_has_its_parts() -> None:
    for module in pkgutil.walk_packages(screens.__path__, "taskforce.screens."):
        importlib.import_module(module.name)
    assert [one for one in kinds_of(Screen) if len(ancestors(one)) > MOST_ANCESTORS] == []


def kinds_of(kind: type[Any]) -> Iterator[type[Any]]:
    """Return our classes that are made from a class, over any number of others."""
    for one in kind.__subclasses__():
        if one.__module__.startswith("taskforce."):
            yield one
        yield from kinds_of(one)


def ancestors(kind: type[Any]) -> list[type[Any]]:
    """Return the classes of ours that a class is made from."""
    return [one for one in kind.__mro__[1:] if one.__module__.startswith("taskforce.")]


@pytest.mark.parametrize(
    ("graph", "closing"),
    [
        ({"a": {"b"}, "b": {"c"}, "c": set()}, set()),
        ({"a": {"b"}, "b": {"c"}, "c": {"a"}, "d": {"a"}}, {("a", "b"), ("b", "c"), ("c", "a")}),
    ],
)
def test_a_circle_is_found(graph: dict[str, set[str]], closing: set[Arrow]) -> None:
    assert circles(graph) == closing
