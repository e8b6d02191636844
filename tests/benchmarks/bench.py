"""The bench: where lists and peers lie, in which environment all programs run, how often, at which sizes."""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import closing
from pathlib import Path

from taskforce.store.database import sealed
from taskforce.store.database.reader import SCHEMA

from .figures import Cost
from .peers import Peers, cache_folder
from .processes import Run, alternate

ROOT = Path(__file__).parents[2]
TODAY = "2026-11-24"
LAST_WEEK = "2026-W47"

_MADE_BY = ("generate.py", "words.py")
_INSTALLED = "import sys; from taskforce.__main__ import main; sys.exit(main())"

PASSPHRASE = "empat kata yang kebetulan"
_UNLOCKED = f"from taskforce.store.database import sealed; sealed.hold(sealed.Key(*{{key}})); {_INSTALLED}"


class Bench:
    """Lists of every size, made once and kept in ``folder``; what is changed is changed in a copy in ``work``."""

    def __init__(self, folder: Path, work: Path, runs: int, sizes: Sequence[int]) -> None:
        self.folder, self.work, self.runs, self.sizes = folder, work, runs, tuple(sizes)
        home = work / "home"
        home.mkdir(parents=True, exist_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        names = ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "APPDATA")
        unset = ("PYTHON", "TASKFORCE_", "NO_COLOR", "COLUMNS", "LINES")  # PYTHONUNBUFFERED, for one, is slow
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith(unset)}
        self.environment |= dict.fromkeys(names, str(home))
        self.environment |= {
            "PYTHONPATH": str(ROOT), "TASKFORCE_TODAY": TODAY, "TASKFORCE_LANG": "en",
            "TERM": "xterm-256color", "COLORTERM": "truecolor",
        }  # fmt: skip
        (home / "taskforce").mkdir(exist_ok=True)  # else the app would ask who works here
        (home / "taskforce" / "config.toml").write_text('member = ""\n', encoding="utf-8")
        self.remembered = home / "taskforce" / "remembered.json"
        self.peers = Peers(cache_folder(), self.environment)

    def ours(self, path: Path, *words: str) -> list[str]:
        """Return the command line of this program on a list: what ``taskforce`` does where it is installed."""
        return [sys.executable, "-c", _INSTALLED, "--db", str(path), *words]

    def do(self, path: Path, *words: str) -> None:
        """Run a command of this program on a list, not measured."""
        subprocess.run(
            self.ours(path, *words), env=self.environment, cwd=self.work, capture_output=True, check=True
        )

    def alternate(self, runs: Mapping[str, Run]) -> dict[str, Cost]:
        """Return the medians of programs run by turns."""
        return alternate(runs, self.runs, self.environment, self.work)

    def once(self, name: str, run: Run) -> dict[str, Cost]:
        """Return what one run of a program takes: enough where its peak memory is asked for."""
        return alternate({name: run}, 1, self.environment, self.work, warm=False)

    def list_of(self, size: int) -> Path:
        """Return the generated list of this size; it is made when it is not there or is made otherwise today."""
        made_by = b"".join((Path(__file__).parent / name).read_bytes() for name in _MADE_BY) + bytes([SCHEMA])
        path = self.folder / f"list-{size}-{hashlib.sha256(made_by).hexdigest()[:8]}.db"
        if not path.exists():
            print(f"making a list of {size:,} items …", file=sys.stderr)
            unfinished = path.with_suffix(".part")
            unfinished.unlink(missing_ok=True)
            command = [sys.executable, "-m", "tests.benchmarks.generate", str(unfinished), "--items", str(size)]
            subprocess.run(command, env=self.environment, cwd=ROOT, capture_output=True, check=True)
            unfinished.rename(path)
        return path

    def copy_of(self, size: int) -> Path:
        """Return a copy of a list to be changed, in a folder of its own; ours since its first change."""
        path = self.work / f"changed-{size}" / "list.db"
        if not path.exists():
            path.parent.mkdir()
            shutil.copyfile(self.list_of(size), path)
            self.do(path, "note", "1", "Disalin.")
        return path

    def sealed_of(self, size: int) -> Path:
        """Return a sealed copy of a list, in a folder of its own; :data:`PASSPHRASE` opens it."""
        path = self.work / f"sealed-{size}" / "list.db"
        if not path.exists():
            path.parent.mkdir()
            shutil.copyfile(self.list_of(size), path)
            environment = self.environment | {"TASKFORCE_PASSPHRASE": PASSPHRASE}
            command = self.ours(path, "encrypt")
            subprocess.run(command, env=environment, cwd=self.work, capture_output=True, check=True)
        return path

    def unlocked(self, path: Path) -> list[str]:
        """Return the command line of this program on a sealed list whose key is known already."""
        key = sealed.unlock(path, PASSPHRASE)
        return [sys.executable, "-c", _UNLOCKED.format(key=tuple(key)), "--db", str(path)]

    def tasks_of(self, size: int, *, changed: bool = False) -> list[str] | None:
        """Return Taskwarrior's command on tasks equal to the items of a list; ``None`` where it is missing."""
        if self.peers.task is None:
            return None
        path = self.list_of(size)
        folder = self.peers.tasks_of(self.ours(path, "list", "--format", "json"), path.with_suffix(".task"))
        if changed:
            kept, folder = folder, self.work / f"tasks-{size}"
            if not folder.exists():
                shutil.copytree(kept, folder)
        return self.peers.taskwarrior_in(folder)

    def open_refs(self, path: Path) -> list[str]:
        """Return refs of items that are open, more than any run needs."""
        sql = "SELECT ref FROM action_item WHERE status = 'in_progress' AND ref NOT LIKE '%-%' LIMIT ?"
        with closing(sqlite3.connect(path)) as connection:
            return [str(ref) for (ref,) in connection.execute(sql, (self.runs + 1,))]
