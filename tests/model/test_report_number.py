"""Numbers of issued reports by the office's pattern."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.model.errors import InvalidValue
from taskforce.model.report_number import PATTERN, check_pattern, next_number

DAY = date(2026, 11, 24)
MONDAY = date(2026, 12, 28)


@pytest.mark.parametrize(
    ("pattern", "taken", "number"),
    [
        (None, (), "001/LAP-SC/XI/2026"),
        (None, ("001/LAP-SC/X/2026", "019/lap-sc/xi/2026", "7"), "020/LAP-SC/XI/2026"),
        ("{seq}", ("9", "10", "x11"), "11"),
        ("{seq:04}-{year}.{month:2}-W{week}-TW{quarter}", (), "0001-2026.11-W53-TW4"),
        ("S.(a)+{seq}", ("S.(a)+3", "Sx(a)+9"), "S.(a)+4"),
        ("{year}{seq}", ("20261",), "20262"),
    ],
)
def test_the_next_number(pattern: str | None, taken: tuple[str, ...], number: str) -> None:
    assert next_number(pattern, DAY, MONDAY, taken) == number


@pytest.mark.parametrize(
    "pattern", ["{seq!r}", "{seq.__class__}", "{0}{seq}", "{seq:>9}", "{seq", "seq}", "{}{seq}", "x"]
)
def test_a_pattern_that_cannot_be_is_refused(pattern: str) -> None:
    with pytest.raises(InvalidValue, match="number pattern"):
        check_pattern(pattern)


@given(st.lists(st.integers(1, 500), max_size=8))
def test_a_number_is_never_given_twice(used: list[int]) -> None:
    taken = [f"{number:03}/LAP-SC/XI/2026" for number in used]
    for _time in range(3):
        taken.append(next_number(PATTERN, DAY, MONDAY, taken))
    assert len(set(taken)) == len(set(used)) + 3
