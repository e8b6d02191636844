"""An office's own typst template, set in a process of its own: with limits, and without the network.

A template is a program: it may loop without end, fill the memory, or ask for a package, which typst would fetch.
Where the system can bound a process's memory (all but Windows), that is bounded, too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from taskforce.language import _

SECONDS, SECONDS_PER_MB = 15, 15
MEMORY, MEMORY_PER_BYTE = 400_000_000, 200
"""What setting a report may take, by the bytes of its data: typst takes some 100 kB for the row of a table."""

_NOWHERE = "http://127.0.0.1:9"
"""Where packages would be asked for: nobody answers there."""

_PROXIES = ("http_proxy", "https_proxy", "all_proxy")

_CHILD = """
import json, sys
from datetime import datetime
from pathlib import Path
told = json.loads(sys.stdin.buffer.read())
try:
    import resource
    resource.setrlimit(resource.RLIMIT_DATA, (told["memory"], told["memory"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
except (ImportError, ValueError, OSError):
    pass
import typst
asked = told["asked"]
asked["timestamp"] = datetime.fromisoformat(asked["timestamp"])
folder = Path(told["folder"])
try:
    there = {"root": folder, "package_path": folder, "package_cache_path": folder}
    made = typst.compile(folder / "report.typ", **there, **asked)
except typst.TypstError as error:
    print(json.dumps([error.message, error.diagnostic or ""]))
else:
    (folder / "made.pdf").write_bytes(made)
"""


class TemplateMistake(Exception):
    """A mistake that typst found: its message, and the diagnostic that names the line."""

    def __init__(self, message: str, diagnostic: str = "") -> None:
        super().__init__(message)
        self.message, self.diagnostic = message, diagnostic


def compile_apart(folder: Path, asked: Mapping[str, Any]) -> bytes:
    """Return the PDF of the folder's ``report.typ``; ``asked`` are further arguments of ``typst.compile``.

    Raises :class:`TemplateMistake`, also for what takes too long or too much memory.
    """
    size = (folder / "report.json").stat().st_size
    seconds = SECONDS + SECONDS_PER_MB * size // 1_000_000
    plain = {"timestamp": asked["timestamp"].isoformat(), "font_paths": list(map(str, asked["font_paths"]))}
    told = {"folder": str(folder), "asked": {**asked, **plain}, "memory": MEMORY + MEMORY_PER_BYTE * size}
    quiet = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    quiet.update(dict.fromkeys((*_PROXIES, *map(str.upper, _PROXIES)), _NOWHERE))
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-X", "utf8", "-c", _CHILD],
            input=json.dumps(told).encode("utf-8"),
            capture_output=True,
            cwd=folder,
            env=quiet,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise TemplateMistake(_("it takes longer than {count} seconds", count=seconds)) from error
    if done.stdout.strip():
        message, diagnostic = json.loads(done.stdout)
        if "package" in message:
            message = _("packages are not fetched: put what it needs into the template itself")
        raise TemplateMistake(message, diagnostic)
    if done.returncode:
        raise TemplateMistake(_("it takes too much memory, or typst fails on it"))
    return (folder / "made.pdf").read_bytes()
