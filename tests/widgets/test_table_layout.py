"""Columns and texts measured in cells, for any width and any text."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from taskforce.widgets.table.item_table import item_columns
from taskforce.widgets.table.layout import (
    ENOUGH_CELLS,
    ESSENTIAL,
    FIRM,
    GAP,
    GUTTER,
    MORE_CELLS,
    TITLE_CELLS,
    Column,
    column_pages,
    fit_title,
    main_column,
)

widths = st.integers(min_value=0, max_value=60)
hard_texts = st.text(
    st.one_of(
        st.characters(),
        st.sampled_from("a 会\u0301\u200d\ufe0f⚠👍🏽🇮🇩\x1b\n\u202e\ud800…"),
    ),
    max_size=80,
)
columns = st.lists(
    st.builds(
        Column,
        key=st.uuids().map(str),
        title=st.text("abc", max_size=12),
        width=st.integers(1, 40),
        min_width=st.integers(1, 40),
        flexible=st.integers(0, 4),
        priority=st.integers(0, 100),
        brief=st.sampled_from((0, 0, 0, 1)),
    ),
    max_size=8,
    unique_by=lambda column: column.key,
).map(tuple)
contents = st.lists(st.integers(0, 90), min_size=8, max_size=8)


def widest(these, cells) -> dict[str, int]:
    return {column.key: width for column, width in zip(these, cells, strict=False)}


@given(columns, contents, st.integers(0, 200))
def test_columns_never_overlap_nor_leave_the_table(these, cells, available) -> None:
    pages = column_pages(these, available, widest(these, cells))
    assert bool(pages) == (bool(these) and available > GUTTER)
    for page in pages:
        edge = GUTTER - GAP
        for span in page:
            assert span.left - edge in (GAP, GAP + 1) or span is page[0]
            assert span.width >= 1
            edge = span.left + span.width
        assert edge <= available
        assert [span.position for span in page] == sorted({span.position for span in page})
        if len(pages) > 1:
            assert edge <= available - MORE_CELLS  # the sign that there are more covers none


@given(columns, contents, st.integers(60, 200))
def test_of_no_table_the_main_column_is_cut_while_a_less_useful_one_stands(these, cells, available) -> None:
    known = widest(these, cells)
    if these:
        main = main_column(these)
        first, *_more = column_pages(these, available, known)
        width = next(span.width for span in first if span.column is main)
        if width < min(max(known[main.key], len(main.title)), TITLE_CELLS):
            others = [span.column.priority for span in first if span.column is not main]
            assert all(priority >= (ESSENTIAL if width >= ENOUGH_CELLS else FIRM) for priority in others)


@given(columns, contents, st.integers(60, 200))
def test_each_column_is_reached_by_turning(these, cells, available) -> None:
    pages = column_pages(these, available, widest(these, cells))
    if all(column.min_width <= 20 for column in these):
        assert {span.position for page in pages for span in page} == set(range(len(these)))


@given(columns, contents, st.integers(0, 200))
def test_all_are_shown_whole_where_they_fit(these, cells, available) -> None:
    known = widest(these, cells)
    needed = [max(known[one.key], len(one.title), 1 if one.flexible else one.min_width) for one in these]
    if these and GUTTER + sum(needed) + GAP * (len(these) - 1) <= available and max(needed) <= 30:
        (page,) = column_pages(these, available, known)
        assert all(span.width >= width for span, width in zip(page, needed, strict=True))


TITLES = st.integers(4, 72)


@given(TITLES, st.integers(60, 200), st.sampled_from(((), ("title", "agency", "budget", "ref", "status"))))
def test_no_title_is_cut_while_a_less_useful_column_stands(title, available, keys) -> None:
    columns = item_columns(4, keys)
    known = {column.key: column.width for column in columns} | {"title": title}
    pages = column_pages(columns, available, known)
    shown = {span.column.key: span.width for span in pages[0]}
    assert shown["title"] >= min(title, 18)
    if shown["title"] < title:
        assert set(shown) <= {"status", "ref", "title", "left", "lead", "due"}
        assert shown.get("status", 1) == 1
    assert {span.column.key for page in pages for span in page} == {column.key for column in columns}


def test_a_wider_table_shows_no_less_of_a_title() -> None:
    for title in (24, 40, 60, 72):
        known = {column.key: column.width for column in item_columns()} | {"title": title}
        pages = [
            {span.column.key: span.width for span in column_pages(item_columns(), width, known)[0]}
            for width in range(60, 201)
        ]
        for narrow, wide in pairwise(pages):
            joined = {"lead", "due"} & (set(wide) - set(narrow))
            assert min(title, wide["title"]) >= (ENOUGH_CELLS if joined else min(title, narrow["title"]))


@given(TITLES, st.integers(1, 60), st.integers(5, 11), st.integers(8, 17), st.integers(79, 200))
def test_an_office_sees_who_when_and_how_late_at_80_cells_whatever_is_in_them(
    title, lead, due, left, available
) -> None:
    known = {column.key: column.width for column in item_columns()}
    known |= {"title": title, "lead": lead, "due": due, "left": left}
    shown = {span.column.key: span.width for span in column_pages(item_columns(), available, known)[0]}
    assert {"status", "ref", "title", "lead", "due", "left"} <= set(shown)
    assert shown["lead"] >= min(lead, 8)
    assert shown["title"] >= min(title, ENOUGH_CELLS)


def test_of_equal_columns_the_last_is_left_out_first() -> None:
    equal = tuple(Column(key, key, 10) for key in "abc")
    first, *_more = column_pages(equal, GUTTER + 21 + MORE_CELLS)
    assert [span.column.key for span in first] == ["a", "b"]


@given(hard_texts, st.integers(1, 30))
def test_the_sort_mark_is_always_seen(title, width) -> None:
    shown = fit_title(Column("key", title, width), width, "▲")
    assert cell_len(shown) == width
    assert "▲" in shown
