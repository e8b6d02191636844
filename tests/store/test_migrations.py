"""A list that an older version wrote is brought up to date when it is opened, on either engine."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from sqlalchemy import inspect

from taskforce.model import tables
from taskforce.store.changes.batch import create
from taskforce.store.database.engine import engine_for
from taskforce.store.database.location import location_of
from taskforce.store.database.reader import SCHEMA
from taskforce.store.health.doctor import examine
from taskforce.store.read.items import Selection, item_rows
from taskforce.store.store import create_store, open_store


def as_in_schema_1(place: str) -> None:
    """Turn a new list into one of the first schema."""
    with engine_for(location_of(place)).begin() as connection:
        for table in ("sent_sheet", "report_words", "report_choice", "sheet_layout"):
            connection.exec_driver_sql(f"DROP TABLE {table}")
        connection.exec_driver_sql("DROP TABLE item_search_vocabulary")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("DROP TABLE item_search_places")
            connection.exec_driver_sql("DROP TABLE item_search")
            connection.exec_driver_sql("CREATE VIRTUAL TABLE item_search USING fts5(title, description, notes)")
        for column in ("every", "series", "title_order"):
            connection.exec_driver_sql(f"ALTER TABLE action_item DROP COLUMN {column}")
        for index in ("ix_action_item_lower_ref", "ix_action_item_due", "ix_change_subject_at"):
            connection.exec_driver_sql(f"DROP INDEX {index}")
        connection.exec_driver_sql("CREATE INDEX ix_change_subject_id ON change (subject_id)")
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0001'")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("PRAGMA user_version = 1")


@pytest.mark.both_engines
def test_a_list_of_the_first_schema_is_brought_up_to_date(place: str) -> None:
    store = create_store(place)
    store.write("add", [create("action_item", title="Susun draf Buku 2")])
    store.close()
    as_in_schema_1(place)

    upgraded = open_store(place)

    try:
        agency = create("agency", code="dinkes", short="Dinkes", name="Dinas Kesehatan")
        sent = create(
            "sent_sheet",
            file="dinkes.xlsx",
            agency_id=agency.record_id,
            items=1,
            sent_at="2026-11-24T01:00:00.000Z",
        )
        upgraded.write("sheets", [agency, sent])
        rows = item_rows(upgraded.reader, Selection(), "2026-11-24")
        assert [row.title for row in rows] == ["Susun draf Buku 2"]
        assert all(finding.sound for finding in examine(upgraded.reader))
    finally:
        upgraded.close()


@pytest.mark.skipif(os.name != "posix", reason="on Windows the user's folder keeps files private")
def test_the_list_as_it_was_before_is_kept_for_its_owner_alone(list_path: Path) -> None:
    create_store(list_path).close()
    as_in_schema_1(str(list_path))

    open_store(list_path).close()

    files = sorted(list_path.parent.glob("list*.db"))
    assert [path.name for path in files] == [f"list.before-schema-{SCHEMA}.db", "list.db"]
    assert [oct(path.stat().st_mode & 0o777) for path in files] == ["0o600", "0o600"]


@pytest.mark.both_engines
def test_the_migrations_make_the_tables_that_the_models_describe(place: str) -> None:
    create_store(place).close()

    inspector = inspect(engine_for(location_of(place)))

    for name, table in tables.SQLModel.metadata.tables.items():
        assert {column["name"] for column in inspector.get_columns(name)} == set(table.columns.keys())
