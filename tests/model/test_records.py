"""The description of the records and the tables are the same thing, told twice."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from taskforce.model.records import FIELD_WORDS, RECORDS, Kind, fields_by_word
from taskforce.model.tables import TABLES

LOCAL = {"seq", "created_at", "updated_at", "original_due", "times_rescheduled", "title_order"}

TYPES: dict[Kind, tuple[type, ...]] = {
    Kind.LINE: (str,),
    Kind.TEXT: (str,),
    Kind.CHOICE: (str,),
    Kind.INTEGER: (int,),
    Kind.MONEY: (int,),
    Kind.NUMBER: (float,),
    Kind.FLAG: (bool,),
    Kind.DATE: (datetime.date,),
    Kind.TIME: (str,),
    Kind.LINK: (str,),
    Kind.LIST: (str,),
    Kind.MAP: (str,),
    Kind.RULE: (str,),
}


@pytest.mark.parametrize("name", RECORDS)
def test_every_field_is_a_column_of_its_kind(name: str) -> None:
    table: sa.Table = TABLES[name].__table__  # type: ignore[attr-defined]
    columns: Any = table.columns
    assert set(columns.keys()) - LOCAL == {"id", *RECORDS[name].by_name}
    for field in RECORDS[name].fields:
        column = columns[field.name]
        kind = getattr(column.type, "impl_instance", column.type).python_type
        assert kind in TYPES[field.kind], field
        assert column.nullable == (not field.required), field
        targets = {key.column.table.name for key in column.foreign_keys}
        assert targets == ({field.to} if field.to else set()), field


def test_the_migrations_make_the_tables_of_the_models() -> None:
    import tempfile
    from pathlib import Path

    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext
    from sqlmodel import SQLModel

    from taskforce.store.database.engine import engine_for
    from taskforce.store.database.location import location_of
    from taskforce.store.store import create_store

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.db"
        create_store(path).close()
        with engine_for(location_of(path)).connect() as connection:
            context = MigrationContext.configure(connection)
            differences = compare_metadata(context, SQLModel.metadata)
    ours = [one for one in differences if "item_search" not in str(one)]
    assert ours == []


def test_a_word_means_one_field_of_a_record() -> None:
    words = fields_by_word()
    assert len(words) == sum(map(len, FIELD_WORDS.values()))
    for spec in RECORDS.values():
        called = [word for one in spec.fields for word in {one.name, one.name.removesuffix("_id"), *one.words}]
        assert len(called) == len({*called}), spec.name
