"""The fault suites, a short run of each; ``python -m tests.faults`` runs them longer, from any seed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from random import Random

import pytest
from faults.power import Disk, Event
from faults.shim import why_not

ROOT = Path(__file__).parents[2]
on_this_machine = pytest.mark.skipif(why_not() != "", reason=why_not() or "can be tried here")


def faults(*words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "tests.faults", "--seed", "20261130", *words]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@on_this_machine
def test_a_short_run_of_each_suite_loses_nothing_and_what_reads_does_not_write() -> None:
    ran = faults("--kills", "16", "--calls", "16", "--cuts", "32", "--together", "32", "--reads")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "commands at the same time | 32 |" in ran.stdout


@on_this_machine
def test_a_list_that_is_not_synced_is_found() -> None:
    ran = faults("--cuts", "8", "--scene", "note", "--without", "sync")
    assert ran.returncode == 1 and "LOST in cuts, seed 20261130: note 1 Catatan, power cut" in ran.stdout


@on_this_machine
def test_a_commit_that_failed_is_not_found_saved_later() -> None:
    ran = faults("--each", "syncs", "--scene", "note 1")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "| failing calls: input/output error, full disk |" in ran.stdout


def test_after_a_power_cut_only_what_was_synced_is_certain(tmp_path: Path) -> None:
    kept, new, other = (str(tmp_path / name) for name in ("kept", "new", "other"))
    Path(kept).write_bytes(b"before")
    disk = Disk(tmp_path)

    def play(*calls: tuple[str, int, int, bytes]) -> None:
        for call in calls:
            disk.play(Event(*call))

    def found() -> dict[str, set[bytes | None]]:
        states = [disk.after_power_cut(Random(seed)) for seed in range(60)]
        return {name: {state.get(name) for state in states} for name in (kept, new, other)}

    play(("O", 3, 0, kept.encode()), ("W", 3, 0, b"AFTER!"), ("O", 4, 1, new.encode()), ("W", 4, 0, b"new"))
    assert found() == {kept: {b"before", b"AFTER!"}, new: {None, b"", b"new"}, other: {None}}
    play(("S", 3, 0, b""), ("S", 4, 0, b""))
    assert found() == {kept: {b"AFTER!"}, new: {None, b"new"}, other: {None}}  # its name was not written through
    play(("O", 5, 0, str(tmp_path).encode()), ("S", 5, 0, b""), ("R", 0, 0, f"{new}\n{other}".encode()))
    assert found() == {kept: {b"AFTER!"}, new: {b"new", None}, other: {None, b"new"}}
    play(("S", 5, 0, b""))
    assert found() == {kept: {b"AFTER!"}, new: {None}, other: {b"new"}}
