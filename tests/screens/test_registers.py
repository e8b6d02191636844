"""The descriptions of the registers name only what there is, and leave no record out."""

from __future__ import annotations

from typing import Any

import pytest

from taskforce.model.records import record_spec
from taskforce.services.sample import write_sample
from taskforce.store.changes.batch import create, delete
from taskforce.store.changes.load import load_all
from taskforce.store.input.meetings import ATTENDEES
from taskforce.store.store import Store
from taskforce.wording import registers
from taskforce.wording.registers import DIMENSIONS, SUB_DIMENSIONS, RegisterSpec, field_label

REGISTERS: list[RegisterSpec[Any]] = [one for one in vars(registers).values() if isinstance(one, RegisterSpec)]


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.record_type)
def test_forms_tables_and_options_name_what_there_is(register: RegisterSpec[Any]) -> None:
    fields = set(record_spec(register.record_type).by_name)
    assert set(register.form) <= fields
    assert set(register.made) <= set(register.form)
    assert register.title_field in register.form
    assert {f"{one}_id" if one == "agency" else one for one in register.options} <= fields | {ATTENDEES}
    keys = [column.key for column in register.columns]
    assert len(set(keys)) == len(keys)
    assert set(register.table) <= set(keys)
    assert not register.table or register.gives_way in register.table


@pytest.mark.parametrize("register", REGISTERS, ids=lambda register: register.record_type)
def test_every_record_is_read_named_and_said(register: RegisterSpec[Any], store: Store) -> None:
    write_sample(store)
    store.write("add", [create("holiday", date="2026-12-24", name="Our own", working=False)])
    today = store.clock.today()
    rows = register.read(store.reader, today)
    expected = load_all(store.reader, register.record_type)
    if register in (DIMENSIONS, SUB_DIMENSIONS):
        expected = load_all(store.reader, "dimension") | load_all(store.reader, "sub_dimension")
    assert set(rows) == set(expected) and rows
    for record_id, row in rows.items():
        assert register.name(row) == expected[record_id][register.title_field]
        for column in register.columns:
            assert column.shown(row, today).text
        for name in register.data(row, today):
            assert name == "id" or field_label(register.record_type, name)


def test_a_sub_dimension_whose_dimension_is_gone_is_listed_last(store: Store) -> None:
    store.write(
        "add", [create("dimension", "top", key="a", name="A"), create("dimension", "other", key="b", name="B")]
    )
    store.write("add", [create("sub_dimension", "part", dimension_id="top", key="c", name="C")])
    store.write("delete", [delete("dimension", "top")])
    assert list(DIMENSIONS.read(store.reader, store.clock.today())) == ["other", "part"]
