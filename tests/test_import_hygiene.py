"""Arrows point down, and reading stays light: proved in a fresh interpreter."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

import taskforce

PACKAGE = Path(taskforce.__file__).parent
BELOW_SCREENS = ("model", "store", "reports", "exchange", "commands")
HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "alembic", "textual", "rich", "babel", "holidays", "jinja2")

READ = f"""
import sys
from taskforce.cli import run
status = run(sys.argv[1:])
heavy = {{name.partition(".")[0] for name in sys.modules}}
print(status, *sorted(heavy.intersection({HEAVY!r})), file=sys.stderr)
"""


def imported(path: Path) -> set[str]:
    """The modules that a file imports anywhere in it."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module or "")
    return names


@pytest.mark.parametrize("room", BELOW_SCREENS)
def test_nothing_below_the_screens_imports_textual_or_a_screen(room: str) -> None:
    for path in (PACKAGE / room).rglob("*.py"):
        for name in imported(path):
            assert not name.startswith(("textual", "taskforce.screens", "taskforce.widgets")), path


def test_the_model_imports_nothing_of_ours_but_itself_and_the_language() -> None:
    for path in (PACKAGE / "model").rglob("*.py"):
        for name in imported(path):
            if name.startswith("taskforce"):
                assert name.startswith(("taskforce.model", "taskforce.language")), (path, name)


def test_sql_is_only_in_the_store() -> None:
    for room in ("model", "reports", "exchange", "commands", "screens", "widgets"):
        for path in (PACKAGE / room).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            assert re.search(r"\bSELECT \w", text) is None, path
            assert "INSERT INTO" not in text, path


def test_packages_import_nothing() -> None:
    for path in PACKAGE.rglob("__init__.py"):
        assert imported(path) == set(), path


@pytest.mark.parametrize(
    "words",
    [("list",), ("list", "is:open lead:farid", "--format", "json"), ("agenda",), ("history",), ("member", "list")],
)
def test_reading_commands_import_nothing_heavy(list_path: Path, words: tuple[str, ...]) -> None:
    from taskforce.store.changes.batch import create
    from taskforce.store.store import create_store

    store = create_store(list_path)
    store.write("add", [create("member", handle="farid", name="Farid"), create("action_item", title="Satu")])
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", READ, "--db", str(list_path), *words], capture_output=True, text=True, check=True
    )
    assert done.stderr.split() == ["0"]
