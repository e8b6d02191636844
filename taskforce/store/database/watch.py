"""Noticing that a list was written, by whoever it was: asked often, without waiting."""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from datetime import datetime
from pathlib import Path

from taskforce.store.database.reader import Reader, StoreError
from taskforce.store.database.sealed import connect


class Watcher(ABC):
    """Says whether a list was written since it was last asked; one's own writes count as well.

    ``lost`` is true while the list is out of reach; a server is tried again behind the scenes.
    """

    lost = False
    reached_at: datetime | None = None
    """When (UTC) a server last answered; ``None`` of a file."""

    @abstractmethod
    def changed(self) -> bool:
        """Return whether something was written since the last call, or the start.  Never waits, never raises."""

    def suspect(self) -> None:
        """Find out whether the list is out of reach: somebody got no answer."""

    @abstractmethod
    def close(self) -> None:
        """Stop watching."""


def last_change(reader: Reader) -> int:
    """Return the number of the newest change in this database; 0 in an empty list."""
    return int(reader.value("SELECT max(seq) FROM change") or 0)


class FileWatcher(Watcher):
    """Asks SQLite for the number that changes with every commit of another connection."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._connection: sqlite3.Connection | None = None
        self._file: tuple[int, int] | None = None
        self._seen = self._state()

    def _state(self) -> tuple[int, ...] | None:
        """Return which file it is, and how often it was written; ``None`` while it cannot be read."""
        try:
            status = self._path.stat()
            file = (status.st_dev, status.st_ino)
            if self._connection is None or file != self._file:  # a restored list is another file
                self.close()
                self._connection = connect(self._path, "mode=ro", isolation_level=None, check_same_thread=False)
                self._file = file
            version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        except (OSError, sqlite3.Error, StoreError):
            return None
        return (*file, int(version))

    def changed(self) -> bool:
        """Return whether another connection has committed since, or another file lies there now."""
        now = self._state()
        self.lost = now is None
        if now is None or now == self._seen:
            return False
        self._seen = now
        return True

    def close(self) -> None:
        """Let go of the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None
