"""A member is forgotten: contact data and NIP leave tables and history on every copy, for good."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from copying import Office, contents, unsound
from hypothesis import example, given, settings
from hypothesis import strategies as st

from taskforce.model.errors import NotFound
from taskforce.model.records import CONTACTS
from taskforce.services.forgetting import forget_member
from taskforce.services.undo import undo
from taskforce.store.changes.batch import create, edit
from taskforce.store.changes.load import load
from taskforce.store.health.doctor import examine
from taskforce.store.store import Store, open_store

PHONE, MAIL, NIP = "081234500001", "farid@contoh.example", "198001012005012003"

COPY = st.integers(0, 2)
STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("phone"), COPY),
        st.tuples(st.just("phone"), COPY),
        st.tuples(st.just("forget"), COPY),
        st.tuples(st.just("send"), COPY, COPY, st.booleans()),
        st.tuples(st.just("send"), COPY, COPY, st.booleans()),
        st.tuples(st.just("again"), COPY, st.integers(0, 30)),
        st.tuples(st.just("work"), COPY, st.tuples(st.just("undo"), st.booleans())),
    ),
    min_size=6,
    max_size=24,
)


def orders(store: Store) -> set[str]:
    """The orders to forget that a copy knows."""
    sql = (
        "SELECT c.id FROM change c JOIN batch b ON b.id = c.batch_id WHERE b.kind = 'forget' AND c.field = 'phone'"
    )
    return {row[0] for row in store.reader.rows(sql)}


@given(STEPS)
@settings(max_examples=6, deadline=None)
@example([("phone", 0), ("send", 0, 1, True), ("phone", 1), ("forget", 0), ("send", 0, 1, True), ("again", 0, 2)])
@example([("phone", 1), ("forget", 0), ("forget", 2), ("send", 1, 0, True), ("phone", 0), ("send", 2, 0, True)])
def test_what_was_not_written_in_the_knowledge_of_every_order_is_nowhere(steps: list[tuple[Any, ...]]) -> None:
    with TemporaryDirectory() as folder:
        office = Office.opened(Path(folder), 3)
        member = office.members["farid"]
        written: dict[str, set[str]] = {}
        for number, step in enumerate(steps):
            if step[0] == "phone":
                store = office.stores[step[1]]
                value = f"0812{number:08d}"
                written[value] = orders(store)
                office.work(store, ("member", "phone", value))
            elif step[0] == "forget":
                store = office.stores[step[1]]
                if load(store.reader, "member", [member]):  # not where the merge was taken back
                    forget_member(store, member)
            else:
                office.play(step)
        office.meet()
        every = orders(office.stores[0])
        first, *others = map(contents, office.stores)
        for other in others:
            for table, rows in first.items():
                assert other[table] == rows, table
        for store in office.stores:
            assert unsound(store) == []
            texts = " ".join(
                f"{old} {new}" for old, new in store.reader.rows("SELECT old, new FROM change")
            ) + str(store.reader.value("SELECT phone FROM member WHERE id = :id", id=member))
            for value, known in written.items():
                if known != every:
                    assert value not in texts
        office.close()


@pytest.fixture
def farid(store: Store) -> Iterator[tuple[Store, str]]:
    """A list in which Farid's contact data was written, changed and written about."""
    draft = create("member", handle="farid", name="Farid", phone=PHONE, email=MAIL, nip=NIP)
    store.write("add", [draft])
    store.write("edit", [edit("member", draft.record_id, "phone", "081234500002")])
    item = create("action_item", title="Rapat")
    store.write("add", [item, create("note", item_id=item.record_id, text=f"Hubungi {PHONE}")])
    yield store, draft.record_id


@pytest.mark.both_engines
def test_a_member_is_forgotten_in_tables_and_history_and_what_remains_is_said(farid: tuple[Store, str]) -> None:
    store, member = farid

    done = forget_member(store, member)

    assert store.reader.rows("SELECT phone, email, nip FROM member") == [(None, None, None)]
    texts = str(store.reader.rows("SELECT old, new FROM change WHERE record_id = :id", id=member))
    assert not any(value in texts for value in (PHONE, MAIL, NIP, "081234500002"))
    assert done.changes >= 3
    assert [(place.record_type, place.name) for place in done.places] == [("note", "1")]
    assert all(finding.sound for finding in examine(store.reader))


@pytest.mark.both_engines
def test_no_undo_brings_it_back(farid: tuple[Store, str]) -> None:
    store, member = farid
    steps = [row[0] for row in store.reader.rows("SELECT id FROM batch ORDER BY at, id")]
    forget_member(store, member)
    with pytest.raises(NotFound, match="took personal data out for good"):
        undo(store)
    for step in reversed(steps):
        with contextlib.suppress(NotFound):
            undo(store, step)

    assert store.reader.rows("SELECT phone, email, nip FROM member") == [(None, None, None)]
    assert all(finding.sound for finding in examine(store.reader))


@pytest.mark.both_engines
def test_what_is_written_after_that_is_kept(farid: tuple[Store, str]) -> None:
    store, member = farid
    forget_member(store, member)

    store.write("edit", [edit("member", member, "phone", "081234500009")])

    assert store.reader.value("SELECT phone FROM member") == "081234500009"
    assert forget_member(store, member).changes > 0
    assert store.reader.value("SELECT phone FROM member") is None


@pytest.mark.on_a_file
def test_nothing_of_it_lies_between_the_pages_of_the_file(farid: tuple[Store, str], list_path: Path) -> None:
    store, member = farid
    undo(store)  # the note goes
    before = list_path.read_bytes() + list_path.with_name("list.db-wal").read_bytes()
    assert MAIL.encode() in before

    forget_member(store, member)
    store.close()

    for path in list_path.parent.iterdir():
        assert MAIL.encode() not in path.read_bytes() and NIP.encode() not in path.read_bytes(), path
    with contextlib.closing(open_store(list_path)) as again:
        assert (
            again.reader.value(f"SELECT count(*) FROM member WHERE {' IS NULL AND '.join(CONTACTS)} IS NULL") == 1
        )
