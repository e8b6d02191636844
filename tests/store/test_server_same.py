"""The same list on a server and in a file answers alike: order, words found, earlier days, what is computed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import pytest
from builders import HISTORIES, Player
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from server_databases import Databases

from taskforce.store.changes import text_search
from taskforce.store.changes.batch import Batch, create
from taskforce.store.database.reader import Reader
from taskforce.store.health.doctor import examine
from taskforce.store.read import item_data as item_data_module
from taskforce.store.read.day_views import agenda, weekly_load
from taskforce.store.read.item_data import item_data, item_texts
from taskforce.store.read.items import (
    SORTS,
    Selection,
    item_counts,
    item_lines,
    item_links,
    item_rows,
    item_seqs,
)
from taskforce.store.read.list_view import USUAL_SORT
from taskforce.store.read.registers import agency_rows, deadline_rows, member_rows
from taskforce.store.store import Store, create_store, open_store

TODAY = date(2026, 11, 24)
ENGINES = settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@cache
def empty_file() -> bytes:
    """An empty list, to be put anywhere: the file it was made in is gone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "list.db"
        create_store(path, today=TODAY).close()
        return path.read_bytes()


@contextmanager
def both(databases: Databases, folder: pytest.TempPathFactory) -> Iterator[tuple[Store, Store]]:
    """An empty list in a file and one on the server."""
    url = databases.new(databases.pattern("empty list", lambda url: create_store(url, today=TODAY).close()))
    path = folder.mktemp("both") / "list.db"
    path.write_bytes(empty_file())
    stores = open_store(path, today=TODAY), open_store(url, today=TODAY)
    try:
        yield stores
    finally:
        for store in stores:
            store.close()
        databases.drop(url)


def write_twice(stores: tuple[Store, Store], batch: Batch) -> None:
    """The same batch on both lists."""
    for store in stores:
        store.apply(batch)


WORDS = (
    "Susun draf Buku-2, versi 1.0 (revisi)",
    "buku-2 SELESAI; e-mail: farid@banjar.go.id",
    "Évaluasi tahap I; naïve, coöperatie",
    "évaluasi TAHAP ii -- 26/11/2020",
    "Rapat_koordinasi #12 [Diskominfo] 100%",
    "Ångström Straße ΆΛΦΑ Привет 漢字",
    "_ % ! ' \" \\ : & | ( ) * <->",
    "satu",
    "Satu dua",
    "Ætherå Zulu zebra Éclair eclair",
    "Salat Jum'at; wali kota, Jum’at 100",
)
TERMS = [
    *("buku", "buku-2", "BUKU-2", "2", "1.0", "1", "0", "draf buku", "buku draf", "evaluasi", "Évaluasi"),
    *("tahap i", "tahap ii", "26/11", "26-11-2020", "rapat", "rapat_koordinasi", "koordinasi", "12", "#12"),
    *("[", "100%", "%", "_", "!", "'", "\\", "farid@banjar.go.id", "banjar.go", "go.id", "e-mail", "mail"),
    *("naive", "cooperatie", "angstrom", "strasse", "straße", "привет", "漢字", "漢", "satu", "satu dua"),
    *(
        "aluasi",
        "oordina",
        "ordinasi",
        "ngstr",
        "ether",
        "eth",
        "wali",
        "jumat",
        "JUM'AT",
        "um'a",
        "at",
        "00",
        "clair",
    ),
    *("sat", "du", "<->", "&", "d:*", "a & b", "zzz"),
]


def found_with(store: Store, term: str) -> list[str]:
    """The titles of the items in which a term is found."""
    sql, parameters = text_search.condition(store.reader, term, "term")
    return [row.title for row in item_rows(store.reader, Selection(sql, parameters), TODAY.isoformat())]


def test_words_are_found_alike(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> None:
    with both(databases, tmp_path_factory) as (file, server):
        items = [create("action_item", title=title) for title in WORDS]
        noted = create("note", item_id=items[7].record_id, text="Menunggu tanda tangan Bupati (SK-14/2026)")
        write_twice((file, server), Batch("add", [*items, noted]))
        for term in (*TERMS, "sk-14", "tangan bupati", "satu menunggu"):
            assert found_with(server, term) == found_with(file, term), term
        assert found_with(server, "buku-2") == list(WORDS[:2])
        assert found_with(server, "sk-14/2026") == ["satu"]


TEXTS = st.text(st.sampled_from("abzAZ áÁéçüñ019-_./,'\"()%*:&|!\\<>é漢"), min_size=1, max_size=12)


@given(st.lists(TEXTS.filter(str.strip), min_size=1, max_size=8), st.lists(TEXTS, min_size=1, max_size=12))
@example(["Zebra", "apel", "Éclair", "eclair", "apel "], ["apel", "e"])
@ENGINES
def test_any_words_are_found_alike_and_lists_have_the_same_order(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, titles: list[str], terms: list[str]
) -> None:
    with both(databases, tmp_path_factory) as (file, server):
        items = [create("action_item", title=f"x{title}", description=title) for title in titles]
        write_twice((file, server), Batch("add", items))
        for term in terms:
            if term.strip():
                assert found_with(server, term) == found_with(file, term), term
        for sort in (*SORTS, "-title", "-due"):
            in_file, on_server = (
                item_seqs(store.reader, Selection(sort=sort), TODAY.isoformat()) for store in (file, server)
            )
            assert in_file == on_server, sort


@given(HISTORIES)
@ENGINES
def test_a_history_on_a_server_is_sound_and_every_earlier_day_is_seen_as_it_was(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, tuple[object, ...]]]
) -> None:
    with both(databases, tmp_path_factory) as (_file, store):
        player = Player(store)
        player.found()
        then: dict[date, object] = {}
        for days, step in history:
            player.play(days, step)
            then[store.clock.day_of(player.moment.isoformat())] = state(store.reader)
        assert [finding.sentence for finding in examine(store.reader) if not finding.sound] == []
        for day, expected in then.items():
            with store.as_of(day) as reader:
                assert state(reader) == expected, day
        assert state(store.reader) == then[max(then)]


@given(HISTORIES)
@ENGINES
def test_items_as_text_are_their_data_in_their_order_today_and_on_earlier_days(
    databases: Databases, tmp_path_factory: pytest.TempPathFactory, history: list[tuple[int, tuple[object, ...]]]
) -> None:
    selections = [
        (Selection(), None),
        (Selection(sort="-priority,title"), None),
        (Selection("i.status <> 'done'", sort="ref"), None),
        (Selection(), 3),
    ]
    with both(databases, tmp_path_factory) as stores:
        for store in stores:
            player = Player(store)
            player.found()
            for days, step in history:
                player.play(days, step)
            helped = [
                create("supporting", item_id=item, member_id=member)
                for item in player.items[::2]
                if store.reader.value("SELECT count(*) FROM action_item WHERE id = :id AND NOT deleted", id=item)
                for member in player.members.values()
            ]
            store.apply(Batch("edit", helped, at=player.moment + timedelta(days=1)))
            with store.as_of(player.moment.date() - timedelta(days=2)) as earlier:
                assert_data_is_text(earlier, selections)
            assert_data_is_text(store.reader, selections)


def assert_data_is_text(reader: Reader, selections: list[tuple[Selection, int | None]]) -> None:
    """The links of all items are read where many are asked for, or those of some items."""
    day = TODAY.isoformat()
    for selection, limit in selections:
        links = item_links(reader)
        expected = [item_data(row, links, day, str) for row in item_rows(reader, selection, day, limit)]
        for block in (1, 500):
            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(item_data_module, "BLOCK", block)
                data = [json.loads(text) for text in item_texts(reader, selection, day, str, limit)]
            assert data == expected
            assert [list(one) for one in data] == [list(one) for one in expected]


def state(reader: Reader) -> tuple[object, ...]:
    """What lists, the agenda and the registers show of a list."""
    day = TODAY.isoformat()
    sorts = [Selection(), Selection(sort="due,-priority,ref"), Selection(sort=USUAL_SORT)]
    return (
        item_rows(reader, Selection(), day),
        item_rows(reader, Selection(*text_search.condition(reader, "x", "term")), day),
        item_links(reader),
        [item_lines(reader, group, day) for group in agenda(TODAY, 7).values()],
        [(item_rows(reader, one, day, limit=3), item_counts(reader, one, day)) for one in sorts],
        [text for one in sorts for text in item_texts(reader, one, day, str)],
        member_rows(reader, day),
        agency_rows(reader, day),
        deadline_rows(reader),
        weekly_load(reader, "lead", TODAY),
    )
