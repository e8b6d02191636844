"""Reading action items: small immutable rows, and what is linked to them."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, NamedTuple

from taskforce.language import _
from taskforce.model.errors import NotFound, UsageError
from taskforce.model.records import fields_by_word
from taskforce.model.text import nearest
from taskforce.model.vocabulary import CLOSED
from taskforce.store.database.reader import Reader
from taskforce.store.query.conditions import OPEN, PRIORITY
from taskforce.store.query.names import shown_name_sql


def ids_of(reader: Reader, numbers: Iterable[object]) -> list[str]:
    """Return the ids of items by row number, those that are not deleted, in the order of the refs."""
    rows = reader.rows_in("SELECT id, ref FROM action_item WHERE NOT deleted AND seq IN (:values)", numbers)
    return [row[0] for row in sorted(rows, key=lambda row: (len(str(row[1])), str(row[1])))]


def id_of_ref(reader: Reader, ref: str) -> str | None:
    """Return the id of the item called ``ref``; ``None`` when there is none, or it is deleted."""
    value = reader.value("SELECT id FROM action_item WHERE NOT deleted AND ref = :ref", ref=ref) if ref else None
    return None if value is None else str(value)


def number_of(reader: Reader, item_id: str) -> int | None:
    """Return the row number of an item; ``None`` when there is none, or it is deleted."""
    value = reader.value("SELECT seq FROM action_item WHERE id = :id AND NOT deleted", id=item_id)
    return None if value is None else int(value)


def last_writer(reader: Reader, record_id: str, field: str) -> tuple[str, str]:
    """Return who wrote a field last (a handle, or nothing) and when (a stored moment, or nothing)."""
    row = reader.row(
        "SELECT m.handle, c.at FROM change c LEFT JOIN member m ON m.id = c.actor_id "
        "WHERE c.record_id = :record AND c.field IN (:field, '*') ORDER BY c.clock DESC, c.copy_id DESC LIMIT 1",
        record=record_id,
        field=field,
    )
    return ("", "") if row is None else (str(row[0] or ""), str(row[1]))


def widest_ref(reader: Reader) -> int:
    """Return the characters of the longest ref in the list, at least 3."""
    return int(reader.value("SELECT max(length(ref)) FROM action_item WHERE NOT deleted") or 3)


class ItemRow(NamedTuple):
    """One action item as lists and reports read it; names and keys instead of ids, dates as ISO text.

    ``origin`` is the item's own, or the meeting it comes from; ``weight`` ``None`` counts as 1.
    """

    seq: int
    id: str
    ref: str
    title: str
    description: str | None
    status: str
    priority: str
    progress: int
    start: str | None
    due: str | None
    original_due: str | None
    times_rescheduled: int
    done_on: str | None
    lead: str | None
    lead_name: str | None
    agency: str | None
    dimension: str | None
    dimension_name: str | None
    sub_dimension: str | None
    deadline: str | None
    horizon: str | None
    origin: str | None
    budget: int | None
    fund_source: str | None
    weight: float | None
    every: str | None
    checklist: str | None
    created_at: str
    updated_at: str
    evidence: int
    notes: int
    conflicts: int
    """How many of its fields two people changed without knowing of each other, and nobody has decided."""
    gone: str
    """Which of ``lead``, ``agency`` and ``deadline`` it names were deleted, a blank behind each."""

    @property
    def is_open(self) -> bool:
        """Return whether there is still something to do."""
        return self.status not in CLOSED

    def is_overdue(self, today: str) -> bool:
        """Return whether the due date (a day) lies before ``today`` (ISO) and the item is open."""
        return self.due is not None and self.due < today and self.is_open


class ItemLine(NamedTuple):
    """As much of an action item as a line of a list shows; the fields are those of :class:`ItemRow`."""

    seq: int
    ref: str
    title: str
    status: str
    priority: str
    progress: int
    due: str | None
    lead: str | None
    agency: str | None
    conflicts: int
    gone: str

    @property
    def is_open(self) -> bool:
        """Return whether there is still something to do."""
        return self.status not in CLOSED

    def is_overdue(self, today: str) -> bool:
        """Return whether the due date (a day) lies before ``today`` (ISO) and the item is open."""
        return self.due is not None and self.due < today and self.is_open


def _gone(**tables: str) -> str:
    """Return SQL for the names of those fields whose record, a row of the table given, was deleted."""
    return " || ".join(f"CASE WHEN {table}.deleted THEN '{field} ' ELSE '' END" for field, table in tables.items())


class Named(NamedTuple):
    """A field that is shown by a word of the record it links to: the record's table, the name that stands for it
    in SQL, and the column with the word."""

    table: str
    alias: str
    word: str


NAMED: Mapping[str, Named] = {
    "lead": Named("member", "m", "handle"),
    "agency": Named("agency", "a", "short"),
    "dimension": Named("dimension", "d", "key"),
    "sub_dimension": Named("sub_dimension", "s", "key"),
    "deadline": Named("deadline", "dl", "key"),
}
"""Such fields of an item; the link of each is the column of its name and ``_id``."""

ITEM_VALUES: dict[str, str] = {
    **{name: f"i.{name}" for name in ItemRow._fields},
    **{name: f"{one.alias}.{one.word}" for name, one in NAMED.items()},
    "lead_name": shown_name_sql("member", "m"),
    "dimension_name": "d.name",
    "origin": "coalesce(i.origin, CASE WHEN mt.number IS NULL THEN mt.title "
    "ELSE mt.number || ' ' || mt.title END)",
    "evidence": "(SELECT count(*) FROM evidence e WHERE e.item_id = i.id AND NOT e.deleted)",
    "notes": "(SELECT count(*) FROM note n WHERE n.item_id = i.id AND NOT n.deleted)",
    "conflicts": "(SELECT count(*) FROM open_conflict oc WHERE oc.record_id = i.id)",
    "gone": _gone(lead="m", agency="a", deadline="dl"),
}
"""The SQL of each field of an :class:`ItemRow`, from :data:`ITEM_TABLES`."""

ITEM_COLUMNS = ", ".join(ITEM_VALUES.values())
"""The columns of an :class:`ItemRow`, where the list is read as it is today."""

UNNAMED_TABLES = "action_item i LEFT JOIN meeting mt ON mt.id = i.meeting_id"
"""The tables of what :data:`ITEM_VALUES` has of an item, but for the words of :data:`NAMED`."""

ITEM_TABLES = " ".join(
    (
        UNNAMED_TABLES,
        *(f"LEFT JOIN {one.table} {one.alias} ON {one.alias}.id = i.{name}_id" for name, one in NAMED.items()),
    )
)

_LINE_COLUMNS = f"""
    i.seq, i.ref, i.title, i.status, i.priority, i.progress, i.due, m.handle, a.short,
    (SELECT count(*) FROM open_conflict oc WHERE oc.record_id = i.id), {_gone(lead="m", agency="a")}
"""

_LINE_TABLES = """
    action_item i
    LEFT JOIN member m ON m.id = i.lead_id
    LEFT JOIN agency a ON a.id = i.agency_id
"""

LATE = f"i.due < :today AND {OPEN}"
_OVERDUE = f"CASE WHEN {LATE} THEN 0 ELSE 1 END"
_REF = "length(i.ref), i.ref"

SORTS: Mapping[str, str] = {
    "ref": _REF,
    "title": "i.title_order",
    "status": "CASE i.status WHEN 'blocked' THEN 0 WHEN 'in_progress' THEN 1 WHEN 'not_started' THEN 2 "
    "WHEN 'deferred' THEN 3 WHEN 'done' THEN 4 ELSE 5 END",
    "priority": PRIORITY,
    "progress": "i.progress",
    "start": "i.start",
    "due": "i.due",
    "done_on": "i.done_on",
    "lead": "(SELECT lower(x.name) FROM member x WHERE x.id = i.lead_id)",
    "agency": "(SELECT lower(x.short) FROM agency x WHERE x.id = i.agency_id)",
    "dimension": "(SELECT x.position FROM dimension x WHERE x.id = i.dimension_id)",
    "deadline": "(SELECT x.due FROM deadline x WHERE x.id = i.deadline_id)",
    "budget": "i.budget",
    "created_at": "i.created_at",
    "updated_at": "i.updated_at",
    "overdue": _OVERDUE,
    "open": f"CASE WHEN {OPEN} THEN 0 ELSE 1 END",
}
"""What a list can be sorted by, as SQL."""

_SORT_WORDS = {word: field for word, field in fields_by_word().items() if field in SORTS}

DEFAULT_SORT = "overdue,due,-priority,ref"
"""Overdue first, then by due date, priority, ref: the order of every list and report."""


def order_by(sort: str | None) -> str:
    """Return the ORDER BY of a sort such as ``due,-priority``; absent values come last either way.

    Raises :class:`UsageError` for a field that nothing can be sorted by.
    """
    return ", ".join(_order_terms(sort))


def normal_sort(sort: str) -> str:
    """Return a sort with the names that :data:`SORTS` has for the words that people type (``-tenggat``)."""
    terms: list[str] = []
    for word in map(str.strip, sort.split(",")):
        name = word.lstrip("-+")
        terms.append(("-" if word.startswith("-") else "") + _SORT_WORDS.get(name.lower(), name))
    return ",".join(terms)


def _no_sort(name: str) -> UsageError:
    near = nearest(name, [*SORTS, *_SORT_WORDS], as_near=True)
    if near:
        return UsageError(
            _("Lists cannot be sorted by “{name}”: did you mean {near}?", name=name, near=", ".join(near))
        )
    return UsageError(_("Lists cannot be sorted by “{name}”: use {near}.", name=name, near=", ".join(SORTS)))


def _order_terms(sort: str | None) -> list[str]:
    terms: list[str] = []
    for word in normal_sort(sort or DEFAULT_SORT).split(","):
        name = word.removeprefix("-")
        if name not in SORTS:
            raise _no_sort(name)
        direction = " DESC" if word.startswith("-") else ""
        if name in ("overdue", "open", "priority", "status", "progress"):
            terms.append(SORTS[name] + direction)
        elif name == "ref":
            terms += [part + direction for part in ("length(i.ref)", "i.ref")]
        else:
            terms += [f"CASE WHEN {SORTS[name]} IS NULL THEN 1 ELSE 0 END", SORTS[name] + direction]
    return [*terms, "i.seq"]


class _Run(NamedTuple):
    """A part of a sorted list: its condition and its order; ``dated``: an index gives it day by due day."""

    condition: str
    order: str
    dated: bool


def _runs(sort: str | None) -> list[_Run]:
    """Return the runs that give a sort's items one after the other.

    The usual sorts (by due day, perhaps after what is overdue) fall into some that an index on the due day
    gives in order, so that the first items are found without a look at all the others.
    """
    terms, conditions = _order_terms(sort), ["1 = 1"]
    if terms[0] == _OVERDUE:
        terms, conditions = terms[1:], [LATE, f"{_OVERDUE} = 1"]
    undated = f"CASE WHEN {SORTS['due']} IS NULL THEN 1 ELSE 0 END"
    if terms[0] == undated:
        order = ", ".join(terms[1:])
        dated = [_Run(f"{one} AND i.due IS NOT NULL", order, True) for one in conditions]
        return [*dated, _Run(f"{conditions[-1]} AND i.due IS NULL", order, False)]
    return [_Run(one, ", ".join(terms), False) for one in conditions]


class Selection(NamedTuple):
    """Which items, in which order: SQL over ``action_item i`` with its parameters; see the query language."""

    where: str = "1 = 1"
    parameters: Mapping[str, Any] = MappingProxyType({})
    sort: str | None = None


def items_of(link: str, record_id: str, sort: str | None = None, *, only_open: bool = False) -> Selection:
    """Return the items whose field ``link`` names a record, such as those of a meeting or a member's own."""
    where = f"i.{link} = :record" + (f" AND {OPEN}" if only_open else "")
    return Selection(where, {"record": record_id}, sort)


def item_rows(
    reader: Reader, selection: Selection, today: str, limit: int | None = None, offset: int = 0
) -> list[ItemRow]:
    """Return the items of a selection that are not deleted; ``today`` (ISO) decides what is overdue."""
    if limit is not None:
        seqs = _first_seqs(reader, selection, today, offset + limit)[offset:]
        rows = items_by_seq(reader, seqs)
        return [rows[seq] for seq in seqs]
    sql = _whole(_columns(reader), ITEM_TABLES, selection)
    return _counted(reader, reader.rows(sql, **bound(sql, selection, today)))


def _columns(reader: Reader) -> str:
    """Return the columns of an :class:`ItemRow`; on a rewound list evidence and notes are still to be counted.

    SQLite would read all of them for every item: it looks into a view of two tables for a value, but not for one
    that each row brings.
    """
    return ", ".join((ITEM_VALUES | {"evidence": "0", "notes": "0"}).values()) if reader.rewound else ITEM_COLUMNS


def _counted(reader: Reader, columns: Iterable[tuple[Any, ...]]) -> list[ItemRow]:
    rows = list(map(ItemRow._make, columns))
    if not reader.rewound:
        return rows
    evidence, notes = (
        dict(
            reader.rows_in(
                f"SELECT x.item_id, count(*) FROM {table} x WHERE x.item_id IN (:values) AND NOT x.deleted "
                "GROUP BY x.item_id",
                [row.id for row in rows],
            )
        )
        for table in ("evidence", "note")
    )
    return [row._replace(evidence=evidence.get(row.id, 0), notes=notes.get(row.id, 0)) for row in rows]


def item_lines(reader: Reader, selection: Selection, today: str, limit: int | None = None) -> list[ItemLine]:
    """Return the items of :func:`item_rows`, of each only what a line shows."""
    if limit is None:
        sql = _whole(_LINE_COLUMNS, _LINE_TABLES, selection)
        return list(map(ItemLine._make, reader.rows(sql, **bound(sql, selection, today))))
    seqs = _first_seqs(reader, selection, today, limit)
    sql = f"SELECT {_LINE_COLUMNS} FROM {_LINE_TABLES} WHERE i.seq IN (:values)"
    lines = {row[0]: ItemLine._make(row) for row in reader.rows_in(sql, seqs)}
    return [lines[seq] for seq in seqs]


def _whole(columns: str, tables: str, selection: Selection) -> str:
    return (
        f"SELECT {columns} FROM {tables} WHERE NOT i.deleted AND ({selection.where}) "
        f"ORDER BY {order_by(selection.sort)}"
    )


def _first_seqs(reader: Reader, selection: Selection, today: str, limit: int) -> array[int]:
    """Return the row numbers of the first items of a selection."""
    seqs = array("q")
    for run in _runs(selection.sort):
        if len(seqs) < limit:
            sql = f"{_run_of('i.seq', 'action_item i', selection, run)} LIMIT {limit - len(seqs)}"
            seqs.extend(reader.numbers(sql, **bound(sql, selection, today)))
    return seqs


def _run_of(columns: str, tables: str, selection: Selection, run: _Run) -> str:
    return (
        f"SELECT {columns} FROM {tables} WHERE NOT i.deleted AND ({selection.where}) AND {run.condition} "
        f"ORDER BY {run.order}"
    )


def each_item(
    reader: Reader, columns: str, tables: str, selection: Selection, today: str, limit: int | None = None
) -> Iterator[tuple[Any, ...]]:
    """Yield the items of a selection in its order, each as its row number and some ``columns`` of ``tables``.

    Never more of them are in memory than have one due day: those days an index gives in order.  Of the others the
    row numbers are sorted first, as they are of all where a reader cannot yield rows one by one, or rewound tables
    have no index.
    """
    if limit is not None or reader.rewound or not reader.streams:
        seqs = item_seqs(reader, selection, today, limit)
        yield from reader.numbered(columns, tables, "i.seq", seqs, today=today)
        return
    for run in _runs(selection.sort):
        if run.dated:
            sql = _run_of(f"i.seq, {columns}", tables, selection, run)
            yield from reader.each(sql, **bound(sql, selection, today))
        else:
            sql = _run_of("i.seq", "action_item i", selection, run)
            seqs = reader.numbers(sql, **bound(sql, selection, today))
            yield from reader.numbered(columns, tables, "i.seq", seqs, today=today)


class Counts(NamedTuple):
    """How many items a selection has, how many of them are overdue, and how many have fields in conflict."""

    total: int
    overdue: int
    conflicted: int


def item_counts(reader: Reader, selection: Selection, today: str) -> Counts:
    """Return how many items a selection has; one by the due day alone is counted in an index."""
    counted = f"FROM action_item i WHERE NOT i.deleted AND ({selection.where})"
    sql = f"SELECT count(*), sum(1 - {_OVERDUE}) {counted}"
    total, overdue = reader.rows(sql, **bound(sql, selection, today))[0]
    sql = f"SELECT count(*) {counted} AND i.id IN (SELECT oc.record_id FROM open_conflict oc)"
    conflicted = reader.value(sql, **bound(sql, selection, today))
    return Counts(int(total), int(overdue or 0), int(conflicted))


def item_seqs(reader: Reader, selection: Selection, today: str, limit: int | None = None) -> array[int]:
    """Return the row numbers of a selection, in its order: what a table of any length keeps in memory."""
    if limit is not None:
        return _first_seqs(reader, selection, today, limit)
    sql = (
        f"SELECT i.seq FROM action_item i WHERE NOT i.deleted AND ({selection.where}) "
        f"ORDER BY {order_by(selection.sort)}"
    )
    return reader.numbers(sql, **bound(sql, selection, today))


def bound(sql: str, selection: Selection, today: str) -> dict[str, Any]:
    """Return the parameters of a query over a selection: ``today`` only where the SQL asks for it."""
    parameters = dict(selection.parameters)
    if ":today" in sql:
        parameters["today"] = today
    return parameters


def items_by_seq(reader: Reader, seqs: Collection[int]) -> dict[int, ItemRow]:
    """Return items by row number."""
    sql = f"SELECT {_columns(reader)} FROM {ITEM_TABLES} WHERE i.seq IN (:values)"
    return {row.seq: row for row in _counted(reader, reader.rows_in(sql, seqs))}


def items_by_id(reader: Reader, ids: Collection[str]) -> dict[str, ItemRow]:
    """Return items by id, deleted ones too."""
    sql = f"SELECT {_columns(reader)} FROM {ITEM_TABLES} WHERE i.id IN (:values)"
    return {row.id: row for row in _counted(reader, reader.rows_in(sql, ids))}


class ItemLinks(NamedTuple):
    """What items are linked to, by item id: handles of supporting members, tags, refs they depend on; and the
    names of their fields in conflict."""

    supporting: Mapping[str, list[str]]
    tags: Mapping[str, list[str]]
    depends_on: Mapping[str, list[str]]
    conflicts: Mapping[str, list[str]]


_SUPPORTING = (
    "SELECT l.item_id, m.handle FROM supporting l JOIN member m ON m.id = l.member_id "
    "WHERE NOT l.deleted{only} ORDER BY m.handle"
)
_TAGS = "SELECT l.item_id, l.name FROM tag l WHERE NOT l.deleted{only} ORDER BY l.name"
_DEPENDS = "SELECT l.item_id, l.needs_id FROM dependency l WHERE NOT l.deleted{only}"


def ref_order(ref: str) -> tuple[int, str]:
    """Return the key that sorts refs as their numbers do."""
    return len(ref), ref


def item_links(reader: Reader, item_ids: Collection[str] | None = None) -> ItemLinks:
    """Return the links of some items, or of all."""

    def read(sql: str) -> dict[str, list[str]]:
        links: dict[str, list[str]] = {}
        rows: Iterable[tuple[Any, ...]]
        if item_ids is None:
            rows = reader.rows(sql.format(only=""))
        else:
            rows = reader.rows_in(sql.format(only=" AND l.item_id IN (:values)"), item_ids)
        for item_id, value in rows:
            links.setdefault(item_id, []).append(value)
        return links

    needs = read(_DEPENDS)
    # Not by a join: on a rewound list SQLite would read every item for each portion of ids.
    sql = "SELECT id, ref FROM action_item WHERE NOT deleted AND id IN (:values)"
    refs = dict(reader.rows_in(sql, {one for ids in needs.values() for one in ids}))
    depends_on = {
        item_id: sorted((refs[one] for one in ids if one in refs), key=ref_order)
        for item_id, ids in needs.items()
        if not refs.keys().isdisjoint(ids)
    }
    return ItemLinks(read(_SUPPORTING), read(_TAGS), depends_on, conflicting_fields(reader, item_ids))


def conflicting_fields(reader: Reader, item_ids: Collection[str] | None = None) -> dict[str, list[str]]:
    """Return the names of the fields in conflict of some items, or of all that have such, by item id."""
    fields: dict[str, list[str]] = {}
    sql = "SELECT l.record_id, l.field FROM open_conflict l WHERE l.record_type = 'action_item'{} ORDER BY l.field"
    rows: Iterable[tuple[Any, ...]]
    if item_ids is None:
        rows = reader.rows(sql.format(""))
    else:
        rows = reader.rows_in(sql.format(" AND l.record_id IN (:values)"), item_ids)
    for item_id, field in rows:
        fields.setdefault(item_id, []).append(field.removesuffix("_id"))
    return fields


def item_by_ref(reader: Reader, ref: str) -> ItemRow:
    """Return the item that people call ``ref``, or whose id it is; see :func:`items_by_ref`."""
    return items_by_ref(reader, [ref])[0]


def items_by_ref(reader: Reader, refs: Iterable[str], *, deleted: bool = False) -> list[ItemRow]:
    """Return the items that people call so, or whose ids they are, in the order of ``refs``; or ``deleted`` ones.

    Raises :class:`NotFound` when there is none, or when two copies under one name gave the ref to several.
    """
    called = "lower(i.ref) IN (:values) OR i.id IN (:values)"
    there = "i.deleted" if deleted else "NOT i.deleted"
    sql = f"SELECT {ITEM_COLUMNS} FROM {ITEM_TABLES} WHERE {there} AND ({called})"
    names = {ref: ref.strip().lstrip("#").casefold() for ref in refs}
    items: dict[str, dict[str, ItemRow]] = {name: {} for name in names.values()}
    for row in map(ItemRow._make, reader.rows_in(sql, items)):
        for name in {row.id, (row.ref or "").lower()} & items.keys():
            items[name][row.id] = row
    missing = next((ref for ref, name in names.items() if not items[name]), None)
    if missing is not None and not deleted and (kept := merged_into(reader, missing)):
        raise NotFound(
            _("“{ref}” was merged into {kept}: everything written about it is there.", ref=missing, kept=kept)
        )
    if deleted and missing is not None:
        raise NotFound(
            _("No deleted action item is called “{ref}”: “taskforce history” shows what was deleted.", ref=missing)
        )
    return [_the_only_one(ref, [row for _id, row in sorted(items[name].items())]) for ref, name in names.items()]


def merged_into(reader: Reader, ref: str) -> str | None:
    """Return the ref of the item that a deleted one was made one with; ``None`` where it was not."""
    row = reader.row(
        "SELECT b.summary FROM action_item i JOIN change c ON c.record_id = i.id AND c.field = 'deleted' "
        "JOIN batch b ON b.id = c.batch_id WHERE i.deleted AND lower(i.ref) = :ref "
        "ORDER BY c.clock DESC, c.copy_id DESC LIMIT 1",
        ref=ref.strip().lstrip("#").casefold(),
    )
    summary = str(row[0] or "") if row is not None else ""
    return summary.rpartition(" → ")[2] if " → " in summary else None


def _the_only_one(ref: str, rows: Sequence[ItemRow]) -> ItemRow:
    if not rows:
        raise NotFound(_("There is no action item “{ref}”: “taskforce list” shows the refs there are.", ref=ref))
    if len(rows) > 1:
        raise NotFound(
            _(
                "“{ref}” is the ref of {count} action items: name one by its id: {items}.",
                ref=ref,
                count=len(rows),
                items=", ".join(f"{row.id} ({row.title})" for row in rows),
            )
        )
    return rows[0]
