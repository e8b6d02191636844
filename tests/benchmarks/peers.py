"""The peers: Taskwarrior (apt-get install taskwarrior), and dooit, kanban-tui and openpyxl in a virtual
environment of their own under the cache folder (``--install-peers`` makes it)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

TASKWARRIOR, DOOIT, KANBAN = "Taskwarrior", "dooit", "kanban-tui"
PACKAGES = ("dooit", "kanban-tui", "openpyxl")

TAGGED = 1_000
"""So many tasks have the tag ``bench``: those that one command changes at once."""

DOOIT_TODOS = 1_000
"""dooit and kanban-tui make a widget or a row for each; more would only be worse for them."""

_TASK_STATUS = {"done": "completed", "cancelled": "deleted"}
_TASK_PRIORITY = {"low": "L", "medium": "M", "high": "H", "urgent": "H"}

_FILL_DOOIT = """
import sys
from dooit.api import Todo, Workspace, manager
manager.connect(sys.argv[1])
work = Workspace(description="Kerja")
work.save()
manager.session.add_all(
    Todo(description=f"{n} susun draf", parent_workspace=work, order_index=n) for n in range(int(sys.argv[2]))
)
manager.commit()
"""


class Peers:
    """The peers that are installed; ``cache`` is where their virtual environment is."""

    def __init__(self, cache: Path, environment: Mapping[str, str]) -> None:
        self._environment = dict(environment)
        self._venv = cache / "peers"
        self.task = shutil.which("task")
        self.dooit = self._program("dooit")
        self.kanban = self._program("kanban-tui")
        self.openpyxl = sys.executable if find_spec("openpyxl") else self._python_with("openpyxl")

    def _program(self, name: str) -> str | None:
        path = self._venv / "bin" / name
        return str(path) if path.exists() else None

    def _python_with(self, package: str) -> str | None:
        installed = any(self._venv.glob(f"lib/*/site-packages/{package}"))
        return str(self._venv / "bin" / "python") if installed else None

    def install(self) -> None:
        """Make the virtual environment with the peers from PyPI."""
        venv.create(self._venv, with_pip=True)
        subprocess.run([self._venv / "bin" / "python", "-m", "pip", "install", "-q", *PACKAGES], check=True)

    def missing(self) -> list[str]:
        """Return a sentence for each peer that is not there."""
        sentences = []
        if self.task is None:
            sentences.append("Taskwarrior is not installed (apt-get install taskwarrior): no figures beside ours.")
        for name, there in ((DOOIT, self.dooit), (KANBAN, self.kanban), ("openpyxl", self.openpyxl)):
            if there is None:
                sentences.append(f"{name} is not installed (--install-peers): no figures beside ours.")
        return sentences

    def versions(self) -> dict[str, str]:
        """Return the versions of those that are there."""
        versions = {}
        if self.task:
            versions[TASKWARRIOR] = self._said([self.task, "--version"])
        for name in PACKAGES:
            python = self.openpyxl if name == "openpyxl" else self._python_with(name.replace("-", "_"))
            if python:
                program = f"from importlib.metadata import version; print(version({name!r}))"
                versions[name] = self._said([python, "-c", program])
        return versions

    def _said(self, command: list[str]) -> str:
        return subprocess.run(
            command, env=self._environment, capture_output=True, text=True, check=True
        ).stdout.strip()

    def tasks_of(self, listed: list[str], folder: Path) -> Path:
        """Return a folder of Taskwarrior's with a task for each item that the command ``listed`` prints as JSON.

        It is made where it is not there; :func:`taskwarrior_in` gives the command on it.
        """
        if not (folder / "complete").exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True)
            items = json.loads(
                subprocess.run(listed, env=self._environment, capture_output=True, check=True).stdout
            )
            tasks = folder / "tasks.json"
            tagged = [_as_task(item, number < TAGGED) for number, item in enumerate(items)]
            tasks.write_text(json.dumps(tagged), encoding="utf-8")
            print(f"giving Taskwarrior {len(items):,} tasks …", file=sys.stderr)
            command = [*self.taskwarrior_in(folder), "import", str(tasks)]
            subprocess.run(command, env=self._environment, capture_output=True, check=True)
            (folder / "complete").touch()
        return folder

    def taskwarrior_in(self, folder: Path) -> list[str]:
        """Return Taskwarrior's command on a folder of its data; nothing asked, nothing but answers said."""
        settings = ("confirmation=off", "bulk=0", "gc=off", "hooks=off", "verbose=nothing")
        (folder / "taskrc").write_text("\n".join(settings) + "\n", encoding="utf-8")
        return [str(self.task), f"rc:{folder / 'taskrc'}", f"rc.data.location={folder}"]

    def dooit_on(self, path: Path) -> list[str]:
        """Return dooit's command on a file with :data:`DOOIT_TODOS` todos, made where it is not there."""
        if not path.exists():
            python = str(self._venv / "bin" / "python")
            command = [python, "-c", _FILL_DOOIT, str(path), str(DOOIT_TODOS)]
            subprocess.run(command, env=self._environment, check=True, capture_output=True)
        return [str(self.dooit), "--db", str(path)]

    def kanban_demo(self) -> list[str]:
        """Return kanban-tui's command on the board of its own demonstration."""
        return [str(self.kanban), "demo"]


def pending(command: list[str], environment: Mapping[str, str]) -> list[str]:
    """Return the UUIDs of Taskwarrior's open tasks."""
    answer = subprocess.run(
        [*command, "status:pending", "export"], env=dict(environment), capture_output=True, check=True
    )
    return [str(task["uuid"]) for task in json.loads(answer.stdout)]


def _as_task(item: Mapping[str, object], tagged: bool) -> dict[str, object]:
    """Return an action item as Taskwarrior's JSON has it."""
    status, tags = str(item["status"]), item["tags"]
    entry = _compact(str(item["created_at"]))
    task: dict[str, object] = {
        "description": item["title"],
        "status": _TASK_STATUS.get(status, "pending"),
        "priority": _TASK_PRIORITY[str(item["priority"])],
        "project": item["dimension"],
        "tags": [*tags, "bench"] if tagged and isinstance(tags, list) else tags,
        "entry": entry,
        "modified": _compact(str(item["updated_at"])),
    }
    if status in _TASK_STATUS:
        task["end"] = task["modified"]
    if item["due"]:
        task["due"] = str(item["due"]).replace("-", "") + "T160000Z"
    return {name: value for name, value in task.items() if value}


def _compact(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def cache_folder() -> Path:
    """Return where lists and peers are kept from run to run."""
    home = os.environ.get("XDG_CACHE_HOME")
    return (Path(home) if home else Path.home() / ".cache") / "taskforce-benchmarks"
