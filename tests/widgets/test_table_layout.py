"""Columns and texts measured in cells, for any width and any text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from taskforce.widgets.table.layout import GAP, GUTTER, Column, column_spans, fit_title

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
        key=st.just("key"),
        title=hard_texts,
        width=st.integers(1, 40),
        min_width=st.integers(1, 40),
        flexible=st.integers(0, 4),
        priority=st.integers(0, 5),
    ),
    max_size=8,
).map(tuple)


@given(columns, st.integers(0, 200))
def test_columns_never_overlap_nor_leave_the_table(these, available) -> None:
    spans = column_spans(these, available)
    assert bool(spans) == (bool(these) and available > GUTTER)
    edge = GUTTER
    for span in spans:
        assert span.left == edge
        assert span.width >= 1
        edge = span.left + span.width + GAP
    assert edge - GAP <= available or not spans
    if len(spans) > 1:
        assert all(span.width >= span.column.least_width for span in spans)
    if any(span.column.flexible for span in spans):
        assert edge - GAP == available  # a flexible column leaves nothing unused
    if spans:
        least_kept = min(span.column.priority for span in spans)
        kept = {span.position for span in spans}
        assert all(these[place].priority <= least_kept for place in range(len(these)) if place not in kept)


@given(columns, st.integers(0, 200))
def test_no_column_is_left_out_that_would_have_fitted(these, available) -> None:
    spans = column_spans(these, available)
    needed = GUTTER + sum(column.least_width for column in these) + GAP * (len(these) - 1)
    if these and needed <= available:
        assert len(spans) == len(these)


def test_of_equal_columns_the_last_is_left_out_first() -> None:
    equal = tuple(Column(key, key, 10) for key in "abc")
    assert [span.column.key for span in column_spans(equal, GUTTER + 21)] == ["a", "b"]


def test_flexible_columns_share_by_weight_from_their_width() -> None:
    spans = column_spans(
        (Column("a", "A", 10), Column("b", "B", 10, 5, flexible=3), Column("c", "C", 10, 8, flexible=1)),
        GUTTER + 10 + 1 + 10 + 1 + 10 + 8,
    )
    assert [span.width for span in spans] == [10, 16, 12]
    spans = column_spans([span.column for span in spans], GUTTER + 10 + 1 + 6 + 1 + 8)
    assert [span.width for span in spans] == [10, 6, 8]  # c gives no more than it can


@given(hard_texts, st.integers(1, 30))
def test_the_sort_mark_is_always_seen(title, width) -> None:
    shown = fit_title(Column("key", title, width), width, "▲")
    assert cell_len(shown) == width
    assert "▲" in shown
