"""Writing: the history is the truth, and ``apply`` the only way in."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from taskforce.model.errors import InvalidRecord, NotFound
from taskforce.model.records import RECORDS
from taskforce.services.undo import undo
from taskforce.store.changes.batch import StaleWrite, create, delete, edit
from taskforce.store.changes.load import load
from taskforce.store.database.engine import engine_for
from taskforce.store.database.reader import StoreError
from taskforce.store.health.doctor import examine
from taskforce.store.read.items import item_by_ref, item_links
from taskforce.store.store import Store, create_store, open_store
from taskforce.store.sync.conflicts import open_conflicts

from builders import HISTORIES, Player  # isort: skip

TABLES = ("action_item", "member", "tag", "note", "supporting")


def everything(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables, but for the moment of the last change."""
    found = {}
    for table in TABLES:
        rows = store.reader.rows(f"SELECT * FROM {table} ORDER BY id")
        found[table] = [tuple(value for value in row) for row in rows]
    return found


@given(HISTORIES)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_replaying_the_history_gives_the_tables(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, tuple[object, ...]]]
) -> None:
    store = create_store(tmp_path_factory.mktemp("replay") / "list.db", today=date(2026, 11, 24))
    player = Player(store)
    player.found()
    for days, step in history:
        player.play(days, step)
    assert [finding.sentence for finding in examine(store.reader) if not finding.sound] == []
    store.close()


@pytest.mark.both_engines
def test_the_doctor_finds_a_value_written_past_the_history(store: Store) -> None:
    store.write("add", [create("action_item", title="Susun draf")])
    with engine_for(store.location).begin() as connection:
        connection.exec_driver_sql("UPDATE action_item SET title = 'anything'")
    wrong = [finding for finding in examine(store.reader) if not finding.sound]
    assert {finding.check for finding in wrong} - {"search"} == {"history"}
    assert "title" in next(one for one in wrong if one.check == "history").examples[0]


@given(HISTORIES)
@settings(max_examples=25, deadline=None)
def test_a_rewound_list_equals_the_list_of_that_day(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, tuple[object, ...]]]
) -> None:
    store = create_store(tmp_path_factory.mktemp("rewind") / "list.db", today=date(2026, 11, 2))
    player = Player(store)
    player.found()
    then: dict[date, dict[str, list[tuple[object, ...]]]] = {}
    for days, step in history:
        player.play(days, step)
        then[store.clock.day_of(player.moment.isoformat())] = everything(store)
    for day, expected in then.items():
        with store.as_of(day) as reader:
            for table in TABLES:
                names = [row[1] for row in store.reader.rows(f"PRAGMA table_info({table})")]
                rows = reader.rows(f"SELECT {', '.join(names)} FROM {table} ORDER BY id")
                assert rows == expected[table], (table, day)
    store.close()


@given(HISTORIES)
@settings(max_examples=25, deadline=None)
def test_undoing_every_step_leaves_what_was_there_before(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, tuple[object, ...]]]
) -> None:
    store = create_store(tmp_path_factory.mktemp("undo") / "list.db", today=date(2026, 11, 2))
    player = Player(store)
    player.found()
    for days, step in history:
        if step[0] != "undo":
            player.play(days, step)
    with pytest.raises(NotFound, match="nothing to undo"):
        while True:
            undo(store)
    for table in ("action_item", "tag", "note", "member"):
        assert store.reader.value(f"SELECT count(*) FROM {table} WHERE NOT deleted") == 0
    store.close()


@pytest.mark.both_engines
def test_done_sets_progress_and_day_and_undo_takes_both_back(store: Store) -> None:
    item = create("action_item", title="Susun draf", progress=40)
    store.write("add", [item])
    store.write("done", [edit("action_item", item.record_id, "status", "done")])
    row = item_by_ref(store.reader, "1")
    assert (row.status, row.progress, row.done_on) == ("done", 100, "2026-11-24")
    undo(store)
    row = item_by_ref(store.reader, "1")
    assert (row.status, row.progress, row.done_on) == ("in_progress", 40, None)


@pytest.mark.both_engines
def test_an_item_opened_again_gets_its_progress_back(store: Store) -> None:
    item = create("action_item", title="Susun draf", progress=40)
    store.write("add", [item])
    store.write("done", [edit("action_item", item.record_id, "status", "done")])
    store.write("edit", [edit("action_item", item.record_id, "status", "in_progress")])
    row = item_by_ref(store.reader, "1")
    assert (row.status, row.progress, row.done_on) == ("in_progress", 40, None)


@pytest.mark.both_engines
def test_undo_leaves_what_someone_else_changed_since(store: Store) -> None:
    item = create("action_item", title="Susun draf")
    store.write("add", [item])
    first = store.write(
        "edit",
        [edit("action_item", item.record_id, "title", "Satu"), edit("action_item", item.record_id, "progress", 5)],
    )
    store.write("edit", [edit("action_item", item.record_id, "title", "Dua")])
    result = undo(store, first.batch_id)
    row = item_by_ref(store.reader, "1")
    assert (row.title, row.progress) == ("Dua", 0)
    assert [kept[2] for kept in result.kept] == ["title"]


@pytest.mark.both_engines
def test_moves_of_the_due_date_are_counted_and_taken_back_moves_are_not(store: Store) -> None:
    item = create("action_item", title="Susun draf", due="2026-11-20")
    store.write("add", [item])
    for day in ("2026-11-27", "2026-12-04"):
        store.write("edit", [edit("action_item", item.record_id, "due", day)])
    row = item_by_ref(store.reader, "1")
    assert (row.original_due, row.times_rescheduled) == ("2026-11-20", 2)
    undo(store)
    row = item_by_ref(store.reader, "1")
    assert (row.due, row.original_due, row.times_rescheduled) == ("2026-11-27", "2026-11-20", 1)


@pytest.mark.both_engines
def test_a_batch_is_written_whole_or_not_at_all(store: Store) -> None:
    with pytest.raises(InvalidRecord) as refused:
        store.write("add", [create("action_item", title="Baik"), create("action_item", title="", progress=120)])
    assert {problem.field for problem in refused.value.problems} == {"title", "progress"}
    assert store.reader.value("SELECT count(*) FROM action_item") == 0
    assert store.reader.value("SELECT count(*) FROM change") == 0


@pytest.mark.both_engines
def test_the_same_value_again_is_no_change(store: Store) -> None:
    item = create("action_item", title="Susun draf")
    store.write("add", [item])
    assert store.write("edit", [edit("action_item", item.record_id, "title", "Susun draf")]).batch_id is None


@pytest.mark.both_engines
def test_an_edit_of_what_changed_meanwhile_is_refused_with_both_values(store: Store) -> None:
    item = create("action_item", title="Susun draf")
    store.write("add", [item])
    store.write("edit", [edit("action_item", item.record_id, "title", "Punya Galuh")])
    with pytest.raises(StaleWrite) as refused:
        store.write("edit", [edit("action_item", item.record_id, "title", "Punya saya", seen="Susun draf")])
    assert "Punya Galuh" in str(refused.value)
    assert "Punya saya" in str(refused.value)


@pytest.mark.both_engines
def test_a_circle_of_dependencies_is_refused_with_the_refs_in_it(store: Store) -> None:
    items = [create("action_item", title=f"Langkah {number}") for number in range(3)]
    store.write("add", items)
    ids = [item.record_id for item in items]
    store.write("edit", [create("dependency", item_id=ids[0], needs_id=ids[1])])
    store.write("edit", [create("dependency", item_id=ids[1], needs_id=ids[2])])
    with pytest.raises(InvalidRecord, match="3 → 1 → 2 → 3"):
        store.write("edit", [create("dependency", item_id=ids[2], needs_id=ids[0])])
    with pytest.raises(InvalidRecord, match="itself"):
        store.write("edit", [create("dependency", item_id=ids[2], needs_id=ids[2])])


@pytest.mark.both_engines
def test_a_link_taken_away_and_added_again_is_one_record(store: Store) -> None:
    item = create("action_item", title="Susun draf")
    tag = create("tag", item_id=item.record_id, name="rapat")
    store.write("add", [item, tag])
    store.write("edit", [delete("tag", tag.record_id)])
    assert item_links(store.reader).tags == {}
    store.write("edit", [create("tag", item_id=item.record_id, name="rapat")])
    assert item_links(store.reader).tags == {item.record_id: ["rapat"]}
    assert store.reader.value("SELECT count(*) FROM tag") == 1


@pytest.mark.both_engines
def test_two_members_cannot_share_a_handle_whatever_the_case(store: Store) -> None:
    store.write("add", [create("member", handle="farid", name="Farid")])
    with pytest.raises(InvalidRecord, match="Farid"):
        store.write("add", [create("member", handle="Farid", name="Farid lain")])


@pytest.mark.both_engines
def test_refs_are_never_given_out_twice(store: Store) -> None:
    first = create("action_item", title="Satu")
    store.write("add", [first])
    store.write("delete", [delete("action_item", first.record_id)])
    second = store.write("add", [create("action_item", title="Dua")])
    assert json.loads(second.changes[0].new or "")["ref"] == "2"


@pytest.mark.both_engines
def test_a_read_only_list_is_not_written(store: Store) -> None:
    guest = open_store(store.location, read_only=True)
    with pytest.raises(StoreError, match="read only"):
        guest.write("add", [create("action_item", title="x")])
    guest.close()


WRITER = """
import sys
from taskforce.store.store import open_store
from taskforce.store.changes.batch import create
store = open_store(sys.argv[1])
for number in range(40):
    store.write("add", [create("action_item", title=f"{sys.argv[2]} {number}")])
"""


@pytest.mark.both_engines
def test_two_writers_at_once_lose_nothing(store: Store) -> None:
    place = str(store.location.path or store.location.url)
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, place, name]) for name in ("farid", "galuh")]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    refs = [row[0] for row in store.reader.rows("SELECT ref FROM action_item")]
    assert sorted(map(int, refs)) == list(range(1, 81))
    assert all(finding.sound for finding in examine(store.reader))


KILLED = """
import os, signal, sys
from taskforce.store.write import apply as module
from taskforce.store.store import open_store
from taskforce.store.changes.batch import create
store = open_store(sys.argv[1])
store.write("add", [create("action_item", title="kept")])
def die(*_):
    os.kill(os.getpid(), signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
module._derive = die
store.write("add", [create("action_item", title="lost")])
"""


@pytest.mark.both_engines
def test_a_process_killed_while_writing_leaves_the_list_as_it_was_before(store: Store) -> None:
    place = store.location.url or str(store.location.path)
    assert subprocess.run([sys.executable, "-c", KILLED, place], check=False).returncode != 0
    assert [row[0] for row in store.reader.rows("SELECT title FROM action_item")] == ["kept"]
    assert all(finding.sound for finding in examine(store.reader))
    store.write("add", [create("action_item", title="next")])
    assert item_by_ref(store.reader, "2").title == "next"


def test_a_draft_that_did_not_see_a_change_is_in_conflict_with_it(store: Store) -> None:
    """What a sheet says that was sent before somebody changed the same field here."""
    item = create("action_item", title="Undang narasumber", due="2026-11-27")
    made = store.write("add", [item]).changes[0]
    store.write("edit", [edit("action_item", item.record_id, "due", "2026-12-04")])

    late = edit("action_item", item.record_id, "due", "2026-12-01", seen="2026-12-04", after=(made.id,))
    receipt = store.write("import", [late])

    (conflict,) = open_conflicts(store.reader)
    assert (conflict.field, conflict.before) == ("due", "2026-11-27")
    assert [side.value for side in conflict.sides] == ["2026-12-04", "2026-12-01"]
    assert load(store.reader, "action_item", [item.record_id])[item.record_id]["due"] == "2026-12-01"
    assert all(finding.sound for finding in examine(store.reader))

    undo(store, receipt.batch_id)
    assert open_conflicts(store.reader) == []
    assert load(store.reader, "action_item", [item.record_id])[item.record_id]["due"] == "2026-12-04"


@pytest.mark.parametrize(
    ("record_type", "values"),
    [("appointment", {}), ("note", {"text": "Menunggu SK"}), ("attendance", {"name": "Camat"})],
)
def test_what_belongs_to_a_record_is_never_given_to_another(
    record_type: str, values: dict[str, str], tmp_path: Path
) -> None:
    """Its steps stand in the history of that record, and would be told of a stranger."""
    store = create_store(tmp_path / "list.db")
    link = RECORDS[record_type].by_name[str(RECORDS[record_type].subject)]
    words = {"member": {"handle": "a", "name": "A"}, "action_item": {"title": "A"}}.get(
        str(link.to), {"title": "A", "date": "2026-11-24"}
    )
    owner = create(str(link.to), **words)
    other = create(str(link.to), **(words | ({"handle": "b"} if "handle" in words else {})))
    made = create(record_type, **{link.name: owner.record_id}, **values)
    store.write("add", [owner, other, made])
    with pytest.raises(InvalidRecord, match="stays with what it was made for"):
        store.write("edit", [edit(record_type, made.record_id, link.name, other.record_id)])
    store.write("edit", [edit(record_type, made.record_id, link.name, owner.record_id)])  # as it is
    assert all(finding.sound for finding in examine(store.reader))
    store.close()
