"""How often something comes again: words of either language, the RRULE that is kept, the days that follow."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from itertools import pairwise

import pytest
from dateutil.relativedelta import relativedelta
from hypothesis import given
from hypothesis import strategies as st

from taskforce.language import speaking
from taskforce.model.errors import InvalidValue
from taskforce.model.recurrence.rules import next_day, normal_rule, place_in_series
from taskforce.model.recurrence.words import parse_rule, rule_text

TODAY = date(2026, 11, 24)

MEANT = {
    "FREQ=DAILY": "harian | tiap hari | daily | every day",
    "FREQ=WEEKLY": "mingguan | tiap minggu | setiap pekan | weekly | every week | FREQ=WEEKLY;INTERVAL=1",
    "FREQ=WEEKLY;INTERVAL=2": "every 2 weeks | tiap 2 minggu | dua minggu sekali | every other week | dwimingguan",
    "FREQ=MONTHLY": "bulanan | tiap bulan | sebulan sekali | monthly | every month | rrule:freq=monthly",
    "FREQ=MONTHLY;INTERVAL=3": "triwulanan | tiap triwulan | quarterly | every 3 months | 3 bulan sekali",
    "FREQ=MONTHLY;INTERVAL=6": "semesteran | tiap semester | tiap 6 bulan",
    "FREQ=YEARLY": "tahunan | tiap tahun | yearly | annually",
    "FREQ=MONTHLY;BYMONTHDAY=-1": "akhir bulan | tiap akhir bulan | end of month"
    " | every end of the month | tanggal 31",
    "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=-1": "akhir tahun | end of year",
    "FREQ=WEEKLY;BYDAY=FR": "tiap jumat | jumat | every friday | tiap hari jumat"
    " | fridays | setiap Jum'at | tiap-jumat",
    "FREQ=WEEKLY;BYDAY=SU": "tiap hari minggu | every sunday",
    "FREQ=WEEKLY;BYDAY=MO,TH": "senin dan kamis | every monday and thursday | Kamis & Senin",
    "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR": "tiap hari kerja | every workday | weekdays",
    "FREQ=WEEKLY;INTERVAL=2;BYDAY=FR": "tiap 2 minggu hari jumat | every 2 weeks on friday",
    "FREQ=MONTHLY;BYMONTHDAY=5": "tanggal 5 | tiap tanggal 5 | tiap bulan tanggal 5"
    " | every 5th | monthly on the 5th",
    "FREQ=MONTHLY;BYMONTHDAY=28,29,30;BYSETPOS=-1": "tanggal 30 | the 30th",
    "FREQ=MONTHLY;BYDAY=1FR": "jumat pertama | first friday of the month | tiap jumat pertama bulan",
    "FREQ=MONTHLY;BYDAY=-1FR": "jumat terakhir | last friday",
    "FREQ=YEARLY;BYMONTH=8;BYMONTHDAY=17": "17 agustus | every august 17",
    "FREQ=MONTHLY;COUNT=12": "bulanan 12 kali | monthly, 12 times | FREQ=MONTHLY;COUNT=12",
    "FREQ=WEEKLY;UNTIL=20261231": "mingguan sampai 31/12/2026 | weekly until 2026-12-31",
}
"""Rules, and ways to say them."""


@pytest.mark.parametrize(
    ("words", "rule"), [(words, rule) for rule, line in MEANT.items() for words in line.split(" | ")]
)
def test_words_of_both_languages_mean_a_rule(words: str, rule: str) -> None:
    assert parse_rule(words, TODAY) == rule


@pytest.mark.parametrize(
    "words",
    [
        *("kadang", "every", "tiap 0 minggu", "tanggal 32", "bulanan bulanan", "FREQ=HOURLY", "freq="),
        *("FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30", "FREQ=DAILY;FREQ=WEEKLY", "FREQ=MONTHLY;COUNT=2;UNTIL=20270101"),
        "FREQ=MONTHLY;UNTIL=20261399",
    ],
)
def test_what_is_no_rule_is_refused_in_a_sentence(words: str) -> None:
    with pytest.raises(InvalidValue, match="RRULE"):
        parse_rule(words, TODAY)


RULES = st.sampled_from([rule for rule in MEANT if "UNTIL" not in rule and "COUNT" not in rule])


@given(RULES, st.sampled_from(["id", "en"]), st.sampled_from(["", ";COUNT=3", ";UNTIL=20270331"]))
def test_what_is_written_in_words_is_read_back(rule: str, language: str, end: str) -> None:
    with speaking(language):
        words = rule_text(rule + end)
    assert "FREQ" not in words
    assert parse_rule(words, TODAY) == rule + end


def days(rule: str, first: date, count: int) -> list[date]:
    """The due days of a series, each counted from the one before."""
    found, series = [first], place_in_series(rule, first, None)
    while len(found) <= count:
        following = next_day(rule, found[-1], series)
        if following is None:
            break
        series = place_in_series(rule, found[-1], series)
        series["number"] += 1
        found.append(following)
    return found


FIRST = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@given(FIRST, st.integers(1, 12))
def test_months_keep_the_day_or_take_the_last_one(first: date, interval: int) -> None:
    """An independent calculation: so many months from the first day, not from the one before."""
    rule = normal_rule(f"FREQ=MONTHLY;INTERVAL={interval}")
    assert days(rule, first, 15) == [first + relativedelta(months=interval * number) for number in range(16)]


@given(FIRST)
def test_years_keep_the_day_or_take_the_last_one(first: date) -> None:
    assert days("FREQ=YEARLY", first, 9) == [first + relativedelta(years=number) for number in range(10)]


@given(RULES, FIRST)
def test_days_go_on_and_fit_the_rule(rule: str, first: date) -> None:
    found = days(rule, first, 6)
    assert len(found) == 7
    assert all(one < other for one, other in pairwise(found))
    for day in found[1:]:
        last = monthrange(day.year, day.month)[1]
        if "BYMONTHDAY=-1" in rule:
            assert day.day == last
        if "BYDAY=FR" in rule:
            assert day.weekday() == 4
        if "BYSETPOS" in rule:
            assert day.day == min(30, last)


def test_a_series_that_was_moved_counts_from_where_it_is() -> None:
    assert days("FREQ=MONTHLY", date(2026, 1, 31), 3)[1:] == [
        date(2026, 2, 28),
        date(2026, 3, 31),
        date(2026, 4, 30),
    ]
    moved = date(2026, 3, 2)  # it should have been 28 February
    assert next_day("FREQ=MONTHLY", moved, {"number": 2, "day": 31, "rule": "FREQ=MONTHLY"}) == date(2026, 4, 2)
    assert next_day("FREQ=WEEKLY;INTERVAL=2", moved) == moved + timedelta(weeks=2)


def test_a_rule_ends() -> None:
    assert len(days("FREQ=MONTHLY;COUNT=3", date(2026, 1, 31), 9)) == 3
    assert days("FREQ=WEEKLY;UNTIL=20260115", date(2026, 1, 1), 9)[-1] == date(2026, 1, 15)
