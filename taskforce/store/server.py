"""Reading from a PostgreSQL database."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.exc import OperationalError, ProgrammingError

from taskforce.language import _
from taskforce.store.engine import engine_for
from taskforce.store.location import Location
from taskforce.store.reader import SCHEMA, Reader, SchemaBehind, SqlAlchemyReader, StoreError


def server_reader(location: Location) -> Reader:
    """A reader for a list on a server; raises :class:`StoreError` when it cannot be reached or holds none."""
    try:
        connection = engine_for(location).connect().execution_options(isolation_level="AUTOCOMMIT")
    except ModuleNotFoundError as error:
        raise StoreError(_("Lists on a server need the extra “postgres”: install taskforce[postgres].")) from error
    except OperationalError as error:
        raise StoreError(
            _("The server of {place} cannot be reached: check the address and the network.", place=location)
        ) from error
    try:
        version = int(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())
    except ProgrammingError:
        connection.close()
        raise StoreError(_("There is no list at {place} yet: run “taskforce init”.", place=location)) from None
    if version > SCHEMA:
        connection.close()
        raise StoreError(_("{place} was written by a newer taskforce: update this program.", place=location))
    if version < SCHEMA:
        connection.close()
        raise SchemaBehind(_("{place} was written by an older taskforce and must be updated.", place=location))
    return SqlAlchemyReader(connection)
