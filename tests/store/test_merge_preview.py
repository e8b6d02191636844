"""What a merge would do is told before: edits, deletions, conflicts, and what this program does not know."""

from __future__ import annotations

from pathlib import Path

from copying import new_copies

from taskforce.store.changes.batch import Foreign, create, delete, edit
from taskforce.store.changes.version_vector import outgoing
from taskforce.store.store import Store
from taskforce.store.sync.merge import merge, preview


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
