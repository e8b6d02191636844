"""A short run of random keys; ``python -m tests.faults.keys`` runs longer, from any seed."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.skipif(sys.platform == "win32", reason="a pseudo-terminal of this kind is POSIX's")
def test_random_keys_end_nothing_hang_nothing_and_leave_the_list_sound() -> None:
    command = [sys.executable, "-m", "tests.faults.keys", "--seed", "20261130", "--events", "300"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "300 events" in ran.stdout
    assert "crash: 0, hang: 0, injection: 0, unsound: 0" in ran.stdout


def test_nothing_outside_the_fence_is_changed(tmp_path: Path) -> None:
    folder = tmp_path / "inside"
    folder.mkdir()
    (tmp_path / "kept.txt").write_text("kept", encoding="utf-8")
    environment = os.environ | {"PYTHONPATH": str(ROOT), "HOME": str(folder)}
    fenced = [sys.executable, "-m", "tests.faults.fenced", "."]
    for words in ("--db list.db init", "--db list.db export out.csv", "--db list.db export ../kept.txt --yes",
                  "--db ../other.db init", "--db list.db backup ../other.db"):  # fmt: skip
        subprocess.run([*fenced, *words.split()], cwd=folder, env=environment, capture_output=True, check=False)
    assert (folder / "out.csv").exists()
    assert (tmp_path / "kept.txt").read_text(encoding="utf-8") == "kept"
    assert not (tmp_path / "other.db").exists()
