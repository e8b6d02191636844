"""Everyday questions and writes look a row up by an index, however long the list is: SQLite's own plans say so."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

import pytest

from taskforce.reports.figures.build import PAGE_ONE, build_report
from taskforce.reports.figures.period import period_of
from taskforce.store.changes.batch import Batch, create, delete, edit
from taskforce.store.database.sqlite import SqliteConnection
from taskforce.store.query.alike import alike_items
from taskforce.store.read import item_data
from taskforce.store.read.day_views import agenda, silent_agency_ids, weekly_load
from taskforce.store.read.item_data import item_texts
from taskforce.store.read.item_detail import item_detail
from taskforce.store.read.items import (
    Selection,
    item_by_ref,
    item_counts,
    item_lines,
    item_links,
    item_rows,
    items_by_id,
    items_by_ref,
)
from taskforce.store.read.registers import agency_rows, deadline_rows, member_rows
from taskforce.store.store import Store

pytestmark = pytest.mark.on_a_file

GROWING = "action_item|batch|change|dependency|evidence|note|supporting|supporting_agency|tag"
NAMED = re.compile(rf"\b(?:FROM|JOIN|UPDATE|INTO)\s+({GROWING})\b(?:\s+(?:AS\s+)?([a-z]{{1,3}})\b(?!\s*\())?")


def watch(name: str, seen: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is asked by a method of the connection be noted in ``seen``."""
    ask = getattr(SqliteConnection, name)

    def asked(self: SqliteConnection, sql: str, **parameters: Any) -> Any:
        seen.append((sql, parameters))
        return ask(self, sql, **parameters)

    monkeypatch.setattr(SqliteConnection, name, asked)


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """Return what is asked from now on, with its parameters, as it comes; not what is asked for row by row."""
    seen: list[tuple[str, Any]] = []
    answer = SqliteConnection._answer

    def asked_for_rows(self: SqliteConnection, sql: str, parameters: Any) -> Any:
        seen.append((sql, parameters))
        return answer(self, sql, parameters)

    monkeypatch.setattr(SqliteConnection, "_answer", asked_for_rows)
    for name in ("numbers", "execute"):
        watch(name, seen, monkeypatch)
    many, each = SqliteConnection.execute_many, SqliteConnection.execute_each

    def asked_of_many(self: SqliteConnection, sql: str, rows: Any) -> None:
        seen.extend([(sql, row) for row in rows[:1]])
        many(self, sql, rows)

    def asked_of_each(self: SqliteConnection, sql: str, names: Sequence[str], rows: Any) -> None:
        every = list(rows)
        seen.extend([(sql, dict(zip(names, row, strict=True))) for row in every[:1]])
        each(self, sql, names, every)

    monkeypatch.setattr(SqliteConnection, "execute_many", asked_of_many)
    monkeypatch.setattr(SqliteConnection, "execute_each", asked_of_each)
    return seen


def plans(store: Store, statements: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Return the steps of SQLite's plans, each with its SQL."""
    connection = store.reader
    assert isinstance(connection, SqliteConnection)
    return [
        (row[3], sql)
        for sql, parameters in statements
        if sql.lstrip().startswith(("SELECT", "UPDATE", "DELETE", "INSERT"))
        for row in connection.connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
    ]


def scans(store: Store, statements: list[tuple[str, Any]]) -> list[tuple[str, str]]:
    """Return the steps of plans that read a table which grows with the list from end to end, with their SQL."""
    found: list[tuple[str, str]] = []
    for step, sql in plans(store, statements):
        names = {name for match in NAMED.finditer(sql) for name in match.groups() if name}
        if re.match(rf"SCAN ({'|'.join(names) or '-'})\b", step):
            found.append((step, sql))
    return found


def test_the_judge_sees_a_scan(store: Store) -> None:
    (step,) = scans(store, [("SELECT i.id FROM action_item i WHERE i.title = 'x'", {})])
    assert step[0] == "SCAN i"


def test_a_ref_is_looked_up_by_an_index(store: Store, statements: list[tuple[str, Any]]) -> None:
    store.write("add", [create("action_item", title=f"Naskah {number}") for number in range(3)])
    statements.clear()
    assert item_by_ref(store.reader, "2").title == "Naskah 1"
    ids = [row.id for row in items_by_ref(store.reader, ["#3", "1"])]
    assert len(statements) == 2
    assert [row.ref for row in items_by_ref(store.reader, ids)] == ["3", "1"]
    item_detail(store.reader, item_by_ref(store.reader, "1"))
    item_links(store.reader, ids)
    assert scans(store, statements) == []


def test_everyday_writes_read_no_table_from_end_to_end(store: Store, statements: list[tuple[str, Any]]) -> None:
    store.write("add", [create("action_item", title="Naskah"), create("member", handle="farid", name="Farid")])
    statements.clear()
    item = create("action_item", title="Susun draf", due="2026-12-01", ref="AI-1")
    store.write("add", [item, create("tag", item_id=item.record_id, name="rapat")])
    store.write("edit", [edit("action_item", item.record_id, "due", "2026-12-08")])
    store.write("done", [edit("action_item", item.record_id, "status", "done")])
    store.write("note", [create("note", item_id=item.record_id, text="Sudah")])
    store.write("delete", [delete("action_item", item.record_id)])
    assert scans(store, statements) == []


def test_the_first_items_and_the_agenda_are_read_by_the_due_day(
    store: Store, statements: list[tuple[str, Any]]
) -> None:
    drafts = [
        create("action_item", title=f"Naskah {number}", due=f"2026-11-{number + 10}" if number % 3 else None)
        for number in range(18)
    ]
    store.write("add", drafts)
    statements.clear()
    for sort in (None, "due,-priority,ref"):
        assert len(item_rows(store.reader, Selection(sort=sort), "2026-11-24", limit=15)) == 15
        assert len(item_lines(store.reader, Selection(sort=sort), "2026-11-24", limit=15)) == 15
    for group in agenda(date(2026, 11, 24), 7).values():
        item_lines(store.reader, group, "2026-11-24")
        item_counts(store.reader, group, "2026-11-24")
    assert scans(store, statements) == []
    assert any(re.search(r"\(due[<>]", step) for step, _sql in plans(store, statements))


def test_text_is_searched_by_its_index_and_counts_need_no_item(
    store: Store, statements: list[tuple[str, Any]]
) -> None:
    store.write("add", [create("action_item", title=f"Naskah {number}", due="2026-11-20") for number in range(9)])
    statements.clear()
    selection = store.selection("naskah")
    assert len(item_lines(store.reader, selection, "2026-11-24", limit=3)) == 3
    assert item_counts(store.reader, selection, "2026-11-24").total == 9
    assert scans(store, statements) == []
    statements.clear()
    assert item_counts(store.reader, Selection(), "2026-11-24") == (9, 9, 0)
    assert [step for step, _sql in scans(store, statements)] == ["SCAN i USING COVERING INDEX ix_action_item_due"]


def test_titles_that_are_alike_are_looked_up_by_the_index_of_words(
    store: Store, statements: list[tuple[str, Any]]
) -> None:
    store.write("add", [create("action_item", title=f"Susun naskah {number} forum") for number in range(9)])
    statements.clear()
    assert [one.title for one in alike_items(store.reader, "Susun naskh 4 forum")] == ["Susun naskah 4 forum"]
    assert alike_items(store.reader, "Susun naskah 11 forum") == []
    assert len(statements) == 4, "all of the words, then all but one"
    assert scans(store, statements) == []


def test_items_are_handed_out_by_indexes_and_the_links_of_a_long_list_in_one_pass(
    store: Store, statements: list[tuple[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    items = [create("action_item", title=f"Naskah {number}") for number in range(9)]
    tags = [create("tag", item_id=item.record_id, name="rapat") for item in items]
    store.write("add", [*items, *tags])
    monkeypatch.setattr(item_data, "BLOCK", 2)
    watch("each", statements, monkeypatch)
    dated = "SEARCH i USING INDEX ix_action_item_due"
    asked = "SCAN asked VIRTUAL TABLE INDEX 1:"
    for limit, tables, ways in (
        (2, [], [asked]),
        (None, ["dependency", "evidence", "note", "supporting", "tag"], [dated, dated, asked]),
    ):
        statements.clear()
        assert len(list(item_texts(store.reader, Selection(), "2026-11-24", str, limit))) == (limit or 9)
        passes = [sql for _step, sql in scans(store, statements) if "ORDER BY" not in sql]
        assert sorted(re.findall(r"FROM (\w+) l", " ".join(passes))) == tables
        assert len([sql for sql, _parameters in statements if "FROM tag" in sql]) == 1
        texts = [one for one in statements if "json_object" in one[0]]
        first = [[step for step, _sql in plans(store, [one])][:2] for one in texts]
        assert [steps[0].partition(" (")[0] for steps in first] == ways
        assert all(
            steps[1] == "SEARCH i USING INTEGER PRIMARY KEY (rowid=?)" for steps in first if steps[0] == asked
        )


def test_the_work_of_all_members_agencies_and_deadlines_is_counted_in_one_pass_each(
    store: Store, statements: list[tuple[str, Any]]
) -> None:
    named = [
        create("member", handle="farid", name="Farid"),
        create("agency", code="dinkes", short="Dinkes", name="Dinas Kesehatan"),
        create("deadline", key="buku-2", name="Buku 2", due="2026-12-01"),
    ]
    idle = [
        create("member", handle="galuh", name="Galuh"),
        create("agency", code="disdik", short="Disdik", name="Dinas Pendidikan"),
        create("deadline", key="buku-3", name="Buku 3", due="2026-12-08"),
    ]
    links = dict(zip(("lead_id", "agency_id", "deadline_id"), (one.record_id for one in named), strict=True))
    days = ("2026-11-20", "2026-11-24", None)
    items = [create("action_item", title=f"Naskah {day}", due=day, **links) for day in days]
    done = create("action_item", title="Sudah", due="2026-11-20", status="done", **links)
    gone = create("action_item", title="Batal", due="2026-11-20", **links)
    store.write("add", [*named, *idle, *items, done, gone, create("action_item", title="Tanpa siapa pun")])
    store.write("delete", [delete("action_item", gone.record_id)])
    statements.clear()
    today = "2026-11-24"
    assert [row[-4:-2] for row in member_rows(store.reader, today)] == [(3, 1), (0, 0)]
    assert [row[-4:-2] for row in agency_rows(store.reader, today)] == [(3, 1), (0, 0)]
    assert [row[-2:] for row in deadline_rows(store.reader)] == [(4, 3), (0, 0)]
    steps = [step for step, _sql in plans(store, statements) if re.match(r"(SCAN|SEARCH) i\b", step)]
    assert steps == ["SCAN i"] * 3
    statements.clear()
    day = date(2026, 11, 24)
    assert weekly_load(store.reader, "lead", day) == {named[0].record_id: [2, *[0] * 7]}
    assert weekly_load(store.reader, "agency", day) == {named[1].record_id: [2, *[0] * 7]}
    assert silent_agency_ids(store.reader, "2026-11-10") == set()
    assert silent_agency_ids(store.reader, "9999") == {named[1].record_id}
    steps = [step for step, _sql in plans(store, statements) if re.match(r"(SCAN|SEARCH) [ic]\b", step)]
    of_changes = ["SEARCH i USING INDEX sqlite_autoindex_action_item_1 (id=?)"]
    of_changes += ["SEARCH c USING INDEX ix_change_at (at>?)"]
    assert steps == ["SCAN i"] * 2 + 2 * ["SCAN i", *of_changes]


def test_a_rewound_list_reads_what_was_changed_since_and_looks_up_the_rest(
    store: Store, statements: list[tuple[str, Any]]
) -> None:
    items = [create("action_item", title=f"Naskah {number}", due="2026-11-20") for number in range(3)]
    needs = create("dependency", item_id=items[1].record_id, needs_id=items[0].record_id)
    store.apply(Batch("add", [*items, needs], at=datetime(2026, 11, 2, 1, tzinfo=UTC)))
    changed = items[0].record_id
    store.write("edit", [edit("action_item", changed, "due", "2026-12-08")])
    store.write("note", [create("note", item_id=changed, text="Sudah")])
    statements.clear()
    with store.as_of(date(2026, 11, 10)) as then:
        assert isinstance(then, SqliteConnection)
        rows = items_by_id(then, [item.record_id for item in items])
        assert (rows[changed].due, rows[changed].notes, rows[changed].times_rescheduled) == ("2026-11-20", 0, 0)
        assert item_links(then, [items[1].record_id]).depends_on == {items[1].record_id: ["1"]}
        past = [(sql, parameters) for sql, parameters in statements if "main." not in sql]
        plans = [
            row[3]
            for sql, parameters in past
            if sql.startswith("SELECT")
            for row in then.connection.execute(f"EXPLAIN QUERY PLAN {sql}", parameters)
        ]
        assert [step for step in plans if re.match(r"SCAN (rewound_|main\.|[ienc]\b|change)", step)] == []
        assert any("ix_rewound_note_item_id" in step for step in plans)
    assert items_by_id(store.reader, [changed])[changed].due == "2026-12-08"


def test_page_one_of_a_report_looks_into_the_history_by_its_indexes(
    store: Store, statements: list[tuple[str, Any]]
) -> None:
    item = create("action_item", title="Naskah", due="2026-11-20", start="2026-11-02")
    deadline = create("deadline", key="buku-2", name="Buku 2", due="2026-12-15")
    store.apply(Batch("add", [item, deadline], at=datetime(2026, 10, 2, 1, tzinfo=UTC)))
    store.write("edit", [edit("action_item", item.record_id, "due", "2026-12-08")])
    statements.clear()
    today = store.clock.today()
    assert build_report(store, period_of(today), today, extent=PAGE_ONE).rescheduled.total == 1
    of_history = [(sql, values) for sql, values in statements if " change" in sql and "rewound_" not in sql]
    assert len(of_history) > 5
    assert scans(store, of_history) == []
