"""Numbers of civil servants.  All numbers here are made up."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.model.errors import InvalidValue
from taskforce.model.nip import masked, nip_warnings, parse_nip

MADE_UP = "190001012020011001"


@pytest.mark.parametrize(
    "text",
    [
        MADE_UP,
        "19000101 202001 1 001",
        "19000101.202001.1.001",
        "19000101-202001-1-001",
        f"'{MADE_UP}",
        f"NIP. {MADE_UP}",
        f"nip : {MADE_UP}",
        f"\u200e{MADE_UP}\u00a0",
        "１９０００１０１ 202001 1 001",
    ],
)
def test_a_nip_is_its_eighteen_digits(text: str) -> None:
    assert parse_nip(text) == MADE_UP


@pytest.mark.parametrize("text", ["1.97512E+17", "1,97512E+17", "1.9e17", "197512051998031000E0"])
def test_a_rounded_nip_is_refused_with_its_reason(text: str) -> None:
    with pytest.raises(InvalidValue, match=r"rounded|dibulatkan"):
        parse_nip(text)


@pytest.mark.parametrize(
    "text",
    ["", "-", "NIP", "1234", MADE_UP + "0", f"{MADE_UP}.0", "19000101202001100x", "Farid", "１" * 17, "٣" * 18],
)
def test_other_texts_are_no_nip(text: str) -> None:
    with pytest.raises(InvalidValue):
        parse_nip(text)


@given(st.text() | st.text(st.sampled_from("0123456789 .-'NIPe+"), max_size=30))
def test_scribble_is_eighteen_digits_or_refused(text: str) -> None:
    try:
        nip = parse_nip(text)
    except InvalidValue:
        return
    assert len(nip) == 18 and nip.isascii() and nip.isdigit()
    assert parse_nip(nip) == nip


@given(
    st.dates(date(1950, 1, 1), date(2000, 12, 31)),
    st.integers(20, 50),
    st.integers(1, 12),
    st.sampled_from("12"),
    st.integers(1, 999),
)
def test_an_ordinary_nip_has_no_warnings(born: date, age: int, month: int, sex: str, serial: int) -> None:
    assert nip_warnings(f"{born:%Y%m%d}{born.year + age}{month:02d}{sex}{serial:03d}") == []


@pytest.mark.parametrize(
    ("nip", "warnings"),
    [
        ("199013012015011001", 1),
        ("199001011995011001", 1),
        ("199001012021211001", 1),
        ("199001012015013001", 1),
        ("199001012015011000", 1),
        ("000000000000000000", 4),
        ("999999999999999999", 3),
    ],
)
def test_what_is_unusual_is_said(nip: str, warnings: int) -> None:
    assert len(nip_warnings(nip)) == warnings


def test_a_masked_nip_shows_three_digits() -> None:
    assert masked(MADE_UP) == "***************001"
