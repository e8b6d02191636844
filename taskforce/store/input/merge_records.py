"""An agency or a member that was entered twice: made one by a person's word; of agencies it is noticed."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping
from difflib import SequenceMatcher
from typing import Any

from taskforce.language import _
from taskforce.model.errors import NotFound, UsageError
from taskforce.model.records import CREATION, DELETED, RECORDS
from taskforce.model.text import fold
from taskforce.store.changes.batch import LINKS, UNCHANGING, Draft, create, delete, edit, to_json
from taskforce.store.changes.load import load
from taskforce.store.database.reader import Reader
from taskforce.store.query.lookup import Named, deleted_record, named_records, resolve
from taskforce.store.read.overview import organisation_name
from taskforce.store.store import Store

_ALIKE = 0.9
"""From this likeness of two names on they are taken to a person as perhaps one agency's."""

_COMMON = re.compile(r"\b(?:dinas|badan|kantor|bagian|kabupaten|kab|kota|pemerintah|dan|uptd)\b")


def record_to_join(reader: Reader, record_type: str, text: str, into: Named) -> Named:
    """Return the agency or member that shall go into another: also one that went before, when work came for it.

    Raises :class:`NotFound`, or :class:`UsageError` when it is the same one.
    """
    gone = deleted_record(reader, record_type, text)
    try:
        named = resolve(reader, record_type, text)
    except NotFound:
        if gone is None:
            raise
        return gone
    if named.id != into.id:
        return named
    if gone is None:
        raise UsageError(_("Both names are {name}: name two.", name=into.names[0]))
    return gone


def joining_drafts(store: Store, record_type: str, old: Named, new: Named) -> tuple[list[Draft], int]:
    """Return drafts that make two agencies or members one, and how many records move.

    Whatever names ``old`` names ``new`` from then on, and ``old`` is deleted.  The names of an agency become other
    names of the new one; of a member the new one gets what it lacks.  Issued reports stay as they were written.
    """
    reader = store.reader
    drafts: list[Draft] = []
    moved = 0
    for other_type, spec in RECORDS.items():
        for field in spec.fields:
            if field.to != record_type or other_type in UNCHANGING:
                continue
            if other_type in LINKS:
                links = _moved_links(reader, other_type, field.name, old.id, new.id)
                drafts += links
                moved += sum(draft.field != CREATION for draft in links)
                continue
            sql = f"SELECT id FROM {other_type} WHERE {field.name} = :old AND NOT deleted"
            rows = [row[0] for row in reader.rows(sql, old=old.id)]
            twice = _there_already(reader, other_type, field.name, old.id, new.id)
            if field.name == spec.subject:  # the history of such a record is that of its subject: it begins anew
                records = load(reader, other_type, rows)
                drafts += [delete(other_type, one) for one in rows]
                drafts += [
                    create(other_type, **{**_content(values), field.name: new.id})
                    for one, values in records.items()
                    if one not in twice
                ]
            else:
                drafts += [
                    delete(other_type, one)
                    if one in twice
                    else edit(other_type, one, field.name, new.id, seen=old.id)
                    for one in rows
                ]
            moved += len(rows)
    drafts += _taken_over(reader, record_type, old, new)
    if reader.value(f"SELECT 1 FROM {record_type} WHERE id = :id AND NOT deleted", id=old.id):
        drafts.append(delete(record_type, old.id))
    return drafts, moved


def _taken_over(reader: Reader, record_type: str, old: Named, new: Named) -> list[Draft]:
    """Draft what the new record gets of the old one: other names of an agency, what a member lacks."""
    if record_type == "agency":
        row = reader.row("SELECT aliases FROM agency WHERE id = :id", id=new.id)
        aliases = [str(one) for one in json.loads(row[0])] if row is not None and row[0] else []
        called = set(map(fold, (*new.names, new.long_name)))
        added = [name for name in dict.fromkeys((*old.names, old.long_name)) if fold(name) not in called]
        return [edit("agency", new.id, "aliases", [*aliases, *added])] if added else []
    records = load(reader, record_type, [old.id, new.id])
    return [
        edit(record_type, new.id, field.name, records[old.id][field.name])
        for field in RECORDS[record_type].fields
        if field.name != DELETED
        and records[new.id].get(field.name) is None
        and records[old.id].get(field.name) is not None
    ]


def _there_already(reader: Reader, record_type: str, field: str, old_id: str, new_id: str) -> set[str]:
    """Return the records of the old one that the new one has just so: both attend, both have the same role."""
    if record_type not in ("attendance", "appointment"):
        return set()
    sql = f"SELECT id FROM {record_type} WHERE {field} IN (:old, :new) AND NOT deleted"
    records = load(reader, record_type, [row[0] for row in reader.rows(sql, old=old_id, new=new_id)])

    same = {one: to_json(_content(values) | {field: None, "name": None}) for one, values in records.items()}
    own = {same[one] for one, values in records.items() if values[field] == new_id}
    return {one for one, values in records.items() if values[field] == old_id and same[one] in own}


def _content(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a record that say something by themselves."""
    return {name: value for name, value in values.items() if name not in ("id", DELETED)}


_OWN_FIELD = {"supporting": "lead_id", "supporting_agency": "agency_id"}
"""Of a link from an item: the field of the item that says more."""


def _moved_links(reader: Reader, record_type: str, field: str, old_id: str, new_id: str) -> list[Draft]:
    """Draft links of items to the old one as links to the new one, unless the item has it in its own field."""
    own = _OWN_FIELD[record_type]
    sql = (
        f"SELECT l.id, l.item_id, i.{own} FROM {record_type} l JOIN action_item i ON i.id = l.item_id "
        f"WHERE l.{field} = :old AND NOT l.deleted"
    )
    drafts: list[Draft] = []
    for link_id, item_id, own_id in reader.rows(sql, old=old_id):
        drafts.append(delete(record_type, link_id))
        if own_id not in (old_id, new_id):
            drafts.append(create(record_type, **{"item_id": item_id, field: new_id}))
    drafts += [
        delete(record_type, row[0])
        for row in reader.rows(
            f"SELECT l.id FROM {record_type} l JOIN action_item i ON i.id = l.item_id "
            f"WHERE l.{field} = :new AND NOT l.deleted AND i.{own} = :old",
            old=old_id,
            new=new_id,
        )
    ]
    return drafts


def alike(reader: Reader, new_ids: Collection[str]) -> list[tuple[Named, Named]]:
    """Return agencies among ``new_ids`` that may be another one under another spelling, each with that one."""
    every = named_records(reader, "agency")
    office = set(fold(organisation_name(reader)).split())
    cores = {one.id: set(_cores(one, office)) for one in every}
    pairs = []
    for one in every:
        if one.id not in new_ids:
            continue
        others = [other for other in every if other.id != one.id and other.id not in new_ids]
        match = next((other for other in others if _may_be_one(cores[one.id], cores[other.id])), None)
        if match is not None:
            pairs.append((one, match))
    return pairs


def _may_be_one(mine: set[str], theirs: set[str]) -> bool:
    if mine & theirs:
        return True
    return any(SequenceMatcher(None, a, b).ratio() >= _ALIKE for a in mine for b in theirs if len(a) > 4 < len(b))


def _cores(agency: Named, office: Collection[str]) -> Iterable[str]:
    """Return the names of an agency without the words that many have, and those of the office's own name."""
    for name in (*agency.names, agency.long_name):
        words = _COMMON.sub(" ", re.sub(r"[^\w ]+", " ", fold(name))).split()
        if core := " ".join(word for word in words if word not in office):
            yield core
