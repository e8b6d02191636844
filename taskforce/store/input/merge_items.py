"""Action items that are one and the same, made one by a person's word: nothing that was written of any is lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from taskforce.language import _
from taskforce.model.records import DELETED, RECORDS, FieldSpec, record_spec
from taskforce.model.shown import value_text
from taskforce.model.vocabulary import NoteKind
from taskforce.store.changes.batch import LINKS, Draft, create, delete, edit
from taskforce.store.changes.load import load
from taskforce.store.database.reader import Reader
from taskforce.store.query.lookup import named_records
from taskforce.store.read.items import ItemRow

_OF_ITS_OWN = (DELETED, "ref", "title", "status", "progress", "done_on", "series", "recurrence_id")
"""What the item that is kept does not take over: where it stands is its own."""

_UNSAID = (DELETED, "ref", "series", "recurrence_id", "description", "checklist")
"""What a note on the kept item does not say of the others: it is no one's words, or was put together."""


def merging_drafts(reader: Reader, kept: ItemRow, others: Sequence[ItemRow]) -> list[Draft]:
    """Return drafts that make items one: the kept one gets what it lacks of the others, which are deleted.

    Notes, evidence and links of the others become its own; notes say whose they were, and one more what the others
    said otherwise (another title, day or lead).  What depended on the others depends on it.
    """
    ids = [kept.id, *(one.id for one in others)]
    drafts = _taken_over(reader, kept, others)
    drafts += _said_otherwise(reader, kept, others)
    lead = next((one.new for one in drafts if one.field == "lead_id"), None) or _lead(reader, kept.id)
    linked = _links_of(reader, kept.id) | {("supporting", kept.id, str(lead))}
    gone: set[str] = set()
    for record_type, spec in RECORDS.items():
        ends = [field.name for field in spec.fields if field.to == "action_item"]
        for end in ends:
            sql = f"SELECT id FROM {record_type} WHERE NOT deleted AND {end} IN (:values)"
            records = load(reader, record_type, [row[0] for row in reader.rows_in(sql, ids[1:])])
            for record_id, values in records.items():
                if record_id in gone:
                    continue  # both of its ends are among the others
                gone.add(record_id)
                drafts.append(delete(record_type, record_id))
                content = {name: value for name, value in values.items() if name not in ("id", DELETED)}
                content |= {name: kept.id for name in ends if content[name] in ids}
                if record_type in LINKS:
                    key = (record_type, *(str(content[name]) for name in LINKS[record_type]))
                    if key[1] == key[2] or key in linked:
                        continue
                    linked.add(key)
                elif record_type == "note":
                    content["text"] = f"{_source(reader, record_id, values['item_id'], others)}\n{content['text']}"
                drafts.append(create(record_type, **content))
    return [*drafts, *(delete("action_item", one.id) for one in others)]


def _lead(reader: Reader, item_id: str) -> str | None:
    lead = reader.value("SELECT lead_id FROM action_item WHERE id = :id", id=item_id)
    return None if lead is None else str(lead)


def _links_of(reader: Reader, item_id: str) -> set[tuple[str, ...]]:
    """Return what the item is linked to, and what depends on it."""
    return {
        (record_type, str(first), str(second))
        for record_type, names in LINKS.items()
        for first, second in reader.rows(
            f"SELECT {', '.join(names)} FROM {record_type} WHERE NOT deleted AND "
            f"({names[0]} = :item{' OR needs_id = :item' if record_type == 'dependency' else ''})",
            item=item_id,
        )
    }


def _source(reader: Reader, note_id: str, item_id: str, others: Sequence[ItemRow]) -> str:
    """Return whose note it was, who wrote it and on which day."""
    row = reader.row(
        "SELECT m.handle, c.at FROM change c LEFT JOIN member m ON m.id = c.actor_id "
        "WHERE c.record_id = :note AND c.field = '*' ORDER BY c.clock LIMIT 1",
        note=note_id,
    )
    ref = next(one.ref for one in others if one.id == item_id)
    who, at = row if row is not None else (None, "")
    return " · ".join(word for word in (f"#{ref}", f"@{who}" if who else "", str(at)[:10]) if word)


def _taken_over(reader: Reader, kept: ItemRow, others: Sequence[ItemRow]) -> list[Draft]:
    """Draft what the kept item gets of the others: what it lacks, their steps, their descriptions."""
    records = load(reader, "action_item", [kept.id, *(one.id for one in others)])
    own = records[kept.id]
    got: dict[str, Any] = {}
    for other in others:
        values = records[other.id]
        for field in record_spec("action_item").fields:
            name, value = field.name, values.get(field.name)
            if name in _OF_ITS_OWN or value in (None, [], {}, ""):
                continue
            present = got.get(name, own.get(name))
            if present in (None, [], {}, ""):
                got[name] = value
            elif name == "description" and str(value).strip() not in str(present):
                got[name] = f"{present}\n\n{value}"
            elif name == "checklist":
                steps = {_key(step): step for step in (*present, *value)}
                got[name] = list(steps.values())
    return [edit("action_item", kept.id, name, value) for name, value in got.items() if value != own.get(name)]


def _said_otherwise(reader: Reader, kept: ItemRow, others: Sequence[ItemRow]) -> list[Draft]:
    """Draft a note for each of the others with the values that the kept item has others of."""
    records = load(reader, "action_item", [kept.id, *(one.id for one in others)])
    own = records[kept.id]
    drafts = []
    for other in others:
        values = records[other.id]
        told = [
            f"{_(spec.label)}: {_value_text(reader, spec, values[spec.name])}"
            for spec in record_spec("action_item").fields
            if spec.name not in _UNSAID and spec.name in values
            if values[spec.name] not in (None, [], {}, "", own.get(spec.name)) and own.get(spec.name) is not None
        ]
        if told:
            text = f"#{other.ref} · {'; '.join(told)}"
            drafts.append(create("note", item_id=kept.id, kind=NoteKind.REMARK, text=text))
    return drafts


def _value_text(reader: Reader, spec: FieldSpec, value: Any) -> str:
    """Return a value as people read it; a link as the name of what it leads to."""
    if spec.to is None:
        return value_text(spec, value)
    return next((one.long_name for one in named_records(reader, spec.to) if one.id == value), str(value))


def _key(step: Any) -> str:
    return str(step.get("text")) if isinstance(step, dict) else json.dumps(step)
