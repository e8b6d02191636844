"""An action item as data: the object of ``list --format json``, which other programs rely on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator
from functools import cache
from itertools import islice
from typing import Any, NamedTuple

from taskforce.clock import Clock
from taskforce.store.database.reader import Reader
from taskforce.store.read.items import (
    ITEM_VALUES,
    LATE,
    NAMED,
    UNNAMED_TABLES,
    ItemLinks,
    ItemRow,
    Named,
    Selection,
    bound,
    conflicting_fields,
    each_item,
    ref_order,
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
    "weight",
    "every",
    "checklist",
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
        "weight": int(row.weight) if row.weight is not None and row.weight.is_integer() else row.weight,
        "every": row.every,
        "checklist": json.loads(row.checklist or "[]"),
        "created_at": local(row.created_at),
        "updated_at": local(row.updated_at),
        "conflicts": links.conflicts.get(row.id, []),
    }


def local_times(clock: Clock) -> Callable[[str], str]:
    """Return what turns stored moments into ISO text in the office's zone, quickly for many of them.

    Within an hour of UTC the offset is the same, so each hour is worked out once.
    """
    hours: dict[str, tuple[str, str] | None] = {}

    def local(moment: str) -> str:
        hour = moment[:13]
        try:
            parts = hours[hour]
        except KeyError:
            text = clock.local(f"{hour}:00:00.000Z")
            parts = hours[hour] = (text[:13], text[19:]) if text[14:19] == "00:00" else None
        if parts is None:  # a zone that is not whole hours away from UTC
            return clock.local(moment)
        return parts[0] + moment[13:19] + parts[1]

    return local


BLOCK = 500
"""So many items are made texts at a time."""

_MOST = 10
"""Of more than one item in so many, links are read of the whole list at once: six times as fast, an item."""


_Texts = list[str] | dict[int, str]
_Counts = list[int] | dict[int, int]


class _Links(NamedTuple):
    """The links of items, by their row numbers: handles, tags and refs as JSON arrays; how many of the others."""

    supporting: _Texts
    tags: _Texts
    depends_on: _Texts
    evidence: _Counts
    notes: _Counts


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def item_texts(
    reader: Reader, selection: Selection, today: str, local: Callable[[str], str], limit: int | None = None
) -> Iterator[str]:
    """Return the items of a selection in its order, each as JSON text: that of :func:`item_data`.

    What an item says itself the database writes as JSON: a record and an encoder take twice as long.  Never more
    than a block of items is in memory; of a long list their links are, as short texts that many of them share.
    """
    head, money, more = (
        _object(reader, KEYS[KEYS.index(first) : KEYS.index(last) + 1])
        for first, last in (("ref", "done_on"), ("origin", "fund_source"), ("weight", "every"))
    )
    places = ", ".join(f"i.{name}_id" for name in NAMED)
    columns = (
        f"i.id, {head}, {LATE}, {places}, i.horizon, {money}, {more}, i.checklist, i.created_at, i.updated_at"
    )
    leads, agencies, dimensions, sub_dimensions, deadlines = (_words(reader, one) for one in NAMED.values())
    horizon = cache(_encode)
    conflicts = {item_id: _encode(fields) for item_id, fields in conflicting_fields(reader).items()}
    last = int(reader.value(f"SELECT max(seq) FROM {reader.schema}.action_item") or 0)
    long = _longer_than(reader, selection, today, limit, max(BLOCK, last // _MOST))
    links = _links(reader, last) if long else None
    rows = each_item(reader, columns, UNNAMED_TABLES, selection, today, limit)
    while block := list(islice(rows, BLOCK)):
        supporting, tags, needs, evidence, notes = links or _links(reader, last, [row[1] for row in block])
        for seq, item_id, own, late, lead, agency, dim, sub, key, term, paid, also, steps, made, at in block:
            created = local(made)
            yield (
                f'{own[:-1]},"overdue":{"true" if late else "false"},"lead":{leads[lead]},'
                f'"supporting":{supporting[seq]},"agency":{agencies[agency]},'
                f'"dimension":{dimensions[dim]},"sub_dimension":{sub_dimensions[sub]},'
                f'"deadline":{deadlines[key]},"horizon":{horizon(term)},"tags":{tags[seq]},'
                f'"depends_on":{needs[seq]},{paid[1:-1]},"evidence":{evidence[seq]},"notes":{notes[seq]},'
                f'{also[1:-1]},"checklist":{steps or "[]"},'
                f'"created_at":"{created}","updated_at":"{created if at == made else local(at)}",'
                f'"conflicts":{conflicts.get(item_id, "[]") if conflicts else "[]"}}}'
            )


def _longer_than(reader: Reader, selection: Selection, today: str, limit: int | None, count: int) -> bool:
    """Return whether a selection has more than so many items."""
    if limit is not None and limit <= count:
        return False
    sql = f"SELECT i.seq FROM action_item i WHERE NOT i.deleted AND ({selection.where}) LIMIT 1 OFFSET {count}"
    return reader.row(sql, **bound(sql, selection, today)) is not None


def _words(reader: Reader, named: Named) -> dict[str | None, str]:
    """Return the words of a table's records by their ids, as JSON; an item whose link is broken has none."""
    words: dict[str | None, str] = defaultdict(lambda: "null")
    words.update((one, _encode(word)) for one, word in reader.rows(f"SELECT id, {named.word} FROM {named.table}"))
    return words


def _object(reader: Reader, keys: Iterable[str]) -> str:
    """Return the SQL of a JSON object with what items say under some keys, without blanks between them."""
    values = {key: ITEM_VALUES[key] for key in keys}
    if reader.dialect == "postgresql":
        columns = ", ".join(f'{value} AS "{key}"' for key, value in values.items())
        return f"(SELECT CAST(row_to_json(x) AS text) FROM (SELECT {columns}) x)"
    if "weight" in values:  # SQLite would write 2.0, not 2
        whole = "CAST(i.weight AS INTEGER)"
        values["weight"] = f"CASE WHEN i.weight = {whole} THEN {whole} ELSE i.weight END"
    pairs = ", ".join(f"'{key}', {value}" for key, value in values.items())
    return f"json_object({pairs})"


def _links(reader: Reader, last: int, ids: Collection[str] | None = None) -> _Links:
    """Return the links of all items, up to the ``last`` row number, or of some.

    Row numbers never change: they are looked up in today's table, also where an earlier day is looked at.
    """
    items = f"{reader.schema}.action_item i"

    def linked(tables: str, *words: str) -> Iterable[tuple[Any, ...]]:
        rest = f"FROM {tables} CROSS JOIN {items} WHERE i.id = l.item_id AND NOT l.deleted"
        if ids is None:
            return zip(*reader.columns(["i.seq", *words], rest), strict=True)
        sql = f"SELECT {', '.join(('i.seq', *words))} {rest} AND l.item_id IN (:values)"
        return reader.rows_in(sql, ids)

    def arrays(word: str, tables: str, order: Callable[[str], Any] | None = None) -> _Texts:
        texts: _Texts = ["[]"] * (last + 1) if ids is None else defaultdict(lambda: "[]")
        words: dict[str, tuple[str, ...]] = {"[]": ()}
        longer: dict[tuple[str, str], str] = {}  # what one word more makes of an array: many items have the same
        for seq, one in linked(tables, word):
            before = texts[seq]
            text = longer.get((before, one))
            if text is None:
                array = tuple(sorted((*words[before], one), key=order))
                text = longer[before, one] = _encode(array)
                words[text] = array
            texts[seq] = text
        return texts

    def counts(table: str) -> _Counts:
        numbers: _Counts = [0] * (last + 1) if ids is None else defaultdict(int)
        for (seq,) in linked(f"{table} l"):
            numbers[seq] += 1
        return numbers

    return _Links(
        arrays("x.handle", "supporting l JOIN member x ON x.id = l.member_id"),
        arrays("l.name", "tag l"),
        arrays("x.ref", "dependency l JOIN action_item x ON x.id = l.needs_id AND NOT x.deleted", ref_order),
        counts("evidence"),
        counts("note"),
    )
