"""The transaction of one batch: whole or not at all, with one sentence when the database does not take it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from taskforce.language import _
from taskforce.store.changes.batch import Receipt
from taskforce.store.database.connect import transaction
from taskforce.store.database.location import Location
from taskforce.store.database.reader import CHANNEL, SCHEMA, Connection, PerhapsSaved, StoreError


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
    except PerhapsSaved as error:
        if not _saved_all_the_same(location, receipts, error):
            raise error.not_saved or error from error
    return receipts


def _check_schema(connection: Connection, location: Location) -> None:
    """Raise :class:`StoreError` when another program has brought the list to a newer schema meanwhile."""
    if connection.value("SELECT version_num FROM alembic_version") != f"{SCHEMA:04d}":
        raise StoreError(
            _("{place} was updated by a newer taskforce: nothing was saved; update this program.", place=location)
        )


def _saved_all_the_same(location: Location, receipts: Sequence[Receipt], error: PerhapsSaved) -> bool:
    """Ask the list whether the batches were saved by a commit that failed.

    Raises :class:`StoreError` when that cannot be found out.
    """
    ids = [receipt.batch_id for receipt in receipts if receipt.batch_id]
    if not ids:
        raise error
    try:
        with transaction(location) as connection:
            if location.is_server:
                # Whatever is left of the lost transaction holds this row until the server has ended it.
                connection.rows("SELECT id FROM copy WHERE own FOR UPDATE")
            else:
                # All of it may stand in SQLite's log, not seen now, but by whoever opens the list after a crash.
                # What is written now takes its place there.
                connection.execute(f"PRAGMA user_version = {SCHEMA}")
            return connection.value("SELECT 1 FROM batch WHERE id = :id", id=ids[-1]) is not None
    except StoreError as unanswered:
        if not location.is_server:
            raise error from unanswered
        raise StoreError(
            _("The connection to {place} was lost while saving: look whether it was saved.", place=location)
        ) from unanswered
