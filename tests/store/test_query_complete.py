"""Completion: what may stand at the caret of a query."""

from __future__ import annotations

import pytest

from taskforce.language import set_language
from taskforce.store.changes.batch import create
from taskforce.store.query.compile import compile_query
from taskforce.store.query.complete import completions
from taskforce.store.query.words import FIELDS
from taskforce.store.store import Store

from query_list import TODAY, fill  # isort: skip


@pytest.fixture
def filled(store: Store) -> Store:
    fill(store)
    store.write("add", [create("agency", code="PT Banjar, Tbk", short="PT Banjar", name="PT Banjar")])
    return store


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ("stat", ["status:"]),
        ("-stat", ["status:"]),
        ("a OR (PRIOR", ["priority:", "prioritas:"]),
        ("is:over", ["overdue"]),
        ("is:bl", ["blocked"]),
        ("status:b", ["blocked"]),
        ("status:done,b", ["done,blocked"]),
        ("priority>=h", ["high"]),
        ("lead:g", ["galih", "galuh"]),
        ("-member:gal", ["galih", "galuh"]),
        ("@g", ["@galih", "@galuh"]),
        ("x +ec", ["+Éclair"]),
        ("tag:tin", ["tindak-lanjut"]),
        ("deadline:", ["buku-2"]),
        ("agency:d", ["dinkes", "diskominfo"]),
        ("opd:pt", ['"PT Banjar, Tbk"']),
        ("dim:g", ["governance"]),
        ("sub:", ["service"]),
        ("rapat:", ["RM-7"]),
        ("fund:apbd", ['"APBD Kabupaten"', '"APBD Provinsi"']),
        ("due<end", ["end-of-month"]),
        ("ref:", []),
        ("xyzzy:a", []),
        ('agency:"Dinas l', []),
        ("status:done", []),
    ],
)
def test_what_may_stand_at_the_caret(filled: Store, text: str, offers: list[str]) -> None:
    assert completions(text, len(text), filled.reader) == offers
    assert completions(f"{text} and more", len(text), filled.reader) == offers


def test_an_empty_line_offers_every_field(filled: Store) -> None:
    assert {*completions("", 0, filled.reader)} == {f"{name}:" for name in (*FIELDS, "is", "adalah")}


@pytest.mark.parametrize(
    ("language", "text", "first", "never"),
    [
        ("en", "due:", "today", "besok"),
        ("id", "tenggat:", "hari-ini", "today"),
        ("en", "is:", "overdue", "terlambat"),
        ("id", "is:", "terlambat", "overdue"),
        ("en", "pri", "priority:", ""),
        ("id", "pri", "prioritas:", ""),
        ("id", "t", "tonggak:", ""),
    ],
)
def test_what_is_offered_is_of_the_language_of_the_screen(
    filled: Store, language: str, text: str, first: str, never: str
) -> None:
    set_language(language)
    offers = completions(text, len(text), filled.reader)
    assert offers[0] == first
    assert never not in offers


@pytest.mark.parametrize("language", ["id", "en"])
def test_everything_offered_is_understood(filled: Store, language: str) -> None:
    set_language(language)
    actor = filled.reader.value("SELECT id FROM member LIMIT 1")
    count = 0
    for field in completions("", 0, filled.reader):
        for value in completions(field, len(field), filled.reader):
            compile_query(f"{field}{value}", filled.reader, TODAY, actor)
            count += 1
    assert count > 150
