"""The board as cells: every line is as wide as it should be, and no text is cut without a sign."""

from __future__ import annotations

from array import array
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from taskforce.model.vocabulary import Status
from taskforce.store.read.day_views import BoardColumn
from taskforce.store.read.items import ItemRow
from taskforce.views.board import BoardFrame, BoardLook, card_lines, draw_board

TODAY = date(2026, 11, 24)


def row(title: str, **values: object) -> ItemRow:
    """An item as the store reads it."""
    fields: dict[str, object] = dict.fromkeys(ItemRow._fields)
    fields |= {
        "seq": 1,
        "ref": "12",
        "title": title,
        "status": "in_progress",
        "priority": "high",
        "progress": 10,
        "gone": "",
    }
    return ItemRow(**(fields | values))  # type: ignore[arg-type]


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    st.integers(17, 60),
    st.sampled_from(list(Status)),
    st.sampled_from([None, "2026-11-01", "2026-11-24", "2026-11-25", "2027-03-01"]),
)
def test_a_card_is_exactly_as_wide_as_its_column(title: str, width: int, status: str, due: str | None) -> None:
    lines = card_lines(row(title, status=status, due=due, done_on=due, lead="galuh"), TODAY, width)
    assert [sum(cell_len(span.text) for span in line) for line in lines] == [width] * 3


def test_a_card_says_what_matters_and_cuts_with_a_sign() -> None:
    late = row("Susun draf Buku 2 bersama seluruh perangkat daerah", due="2026-11-12", lead="galuh")
    lines = ["".join(span.text for span in line) for line in card_lines(late, TODAY, 18)]
    assert lines == ["12 Susun draf Buku", "2 bersama seluruh…", "! galuh  ▲ 12 days"]


@pytest.mark.parametrize("width", [40, 59, 60, 80, 119, 120, 200])
@pytest.mark.parametrize("height", [6, 20, 37])
def test_the_board_fills_its_frame_and_says_what_is_hidden(width: int, height: int) -> None:
    columns = [
        BoardColumn(str(status), 2, array("q", range(number * 10, number * 10 + 9)))
        for number, status in enumerate(Status)
    ]
    cards = {number: row(f"Kegiatan {number}") for column in columns for number in column.numbers}
    frame = BoardFrame(width, height, len(columns))
    lines = draw_board(frame, columns, cards, BoardLook(cursor=(0, 0)), TODAY)
    assert len(lines) == height
    assert {sum(cell_len(span.text) for span in line) for line in lines} == {width}
    hidden = len(columns) - frame.shown
    assert ("".join(span.text for span in lines[0]).endswith(f"{hidden}›")) == bool(hidden)
    if frame.cards < 9:
        assert f"↓ {9 - frame.cards} more" in "".join(span.text for span in lines[-1])


@pytest.mark.parametrize("width", range(40, 130, 7))
def test_every_cell_belongs_to_the_column_that_is_drawn_there(width: int) -> None:
    frame = BoardFrame(width, 24)
    for number, (left, cells) in enumerate(frame.spans()):
        assert frame.column_at(left) == frame.column_at(left + cells - 1) == number
    assert frame.card_at(1) is None
    assert frame.card_at(2) == 0
    assert frame.card_at(6) == 1
    assert frame.card_at(23) is None
