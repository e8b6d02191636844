"""The calendar as cells: lines of the right width, a place for every day, and what is hidden is counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from taskforce.store.read.day_views import DEADLINE, ITEM, Entry
from taskforce.store.workdays import DayOff
from taskforce.views.calendar import CalendarLook, Drawing, draw_month, draw_week, month_days

TODAY = date(2026, 11, 24)
DAYS = st.dates(date(1901, 1, 1), date(2199, 12, 1))


def entries(count: int, title: str = "Kegiatan") -> list[Entry]:
    """So many entries of one day."""
    items = [Entry(ITEM, str(number), str(number), title, "in_progress", "galuh") for number in range(count)]
    return [Entry(DEADLINE, "d", "buku", title), *items][:count]


def widths(drawing: Drawing) -> set[int]:
    """The widths of all lines."""
    return {sum(cell_len(span.text) for span in line) for line in drawing.lines}


@given(DAYS)
def test_a_month_shows_whole_weeks_with_all_its_days(day: date) -> None:
    first, last = month_days(day)
    assert (first.weekday(), last.weekday()) == (0, 6)
    assert first <= day.replace(day=1)
    assert first > day.replace(day=1) - timedelta(days=7)
    assert (last - first).days + 1 in (28, 35, 42)
    assert last >= day


@given(
    DAYS,
    st.text(st.characters(exclude_categories=["Cs"]), max_size=60),
    st.integers(0, 9),
    st.integers(58, 170),
    st.integers(8, 60),
)
def test_every_line_is_as_wide_as_the_screen_and_every_day_can_be_pointed_at(
    day: date, title: str, count: int, width: int, height: int
) -> None:
    look = CalendarLook({day: entries(count, title)}, {day: DayOff(title)}, TODAY, day, max(0, count - 1))
    month = draw_month(day, look, width, height)
    assert widths(month) == {width}
    assert len(month.lines) <= height
    assert {spot.day for spot in month.spots} >= {day.replace(day=number) for number in range(1, 29)}
    week = draw_week(day - timedelta(days=day.weekday()), look, width, height)
    assert widths(week) == {width}
    assert len(week.lines) <= height
    assert any(spot.day == day for spot in week.spots)


@pytest.mark.parametrize("height", [13, 20, 37])
def test_what_has_no_room_is_counted_and_the_cursor_is_always_seen(height: int) -> None:
    day = date(2026, 11, 12)
    for entry in range(9):
        look = CalendarLook({day: entries(9)}, {}, TODAY, day, entry)
        drawing = draw_month(day, look, 120, height)
        text = "\n".join("".join(span.text for span in line) for line in drawing.lines)
        shown = [spot.entry for spot in drawing.spots if spot.day == day and spot.entry is not None]
        assert entry in shown
        assert f"+{9 - len(shown)}" in text
        assert text.count("›") == 1


def test_a_week_shares_its_lines_and_says_what_is_left_out() -> None:
    monday = date(2026, 11, 23)
    days = {monday: entries(30), monday + timedelta(days=2): entries(2)}
    drawing = draw_week(monday, CalendarLook(days, {}, TODAY, monday, 29), 80, 19)
    text = "\n".join("".join(span.text for span in line) for line in drawing.lines)
    assert len(drawing.lines) == 19
    assert "20 more" in text
    assert "› ▲ 28 Kegiatan" in text
    assert text.count("Kegiatan") == 12


def test_marks_say_what_an_entry_is() -> None:
    day = date(2026, 11, 23)
    found = [
        Entry("meeting", "m", "12", "Rapat"),
        Entry(DEADLINE, "d", "b", "Buku 1", "done"),
        Entry(ITEM, "1", "1", "Lewat", "in_progress"),
        Entry(ITEM, "2", "2", "Sudah", "done"),
    ]
    drawing = draw_week(day, CalendarLook({day: found}, {day: DayOff("Libur")}, TODAY), 70, 20)
    text = ["".join(span.text for span in line).rstrip() for line in drawing.lines[:5]]
    assert text[0] == " Monday 23 Nov * Libur"
    assert text[1].startswith("  ● Rapat")
    assert text[2].startswith("  ✔ Buku 1")
    assert text[3].startswith("  ▲ 1 Lewat")
    assert text[4].startswith("  ✔ 2 Sudah")
