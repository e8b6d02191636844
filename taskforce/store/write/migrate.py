"""Creating a list and bringing an older one up to date, by numbered Alembic migrations.

A migration's number is its revision (``0001`` …) and, in SQLite, the file's ``user_version``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection as SqlAlchemyConnection

from taskforce.clock import Clock
from taskforce.language import _
from taskforce.store.database import postgres_schema
from taskforce.store.database.engine import migrating, protect
from taskforce.store.database.location import Location
from taskforce.store.database.reader import SCHEMA, Connection, StoreError
from taskforce.store.write.replica import create_replica

_FOLDER = Path(__file__).parents[1] / "migrations"


def create_list(location: Location, clock: Clock, ref_prefix: str = "") -> None:
    """Make a new, empty list, whose refs begin with ``ref_prefix``.

    Raises :class:`StoreError` when something is there already.
    """
    make_list(location, lambda connection: create_replica(connection, location, clock, ref_prefix))


def make_list(location: Location, fill: Callable[[Connection], None]) -> None:
    """Make the tables of a new list and let ``fill`` write to them: all of it is done or nothing.

    Raises :class:`StoreError` when something is there already.
    """
    if location.path is not None:
        _new_file(location.path)
    try:
        with migrating(location) as (migrated, connection):
            if location.is_server:
                postgres_schema.lock_migrations(migrated)
                postgres_schema.must_be_empty(migrated, location)
            _upgrade(migrated, location)
            fill(connection)
    except BaseException:
        if location.path is not None:
            _remove(location.path)
        raise
    protect(location)


def _new_file(path: Path) -> None:
    if path.exists():
        raise StoreError(_("{path} exists already and is left as it is: name another file with --db.", path=path))
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600, exist_ok=False)
    except OSError as error:
        raise StoreError(
            _(
                "{path} cannot be created ({reason}): check your rights, or name another file with --db.",
                path=path,
                reason=error.strerror,
            )
        ) from error


def _remove(path: Path) -> None:
    """Take away a list that could not be finished."""
    for name in (path, Path(f"{path}-wal"), Path(f"{path}-shm"), Path(f"{path}-journal")):
        name.unlink(missing_ok=True)


def upgrade_list(location: Location) -> None:
    """Bring an older list up to date, after a copy of the file was put beside it."""
    if location.path is not None:
        backup = location.path.with_suffix(f".before-schema-{SCHEMA}{location.path.suffix}")
        backup.touch(mode=0o600)
        with closing(sqlite3.connect(location.path)) as source, closing(sqlite3.connect(backup)) as target:
            source.backup(target)
    with migrating(location) as (migrated, _connection):
        if location.is_server:
            postgres_schema.lock_migrations(migrated)
            postgres_schema.must_be_owner(migrated, location)
        _upgrade(migrated, location)


def _upgrade(connection: SqlAlchemyConnection, location: Location) -> None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if location.path is not None:
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    else:
        postgres_schema.compare_bytewise(connection)
