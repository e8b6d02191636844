"""On which machine, with which programs, on which day: a figure says nothing without it."""

from __future__ import annotations

import os
import platform
import sqlite3
import subprocess
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from taskforce import __version__

from .bench import ROOT, Bench


def machine() -> str:
    """Return the machine in a line: processor, cores, memory, system, load."""
    try:
        information = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        model = next(line.partition(":")[2].strip() for line in information.splitlines() if "model name" in line)
        kilobytes = Path("/proc/meminfo").read_text(encoding="ascii").split()[1]
    except (OSError, StopIteration):
        return f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, {platform.platform()}"
    memory = int(kilobytes) / 1024**2
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GB, {platform.platform()}, load {load:.1f}"


def versions(bench: Bench) -> Mapping[str, str]:
    """Return what ran in which version, the peers included."""
    return {
        "taskforce": f"{__version__} ({_commit()})",
        "Python": platform.python_version(),
        "SQLite": sqlite3.sqlite_version,
        "Textual": _version("textual"),
        **bench.peers.versions(),
    }


def today() -> str:
    """Return the moment, in UTC."""
    return datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "?"


def _commit() -> str:
    command = ["git", "-C", str(ROOT), "describe", "--always", "--dirty"]
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return "no commit"
