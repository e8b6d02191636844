"""No text that people wrote becomes markup: in Markdown, HTML or a WhatsApp message."""

from __future__ import annotations

import re

import pytest
from bs4 import BeautifulSoup
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from taskforce.model.text import clean_line
from taskforce.reports.content.frozen import document_from, document_values
from taskforce.reports.document import (
    Cell,
    Column,
    Copies,
    Document,
    Heading,
    Letterhead,
    Listed,
    Paragraph,
    Part,
    Photo,
    Signatures,
    Signer,
    Table,
    Title,
)
from taskforce.reports.writers.html import as_html
from taskforce.reports.writers.markdown import as_markdown, escaped
from taskforce.reports.writers.whatsapp import LONGEST, as_whatsapp

SIGNS = st.sampled_from(
    [*list("*_~`[](){}<>#+-.!|\\&@:/=$^'\"0 1aw\u200b"), "http://", "www.", "- ", "1. ", "> ", "<b>", "&lt;"]
)
TEXTS = st.one_of(st.lists(SIGNS, max_size=12).map("".join), st.text(max_size=30)).map(clean_line).filter(bool)
HOSTILE = (
    "*tebal* _miring_ ~coret~ `kode`",
    "[tautan](http://example.invalid) <script>alert(1)</script> &amp;",
    "# judul",
    "- butir",
    "1. butir",
    "> kutipan",
    "| a | b |",
    "www.example.invalid https://example.invalid a@example.invalid",
    ":smile: @orang #12 $x^2$ ~~x~~ ==y== [^1] {{ 7*7 }} {% x %}",
    "\\",
    "---",
    "===",
    "    kode",
)
MARKDOWN = MarkdownIt("gfm-like", {"linkify": False}).enable("table")


def document(text: str) -> Document:
    """A document that says ``text`` wherever people's texts may stand."""
    columns = (Column(text, flexible=True), Column(text, right=True))
    rows = ((Cell(text, "", text), Cell(text, "late", text)),)
    parts = (
        Part("letterhead", "", (Letterhead((text, text)),)),
        Part("title", "", (Title(text, (text, text)),)),
        Part("opening", "", (Paragraph(f"{text}\n{text}", "words"), Paragraph(text, "note"))),
        Part("overdue", text, (Table("overdue", columns, rows, rows[0]), Heading(text)), 1),
        Part("silent_agencies", text, (Listed("x", (text, text)), Listed("y", (text,), numbered=True)), 2),
        Part("closing", "", (Signatures(text, (Signer((text,), text, text, text),)), Copies(text, (text, text)))),
        Part("photos", text, (Photo("data:image/png;base64,AAAA", text, text),), annex=True),
    )
    return Document(
        "weekly", "id", "f4", text, text, text, None, "2026-W47", "2026-11-16", "2026-11-22", "2026-11-22", parts
    )


def said_by(html: str) -> list[str]:
    """Every text of a page, one entry per block."""
    page = BeautifulSoup(html, "html.parser")
    for one in page.find_all("br"):
        one.replace_with("\n")
    return [line for line in page.get_text("\x00").replace("\n", "\x00").split("\x00") if line.strip()]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_stay_what_they_are_in_markdown(text: str) -> None:
    check_markdown(text)


@settings(max_examples=25)
@given(TEXTS)
@example("a\\")
@example("1)")
@example("+")
def test_any_text_stays_what_it_is_in_markdown(text: str) -> None:
    check_markdown(text)


def check_markdown(text: str) -> None:
    text = clean_line(text)
    page = BeautifulSoup(MARKDOWN.render(as_markdown(document(text))), "html.parser")
    assert page.find(["a", "script", "code", "pre", "blockquote", "img", "s", "del"]) is None
    plain = BeautifulSoup(MARKDOWN.render(as_markdown(document("Teks"))), "html.parser")
    assert [one.name for one in page.find_all(True)] == [one.name for one in plain.find_all(True)]
    assert page.h1 is not None and page.h1.get_text() == text
    assert [cell.get_text() for cell in page.find_all(["th", "td"])] == [text] * 6
    assert [one.get_text() for one in page.find_all("li")] == [text] * 6


@given(TEXTS)
def test_signs_that_some_readers_take_as_markup_are_escaped(text: str) -> None:
    written = escaped(text)
    assert re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]<>#|~@$]", written) is None
    assert not re.search(r"(?<!\\)://", written) and not re.search(r"www\.", written, re.IGNORECASE)


@settings(max_examples=15)
@given(TEXTS)
def test_any_text_stays_what_it_is_in_html(text: str) -> None:
    html = as_html(document(text))
    page = BeautifulSoup(html, "html.parser")
    plain = BeautifulSoup(as_html(document("Teks")), "html.parser")
    assert [one.name for one in page.find_all(True)] == [one.name for one in plain.find_all(True)]
    assert page.h1 is not None and page.h1.get_text() == text
    assert [cell.get_text() for cell in page.select("#overdue td")] == [text] * 2
    assert page.select_one(".photo img")["alt"] == text  # type: ignore[index]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_do_nothing_in_a_message(text: str) -> None:
    check_message(text)


@settings(max_examples=50)
@given(TEXTS)
def test_any_text_does_nothing_in_a_message(text: str) -> None:
    check_message(text)


def check_message(text: str) -> None:
    message = as_whatsapp(document(clean_line(text)))
    assert len(message) <= LONGEST
    own = [line for line in message.split("\n") if line.startswith("*")]
    assert len(own) == 4  # letterhead, title and two heads of lists: the only bold lines
    for line in own:
        assert line.count("*") == 2 and line.endswith("*")
    rest = [line for line in message.split("\n") if not line.startswith("*")]
    assert not re.search(r"[*_~`]", "".join(rest))
    for line in rest:
        assert not re.match(r"\s*(?:[->]|\d+\.)\s", line)


def test_a_long_message_is_cut_where_it_presses_least() -> None:
    rows = tuple((Cell(f"Butir {number:04} " + "panjang " * 12), Cell("OPD")) for number in range(900))
    columns = (Column("Butir", flexible=True), Column("OPD"))
    long = tuple(
        Part(key, key.upper(), (Table(key, columns, rows),), len(rows))
        for key in ("completed", "due_next", "overdue", "blocked", "deadlines", "without_evidence")
    )
    short = document("Teks")
    words = Part("opening", "", (Paragraph("kata " * 2000, "words"),))
    message = as_whatsapp(short._replace(parts=(short.parts[0], short.parts[1], words, *long)))
    assert len(message) <= LONGEST
    assert message.index("OVERDUE (900)") < message.index("BLOCKED (900)") < message.index("COMPLETED (900)")
    assert not re.search("[─│┌━█░]", message)


@settings(max_examples=25)
@given(TEXTS)
def test_what_is_frozen_comes_back_equal(text: str) -> None:
    whole = document(text)
    import json

    assert document_from(json.loads(json.dumps(document_values(whole)))) == whole
