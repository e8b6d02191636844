"""Stored values as people read them, on the screen and on the command line."""

from __future__ import annotations

from datetime import date
from typing import Any

from taskforce.language import _, current_language
from taskforce.model.dates import format_date
from taskforce.model.numbers import format_rupiah
from taskforce.model.records import FieldSpec, Kind
from taskforce.model.vocabulary import label


def value_text(spec: FieldSpec, value: Any) -> str:
    """Return a field's plain value as people read it (a link: its name)."""
    if value is None or value == [] or value == {}:
        return ""
    match spec.kind:
        case Kind.DATE:
            return format_date(date.fromisoformat(str(value)[:10]), current_language(), "short")
        case Kind.MONEY:
            return format_rupiah(int(value))
        case Kind.CHOICE if spec.choices is not None:
            return label(spec.choices(value))
        case Kind.FLAG:
            return _("yes") if value else _("no")
        case Kind.LIST:
            return "; ".join(str(part) for part in value)
        case Kind.MAP:
            return "; ".join(f"{key}={part}" for key, part in value.items())
        case Kind.INTEGER if spec.name == "progress":
            return f"{value}%"
        case _:
            return " ".join(str(value).split())


def mid_sentence(name: str) -> str:
    """Return what a record is called, within a sentence: in small letters, but for words all in capitals (OPD)."""
    return " ".join(word if word.isupper() else word[:1].lower() + word[1:] for word in name.split(" "))
