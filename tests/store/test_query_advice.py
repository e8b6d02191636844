"""What is said of bare words that are words of the query language."""

from __future__ import annotations

import pytest

from taskforce.store.query.advice import advice


@pytest.mark.parametrize(
    ("query", "meant"),
    [
        ("terlambat", "is:terlambat"),
        ("rapat Overdue", "is:overdue"),
        ("@farid minggu ini", "due:minggu-ini"),
        ("tenggat:minggu ini", "due:minggu-ini"),
        ("(kabel OR terlambat)", "is:terlambat"),
        ("terkendala", "is:terkendala"),
        ("late", "is:late"),
        ("telat", "is:telat"),
        ("next month", "due:next-month"),
    ],
)
def test_a_bare_word_of_the_language_is_said_to_be_looked_for_in_texts(query: str, meant: str) -> None:
    assert meant in advice(query)


@pytest.mark.parametrize(
    "query",
    ["", "kabel", "is:terlambat", '"terlambat"', '"minggu ini"', "tenggat:minggu-ini", "+minggu ini", "-kabel"],
)
def test_other_words_are_left_alone(query: str) -> None:
    assert advice(query) == ""
