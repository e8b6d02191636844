"""Which list of action items is wanted: query, order, groups, columns; and such wishes saved under a name."""

from __future__ import annotations

import json
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from taskforce.store.batch import Draft, create, edit
from taskforce.store.grouping import GROUPINGS, Group, grouped_seqs
from taskforce.store.items import Selection, item_seqs
from taskforce.store.reader import Reader
from taskforce.store.store import Store

USUAL_SORT = "open,due,-priority,ref"
"""Open items by due day, so the overdue ones come first; what is closed stands last."""


@dataclass(frozen=True, slots=True)
class ListView:
    """A list that is wished for.  No ``columns`` are the usual ones; ``grouping`` is empty for none."""

    query: str = ""
    sort: str = USUAL_SORT
    grouping: str = ""
    columns: tuple[str, ...] = ()

    def read(self, store: Store) -> tuple[array[int], list[Group]]:
        """The row numbers of the list and its groups (none when it is not grouped).

        Raises a :class:`~taskforce.model.errors.TaskforceError` for a query that cannot be read.
        """
        where, parameters = "1 = 1", {}
        today = store.clock.today()
        if self.query.strip():
            from taskforce.store.query.compile import compile_query

            condition = compile_query(self.query, store.reader, today, store.actor_id)
            where, parameters = condition.sql, dict(condition.parameters)
        selection = Selection(where, parameters, self.sort)
        if self.grouping in GROUPINGS:
            return grouped_seqs(store.reader, selection, today.isoformat(), self.grouping)
        return item_seqs(store.reader, selection, today.isoformat()), []

    def as_values(self) -> dict[str, Any]:
        """The fields of a saved view."""
        return {
            "query": self.query or None,
            "sort": self.sort,
            "grouping": self.grouping or None,
            "columns": list(self.columns) or None,
        }


@dataclass(frozen=True, slots=True)
class NamedView:
    """A view that was saved."""

    id: str
    name: str
    view: ListView


def saved_views(reader: Reader) -> list[NamedView]:
    """The saved views by name."""
    rows = reader.rows(
        'SELECT id, name, query, sort, grouping, "columns" FROM saved_view WHERE NOT deleted '
        "ORDER BY lower(name), id"
    )
    return [
        NamedView(view_id, name, ListView(query or "", sort or USUAL_SORT, grouping or "", _columns(columns)))
        for view_id, name, query, sort, grouping, columns in rows
    ]


def _columns(text: str | None) -> tuple[str, ...]:
    found: Sequence[Any] = json.loads(text) if text else ()
    return tuple(str(name) for name in found or ())


def save_drafts(reader: Reader, name: str, view: ListView) -> tuple[list[Draft], str]:
    """Drafts that save a view under a name, and its id; a view of that name is replaced."""
    same = [one for one in saved_views(reader) if one.name.casefold() == name.casefold()]
    if not same:
        draft = create("saved_view", name=name, **view.as_values())
        return [draft], draft.record_id
    found = same[0]
    return [edit("saved_view", found.id, field, value) for field, value in view.as_values().items()], found.id
