"""What is computed from the history and kept beside an action item for quick reading.

``created_at`` and ``updated_at`` are the moments of its first and latest change, ``original_due`` the first due
date it had, ``times_rescheduled`` how often that was moved (steps taken back do not count).  ``title_order`` is
what its title is sorted by.  ``bulk`` sets that with the title, and ``updated_at`` with what is edited.
"""

from __future__ import annotations

from collections.abc import Collection

from taskforce.model.text import sort_key
from taskforce.store.changes.rewind import due_histories, item_moments
from taskforce.store.database.reader import Connection


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
    moments(connection, item_ids)
    reschedulings(connection, item_ids)


def moments(connection: Connection, item_ids: Collection[str]) -> None:
    """Bring the moments of the first and the latest change of these items up to date."""
    connection.execute_many(
        "UPDATE action_item SET created_at = :created, updated_at = :updated WHERE id = :id",
        [{"id": item, **both} for item, both in item_moments(connection, item_ids).items()],
    )
