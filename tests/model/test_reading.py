"""Databases that were looked into stay open, but not without end."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from taskforce.reading import MOST_PINNED, database_head

pytestmark = pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are counted in /proc")


def database(path: Path) -> Path:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE t (x)")
    return path


def open_files() -> list[str]:
    """The files that this process has open; one that was deleted says so."""
    names = []
    for entry in Path("/proc/self/fd").iterdir():
        try:
            names.append(str(entry.readlink()))
        except OSError:  # the listing's own
            continue
    return names


def test_however_many_databases_are_looked_into_few_stay_open_and_the_one_in_use_does(tmp_path: Path) -> None:
    in_use = database(tmp_path / "list.db")
    for number in range(2 * MOST_PINNED):
        assert database_head(in_use)
        assert database_head(database(tmp_path / f"{number}.db"))
    names = [name for name in open_files() if name.startswith(str(tmp_path))]
    assert len(names) <= MOST_PINNED
    assert str(in_use) in names


def test_a_database_that_was_deleted_fills_no_disk_while_the_program_runs(
    tmp_path: Path,
) -> None:
    gone = database(tmp_path / "gone.db")
    assert database_head(gone)
    gone.unlink()
    assert database_head(database(tmp_path / "other.db"))
    assert not any(name.startswith(str(gone)) for name in open_files())
