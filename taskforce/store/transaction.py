"""The transaction of one batch: whole or not at all, with one sentence when the database does not take it."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

from taskforce.language import _
from taskforce.store.batch import Receipt
from taskforce.store.engine import engine_for
from taskforce.store.location import Location
from taskforce.store.reader import StoreError


def written(location: Location, work: Callable[[Session], list[Receipt]]) -> list[Receipt]:
    """Do ``work`` in a transaction of its own, and answer what it answered.

    Raises :class:`StoreError` when the database cannot be written; what ``work`` raises passes through.
    """
    receipts: list[Receipt] = []
    try:
        with Session(engine_for(location)) as session, session.begin():
            if location.is_server:
                from taskforce.store.server_write import announce, same_schema

                same_schema(session.connection(), location)
            receipts = work(session)
            if location.is_server:
                announce(session.connection(), receipts)
        return receipts
    except DBAPIError as error:
        if not location.is_server:
            raise cannot_write(location, error) from error
        from taskforce.store.server_write import after_failure

        after_failure(location, error, receipts)
        return receipts


def failed(location: Location, error: DBAPIError) -> StoreError:
    """The sentence for a list that was not written."""
    if not location.is_server:
        return cannot_write(location, error)
    from taskforce.store.server import not_written

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
