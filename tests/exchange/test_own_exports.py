"""What this program has written, taken in by another list: every row is new there, and only once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskforce.exchange.exporter import export
from taskforce.exchange.importer import OpenedFile, open_file, plan_import, plan_opened, run_import
from taskforce.model.errors import TaskforceError
from taskforce.services.items import add_item, add_note, add_step
from taskforce.services.template import init_store
from taskforce.store.changes.batch import create
from taskforce.store.changes.ids import new_id
from taskforce.store.changes.load import load_all
from taskforce.store.query.find import find_items
from taskforce.store.store import Store, create_store

TITLES = ("Susun SOP layanan", "Latih operator desa", "Cetak modul bimtek", "Sewa aula pertemuan")


@pytest.fixture
def here(store: Store) -> Store:
    """The list that exports."""
    init_store(store, "blank", "Pemerintah Kabupaten Contoh")
    ids = [add_item(store, title, {"due": f"{day}/12/2026"}).item.id for day, title in enumerate(TITLES, 7)]
    add_step(store, ids[0], "Kirim surat")
    return store


@pytest.fixture
def there(store: Store, tmp_path: Path) -> Iterator[Store]:
    """Another list, with items of its own under the same refs."""
    other = create_store(tmp_path / "there.db", today=store.clock.today())
    init_store(other, "blank", "Pemerintah Kabupaten Lain")
    for title in ("Periksa lampu jalan", "Pasang rambu", "Ganti pompa", "Tambal jalan"):
        add_item(other, title, {})
    yield other
    other.close()


def dues(store: Store) -> dict[str, Any]:
    """The day of each title."""
    return {one["title"]: one["due"] for one in load_all(store.reader, "action_item").values()}


@pytest.mark.parametrize("name", ["a.csv", "a.xlsx", "todo.txt"])
def test_another_list_takes_every_row_as_new_and_only_once(
    here: Store, there: Store, tmp_path: Path, name: str
) -> None:
    before = dues(there)
    export(here, tmp_path / name)
    run_import(there, plan_import(there, tmp_path / name))
    assert dues(there) == {**before, **dues(here)}
    again = plan_import(there, tmp_path / name)
    assert (again.new_items, again.changed) == ([], [])


def test_a_checklist_comes_with_its_item(here: Store, there: Store, tmp_path: Path) -> None:
    export(here, tmp_path / "a.csv")
    run_import(there, plan_import(there, tmp_path / "a.csv"))
    steps = {one["title"]: one["checklist"] for one in load_all(there.reader, "action_item").values()}
    assert steps["Susun SOP layanan"] == [{"text": "Kirim surat", "done": False}]


@pytest.mark.parametrize("dialect", ["excel", "excel-id"])
def test_the_newest_notes_of_each_kind_are_in_the_csv_and_come_back_once(
    here: Store, there: Store, tmp_path: Path, dialect: str
) -> None:
    path, item = tmp_path / "a.csv", find_items(here.reader, "Latih")[0].id
    texts = {
        "obstacle": "Menunggu SK; belum terbit",
        "follow_up": "Surati Bupati\nSenin",
        "remark": "=SUM(1), kata",
    }
    add_note(here, [item], "obstacle", "Yang lama")
    for kind, text in texts.items():
        add_note(here, [item], kind, text)
    export(here, path, dialect=dialect)

    assert plan_import(here, path).drafts == []  # the list has all of it already

    run_import(there, plan_import(there, path))
    notes = {one["kind"]: one["text"] for one in load_all(there.reader, "note").values()}
    assert notes == texts | {"remark": f"24/11/2026: {texts['remark']}"}  # the day would be lost
    assert plan_import(there, path).drafts == []


def test_the_plan_of_an_item_is_in_the_csv_and_comes_with_it(here: Store, there: Store, tmp_path: Path) -> None:
    agency = new_id()
    drafts = [create("agency", agency, code="dlh", short="DLH", name="Dinas Lingkungan Hidup")]
    here.write("edit", drafts)
    texts = {
        "programme": "Tata kelola",
        "activity": "SPBE",
        "indicator": "Desa terlatih",
        "unit": "desa",
        "baseline": "2,5",
    }
    item = add_item(here, "Latih kader desa", {**texts, "local_wisdom": "ya"}).item
    here.write("edit", [create("supporting_agency", item_id=item.id, agency_id=agency)])
    export(here, tmp_path / "a.csv")

    assert plan_import(here, tmp_path / "a.csv").drafts == []

    run_import(there, plan_import(there, tmp_path / "a.csv"))
    (came,) = (one for one in load_all(there.reader, "action_item").values() if one["title"] == item.title)
    assert {name: came[name] for name in texts} == texts | {"baseline": 2.5}
    assert came["local_wisdom"] is True
    (link,) = load_all(there.reader, "supporting_agency").values()
    assert load_all(there.reader, "agency")[link["agency_id"]]["short"] == "DLH"


HOSTILE = st.one_of(
    st.text(st.sampled_from("ab=+-@'\"[]x;:,./0123 \n\t\r\u2028✓é☑\x0b\u200bA"), min_size=1, max_size=40),
    st.sampled_from(
        (
            *("=1+1", "+62 811", "[x] Kirim", "[ ]", "3/5", "24/11/2026: kata", "24/11/2026 @a: x\n25/11/2026: y"),
            *("12/12/2026", "- butir\n  - anak", "a\n\nb", "… (+3)", "_x000D_", "1/2\n[x] a", "-", "nihil", "'=a"),
            *("<r>a & b</r>", "x" * 600),
        )
    ),
)


def _hang(store: Store, texts: list[str]) -> str:
    """Add an item with remarks and steps, as far as they are valid; give its ref."""
    item = add_item(store, "Uji bolak-balik", {}).item
    for text in texts:
        with suppress(TaskforceError):
            add_note(store, [item.id], "remark", text)
        with suppress(TaskforceError):
            add_step(store, item.id, text)
        with suppress(TaskforceError):
            add_note(store, [item.id], "obstacle", text)
    return item.ref


@pytest.mark.parametrize("text", ["'=a", "''+62 811", "'a", "=a", "' =a", "'"])
def test_the_sign_before_a_formula_is_told_from_one_that_stood_there(
    here: Store, tmp_path: Path, text: str
) -> None:
    item = add_item(here, text, {}).item
    add_note(here, [item.id], "obstacle", text)
    export(here, tmp_path / "a.csv", here.selection(f"ref:{item.ref}"))
    assert plan_import(here, tmp_path / "a.csv").drafts == []


@given(texts=st.lists(HOSTILE, min_size=2, max_size=6))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_was_written_and_nobody_changed_changes_nothing(
    here: Store, tmp_path: Path, texts: list[str]
) -> None:
    where = here.selection(f"ref:{_hang(here, texts)}")
    for name in ("a.xlsx", "a.csv"):
        export(here, tmp_path / name, where)
        assert plan_import(here, tmp_path / name).drafts == [], name
    book = open_file(here, tmp_path / "a.xlsx").book
    assert book is not None
    plan = plan_opened(here, OpenedFile(tmp_path / "b.xlsx", replace(book, own={})))  # its hidden sheet is gone
    assert [one for one in plan.drafts if one.record_type == "note" and one.new["kind"] == "remark"] == []
