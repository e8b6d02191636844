"""Quick add: one line becomes an item; ``@`` lead, ``+`` tag, ``field:value`` for the rest."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from taskforce.language import _
from taskforce.model.dates import reads_as_date
from taskforce.model.errors import UsageError
from taskforce.model.names import spoken_name
from taskforce.model.records import fields_by_word

_OWN = (
    *("status", "priority", "progress", "start", "due", "done_on", "lead", "agency", "horizon", "weight"),
    *("dimension", "sub_dimension", "deadline", "budget", "fund_source", "origin", "description", "meeting"),
    *("mission", "programme", "activity", "indicator", "unit", "every", "depends_on", "supporting", "tags"),
)

_OF_TITLES = ("asal", "jenis", "rapat")
"""Words for a field that titles have before a colon, too: in a line they stay in the title."""

ALIASES: Mapping[str, str] = {
    word: field for word, field in fields_by_word().items() if field in _OWN and word not in _OF_TITLES
}
"""Indonesian and short names, and the field each stands for."""

FIELDS = frozenset({*_OWN, *ALIASES})
"""Words that stand for a field before a colon; any other word with a colon belongs to the title."""

_LISTS = ("supporting", "tags", "depends_on")

_ALIKE = 0.82
"""How like a field (of 1) a word must be to be a slip of the hand; ``rapat`` and ``catatan`` are none."""

_TOKEN = re.compile(
    r"""(?<!\S)(?:
        (?P<field>[A-Za-z_]+):(?!//)(?P<value>"[^"]*"|\S*)
      | @(?P<person>[^\W\d_](?:[\w.-]*\w)?)[.,;]?
      | @["“„](?P<named>[^"“”„]*)["“”][.,;]?
      | @(?P<open>["“„]\S*)
      | \+(?P<tag>[^\W\d_](?:[\w-]*\w)?)[.,;]?
    )(?!\S)""",
    re.VERBOSE,
)


_PERSON_SIGN = re.compile(r"(?<!\S)(?:@|(?P<field>[A-Za-z_]+):)(?=[^\W\d_])")
_DATED = re.compile(r"(?<!\S)(?P<field>[A-Za-z_]+):(?P<value>[^\s\"]+(?:[ \t]+[^\s\":@+]+(?!\S)){1,4})")
"""A field with words behind it, which may be more of its date: ``tenggat:jumat minggu depan``."""


class QuickAdd(NamedTuple):
    """The parts of a line: the words left over (the title), people, tags, and fields by name.

    ``misspelt`` are words before a colon that stay in the title, each with the field that looks like it.
    """

    words: str
    lead: str | None
    supporting: list[str]
    tags: list[str]
    fields: dict[str, str]
    misspelt: Mapping[str, str] = MappingProxyType({})


def split_quick_add(text: str) -> QuickAdd:
    """Take a line apart.  The lead is who ``lead:`` names, else the first ``@``; further ones support.

    Raises :class:`UsageError` for a field without a value, a field given twice, and an open quotation mark.
    """
    people: list[str] = []
    tags: list[str] = []
    fields: dict[str, str] = {}
    lists: dict[str, list[str]] = {name: [] for name in _LISTS}
    misspelt: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        if match["open"]:
            raise UsageError(_("The quotation mark after “@” is not closed: write another one."))
        if person := match["person"] or (match["named"] or "").strip():
            people.append(person)
            return ""
        if match["tag"]:
            tags.append(match["tag"])
            return ""
        typed = (match["field"] or "").lower()
        if typed not in FIELDS:
            if match["value"] and (near := _near(typed)):
                misspelt[match["field"]] = near
            return match[0]
        name, value = ALIASES.get(typed, typed), _value(match)
        if name in lists:
            lists[name] += [word.strip() for word in value.split(",") if word.strip()]
            return ""
        if name in fields:
            raise UsageError(_("“{field}:” is given twice: leave one of them out.", field=match["field"]))
        fields[name] = value
        return ""

    words = " ".join(_TOKEN.sub(take, _DATED.sub(_whole_date, _names_whole(text))).split())
    if "lead" in fields:
        people.insert(0, fields.pop("lead"))
    if lists["depends_on"]:
        fields["depends_on"] = ",".join(lists["depends_on"])
    lead = people[0] if people else None
    return QuickAdd(words, lead, people[1:] + lists["supporting"], tags + lists["tags"], fields, misspelt)


def _names_whole(text: str) -> str:
    """Return a line with names that begin with an address or a title in quotation marks: ``@"Pak Hasan"``."""
    for sign in reversed(list(_PERSON_SIGN.finditer(text))):
        if sign["field"] is None or ALIASES.get(sign["field"].lower(), sign["field"].lower()) == "lead":
            name = spoken_name(text, sign.end())
            if name:
                text = f'{text[: sign.end()]}"{name}"{text[sign.end() + len(name) :]}'
    return text


def _whole_date(match: re.Match[str]) -> str:
    """Return a field with the longest date that begins behind it in quotation marks, and the words after that."""
    typed = match["field"].lower()
    if ALIASES.get(typed, typed) not in ("due", "start", "done_on"):
        return match[0]
    words = match["value"].split()
    for count in range(len(words), 1, -1):
        last = words[count - 1]
        if (not last[0].isdigit() or re.fullmatch("[0-9]{4}", last)) and reads_as_date(" ".join(words[:count])):
            return " ".join((f'{match["field"]}:"{" ".join(words[:count])}"', *words[count:]))
    return match[0]


def _near(word: str) -> str | None:
    """Return the field that a word was perhaps meant to be: a letter too many, missing, or in the wrong place."""
    from difflib import get_close_matches

    return next(iter(get_close_matches(word, FIELDS, 1, _ALIKE)), None) if len(word) > 3 else None


def _value(match: re.Match[str]) -> str:
    """Return the value of a field, without its quotation marks; raises :class:`UsageError` when it is none."""
    typed = match["value"]
    quoted = len(typed) > 1 and typed[0] == typed[-1] == '"'
    value = typed[1:-1] if quoted else typed
    if typed.startswith('"') and not quoted:
        raise UsageError(
            _("The quotation mark after “{field}:” is not closed: write another one.", field=match["field"])
        )
    if not value.strip(" ,"):
        raise UsageError(
            _("“{field}:” has no value: write it as {field}:value, or leave it out.", field=match["field"])
        )
    return value
