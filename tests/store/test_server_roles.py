"""Roles on a server: what each may do is what the server enforces, and the program says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown
from server_databases import Databases, database_of, release

from taskforce.model import tables
from taskforce.services.undo import undo
from taskforce.store.changes.batch import Draft, create, delete, edit
from taskforce.store.database.reader import StoreError
from taskforce.store.store import Store, open_store

SCRIPT = Path(__file__).parents[2] / "scripts" / "postgres_roles.sql"
_USERS = count(1)


class Office:
    """A list with an item and a deadline, on which people act with their roles."""

    def __init__(self, databases: Databases, url: str) -> None:
        self._databases, self._url = databases, url
        self._open: list[Store] = []
        for _time in range(2):  # it may be run again
            databases.run(SCRIPT.read_text(encoding="utf-8"), database_of(url))
        self.item = create("action_item", title="Susun draf")
        self.deadline = create("deadline", key="buku-2", name="Buku 2", due="2026-12-18")
        with_owner = open_store(url)
        with_owner.write("add", [self.item, self.deadline])
        with_owner.close()

    def as_role(self, role: str) -> Store:
        """The list as someone in a role sees it."""
        user = f"user_{next(_USERS)}"
        self._databases.run(f"CREATE ROLE {user} LOGIN IN ROLE {role}")
        self._open.append(open_store(self._databases.url(database_of(self._url), user=user)))
        return self._open[-1]

    def close(self) -> None:
        """Everybody goes home."""
        for store in self._open:
            store.close()
            release(store.location.url or "")


@pytest.fixture
def office(databases: Databases, server_list: str) -> Iterator[Office]:
    """An office whose list is on a server."""
    found = Office(databases, server_list)
    yield found
    found.close()


def refusal(store: Store, *drafts: Draft) -> str:
    """The sentence with which a write is refused."""
    before = store.reader.rows("SELECT id FROM batch")
    with pytest.raises(StoreError) as refused:
        store.write("edit", drafts)
    assert store.reader.rows("SELECT id FROM batch") == before
    sentence = str(refused.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    return sentence


def test_a_reader_reads_everything_also_of_earlier_days_and_writes_nothing(office: Office) -> None:
    store = office.as_role("taskforce_reader")
    for table in tables.SQLModel.metadata.sorted_tables:
        store.reader.rows(f"SELECT count(*) FROM {table.name}")
    with store.as_of(store.clock.today().replace(year=2020)) as past:
        assert past.value("SELECT count(*) FROM action_item") == 0
    assert store.read_only
    assert "may read" in refusal(store, edit("action_item", office.item.record_id, "title", "x"))
    store.reader.writable, store.read_only = True, False  # the server itself refuses, too
    assert "role" in refusal(store, edit("action_item", office.item.record_id, "title", "x"))


def test_a_member_works_on_items_and_meetings_but_not_on_registers(office: Office) -> None:
    store = office.as_role("taskforce_member")
    assert not store.read_only
    second = create("action_item", title="Undang narasumber", deadline_id=office.deadline.record_id)
    store.write(
        "add",
        [
            second,
            create("tag", item_id=second.record_id, name="rapat"),
            create("note", item_id=second.record_id, text="Menunggu"),
            create("dependency", item_id=second.record_id, needs_id=office.item.record_id),
            create("meeting", title="Rapat koordinasi", date="2026-11-24"),
        ],
    )
    store.write("edit", [edit("action_item", office.item.record_id, "title", "Susun draf Buku 2")])
    store.write("delete", [delete("action_item", second.record_id)])
    undo(store)
    assert store.reader.value("SELECT count(*) FROM action_item WHERE NOT deleted") == 2
    assert "(deadline)" in refusal(store, edit("deadline", office.deadline.record_id, "due", "2026-12-25"))
    assert "(member)" in refusal(store, create("member", handle="farid", name="Farid"))
    assert "(agency)" in refusal(
        store, create("agency", code="x", short="x", name="x"), create("action_item", title="x")
    )


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM change",
        "DELETE FROM action_item",
        "UPDATE change SET new = '\"x\"'",
        "UPDATE batch SET actor_id = NULL",
        "UPDATE member SET nip = '1'",
        "CREATE TABLE notes (id integer)",
        "UPDATE alembic_version SET version_num = '0002'",
        "TRUNCATE action_item",
    ],
)
def test_a_member_cannot_rewrite_the_history_past_the_program(
    databases: Databases, office: Office, statement: str
) -> None:
    import psycopg

    url = office.as_role("taskforce_member").location.url or ""
    with (
        psycopg.connect(url.replace("+psycopg", "")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement)


def test_a_secretary_keeps_the_registers(office: Office) -> None:
    store = office.as_role("taskforce_secretary")
    farid = create("member", handle="farid", name="HM Farid Soufian")
    store.write("add", [farid, create("agency", code="kominfo", short="Diskominfo", name="Dinas Kominfo")])
    store.write("edit", [edit("deadline", office.deadline.record_id, "due", "2026-12-25")])
    store.write("edit", [edit("action_item", office.item.record_id, "lead_id", farid.record_id)])
    assert store.reader.value("SELECT count(*) FROM change") == 6


def test_only_the_owner_updates_the_list(databases: Databases, office: Office, server_list: str) -> None:
    databases.run("UPDATE alembic_version SET version_num = '0000'", database_of(server_list))
    with pytest.raises(StoreError, match="must be updated first: ask the person"):
        office.as_role("taskforce_secretary")


async def test_the_app_offers_a_reader_nothing_that_writes(office: Office) -> None:
    url = office.as_role("taskforce_reader").location.url
    assert url is not None
    app = app_on(url)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        assert "d Done" not in shown(pilot)
        await press(pilot, "d")
        assert "ask the person who runs the server" in " ".join(shown(pilot).split())
