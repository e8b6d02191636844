"""A list is opened here, in a file or on a server: the only place that chooses the engine by the location."""

from __future__ import annotations

from contextlib import AbstractContextManager

from taskforce.store.database import sqlite
from taskforce.store.database.location import Location
from taskforce.store.database.reader import Connection
from taskforce.store.database.watch import FileWatcher, Watcher


def open_reader(location: Location) -> Connection:
    """Return a connection that reads an existing list.

    Raises :class:`StoreError` when there is none, or what is there cannot be read, and
    :class:`SchemaBehind` when it must be migrated first.
    """
    if location.path is not None:
        return sqlite.open_file(location.path)
    from taskforce.store.database import postgres

    return postgres.open_server(location)


def transaction(location: Location) -> AbstractContextManager[Connection]:
    """Return a connection that writes to a list, within a transaction that ends with the ``with`` block.

    All of it is done, or nothing when anything is raised.  Raises :class:`StoreError` when the list cannot be
    written, :class:`ConnectionLost` when the server was lost and may have saved it all the same.
    """
    if location.path is not None:
        return sqlite.writing(location.path)
    from taskforce.store.database import postgres

    return postgres.writing(location)


def watch(location: Location) -> Watcher:
    """Return a watcher of a list.  It neither raises nor waits when the server is out of reach: it is ``lost``."""
    if location.path is not None:
        return FileWatcher(location.path)
    from taskforce.store.database.watch_postgres import ServerWatcher

    return ServerWatcher(location)
