"""A list on a server: finding it, what is said when that fails, and connections that break off."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from server_databases import Databases, database_of, release
from sqlalchemy import make_url

from taskforce.model.errors import UsageError
from taskforce.store.changes.batch import create
from taskforce.store.database.connect import open_reader
from taskforce.store.database.location import location_of
from taskforce.store.database.reader import StoreError
from taskforce.store.health.doctor import examine
from taskforce.store.store import create_store, open_store

PASSWORD = "s3cret/p@ss:w*rd"


@given(st.text().filter(lambda text: "%" not in text))
@example("p@ss/w:rd?#[]")
def test_a_password_is_never_shown_and_may_have_any_sign(password: str) -> None:
    for scheme in ("postgresql", "postgres", "postgresql+psycopg", "PostgreSQL"):
        place = location_of(f"{scheme}://farid:{password}@server:5432/smartcity?sslmode=require")
        assert str(place) == "postgresql://farid@server:5432/smartcity"
        assert make_url(place.url or "").password == password


def test_other_urls_are_refused_and_names_of_drives_are_paths() -> None:
    with pytest.raises(UsageError, match="mysql"):
        location_of("mysql://farid@server/smartcity")
    assert location_of("C:/list.db").path is not None


def connecting(url: str) -> str:
    """The sentence that opening a list there ends with."""
    with pytest.raises(StoreError) as refused:
        open_store(url)
    sentence = str(refused.value)
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert PASSWORD not in sentence
    assert "s3cret" not in sentence
    return sentence


def test_no_server_no_database_no_user_and_no_list_are_one_sentence_each(
    databases: Databases, server_url: str
) -> None:
    assert "cannot be reached" in connecting(f"postgresql://farid:{PASSWORD}@127.0.0.1:9/smartcity")
    assert "cannot be reached" in connecting("postgresql://farid@nowhere.invalid/smartcity")
    assert "no database" in connecting(databases.url("nothing", password="s3cret"))
    assert "does not let this user in" in connecting(databases.url("postgres", user="nobody", password="s3cret"))
    assert "taskforce init" in connecting(server_url)
    assert "not a server's address" in connecting("postgresql://farid@server:port/smartcity")


def test_a_wrong_password_is_one_sentence(databases: Databases, server_list: str) -> None:
    databases.run("CREATE ROLE careful LOGIN PASSWORD 'right'")
    settings = databases.folder / "pg_hba.conf"
    before = settings.read_text(encoding="utf-8")
    settings.write_text(f"local all careful scram-sha-256\n{before}", encoding="utf-8")
    databases.run("SELECT pg_reload_conf()")
    try:
        name = database_of(server_list)
        assert "password" in connecting(databases.url(name, user="careful", password="s3cret"))
        right = databases.url(name, user="careful", password="right")
        assert "role" in connecting(right)  # let in, but without rights to the tables
    finally:
        settings.write_text(before, encoding="utf-8")
        databases.run("SELECT pg_reload_conf()")
        databases.run("DROP ROLE careful")


def test_a_list_is_made_once_however_many_try_at_the_same_time(server_url: str) -> None:
    def make(_number: int) -> bool:
        try:
            create_store(server_url).close()
        except StoreError as error:
            assert "already" in str(error)
            return False
        return True

    with ThreadPoolExecutor(4) as threads:
        assert sorted(threads.map(make, range(4))) == [False, False, False, True]
    reader = open_reader(location_of(server_url))
    assert reader.value("SELECT count(*) FROM copy") == 1
    reader.close()


def test_tables_of_another_program_are_left_alone(databases: Databases, server_url: str) -> None:
    databases.run("CREATE TABLE member (id integer)", database_of(server_url))
    with pytest.raises(StoreError, match="another program"):
        create_store(server_url)
    assert databases.run(
        "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", database_of(server_url)
    ) == [(1,)]


def test_a_list_may_live_in_a_schema_of_its_own(databases: Databases, server_url: str) -> None:
    databases.run('CREATE SCHEMA "Smart City"', database_of(server_url))
    url = f'{server_url}&options=-csearch_path="Smart\\ City"'
    store = create_store(url)
    store.write("add", [create("action_item", title="Susun draf")])
    with store.as_of(store.clock.today().replace(year=2020)) as past:
        assert past.value("SELECT count(*) FROM action_item") == 0
    assert store.reader.value("SELECT count(*) FROM action_item") == 1
    store.close()
    release(url)
    assert databases.run("SELECT to_regclass('action_item')", database_of(server_url)) == [(None,)]


def test_a_newer_list_is_read_only_and_no_longer_written(databases: Databases, server_list: str) -> None:
    store = open_store(server_list)
    databases.run("UPDATE alembic_version SET version_num = '0999'", database_of(server_list))
    newer = open_store(server_list)
    assert newer.read_only
    newer.close()
    with pytest.raises(StoreError, match="newer"):
        store.write("add", [create("action_item", title="x")])
    store.close()


def test_every_text_compares_by_its_bytes(databases: Databases, server_list: str) -> None:
    rows = databases.run(
        "SELECT DISTINCT k.collname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "JOIN pg_collation k ON k.oid = a.attcollation "
        "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'i') AND a.attnum > 0",
        database_of(server_list),
    )
    assert rows == [("C",)]


def cut(databases: Databases, url: str) -> None:
    """Break off every connection to a list."""
    databases.run(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{database_of(url)}'")


def test_a_reader_that_was_cut_off_connects_again(databases: Databases, server_list: str) -> None:
    store = open_store(server_list)
    for _time in range(2):
        cut(databases, server_list)
        assert store.reader.value("SELECT count(*) FROM action_item") == 0
    store.write("add", [create("action_item", title="Susun draf")])
    with pytest.raises(StoreError, match="lost"), store.reader.snapshot():
        cut(databases, server_list)
        store.reader.value("SELECT count(*) FROM action_item")
    assert store.reader.value("SELECT count(*) FROM action_item") == 1
    store.close()


def test_a_write_that_is_cut_off_saves_nothing_and_the_next_one_works(
    databases: Databases, server_list: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(server_list)
    from taskforce.store.write import apply as module

    whole = module._derive
    with monkeypatch.context() as patch:

        def cut_then_go_on(*words: object) -> None:
            cut(databases, server_list)
            whole(*words)  # type: ignore[arg-type]

        patch.setattr(module, "_derive", cut_then_go_on)
        with pytest.raises(StoreError, match="nothing was saved") as refused:
            store.write("add", [create("action_item", title="lost")])
        assert str(refused.value).count(".") == 1
    assert store.reader.value("SELECT count(*) FROM change") == 0
    store.write("add", [create("action_item", title="kept")])
    assert store.reader.rows("SELECT title, ref FROM action_item") == [("kept", "1")]
    assert all(finding.sound for finding in examine(store.reader))
    store.close()


@pytest.mark.parametrize("saved", [True, False])
def test_a_cut_while_saving_is_looked_into(
    databases: Databases, server_list: str, monkeypatch: pytest.MonkeyPatch, saved: bool
) -> None:
    store = open_store(server_list)
    commit = psycopg.Connection.commit

    def cut_commit(connection: psycopg.Connection) -> None:  # type: ignore[type-arg]
        monkeypatch.setattr(psycopg.Connection, "commit", commit)
        if saved:
            commit(connection)
        cut(databases, server_list)
        commit(connection)
        connection.execute("SELECT 1")

    monkeypatch.setattr(psycopg.Connection, "commit", cut_commit)
    drafts = [create("action_item", title="Susun draf")]
    if saved:
        assert store.write("add", drafts).batch_id is not None
    else:
        with pytest.raises(StoreError, match="nothing was saved"):
            store.write("add", drafts)
    assert store.reader.value("SELECT count(*) FROM action_item") == int(saved)
    store.close()


def test_within_a_snapshot_what_others_write_is_not_seen(server_list: str) -> None:
    store, other = open_store(server_list), open_store(server_list)
    with store.reader.snapshot():
        assert store.reader.value("SELECT count(*) FROM action_item") == 0
        other.write("add", [create("action_item", title="Susun draf")])
        assert store.reader.value("SELECT count(*) FROM action_item") == 0
    assert store.reader.value("SELECT count(*) FROM action_item") == 1
    store.close()
    other.close()


READ = """
import sys
from taskforce.cli import run
status = run(sys.argv[1:])
names = {name.partition(".")[0] for name in sys.modules}
print(status, *names & {"sqlmodel", "pydantic", "alembic", "textual"})
"""


def test_reading_from_a_server_imports_no_models(server_list: str) -> None:
    words = [sys.executable, "-c", READ, "--db", server_list, "list"]
    done = subprocess.run(words, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "0"
