"""A program in a pseudo-terminal of 80x24, its keys, and how long it takes to answer them.  POSIX only."""

from __future__ import annotations

import os
import select
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from .launch import COLUMNS, LINES

QUIET = 0.12
"""Seconds without output after which what a key changes counts as painted; they are not counted."""

AREA_QUIET = 1.2
"""The same for an area that opens; a long list is read behind the first frame."""

FRAME_GAP = 0.005
"""A pause longer than this divides two frames; a terminal hands out a long one in parts."""

PATIENCE = 60.0


class NeverCame(Exception):
    """A program ended or did not show what was waited for; its screen."""


@dataclass(frozen=True, slots=True)
class Answer:
    """Seconds from a key until the first frame is there, and until all that it changed is painted."""

    first: float
    painted: float


def first_frame(times: Sequence[float]) -> float:
    """Return when the first frame is whole, of the times at which its parts and those of later frames came."""
    later = (one for one, following in pairwise(times) if following - one > FRAME_GAP)
    return next(later, times[-1])


class Terminal:
    """A program in a pseudo-terminal, and what it paints; time is taken before what came is understood."""

    def __init__(self, command: Sequence[str], environment: dict[str, str], folder: Path) -> None:
        from ptyprocess import PtyProcess  # type: ignore[import-untyped,unused-ignore]
        from pyte import ByteStream, Screen

        self._screen = Screen(COLUMNS, LINES)
        self._stream = ByteStream(self._screen)
        self._began = time.perf_counter()
        self._process = PtyProcess.spawn(
            list(command), env=environment, cwd=str(folder), dimensions=(LINES, COLUMNS)
        )

    def text(self) -> str:
        """Return the screen as text."""
        return "\n".join(self._screen.display)

    def _read(self, seconds: float) -> bytes:
        """Return what comes within some seconds; nothing when nothing does."""
        ready, _writable, _errors = select.select([self._process.fd], [], [], seconds)
        if not ready:
            return b""
        try:
            return os.read(self._process.fd, 1 << 16)
        except OSError as error:
            raise NeverCame("the program ended:\n" + self.text()) from error

    def wait_for(self, text: str) -> float:
        """Return the seconds from the start until the screen shows a text."""
        while True:
            came, at = self._read(0.2), time.perf_counter() - self._began
            self._stream.feed(came)
            if text in self.text():
                return at
            if at > PATIENCE:
                raise NeverCame(f"{text!r} never came:\n{self.text()}")

    def press(self, keys: bytes, quiet: float = QUIET, most: float = 10.0) -> Answer | None:
        """Return how long a key takes; ``None`` when nothing is painted within ``most`` seconds."""
        began = time.perf_counter()
        came: list[bytes] = []
        times: list[float] = []
        os.write(self._process.fd, keys)
        while part := self._read(quiet if times else most):
            times.append(time.perf_counter() - began)
            came.append(part)
            if times[-1] > most:  # something that never rests, such as a blinking cursor
                break
        self._stream.feed(b"".join(came))
        return Answer(first_frame(times), times[-1]) if times else None

    def settle(self, quiet: float = 0.4, most: float = 5.0) -> None:
        """Wait until nothing is painted any more."""
        until = time.perf_counter() + most
        while (came := self._read(quiet)) and time.perf_counter() < until:
            self._stream.feed(came)

    def memory(self) -> float:
        """Return the megabytes of resident memory."""
        fields = Path(f"/proc/{self._process.pid}/status").read_text(encoding="ascii").splitlines()
        return next(int(line.split()[1]) for line in fields if line.startswith("VmRSS")) / 1024

    def cpu(self) -> float:
        """Return the seconds of CPU that the program has taken so far."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def close(self) -> None:
        """End the program."""
        self._process.terminate(force=True)
