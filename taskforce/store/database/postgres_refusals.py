"""What a PostgreSQL server refused, each in one sentence: told by its SQLSTATE, as servers speak any language."""

from __future__ import annotations

import re

from sqlalchemy.exc import DBAPIError

from taskforce.language import _
from taskforce.model.records import RECORDS
from taskforce.store.database.location import Location
from taskforce.store.database.reader import ConnectionLost, StoreError, role_refusal


def is_lost(error: DBAPIError) -> bool:
    """Return whether the connection to the server was lost (not: whether a statement was refused)."""
    state = _state(error)
    return error.connection_invalidated or state.startswith(("08", "57P"))


def _state(error: DBAPIError) -> str:
    """Return the five characters by which PostgreSQL names what went wrong; empty when it never answered."""
    return str(getattr(error.orig, "sqlstate", None) or "")


def lost(location: Location) -> StoreError:
    """Return the sentence for a connection that broke off."""
    return StoreError(_("The connection to {place} was lost: try again.", place=location))


def refused(location: Location, error: DBAPIError) -> StoreError:
    """Return the sentence for a question that the server did not answer."""
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
    """Return the sentence for a batch that the server did not take."""
    state = _state(error)
    if is_lost(error):
        return ConnectionLost(
            _("The connection to {place} was lost: nothing was saved; try again.", place=location)
        )
    if not state:
        return unreachable(location, error)
    if state == "42501":
        return no_right(location, error)
    if state == "TF001":
        return StoreError(
            _(
                "On {place} you write in your own name only, that of your login: leave out --as and TASKFORCE_AS.",
                place=location,
            )
        )
    if state == "TF002":
        return StoreError(
            _(
                "{place} refused this, as its history would not say it: nothing was saved; ask the person who "
                "runs the server.",
                place=location,
            )
        )
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
    """Return the sentence for what the server does not let this user do."""
    named = re.findall(r"\w+", _first_line(error))
    record = next((RECORDS[word] for word in named if word in RECORDS), None)
    if record is None:
        return StoreError(
            _("Your role on {place} does not allow this: ask the person who runs the server.", place=location)
        )
    return StoreError(role_refusal(location, record.name))


def unreachable(location: Location, error: DBAPIError) -> StoreError:
    """Return the sentence for a server that did not let us in.

    libpq keeps the SQLSTATE of a refused connection to itself and gives the server's words, in the server's
    language.  So what was refused is told by whether a password was asked for, and by what the words name.
    """
    state, attempt, words = _state(error), getattr(error.orig, "pgconn", None), str(error.orig)
    if state.startswith("28P") or (attempt is not None and (attempt.used_password or attempt.needs_password)):
        return StoreError(
            _("{place} refused the user name or the password: check both.", place=location),
        )
    user, database = (f'"{name.decode()}"' in words for name in (attempt.user, attempt.db)) if attempt else (0, 0)
    if state == "3D000" or (database and not user):
        return StoreError(
            _("There is no database {place} on the server: ask the person who runs it.", place=location)
        )
    if state.startswith("28") or user:
        return StoreError(
            _("{place} does not let this user in: ask the person who runs the server.", place=location)
        )
    if state == "53300" or "too many clients" in words or "remaining connection slots" in words:
        return StoreError(_("{place} has too many users at the moment: try again.", place=location))
    return StoreError(
        _("The server of {place} cannot be reached: check the address and the network.", place=location)
    )


def _first_line(error: DBAPIError) -> str:
    return next(iter(str(error.orig).splitlines()), "")
