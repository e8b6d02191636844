"""Any query is answered or refused in its own text, and the SQL means what the words say."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from taskforce.store.changes.batch import create, delete
from taskforce.store.query.syntax import QueryError
from taskforce.store.store import Store, create_store

from query_list import TODAY, fill, found  # isort: skip

ALL = "1 2 3 4 5 6 7 8"

PARTS = st.sampled_from(
    [
        *(
            "(",
            ")",
            "-",
            '"',
            " ",
            " ",
            ",",
            ":",
            "<",
            "<=",
            "=",
            " OR ",
            "due",
            "due<",
            "lead:",
            "tag:a",
            "@farid",
        ),
        *(
            "+r",
            "open",
            "ready",
            "done",
            "priority>",
            "high",
            "2026-11",
            "+7",
            "none",
            "budget>",
            "1,5jt",
            "fund:",
        ),
        *("origin:", "member:", "depends:", "1", "progress", "updated>", "status:", "dim:", "is:", "rapat", "a"),
        *("\ud800", "\x00", "𞤀", "²"),
    ]
)


@pytest.fixture(scope="module")
def lasting(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    store = create_store(tmp_path_factory.mktemp("queries") / "list.db", today=TODAY)
    fill(store)
    yield store
    store.close()


@given(st.one_of(st.text(), st.lists(PARTS, max_size=14).map("".join)))
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_finds_items_or_is_refused_within_it(lasting: Store, text: str) -> None:
    try:
        refs = found(lasting, text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)
        return
    # Everything and nothing but the rest is found by the opposite.
    if text.strip():
        assert sorted(refs.split() + found(lasting, f"-({text})").split()) == ALL.split()


STATUSES = ["not_started", "in_progress", "blocked", "deferred", "done", "cancelled"]
PRIORITIES = ["low", "medium", "high", "urgent"]
DAYS = st.dates(date(2026, 11, 20), date(2026, 11, 28)).map(date.isoformat)
ITEMS = st.lists(
    st.fixed_dictionaries(
        {
            "status": st.sampled_from(STATUSES),
            "priority": st.sampled_from(PRIORITIES),
            "due": st.one_of(st.none(), DAYS),
            "progress": st.integers(0, 100),
            "tags": st.sets(st.sampled_from(["rapat", "bimtek"])),
        }
    ),
    min_size=1,
    max_size=6,
)
SIGNS = st.sampled_from([":", "<", "<=", ">", ">="])
ATOMS = st.one_of(
    st.tuples(st.just("status"), st.lists(st.sampled_from(STATUSES), min_size=1, max_size=3)),
    st.tuples(st.just("priority"), SIGNS, st.sampled_from(PRIORITIES)),
    st.tuples(st.just("due"), SIGNS, DAYS),
    st.tuples(st.just("due"), st.just(":"), st.just("none")),
    st.tuples(st.just("progress"), SIGNS, st.integers(0, 100)),
    st.tuples(st.just("tag"), st.sampled_from(["rapat", "bimtek", "none"])),
    st.tuples(st.just("is"), st.sampled_from(["overdue", "open"])),
)
TREES = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.tuples(st.just("not"), inner),
        st.tuples(st.just("and"), inner, inner),
        st.tuples(st.just("or"), inner, inner),
    ),
    max_leaves=6,
)
COMPARE = {
    ":": lambda a, b: a == b,
    "<": lambda a, b: a < b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    ">=": lambda a, b: a >= b,
}


def query_of(tree: Any) -> str:
    match tree:
        case ("not", inner):
            return f"-({query_of(inner)})"
        case ("and", one, other):
            return (
                f"({query_of(one)}) {query_of(other)}"
                if other[0] != "or"
                else f"{query_of(one)} ({query_of(other)})"
            )
        case ("or", one, other):
            return f"({query_of(one)} OR {query_of(other)})"
        case ("status", words):
            return f"status:{','.join(words)}"
        case (name, sign, value):
            return f"{name}{sign}{value}"
        case (name, value):
            return f"{name}:{value}"
    raise AssertionError(tree)


def holds(tree: Any, item: dict[str, Any]) -> bool:
    """What a query should mean for an item, said without SQL."""
    match tree:
        case ("not", inner):
            return not holds(inner, item)
        case ("and", one, other):
            return holds(one, item) and holds(other, item)
        case ("or", one, other):
            return holds(one, item) or holds(other, item)
        case ("status", words):
            return item["status"] in words
        case ("priority", sign, word):
            return COMPARE[sign](PRIORITIES.index(item["priority"]), PRIORITIES.index(word))
        case ("due", ":", "none"):
            return item["due"] is None
        case ("due" | "progress" as name, sign, value):
            return item[name] is not None and COMPARE[sign](item[name], value)
        case ("tag", "none"):
            return not item["tags"]
        case ("tag", word):
            return word in item["tags"]
        case ("is", flag):
            is_open = item["status"] not in ("done", "cancelled")
            return is_open and (flag == "open" or (item["due"] is not None and item["due"] < TODAY.isoformat()))
    raise AssertionError(tree)


@given(ITEMS, st.lists(TREES, min_size=1, max_size=8))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_sql_means_what_the_words_say(lasting: Store, items: list[dict[str, Any]], trees: list[Any]) -> None:
    drafts = []
    for number, item in enumerate(items):
        fields = {name: value for name, value in item.items() if name != "tags"}
        drafts.append(create("action_item", title=f"x{number}", origin="random", **fields))
        drafts += [create("tag", item_id=drafts[-1].record_id, name=tag) for tag in sorted(item["tags"])]
    ids = [draft.record_id for draft in drafts if draft.record_type == "action_item"]
    lasting.write("add", drafts)
    try:
        # Status and progress bring each other along: what is asked is what is stored.
        sql = "SELECT id, status, progress FROM action_item WHERE id IN (:values)"
        stored = {row[0]: row[1:] for row in lasting.reader.rows_in(sql, ids)}
        refs = dict(lasting.reader.rows_in("SELECT id, ref FROM action_item WHERE id IN (:values)", ids))
        for item, item_id in zip(items, ids, strict=True):
            item["status"], item["progress"] = stored[item_id]
        for tree in trees:
            expected = [refs[one] for item, one in zip(items, ids, strict=True) if holds(tree, item)]
            assert found(lasting, f"origin:random {query_of(tree)}").split() == expected
    finally:
        lasting.write("edit", [delete("action_item", one) for one in ids])
