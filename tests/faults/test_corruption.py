"""A short run of the corruption suite, by fixed seeds; the long one is ``python -m tests.faults.corruption``."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from faults.corruption import KINDS, Content, Outcome, build, command, content, tried

SAMPLE = (
    "header_noise",
    "root_of_changes_zeroed",
    "leaf_of_changes_zeroed",
    "items_dropped",
    "broken_json_in_a_beginning",
    "overwritten",
)
"""Of each sort of damage one; every kind is in the long run."""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Content]]:
    path = tmp_path_factory.mktemp("whole") / "list.db"
    build(path)
    yield path, content(path)


@pytest.mark.parametrize("name", SAMPLE)
def test_what_is_damaged_on_disk_is_found_and_mended_or_saved(
    whole: tuple[Path, Content], tmp_path: Path, name: str
) -> None:
    outcome = tried(name, *whole, tmp_path, seed=7)

    assert outcome.wrong == []
    assert outcome.found
    assert bool(outcome.mended) == (KINDS[name].comes != "gone")


def test_the_suite_bites_when_a_change_is_lost_unsaid(
    whole: tuple[Path, Content], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskforce.store.health.completing._hold_places", lambda *_complete: None)

    outcome: Outcome = tried("leaf_of_changes_zeroed", *whole, tmp_path, seed=7)

    assert any("are gone" in one for one in outcome.wrong)


def test_there_are_kinds_enough() -> None:
    assert len(KINDS) >= 40
    assert sum(kind.comes in ("whole", "part") for kind in KINDS.values()) >= 36


def test_another_copy_brings_back_what_was_lost(whole: tuple[Path, Content], tmp_path: Path) -> None:
    path, right = whole
    other, all_of_it, back = (tmp_path / name for name in ("farid.db", "all.taskforce", "back.taskforce"))
    command(path, "bundle", "write", str(all_of_it), "--all")
    assert command(other, "bundle", "merge", str(all_of_it), "--name", "farid2").status in (0, 3)
    damaged, saved = tmp_path / "damaged.db", tmp_path / "saved.db"
    damaged.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(damaged)) as connection:
        connection.execute("DELETE FROM change WHERE seq % 40 = 7")
        connection.commit()
    assert command(damaged, "doctor", "--salvage", str(saved)).status == 3
    assert len(content(saved).changes) < len(right.changes)
    assert command(other, "add", "Tindak lanjut dari salinan lain").status == 0
    assert command(other, "bundle", "write", str(back), "--all").status == 0

    merged = command(saved, "bundle", "merge", str(back))

    assert merged.status in (0, 3), merged.err
    now = content(saved)
    assert right.changes.keys() <= now.changes.keys()
    assert command(saved, "doctor").status == 0
    assert now.conflicts == right.conflicts
    assert "were lost" not in command(saved, "doctor").out
