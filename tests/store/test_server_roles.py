"""Roles on a server: what each may do is what the server enforces, and the program says so."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from app_driving import app_on, press, settle, shown
from server_databases import Databases, database_of, release

from taskforce.exchange.bundles.bundle import read_bundle, write_bundle
from taskforce.model import tables
from taskforce.services.forgetting import forget_member
from taskforce.services.undo import undo
from taskforce.store.changes.batch import Draft, create, delete, edit
from taskforce.store.database.location import location_of
from taskforce.store.database.reader import StoreError
from taskforce.store.health.doctor import examine
from taskforce.store.store import Store, open_store
from taskforce.store.sync.clone import make_copy
from taskforce.store.sync.merge import merge

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


HISTORY = (
    "DELETE FROM change",
    "UPDATE change SET new = '\"x\"'",
    "UPDATE change SET at = '2020-01-01T00:00:00.000Z'",
    "DELETE FROM batch",
    "UPDATE batch SET actor_id = NULL",
    "TRUNCATE change CASCADE",
    "DELETE FROM batch_login",
    "UPDATE batch_login SET login = 'galuh'",
    "INSERT INTO batch_login VALUES ('x', 'galuh')",
    "DELETE FROM action_item",
    "UPDATE action_item SET deleted = TRUE",
    "UPDATE action_item SET title = 'x', updated_at = '2020-01-01T00:00:00.000Z'",
    "UPDATE action_item SET original_due = '2030-01-01'",
    "UPDATE action_item SET id = id || 'x'",
    "UPDATE change SET replaced = TRUE",
    "UPDATE copy SET own = FALSE",
    "UPDATE copy SET place = '/elsewhere.db'",
    "UPDATE copy SET last_number = 0",
    "UPDATE copy SET last_number = last_number + 5",
    "UPDATE copy SET last_clock = 4611686018427387904",
    "UPDATE copy SET last_ref = 0",
    "DELETE FROM copy",
    "INSERT INTO copy (id, series, own, created_at, last_number, last_clock, last_ref) "
    "VALUES ('x', '', TRUE, '2026-11-24T00:00:00.000Z', 0, 0, 0)",
    "INSERT INTO tag (id, deleted, item_id, name) SELECT 'x' || id, FALSE, id, 'rapat' FROM action_item",
    "CREATE TABLE notes (id integer)",
    "UPDATE alembic_version SET version_num = '0002'",
    "DROP TRIGGER taskforce_record ON action_item",
    "ALTER TABLE change DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION taskforce_is_owner() RETURNS boolean LANGUAGE sql AS 'SELECT TRUE'",
    "SET ROLE postgres",
    "INSERT INTO change (id, batch_id, at, clock, copy_id, number, record_type, record_id, field, new, "
    "subject_id, replaced) SELECT 'x' || id, batch_id, at, clock + 1, copy_id, number + 100, 'action_item', "
    "record_id, 'title', '\"x\"', subject_id, FALSE FROM change WHERE record_type = 'action_item'",
)
"""What nobody but the owner may do past the program."""

REFUSALS = ("42501", "TF001", "TF002")
"""No right; in another name; past the history."""

STEP = (
    "INSERT INTO batch (id, copy_id, at, actor_id, kind) "
    "SELECT 'step', id, '2026-11-24T00:00:00.000Z', {actor}, 'edit' FROM copy WHERE own"
)
CHANGE = (
    "INSERT INTO change (id, batch_id, at, clock, copy_id, number, actor_id, record_type, record_id, field, new, "
    "subject_id, replaced) SELECT 'one', 'step', '2026-11-24T00:00:00.000Z', last_clock + 1, c.id, "
    "last_number + 1, {actor}, '{kind}', i.id, '{field}', '{new}', i.id, FALSE FROM copy c, {kind} i WHERE own"
)
ANOTHER = "(SELECT id FROM member WHERE handle = 'galuh')"


def direct(store: Store, *statements: str) -> None:
    """Run statements as the user of a store, past the program."""
    import psycopg

    with psycopg.connect((store.location.url or "").replace("+psycopg", "")) as connection:
        for statement in statements:
            connection.execute(statement)


@pytest.mark.parametrize("role", ["taskforce_member", "taskforce_secretary"])
def test_nobody_but_the_owner_rewrites_history_or_what_it_says(office: Office, role: str) -> None:
    import psycopg

    store = office.as_role(role)
    store.write("add", [create("action_item", title="Undang narasumber", due="2026-12-01")])
    tables_read = ("change", "batch", "batch_login", "copy", "action_item", "tag")
    before = [store.reader.rows(f"SELECT * FROM {name} ORDER BY 1") for name in tables_read]
    for statement in HISTORY:
        with pytest.raises(psycopg.Error) as refused:
            direct(store, statement)
        assert refused.value.sqlstate in REFUSALS, statement
    assert [store.reader.rows(f"SELECT * FROM {name} ORDER BY 1") for name in tables_read] == before
    store.write("edit", [edit("action_item", office.item.record_id, "title", "Susun draf Buku 2")])


def test_a_step_past_the_program_is_whole_and_in_ones_own_name_or_refused(office: Office) -> None:
    import psycopg

    secretary = office.as_role("taskforce_secretary")
    secretary.write("add", [create("member", handle="galuh", name="Galuh")])
    store = office.as_role("taskforce_member")
    title = CHANGE.format(actor="NULL", kind="action_item", field="title", new='"x"')
    number = "UPDATE copy SET last_number = last_number + 1 WHERE own"
    for statements in (
        [STEP.format(actor=ANOTHER)],
        [STEP.format(actor="NULL"), title, number],  # the item does not say so
        [STEP.format(actor="NULL"), title.replace("NULL,", f"{ANOTHER},"), number],
        [STEP.format(actor="NULL"), CHANGE.format(actor="NULL", kind="deadline", field="name", new='"x"'), number],
        [STEP.format(actor="NULL"), CHANGE.format(actor="NULL", kind="member", field="rank", new='"x"'), number],
    ):
        with pytest.raises(psycopg.Error) as refused:
            direct(store, *statements)
        assert refused.value.sqlstate in REFUSALS, statements
    direct(store, STEP.format(actor="NULL"), title, "UPDATE action_item SET title = 'x'", number)
    user = (store.location.url or "").partition("//")[2].partition(":")[0]
    assert store.reader.row("SELECT login FROM batch_login WHERE batch_id = 'step'") == (user,)


def test_who_logs_in_writes_in_the_own_name_and_no_other(office: Office) -> None:
    store = office.as_role("taskforce_secretary")
    user = (store.location.url or "").partition("//")[2].partition(":")[0]
    people = [create("member", handle=handle, name=handle) for handle in (user, "galuh")]
    store.write("add", people)
    again = open_store(store.location)
    assert again.actor_id == people[0].record_id
    again.write("edit", [edit("action_item", office.item.record_id, "title", "x")])
    again.actor_id = people[1].record_id
    assert "own name" in refusal(again, edit("action_item", office.item.record_id, "title", "y"))
    again.close()


def test_a_secretary_takes_a_merge_back_and_forgets_a_member(office: Office, tmp_path: Path) -> None:
    store = office.as_role("taskforce_secretary")
    store.write("add", [create("member", handle="galuh", name="Galuh", phone="0811")])
    whole = tmp_path / "all.taskforce"
    write_bundle(store, whole, {})
    bundle = read_bundle(whole)
    make_copy(location_of(tmp_path / "copy.db"), store.clock, [(bundle.foreign, "")], "farid")
    copy = open_store(tmp_path / "copy.db")
    member = copy.reader.value("SELECT id FROM member")
    made = create("action_item", title="Dari Farid")
    copy.write("add", [made, create("tag", item_id=made.record_id, name="rapat")])
    copy.write(
        "edit", [edit("action_item", office.item.record_id, "title", "x"), edit("member", member, "rank", "b")]
    )
    write_bundle(copy, whole, {})

    def state() -> list[object]:
        return [store.reader.rows(f"SELECT * FROM {name} ORDER BY 1") for name in ("action_item", "tag", "change")]

    before = state()
    merge(store, read_bundle(whole).foreign, "farid")
    assert store.reader.value("SELECT count(*) FROM action_item") == 2
    undo(store)
    assert state() == before
    merge(store, read_bundle(whole).foreign, "farid")
    forget_member(store, member)
    assert store.reader.rows("SELECT new FROM change WHERE new LIKE '%0811%'") == []
    assert [finding.sentence for finding in examine(store.reader) if not finding.sound] == []
    copy.close()


def test_a_secretary_keeps_the_registers(office: Office) -> None:
    store = office.as_role("taskforce_secretary")
    farid = create("member", handle="farid", name="HM Farid Soufian")
    store.write("add", [farid, create("agency", code="kominfo", short="Diskominfo", name="Dinas Kominfo")])
    store.write("edit", [edit("deadline", office.deadline.record_id, "due", "2026-12-25")])
    store.write("edit", [edit("action_item", office.item.record_id, "lead_id", farid.record_id)])
    assert store.reader.value("SELECT count(*) FROM change") == 6
    assert store.reader.value("SELECT count(*) FROM batch_login WHERE login = session_user") == 3


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


async def test_the_app_offers_a_member_what_the_role_may_write_and_says_why_not_the_rest(office: Office) -> None:
    url = office.as_role("taskforce_member").location.url
    assert url is not None
    app = app_on(url)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "2")
        assert "d Done" in shown(pilot)  # the work itself is done as ever
        await press(pilot, "6")
        assert "Buku 2" in shown(pilot)
        assert "e Edit" not in shown(pilot)
        for key in ("n", "e", "m"):
            await press(pilot, key)
            assert "(deadline): ask a secretary" in " ".join(shown(pilot).split())
            await press(pilot, "down")
