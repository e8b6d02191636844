"""Days and spans of days, as sheets write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.model.errors import InvalidValue
from taskforce.model.periods import order_proof, parse_period, serial_day, year_of_title

SPANS = {
    "12-14 Maret 2026": ("2026-03-12", "2026-03-14"),
    "12-14/03/2026": ("2026-03-12", "2026-03-14"),
    "12 s.d. 14 Maret 2026": ("2026-03-12", "2026-03-14"),
    "28 Februari - 3 Maret 2026": ("2026-02-28", "2026-03-03"),
    "2026-03-01 - 2026-03-05": ("2026-03-01", "2026-03-05"),
    "December 7, 2026 → December 9, 2026": ("2026-12-07", "2026-12-09"),
    "Januari s.d. Maret 2026": ("2026-01-01", "2026-03-31"),
    "Jan-Mar 2026": ("2026-01-01", "2026-03-31"),
    "Desember 2025 s/d Januari 2026": ("2025-12-01", "2026-01-31"),
    "TW I s.d. III 2026": ("2026-01-01", "2026-09-30"),
    "TW II 2026": ("2026-04-01", "2026-06-30"),
    "TW.II/2026": ("2026-04-01", "2026-06-30"),
    "Triwulan 3 Tahun 2026": ("2026-07-01", "2026-09-30"),
    "Q3 2026": ("2026-07-01", "2026-09-30"),
    "Semester I 2026": ("2026-01-01", "2026-06-30"),
    "Minggu II Maret 2026": ("2026-03-08", "2026-03-14"),
    "Minggu ke-5 Februari 2028": ("2028-02-29", "2028-02-29"),
    "Maret 2026": ("2026-03-01", "2026-03-31"),
    "03/2026": ("2026-03-01", "2026-03-31"),
    "Tahun 2026": ("2026-01-01", "2026-12-31"),
}
DAYS = {
    "Akhir Maret 2026": "2026-03-31",
    "akhir tahun 2026": "2026-12-31",
    "paling lambat 5 Maret 2026": "2026-03-05",
    "s.d. 31 Desember 2026": "2026-12-31",
    "30/Oct/26 12:00 AM": "2026-10-30",
    "2026-10-09T08:00:00.000Z": "2026-10-09",
    "2026-10-09 23:30 +0800": "2026-10-09",
    "Senin, 2 Maret 2026 09.00 WITA": "2026-03-02",
    "Minggu, 1 Maret 2026": "2026-03-01",
    "Minggu 1 Maret 2026": "2026-03-01",
    "5-Mar 2026": "2026-03-05",
    "December 5, 2026": "2026-12-05",
}


@pytest.mark.parametrize("text", SPANS)
def test_a_span_has_a_first_and_a_last_day(text: str) -> None:
    period = parse_period(text)
    assert (period.first.isoformat(), period.last.isoformat()) == SPANS[text]
    assert period.warning is None


@pytest.mark.parametrize("text", DAYS)
def test_a_day_is_that_day_whatever_stands_around_it(text: str) -> None:
    period = parse_period(text)
    assert period.first == period.last == date.fromisoformat(DAYS[text])


REFUSED = (
    *("segera", "besok", "5 Desember", "Maret", "TW II", "31/02/2026", "12/31/2026", "Minggu 2 Maret 2026"),
    *("Mar-26", "14-12 Maret 2026", "rutin", "Minggu VI Maret 2026", "TW V 2026", "2 - 3", "TBD", "akhir"),
)


@pytest.mark.parametrize("text", REFUSED)
def test_what_has_no_one_reading_is_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_period(text)


def test_the_year_may_come_from_a_title() -> None:
    assert year_of_title("RENCANA AKSI SMART CITY TAHUN 2026") == 2026
    assert year_of_title("Keadaan 24 November 2026") is None, "the year of a day is not that of the plan"
    assert year_of_title("Rencana 2025 dan 2026") is None
    assert parse_period("TW II", year=2026).last == date(2026, 6, 30)
    assert parse_period("5 Desember", year=2026).last == date(2026, 12, 5)
    assert parse_period("12-14 Maret", year=2026).first == date(2026, 3, 12)


@given(st.dates(date(2000, 1, 1), date(2099, 12, 31)))
def test_the_order_of_a_column_decides_its_dates(day: date) -> None:
    assert parse_period(day.strftime("%d/%m/%Y")).last == day
    assert parse_period(day.strftime("%m/%d/%Y"), order="mdy").last == day
    proof = order_proof(day.strftime("%d/%m/%Y"))
    assert proof is not None and proof.day_first == (day.day > 12) and not proof.month_first


def test_a_number_that_lost_its_format_is_a_day() -> None:
    assert serial_day(46357) == date(2026, 12, 1)
    assert serial_day(12) is None
