"""Reading what action items wait for: the pairs of a list, and the whole chain of one item."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from taskforce.store.items import ItemRow, items_by_id
from taskforce.store.reader import Reader

_CHAIN = """
WITH RECURSIVE chain(id) AS (
    SELECT l.{far} FROM dependency l WHERE NOT l.deleted AND l.{near} = :item
    UNION
    SELECT l.{far} FROM chain c
    JOIN action_item w ON w.id = c.id
    JOIN dependency l ON l.{near} = c.id
    WHERE NOT l.deleted AND NOT w.deleted
)
SELECT c.id FROM chain c LIMIT {most}
"""
"""What is reached by way of dependencies; ``UNION`` ends it even where a merge has closed a circle."""

MOST_REACHED = 500
"""So many items of a chain are followed, the nearest: the cursor waits for them."""


class Chain(NamedTuple):
    """What an item waits for and what waits for it; the items of more than one step by their row numbers."""

    needs: tuple[ItemRow, ...] = ()
    needed_by: tuple[ItemRow, ...] = ()
    earlier: frozenset[int] = frozenset()
    later: frozenset[int] = frozenset()


class Pair(NamedTuple):
    """An item and one that must be done before it."""

    waiting: ItemRow
    needed: ItemRow


def read_chain(reader: Reader, item_id: str) -> Chain:
    """The chain of an item, whatever the list is filtered by; of one that is very long what is nearest."""
    direct = pairs_of(reader, [item_id])
    needs = tuple(pair.needed for pair in direct if pair.waiting.id == item_id)
    needed_by = tuple(pair.waiting for pair in direct if pair.needed.id == item_id)
    return Chain(
        needs,
        needed_by,
        _reached(reader, item_id, "item_id", "needs_id", needs),
        _reached(reader, item_id, "needs_id", "item_id", needed_by),
    )


def _reached(reader: Reader, item_id: str, near: str, far: str, direct: Iterable[ItemRow]) -> frozenset[int]:
    """The row numbers of what is reached in two steps or more."""
    nearest = {item.seq for item in direct}
    if not nearest:
        return frozenset()
    reached = reader.rows(_CHAIN.format(near=near, far=far, most=MOST_REACHED), item=item_id)
    sql = "SELECT seq, id FROM action_item WHERE NOT deleted AND id IN (:values)"
    found = reader.rows_in(sql, [row[0] for row in reached])
    return frozenset(number for number, found_id in found if found_id != item_id) - nearest


def pairs_of(reader: Reader, ids: Collection[str]) -> list[Pair]:
    """The dependencies in which one of some items waits or is waited for, in the order of the refs."""
    links: set[tuple[str, str]] = set()
    for column in ("item_id", "needs_id"):
        sql = f"SELECT item_id, needs_id FROM dependency WHERE NOT deleted AND {column} IN (:values)"
        links.update((row[0], row[1]) for row in reader.rows_in(sql, ids))
    items = items_by_id(reader, {item_id for link in links for item_id in link})
    there = set()
    if items:
        sql = "SELECT id FROM action_item WHERE NOT deleted AND id IN (:values)"
        there = {row[0] for row in reader.rows_in(sql, items)}
    pairs = [Pair(items[one], items[other]) for one, other in links if one in there and other in there]
    return sorted(pairs, key=lambda pair: (_by_ref(pair.waiting), _by_ref(pair.needed)))


def _by_ref(item: ItemRow) -> tuple[int, str, str]:
    return len(item.ref or ""), item.ref or "", item.id
