"""Questions of an import to the list: what earlier imports wrote, and what hangs on the items it meets again."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Any, NamedTuple

from taskforce.model.records import CREATION, DELETED
from taskforce.model.text import fold
from taskforce.store.changes.batch import LINKS
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import undone_ids


class Past(NamedTuple):
    """A value that a field was given: when (UTC), and whether an import gave it."""

    at: str
    value: Any
    imported: bool


Pasts = dict[tuple[str, str], list[Past]]
"""By record id and field, oldest first."""


def field_pasts(reader: Reader, record_ids: Collection[str], fields: Collection[str]) -> Pasts:
    """Return every value that these fields of these records ever had; a creation gives all of them one.

    Steps that were taken back do not count, and neither does the taking back.  An import that brings a deleted
    record back says every field of it anew.
    """
    undone = undone_ids(reader)
    sql = (
        "SELECT c.record_id, c.field, c.new, c.at, b.kind, b.id, b.undoes FROM change c "
        "JOIN batch b ON b.id = c.batch_id WHERE c.record_id IN (:values) ORDER BY c.clock, c.copy_id"
    )
    pasts: Pasts = {}
    state: dict[tuple[str, str], Any] = {}
    for record_id, field, new, at, kind, batch_id, undoes in reader.rows_in(sql, record_ids):
        value = None if new is None else json.loads(new)
        if field == CREATION:
            said = {name: (value or {}).get(name) for name in fields}
        elif field == DELETED and value is False:
            said = {name: state.get((record_id, name)) for name in fields} | {DELETED: False}
        else:
            said = {field: value}
        state.update({(record_id, name): one for name, one in said.items()})
        if undoes is None and batch_id not in undone:
            for name, one in said.items():
                pasts.setdefault((record_id, name), []).append(Past(at, one, kind == "import"))
    return pasts


def taken_back(reader: Reader, record_ids: Collection[str]) -> set[str]:
    """Return those of these deleted records that an undone step took away; a person deleted the others."""
    sql = (
        "SELECT c.record_id, b.undoes FROM change c JOIN batch b ON b.id = c.batch_id "
        f"WHERE c.field = '{DELETED}' AND c.record_id IN (:values) ORDER BY c.clock, c.copy_id"
    )
    last = dict(reader.rows_in(sql, record_ids))
    return {record_id for record_id, undoes in last.items() if undoes is not None}


class LinkRow(NamedTuple):
    """A link of an item: its id, where it points (an id, or a tag's word), and whether it was removed."""

    id: str
    item_id: str
    target: str
    deleted: bool


def link_rows(reader: Reader, record_type: str, item_ids: Collection[str]) -> list[LinkRow]:
    """Return the links of one type that these items have or had."""
    item, target = LINKS[record_type]
    sql = f"SELECT id, {item}, {target}, deleted FROM {record_type} WHERE {item} IN (:values)"
    return [LinkRow(row[0], row[1], row[2], bool(row[3])) for row in reader.rows_in(sql, item_ids)]


class Titled(NamedTuple):
    """An action item as a sheet without its ref may mean it."""

    id: str
    ref: str
    title: str
    due: str | None
    meeting_id: str | None
    programme: str | None
    activity: str | None


def items_by_title(reader: Reader, titles: Collection[str]) -> dict[str, list[Titled]]:
    """Return the items (not deleted) that have one of these titles, by title; titles are compared folded."""
    found: dict[str, list[Titled]] = {}
    sql = "SELECT id, ref, title, due, meeting_id, programme, activity FROM action_item WHERE NOT deleted"
    for row in reader.rows(sql):
        title = fold(row[2])
        if title in titles:
            found.setdefault(title, []).append(Titled(*row))
    return found


def existing_ids(reader: Reader, record_type: str, ids: Iterable[str]) -> set[str]:
    """Return those of these ids that a record has or had."""
    return {row[0] for row in reader.rows_in(f"SELECT id FROM {record_type} WHERE id IN (:values)", list(ids))}


def dependency_pairs(reader: Reader) -> list[tuple[str, str]]:
    """Return the ids of every item that waits for another, and of that other one."""
    return [(row[0], row[1]) for row in reader.rows("SELECT item_id, needs_id FROM dependency WHERE NOT deleted")]


def ids_by_ref(reader: Reader, refs: Iterable[str]) -> dict[str, str]:
    """Return the ids of the items that people call by these refs, by ref in lower case."""
    sql = "SELECT lower(ref), id FROM action_item WHERE NOT deleted AND lower(ref) IN (:values)"
    return {row[0]: row[1] for row in reader.rows_in(sql, {ref.lower() for ref in refs})}


def unseen_changes(reader: Reader, change_ids: Iterable[str]) -> int:
    """Return how many of these changes the list has not got."""
    ids, unseen = iter(change_ids), 0
    while some := list(islice(ids, _PORTION)):
        unseen += len(some) - sum(
            1 for _row in reader.rows_in("SELECT id FROM change WHERE id IN (:values)", some)
        )
    return unseen


_PORTION = 10_000
"""Ids that are in memory at once."""
