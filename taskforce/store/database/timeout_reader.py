"""Reading from a server in the middle of painting a screen: nobody is kept waiting longer than a moment.

A network that goes silent gives neither an answer nor an error for seconds or minutes.  Each question is asked in
a thread; when no answer comes in time, the asking side is told so and goes on, and the connection that did not
answer is left to itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import contextmanager, suppress
from threading import Thread
from time import monotonic
from typing import Any, TypeVar

from taskforce.language import _
from taskforce.store.database.connect import open_reader
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Reader, StoreError

PATIENCE_SECONDS = 2.0
"""How long an answer is waited for."""

PAUSE_SECONDS = 5.0
"""After an answer that did not come, so long nothing is asked unless it comes after all."""

Answer = TypeVar("Answer")


class TimeoutReader(Reader):
    """Asks ``reader``, and another one of the same list after one that did not answer."""

    def __init__(self, location: Location, reader: Reader) -> None:
        self.dialect, self.schema, self.writable = reader.dialect, reader.schema, reader.writable
        self.refused_types = reader.refused_types
        self._location = location
        self._reader: Reader | None = reader
        self._late: Future[Any] | None = None
        self._late_since = 0.0

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query; raise :class:`StoreError` when the server is gone or too slow."""
        return self._ask(lambda reader: reader.rows(sql, **parameters))

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads within it see one state."""
        within = self._ask(lambda reader: reader.snapshot())
        self._ask(lambda _reader: within.__enter__())
        try:
            yield
        finally:
            with suppress(StoreError):  # whoever could not answer has forgotten the snapshot, too
                self._ask(lambda _reader: within.__exit__(None, None, None))

    def _ask(self, question: Callable[[Reader], Answer]) -> Answer:
        if self._late is not None and not self._late.done() and monotonic() - self._late_since < PAUSE_SECONDS:
            raise self._silent()
        asked: Future[Answer] = Future()
        Thread(target=self._answer, args=(self._reader, question, asked), daemon=True).start()
        try:
            return asked.result(PATIENCE_SECONDS)
        except TimeoutError:
            if asked.done():  # the server's own answer is that it took too long
                raise
        self.failed = True
        self._reader, self._late, self._late_since = None, asked, monotonic()
        raise self._silent()

    def _answer(self, reader: Reader | None, question: Callable[[Reader], Answer], asked: Future[Answer]) -> None:
        """Ask in a thread and tell; let go of a reader that nobody waits for any more."""
        try:
            if reader is None:
                reader = open_reader(self._location)
                if self._reader is None:
                    self._reader = reader
            reader.out_of_reach = self.out_of_reach
            answer = question(reader)
        except BaseException as error:  # whoever asked gets it
            asked.set_exception(error)
        else:
            asked.set_result(answer)
        if reader is not None:
            self.failed = self.failed or reader.failed
            reader.failed = False
            if reader is not self._reader:
                reader.close()

    def _silent(self) -> StoreError:
        return StoreError(
            _("{place} does not answer: it is tried again by itself, what you type is kept.", place=self._location)
        )

    def close(self) -> None:
        """Let go of the connection, unless it is being waited for."""
        reader, self._reader = self._reader, None
        if reader is not None and (self._late is None or self._late.done()):
            reader.close()
