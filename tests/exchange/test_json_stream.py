"""The quick way to write items gives exactly the objects of the contract."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.exchange.bundles.history_data import data_of
from taskforce.exchange.bundles.json_stream import write_items
from taskforce.exchange.exporter import export
from taskforce.exchange.importer import plan_import
from taskforce.model.errors import TaskforceError
from taskforce.store.changes.batch import create, edit
from taskforce.store.history.steps import stored_batches, stored_changes, stored_copies
from taskforce.store.read.item_data import BLOCK, UNIT, Block, block_data, item_blocks, item_data
from taskforce.store.read.items import ItemLinks, ItemRow, Selection
from taskforce.store.store import Store

TEXT = st.text(max_size=12)
WORDS = st.text(st.characters(exclude_characters=UNIT, exclude_categories=["Cs"]), min_size=1, max_size=12)
MAYBE = st.none() | TEXT
COUNT = st.integers(0, 10**13)
DAYS = st.none() | st.sampled_from(["2026-11-20", "2026-11-24", "2026-12-01"])
ROWS = st.builds(
    ItemRow,
    seq=COUNT,
    id=st.uuids().map(str),
    ref=st.sampled_from(["1", "12", "farid-3"]),
    title=TEXT,
    description=MAYBE,
    status=st.sampled_from(["not_started", "blocked", "done", "cancelled"]),
    priority=st.sampled_from(["low", "urgent"]),
    progress=st.integers(0, 100),
    start=DAYS,
    due=DAYS,
    original_due=DAYS,
    times_rescheduled=st.integers(0, 9),
    done_on=DAYS,
    lead=MAYBE,
    lead_name=MAYBE,
    agency=MAYBE,
    dimension=MAYBE,
    dimension_name=MAYBE,
    sub_dimension=MAYBE,
    deadline=MAYBE,
    horizon=MAYBE,
    origin=MAYBE,
    budget=st.none() | COUNT,
    fund_source=MAYBE,
    weight=st.none(),
    created_at=st.just("2026-11-02T01:00:00.000Z"),
    updated_at=st.just("2026-11-03T02:00:00.000Z"),
    evidence=st.integers(0, 9),
    notes=st.integers(0, 9),
)


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@given(rows=st.lists(ROWS, max_size=4), words=st.lists(WORDS, min_size=1, max_size=3))
def test_each_line_is_the_object_of_the_contract(encoding: str, rows: list[ItemRow], words: list[str]) -> None:
    linked = [(*row, *[UNIT.join(words) if number < 2 else None] * 3) for number, row in enumerate(rows)]
    block = Block(linked, {row.id: words for row in rows})
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="", errors="surrogatepass")
    assert write_items([block] if rows else [], "2026-11-24", str, stream) == len(rows)
    stream.seek(0)
    written = stream.read()
    some = dict.fromkeys([row.id for row in rows[:2]], sorted(words))
    refs = dict.fromkeys(some, sorted(sorted(words), key=len))
    links = ItemLinks(some, some, refs, {row.id: words for row in rows if row.conflicts})
    expected = [item_data(row, links, "2026-11-24", str) for row in rows]
    assert json.loads(written) == expected
    assert [list(one) for one in json.loads(written)] == [list(one) for one in expected]
    assert list(block_data(block, "2026-11-24", str)) == [one | {"conflicts": words} for one in expected]


def test_a_long_list_comes_in_blocks_in_its_order(store: Store) -> None:
    titles = [f"Naskah {number:04}" for number in range(BLOCK + 5)]
    store.write("add", [create("action_item", title=title) for title in titles])
    for limit, count in ((None, BLOCK + 5), (BLOCK + 2, BLOCK + 2), (0, 0)):
        blocks = list(item_blocks(store.reader, Selection(sort="-title"), "2026-11-24", limit))
        assert all(len(block.rows) <= BLOCK for block in blocks)
        assert [row[3] for block in blocks for row in block.rows] == titles[::-1][:count]


def test_a_complete_export_has_every_change_as_its_object(store: Store, tmp_path: Path) -> None:
    item = create("action_item", title='Kirim "surat" \u2028 – 日本', due="2026-11-27", checklist=[{"text": "a"}])
    store.write("add", [item, create("tag", item_id=item.record_id, name="rapat")], summary="satu")
    store.write("edit", [edit("action_item", item.record_id, "due", None)], reason="lama\nbaru")
    path = tmp_path / "all.json"
    assert export(store, path) == 1
    data = json.loads(path.read_bytes())
    changes = list(stored_changes(store.reader))
    assert data["changes"] == [data_of(one) for one in changes]
    assert [one["clock"] for one in data["changes"]] == sorted(one.clock for one in changes)
    assert data["batches"] == [one._asdict() for one in stored_batches(store.reader)]
    assert data["copies"] == [one._asdict() for one in stored_copies(store.reader)]
    (row,) = data["items"]
    assert (row["title"], row["tags"]) == ('Kirim "surat" – 日本', ["rapat"])


def test_a_damaged_export_is_refused_before_anything_is_planned(store: Store, tmp_path: Path) -> None:
    store.write("add", [create("action_item", title="Kirim surat")])
    path = tmp_path / "all.json"
    export(store, path)
    assert plan_import(store, path).unseen == 0
    whole = json.loads(path.read_bytes())
    for damage in ({"changes": [{"id": "x"}]}, {"batches": None}, {"schema": 99}):
        path.write_text(json.dumps(whole | damage), encoding="utf-8")
        with pytest.raises(TaskforceError, match=r"all\.json"):
            plan_import(store, path)
