"""The grammar of queries: what is read how, and mistakes at their position."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.store.query.syntax import (
    DEEPEST,
    MOST_TERMS,
    MOST_VALUES,
    And,
    Node,
    Not,
    Or,
    QueryError,
    Test,
    Value,
    Word,
    parse,
)


def is_(field: str, *values: str, operator: str = ":") -> Test:
    return Test(field, operator, tuple(map(Value, values)))


A, B, C = Word("a"), Word("b"), Word("c")

READ: list[tuple[str, Node]] = [
    ("", And(())),
    (" \n\t ", And(())),
    ("a", A),
    ("a b", And((A, B))),
    ("a AND b DAN c", And((A, B, C))),
    ("a b OR c", Or((And((A, B)), C))),
    ("a ATAU b", Or((A, B))),
    ("a (b OR c)", And((A, Or((B, C))))),
    ("(a)b", And((A, B))),
    ("-a b", And((Not(A), B))),
    ("-(a OR b)", Not(Or((A, B)))),
    ("--a", Not(Not(A))),
    ("a - b", And((A, Word("-"), B))),
    ("a-b", Word("a-b")),
    ("or", Word("or")),
    ("dan atau and", And((Word("dan"), Word("atau"), Word("and")))),
    ('"OR"', Word("OR")),
    ('"dua kata" -"x"', And((Word("dua kata"), Not(Word("x"))))),
    ("status:done", is_("status", "done")),
    ("STATUS=done", is_("status", "done")),
    ("due<=2026-12-01", is_("due", "2026-12-01", operator="<=")),
    ("due>x", is_("due", "x", operator=">")),
    ("lead:", is_("lead", "")),
    ("ref:12,13", is_("ref", "12", "13")),
    ('agency:"Dinas Kesehatan"', Test("agency", ":", (Value("Dinas Kesehatan", quoted=True),))),
    ('opd:"A, B",c', Test("opd", ":", (Value("A, B", quoted=True), Value("c")))),
    ("opd:“Dinas Kesehatan”", Test("opd", ":", (Value("Dinas Kesehatan", quoted=True),))),
    ("-due:-7", Not(is_("due", "-7"))),
    ("@farid +rapat", And((is_("lead", "farid"), is_("tag", "rapat")))),
    ("+10 @ @1", And((Word("+10"), Word("@"), Word("@1")))),
    ("09:00", Word("09:00")),
    ("https://x.go.id/a?b=1", Word("https://x.go.id/a?b=1")),
    ("is:overdue(a)", And((is_("is", "overdue"), A))),
]


@pytest.mark.parametrize(("text", "node"), READ)
def test_a_query_is_read_as(text: str, node: Node) -> None:
    assert parse(text) == node


def test_a_comma_may_be_a_decimal_comma() -> None:
    test = parse("budget>1,5jt")
    assert isinstance(test, Test)
    assert (test.whole.text, test.whole.position, test.whole.length) == ("1,5jt", 7, 5)


WRONG = [
    # text, position, length, a part of the sentence
    ('a "b', 2, 1, "quotation mark is not closed"),
    ('agency:"Dinas', 7, 1, "quotation mark is not closed"),
    ('a ""', 2, 2, "nothing stands between"),
    ("(a", 0, 1, "not closed"),
    ("a)", 1, 1, "never opened"),
    (") a", 0, 1, "never opened"),
    ("()", 0, 1, "after “(” something is missing"),
    ("a OR", 2, 2, "after “OR” something is missing"),
    ("a AND", 2, 3, "after “AND” something is missing"),
    ("a OR OR b", 2, 2, "after “OR” something is missing"),
    ("(a ATAU)", 3, 4, "after “ATAU” something is missing"),
    ("OR a", 0, 2, "before “OR” something is missing"),
    ("DAN", 0, 3, "before “DAN” something is missing"),
    ("a -OR b", 2, 1, "after “-” something is missing"),
    ("tag:a,,b", 6, 1, "a value is missing"),
    ("tag:a,", 6, 1, "a value is missing"),
    ('tag:a,"",b', 6, 2, "a value is missing"),
    ("due < friday", 4, 1, "stands alone"),
    ("(" * (DEEPEST + 1) + "a" + ")" * (DEEPEST + 1), DEEPEST, 1, "too deeply"),
    ("-" * (DEEPEST + 1) + "a", DEEPEST, 1, "too deeply"),
    ("a " * MOST_TERMS + "b", 2 * MOST_TERMS, 1, "at most 200 terms"),
    ("ref:" + ",".join("1" * (MOST_VALUES + 1)), 0, 4 + 2 * MOST_VALUES + 1, "at most 2000 values"),
]


@pytest.mark.parametrize(("text", "position", "length", "words"), WRONG)
def test_a_mistake_is_shown_where_it_is(text: str, position: int, length: int, words: str) -> None:
    with pytest.raises(QueryError) as caught:
        parse(text)
    error = caught.value
    # At the end of the text there is nothing more to underline than one place.
    assert (error.position, error.length) == (position, length)
    assert words in str(error)
    assert f"character {position + 1}:" in str(error)
    assert error.exit_status == 2


def test_the_pointer_stands_below_the_mistake_also_after_wide_signs() -> None:
    assert QueryError("文書 a:b", 3, 1, "no").pointer() == "文書 a:b\n     ^"
    assert QueryError("a\tbcd\x1b[31m", 2, 3, "no").pointer() == "a bcd [31m\n  ^^^"


def test_a_suggestion_is_asked_once() -> None:
    assert str(QueryError("x:1", 0, 1, "no.", "y")).endswith("character 1: no; did you mean “y”?")
    assert str(QueryError("x:1", 0, 1, "no: y?", "y", told=True)).endswith("character 1: no: y?")


PARTS = st.sampled_from(
    ["(", ")", "-", '"', " ", ",", ":", "<", "<=", "=", "OR", "AND", "due", "lead:", "tag:a", "@f", "+r", "a"]
)
TEXTS = st.one_of(st.text(), st.lists(PARTS, max_size=25).map("".join))


@given(TEXTS)
def test_any_text_is_a_query_or_a_mistake_within_it(text: str) -> None:
    try:
        parse(text)
    except QueryError as error:
        assert 0 <= error.position <= len(text)
        assert error.length >= 1
        assert error.position + error.length <= max(len(text), error.position + 1)
        assert error.pointer().count("\n") == 1
        assert len(str(error)) < 300


NODES = st.recursive(
    st.one_of(
        st.text("abcOR-:", min_size=1).map(Word),
        st.builds(
            lambda field, operator, values: Test(
                field, operator, tuple(Value(one, quoted=True) for one in values)
            ),
            st.sampled_from(["due", "opd"]),
            st.sampled_from([":", "<", "<=", ">", ">="]),
            st.lists(st.text("ab,( ", min_size=1).filter(str.strip), min_size=1, max_size=3),
        ),
    ),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: And(tuple(nodes))),
        st.lists(inner, min_size=2, max_size=3).map(lambda nodes: Or(tuple(nodes))),
    ),
    max_leaves=12,
)


def written(node: Node) -> str:
    """A query that means ``node``."""
    match node:
        case Word(text):
            return f'"{text}"'
        case Test(field, operator, values):
            return f"{field}{operator}{','.join(f'{chr(34)}{value.text}{chr(34)}' for value in values)}"
        case Not(inner):
            return f"-({written(inner)})"
        case And(nodes):
            return " ".join(f"({written(one)})" for one in nodes)
        case Or(nodes):
            return " OR ".join(f"({written(one)})" for one in nodes)


@given(NODES)
def test_what_is_written_is_read_back(node: Node) -> None:
    assert parse(written(node)) == node
