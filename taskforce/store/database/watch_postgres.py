"""Noticing that a list on a server was written: PostgreSQL announces it."""

from __future__ import annotations

from threading import Lock, Thread
from time import monotonic
from typing import Any

from sqlalchemy.exc import DBAPIError

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


_AGAIN_SECONDS = 5.0
"""How long after a vain attempt to reach a server again."""


class ServerWatcher(Watcher):
    """Listens to what the server announces, on a connection of its own that is made in the background.

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
        self._begin()

    def changed(self) -> bool:
        """Return whether something was announced since."""
        with self._lock:
            connection, fresh, self._fresh = self._connection, self._fresh, False
        if connection is None:
            self._begin()
            return False
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
                self._connection, self._fresh, self.lost = connection, True, False
                return
        connection.close()

    def close(self) -> None:
        """Close the connection."""
        with self._lock:
            self._closed = True
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
