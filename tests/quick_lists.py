"""New lists in files without running every migration again: the first one is really made, the others are like it.

So are lists that many tests fill alike.

The migrations themselves are held by what runs as a process of its own, and by the tests on a server.  The engines
of all these files share what SQLAlchemy has compiled.  Nothing is written through to the disk, as no list outlives
its test: ``tests/faults`` cuts the power of processes that do so.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine

from taskforce.store.database import engine, sqlite
from taskforce.store.database.location import Location
from taskforce.store.write import migrate

really_prepare = sqlite.prepare_to_write
"""How a file is made ready for writing outside the tests."""

_really_upgrade = migrate._upgrade
_pattern: list[str] = []
"""The statements that make what the migrations made."""


_engines: dict[str, Engine] = {}
"""The first engine of each kind."""


def install() -> None:
    """Let new lists be made so."""
    migrate._upgrade = _upgrade
    engine.create_engine = _engine  # type: ignore[attr-defined]
    sqlite.prepare_to_write = _prepare
    os.fsync = _forget_to_sync


def _prepare(connection: sqlite3.Connection, path: Path) -> None:
    really_prepare(connection, path)
    connection.execute("PRAGMA synchronous = OFF")


def _forget_to_sync(_handle: Any) -> None:
    """Leave it to the system when what was written reaches the disk."""


_filled: dict[str, bytes] = {}
"""Lists that were filled once, by name, as the bytes of their files."""


def fill_like_the_first(name: str, path: Path, fill: Callable[[], object]) -> None:
    """Put a list in a file: the first of a name is really filled, the others are that one at their own place."""
    if name not in _filled:
        fill()
        _filled[name] = path.read_bytes()
        return
    path.touch(0o600, exist_ok=False)
    path.write_bytes(_filled[name])
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute("UPDATE copy SET place = ? WHERE own", [str(path)])


def _engine(url: Any, **options: Any) -> Engine:
    made = create_engine(url, **options)
    first = _engines.setdefault(made.dialect.name, made)
    made.dialect = made.pool._dialect = first.dialect
    made._compiled_cache = first._compiled_cache
    return made


def _upgrade(connection: Connection, location: Location) -> None:
    empty = location.path is not None and not _named(connection)
    if not empty:
        _really_upgrade(connection, location)
    elif _pattern:
        for statement in _pattern:
            connection.exec_driver_sql(statement)
    else:
        _really_upgrade(connection, location)
        _pattern.extend(_statements(connection))


def _named(connection: Connection) -> list[tuple[str, str]]:
    rows = connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    return [(str(name), str(sql)) for name, sql in rows]


def _statements(connection: Connection) -> list[str]:
    named = _named(connection)
    virtual = [name for name, sql in named if sql.startswith("CREATE VIRTUAL")]
    shadows = {f"{name}_{part}" for name in virtual for part in ("data", "idx", "content", "docsize", "config")}
    made = [sql for name, sql in named if name not in shadows]
    filled = {
        name: connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar_one()
        for name, sql in named
        if sql.startswith("CREATE TABLE") and name not in shadows
    }
    assert {name for name, rows in filled.items() if rows} == {"alembic_version"}, filled
    version = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    number = connection.exec_driver_sql("PRAGMA user_version").scalar_one()
    return [*made, f"INSERT INTO alembic_version VALUES ('{version}')", f"PRAGMA user_version = {number}"]
