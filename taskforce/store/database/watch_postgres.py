"""Noticing that a list on a server was written: PostgreSQL announces it."""

from __future__ import annotations

from datetime import UTC, datetime
from threading import Event, Lock, Thread
from time import monotonic
from typing import Any

from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from taskforce.store.database.location import Location
from taskforce.store.database.postgres import server_engine
from taskforce.store.database.postgres_refusals import lost, unreachable
from taskforce.store.database.reader import CHANNEL, StoreError
from taskforce.store.database.watch import Watcher


def listen(location: Location) -> Any:
    """Return a connection of its own, outside the pool, on which the server announces what is written.

    Raises :class:`StoreError` when the server cannot be reached.
    """
    from psycopg import Error

    try:
        pooled = server_engine(location).raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
    except DBAPIError as error:
        raise unreachable(location, error) from error
    except Error as error:
        raise lost(location) from error
    return connection


def heard(location: Location, connection: Any) -> bool:
    """Return whether something was announced since this was last asked; without waiting.

    Raises :class:`StoreError` when the connection was lost.
    """
    from psycopg import Error

    try:
        return bool([*connection.notifies(timeout=0)])
    except Error as error:
        raise lost(location) from error


_ASK_SECONDS = 5.0
"""How often the server is asked for the newest change, beside listening: a pooler that lends a connection for one
transaction passes no announcement on, and a network that fell silent no error."""

_SILENT_SECONDS = 15.0
"""After so long without any answer the server counts as out of reach."""

_AGAIN_SECONDS = 5.0
"""How long after a vain attempt to reach a server again."""


class ServerWatcher(Watcher):
    """Listens to what the server announces, on a connection of its own that is made in the background, and asks.

    The first time it listens, and whenever it listens again, the list counts as changed: nobody knows what was
    missed until then.
    """

    def __init__(self, location: Location) -> None:
        self._location = location
        self._lock = Lock()
        self._connection: Any = None
        self._fresh = False
        self._closed = False
        self._next_try = 0.0
        self._connecting: Thread | None = None
        self._end = Event()
        self._answered = monotonic()
        self.reached_at = datetime.now(UTC)
        self._begin()
        Thread(target=self._ask, name="taskforce-asker", daemon=True).start()

    def changed(self) -> bool:
        """Return whether something was announced since."""
        with self._lock:
            connection, fresh, self._fresh = self._connection, self._fresh, False
            self.lost = self.lost or monotonic() - self._answered > _SILENT_SECONDS
        if connection is None:
            self._begin()
            return fresh
        try:
            return heard(self._location, connection) or fresh
        except StoreError:
            self.suspect()
            return False

    def suspect(self) -> None:
        """Listen anew: only a connection that is made tells whether the server is there."""
        with self._lock:
            connection, self._connection, self._next_try = self._connection, None, 0.0
        if connection is not None:
            connection.close()
        self._begin()

    def _begin(self) -> None:
        """Connect in the background, unless that is under way or was in vain a moment ago."""
        busy = self._connecting is not None and self._connecting.is_alive()
        if not busy and not self._closed and monotonic() >= self._next_try:
            self._connecting = Thread(target=self._connect, name="taskforce-watcher", daemon=True)
            self._connecting.start()

    def _connect(self) -> None:
        try:
            connection = listen(self._location)
        except StoreError:
            self.lost, self._next_try = True, monotonic() + _AGAIN_SECONDS
            return
        with self._lock:
            if not self._closed:
                self._connection = connection
                self._reached(changed=True)
                return
        connection.close()

    def _reached(self, *, changed: bool) -> None:
        """Note that the server answered just now."""
        self._fresh = self._fresh or changed or self.lost
        self.lost, self._answered, self.reached_at = False, monotonic(), datetime.now(UTC)

    def _ask(self) -> None:
        """Ask for the newest change every few seconds, until the watcher is closed."""
        newest: int | None = None
        while not self._end.wait(_ASK_SECONDS):
            try:
                with server_engine(self._location).connect() as connection:
                    now = connection.execute(text("SELECT coalesce(max(seq), 0) FROM change")).scalar_one()
            except (SQLAlchemyError, StoreError):
                continue  # whoever listens, or the silence, finds out
            with self._lock:
                self._reached(changed=newest is not None and now != newest)
            newest = now

    def close(self) -> None:
        """Close the connection."""
        self._end.set()
        with self._lock:
            self._closed = True
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
