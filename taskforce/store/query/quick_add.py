"""Quick add: one line becomes an item; ``@`` lead, ``+`` tag, ``field:value`` for the rest."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from taskforce.language import _
from taskforce.model.errors import UsageError

FIELDS = frozenset(
    {
        *("status", "priority", "progress", "start", "due", "done_on", "lead", "agency", "horizon", "weight"),
        *("dim", "dimension", "sub", "sub_dimension", "deadline", "budget", "fund", "fund_source", "origin"),
        *("desc", "description", "meeting", "mission", "programme", "activity", "indicator", "unit"),
        *("depends", "depends_on", "needs", "member", "supporting", "tag", "tags"),
        *("pic", "opd", "dimensi", "prioritas", "tenggat", "anggaran", "mulai"),
    }
)
"""Words that stand for a field before a colon; any other word with a colon belongs to the title."""

ALIASES = {
    "pic": "lead",
    "opd": "agency",
    "dimensi": "dim",
    "prioritas": "priority",
    "tenggat": "due",
    "anggaran": "budget",
    "mulai": "start",
    "needs": "depends_on",
    "depends": "depends_on",
    "member": "supporting",
    "tag": "tags",
}
"""Indonesian and short names, and the field each stands for."""

_TOKEN = re.compile(
    r"""(?<!\S)(?:
        (?P<field>[A-Za-z_]+):(?P<value>"[^"]*"|\S*)
      | @(?P<person>[^\W\d_][\w.-]*)
      | \+(?P<tag>[^\W\d_][\w-]*)
    )(?!\S)""",
    re.VERBOSE,
)


@dataclass(frozen=True, slots=True)
class QuickAdd:
    """The parts of a line: the words left over (the title), people, tags, and fields by name."""

    words: str
    lead: str | None = None
    supporting: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)


def split_quick_add(text: str) -> QuickAdd:
    """Take a line apart.  The first ``@`` is the lead, further ones support.

    Raises :class:`UsageError` for a field without a value.
    """
    people: list[str] = []
    tags: list[str] = []
    fields: dict[str, str] = {}

    def take(match: re.Match[str]) -> str:
        if match["person"]:
            people.append(match["person"])
            return ""
        if match["tag"]:
            tags.append(match["tag"])
            return ""
        name = match["field"].lower()
        if name not in FIELDS or match["value"].startswith("//"):
            return match[0]
        value = match["value"].strip('"')
        if not value:
            raise UsageError(
                _("“{field}:” has no value: write it as {field}:value, or leave it out.", field=match["field"])
            )
        fields[ALIASES.get(name, name)] = value
        return ""

    words = " ".join(_TOKEN.sub(take, text).split())
    tags += [word for word in fields.pop("tags", "").split(",") if word]
    supporting = people[1:] + [word for word in fields.pop("supporting", "").split(",") if word]
    return QuickAdd(words, people[0] if people else None, supporting, tags, fields)
