"""Reading and writing amounts, percentages and numbers."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.model.errors import InvalidValue
from taskforce.model.numbers import (
    GREATEST_AMOUNT,
    format_number,
    format_percent,
    format_rupiah,
    parse_money,
    parse_number,
    parse_percent,
    round_half_up,
)

SCRIBBLE = st.text() | st.text(st.sampled_from("0123456789.,- %()rpjutamilart"), max_size=20)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Rp 1.385.437.875", 1_385_437_875),
        ("Rp1.385.437.875,00", 1_385_437_875),
        ("Rp. 1.500.000,-", 1_500_000),
        ("Rp 1.500.000,--", 1_500_000),
        ("IDR 1,500,000.00", 1_500_000),
        ("1.500", 1500),
        ("1,500,000", 1_500_000),
        ("1,500.00", 1500),
        ("1500.00", 1500),
        ("1500,0", 1500),
        ("125000000", 125_000_000),
        ("1.500 rupiah", 1500),
        ("1,5 juta", 1_500_000),
        ("1.5 jt", 1_500_000),
        ("2 jt", 2_000_000),
        ("2jt.", 2_000_000),
        ("1.500 juta", 1_500_000_000),
        ("Rp 1,385 miliar", 1_385_000_000),
        ("3 Milyar", 3_000_000_000),
        ("3 M", 3_000_000_000),
        ("1,2 T", 1_200_000_000_000),
        ("1,2 triliun rupiah", 1_200_000_000_000),
        ("500 ribu", 500_000),
        ("500rb", 500_000),
        ("Rp 1,500", 1500),
        ("0", 0),
        ("Ｒp\u00a0１.５００".replace("Ｒ", "R"), 1500),
    ],
)
def test_amounts_that_people_write(text: str, amount: int) -> None:
    assert parse_money(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "", "-", "nihil", "Rp", "1,500", "1,500 rupiah", "1.500,50", "1500.5", "0,5", "0.500", "1.38.437",
        "1.385,437.875", "1,50,000", "12.3456.789", "1.500.00", "-1.500", "(1.500)", "−5", "Rp -5", "1.25E+08",
        "1,5", "Rp1,50", "Rp 0,500",
        "1,2345678 juta", "2 million", "2 juta 500 ribu", "1 2", "1 500 000", "9.000.000.000.000.001", "10000 T",
        "9" * 50_000, "١٥٠٠", "5 juta-an", "50%", "1..500", ",5", "5,", "$5", "5 USD",
    ],
)  # fmt: skip
def test_amounts_that_are_unclear_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue) as refused:
        parse_money(text)
    assert len(str(refused.value)) < 200


@given(st.integers(0, GREATEST_AMOUNT), st.sampled_from(["id", "en"]))
def test_a_written_amount_is_read_back(amount: int, language: str) -> None:
    assert parse_money(format_rupiah(amount, language)) == amount
    assert parse_money(str(amount)) == amount


@given(SCRIBBLE)
def test_scribble_is_an_amount_or_refused(text: str) -> None:
    try:
        amount = parse_money(text)
    except InvalidValue:
        return
    assert isinstance(amount, int) and 0 <= amount <= GREATEST_AMOUNT
    assert any(digit in text for digit in "0123456789０１２３４５６７８９")


@pytest.mark.parametrize(
    ("text", "percent"),
    [
        ("80%", 80), ("80", 80), ("80,0 %", 80), ("0", 0), ("100 %", 100), ("87,5%", 88), ("87.49%", 87),
        ("0,8%", 1),
        ("0.4 persen", 0), ("99,5%", 100), ("８０％", 80), ("033", 33), ("33,333%", 33),
    ],
)  # fmt: skip
def test_percentages_that_people_write(text: str, percent: int) -> None:
    assert parse_percent(text) == percent


@pytest.mark.parametrize(
    "text", ["", "0,8", "0.8", "1.0", "87,5", "101", "100,1%", "-5%", "1.000%", "80%%", "80 dari 100", "½", "lima"]
)
def test_percentages_that_are_unclear_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_percent(text)


@given(SCRIBBLE)
def test_scribble_is_a_percentage_or_refused(text: str) -> None:
    try:
        assert 0 <= parse_percent(text) <= 100
    except InvalidValue:
        return


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234.567,89", "1234567.89"), ("1.500", "1500"), ("12,5", "12.5"), ("12.5", "12.5"), ("1,500", "1.5"),
        ("1,500,000", "1500000"), ("1,500.25", "1500.25"), ("0.715", "0.715"), ("3.4150", "3.4150"), ("007", "7"),
        ("1234.500", "1234.5"), ("-2,5", "-2.5"), ("−2,5", "-2.5"), ("-0", "0"), ("２，５", "2.5"),
    ],
)  # fmt: skip
def test_numbers_that_people_write(text: str, number: str) -> None:
    assert parse_number(text) == Decimal(number)


@pytest.mark.parametrize(
    "text", ["", "-", "1.50.000", "1e5", "NaN", "inf", "1 500", "80%", "1.500.00", "--5", "1,5,0"]
)
def test_texts_that_are_no_number_are_refused(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_number(text)


@given(SCRIBBLE)
def test_scribble_is_a_finite_number_or_refused(text: str) -> None:
    try:
        assert parse_number(text).is_finite()
    except InvalidValue:
        return


@given(st.decimals(allow_nan=False, allow_infinity=False, places=3, min_value=-(10**12), max_value=10**12))
def test_a_number_written_in_indonesian_is_read_back(number: Decimal) -> None:
    assert parse_number(format_number(number, "id")) == number


@given(st.fractions(), st.integers(0, 6))
def test_rounding_is_nearest_and_halves_go_away_from_zero(value: Fraction, places: int) -> None:
    rounded = Fraction(round_half_up(value, places))
    step = Fraction(1, 10**places)
    assert (rounded / step).denominator == 1
    assert abs(rounded - value) <= step / 2
    if abs(rounded - value) == step / 2:
        assert abs(rounded) > abs(value)
    assert Fraction(round_half_up(-value, places)) == -rounded


def test_rounding_halves() -> None:
    assert str(round_half_up(Fraction(349, 4))) == "87.3"
    assert str(round_half_up(Decimal("-2.25"))) == "-2.3"
    assert str(round_half_up(Fraction(-1, 100))) == "0.0"
    assert str(round_half_up(7, 2)) == "7.00"
    assert str(round_half_up(0.15)) == "0.2"


def test_written_numbers_in_each_language() -> None:
    assert format_rupiah(1_385_437_875, "id") == "Rp1.385.437.875"
    assert format_rupiah(1_385_437_875, "en") == "Rp1,385,437,875"
    assert format_rupiah(-1500, "id") == "-Rp1.500"
    assert format_number(Decimal("1234567.890"), "id") == "1.234.567,89"
    assert format_number(1_234_567, "en") == "1,234,567"
    assert format_number(Decimal("2E+3"), "id") == "2.000"
    assert format_number(Fraction(1, 3), "id") == "0,333333"
    assert format_number(2.5, "id", 0) == "3"
    assert format_number(2, "id", 2) == "2,00"
    assert format_percent(Decimal("87.5"), "id") == "87,5%"
    assert format_percent(87.45, "en") == "87.5%"
    assert format_percent(-3, "id") == "-3,0%"
    assert format_percent(None, "id") == "–"
