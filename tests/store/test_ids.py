"""Ids: ordered by time, and the same for the same thing everywhere."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from taskforce.store.changes.ids import ORGANISATION_ID, derived_id, new_id


def test_new_ids_are_uuids_of_version_seven_that_sort_by_time(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    import taskforce.store.changes.ids as ids

    earlier = []
    for moment in (1_000_000_000_000_000_000, 1_700_000_000_000_000_000, 1_800_000_000_000_000_000):
        monkeypatch.setattr(ids.time, "time_ns", lambda moment=moment: moment)
        earlier.append(new_id())
    assert earlier == sorted(earlier)
    assert {uuid.UUID(one).version for one in earlier} == {7}
    assert {uuid.UUID(one).variant for one in earlier} == {uuid.RFC_4122}


def test_a_derived_id_depends_on_every_part_and_nothing_else() -> None:
    assert derived_id("tag", "a", "b") == derived_id("tag", "a", "b")
    assert len({derived_id("tag", "a", "b"), derived_id("tag", "ab"), derived_id("tags", "a", "b")}) == 3
    assert derived_id("organisation") == ORGANISATION_ID


@given(parts=st.lists(st.text(max_size=8), max_size=3))
def test_a_derived_id_is_a_uuid_of_version_5(parts: list[str]) -> None:
    namespace = uuid.UUID("6f1d7c1e-5a0b-5c53-9d0a-7a5f0f3b8a11")
    assert derived_id("tag", *parts) == str(uuid.uuid5(namespace, "\x1f".join(("tag", *parts))))
