"""What an item waits for and what waits for it, over any number of steps."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest

from taskforce.store.changes.batch import create, delete
from taskforce.store.read.timeline import pairs_of, read_chain
from taskforce.store.store import Store


def refs(store: Store, numbers: frozenset[int]) -> set[str]:
    """The refs of row numbers."""
    return {ref for number, ref in store.reader.rows("SELECT seq, ref FROM action_item") if number in numbers}


@pytest.mark.both_engines
def test_a_chain_is_followed_both_ways_but_not_through_what_is_deleted(store: Store) -> None:
    items = [create("action_item", title=f"Item {number}") for number in range(1, 8)]
    ids = [one.record_id for one in items]
    #  1 <- 2 <- 3 <- 4 <- 5, 1 <- 4, 3 <- 6 <- 7
    steps = [(1, 0), (2, 1), (3, 2), (4, 3), (3, 0), (5, 2), (6, 5)]
    links = [create("dependency", item_id=ids[one], needs_id=ids[other]) for one, other in steps]
    store.write("add", [*items, *links])
    chain = read_chain(store.reader, ids[3])
    assert [item.ref for item in chain.needs] == ["1", "3"]
    assert [item.ref for item in chain.needed_by] == ["5"]
    assert refs(store, chain.earlier) == {"2"}
    assert chain.later == frozenset()
    assert refs(store, read_chain(store.reader, ids[0]).later) == {"3", "5", "6", "7"}
    store.write("delete", [delete("action_item", ids[5]), delete("dependency", links[0].record_id)])
    chain = read_chain(store.reader, ids[2])
    assert [item.ref for item in chain.needs] == ["2"]
    assert [item.ref for item in chain.needed_by] == ["4"]
    assert refs(store, chain.earlier) == set()
    assert refs(store, chain.later) == {"5"}
    pairs = pairs_of(store.reader, [ids[3], ids[6]])
    assert [(pair.waiting.ref, pair.needed.ref) for pair in pairs] == [("4", "1"), ("4", "3"), ("5", "4")]


@pytest.mark.on_a_file
def test_a_circle_that_a_merge_has_closed_ends(store: Store) -> None:
    items = [create("action_item", title=f"Item {number}") for number in range(1, 4)]
    ids = [one.record_id for one in items]
    steps = [(0, 1), (1, 2), (0, 2)]
    links = [create("dependency", item_id=ids[one], needs_id=ids[other]) for one, other in steps]
    store.write("add", [*items, *links])
    assert store.location.path is not None
    with contextlib.closing(sqlite3.connect(store.location.path)) as database, database:
        turned = "UPDATE dependency SET item_id = ?, needs_id = ? WHERE id = ?"
        database.execute(turned, (ids[2], ids[0], links[2].record_id))
    chain = read_chain(store.reader, ids[0])
    assert [item.ref for item in chain.needs] == ["2"]
    assert [item.ref for item in chain.needed_by] == ["3"]
    assert refs(store, chain.earlier) == {"3"}
    assert refs(store, chain.later) == {"2"}


@pytest.mark.both_engines
def test_of_a_very_long_chain_the_nearest_items_are_followed(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("taskforce.store.read.timeline.MOST_REACHED", 3)
    items = [create("action_item", title=f"Item {number}") for number in range(1, 8)]
    ids = [one.record_id for one in items]
    links = [create("dependency", item_id=ids[number], needs_id=ids[number - 1]) for number in range(1, 7)]
    store.write("add", [*items, *links])
    assert refs(store, read_chain(store.reader, ids[6]).earlier) == {"5", "4"}
    assert refs(store, read_chain(store.reader, ids[0]).later) == {"3", "4"}
