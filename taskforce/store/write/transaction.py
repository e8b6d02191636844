"""The transaction of one batch: whole or not at all, with one sentence when the database does not take it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taskforce.language import _
from taskforce.store.changes.batch import Receipt
from taskforce.store.database.connect import transaction
from taskforce.store.database.location import Location
from taskforce.store.database.reader import CHANNEL, SCHEMA, Connection, ConnectionLost, StoreError


def written(location: Location, work: Callable[[Connection], list[Receipt]]) -> list[Receipt]:
    """Do ``work`` in a transaction of its own, and answer what it answered.

    Raises :class:`StoreError` when the database cannot be written; what ``work`` raises passes through.
    """
    receipts: list[Receipt] = []
    try:
        with transaction(location) as connection:
            if location.is_server:
                _check_schema(connection, location)
            receipts = work(connection)
            if location.is_server and any(receipt.batch_id for receipt in receipts):
                connection.execute("SELECT pg_notify(:channel, '')", channel=CHANNEL)
    except ConnectionLost:
        if not _saved_all_the_same(location, receipts):
            raise
    return receipts


def _check_schema(connection: Connection, location: Location) -> None:
    """Raise :class:`StoreError` when another program has brought the list to a newer schema meanwhile."""
    if connection.value("SELECT version_num FROM alembic_version") != f"{SCHEMA:04d}":
        raise StoreError(
            _("{place} was updated by a newer taskforce: nothing was saved; update this program.", place=location)
        )


def _saved_all_the_same(location: Location, receipts: Sequence[Receipt]) -> bool:
    """Ask the list whether a server that was lost had saved the batches, and only could not say so."""
    ids = [receipt.batch_id for receipt in receipts if receipt.batch_id]
    if not ids:
        return False
    try:
        with transaction(location) as connection:
            # Whatever is left of the lost transaction holds this row until the server has ended it.
            connection.rows("SELECT id FROM copy WHERE own FOR UPDATE")
            return connection.value("SELECT 1 FROM batch WHERE id = :id", id=ids[-1]) is not None
    except StoreError as error:
        raise StoreError(
            _("The connection to {place} was lost while saving: look whether it was saved.", place=location)
        ) from error
