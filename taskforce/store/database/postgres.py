"""A list on a PostgreSQL server: the engine, reading, and the sentence for each thing that can go wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import groupby
from threading import RLock
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError

from taskforce.language import _
from taskforce.model.records import RECORDS
from taskforce.model.shown import mid_sentence
from taskforce.store.database.engine import engine_for
from taskforce.store.database.location import Location
from taskforce.store.database.reader import SCHEMA, NoList, Reader, SchemaBehind, SqlAlchemyReader, StoreError

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


def server_engine(location: Location) -> Engine:
    """A new engine for a list on a server.  Raises :class:`StoreError` when the URL or the driver is no good."""
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
    """Settings of every connection, and values as SQLite gives them."""
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


class ServerReader(SqlAlchemyReader):
    """Reads a list on a server; a connection that was lost is made again when the next question is asked."""

    def __init__(self, location: Location) -> None:
        self._location = location
        self._lock = RLock()
        self._in_snapshot = False
        super().__init__(self._connect())

    def _connect(self) -> Connection:
        try:
            return engine_for(self._location).connect().execution_options(isolation_level="AUTOCOMMIT")
        except DBAPIError as error:
            raise unreachable(self._location, error) from error

    def rows(self, sql: str, **parameters: Any) -> list[tuple[Any, ...]]:
        """All rows of a query.  Raises :class:`StoreError` when the server is gone."""
        return self._asked(lambda: SqlAlchemyReader.rows(self, sql, **parameters))

    def run(self, sql: str, many: Sequence[dict[str, Any]] | None = None, **parameters: Any) -> None:
        """Run a statement that gives no rows."""
        self._asked(lambda: SqlAlchemyReader.run(self, sql, many, **parameters))

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
        """Within it all reads see one state, and what is made (temporary views) is gone afterwards."""
        if self._in_snapshot:
            yield
            return
        self.run("BEGIN ISOLATION LEVEL REPEATABLE READ")
        self._in_snapshot = True
        try:
            yield
        finally:
            self._in_snapshot = False
            with suppress(SQLAlchemyError):  # a connection that is lost has rolled back by itself
                SqlAlchemyReader.run(self, "ROLLBACK")

    def close(self) -> None:
        """Give the connection back."""
        with suppress(SQLAlchemyError):
            self.connection.close()


_ABOUT = """
SELECT to_regclass('change') IS NOT NULL, to_regclass('alembic_version') IS NOT NULL,
       quote_ident(coalesce(current_schema(), 'public')),
       coalesce(has_table_privilege(to_regclass('change'), 'INSERT'), FALSE) AND NOT pg_is_in_recovery()
"""


def server_reader(location: Location) -> Reader:
    """A reader for a list on a server; raises :class:`StoreError` when it cannot be reached or holds none."""
    reader = ServerReader(location)
    try:
        _examine(reader, location)
    except BaseException:
        reader.close()
        raise
    return reader


def _examine(reader: ServerReader, location: Location) -> None:
    (is_list, is_numbered, schema, writable), *_others = reader.rows(_ABOUT)
    if not is_list or not is_numbered:
        raise NoList(_("There is no list at {place} yet: run “taskforce init”.", place=location))
    number = str(reader.value("SELECT version_num FROM alembic_version"))
    if not number.isdigit():
        raise StoreError(
            _("{place} is a database of another program, not a taskforce list: use another one.", place=location)
        )
    if int(number) > SCHEMA:
        raise StoreError(_("{place} was written by a newer taskforce: update this program.", place=location))
    if int(number) < SCHEMA:
        raise SchemaBehind(_("{place} was written by an older taskforce and must be updated.", place=location))
    reader.schema, reader.writable = schema, bool(writable)


def is_lost(error: DBAPIError) -> bool:
    """Whether the connection to the server was lost (not: whether a statement was refused)."""
    state = _state(error)
    return error.connection_invalidated or state.startswith(("08", "57P"))


def _state(error: DBAPIError) -> str:
    """The five characters by which PostgreSQL names what went wrong; empty when it never answered."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def lost(location: Location) -> StoreError:
    """The sentence for a connection that broke off."""
    return StoreError(_("The connection to {place} was lost: try again.", place=location))


def refused(location: Location, error: DBAPIError) -> StoreError:
    """The sentence for a question that the server did not answer."""
    state = _state(error)
    if is_lost(error):
        return lost(location)
    if not state:
        return unreachable(location, error)
    if state == "42501":
        return no_right(location, error)
    return StoreError(
        _("{place} could not answer ({reason}): try again.", place=location, reason=_first_line(error))
    )


def not_written(location: Location, error: DBAPIError) -> StoreError:
    """The sentence for a batch that the server did not take."""
    state = _state(error)
    if is_lost(error):
        return StoreError(_("The connection to {place} was lost: nothing was saved; try again.", place=location))
    if not state:
        return unreachable(location, error)
    if state == "42501":
        return no_right(location, error)
    if state in ("55P03", "40P01"):
        return StoreError(
            _("{place} is being written by another program: nothing was saved; try again.", place=location)
        )
    if state == "25006":
        return StoreError(
            _("{place} may not be written: nothing was saved; check your rights to it.", place=location)
        )
    if state == "53100":
        return StoreError(
            _("The disk of {place} is full: nothing was saved; make room and try again.", place=location)
        )
    return StoreError(
        _("{place} could not be written ({reason}): nothing was saved.", place=location, reason=_first_line(error))
    )


def no_right(location: Location, error: DBAPIError) -> StoreError:
    """The sentence for what the server does not let this user do."""
    named = re.findall(r"\w+", _first_line(error))
    record = next((RECORDS[word] for word in named if word in RECORDS), None)
    if record is None:
        return StoreError(
            _("Your role on {place} does not allow this: ask the person who runs the server.", place=location)
        )
    return StoreError(
        _(
            "Your role on {place} does not allow this ({record}): ask a secretary of the task force.",
            place=location,
            record=mid_sentence(_(record.label)),
        )
    )


def unreachable(location: Location, error: DBAPIError) -> StoreError:
    """The sentence for a server that did not let us in."""
    reason = str(error.orig)
    if "password" in reason:
        return StoreError(
            _("{place} refused the user name or the password: check both.", place=location),
        )
    if "database" in reason and "does not exist" in reason:
        return StoreError(
            _("There is no database {place} on the server: ask the person who runs it.", place=location)
        )
    if "role" in reason or "pg_hba" in reason:
        return StoreError(
            _("{place} does not let this user in: ask the person who runs the server.", place=location)
        )
    if "too many clients" in reason or "remaining connection slots" in reason:
        return StoreError(_("{place} has too many users at the moment: try again.", place=location))
    return StoreError(
        _("The server of {place} cannot be reached: check the address and the network.", place=location)
    )


def _first_line(error: DBAPIError) -> str:
    return next(iter(str(error.orig).splitlines()), "")
