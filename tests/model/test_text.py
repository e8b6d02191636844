"""Cleaning, measuring and comparing the texts of users."""

import re
import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from taskforce.model.text import (
    clean_line,
    clean_text,
    excerpt,
    fold,
    nearest,
    search_words,
    slug,
    without_list_mark,
)

ANY_TEXT = st.text(st.characters(exclude_categories=()))
TROUBLE = st.text(
    st.sampled_from(
        "ab [](%1m;]\x1b\x9b\x9d\x07\x00\x85\u2028\n\r\t \u200f\u202e\u0301\u0323\ufeff\ud800\u200d\u00a0é漢"
    )
)
FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u202a-\u202e\u2028\u2029\u2060-\u206f\ufeff]"
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Susun\tdraf \n Buku 2 ", "Susun draf Buku 2"),
        ("Rapat [Diskominfo] [/] [belum", "Rapat [Diskominfo] [/] [belum"),
        ("“kutip” \"kutip\" 'kutip' <b> & {x} %s \\n", "“kutip” \"kutip\" 'kutip' <b> & {x} %s \\n"),
        ("\x1b[1;31mmerah\x1b[0m", "merah"),
        ("\x9b31mmerah", "merah"),
        ("\x1b]0;judul jendela\x07isi", "isi"),
        ("\x1b]8;;https://example.org\x1b\\tautan\x1b]8;;\x1b\\", "tautan"),
        ("\x1b]0;tak berakhir", "0;tak berakhir"),
        ("a\x00b\x07c\x7fd\x1b", "abcd"),
        ("kanan\u202eke\u200f kiri\u2069", "kananke kiri"),
        ("\ufeffBuku\u200b 1", "Buku 1"),
        ("Rp\u00a01.500\u3000juta", "Rp 1.500 juta"),
        ("satu\u2028dua\x0btiga\x85empat", "satu dua tiga empat"),
        ("e\u0301", "é"),
        ("e\x00\u0301", "é"),
        ("\ud83d x", "\ufffd x"),
        ("ক্\u200dষ \u0645\u06cc\u200c\u062e", "ক্\u200dষ \u0645\u06cc\u200c\u062e"),
        ("", ""),
    ],
)
def test_a_line_keeps_what_is_visible_and_nothing_else(typed: str, kept: str) -> None:
    assert clean_line(typed) == kept


@given(ANY_TEXT | TROUBLE)
@example("e\x00\u0301")
def test_a_cleaned_line_has_no_controls_and_is_not_cleaned_twice(text: str) -> None:
    cleaned = clean_line(text)
    assert not FORBIDDEN.search(cleaned)
    assert clean_line(cleaned) == cleaned
    assert cleaned == " ".join(cleaned.split())
    assert unicodedata.is_normalized("NFC", cleaned)
    cleaned.encode("utf-8")


@given(ANY_TEXT | TROUBLE)
def test_cleaned_text_has_no_controls_but_line_ends_and_is_not_cleaned_twice(text: str) -> None:
    cleaned = clean_text(text)
    assert not FORBIDDEN.search(cleaned.replace("\n", ""))
    assert clean_text(cleaned) == cleaned
    assert all(line == line.rstrip() for line in cleaned.split("\n"))
    assert clean_line(cleaned) == clean_line(text)


@given(st.text(st.characters(min_codepoint=33, max_codepoint=126)))
def test_visible_ascii_is_never_changed(text: str) -> None:
    assert clean_line(text) == text == clean_text(text)


def test_text_keeps_lines_blank_lines_and_indentation() -> None:
    typed = "\n\nNotulen:\r\n\t1. Farid \x1b[31m\r\n\r\n\r\n\r    - galuh\x0b\u2028\n"
    assert clean_text(typed) == "Notulen:\n    1. Farid\n\n\n\n    - galuh"
    assert clean_text(" \n\t ") == ""


def test_a_letter_with_a_hundred_thousand_marks_keeps_thirty() -> None:
    cleaned = clean_line("a" + "\u0301\u0323" * 50_000 + "b")
    assert cleaned.startswith("ạ") and cleaned.endswith("b")
    assert len(cleaned) == 31


def test_an_excerpt_is_one_clean_line() -> None:
    assert excerpt("x\x1b[31m" * 70) == "x" * 59 + "…"


@given(ANY_TEXT)
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.sampled_from("abcdéüñöß ĀIJ"), min_size=1))
def test_folding_forgets_case_accents_and_spaces(text: str) -> None:
    assert fold(f"  {text.swapcase()}\u00a0 ") == fold(unicodedata.normalize("NFD", text))


def test_folded_names_compare_as_people_would() -> None:
    assert fold("  GALUH\u00a0 Tántri ") == fold("galuh tantri") == "galuh tantri"
    assert fold("Ｂａｐｐｅｄａ") == "bappeda"
    assert fold("Farid") != fold("Farida")


@given(ANY_TEXT, st.integers(1, 50))
def test_slugs_are_plain_and_short(text: str, limit: int) -> None:
    made = slug(text, limit)
    assert re.fullmatch("(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", made)
    assert len(made) <= limit


def test_slugs_are_readable() -> None:
    assert slug("Buku 2: Masterplan & Peta Jalan") == "buku-2-masterplan-peta-jalan"
    assert slug("Jum'at Bersih Désa") == "jumat-bersih-desa"
    assert slug("Bimtek III", limit=7) == "bimtek"
    assert slug("漢字") == ""


def test_the_nearest_words_come_first() -> None:
    agencies = ["Bappelitbang", "Bapenda", "BPKAD", "Diskominfo", "Disdukcapil"]
    assert nearest("bapelitbang", agencies)[0] == "Bappelitbang"
    assert nearest("disk", agencies)[0] == "Diskominfo"
    assert nearest("dis", ["Disc", "Dit", "Disdukcapil"]) == ["Disc", "Disdukcapil", "Dit"]
    assert nearest("zzzzz", agencies) == []
    assert nearest("", agencies) == []
    assert len(nearest("ba", ["baa", "bab", "bac", "bad"], limit=2)) == 2


@given(st.text(st.characters(max_codepoint=127)))
@example("Ma'ruf_2 e-office\x00`kota`")
def test_plain_letters_make_the_same_words_as_all_others(text: str) -> None:
    words = search_words(f"{text} é")
    assert [*search_words(text), "e"] == words
    assert words[:-1] == re.findall("[a-z0-9]+", re.sub("['`]", "", text).lower())


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("- [ ] Susun SK", "Susun SK"),
        ("-\tSusun SK", "Susun SK"),
        ("* Susun SK", "Susun SK"),
        ("• Susun SK", "Susun SK"),
        (" 1. Susun SK", "Susun SK"),
        ("12) Susun SK", "Susun SK"),
        ("Susun - SK", "Susun - SK"),
        ("- - Susun", "- Susun"),
        ("-5 derajat", "-5 derajat"),
        ("1.5 miliar", "1.5 miliar"),
        ("2026. Susun", "2026. Susun"),
        ("- [x] Susun", "[x] Susun"),
        ("-", ""),
        ("- [ ]", ""),
    ],
)
def test_the_mark_of_a_pasted_list_goes_and_nothing_else(line: str, title: str) -> None:
    assert without_list_mark(line) == title
