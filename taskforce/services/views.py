"""Lists that a person keeps under a name, for everyone who uses the list."""

from __future__ import annotations

from taskforce.store.changes.batch import Receipt, create, edit
from taskforce.store.read.list_view import ListView, saved_views
from taskforce.store.store import Store


def save_view(store: Store, name: str, view: ListView) -> Receipt:
    """Keep a view under a name; one of that name is replaced."""
    values = view.as_values()
    view_id = next((one.id for one in saved_views(store.reader) if one.name.casefold() == name.casefold()), None)
    if view_id is None:
        return store.write("edit", [create("saved_view", name=name, **values)])
    return store.write("edit", [edit("saved_view", view_id, field, value) for field, value in values.items()])
