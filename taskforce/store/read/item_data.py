"""An action item as data: the object of ``list --format json``, which other programs rely on."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from taskforce.clock import Clock
from taskforce.store.database.reader import Reader
from taskforce.store.read.items import (
    ITEM_COLUMNS,
    ITEM_TABLES,
    ItemLinks,
    ItemRow,
    Selection,
    conflicting_fields,
    item_seqs,
)

KEYS = (
    "ref",
    "id",
    "title",
    "description",
    "status",
    "priority",
    "progress",
    "start",
    "due",
    "original_due",
    "times_rescheduled",
    "done_on",
    "overdue",
    "lead",
    "supporting",
    "agency",
    "dimension",
    "sub_dimension",
    "deadline",
    "horizon",
    "tags",
    "depends_on",
    "origin",
    "budget",
    "fund_source",
    "evidence",
    "notes",
    "created_at",
    "updated_at",
    "conflicts",
)
"""The keys of an item, in order; see docs/data-formats.md."""


def item_data(row: ItemRow, links: ItemLinks, today: str, local: Callable[[str], str]) -> dict[str, Any]:
    """Return one item; ``today`` decides ``overdue``, ``local`` turns a stored moment into the office's time."""
    return {
        "ref": row.ref,
        "id": row.id,
        "title": row.title,
        "description": row.description,
        "status": row.status,
        "priority": row.priority,
        "progress": row.progress,
        "start": row.start,
        "due": row.due,
        "original_due": row.original_due,
        "times_rescheduled": row.times_rescheduled,
        "done_on": row.done_on,
        "overdue": row.is_overdue(today),
        "lead": row.lead,
        "supporting": links.supporting.get(row.id, []),
        "agency": row.agency,
        "dimension": row.dimension,
        "sub_dimension": row.sub_dimension,
        "deadline": row.deadline,
        "horizon": row.horizon,
        "tags": links.tags.get(row.id, []),
        "depends_on": links.depends_on.get(row.id, []),
        "origin": row.origin,
        "budget": row.budget,
        "fund_source": row.fund_source,
        "evidence": row.evidence,
        "notes": row.notes,
        "created_at": local(row.created_at),
        "updated_at": local(row.updated_at),
        "conflicts": links.conflicts.get(row.id, []),
    }


def local_times(clock: Clock) -> Callable[[str], str]:
    """Return what turns stored moments into ISO text in the office's zone, quickly for many of them.

    Within an hour of UTC the offset is the same, so each hour is worked out once.
    """
    hours: dict[str, tuple[str, str, bool]] = {}

    def local(moment: str) -> str:
        hour = moment[:13]
        parts = hours.get(hour)
        if parts is None:
            text = clock.local(f"{hour}:00:00.000Z")
            parts = hours[hour] = (text[:13], text[19:], text[14:19] == "00:00")
        day_and_hour, offset, whole = parts
        if not whole:  # a zone that is not whole hours away from UTC
            return clock.local(moment)
        return f"{day_and_hour}{moment[13:19]}{offset}"

    return local


BLOCK = 500
"""So many items are read at a time."""

UNIT = "\x1f"
"""Stands between the links of an item as they are read: no text that is stored has it."""

_LINKED = (
    "x.handle, :unit) FROM supporting l JOIN member x ON x.id = l.member_id "
    "WHERE l.item_id = i.id AND NOT l.deleted",
    "l.name, :unit) FROM tag l WHERE l.item_id = i.id AND NOT l.deleted",
    "x.ref, :unit) FROM dependency l JOIN action_item x ON x.id = l.needs_id "
    "WHERE l.item_id = i.id AND NOT l.deleted AND NOT x.deleted",
)


class Block(NamedTuple):
    """Some items of a long list: the values of an :class:`ItemRow`, then handles, tags and refs, each kind in one
    text (``None`` for none) with :data:`UNIT` between them; and the fields in conflict, by item id."""

    rows: Sequence[tuple[Any, ...]]
    conflicts: dict[str, list[str]]


def item_blocks(reader: Reader, selection: Selection, today: str, limit: int | None = None) -> Iterator[Block]:
    """Return the items of a selection, in its order, block by block: never more of them are in memory."""
    joined = "string_agg" if reader.dialect == "postgresql" else "group_concat"
    linked = ", ".join(f"(SELECT {joined}({kind})" for kind in _LINKED)
    sql = f"SELECT {ITEM_COLUMNS}, {linked} FROM {ITEM_TABLES} WHERE i.seq IN (:values)"
    conflicts = conflicting_fields(reader)
    seqs = item_seqs(reader, selection, today, limit)
    for start in range(0, len(seqs), BLOCK):
        numbers = seqs[start : start + BLOCK]
        by_seq = {row[0]: row for row in reader.rows_in(sql, numbers, unit=UNIT)}
        yield Block([by_seq[number] for number in numbers], conflicts)


def split_links(text: str | None) -> list[str]:
    """Return handles or tags from the text of a block."""
    return [] if text is None else sorted(text.split(UNIT))


def split_refs(text: str | None) -> list[str]:
    """Return refs from the text of a block, in the order of their numbers."""
    return sorted(split_links(text), key=len)


def block_data(block: Block, today: str, local: Callable[[str], str]) -> Iterator[dict[str, Any]]:
    """Return each item of a block; see :func:`item_data`."""
    for *row, supporting, tags, needs in block.rows:
        item = ItemRow._make(row)
        links = ItemLinks(
            {item.id: split_links(supporting)},
            {item.id: split_links(tags)},
            {item.id: split_refs(needs)},
            block.conflicts,
        )
        yield item_data(item, links, today, local)
