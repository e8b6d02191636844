"""A list on a PostgreSQL server: the engine, and a connection that is made again when it was lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from threading import RLock
from typing import Any, TypeVar, cast

import sqlalchemy
from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from taskforce.language import _
from taskforce.model.records import RECORDS
from taskforce.store.database.location import Location
from taskforce.store.database.postgres_refusals import is_lost, lost, not_written, refused, unreachable
from taskforce.store.database.reader import SCHEMA, Connection, NoList, Rows, SchemaBehind, StoreError

CONNECT_SECONDS = 10
"""How long a server may take to answer before it counts as out of reach."""

LOCK_SECONDS = 15
"""How long a writer waits for those before it."""

_SETTINGS = """
SET client_encoding = 'UTF8'; SET datestyle = 'ISO, YMD';
SET lock_timeout = '{seconds}s'; SET idle_in_transaction_session_timeout = '60s'
"""
# A writer whose machine fell asleep in the middle holds up the others for a minute, not for ever.

_KEEPALIVE = {"keepalives": 1, "keepalives_idle": 30, "keepalives_interval": 10, "keepalives_count": 3}
_UNANSWERED = {
    "tcp_user_timeout": 10_000
}  # milliseconds: a cable that was pulled is noticed, where systems know it

_Answer = TypeVar("_Answer")


@lru_cache(maxsize=8)
def server_engine(location: Location) -> Engine:
    """Return the engine of a list on a server, the same one for the same place.

    Raises :class:`StoreError` when the URL or the driver is no good.
    """
    assert location.url is not None
    try:
        engine = create_engine(
            location.url,
            pool_pre_ping=True,
            pool_size=2,
            isolation_level="READ COMMITTED",
            connect_args={
                "connect_timeout": CONNECT_SECONDS,
                "application_name": "taskforce",
                # A statement that the server keeps prepared would go on reading today's tables when rewinding
                # puts views in front of them.
                "prepare_threshold": None,
                **_KEEPALIVE,
                **_UNANSWERED,
            },
        )
    except ModuleNotFoundError as error:
        raise StoreError(_("Lists on a server need the extra “postgres”: install taskforce[postgres].")) from error
    except (ArgumentError, ValueError) as error:
        raise StoreError(
            _("{place} is not a server's address: write postgresql://user@server/database.", place=location)
        ) from error
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare(connection: Any, _record: Any) -> None:
    """Give a new connection its settings, and let it return values as SQLite does."""
    from psycopg.adapt import Loader
    from psycopg.types.string import TextLoader

    class FlagLoader(Loader):
        def load(self, data: Any) -> int:
            return int(bytes(data) == b"t")

    class NumberLoader(Loader):
        def load(self, data: Any) -> float:
            number = bytes(data).decode("ascii")
            return float(number) if "." in number or not number.lstrip("-").isdigit() else int(number)

    connection.adapters.register_loader("date", TextLoader)
    connection.adapters.register_loader("bool", FlagLoader)
    connection.adapters.register_loader("numeric", NumberLoader)
    before, connection.autocommit = connection.autocommit, True
    connection.execute(_SETTINGS.format(seconds=LOCK_SECONDS))
    connection.autocommit = before


class ServerConnection(Connection):
    """Statements on a server, over a connection of SQLAlchemy."""

    dialect = "postgresql"

    def __init__(self, connection: sqlalchemy.Connection) -> None:
        self.connection = connection

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        return [tuple(row) for row in self.connection.execute(text(sql), parameters)]

    def execute(self, sql: str, **parameters: Any) -> None:
        """Run a statement that gives no rows."""
        self.connection.execute(text(sql), parameters)

    def execute_many(self, sql: str, rows: Rows) -> None:
        """Run a statement once for each of ``rows``, which have names."""
        if rows:
            self.connection.execute(text(sql), cast("Sequence[Mapping[str, Any]]", rows))


@contextmanager
def writing(location: Location) -> Iterator[ServerConnection]:
    """Write to a list on a server within it, in a transaction: all of it is done or nothing.

    Raises :class:`StoreError` when the server does not take it, :class:`ConnectionLost` when it was lost.
    """
    try:
        with server_engine(location).begin() as connection:
            yield ServerConnection(connection)
    except DBAPIError as error:
        raise not_written(location, error) from error


class ServerReader(ServerConnection):
    """Reads a list on a server; a connection that was lost is made again when the next question is asked."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._lock = RLock()
        self._in_snapshot = False
        super().__init__(self._connect())

    def _connect(self) -> sqlalchemy.Connection:
        try:
            return server_engine(self._location).connect().execution_options(isolation_level="AUTOCOMMIT")
        except DBAPIError as error:
            raise unreachable(self._location, error) from error

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """Return all rows of a query.  Raises :class:`StoreError` when the server is gone."""
        return self._asked(lambda: ServerConnection.rows(self, sql, **parameters))

    def execute(self, sql: str, **parameters: Any) -> None:
        """Run a statement that gives no rows."""
        self._asked(lambda: ServerConnection.execute(self, sql, **parameters))

    def execute_many(self, sql: str, rows: Rows) -> None:
        """Run a statement once for each of ``rows``."""
        self._asked(lambda: ServerConnection.execute_many(self, sql, rows))

    def _asked(self, ask: Callable[[], _Answer]) -> _Answer:
        with self._lock:
            if self.out_of_reach:
                raise lost(self._location)
            self.failed = True
            answer = self._answered(ask)
            self.failed = False
            return answer

    def _answered(self, ask: Callable[[], _Answer]) -> _Answer:
        if (self.connection.invalidated or self.connection.closed) and not self._in_snapshot:
            self._again()
        try:
            return ask()
        except DBAPIError as error:
            if not is_lost(error):
                self.failed = False
                raise refused(self._location, error) from error
            if self._in_snapshot:
                raise lost(self._location) from error
        self._again()
        try:
            return ask()
        except DBAPIError as error:
            self.failed = is_lost(error)
            raise refused(self._location, error) from error

    def _again(self) -> None:
        with suppress(SQLAlchemyError):
            self.connection.close()
        self.connection = self._connect()

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """Let all reads within it see one state; what is made (temporary views) is gone afterwards."""
        if self._in_snapshot:
            yield
            return
        self.execute("BEGIN ISOLATION LEVEL REPEATABLE READ")
        self._in_snapshot = True
        try:
            yield
        finally:
            self._in_snapshot = False
            with suppress(SQLAlchemyError):  # a connection that is lost has rolled back by itself
                ServerConnection.execute(self, "ROLLBACK")

    def close(self) -> None:
        """Give the connection back."""
        with suppress(SQLAlchemyError):
            self.connection.close()


_ABOUT = """
SELECT to_regclass('change') IS NOT NULL, to_regclass('alembic_version') IS NOT NULL,
       quote_ident(coalesce(current_schema(), 'public')),
       coalesce(has_table_privilege(to_regclass('change'), 'INSERT'), FALSE) AND NOT pg_is_in_recovery(),
       (SELECT coalesce(string_agg(one, ' '), '') FROM unnest(string_to_array(:types, ' ')) one
        WHERE NOT coalesce(has_table_privilege(to_regclass(quote_ident(one)), 'INSERT'), FALSE))
"""


def open_server(location: Location) -> ServerReader:
    """Return a connection that reads a list on a server.

    Raises :class:`StoreError` when it cannot be reached or holds none.
    """
    reader = ServerReader(location)
    try:
        _examine(reader, location)
    except BaseException:
        reader.close()
        raise
    return reader


def _examine(reader: ServerReader, location: Location) -> None:
    about, *_others = reader.rows(_ABOUT, types=" ".join(RECORDS))
    is_list, is_numbered, schema, writable, refused_types = about
    if not is_list or not is_numbered:
        raise NoList(_("There is no list at {place} yet: run “taskforce init”.", place=location))
    number = str(reader.value("SELECT version_num FROM alembic_version"))
    if not number.isdigit():
        raise StoreError(
            _("{place} is a database of another program, not a taskforce list: use another one.", place=location)
        )
    if int(number) > SCHEMA:
        if not reader.knows_enough():
            raise StoreError(
                _(
                    "{place} was written by a newer taskforce and cannot even be shown by this one: update this "
                    "program.",
                    place=location,
                )
            )
        reader.newer, writable = int(number), False
    if int(number) < SCHEMA:
        raise SchemaBehind(_("{place} was written by an older taskforce and must be updated.", place=location))
    reader.schema, reader.writable = schema, bool(writable)
    reader.refused_types = frozenset(refused_types.split())
