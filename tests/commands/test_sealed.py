"""A sealed list: what is on the disk, who may open it, and what a kill in the middle leaves."""

from __future__ import annotations

import contextlib
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import keyring.backends.fail
import pytest
from calling import Caller, Join, give, listed
from sheet_editing import Workbook
from sqlcipher3 import dbapi2 as sqlcipher
from test_migrations import as_in_schema_1

from taskforce.files import check_target
from taskforce.model.errors import TaskforceError, UnfitFile
from taskforce.paths import backup_folder
from taskforce.reading import is_sealed, read_words
from taskforce.screens.forms.draft_file import DraftKeeper, UnsavedDraft
from taskforce.store import backup, sealing
from taskforce.store.changes.batch import create
from taskforce.store.database import resealing, sealed
from taskforce.store.database.location import Location, location_of
from taskforce.store.database.reader import StoreError
from taskforce.store.database.watch import FileWatcher
from taskforce.store.health.doctor import examine
from taskforce.store.store import create_store, open_store

pytestmark = pytest.mark.on_a_file

PASSPHRASE = "empat kata yang kebetulan"
MARK = "Zebrakuningxq"
"""A word that stands nowhere else."""


@pytest.fixture(autouse=True)
def _quick_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make keys of passphrases quickly, and hold none of another test."""
    monkeypatch.setattr(sealed, "_ROUNDS", 1000)
    monkeypatch.setattr(sealed, "_held", {})
    monkeypatch.setattr(sealed, "ask", None)
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", PASSPHRASE)


def forget_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let this process know as little as a new one on another computer, without the passphrase."""
    monkeypatch.setattr(sealed, "_held", {})
    monkeypatch.delenv("TASKFORCE_PASSPHRASE")


def plain_places(*folders: Path) -> list[str]:
    """The files below folders in which the mark can be read, in any spelling that a database might use."""
    spelt = [word.encode(code) for word in (MARK, MARK.lower()) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    files = [path for folder in folders for path in sorted(folder.rglob("*")) if path.is_file()]
    return [str(path) for path in files if any(one in path.read_bytes() for one in spelt)]


def home() -> Path:
    return Path(os.environ["HOME"])


def sound(path: Path) -> bool:
    with contextlib.closing(open_store(path)) as store:
        return all(finding.sound for finding in examine(store.reader))


# What is on the disk


def test_no_byte_of_what_is_written_can_be_read_on_the_disk(
    banjar: Caller, join: Join, sent: Workbook, tmp_path: Path, list_path: Path
) -> None:
    banjar("backup")
    banjar("add", f"{MARK} lama")
    keeper = DraftKeeper(str(location_of(list_path)))
    keeper.keep(UnsavedDraft("d0", "item:new", "New", "2026-11-24T01:14:00.000Z", {"title": MARK}))
    keeper.close()
    colleague = join("farid")
    colleague("add", f"{MARK} dari Farid")
    banjar("backup")
    assert len(plain_places(list_path.parent, home())) > 3  # the search itself finds what is open
    outside = tmp_path / "outside"
    outside.mkdir()
    for name in ("farid.db", "for farid.bundle", "dinkes.xlsx"):
        (tmp_path / name).rename(outside / name)
    colleague.place = str(outside / "farid.db")

    banjar("encrypt")

    assert [one for one in plain_places(tmp_path, home()) if not one.startswith(str(outside))] == []
    (outside / "sheet.csv").write_text(f"Tindak Lanjut;PIC\n{MARK} impor;Farid\n", encoding="utf-8")
    for words in (
        ("add", f"{MARK} @galuh +{MARK}"),
        ("edit", "1", f"title={MARK} draf", f"description={MARK}"),
        ("note", "1", MARK),
        ("evidence", "1", f"https://example.id/{MARK}"),
        ("member", "add", f"Anggota {MARK}"),
        ("view", "add", MARK, MARK),
        ("import", str(outside / "sheet.csv")),
        ("report", "--issue", "--week", "2026-W47"),
        ("undo",),
        ("list", MARK),
        ("list", MARK, "--sort", "title,-updated_at", "--format", "json"),
        ("report", "--as-of", "2026-11-24"),
        ("backup",),
    ):
        banjar(*words, status=None)
    give(colleague, banjar, outside / "farid.bundle", status=None)
    banjar("undo", "--yes", status=None)
    banjar.day("2026-11-25")
    banjar("add", f"{MARK} besok")
    banjar("restore", banjar("backup").out.strip(), "--yes")
    keeper = DraftKeeper(str(location_of(list_path)), sealed.key_if_sealed(list_path))
    keeper.keep(UnsavedDraft("d1", "item:new", "New", "2026-11-24T01:14:00.000Z", {"title": MARK}))
    keeper.flush()
    with contextlib.closing(open_store(list_path)) as store:
        store.write("add", [create("action_item", title=f"{MARK} terbuka")])
        inside = [path for path in list_path.parent.iterdir() if path != outside]
        assert any(path.name.endswith("-wal") for path in inside)
        assert [one for one in plain_places(tmp_path, home()) if not one.startswith(str(outside))] == []
    names = {path.name for path in backup_folder().iterdir()}
    assert any("before-merge" in name for name in names) and any("daily" in name for name in names)
    assert any("before-restore" in path.name for path in inside)
    keeper.close()
    assert len(DraftKeeper(str(location_of(list_path)), sealed.key_if_sealed(list_path)).left_behind()) == 2
    assert len(banjar("list", MARK, "--format", "json").json) > 3
    assert sound(list_path)


def test_a_sealed_list_is_a_common_file_of_sqlcipher(
    banjar: Caller, list_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealed, "_ROUNDS", 256_000)
    banjar("encrypt")

    with contextlib.closing(sqlcipher.connect(str(list_path))) as connection:
        connection.execute(f"PRAGMA key = '{PASSPHRASE}'")
        titles = [row[0] for row in connection.execute("SELECT title FROM action_item ORDER BY seq")]
        assert titles == ["Susun draf Buku 2", "Undang narasumber"]
        assert connection.execute("PRAGMA cipher_integrity_check").fetchall() == []


def test_opened_for_good_it_is_as_it_was(banjar: Caller, list_path: Path) -> None:
    banjar("backup")
    banjar("note", "1", "Catatan")
    before = [banjar(*words).out for words in (("list", "--format", "json"), ("history", "--format", "json"))]

    banjar("encrypt")
    sealed_answers = [
        banjar(*words).out for words in (("list", "--format", "json"), ("history", "--format", "json"))
    ]
    banjar("decrypt")

    after = [banjar(*words).out for words in (("list", "--format", "json"), ("history", "--format", "json"))]
    assert before == sealed_answers == after
    with contextlib.closing(sqlite3.connect(list_path)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert {path.read_bytes()[:15] for path in backup_folder().iterdir()} == {b"SQLite format 3"}
    assert "not sealed" in banjar("decrypt", status=2).err


# Who may open it


def test_without_the_passphrase_nothing_is_told(
    banjar: Caller, list_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "without the passphrase nobody can open" in banjar("encrypt").err.replace("\n", " ")
    forget_keys(monkeypatch)

    assert "is sealed: write its passphrase" in banjar("list", status=1).err
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", "salah")
    for words in (("list",), ("add", "Satu"), ("doctor",), ("backup",), ("decrypt",)):
        answer = banjar(*words, status=1)
        assert "does not open" in answer.err and len(answer.err.splitlines()) == 1 and answer.out == ""


def test_without_the_extra_a_sentence_says_what_to_install(
    banjar: Caller, list_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)
    assert "taskforce[encrypted]" in banjar("encrypt", status=1).err
    monkeypatch.delitem(sys.modules, "sqlcipher3")
    banjar("encrypt")
    monkeypatch.setitem(sys.modules, "sqlcipher3", None)

    assert "taskforce[encrypted]" in banjar("list", status=1).err


def test_a_list_is_opened_for_good_by_the_passphrase_in_a_file(
    banjar: Caller, list_path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kata").write_text(f"{PASSPHRASE}\n", "utf-8")
    (tmp_path / "lain").write_text("salah\n", "utf-8")
    banjar("encrypt", "--passphrase-file", str(tmp_path / "kata"))
    forget_keys(monkeypatch)
    assert "does not open" in banjar("decrypt", "--passphrase-file", str(tmp_path / "lain"), status=1).err
    assert is_sealed(list_path)
    banjar("decrypt", "--passphrase-file", str(tmp_path / "kata"))
    assert not is_sealed(list_path)
    assert len(listed(banjar)) == 2


def test_the_passphrase_is_asked_at_a_terminal(
    banjar: Caller, list_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    banjar("encrypt")
    forget_keys(monkeypatch)
    questions: list[str] = []

    def answer(question: str) -> str:
        questions.append(question)
        return PASSPHRASE

    monkeypatch.setattr("getpass.getpass", answer)
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    monkeypatch.setattr("taskforce.commands.encryption.is_terminal", lambda _stream: True)

    assert "Susun draf" in banjar("list").out
    assert questions == ["Passphrase of list.db: "]


class Keyring(keyring.backend.KeyringBackend):
    """What stands for the system's keyring."""

    priority = 1  # type: ignore[assignment]

    def __init__(self) -> None:
        super().__init__()
        self.keys: dict[tuple[str, str], str] = {}

    def set_password(self, service: str, username: str, password: str) -> None:
        self.keys[service, username] = password

    def get_password(self, service: str, username: str) -> str | None:
        return self.keys.get((service, username))

    def delete_password(self, service: str, username: str) -> None:
        del self.keys[service, username]


def test_the_keyring_opens_it_until_the_list_is_opened_for_good(
    banjar: Caller, list_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    system = Keyring()
    monkeypatch.setattr("keyring.core._keyring_backend", system)
    monkeypatch.delenv("TASKFORCE_PASSPHRASE")
    made = banjar("encrypt", "--keyring").err
    passphrase = made.partition("shown this once: ")[2].split()[0]
    assert len(passphrase) == 29
    monkeypatch.setattr(sealed, "_held", {})
    assert "Susun draf" in banjar("list").out

    kept, system.keys = system.keys, {}  # the keyring was emptied: the passphrase still opens
    monkeypatch.setattr(sealed, "_held", {})
    assert "is sealed" in banjar("list", status=1).err
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", passphrase)
    assert "Susun draf" in banjar("list").out
    system.keys = kept
    banjar("decrypt")
    assert system.keys == {}


def test_a_keyring_that_is_none_is_told_before_anything_is_sealed(
    banjar: Caller, list_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("keyring.core._keyring_backend", keyring.backends.fail.Keyring())

    assert "leave --keyring out" in banjar("encrypt", "--keyring", status=1).err
    assert list_path.read_bytes().startswith(b"SQLite format 3")


def test_another_passphrase_is_that_of_the_backups_too(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    banjar("encrypt")
    backup = banjar("backup").out.strip()
    (tmp_path / "baru").write_text("lima kata yang lain sama sekali\n", encoding="utf-8")
    assert "--change" in banjar("encrypt", status=2).err
    banjar("encrypt", "--change", "--passphrase-file", str(tmp_path / "baru"))
    monkeypatch.setattr(sealed, "_held", {})

    assert "does not open" in banjar("list", status=1).err
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", "lima kata yang lain sama sekali")
    assert "Susun draf" in banjar("list").out
    banjar("restore", backup, "--yes")


# Backups


def test_a_backup_opens_on_another_computer_with_the_passphrase(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    banjar("encrypt")
    banjar("backup", str(tmp_path / "stick.db"))
    monkeypatch.setattr(sealed, "_held", {})
    elsewhere = Caller(str(tmp_path / "elsewhere" / "list.db"), monkeypatch, capsys)

    elsewhere("restore", str(tmp_path / "stick.db"), "--yes")

    assert listed(elsewhere) == listed(banjar)
    assert (tmp_path / "elsewhere" / "list.db").read_bytes()[:16] == (tmp_path / "stick.db").read_bytes()[:16]


def test_going_back_leaves_the_list_sealed_or_open_as_it_is(
    banjar: Caller, tmp_path: Path, list_path: Path
) -> None:
    banjar("backup", str(tmp_path / "open.db"))
    banjar("encrypt")
    banjar("backup", str(tmp_path / "sealed.db"))

    banjar("restore", str(tmp_path / "open.db"), "--yes")
    assert list_path.read_bytes().startswith(sealed.SEALED) and sound(list_path)
    banjar("decrypt")
    banjar("restore", str(tmp_path / "sealed.db"), "--yes")
    assert list_path.read_bytes().startswith(b"SQLite format 3") and sound(list_path)


def test_a_damaged_sealed_list_is_put_aside_for_a_backup(banjar: Caller, list_path: Path) -> None:
    banjar("encrypt")
    backup = banjar("backup").out.strip()
    with list_path.open("r+b") as stream:
        stream.seek(100)
        stream.write(b"\xff" * 200)
    assert len(banjar("list", status=1).err.splitlines()) == 1

    banjar("restore", backup, "--yes")

    assert sound(list_path) and list_path.read_bytes().startswith(sealed.SEALED)


def test_a_sealed_list_of_an_older_program_is_brought_up_to_date_sealed(list_path: Path) -> None:
    store = create_store(list_path)
    store.write("add", [create("action_item", title=MARK)])
    store.close()
    as_in_schema_1(str(list_path))
    sealing.reseal(Location(path=list_path), sealed.new_key(PASSPHRASE))

    assert sound(list_path)
    kept = list(list_path.parent.glob("*.before-schema-*"))
    assert len(kept) == 1 and kept[0].read_bytes().startswith(sealed.SEALED)
    assert plain_places(list_path.parent) == []


def test_a_copy_of_a_sealed_list_is_sealed_by_the_same_passphrase(
    banjar: Caller, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    banjar("add", f"{MARK} @galuh")
    banjar("encrypt")
    copy, moved = tmp_path / "copy.db", tmp_path / "moved.db"
    assert "is sealed by the same passphrase" in banjar("copy", banjar.place, str(copy), "--keep").err
    banjar("copy", banjar.place, str(moved), "--yes")
    assert copy.read_bytes().startswith(sealed.SEALED) and moved.read_bytes().startswith(sealed.SEALED)
    assert plain_places(tmp_path) == []
    forget_keys(monkeypatch)
    monkeypatch.setenv("TASKFORCE_PASSPHRASE", PASSPHRASE)
    assert sound(copy) and sound(moved)


# Others at the same time


def test_nothing_is_written_over_a_sealed_list(banjar: Caller, list_path: Path) -> None:
    banjar("encrypt")
    before = list_path.read_bytes()
    other = list_path.with_name("other.csv")
    shutil.copy(list_path, other)

    assert "is a list" in banjar("export", str(other), "--yes", status=1).err
    assert list_path.read_bytes() == before == other.read_bytes()


OTHER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], timeout=20, isolation_level=None)
exec(sys.argv[2])
for statement in sys.stdin:
    try:
        print(connection.execute(statement).fetchall(), flush=True)
    except sqlite3.Error as error:
        print(error, flush=True)
"""
"""Another program that has the list open, and does with it what it is told."""


LOOKS = "connection.execute('SELECT count(*) FROM change').fetchall(); print('open', flush=True)"


class Other:
    """What is told the other program, and what it answers."""

    def __init__(self, path: Path, begin: str = LOOKS) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", OTHER, str(path), begin],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.answer() == "open"

    def tell(self, statement: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{statement}\n")
        self.process.stdin.flush()

    def answer(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def __enter__(self) -> Other:
        return self

    def __exit__(self, *_error: object) -> None:
        self.process.kill()
        self.process.communicate()


def test_a_list_that_is_open_elsewhere_is_not_sealed(banjar: Caller, list_path: Path) -> None:
    with Other(list_path):
        answer = banjar("encrypt", status=1)

    assert "close it there" in answer.err and list_path.read_bytes().startswith(b"SQLite format 3")
    assert not resealing.stage_of(list_path).exists()
    banjar("encrypt")


@pytest.mark.skipif(os.name != "posix", reason="Windows locks an open file, not a process")
def test_looking_how_a_list_begins_takes_no_lock_from_it(banjar: Caller, list_path: Path) -> None:
    with contextlib.closing(open_store(list_path)) as store, Other(list_path) as other:
        store.reader.value("SELECT count(*) FROM change")
        with pytest.raises(TaskforceError, match="is a list"):
            check_target(list_path)
        with pytest.raises(UnfitFile, match="a list or another database"):
            read_words(list_path)
        open_store(list_path).close()

        other.tell("PRAGMA journal_mode = DELETE")  # only who is alone may do that

        assert other.answer() == "database is locked"


@pytest.mark.skipif(os.name != "posix", reason="Windows exchanges no file that somebody has open")
def test_who_waits_while_it_is_sealed_writes_nothing_that_is_lost(
    list_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    create_store(list_path).close()
    key, export = sealed.new_key(PASSPHRASE), resealing.export
    with contextlib.ExitStack() as stack:
        late: list[Other] = []

        def slow(*words: Any) -> None:
            export(*words)
            late.append(stack.enter_context(Other(list_path, "print('open', flush=True)")))
            late[0].tell("BEGIN IMMEDIATE")

        monkeypatch.setattr(resealing, "export", slow)
        sealing.reseal(Location(path=list_path), key)
        late[0].answer()
        late[0].tell("UPDATE copy SET last_ref = 77")

        assert late[0].answer() == "attempt to write a readonly database"
    assert sound(list_path) and list_path.read_bytes().startswith(sealed.SEALED)


def test_a_list_marked_as_exchanged_takes_no_change(list_path: Path) -> None:
    create_store(list_path).close()
    with contextlib.closing(open_store(list_path)) as store:
        with contextlib.closing(sqlite3.connect(list_path)) as other:
            other.execute("PRAGMA user_version = -1")
        with pytest.raises(StoreError, match="sealed or opened by another program"):
            store.write("add", [create("action_item", title="Satu")])
    assert sound(list_path)  # nothing lies ready to take its place: the mark goes


def test_what_another_process_writes_to_it_is_noticed(list_path: Path) -> None:
    create_store(list_path).close()
    sealing.reseal(Location(path=list_path), sealed.new_key(PASSPHRASE))
    watcher = FileWatcher(list_path)
    assert not watcher.changed()
    with contextlib.closing(open_store(list_path)) as store:
        store.write("add", [create("action_item", title="Satu")])
    assert watcher.changed()
    watcher.close()


# Killed in the middle


FILES = ("resealing.py", "sealing.py", "files.py", "sealed.py")
KILLS = int(os.environ.get("TASKFORCE_KILLS", "6"))
"""So many places in the middle are tried; a longer run tries more."""


def killed_at(number: int, list_path: Path, key: sealed.Key | None) -> int:
    """Seal or open the list in a process that dies at its N-th call; return how many calls it came to."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        calls = 0

        def count(frame: Any, event: str, _what: object) -> None:
            nonlocal calls
            if event == "c_call" and frame.f_code.co_filename.endswith(FILES):
                calls += 1
                if calls == number:
                    os.write(writing, str(calls).encode())
                    os._exit(9)

        sys.setprofile(count)
        try:
            sealing.reseal(Location(path=list_path), key)
        finally:
            sys.setprofile(None)
            os.write(writing, str(calls).encode())
            os._exit(0)
    os.waitpid(child, 0)
    os.close(writing)
    with os.fdopen(reading, "rb") as stream:
        return int(stream.read())


def files_of(list_path: Path) -> list[Path]:
    return [path for folder in (list_path.parent, home()) for path in folder.rglob("*") if path.is_file()]


@pytest.fixture
def kept_list(list_path: Path) -> Iterator[Path]:
    """A list with a backup, a copy kept beside it, and a draft."""
    with contextlib.closing(create_store(list_path)) as store:
        store.write("add", [create("action_item", title=MARK)])
    folder = backup_folder()
    folder.mkdir(parents=True)
    shutil.copy(list_path, list_path.with_name("list.before-restore-2026-11-24-091400.db"))
    shutil.copy(list_path, folder / f"{backup._stem(list_path)}-2026-11-20-daily.db")
    keeper = DraftKeeper(str(location_of(list_path)))
    keeper.keep(UnsavedDraft("d0", "item:new", "New", "2026-11-24T01:14:00.000Z", {"title": MARK}))
    keeper.close()
    yield list_path


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process that was forked")
@pytest.mark.parametrize("seals", [True, False], ids=["encrypt", "decrypt"])
def test_a_kill_leaves_the_old_list_or_the_new_one_and_nothing_open_beside_it(
    kept_list: Path, seals: bool
) -> None:
    key = sealed.hold(sealed.Key(bytes(range(32)), sealed.SEALED + bytes(12)))
    if not seals:
        sealing.reseal(Location(path=kept_list), key)
    before = {path: path.read_bytes() for path in files_of(kept_list)}

    def again() -> None:
        for path in files_of(kept_list):
            path.unlink()
        for path, content in before.items():
            path.write_bytes(content)

    calls = killed_at(0, kept_list, key if seals else None)
    again()
    assert calls > 100
    seed = random.randrange(10**6)
    print(f"seed {seed}")
    # The last calls exchange the two lists, and a run of chance would seldom come there.
    places = sorted(random.Random(seed).sample(range(1, calls - 20), KILLS))
    for number in (*places, calls - 12, calls - 6, calls - 1):
        killed_at(number, kept_list, key if seals else None)
        assert sound(kept_list), number
        if kept_list.read_bytes().startswith(sealed.SEALED):
            assert plain_places(kept_list.parent, home()) == [], number
        with contextlib.closing(open_store(kept_list)) as opened:
            assert opened.reader.value("SELECT title FROM action_item") == MARK
        sealing.reseal(Location(path=kept_list), key if seals else None)  # the next run ends what was begun
        if seals:
            assert plain_places(kept_list.parent, home()) == [], number
        again()
