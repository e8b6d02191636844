"""What one of several writers does, in a process of its own."""

from __future__ import annotations

import random

from taskforce.store.changes.batch import create, edit
from taskforce.store.read.items import item_by_ref
from taskforce.store.store import open_store


def write_and_edit(place: str, name: str, batches: int) -> None:
    """Write ``batches`` batches: new items with a tag, and edits of the first three items in turn."""
    store = open_store(place)
    for number in range(batches // 2):
        item = create("action_item", title=f"{name} {number}")
        store.write("add", [item, create("tag", item_id=item.record_id, name=name)])
        shared = item_by_ref(store.reader, str(random.randint(1, 3)))
        store.write("edit", [edit("action_item", shared.id, "description", f"{name} {number}")])
    store.close()
