"""Reading stays light: proved in a fresh interpreter.  Where arrows point is in ``test_house.py``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "alembic", "textual", "rich", "babel", "holidays", "jinja2")

READ = f"""
import sys
from taskforce.cli import run
status = run(sys.argv[1:])
heavy = {{name.partition(".")[0] for name in sys.modules}}
print(status, *sorted(heavy.intersection({HEAVY!r})), file=sys.stderr)
"""


@pytest.mark.parametrize(
    "words",
    [
        ("list",),
        ("list", "is:open lead:farid", "--format", "json"),
        ("agenda",),
        ("board",),
        ("timeline",),
        ("history",),
        ("member", "list"),
        ("add", "Dua @farid due:2026-12-01"),
        ("edit", "1", "priority=high"),
        ("done", "1"),
        ("note", "1", "Sudah dimulai"),
        ("undo",),
    ],
)
def test_everyday_commands_import_nothing_heavy(list_path: Path, words: tuple[str, ...]) -> None:
    from taskforce.store.changes.batch import create
    from taskforce.store.store import create_store

    store = create_store(list_path)
    title = "“Satu” – é ½ → 2"  # signs whose width is known without Rich
    store.write("add", [create("member", handle="farid", name="Farid"), create("action_item", title=title)])
    store.close()
    done = subprocess.run(
        [sys.executable, "-c", READ, "--db", str(list_path), *words], capture_output=True, text=True, check=True
    )
    assert done.stderr.splitlines()[-1] == "0"  # before it a warning may stand, that there is no evidence
