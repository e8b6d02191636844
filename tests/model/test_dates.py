"""Reading and writing days."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.language import current_language, set_language
from taskforce.model import dates
from taskforce.model.dates import (
    format_date,
    iso_week,
    parse_date,
    parse_past_date,
    past_month,
    week_bounds,
    week_of,
    weekday_contradiction,
)
from taskforce.model.errors import InvalidValue

TODAY = date(2026, 11, 18)  # a Wednesday
DAYS = st.dates(date(1900, 1, 1), date(2200, 12, 31))


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = current_language()
    set_language("en")
    yield
    set_language(before)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-05", "2026-12-05"),
        ("2026/12/5", "2026-12-05"),
        ("5/12/2026", "2026-12-05"),
        ("05-12-2026", "2026-12-05"),
        ("5.12.2026", "2026-12-05"),
        ("5 / 12 / 26", "2026-12-05"),
        ("5/12/2026 0:00", "2026-12-05"),
        ("2026-12-05 00:00:00", "2026-12-05"),
        ("2026-12-05T00:00:00.000", "2026-12-05"),
        ("5 des 2026", "2026-12-05"),
        ("5 Desember 2026", "2026-12-05"),
        ("5-Des-26", "2026-12-05"),
        ("5des2026", "2026-12-05"),
        ("5 Dec 2026", "2026-12-05"),
        ("Dec 5, 2026", "2026-12-05"),
        ("Desember 5 2026", "2026-12-05"),
        ("5th December 2026", "2026-12-05"),
        ("5 Desember", "2026-12-05"),
        ("5 des.", "2026-12-05"),
        ("Rabu, 2 Oktober 2019", "2019-10-02"),
        ("hari Rabu tanggal 2 Oktober 2019", "2019-10-02"),
        ("Wed 2/10/2019", "2019-10-02"),
        ("Jum'at, 4 Okt. 2019", "2019-10-04"),
        ("tgl. 2 Okt 2019", "2019-10-02"),
        ("2 Okt 2019", "2019-10-02"),
        ("31 Agt 2020", "2020-08-31"),
        ("30 Nopember 2020", "2020-11-30"),
        ("\u00a0５／１２／２０２６ ", "2026-12-05"),
        ("29/02/2028", "2028-02-29"),
        ("hari ini", "2026-11-18"),
        ("TODAY", "2026-11-18"),
        ("besok", "2026-11-19"),
        ("lusa", "2026-11-20"),
        ("kemarin", "2026-11-17"),
        ("jumat", "2026-11-20"),
        ("Jum`at", "2026-11-20"),
        ("jum’at", "2026-11-20"),
        ("rabu", "2026-11-25"),
        ("wednesday", "2026-11-25"),
        ("minggu", "2026-11-22"),
        ("Ahad", "2026-11-22"),
        ("sun", "2026-11-22"),
        ("minggu  depan", "2026-11-23"),
        ("next week", "2026-11-23"),
        ("jumat minggu depan", "2026-11-27"),
        ("Senin pekan depan", "2026-11-23"),
        ("friday next week", "2026-11-27"),
        ("akhir minggu", "2026-11-22"),
        ("end of next week", "2026-11-29"),
        ("5/12", "2026-12-05"),
        ("5/3", "2027-03-05"),
        ("bulan depan", "2026-12-01"),
        ("akhir bulan", "2026-11-30"),
        ("end of month", "2026-11-30"),
        ("akhir bulan depan", "2026-12-31"),
        ("akhir tahun", "2026-12-31"),
        ("+10", "2026-11-28"),
        ("+10d", "2026-11-28"),
        ("+ 10 hari", "2026-11-28"),
        ("-3", "2026-11-15"),
        ("−3", "2026-11-15"),
        ("+0", "2026-11-18"),
        ("+2w", "2026-12-02"),
        ("+2 minggu", "2026-12-02"),
        ("+2m", "2027-01-18"),
        ("+1y", "2027-11-18"),
        ("+5wd", "2026-11-25"),
        ("+5 hari kerja", "2026-11-25"),
        ("-3wd", "2026-11-13"),
        ("10 hari lagi", "2026-11-28"),
        ("in 2 weeks", "2026-12-02"),
    ],
)
def test_days_that_people_write(text: str, day: str) -> None:
    assert parse_date(text, TODAY).isoformat() == day
    if text[0].isalnum() and not re.search("[0-9][ ,./:]+[0-9]", text):
        joined = "-".join(text.replace(",", "").replace(".", "").split())
        assert parse_date(joined, TODAY).isoformat() == day


@pytest.mark.parametrize(
    "text", ["5-12", "2026-12", "1-5 des", "akhir-bulan-5", "2026-W47", "jumat-senin", "akhir--bulan"]
)
def test_a_hyphen_that_joins_no_words_stays_one(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_date(text, TODAY)


def test_a_refusal_repeats_the_hyphens_and_a_wrong_weekday_behind_them_is_seen() -> None:
    with pytest.raises(InvalidValue, match="“jumat-depan” can be 20 November 2026 or 27 November 2026"):
        parse_date("jumat-depan", TODAY)
    assert weekday_contradiction("senin-2-oktober-2019", date(2019, 10, 2)) is not None


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("31/02/2026", "February 2026 has 28 days"),
        ("29 feb 2100", "February 2100 has 28 days"),
        ("31 Nov", "November 2026 has 30 days"),
        ("31/11", "November 2026 has 30 days"),
        ("5/13", "no month 13"),
        ("13/25/2026", "no month 25"),
        ("2026-13-05", "no month 13"),
        ("0/12/2026", "counted from 1"),
        ("5/0/2026", "no month 0"),
        ("5/12/1826", "1900 to 2200"),
        ("5/12/2201", "1900 to 2200"),
        ("+99999w", "1900 to 2200"),
        ("+2500m", "1900 to 2200"),
        ("Desember 2026", "is a month"),
        ("minggu ini", "is not one day: say which"),
        ("", "is empty"),
        ("  ", "is empty"),
        *[
            (text, "is not a date")
            for text in (
                "5-12", "5-12/2026", "5 12 2026", "20261205", "2026", "12", "Dec 26", "5/12/026", "5/12/20266",
                "Rapat 5/6", "5/6 rapat", "segera", "5 foo 2026",
                "2026-12-05 09:00", "1.97512E+17", "rabu +5", "5²/12/2026", "٥/١٢/٢٠٢٦", "+5x", "+", "++5", "46,5",
                "5 Des 2026 2027", "[5/12/2026]", "senin selasa", "-", "x" * 100_000, "+999999",
            )
        ],
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_its_reason(text: str, reason: str) -> None:
    with pytest.raises(InvalidValue, match=reason) as refused:
        parse_date(text, TODAY)
    assert len(str(refused.value)) < 250


@given(DAYS, st.sampled_from(["id", "en"]), st.sampled_from(["iso", "short", "long", "full", "slash"]), DAYS)
def test_every_written_day_is_read_back(day: date, language: str, style: dates.DateStyle, today: date) -> None:
    written = format_date(day, language, style)
    assert parse_date(written, today) == day
    assert parse_date(f" {written.upper()}\u00a0", today) == day
    assert weekday_contradiction(written, day) is None


@given(st.text() | st.text(st.sampled_from("0123456789/-.+ wdmdesjan,")))
def test_a_text_is_a_day_or_refused_in_one_sentence(text: str) -> None:
    try:
        day = parse_date(text, TODAY)
    except InvalidValue as refused:
        assert "\n" not in str(refused) and str(refused)
    else:
        assert 1900 <= day.year <= 2200
        assert any(character.isalnum() for character in text)


@given(st.dates(date(1900, 1, 1), date(2200, 12, 24)), st.sampled_from(range(7)), st.sampled_from(["id", "en"]))
def test_a_weekday_is_the_coming_one_and_never_today(today: date, weekday: int, language: str) -> None:
    name = dates.weekday_name(date(2026, 11, 16) + timedelta(days=weekday), language)
    found = parse_date(name, today)
    assert found.weekday() == weekday
    assert today < found <= today + timedelta(days=7)


@given(st.dates(date(1901, 1, 1), date(2199, 1, 1)), st.dates(date(2023, 1, 1), date(2023, 12, 31)))
def test_a_day_without_a_year_is_near(today: date, other: date) -> None:
    found = parse_date(f"{other.day} {dates.month_name(other.month)}", today)
    assert (found.day, found.month) == (other.day, other.month)
    assert today - timedelta(days=185) <= found <= today + timedelta(days=366)


def test_a_day_without_a_year_turns_to_next_year_after_six_months() -> None:
    assert parse_date("18 Mei", TODAY) == date(2026, 5, 18)
    assert parse_date("17 Mei", TODAY) == date(2027, 5, 17)


def test_working_days_follow_the_calendar_of_the_office() -> None:
    holidays = {date(2026, 11, 19), date(2026, 11, 20)}
    assert parse_date("+1wd", TODAY, lambda day: day not in holidays) == date(2026, 11, 21)
    with pytest.raises(InvalidValue, match="1900 to 2200"):
        parse_date("+1wd", TODAY, lambda _day: False)


def test_months_end_where_they_are_shorter() -> None:
    assert parse_date("+1m", date(2026, 1, 31)) == date(2026, 2, 28)
    assert parse_date("+1y", date(2028, 2, 29)) == date(2029, 2, 28)
    assert parse_date("bulan depan", date(2026, 12, 31)) == date(2027, 1, 1)


def test_a_wrong_weekday_is_said() -> None:
    typed = "Rabu, 2 September 2019"
    day = parse_date(typed, TODAY)
    assert day == date(2019, 9, 2)
    sentence = weekday_contradiction(typed, day)
    assert sentence is not None and "Wednesday" in sentence and "2 September 2019 is a Monday" in sentence
    assert weekday_contradiction("Rabu, 2 Oktober 2019", date(2019, 10, 2)) is None
    assert weekday_contradiction("2 September 2019", day) is None
    assert weekday_contradiction("minggu depan", date(2026, 11, 23)) is None


def test_written_days_in_each_language() -> None:
    day = date(2019, 10, 2)
    assert format_date(day, "id", "full") == "Rabu, 2 Oktober 2019"
    assert format_date(day, "en", "full") == "Wednesday, 2 October 2019"
    assert format_date(day, "id", "short") == "2 Okt 2019"
    assert format_date(day, "id", "slash") == "02/10/2019"
    assert format_date(day) == "2 October 2019"
    assert dates.month_name(5, "id", short=True) == "Mei"
    assert dates.weekday_name(day, "id", short=True) == "Rab"


def test_weeks_by_name() -> None:
    assert iso_week("2026-W47") == (date(2026, 11, 16), date(2026, 11, 22)) == iso_week(" 2026w47 ")
    assert iso_week("2020-W53") == (date(2020, 12, 28), date(2021, 1, 3))
    assert week_of(date(2021, 1, 1)) == "2020-W53"


@given(st.dates(date(1900, 1, 1), date(2200, 12, 28)))
def test_a_week_holds_its_days(day: date) -> None:
    monday, sunday = iso_week(week_of(day))
    assert (monday, sunday) == week_bounds(day)
    assert monday <= day <= sunday and monday.weekday() == 0 and sunday.weekday() == 6


@pytest.mark.parametrize("text", ["2026-W54", "2025-W53", "2026-W0", "2026-47", "W47", "1899-W10", "9999-W52", ""])
def test_weeks_that_do_not_exist(text: str) -> None:
    with pytest.raises(InvalidValue):
        iso_week(text)


@pytest.mark.parametrize("text", ["jumat depan", "next friday", "Jum'at depan"])
def test_a_weekday_of_next_week_may_mean_two_days_and_is_not_guessed(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"can be 20 November 2026 or 27 November 2026: write .* or 27/11/2026"):
        parse_date(text, TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("jumat", date(2026, 11, 20)),
        ("tuesday", date(2026, 11, 24)),  # today itself
        ("20 des", date(2025, 12, 20)),
        ("tanggal 24 nov", date(2026, 11, 24)),
        ("kemarin", date(2026, 11, 23)),
        ("5/12/2026", date(2026, 12, 5)),  # whoever writes the year means it
    ],
)
def test_a_day_of_what_has_been_lies_behind_us(text: str, day: date) -> None:
    assert parse_past_date(text, date(2026, 11, 24)) == day


def test_a_month_of_what_has_been() -> None:
    today = date(2026, 11, 24)
    assert past_month("november", today) == (date(2026, 11, 1), date(2026, 11, 30))
    assert past_month("Des", today) == (date(2025, 12, 1), date(2025, 12, 31))
    assert past_month("feb 2028", today) == (date(2028, 2, 1), date(2028, 2, 29))
    assert past_month("rapat", today) is None
