"""SQLAlchemy's engine of a list: what Alembic migrates, and how anyone's own Python reads it with the models."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any

import sqlalchemy
from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from taskforce.store.database import postgres_refusals, sqlite
from taskforce.store.database.location import Location
from taskforce.store.database.postgres import ServerConnection, server_engine
from taskforce.store.database.reader import Connection
from taskforce.store.database.sealed import connect
from taskforce.store.database.sqlite import SqliteConnection


def engine_for(location: Location) -> Engine:
    """Return the engine of a list; the same one for the same place."""
    return server_engine(location) if location.path is None else _file_engine(location.path)


@lru_cache(maxsize=8)
def _file_engine(path: Path) -> Engine:
    engine = create_engine(
        "sqlite://", creator=lambda: connect(path, "mode=rwc", check_same_thread=False), poolclass=NullPool
    )

    def prepare(connection: sqlite3.Connection, _record: Any) -> None:
        sqlite.prepare_to_write(connection, path)

    event.listen(engine, "connect", prepare)
    event.listen(engine, "begin", _begin_immediate)
    return engine


def _begin_immediate(connection: Any) -> None:
    """Take the write lock first: a deferred transaction that reads, then writes, loses updates."""
    connection.exec_driver_sql("BEGIN IMMEDIATE")


@contextmanager
def migrating(location: Location) -> Iterator[tuple[sqlalchemy.Connection, Connection]]:
    """Make or change tables within it, in a transaction: all of it is done or nothing.

    Gives one connection in two forms, SQLAlchemy's for Alembic and ours.  Raises :class:`StoreError`.
    """
    try:
        with engine_for(location).begin() as connection:
            driver: Any = connection.connection.driver_connection
            yield connection, ServerConnection(connection) if location.is_server else SqliteConnection(driver)
    except DBAPIError as error:
        if location.path is None:
            raise postgres_refusals.not_written(location, error) from error
        assert isinstance(error.orig, sqlite3.Error)
        raise sqlite.not_finished(location.path, error.orig) from error
    except sqlite3.Error as error:
        assert location.path is not None
        raise sqlite.not_finished(location.path, error) from error
