"""Stored values as people read them: on the screen, on the command line, in what is said back."""

from __future__ import annotations

from typing import Any

from taskforce.language import _
from taskforce.model.dates import format_date
from taskforce.model.records import FieldSpec, Kind
from taskforce.model.vocabulary import label


def value_text(spec: FieldSpec, value: Any, *, weekday: bool = False) -> str:
    """Return a field's plain value as people read it (a link: its name); empty for none.

    ``weekday`` says the weekday of a day: for people who check what was understood.
    """
    if value is None or value == [] or value == {}:
        return ""
    match spec.kind:
        case Kind.DATE:
            return format_date(str(value)[:10], style="full" if weekday else "short")
        case Kind.MONEY:
            from taskforce.model.numbers import format_rupiah

            return format_rupiah(int(value))
        case Kind.CHOICE if spec.choices is not None and value in list(spec.choices):
            return label(spec.choices(value))
        case Kind.FLAG:
            return _("yes") if value else _("no")
        case Kind.LIST:
            return "; ".join(map(_part, value))
        case Kind.MAP:
            return "; ".join(f"{key}={_part(part)}" for key, part in value.items())
        case Kind.NUMBER:
            return _number(value)
        case Kind.RULE:
            from taskforce.model.recurrence.words import rule_text  # few items come again

            return rule_text(str(value))
        case Kind.INTEGER if spec.name == "progress":
            return f"{value}%"
        case _:
            return " ".join(str(value).split())


def _part(part: Any) -> str:
    """Return a part of a list or of a map: of several texts (a signer, a step) those that are set.

    A step of a checklist begins with whether it is done.
    """
    if isinstance(part, dict) and "done" in part:
        return f"{'✔' if part['done'] else '○'} {part.get('text', '')}"
    if isinstance(part, dict):
        return ", ".join(text for text in part.values() if text and isinstance(text, str))
    return _number(part) if isinstance(part, int | float) and not isinstance(part, bool) else str(part)


def _number(value: float) -> str:
    from taskforce.model.numbers import format_number  # with decimal and fractions, which few commands need

    return format_number(value)


def mid_sentence(name: str) -> str:
    """Return what a record is called, within a sentence: in small letters, but for words all in capitals (OPD)."""
    return " ".join(word if word.isupper() else word[:1].lower() + word[1:] for word in name.split(" "))
