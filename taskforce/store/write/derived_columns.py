"""What is computed from the history and kept beside an action item for quick reading.

``created_at`` and ``updated_at`` are the moments of its first and latest change, ``original_due`` the first due
date it had, ``times_rescheduled`` how often that was moved (steps taken back do not count).  ``title_order`` is
what its title is sorted by; ``bulk`` sets it with the title.
"""

from __future__ import annotations

from collections.abc import Collection

from taskforce.model.text import sort_key
from taskforce.store.changes.rewind import due_histories, item_moments
from taskforce.store.database.reader import Connection


def touch(connection: Connection, subjects: Collection[str], at: str) -> None:
    """Date the last change of the items among ``subjects``: they were changed at ``at``."""
    connection.execute_many(
        "UPDATE action_item SET updated_at = :at WHERE id = :id AND updated_at < :at",
        [{"id": subject, "at": at} for subject in subjects],
    )


def reschedulings(connection: Connection, item_ids: Collection[str]) -> None:
    """Bring the due dates' history of these items up to date."""
    if not item_ids:
        return
    connection.execute_many(
        "UPDATE action_item SET original_due = :first, times_rescheduled = :times WHERE id = :id",
        [
            {"id": item, "first": first, "times": times}
            for item, first, times in due_histories(connection, item_ids)
        ],
    )


def reorder(connection: Connection) -> None:
    """Work out anew what the titles of all items are sorted by."""
    connection.execute_many(
        "UPDATE action_item SET title_order = :order WHERE id = :id",
        [
            {"id": item, "order": sort_key(title)}
            for item, title in connection.rows("SELECT id, title FROM action_item")
        ],
    )


def recompute(connection: Connection, item_ids: Collection[str]) -> None:
    """Compute everything derived anew from the history, for these items."""
    connection.execute_many(
        "UPDATE action_item SET created_at = :created, updated_at = :updated WHERE id = :id",
        [{"id": item, **moments} for item, moments in item_moments(connection, item_ids).items()],
    )
    reschedulings(connection, item_ids)
