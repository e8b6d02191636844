"""The history as plain data, for bundles and for the complete JSON export: written here, and read with care.

The doctor asks by the same rule whether what is stored is sound.

What is read may come from anyone.  It is taken only when every part is of its kind and every value of a field
that this version knows could have been written by it; record types and fields that it does not know (they are of
a newer version) are kept as they are.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from json.encoder import encode_basestring
from typing import Any, TypeGuard

from taskforce.language import _
from taskforce.model.errors import TaskforceError
from taskforce.model.records import CREATION, RECORDS, FieldSpec, Kind
from taskforce.model.text import clean_text, excerpt
from taskforce.model.validate import plain
from taskforce.store.changes.batch import Change, StoredBatch, StoredCopy, to_json

_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z")
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,59}")
_SERIES = re.compile(r"(?:[a-z][a-z0-9]{0,59})?")

_GREATEST_NUMBER = 2**53
_GREATEST_CLOCK = 2**62
_GREATEST_INTEGER = 2**31 - 1
_MOST_VALUES = 1_000_000
"""Values of one line."""
_DEPTH = 20
_PLAIN = (str, int, bool)
"""Types of which equal values are the same JSON."""
_LONGEST_REMARK = 20_000
_OFTEN = 4_096
"""Words that are remembered once they were looked at: many changes name a moment or a field."""


class Damaged(TaskforceError):
    """Data that no copy of this program can have written; the text says what is wrong with it."""


def data_of(part: StoredCopy | StoredBatch | Change) -> dict[str, Any]:
    """Return a copy, batch or change as plain data without what is absent; ``old`` and ``new`` are values."""
    data = {name: value for name, value in part._asdict().items() if value is not None}
    for name in ("old", "new"):
        if isinstance(part, Change) and name in data:
            data[name] = json.loads(data[name])
    return data


def json_of(change: Change) -> str:
    """Return a change as the JSON object that :func:`data_of` gives.

    What it says is JSON text already, and stands there as it is.
    """
    values = [
        f'"{name}":{value if name in _JSON_TEXTS or isinstance(value, int) else encode_basestring(value)}'
        for name, value in zip(Change._fields, change, strict=True)
        if value is not None
    ]
    return f"{{{','.join(values)}}}"


_JSON_TEXTS = ("old", "new")


def check_json_texts(change: Change) -> None:
    """Raise :class:`Damaged` where what a stored change says is no JSON text, or one of several lines."""
    for text in (change.old, change.new):
        if text is not None and (load_json(text) is None or "\n" in text):
            raise Damaged(_("it is no JSON"))


def load_json(text: str | bytes) -> Any:
    """Return the data that a JSON text (UTF-8) says; raise :class:`Damaged`."""
    try:
        text = text if isinstance(text, str) else text.decode("utf-8")
        if text[:1].isspace():
            return _decoder.decode(text)
        value, end = _decoder.raw_decode(text)  # there is no space before it, nor after it in what we wrote
        return value if end == len(text) else _decoder.decode(text)
    except (ValueError, RecursionError) as error:
        raise Damaged(_("it is no JSON")) from error


def load_lines(text: bytes) -> list[Any]:
    """Return what each line of a text (UTF-8) says: JSON without spaces around it; raise :class:`Damaged`."""
    values: list[Any] = []
    try:
        letters = text.decode("utf-8")
        at = 0
        while at < len(letters):
            end = letters.find("\n", at)
            end = len(letters) if end < 0 else end
            if end - at > _MOST_VALUES and sum(letters.count(sign, at, end) for sign in "[{,") > _MOST_VALUES:
                raise Damaged(_("a line of it is too long"))
            value, stop = _scan(letters, at)
            if stop != end:
                raise ValueError(stop)
            values.append(value)
            at = end + 1
    except (ValueError, RecursionError, StopIteration) as error:
        raise Damaged(_("it is no JSON")) from error
    return values


def _finite(text: str) -> float:
    number = float(text)
    return number if math.isfinite(number) else _no_number(text)


def _no_number(text: str) -> Any:
    raise ValueError(text)


_decoder = json.JSONDecoder(parse_constant=_no_number, parse_float=_finite)
_scan: Callable[[str, int], tuple[Any, int]] = vars(_decoder)["scan_once"]
"""What ``raw_decode`` calls; it is asked for every line of a history."""

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, allow_nan=False).encode


def read_copy(data: Any) -> StoredCopy:
    """Return a copy; raise :class:`Damaged`."""
    values = _mapping(data)
    series = values.get("series")
    if not isinstance(series, str) or not _SERIES.fullmatch(series):
        raise _wrong("series", series)
    return StoredCopy(read_id(values, "id"), series, read_moment_text(values, "created_at"))


def read_batch(data: Any) -> StoredBatch:
    """Return a batch; raise :class:`Damaged`."""
    values = _mapping(data)
    return StoredBatch(
        read_id(values, "id"),
        read_id(values, "copy_id"),
        read_moment_text(values, "at"),
        _optional_id(values, "actor_id"),
        _word(values, "kind"),
        _remark(values, "summary"),
        _remark(values, "reason"),
        _optional_id(values, "undoes"),
    )


def read_change(data: Any) -> Change:
    """Return a change; raise :class:`Damaged`."""
    values = _mapping(data)
    field = values.get("field")
    change = Change(
        read_id(values, "id"),
        read_id(values, "batch_id"),
        read_moment_text(values, "at"),
        read_integer(values, "clock", 0, _GREATEST_CLOCK),
        read_id(values, "copy_id"),
        read_integer(values, "number", 1, _GREATEST_NUMBER),
        _optional_id(values, "actor_id"),
        _word(values, "record_type"),
        read_id(values, "record_id"),
        CREATION if field == CREATION else _word(values, "field"),
        _value(values.get("old")),
        _value(values.get("new")),
        _ids(values, "after"),
    )
    _check_values(change.record_type, change.field, values.get("old"), values.get("new"))
    return change


def fault_of(part: StoredCopy | StoredBatch | Change) -> str:
    """Return what is wrong with a stored copy, batch or change, in a few words; empty where it is sound.

    A value of a newer version is sound.
    """
    try:
        read = (
            read_change if isinstance(part, Change) else read_batch if isinstance(part, StoredBatch) else read_copy
        )
        read(data_of(part))
    except Damaged as error:
        return str(error)
    except (ValueError, TypeError, RecursionError):
        return _("it is no JSON")
    return ""


def _check_values(record_type: str, field: str, old: Any, new: Any) -> None:
    """Raise :class:`Damaged` for a value of a field that this program could not have written."""
    if record_type not in RECORDS:
        return
    fields = RECORDS[record_type].by_name
    if field != CREATION:
        if field in fields:
            _check(fields[field], new)
            _check(fields[field], old)
        return
    if not isinstance(new, dict) or old is not None:
        raise _wrong("new", new)
    for name, value in new.items():
        if name in fields:
            _check(fields[name], value)
    for spec in RECORDS[record_type].required:
        if spec.default is None and new.get(spec.name) is None:
            raise _wrong(spec.name, None)


def _check(spec: FieldSpec, value: Any) -> None:
    if value is None:
        return
    try:
        said = plain(spec, value)
        right = type(said) is type(value) and type(value) in _PLAIN and said == value
        right = right or to_json(said) == to_json(value)
    except (TaskforceError, ValueError, TypeError, OverflowError, RecursionError):
        right = False
    if spec.kind is Kind.INTEGER and isinstance(value, int):
        right = right and value <= _GREATEST_INTEGER
    if spec.kind is Kind.LINK:
        right = right and _ID.fullmatch(value) is not None
    if not right:
        raise _wrong(spec.name, value)


def _wrong(name: str, value: Any) -> Damaged:
    return Damaged(_("“{value}” cannot be its “{field}”", value=excerpt(str(value)), field=name))


def _mapping(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict):
        raise Damaged(_("a part of it is no object"))
    return data


def read_id(values: Mapping[str, Any], name: str) -> str:
    """Return the id under ``name``; raise :class:`Damaged`."""
    value = values.get(name)
    if not is_id(value):
        raise _wrong(name, value)
    return value


def is_id(value: Any) -> TypeGuard[str]:
    """Return whether a value is an id."""
    return type(value) is str and _ID.fullmatch(value) is not None


def _optional_id(values: Mapping[str, Any], name: str) -> str | None:
    return None if values.get(name) is None else read_id(values, name)


def _ids(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or not all(map(_ID.fullmatch, value.split(" "))):
        raise _wrong(name, value)
    return value


def read_moment_text(values: Mapping[str, Any], name: str) -> str:
    """Return the moment under ``name``, as it is stored; raise :class:`Damaged`."""
    value = values.get(name)
    if not is_moment(value):
        raise _wrong(name, value)
    return value


def is_moment(value: Any) -> TypeGuard[str]:
    """Return whether a value is a moment as it is stored."""
    return type(value) is str and _is_moment(value)


@lru_cache(_OFTEN)
def _is_moment(text: str) -> bool:
    try:
        if _MOMENT.fullmatch(text) is None or not text.isascii():
            return False
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


def read_integer(values: Mapping[str, Any], name: str, least: int, greatest: int) -> int:
    """Return the whole number under ``name``; raise :class:`Damaged`."""
    value = values.get(name)
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= greatest:
        raise _wrong(name, value)
    return value


def _word(values: Mapping[str, Any], name: str) -> str:
    value = values.get(name)
    if not is_word(value):
        raise _wrong(name, value)
    return value


def is_word(value: Any) -> TypeGuard[str]:
    """Return whether a value names a record type, a field or a kind of step."""
    return type(value) is str and _is_word(value)


@lru_cache(_OFTEN)
def _is_word(text: str) -> bool:
    return _WORD.fullmatch(text) is not None


def _remark(values: Mapping[str, Any], name: str) -> str | None:
    value = values.get(name)
    if value is None:
        return None
    if not isinstance(value, str) or len(value) > _LONGEST_REMARK:
        raise _wrong(name, value)
    return clean_text(value)


def _value(value: Any) -> str | None:
    """Return a value as it is stored: JSON text; raise :class:`Damaged` for what cannot be one."""
    if value is None:
        return None
    try:
        if type(value) is str:
            text = encode_basestring(value)
        else:
            _check_depth(value)
            text = _encode(value)
        if not text.isascii():
            text.encode("utf-8")
    except ValueError as error:  # a number that is none, or half a character
        raise _wrong("new", "…") from error
    return text


def _check_depth(value: Any) -> None:
    level = [value]
    for _depth in range(_DEPTH):
        if not level:
            return
        level = [
            part
            for one in level
            if isinstance(one, dict | list)
            for part in (one.values() if isinstance(one, dict) else one)
        ]
    raise Damaged(_("it is nested too deeply"))


# Many changes at once

_HEXADECIMAL = bytes.maketrans(b"123456789abcdef", b"0" * 15)
_ZEROS = b"00000000-0000-0000-0000-000000000000"
"""An id in which every digit became a zero."""

_Columns = Sequence[Sequence[Any]]


def read_changes(parts: Sequence[Mapping[str, Any]]) -> list[Change]:
    """Return changes; raise :class:`Damaged`.

    What :func:`read_change` asks of each is asked of all, a column at a time; what many say (a step, a moment, a
    value) is looked at once.  Where anything is amiss each is read by itself, which says what is wrong; so both
    take the same, and refuse the same.
    """
    if not parts:
        return []
    columns = list(zip(*[tuple(map(data.get, Change._fields)) for data in parts], strict=True))
    try:
        texts = _values_as_text(columns) if _are_sound(columns) else None
    except (Damaged, TypeError, ValueError):
        texts = None
    if texts is None:
        return list(map(read_change, parts))
    return list(map(Change._make, zip(*columns[:_OLD], *texts, columns[_AFTER], strict=True)))


_OLD, _NEW, _AFTER = map(Change._fields.index, ("old", "new", "after"))


def _are_sound(columns: _Columns) -> bool:
    """Return whether all is of its kind but the values; raise where it is so unlike that it cannot be asked."""
    ids, batches, moments, clocks, copies, numbers, actors, kinds, records, fields, _old, _new, after = columns
    return (
        _are_ids(ids)
        and _are_ids(records)
        and all(map(is_id, {*batches, *copies, *actors} - {None}))
        and None not in batches
        and None not in copies
        and all(map(is_moment, set(moments)))
        and all(map(is_word, {*kinds, *fields} - {CREATION}))
        and CREATION not in kinds
        and _are_whole(clocks, 0, _GREATEST_CLOCK)
        and _are_whole(numbers, 1, _GREATEST_NUMBER)
        and "" not in after
        and _are_ids([one for one in after if one is not None], several=True)
    )


def _are_ids(values: Sequence[str], *, several: bool = False) -> bool:
    """Return whether each value is an id, or ``several`` with a space between; raise for one that is no text."""
    text = " ".join(values).encode("ascii")
    count = (len(text) + 1) // (len(_ZEROS) + 1) if several else len(values)
    return text.translate(_HEXADECIMAL) == b" ".join([_ZEROS] * count)


def _are_whole(values: Collection[Any], least: int, greatest: int) -> bool:
    return {*map(type, values)} == {int} and min(values) >= least and max(values) <= greatest


def _values_as_text(columns: _Columns) -> tuple[list[str | None], list[str | None]]:
    """Return the old and the new values as they are stored; raise :class:`Damaged` for what cannot be one."""
    known: dict[tuple[str, str, str], str | None] = {}
    old_texts: list[str | None] = []
    new_texts: list[str | None] = []
    *_rest, kinds, _records, fields, olds, news, _after = columns
    for kind, field, old, new in zip(kinds, fields, olds, news, strict=True):
        if field == CREATION:
            _check_values(kind, field, old, new)
            old_texts.append(_value(old))
            new_texts.append(_value(new))
            continue
        for value, texts in ((old, old_texts), (new, new_texts)):
            if value is None:
                texts.append(None)
            elif type(value) is not str:
                _check_values(kind, field, None, value)
                texts.append(_value(value))
            else:
                key = (kind, field, value)
                if key not in known:
                    _check_values(kind, field, None, value)
                    known[key] = _value(value)
                texts.append(known[key])
    return old_texts, new_texts
