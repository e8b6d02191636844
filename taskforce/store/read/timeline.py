"""The timeline: the order of its lines, grouped or not, and the links that a line shows beside the item."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from taskforce.language import _
from taskforce.model.vocabulary import Status, label
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN
from taskforce.store.query.names import shown_names
from taskforce.store.read.items import SORTS, ItemRow, Selection, bound, items_by_id, items_by_seq

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
    """The items that one waits for and that wait for it; those of more than one step by their row numbers."""

    needs: tuple[ItemRow, ...] = ()
    needed_by: tuple[ItemRow, ...] = ()
    earlier: frozenset[int] = frozenset()
    later: frozenset[int] = frozenset()


class Pair(NamedTuple):
    """An item and one that must be done before it."""

    waiting: ItemRow
    needed: ItemRow


def read_chain(reader: Reader, item_id: str) -> Chain:
    """Return the chain of an item, whatever the list is filtered by; of a very long one what is nearest."""
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
    """Return the row numbers of what is reached in two steps or more."""
    nearest = {item.seq for item in direct}
    if not nearest:
        return frozenset()
    reached = reader.rows(_CHAIN.format(near=near, far=far, most=MOST_REACHED), item=item_id)
    sql = "SELECT seq, id FROM action_item WHERE NOT deleted AND id IN (:values)"
    items = reader.rows_in(sql, [row[0] for row in reached])
    return frozenset(seq for seq, reached_id in items if reached_id != item_id) - nearest


def pairs_of(reader: Reader, ids: Collection[str]) -> list[Pair]:
    """Return the dependencies in which one of some items waits or is waited for, in the order of the refs."""
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


GROUPINGS = ("dimension", "deadline", "agency", "lead", "status")
"""Properties of an item by which the lines can be grouped."""

_GROUPS = {
    "dimension": ("dimension", "dimension_id", "g.position, lower(g.name)", "NULL"),
    "deadline": ("deadline", "deadline_id", "g.due, lower(g.name)", "g.due"),
    "agency": ("agency", "agency_id", "lower(g.short)", "NULL"),
    "lead": ("member", "lead_id", "lower(g.name)", "NULL"),
}
_ORDER = (
    f"CASE WHEN {OPEN} THEN 0 ELSE 1 END, "
    "CASE WHEN coalesce(i.start, i.due) IS NULL THEN 1 ELSE 0 END, coalesce(i.start, i.due), i.due, i.seq"
)
"""Open items first, in the order in which they begin; an item without a start begins on its due day."""


class Heading(NamedTuple):
    """A group of lines: its name, the day of a deadline, how many items it has."""

    name: str
    due: str | None
    items: int


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines in order: the row number of an item, or ``-n - 1`` for the heading number ``n``."""

    numbers: array[int]
    headings: Sequence[Heading]

    @property
    def items(self) -> int:
        """Return the number of items."""
        return len(self.numbers) - len(self.headings)


class TimelineRow(NamedTuple):
    """An item with the refs of the items that it waits for, and of those that wait for it."""

    item: ItemRow
    after: tuple[str, ...] = ()
    before: tuple[str, ...] = ()
    deadline_due: str | None = None


def timeline_lines(reader: Reader, selection: Selection, today: str, grouping: str = "") -> Lines:
    """Return the lines of a selection; ``grouping`` is one of :data:`GROUPINGS` or empty."""
    where = f"NOT i.deleted AND ({selection.where})"
    if not grouping:
        sql = f"SELECT i.seq FROM action_item i WHERE {where} ORDER BY {_ORDER}"
        return Lines(array("q", (row[0] for row in reader.rows(sql, **bound(sql, selection, today)))), ())
    names: dict[str, tuple[str, str | None]]
    if grouping == "status":
        names = {str(status): (label(status), None) for status in Status}
        sql = f"SELECT i.seq, i.status FROM action_item i WHERE {where} ORDER BY {SORTS['status']}, {_ORDER}"
    else:
        table, link, order, due = _GROUPS[grouping]
        called = shown_names(reader, table)
        names = {row[0]: (called[row[0]], row[1]) for row in reader.rows(f"SELECT g.id, {due} FROM {table} g")}
        sql = (
            f"SELECT i.seq, g.id FROM action_item i LEFT JOIN {table} g ON g.id = i.{link} WHERE {where} "
            f"ORDER BY CASE WHEN g.id IS NULL THEN 1 ELSE 0 END, {order}, g.id, {_ORDER}"
        )
    numbers = array("q")
    groups: list[tuple[str | None, int]] = []
    for number, group in reader.rows(sql, **bound(sql, selection, today)):
        if not groups or groups[-1][0] != group:
            groups.append((group, 0))
            numbers.append(-len(groups))
        groups[-1] = (group, groups[-1][1] + 1)
        numbers.append(number)
    nothing = (_("(none)"), None)
    return Lines(numbers, [Heading(*names.get(group or "", nothing), count) for group, count in groups])


def timeline_rows(reader: Reader, numbers: Collection[int]) -> dict[int, TimelineRow]:
    """Return what the lines of some row numbers show, by row number; only these are read."""
    items = items_by_seq(reader, numbers)
    ids = [item.id for item in items.values()]
    after: dict[str, list[str]] = {}
    before: dict[str, list[str]] = {}
    for item_id, ref in reader.rows_in(
        "SELECT l.item_id, i.ref FROM dependency l JOIN action_item i ON i.id = l.needs_id "
        "WHERE NOT l.deleted AND NOT i.deleted AND l.item_id IN (:values) ORDER BY length(i.ref), i.ref",
        ids,
    ):
        after.setdefault(item_id, []).append(ref)
    for item_id, ref in reader.rows_in(
        "SELECT l.needs_id, i.ref FROM dependency l JOIN action_item i ON i.id = l.item_id "
        "WHERE NOT l.deleted AND NOT i.deleted AND l.needs_id IN (:values) ORDER BY length(i.ref), i.ref",
        ids,
    ):
        before.setdefault(item_id, []).append(ref)
    keys = {item.deadline for item in items.values() if item.deadline is not None}
    dues = dict(reader.rows_in("SELECT key, due FROM deadline WHERE NOT deleted AND key IN (:values)", keys))
    return {
        number: TimelineRow(
            item, tuple(after.get(item.id, ())), tuple(before.get(item.id, ())), dues.get(item.deadline or "")
        )
        for number, item in items.items()
    }
