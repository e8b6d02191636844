"""The program in a real pseudo-terminal, as a person sees it: keys in, a screen out (drawn by pyte)."""

from __future__ import annotations

import os
import select
import sys
import termios
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType

import ptyprocess
import pyte

PATIENCE_SECONDS = 60
"""A busy machine may take long; what is waited for comes at once on an idle one."""

KEYS = {
    "enter": "\r",
    "escape": "\x1b",
    "tab": "\t",
    "backspace": "\x7f",
    "space": " ",
    "slash": "/",
    "plus": "+",
    "minus": "-",
    "up": "\x1b[A",
    "down": "\x1b[B",
    "right": "\x1b[C",
    "left": "\x1b[D",
    "home": "\x1b[H",
    "end": "\x1b[F",
    "delete": "\x1b[3~",
    "pageup": "\x1b[5~",
    "pagedown": "\x1b[6~",
    "f1": "\x1bOP",
    "f3": "\x1bOR",
    "f4": "\x1bOS",
    "f5": "\x1b[15~",
    "f6": "\x1b[17~",
    "f7": "\x1b[18~",
    **{f"ctrl+{letter}": chr(ord(letter) - ord("a") + 1) for letter in "abcdefgklnopqrstuwyz"},
}
"""What a terminal sends for a key, by Textual's name of it; any other text is typed as it is."""


class PseudoTerminal:
    """A process with a screen of its own; ``with`` ends it."""

    def __init__(
        self,
        arguments: list[str],
        environment: Mapping[str, str],
        folder: Path,
        width: int = 80,
        height: int = 24,
        *,
        module: bool = False,
    ) -> None:
        """Start the program; with ``module`` another one, which is named first."""
        self.screen = pyte.Screen(width, height)
        self._stream = pyte.ByteStream(self.screen)
        self.received = b""
        """The last that came, as it came."""
        self.came = 0
        """How many bytes came so far."""
        self.has_ended = False
        command = [sys.executable, "-m", *([] if module else ["taskforce"]), *arguments]
        # What a test in this process said of the size must not reach the program: its terminal has one.
        inherited = {name: value for name, value in os.environ.items() if name not in ("LINES", "COLUMNS")}
        self._process = ptyprocess.PtyProcess.spawn(
            command, env=inherited | dict(environment), dimensions=(height, width), cwd=str(folder)
        )

    def __enter__(self) -> PseudoTerminal:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._process.close(force=True)

    def _read(self) -> None:
        came: bytes = self._process.read(65536)
        self.came += len(came)
        self.received = (self.received + came)[-65536:]
        self._stream.feed(came)

    def send(self, came: bytes) -> None:
        """Let the terminal send bytes as they are."""
        self._process.write(came)

    def drain(self, seconds: float, *, until_ended: bool = False) -> None:
        """Read what comes within some seconds; at once what is there already."""
        until = time.monotonic() + seconds
        while not self.has_ended:
            left = max(0.0, until - time.monotonic())
            if not select.select([self._process.fd], [], [], left)[0]:
                return
            try:
                self._read()
            except EOFError:
                self.has_ended = True
            if not until_ended and time.monotonic() >= until:
                return

    def resize(self, width: int, height: int) -> None:
        """Give the window another size."""
        self.screen.resize(height, width)
        self._process.setwinsize(height, width)

    def signal(self, number: int) -> None:
        """Send the process a signal."""
        self._process.kill(number)

    def is_raw(self) -> bool:
        """Whether the terminal hands keys over one by one, unseen."""
        return not termios.tcgetattr(self._process.fd)[3] & (termios.ICANON | termios.ECHO)

    @property
    def text(self) -> str:
        """The screen as text."""
        return "\n".join(line.rstrip() for line in self.screen.display)

    def keys(self, *keys: str) -> None:
        """Press keys by name, or type a text."""
        for key in keys:
            self._process.write(KEYS.get(key, key).encode("utf-8"))

    def press(self, *keys: str) -> None:
        """Press keys by name; a name that is not known here is none, and is not typed letter by letter."""
        for key in keys:
            self._process.write((key if len(key) == 1 else KEYS[key]).encode("utf-8"))

    def click(self, text: str) -> None:
        """Press and let go the mouse's first button on a text, once it is there, as a terminal tells it (SGR)."""
        self.wait(text)
        row = next(number for number, line in enumerate(self.screen.display) if text in line)
        column = self.screen.display[row].index(text)  # before it stand no wide characters in these tests
        for end in "Mm":
            self._process.write(f"\x1b[<0;{column + 1};{row + 1}{end}".encode())

    def wait(self, condition: str | Callable[[str], bool]) -> str:
        """Wait until the screen shows a text (or a condition holds of it); answers the screen."""
        holds = (lambda screen: condition in screen) if isinstance(condition, str) else condition
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not holds(self.text):
            if time.monotonic() > deadline:
                raise AssertionError(f"{condition} never came; the screen:\n{self.text}")
            ready, _write, _error = select.select([self._process.fd], [], [], 0.2)
            if ready:
                try:
                    self._read()
                except EOFError:
                    if holds(self.text):
                        break
                    raise AssertionError(f"it ended before {condition} came; the screen:\n{self.text}") from None
        return self.text

    def calm(self) -> None:
        """Read until nothing more comes for a moment: a key that moves the focus has done so."""
        while select.select([self._process.fd], [], [], 0.4)[0]:
            self._read()

    def ended(self) -> int:
        """Wait for the end; the exit status."""
        while True:
            try:
                self._read()
            except EOFError:
                self._process.wait()
                return int(self._process.exitstatus or 0)
