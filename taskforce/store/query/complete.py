"""Completion at the caret of a query: fields, flags and values that exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from enum import StrEnum

from taskforce.language import current_language
from taskforce.model.errors import InvalidValue
from taskforce.model.text import fold
from taskforce.model.vocabulary import Horizon, Priority, Status, label, parse_choice
from taskforce.store.database.reader import Reader
from taskforce.store.query.quick_add import FIELDS as QUICK_ADD_FIELDS
from taskforce.store.query.words import FIELDS, FLAG_FIELDS, QUOTES, field_words, flag_words

_BEFORE = re.compile(r"(?:(?P<field>[^\W\d]\w*)(?P<operator>:|<=|>=|<|>|=))?(?P<part>[^\s()\":<>=]*)$")

_VALUES = {
    "lead": "SELECT handle FROM member WHERE NOT deleted AND active ORDER BY handle",
    "agency": "SELECT code FROM agency WHERE NOT deleted ORDER BY code",
    "dimension": "SELECT key FROM dimension WHERE NOT deleted ORDER BY position",
    "sub_dimension": "SELECT key FROM sub_dimension WHERE NOT deleted ORDER BY key",
    "deadline": "SELECT key FROM deadline WHERE NOT deleted ORDER BY due",
    "tag": "SELECT DISTINCT name FROM tag WHERE NOT deleted ORDER BY name",
    "meeting": "SELECT number FROM meeting WHERE NOT deleted AND number IS NOT NULL ORDER BY date DESC",
    "fund": (
        "SELECT DISTINCT fund_source FROM action_item WHERE NOT deleted AND fund_source IS NOT NULL "
        "ORDER BY fund_source"
    ),
}
_CHOICES: dict[str, type[StrEnum]] = {"status": Status, "priority": Priority, "horizon": Horizon}
_DATES = {
    "id": (
        "hari-ini",
        "besok",
        "lusa",
        "jumat",
        "minggu-ini",
        "minggu-depan",
        "akhir-bulan",
        "+7",
        "+5hk",
        "kosong",
    ),
    "en": ("today", "tomorrow", "friday", "this-week", "next-week", "end-of-month", "+7", "+5wd", "none"),
}
_DATED = ("due", "start", "done_on", "created", "updated")


def tag_names(reader: Reader) -> list[str]:
    """Return the tags that items have, by name."""
    return [str(name) for (name,) in reader.rows(_VALUES["tag"])]


def completions(text: str, caret: int, reader: Reader) -> list[str]:
    """Return words that continue what stands before the caret, best first.

    Each replaces the last part typed: a field's name (without the ``-`` before it), or everything between the
    field's operator and the caret.  Nothing is offered within quotation marks.
    """
    before = text[:caret]
    match = _BEFORE.search(before)
    if match is None or before.count('"') % 2:
        return []
    name, part = match["field"], match["part"]
    if name is not None:
        chosen, comma, part = part.rpartition(",")
        return [chosen + comma + word for word in _beginning(part, _values(name.lower(), reader))]
    part = part.removeprefix("-")
    if part[:1] in ("@", "+"):
        words = _values("lead" if part[0] == "@" else "tag", reader)
        return [part[0] + word for word in _beginning(part[1:], words)]
    return _beginning(part, [f"{word}:" for word in field_words()])


def line_completions(text: str, caret: int, reader: Reader, first: Sequence[str] = ()) -> list[str]:
    """Return :func:`completions` for the line of quick add; the handles in ``first`` come before the others."""
    words = completions(text, caret, reader)
    if all(word.startswith("@") for word in words):
        return sorted(words, key=lambda word: word[1:] not in first)
    return [word for word in words if not word.endswith(":") or word[:-1] in QUICK_ADD_FIELDS]


def _beginning(part: str, words: Iterable[str]) -> list[str]:
    """Return the words that go on where ``part`` ends; what cannot be typed without quotation marks gets them."""
    typed = fold(part)
    longer = [word for word in words if fold(word).startswith(typed) and fold(word) != typed]
    typeable = [word for word in longer if not any(sign in word for sign in QUOTES)]
    return [f'"{word}"' if re.search(r"[\s(),]", word) else word for word in typeable]


def _values(name: str, reader: Reader) -> list[str]:
    if name in FLAG_FIELDS:
        return [*flag_words(), *_choices(Status)]
    field = FIELDS.get(name, "")
    if field in _DATED:
        days = _DATES[current_language()]
        return list(days[:-1] if field in ("created", "updated") else days)  # every item has such a moment
    if field in _CHOICES:
        return _choices(_CHOICES[field])
    sql = _VALUES.get("lead" if field == "member" else field)
    return [str(row[0]) for row in reader.rows(sql)] if sql else []


def _choices(kind: type[StrEnum]) -> list[str]:
    """Return the values of an enumeration, and the words of the language in force that mean them."""
    spoken: list[str] = []
    for value in kind:
        word = label(value).lower().replace(" ", "-")
        try:
            understood = parse_choice(kind, word) is value
        except InvalidValue:  # a label that is too long to be one of the words people type
            understood = False
        if understood and word.replace("-", "_") != value:
            spoken.append(word)
    return [*map(str, kind), *spoken]
