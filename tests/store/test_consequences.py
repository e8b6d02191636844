"""What follows from what is said of an item: its agency, its dimension, the progress it had before it was done."""

from __future__ import annotations

from typing import Any

import pytest

from taskforce.model.errors import NotFound
from taskforce.services.undo import redo, undo
from taskforce.store.changes.batch import create, edit
from taskforce.store.history.undo import undo_preview
from taskforce.store.read.items import ItemRow, items_by_id
from taskforce.store.store import Store


@pytest.fixture
def ids(store: Store) -> dict[str, str]:
    """Return the ids of two agencies, two members, a dimension with two parts, and another with one."""
    drafts = {
        "dlh": create("agency", code="dlh", short="DLH", name="Dinas Lingkungan Hidup"),
        "rsud": create("agency", code="rsud", short="RSUD", name="RSUD Ratu Zalecha"),
        "living": create("dimension", key="living", name="Smart Living", position=1),
        "economy": create("dimension", key="economy", name="Smart Economy", position=2),
    }
    ids = {name: draft.record_id for name, draft in drafts.items()}
    drafts |= {
        "farid": create("member", handle="farid", name="Farid", agency_id=ids["dlh"]),
        "galuh": create("member", handle="galuh", name="Galuh", agency_id=ids["rsud"]),
        "health": create("sub_dimension", dimension_id=ids["living"], key="health", name="Kesehatan", position=1),
        "transport": create(
            "sub_dimension", dimension_id=ids["living"], key="transport", name="Transportasi", position=2
        ),
        "welfare": create(
            "sub_dimension", dimension_id=ids["economy"], key="welfare", name="Kesejahteraan", position=1
        ),
    }
    store.write("add", list(drafts.values()))
    return {name: draft.record_id for name, draft in drafts.items()}


def item(store: Store, **values: Any) -> str:
    draft = create("action_item", title="Susun draf", **values)
    store.write("add", [draft])
    return draft.record_id


def say(store: Store, item_id: str, **values: Any) -> ItemRow:
    store.write("edit", [edit("action_item", item_id, name, value) for name, value in values.items()])
    return row(store, item_id)


def row(store: Store, item_id: str) -> ItemRow:
    return items_by_id(store.reader, [item_id])[item_id]


def test_the_agency_of_the_lead_answers_where_none_was_named(store: Store, ids: dict[str, str]) -> None:
    assert row(store, item(store, lead_id=ids["farid"])).agency == "DLH"
    assert row(store, item(store, lead_id=ids["farid"], agency_id=ids["rsud"])).agency == "RSUD"
    nobodys = item(store)
    assert say(store, nobodys, lead_id=ids["farid"]).agency == "DLH"
    assert say(store, nobodys, lead_id=ids["galuh"]).agency == "DLH"  # the one that answers stays
    both = item(store)
    assert say(store, both, lead_id=ids["farid"], agency_id=ids["rsud"]).agency == "RSUD"
    assert say(store, item(store, agency_id=ids["rsud"]), lead_id=ids["farid"]).agency == "RSUD"


def test_a_part_brings_its_dimension_and_another_dimension_drops_the_part(
    store: Store, ids: dict[str, str]
) -> None:
    def parts(item_id: str) -> tuple[str | None, str | None]:
        found = store.reader.row(
            "SELECT dimension_id, sub_dimension_id FROM action_item WHERE id = :id", id=item_id
        )
        assert found is not None
        return found[0], found[1]

    one = item(store, sub_dimension_id=ids["health"])
    assert parts(one) == (ids["living"], ids["health"])
    say(store, one, sub_dimension_id=ids["welfare"])
    assert parts(one) == (ids["economy"], ids["welfare"])
    say(store, one, dimension_id=ids["living"])
    assert parts(one) == (ids["living"], None)
    say(store, one, dimension_id=ids["economy"])  # it has no part that could be dropped
    assert parts(one) == (ids["economy"], None)
    say(store, one, dimension_id=ids["living"], sub_dimension_id=ids["transport"])
    assert parts(one) == (ids["living"], ids["transport"])
    say(store, one, dimension_id=None)
    assert parts(one) == (None, None)
    bare = item(store, dimension_id=ids["living"])
    say(store, bare, sub_dimension_id=ids["health"])
    store.write("edit", [edit("action_item", bare, "title", "Lain")])
    assert parts(bare) == (ids["living"], ids["health"])


def test_a_new_item_that_is_begun_without_a_figure_has_none(store: Store) -> None:
    assert row(store, item(store, status="in_progress")).progress == 0
    assert row(store, item(store, status="blocked")).progress == 0


def test_the_progress_before_it_was_done_comes_back_only_when_it_is_opened_again(store: Store) -> None:
    one = item(store, progress=40)
    say(store, one, status="done")
    assert say(store, one, status="in_progress").progress == 40
    assert say(store, one, progress=100).progress == 100
    assert say(store, one, status="blocked").progress == 100  # it was not done meanwhile


def test_a_step_that_was_taken_back_is_not_taken_back_again(store: Store) -> None:
    one = item(store)
    step = store.write("edit", [edit("action_item", one, "title", "Satu")]).batch_id
    assert step is not None
    changes, kept = undo_preview(store.reader, step)
    assert [(change.old, change.new) for change in changes] == [("Satu", "Susun draf")]
    assert kept == 0
    undo(store, step)
    with pytest.raises(NotFound):
        undo_preview(store.reader, step)


def test_redo_goes_back_one_undo_after_the_other_and_then_says_that_there_is_none(store: Store) -> None:
    one = item(store)
    say(store, one, title="Satu")
    say(store, one, title="Dua")
    undo(store)
    undo(store)
    assert row(store, one).title == "Susun draf"
    redo(store)
    assert row(store, one).title == "Satu"
    redo(store)
    assert row(store, one).title == "Dua"
    with pytest.raises(NotFound):
        redo(store)


def test_redo_is_over_when_something_else_was_done_since(store: Store) -> None:
    one = item(store)
    say(store, one, title="Satu")
    undo(store)
    say(store, one, title="Lain")
    with pytest.raises(NotFound):
        redo(store)
    assert row(store, one).title == "Lain"
