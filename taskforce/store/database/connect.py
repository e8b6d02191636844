"""A list is opened here, in a file or on a server: the only place that chooses the engine by the location."""

from __future__ import annotations

from taskforce.store.database.location import Location
from taskforce.store.database.reader import Connection
from taskforce.store.database.sqlite import open_file
from taskforce.store.database.watch import FileWatcher, Watcher


def open_reader(location: Location) -> Connection:
    """Return a connection that reads an existing list.

    Raises :class:`StoreError` when there is none, or what is there cannot be read, and
    :class:`SchemaBehind` when it must be migrated first.
    """
    if location.path is not None:
        return open_file(location.path)
    from taskforce.store.database.postgres import open_server

    return open_server(location)


def watch(location: Location) -> Watcher:
    """Return a watcher of a list.  It neither raises nor waits when the server is out of reach: it is ``lost``."""
    if location.path is not None:
        return FileWatcher(location.path)
    from taskforce.store.database.watch_postgres import ServerWatcher

    return ServerWatcher(location)
