"""Every text that users see is in the catalogues, and every catalogue is what its source says."""

from __future__ import annotations

import ast
import gettext
import io
import os
import re
import subprocess
import sys
from array import array
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

import taskforce
from taskforce.language import NC_, Messages, _, _c, plural, plural_c, set_language

ROOT = Path(__file__).resolve().parent.parent
CATALOGUE = Path(taskforce.__file__).parent / "locale" / "id" / "LC_MESSAGES" / "taskforce.po"
COMPILED = CATALOGUE.with_suffix(".mo").read_bytes()


def test_every_text_of_the_code_is_translated_and_compiled() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "catalogue.py"), "--check"],
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_translations_fill_in_the_same_fields() -> None:
    with CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream, locale="id")
    for message in catalogue:
        ids = message.id if isinstance(message.id, tuple | list) else (message.id,)
        texts = message.string if isinstance(message.string, tuple | list) else (message.string,)
        expected = set(re.findall(r"\{(\w+)\}", ids[-1]))
        for text in texts:
            assert set(re.findall(r"\{(\w+)\}", text)) <= expected, message.id
            if message.id:
                assert expected <= set(re.findall(r"\{(\w+)\}", text)) | {"count"}, message.id


def test_each_message_is_what_gettext_itself_makes_of_the_compiled_file() -> None:
    ours, theirs = Messages(io.BytesIO(COMPILED)), gettext.GNUTranslations(io.BytesIO(COMPILED))
    with CATALOGUE.open("rb") as stream:
        messages = list(read_po(stream, locale="id"))
    assert len([one for one in messages if one.pluralizable]) > 50
    assert len([one for one in messages if one.context]) > 5
    for one in messages:
        singular, many = one.id if isinstance(one.id, tuple | list) else (one.id, one.id)
        key = NC_(one.context, singular) if one.context else singular
        assert ours.gettext(key) == theirs.gettext(key)
        assert ours.gettext(many) == theirs.gettext(many)
        for count in range(4):
            assert ours.ngettext(singular, many, count) == theirs.ngettext(singular, many, count)
            for context in (one.context or "", "nowhere"):
                asked = (context, singular, many, count)
                assert ours.npgettext(*asked) == theirs.npgettext(*asked)
    assert ours.gettext("not there") == "not there"


@pytest.mark.parametrize("locale", ["id", "en", "pl", "ar"])
@pytest.mark.parametrize("swapped", [False, True], ids=["as written", "in the other order of bytes"])
def test_plurals_of_any_language_are_those_of_gettext(locale: str, swapped: bool) -> None:
    made = Catalog(locale=locale, charset="utf-8")
    made.add(("{count} day", "{count} days"), tuple(f"{number} ž" for number in range(made.num_plurals)))
    made.add("Open", "Žut", context="field")
    stream = io.BytesIO()
    write_mo(stream, made)
    content = stream.getvalue()
    if swapped:
        table = array("I", content[: 28 + 16 * 3])
        table.byteswap()
        content = table.tobytes() + content[28 + 16 * 3 :]
    ours, theirs = Messages(io.BytesIO(content)), gettext.GNUTranslations(io.BytesIO(content))
    for count in range(120):
        asked = ("{count} day", "{count} days", count)
        assert ours.ngettext(*asked) == theirs.ngettext(*asked)
    assert ours.gettext("{count} day") == theirs.gettext("{count} day")
    assert ours.gettext(NC_("field", "Open")) == theirs.gettext(NC_("field", "Open")) == "Žut"


@pytest.mark.parametrize(
    ("count", "english", "indonesian"),
    [(0, "0 days", "0 hari"), (1, "1 day", "1 hari"), (2, "2 days", "2 hari"), (21, "21 days", "21 hari")],
)
def test_english_needs_no_catalogue_for_its_two_forms(count: int, english: str, indonesian: str) -> None:
    assert plural("{count} day", "{count} days", count) == english
    set_language("id")
    assert plural("{count} day", "{count} days", count) == indonesian


@pytest.mark.parametrize(
    ("context", "text", "with_it", "without"),
    [("command", "Open", "Buka", "Belum selesai"), ("field", "Sort", "Urutan", "Urutkan")],
)
def test_a_text_with_two_senses_is_told_apart_by_its_context(
    context: str, text: str, with_it: str, without: str
) -> None:
    assert _c(context, text) == _(NC_(context, text)) == _(text) == text
    set_language("id")
    assert (_c(context, text), _(NC_(context, text)), _(text)) == (with_it, with_it, without)


def test_a_context_tells_plural_forms_apart_too() -> None:
    one, many = "{count} day late", "{count} days late"
    assert [plural_c("short", one, many, count) for count in (1, 2)] == ["1 day late", "2 days late"]
    set_language("id")
    assert (plural_c("short", one, many, 2), plural(one, many, 2)) == ("telat 2 hari", "terlambat 2 hari")


TEXT_ARGUMENTS: dict[str, tuple[int, ...]] = {
    "Static": (0,), "Label": (0,), "Content": (0,), "styled": (0,), "Button": (0,), "Text": (0,),
    "Cell": (0,),
    "Choice": (1, 2), "Column": (1,), "FormField": (1,), "Pick": (0,), "Form": (0,), "Reading": (0,),
    "Finder": (0,), "Confirm": (0, 1, 2), "Command": (1, 3), "ListColumn": (0,), "show_message": (0,),
    "show_area_message": (0,), "stand": (0,), "say": (0,), "notify": (0,), "update": (0,), "set_empty_text": (0,),
    "TaskforceError": (0,),
    "UsageError": (0,), "InvalidValue": (0,), "NotFound": (0,), "StoreError": (0,), "print": (0,),
}  # fmt: skip
"""Which arguments of which calls people read."""

TEXT_KEYWORDS = {
    "placeholder",
    "hint",
    "heading",
    "save_label",
    "empty_text",
    "help",
    "title",
    "label",
    "description",
}
TRANSLATING = {"_", "N_", "plural", "_c", "NC_", "plural_c"}
WRAPPERS = {"printable", "cut", "fit", "Content", "styled", "str"}
SAME_IN_EVERY_LANGUAGE = re.compile(r"taskforce|Ctrl\+[A-Z]|Esc|Enter")
WORD = re.compile(r"[^\W\d_]{2,}")


def untranslated(source: str) -> list[tuple[int, str]]:
    """The texts in calls that put them before people, which no catalogue knows: line and text."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call):
            continue
        places = TEXT_ARGUMENTS.get(_called(node), ())
        shown = [node.args[place] for place in places if place < len(node.args)]
        if places:
            shown += [keyword.value for keyword in node.keywords if keyword.arg in TEXT_KEYWORDS]
        for argument in shown:
            found += [(node.lineno, text) for text in _bare_texts(argument)]
    return found


def _called(node: ast.Call) -> str:
    return node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")


def _bare_texts(node: ast.expr) -> list[str]:
    """Literal texts with words in them, as far as they are shown as they stand."""
    if isinstance(node, ast.Constant):
        text = node.value if isinstance(node.value, str) else ""
        return [text] if WORD.search(SAME_IN_EVERY_LANGUAGE.sub("", text)) else []
    if isinstance(node, ast.JoinedStr):
        return [text for part in node.values for text in _bare_texts(part)]
    if isinstance(node, ast.FormattedValue):
        return _bare_texts(node.value)
    if isinstance(node, ast.BinOp):
        return _bare_texts(node.left) + _bare_texts(node.right)
    if isinstance(node, ast.IfExp):
        return _bare_texts(node.body) + _bare_texts(node.orelse)
    if isinstance(node, ast.BoolOp):
        return [text for part in node.values for text in _bare_texts(part)]
    if isinstance(node, ast.Call) and _called(node) in WRAPPERS and _called(node) not in TRANSLATING:
        return [text for part in node.args[:1] for text in _bare_texts(part)]
    return []


def test_no_text_reaches_people_past_the_catalogue() -> None:
    package = Path(taskforce.__file__).parent
    bare = [
        f"{path.relative_to(package)}:{line} {text!r}"
        for path in sorted(package.rglob("*.py"))
        for line, text in untranslated(path.read_text(encoding="utf-8"))
    ]
    assert bare == []


@pytest.mark.parametrize(
    "source",
    [
        'Static("Nothing here")',
        'self.show_message(f"Saved {name}")',
        'Button(Content("Save" + " (Ctrl+S)"))',
        'FormField("due", "New due day", hint="friday")',
        'raise UsageError("No such thing" if wrong else _("Fine"))',
    ],
)
def test_a_text_past_the_catalogue_is_found(source: str) -> None:
    assert untranslated(source)


SECOND_WORDS = {
    r"konflik\w*": "bentrok",
    r"(?<!akhir )pekan\w*": "minggu",
    r"tetikus": "mouse",
    r"(?:due|priority|agency|lead|deadline):\S*": "tenggat:, prioritas:, opd:, pic:, tonggak:",
    r"batas waktu": "tonggak",
}
"""Words that the Indonesian interface does not use, as it has another for the same thing, and that other one."""


@pytest.mark.parametrize("second", SECOND_WORDS)
def test_the_interface_has_one_word_for_one_thing(second: str) -> None:
    """Also its hints: what they teach to type is Indonesian where that is understood."""
    with CATALOGUE.open("rb") as stream:
        catalogue = read_po(stream, locale="id")
    texts = [
        text
        for message in catalogue
        if message.id
        for text in (message.string if isinstance(message.string, tuple | list) else (message.string,))
    ]
    assert [text for text in texts if re.search(rf"\b{second}", text, re.I)] == []
