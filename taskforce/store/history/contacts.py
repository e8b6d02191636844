"""Personal data of a member: all that the history holds of it, and where else in the list it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import NamedTuple

from taskforce.model.records import CONTACTS, CREATION, RECORDS
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import names_of

_SHORTEST = 5
"""A value of fewer signs is found in texts that have nothing to do with it."""


class Place(NamedTuple):
    """A record in whose fields, of today or earlier, a value stands: its type, id and name (an item's ref)."""

    record_type: str
    record_id: str
    name: str


def members_with_contacts(reader: Reader) -> int:
    """Return how many members the list holds contact data or a NIP of."""
    filled = " OR ".join(f"{name} IS NOT NULL" for name in CONTACTS)
    return int(reader.value(f"SELECT count(*) FROM member WHERE {filled}"))


def contact_values(reader: Reader, member_id: str) -> set[str]:
    """Return every value that a member's contact data ever had."""
    values: set[str] = set()
    sql = "SELECT field, old, new FROM change WHERE record_id = :id"
    for field, *texts in reader.rows(sql, id=member_id):
        for value in (json.loads(text) for text in texts if text is not None):
            if field == CREATION and isinstance(value, dict):
                values |= {str(value[name]) for name in CONTACTS if value.get(name)}
            elif field in CONTACTS and value:
                values.add(str(value))
    return values


def places_of(reader: Reader, values: Iterable[str], member_id: str) -> list[Place]:
    """Return the other records in whose history one of ``values`` stands."""
    found: dict[tuple[str, str], str | None] = {}
    sql = (
        "SELECT DISTINCT c.record_type, c.record_id, i.ref FROM change c "
        "LEFT JOIN action_item i ON i.id = c.subject_id WHERE c.record_id <> :member AND "
        "(c.new LIKE :part ESCAPE '!' OR c.old LIKE :part ESCAPE '!')"
    )
    for value in sorted(values):
        if len(value) >= _SHORTEST:
            within = json.dumps(value, ensure_ascii=False)[1:-1]
            part = "".join(f"!{sign}" if sign in "!%_" else sign for sign in within)
            found |= {(row[0], row[1]): row[2] for row in reader.rows(sql, member=member_id, part=f"%{part}%")}
    ids: dict[str, list[str]] = {}
    for (record_type, record_id), ref in found.items():
        if ref is None and record_type in RECORDS:
            ids.setdefault(record_type, []).append(record_id)
    names = names_of(reader, ids)
    return [Place(*key, ref or names.get(key, "")) for key, ref in found.items() if key[0] in RECORDS]
