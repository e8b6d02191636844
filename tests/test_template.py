"""What a new list begins with."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

import taskforce
from taskforce.model.errors import InvalidRecord, UsageError
from taskforce.model.text import fold
from taskforce.services.template import blank_drafts, init_store, on_a_weekday, smart_city_drafts
from taskforce.store.changes.batch import Draft
from taskforce.store.query.lookup import resolve
from taskforce.store.store import Store

TODAY = date(2026, 11, 24)
DIMENSIONS = ["governance", "branding", "economy", "living", "society", "environment"]
PARTNERS = {
    "Kementerian Kominfo",
    "KemenPAN-RB",
    "Kemenkeu",
    "Kementerian PPN/Bappenas",
    "Kementerian PUPR",
    "Kantor Staf Presiden",
    "Kompas Gramedia",
}


def drafts_of(record_type: str, drafts: list[Draft] | None = None) -> list[Draft]:
    found = smart_city_drafts(None, TODAY) if drafts is None else drafts
    return [draft for draft in found if draft.record_type == record_type]


def test_six_dimensions_with_three_sub_dimensions_each() -> None:
    dimensions = drafts_of("dimension")
    assert [draft.new["key"] for draft in dimensions] == DIMENSIONS
    parents = Counter(draft.new["dimension_id"] for draft in drafts_of("sub_dimension"))
    assert parents == {draft.record_id: 3 for draft in dimensions}


@pytest.mark.parametrize("record_type", ["dimension", "sub_dimension", "agency"])
def test_no_name_or_alias_stands_for_two(record_type: str) -> None:
    names: list[str] = []
    for draft in drafts_of(record_type):
        values = draft.new
        given = [values.get("key"), values.get("code"), values.get("short"), values["name"], *values["aliases"]]
        names += {fold(name) for name in given if name}
        written = [fold(alias) for alias in values["aliases"]]
        assert len(written) == len(set(written)), values["name"]
    assert [name for name, count in Counter(names).items() if count > 1] == []


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("Smart Lighting", "living"),
        ("smart goverment", "governance"),
        ("EKONOMI", "economy"),
        ("economy", "economy"),
        ("people", "society"),
        ("Society", "society"),
        ("lingkungan", "environment"),
        ("Smart Branding", "branding"),
    ],
)
def test_dimensions_are_found_as_lists_write_them(store: Store, written: str, key: str) -> None:
    init_store(store, "smart-city", None)
    assert resolve(store.reader, "dimension", written).names[0] == key


def test_deadlines_have_keys_of_their_own_and_follow_each_other() -> None:
    values = [draft.new for draft in drafts_of("deadline")]
    keys = [value["key"] for value in values]
    assert len(keys) == len(set(keys))
    stages = ["assessment", "bimtek-1", "bimtek-2", "bimtek-3", "bimtek-4", "presentasi", "evaluasi-tahap-1"]
    assert {"buku-1", "buku-2", "buku-3", "evaluasi-tahap-2", "lembar-komitmen", *stages} <= set(keys)
    due = {value["key"]: date.fromisoformat(value["due"]) for value in values}
    assert [due[stage] for stage in stages] == sorted({due[stage] for stage in stages})
    assert min(due.values()) > TODAY
    assert {value["kind"] for value in values} >= {"document", "bimtek", "evaluation", "quick_win"}


def test_deadlines_fall_on_weekdays_and_never_earlier() -> None:
    for offset in range(14):
        day = TODAY + timedelta(days=offset)
        assert on_a_weekday(day).weekday() < 5
        assert 0 <= (on_a_weekday(day) - day).days <= 2


def test_every_partner_of_the_movement_is_there() -> None:
    partners = [draft.new for draft in drafts_of("agency") if draft.new.get("kind", "own") != "own"]
    known = {name for values in partners for name in (values["name"], values["short"])}
    assert known >= PARTNERS
    assert len(partners) == len(PARTNERS)


def test_an_own_agency_is_not_mistaken_for_a_ministry(store: Store) -> None:
    init_store(store, "smart-city", None)
    assert resolve(store.reader, "agency", "PUPR").long_name.startswith("Dinas")
    assert resolve(store.reader, "agency", "Kominfo").names[0] == "Diskominfo"
    assert resolve(store.reader, "agency", "Kemkominfo").long_name.startswith("Kementerian")
    assert resolve(store.reader, "agency", "bappeda").names[0] == "Bappelitbang"


def test_a_template_is_one_step_of_the_history(store: Store) -> None:
    init_store(store, "smart-city", "Pemerintah Kabupaten Banjar")
    assert store.reader.rows("SELECT kind, summary FROM batch") == [("template", "smart-city")]
    assert store.reader.value("SELECT name FROM organisation") == "Pemerintah Kabupaten Banjar"


def test_a_blank_list_has_dimensions_and_nothing_else(store: Store) -> None:
    init_store(store, "blank", None)
    assert {draft.record_type for draft in blank_drafts(None)} == {"organisation", "dimension", "sub_dimension"}
    assert store.reader.value("SELECT count(*) FROM dimension") == 6
    assert (
        store.reader.value("SELECT count(*) FROM agency") + store.reader.value("SELECT count(*) FROM deadline")
        == 0
    )


def test_two_copies_made_apart_have_the_same_records() -> None:
    first, second = ({draft.record_id for draft in smart_city_drafts(name, TODAY)} for name in ("A", "B"))
    assert first == second


def test_a_list_is_not_filled_twice(store: Store) -> None:
    init_store(store, "smart-city", None)
    with pytest.raises(InvalidRecord):
        init_store(store, "smart-city", None)


def test_an_unknown_template_is_refused_with_the_ones_there_are(store: Store) -> None:
    with pytest.raises(UsageError, match="smart-city, blank"):
        init_store(store, "kota-cerdas", None)
    assert store.reader.value("SELECT count(*) FROM batch") == 0


def test_the_data_is_in_the_package() -> None:
    folder = Path(taskforce.__file__).parent / "data"
    assert (folder / "smart_city.toml").is_file()
    assert len(list((folder / "banjar").glob("items_*.toml"))) == 6
