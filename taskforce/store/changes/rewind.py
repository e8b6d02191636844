"""Rewinding: the tables as they were at an earlier moment, for any SQL that reads them.

Only records changed since that moment are rebuilt, from their own changes; a temporary view under each table's
name shows those instead of today's.  So every query, on either engine, reads the past unchanged, and the cost
grows with what was changed since, not with the age of the list.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple

from taskforce.clock import write_moment
from taskforce.model.records import CREATION, DELETED, RECORDS, Kind, record_spec
from taskforce.model.text import sort_key
from taskforce.store.changes import conflict_detection, text_search
from taskforce.store.changes.batch import Change, to_json
from taskforce.store.changes.fold import absent, due_history, fold
from taskforce.store.changes.load import to_column
from taskforce.store.changes.lost import EARLIEST
from taskforce.store.database.reader import Connection, Reader

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
    before: dict[str, dict[str, dict[str, str | None]]] = {}
    sql = "SELECT record_type, record_id, subject_id, field, old FROM change WHERE seq >= :first ORDER BY seq"
    for record_type, record_id, subject_id, field, old in reader.rows(sql, first=first):
        if record_type in RECORDS:
            before.setdefault(record_type, {}).setdefault(record_id, {}).setdefault(field, old)
        if record_type in _OF_ITEMS:
            before.setdefault("action_item", {}).setdefault(subject_id, {})
    read = cache(json.loads)  # there are few statuses and percentages, and many changes
    for record_type, ids in before.items():
        made = {record_id for record_id, fields in ids.items() if CREATION in fields}
        edits: dict[str, dict[str, Any]] = {}
        for record_id, fields in ids.items():
            if record_id in made:
                continue
            for field, old in fields.items():
                if (spec := record_spec(record_type).by_name.get(field)) is not None:
                    value = absent(spec) if old is None else read(old)
                    edits.setdefault(record_id, {})[field] = to_column(spec, value)
        columns = _make_tables(reader, record_type, ids, made)
        _copy_touched(reader, record_type, columns, until)
        if record_type == "action_item":
            moved = [record_id for record_id, values in edits.items() if "due" in values]
            for item, due, times in due_histories(reader, moved, until):
                edits[item] |= {"original_due": due, "times_rescheduled": times}
            for values in edits.values():
                if "title" in values:
                    values["title_order"] = sort_key(values["title"])
        _index(reader, record_type, "id")
        _set_back(reader, record_type, edits)
        _show(reader, record_type, columns)
    return set(before.get("action_item", ()))


def _copy_touched(reader: Connection, record_type: str, columns: str, until: str) -> None:
    """Put the touched records as they are today to the side, but for those made since; items with the moment of
    their last change before a moment."""
    last = "(SELECT max(c.at) FROM change c WHERE c.subject_id = now.id AND c.at < :until)"
    values = [last if name == "updated_at" else f"now.{name}" for name in columns.split(", ")]
    sql = (
        f"INSERT INTO rewound_{record_type} ({columns}) SELECT {', '.join(values)} "
        f"FROM {reader.schema}.{record_type} now "
        f"WHERE now.id IN (SELECT id FROM touched_{record_type} WHERE made = 0)"
    )
    reader.execute(sql, **({"until": until} if last in values else {}))


def _set_back(reader: Connection, record_type: str, edits: Mapping[str, dict[str, Any]]) -> None:
    """Give records put aside the values that they had, those together in which the same fields were changed."""
    alike: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for record_id, values in edits.items():
        alike.setdefault(tuple(sorted(values)), []).append({**values, "id": record_id})
    for fields, rows in alike.items():
        setting = ", ".join(f"{field} = :{field}" for field in fields)
        reader.execute_many(f"UPDATE rewound_{record_type} SET {setting} WHERE id = :id", rows)


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
    reader: Connection, record_type: str, ids: Collection[str], made: Collection[str] = frozenset()
) -> str:
    """Make the tables of ids that were another way before, which of them were ``made`` since, and, empty, of what
    they were; return the columns."""
    names = ["id", *record_spec(record_type).by_name]
    if record_type == "action_item":
        names += ["seq", *_DERIVED]
    columns = ", ".join(names)
    today = f"{reader.schema}.{record_type}"
    reader.execute(f"CREATE TEMPORARY TABLE rewound_{record_type} AS SELECT {columns} FROM {today} WHERE 1 = 0")
    bytewise = ' COLLATE "C"' if reader.dialect == "postgresql" else ""
    reader.execute(f"CREATE TEMPORARY TABLE touched_{record_type} (id TEXT{bytewise} PRIMARY KEY, made INTEGER)")
    rows = [{"id": one, "made": int(one in made)} for one in ids]
    reader.execute_many(f"INSERT INTO touched_{record_type} (id, made) VALUES (:id, :made)", rows)
    return columns


def _index(reader: Connection, record_type: str, column: str) -> None:
    reader.execute(f"CREATE INDEX ix_rewound_{record_type}_{column} ON rewound_{record_type} ({column})")


def _show(reader: Connection, record_type: str, columns: str) -> None:
    """Put a temporary view in front of a table; what is asked of it most is found by an index there, too."""
    looked_up = "seq" if record_type == "action_item" else record_spec(record_type).subject
    if looked_up is not None:
        _index(reader, record_type, looked_up)
    reader.execute(
        f"CREATE TEMPORARY VIEW {record_type} AS SELECT {columns} FROM {reader.schema}.{record_type} "
        f"WHERE id NOT IN (SELECT id FROM touched_{record_type}) "
        f"UNION ALL SELECT {columns} FROM rewound_{record_type}"
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
