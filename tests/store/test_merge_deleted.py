"""Work on what another copy deleted: the question it leads to, looked at before and after the merge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from copying import Office, unsound

from taskforce.exchange.bundles.bundle import read_bundle, write_bundle
from taskforce.store.sync.conflicts import open_conflicts
from taskforce.store.sync.merge import preview


@pytest.mark.parametrize(
    "work",
    [
        ("note", 0, "x"),
        ("tag", 0, "rapat", True),
        ("supporting", 0, "farid", True),
        ("evidence", 0, "https://a.go.id"),
        ("needs", 0, 1),
        ("edit", 0, [("title", "x")]),
    ],
)
def test_work_on_an_item_deleted_here_is_a_question_and_stops_no_merge(
    tmp_path: Path, work: tuple[Any, ...]
) -> None:
    office = Office.opened(tmp_path, 2)
    here, there = office.stores
    office.play(("work", 0, ("delete", 0, True)))
    office.play(("work", 1, work))
    write_bundle(there, tmp_path / "all.bundle", {})
    bundle = read_bundle(tmp_path / "all.bundle")
    ref = here.reader.value("SELECT ref FROM action_item WHERE deleted")
    assert preview(here, bundle.foreign).conflicts == [("action_item", ref, "deleted")]
    office.take(here, bundle)
    asked = [(one.record_type, one.name, one.field) for one in open_conflicts(here.reader)]
    assert asked == [("action_item", ref, "deleted")]
    assert unsound(here) == []
    office.close()
