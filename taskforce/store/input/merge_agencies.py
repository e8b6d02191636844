"""An agency that was entered twice, under two spellings: noticed, and made one by a person's word."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from difflib import SequenceMatcher

from taskforce.language import _
from taskforce.model.errors import NotFound, UsageError
from taskforce.model.records import CREATION, RECORDS
from taskforce.model.text import fold
from taskforce.store.changes.batch import LINKS, Draft, create, delete, edit
from taskforce.store.database.reader import Reader
from taskforce.store.query.lookup import Named, named_records, resolve
from taskforce.store.read.registers import organisation_name
from taskforce.store.store import Store

_ALIKE = 0.9
"""From this likeness of two names on they are taken to a person as perhaps one agency's."""

_COMMON = re.compile(r"\b(?:dinas|badan|kantor|bagian|kabupaten|kab|kota|pemerintah|dan|uptd)\b")


def agency_to_join(reader: Reader, text: str, into: Named) -> Named:
    """Return the agency that shall go into another: also one that went before, when work arrived for it since.

    Raises :class:`NotFound`, or :class:`UsageError` when it is the same one.
    """
    gone = _gone(reader, text)
    try:
        agency = resolve(reader, "agency", text)
    except NotFound:
        if gone is None:
            raise
        return gone
    if agency.id != into.id:
        return agency
    if gone is None:
        raise UsageError(_("Both names are {name}: name two agencies.", name=into.names[0]))
    return gone


def _gone(reader: Reader, text: str) -> Named | None:
    folded = fold(text.strip())
    for agency_id, short, code, name in reader.rows("SELECT id, short, code, name FROM agency WHERE deleted"):
        if folded in map(fold, (short, code, name)):
            return Named(agency_id, (short, code), name)
    return None


def joining_drafts(store: Store, old: Named, new: Named) -> tuple[list[Draft], int]:
    """Return drafts that make two agencies one, and how many records move.

    Whatever names ``old`` names ``new`` from then on, its names become other names of ``new``, and it is deleted.
    """
    reader = store.reader
    drafts: list[Draft] = []
    for record_type, spec in RECORDS.items():
        for field in spec.fields:
            if field.to != "agency":
                continue
            if record_type in LINKS:
                drafts += _moved_links(reader, record_type, old.id, new.id)
                continue
            sql = f"SELECT id FROM {record_type} WHERE {field.name} = :old AND NOT deleted"
            drafts += [
                edit(record_type, row[0], field.name, new.id, seen=old.id) for row in reader.rows(sql, old=old.id)
            ]
    moved = sum(draft.field != CREATION for draft in drafts)
    row = reader.row("SELECT aliases FROM agency WHERE id = :id", id=new.id)
    aliases = [str(one) for one in json.loads(row[0])] if row is not None and row[0] else []
    called = set(map(fold, (*new.names, new.long_name)))
    added = [name for name in dict.fromkeys((*old.names, old.long_name)) if fold(name) not in called]
    if added:
        drafts.append(edit("agency", new.id, "aliases", [*aliases, *added]))
    if reader.value("SELECT 1 FROM agency WHERE id = :id AND NOT deleted", id=old.id):
        drafts.append(delete("agency", old.id))
    return drafts, moved


def _moved_links(reader: Reader, record_type: str, old_id: str, new_id: str) -> list[Draft]:
    """Draft links of items to the old agency as links to the new one, unless it is the item's own agency."""
    sql = (
        f"SELECT l.id, l.item_id, i.agency_id FROM {record_type} l JOIN action_item i ON i.id = l.item_id "
        "WHERE l.agency_id = :old AND NOT l.deleted"
    )
    drafts: list[Draft] = []
    for link_id, item_id, own_id in reader.rows(sql, old=old_id):
        drafts.append(delete(record_type, link_id))
        if own_id not in (old_id, new_id):
            drafts.append(create(record_type, item_id=item_id, agency_id=new_id))
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
