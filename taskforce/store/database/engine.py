"""The engine for writing: SQLAlchemy, with what SQLite needs to be safe between processes."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from functools import lru_cache
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from taskforce.store.database.location import Location
from taskforce.store.database.unsafe_folders import shared_folder


@lru_cache(maxsize=8)
def engine_for(location: Location) -> Engine:
    """The engine of a list; the same one for the same place."""
    if location.url is not None:
        from taskforce.store.database.postgres import server_engine

        return server_engine(location)
    assert location.path is not None
    engine = create_engine(URL.create("sqlite", database=str(location.path)), poolclass=NullPool)
    event.listen(engine, "connect", _prepare_shared if shared_folder(location.path) else _prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _prepare(connection: sqlite3.Connection, _record: Any) -> None:
    """Pragmas of every connection; Python's own transaction handling is switched off for ours."""
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")


def _prepare_shared(connection: sqlite3.Connection, _record: Any) -> None:
    """As :func:`_prepare`, for a folder of another machine or a cloud: no log beside it, written through."""
    connection.isolation_level = None
    connection.execute("PRAGMA busy_timeout = 5000")
    connection.execute("PRAGMA foreign_keys = ON")
    with contextlib.suppress(sqlite3.OperationalError):  # while others read it stays as it is
        connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = EXTRA")


def _begin_immediate(connection: Any) -> None:
    """Take the write lock first: a deferred transaction that reads, then writes, loses updates."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def protect(location: Location) -> None:
    """Keep the file for its owner alone (POSIX; on Windows the user's folder does that)."""
    if location.path is not None and os.name == "posix" and location.path.exists():
        location.path.chmod(0o600)
