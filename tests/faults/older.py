"""Lists as older programs wrote them, made by the migrations of their time."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path


def as_in_schema_1(path: Path) -> None:
    """Turn a list of today's schema into one of the first, with all that it can hold of it."""
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine

    from taskforce.store.write import migrate

    older = path.with_suffix(".older")
    engine = create_engine(f"sqlite:///{older}")
    with engine.begin() as connection:
        config = Config()
        config.set_main_option("script_location", str(migrate._FOLDER))
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
    engine.dispose()
    with closing(sqlite3.connect(older)) as connection, connection:
        connection.execute("ATTACH ? AS newer", (str(path),))
        for table in ("item_search", *_tables(connection)):
            here, there = (_columns(connection, schema, table) for schema in ("main", "newer"))
            both = ", ".join(f'"{name}"' for name in here if name in there)
            if table == "item_search":
                both = f"rowid, {both}"
            connection.execute(f"INSERT INTO main.{table} ({both}) SELECT {both} FROM newer.{table}")
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version = 1")
    older.replace(path)


def _tables(connection: sqlite3.Connection) -> list[str]:
    """Return the tables of the list itself: neither those of the search index nor the number of the schema."""
    rows = connection.execute("SELECT name FROM main.sqlite_master WHERE type = 'table' ORDER BY rowid")
    return [name for (name,) in rows if not name.startswith(("item_search", "alembic_", "sqlite_"))]


def _columns(connection: sqlite3.Connection, schema: str, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA {schema}.table_info({table})")]
