"""What a merge may leave for a person to put right: links to what was deleted elsewhere, members of one handle."""

from __future__ import annotations

from typing import NamedTuple

from taskforce.model.records import DELETED, RECORDS
from taskforce.store.changes.batch import UNCHANGING
from taskforce.store.database.reader import Reader
from taskforce.store.history.steps import names_of


class Gone(NamedTuple):
    """A deleted record that others name still: its type, id and name, the step that deleted it, and the names of
    what names it (an item for what hangs on one)."""

    record_type: str
    record_id: str
    name: str
    step: str | None
    named_by: tuple[str, ...]


class Namesakes(NamedTuple):
    """Two members of one handle: the handle, and both with id and name, the older one first."""

    handle: str
    first: tuple[str, str]
    second: tuple[str, str]


def gone_but_named(reader: Reader) -> list[Gone]:
    """Return the deleted records that something names which people see."""
    naming: dict[tuple[str, str], dict[str, str]] = {}
    gone_types = {
        name for name in RECORDS if reader.value(f"SELECT 1 FROM {name} WHERE deleted LIMIT 1") is not None
    }
    for record_type, spec in RECORDS.items():
        if record_type in UNCHANGING:
            continue
        owner = spec.by_name[spec.subject].to if spec.subject else None
        for field in spec.fields:
            if field.to not in gone_types or field.name == spec.subject:
                continue
            shown, join = "t.id", ""
            if owner is not None:
                shown, join = "s.id", f"JOIN {owner} s ON s.id = t.{spec.subject} AND NOT s.deleted "
            rows = reader.rows(
                f"SELECT t.{field.name}, {shown} FROM {record_type} t {join}"
                f"JOIN {field.to} o ON o.id = t.{field.name} AND o.deleted WHERE NOT t.deleted"
            )
            for gone, naming_id in rows:
                naming.setdefault((field.to, gone), {})[naming_id] = owner or record_type
    found: list[Gone] = []
    for (record_type, record_id), by in naming.items():
        ids: dict[str, list[str]] = {record_type: [record_id]}
        for one, kind in by.items():
            ids.setdefault(kind, []).append(one)
        names = names_of(reader, ids)
        step = reader.value(
            "SELECT batch_id FROM change WHERE record_id = :id AND field = :field "
            "ORDER BY clock DESC, copy_id DESC LIMIT 1",
            id=record_id,
            field=DELETED,
        )
        shown_names = sorted(
            {names.get((kind, one), "") for one, kind in by.items()}, key=lambda one: (len(one), one)
        )
        name = names.get((record_type, record_id), "")
        found.append(Gone(record_type, record_id, name, step, tuple(shown_names)))
    return sorted(found)


def namesakes(reader: Reader) -> list[Namesakes]:
    """Return members that share a handle, as two copies may have given it."""
    rows = reader.rows(
        "SELECT a.handle, a.id, a.name, b.id, b.name FROM member a "
        "JOIN member b ON lower(b.handle) = lower(a.handle) AND b.id > a.id "
        "WHERE NOT a.deleted AND NOT b.deleted ORDER BY a.handle, a.id, b.id"
    )
    return [Namesakes(row[0], (row[1], row[2]), (row[3], row[4])) for row in rows]
