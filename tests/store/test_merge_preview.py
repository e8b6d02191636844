"""What a merge would do is told before: edits, deletions, conflicts, and what this program does not know."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from copying import new_copies

from taskforce.clock import Clock, write_moment
from taskforce.store.changes.batch import Change, Foreign, create, delete, edit
from taskforce.store.changes.version_vector import outgoing
from taskforce.store.store import Store
from taskforce.store.sync.merge import ClockAhead, check_clock, merge, preview


def all_of(giver: Store) -> Foreign:
    """Return all that a copy has; who takes it passes over what is there already."""
    return outgoing(giver.reader, giver.clock, {})


def test_a_preview_tells_of_edits_deletions_and_of_work_on_what_was_deleted(tmp_path: Path) -> None:
    here, there = new_copies(tmp_path, 2)
    item, other = create("action_item", title="Satu"), create("action_item", title="Dua")
    here.write("add", [item, other])
    merge(there, all_of(here), "awal")
    here.write("delete", [delete("action_item", item.record_id)])
    there.write("edit", [edit("action_item", item.record_id, "title", "Masih dikerjakan")])
    there.write("delete", [delete("action_item", other.record_id)])
    there.write("note", [create("note", item_id=item.record_id, kind="remark", text="Catatan")])
    told = preview(here, all_of(there))
    assert (told.new, dict(told.created), dict(told.deleted)) == (3, {"note": 1}, {"action_item": 1})
    assert [(row.field, row.old, row.new) for row in told.edits if row.field == "title"] == [
        ("title", "Satu", "Masih dikerjakan")
    ]
    assert [(kind, field) for kind, _name, field in told.conflicts] == [("action_item", "deleted")]
    merge(here, all_of(there), "mereka")
    again = preview(here, all_of(there))
    assert (again.new, list(again.edits), list(again.conflicts)) == (0, [], [])


def test_what_a_newer_program_wrote_is_passed_over_in_a_preview_and_kept_by_the_merge(tmp_path: Path) -> None:
    here, there = new_copies(tmp_path, 2)
    there.write("add", [create("action_item", title="Satu")])
    foreign = all_of(there)
    newer = foreign.changes[-1]._replace(
        id="01990000-0000-7000-8000-000000000001",
        number=foreign.changes[-1].number + 1,
        clock=foreign.changes[-1].clock + 1,
        record_type="of_a_newer_version",
        record_id="01990000-0000-7000-8000-000000000002",
    )
    assert foreign.source is not None
    spans = {
        copy: span._replace(last=newer.number) if copy == newer.copy_id else span
        for copy, span in foreign.source.spans.items()
    }
    source = type(foreign.source)(foreign.source.copy_id, foreign.source.written_at, spans)
    arriving = Foreign(foreign.copies, foreign.batches, [*foreign.changes, newer], source)
    told = preview(here, arriving)
    assert (told.new, dict(told.created)) == (2, {"action_item": 1})
    merge(here, arriving, "mereka")
    assert here.reader.value("SELECT count(*) FROM change WHERE record_type = 'of_a_newer_version'") == 1


@pytest.mark.parametrize("hour", range(0, 24, 3))
def test_what_is_dated_more_than_a_day_ahead_is_refused_at_any_hour(
    hour: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The office's day begins eight hours before that of the moments that are stored."""
    now = datetime(2026, 11, 24, hour, tzinfo=UTC)
    clock = Clock()
    monkeypatch.setattr(Clock, "now", lambda _self: now)

    def arriving(minutes: int) -> Foreign:
        at = write_moment(now + timedelta(days=1, minutes=minutes))
        ids = [str(UUID(int=number)) for number in range(4)]
        change = Change(*ids[:2], at, 1, ids[2], 1, None, "member", ids[3], "name", None, '"Farid"', None)
        return Foreign([], [], [change])

    check_clock(clock, arriving(-1))
    with pytest.raises(ClockAhead):
        check_clock(clock, arriving(1))
