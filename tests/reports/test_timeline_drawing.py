"""The timeline as cells: days and cells agree, and every line is exactly as wide as it should be."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from test_board_drawing import row

from taskforce.model.vocabulary import Status
from taskforce.store.read.registers import DeadlineRow
from taskforce.store.read.timeline import Heading, TimelineRow
from taskforce.views.timeline import heading_line, item_line, milestone_line, name_width
from taskforce.views.timescale import ZOOMS, TimeScale, lower_line, upper_line, with_today

TODAY = date(2026, 11, 24)
MONDAY = date(2026, 11, 23)
DAYS = st.none() | st.dates(date(1900, 1, 1), date(2200, 12, 31)).map(date.isoformat)


@given(st.integers(0, len(ZOOMS) - 1), st.integers(8, 200), st.integers(-300, 300))
def test_the_first_day_of_a_cell_belongs_to_it(zoom: int, cells: int, cell: int) -> None:
    scale = TimeScale(MONDAY, zoom, cells)
    day = scale.day_of(cell)
    assert scale.cell_of(day) == cell
    assert scale.cell_of(day - timedelta(days=1)) == cell - 1
    assert scale.cell_of(scale.last) == cells - 1


@given(
    st.integers(0, len(ZOOMS) - 1), st.integers(16, 200), st.dates(date(1900, 1, 1), date(2200, 12, 31)),
    st.lists(st.tuples(st.sampled_from(["moved", "paged", "zoomed"]), st.integers(-5, 5))),
)  # fmt: skip
def test_scrolling_and_zooming_always_begin_on_a_monday(
    zoom: int, cells: int, day: date, steps: list[tuple[str, int]]
) -> None:
    scale = TimeScale(MONDAY, zoom, cells).showing(day)
    for name, by in steps:
        scale = getattr(scale, name)(by)
    assert scale.first.weekday() == 0
    assert scale.showing(TODAY).cell_of(TODAY) in range(cells)
    assert cell_len(upper_line(scale)) == cell_len(lower_line(scale)) == cells
    assert sum(cell_len(span.text) for span in with_today(lower_line(scale), scale, TODAY)) == cells


@given(
    st.text(st.characters(exclude_categories=["Cs"]), max_size=80),
    DAYS, DAYS, DAYS, DAYS, st.sampled_from(list(Status)), st.integers(0, 100),
    st.integers(0, len(ZOOMS) - 1), st.integers(8, 90),
    st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=40), max_size=2), st.integers(-5, 99),
)  # fmt: skip
def test_a_line_is_exactly_as_wide_as_it_should_be(
    title: str, start: str | None, due: str | None, first: str | None, deadline: str | None, status: str,
    progress: int, zoom: int, cells: int, words: list[str], behind: int,
) -> None:  # fmt: skip
    item = row(title, start=start, due=due, original_due=first or due, status=status, progress=progress)
    line = TimelineRow(item, ("7", "九"), ("12",), deadline)
    spans = item_line(line, TimeScale(MONDAY, zoom, cells), TODAY, 24, words=words, behind=behind)
    assert sum(cell_len(span.text) for span in spans) == 24 + 1 + cells


def text_of(line: TimelineRow, zoom: int = 0, cells: int = 28) -> str:
    """The cells of a line without its name."""
    spans = item_line(line, TimeScale(MONDAY, zoom, cells), TODAY, 20)
    return "".join(span.text for span in spans)[21:]


def test_a_bar_shows_progress_end_and_lateness() -> None:
    bar = TimelineRow(row("x", start="2026-11-25", due="2026-12-04", progress=50))
    assert text_of(bar) == " │█████░░░░◐".ljust(28)
    assert text_of(bar, zoom=1).startswith("██░◐")
    done = TimelineRow(row("x", start="2026-11-25", due="2026-11-27", status="done", progress=100))
    assert text_of(done).startswith(" │██✔")
    only_due = TimelineRow(row("x", due="2026-11-25", original_due="2026-11-27"))
    assert text_of(only_due).startswith(" │◐ •")
    outside = TimelineRow(row("x", due="2026-10-01"))
    assert text_of(outside).startswith("‹│")
    later = TimelineRow(row("x", start="2026-12-01", due="2027-10-01", progress=0))
    assert text_of(later).endswith("░›")
    assert text_of(TimelineRow(row("x"))).strip() == "│"


def test_deadlines_stand_at_their_days_with_their_names() -> None:
    def deadline(name: str, due: str) -> DeadlineRow:
        return DeadlineRow("id", "key", name, "other", due, None, None, 0, 0)

    scale = TimeScale(MONDAY, 0, 28)
    rows = [deadline("Rapat", "2026-11-26"), deadline("Buku 2", "2026-12-05"), deadline("Lama", "2026-01-01")]
    spans = milestone_line(rows, scale, TODAY)
    assert "".join(span.text for span in spans) == " │ ◆Rapat   ◆Buku 2         "
    heading = heading_line(Heading("Buku 2", "2026-12-05", 3), scale, TODAY, 20)
    assert "".join(span.text for span in heading) == "Buku 2 (3)            │          ◆".ljust(49)


@pytest.mark.parametrize(
    ("zoom", "upper", "lower"),
    [
        (0, "Novemb… December 2026", "23     30     7"),
        (1, "Dec 2026", "23  7   21  4   18  1   15"),
        (2, "2026 2027", " Dec Jan  Feb Mar Apr May"),
        (4, "2027", " Jan"),
    ],
)
def test_the_head_names_months_and_days(zoom: int, upper: str, lower: str) -> None:
    scale = TimeScale(MONDAY, zoom, 28)
    assert upper_line(scale).strip().startswith(upper)
    assert lower_line(scale).rstrip().startswith(lower)


def test_today_is_marked_even_where_a_label_stands() -> None:
    scale = TimeScale(MONDAY, 0, 20)
    assert [span.text for span in with_today(lower_line(scale), scale, TODAY)] == [" ", "▼", "     30     7     "]


def test_names_are_whole_where_the_bars_have_room_in_any_case() -> None:
    assert [name_width(width) for width in (60, 80, 120, 160, 200, 240)] == [21, 28, 42, 44, 66, 66]
