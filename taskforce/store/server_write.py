"""What writing to a server adds to a batch: telling the others, and knowing after a cut whether it was saved."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from taskforce.language import _
from taskforce.store.batch import Receipt
from taskforce.store.engine import engine_for
from taskforce.store.location import Location
from taskforce.store.reader import SCHEMA, StoreError
from taskforce.store.server import is_lost, lost, not_written, unreachable

CHANNEL = "taskforce"
"""Where a batch is announced; others in the same database listen to it."""


def same_schema(connection: Connection, location: Location) -> None:
    """Raise :class:`StoreError` when another program has brought the list to a newer schema meanwhile."""
    number = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if str(number) != f"{SCHEMA:04d}":
        raise StoreError(
            _("{place} was updated by a newer taskforce: nothing was saved; update this program.", place=location)
        )


def announce(connection: Connection, receipts: Sequence[Receipt]) -> None:
    """Tell whoever listens that there is something new, when the transaction ends well."""
    if any(receipt.batch_id for receipt in receipts):
        connection.execute(text("SELECT pg_notify(:channel, '')"), {"channel": CHANNEL})


def after_failure(location: Location, error: DBAPIError, receipts: Sequence[Receipt]) -> None:
    """Raise the sentence for ``error``, unless the batches were saved all the same.

    A connection can be lost just when the server has saved and before it could say so: then the list itself is
    asked.
    """
    ids = [receipt.batch_id for receipt in receipts if receipt.batch_id]
    if not ids or not is_lost(error):
        raise not_written(location, error) from error
    try:
        with engine_for(location).begin() as connection:
            # Whatever is left of the lost transaction holds this row until the server has ended it.
            connection.execute(text("SELECT id FROM copy WHERE own FOR UPDATE"))
            found = connection.execute(text("SELECT 1 FROM batch WHERE id = :id"), {"id": ids[-1]}).scalar()
    except DBAPIError as again:
        raise StoreError(
            _("The connection to {place} was lost while saving: look whether it was saved.", place=location)
        ) from again
    if found is None:
        raise not_written(location, error) from error


def listen(location: Location) -> Any:
    """A connection of its own, outside the pool, on which the server announces what is written.

    Raises :class:`StoreError` when the server cannot be reached.
    """
    from psycopg import Error

    try:
        pooled = engine_for(location).raw_connection()
        connection: Any = pooled.driver_connection
        pooled.detach()
        connection.autocommit = True
        connection.execute(f"LISTEN {CHANNEL}")
    except DBAPIError as error:
        raise unreachable(location, error) from error
    except Error as error:
        raise lost(location) from error
    return connection


def heard(location: Location, connection: Any) -> bool:
    """Whether something was announced since this was last asked; without waiting.

    Raises :class:`StoreError` when the connection was lost.
    """
    from psycopg import Error

    try:
        return bool([*connection.notifies(timeout=0)])
    except Error as error:
        raise lost(location) from error
