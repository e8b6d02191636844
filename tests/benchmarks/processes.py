"""Programs run by turns, each in a process of its own: A B A B, never all of one and then all of the other.

What else the machine does then falls on all of them alike.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .figures import Cost, median_cost

LAUNCH = Path(__file__).with_name("launch.py")

Command = Sequence[str]


@dataclass(frozen=True, slots=True)
class Run:
    """A program that takes part: its command, or what gives that of each round; what is done before each, not
    measured; whether it has a terminal."""

    command: Command | Callable[[int], Command]
    before: Callable[[], None] | None = None
    terminal: bool = False

    def words(self, number: int) -> list[str]:
        """Return the command of one round."""
        return list(self.command(number) if callable(self.command) else self.command)


class ProgramFailed(Exception):
    """A program ended as it should not; its last words."""


def _cost(run: Run, number: int, environment: Mapping[str, str], folder: Path) -> Cost:
    """Return what one run took; raise :class:`ProgramFailed` where it ends as it should not."""
    errors = folder / "errors.txt"
    how = "terminal" if run.terminal else "pipe"
    answer = subprocess.run(
        [sys.executable, "-I", "-S", str(LAUNCH), how, str(errors), *run.words(number)],
        env=dict(environment),
        cwd=folder,
        capture_output=True,
        check=True,
        text=True,
    )
    seconds, cpu, memory, status = answer.stdout.split()
    if int(status) != 0:
        said = errors.read_text(encoding="utf-8", errors="replace").strip().splitlines()[-1:]
        raise ProgramFailed(f"exit status {status}: {''.join(said)}")
    return Cost(float(seconds), float(cpu), float(memory) / 1024)


def alternate(
    runs: Mapping[str, Run], rounds: int, environment: Mapping[str, str], folder: Path, *, warm: bool = True
) -> dict[str, Cost]:
    """Return the medians of several rounds of all programs, ``warm``: after one that is not counted.

    A program that fails is told of on stderr and left out.
    """
    costs: dict[str, list[Cost]] = {name: [] for name in runs}
    left = dict(runs)
    for number in range(0 if warm else 1, rounds + 1):
        for name, run in tuple(left.items()):
            if run.before is not None:
                run.before()
            try:
                cost = _cost(run, number, environment, folder)
            except ProgramFailed as error:
                print(f"{name}: {error}", file=sys.stderr)
                del left[name]
                continue
            if number:
                costs[name].append(cost)
    return {name: median_cost(costs[name]) for name in left}
