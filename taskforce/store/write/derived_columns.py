"""What is computed from the history and kept beside an action item for quick reading.

``created_at`` and ``updated_at`` are the moments of its first and latest change, ``original_due`` the first due
date it had, ``times_rescheduled`` how often that was moved (steps taken back do not count).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlalchemy import bindparam, update
from sqlmodel import Session

from taskforce.model import tables
from taskforce.store.changes.rewind import due_histories, item_moments
from taskforce.store.database.reader import SqlAlchemyReader
from taskforce.store.write.bulk import table_of


def touch(session: Session, subjects: Collection[str], at: str) -> None:
    """Items among ``subjects`` were changed at ``at``."""
    if not subjects:
        return
    table = table_of(tables.ActionItem)
    statement = (
        update(table)
        .where(table.c.id == bindparam("subject"))
        .where(table.c.updated_at < at)
        .values(updated_at=at)
    )
    session.connection().execute(statement, [{"subject": subject} for subject in subjects])


def reschedulings(session: Session, item_ids: Collection[str]) -> None:
    """Bring the due dates' history of these items up to date."""
    if not item_ids:
        return
    reader = SqlAlchemyReader(session.connection())
    table = table_of(tables.ActionItem)
    statement = (
        update(table)
        .where(table.c.id == bindparam("item"))
        .values(original_due=bindparam("first"), times_rescheduled=bindparam("times"))
    )
    rows = [
        {"item": item, "first": None if first is None else date.fromisoformat(first), "times": times}
        for item, first, times in due_histories(reader, item_ids)
    ]
    session.connection().execute(statement, rows)


def recompute(session: Session, item_ids: Collection[str]) -> None:
    """Everything derived, anew from the history, for these items."""
    if not item_ids:
        return
    reader = SqlAlchemyReader(session.connection())
    table = table_of(tables.ActionItem)
    values = [{"item": item, **moments} for item, moments in item_moments(reader, item_ids).items()]
    statement = (
        update(table)
        .where(table.c.id == bindparam("item"))
        .values(created_at=bindparam("created"), updated_at=bindparam("updated"))
    )
    session.connection().execute(statement, values)
    reschedulings(session, item_ids)
