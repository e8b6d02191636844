"""Texts in the cells of a terminal: measured as Rich measures them, cut, filled and wrapped for any width."""

from __future__ import annotations

import unicodedata

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from taskforce.model.width import cell_width, cut, fit, printable, shorten, wrap

ANY_TEXT = st.text(st.characters(exclude_categories=()))
TROUBLE = st.text(
    st.sampled_from("ab e会漢\u0301\u0323\u200d\ufe0f⚠👍🏽🇮🇩\x1b\x00\n\t\u202e\u200f\ud800\u00ad…█"), max_size=80
)
HARD_TEXT = ANY_TEXT | TROUBLE
widths = st.integers(min_value=0, max_value=60)


@given(HARD_TEXT)
def test_widths_are_those_of_rich_but_for_joined_emoji(text: str) -> None:
    assert cell_width(text) == cell_len(text.replace("\u200d", ""))
    assert cell_width(text) >= cell_len(text)


def test_every_sign_that_is_taken_for_one_cell_is_one_for_rich() -> None:
    signs = [chr(code) for code in range(0x3000) if code != 0x200D]
    assert [sign for sign in signs if cell_width(sign) != cell_len(sign)] == []


@given(HARD_TEXT, st.integers(-1, 30), st.sampled_from(["…", "", "...", "漢"]))
def test_shortened_text_never_exceeds_its_width(text: str, width: int, sign: str) -> None:
    short = shorten(text, width, sign)
    assert cell_width(short) <= max(width, 0)
    if cell_width(text) <= width:
        assert short == text


@given(st.text(st.sampled_from("ae漢\u0301\u0323"), min_size=1), st.integers(0, 12))
def test_shortening_never_parts_a_letter_from_its_marks(text: str, width: int) -> None:
    short = shorten(text, width, "")
    rest = text[len(short) :]
    assert text.startswith(short)
    assert not (short and rest and unicodedata.combining(rest[0]))


def test_shortening_says_that_something_is_missing() -> None:
    assert shorten("Susun draf Buku 2", 11) == "Susun draf…"
    assert shorten("Susun draf Buku 2", 17) == "Susun draf Buku 2"
    assert shorten("漢字漢字", 4) == "漢…"
    assert shorten("漢字", 0) == ""
    assert shorten("Susun", 2, "...") == "Su"


@given(HARD_TEXT, st.integers(2, 30))
def test_wrapped_text_keeps_every_word_in_lines_that_fit(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert lines and all(cell_width(line) <= width for line in lines)
    assert "".join("".join(lines).split()) == "".join(text.split())


def test_words_are_parted_only_where_a_line_holds_no_whole_word() -> None:
    assert wrap("Susun draf Buku  2", 11) == ["Susun draf", "Buku 2"]
    assert wrap("di 会会会", 4) == ["di", "会会", "会"]
    assert wrap("", 9) == [""]


@given(HARD_TEXT, widths, st.sampled_from(["left", "right", "center"]))
def test_a_fitted_text_has_exactly_its_width_alone_and_beside_others(text, width, align) -> None:
    fitted = fit(text, width, align)
    assert cell_len(fitted) == width
    assert cell_len("|" + fitted + "|") == width + 2


@given(HARD_TEXT, widths)
def test_a_text_is_cut_only_if_it_must_be(text, width) -> None:
    whole = printable(text)
    if cell_len(whole) <= width:
        assert cut(text, width) == whole
    elif width:
        assert cut(text, width).endswith("…")
        assert whole.startswith(cut(text, width)[:-1].rstrip())


@given(HARD_TEXT)
def test_printable_text_is_one_line_that_steers_nothing(text) -> None:
    shown = printable(text)
    assert not any(ord(character) < 32 or 0x7F <= ord(character) < 0xA0 for character in shown)
    shown.encode("utf-8")
    assert not set(shown) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def test_marks_on_whose_width_terminals_disagree_are_left_out() -> None:
    assert printable("⚠\ufe0f a\u200db") == "⚠ ab"
    assert printable("\u0301x") == " \u0301x"  # the neighbouring column must not get the accent


def test_only_what_could_be_seen_of_a_long_text_is_measured_and_the_rest_is_owned_up_to() -> None:
    assert cut("e" + "\u0301" * 100_000, 10).endswith("…")
    assert cut("x" * 100_000, 10) == "x" * 9 + "…"
