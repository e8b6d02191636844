"""What SQL text writes is what the models would write, and what they read: they are the schema of both engines."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, create_engine, select

from taskforce.model.records import DELETED, RECORDS, FieldSpec, Kind
from taskforce.model.tables import TABLES
from taskforce.store.changes.batch import create, delete
from taskforce.store.database.connect import transaction
from taskforce.store.store import Store
from taskforce.store.write.bulk import insert_records, update_records

DOCUMENT = Path(__file__).parents[2] / "docs" / "data-formats.md"
MOMENT = "2026-11-24T01:00:00.000Z"
SAMPLES: dict[Kind, Any] = {
    Kind.LINE: "Naskah “Buku 2”",
    Kind.TEXT: "Satu\nDua",
    Kind.INTEGER: 3,
    Kind.MONEY: 125_000_000_000,
    Kind.NUMBER: 2,
    Kind.FLAG: True,
    Kind.DATE: "2026-12-01",
    Kind.TIME: MOMENT,
    Kind.LIST: ["dua", "satu"],
    Kind.MAP: {"2027": 2, "2026": 1.5},
    Kind.RULE: "FREQ=MONTHLY;BYMONTHDAY=-1",
}
DERIVED = {
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "original_due": "2026-12-01",
    "times_rescheduled": 0,
    "title_order": "naskah “buku 0012”",
}


def engine_of(store: Store) -> Engine:
    """Return an engine as anyone makes it for themselves, without what the program sets."""
    return create_engine(store.location.url or f"sqlite:///{store.location.path}")


def sample(field: FieldSpec) -> Any:
    """Return a plain value for a field; a link points to the one record of its type that the test makes."""
    if field.name == DELETED:
        return False
    if field.choices is not None:
        return str(next(iter(field.choices)))
    return f"the {field.to}" if field.kind is Kind.LINK else SAMPLES[field.kind]


def one_of_each() -> dict[str, dict[str, Any]]:
    """Return a record of every type, with a value in every field."""
    return {
        record_type: {"id": f"the {record_type}", **{field.name: sample(field) for field in spec.fields}}
        | (DERIVED if record_type == "action_item" else {})
        for record_type, spec in RECORDS.items()
    }


def in_models(record_type: str, values: dict[str, Any]) -> dict[str, Any]:
    """Return plain values as a model has them: dates as dates, lists and maps as JSON text."""
    kinds = {name: field.kind for name, field in RECORDS[record_type].by_name.items()} | {
        "original_due": Kind.DATE
    }
    plain = dict(values)
    for name, value in values.items():
        if kinds.get(name) is Kind.DATE:
            plain[name] = date.fromisoformat(value)
        elif kinds.get(name) in (Kind.LIST, Kind.MAP):
            plain[name] = json.dumps(value, separators=(",", ":"), sort_keys=True)
    return plain


def cells(store: Store, record_type: str) -> list[tuple[Any, ...]]:
    """Return the cells of a table as they are stored; in a file each with SQLite's own type of it."""
    names = sorted(column.name for column in TABLES[record_type].__table__.columns)  # type: ignore[attr-defined]
    types = [f"typeof({name})" for name in names] if store.reader.dialect == "sqlite" else []
    return store.reader.rows(f"SELECT {', '.join(names + types)} FROM {record_type}")


@pytest.mark.both_engines
def test_what_is_written_is_what_the_models_would_write_and_what_they_read(store: Store) -> None:
    records = one_of_each()
    with transaction(store.location) as connection:
        for record_type, values in records.items():
            insert_records(connection, record_type, [values])
    written = {record_type: cells(store, record_type) for record_type in records}

    with Session(engine_of(store)) as session:
        for record_type, values in records.items():
            (row,) = session.exec(select(TABLES[record_type])).all()
            read = row.model_dump(exclude={"seq"})
            wanted = in_models(record_type, values)
            assert read == wanted
            assert {name: type(value) for name, value in read.items()} == {
                name: float if isinstance(read[name], float) else type(value) for name, value in wanted.items()
            }
        for record_type in records:
            session.delete(session.exec(select(TABLES[record_type])).one())
        session.flush()
        session.expunge_all()
        seq = {"seq": written["action_item"][0][sorted(TABLES["action_item"].model_fields).index("seq")]}
        for record_type, values in records.items():
            own = seq if record_type == "action_item" else {}
            session.add(TABLES[record_type](**in_models(record_type, values), **own))
        session.commit()
    assert {record_type: cells(store, record_type) for record_type in records} == written


@pytest.mark.both_engines
def test_a_field_that_is_emptied_is_empty_to_the_models(store: Store) -> None:
    with transaction(store.location) as connection:
        for record_type, values in one_of_each().items():
            insert_records(connection, record_type, [values])
        empty = {field.name: None for field in RECORDS["action_item"].fields if not field.required}
        update_records(connection, {("action_item", "the action_item"): {**empty, "local_wisdom": False}}, at={})

    with Session(engine_of(store)) as session:
        row = session.exec(select(TABLES["action_item"])).one()
        assert {name: getattr(row, name) for name in empty} == empty
        assert row.model_dump()["local_wisdom"] is False


@pytest.mark.on_a_file
def test_the_example_in_the_documents_reads_a_list(store: Store, list_path: Path) -> None:
    farid = create("member", handle="farid", name="Farid Rahman")
    gone = create("action_item", title="Terhapus", status="blocked")
    items = [
        create("action_item", title="Tunggu SK", status="blocked", due="2026-12-01", lead_id=farid.record_id),
        create("action_item", title="Susun draf"),
    ]
    store.write("add", [farid, *items, gone])
    store.write("delete", [delete("action_item", gone.record_id)])
    (example,) = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), re.S)

    done = subprocess.run(
        [sys.executable, "-c", example], cwd=list_path.parent, capture_output=True, text=True, check=True
    )

    assert done.stdout == "1 2026-12-01 Tunggu SK Farid Rahman\n"
