"""What may stand at the caret of a query: fields, flags and values that exist."""

from __future__ import annotations

import re

from taskforce.model.vocabulary import Horizon, Priority, Status
from taskforce.store.query.words import FIELDS, FLAGS
from taskforce.store.reader import Reader

_BEFORE = re.compile(r"(?:(?P<field>[^\W\d]\w*)(?::|<=|>=|<|>))?(?P<part>[^\s()\":<>=]*)$")

_VALUES = {
    "lead": "SELECT handle FROM member WHERE NOT deleted AND active ORDER BY handle",
    "agency": "SELECT code FROM agency WHERE NOT deleted ORDER BY code",
    "dimension": "SELECT key FROM dimension WHERE NOT deleted ORDER BY position",
    "sub_dimension": "SELECT key FROM sub_dimension WHERE NOT deleted ORDER BY key",
    "deadline": "SELECT key FROM deadline WHERE NOT deleted ORDER BY due",
    "tag": "SELECT DISTINCT name FROM tag WHERE NOT deleted ORDER BY name",
}
_DATES = ("today", "besok", "lusa", "akhir-bulan", "+7", "none")


def completions(text: str, caret: int, reader: Reader) -> list[str]:
    """Words that continue what stands before the caret, best first; each replaces the last part typed."""
    match = _BEFORE.search(text[:caret])
    if match is None:
        return []
    name, part = match["field"], match["part"].lower()
    if name is None:
        words = [f"{word}:" for word in FIELDS] + ["is:"]
    elif name.lower() == "is":
        words = [*FLAGS, *Status]
    else:
        words = _values(FIELDS.get(name.lower(), ""), reader)
    return [word for word in words if word.lower().startswith(part) and word.lower() != part]


def _values(field: str, reader: Reader) -> list[str]:
    if field in ("due", "start", "done_on", "created", "updated"):
        return list(_DATES)
    for name, kind in (("status", Status), ("priority", Priority), ("horizon", Horizon)):
        if field == name:
            return [str(value) for value in kind]
    sql = _VALUES.get("lead" if field == "member" else field)
    return [str(row[0]) for row in reader.rows(sql)] if sql else []
