"""The transaction of one batch: whole or not at all, with one sentence when the database does not take it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from taskforce.language import _
from taskforce.store.changes.batch import Receipt
from taskforce.store.database.engine import engine_for
from taskforce.store.database.location import Location
from taskforce.store.database.postgres_refusals import is_lost, not_written
from taskforce.store.database.reader import SCHEMA, StoreError
from taskforce.store.database.watch_postgres import CHANNEL


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


def written(location: Location, work: Callable[[Session], list[Receipt]]) -> list[Receipt]:
    """Do ``work`` in a transaction of its own, and answer what it answered.

    Raises :class:`StoreError` when the database cannot be written; what ``work`` raises passes through.
    """
    receipts: list[Receipt] = []
    try:
        with Session(engine_for(location)) as session, session.begin():
            if location.is_server:
                same_schema(session.connection(), location)
            receipts = work(session)
            if location.is_server:
                announce(session.connection(), receipts)
        return receipts
    except DBAPIError as error:
        if not location.is_server:
            raise cannot_write(location, error) from error

        after_failure(location, error, receipts)
        return receipts


def failed(location: Location, error: DBAPIError) -> StoreError:
    """The sentence for a list that was not written."""
    if not location.is_server:
        return cannot_write(location, error)
    return not_written(location, error)


def cannot_write(location: Location, error: DBAPIError) -> StoreError:
    """The sentence for a file that refused to be written."""
    reason = str(error.orig)
    if "locked" in reason:
        return StoreError(
            _("{place} is being written by another program: nothing was saved; try again.", place=location)
        )
    if "readonly" in reason or "read-only" in reason:
        return StoreError(
            _("{place} may not be written: nothing was saved; check your rights to it.", place=location)
        )
    if "full" in reason:
        return StoreError(
            _("The disk of {place} is full: nothing was saved; make room and try again.", place=location)
        )
    return StoreError(
        _("{place} could not be written ({reason}): nothing was saved.", place=location, reason=reason)
    )
