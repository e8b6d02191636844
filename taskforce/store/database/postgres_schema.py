"""The tables of a list on a PostgreSQL server: who may make and change them, and how their texts compare."""

from __future__ import annotations

from itertools import groupby

from sqlalchemy import Connection

from taskforce.language import _
from taskforce.store.database.location import Location
from taskforce.store.database.reader import StoreError

_LOCK = "SELECT pg_advisory_xact_lock(hashtext('taskforce migrations in ' || coalesce(current_schema(), '')))"

_STATE = """
SELECT current_setting('server_encoding'), current_schema() IS NULL, to_regclass('change') IS NOT NULL,
       EXISTS (SELECT 1 FROM pg_class c WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))
               AND c.relkind IN ('r', 'p', 'v', 'm'))
"""

_NOT_BYTEWISE = """
SELECT quote_ident(c.relname), quote_ident(a.attname), format_type(a.atttypid, a.atttypmod)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_collation k ON k.oid = a.attcollation
WHERE c.relnamespace = to_regnamespace(quote_ident(current_schema()))
  AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped AND k.collname <> 'C'
ORDER BY c.relname, a.attnum
"""


def lock_migrations(connection: Connection) -> None:
    """Wait until nobody else migrates this list; the lock ends with the transaction."""
    connection.exec_driver_sql(_LOCK)


def must_be_empty(connection: Connection, location: Location) -> None:
    """Raise :class:`StoreError` unless a new list can be made here."""
    encoding, nowhere, is_list, is_used = connection.exec_driver_sql(_STATE).one()
    if is_list:
        raise StoreError(
            _(
                "There is a list at {place} already, and it is left as it is: name another database.",
                place=location,
            )
        )
    if is_used:
        raise StoreError(
            _("{place} holds tables of another program: name an empty database, or schema.", place=location)
        )
    if encoding != "UTF8":
        raise StoreError(
            _(
                "{place} stores its texts as {encoding}, which has not every letter: make the database as UTF8.",
                place=location,
                encoding=encoding,
            )
        )
    if nowhere:
        raise StoreError(
            _("{place} has no schema for new tables: ask the person who runs the server.", place=location)
        )


def must_be_owner(connection: Connection, location: Location) -> None:
    """Raise :class:`StoreError` unless this user may change the tables."""
    sql = "SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = to_regclass('change')"
    if not connection.exec_driver_sql(sql).scalar():
        raise StoreError(
            _(
                "{place} was written by an older taskforce and must be updated first: ask the person who runs the "
                "server to open it once with this version.",
                place=location,
            )
        )


def compare_bytewise(connection: Connection) -> None:
    """Let every text compare by its bytes, as in SQLite: lists then have the same order on any server.

    It also makes ``lower()`` leave the letters beyond ASCII alone, as SQLite does.
    """
    rows = connection.exec_driver_sql(_NOT_BYTEWISE).all()
    for table, columns in groupby(rows, key=lambda row: row[0]):
        changes = [f'ALTER COLUMN {column} TYPE {kind} COLLATE "C"' for _table, column, kind in columns]
        connection.exec_driver_sql(f"ALTER TABLE {table} {', '.join(changes)}")
