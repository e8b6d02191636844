"""From what people type for a field to its plain value, one way for every record: items, registers, meetings, the
organisation, on the command line, in quick add and in forms.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from taskforce.language import _
from taskforce.model.dates import parse_date, weekday_contradiction
from taskforce.model.errors import InvalidValue, UsageError
from taskforce.model.names import handle_for
from taskforce.model.nip import nip_warnings, parse_nip
from taskforce.model.numbers import parse_money, parse_number, parse_percent
from taskforce.model.records import DELETED, FieldSpec, Kind, record_spec
from taskforce.model.shown import parse_steps, value_text
from taskforce.model.text import excerpt, nearest
from taskforce.model.vocabulary import parse_choice
from taskforce.store.changes.batch import Draft
from taskforce.store.query.lookup import resolve
from taskforce.store.read.items import item_by_ref
from taskforce.store.store import Store
from taskforce.store.workdays import working_day_test

EMPTY = ("", "-", "none", "null", "kosong", "tidak ada")
"""What people type for nothing."""


_GIVEN = (DELETED, "series")
"""Fields that the program gives."""


class Drafted:
    """Drafts, what was understood (lines to echo), and what a person should look at (warnings)."""

    def __init__(self, item_id: str | None = None) -> None:
        self.item_id = item_id
        self.drafts: list[Draft] = []
        self.echo: list[str] = []
        self.warnings: list[str] = []
        self.is_move = False
        """True where days of items are moved from where they are, each by as much."""


def field_spec(name: str, record_type: str = "action_item", others: Collection[str] = ()) -> FieldSpec:
    """Return the field that people call ``name``; links go without their ``_id``.

    Raises :class:`UsageError` with the nearest names, among them ``others`` that are no fields.
    """
    spec = record_spec(record_type)
    word = name.strip().lower().replace("-", "_")
    typed = [one for one in spec.fields if one.name not in _GIVEN and one.to != "recurrence"]
    for one in typed:
        if word in (one.name, one.name.removesuffix("_id"), *one.words):
            return one
    names = [*(one.name.removesuffix("_id") for one in typed), *others]
    near = nearest(word, [*names, *(word for one in typed for word in one.words)], as_near=True)
    if near:
        raise UsageError(_("There is no field “{name}”: did you mean {near}?", name=name, near=", ".join(near)))
    raise UsageError(_("There is no field “{name}”: use one of {near}.", name=name, near=", ".join(names)))


def read_fields(
    store: Store, record_type: str, texts: Mapping[str, str], drafted: Drafted, silent: Collection[str] = ()
) -> dict[str, Any]:
    """Return the plain values of texts by field name; what was understood of them goes to ``drafted``.

    Fields in ``silent`` are too long to be repeated.
    """
    values: dict[str, Any] = {}
    for name, text in texts.items():
        spec = field_spec(name, record_type)
        if spec.name in values:
            raise UsageError(_("“{field}” is said twice: say it once.", field=name))
        value = values[spec.name] = read_field(store, spec, text)
        if spec.name not in silent:
            drafted.echo.append(understood(store, spec, value))
        if spec.kind is Kind.DATE and value is not None:
            contradiction = weekday_contradiction(text, date.fromisoformat(value))
            drafted.warnings.extend([contradiction] if contradiction else [])
        elif spec.name == "nip" and value is not None:
            drafted.warnings.extend(nip_warnings(value))
    return values


def read_field(store: Store, spec: FieldSpec, text: str) -> Any:
    """Return the plain value of what was typed for a field; an empty text or ``-`` means none.

    Raises :class:`InvalidValue` or :class:`~taskforce.model.errors.NotFound` with one sentence.
    """
    words = text.strip()
    if words.casefold() in EMPTY and not (spec.required and spec.default is None and words):
        return None
    match spec.kind:
        case Kind.DATE:
            return parse_date(words, store.clock.today(), working_day_test(store.reader)).isoformat()
        case Kind.MONEY:
            return parse_money(words)
        case Kind.INTEGER if spec.name == "progress":
            return parse_percent(words)
        case Kind.INTEGER:
            return _whole(parse_number(words))
        case Kind.NUMBER:
            return float(parse_number(words))
        case Kind.CHOICE:
            assert spec.choices is not None
            return str(parse_choice(spec.choices, words))
        case Kind.FLAG:
            return _flag(words)
        case Kind.LINK:
            assert spec.to is not None
            if spec.to == "action_item":
                return item_by_ref(store.reader, words).id
            return resolve(store.reader, spec.to, words).id
        case Kind.LIST if spec.name == "checklist":
            return parse_steps(words)
        case Kind.LIST:
            return [part.strip() for part in words.split(";") if part.strip()]
        case Kind.MAP:
            return _year_values(words)
        case Kind.RULE:
            from taskforce.model.recurrence.words import parse_rule  # few items come again

            return parse_rule(words, store.clock.today())
        case Kind.LINE if spec.name == "nip":
            return parse_nip(words)
        case Kind.LINE if spec.name == "handle":
            return _handle(words)
        case _:
            return text


def _handle(text: str) -> str:
    """Return a handle that ``@`` reaches: one word that begins with a letter."""
    handle = text.removeprefix("@")
    if not re.fullmatch(r"[^\W\d_][^\s@,;:()\"<>=+]*", handle):
        raise InvalidValue(
            _(
                "“{text}” is no handle: write one word that begins with a letter, such as {handle}.",
                text=excerpt(text, 40),
                handle=handle_for(text, ()),
            )
        )
    return handle


def two_names(record_type: str, first: str, second: str) -> UsageError:
    """Return the refusal of a record that was named in words, and otherwise in a field."""
    return UsageError(
        _(
            "{record}: two names were given, “{first}” and “{second}”: give one.",
            record=_(record_spec(record_type).label),
            first=first,
            second=second,
        )
    )


def _whole(number: Any) -> int:
    if number != int(number):
        raise InvalidValue(_("“{text}” is not a whole number: leave the fraction out.", text=number))
    return int(number)


def _flag(text: str) -> bool:
    word = text.casefold()
    if word in ("yes", "true", "1", "ya", "on"):
        return True
    if word in ("no", "false", "0", "tidak", "off"):
        return False
    raise InvalidValue(_("“{text}” is neither yes nor no: write one of the two.", text=text))


def _year_values(text: str) -> dict[str, float]:
    """Return the values per year of ``2024=10; 2025=25``."""
    values: dict[str, float] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        year, sign, number = part.partition("=")
        if not sign or not year.strip().isdigit():
            raise InvalidValue(_("“{text}” is not a value per year: write it as 2026=40; 2027=60.", text=text))
        values[year.strip()] = float(parse_number(number))
    return values


def understood(store: Store, spec: FieldSpec, value: Any) -> str:
    """Return what was understood, for people to check: dates with their weekday, amounts with their dots."""
    name = _(spec.label)
    if value in (None, [], {}):
        return _("{field}: none", field=name)
    if spec.kind is Kind.LINK and spec.to is not None:
        from taskforce.store.history.steps import names_of

        return f"{name}: {names_of(store.reader, {spec.to: [value]}).get((spec.to, value), value)}"
    return f"{name}: {value_text(spec, value, weekday=True)}"
