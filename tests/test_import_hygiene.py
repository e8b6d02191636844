"""Short commands stay light: proved in a fresh interpreter.  Where arrows point is in ``test_house.py``."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

HEAVY = {
    *("sqlmodel", "sqlalchemy", "pydantic", "alembic", "textual", "rich", "babel", "holidays", "jinja2"),
    *("sqlcipher3", "keyring"),
}
NEEDLESS = {"dataclasses", "fractions", "inspect", "locale", "platformdirs", "shutil", "tomllib", "zoneinfo"}
"""Of the standard library; to import them and to make dataclasses took a fifth of a short command."""

RUN = """
import gc, json, sys
from taskforce.__main__ import main
status = main()
modules = sorted({name.partition(".")[0] for name in sys.modules})
held = {"status": status, "modules": modules, "all": list(sys.modules), "frozen": gc.get_freeze_count()}
print(json.dumps(held), file=sys.stderr)
"""


@pytest.fixture
def small_list(list_path: Path) -> Path:
    from taskforce.store.changes.batch import create
    from taskforce.store.store import create_store

    store = create_store(list_path)
    title = "“Satu” – é ½ → 2"  # signs whose width is known without Rich
    store.write("add", [create("member", handle="farid", name="Farid"), create("action_item", title=title)])
    store.close()
    return list_path


def after(*words: str, before: str = "") -> dict[str, Any]:
    """Run a command in a process of its own, after some Python, and return what that holds at its end."""
    program = [sys.executable, "-c", f"{before}\n{RUN}", *words]
    done = subprocess.run(program, capture_output=True, text=True, check=True, env=os.environ | {"TERM": "xterm"})
    held: dict[str, Any] = json.loads(done.stderr.splitlines()[-1])  # before it a warning may stand
    return held


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "--format", "json"),
        ("list", "satu"),
        ("list", "is:open -lead:farid due<friday"),
        ("show", "1"),
        ("agenda",),
        ("history",),
        ("add", "Dua @farid due:2026-12-01"),
        ("edit", "1", "priority=high"),
        ("done", "1"),
        ("note", "1", "Sudah dimulai"),
        ("undo",),
    ],
)
def test_everyday_commands_import_what_they_use(small_list: Path, words: tuple[str, ...]) -> None:
    held = after("--db", str(small_list), *words)
    assert held["status"] == 0
    assert not (HEAVY | NEEDLESS) & set(held["modules"])


@pytest.mark.skipif(os.name == "nt", reason="Rich colours there, as it knows the consoles")
def test_a_report_on_a_terminal_imports_what_it_uses(small_list: Path) -> None:
    held = after("--db", str(small_list), "report", before="import sys; sys.stdout.isatty = lambda: True")
    assert held["status"] == 0
    assert not (HEAVY | NEEDLESS - {"fractions"}) & set(held["modules"])


@pytest.mark.parametrize("words", [("list",), ("show", "1"), ("agenda",)], ids=" ".join)
def test_what_reads_queries_is_imported_for_a_query_alone(small_list: Path, words: tuple[str, ...]) -> None:
    assert "taskforce.store.query.syntax" not in after("--db", str(small_list), *words)["all"]


def test_an_item_without_amounts_is_shown_without_decimals(small_list: Path) -> None:
    assert not {"decimal", "fractions"} & set(after("--db", str(small_list), "show", "1")["modules"])


@pytest.mark.parametrize(
    "words", [("list", "is:open lead:farid"), ("board",), ("timeline",), ("member", "list")], ids=" ".join
)
def test_other_commands_that_read_import_nothing_heavy(small_list: Path, words: tuple[str, ...]) -> None:
    held = after("--db", str(small_list), *words)
    assert held["status"] == 0
    assert not HEAVY & set(held["modules"])


def test_what_goes_with_the_process_is_not_searched_for_rubbish_first(small_list: Path) -> None:
    assert after("--db", str(small_list), "show", "1")["frozen"] > 10_000


def test_the_app_imports_what_writes_and_exchanges_after_its_first_frame() -> None:
    program = "import sys, taskforce.app, taskforce.screens.items.overview; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    later = tuple(
        f"taskforce.{room}." for room in ("store.write", "store.sync", "store.changes", "services", "exchange")
    )
    assert not [name for name in done.stdout.split() if name.startswith((*later, "taskforce.screens.forms."))]
