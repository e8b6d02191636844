"""From the query that a person types to the selection that the reads of the store take."""

from __future__ import annotations

from taskforce.store.items import Selection
from taskforce.store.store import Store


def selection_of(store: Store, query: str, sort: str | None = None) -> Selection:
    """What ``query`` selects, all for an empty one.  Raises a ``QueryError`` for one that cannot be read."""
    if not query.strip():
        return Selection(sort=sort)
    from taskforce.store.query.compile import compile_query

    condition = compile_query(query, store.reader, store.clock.today(), store.actor_id)
    return Selection(condition.sql, condition.parameters, sort)
