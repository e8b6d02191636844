"""What makes a value valid: every record that is written passes here, from whatever side it comes.

Values are plain: text, ``int``, ``float``, ``bool``, ISO dates and moments as text, JSON lists and maps, record
ids.  :func:`plain` brings one value to that form or says why it cannot; :func:`check_record` judges a whole
record.  Standard library only, so that forms can ask too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from taskforce.language import _
from taskforce.model.errors import InvalidRecord, InvalidValue, Problem
from taskforce.model.records import FieldSpec, Kind, record_spec
from taskforce.model.text import clean_line, clean_text
from taskforce.model.vocabulary import Status, label

_SHOWN = 60
"""Characters of a refused value that an error sentence repeats."""

_DEPTH = 6
"""Greatest nesting of a list or map; real ones have two levels."""


def plain(spec: FieldSpec, value: object) -> Any:
    """Return ``value`` as the plain value that field ``spec`` stores; ``None`` for an absent one.

    Raises :class:`InvalidValue` with one sentence that names the field, the value and the remedy.
    """
    if value is None or (isinstance(value, str) and not value.strip() and spec.kind is not Kind.FLAG):
        if spec.required:
            if spec.default is not None:
                return spec.default
            raise InvalidValue(_("{field} is missing: give one.", field=_(spec.label)))
        return None
    return _READERS[spec.kind](spec, value)


def _refuse(spec: FieldSpec, value: object, why: str) -> InvalidValue:
    shown = clean_line(str(value))
    shown = shown if len(shown) <= _SHOWN else shown[: _SHOWN - 1] + "…"
    return InvalidValue(_("{field} cannot be “{value}”: {why}", field=_(spec.label), value=shown, why=why))


def _text_of(spec: FieldSpec, value: object, cleaned: str) -> str | None:
    if len(cleaned) > spec.limit:
        why = _(
            "it has {count} characters and at most {limit} fit; shorten it or put the rest in a note.",
            count=len(cleaned),
            limit=spec.limit,
        )
        raise _refuse(spec, value, why)
    if not cleaned:
        return plain(spec, None)  # type: ignore[no-any-return]
    return cleaned


def _line(spec: FieldSpec, value: object) -> str | None:
    return _text_of(spec, value, clean_line(str(value)))


def _text(spec: FieldSpec, value: object) -> str | None:
    return _text_of(spec, value, clean_text(str(value)))


def _choice(spec: FieldSpec, value: object) -> str:
    assert spec.choices is not None
    if str(value) in list(spec.choices):
        return str(value)
    why = _("use one of {accepted}.", accepted=", ".join(label(one).lower() for one in spec.choices))
    raise _refuse(spec, value, why)


def _bounded(spec: FieldSpec, value: object, number: float) -> None:
    low, high = spec.minimum, spec.maximum
    if (low is not None and number < low) or (high is not None and number > high):
        if low is not None and high is not None:
            why = _("use a number from {low} to {high}.", low=f"{low:.0f}", high=f"{high:.0f}")
        else:
            why = _("use a number of at least {low}.", low=f"{low:.0f}")
        raise _refuse(spec, value, why)


def _integer(spec: FieldSpec, value: object) -> int:
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole:
        raise _refuse(spec, value, _("use a whole number."))
    number = int(value)  # type: ignore[call-overload]
    _bounded(spec, value, number)
    return int(number)


def _number(spec: FieldSpec, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _refuse(spec, value, _("use a number."))
    _bounded(spec, value, value)
    return float(value)


def _flag(spec: FieldSpec, value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value in (0, 1):
        return bool(value)
    raise _refuse(spec, value, _("use true or false."))


def _date(spec: FieldSpec, value: object) -> str:
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    try:
        parsed = date.fromisoformat(str(value))
    except ValueError:
        raise _refuse(spec, value, _("use a date as 2026-12-05.")) from None
    return parsed.isoformat()


def _time(spec: FieldSpec, value: object) -> str:
    try:
        parsed = datetime.fromisoformat(str(value))
    except ValueError:
        parsed = None
    if parsed is None or parsed.tzinfo is None:
        raise _refuse(spec, value, _("use a moment as 2026-12-05T01:00:00.000Z."))
    return str(value)


def _link(spec: FieldSpec, value: object) -> str:
    if not isinstance(value, str):
        raise _refuse(spec, value, _("use the id of a record."))
    return value


def _rule(_spec: FieldSpec, value: object) -> str:
    from taskforce.model.recurrence.rules import normal_rule  # few items come again

    return normal_rule(str(value))


def _depth(value: object) -> int:
    if isinstance(value, Mapping):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list | tuple):
        return 1 + max(map(_depth, value), default=0)
    return 0


def _cleaned(value: Any) -> Any:
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, Mapping):
        return {clean_line(str(key)): _cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part) for part in value]
    return value


def _structure(spec: FieldSpec, value: object) -> Any:
    expected = Mapping if spec.kind is Kind.MAP else (list, tuple)
    if not isinstance(value, expected):
        raise _refuse(spec, value, _("use a list.") if spec.kind is Kind.LIST else _("use a map."))
    if spec.limit > 2**20:
        return value  # a frozen report: written by the program, never typed
    if _depth(value) > _DEPTH:
        raise _refuse(spec, value, _("it is nested too deeply."))
    cleaned = _cleaned(value)
    if len(json.dumps(cleaned, ensure_ascii=False)) > spec.limit:
        raise _refuse(spec, value, _("it is too long; at most {limit} characters fit.", limit=spec.limit))
    return cleaned


_READERS = {
    Kind.LINE: _line,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.INTEGER: _integer,
    Kind.MONEY: _integer,
    Kind.NUMBER: _number,
    Kind.FLAG: _flag,
    Kind.DATE: _date,
    Kind.TIME: _time,
    Kind.LINK: _link,
    Kind.LIST: _structure,
    Kind.MAP: _structure,
    Kind.RULE: _rule,
}


def check_values(record_type: str, values: Mapping[str, object]) -> tuple[dict[str, Any], list[Problem]]:
    """Return the plain form of some fields of a record, and what is wrong with them, field by field.

    A field that the record type does not have is a :class:`Problem` too.
    """
    spec = record_spec(record_type)
    good: dict[str, Any] = {}
    problems: list[Problem] = []
    for name, value in values.items():
        field = spec.by_name.get(name)
        if field is None:
            sentence = _("{record} has no field “{field}”.", record=_(spec.label), field=name)
            problems.append(Problem(record_type, name, value, sentence))
            continue
        try:
            good[name] = plain(field, value)
        except InvalidValue as error:
            problems.append(Problem(record_type, name, value, str(error)))
    return good, problems


def completed(record_type: str, good: Mapping[str, Any]) -> dict[str, Any]:
    """Return a whole new record from values in plain form: defaults filled in, absent values left out.

    Raises :class:`InvalidRecord` for what is missing or does not go together.
    """
    spec = record_spec(record_type)
    record = {name: value for name, value in good.items() if value is not None}
    problems: list[Problem] = []
    for field in spec.required:
        if field.name in record:
            continue
        if field.default is None:
            sentence = _("{field} is missing: give one.", field=_(field.label))
            problems.append(Problem(record_type, field.name, None, sentence))
        else:
            record[field.name] = field.default
    problems += across_fields(record_type, record)
    if problems:
        raise InvalidRecord(problems)
    return record


def check_record(record_type: str, values: Mapping[str, object]) -> dict[str, Any]:
    """Return a whole new record in plain form; raises :class:`InvalidRecord` with every problem found."""
    good, problems = check_values(record_type, values)
    try:
        record = completed(record_type, good)
    except InvalidRecord as error:
        named = {problem.field for problem in problems}
        problems += [problem for problem in error.problems if problem.field not in named]
    if problems:
        raise InvalidRecord(problems)
    return record


def across_fields(record_type: str, values: Mapping[str, Any]) -> list[Problem]:
    """Return what is wrong between the fields of a record whose single values are all valid."""
    if record_type == "action_item":
        return _across_item(values)
    if record_type == "dependency" and values.get("item_id") == values.get("needs_id"):
        sentence = _("An action item cannot depend on itself: choose another one.")
        return [Problem(record_type, "needs_id", values.get("needs_id"), sentence)]
    if record_type == "evidence" and not (values.get("location") or values.get("letter_number")):
        sentence = _("Evidence needs a file, a link or the number of a letter: give one.")
        return [Problem(record_type, "location", None, sentence)]
    return []


STATE = ("status", "progress", "done_on")
"""Fields of an action item that hold together; :mod:`taskforce.store.write.consequences` sees to it."""


def state_agrees(item: Mapping[str, Any]) -> bool:
    """Return whether status, progress and day of an item agree; of a done one the day may be unknown."""
    if item["status"] == Status.DONE:
        return bool(item["progress"] == 100)
    return item["done_on"] is None and (item["status"] != Status.NOT_STARTED or item["progress"] == 0)


def _across_item(values: Mapping[str, Any]) -> list[Problem]:
    problems: list[Problem] = []
    start, due = values.get("start"), values.get("due")
    if start and due and start > due:
        sentence = _("The start {start} is after the due date {due}: change one of the two.", start=start, due=due)
        problems.append(Problem("action_item", "start", start, sentence))
    if values.get("every") and not due:
        sentence = _(
            "An action item that repeats needs a due date, which the next one is counted from: give one, or end "
            "it with every=-."
        )
        problems.append(Problem("action_item", "every", values["every"], sentence))
    done_on, status = values.get("done_on"), values.get("status")
    if done_on and status != Status.DONE:
        sentence = _(
            "Done on {day}, but the status is {status}: correct one of the two.", day=done_on, status=status
        )
        problems.append(Problem("action_item", "done_on", done_on, sentence))
    return problems
