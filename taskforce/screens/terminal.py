"""The terminal of the app, which may go away or send what nobody types: the app ends with it, and puts it back."""

from __future__ import annotations

import asyncio
import contextlib
import select
import signal
import sys
from typing import IO, TYPE_CHECKING, Any

from textual import events
from textual.screen import Screen

from taskforce.language import _

if TYPE_CHECKING:
    from textual.app import App
    from textual.driver import Driver

    Base = App[int]
else:
    Base = object

ASKED_TO_END = ("SIGTERM", "SIGHUP", "SIGBREAK")
"""Signals that ask to end, as far as a system has them: by default they would leave the terminal raw."""

TERMINAL_GONE = 129
"""The exit status of a program whose terminal is gone, as of one that was told so (128 + SIGHUP)."""


class EndsWithTerminal(Base):
    """What the app does when it is told to end, or its terminal is gone; a mixin of the app."""

    def listen_to_signals(self) -> None:
        """End as if asked to, when a signal says so: the list is closed, drafts stay, the terminal is put back."""
        if self.is_headless:
            return
        loop = asyncio.get_running_loop()

        def told(number: int, _frame: object) -> None:
            loop.call_soon_threadsafe(self.end_now, 128 + number)

        for name in ASKED_TO_END:
            if number := getattr(signal, name, None):
                signal.signal(number, told)

    def end_now(self, status: int) -> None:
        """End without asking; what was typed and not saved is offered the next time."""
        self.exit(return_code=status)

    def look_after_terminal(self) -> None:
        """End when nobody can see the app any more."""
        if not self.is_headless and is_gone(sys.__stdin__):
            self.end_now(TERMINAL_GONE)

    def get_driver_class(self) -> type[Driver]:
        """Return Textual's driver, made to outlive its terminal and what comes from it."""
        driver: type[Driver] = super().get_driver_class()
        return driver if sys.platform == "win32" else _lasting(driver)


def is_gone(terminal: IO[str] | None) -> bool:
    """Return whether the other end of a terminal was closed; false where the system cannot tell."""
    if terminal is None or not hasattr(select, "poll"):
        return False
    with contextlib.suppress(OSError, ValueError):
        asked = select.poll()
        asked.register(terminal.fileno(), 0)
        return any(what & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _file, what in asked.poll(0))
    return True


class LostFile:
    """A terminal to write to, or nothing once it is gone: what writes there must be able to end."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write, if anybody is there."""
        with contextlib.suppress(OSError, ValueError):
            self._file.write(text)

    def flush(self) -> None:
        """Write what waits, if anybody is there."""
        with contextlib.suppress(OSError, ValueError):
            self._file.flush()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


def _lasting(driver: Any) -> type[Driver]:
    """Return a driver that goes on reading after bytes that are no text, and ends the app with its terminal.

    A terminal that goes away tells its program to end *and to go on* (SIGCONT), as a shell does that woke it up.
    Textual then starts to read a second time, and of two threads that read it ends one: the process of a closed
    window would stay for ever and keep a processor busy.
    """

    class LastingDriver(driver):  # type: ignore[misc]
        def __init__(self, app: Any, **options: Any) -> None:
            super().__init__(app, **options)
            if getattr(self, "_file", None) is not None:
                self._file: Any = LostFile(self._file)

        def start_application_mode(self) -> None:
            """Take the terminal, if it is there still; what reads it already is ended first."""
            if self._key_thread is not None:
                if self.exit_event.is_set() or is_gone(sys.__stdin__):
                    return
                if self._key_thread.is_alive():
                    self.suspend_application_mode()
            super().start_application_mode()

        def _run_input_thread(self) -> None:
            while not self.exit_event.is_set():
                try:
                    self.run_input_thread()
                except OSError:
                    self._app.call_later(self._app.end_now, TERMINAL_GONE)
                    return
                except UnicodeDecodeError:
                    sentence = _(
                        "What the terminal sent is not UTF-8 and was left out: set its encoding to UTF-8."
                    )
                    self._app.call_later(self._app.say_anywhere, sentence, "error")
                except Exception as error:
                    self._app.call_later(self._app.show_failure, error)

    return LastingDriver


_resized = Screen.__dict__["_on_resize"]


async def _resize(screen: Screen[Any], event: events.Resize) -> None:
    """Lay a screen out for a new size of the window, unless the window has another one by now.

    A screen that is laid out for a size tells itself so by the same message.  Two sizes under way at once would
    follow each other without end, and nothing else would be heard.
    """
    if event.size == screen.app.size:
        await _resized(screen, event)


Screen._on_resize = _resize  # type: ignore[method-assign,assignment]
