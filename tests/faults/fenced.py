"""Run the program so that it can change nothing outside one folder, whatever keys it is given.

    python -m tests.faults.fenced FOLDER ARGUMENT…

What opens, renames or removes files, and what starts programs or speaks to others, is asked by Python's audit hook
first.  It is no prison for hostile code, but random keys walk through file dialogues and answer yes.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

_NAMES = ("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.link", "os.symlink", "os.truncate", "os.chmod")
_NEVER = (
    "subprocess.Popen",
    "os.system",
    "os.exec",
    "os.posix_spawn",
    "os.startfile",
    "webbrowser.open",
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def fence(folder: Path) -> None:
    """Refuse from now on, as the system would, whatever changes something outside ``folder``."""
    inside = os.path.realpath(folder)
    free = {os.devnull, "/dev/tty"}

    def check(path: object) -> None:
        if isinstance(path, int) or path is None:
            return
        name = os.path.realpath(os.fsdecode(path))  # type: ignore[arg-type]
        if name not in free and os.path.commonpath([inside, name]) != inside:
            raise PermissionError(13, "outside the fence", name)

    def hook(event: str, arguments: Sequence[object]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = any(sign in mode for sign in "wax+") if isinstance(mode, str) else False
            if writes or (isinstance(flags, int) and flags & _WRITING):
                check(path)
        elif event in _NAMES:
            for path in arguments[:2]:
                if isinstance(path, str | bytes | os.PathLike):
                    check(path)
        elif event == "sqlite3.connect":
            name, _sign, options = str(arguments[0]).removeprefix("file:").partition("?")
            if name not in ("", ":memory:") and "mode=ro" not in options:
                check(name)
        elif event in _NEVER:
            raise PermissionError(13, "outside the fence", event)

    sys.addaudithook(hook)


if __name__ == "__main__":
    stacks = Path(sys.argv[1], "stacks.txt").open("w", encoding="utf-8")  # noqa: SIM115 - open as long as we run
    faulthandler.register(signal.SIGUSR1, file=stacks, all_threads=True)
    fence(Path(sys.argv[1]))
    from taskforce.cli import run

    sys.exit(run(sys.argv[2:]))
