"""Many at once on one server: nothing lost, nothing twice; what others write is noticed."""

from __future__ import annotations

import json
import multiprocessing
from collections import Counter
from collections.abc import Callable
from threading import Event, Thread

import pytest
from server_databases import Databases, database_of, release
from writing import write_and_edit

from taskforce.store.changes.batch import create, edit
from taskforce.store.database.connect import watch
from taskforce.store.database.engine import engine_for
from taskforce.store.database.location import location_of
from taskforce.store.database.reader import StoreError
from taskforce.store.database.watch import Watcher
from taskforce.store.health.doctor import examine
from taskforce.store.store import Store, open_store

WRITERS = 10
BATCHES = 20


def test_ten_writers_at_once_lose_nothing_and_write_nothing_twice(server_list: str) -> None:
    store = open_store(server_list)
    store.write("add", [create("action_item", title=f"Bersama {number}") for number in range(3)])
    method = "forkserver" if "forkserver" in multiprocessing.get_all_start_methods() else "spawn"
    processes = multiprocessing.get_context(method)
    processes.set_forkserver_preload(["taskforce.store.write.apply", "psycopg"])  # imported once, not ten times
    writers = [
        processes.Process(target=write_and_edit, args=(server_list, f"w{number}", BATCHES))
        for number in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(300)
    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    reader = store.reader
    titles = Counter(row[0] for row in reader.rows("SELECT title FROM action_item WHERE title LIKE 'w%'"))
    wanted = {f"w{writer} {number}" for writer in range(WRITERS) for number in range(BATCHES // 2)}
    assert titles == Counter(wanted)
    edits = Counter(row[0] for row in reader.rows("SELECT new FROM change WHERE field = 'description'"))
    assert edits == Counter(json.dumps(title) for title in wanted)
    refs = [int(row[0]) for row in reader.rows("SELECT ref FROM action_item")]
    assert sorted(refs) == list(range(1, len(wanted) + 4))
    numbers = [row[0] for row in reader.rows("SELECT number FROM change ORDER BY clock")]
    assert numbers == list(range(1, len(numbers) + 1))
    clocks = [row[0] for row in reader.rows("SELECT clock FROM change ORDER BY seq")]
    assert len(set(clocks)) == len(clocks)
    assert clocks == sorted(clocks)
    assert [finding.sentence for finding in examine(reader) if not finding.sound] == []
    store.close()


def test_who_edits_what_another_has_just_changed_is_told(server_list: str) -> None:
    farid, galuh = open_store(server_list), open_store(server_list)
    item = create("action_item", title="Susun draf")
    farid.write("add", [item])
    first, second = Event(), Event()
    refused: list[str] = []

    def try_both(store: Store, title: str, ready: Event, other: Event) -> None:
        ready.set()
        other.wait(30)
        try:
            store.write("edit", [edit("action_item", item.record_id, "title", title, seen="Susun draf")])
        except Exception as error:
            refused.append(str(error))

    threads = [
        Thread(target=try_both, args=(farid, "Farid", first, second)),
        Thread(target=try_both, args=(galuh, "Galuh", second, first)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    winner = farid.reader.value("SELECT title FROM action_item")
    assert winner in ("Farid", "Galuh")
    assert winner in refused[0]
    farid.close()
    galuh.close()


def test_a_writer_that_waits_too_long_is_told(server_list: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("taskforce.store.database.postgres.LOCK_SECONDS", 1)
    release(server_list)
    store = open_store(server_list)
    with engine_for(location_of(server_list)).begin() as other:
        other.exec_driver_sql("SELECT * FROM copy FOR UPDATE")
        with pytest.raises(StoreError, match="being written by another program"):
            store.write("add", [create("action_item", title="x")])
    assert store.write("add", [create("action_item", title="x")]).batch_id is not None
    store.close()


def until(holds: Callable[[], bool]) -> bool:
    """Whether something holds before long."""
    pause = Event()
    return any(holds() or pause.wait(0.02) for _time in range(500))


@pytest.mark.both_engines
def test_what_another_writes_is_noticed_once(store: Store) -> None:
    watcher, other = watch(store.location), open_store(store.location)
    if store.location.is_server:
        assert until(watcher.changed)  # it listens from now on
    assert not watcher.changed()
    other.write("add", [create("action_item", title="Susun draf")])
    assert until(watcher.changed)
    assert not watcher.changed()
    with pytest.raises(StoreError):
        open_store(store.location, read_only=True).write("add", [create("action_item", title="x")])
    assert not watcher.changed()
    watcher.close()
    other.close()


def test_a_watcher_that_was_cut_off_listens_again(databases: Databases, server_list: str) -> None:
    watcher: Watcher = watch(location_of(server_list))
    assert until(watcher.changed)
    name = database_of(server_list)
    databases.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")
    assert until(watcher.changed)  # nobody knows what was missed meanwhile
    assert not watcher.lost
    watcher.close()


def test_a_watcher_of_a_server_out_of_reach_is_lost_and_raises_nothing() -> None:
    watcher = watch(location_of("postgresql://farid@127.0.0.1:9/smartcity"))
    assert until(lambda: not watcher.changed() and watcher.lost)
    watcher.close()
