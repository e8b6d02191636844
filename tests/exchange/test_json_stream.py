"""The quick way to write items gives exactly the objects of the contract; in pieces they are read as in one."""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from taskforce.exchange import importer
from taskforce.exchange.bundles.complete import read_complete, stream_complete
from taskforce.exchange.bundles.json_stream import members, write_lines
from taskforce.exchange.exporter import export
from taskforce.exchange.importer import plan_import
from taskforce.model.errors import TaskforceError
from taskforce.store.changes.batch import create, delete, edit
from taskforce.store.changes.history_data import data_of
from taskforce.store.database.connect import transaction
from taskforce.store.history.steps import stored_batches, stored_changes, stored_copies
from taskforce.store.read import item_data as item_data_module
from taskforce.store.read.item_data import KEYS, item_data, item_texts
from taskforce.store.read.items import Selection, item_links, item_rows
from taskforce.store.store import Store

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
MAYBE = st.none() | TEXT


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(values=st.tuples(TEXT, MAYBE, MAYBE, MAYBE, st.none() | st.integers(0, 10**15)))
@example(values=('\\\\ "\x01\u2028\n漢', "\\", "\x7f", "\ud7ff", 0))
def test_each_line_is_the_object_of_the_contract(
    store: Store, linked: Sequence[str], encoding: str, values: tuple[str | int | None, ...]
) -> None:
    with transaction(store.location) as connection:
        connection.execute(
            "UPDATE action_item SET title = :a, description = :b, origin = :c, fund_source = :d, budget = :e "
            "WHERE id = :id",
            id=linked[0],
            **dict(zip("abcde", values, strict=True)),
        )
        connection.execute(
            "UPDATE tag SET name = :name WHERE id = (SELECT min(id) FROM tag WHERE NOT deleted)", name=values[0]
        )
    read = []
    for block in (1, 500):  # the links of all items, or of some
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding, newline="")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(item_data_module, "BLOCK", block)
            assert write_lines(item_texts(store.reader, Selection(), "2026-11-24", str), stream) == len(linked)
        stream.seek(0)
        read.append(json.loads(stream.read()))
    written = read[0]
    assert read[1] == written
    rows, links = item_rows(store.reader, Selection(), "2026-11-24"), item_links(store.reader)
    expected = [item_data(row, links, "2026-11-24", str) for row in rows]
    assert written == expected
    assert [list(one) for one in written] == [list(one) for one in expected]
    assert {one["overdue"] for one in written} == {True, False}
    varied = {"title", "description", "origin", "fund_source", "budget", "conflicts"}
    assert all(any(one[key] for one in written) for key in KEYS if key not in varied)


@pytest.fixture
def linked(store: Store) -> list[str]:
    """Return the ids of items with everything that an item can have."""
    member = [create("member", handle=handle, name=handle.title()) for handle in ("farid", "galuh", "zain")]
    places = [
        create("agency", code="dinkes", short="Dinkes", name="Dinas Kesehatan"),
        create("dimension", key="governance", name="Tata kelola"),
        create("deadline", key="buku-2", name="Buku 2", due="2026-12-01"),
    ]
    sub = create("sub_dimension", dimension_id=places[1].record_id, key="spbe", name="SPBE")
    agency, dimension, deadline = (one.record_id for one in places)
    store.write("add", [*member, *places, sub])
    full = create(
        "action_item", title="x", start="2026-11-01", due="2026-11-20", progress=5, lead_id=member[0].record_id,
        agency_id=agency, dimension_id=dimension, sub_dimension_id=sub.record_id, deadline_id=deadline,
        horizon="short", every="FREQ=MONTHLY", weight=2.5, checklist=[{"text": "Kirim surat", "done": True}],
    )  # fmt: skip
    others = [create("action_item", title=f"Naskah {number}") for number in range(11)]
    store.write("add", [full, *others])
    links = [create("supporting", item_id=full.record_id, member_id=one.record_id) for one in reversed(member[1:])]
    links += [create("tag", item_id=full.record_id, name=name) for name in ("rapat", "anggaran")]
    links += [create("dependency", item_id=full.record_id, needs_id=others[n].record_id) for n in (9, 3)]
    seen = [create("note", item_id=full.record_id, text=text) for text in ("Sudah", "Belum", "Batal")]
    letters = [create("evidence", item_id=full.record_id, kind="letter", letter_number=f"{n}/SC") for n in (1, 2)]
    store.write("add", [*links, *seen, *letters])
    gone = [seen[2], letters[1], create("tag", item_id=full.record_id, name="batal"),
            create("supporting", item_id=full.record_id, member_id=member[0].record_id),
            create("dependency", item_id=full.record_id, needs_id=others[5].record_id)]  # fmt: skip
    store.write("add", gone[2:])
    store.write("delete", [delete(one.record_type, one.record_id) for one in gone])
    store.write("edit", [edit("action_item", full.record_id, "due", "2026-11-22")])
    store.write("done", [edit("action_item", others[0].record_id, "status", "done")])
    return [full.record_id, *(one.record_id for one in others)]


def test_a_long_list_comes_in_blocks_in_its_order(
    store: Store, linked: Sequence[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = list(item_texts(store.reader, Selection(), "2026-11-24", str))
    monkeypatch.setattr(item_data_module, "BLOCK", 5)
    assert list(item_texts(store.reader, Selection(), "2026-11-24", str)) == whole
    for limit in (0, 3, 7):
        assert list(item_texts(store.reader, Selection(), "2026-11-24", str, limit)) == whole[:limit]


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


VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=6),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


def read(text: str, size: int) -> dict[str, object]:
    """Read an object whose text comes in pieces of a size."""
    pieces = (text[at : at + size] for at in range(0, len(text), size))
    return {name: value if not hasattr(value, "__next__") else list(value) for name, value in members(pieces)}


@given(
    data=st.dictionaries(st.text(max_size=4), VALUES, max_size=5),
    size=st.integers(1, 40),
    indent=st.sampled_from([None, 0, 2]),
    ascii_only=st.booleans(),
)
def test_what_comes_in_pieces_is_read_as_the_whole(
    data: dict[str, object], size: int, indent: int | None, ascii_only: bool
) -> None:
    assert read(json.dumps(data, indent=indent, ensure_ascii=ascii_only), size) == data


@given(
    data=st.dictionaries(st.text(max_size=3), VALUES, max_size=3),
    size=st.integers(1, 20),
    at=st.integers(0, 200),
    sign=st.sampled_from(["", ",", "]", "}", "{", "[", '"', ":", "1", "x", "\n", "NaN", "\\"]),
    kept=st.booleans(),
)
def test_nothing_is_read_that_is_not_there(
    data: dict[str, object], size: int, at: int, sign: str, kept: bool
) -> None:
    text = json.dumps(data)
    text = text[:at] + sign + text[at + (0 if kept else 1) :]
    try:
        found = read(text, size)
    except ValueError:
        return
    assert found == json.loads(text)


def test_no_value_holds_more_than_a_list_has() -> None:
    text = '{"changes": [{"new": [' + "[]," * 1_000_000 + "[]]}]}"
    pieces = [text[at : at + (1 << 20)] for at in range(0, len(text), 1 << 20)]
    assert [len(list(value)) for _name, value in members(pieces, 3_000_000)] == [1]
    with pytest.raises(ValueError, match="Expecting"):
        for _name, value in members(pieces, 500_000):
            list(value)


def test_a_complete_export_is_read_a_record_at_a_time(
    store: Store, linked: Sequence[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "all.json"
    export(store, path)
    assert stream_complete(path) == read_complete(json.loads(path.read_bytes()), path)
    monkeypatch.setattr(importer, "read_bytes", None)
    assert plan_import(store, path).unseen == 0


@pytest.mark.parametrize(
    "damage",
    [
        {"changes": [{"id": "x"}]}, {"changes": None}, {"batches": None}, {"batches": {"a": 1}}, {"copies": "x"},
        {"schema": 99}, {"schema": "1"},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_amiss_in_an_export_is_told_by_who_reads_it_whole(
    store: Store, tmp_path: Path, damage: dict[str, object]
) -> None:
    store.write("add", [create("action_item", title="Kirim surat")])
    path = tmp_path / "all.json"
    export(store, path)
    whole = json.loads(path.read_bytes())
    path.write_text(json.dumps(whole | damage), encoding="utf-8")
    assert stream_complete(path) is None
    path.write_text(
        json.dumps({name: value for name, value in whole.items() if name not in damage}), encoding="utf-8"
    )
    assert (stream_complete(path) is None) == ("schema" not in damage)


@pytest.mark.parametrize("end", [b"x", b"", b"}", b"\x00", b"\xff"])
def test_an_export_that_is_broken_off_or_goes_on_is_not_read(store: Store, tmp_path: Path, end: bytes) -> None:
    store.write("add", [create("action_item", title="Kirim surat")])
    path = tmp_path / "all.json"
    export(store, path)
    content = path.read_bytes().rstrip()
    path.write_bytes(content[:-1] + end)
    assert (stream_complete(path) is not None) == (end == b"}")
    path.write_bytes(content + end)
    assert (stream_complete(path) is not None) == (end == b"")
