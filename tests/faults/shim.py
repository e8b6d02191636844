"""The library that stands before the system's calls (``faults.c``): it is built, preloaded, and told what to do.

A process that has it calls :func:`run_under`, which runs one command of the program in a fork of itself: what the
program imports is imported once, and a command takes some hundredths of a second.
"""

from __future__ import annotations

import atexit
import contextlib
import ctypes
import errno
import gc
import importlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from .safeguards import SAFEGUARDS

SOURCE = Path(__file__).with_name("faults.c")
PRELOADED = "TASKFORCE_FAULTS_LIBRARY"
OFF, COUNT, KILL, FAIL = range(4)
WRITES, SYNCS, NAMES, CREATES, MODES, READS, OPENS, LOCKS = (1 << bit for bit in range(8))
KINDS = ("writes", "syncs", "names", "creates", "modes", "reads", "opens", "locks")
"""What they are called, in this order."""

CHANGES = WRITES | SYNCS | NAMES | CREATES
"""What changes something on the disk."""

WITHOUT: list[str] = []
"""The safeguard that is switched off, if one is."""

PATIENCE_SECONDS = 60
KILLED = -signal.SIGKILL


def why_not() -> str:
    """Return why calls cannot be made to fail here; empty where they can."""
    if sys.platform != "linux":
        return "calls are made to fail by LD_PRELOAD, on Linux alone"
    return "" if shutil.which("cc") else "no C compiler is installed: apt-get install gcc libc6-dev"


def preloaded(command: Sequence[str]) -> int:
    """Run a command in a process that has the library, and return its exit status."""
    with tempfile.TemporaryDirectory(prefix="taskforce-faults-") as folder:
        library = Path(folder) / "faults.so"
        build = ["cc", "-O1", "-shared", "-fPIC", "-o", str(library), str(SOURCE), "-ldl"]
        subprocess.run(build, check=True)
        environment = {**os.environ, "LD_PRELOAD": str(library), PRELOADED: str(library)}
        return subprocess.run(command, env=environment, check=False).returncode


@dataclass(frozen=True, slots=True)
class Fault:
    """What is done to the ``nth`` call of the ``kinds``: the process is killed, or the call fails with ``error``.

    ``torn``: half of a write is done before; ``lasting``: all later calls of these kinds fail, too.
    """

    how: int = COUNT
    kinds: int = CHANGES
    nth: int = 0
    error: int = 0
    torn: bool = False
    lasting: bool = False

    def __str__(self) -> str:
        """Return the fault as a person reads it."""
        if self.how == COUNT:
            return "no fault"
        kinds = "+".join(name for bit, name in enumerate(KINDS) if self.kinds & 1 << bit)
        what = "killed" if self.how == KILL else errno.errorcode[self.error]
        marks = " torn" * self.torn + " from then on" * self.lasting
        return f"{what}{marks} at call {self.nth} of {kinds}"


NO_FAULT = Fault()


@dataclass(frozen=True, slots=True)
class Ended:
    """How a command ended: its status (``KILLED``), what it printed, and how many calls were counted."""

    status: int
    out: str
    err: str
    calls: int


def run_under(
    fault: Fault,
    folder: Path,
    words: Sequence[str],
    environment: Mapping[str, str],
    trace: Path | None = None,
    before: Callable[[], None] | None = None,
    *,
    guarded: bool = True,
) -> Ended:
    """Run a command in ``folder`` with a fault in what lies under it; every call is written to ``trace``.

    ``before`` is called in the process that runs the command.  Not ``guarded``: without the safeguard that is
    switched off, if one is.
    """
    said = [tempfile.TemporaryFile() for _stream in range(3)]  # noqa: SIM115 - closed below
    process = os.fork()
    if process == 0:
        _child(fault, folder, words, environment, trace, before, guarded, [one.fileno() for one in said])
    status = _wait(process)
    texts = []
    for one in said:
        one.seek(0)
        texts.append(one.read().decode("utf-8", "replace"))
        one.close()
    calls, *imported = texts[2].split() or ["0"]
    _import(imported)
    return Ended(status, texts[0], texts[1], int(calls))


def _import(modules: Sequence[str]) -> None:
    """Import here what a command imported, so that those to come have it; a migration's file cannot be, alone."""
    for name in modules:
        if name not in sys.modules:
            with contextlib.suppress(Exception):
                importlib.import_module(name)
    if modules:
        gc.collect()
        gc.freeze()  # what is never looked at for rubbish is never copied for a fork


def _wait(process: int) -> int:
    deadline = time.monotonic() + PATIENCE_SECONDS
    pause = 0.0005
    while True:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() > deadline:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)
            return 124
        time.sleep(pause)
        pause = min(pause * 1.5, 0.01)


def _child(
    fault: Fault,
    folder: Path,
    words: Sequence[str],
    environment: Mapping[str, str],
    trace: Path | None,
    before: Callable[[], None] | None,
    guarded: bool,
    streams: Sequence[int],
) -> None:
    status = 70
    try:
        atexit._clear()
        known = set(sys.modules)
        os.chdir(folder)
        os.environ.update(environment)
        for number, stream in enumerate(streams[:2], 1):
            os.dup2(stream, number)
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - as long as the process
        sys.stdout, sys.stderr = (os.fdopen(number, "w", encoding="utf-8", closefd=False) for number in (1, 2))
        from taskforce.cli import run

        switched = [] if guarded else WITHOUT
        for switch in switched:
            SAFEGUARDS[switch][1]()
        if before is not None:
            before()
        handle = -1 if trace is None else os.open(trace, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        library = ctypes.CDLL(os.environ[PRELOADED])
        library.faults_seen.restype = ctypes.c_long
        library.faults_arm.argtypes = [ctypes.c_char_p, *[ctypes.c_int] * 2, ctypes.c_long, *[ctypes.c_int] * 5]
        library.faults_arm(
            os.fsencode(folder), fault.how, fault.kinds, fault.nth, fault.error, fault.torn, fault.lasting,
            handle, switched == ["sync"],
        )  # fmt: skip
        try:
            status = run(list(words))
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        except BaseException:
            traceback.print_exc()
            status = 1
        atexit._run_exitfuncs()
        sys.stdout.flush()
        sys.stderr.flush()
        told = " ".join((str(library.faults_seen()), *(set(sys.modules) - known)))
        os.write(streams[2], told.encode())
    finally:
        os._exit(status)
