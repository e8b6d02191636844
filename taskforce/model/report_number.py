"""The numbers of issued reports: the office's pattern, and the next number by it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date

from taskforce.language import _
from taskforce.model.errors import InvalidValue

ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")
"""Months and quarters as letters number them."""

PATTERN = "{seq:03}/LAP-SC/{roman_month}/{year}"
"""What numbers look like when the office has said nothing."""

NAMES = ("seq", "month", "roman_month", "year", "week", "quarter")

_FORMS = {"year": "[0-9]{4}", "roman_month": "[ivx]+", "seq": "[0-9]+"}
_FIELD = re.compile(r"\{([^{}]*)\}")
_KNOWN = re.compile(rf"({'|'.join(NAMES)})(?::0?([1-9]))?")


def check_pattern(pattern: str) -> str:
    """Return a pattern that numbers can be made from.  Raises :class:`InvalidValue` that names what is wrong."""
    for match in _FIELD.finditer(pattern):
        if not _KNOWN.fullmatch(match[1]):
            raise InvalidValue(
                _(
                    "“{field}” in the number pattern is none of {names}: write it as {example}.",
                    field=match[0],
                    names=", ".join(f"{{{name}}}" for name in NAMES),
                    example=PATTERN,
                )
            )
    if "{seq" not in pattern or re.search(r"[{}]", _FIELD.sub("", pattern)):
        raise InvalidValue(
            _("The number pattern “{pattern}” needs {{seq}}, as in {example}.", pattern=pattern, example=PATTERN)
        )
    return pattern


def next_number(pattern: str | None, today: date, first: date, taken: Iterable[str]) -> str:
    """Return the next number, for a report whose period begins on ``first``.

    It is one more than the greatest of those ``taken`` (this year) that are of the pattern.
    """
    pattern = check_pattern(pattern or PATTERN)
    taken = {number.casefold() for number in taken}
    form = re.compile(_as_expression(pattern), re.IGNORECASE)
    used = [int(match["seq"]) for number in taken if (match := form.fullmatch(number))]
    seq = max(used, default=0) + 1
    while (number := _number(pattern, seq, today, first)).casefold() in taken:
        seq += 1
    return number


def _number(pattern: str, seq: int, today: date, first: date) -> str:
    values: Mapping[str, int | str] = {
        "seq": seq,
        "month": today.month,
        "roman_month": ROMAN[today.month - 1],
        "year": today.year,
        "week": first.isocalendar().week,
        "quarter": (today.month + 2) // 3,
    }

    def written(match: re.Match[str]) -> str:
        field = _KNOWN.fullmatch(match[1])
        assert field is not None
        value = values[field[1]]
        return str(value).zfill(int(field[2])) if field[2] and isinstance(value, int) else str(value)

    return _FIELD.sub(written, pattern)


def _as_expression(pattern: str) -> str:
    parts: list[str] = []
    end, named = 0, False
    for match in _FIELD.finditer(pattern):
        parts.append(re.escape(pattern[end : match.start()]))
        name = match[1].partition(":")[0]
        first = name == "seq" and not named
        parts.append("(?P<seq>[0-9]{1,9})" if first else _FORMS.get(name, "[0-9]{1,9}"))
        named, end = named or first, match.end()
    return "".join([*parts, re.escape(pattern[end:])])
