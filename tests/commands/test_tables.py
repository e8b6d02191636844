"""Tables in a terminal: no line is longer than it is wide, and what is left out is said."""

from __future__ import annotations

import contextlib
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.commands import printing
from taskforce.model.width import cell_width

TITLES = ("Ref", "Title", "Due", "Lead")
CELLS = st.text(st.sampled_from("abé日 –"), max_size=40).map(str.strip)
ROWS = st.lists(st.tuples(st.sampled_from(("1", "farid-12")), CELLS, st.just("12 Dec 2026"), CELLS), max_size=4)


def lines(width: int, rows: Sequence[Sequence[str]], goes: Sequence[int] | None = None) -> list[str]:
    """Return what is printed in a terminal of that width."""
    said = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(said):
        patch.setattr(printing, "is_terminal", lambda _stream: True)
        patch.setattr(printing, "terminal_width", lambda: width)
        printing.print_table(TITLES, rows, flexible=1, goes=goes)
    return said.getvalue().splitlines()


@given(rows=ROWS, width=st.integers(12, 120))
def test_no_line_is_longer_and_a_day_is_whole_or_its_column_is_named(
    rows: Sequence[tuple[str, ...]], width: int
) -> None:
    printed = lines(width, rows)
    assert all(cell_width(line) <= width for line in printed)
    table, left_out = printed[: len(rows) + 1], " ".join(printed[len(rows) + 1 :])
    for column, title in enumerate(TITLES):
        if width > 40:  # below even what can go is not enough, and all that is left is cut
            assert (title in table[0]) is (title not in left_out)
        if column == 2 and title in table[0]:
            assert all("12 Dec 2026" in line for line in table[1:])


def test_columns_go_before_the_one_that_gives_way_is_cut_short() -> None:
    rows = [("1", "Susun draf Buku 2 dan matriks", "12 Dec 2026", "Bappelitbang")]
    assert lines(70, rows)[1] == "1    Susun draf Buku 2 dan matriks  12 Dec 2026  Bappelitbang"
    assert lines(60, rows)[1] == "1    Susun draf Buku 2 dan matri…  12 Dec 2026  Bappelitbang"
    assert lines(50, rows)[1:] == [
        "1    Susun draf Buku 2 dan matriks  12 Dec 2026",
        "No room at this width for: Lead.",
    ]
    assert lines(50, rows, goes=(2, 3))[1:] == [
        "1    Susun draf Buku 2 dan matriks  Bappelitbang",
        "No room at this width for: Due.",
    ]
    assert lines(12, rows)[1:] == ["1    Susun…", "No room at", "this width", "for: Due,", "Lead."]
