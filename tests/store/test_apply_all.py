"""Several steps in one transaction."""

from __future__ import annotations

import pytest

from taskforce.model.errors import InvalidRecord
from taskforce.store.changes.batch import Batch, create, edit
from taskforce.store.store import Store


def test_each_batch_is_a_step_of_its_own_and_sees_those_before_it(store: Store) -> None:
    item = create("action_item", title="Susun draf Buku 2")
    first, second = store.apply_all(
        [Batch("add", [item]), Batch("edit", [edit("action_item", item.record_id, "progress", 40)])]
    )
    assert first.batch_id != second.batch_id
    assert second.changes[0].after == first.changes[0].id
    assert store.reader.row("SELECT ref, progress FROM action_item") == ("1", 40)


def test_one_refused_batch_takes_all_back(store: Store) -> None:
    good, bad = create("action_item", title="Satu"), create("action_item")
    with pytest.raises(InvalidRecord):
        store.apply_all([Batch("add", [good]), Batch("add", [bad])])
    assert store.reader.rows("SELECT id FROM batch") == []
    assert store.write("add", [create("action_item", title="Dua")]).changes[0].number == 1
