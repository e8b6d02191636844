"""Quick add: what of a line is a field, and what belongs to the title."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from taskforce.model.errors import UsageError
from taskforce.store.query.quick_add import QuickAdd, split_quick_add


def test_a_whole_line() -> None:
    line = "Susun draf Buku 2 @galuh due:jumat priority:high dim:governance deadline:buku-2 +rapat"
    assert split_quick_add(line) == QuickAdd(
        "Susun draf Buku 2",
        "galuh",
        [],
        ["rapat"],
        {"due": "jumat", "priority": "high", "dimension": "governance", "deadline": "buku-2"},
    )


@pytest.mark.parametrize(
    "title",
    [
        "Rapat pukul 09:00",
        "Unggah https://x.go.id/a?b=1",
        "Catatan: penting",
        "Naikkan target +10 % dan C++",
        "Surel farid@banjar.go.id",
        "due : jumat",
        'Tulis "due:jumat" di papan',
        "Rasio 1:2 (lead:farid)",
        "mission://control",
    ],
)
def test_what_is_no_field_stays_in_the_title(title: str) -> None:
    assert split_quick_add(title) == QuickAdd(title, None, [], [], {})


def test_further_people_support_and_signs_after_names_go() -> None:
    parts = split_quick_add("Rapat @galuh, @farid dan @h-soufian. +rapat; +bimtek")
    assert (parts.words, parts.lead) == ("Rapat dan", "galuh")
    assert parts.supporting == ["farid", "h-soufian"]
    assert parts.tags == ["rapat", "bimtek"]


def test_a_lead_that_is_named_leads() -> None:
    parts = split_quick_add('x @galuh pic:"Farid Soufian" member:aulia,rina anggota:budi')
    assert (parts.lead, parts.supporting) == ("Farid Soufian", ["galuh", "aulia", "rina", "budi"])
    assert parts.fields == {}


def test_lists_are_gathered_and_quotes_keep_words_together() -> None:
    parts = split_quick_add(
        'x tag:a,b label:c +d depends:3 needs:4,5 due:"5 des 2026" OPD:Bappelitbang tonggak:buku-2'
    )
    assert parts.tags == ["d", "a", "b", "c"]
    assert parts.fields == {
        "depends_on": "3,4,5",
        "due": "5 des 2026",
        "agency": "Bappelitbang",
        "deadline": "buku-2",
    }


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("x due:", "“due:” has no value"),
        ('x due:""', "“due:” has no value"),
        ("x tag:,", "“tag:” has no value"),
        ('x due:"5 des', "not closed"),
        ("x due:1 tenggat:2", "“tenggat:” is given twice"),
        ("x dim:a dimension:b", "“dimension:” is given twice"),
        ("x lead:a pic:b", "“pic:” is given twice"),
    ],
)
def test_a_known_field_is_never_lost_silently(line: str, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        split_quick_add(line)


WORDS = st.lists(st.text('abc:+@-.0" ', min_size=1), max_size=8).map(" ".join)


@given(st.one_of(st.text(), WORDS))
def test_a_line_without_known_fields_keeps_every_word(line: str) -> None:
    try:
        parts = split_quick_add(line)
    except UsageError:
        return
    taken = [*([parts.lead] if parts.lead else []), *parts.supporting, *parts.tags]
    assert len(parts.words.split()) + len(taken) == len(line.split()) or parts.fields or '"' in line
    left = iter(line.split())
    assert all(word in left for word in parts.words.split())  # in the order in which they were typed


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("prioritass", "prioritas"), ("tengat", "tenggat"), ("deadlin", "deadline"), ("duee", "due")],
)
def test_a_slip_in_a_fields_name_stays_in_the_title_and_is_told(typed: str, meant: str) -> None:
    parts = split_quick_add(f"Rapat {typed}:jumat besok:pagi catatan:penting")
    assert parts.words == f"Rapat {typed}:jumat besok:pagi catatan:penting"
    assert parts.misspelt == {typed: meant}


@pytest.mark.parametrize(
    ("line", "due", "words"),
    [
        ("Rapat tenggat:jumat minggu depan", "jumat minggu depan", "Rapat"),
        ("Rapat due:5 des 2026 di aula", "5 des 2026", "Rapat di aula"),
        ("Rapat opd:bappelitbang due:5 Desember", "5 Desember", "Rapat"),
        ("Rapat due:5 Desember opd:bappelitbang di aula", "5 Desember", "Rapat di aula"),
        ("Rapat priority:high lokasi aula due:jumat minggu depan", "jumat minggu depan", "Rapat lokasi aula"),
        ("Rapat due:hari ini @farid", "hari ini", "Rapat"),
        ("Rapat due:jumat depan", "jumat depan", "Rapat"),  # refused later: it may be two days
        ("Rapat due:minggu ini", "minggu ini", "Rapat"),  # so is this one, not taken for a Sunday
        ("Rapat due:5 des 10 peserta", "5 des", "Rapat 10 peserta"),
        ("Rapat due:jumat dengan camat", "jumat", "Rapat dengan camat"),
        ("Rapat due:jumat prioritas:tinggi", "jumat", "Rapat"),
        ("Rapat desc:hari ini", None, "Rapat ini"),  # no date
    ],
)
def test_a_date_of_several_words_is_taken_whole(line: str, due: str | None, words: str) -> None:
    parts = split_quick_add(line)
    assert (parts.fields.get("due"), parts.words) == (due, words)
