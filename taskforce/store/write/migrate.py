"""Creating a list and bringing an older one up to date, by numbered Alembic migrations.

A migration's number is its revision (``0001`` …) and, in SQLite, the file's ``user_version``.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection as SqlAlchemyConnection

from taskforce.clock import Clock
from taskforce.files import beside, folder_of_run, take_place
from taskforce.language import _
from taskforce.model.errors import reason_of
from taskforce.paths import make_folder
from taskforce.store.database import postgres_schema, sqlite
from taskforce.store.database.engine import migrating
from taskforce.store.database.location import Location
from taskforce.store.database.reader import SCHEMA, Connection, StoreError
from taskforce.store.database.resealing import begin_sealed
from taskforce.store.database.sealed import Key, connect
from taskforce.store.database.snapshot import copy_pages, keep_beside
from taskforce.store.write.replica import create_replica

_FOLDER = Path(__file__).parents[1] / "migrations"


def create_list(location: Location, clock: Clock, ref_prefix: str = "") -> None:
    """Make a new, empty list, whose refs begin with ``ref_prefix``.

    Raises :class:`StoreError` when something is there already.
    """
    make_list(location, lambda connection: create_replica(connection, location, clock, ref_prefix))


def make_list(location: Location, fill: Callable[[Connection], None], *, key: Key | None = None) -> None:
    """Make the tables of a new list and let ``fill`` write to them: all of it is done or nothing.

    A file is made under another name and takes its own when it is complete; with a ``key`` it is sealed from the
    first byte.  Raises :class:`StoreError` when something is there already.
    """
    if location.path is None:
        _make(location, fill)
    else:
        with new_file(location.path) as temporary:
            if key is not None:
                begin_sealed(temporary, key)
            _make(Location(path=temporary), fill)


def _make(location: Location, fill: Callable[[Connection], None]) -> None:
    with migrating(location) as (migrated, connection):
        if location.is_server:
            postgres_schema.lock_migrations(migrated)
            postgres_schema.must_be_empty(migrated, location)
        _upgrade(migrated, location)
        fill(connection)


@contextmanager
def new_file(path: Path) -> Iterator[Path]:
    """Give a temporary file for a list that is being made; at the end it is ``path``, for its owner alone.

    When anything is raised, or the program is killed, nothing is there.  Raises :class:`StoreError` when
    something is there already.
    """
    if path.exists() or path.is_symlink():
        raise _taken(path)
    try:
        make_folder(path.parent, 0o700)
        with beside(path) as temporary:
            yield temporary
            with closing(connect(temporary)) as last:  # all of it is in the file
                last.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            with temporary.open("r+b") as stream:
                os.fsync(stream.fileno())
            take_place(temporary, path, private=True, replace=False)
    except FileExistsError as error:
        raise _taken(path) from error
    except sqlite3.Error as error:
        raise sqlite.not_written(path, error) from error
    except OSError as error:
        raise StoreError(
            _(
                "{path} cannot be created ({reason}): check your rights, or name another file with --db.",
                path=path,
                reason=reason_of(error),
            )
        ) from error


def _taken(path: Path) -> StoreError:
    return StoreError(_("{path} exists already and is left as it is: name another file with --db.", path=path))


def upgrade_list(location: Location, *, keep: bool = True) -> None:
    """Bring an older list up to date, after a copy of the file was put beside it (unless ``keep`` is false).

    Of several processes that find it older one does so; copy and migration are made under one lock.  Raises
    :class:`StoreError`; the list is then as it was.
    """
    with migrating(location) as (migrated, _connection):
        if location.path is None:
            postgres_schema.lock_migrations(migrated)
            postgres_schema.must_be_owner(migrated, location)
        elif migrated.exec_driver_sql("PRAGMA user_version").scalar_one() == SCHEMA:
            return
        elif keep:
            _keep_older(location.path)
        _upgrade(migrated, location)


def _keep_older(path: Path) -> None:
    try:
        keep_beside(path, f"{path.stem}.before-schema-{SCHEMA}{path.suffix}")
    except (sqlite3.Error, OSError) as error:
        raise StoreError(
            _(
                "{path} was written by an older taskforce and is updated only when a copy of it can be kept "
                "beside it ({reason}): make room and check your rights, or only look at it, with --read-only.",
                path=path,
                reason=reason_of(error) if isinstance(error, OSError) else error,
            )
        ) from error


def readable_copy(path: Path) -> None:
    """Make an older list readable that may not be changed: a copy of this process is brought up to date.

    From now on whoever opens the list in ``path`` reads the copy, which is gone when the process ends.
    """
    try:
        copy = folder_of_run("older") / "list.db"
        copy_pages(path, copy)
        upgrade_list(Location(path=copy), keep=False)
    except (sqlite3.Error, OSError, StoreError) as error:
        raise StoreError(
            _(
                "{path} was written by an older taskforce and cannot be shown ({reason}): copy it to a folder of "
                "your own with room, and open it there.",
                path=path,
                reason=error,
            )
        ) from error
    sqlite.STAND_INS[path] = copy


def _upgrade(connection: SqlAlchemyConnection, location: Location) -> None:
    config = Config()
    config.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    if location.path is not None:
        connection.exec_driver_sql(f"PRAGMA user_version = {SCHEMA}")
    else:
        postgres_schema.compare_bytewise(connection)
