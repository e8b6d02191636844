"""A long history is taken in a part at a time: as if it had come whole, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from careless import Careless, careless_weeks
from copying import Office, contents, fresh_copies, unsound
from hypothesis import given, settings
from hypothesis import strategies as st

from taskforce.exchange import importer
from taskforce.exchange.bundles import complete
from taskforce.exchange.bundles.complete import LongHistory, stream_complete
from taskforce.exchange.exporter import export
from taskforce.exchange.importer import plan_import, run_import
from taskforce.model.errors import TaskforceError
from taskforce.store.changes.batch import Foreign, create, edit
from taskforce.store.store import Store
from taskforce.store.write import apply_remote


@pytest.fixture
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A history of a few changes is long."""
    with monkeypatch.context() as patch:
        in_parts(patch, 3)
        yield patch


def in_parts(patch: pytest.MonkeyPatch, changes: int) -> None:
    """Let a part have so many changes, and any history more than one."""
    patch.setattr(complete, "MOST_HELD", 0)
    patch.setattr(complete, "PART", changes)
    patch.setattr(apply_remote, "BLOCK", changes)


def take(store: Store, path: Path) -> int:
    """Import a file; return how many changes were said to be new."""
    plan = plan_import(store, path)
    heard: list[float] = []
    run_import(store, plan, lambda done, total: heard.append(done / total))
    assert heard == sorted(heard)
    assert plan.unseen == 0 or not heard or heard[-1] == 1
    return plan.unseen


@given(careless_weeks(), st.integers(1, 30))
@settings(max_examples=8, deadline=None)
def test_in_parts_it_becomes_the_list_that_it_becomes_whole(steps: list[tuple[Any, ...]], size: int) -> None:
    """Also where files were copied by hand and set back, and where a list has part of the history already."""
    with TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        folder = Path(name)
        office = Careless.opened(folder, 3)
        for step in steps:
            office.play(step)
        files = []
        for number, store in enumerate(office.stores):
            files.append(folder / f"{number}.json")
            export(store, files[-1])
        whole, parts = fresh_copies(folder, 2)
        for path in files:
            told = take(whole, path)
            with patch.context() as long:
                in_parts(long, size)
                some = b'"record_id"' in path.read_bytes()  # a list that was set back to its beginning has none
                assert isinstance(stream_complete(path), LongHistory) == some
                assert take(parts, path) == told
                assert take(parts, path) == 0
            assert contents(parts) == contents(whole)
            assert unsound(parts) == []
        for store in (*office.stores, whole, parts):
            store.close()


def test_a_part_is_all_that_is_held(tmp_path: Path, short: pytest.MonkeyPatch) -> None:
    office = Office.opened(tmp_path, 1)
    (one,) = office.stores
    for number in range(20):
        one.write("add", [create("action_item", title=f"Langkah {number}")])
    path = tmp_path / "all.json"
    export(one, path)
    (other,) = fresh_copies(tmp_path, 1)
    sizes: list[int] = []
    add = apply_remote._InParts.add

    def counted(self: Any, part: Foreign) -> None:
        sizes.append(len(part.changes))
        assert len(part.batches) <= 3
        add(self, part)

    short.setattr(apply_remote._InParts, "add", counted)
    short.setattr(importer, "read_bytes", None)  # it is never read whole
    assert take(other, path) == sum(sizes) > 20
    assert max(sizes) == 3
    one.write("edit", [edit("action_item", row[0], "priority", "high") for row in one.reader.rows(
        "SELECT id FROM action_item")])  # fmt: skip
    export(one, path)
    sizes.clear()
    assert 0 < take(other, path) < sum(sizes)
    assert contents(other) == contents(one) and unsound(other) == []
    one.close()
    other.close()


@pytest.mark.parametrize("at", ["fold", "record", "open_conflicts.refresh", "derived_columns.recompute"])
def test_what_fails_in_the_middle_leaves_nothing(tmp_path: Path, short: pytest.MonkeyPatch, at: str) -> None:
    office = Office.opened(tmp_path, 1)
    (one,) = office.stores
    path = tmp_path / "all.json"
    export(one, path)
    (other,) = fresh_copies(tmp_path, 1)
    before = contents(other), other.reader.rows("SELECT * FROM batch"), other.reader.rows("SELECT * FROM copy")
    plan = plan_import(other, path)
    with short.context() as broken:
        broken.setattr(f"{apply_remote.__name__}.{at}", None)
        with pytest.raises(TypeError):
            run_import(other, plan)
    after = contents(other), other.reader.rows("SELECT * FROM batch"), other.reader.rows("SELECT * FROM copy")
    assert after == before
    run_import(other, plan)
    assert contents(other) == contents(one)
    one.close()
    other.close()


def test_a_file_that_is_another_by_now_is_refused(tmp_path: Path, short: pytest.MonkeyPatch) -> None:
    office = Office.opened(tmp_path, 1)
    (one,) = office.stores
    path = tmp_path / "all.json"
    export(one, path)
    (other,) = fresh_copies(tmp_path, 1)
    before = contents(other)
    plan = plan_import(other, path)
    path.write_bytes(path.read_bytes() + b" ")
    with pytest.raises(TaskforceError, match="written to meanwhile"):
        run_import(other, plan)
    path.unlink()
    with pytest.raises(TaskforceError, match=r"all\.json"):
        run_import(other, plan)
    assert contents(other) == before
    one.close()
    other.close()


def test_what_has_gone_other_ways_is_taken_whole_or_refused(tmp_path: Path, short: pytest.MonkeyPatch) -> None:
    """Twins: two files that wrote under one id."""
    office = Careless.opened(tmp_path, 1)
    office.play(("copy", 0))
    one, twin = office.stores
    for store in (one, twin):
        store.write("add", [create("action_item", title=f"Dari {store.location}")])
    path = tmp_path / "all.json"
    export(one, path)
    kept = stream_complete(path)
    assert isinstance(kept, LongHistory)
    plan = plan_import(twin, path)
    with short.context() as patch:
        patch.setattr(importer, "read_bytes", None)
        with pytest.raises(TypeError):
            run_import(twin, plan)
        patch.setattr(complete, "LARGEST_FILE", 1_000)
        with pytest.raises(TaskforceError, match="merge that one"):
            run_import(twin, plan)
    run_import(twin, plan)
    assert unsound(twin) == []
    titles = {row[0] for row in twin.reader.rows("SELECT title FROM action_item")}
    assert {f"Dari {store.location}" for store in (one, twin)} <= titles
    one.close()
    twin.close()


def test_an_export_that_is_too_large_to_be_read_whole_comes_back(
    tmp_path: Path, short: pytest.MonkeyPatch
) -> None:
    office = Office.opened(tmp_path, 1)
    (one,) = office.stores
    path = tmp_path / "all.json"
    export(one, path)
    content = path.read_bytes()
    (other,) = fresh_copies(tmp_path, 1)
    for module in (complete, "taskforce.exchange.files.open"):
        short.setattr(f"{module if isinstance(module, str) else module.__name__}.LARGEST_FILE", 1_000)
    for wrong, reason in {
        content.replace(b'"clock"', b'"clook"', 1): "clock",
        content[:-40]: "Expecting",
        b'{"taskforce": "1", "schema": 99, "items": [' + b" " * 1_000 + b"]}": "99",
    }.items():
        path.write_bytes(wrong)
        with pytest.raises(TaskforceError, match=reason):
            plan_import(other, path)
    path.write_bytes(content)
    short.setattr(complete, "LARGEST_OWN", 2_000)
    with pytest.raises(TaskforceError, match=r"larger than 0\.002 MB"):
        plan_import(other, path)
    short.setattr(complete, "LARGEST_OWN", 10_000_000)
    take(other, path)
    assert contents(other) == contents(one)
    one.close()
    other.close()


@pytest.mark.both_engines
def test_a_server_takes_it_in_parts_too(store: Store, tmp_path: Path, short: pytest.MonkeyPatch) -> None:
    office = Office.opened(tmp_path, 1)
    (one,) = office.stores
    for number in range(5):
        office.work(one, ("note", number, "Sudah dikirim"))
        office.work(one, ("edit", number, [("due", f"2026-12-0{number + 1}")]))
    path = tmp_path / "all.json"
    export(one, path)
    short.setattr(importer, "read_bytes", None)
    take(store, path)
    assert unsound(store) == []
    sql = "SELECT id, title, due, times_rescheduled, updated_at FROM action_item ORDER BY id"
    assert store.reader.rows(sql) == one.reader.rows(sql)
    assert take(store, path) == 0
    one.close()
