"""Lists set back, brought up to date or made while others write, the disk is full or the program is killed."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest
from calling import Caller, Join, give, listed
from test_migrations import as_in_schema_1

from taskforce.clock import Clock
from taskforce.services import undo as undoing
from taskforce.store.backup import restore
from taskforce.store.changes.batch import create
from taskforce.store.database.location import Location
from taskforce.store.database.reader import SCHEMA, StoreError
from taskforce.store.database.snapshot import back_up, exchange
from taskforce.store.store import create_store, open_store
from taskforce.store.sync import merge as merging
from taskforce.store.write.migrate import upgrade_list

pytestmark = pytest.mark.on_a_file
posix = pytest.mark.skipif(os.name != "posix", reason="limits and rights of POSIX")
as_a_user = pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may write anywhere")

LIMITED = """
import resource, sys
from taskforce.cli import run
limit = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
sys.exit(run(sys.argv[2:]))
"""
"""A command on a disk where no file grows over a limit."""

KILLED = """
import os, signal, sys
from importlib import import_module
from taskforce.cli import run
def killed(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)
setattr(import_module(sys.argv[1]), sys.argv[2], killed)
run(sys.argv[3:])
"""
"""A command that is killed when it comes to a function of ours."""


def process(code: str, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", code, *words],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, "TASKFORCE_TODAY": "2026-11-24", "TASKFORCE_LANG": "en", **environment},
        check=False,
    )


def one_sentence(done: subprocess.CompletedProcess[str]) -> str:
    assert done.returncode == 1, done
    assert done.stderr.startswith("taskforce: ") and done.stderr.count("\n") == 1, done.stderr
    return done.stderr


def titles(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT title FROM action_item ORDER BY seq")]


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm")))


def writer_refused(path: Path) -> bool:
    """Return whether somebody else cannot write just now."""
    with closing(sqlite3.connect(path, timeout=0, isolation_level=None)) as other:
        try:
            other.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            return error.sqlite_errorcode & 0xFF == sqlite3.SQLITE_BUSY
    return False


# --- Going back to a backup ------------------------------------------------------------------------------------


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_nobody_writes_between_the_copy_that_is_kept_and_the_exchange(list_path: Path, mode: str) -> None:
    stage = list_path.with_name("stage.db")
    with closing(sqlite3.connect(list_path)) as connection:
        connection.execute(f"PRAGMA journal_mode = {mode}")
        connection.executescript(
            "CREATE TABLE action_item (seq, title); INSERT INTO action_item VALUES (1, 'now')"
        )
    back_up(list_path, stage)
    with closing(sqlite3.connect(stage)) as connection, connection:
        connection.execute("UPDATE action_item SET title = 'before'")
    refused: list[bool] = []

    kept = exchange(stage, list_path, "kept.db", lambda _kept: refused.append(writer_refused(list_path)))

    assert refused == [True]
    assert (titles(list_path), titles(kept)) == (["before"], ["now"])
    assert not writer_refused(list_path)


def test_what_others_write_during_a_restore_is_in_the_list_or_in_the_copy_that_is_kept(list_path: Path) -> None:
    create_store(list_path).close()
    back_up(list_path, list_path.with_name("keep.db"))
    acknowledged: dict[str, str] = {}
    ended = threading.Event()

    def write() -> None:
        store, number = open_store(list_path), 0
        while not ended.is_set():
            number += 1
            receipt = store.write("add", [create("action_item", title=f"Nomor {number}")])
            acknowledged[f"Nomor {number}"] = json.loads(str(receipt.changes[0].new))["ref"]
        store.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        for _time in range(6):
            seen = len(acknowledged)
            while len(acknowledged) < seen + 3 and writer.is_alive():
                pass
            restore(Location(path=list_path), list_path.with_name("keep.db"), Clock())
    finally:
        ended.set()
        writer.join()

    kept = set(titles(list_path)).union(*(titles(path) for path in list_path.parent.glob("*.before-restore-*.db")))
    assert set(acknowledged) <= kept
    assert len(set(acknowledged.values())) == len(acknowledged)  # no ref was given out twice


def test_a_backup_is_named_by_a_relative_path(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    banjar("backup", "keep.db")
    banjar("add", "Sesudah")
    banjar("restore", "keep.db", "--yes")
    assert len(listed(banjar)) == 2
    relative = Caller("list.db", monkeypatch, banjar._capsys)
    relative("restore", "./keep.db", "--yes")


def test_a_list_that_is_locked_is_not_taken_for_a_damaged_one(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    banjar("backup", str(tmp_path / "keep.db"))
    monkeypatch.setattr(sqlite3, "connect", partial(sqlite3.connect, timeout=0.01))  # patience is not its subject
    with closing(sqlite3.connect(banjar.place, isolation_level=None)) as other:
        other.execute("PRAGMA journal_mode = DELETE")
        other.execute("BEGIN EXCLUSIVE")
        refused = banjar("restore", str(tmp_path / "keep.db"), "--yes", status=1)
        other.execute("ROLLBACK")
    assert refused.err.count("\n") == 1 and "try again" in refused.err
    assert names(tmp_path) == ["keep.db", "list.db"]


def test_a_damaged_list_is_put_aside_as_it_is(banjar: Caller, tmp_path: Path) -> None:
    banjar("backup", str(tmp_path / "keep.db"))
    damaged = b"x" * 30_000
    Path(banjar.place).write_bytes(damaged)
    banjar("restore", str(tmp_path / "keep.db"), "--yes")
    assert len(listed(banjar)) == 2
    assert next(tmp_path.glob("list.before-restore-*.db")).read_bytes() == damaged


@posix
@pytest.mark.parametrize("limit", [8_000, 60_000, 400_000])
def test_a_restore_on_a_full_disk_is_one_sentence_and_changes_nothing(
    banjar: Caller, tmp_path: Path, limit: int
) -> None:
    banjar("backup", str(tmp_path / "keep.db"))
    banjar("add", "Sesudah")
    before = titles(Path(banjar.place))
    one_sentence(process(LIMITED, str(limit), "--db", banjar.place, "restore", str(tmp_path / "keep.db"), "--yes"))
    assert titles(Path(banjar.place)) == before
    assert names(tmp_path) == ["keep.db", "list.db"]


@as_a_user
def test_a_list_that_may_not_be_written_is_not_set_back(banjar: Caller, tmp_path: Path) -> None:
    banjar("backup", str(tmp_path / "keep.db"))
    Path(banjar.place).chmod(0o400)
    assert "may not be written" in banjar("restore", str(tmp_path / "keep.db"), "--yes", status=1).err


# --- Merging, and taking a merge back --------------------------------------------------------------------------


def test_the_backups_of_a_merge_and_of_its_undo_are_made_when_nobody_else_can_write(
    banjar: Caller, join: Join, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    galuh = join("galuh")
    galuh("add", "Dari Galuh")
    refused: list[bool] = []

    def checked(make: Callable[..., Path]) -> Callable[..., Path]:
        def backup(path: Path, *rest: object) -> Path:
            refused.append(writer_refused(path))
            return make(path, *rest)

        return backup

    for module in (merging, undoing):
        monkeypatch.setattr(module, "new_backup", checked(module.new_backup))
    give(galuh, banjar, tmp_path / "1.bundle")
    banjar("undo")
    assert refused == [True, True]
    kinds = {one["kind"] for one in banjar("backup", "--list", "--format", "json").json}
    assert {"before-merge", "before-undo"} <= kinds


# --- Lists of an older schema ----------------------------------------------------------------------------------


@pytest.fixture
def older(list_path: Path) -> Path:
    """A list of the first schema, with one item."""
    store = create_store(list_path)
    store.write("add", [create("action_item", title="Susun draf Buku 2")])
    store.close()
    as_in_schema_1(str(list_path))
    with closing(sqlite3.connect(list_path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return list_path


def schema(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_the_copy_before_a_migration_is_never_written_over(older: Path) -> None:
    first = older.with_name(f"list.before-schema-{SCHEMA}.db")
    first.write_bytes(b"kept from an earlier time")
    for _process in range(2):  # the second one found it older, too, and waited for the first
        upgrade_list(Location(path=older))
    assert names(older.parent) == [f"list.before-schema-{SCHEMA}-2.db", first.name, "list.db"]
    assert first.read_bytes() == b"kept from an earlier time"
    assert (schema(older), schema(older.with_name(f"list.before-schema-{SCHEMA}-2.db"))) == (SCHEMA, 1)


@posix
def test_a_migration_on_a_full_disk_is_one_sentence_and_changes_nothing(older: Path) -> None:
    before = older.read_bytes()
    said = one_sentence(process(LIMITED, "60000", "--db", str(older), "list"))
    assert "--read-only" in said
    assert (older.read_bytes(), names(older.parent)) == (before, ["list.db"])


def test_an_older_list_that_is_only_looked_at_is_shown_and_left_as_it_is(older: Path, tmp_path: Path) -> None:
    before, temporary = older.read_bytes(), tmp_path / "temporary"
    temporary.mkdir()
    shown = process(
        "import sys; from taskforce.cli import run; sys.exit(run(sys.argv[1:]))",
        *("--db", str(older), "--read-only", "list", "--format", "json"),
        TMPDIR=str(temporary),
    )
    assert shown.returncode == 0, shown.stderr
    assert "Susun draf Buku 2" in shown.stdout
    assert (older.read_bytes(), names(older.parent)) == (before, ["list.db", "temporary"])
    assert names(temporary) == []


@as_a_user
def test_an_older_list_on_a_write_protected_stick_opens_for_reading(older: Path) -> None:
    older.chmod(0o400)
    older.parent.chmod(0o500)
    try:
        store = open_store(older)
        assert store.reader.value("SELECT title FROM action_item") == "Susun draf Buku 2"
        with pytest.raises(StoreError, match="write-protected"):
            store.write("add", [create("action_item", title="Dua")])
        store.close()
    finally:
        older.parent.chmod(0o700)


# --- New lists -------------------------------------------------------------------------------------------------

NEW = {
    "init": (("init",), "taskforce.services.template", "init_store"),
    "demo": (("demo", "--write", "list.db"), "taskforce.services.sample", "write_sample"),
}


@posix
@pytest.mark.parametrize("name", NEW)
def test_a_new_list_that_was_killed_in_the_making_is_not_there_and_can_be_made(
    tmp_path: Path, list_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    words, module, function = NEW[name]
    monkeypatch.chdir(tmp_path)
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "TASKFORCE_DB": str(list_path)}
    process(KILLED, module, function, *words, **environment)
    assert not list_path.exists()
    assert [file for file in tmp_path.iterdir() if file.name.startswith(".taskforce-")]  # it was under way
    done = process("import sys; from taskforce.cli import run; sys.exit(run(sys.argv[1:]))", *words, **environment)
    assert done.returncode == 0, done.stderr
    assert [file.name for file in tmp_path.iterdir()] == ["list.db"]
    shutil.copy(list_path, tmp_path / "copied.db")  # by hand, before anything else was written
    added = process(LIMITED, str(10**9), "--db", str(tmp_path / "copied.db"), "add", "Satu", **environment)
    assert "copy of its own" in added.stderr  # as the list knows where it lies


@posix
@pytest.mark.parametrize("name", NEW)
def test_a_new_list_for_which_there_is_no_room_is_one_sentence_and_not_there(
    tmp_path: Path, list_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.chdir(tmp_path)
    environment = {"PYTHONPATH": os.pathsep.join(sys.path), "TASKFORCE_DB": str(list_path)}
    one_sentence(process(LIMITED, "250000", *NEW[name][0], **environment))
    assert list(tmp_path.iterdir()) == []
