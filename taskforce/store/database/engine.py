"""SQLAlchemy's engine of a list: what Alembic migrates, and how anyone's own Python reads it with the models."""

from __future__ import annotations

import os
import sqlite3
from functools import lru_cache
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Engine, create_engine, event
from sqlalchemy.pool import NullPool

from taskforce.store.database.location import Location
from taskforce.store.database.postgres import server_engine
from taskforce.store.database.sqlite import prepare_to_write


def engine_for(location: Location) -> Engine:
    """Return the engine of a list; the same one for the same place."""
    return server_engine(location) if location.path is None else _file_engine(location.path)


@lru_cache(maxsize=8)
def _file_engine(path: Path) -> Engine:
    engine = create_engine(URL.create("sqlite", database=str(path)), poolclass=NullPool)

    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        prepare_to_write(connection, path)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: Any) -> None:
    """Take the write lock first: a deferred transaction that reads, then writes, loses updates."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def protect(location: Location) -> None:
    """Keep the file for its owner alone (POSIX; on Windows the user's folder does that)."""
    if location.path is not None and os.name == "posix" and location.path.exists():
        location.path.chmod(0o600)
