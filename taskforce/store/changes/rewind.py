"""Rewinding: the tables as they were at an earlier moment, for any SQL that reads them.

Only records changed since that moment are rebuilt, from their own changes; a temporary view under each table's
name shows those instead of today's.  So every query, on either engine, reads the past unchanged, and the cost
grows with what was changed since, not with the age of the list.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, partial
from types import MappingProxyType
from typing import Any, NamedTuple

from taskforce.clock import write_moment
from taskforce.model.records import CREATION, DELETED, RECORDS, Kind, record_spec
from taskforce.model.text import sort_key
from taskforce.store.changes import conflict_detection, text_search
from taskforce.store.changes.batch import Change, to_json
from taskforce.store.changes.fold import absent, due_history, fold
from taskforce.store.changes.load import to_column
from taskforce.store.changes.lost import EARLIEST
from taskforce.store.database.reader import Connection, Reader, Rows

_CHANGE_COLUMNS = ", ".join(f"c.{name}" for name in Change._fields)


def due_histories(
    reader: Reader, item_ids: Collection[str], until: str = "9999"
) -> Iterator[tuple[str, str | None, int]]:
    """Return for each item its id, its first due date, and how often it was moved, until a moment (exclusive)."""
    undone = undone_batches(reader, until)
    sql = (
        f"SELECT {_CHANGE_COLUMNS} FROM change c WHERE c.record_id IN (:values) "
        "AND c.field IN ('*', 'due') AND c.at < :until"
    )
    histories: dict[str, list[Change]] = {item_id: [] for item_id in item_ids}
    for row in reader.rows_in(sql, item_ids, until=until):
        change = Change(*row)
        histories[change.record_id].append(change)
    for item_id, history in histories.items():
        yield item_id, *due_history(history, undone)


def undone_batches(reader: Reader, until: str = "9999") -> dict[str, str]:
    """Return every undo batch before a moment, and the batch it takes back."""
    sql = "SELECT id, undoes FROM batch WHERE undoes IS NOT NULL AND at < :until"
    return dict(reader.rows(sql, until=until))


def item_moments(reader: Reader, item_ids: Collection[str], until: str = "9999") -> dict[str, dict[str, Any]]:
    """Return when each item was created and last changed (notes, evidence and links included), until a moment."""
    created: dict[str, str] = {}
    sql = (
        f"SELECT record_id, at FROM change WHERE record_id IN (:values) AND field = '{CREATION}' "
        f"AND at < :until ORDER BY clock < {EARLIEST} DESC, clock DESC, copy_id DESC"
    )
    for item_id, at in reader.rows_in(sql, item_ids, until=until):
        created[item_id] = at
    sql = (
        "SELECT subject_id, max(at) FROM change WHERE subject_id IN (:values) AND at < :until GROUP BY subject_id"
    )
    updated = dict(reader.rows_in(sql, item_ids, until=until))
    return {item: {"created": at, "updated": updated[item]} for item, at in created.items()}


class Revision(NamedTuple):
    """How often a record was changed since its creation, and when last (a stored moment).

    Notes, evidence and links count as changes of their item.  Both only grow, also by a merge.
    """

    number: int
    changed_at: str


def revisions(reader: Reader, ids: Collection[str]) -> dict[str, Revision]:
    """Return the revision of each record."""
    sql = "SELECT subject_id, count(*) - 1, max(at) FROM change WHERE subject_id IN (:values) GROUP BY subject_id"
    return {row[0]: Revision(row[1], row[2]) for row in reader.rows_in(sql, ids)}


_DERIVED = ("created_at", "updated_at", "original_due", "times_rescheduled", "title_order")


def rewind(reader: Connection, moment: datetime) -> None:
    """Let ``reader`` see every table as it was just before ``moment``.

    Changes count by the time they were made, also when a merge brought them later; so copies that have merged
    see the same past.  A reader is rewound once; open another one for another moment.
    """
    until = write_moment(moment)
    if (first := first_since(reader, until)) is not None:
        items = _take_back(reader, first, until)
    else:
        items = _rebuild(reader, until)
    if items:
        reader.rewound = True
        reader.before_searching = lambda: text_search.create_rewound(reader)


def first_since(reader: Reader, moment: str) -> int | None:
    """Return the number of the first change made since a moment, if all later ones in the history are, too, and
    replace each other in that order: one copy wrote them all, and noted none for an earlier day.

    Where nothing was changed since, it is the number of the next change.
    """
    if reader.value("SELECT count(*) FROM copy") > 1:
        return None
    last = reader.value("SELECT max(seq) FROM change") or 0
    first, count = reader.rows("SELECT min(seq), count(*) FROM change WHERE at >= :moment", moment=moment)[0]
    if count == 0:
        return int(last) + 1
    return int(first) if last == first + count - 1 else None


def _take_back(reader: Connection, first: int, until: str) -> set[str]:
    """Show today's records without the changes from number ``first`` on: each has the value that was before.

    Return the items that were another way; those whose notes, evidence or links were changed since, too.
    """
    before: dict[str, dict[str, dict[str, str | None]]] = {name: {} for name in RECORDS}
    touched = before["action_item"]
    moves: dict[str, _Moves] = {}
    of_due = ", ".join(f"CASE WHEN field = 'due' THEN {name} END" for name in ("batch_id", "new"))
    columns = f"record_type, record_id, subject_id, field, old, {of_due}"
    sql = f"SELECT {columns} FROM change WHERE seq >= :first ORDER BY seq"
    for record_type, record_id, subject_id, field, old, batch_id, new in reader.rows(sql, first=first):
        if record_type in before:
            before[record_type].setdefault(record_id, {}).setdefault(field, old)
        if record_type in _OF_ITEMS:
            touched.setdefault(subject_id, {})
        if batch_id is not None and record_type == "action_item":
            of_item = moves.setdefault(record_id, {})
            of_item[batch_id] = (of_item.get(batch_id, (old, None))[0], new)
    for record_type, ids in before.items():
        if not ids:
            continue
        value_of = cache(partial(_column_before, record_type))  # there are few statuses and many changes
        known = record_spec(record_type).by_name
        made = {record_id for record_id, fields in ids.items() if CREATION in fields}
        edits: dict[str, dict[str, Any]] = {}
        for record_id, fields in ids.items():
            if fields and record_id not in made:
                edits[record_id] = {name: value_of(name, old) for name, old in fields.items() if name in known}
        if record_type == "action_item":
            moved = {item: moves[item] for item in edits if item in moves}
            for item, due, times in _dues_before(reader, moved, until):
                edits[item] |= {"original_due": due, "times_rescheduled": times}
            for values in edits.values():
                if "title" in values:
                    values["title_order"] = sort_key(values["title"])
        columns = _make_tables(reader, record_type, ids, made, edits)
        _put_aside(reader, record_type, columns, edits)
        _index(reader, record_type, "id")
        _show(reader, record_type, columns, until)
    return set(touched)


def _column_before(record_type: str, field: str, old: str | None) -> Any:
    """Return the column of a field that a change says was ``old`` (JSON text)."""
    spec = record_spec(record_type).by_name[field]
    return to_column(spec, absent(spec) if old is None else json.loads(old))


_Moves = dict[str, tuple[str | None, str | None]]
"""What batches made of a due date: from what to what, as JSON text, by the batch."""


def _dues_before(reader: Reader, moves: Mapping[str, _Moves], until: str) -> Iterator[tuple[str, str | None, int]]:
    """Return what :func:`due_histories` does of items whose due date one copy moved since a moment.

    Today's figures without those moves; the history itself only tells where what they left open, or what an undo
    since counts.
    """
    told = moves
    if reader.value("SELECT count(*) FROM batch WHERE undoes IS NOT NULL AND at >= :until", until=until):
        told = {}
    open_: list[str] = [item for item in moves if item not in told]
    sql = f"SELECT id, original_due, times_rescheduled FROM {reader.schema}.action_item WHERE id IN (:values)"
    for item, first, times in reader.rows_in(sql, told):
        of_item = moves[item].values()
        if first is None or any(new == f'"{first}"' for _old, new in of_item):
            open_.append(item)  # which was the first one given by one of these moves, perhaps
        else:
            yield item, first, times - sum(old not in (None, "null") and old != new for old, new in of_item)
    yield from due_histories(reader, open_, until)


def _put_aside(reader: Connection, record_type: str, columns: str, edits: Mapping[str, Mapping[str, Any]]) -> None:
    """Put the touched records aside as they were, but for those made since: with the values that stand beside
    their ids, else as they are today."""
    values = {name: f"now.{name}" for name in columns.split(", ")}
    for number, name in enumerate(_edited_fields(edits)):
        values[name] = f"CASE WHEN (t.edited & {1 << number}) <> 0 THEN t.{name} ELSE now.{name} END"
    reader.execute(
        f"INSERT INTO rewound_{record_type} ({columns}) SELECT {', '.join(values.values())} "
        f"FROM touched_{record_type} t JOIN {reader.schema}.{record_type} now ON now.id = t.id WHERE t.made = 0"
    )


def _edited_fields(edits: Mapping[str, Mapping[str, Any]]) -> list[str]:
    return sorted({name for values in edits.values() for name in values})


def _rebuild(reader: Connection, until: str) -> set[str]:
    """Show records as their changes until a moment make them, whoever wrote those and in whichever order; return
    the items that were another way."""
    touched, items = _touched(reader, until)
    if not touched:
        return items
    history = _history(reader, touched, until)
    past = fold(history)
    if reader.value("SELECT count(*) FROM copy") > 1:
        _shadow_conflicts(reader, {one for ids in touched.values() for one in ids}, history, until)
    for record_type, ids in touched.items():
        if record_type != "action_item":
            _shadow(reader, record_type, ids, past)
    if items:
        if missing := items - touched.get("action_item", set()):
            past |= fold(_history(reader, {"action_item": missing}, until))
        _shadow(reader, "action_item", items, past, until)
    return items


_OF_ITEMS = {"action_item"} | {
    name for name, spec in RECORDS.items() if spec.subject and spec.by_name[spec.subject].to == "action_item"
}
"""Record types whose changes count as changes of an item."""


def _touched(reader: Reader, until: str) -> tuple[dict[str, set[str]], set[str]]:
    """Return the records changed at ``until`` or later, by type, and the items that were another way before.

    An item whose notes, evidence or links were changed since had another time of its last change.
    """
    touched: dict[str, set[str]] = {}
    items: set[str] = set()
    sql = "SELECT DISTINCT record_type, record_id, subject_id FROM change WHERE at >= :until"
    for record_type, record_id, subject_id in reader.rows(sql, until=until):
        if record_type in RECORDS:
            touched.setdefault(record_type, set()).add(record_id)
        if record_type in _OF_ITEMS:
            items.add(subject_id)
    return touched, items


def _history(reader: Reader, touched: dict[str, set[str]], until: str) -> list[Change]:
    sql = f"SELECT {_CHANGE_COLUMNS} FROM change c WHERE c.record_id IN (:values) AND c.at < :until"
    ids = [record_id for ids in touched.values() for record_id in ids]
    return [Change(*row) for row in reader.rows_in(sql, ids, until=until)]


def _shadow(
    reader: Connection,
    record_type: str,
    ids: set[str],
    past: dict[tuple[str, str], dict[str, Any]],
    until: str = "",
) -> None:
    """Put a temporary view in front of a table: today's rows but for ``ids``, and those as they were."""
    columns = _make_tables(reader, record_type, ids)
    rows = _past_rows(record_type, ids, past)
    if record_type == "action_item" and rows:
        _add_derived(reader, rows, until)
    if rows:
        marks = ", ".join(f":{name}" for name in columns.split(", "))
        reader.execute_many(f"INSERT INTO rewound_{record_type} ({columns}) VALUES ({marks})", rows)
    _index(reader, record_type, "id")
    _show(reader, record_type, columns)


def _make_tables(
    reader: Connection,
    record_type: str,
    ids: Collection[str],
    made: Collection[str] = frozenset(),
    edits: Mapping[str, Mapping[str, Any]] = MappingProxyType({}),
) -> str:
    """Make the tables of ids that were another way before, and, empty, of what they were; return the columns.

    Beside an id stands whether it was ``made`` since, and the values it had by ``edits``: bits say which.
    """
    names = ["id", *record_spec(record_type).by_name]
    if record_type == "action_item":
        names += ["seq", *_DERIVED]
    columns = ", ".join(names)
    none = f"FROM {reader.schema}.{record_type} WHERE 1 = 0"
    reader.execute(f"CREATE TEMPORARY TABLE rewound_{record_type} AS SELECT {columns} {none}")
    fields = _edited_fields(edits)
    bits = {name: 1 << number for number, name in enumerate(fields)}
    known = ("id", "made", "edited", *fields)
    taken = ", ".join(("id", "0 AS made", "CAST(0 AS BIGINT) AS edited", *fields))
    reader.execute(f"CREATE TEMPORARY TABLE touched_{record_type} AS SELECT {taken} {none}")
    rows = []
    for one in sorted(ids):  # ids rise with time, as rows do
        values = edits.get(one, {})
        edited = sum(map(bits.__getitem__, values))
        rows.append((one, int(one in made), edited, *map(values.get, fields)))
    _insert(reader, f"touched_{record_type}", known, rows)
    reader.execute(f"CREATE UNIQUE INDEX ix_touched_{record_type} ON touched_{record_type} (id)")
    return columns


def _insert(reader: Connection, table: str, names: Sequence[str], rows: Sequence[tuple[Any, ...]]) -> None:
    """Fill a table; a file takes the values by their places, in two thirds of the time."""
    by_place = reader.dialect == "sqlite"
    marks = ", ".join("?" if by_place else f":{name}" for name in names)
    given: Rows = rows if by_place else [dict(zip(names, row, strict=True)) for row in rows]
    reader.execute_many(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", given)


def _index(reader: Connection, record_type: str, column: str) -> None:
    reader.execute(f"CREATE INDEX ix_rewound_{record_type}_{column} ON rewound_{record_type} ({column})")


def _show(reader: Connection, record_type: str, columns: str, until: str | None = None) -> None:
    """Put a temporary view in front of a table; what is asked of it most is found by an index there, too.

    The last change of items before ``until`` is looked up when somebody asks for it: that takes as long as to put
    them aside, and few ask.
    """
    looked_up = "seq" if record_type == "action_item" else record_spec(record_type).subject
    if looked_up is not None:
        _index(reader, record_type, looked_up)
    past = columns
    if record_type == "action_item" and until is not None:
        # As a text, which is the column's kind: SQLite looks into a view only where both of its tables are alike.
        last = f"CAST((SELECT max(c.at) FROM change c WHERE c.subject_id = r.id AND c.at < '{until}') AS TEXT)"
        past = ", ".join(last if name == "updated_at" else name for name in columns.split(", "))
    reader.execute(
        f"CREATE TEMPORARY VIEW {record_type} AS SELECT {columns} FROM {reader.schema}.{record_type} "
        f"WHERE id NOT IN (SELECT id FROM touched_{record_type}) "
        f"UNION ALL SELECT {past} FROM rewound_{record_type} r"
    )


def _shadow_conflicts(reader: Connection, touched: set[str], history: list[Change], until: str) -> None:
    """Put a temporary view in front of the open conflicts: those of records touched since as they were."""
    sql = "SELECT record_id, subject_id FROM change WHERE record_id IN (:values)"
    subjects = dict(reader.rows_in(sql, touched))
    asked = touched | set(subjects.values())
    histories: dict[str, list[Change]] = {}
    for change in history:
        histories.setdefault(change.record_id, []).append(change)
    of_subjects = {
        record_id: [change for change in changes if change.at < until]
        for record_id, changes in conflict_detection.subjects_of(
            reader, conflict_detection.deleted_among(reader, asked)
        ).items()
    }
    clashes = conflict_detection.clashes(
        histories, {key: changes for key, changes in of_subjects.items() if changes}
    )
    columns = "record_type, record_id, field, subject_id"
    now = f"{reader.schema}.open_conflict"
    kept = [
        row
        for row in reader.rows(f"SELECT {columns} FROM {now}")
        if row[1] not in touched and not (row[2] == DELETED and row[1] in asked)
    ] + [(*clash, subjects.get(clash.record_id, clash.record_id)) for clash in clashes]
    reader.execute(f"CREATE TEMPORARY TABLE rewound_open_conflict AS SELECT {columns} FROM {now} WHERE 1 = 0")
    if kept:
        rows = [dict(zip(columns.split(", "), row, strict=True)) for row in kept]
        marks = ", ".join(f":{name}" for name in rows[0])
        reader.execute_many(f"INSERT INTO rewound_open_conflict ({columns}) VALUES ({marks})", rows)
    reader.execute(f"CREATE TEMPORARY VIEW open_conflict AS SELECT {columns} FROM rewound_open_conflict")


def _past_rows(
    record_type: str, ids: set[str], past: dict[tuple[str, str], dict[str, Any]]
) -> list[dict[str, Any]]:
    fields = record_spec(record_type).by_name
    rows: list[dict[str, Any]] = []
    for record_id in ids:
        values = past.get((record_type, record_id))
        if values is None:
            continue  # it did not exist yet
        row: dict[str, Any] = {"id": record_id}
        for name, spec in fields.items():
            value = values.get(name, absent(spec))
            row[name] = to_json(value) if spec.kind in (Kind.LIST, Kind.MAP) and value is not None else value
        rows.append(row)
    return rows


def _add_derived(reader: Reader, rows: list[dict[str, Any]], until: str) -> None:
    """Add the local row number, and what is derived from the history up to the moment."""
    ids = [row["id"] for row in rows]
    sql = f"SELECT id, seq FROM {reader.schema}.action_item WHERE id IN (:values)"
    seqs = dict(reader.rows_in(sql, ids))
    times = item_moments(reader, ids, until)
    dues = {item: (first, count) for item, first, count in due_histories(reader, ids, until)}
    for row in rows:
        first, count = dues[row["id"]]
        row |= {
            "seq": seqs[row["id"]],
            "created_at": times[row["id"]]["created"],
            "updated_at": times[row["id"]]["updated"],
            "original_due": first,
            "times_rescheduled": count,
            "title_order": sort_key(row["title"]),
        }
